"""Measure loudness and true peak by EBU R 128 and ITU-R BS.1770-4.

Loudness comes from libavfilter's ebur128. Its own true peak is measured on doubles, resampled to 192 kHz by
libswresample. We do the same on floats, which takes 40 % less time and is not rounded to three decimals.
"""

import math
from collections.abc import Iterable

import numpy as np
from av.audio.frame import AudioFrame

from radiodesk.media.sound.graph import Chain, Filter
from radiodesk.media.sound.measurement import Loudness

EBUR128: Filter = ("ebur128", "metadata=1:framelog=quiet")
TRUE_PEAK: list[Filter] = [("aresample", "192000"), ("aformat", "sample_fmts=flt")]

BLOCKS_PER_SECOND = 5
"""Blocks of this size go through the filters, because they fit the processor's cache."""

ABSOLUTE_GATE_LUFS = -70.0
"""The absolute gate: audio that never exceeds it has no loudness. ITU-R BS.1770-4, annex 1."""


class LoudnessMeter:
    """Measures the loudness and true peak of the frames that it is given."""

    def __init__(self) -> None:
        self._chain: Chain | None = None
        self._values: dict[str, str] = {}
        self._momentary = -math.inf
        self._short_term = -math.inf
        self._peak = 0.0

    def measure(self, frames: Iterable[AudioFrame]) -> None:
        """Measure the next frames, which all have one format."""
        for frame in frames:
            if self._chain is None:
                block = ("asetnsamples", f"n={frame.sample_rate // BLOCKS_PER_SECOND}:p=0")
                self._chain = Chain(frame, [block], [EBUR128], TRUE_PEAK)
            self._chain.push(frame)
            self._collect(self._chain)

    def finish(self) -> None:
        """Measure the frames that are still in the filters, at the end of the audio."""
        if self._chain is not None:
            self._chain.push(None)
            self._collect(self._chain)

    def _collect(self, chain: Chain) -> None:
        """Read the results so far. The filter reports every 100 ms; it ignores a shorter rest at the end."""
        for frame in chain.pull(0):
            if values := frame.metadata:
                self._values = values
                self._momentary = max(self._momentary, float(values["lavfi.r128.M"]))
                self._short_term = max(self._short_term, float(values["lavfi.r128.S"]))
        for frame in chain.pull(1):
            # `to_ndarray` would copy the samples, which takes 5 % of the measuring time at this rate.
            samples = np.frombuffer(memoryview(frame.planes[0]), np.float32, frame.samples * frame.layout.nb_channels)
            self._peak = max(self._peak, float(samples.max()), -float(samples.min()))

    def loudness(self, momentary_max: float | None = None, sample_peak: float = 0.0) -> Loudness:
        """The results.

        momentary_max: LUFS, if it was also measured more often than every 100 ms.
        sample_peak: a lower limit for the true peak; full scale is 1.0.
        """
        integrated = self._value("I")
        peak = max(self._peak, sample_peak)
        return Loudness(
            integrated_lufs=integrated,
            range_lu=None if integrated is None else self._value("LRA"),
            momentary_max_lufs=_above_gate(max(self._momentary, momentary_max or -math.inf)),
            short_term_max_lufs=_above_gate(self._short_term),
            true_peak_dbtp=decibels(peak) if peak > 0 else None,
        )

    def _value(self, key: str) -> float | None:
        value = float(self._values.get(f"lavfi.r128.{key}", "nan"))
        if math.isnan(value) or (key == "I" and value <= ABSOLUTE_GATE_LUFS):
            return None
        return value


def measure_loudness(frames: Iterable[AudioFrame]) -> Loudness:
    """The loudness of frames, which all have one format."""
    meter = LoudnessMeter()
    meter.measure(frames)
    meter.finish()
    return meter.loudness()


def _above_gate(value: float) -> float | None:
    return value if value > ABSOLUTE_GATE_LUFS else None


def decibels(amplitude: float) -> float:
    """An amplitude (full scale 1.0) in dBFS."""
    return 20 * math.log10(amplitude) if amplitude > 0 else -math.inf


def k_weighting(rate: int) -> list[Filter]:
    """The two K-weighting filters for a sample rate.

    Source: ITU-R BS.1770-4, annex 1. Its coefficients for 48 kHz follow from these frequencies, gain and Q factors.
    """
    k = math.tan(math.pi * 1681.974450955533 / rate)
    quality = 0.7071752369554196
    high = 10 ** (3.999843853973347 / 20)
    middle = high**0.4996667741545416
    scale = 1 + k / quality + k * k
    shelf = (
        (high + middle * k / quality + k * k) / scale,
        2 * (k * k - high) / scale,
        (high - middle * k / quality + k * k) / scale,
        2 * (k * k - 1) / scale,
        (1 - k / quality + k * k) / scale,
    )
    k = math.tan(math.pi * 38.13547087602444 / rate)
    quality = 0.5003270373238773
    scale = 1 + k / quality + k * k
    high_pass = (1.0, -2.0, 1.0, 2 * (k * k - 1) / scale, (1 - k / quality + k * k) / scale)
    return [_biquad(*shelf), _biquad(*high_pass)]


def _biquad(b0: float, b1: float, b2: float, a1: float, a2: float) -> Filter:
    return "biquad", f"b0={b0!r}:b1={b1!r}:b2={b2!r}:a0=1:a1={a1!r}:a2={a2!r}"


def channel_weight(name: str) -> float:
    """The weight of a channel in the loudness; 0 for LFE. ITU-R BS.1770-4, table 3."""
    if name.startswith("LFE"):
        return 0.0
    return 1.41 if name in {"SL", "SR", "BL", "BR"} else 1.0
