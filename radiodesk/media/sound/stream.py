"""Stream audio from a file in blocks: decoded by av, edited as pydub segments, written by av.

All blocks are stereo, 48 kHz, 32 bits, attenuated by HEADROOM_DB. The headroom keeps decoded samples above full scale,
and sums of overlapping blocks, from being clipped before the last step sets the level.
"""

import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from av.audio.frame import AudioFrame

from radiodesk.kinds import ChannelChoice
from radiodesk.media.sound.graph import Filter, regroup, run
from radiodesk.media.sound.opening import open_sound

with warnings.catch_warnings():
    # pydub warns that it finds no ffmpeg command, which we never call, or no audioop, which our requirements include.
    warnings.simplefilter("ignore")
    from pydub import AudioSegment

Sound: TypeAlias = AudioSegment
"""A block of audio as a pydub from_frame."""

RATE = 48_000
CHANNELS = 2
WIDTH = 4
"""Bytes per sample."""

HEADROOM_DB = 40.0
"""Attenuation of blocks. Of their 32 bits, about 25 remain for the audio."""

BLOCK_SECONDS = 1

_CHANNELS: dict[ChannelChoice, list[Filter]] = {
    ChannelChoice.ALL: [],
    ChannelChoice.LEFT: [("pan", "stereo|c0=c0|c1=c0")],
    ChannelChoice.RIGHT: [("pan", "stereo|c0=c1|c1=c1")],
    ChannelChoice.MIX: [("pan", "stereo|c0=0.5*c0+0.5*c1|c1=0.5*c0+0.5*c1")],
}
"""Filters for audio that was mixed down to stereo by the coefficients of ITU-R BS.775."""


def blocks(
    path: Path,
    *,
    channels: ChannelChoice = ChannelChoice.ALL,
    high_pass_hz: float = 0.0,
    name: str = "",
    track: int = 0,
) -> Iterator[Sound]:
    """The audio of a file in blocks of about BLOCK_SECONDS. name, track: as in `open_sound`, whose errors it raises."""
    high_pass: list[Filter] = [("highpass", f"f={high_pass_hz}:poles=2")] if high_pass_hz else []
    filters: list[Filter] = [
        ("aresample", str(RATE)),
        # Only for floats does the mixdown use the coefficients of the standard; for integers it scales them.
        ("aformat", "sample_fmts=fltp:channel_layouts=stereo"),
        *_CHANNELS[channels],
        *high_pass,
        ("volume", f"{-HEADROOM_DB}dB"),
        ("aformat", "sample_fmts=s32"),
    ]
    with open_sound(path, name, track) as decoder:
        frames = regroup(decoder.frames(), lambda rate: rate * BLOCK_SECONDS)
        yield from (from_frame(frame) for frame in run(frames, filters))


def from_frame(frame: AudioFrame) -> Sound:
    """The block with the samples of a frame in the block format."""
    return from_raw(frame.to_ndarray().tobytes())


def from_raw(data: bytes) -> Sound:
    """The block with raw samples in the block format."""
    return AudioSegment(data=data, sample_width=WIDTH, frame_rate=RATE, channels=CHANNELS)


def to_frame(block: Sound) -> AudioFrame:
    """The frame with the samples of a block."""
    samples: Any = np.frombuffer(block.raw_data, np.int32).reshape(1, -1)
    frame = AudioFrame.from_ndarray(samples, "s32", "stereo")
    frame.sample_rate = RATE
    return frame


def to_frames(blocks: Iterable[Sound]) -> Iterator[AudioFrame]:
    """The frames of blocks, without empty ones."""
    return (to_frame(block) for block in blocks if block.frame_count())


def sample_count(seconds: float) -> int:
    """Samples per channel in a number of seconds."""
    return round(seconds * RATE)
