"""The pages of an ogg: where links of a chain begin, which pages are damaged, and whether the last one is cut short.

Source: RFC 3533, section 6.
"""

import mmap
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from radiodesk.media.sound.mpeg_audio import Content

PAGE = b"OggS"
HEAD = 27
"""Bytes of a page before the table of its segments."""
_FIRST_PAGE, _LAST_PAGE = 2, 4
"""The flags of the first page of a stream, and of its last one."""
_CHECKSUM = slice(22, 26)
_NOWHERE = (1 << 64) - 1
"""The position of a page in which no packet ends."""

_REVERSED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))
"""Each byte with its bits in reverse: zlib takes the lowest bit first, ogg the highest."""


@dataclass(frozen=True)
class Page:
    """A page. start, end: its bytes in the file. position: the samples of its stream up to its end."""

    start: int
    end: int
    is_first: bool
    is_last: bool
    position: int


@dataclass(frozen=True)
class Damage:
    """What is wrong with the pages of a file. lost_at: the samples of the stream at which a page is damaged."""

    is_cut: bool
    lost_at: tuple[int, ...]


def pages(content: Content, start: int = 0, stop: int | None = None) -> Iterator[Page]:
    """The pages between two places. Where there is none, the next one follows. The last one may end behind the file."""
    at = start
    stop = len(content) if stop is None else stop
    while 0 <= at < stop and len(head := content[at : at + HEAD]) == HEAD:
        segments = content[at + HEAD : at + HEAD + head[26]]
        end = at + HEAD + head[26] + sum(segments)
        yield Page(
            at, end, bool(head[5] & _FIRST_PAGE), bool(head[5] & _LAST_PAGE), int.from_bytes(head[6:14], "little")
        )
        at = end if content[end : end + 4] == PAGE else content.find(PAGE, at + 4)


def damage(path: Path, part: range | None = None) -> Damage:
    """The damage of a file, or of a part of its bytes. raises OSError."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        stop = len(content) if part is None else part.stop
        position, lost_at, is_cut = 0, [], True
        for page in pages(content, part.start if part else 0, stop):
            is_cut = page.end > stop or not page.is_last  # whoever completes a stream marks its last page
            if page.end > stop:
                continue
            if not _is_whole(content[page.start : page.end]):
                lost_at.append(position)
            elif page.position != _NOWHERE:
                position = page.position
        return Damage(is_cut, tuple(lost_at))


def _is_whole(page: bytes) -> bool:
    """Whether a page is as its checksum says: the polynomial of zlib, with other bits first and last."""
    stated = int.from_bytes(page[_CHECKSUM], "little")
    unsigned = page[: _CHECKSUM.start] + bytes(4) + page[_CHECKSUM.stop :]
    found = zlib.crc32(unsigned.translate(_REVERSED), 0xFFFF_FFFF) ^ 0xFFFF_FFFF
    return int(f"{found:032b}"[::-1], 2) == stated
