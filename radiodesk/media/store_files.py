"""The files of the store: listed, sized, hashed, laid aside."""

import contextlib
import hashlib
from collections.abc import Iterator
from pathlib import Path

from radiodesk.media import store
from radiodesk.media.recordings import RecordingView
from radiodesk.media.sound.decoding import Progress


def place_of(media: Path, recording: RecordingView) -> Path:
    """Where the store keeps the file of a recording."""
    return store.file_of(media, recording.sha256, recording.suffix)


def set_aside(media: Path, path: Path) -> bool:
    """Keep a damaged file where nothing takes it for a recording: who knows what can still be had from it.

    False where that does not go, as with a disk that only reads, or a file that cannot be read just now.
    """
    folder = media / "damaged"
    try:
        with path.open("rb"):
            folder.mkdir(exist_ok=True)
        path.rename(store.free_path(folder, path.name))
    except OSError:
        return False
    return True


def files_in(folder: Path) -> Iterator[Path]:
    """The files below a folder, in the order of their paths; no links."""
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink())


def size_of(path: Path) -> int:
    """Bytes; 0 of a file that went meanwhile."""
    with contextlib.suppress(OSError):
        return path.stat().st_size
    return 0


def hash_of(path: Path, progress: Progress | None = None, done: int = 0, whole: int = 0) -> str:
    """The hash of a file's bytes; empty where it cannot be read."""
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while block := file.read(store.BLOCK):
                digest.update(block)
                done += len(block)
                if progress:
                    progress(done, whole)
    except OSError:
        return ""
    return digest.hexdigest()
