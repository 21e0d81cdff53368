"""Read facts from the headers of audio files that av does not report."""

import mmap
from pathlib import Path

from radiodesk.media.sound import mpeg_audio

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
    """Whether an mp3 has a Xing or Info frame, which states the number of frames. It follows the tags."""
    with path.open("rb") as file:
        file.seek(mpeg_audio.start(path))
        frame = file.read(2048)
    return b"Xing" in frame or b"Info" in frame
