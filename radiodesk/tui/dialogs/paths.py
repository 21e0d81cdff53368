"""Reads paths that are typed: `~`, wildcards, several paths separated by “;”. Also completes a path while typing."""

import asyncio
import unicodedata
from collections.abc import Callable, Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from textual.suggester import Suggester

from radiodesk import outputs
from radiodesk.config import Config
from radiodesk.errors import UserError
from radiodesk.locale import N_
from radiodesk.media.batches import sound_files


class NoSuchFile(UserError):
    """No file matches a path."""

    message = N_("There is no {path}: check its spelling and its folder")


def _path_in(typed: str, folder: Path, home: Path) -> str:
    """The path of a file to write. A name alone lies in the folder that the form proposes, another relative one in the
    home: nobody knows from where the desk was opened. “-” is a name too, because a dialog has no standard output.
    """
    if not typed or typed.startswith("~") or Path(typed).is_absolute():
        return typed
    return str((folder if Path(typed).name == typed else home) / typed)


def output_path(config: Config, typed: str, endings: Sequence[str], folder: Path) -> Path:
    """The absolute path of a file to write. folder: that of a name alone. raises the errors of `outputs.check`."""
    name = _path_in(typed, folder, config.home)
    outputs.check(config, name, endings=endings)
    return Path(name).expanduser().absolute()


def read_paths(typed: str) -> list[Path]:
    """The files and folders that match. Paths are separated by “;”; `*` and `?` are wildcards. raises NoSuchFile."""
    paths: list[Path] = []
    for part in typed.split(";"):
        if name := part.strip().strip("'\""):
            paths += _matches(_expanded(name))
    return paths


def audio_files(typed: str) -> list[Path]:
    """The files that match, and the audio files in the folders that match. raises NoSuchFile."""
    files = sound_files(read_paths(typed))
    if not files:
        raise NoSuchFile(path=typed)
    return files


def _expanded(name: str) -> Path:
    """The path with `~` expanded. raises NoSuchFile if the user after `~` does not exist."""
    try:
        return Path(name).expanduser()
    except RuntimeError as error:
        raise NoSuchFile(path=name) from error


def _matches(path: Path) -> list[Path]:
    """The path itself if it exists, else the files that match it as a pattern. raises NoSuchFile."""
    if _exists(path):
        return [path]
    # A file name may be stored in decomposed Unicode and typed in composed Unicode. Both look the same.
    pattern = _composed(path.name)
    matches = [entry for entry in _entries(path.parent) if fnmatchcase(_composed(entry.name), pattern)]
    if not matches:
        raise NoSuchFile(path=path)
    return matches


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # such as a name that is too long
        return False


def _entries(folder: Path) -> list[Path]:
    """The visible files and folders in a folder, sorted; none if it cannot be read."""
    try:
        return sorted(entry for entry in folder.iterdir() if not entry.name.startswith("."))
    except OSError:
        return []


def _composed(name: str) -> str:
    return unicodedata.normalize("NFC", name)


class PathSuggester(Suggester):
    """Completes the last path in the text with the first file or folder that starts as typed.

    wanted: whether a file is one that the field takes; by default all are.
    """

    def __init__(self, wanted: Callable[[Path], bool] | None = None) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._wanted = wanted

    async def get_suggestion(self, value: str) -> str | None:
        """The text with its last path completed, or None."""
        return await asyncio.to_thread(completion, value, self._wanted)


def completion(typed: str, wanted: Callable[[Path], bool] | None = None) -> str | None:
    """The text with its last path completed, or None if no file or folder starts as typed.

    wanted: as that of PathSuggester.
    """
    parent, slash, prefix = typed.rpartition(";")[2].lstrip().rpartition("/")
    if not prefix:
        return None
    try:
        folder = _expanded(parent + slash or ".")
    except NoSuchFile:
        return None
    for entry in _entries(folder):
        is_folder = entry.is_dir()
        name = _composed(entry.name) + "/" * is_folder
        if name.startswith(prefix) and (is_folder or wanted is None or wanted(entry)):
            return typed + name[len(prefix) :]
    return None
