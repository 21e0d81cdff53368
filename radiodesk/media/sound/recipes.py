"""Calculate the plan of a treatment from a recipe, a preset's settings and measurements. Pure functions.

Moments are seconds from the beginning of the original, which is never changed.
"""

import hashlib
import json
import math
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Self

from radiodesk.kinds import ChannelChoice
from radiodesk.locale import N_, _, formats
from radiodesk.media.sound.errors import SETTINGS, BadSetting, NothingLeft
from radiodesk.media.sound.measurement import Span
from radiodesk.media.sound.stored import DAMAGE, DamagedValues, from_stored

MIN_SPAN_SECONDS = 0.01
"""Shorter spans between two cuts are left out."""

ENGINE = 2
"""Version of the treatment code. Increment it when a plan's result changes, so that cached files are replaced."""

RANGES = {
    "target_lufs": (-40.0, -5.0),
    "ceiling_dbtp": (-20.0, 0.0),
    "high_pass_hz": (0.0, 400.0),
    "before_seconds": (0.0, 10.0),
    "after_seconds": (0.0, 10.0),
    "fade_in_seconds": (0.0, 10.0),
    "fade_out_seconds": (0.0, 10.0),
    "gain_db": (-20.0, 20.0),
}
"""Lowest and highest value of each setting."""


class _Stored:
    """A dataclass that is stored in a JSON column."""

    def as_json(self) -> dict[str, Any]:
        """The values as JSON for the database."""
        return asdict(self)  # type: ignore[call-overload, no-any-return]

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        """Create it from the database's JSON, ignoring fields of other versions. raises DamagedValues."""
        known = {field.name for field in fields(cls)}  # type: ignore[arg-type]
        try:
            values = {name: value for name, value in stored.items() if name in known}
            if values.get("channels") is not None:
                values["channels"] = ChannelChoice(values["channels"])
            if "cuts" in values:
                values["cuts"] = tuple((start, end) for start, end in values["cuts"])
        except DAMAGE as error:
            raise DamagedValues(reason=cls.__name__) from error
        return from_stored(cls, values)


def _check_ranges(values: "Settings | Recipe") -> None:
    for name, (lowest, highest) in RANGES.items():
        value = getattr(values, name, None)
        if value is not None and not lowest <= value <= highest:
            raise BadSetting(
                setting=_(SETTINGS[name]),
                value=formats.number(value),
                lowest=formats.number(lowest),
                highest=formats.number(highest),
            )


@dataclass(frozen=True)
class Settings(_Stored):
    """The settings of a preset. raises BadSetting."""

    target_lufs: float = -23.0
    """Integrated loudness, EBU R 128."""
    ceiling_dbtp: float = -1.0
    """Maximum true peak."""
    trim: bool = True
    """Remove silence at both ends."""
    before_seconds: float = 0.2
    """Silence kept at the beginning."""
    after_seconds: float = 0.4
    """Silence kept at the end."""
    fade_in_seconds: float = 0.02
    fade_out_seconds: float = 0.05
    high_pass_hz: float = 0.0
    """Cutoff frequency; 0 turns the filter off. 80 removes rumble and wind noise from speech."""
    channels: ChannelChoice = ChannelChoice.ALL

    def __post_init__(self) -> None:
        _check_ranges(self)


ON_AIR = "on-air"
WEB = "web"
BUILT_IN = {ON_AIR: Settings(), WEB: Settings(target_lufs=-16.0)}
"""The presets that every station has. A station's preset of the same name replaces one."""


@dataclass(frozen=True)
class Recipe(_Stored):
    """The choices that a person made for one recording. None: as in the preset. raises BadSetting."""

    preset: str | None = None
    """The preset's name. None: the preset of the story's genre, else on-air."""
    begin: float | None = None
    """The first moment to keep. None: determined by the silence."""
    end: float | None = None
    """The last moment to keep. None: determined by the silence."""
    cuts: tuple[Span, ...] = ()
    """Spans to remove."""
    gain_db: float = 0.0
    """Gain relative to the preset's target."""
    trim: bool | None = None
    fade_in_seconds: float | None = None
    fade_out_seconds: float | None = None
    high_pass_hz: float | None = None
    channels: ChannelChoice | None = None

    def __post_init__(self) -> None:
        _check_ranges(self)


@dataclass(frozen=True)
class Plan:
    """A recipe applied to one recording: everything that determines the result."""

    spans: tuple[Span, ...]
    """The spans to keep, in order."""
    target_lufs: float
    ceiling_dbtp: float
    fade_in_seconds: float
    fade_out_seconds: float
    high_pass_hz: float
    channels: ChannelChoice

    @property
    def seconds(self) -> float:
        """The length of the result."""
        return sum(end - start for start, end in self.spans)

    def key(self) -> str:
        """A hash that identifies this plan, for the name of a cached file."""
        values = json.dumps([ENGINE, asdict(self)], sort_keys=True)
        return hashlib.sha256(values.encode()).hexdigest()[:16]

    def to_treated(self, moment: float) -> float:
        """The moment in the result for a moment of the original. A moment inside a cut gives the cut's position."""
        elapsed = 0.0
        for start, end in self.spans:
            if moment < end:
                return elapsed + max(0.0, moment - start)
            elapsed += end - start
        return elapsed

    def to_original(self, moment: float) -> float:
        """The moment in the original for a moment of the result."""
        for start, end in self.spans:
            if moment <= end - start:
                return start + max(0.0, moment)
            moment -= end - start
        return self.spans[-1][1]


CHANNELS = {
    ChannelChoice.ALL: N_("as they are"),
    ChannelChoice.LEFT: N_("left on both sides"),
    ChannelChoice.RIGHT: N_("right on both sides"),
    ChannelChoice.MIX: N_("both mixed"),
}
"""Which channels are heard, in words."""


def plan(
    recipe: Recipe,
    settings: Settings,
    seconds: float,
    leading: float,
    trailing: float,
    usable: ChannelChoice = ChannelChoice.ALL,
) -> Plan:
    """The plan for a recipe.

    seconds: the recording's length. leading, trailing: seconds of silence at its ends. usable: the channels that are
    heard if neither the recipe nor the preset chooses. raises NothingLeft.
    """
    trim = (settings.trim if recipe.trim is None else recipe.trim) and leading < seconds
    begin = max(0.0, leading - settings.before_seconds) if trim else 0.0
    end = min(seconds, seconds - trailing + settings.after_seconds) if trim else seconds
    begin = begin if recipe.begin is None else recipe.begin
    end = end if recipe.end is None else recipe.end
    begin, end = max(0.0, begin), min(seconds, end)
    spans = tuple(_rounded(_remaining((begin, end), recipe.cuts)))
    if not spans:
        raise NothingLeft
    return _planned(recipe, settings, spans, usable)


def whole(recipe: Recipe, settings: Settings, seconds: float, usable: ChannelChoice = ChannelChoice.ALL) -> Plan:
    """The plan for a recipe, without trimming or cuts. seconds: the recording's length. usable: see `plan`."""
    return _planned(recipe, settings, ((0.0, float(seconds)),), usable)


def removed_ends(plan: Plan, seconds: float) -> Span:
    """The seconds that a plan removes at the beginning and at the end of a recording of that length."""
    return round(plan.spans[0][0], 3), round(max(0.0, seconds - plan.spans[-1][1]), 3)


def _planned(recipe: Recipe, settings: Settings, spans: tuple[Span, ...], usable: ChannelChoice) -> Plan:
    channels = settings.channels if recipe.channels is None else recipe.channels
    if recipe.channels is None and channels is ChannelChoice.ALL:
        channels = usable
    length = sum(end - start for start, end in spans)
    fade_in = _chosen(recipe.fade_in_seconds, settings.fade_in_seconds)
    fade_out = _chosen(recipe.fade_out_seconds, settings.fade_out_seconds)
    return Plan(
        spans=spans,
        target_lufs=round(float(settings.target_lufs + recipe.gain_db), 2),
        ceiling_dbtp=float(settings.ceiling_dbtp),
        fade_in_seconds=round(min(fade_in, length / 2), 3),
        fade_out_seconds=round(min(fade_out, length / 2), 3),
        high_pass_hz=_chosen(recipe.high_pass_hz, settings.high_pass_hz),
        channels=channels,
    )


def _chosen(chosen: float | None, default: float) -> float:
    return float(default if chosen is None else chosen)


def _remaining(whole: Span, cuts: Iterable[Span]) -> list[Span]:
    """The parts of a span that remain between cuts."""
    begin, end = whole
    remaining: list[Span] = []
    for cut_start, cut_end in sorted(cuts):
        if cut_end <= begin or cut_start >= end:
            continue
        remaining.append((begin, cut_start))
        begin = max(begin, cut_end)
    return [*remaining, (begin, end)]


def _rounded(spans: Iterable[Span]) -> list[Span]:
    """The spans rounded to milliseconds, without those shorter than MIN_SPAN_SECONDS."""
    rounded = [(float(round(start, 3)), math.floor(end * 1000 + 1e-6) / 1000) for start, end in spans]
    return [(start, end) for start, end in rounded if end - start >= MIN_SPAN_SECONDS]


def with_cut(recipe: Recipe, cut: Span) -> Recipe:
    """The recipe with an added cut. Cuts that touch or overlap are merged."""
    merged: list[Span] = []
    for start, end in sorted([*recipe.cuts, (min(cut), max(cut))]):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return replace(recipe, cuts=tuple(merged))


def without_cut(recipe: Recipe, moment: float) -> Recipe:
    """The recipe without the cut at a moment."""
    return replace(recipe, cuts=tuple(cut for cut in recipe.cuts if not cut[0] <= moment <= cut[1]))
