"""A call with pauses has its whole length, and its words at their places."""

import struct
from pathlib import Path

import numpy as np
import pytest

from radiodesk.media.sound.opening import open_sound

SPEECH = bytes([7 << 3 | 4]) + bytes(31)
"""A frame of the mode 12.2, silent but for what a decoder makes of it."""
PAUSES = {"SID": bytes([8 << 3 | 4]) + bytes(5), "NO_DATA": bytes([15 << 3 | 4])}


def frames(path: Path, content: bytes) -> tuple[int, tuple[str, ...]]:
    """How many frames of 20 ms it has, and the warnings."""
    path.write_bytes(b"#!AMR\n" + content)
    with open_sound(path) as decoder:
        samples = np.concatenate([frame.to_ndarray() for frame in decoder.frames()], axis=1)
        assert samples.shape[1] % 160 == 0
        return samples.shape[1] // 160, decoder.info(1.0).warnings


@pytest.mark.parametrize("pause", PAUSES)
@pytest.mark.parametrize(
    ("before", "paused", "behind"), [(10, 1, 10), (0, 5, 10), (10, 100, 0), (1, 400, 1), (0, 50, 0)]
)
def test_each_frame_of_a_pause_takes_20_ms(tmp_path: Path, pause: str, before: int, paused: int, behind: int) -> None:
    content = SPEECH * before + PAUSES[pause] * paused + SPEECH * behind
    assert frames(tmp_path / "a.amr", content) == (before + paused + behind, ())


def test_the_usual_mixture_of_a_call(tmp_path: Path) -> None:
    pause = (PAUSES["SID"] + PAUSES["NO_DATA"] * 7) * 12
    assert frames(tmp_path / "a.amr", SPEECH * 50 + pause + SPEECH * 30 + pause) == (50 + 96 + 30 + 96, ())


def test_a_call_in_a_film_has_its_pauses_too(tmp_path: Path) -> None:
    """The samples of a 3gp state how long each is, and a frame each."""

    def box(name: bytes, *content: bytes) -> bytes:
        whole = b"".join(content)
        return struct.pack(">I", len(whole) + 8) + name + whole

    parts = [SPEECH] * 20 + [PAUSES["SID"]] + [PAUSES["NO_DATA"]] * 7 + [SPEECH] * 20
    head = box(b"ftyp", b"3gp4", bytes(4), b"3gp4")
    at = len(head) + 8
    entry = box(
        b"samr",
        bytes(6),
        struct.pack(">HIIHHIHH", 1, 0, 0, 2, 16, 0, 8000, 0),
        box(b"damr", b"    ", bytes([0, 0x81, 0xFF, 0, 1])),
    )
    table = box(
        b"stbl",
        box(b"stsd", bytes(4), struct.pack(">I", 1), entry),
        box(b"stts", bytes(4), struct.pack(">III", 1, len(parts), 160)),
        box(b"stsc", bytes(4), struct.pack(">IIII", 1, 1, len(parts), 1)),
        box(b"stsz", bytes(4), struct.pack(">II", 0, len(parts)), *(struct.pack(">I", len(part)) for part in parts)),
        box(b"stco", bytes(4), struct.pack(">II", 1, at)),
    )
    media = box(
        b"mdia",
        box(b"mdhd", bytes(4), struct.pack(">IIIIHH", 0, 0, 8000, 160 * len(parts), 0x55C4, 0)),
        box(b"hdlr", bytes(8), b"soun", bytes(13)),
        box(
            b"minf",
            box(b"smhd", bytes(8)),
            box(b"dinf", box(b"dref", bytes(4), struct.pack(">I", 1), box(b"url ", bytes([0, 0, 0, 1])))),
            table,
        ),
    )
    track = box(
        b"tkhd", bytes([0, 0, 0, 7]), struct.pack(">IIII", 0, 0, 1, 0), struct.pack(">I", 160 * len(parts)), bytes(60)
    )
    movie = box(
        b"moov",
        box(b"mvhd", bytes(4), struct.pack(">IIII", 0, 0, 8000, 160 * len(parts)), bytes(80)),
        box(b"trak", track, media),
    )
    file = tmp_path / "a.3gp"
    file.write_bytes(head + box(b"mdat", *parts) + movie)
    with open_sound(file) as decoder:
        total = sum(frame.samples for frame in decoder.frames())
        warnings = decoder.info(1.0).warnings
    assert (total, warnings) == (160 * len(parts), ())
