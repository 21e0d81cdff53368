"""Sound on its way from a file to a file: decoded by av, edited by pydub, a block at a time.

Every block is stereo, 48 kHz, 32 bits. It lies 40 dB lower than in its file, so that nothing that a recorder or decoder
puts above full scale, and nothing that is added to it, is clipped before the last step sets the level.
"""

import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from av.audio.frame import AudioFrame

from radiodesk.kinds import ChannelChoice
from radiodesk.media.sound.decoding import open_sound
from radiodesk.media.sound.graph import Filter, run

with warnings.catch_warnings():
    # It looks for an ffmpeg command, which we never call, and for audioop, which our requirements bring.
    warnings.simplefilter("ignore")
    from pydub import AudioSegment

Sound: TypeAlias = AudioSegment
"""Some of it, as pydub has it."""

RATE = 48_000
CHANNELS = 2
WIDTH = 4
"""Bytes of a sample."""

HEADROOM_DB = 40.0
"""What a block lies below its file: 32 bits have room for it, 24 below are left."""

BLOCK_SECONDS = 3

_CHANNELS: dict[ChannelChoice, list[Filter]] = {
    ChannelChoice.ALL: [],
    ChannelChoice.LEFT: [("pan", "stereo|c0=c0|c1=c0")],
    ChannelChoice.RIGHT: [("pan", "stereo|c0=c1|c1=c1")],
    ChannelChoice.MIX: [("pan", "stereo|c0=0.5*c0+0.5*c1|c1=0.5*c0+0.5*c1")],
}
"""On what was brought to stereo; more channels by the coefficients of ITU-R BS.775."""


def blocks(
    path: Path, *, channels: ChannelChoice = ChannelChoice.ALL, high_pass_hz: float = 0.0, name: str = ""
) -> Iterator[Sound]:
    """The sound of a file. raises those of `radiodesk.media.sound.decoding.open_sound`."""
    high_pass: list[Filter] = [("highpass", f"f={high_pass_hz}:poles=2")] if high_pass_hz else []
    filters: list[Filter] = [
        ("aresample", str(RATE)),
        # Floats have no full scale: only in them the coefficients of a mixdown are those of the standard.
        ("aformat", "sample_fmts=fltp:channel_layouts=stereo"),
        *_CHANNELS[channels],
        *high_pass,
        ("volume", f"{-HEADROOM_DB}dB"),
        ("aformat", "sample_fmts=s32"),
        ("asetnsamples", f"n={RATE * BLOCK_SECONDS}:p=0"),
    ]
    with open_sound(path, name) as decoder:
        # Filters are asked in seconds: each small frame alone would cost more than what is done to it.
        yield from (segment(frame) for frame in run(decoder.frames(), filters))


def segment(frame: AudioFrame) -> Sound:
    """A frame of our format as pydub has it."""
    return made(frame.to_ndarray().tobytes())


def made(data: bytes) -> Sound:
    """Raw samples of our format as pydub has them."""
    return AudioSegment(data=data, sample_width=WIDTH, frame_rate=RATE, channels=CHANNELS)


def frame(sound: Sound) -> AudioFrame:
    """What pydub has as a frame of our format."""
    samples: Any = np.frombuffer(sound.raw_data, np.int32).reshape(1, -1)
    framed = AudioFrame.from_ndarray(samples, "s32", "stereo")
    framed.sample_rate = RATE
    return framed


def frames(sound: Iterable[Sound]) -> Iterator[AudioFrame]:
    """Blocks as frames; empty ones are left out."""
    return (frame(block) for block in sound if block.frame_count())


def count(seconds: float) -> int:
    """Samples of each channel in so many seconds."""
    return round(seconds * RATE)
