"""Measure a recording: loudness, peaks, clipping, silence, channels, waveform; all in the pass that decodes it."""

import math
from collections.abc import Iterable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
from av.audio.frame import AudioFrame
from numpy.typing import NDArray

from radiodesk.media.sound import levels
from radiodesk.media.sound.decoding import MOST_CHANNELS, Progress, SoundInfo, open_sound
from radiodesk.media.sound.graph import Chain, gathered
from radiodesk.media.sound.levels import Span, Waveform
from radiodesk.media.sound.loudness import Gauge, Loudness, channel_weight, decibels, k_weighting
from radiodesk.media.sound.stored import DAMAGE, DamagedValues, read

SILENCE_BELOW_LOUDNESS = 27.0
"""LU: so far below the recording's own loudness it is silent, however quietly it was recorded."""

SILENCE_RANGE_DBFS = (-70.0, -40.0)
"""In which the level of silence lies all the same."""

SILENCE_SECONDS = 0.5
"""Shorter pauses belong to speech."""

ENDS_WITHIN = 0.006
"""Seconds: a silence that comes so near to the end reaches it; a last part of a hop has no level of its own."""

Channels = list[NDArray[np.float32]]
"""The samples of each channel; full scale is 1.0."""

BLOCK_SECONDS = 1
"""What is looked at in one go."""

MOMENTARY_SECONDS = 0.4
OVERVIEW_HOPS = 4
CLIPS_KEPT = 100
SAME_BELOW_DB = -50.0
"""Two channels whose difference is so far below them are the same."""

DEAD_BELOW_DBFS = -60.0


@dataclass(frozen=True)
class Measurement:
    """What was measured of a recording. Seconds from its beginning; None where there is nothing to be measured."""

    loudness: Loudness
    sample_peak_dbfs: float | None
    clipped: int
    """Places where at least three samples in a row are at full scale."""
    clips: tuple[float, ...]
    """Where the first of them are."""
    dc_offset: float
    """The largest mean of a channel; full scale is 1.0."""
    silence_dbfs: float
    """What counted as silence."""
    silences: tuple[Span, ...]
    leading_seconds: float
    trailing_seconds: float
    same_channels: bool
    dead_channels: tuple[int, ...]
    """Channels without sound beside others that have it; the first is 0."""

    def as_json(self) -> dict[str, Any]:
        """For the database."""
        return asdict(self)

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        """From the database. raises DamagedValues."""
        try:
            values = dict(stored)
            values["loudness"] = read(Loudness, values["loudness"])
            values["silences"] = tuple((start, end) for start, end in values["silences"])
            for name in ("clips", "dead_channels"):
                values[name] = tuple(values[name])
        except DAMAGE as error:
            raise DamagedValues(reason=cls.__name__) from error
        return read(cls, values)

    def inner_silences(self, seconds: float) -> list[Span]:
        """The pauses, without the silence at both ends of a recording of that length."""
        return [span for span in self.silences if span[0] > 0 and span[1] < seconds - ENDS_WITHIN]


@dataclass(frozen=True)
class Measured:
    """All that one pass over a file found."""

    sound: SoundInfo
    measurement: Measurement
    waveform: Waveform


def measure(path: Path, progress: Progress | None = None, name: str = "", *, cores: int = 2) -> Measured:
    """Decode and measure a file. cores: that it may use. raises those of `decoding.open_sound`."""
    with open_sound(path, name) as decoder, ThreadPoolExecutor(1) if cores > 1 else nullcontext() as beside:
        analysis = _Analysis(beside)
        for block in gathered(decoder.frames(progress), block_size):
            analysis.take(block)
        measurement, waveform = analysis.finish()
        return Measured(decoder.info(analysis.peak), measurement, waveform)


class _Analysis:
    """Collects the levels of all hops while the sound goes by in blocks.

    Loudness and true peak take as long as all the rest: they are looked for beside, a block behind.
    """

    def __init__(self, beside: Executor | None) -> None:
        self._chain: Chain | None = None
        self._beside = beside
        self._gauging: Future[None] | None = None
        self._gauge = Gauge()
        self._hop = 1
        self._rate = 1
        self._weights: NDArray[np.float64] = np.ones(1)
        self._weighted: list[NDArray[np.float64]] = []
        self._peaks: list[NDArray[np.float64]] = []
        self._power: list[NDArray[np.float64]] = []
        self._clips: list[float] = []
        self._clipped = 0
        self._at_full_scale = [0]
        self._samples = 0
        self._sums: NDArray[np.float64] = np.zeros(1)
        self._squares: NDArray[np.float64] = np.zeros(1)
        self._product = 0.0
        self.peak = 0.0
        """The loudest sample so far; full scale is 1.0."""

    def take(self, block: AudioFrame) -> None:
        """Take the next block."""
        if self._chain is None:
            self._start(block)
        assert self._chain is not None  # noqa: S101 - made just now
        self._chain.push(block)
        self._collect(self._chain)

    def _start(self, frame: AudioFrame) -> None:
        self._rate = frame.sample_rate
        self._hop = levels.hop(frame.sample_rate)
        floats = ("aformat", "sample_fmts=flt" if frame.layout.nb_channels >= MOST_CHANNELS else "sample_fmts=fltp")
        self._chain = Chain(frame, [], [*k_weighting(frame.sample_rate), floats], [floats])
        names = [channel.name for channel in frame.layout.channels]
        self._weights = np.array([channel_weight(name) for name in names])
        self._sums = np.zeros(len(names))
        self._at_full_scale = [0] * len(names)
        self._squares = np.zeros(len(names))

    def _collect(self, chain: Chain) -> None:
        for frame in chain.pull(0):
            self._weighted.append(self._weights @ levels.energy(channels_of(frame), self._hop) / self._hop)
        blocks = list(chain.pull(1))
        if self._beside:
            self._wait_for_gauge()
            self._gauging = self._beside.submit(self._gauge.measure, blocks)
        else:
            self._gauge.measure(blocks)
        for frame in blocks:
            self._look(channels_of(frame))

    def _wait_for_gauge(self) -> None:
        if self._gauging is not None:
            self._gauging.result()

    def _look(self, channels: Channels) -> None:
        energy = levels.energy(channels, self._hop)
        self._power.append(energy.mean(axis=0, dtype=np.float64) / self._hop)
        self._peaks.append(
            np.max([np.abs(levels.hops(samples, self._hop)).max(axis=1) for samples in channels], axis=0)
        )
        peak = float(self._peaks[-1].max())
        self.peak = max(self.peak, peak)
        if peak >= levels.CLIPPED:
            runs, self._at_full_scale = levels.clipped_runs(channels, self._at_full_scale)
            self._clipped += len(runs)
            room = CLIPS_KEPT - len(self._clips)
            self._clips += [round((self._samples + start) / self._rate, 3) for start in runs[:room]]
        else:
            self._at_full_scale = [0] * len(channels)
        self._sums += [samples.sum(dtype=np.float64) for samples in channels]
        self._squares += energy.sum(axis=1, dtype=np.float64)
        if len(channels) == 2:
            self._product += float(np.dot(*channels))
        self._samples += len(channels[0])

    def finish(self) -> tuple[Measurement, Waveform]:
        """What all of it comes to."""
        if self._chain is not None:
            self._chain.push(None)
            self._collect(self._chain)
            self._wait_for_gauge()
            self._gauge.finish()
        if not np.isfinite(self._squares).all():
            raise ValueError("samples that are no numbers")  # the reader takes it for damage
        hop_seconds = self._hop / self._rate
        length = self._samples / self._rate
        loudness = self._gauge.loudness(self._momentary_max(hop_seconds), self.peak)
        threshold = silence_level(loudness.integrated_lufs)
        power = _joined(self._power)
        quiet = levels.quiet_spans(power, hop_seconds, threshold, SILENCE_SECONDS)
        spans = [(round(start, 3), round(min(end, length), 3)) for start, end in quiet]
        peak = decibels(self.peak)
        measurement = Measurement(
            loudness=loudness,
            sample_peak_dbfs=None if peak == -math.inf else round(peak, 2),
            clipped=self._clipped,
            clips=tuple(self._clips),
            dc_offset=round(float(np.abs(self._sums).max() / max(self._samples, 1)), 6),
            silence_dbfs=round(threshold, 1),
            silences=tuple(spans),
            leading_seconds=spans[0][1] if spans and spans[0][0] == 0 else 0.0,
            trailing_seconds=_trailing(spans, length),
            same_channels=self._same_channels(),
            dead_channels=self._dead_channels(),
        )
        return measurement, levels.waveform(_joined(self._peaks), power, hop_seconds, OVERVIEW_HOPS)

    def _momentary_max(self, hop_seconds: float) -> float | None:
        """LUFS over any 400 ms, every 5 ms. The filter looks every 100 ms, too seldom for EBU Tech 3341, case 13."""
        power = _joined(self._weighted)
        window = round(MOMENTARY_SECONDS / hop_seconds)
        if len(power) < window:
            return None
        sums = np.concatenate(([0.0], np.cumsum(power)))
        loudest = float((sums[window:] - sums[:-window]).max()) / window
        return round(-0.691 + 10 * math.log10(loudest), 3) if loudest > 0 else None

    def _same_channels(self) -> bool:
        total = float(self._squares.sum())
        difference = total - 2 * self._product
        return len(self._squares) == 2 and total > 0 and difference < total * 10 ** (SAME_BELOW_DB / 10)

    def _dead_channels(self) -> tuple[int, ...]:
        means = levels.decibels(np.sqrt(self._squares / max(self._samples, 1)))
        dead = [number for number, mean in enumerate(means.tolist()) if mean < DEAD_BELOW_DBFS]
        return tuple(dead) if len(means) == 2 and len(dead) == 1 else ()


def block_size(rate: int) -> int:
    """The samples that are looked at in one go: whole hops."""
    return levels.hop(rate) * levels.HOPS_A_SECOND * BLOCK_SECONDS


def silence_level(integrated_lufs: float | None) -> float:
    """What counts as silence, in dBFS, in a recording of that loudness."""
    lowest, highest = SILENCE_RANGE_DBFS
    if integrated_lufs is None:
        return lowest
    return min(max(integrated_lufs - SILENCE_BELOW_LOUDNESS, lowest), highest)


def _trailing(spans: list[Span], length: float) -> float:
    """Seconds of the silence at the end; all of a silent recording is counted as leading."""
    if not spans or spans[-1][0] == 0 or spans[-1][1] < length - ENDS_WITHIN:
        return 0.0
    return round(length - spans[-1][0], 3)


def channels_of(frame: AudioFrame) -> Channels:
    """The samples of each channel of a frame that a chain brought to floats."""
    if frame.format.is_planar:
        return [np.frombuffer(memoryview(plane), np.float32, frame.samples) for plane in frame.planes]
    return list(np.ascontiguousarray(frame.to_ndarray().reshape(-1, frame.layout.nb_channels).T))


def _joined(parts: Iterable[NDArray[np.floating]]) -> NDArray[np.float64]:
    arrays = list(parts)
    return np.concatenate(arrays).astype(np.float64) if arrays else np.zeros(0)
