"""List, measure, hash and move the files of the store."""

import contextlib
import hashlib
from collections.abc import Iterator
from pathlib import Path

from radiodesk.files import claimed_path
from radiodesk.media import store
from radiodesk.media.recordings import RecordingView
from radiodesk.media.sound.decoding import Progress


def path_of(media: Path, recording: RecordingView) -> Path:
    """The path of a recording's file in the store."""
    return store.file_of(media, recording.sha256, recording.suffix)


def move_aside(media: Path, path: Path) -> bool:
    """Move a damaged file to the folder "damaged", where people can still recover parts of it.

    Returns False if that is not possible: the disk is read-only, or the file cannot be read now.
    """
    folder = media / "damaged"
    try:
        with path.open("rb"):
            folder.mkdir(exist_ok=True)
        path.replace(claimed_path(folder, path.name))
    except OSError:
        return False
    return True


def files_in(folder: Path) -> Iterator[Path]:
    """The files below a folder, sorted by path, without symbolic links."""
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink())


def size_of(path: Path) -> int:
    """The size of a file in bytes, or 0 if it does not exist any more."""
    with contextlib.suppress(OSError):
        return path.stat().st_size
    return 0


def hash_of(path: Path, progress: Progress | None = None, done: int = 0, whole: int = 0) -> str:
    """The SHA-256 of a file, or "" if it cannot be read. progress: in bytes; done, whole: of a larger job."""
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
