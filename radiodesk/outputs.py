"""Write the files that a user names. This module alone decides where they may be written, and how."""

import contextlib
import errno
import os
import shutil
import stat
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO

from radiodesk.config import Config
from radiodesk.errors import UserError
from radiodesk.files import atomic_write, temporary_file, wrap_write_errors
from radiodesk.locale import N_, _

STANDARD_OUTPUT = "-"

READER_SECONDS = 10
"""For how long a program may take to open the pipe that it reads."""

BLOCK = 1 << 20
"""Bytes per copied block."""


class NoFileName(UserError):
    """The name of the output file is empty."""

    message = N_("The name of the output file is empty: give a name, or “-” for standard output")


class PartOfDesk(UserError):
    """The output file would be in a part of the home that only the desk writes."""

    message = N_(
        "{file} is in a part of the home that only the desk itself writes: "
        "choose a place outside the home, or its folders {folders}"
    )


class UnfitEnding(UserError):
    """The ending of the output file does not fit its format."""

    message = N_("{file} has the wrong ending for this format: use {endings}")


class OverSource(UserError):
    """The output would replace a file that is read."""

    message = N_("{file} is read for this, and would be lost: give what is written another name")


class NothingBeside(UserError):
    """Files cannot be written beside a pipe or a device."""

    message = N_("Nothing can be written beside {file}: give --output a file name")


class NoReader(UserError):
    """No program reads a pipe that was to be written."""

    message = N_("Nobody reads the pipe {file}: start the program that reads it first, or give the name of a file")


@contextlib.contextmanager
def writing(config: Config, file: str | Path, *, endings: Sequence[str] = (), suffix: str = "") -> Iterator[Path]:
    """A temporary path to write to. Its content goes to `file` when the block ends without an error.

    After an error, `file` is unchanged. Symbolic links are followed. Pipes and devices are written directly, and "-" is
    standard output. endings: those that fit the format; a name without an ending always fits. suffix: the ending of the
    temporary path if `file` has none. raises NoFileName, PartOfDesk, UnfitEnding, NoReader, CannotWrite.
    """
    check(config, file, endings=endings)
    if is_standard_output(file):
        with wrap_write_errors(_("Standard output")), temporary_file(_scratch(), suffix) as path:
            if sys.stdout is None:
                raise OSError(errno.EBADF, "")
            yield path
            sys.stdout.flush()
            _copy(path, sys.stdout.buffer)
            sys.stdout.buffer.flush()
    elif _is_special(target := _path(file)):
        with wrap_write_errors(file), temporary_file(_scratch(), target.suffix or suffix) as path:
            yield path
            with _opened_special(target, file) as special:
                _copy(path, special)
    else:
        with wrap_write_errors(file), atomic_write(target.resolve(), target.suffix) as path:
            yield path


def write(config: Config, file: str | Path, content: bytes, *, endings: Sequence[str] = ()) -> None:
    """Write a complete file. raises the errors of `writing`."""
    with writing(config, file, endings=endings) as path:
        path.write_bytes(content)


def form_of(file: str | None, ending_of: Mapping[str, str]) -> str:
    """The format for the ending of a file, or text if it has no ending. raises UnfitEnding for an unknown one.

    ending_of: by format. Of several formats with one ending, the first one is taken.
    """
    ending = Path(file or "").suffix.lower() or ending_of["text"]
    for form, known in ending_of.items():
        if known == ending:
            return form
    raise UnfitEnding(file=file, endings=", ".join(dict.fromkeys(ending_of.values())))


def check(config: Config, file: str | Path, *, endings: Sequence[str] = (), sources: Iterable[str | Path] = ()) -> None:
    """Check that a file may be written, before work on it begins.

    sources: the files that are read for it. raises OverSource, and the errors of `writing`.
    """
    if not str(file).strip():
        raise NoFileName
    _check_ending(file, Path(file), endings)
    if is_standard_output(file):
        return
    with wrap_write_errors(file):
        path = _path(file)
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, "")
        if _is_special(path):
            return
        target = path.resolve()
        if not target.parent.is_dir():
            raise FileNotFoundError(errno.ENOENT, "")
    _check_ending(file, target, endings)
    if _is_part_of_desk(config, target):
        folders = ", ".join(str(folder.relative_to(config.home)) for folder in config.output_folders)
        raise PartOfDesk(file=file, folders=folders)
    if any(_is_file(target, each) for each in sources):
        raise OverSource(file=file)


def _check_ending(file: str | Path, path: Path, endings: Sequence[str]) -> None:
    if endings and path.suffix and path.suffix.lower() not in endings:
        raise UnfitEnding(file=file, endings=", ".join(endings))


def sibling(file: str | Path, ending: str) -> Path:
    """The file of the same name with another ending. raises NothingBeside for pipes, devices and standard output."""
    if is_stream(file) or not Path(file).name:
        raise NothingBeside(file=file)
    return Path(file).with_suffix(ending)


def is_stream(file: str | Path) -> bool:
    """Whether the file is a pipe, a device or standard output. raises CannotWrite."""
    with wrap_write_errors(file):
        return is_standard_output(file) or _is_special(_path(file))


def is_standard_output(file: str | Path) -> bool:
    """Whether the file is this process's standard output. If so, messages must go to stderr."""
    if str(file) == STANDARD_OUTPUT:
        return True
    try:
        return os.path.samestat(_path(file).stat(), os.fstat(sys.stdout.fileno()))
    except (OSError, ValueError, AttributeError):  # standard output is closed, or is not a file
        return False


def _path(file: str | Path) -> Path:
    """The path for a name, with "~" expanded. raises OSError for a name that cannot be a path."""
    try:
        path = Path(file).expanduser()
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            path.stat()
    except (RuntimeError, ValueError) as error:  # an unknown account after "~"; a null byte
        raise OSError(errno.EINVAL, str(error).rstrip(".")) from error
    return path


def _is_special(path: Path) -> bool:
    """Whether a path is a pipe or a device."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    return not stat.S_ISREG(mode) and not stat.S_ISDIR(mode)


def _opened_special(target: Path, file: str | Path) -> IO[bytes]:
    """A pipe or a device, opened for writing. Opening a pipe waits for a reader, which may never come.

    raises NoReader, OSError.
    """
    end = time.monotonic() + READER_SECONDS
    while True:
        try:
            descriptor = os.open(target, os.O_WRONLY | getattr(os, "O_NONBLOCK", 0))
        except OSError as error:
            if error.errno != errno.ENXIO or not target.is_fifo():
                raise
            if time.monotonic() > end:
                raise NoReader(file=file) from error
            time.sleep(0.05)
        else:
            os.set_blocking(descriptor, True)
            return os.fdopen(descriptor, "wb")


def _is_part_of_desk(config: Config, target: Path) -> bool:
    """Whether the target is the database, or its nearest known parent folder is one that only the desk writes.

    Folders are compared by identity, because links, mounts and letter case give one folder several names.
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


def _is_file(path: Path, file: str | Path) -> bool:
    """Whether a path is the file that a user names."""
    try:
        return path.samefile(_path(file))
    except OSError:
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
