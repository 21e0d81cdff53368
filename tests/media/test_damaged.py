"""Files of each format that lack their end, have a wrong byte, or stand between other bytes.

They are read or refused. What is read is in its order, and no more than a frame of it is missing without a word.
"""

from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from radiodesk.media.sound.errors import MediaError
from tests.media.kinds import KINDS, SECONDS, Kind, content_of, read

pytestmark = pytest.mark.deep

ALIKE = 2e-3
"""Difference of samples that count as the same. The noise in the sound is 0.05."""

HEADERS = 800
"""Bytes in which a wrong one may change what the whole file claims to be."""

any_kind = pytest.mark.parametrize("name", KINDS)
a_hundred = settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)

Samples = NDArray[np.float32]


class Files:
    """A file of a kind, and changed copies of it."""

    def __init__(self, kind: Kind, folder: Path) -> None:
        self.kind = kind
        self.content = content_of(kind)
        self._folder = folder
        whole = self.read(self.content)
        assert whole is not None
        self.whole, warnings = whole
        assert warnings == set()
        assert len(self.whole) == pytest.approx(SECONDS * kind.rate, abs=2 * kind.frame)

    def read(self, content: bytes, ending: str = "") -> tuple[Samples, set[str]] | None:
        """The samples and the warnings; None if the file is refused."""
        file = self._folder / f"a{ending or self.kind.ending}"
        file.write_bytes(content)
        try:
            samples, info = read(file)
        except MediaError:
            return None
        return samples, {warning.split()[0] for warning in info.warnings}

    def same_from_start(self, samples: Samples) -> int:
        """How many samples are as in the whole file."""
        length = min(len(samples), len(self.whole))
        differs = np.flatnonzero(np.abs(samples[:length] - self.whole[:length]) > ALIKE)
        return int(differs[0]) if len(differs) else length


@pytest.fixture
def files(name: str, tmp_path: Path) -> Files:
    return Files(KINDS[name], tmp_path)


@any_kind
@a_hundred
@given(share=st.floats(0, 1))
def test_a_file_without_its_end_is_read_as_far_as_it_goes(name: str, files: Files, share: float) -> None:
    kind = files.kind
    found = files.read(files.content[: int(share * len(files.content))])
    if found is None:
        return
    samples, warnings = found
    assert files.same_from_start(samples) >= len(samples) - 2 * kind.frame
    missing = len(files.whole) - len(samples)
    if kind.says_length and missing > kind.frame + kind.untold * kind.rate:
        assert warnings & {"cut_short", "damaged"}


@any_kind
@a_hundred
@given(share=st.floats(0, 1, exclude_max=True), flipped=st.integers(1, 255))
def test_no_more_than_a_frame_is_lost_without_a_word_for_a_wrong_byte(
    name: str, files: Files, share: float, flipped: int
) -> None:
    content = bytearray(files.content)
    at = HEADERS + int(share * (len(content) - HEADERS))
    index = content.find(b"moov")
    content[at] ^= flipped
    found = files.read(bytes(content))
    if found is None or 0 <= index <= at:
        return
    samples, warnings = found
    if not warnings:
        assert len(samples) >= len(files.whole) - files.kind.most_lost
        if files.kind.has_checksums:
            assert files.same_from_start(samples) == len(files.whole)


@any_kind
@pytest.mark.parametrize("junk", [1, 100, 3000])
def test_bytes_behind_a_file_are_no_sound(name: str, files: Files, junk: int) -> None:
    found = files.read(files.content + Random(junk).randbytes(junk))
    if found is None:
        pytest.fail("refused for what stands behind it")
    samples, _warnings = found
    assert files.same_from_start(samples) >= len(files.whole) - 2 * files.kind.frame
    # What stands behind the data of a wav may be sound: recorders write its size now and then.
    most = junk * files.kind.frame if files.kind.may_grow else 2 * files.kind.frame
    assert len(samples) <= len(files.whole) + most


@any_kind
@pytest.mark.parametrize("junk", [1, 100, 3000])
def test_bytes_before_a_file_are_left_out_or_refused(name: str, files: Files, junk: int) -> None:
    found = files.read(Random(junk).randbytes(junk) + files.content)
    if files.kind.is_raw and files.kind.codec != "libopencore_amrnb":
        assert found is not None
    if found is not None:
        samples, warnings = found
        if not warnings:
            assert len(files.whole) - len(samples) <= max(files.kind.most_lost, 2 * files.kind.frame)
        assert len(samples) - len(files.whole) <= 2 * files.kind.frame


@any_kind
@pytest.mark.parametrize("ending", [".mp3", ".wav", ".m4a", ""])
def test_the_name_does_not_matter(name: str, files: Files, ending: str) -> None:
    found = files.read(files.content, ending or ".bin")
    assert found is not None
    samples, warnings = found
    assert np.array_equal(samples, files.whole)
    assert warnings == set()


@any_kind
@a_hundred
@given(data=st.data())
def test_a_false_header_ends_in_sound_or_a_refusal(name: str, files: Files, data: st.DataObject) -> None:
    content = bytearray(files.content)
    size = data.draw(st.sampled_from([1, 2, 4, 8]))
    at = data.draw(st.integers(0, 128))
    content[at : at + size] = data.draw(st.sampled_from([b"\0" * size, b"\xff" * size, b"\x7f" + b"\xff" * (size - 1)]))
    found = files.read(bytes(content))
    if found is not None:
        assert len(found[0]) <= 20 * len(files.whole)
