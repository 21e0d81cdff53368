"""Quiet speech that is clearly above the recording's own noise stays: a guest far from the microphone."""

from pathlib import Path

import numpy as np
import pytest

from radiodesk.media.sound.measurement import Measurement
from radiodesk.media.sound.measuring import measure
from tests.media.signals import Signal, amplitude, write

RATE = 16_000
ODD = Path(__file__).parent / "odd" / "quiet_end" / "quiet_guest_at_end.wav"


def noise(dbfs: float, seconds: float) -> Signal:
    """A room: steady noise."""
    samples = np.random.default_rng(1).normal(size=round(seconds * RATE))
    return samples / samples.std() * amplitude(dbfs)


def speech(dbfs: float, seconds: float) -> Signal:
    """Noise with four syllables in a second."""
    syllables = 0.15 + np.abs(np.sin(2 * np.pi * 2.1 * np.arange(round(seconds * RATE)) / RATE)) ** 1.5
    samples = noise(0, seconds) * syllables
    return samples / samples.std() * amplitude(dbfs)


def nothing(seconds: float) -> Signal:
    """What an editor puts in."""
    return np.zeros(round(seconds * RATE))


def measured(folder: Path, *parts: Signal) -> Measurement:
    return measure(write(folder / "a.wav", np.concatenate(parts).clip(-1, 1), RATE)).measurement


@pytest.mark.parametrize("level", [-46.0, -55.0])
@pytest.mark.parametrize("pause", [0.6, 3.0])
def test_a_quiet_guest_after_loud_speech_is_no_silence(level: float, pause: float, tmp_path: Path) -> None:
    found = measured(tmp_path, speech(-17, 8), nothing(pause), speech(level, 3), nothing(2))
    assert np.array(found.silences) == pytest.approx(np.array([(8, 8 + pause), (11 + pause, 13 + pause)]), abs=0.06)
    assert found.trailing_seconds == pytest.approx(2, abs=0.03)


def test_a_quiet_guest_is_told_from_the_noise_of_the_room(tmp_path: Path) -> None:
    room = noise(-70, 15)
    found = measured(tmp_path, np.concatenate([speech(-17, 8), nothing(1), speech(-46, 4), nothing(2)]) + room)
    assert found.trailing_seconds == pytest.approx(2, abs=0.15)
    assert len(found.silences) == 2


@pytest.mark.parametrize("room", [-75.0, -60.0, -50.0])
def test_the_noise_of_a_room_is_silence_after_nothing_too(room: float, tmp_path: Path) -> None:
    """A recorder writes nothing before its microphone is on."""
    found = measured(tmp_path, nothing(1), noise(room, 2), speech(-17, 8), noise(room, 5))
    assert (found.leading_seconds, found.trailing_seconds) == pytest.approx((3, 5), abs=0.03)


def test_a_click_in_the_noise_of_a_room_does_not_end_the_silence(tmp_path: Path) -> None:
    found = measured(tmp_path, speech(-17, 8), noise(-60, 3), noise(-35, 0.02), noise(-60, 3))
    assert found.trailing_seconds == pytest.approx(6, abs=0.03)


def test_steady_sound_far_above_the_noise_is_no_silence(tmp_path: Path) -> None:
    found = measured(tmp_path, speech(-17, 8), noise(-75, 2), noise(-46, 3))
    assert found.trailing_seconds == 0


def test_the_guest_of_the_example_stays() -> None:
    found = measure(ODD).measurement
    assert found.silences == ((8.0, 8.5),)
    assert found.trailing_seconds == 0


def test_a_measurement_of_a_newer_release_is_read(tmp_path: Path) -> None:
    found = measured(tmp_path, speech(-17, 1))
    assert Measurement.from_json(found.as_json() | {"later": 1}) == found
