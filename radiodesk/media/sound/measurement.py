"""What is known of a recording once it was measured. Apart from how, because most screens only show it: they load no
audio library for that.
"""

from dataclasses import asdict, dataclass, fields
from typing import Any, Self

from radiodesk.kinds import ChannelChoice
from radiodesk.media.sound.stored import DAMAGE, DamagedValues, from_stored

READING = 1
"""Increment it when recordings are read or measured otherwise, so that the older ones can be measured again."""

ENDS_WITHIN = 0.006
"""Seconds. A silence that ends this close to the end reaches the end, because the last hop may be incomplete."""

Span = tuple[float, float]
"""Begin and end, in seconds."""


@dataclass(frozen=True)
class Loudness:
    """Loudness and true peak of some audio. A value is None if the audio is too quiet or too short to measure it."""

    integrated_lufs: float | None
    range_lu: float | None
    momentary_max_lufs: float | None
    short_term_max_lufs: float | None
    true_peak_dbtp: float | None


@dataclass(frozen=True)
class Measurement:
    """The measurements of a recording. Moments are seconds from its beginning. None: not measurable."""

    loudness: Loudness
    sample_peak_dbfs: float | None
    clipped: int
    """The number of places where at least three consecutive samples are at full scale."""
    clips: tuple[float, ...]
    """The moments of the first CLIPS_KEPT of them."""
    dc_offset: float
    """The largest mean of a channel; full scale is 1.0."""
    silence_dbfs: float
    """The silence threshold that was used."""
    silences: tuple[Span, ...]
    leading_seconds: float
    trailing_seconds: float
    same_channels: bool
    dead_channels: tuple[int, ...]
    """Channels without sound of a recording whose other channel has some. Channels are counted from 0."""
    inverted: bool = False
    """One channel is the other one inverted: a mono receiver hears nothing of the two."""
    reading: int = 0
    """The READING of the release that measured it."""

    def as_json(self) -> dict[str, Any]:
        """The measurement as JSON values for the database."""
        return asdict(self)

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        """The measurement from the database's JSON values. raises DamagedValues."""
        try:
            known = {field.name for field in fields(cls)}
            values = {name: value for name, value in stored.items() if name in known}  # a newer release may know more
            values["loudness"] = from_stored(Loudness, values["loudness"])
            values["silences"] = tuple((start, end) for start, end in values["silences"])
            for name in ("clips", "dead_channels"):
                values[name] = tuple(values[name])
        except DAMAGE as error:
            raise DamagedValues(reason=cls.__name__) from error
        return from_stored(cls, values)

    @property
    def usable(self) -> ChannelChoice:
        """What is to be heard of the recording: one channel if the other one would spoil it."""
        if self.dead_channels:
            return ChannelChoice.RIGHT if self.dead_channels[0] == 0 else ChannelChoice.LEFT
        return ChannelChoice.LEFT if self.inverted else ChannelChoice.ALL

    def inner_silences(self, seconds: float) -> list[Span]:
        """The silences without those at both ends. seconds: the recording's length."""
        return [span for span in self.silences if span[0] > 0 and span[1] < seconds - ENDS_WITHIN]
