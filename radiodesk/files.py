"""Write files aside, so that a file is the old one or the new one, never a part.

A temporary file carries a lock of the process that writes it. A process that was killed has lost its lock, so the next
one that writes in the same folder recognises what the killed one left, and removes it.
"""

import contextlib
import os
import re
import shutil
import stat
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from radiodesk.errors import UserError, reason
from radiodesk.locale import N_

if sys.platform != "win32":
    import fcntl

ABANDONED_SECONDS = 24 * 3600
"""Where files cannot be locked, a temporary file unchanged for this long belongs to nobody."""

_TEMPORARY = re.compile(r"\.making-[0-9a-f]{12}(\.\w+)?")


def is_temporary(name: str) -> bool:
    """Whether a file or folder of that name is a temporary one of ours."""
    return _TEMPORARY.fullmatch(name) is not None


class CannotWrite(UserError):
    """A file that cannot be written."""

    message = N_("{file} cannot be written: {reason}. Choose another place, or close the file in other programs")


@contextlib.contextmanager
def aside(file: Path, suffix: str | None = None) -> Iterator[Path]:
    """A path to write to, in the folder of `file`. It takes the place of `file` when the block ends well.

    Otherwise `file` stays as it was and nothing is left. suffix: of the path, where it is not that of `file`.
    raises CannotWrite.
    """
    if _TEMPORARY.fullmatch(file.name):  # one of ours, whose lock goes with the file: it must stay the same
        with telling(file):
            yield file
        return
    with telling(file), temporary(file.parent, file.suffix if suffix is None else suffix) as path:
        yield path
        with path.open("rb+") as whole:
            os.fsync(whole.fileno())
        with contextlib.suppress(FileNotFoundError):
            path.chmod(stat.S_IMODE(file.stat().st_mode))
        path.replace(file)
        sync_folder(file.parent)


@contextlib.contextmanager
def telling(file: Path | str) -> Iterator[None]:
    """Report what cannot be written under the name that the user gave. raises CannotWrite."""
    try:
        yield
    except BrokenPipeError:  # The reader closed the pipe, as `head` does. This is not an error.
        raise
    except CannotWrite as error:  # of the temporary file, which no user knows
        raise CannotWrite(file=file, reason=error.values["reason"]) from error
    except OSError as error:
        raise CannotWrite(file=file, reason=reason(error)) from error


@contextlib.contextmanager
def temporary(folder: Path, suffix: str = "") -> Iterator[Path]:
    """An empty file in a folder. It is removed at the end, unless it was renamed. raises OSError.

    What killed processes left in the folder is removed first.
    """
    remove_abandoned(folder)
    path, lock = _create(folder, suffix)
    try:
        yield path
    finally:
        _clear_away(path, lock)


@contextlib.contextmanager
def temporary_folder(folder: Path) -> Iterator[Path]:
    """An empty folder in a folder. It is removed at the end with its content. raises OSError.

    What killed processes left in the outer folder is removed first.
    """
    remove_abandoned(folder)
    path, lock = _create_folder(folder)
    try:
        yield path
    finally:
        _clear_away(path, lock)


def remove_abandoned(folder: Path) -> None:
    """Remove the temporary files and folders in a folder that no running process writes."""
    with contextlib.suppress(OSError):
        for path in folder.iterdir():
            if _TEMPORARY.fullmatch(path.name):
                is_abandoned(path, remove=True)


def is_abandoned(path: Path, *, remove: bool = False) -> bool:
    """Whether the process that made a temporary file or folder has ended.

    remove: remove it then, while it is locked: a process that has just made it waits for the lock, and makes another.
    """
    if sys.platform != "win32":
        with contextlib.suppress(OSError):  # a disk that knows no locks
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
    """Have the names in a folder survive a power cut. raises OSError."""
    if sys.platform != "win32":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _create(folder: Path, suffix: str) -> tuple[Path, int | None]:
    """A new file and its lock."""
    suffix = suffix if re.fullmatch(r"\.\w{1,16}", suffix) else ""
    while True:
        path = _new_name(folder, suffix)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o666)
        with _undone(path, descriptor):
            if sys.platform == "win32":  # which would not rename a file that is open
                os.close(descriptor)
                return path, None
            if _locked(path, descriptor):
                return path, descriptor


def _create_folder(folder: Path) -> tuple[Path, int | None]:
    """A new folder and its lock."""
    while True:
        path = _new_name(folder, "")
        path.mkdir()
        with _undone(path), contextlib.suppress(FileNotFoundError):
            if sys.platform == "win32":
                return path, None
            descriptor = os.open(path, os.O_RDONLY)
            if _locked(path, descriptor):
                return path, descriptor


@contextlib.contextmanager
def _undone(path: Path, descriptor: int | None = None) -> Iterator[None]:
    """Remove what was created where the process is stopped before it can be used."""
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


def _locked(path: Path, descriptor: int) -> bool:
    """Lock what was created, and see that no other process took it for abandoned before. Closes it otherwise."""
    if sys.platform != "win32":
        with contextlib.suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_EX)
    with contextlib.suppress(OSError):
        if os.path.samestat(path.stat(), os.fstat(descriptor)):
            return True
    os.close(descriptor)
    return False


def _clear_away(path: Path, lock: int | None) -> None:
    """Remove a temporary file or folder and release its lock. An interrupt is raised again after the removal."""
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
