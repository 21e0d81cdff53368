"""Write files atomically: a reader sees the old file or the new file, never a part of it.

The process that writes a temporary file holds a lock on it. The lock is released when the process ends, even if it is
killed. The next process that writes in the same folder then removes the abandoned file.
"""

import contextlib
import itertools
import os
import re
import shutil
import stat
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from radiodesk.errors import UserError, advice, reason
from radiodesk.locale import N_

if sys.platform != "win32":
    import fcntl

ABANDONED_SECONDS = 24 * 3600
"""On disks without file locks, a temporary file that was unchanged for this long is abandoned."""

_TEMPORARY = re.compile(r"\.making-[0-9a-f]{12}(\.\w+)?")


def is_temporary(name: str) -> bool:
    """Whether a name is that of a temporary file or folder of radiodesk."""
    return _TEMPORARY.fullmatch(name) is not None


class CannotWrite(UserError):
    """The system refused to write a file."""

    message = N_("{file} cannot be written: {reason}. {advice}")


def claimed_path(folder: Path, name: str) -> Path:
    """A new empty file in a folder, for another to replace: "a.wav", or "a (2).wav" if there is an "a.wav".

    Nobody else gets the same path. raises OSError.
    """
    wanted = target = folder / name
    for number in itertools.count(2):
        try:
            target.touch(exist_ok=False)
            break
        except FileExistsError:
            target = folder / f"{wanted.stem} ({number}){wanted.suffix}"
    return target


@contextlib.contextmanager
def atomic_write(file: Path, suffix: str | None = None) -> Iterator[Path]:
    """A temporary path to write to, in the folder of `file`. It replaces `file` when the block ends without an error.

    After an error, `file` is unchanged and the temporary file is removed.
    suffix: of the temporary path; by default that of `file`. raises CannotWrite.
    """
    if is_temporary(file.name):  # write directly: its lock belongs to this file and must not be lost
        with wrap_write_errors(file):
            yield file
        return
    with wrap_write_errors(file), temporary_file(file.parent, file.suffix if suffix is None else suffix) as path:
        yield path
        with path.open("rb+") as written:
            os.fsync(written.fileno())
        with contextlib.suppress(FileNotFoundError):
            path.chmod(stat.S_IMODE(file.stat().st_mode))
        path.replace(file)
        sync_folder(file.parent)


@contextlib.contextmanager
def wrap_write_errors(file: Path | str) -> Iterator[None]:
    """Turn OSError and CannotWrite into a CannotWrite that names `file`, as the user gave it."""
    try:
        yield
    except BrokenPipeError:  # The reader closed the pipe, as `head` does. This is not an error.
        raise
    except CannotWrite as error:  # it names the temporary file, which means nothing to the user
        raise CannotWrite(**{**error.values, "file": file}) from error
    except OSError as error:
        raise CannotWrite(file=file, reason=reason(error), advice=advice(error, writing=True)) from error


@contextlib.contextmanager
def temporary_file(folder: Path, suffix: str = "") -> Iterator[Path]:
    """An empty, locked file in a folder. It is removed at the end, unless it was renamed. raises OSError.

    Abandoned temporary files in the folder are removed first.
    """
    remove_abandoned(folder)
    path, lock = _create(folder, suffix)
    try:
        yield path
    finally:
        _remove_and_unlock(path, lock)


@contextlib.contextmanager
def temporary_folder(folder: Path) -> Iterator[Path]:
    """An empty, locked folder inside a folder. It is removed with its content at the end. raises OSError.

    Abandoned temporary files in the outer folder are removed first.
    """
    remove_abandoned(folder)
    path, lock = _create_folder(folder)
    try:
        yield path
    finally:
        _remove_and_unlock(path, lock)


def remove_abandoned(folder: Path) -> None:
    """Remove the temporary files and folders in a folder whose processes have ended."""
    with contextlib.suppress(OSError):
        for path in folder.iterdir():
            if is_temporary(path.name):
                is_abandoned(path, remove=True)


def is_abandoned(path: Path, *, remove: bool = False) -> bool:
    """Whether the process that created a temporary file or folder has ended.

    remove: if so, remove it while holding its lock. A process that has just created it waits for the lock, notices the
    removal, and creates another.
    """
    if sys.platform != "win32":
        with contextlib.suppress(OSError):  # a disk without file locks
            lock = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if remove:
                    _remove(path)
            except BlockingIOError:
                return False
            finally:
                os.close(lock)
            return True
    try:
        is_old = time.time() - path.stat().st_mtime > ABANDONED_SECONDS
    except OSError:
        return False
    if is_old and remove:
        _remove(path)
    return is_old


def sync_folder(folder: Path) -> None:
    """Write the folder's entries to the disk, so that renames survive a power failure. raises OSError."""
    if sys.platform != "win32":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _create(folder: Path, suffix: str) -> tuple[Path, int | None]:
    """Create a temporary file. Returns its path, and the descriptor that holds its lock, or None on Windows."""
    suffix = suffix if re.fullmatch(r"\.\w{1,16}", suffix) else ""
    while True:
        path = _new_name(folder, suffix)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o666)
        with _remove_on_error(path, descriptor):
            if sys.platform == "win32":  # Windows cannot rename an open file
                os.close(descriptor)
                return path, None
            if _lock(path, descriptor):
                return path, descriptor


def _create_folder(folder: Path) -> tuple[Path, int | None]:
    """Create a temporary folder. Returns its path, and the descriptor that holds its lock, or None on Windows."""
    while True:
        path = _new_name(folder, "")
        path.mkdir()
        with _remove_on_error(path), contextlib.suppress(FileNotFoundError):
            if sys.platform == "win32":
                return path, None
            descriptor = os.open(path, os.O_RDONLY)
            if _lock(path, descriptor):
                return path, descriptor


@contextlib.contextmanager
def _remove_on_error(path: Path, descriptor: int | None = None) -> Iterator[None]:
    """Remove a created file or folder and close its descriptor if the block raises."""
    try:
        yield
    except BaseException:
        with contextlib.suppress(OSError):
            path.rmdir() if path.is_dir() else path.unlink()
        with contextlib.suppress(OSError):
            if descriptor is not None:
                os.close(descriptor)
        raise


def _new_name(folder: Path, suffix: str) -> Path:
    return folder / f".making-{os.urandom(6).hex()}{suffix}"


def _lock(path: Path, descriptor: int) -> bool:
    """Lock a created file or folder.

    Returns False, and closes the descriptor, if another process has removed it as abandoned.
    """
    if sys.platform != "win32":
        with contextlib.suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_EX)
    with contextlib.suppress(OSError):
        if os.path.samestat(path.stat(), os.fstat(descriptor)):
            return True
    os.close(descriptor)
    return False


def _remove_and_unlock(path: Path, lock: int | None) -> None:
    """Remove a temporary file or folder and release its lock. If an interrupt stops the removal, it is repeated."""
    try:
        _remove(path)
    except BaseException:
        _remove(path)
        raise
    finally:
        if lock is not None:
            os.close(lock)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with contextlib.suppress(OSError):
            path.unlink()
