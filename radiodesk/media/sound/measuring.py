"""Measure a recording in one decoding pass: loudness, peaks, clipping, silence, channels and waveform."""

import math
from collections.abc import Iterable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from av.audio.frame import AudioFrame
from numpy.typing import NDArray

from radiodesk.media.sound import levels
from radiodesk.media.sound.decoding import Progress, SoundInfo
from radiodesk.media.sound.errors import NotAudio
from radiodesk.media.sound.graph import Chain, regroup
from radiodesk.media.sound.levels import Waveform
from radiodesk.media.sound.loudness import LoudnessMeter, channel_weight, decibels, k_weighting
from radiodesk.media.sound.measurement import ENDS_WITHIN, READING, Measurement, Span
from radiodesk.media.sound.opening import open_sound
from radiodesk.media.sound.shape import MAX_CHANNELS

SILENCE_BELOW_LOUDNESS = 27.0
"""LU. Audio this far below the recording's own loudness is silence, so quiet recordings are measured correctly."""

SILENCE_RANGE_DBFS = (-70.0, -40.0)
"""Limits of the silence threshold."""

ABOVE_FLOOR_DB = 20.0
"""What is this far above the recording's own noise is not silence, however loud the rest: a guest far from the
microphone."""

SILENCE_SECONDS = 0.5
"""Minimum length of a silence. Shorter pauses belong to speech."""

Channels = list[NDArray[np.float32]]
"""The samples of each channel: float32, full scale 1.0."""

BLOCK_SECONDS = 1
"""The length of the blocks that are analysed."""

MOMENTARY_SECONDS = 0.4
SYLLABLE_SECONDS = 0.1
OVERVIEW_HOPS = 4
"""Hops per block of the waveform."""
CLIPS_KEPT = 100
SAME_BELOW_DB = -50.0
"""Two channels are the same if their difference is this far below their total level."""

DEAD_BELOW_DBFS = -60.0
DEAD_BELOW_DB = 30.0
"""A channel whose loudest syllable is this far below that of the other one holds only noise or crosstalk."""
INVERTED_BELOW = -0.9
"""Correlation of two channels from which on one is the other one inverted."""


@dataclass(frozen=True)
class Measured:
    """The results of one pass over a file."""

    sound: SoundInfo
    measurement: Measurement
    waveform: Waveform


def measure(
    path: Path, progress: Progress | None = None, name: str = "", *, track: int = 0, cores: int = 2
) -> Measured:
    """Decode and measure an audio track of a file. cores: how many it may use.

    name, track: as in `opening.open_sound`, whose errors it raises.
    """
    with (
        open_sound(path, name, track) as decoder,
        ThreadPoolExecutor(1) if cores > 1 else nullcontext() as executor,
    ):
        analysis = _Analysis(executor)
        for block in regroup(decoder.frames(progress), block_size):
            analysis.add(block)
        try:
            measurement, waveform = analysis.finish()
        except _NoNumbers as error:
            raise NotAudio(file=name or str(path)) from error
        return Measured(decoder.info(analysis.peak), measurement, waveform)


class _NoNumbers(Exception):
    """Samples that are infinite or NaN."""


class _Analysis:
    """Collects the levels of all hops from successive blocks of audio.

    Loudness and true peak add half of the time, so the executor measures them, one block later.
    """

    def __init__(self, executor: Executor | None) -> None:
        self._chain: Chain | None = None
        self._executor = executor
        self._loudness_result: Future[None] | None = None
        self._meter = LoudnessMeter()
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
        self._energies: list[NDArray[np.float32]] = []
        """Of stereo, in the shape (2, hops)."""
        self._product = 0.0
        self.peak = 0.0
        """The amplitude of the loudest sample so far; full scale is 1.0."""

    def add(self, block: AudioFrame) -> None:
        """Analyse the next block."""
        if self._chain is None:
            self._start(block)
        assert self._chain is not None  # noqa: S101 - set by `_start`
        self._chain.push(block)
        self._collect(self._chain)

    def _start(self, frame: AudioFrame) -> None:
        self._rate = frame.sample_rate
        self._hop = levels.hop(frame.sample_rate)
        floats = ("aformat", "sample_fmts=flt" if frame.layout.nb_channels >= MAX_CHANNELS else "sample_fmts=fltp")
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
        if self._executor:
            self._wait_for_loudness()
            self._loudness_result = self._executor.submit(self._meter.measure, blocks)
        else:
            self._meter.measure(blocks)
        for frame in blocks:
            self._analyse(channels_of(frame))

    def _wait_for_loudness(self) -> None:
        if self._loudness_result is not None:
            self._loudness_result.result()

    def _analyse(self, channels: Channels) -> None:
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
            remaining = CLIPS_KEPT - len(self._clips)
            self._clips += [round((self._samples + start) / self._rate, 3) for start in runs[:remaining]]
        else:
            self._at_full_scale = [0] * len(channels)
        self._sums += [samples.sum(dtype=np.float64) for samples in channels]
        self._squares += energy.sum(axis=1, dtype=np.float64)
        if len(channels) == 2:
            self._energies.append(energy)
            self._product += float(np.dot(*channels))
        self._samples += len(channels[0])

    def finish(self) -> tuple[Measurement, Waveform]:
        """Analyse the rest and return the results. raises _NoNumbers."""
        if self._chain is not None:
            self._chain.push(None)
            self._collect(self._chain)
            self._wait_for_loudness()
            self._meter.finish()
        if not np.isfinite(self._squares).all():
            raise _NoNumbers
        hop_seconds = self._hop / self._rate
        length = self._samples / self._rate
        loudness = self._meter.loudness(self._momentary_max(hop_seconds), self.peak)
        power = _joined(self._power)
        threshold = silence_level(loudness.integrated_lufs)
        floor = levels.noise_floor(power, hop_seconds, threshold)
        threshold = max(SILENCE_RANGE_DBFS[0], min(threshold, floor + ABOVE_FLOOR_DB))
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
            inverted=self._inverted(),
            reading=READING,
        )
        return measurement, levels.waveform(_joined(self._peaks), power, hop_seconds, OVERVIEW_HOPS)

    def _momentary_max(self, hop_seconds: float) -> float | None:
        """Maximum momentary loudness in LUFS, from windows of 400 ms every 5 ms.

        The ebur128 filter has a window every 100 ms, which is too coarse for EBU Tech 3341, case 13.
        """
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
        """Judged by the loudest syllable of each, so that a guest who speaks once on a channel keeps it alive."""
        if not self._energies:
            return ()
        energies = np.concatenate(self._energies, axis=1)
        window = min(round(SYLLABLE_SECONDS * levels.HOPS_PER_SECOND), energies.shape[1])
        sums = np.cumsum(np.pad(energies.astype(np.float64), ((0, 0), (1, 0))), axis=1)
        loudest = (sums[:, window:] - sums[:, :-window]).max(axis=1) / (window * self._hop)
        peaks = levels.decibels(np.sqrt(np.maximum(loudest, 0.0))).tolist()
        if max(peaks) < DEAD_BELOW_DBFS:
            return ()
        lowest = max(DEAD_BELOW_DBFS, max(peaks) - DEAD_BELOW_DB)
        return tuple(number for number, peak in enumerate(peaks) if peak < lowest)

    def _inverted(self) -> bool:
        if len(self._squares) != 2 or self._dead_channels():
            return False
        both = math.sqrt(float(self._squares[0]) * float(self._squares[1]))
        return both > 0 and self._product / both < INVERTED_BELOW


def block_size(rate: int) -> int:
    """Samples per block at a sample rate: a whole number of hops."""
    return levels.hop(rate) * levels.HOPS_PER_SECOND * BLOCK_SECONDS


def silence_level(integrated_lufs: float | None) -> float:
    """The silence threshold in dBFS for a recording of that loudness."""
    lowest, highest = SILENCE_RANGE_DBFS
    if integrated_lufs is None:
        return lowest
    return min(max(integrated_lufs - SILENCE_BELOW_LOUDNESS, lowest), highest)


def _trailing(spans: list[Span], length: float) -> float:
    """Seconds of silence at the end. The silence of a completely silent recording counts as leading only."""
    if not spans or spans[-1][0] == 0 or spans[-1][1] < length - ENDS_WITHIN:
        return 0.0
    return round(length - spans[-1][0], 3)


def channels_of(frame: AudioFrame) -> Channels:
    """The samples of each channel of a frame of floats."""
    if frame.format.is_planar:
        return [np.frombuffer(memoryview(plane), np.float32, frame.samples) for plane in frame.planes]
    return list(np.ascontiguousarray(frame.to_ndarray().reshape(-1, frame.layout.nb_channels).T))


def _joined(parts: Iterable[NDArray[np.floating]]) -> NDArray[np.float64]:
    arrays = list(parts)
    return np.concatenate(arrays).astype(np.float64) if arrays else np.zeros(0)
