"""Titles in tags, as stations' programs write them, become what their writers saw."""

import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radiodesk.media import store
from radiodesk.media.titles import readable
from radiodesk.model import Desk
from radiodesk.model.old_fonts import TCVN3
from tests.conftest import MEDIA
from tests.media import signals

TITLE = "Gieo cấy vụ xuân ở Trừng Xá"
IN_TCVN3 = "".join({shown: typed for typed, shown in TCVN3.items()}.get(letter, letter) for letter in TITLE)


def as_windows_shows(title: str) -> str:
    """UTF-8 taken for Windows-1252, and the five bytes that it lacks for Latin-1."""
    bytes_of_title = [bytes([byte]) for byte in title.encode()]
    return "".join(byte.decode("latin-1" if byte in UNKNOWN_TO_WINDOWS else "cp1252") for byte in bytes_of_title)


UNKNOWN_TO_WINDOWS = {b"\x81", b"\x8d", b"\x8f", b"\x90", b"\x9d"}
MISREAD = {
    "in Unicode": (TITLE, TITLE),
    "UTF-8 as Latin-1": (TITLE.encode().decode("latin-1"), TITLE),
    "UTF-8 as Windows-1252": (as_windows_shows("Lá thư “cũ” – gửi đảo"), "Lá thư “cũ” – gửi đảo"),
    "TCVN3": (IN_TCVN3, TITLE),
    "one word of TCVN3": ("Tin tøc", "Tin tức"),
    "French": ("Café für Elise", "Café für Elise"),
    "English": ("Morning News", "Morning News"),
    "none": ("", ""),
}


@pytest.mark.parametrize("written", MISREAD)
def test_a_title_becomes_what_its_writer_saw(written: str) -> None:
    found, title = MISREAD[written]
    assert readable(found) == title


SENTENCE = "tin bài phỏng vấn thời sự sáng trưa chiều gieo cấy vụ xuân ở xã đổi mới công an huyện lễ khai giảng ủy ban"


@given(st.lists(st.sampled_from(SENTENCE.split())).map(" ".join))
def test_a_vietnamese_title_in_unicode_stays_and_comes_back_from_latin_1(title: str) -> None:
    assert readable(title) == title
    assert readable(title.encode().decode("latin-1")) == title


def in_id3v2(content: bytes, encoding: int) -> bytes:
    """An ID3v2.3 tag with a title. encoding: 0 is Latin-1, 1 is UTF-16."""
    text = bytes([encoding]) + content
    frame = b"TIT2" + struct.pack(">IH", len(text), 0) + text
    return b"ID3\x03\x00\x00" + bytes([0, 0, len(frame) >> 7, len(frame) & 127]) + frame


def in_id3v1(content: bytes) -> bytes:
    return b"TAG" + content.ljust(125, b"\0")


def mp3(folder: Path, *, before: bytes = b"", behind: bytes = b"") -> Path:
    file = folder / "tin.mp3"
    frames = (MEDIA / "nhac cat.mp3").read_bytes()
    assert frames.startswith(b"ID3")
    tag = 10 + sum(byte << shift for byte, shift in zip(frames[6:10], (21, 14, 7, 0), strict=True))
    file.write_bytes(before + frames[tag:] + behind)
    return file


def wav(folder: Path, content: bytes) -> Path:
    """A wav with a title in its LIST chunk."""
    file = signals.write(folder / "tin.wav", signals.sine(-20, 0.5), bits=16)
    name = content + b"\0" * (2 - len(content) % 2)
    info = b"INFOINAM" + struct.pack("<I", len(name)) + name
    found = file.read_bytes() + b"LIST" + struct.pack("<I", len(info)) + info
    file.write_bytes(found[:4] + struct.pack("<I", len(found) - 8) + found[8:])
    return file


FILES = {
    "ID3v2, UTF-8 marked as Latin-1": lambda folder: mp3(folder, before=in_id3v2(TITLE.encode(), 0)),
    "ID3v2, TCVN3": lambda folder: mp3(folder, before=in_id3v2(IN_TCVN3.encode("latin-1"), 0)),
    "ID3v2, UTF-16": lambda folder: mp3(folder, before=in_id3v2(TITLE.encode("utf-16"), 1)),
    "ID3v1, TCVN3": lambda folder: mp3(folder, behind=in_id3v1(IN_TCVN3.encode("latin-1"))),
    "wav, UTF-8": lambda folder: wav(folder, TITLE.encode()),
    "wav, TCVN3": lambda folder: wav(folder, IN_TCVN3.encode("latin-1")),
}


@pytest.mark.parametrize("kind", FILES)
def test_the_title_of_a_file_is_read(kind: str, desk: Desk, tmp_path: Path) -> None:
    assert store.add(desk, FILES[kind](tmp_path)).title == TITLE
