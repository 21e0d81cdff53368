"""Keep a copy of a home beside it. The copy is a home of its own, with hard links to files that never change."""

import datetime as dt
import os
import shutil
from collections.abc import Callable
from pathlib import Path

from radiodesk.config import Config
from radiodesk.files import is_temporary, sync_folder, temporary_folder, wrap_write_errors
from radiodesk.model import engines

LINKED = ("media", "inbox", "backups", "trash")
"""Folders of a home whose files never change once they are complete. A copy of the home links to them."""

COPIED = ("schedules", "papers")
"""Folders whose files people edit."""


def keep(config: Config, now: dt.datetime, put_database: Callable[[Path], None]) -> Path:
    """Copy a home to a folder beside it. Returns the path of the copy. raises CannotWrite.

    put_database: writes the database into the folder that it is called with.
    """
    home = config.home
    kept = _free_path(home.with_name(f"{home.name}.before-restore-{now:%Y-%m-%d}"))
    with wrap_write_errors(kept), temporary_folder(home.parent) as outer:
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
        shutil.copytree(folder, copy, symlinks=True, copy_function=copy_or_note, ignore=_left_out)
    except shutil.Error as error:  # it has only the texts
        raise (errors[0] if errors else OSError(None, str(error))) from error


def _left_out(folder: str, names: list[str]) -> list[str]:
    """The names in a folder that are not copied: temporary files, pipes and devices."""
    return [name for name in names if is_temporary(name) or engines.is_not_file(Path(folder) / name, or_folder=True)]


def _link(source: str, target: str) -> str:
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:
        shutil.copy2(source, target)
    return target


def _free_path(path: Path) -> Path:
    """The path itself, or the first of "path-2", "path-3" and so on that does not exist."""
    candidate, number = path, 2
    while candidate.exists():
        candidate = path.with_name(f"{path.name}-{number}")
        number += 1
    return candidate
