"""The frames of a stream that is nothing but frames, and where something else stands between them.

av looks for the next frame where one is not at its place, and says nothing of those that it leaves out.

Sources: ISO/IEC 11172-3 (mp3), ISO/IEC 14496-3, 1.A.2 (ADTS), ETSI TS 102 366 (AC-3), RFC 4867, section 5 (AMR).
"""

import mmap
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

from radiodesk.media.sound import headers, mpeg_audio
from radiodesk.media.sound.mpeg_audio import Content

ENOUGH = 4
"""Frames in a row that no other data has by chance."""

MOST = 5
"""Places that are looked for."""


class Frame(NamedTuple):
    """Bytes and samples of a frame."""

    size: int
    samples: int


FrameAt = Callable[[Content, int], Frame | None]
"""The frame whose header stands there, or None."""


def broken_at(path: Path, container: str, part: range | None = None) -> list[int]:
    """The samples before each place at which the next frame is not where it has to be; at most MOST.

    container: av's format name. part: the bytes of the audio, if they are known. Tags between the frames are none.
    raises OSError.
    """
    if container == "mp3" and headers.has_frame_count(path):  # av counts those frames
        return []
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        start = part.start if part else _behind_tags(content, 0)
        for frame_at, begin in _FRAMES.get(container, ()):
            if content[start : start + len(begin)] == begin:
                return _broken_at(content, range(start + len(begin), part.stop if part else len(content)), frame_at)
    return []


def _broken_at(content: Content, part: range, frame_at: FrameAt) -> list[int]:
    at, end = part.start, mpeg_audio.end_without_tags(content, part.start, part.stop)
    first = frame_at(content, at)
    constant = first.size if first and frame_at is _ac3 else 0  # a wrong size could lead to a later frame
    places: list[int] = []
    samples = 0
    while at < end and len(places) < MOST:
        frame = frame_at(content, at)
        if frame and (not constant or abs(frame.size - constant) <= 2):
            at += frame.size
            samples += frame.samples
        elif (behind := _behind_tags(content, at)) > at:
            at = behind
        else:
            following = range(at + 1, min(end, at + mpeg_audio.FARTHEST))
            found = next((each for each in following if _is_run(content, each, frame_at)), None)
            if found is None:
                break  # what stands behind the last frame
            places.append(samples)
            at = found
    return places


def _behind_tags(content: Content, at: int) -> int:
    while (behind := mpeg_audio.tag_at(content, at)) > at:
        at = behind
    return at


def _is_run(content: Content, at: int, frame_at: FrameAt) -> bool:
    for _number in range(ENOUGH):
        if not (frame := frame_at(content, at)):
            return False
        at += frame.size
    return at <= len(content)


def _mp3(content: Content, at: int) -> Frame | None:
    found = mpeg_audio.frame_at(content, at)
    return Frame(found.size, 1152 if found.rate >= 32_000 else 576) if found else None


def _adts(content: Content, at: int) -> Frame | None:
    head = content[at : at + 7]
    if len(head) < 7 or head[0] != 0xFF or head[1] & 0xF6 != 0xF0:
        return None
    size = (head[3] & 3) << 11 | head[4] << 3 | head[5] >> 5
    return Frame(size, 1024 * ((head[6] & 3) + 1)) if size > 7 else None


_AC3_KBPS = (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 448, 512, 576, 640)
_AC3_RATES = (48_000, 44_100, 32_000)


def _ac3(content: Content, at: int) -> Frame | None:
    head = content[at : at + 6]
    if len(head) < 6 or head[:2] != b"\x0b\x77":
        return None
    rate = head[4] >> 6
    code = head[4] & 0x3F
    if rate == 3 or code >> 1 >= len(_AC3_KBPS):
        return None
    words = _AC3_KBPS[code >> 1] * 96_000 // _AC3_RATES[rate]
    return Frame(2 * (words + (code & 1 if rate == 1 else 0)), 1536)


_AMR_NB = {0: 13, 1: 14, 2: 16, 3: 18, 4: 20, 5: 21, 6: 27, 7: 32, 8: 6, 15: 1}
_AMR_WB = {0: 18, 1: 24, 2: 33, 3: 37, 4: 41, 5: 47, 6: 51, 7: 59, 8: 61, 9: 6, 14: 1, 15: 1}
"""Bytes of a frame by its type."""


def _amr(content: Content, at: int, sizes: dict[int, int] = _AMR_NB, samples: int = 160) -> Frame | None:
    head = content[at : at + 1]
    size = sizes.get(head[0] >> 3) if head and not head[0] & 0x83 else None
    return Frame(size, samples) if size else None


_FRAMES: dict[str, list[tuple[FrameAt, bytes]]] = {
    "mp3": [(_mp3, b"")],
    "aac": [(_adts, b"")],
    "ac3": [(_ac3, b"")],
    "amr": [(_amr, b"#!AMR\n"), (partial(_amr, sizes=_AMR_WB, samples=320), b"#!AMR-WB\n")],
}
"""How the frames of a format are found, and the bytes before them."""
