"""What tests listen with: a decoder and a loudness meter that radiodesk has no part in. samples: shape (2, n)."""

import contextlib
import functools
import math
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
import pyebur128
from av.audio.resampler import AudioResampler
from av.filter import Graph
from pyebur128 import MeasurementMode, R128State

from tests.media.signals import RATE, Signal, amplitude

SYLLABLES_A_SECOND = 4
FEWER = 24


@dataclass(frozen=True)
class Heard:
    """By libebur128. Minus infinity where there was nothing."""

    lufs: float
    peak_dbtp: float


def decoded(path: Path) -> Signal:
    """All of a file in stereo at its own rate; full scale is 1.0."""
    with av.open(str(path)) as file:
        resampler = AudioResampler("fltp", "stereo")
        parts = []
        for frame in [*file.decode(audio=0), None]:
            with contextlib.suppress(av.error.EOFError):
                parts += [each.to_ndarray() for each in resampler.resample(frame)]
    return np.concatenate(parts, axis=1).astype(np.float64)


def heard(samples: Signal) -> Heard:
    """How loud that is."""
    state = R128State(2, RATE, MeasurementMode.MODE_I | MeasurementMode.MODE_TRUE_PEAK)
    state.add_frames(np.ascontiguousarray(samples.T).ravel(), samples.shape[1])
    peak = max(pyebur128.get_true_peak(state, 0), pyebur128.get_true_peak(state, 1))
    return Heard(pyebur128.get_loudness_global(state), decibels(peak))


def filter_peak_dbtp(path: Path) -> float:
    """The true peak of a file as the ebur128 filter itself says it, to three places of an amplitude."""
    with av.open(str(path)) as file:
        graph = Graph()
        source = graph.add_abuffer(template=file.streams.audio[0])
        gauge, sink = graph.add("ebur128", "peak=true:metadata=1:framelog=quiet"), graph.add("abuffersink")
        graph.link_nodes(source, gauge, sink).configure()
        said: dict[str, str] = {}
        for frame in [*file.decode(audio=0), None]:
            source.push(frame)
            with contextlib.suppress(av.error.BlockingIOError, av.error.EOFError):
                while True:
                    said = sink.pull().metadata or said
    return decibels(float(said["lavfi.r128.true_peak"]))


def decibels(value: float) -> float:
    return 20 * math.log10(value) if value > 0 else -math.inf


def level(channel: Signal, hertz: float) -> float:
    """The amplitude of one tone in a channel."""
    window = np.hanning(len(channel))
    turning = np.exp(-2j * np.pi * hertz * np.arange(len(channel)) / RATE)
    return float(2 * abs(np.sum(channel * window * turning)) / window.sum())


def levels_over_time(channel: Signal, hertz: float, seconds: float = 0.03) -> Signal:
    """The amplitude of one tone around each sample."""
    turned = channel * np.exp(-2j * np.pi * hertz * np.arange(len(channel)) / RATE)
    # Once the tone stands still, few samples say all of it.
    few = np.pad(turned, (0, -len(turned) % FEWER)).reshape(-1, FEWER).mean(axis=1)
    window = np.hanning(round(seconds * RATE / FEWER))
    levels = 2 * np.abs(np.convolve(few, window, "same")) / window.sum()
    return np.repeat(levels, FEWER)[: len(channel)]


def largest_step(samples: Signal) -> float:
    """Between two samples that follow each other."""
    return float(np.abs(np.diff(samples, axis=-1)).max())


def speech_like(seconds: float, dbfs: float = -6.0, seed: int = 1) -> Signal:
    """One channel: noise and a voice's overtones, in syllables. Its peaks are at that level."""
    return _speech_like(seconds, seed) * amplitude(dbfs)


@functools.lru_cache(16)
def _speech_like(seconds: float, seed: int) -> Signal:
    time = np.arange(round(seconds * RATE)) / RATE
    voice = sum(np.sin(2 * np.pi * 140 * overtone * time) / overtone for overtone in range(1, 20))
    noise = np.random.default_rng(seed).normal(0, 0.3, len(time))
    syllables = 0.1 + 0.9 * np.sin(np.pi * SYLLABLES_A_SECOND * time) ** 2
    said = (voice + noise) * syllables
    return said / np.abs(said).max()
