"""Loudness and true peak by EBU R 128 and ITU-R BS.1770-4, as the ebur128 filter measures them.

The filter's own true peak is that of libswresample at 192 kHz, in doubles. The same in floats says the same in three
fifths of the time, and is not rounded to three places.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from av.audio.frame import AudioFrame

from radiodesk.media.sound.graph import Chain, Filter

EBUR128: Filter = ("ebur128", "metadata=1:framelog=quiet")
TRUE_PEAK: list[Filter] = [("aresample", "192000"), ("aformat", "sample_fmts=flt")]

BLOCKS_A_SECOND = 5
"""What goes through the filters at a time: short enough to stay in the cache of the processor."""

NOTHING_LUFS = -70.0
"""The absolute gate: where nothing is above it, there is no loudness to speak of. ITU-R BS.1770-4, annex 1."""


@dataclass(frozen=True)
class Loudness:
    """What a listener hears. None where there was nothing loud or long enough to be measured."""

    integrated_lufs: float | None
    range_lu: float | None
    momentary_max_lufs: float | None
    short_term_max_lufs: float | None
    true_peak_dbtp: float | None


class Gauge:
    """A meter: takes sound, and says what it measured."""

    def __init__(self) -> None:
        self._chain: Chain | None = None
        self._said: dict[str, str] = {}
        self._momentary = -math.inf
        self._short_term = -math.inf
        self._peak = 0.0

    def measure(self, frames: Iterable[AudioFrame]) -> None:
        """Take the next frames, all of one format."""
        for frame in frames:
            if self._chain is None:
                block = ("asetnsamples", f"n={frame.sample_rate // BLOCKS_A_SECOND}:p=0")
                self._chain = Chain(frame, [block], [EBUR128], TRUE_PEAK)
            self._chain.push(frame)
            self._look(self._chain)

    def finish(self) -> None:
        """Measure what is left when the sound is over."""
        if self._chain is not None:
            self._chain.push(None)
            self._look(self._chain)

    def _look(self, chain: Chain) -> None:
        """See what the filter said of each 100 ms; of a rest shorter than that it says nothing."""
        for frame in chain.pull(0):
            if said := frame.metadata:
                self._said = said
                self._momentary = max(self._momentary, float(said["lavfi.r128.M"]))
                self._short_term = max(self._short_term, float(said["lavfi.r128.S"]))
        for frame in chain.pull(1):
            # Not `to_ndarray`, which copies: at this rate that is a twentieth of all measuring.
            samples = np.frombuffer(memoryview(frame.planes[0]), np.float32, frame.samples * frame.layout.nb_channels)
            self._peak = max(self._peak, float(samples.max()), -float(samples.min()))

    def loudness(self, momentary_max: float | None = None, sample_peak: float = 0.0) -> Loudness:
        """What was measured.

        momentary_max: LUFS, where it was found more finely than every 100 ms.
        sample_peak: full scale is 1.0; the true peak is never below it.
        """
        integrated = self._value("I")
        peak = max(self._peak, sample_peak)
        heard = integrated is not None
        return Loudness(
            integrated_lufs=integrated,
            range_lu=self._value("LRA") if heard else None,
            momentary_max_lufs=_above_gate(max(self._momentary, momentary_max or -math.inf)),
            short_term_max_lufs=_above_gate(self._short_term),
            true_peak_dbtp=decibels(peak) if peak > 0 else None,
        )

    def _value(self, key: str) -> float | None:
        value = float(self._said.get(f"lavfi.r128.{key}", "nan"))
        if math.isnan(value) or (key == "I" and value <= NOTHING_LUFS):
            return None
        return value


def _above_gate(value: float) -> float | None:
    return value if value > NOTHING_LUFS else None


def decibels(amplitude: float) -> float:
    """An amplitude, full scale 1.0, in dB."""
    return 20 * math.log10(amplitude) if amplitude > 0 else -math.inf


def k_weighting(rate: int) -> list[Filter]:
    """The two filters of the K-weighting at a sample rate.

    Source: ITU-R BS.1770-4, annex 1, whose coefficients for 48 kHz come from these frequencies, gain and qualities.
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
    """How much a channel counts for the loudness. ITU-R BS.1770-4, table 3 and its note on the low frequency one."""
    if name.startswith("LFE"):
        return 0.0
    return 1.41 if name in {"SL", "SR", "BL", "BR"} else 1.0
