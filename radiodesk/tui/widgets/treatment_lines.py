"""The texts of the editing screen: the recording's measurements, its treatment, and the cursor's position."""

from radiodesk.errors import visible
from radiodesk.kinds import ChannelChoice
from radiodesk.locale import _, formats, ngettext
from radiodesk.media.chapters import Chapter
from radiodesk.media.faults import faults, removed_silence
from radiodesk.media.recordings import RecordingView
from radiodesk.media.sound import recipes
from radiodesk.media.treatments import PresetView, TreatmentView
from radiodesk.tui import labels
from radiodesk.tui.widgets.wave_columns import CHAPTER, Pointers, clock


def facts_line(recording: RecordingView) -> str:
    """The measurements and faults of a recording, on one line."""
    measurement = recording.measurement
    if measurement is None:
        return ""
    loudness = measurement.loudness
    return " · ".join(
        [
            f"{formats.level(loudness.integrated_lufs)} LUFS",
            f"{formats.level(loudness.range_lu)} LU",
            f"{formats.level(loudness.true_peak_dbtp)} dBTP",
            *(f"▲ {fault}" for fault in faults(recording)),
        ]
    )


def treatment_line(view: TreatmentView) -> str:
    """A summary of the treatment, on one line."""
    plan, recipe = view.plan, view.recipe
    parts = [
        f"{labels.preset(view.preset)} {_levels(plan.target_lufs, plan.ceiling_dbtp)}",
        _("on air {length}").format(length=formats.duration(plan.seconds)),
    ]
    if recipe.cuts:
        count = len(recipe.cuts)
        parts.append(ngettext("{count} cut", "{count} cuts", count).format(count=count))
    if plan.high_pass_hz:
        parts.append(_("high-pass {value} Hz").format(value=formats.number(plan.high_pass_hz)))
    if plan.channels is not ChannelChoice.ALL:
        parts.append(_("channels: {choice}").format(choice=_(recipes.CHANNELS[plan.channels])))
    if recipe.begin is not None or recipe.end is not None:
        parts.append(_("trimmed by hand"))
    elif removed := removed_silence(view.recording, recipe, plan):
        parts.append(removed)
    return " · ".join(parts)


def preset_detail(preset: PresetView) -> str:
    """A preset's target loudness and peak ceiling."""
    return _levels(preset.settings.target_lufs, preset.settings.ceiling_dbtp)


def _levels(target: float, ceiling: float) -> str:
    """target: in LUFS. ceiling: in dBTP."""
    return f"{formats.level(target)} LUFS ≤ {formats.level(ceiling)} dBTP"


def cursor_line(pointers: Pointers, chapter: Chapter | None, *, plays_treated: bool) -> str:
    """The cursor's position, the chapter there, the selection, and what is playing or would be played."""
    parts = [clock(pointers.cursor, 0.01)]
    if chapter:
        parts.append(CHAPTER + " " + visible(chapter.title))
    if selection := pointers.selection:
        length = formats.number(round(selection[1] - selection[0], 2))
        parts.append(
            _("selected {start}–{end}, {length} s: x cuts it").format(
                start=clock(selection[0], 0.01), end=clock(selection[1], 0.01), length=length
            )
        )
    if pointers.playing is not None:
        parts.append(_("▶ treated") if plays_treated else _("▶ original"))
    elif plays_treated:
        parts.append(_("B: treated"))
    return "  ".join(parts)
