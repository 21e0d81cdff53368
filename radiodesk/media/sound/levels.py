"""Find silence and clipping in samples, and calculate the waveform. Pure functions on arrays.

samples: float32, shape (channels, n), full scale 1.0. Spans are in seconds from the beginning of the recording.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from radiodesk.media.sound.measurement import Span
from radiodesk.media.sound.stored import DAMAGE, DamagedValues

Samples = NDArray[np.float32]

HOPS_PER_SECOND = 200
"""Levels are calculated for hops of 5 ms."""

CLIPPED = 0.9999
"""Samples of at least this amplitude are at full scale (1.0). The largest 16-bit sample reaches it, also decoded."""

CLIPPED_RUN = 3
"""Minimum number of consecutive samples at full scale that count as clipping. Music may reach it once or twice."""

FLOOR_DB = -96.0
"""The lowest level in a waveform."""

NOTHING_DBFS = -85.0
"""What is below this was not recorded in a room: a muted channel, or what an editor put in."""

STEADY_DB = 6.0
"""The level of a room changes by less than this from tenth to tenth of half a second; that of speech by more."""


def hop(rate: int) -> int:
    """Samples per hop at a sample rate."""
    return max(1, rate // HOPS_PER_SECOND)


def hops(samples: NDArray[np.float32], size: int) -> NDArray[np.float32]:
    """The samples of one channel in the shape (hops, size). The last hop is padded with zeros."""
    pad = -len(samples) % size
    return (np.pad(samples, (0, pad)) if pad else samples).reshape(-1, size)


def energy(channels: Sequence[NDArray[np.float32]], size: int) -> NDArray[np.float32]:
    """The sum of the squared samples in each hop of `size` samples, in the shape (channels, hops)."""
    return np.stack([np.vecdot(each, each) for each in (hops(samples, size) for samples in channels)])


def decibels(values: NDArray[np.floating]) -> NDArray[np.float64]:
    """Amplitudes (full scale 1.0) in dB; 0 gives minus infinity."""
    with np.errstate(divide="ignore"):
        result: NDArray[np.float64] = 20 * np.log10(values.astype(np.float64))
    return result


def quiet_spans(power: NDArray[np.float64], hop_seconds: float, threshold: float, minimum: float) -> list[Span]:
    """The silent spans of a recording: all windows of the minimum length whose RMS level does not exceed the threshold.

    power: mean square over all channels of each hop. threshold: dBFS. minimum: seconds.
    This is the rule of pydub's `detect_silence`, calculated with running sums instead of a loop.
    """
    window = max(1, round(minimum / hop_seconds))
    if len(power) < window:
        return []
    sums = np.concatenate(([0.0], np.cumsum(power)))
    means = (sums[window:] - sums[:-window]) / window
    # A running sum loses small values after large ones. The allowance covers these rounding errors.
    quiet = means <= 10 ** (threshold / 10) + sums[-1] * 1e-15
    edges = np.flatnonzero(np.diff(np.concatenate(([False], quiet, [False])).astype(np.int8)))
    spans: list[Span] = []
    for first, stop in edges.reshape(-1, 2).tolist():
        start, end = first * hop_seconds, (stop - 1 + window) * hop_seconds
        if spans and start <= spans[-1][1]:
            spans[-1] = spans[-1][0], end
        else:
            spans.append((start, end))
    return spans


def noise_floor(power: NDArray[np.float64], hop_seconds: float, below: float) -> float:
    """The level of a recording's room noise in dBFS, or FLOOR_DB if there are moments of nothing, and no noise.

    power: mean square over all channels of each hop. below: dBFS; louder is not noise.
    Noise is steady. Of the levels below that one, in steps of STEADY_DB, the lowest whose moments are mostly steady is
    the floor. A recording without moments of nothing has noise all along: its quietest half second is the floor.
    """
    tenths = max(1, round(0.1 / hop_seconds))
    means = power[: len(power) // tenths * tenths].reshape(-1, tenths).mean(axis=1)
    if len(means) < 5:
        return FLOOR_DB
    halves = np.lib.stride_tricks.sliding_window_view(means, 5)
    with np.errstate(divide="ignore", invalid="ignore"):
        level = 10 * np.log10(halves.mean(axis=1))
        is_steady = 10 * np.log10(halves.max(axis=1) / halves.min(axis=1)) < STEADY_DB
    steps = np.floor(level[(level > NOTHING_DBFS) & (level <= below)] / STEADY_DB)
    for step in np.unique(steps):
        in_step = np.floor(level / STEADY_DB) == step
        if is_steady[in_step].mean() > 0.5:
            return float(level[in_step & is_steady].min())
    return FLOOR_DB if level.min() <= NOTHING_DBFS else float(level.min())


def clipped_runs(channels: Sequence[Samples], before: list[int]) -> tuple[list[int], list[int]]:
    """Find where runs of clipped samples begin in a block, over all channels.

    channels: the samples of each channel. before: for each channel, the number of consecutive full-scale samples at
    the end of the previous block, so that a run that continues is counted once.
    Returns the sample positions of the runs, relative to this block, and the value of `before` for the next block.
    """
    found: set[int] = set()
    after = []
    for channel, length in zip(channels, before, strict=True):
        full = np.concatenate(([False], np.abs(channel) >= CLIPPED, [False]))
        edges = np.flatnonzero(np.diff(full.astype(np.int8))).reshape(-1, 2).tolist()
        for start, end in edges:
            carried = length if start == 0 else 0
            if end - start + carried >= CLIPPED_RUN > carried:
                found.add(start - carried)
        last_start, last_end = edges[-1] if edges else (0, 0)
        reaches = last_end == len(channel) and last_end > 0
        after.append(last_end - last_start + (length if last_start == 0 else 0) if reaches else 0)
    return sorted(found), after


@dataclass(frozen=True)
class Waveform:
    """The data of a waveform display.

    peaks, loudness: peak and RMS level of each block in dBFS, at least FLOOR_DB.
    """

    block_seconds: float
    peaks: NDArray[np.float32]
    loudness: NDArray[np.float32]

    def columns(self, start: float, end: float, width: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Peak and RMS levels for `width` columns between two moments; FLOOR_DB outside the recording."""
        edges = np.linspace(start, end, width + 1) / self.block_seconds
        firsts = np.clip(np.floor(edges[:-1] + 1e-6).astype(int), 0, len(self.peaks))
        stops = np.clip(np.maximum(np.ceil(edges[1:] - 1e-6).astype(int), firsts + 1), 0, len(self.peaks))
        peaks = np.full(width, FLOOR_DB, np.float32)
        loudness = np.full(width, FLOOR_DB, np.float32)
        inside = np.flatnonzero((firsts < stops) & (edges[1:] > 0))
        if len(inside):
            # Each column takes the blocks up to the start of the next column, and the last column those up to its end.
            bounds = np.append(firsts[inside], stops[inside[-1]])
            for levels, columns in ((self.peaks, peaks), (self.loudness, loudness)):
                padded = np.append(levels, np.float32(FLOOR_DB))
                columns[inside] = np.maximum.reduceat(padded, bounds)[:-1]
        return peaks, loudness

    def pack(self) -> bytes:
        """The waveform as bytes for the database: levels in 255 steps, compressed."""
        both = np.stack([self.peaks, self.loudness])
        return zlib.compress(np.round((both - FLOOR_DB) / -FLOOR_DB * 255).clip(0, 255).astype(np.uint8).tobytes())

    @classmethod
    def unpack(cls, packed: bytes, block_seconds: float) -> "Waveform":
        """The waveform from bytes written by `pack`. raises DamagedValues."""
        try:
            steps = np.frombuffer(zlib.decompress(packed), np.uint8).reshape(2, -1)
        except (zlib.error, *DAMAGE) as error:
            raise DamagedValues(reason=cls.__name__) from error
        both = (steps.astype(np.float32) / 255 * -FLOOR_DB) + np.float32(FLOOR_DB)
        return cls(block_seconds, both[0], both[1])


def detail(samples: Samples, block_seconds: float, rate: int = 48_000) -> Waveform:
    """The waveform of samples, in blocks of at most `block_seconds`."""
    size = max(1, int(block_seconds * rate))
    squares = np.square(samples)
    pad = -samples.shape[1] % size
    blocks = np.pad(squares, ((0, 0), (0, pad))).reshape(len(samples), -1, size)
    return waveform(np.sqrt(blocks.max(axis=2).max(axis=0)), blocks.mean(axis=2).mean(axis=0), size / rate, 1)


def waveform(peaks: NDArray[np.floating], power: NDArray[np.floating], hop_seconds: float, hops: int) -> Waveform:
    """The waveform from the peaks and mean squares of hops. hops: per block."""
    pad = -len(peaks) % hops
    peak = np.pad(peaks, (0, pad)).reshape(-1, hops).max(axis=1)
    mean = np.sqrt(np.pad(power, (0, pad)).reshape(-1, hops).mean(axis=1))
    return Waveform(
        hop_seconds * hops,
        np.maximum(decibels(peak), FLOOR_DB).astype(np.float32),
        np.maximum(decibels(mean), FLOOR_DB).astype(np.float32),
    )
