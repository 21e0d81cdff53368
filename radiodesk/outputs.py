"""Write the files that a user names: the one place that decides where they may go, and how they get there."""

import contextlib
import errno
import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

from radiodesk.config import Config
from radiodesk.errors import UserError
from radiodesk.files import aside, telling, temporary
from radiodesk.locale import N_, _

STANDARD_OUTPUT = "-"

BLOCK = 1 << 20
"""Bytes that are copied at a time."""


class NoFileName(UserError):
    """An empty name."""

    message = N_("The name of the output file is empty: give a name, or “-” for standard output")


class PartOfDesk(UserError):
    """A file to write that would take the place of a part of the desk."""

    message = N_(
        "{file} belongs to the desk and cannot be overwritten: "
        "choose a place outside the home, or its folders {folders}"
    )


class UnfitEnding(UserError):
    """A name whose ending says another format than the one that is written."""

    message = N_("{file} has the wrong ending for this format: use {endings}")


class NothingBeside(UserError):
    """Further files are asked for beside a pipe or a device."""

    message = N_("Nothing can be written beside {file}: give --output a file name")


@contextlib.contextmanager
def written(config: Config, file: str | Path, *, endings: Sequence[str] = (), suffix: str = "") -> Iterator[Path]:
    """A path to write to; what is there when the block ends well goes to `file`. Otherwise `file` stays as it was.

    Symbolic links are followed. Pipes and devices are written directly, and "-" is standard output.
    endings: those that fit the format; a name without an ending always fits. suffix: of the path where `file` has none.
    raises NoFileName, PartOfDesk, UnfitEnding, CannotWrite.
    """
    check(config, file, endings=endings)
    if is_standard_output(file):
        with telling(_("Standard output")), temporary(_scratch(), suffix) as path:
            if sys.stdout is None:
                raise OSError(errno.EBADF, "")
            yield path
            sys.stdout.flush()
            _copy(path, sys.stdout.buffer)
            sys.stdout.buffer.flush()
    elif _is_special(place := _place(file)):
        with telling(file), temporary(_scratch(), place.suffix or suffix) as path:
            yield path
            with place.open("wb") as special:
                _copy(path, special)
    else:
        with telling(file), aside(place.resolve(), place.suffix) as path:
            yield path


def write(config: Config, file: str | Path, content: bytes, *, endings: Sequence[str] = ()) -> None:
    """Write a whole file. raises those of `written`."""
    with written(config, file, endings=endings) as path:
        path.write_bytes(content)


def check(config: Config, file: str | Path, *, endings: Sequence[str] = ()) -> None:
    """See that a file may be written, before work on it begins. raises those of `written`."""
    if not str(file).strip():
        raise NoFileName
    _check_ending(file, Path(file), endings)
    if is_standard_output(file):
        return
    with telling(file):
        place = _place(file)
        if place.is_dir():
            raise IsADirectoryError(errno.EISDIR, "")
        if _is_special(place):
            return
        target = place.resolve()
        if not target.parent.is_dir():
            raise FileNotFoundError(errno.ENOENT, "")
    _check_ending(file, target, endings)
    if _is_part_of_desk(config, target):
        folders = ", ".join(str(folder.relative_to(config.home)) for folder in config.output_folders)
        raise PartOfDesk(file=file, folders=folders)


def _check_ending(file: str | Path, place: Path, endings: Sequence[str]) -> None:
    if endings and place.suffix and place.suffix.lower() not in endings:
        raise UnfitEnding(file=file, endings=", ".join(endings))


def beside(file: str | Path, ending: str) -> Path:
    """The file of the same name with another ending. raises NothingBeside for what has no name in a folder."""
    if is_stream(file) or not Path(file).name:
        raise NothingBeside(file=file)
    return Path(file).with_suffix(ending)


def is_stream(file: str | Path) -> bool:
    """Whether the file is a pipe, a device or standard output, which lie in no folder. raises CannotWrite."""
    with telling(file):
        return is_standard_output(file) or _is_special(_place(file))


def is_standard_output(file: str | Path) -> bool:
    """Whether the file is this process's standard output, so that messages have to go elsewhere."""
    if str(file) == STANDARD_OUTPUT:
        return True
    try:
        return os.path.samestat(_place(file).stat(), os.fstat(sys.stdout.fileno()))
    except (OSError, ValueError, AttributeError):  # none is open, or it is no file
        return False


def _place(file: str | Path) -> Path:
    """The path that a name means. raises OSError."""
    try:
        place = Path(file).expanduser()
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            place.stat()
    except (RuntimeError, ValueError) as error:  # no home folder of that account; a zero byte
        raise OSError(errno.EINVAL, str(error).rstrip(".")) from error
    return place


def _is_special(place: Path) -> bool:
    """Whether it is a pipe or a device: there is nothing to rename."""
    try:
        mode = place.stat().st_mode
    except OSError:
        return False
    return not stat.S_ISREG(mode) and not stat.S_ISDIR(mode)


def _is_part_of_desk(config: Config, target: Path) -> bool:
    """Whether the nearest folder above it that the desk knows is one that only the desk writes.

    Folders are compared by identity: a name may lead to them by links, mounts, and in capital letters.
    """
    if config.database_file and _same(target.parent, config.database_file.resolve().parent):
        name, database = target.name.casefold(), config.database_file.resolve().name.casefold()
        if name in {database, *(database + end for end in ("-wal", "-shm", "-journal"))}:
            return True
    for folder in target.parents:
        if any(_same(folder, own) for own in config.output_folders):
            return False
        if any(_same(folder, own) for own in (config.home, *config.folders, *config.store_folders)):
            return True
    return False


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


def _copy(path: Path, target: IO[bytes]) -> None:
    with path.open("rb") as source:
        shutil.copyfileobj(source, target, BLOCK)


def _scratch() -> Path:
    return Path(tempfile.gettempdir())
