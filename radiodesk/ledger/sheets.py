"""The sheets of a file. The file is read in a separate process, which a hostile file may crash or fill up."""

import os
import pickle
import select
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

import radiodesk
from radiodesk.errors import UserError, advice, reason, visible
from radiodesk.inputs import standard_input
from radiodesk.ledger import problems
from radiodesk.ledger.formats.reader import CANNOT_WRITE
from radiodesk.ledger.formats.sheet import ERRORS, MOST_COLUMNS, NO_VALUE, Cell, Sheet, column_letters
from radiodesk.ledger.problems import NoScratchRoom, NotAWorkbook, SheetTooLarge, UnreadableFile, WorkbookTooLarge
from radiodesk.locale import N_, _

__all__ = [
    "ERRORS",
    "MOST_COLUMNS",
    "NO_VALUE",
    "STANDARD_INPUT",
    "Cell",
    "Sheet",
    "column_letters",
    "read_sheets",
    "reading_ahead",
]

STANDARD_INPUT = Path("-")
SECONDS = 20
"""Limit for the time that reading a file takes."""
MOST_PIPED = 64 << 20
"""Limit for the bytes that are read from a pipe."""
_PATIENCE = 20
"""Longest wait in seconds for the next bytes from a named pipe."""
STEP = 0.2
"""Seconds between two calls of `waiting`."""
_READER = [sys.executable, "-m", "radiodesk.ledger.formats.reader"]
SOURCE = Path(radiodesk.__file__).parents[1]
"""The process imports this package from here, and not from the user's folder, whose files may have any name."""

_SILENT = N_("nothing was written to the pipe")


def read_sheets(path: Path, waiting: Callable[[], object] = lambda: None) -> list[Sheet]:
    """The sheets of a workbook, or of a text file as one sheet without a name; of standard input where path is "-".

    waiting: called several times a second; what it raises ends the reading.
    raises UnreadableFile, NotAWorkbook, EmptyFile, LockedWorkbook, WorkbookTooLarge, SheetTooLarge, SheetTooWide,
    NotUTF8, TextTooWide, StrayQuote, OpenQuote, BinaryText.
    """
    reading = _ahead.pop(path, None) or _Reading(path)
    try:
        return reading.sheets(waiting)
    finally:
        reading.close()


@contextmanager
def reading_ahead(path: Path) -> Iterator[None]:
    """Start reading a regular file while other work is done. `read_sheets` of the same path takes the result."""
    try:
        if path.is_file():
            _ahead[path] = _Reading(path)
    except (OSError, ValueError, UserError):
        pass  # read_sheets reports it
    try:
        yield
    finally:
        if unused := _ahead.pop(path, None):
            unused.close()


class _Reading:
    """A file that is being read by another process."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._deadline = time.monotonic() + SECONDS
        with _content(path) as content:
            self._output = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `close`
            self._process = subprocess.Popen(  # noqa: S603 - our own module in our own interpreter
                [*_READER, str(path)], stdin=content, stdout=self._output, stderr=subprocess.PIPE, cwd=SOURCE
            )

    def close(self) -> None:
        """End the process if it still runs, and discard its output."""
        self._process.kill()
        self._process.communicate()
        self._output.close()

    def sheets(self, waiting: Callable[[], object]) -> list[Sheet]:
        """Wait for the process. raises the error that the process reports, NoScratchRoom and the errors of limits."""
        messages = self._wait(waiting)
        file = visible(str(self._path))
        if self._process.returncode == CANNOT_WRITE:
            raise NoScratchRoom(file=file, folder=tempfile.gettempdir())
        if self._process.returncode != 0:
            names = [line.removeprefix("sheet ") for line in messages.splitlines() if line.startswith("sheet ")]
            raise SheetTooLarge(file=file, sheet=names[-1]) if names else WorkbookTooLarge(file=file)
        return list(self._results())

    def _wait(self, waiting: Callable[[], object]) -> str:
        """The standard error of the process, once it has ended or was killed at its time limit."""
        while True:
            try:
                _output, messages = self._process.communicate(timeout=STEP)
                return messages.decode("utf-8", "replace")
            except subprocess.TimeoutExpired:
                waiting()
                if time.monotonic() > self._deadline:
                    self._process.kill()

    def _results(self) -> Iterator[Sheet]:
        self._output.seek(0)
        while True:
            try:
                result: Any = pickle.load(self._output)  # noqa: S301 - written by our own process
            except EOFError:
                return
            if not isinstance(result, Sheet):
                name, values = result
                raise getattr(problems, name)(**values)
            yield result


_ahead: dict[Path, _Reading] = {}


def _content(path: Path) -> IO[bytes]:
    """The file opened to be read; what comes through a pipe, as a temporary file."""
    try:
        if path == STANDARD_INPUT:
            return _piped(path, standard_input().fileno(), None)
        mode = path.stat().st_mode
        if stat.S_ISFIFO(mode):
            pipe = os.open(path, os.O_RDONLY | os.O_NONBLOCK)  # without O_NONBLOCK, opening waits for a writer
            try:
                return _piped(path, pipe, _PATIENCE)
            finally:
                os.close(pipe)
        if stat.S_ISREG(mode):
            return path.open("rb")
    except (OSError, ValueError) as error:
        raise UnreadableFile(file=visible(str(path)), reason=reason(error), advice=advice(error)) from error
    raise NotAWorkbook(file=visible(str(path)))


def _piped(path: Path, pipe: int, patience: float | None) -> IO[bytes]:
    """All that comes through a pipe. patience: longest silence in seconds. raises WorkbookTooLarge, UnreadableFile."""
    kept = tempfile.TemporaryFile()  # noqa: SIM115 - the caller closes it
    while patience is None or select.select([pipe], [], [], patience)[0]:
        if not (piece := os.read(pipe, 1 << 20)):
            kept.seek(0)
            return kept
        try:
            kept.write(piece)
            kept.flush()
        except OSError as error:
            with suppress(OSError):
                kept.close()
            raise NoScratchRoom(file=visible(str(path)), folder=tempfile.gettempdir()) from error
        if kept.tell() > MOST_PIPED:
            kept.close()
            raise WorkbookTooLarge(file=visible(str(path)))
    kept.close()
    raise UnreadableFile(file=visible(str(path)), reason=_(_SILENT), advice=_("Check the program that writes to it"))
