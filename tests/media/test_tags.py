"""Whatever tags stand before and behind the audio of an mp3, its audio is read, and nothing of a tag as audio."""

import struct
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from radiodesk.media.sound import mpeg_audio
from radiodesk.media.sound.opening import open_sound
from tests.media.test_reading import encoded

FAKE = b"\xff\xfb\x90\x00" * 3000 + b"\xff\xfb\x90\x64" + bytes(400) + b"ID3\x03\x00"
"""A picture that looks like frames and tags in places."""


def synchsafe(size: int) -> bytes:
    return bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0))


def text_frame(name: bytes, text: str) -> bytes:
    content = b"\x03" + text.encode()
    return name + synchsafe(len(content)) + bytes(2) + content


def id3(content: bytes, *, footer: bool = False, size: bytes | None = None) -> bytes:
    """An ID3v2.4 tag."""
    flags = 0x10 if footer else 0
    head = bytes([4, 0, flags]) + (size or synchsafe(len(content)))
    return b"ID3" + head + content + (b"3DI" + head if footer else b"")


def ape(value: bytes, *, header: bool) -> bytes:
    """An APEv2 tag with one item."""
    item = struct.pack("<II", len(value), 2) + b"Cover Art (Front)\0" + value
    flags = 0x80000000 if header else 0

    def ends(of_header: int) -> bytes:
        return b"APETAGEX" + struct.pack("<IIII8x", 2000, len(item) + 32, 1, flags | of_header)

    return (ends(0x20000000) if header else b"") + item + ends(0)


PICTURE = b"APIC" + synchsafe(len(FAKE) + 14) + bytes(2) + b"\0image/jpeg\0\x03\0" + FAKE
TITLE = text_frame(b"TIT2", "Thời sự")
BEFORE = {
    "a title": id3(TITLE),
    "a picture": id3(PICTURE),
    "padding": id3(TITLE + bytes(3000)),
    "nothing in it": id3(b""),
}
BEHIND = {
    "ID3v1": b"TAG" + b"Thoi su".ljust(125, b"\0"),
    "APE with a header": ape(FAKE, header=True),
    "APE without a header": ape(FAKE, header=False),
    "ID3v2": id3(PICTURE),
    "ID3v2 with a footer": id3(PICTURE + TITLE, footer=True),
    "Lyrics3": b"LYRICSBEGIN" + b"IND0000200" + b"000021" + b"LYRICS200",
}


@cache
def audio() -> bytes:
    """Two seconds of mp3 without any tag."""
    content = encoded("libmp3lame", "mp3")
    if content.startswith(b"ID3"):
        content = content[10 + int.from_bytes(content[6:10], "big") :]
    return content


def samples(path: Path) -> tuple[npt.NDArray[Any], tuple[str, ...], str]:
    """All samples, the warnings and the title."""
    with open_sound(path) as decoder:
        found = np.concatenate([frame.to_ndarray() for frame in decoder.frames()], axis=1)
        info = decoder.info(1.0)
    return found, info.warnings, info.title


def check(path: Path, content: bytes) -> str:
    """Its audio is that of the file without tags. Returns its title."""
    plain = path.with_name("plain.mp3")
    plain.write_bytes(audio())
    path.write_bytes(content)
    expected, said, _title = samples(plain)
    found, also_said, title = samples(path)
    assert (said, also_said) == ((), ())
    np.testing.assert_array_equal(found, expected)
    return title


@pytest.mark.parametrize("behind", [None, *BEHIND])
@pytest.mark.parametrize("before", [None, *BEFORE])
def test_a_tag_before_and_one_behind_are_no_audio(tmp_path: Path, before: str | None, behind: str | None) -> None:
    content = BEFORE.get(before or "", b"") + audio() + BEHIND.get(behind or "", b"")
    title = check(tmp_path / "a.mp3", content)
    assert (title == "Thời sự") is (before in ("a title", "padding")) or behind == "ID3v1"


def test_the_sizes_of_realjukebox_are_read(tmp_path: Path) -> None:
    content = TITLE + bytes(60_000)
    for size in (len(content).to_bytes(4, "big"), (len(content) * 7).to_bytes(4, "big")):
        check(tmp_path / "a.mp3", id3(content, size=size) + audio())


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=st.lists(st.sampled_from([*BEFORE]), max_size=3), behind=st.lists(st.sampled_from([*BEHIND]), max_size=4))
def test_tags_in_any_number_and_order_are_no_audio(tmp_path: Path, before: list[str], behind: list[str]) -> None:
    content = b"".join(BEFORE[name] for name in before) + audio() + b"".join(BEHIND[name] for name in behind)
    check(tmp_path / "a.mp3", content)


def test_the_tags_of_another_kind_of_file_are_left_to_av(tmp_path: Path) -> None:
    for codec, container in (("flac", "flac"), ("aac", "mp4"), ("libopus", "ogg")):
        file = tmp_path / f"a.{container}"
        file.write_bytes(encoded(codec, container))
        assert mpeg_audio.pieces(file) is None
        file.write_bytes(id3(TITLE) + file.read_bytes())
        assert mpeg_audio.pieces(file) is None
