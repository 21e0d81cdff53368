"""What the header of a sound file says, where av does not tell it."""

import mmap
from pathlib import Path

STREAMED = {0xFFFFFFFF, 0x7FFFFFFF, 0x80000024, 0x7FFFF024}
"""The sizes in a wav whose recorder did not know it: what ffmpeg, arecord and sox write then."""

ENCRYPTED = {b"enca", b"drms"}
"""Kinds of sample entries in an mp4."""


def encrypted(path: Path, container: str) -> bool:
    """Whether the maker of an mp4 encrypted its sound: the kind of its sample entry says so."""
    if "mp4" not in container:
        return False
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        table = content.find(b"stsd")
        while table >= 0:
            if content[table + 16 : table + 20] in ENCRYPTED:  # version, flags, count and size stand before it
                return True
            table = content.find(b"stsd", table + 4)
    return False


def promises_more(path: Path, size: int) -> bool:
    """Whether a wav says that it has more bytes than there are; one that was streamed does not say."""
    with path.open("rb") as file:
        head = file.read(8)
    promised = int.from_bytes(head[4:8], "little")
    return head.startswith(b"RIFF") and promised not in STREAMED and promised + 8 > size + 1


def says_too_little(path: Path, size: int) -> bool:
    """Whether a wav has sound behind what its header says: a recorder that was switched off never wrote the end."""
    with path.open("rb") as file:
        if file.read(4) != b"RIFF":
            return False
        file.seek(12)
        while len(head := file.read(8)) == 8:
            length = int.from_bytes(head[4:], "little")
            behind = file.tell() + length + length % 2
            if head.startswith(b"data"):
                file.seek(behind)
                following = file.read(4)
                return behind < size and not (
                    len(following) == 4 and following.isascii() and following.decode().isprintable()
                )
            file.seek(behind)
    return False


def counts_its_frames(path: Path) -> bool:
    """Whether an mp3 has the frame of Xing or Info that says how many there are; it follows the ID3 tag."""
    with path.open("rb") as file:
        file.seek(tag_size(path))
        frame = file.read(2048)
    return b"Xing" in frame or b"Info" in frame


def tag_size(path: Path) -> int:
    """Bytes of the ID3 tag at the beginning of a file; 0 where there is none."""
    with path.open("rb") as file:
        head = file.read(10)
    if not head.startswith(b"ID3"):
        return 0
    size = 0
    for byte in head[6:10]:  # seven bits a byte
        size = size << 7 | byte & 0x7F
    return size + 10
