"""The home's trash: deleted files are kept in it for as long as the station says."""

import contextlib
import datetime as dt
import os
import shutil
import stat
from pathlib import Path

from radiodesk.files import claimed_path

NAME_LIMIT = 100
"""Characters of a recording's name in the name of its file in the trash."""

HASH_DIGITS = 16
"""Digits of the hash in that name."""


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


def name_of(name: str, sha256: str, suffix: str) -> str:
    """The name in the trash of a recording's file: its own name, and the beginning of its hash."""
    stem = "".join(letter for letter in name.removesuffix(suffix) if letter not in "/\\\0")[:NAME_LIMIT]
    return f"{stem.strip() or 'recording'} {sha256[:HASH_DIGITS]}{suffix}"


def find(trash: Path, sha256: str) -> list[Path]:
    """Files in the trash that are probably those of a recording, by their names."""
    return sorted(trash.glob(f"* {sha256[:HASH_DIGITS]}*"))


def empty(trash: Path, days: int, now: dt.datetime) -> list[str]:
    """Delete the files that were put into the trash more than `days` days ago. Returns their names.

    A file that the system does not let go stays.
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
