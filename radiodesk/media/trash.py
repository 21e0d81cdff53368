"""The home's trash: deleted files are kept in it for as long as the station says."""

import contextlib
import datetime as dt
import filecmp
import os
import shutil
import stat
from pathlib import Path

from radiodesk.errors import UserError
from radiodesk.files import claimed_path
from radiodesk.locale import N_

NAME_LIMIT = 160
"""Bytes of a recording's name in the name of its file in the trash."""

HASH_DIGITS = 16
"""Digits of the hash in that name."""


class NotInTrash(UserError):
    """The file of a removed recording that is no longer in the trash."""

    message = N_("The file of {file} is no longer in the trash. Add the file again if you still have it.")


def put(trash: Path, file: Path, name: str) -> Path:
    """Move a file to the trash. Returns its path there, which differs from `name` if that is taken. raises OSError."""
    trash.mkdir(parents=True, exist_ok=True)
    target = claimed_path(trash, name)
    try:
        shutil.move(file, target)
    except OSError:
        target.unlink(missing_ok=True)  # nothing was moved, or only copied
        raise
    os.utime(target)  # its time in the trash is counted from now
    return target


def drop_copies(trash: Path, file: Path, sha256: str) -> None:
    """Delete the other files of a recording in the trash that have the same bytes as `file`, put there just now.

    Files that cannot be read or deleted are kept.
    """
    for other in trash.glob(f"* {sha256[:HASH_DIGITS]}*"):
        with contextlib.suppress(OSError):
            is_file = other != file and other.is_file() and not other.is_symlink()
            if is_file and filecmp.cmp(file, other, shallow=False):
                other.unlink()


def name_of(name: str, sha256: str, suffix: str) -> str:
    """The name in the trash of a recording's file: its own name, and the beginning of its hash."""
    stem = "".join(letter for letter in name.removesuffix(suffix) if letter not in "/\\\0")
    stem = stem.encode()[:NAME_LIMIT].decode(errors="ignore")
    return f"{stem.strip() or 'recording'} {sha256[:HASH_DIGITS]}{suffix}"


def kept(trash: Path, name: str, sha256: str, size: int) -> Path:
    """The file of a removed recording in the trash, by the hash in its name, and its size. raises NotInTrash."""
    for file in sorted(trash.glob(f"* {sha256[:HASH_DIGITS]}*")):
        if file.is_file() and not file.is_symlink() and file.stat().st_size == size:
            return file
    raise NotInTrash(file=name)


def empty(trash: Path, days: int, now: dt.datetime) -> list[str]:
    """Delete the files that were put into the trash more than `days` days ago. Returns their names.

    Files that cannot be deleted are kept.
    """
    oldest = (now - dt.timedelta(days=days)).timestamp()
    deleted: list[str] = []
    with contextlib.suppress(OSError):
        for file in sorted(trash.iterdir()):
            with contextlib.suppress(OSError):
                known = file.lstat()
                put_there = max(known.st_mtime, known.st_ctime)  # older releases kept the time of the recording
                if stat.S_ISREG(known.st_mode) and put_there < oldest:
                    file.unlink()
                    deleted.append(file.name)
    return deleted
