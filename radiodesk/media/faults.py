"""Describe the faults of recordings in words: those found by decoding and by measuring."""

from radiodesk.locale import N_, _, formats, ngettext
from radiodesk.media.recordings import RecordingView
from radiodesk.media.sound import recipes
from radiodesk.media.sound.decoding import DAMAGED_AT
from radiodesk.media.sound.measurement import Measurement
from radiodesk.media.sound.recipes import Plan, Recipe

MAX_DC_OFFSET = 0.01
"""A larger DC offset is a fault of the recorder; full scale is 1.0."""

WARNINGS = {
    "cut_short": N_("is shorter than its header says: the end is missing"),
    "damaged": N_("has damaged parts, which were left out"),
    "silent": N_("contains only silence"),
    "chained": N_("is several recordings joined end to end, which were read as one"),
}
"""The warnings that decoding stores: each key with its description."""


def faults(recording: RecordingView) -> list[str]:
    """Descriptions of the recording's faults, in the language in use."""
    measured = _measured_faults(recording.measurement) if recording.measurement else []
    places = [float(key.removeprefix(DAMAGED_AT)) for key in recording.warnings if key.startswith(DAMAGED_AT)]
    decoded = [_(WARNINGS.get(key, key)) for key in recording.warnings if not key.startswith(DAMAGED_AT)]
    if recording.tracks > 1:
        used = _("has {count} audio tracks; track {track} is used")
        decoded.insert(0, used.format(count=recording.tracks, track=recording.track))
    if places:
        decoded.append(_("is damaged at {places}").format(places=", ".join(map(formats.duration, places))))
    return decoded + measured


def _measured_faults(measurement: Measurement) -> list[str]:
    found = []
    if measurement.clipped:
        count = measurement.clipped
        found.append(ngettext("clipped at {count} place", "clipped at {count} places", count).format(count=count))
    if measurement.dead_channels:
        side = _("left") if measurement.dead_channels[0] == 0 else _("right")
        found.append(_("the {side} channel is dead; on air the other one is on both sides").format(side=side))
    if measurement.inverted:
        found.append(_("one channel is the other one inverted; on air the left one is on both sides"))
    if measurement.dc_offset > MAX_DC_OFFSET:
        found.append(_("is not centred on zero (DC offset)"))
    return found


def removed_silence(recording: RecordingView, recipe: Recipe, plan: Plan) -> str:
    """What a plan removes at the ends, such as "0.4 s and 3.6 s of silence removed". Empty if a person trimmed them."""
    if recipe.begin is not None or recipe.end is not None:
        return ""
    removed = recipes.removed_ends(plan, recording.seconds)
    if max(removed) < 0.05:
        return ""
    before, after = (formats.number(round(seconds, 1)) for seconds in removed)
    return _("{before} s and {after} s of silence removed").format(before=before, after=after)
