"""A file as it should have been written: pieces of it, with other bytes between them."""

import io
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import accumulate
from pathlib import Path
from typing import TypeAlias

Piece: TypeAlias = range | bytes
"""A part of the file, or bytes that stand in its place."""


def corrected(length: int, corrections: Mapping[int, bytes]) -> list[Piece]:
    """The pieces of a file of `length` bytes with other bytes at some offsets."""
    pieces: list[Piece] = []
    at = 0
    for start, right in sorted(corrections.items()):
        pieces += [range(at, start), right]
        at = start + len(right)
    return [*pieces, range(at, length)]


class View(io.RawIOBase):
    """A readable file made of pieces of another one."""

    def __init__(self, path: Path, pieces: Sequence[Piece]) -> None:
        """raises OSError."""
        self._pieces = [piece for piece in pieces if len(piece)]
        self._starts = [0, *accumulate(map(len, self._pieces))]
        self._at = 0
        self._file = path.open("rb")

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is."""
        return True

    def tell(self) -> int:
        """The offset of the next byte."""
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """As of any file."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._starts[-1]}[whence]
        self._at = max(0, base + offset)
        return self._at

    def read(self, size: int = -1) -> bytes:
        """The next bytes, fewer than `size` only at the end."""
        found: list[bytes] = []
        left = self._starts[-1] - self._at if size < 0 else size
        while left > 0 and self._at < self._starts[-1]:
            index = bisect_right(self._starts, self._at) - 1
            piece = self._pieces[index][self._at - self._starts[index] :][:left]
            content = piece if isinstance(piece, bytes) else self._of_file(piece)
            if not content:
                break
            found.append(content)
            self._at += len(content)
            left -= len(content)
        return b"".join(found)

    def _of_file(self, piece: range) -> bytes:
        self._file.seek(piece.start)
        return self._file.read(len(piece))

    def close(self) -> None:
        """Close the file."""
        self._file.close()
        super().close()
