"""Paths as they are typed: the home for `~`, patterns, several at once, and a file's name completed while typing."""

import asyncio
import unicodedata
from fnmatch import fnmatchcase
from pathlib import Path

from textual.suggester import Suggester

from radiodesk import outputs
from radiodesk.errors import UserError
from radiodesk.locale import N_
from radiodesk.media.batches import sound_files


class NoSuchFile(UserError):
    """A path where nothing is."""

    message = N_("There is no {path}: see how it is written, or where the file is")


def named(typed: str) -> str:
    """The name of a file to write: “-” is one, for a screen has no standard output."""
    return str(Path(typed).absolute()) if typed == outputs.STANDARD_OUTPUT else typed


def read_paths(typed: str) -> list[Path]:
    """The files that were named, with “;” between them; in a name, `*` and `?` stand for letters. raises NoSuchFile."""
    paths: list[Path] = []
    for part in typed.split(";"):
        if name := part.strip().strip("'\""):
            paths += _found(_expanded(name))
    return paths


def audio_files(typed: str) -> list[Path]:
    """The files that were named, and of each folder that was named those that sound. raises NoSuchFile."""
    files = sound_files(read_paths(typed))
    if not files:
        raise NoSuchFile(path=typed)
    return files


def _expanded(name: str) -> Path:
    """raises NoSuchFile where nobody of that name has a home folder."""
    try:
        return Path(name).expanduser()
    except RuntimeError as error:
        raise NoSuchFile(path=name) from error


def _found(path: Path) -> list[Path]:
    if path.exists():
        return [path]
    # A name may be stored decomposed and be typed composed: they look the same, so they are the same.
    wanted = _composed(path.name)
    found = [entry for entry in _entries(path.parent) if fnmatchcase(_composed(entry.name), wanted)]
    if not found:
        raise NoSuchFile(path=path)
    return found


def _entries(folder: Path) -> list[Path]:
    try:
        return sorted(entry for entry in folder.iterdir() if not entry.name.startswith("."))
    except OSError:
        return []


def _composed(name: str) -> str:
    return unicodedata.normalize("NFC", name)


class PathSuggester(Suggester):
    """Completes the last path in the line: the first file or folder that goes on as typed."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        """The line with its last path completed."""
        return await asyncio.to_thread(completed, value)


def completed(typed: str) -> str | None:
    """`typed` with the last path in it completed by what is there; None where nothing goes on like it."""
    folder, slash, beginning = typed.rpartition(";")[2].lstrip().rpartition("/")
    if not beginning:
        return None
    try:
        place = _expanded(folder + slash or ".")
    except NoSuchFile:
        return None
    for entry in _entries(place):
        name = _composed(entry.name) + "/" * entry.is_dir()
        if name.startswith(beginning):
            return typed + name[len(beginning) :]
    return None
