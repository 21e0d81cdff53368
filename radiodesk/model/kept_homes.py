"""Keep a home: a copy beside it that is a home of its own, in which files that never change are links."""

import datetime as dt
import os
import shutil
from collections.abc import Callable
from pathlib import Path

from radiodesk.config import Config
from radiodesk.files import is_temporary, sync_folder, telling, temporary_folder
from radiodesk.model import engines

LINKED = ("media", "inbox", "backups", "trash")
"""Folders of a home whose files nobody writes to once they are whole: in a copy of the home they are links."""

COPIED = ("schedules", "papers")
"""Folders whose files people work on."""


def keep(config: Config, now: dt.datetime, put_database: Callable[[Path], None]) -> Path:
    """Copy a home beside itself; the copy. raises CannotWrite.

    put_database: writes the database into the copy. Of files that never change, the copy has links.
    """
    home = config.home
    kept = _free(home.with_name(f"{home.name}.before-restore-{now:%Y-%m-%d}"))
    with telling(kept), temporary_folder(home.parent) as outer:
        copy = outer / kept.name
        copy.mkdir()
        put_database(copy)
        for name in (*LINKED, *COPIED):
            folder = home / name
            if folder.is_symlink():
                (copy / name).symlink_to(folder.readlink())
            elif folder.is_dir():
                copy_file = _link if name in LINKED else shutil.copy2
                _copy_tree(folder, copy / name, copy_file)
        copy.rename(kept)
        sync_folder(home.parent)
    return kept


def _copy_tree(folder: Path, copy: Path, copy_file: Callable[[str, str], object]) -> None:
    """Copy a folder. raises OSError, with the reason of the first file that could not be copied."""
    errors: list[OSError] = []

    def copy_or_note(source: str, target: str) -> object:
        try:
            return copy_file(source, target)
        except OSError as error:
            errors.append(error)
            raise

    try:
        shutil.copytree(folder, copy, symlinks=True, copy_function=copy_or_note, ignore=_not_kept)
    except shutil.Error as error:  # which holds texts alone
        raise (errors[0] if errors else OSError(None, str(error))) from error


def _not_kept(folder: str, names: list[str]) -> list[str]:
    """Of the names in a folder, the temporary files, and the pipes and devices, which nobody could read to an end."""
    return [name for name in names if is_temporary(name) or engines.is_not_file(Path(folder) / name, or_folder=True)]


def _link(source: str, target: str) -> str:
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:
        shutil.copy2(source, target)
    return target


def _free(path: Path) -> Path:
    """That path, or else the first of "path-2", "path-3" and so on that is free."""
    found, number = path, 2
    while found.exists():
        found = path.with_name(f"{path.name}-{number}")
        number += 1
    return found
