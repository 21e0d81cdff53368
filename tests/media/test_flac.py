"""What a damaged flac lacks is told, with its place; what is left is exact."""

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from radiodesk.media.sound.opening import open_sound
from tests.media.test_reading import encoded

RATE = 48_000


@cache
def good() -> bytes:
    return encoded("flac", "flac")


def frames_of(content: bytes) -> int:
    """Where the frames begin: behind the blocks of metadata."""
    at = 4
    while True:
        head = content[at]
        at += 4 + int.from_bytes(content[at + 1 : at + 4], "big")
        if head & 0x80:
            return at


def read(path: Path, content: bytes) -> tuple[npt.NDArray[Any], tuple[str, ...]]:
    path.write_bytes(content)
    with open_sound(path) as decoder:
        samples = np.concatenate([frame.to_ndarray() for frame in decoder.frames()], axis=1)
        return samples[0], decoder.info(1.0).warnings


def places(warnings: tuple[str, ...]) -> list[float]:
    return [float(each.split()[1]) for each in warnings if each.startswith("damaged_at ")]


def test_a_whole_flac_has_no_fault(tmp_path: Path) -> None:
    samples, warnings = read(tmp_path / "a.flac", good())
    assert (len(samples), warnings) == (2 * RATE, ())


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    where=st.floats(0.05, 0.9),
    size=st.sampled_from([1, 16, 512, 4096]),
    filler=st.sampled_from([b"\0", b"\xff", b"\xa5"]),
)
def test_a_damaged_sector_is_told_with_its_place(tmp_path: Path, where: float, size: int, filler: bytes) -> None:
    content = bytearray(good())
    start = frames_of(content)
    at = start + round(where * (len(content) - start - size - 600))
    if content[at : at + size] == filler * size:
        return
    content[at : at + size] = filler * size

    samples, warnings = read(tmp_path / "a.flac", bytes(content))
    whole, _none = read(tmp_path / "b.flac", good())

    assert "damaged" in warnings
    missing = len(whole) - len(samples)
    assert 0 < missing < RATE
    [place, *_others] = places(warnings)
    lost = round(place * RATE)
    np.testing.assert_array_equal(samples[: lost - RATE // 50], whole[: lost - RATE // 50])
    behind = len(whole) - lost - missing - RATE // 5
    if behind > 0:
        np.testing.assert_array_equal(samples[-behind:], whole[-behind:])
    assert np.abs(samples[: lost + 4608].astype(int)).max() <= np.abs(whole.astype(int)).max()


@pytest.mark.parametrize("share", [0.2, 0.5, 0.95])
def test_a_flac_without_its_end_is_cut_short(tmp_path: Path, share: float) -> None:
    samples, warnings = read(tmp_path / "a.flac", good()[: round(share * len(good()))])
    assert "cut_short" in warnings
    assert 0 < len(samples) < 2 * RATE


def test_a_flac_that_does_not_state_its_length_is_not_cut_short(tmp_path: Path) -> None:
    content = bytearray(good())
    content[21] &= 0xF0
    content[22:26] = bytes(4)
    samples, warnings = read(tmp_path / "a.flac", bytes(content))
    assert (len(samples), warnings) == (2 * RATE, ())
