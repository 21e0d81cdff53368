"""A file that is several recordings joined end to end, decoded as one: at the best rate and with the most channels."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate

import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream

from radiodesk.media.sound.decoding import DAMAGED_AT, Decoder, Progress, SoundInfo
from radiodesk.media.sound.shape import USUAL_LAYOUTS, Shape, slice_frame, to_frame

CHAINED = "chained"
"""The warning that a file has several parts."""


class Chained:
    """Decodes the parts of a file, one after the other. It is used as a `Decoder` is."""

    def __init__(self, parts: Sequence[Decoder], name: str) -> None:
        """name: of the file in errors. raises Unsupported."""
        self._parts = parts
        rate = max(part.rate for part in parts)
        channels = max(part.channels for part in parts)
        silence = to_frame(np.zeros((channels, 1), np.float32), "fltp", USUAL_LAYOUTS.get(channels, "stereo"), rate)
        self._shape = Shape(silence, name)

    @property
    def streams(self) -> tuple[AudioStream, ...]:
        """The audio tracks: one, even if its parts state different things."""
        return self._parts[0].streams

    def frames(self, progress: Progress | None = None) -> Iterator[AudioFrame]:
        """All frames of all parts. raises NotAudio."""
        for part in self._parts:
            for frame in part.frames(progress):
                yield from self._shape.fit(frame)
            yield from self._shape.rest()

    def frames_from(self, start: float) -> Iterator[AudioFrame]:
        """Frames from a moment (seconds) on."""
        elapsed = 0
        skipped = round(start * self._shape.rate)
        for frame in self.frames():
            if elapsed + frame.samples > skipped:
                yield slice_frame(frame, max(0, skipped - elapsed), frame.samples)
            elapsed += frame.samples

    def info(self, peak: float) -> SoundInfo:
        """Facts about the file, after all frames were decoded. peak: see `Decoder.info`."""
        found = [part.info(peak) for part in self._parts]
        begins = accumulate((info.seconds for info in found), initial=0.0)
        warnings = dict.fromkeys(
            _later(key, begin) for info, begin in zip(found, begins, strict=False) for key in info.warnings
        )
        return replace(
            found[0],
            seconds=round(sum(info.seconds for info in found), 6),
            sample_rate=self._shape.rate,
            channels=self._shape.channels,
            warnings=(*warnings, CHAINED),
        )


def _later(warning: str, seconds: float) -> str:
    """A warning of a part that begins so late: the place that it names counts from the beginning of the file."""
    if not warning.startswith(DAMAGED_AT):
        return warning
    return f"{DAMAGED_AT}{float(warning.removeprefix(DAMAGED_AT)) + seconds:.2f}"
