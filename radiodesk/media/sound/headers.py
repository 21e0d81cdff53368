"""Read facts from the headers of audio files that av does not report."""

import mmap
from pathlib import Path

ENCRYPTED = {b"enca", b"drms"}
"""Types of the sample entries of protected audio in an mp4."""


def is_encrypted(path: Path, container: str) -> bool:
    """Whether the audio of an mp4 is protected, by the type of its sample entry. container: av's format name."""
    if "mp4" not in container:
        return False
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        table = content.find(b"stsd")
        while table >= 0:
            if content[table + 16 : table + 20] in ENCRYPTED:  # after type, version, flags, count and size
                return True
            table = content.find(b"stsd", table + 4)
    return False


def has_frame_count(path: Path) -> bool:
    """Whether an mp3 has a Xing or Info frame, which states the number of frames. It follows the ID3 tag."""
    with path.open("rb") as file:
        file.seek(tag_size(path))
        frame = file.read(2048)
    return b"Xing" in frame or b"Info" in frame


def tag_size(path: Path) -> int:
    """Size in bytes of the ID3 tag at the beginning of a file, or 0."""
    with path.open("rb") as file:
        head = file.read(10)
    if not head.startswith(b"ID3"):
        return 0
    size = 0
    for byte in head[6:10]:  # seven bits per byte
        size = size << 7 | byte & 0x7F
    return size + 10
