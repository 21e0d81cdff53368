"""Where the audio of an mp3 begins and ends: tags of any number and kind may stand before and behind it.

Sources: ISO/IEC 11172-3 (frame headers), ID3 2.4.0 "structure", APE tag specification, Lyrics3 v2.00.
"""

import mmap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

Content: TypeAlias = mmap.mmap | bytes

ENOUGH = 4
"""Frames in a row, each where the one before ends, that no other data has by chance."""
FARTHEST = 1 << 20
"""Bytes behind the tags in which the first frame is looked for."""

_KBPS = {
    (1, 1): (32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448),
    (1, 2): (32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
    (1, 3): (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (2, 1): (32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256),
    (2, 2): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
    (2, 3): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
"""Kilobits per second by version (2 for 2 and 2.5) and layer."""
_RATES = (44_100, 48_000, 32_000)
_DIVISORS = {3: 1, 2: 2, 0: 4}
"""What the rates are divided by, by the version bits."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What the header of a frame says. size: of the whole frame, in bytes."""

    size: int
    rate: int
    channels: int


def frame_at(content: Content, at: int) -> Frame | None:
    """The frame whose header is there, or None. A frame of a free bit rate is none: its size is not stated."""
    head = content[at : at + 4]
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return None
    version, layer = head[1] >> 3 & 3, 4 - (head[1] >> 1 & 3)
    index, rate_index, padding = head[2] >> 4, head[2] >> 2 & 3, head[2] >> 1 & 1
    if version == 1 or layer == 4 or index in (0, 15) or rate_index == 3:
        return None
    rate = _RATES[rate_index] // _DIVISORS[version]
    kbps = _KBPS[1 if version == 3 else 2, layer][index - 1]
    if layer == 1:
        size = (12_000 * kbps // rate + padding) * 4
    else:
        size = (144_000 if layer == 2 or version == 3 else 72_000) * kbps // rate + padding
    return Frame(size, rate, 1 if head[3] >> 6 == 3 else 2)


def may_be_mp3(content: Content) -> bool:
    """Whether it begins as an mp3 does: with a tag or a frame."""
    return content[:3] == b"ID3" or content[:8] == b"APETAGEX" or frame_at(content, 0) is not None


def pieces(path: Path) -> list[range] | None:
    """The pieces of an mp3 that av is to see: its first tag, and its audio.

    None if av finds them by itself, and for other files.

    raises OSError.
    """
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        if not may_be_mp3(content):
            return None
        first = tag_at(content, 0)
        found = _start(content)
        if found is None:
            return None
        start = found
        end = end_without_tags(content, start, len(content))
        has_tag = first > 0 and _is_synchsafe(content, 0)
        is_usual = start == (first if has_tag else 0) and end + _size_of_id3v1(content, len(content)) >= len(content)
        if is_usual:
            return None
        return [part for part in (range(first if has_tag else 0), range(start, end)) if len(part)]


def start(path: Path) -> int:
    """Where the audio of an mp3 begins: behind its tags. 0 if there is none. raises OSError."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return _start(content) or 0


def _start(content: Content) -> int | None:
    at = 0
    while (further := tag_at(content, at)) > at:
        at = further
    return (
        at if run_from(content, at) == ENOUGH else _first_run(content, at, end_without_tags(content, at, len(content)))
    )


def tag_at(content: Content, at: int) -> int:
    """The end of the ID3v2 or APEv2 tag that begins there; the same place if there is none."""
    if content[at : at + 3] == b"ID3" and len(content[at : at + 10]) == 10:
        footer = 10 if content[at + 5] & 0x10 else 0
        size = at + 10 + _size(content, at) + footer
        return size if size <= len(content) else at
    if content[at : at + 8] == b"APETAGEX":
        size = int.from_bytes(content[at + 12 : at + 16], "little")
        return at + 32 + size if at + 32 + size <= len(content) else at
    return at


def _is_synchsafe(content: Content, at: int) -> bool:
    return all(byte < 0x80 for byte in content[at + 6 : at + 10])


def _size(content: Content, at: int) -> int:
    """The size of an ID3v2 tag. Seven bits of each byte count, but some programs (RealJukebox) use all eight."""
    size = 0
    bits = 7 if _is_synchsafe(content, at) else 8
    for byte in content[at + 6 : at + 10]:
        size = size << bits | byte
    return size


def _size_of_id3v1(content: Content, end: int) -> int:
    return 128 if content[max(0, end - 128) : end - 125] == b"TAG" else 0


def end_without_tags(content: Content, start: int, end: int) -> int:
    """The end of the audio from `start` on: before the tags that stand before `end`."""
    while (earlier := _start_of_tag_before(content, start, end)) is not None:
        end = earlier
    return end


def _start_of_tag_before(content: Content, start: int, end: int) -> int | None:
    """The start of the tag that ends there, or None."""
    if size := _size_of_id3v1(content, end):
        return end - size
    footer = content[max(start, end - 32) : end]
    if footer[:8] == b"APETAGEX":
        size = int.from_bytes(footer[12:16], "little") + (32 if footer[23] & 0x80 else 0)
        return end - size if 32 <= size <= end - start else None
    if footer[-9:] == b"LYRICS200" and footer[-15:-9].isdigit():
        size = int(footer[-15:-9]) + 15
        return end - size if size <= end - start else None
    if footer[-10:-7] == b"3DI":
        size = _size(content, end - 10) + 20
        return end - size if size <= end - start else None
    at = end
    while (at := content.rfind(b"ID3", start, at)) > start:  # without a footer, its header says where it ends
        if tag_at(content, at) == end:
            return at
    return None


def run_from(content: Content, at: int) -> int:
    """How many frames stand there in a row, up to `ENOUGH`."""
    count = 0
    while count < ENOUGH and (frame := frame_at(content, at)):
        at += frame.size
        count += 1
    return count


def _first_run(content: Content, start: int, end: int) -> int | None:
    """The first place from which on frames stand in a row."""
    for at in _syncs(content, start, min(end, start + FARTHEST)):
        if run_from(content, at) == ENOUGH:
            return at
    return None


def _syncs(content: Content, start: int, end: int) -> Iterator[int]:
    at = content.find(b"\xff", start, end)
    while at >= 0:
        yield at
        at = content.find(b"\xff", at + 1, end)
