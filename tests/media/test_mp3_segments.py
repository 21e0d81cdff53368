"""An mp3 that several encoders write, a segment each: nobody hears where one takes over from another."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from av.audio.frame import AudioFrame

from radiodesk.media.sound import encoding, mp3_segments
from radiodesk.media.sound.shape import to_frame
from tests.media.meters import decoded, speech_like
from tests.media.signals import RATE, Signal

SECONDS = 12.4


def voices() -> Signal:
    """Speech on the left; knocks, hiss and a pause on the right."""
    left = speech_like(SECONDS, -6.0)
    random = np.random.default_rng(7)
    right = random.normal(0, 0.02, len(left))
    for knock in range(0, len(left) - 4800, 7001):
        right[knock : knock + 4800] += random.normal(0, 0.3, 4800) * np.exp(-np.arange(4800) / 400)
    right[5 * RATE : 7 * RATE] = 0
    return np.stack([left, right]).clip(-0.9, 0.9)


def frames(samples: Signal, size: int = 4800) -> Iterator[AudioFrame]:
    whole = np.round(samples.T.ravel() * 2.0**31).clip(-(2**31), 2**31 - 1).astype(np.int32)
    for start in range(0, len(whole), 2 * size):
        yield to_frame(whole[start : start + 2 * size].reshape(1, -1), "s32", "stereo", RATE)


def written(file: Path, samples: Signal, bit_rate: int, monkeypatch: pytest.MonkeyPatch, blocks: int) -> Signal:
    """What is heard of an mp3 whose segments have so many blocks of three seconds."""
    monkeypatch.setattr(mp3_segments, "SEGMENT_BLOCKS", blocks)
    encoding.write(file, ".mp3", frames(samples), bit_rate=bit_rate)
    return decoded(file)


def error(result: Signal, samples: Signal, start: float) -> float:
    """The power of what is wrong in the second from there on."""
    first, behind = round(start * RATE), round((start + 1) * RATE)
    return float(np.mean((result[:, first:behind] - samples[:, first:behind]) ** 2))


@pytest.mark.parametrize("bit_rate", encoding.BIT_RATES)
def test_seams_are_as_good_as_the_rest(bit_rate: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    samples = voices()
    one = written(tmp_path / "one.mp3", samples, bit_rate, monkeypatch, 1000)
    several = written(tmp_path / "several.mp3", samples, bit_rate, monkeypatch, 1)

    assert several.shape == one.shape == samples.shape
    for seam in (3.0, 6.0, 9.0):
        assert error(several, samples, seam) < error(one, samples, seam) * 1.1, seam


def test_the_changeover_leaves_no_hole_where_encoders_never_agree(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    samples = voices()
    monkeypatch.setattr(mp3_segments, "_windows", lambda packet: [packet.pts, id(packet)])
    several = written(tmp_path / "several.mp3", samples, 192, monkeypatch, 1)

    assert several.shape == samples.shape
    for seam in (3.0, 6.0, 9.0):  # the first frame of an encoder fades in from nothing
        around = slice(round((seam - 0.2) * RATE), round((seam + 0.2) * RATE))
        rest = several[:, around] - samples[:, around]
        assert np.mean(rest**2) < 0.1 * np.mean(samples[:, around] ** 2)


@pytest.mark.parametrize("seconds", [0.01, 3.0, 3.0 + 0.5, 6.0 + 0.9, 9.001])
def test_nothing_is_lost_whatever_the_length(seconds: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    samples = voices()[:, : round(seconds * RATE)]
    result = written(tmp_path / "a.mp3", samples, 192, monkeypatch, 1)

    assert result.shape == samples.shape


def test_the_bytes_do_not_depend_on_the_number_of_encoders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    samples = voices()
    written(tmp_path / "two.mp3", samples, 128, monkeypatch, 1)
    monkeypatch.setattr(mp3_segments, "ENCODERS", 1)
    written(tmp_path / "one.mp3", samples, 128, monkeypatch, 1)

    assert (tmp_path / "one.mp3").read_bytes() == (tmp_path / "two.mp3").read_bytes()
