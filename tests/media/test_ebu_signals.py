"""The minimum requirements on a loudness meter: EBU Tech 3341, table 1, and EBU Tech 3342, table 1.

The signals are made by their formulas; those that the EBU recorded are not here: cases 7 and 8 of Tech 3341, 5 and 6 of
Tech 3342, nor are cases 20 to 23 of Tech 3341.
"""

import math
from pathlib import Path

import numpy as np
import pytest

from radiodesk.media.sound.measurement import Loudness
from radiodesk.media.sound.measuring import measure
from tests.media.signals import RATE, Signal, sequence, sine, stereo, write

SILENT = -math.inf
EACH = range(20)
"""The segments of cases 10, 11, 13 and 14."""


def loudness(signal: Signal, tmp_path: Path, bits: int | str = 24, mask: int | None = None) -> Loudness:
    """What is measured of the signal as a wav."""
    return measure(write(tmp_path / "signal.wav", signal, bits=bits, mask=mask)).measurement.loudness


@pytest.mark.parametrize(
    "parts",
    [
        pytest.param([(-23, 20)], id="case 1"),
        pytest.param([(-36, 10), (-23, 60), (-36, 10)], id="case 3"),
        pytest.param([(-72, 10), (-36, 10), (-23, 60), (-36, 10), (-72, 10)], id="case 4"),
        pytest.param([(-26, 20), (-20, 20.1), (-26, 20)], id="case 5"),
    ],
)
def test_the_integrated_loudness_of_stereo_tones_is_minus_23(parts: list[tuple[float, float]], tmp_path: Path) -> None:
    assert loudness(stereo(sequence(*parts)), tmp_path).integrated_lufs == pytest.approx(-23, abs=0.1)


def test_the_integrated_loudness_of_a_quiet_tone_is_minus_33_as_in_case_2(tmp_path: Path) -> None:
    assert loudness(stereo(sine(-33, 20)), tmp_path).integrated_lufs == pytest.approx(-33, abs=0.1)


@pytest.mark.parametrize("mask", [pytest.param(0x607, id="5.0 side"), pytest.param(0x37, id="5.0 back")])
def test_the_integrated_loudness_of_five_channels_is_minus_23_as_in_case_6(mask: int, tmp_path: Path) -> None:
    signal = np.stack([sine(level, 20) for level in (-28, -28, -24, -30, -30)])

    assert loudness(signal, tmp_path, mask=mask).integrated_lufs == pytest.approx(-23, abs=0.1)


def test_the_short_term_loudness_of_a_changing_tone_is_minus_23_as_in_case_9(tmp_path: Path) -> None:
    signal = stereo(sequence(*[(-20, 1.34), (-30, 1.66)] * 5))

    assert loudness(signal, tmp_path).short_term_max_lufs == pytest.approx(-23, abs=0.1)


@pytest.mark.parametrize("number", EACH)
def test_the_short_term_loudness_of_three_seconds_is_found_wherever_they_begin_as_in_case_10(
    number: int, tmp_path: Path
) -> None:
    signal = stereo(sequence((SILENT, number * 0.15), (-23, 3), (SILENT, 1)))

    assert loudness(signal, tmp_path).short_term_max_lufs == pytest.approx(-23, abs=0.1)


def _segment_of_case_11(number: int) -> Signal:
    return stereo(sequence((SILENT, number * 0.15), (-38 + number, 3), (SILENT, 3 - number * 0.15)))


@pytest.mark.parametrize("number", EACH)
def test_the_short_term_loudness_of_each_segment_of_case_11_is_its_own(number: int, tmp_path: Path) -> None:
    found = loudness(_segment_of_case_11(number), tmp_path)

    assert found.short_term_max_lufs == pytest.approx(-38 + number, abs=0.1)


@pytest.mark.deep
def test_the_highest_short_term_loudness_of_case_11_is_that_of_the_loudest_segment(tmp_path: Path) -> None:
    signal = np.concatenate([_segment_of_case_11(number) for number in EACH], axis=1)

    assert loudness(signal, tmp_path).short_term_max_lufs == pytest.approx(-19, abs=0.1)


def test_the_momentary_loudness_of_a_changing_tone_is_minus_23_as_in_case_12(tmp_path: Path) -> None:
    signal = stereo(sequence(*[(-20, 0.18), (-30, 0.22)] * 25))

    assert loudness(signal, tmp_path).momentary_max_lufs == pytest.approx(-23, abs=0.1)


@pytest.mark.parametrize("number", EACH)
def test_the_momentary_loudness_of_400_ms_is_found_wherever_they_begin_as_in_case_13(
    number: int, tmp_path: Path
) -> None:
    signal = stereo(sequence((SILENT, number * 0.02), (-23, 0.4), (SILENT, 1)))

    assert loudness(signal, tmp_path).momentary_max_lufs == pytest.approx(-23, abs=0.1)


def _segment_of_case_14(number: int) -> Signal:
    return stereo(sequence((SILENT, number * 0.02), (-38 + number, 0.4), (SILENT, 0.4 - number * 0.02)))


@pytest.mark.parametrize("number", EACH)
def test_the_momentary_loudness_of_each_segment_of_case_14_is_its_own(number: int, tmp_path: Path) -> None:
    found = loudness(_segment_of_case_14(number), tmp_path)

    assert found.momentary_max_lufs == pytest.approx(-38 + number, abs=0.1)


def test_the_highest_momentary_loudness_of_case_14_is_that_of_the_loudest_segment(tmp_path: Path) -> None:
    signal = np.concatenate([_segment_of_case_14(number) for number in EACH], axis=1)

    assert loudness(signal, tmp_path).momentary_max_lufs == pytest.approx(-19, abs=0.1)


def _faded(signal: Signal, seconds: float = 0.05) -> Signal:
    """Without the beginning and the end at full level, whose true peak is higher than the tone's."""
    count = round(seconds * RATE)
    ramp = 0.5 - 0.5 * np.cos(np.pi * np.arange(count) / count)
    faded = signal.copy()
    faded[:count] *= ramp
    faded[-count:] *= ramp[::-1]
    return faded


@pytest.mark.parametrize(
    ("part", "peak", "degrees", "expected"),
    [
        pytest.param(4, 0.50, 0, -6.0, id="case 15"),
        pytest.param(4, 0.50, 45, -6.0, id="case 16"),
        pytest.param(6, 0.50, 60, -6.0, id="case 17"),
        pytest.param(8, 0.50, 67.5, -6.0, id="case 18"),
        pytest.param(4, 1.41, 45, 3.0, id="case 19"),
    ],
)
def test_the_true_peak_of_a_tone_is_found_between_its_samples(
    part: int, peak: float, degrees: float, expected: float, tmp_path: Path
) -> None:
    angles = 2 * np.pi * np.arange(2 * RATE) / part + np.radians(degrees)
    found = loudness(stereo(_faded(peak * np.sin(angles))), tmp_path, bits="float").true_peak_dbtp

    assert found is not None
    assert -0.4 <= found - expected <= 0.2


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        pytest.param([-20, -30], 10, id="case 1"),
        pytest.param([-20, -15], 5, id="case 2"),
        pytest.param([-40, -20], 20, id="case 3"),
        pytest.param([-50, -35, -20, -35, -50], 15, id="case 4"),
    ],
)
def test_the_loudness_range_is_that_of_tech_3342(levels: list[float], expected: float, tmp_path: Path) -> None:
    signal = stereo(sequence(*[(level, 20) for level in levels]))

    assert loudness(signal, tmp_path).range_lu == pytest.approx(expected, abs=1)
