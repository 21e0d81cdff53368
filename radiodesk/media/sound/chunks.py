"""How much audio a wav, AIFF, w64, CAF, au or wma file really has: its sizes may never have been written, or be wrong.

Recorders that are switched off, and programs that write to a pipe, leave sizes of nothing, or of 2 or 4 GiB.
Sources: Multimedia Programming Interface and Data Specifications 1.0 (RIFF), EBU Tech 3306 (RF64), AIFF-C (1991),
Sony Wave64 (2003), Apple Core Audio Format 1.0, Advanced Systems Format 1.20.03, the manual page of
audio files of SunOS.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Literal

HEAD = 8
"""Bytes before the content of a chunk: its name and its size."""
MOST_CHUNKS = 1_000
"""Limit for the chunks of a file that are looked at."""
SECTOR = 64 << 10
"""The most zero bytes with which a recorder fills up the end of a file."""
LARGEST = 0xFFFF_FFFF

_PLACEHOLDERS = (range(0x7FFF_F000 - 64, 0x8000_0100), range(0xFFFF_F000, LARGEST + 1))
"""Sizes of programs that do not know how much follows: nearly 2 or 4 GiB, less a header or a part of a sample."""
_KNOWN = {b"LIST", b"bext", b"iXML", b"id3 ", b"ID3 ", b"cue ", b"smpl", b"fact", b"PAD ", b"junk", b"JUNK", b"FLLR"}
_KNOWN |= {b"inst", b"_PMX", b"axml", b"chna", b"cart", b"COMT", b"MARK", b"INST", b"NAME", b"AUTH", b"ANNO", b"APPL"}
"""Chunks that are taken for such even where the end of the file cuts them short."""

WMA_HEAD = 64 << 10
"""Bytes of a wma that hold its properties."""
_WMA_PROPERTIES = bytes.fromhex("a1dcab8c47a9cf118ee400c00c205365")

_SHORTEST = {b"LIST": 4, b"bext": 602}
"""Bytes that av needs in such a chunk. It refuses the whole file for a shorter one."""


@dataclass(frozen=True)
class Sizes:
    """What is to be known of the sizes in a file. The default: nothing is wrong, or it has no chunks."""

    cut_short: bool = False
    """The audio has fewer bytes than its chunk states."""
    corrections: Mapping[int, bytes] = field(default_factory=dict)
    """The right bytes, by their offset in the file."""
    endless: bool = False
    """The audio is larger than its size can say: it goes on to the end of the file."""


@dataclass(frozen=True)
class _Chunk:
    """A chunk. start: the offset of its content. size: of its content, as the file states it."""

    name: bytes
    start: int
    size: int


def sizes(path: Path, length: int) -> Sizes:
    """The sizes of a file of `length` bytes. raises OSError."""
    with path.open("rb") as file:
        head = file.read(12)
        match head[:4], head[8:]:
            case ((b"RIFF" | b"RF64" | b"BW64"), b"WAVE"):
                return _of_wav(file, length)
            case b"FORM", (b"AIFF" | b"AIFC"):
                return _of_aiff(file, length, int.from_bytes(head[4:8], "big"))
            case b".snd", _size:
                return Sizes(_ends_behind(length, int.from_bytes(head[4:8], "big"), int.from_bytes(head[8:], "big")))
            case b"\x30\x26\xb2\x75", _rest_of_id:
                return Sizes(_is_wma_cut(file, length))
            case b"caff", _first_chunk:
                return Sizes(_is_cut(file, length, at=8, name_bytes=4, order="big"))
            case b"riff", _rest_of_id:
                return Sizes(_is_cut(file, length, at=40, name_bytes=16, order="little"))
    return Sizes()


def _is_cut(file: BinaryIO, length: int, *, at: int, name_bytes: int, order: Literal["little", "big"]) -> bool:
    """Whether the chunk of audio of a CAF or w64 states more than there is. at: the offset of the first chunk.

    The size of a chunk of w64 includes its head, and chunks begin at multiples of eight.
    """
    head_bytes = name_bytes + 8
    counted, step = (head_bytes, 8) if order == "little" else (0, 1)
    for _count in range(MOST_CHUNKS):
        if at >= length:
            return False
        file.seek(at)
        head = file.read(head_bytes).ljust(head_bytes, b"\0")
        start, size = at + head_bytes, int.from_bytes(head[name_bytes:], order, signed=True) - counted
        if head[:4] == b"data":
            return size > 0 and _ends_behind(length, start, size)
        if size < 0:
            return False
        at = start + size + -(start + size) % step
    return False


def _is_wma_cut(file: BinaryIO, length: int) -> bool:
    """Whether the properties in a wma state a larger file, unless it was sent while it was written."""
    file.seek(0)
    head = file.read(WMA_HEAD)
    at = head.find(_WMA_PROPERTIES)
    if at < 0 or len(head) < at + 92:
        return False
    stated = int.from_bytes(head[at + 40 : at + 48], "little")
    is_sent = head[at + 88] & 1
    return not is_sent and _ends_behind(length, 0, stated)


def _ends_behind(length: int, start: int, size: int) -> bool:
    """Whether audio of a stated size ends behind the end of the file."""
    return _claims(size) and start + size > length + 1


def _of_wav(file: BinaryIO, length: int) -> Sizes:
    corrections: dict[int, bytes] = {}
    large: int | None = None
    large_at = 0
    cut_short = endless = False
    for chunk in _chunks(file, length, "little"):
        if chunk.size < _SHORTEST.get(chunk.name, 0):
            corrections[chunk.start - HEAD] = b"junk"
        elif chunk.name == b"ds64" and chunk.size >= 16:
            large_at = chunk.start + 8
            file.seek(large_at)
            large = int.from_bytes(file.read(8), "little")
        elif chunk.name == b"data":
            stated = large if large is not None and chunk.size == LARGEST else chunk.size
            real = _real_size(file, chunk.start, stated, length, "little")
            if real == stated:
                continue
            cut_short = _claims(stated) and stated > real + 1
            if large_at:
                corrections[large_at] = real.to_bytes(8, "little")
            endless = not large_at and real >= LARGEST
            corrections[chunk.start - 4] = (LARGEST if large_at or endless else real).to_bytes(4, "little")
            break
    return Sizes(cut_short, corrections, endless)


def _of_aiff(file: BinaryIO, length: int, stated: int) -> Sizes:
    """stated: the size of the file that its first chunk states."""
    corrections: dict[int, bytes] = {}
    frames = frame_size = common = 0
    for chunk in _chunks(file, length, "big"):
        if chunk.name == b"COMM" and chunk.size >= 18:
            file.seek(chunk.start)
            content = file.read(8)
            common, frames = chunk.start, int.from_bytes(content[2:6], "big")
            frame_size = int.from_bytes(content[:2], "big") * ((int.from_bytes(content[6:8], "big") + 7) // 8)
        elif chunk.name == b"SSND":
            real = _real_size(file, chunk.start, chunk.size, length, "big")
            if real != chunk.size:
                corrections[chunk.start - 4] = min(real, LARGEST).to_bytes(4, "big")
            held = (real - HEAD) // frame_size if frame_size else 0
            if common and held > 0 and (frames == 0 or not _claims(frames)):
                corrections[common + 2] = min(held, LARGEST).to_bytes(4, "big")
            if corrections or not _claims(stated):
                corrections[4] = min(length - HEAD, LARGEST).to_bytes(4, "big")
            return Sizes(_claims(chunk.size) and chunk.size > real + 1, corrections)
    return Sizes()


def _claims(size: int) -> bool:
    """Whether a size was written by somebody who knew it."""
    return size > 0 and not any(size in unknown for unknown in _PLACEHOLDERS)


def _real_size(file: BinaryIO, start: int, stated: int, length: int, order: Literal["little", "big"]) -> int:
    """The bytes of audio from `start` on: what is stated, if the chunks behind reach the end of the file."""
    rest = max(0, length - start)
    if not _claims(stated) or stated > rest:
        return rest
    return stated if _reaches_end(file, start + stated, length, order) else rest


def _reaches_end(file: BinaryIO, end: int, length: int, order: Literal["little", "big"]) -> bool:
    """Whether chunks follow the content that ends there, up to the end of the file.

    A chunk of an odd size is followed by a byte that some programs leave out.
    """
    ends = {end}
    for _count in range(MOST_CHUNKS):
        if any(length - 1 <= each for each in ends) or _is_blank(file, min(ends), length):
            return True
        found: set[int] = set()
        for at in {each + odd for each in ends for odd in range(each % 2 + 1)}:
            file.seek(at)
            head = file.read(HEAD)
            size = int.from_bytes(head[4:], order)
            if len(head) == HEAD and head[:4].isascii() and head[:4].decode().isprintable():
                if at + HEAD + size <= length:
                    found.add(at + HEAD + size)
                elif head[:4] in _KNOWN:
                    return True
        if not found:
            return False
        ends = found
    return True


def _is_blank(file: BinaryIO, start: int, length: int) -> bool:
    """Whether the rest of the file only fills up a sector."""
    if length - start > SECTOR:
        return False
    file.seek(start)
    return not any(file.read(SECTOR))


def _chunks(file: BinaryIO, length: int, order: Literal["little", "big"]) -> Iterator[_Chunk]:
    """The chunks from the beginning of the file on."""
    at = 12
    for _count in range(MOST_CHUNKS):
        file.seek(at)
        head = file.read(HEAD)
        if len(head) < HEAD:
            return
        chunk = _Chunk(head[:4], at + HEAD, int.from_bytes(head[4:], order))
        yield chunk
        at = chunk.start + chunk.size
        file.seek(at)
        if chunk.size % 2 and file.read(1) in (b"\0", b""):  # without the byte between, a name follows
            at += 1
        if at >= length:
            return
