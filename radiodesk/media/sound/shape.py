"""One sample format, channel layout and rate for all frames of a file."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from av.audio.frame import AudioFrame
from av.audio.layout import AudioLayout
from av.audio.resampler import AudioResampler

from radiodesk.media.sound.errors import Unsupported

USUAL_LAYOUTS = {1: "mono", 2: "stereo", 3: "3.0", 4: "4.0", 5: "5.0", 6: "5.1", 7: "6.1", 8: "7.1"}
"""Layouts assumed for files that state only the number of channels."""

MAX_CHANNELS = 8
"""The maximum number of channels. Frames with this many are converted to packed: av crashes on planar ones."""

LOWEST_RATE = 4_000
HIGHEST_RATE = 384_000


class Shape:
    """The sample format, channel layout and rate to which all frames of a file are converted: those of its first.

    raises Unsupported.
    """

    def __init__(self, frame: AudioFrame, name: str) -> None:
        if not LOWEST_RATE <= frame.sample_rate <= HIGHEST_RATE or not is_named(named_layout(frame)):
            raise Unsupported(file=name)
        self.rate = frame.sample_rate
        self.channels = frame.layout.nb_channels
        self._layout = named_layout(frame)
        # av crashes when it converts planar frames with this many channels to arrays.
        must_pack = self.channels >= MAX_CHANNELS and frame.format.is_planar
        if must_pack and not is_named(frame.layout.name):
            raise Unsupported(file=name)
        self._format = frame.format.packed.name if must_pack else frame.format.name
        self._target = (self._format, self._layout, self.rate)
        self._resamplers: dict[tuple[str, str, int], AudioResampler] = {}

    def fit(self, frame: AudioFrame) -> list[AudioFrame]:
        """The frame, converted to this shape."""
        if (frame.format.name, frame.layout.name, frame.sample_rate) == self._target:
            return [frame]  # the common case must be fast: a minute has thousands of frames
        layout = named_layout(frame)
        would_crash = (
            frame.layout.nb_channels >= MAX_CHANNELS and frame.format.is_planar and layout != frame.layout.name
        )
        if not LOWEST_RATE <= frame.sample_rate <= HIGHEST_RATE or not is_named(layout) or would_crash:
            return []  # a damaged frame
        if layout != frame.layout.name:
            frame = to_frame(frame.to_ndarray(), frame.format.name, layout, frame.sample_rate)
        key = (frame.format.name, layout, frame.sample_rate)
        if key == self._target:
            return [frame]
        resampler = self._resamplers.setdefault(key, AudioResampler(self._format, self._layout, self.rate))
        frame.pts = None
        return resampler.resample(frame)

    def rest(self) -> Iterator[AudioFrame]:
        """What the conversion holds back at the end of a part."""
        for resampler in self._resamplers.values():
            yield from resampler.resample(None)
        self._resamplers.clear()


def named_layout(frame: AudioFrame) -> str:
    """The name of the frame's channel layout, or the usual layout if only the number of channels is known."""
    layout = frame.layout
    return layout.name if is_named(layout.name) else USUAL_LAYOUTS.get(layout.nb_channels, layout.name)


def is_named(layout: str) -> bool:
    """Whether a layout names its channels, and not only their number. Filters crash on unnamed layouts."""
    return "channels" not in layout and len(AudioLayout(layout).channels) <= MAX_CHANNELS


def to_frame(samples: Any, sample_format: str, layout: str, rate: int) -> AudioFrame:
    """A frame of samples, which are shaped as by `AudioFrame.to_ndarray`."""
    frame = AudioFrame.from_ndarray(samples, sample_format, layout)
    frame.sample_rate = rate
    return frame


def slice_frame(frame: AudioFrame, start: int, stop: int) -> AudioFrame:
    """The samples [start:stop] of a frame, as a frame."""
    if start == 0 and stop == frame.samples:
        return frame
    # Time is the last axis. In packed frames that axis interleaves the channels.
    width = 1 if frame.format.is_planar else frame.layout.nb_channels
    samples = np.ascontiguousarray(frame.to_ndarray()[:, start * width : stop * width])
    return to_frame(samples, frame.format.name, frame.layout.name, frame.sample_rate)
