"""Fields of a written file that have a limit hold whole letters, and what standards say."""

import struct
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from radiodesk.media.sound.encoding import Chapter, Tags, write
from radiodesk.media.sound.stream import to_frames
from tests.media.test_treating import bext

TITLES = st.text(st.sampled_from("aếữ\u1ef9🎙 "), min_size=1, max_size=300).filter(str.strip)


def written(path: Path, tags: Tags) -> bytes:
    from pydub import AudioSegment

    write(path, path.suffix, to_frames([AudioSegment.silent(1000, 48_000).set_channels(2).set_sample_width(4)]), tags)
    return path.read_bytes()


def chapters_of_nero(content: bytes) -> list[bytes]:
    """The titles in the box udta/chpl of an m4a."""
    at = content.index(b"chpl") + 4 + 4 + 4
    count, at = content[at], at + 1
    titles = []
    for _number in range(count):
        size = content[at + 8]
        titles.append(content[at + 9 : at + 9 + size])
        at += 9 + size
    return titles


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=TITLES, other=TITLES)
def test_the_title_of_a_chapter_is_cut_at_a_whole_letter(tmp_path: Path, title: str, other: str) -> None:
    content = written(tmp_path / "a.m4a", Tags(chapters=[Chapter(title, 0, 0.5), Chapter(other, 0.5, 1)]))
    for found, whole in zip(chapters_of_nero(content), (title, other), strict=True):
        text = found.decode()  # of whole letters
        assert whole.startswith(text)
        assert text == whole or len(text.encode()) > 255 - 4


@pytest.mark.parametrize(("time", "seconds"), [("05:30:00", 19_800), ("00:00:00", 0), ("23:59:59", 86_399), ("", 0)])
def test_the_time_reference_counts_samples_since_midnight(tmp_path: Path, time: str, seconds: int) -> None:
    written(tmp_path / "a.wav", Tags(title="Thời sự", date="2019-03-05", time=time))
    low, high = struct.unpack_from("<II", bext(tmp_path / "a.wav"), 338)
    assert low + (high << 32) == seconds * 48_000


def test_the_fields_of_a_bext_hold_whole_letters(tmp_path: Path) -> None:
    written(
        tmp_path / "a.wav", Tags(title="a" + "ế" * 200, station="Đài Truyền thanh huyện Lương Tài", time="05:30:00")
    )
    chunk = bext(tmp_path / "a.wav")
    assert chunk[:256].rstrip(b"\0").decode() == "a" + "ế" * 85
    assert "Đài Truyền thanh huyện Lương Tài".startswith(chunk[256:288].rstrip(b"\0").decode())
