"""A copy of a workbook in which the wrong cells are marked, for the person who corrects them."""

import errno
import pickle
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from itertools import count
from pathlib import Path

from radiodesk import outputs
from radiodesk.config import Config
from radiodesk.errors import UserError, visible
from radiodesk.files import atomic_write
from radiodesk.ledger.columns import column_of
from radiodesk.ledger.formats.marker import SECONDS, Mark
from radiodesk.ledger.formats.reader import CANNOT_WRITE
from radiodesk.ledger.problems import Problem
from radiodesk.ledger.reading.book import Book, read_tables
from radiodesk.ledger.reading.cells import as_shown
from radiodesk.ledger.reading.mapping import StationMapping
from radiodesk.ledger.reading.tables import Table
from radiodesk.ledger.sheets import SOURCE, STEP
from radiodesk.locale import N_, _
from radiodesk.model.old_fonts import Font
from radiodesk.model.text import quoted

ENDINGS = (".xlsx",)
"""Of the files that can be marked."""
MOST_COMMENTS = 1_000
"""Comments in one copy, because workbooks with many more open slowly. Every wrong cell is yellow."""


class CannotMark(UserError):
    """A workbook that was read but that cannot be written again."""

    message = N_("{file} cannot be copied with marks: open it in Excel or LibreOffice, save it as .xlsx, and try again")


def can_mark(path: Path) -> bool:
    """Whether a copy of the file can be marked: a pipe can be read only once."""
    return path.suffix.lower() in ENDINGS and not path.is_fifo()


def check_copy(config: Config, path: Path, copy: str) -> None:
    """Check that a marked copy of the workbook may be written to a file that the user names, before work on it begins.

    raises CannotMark, and the errors of `outputs.check`.
    """
    if not can_mark(path):
        raise CannotMark(file=visible(str(path)))
    outputs.check(config, copy, endings=ENDINGS, sources=[path])


def write_marked_copy(
    path: Path,
    problems: Iterable[Problem],
    mapping: StationMapping,
    font: Font | None = None,
    waiting: Callable[[], object] = lambda: None,
) -> Path:
    """Write a marked copy beside the workbook under a new name. Returns its path.

    The arguments and errors are those of `write_marked`; also raises CannotWrite.
    """
    copy = _new_name(path)
    with atomic_write(copy) as temporary:
        write_marked(path, temporary, problems, mapping, font, waiting)
    return copy


def write_marked(
    path: Path,
    copy: Path,
    problems: Iterable[Problem],
    mapping: StationMapping,
    font: Font | None = None,
    waiting: Callable[[], object] = lambda: None,
) -> None:
    """Write a copy of the workbook in which the wrong cells are yellow, with what is expected as a comment.

    problems: those of other files are ignored. mapping, font: those with which the file was refused. waiting: called
    now and then; what it raises stops the work.
    raises CannotMark, OSError if the disk is full, and the errors of files that cannot be read.
    """
    file = visible(path.name)
    tables = read_tables(path, Book(), mapping, font, waiting)
    own = [problem for problem in problems if problem.place.file == file]
    marks = []
    for number, problem in enumerate(own):
        if number % 100 == 0:
            waiting()
        comment = _("Expected: {expected}").format(expected=problem.expected) if number < MOST_COMMENTS else ""
        marks.append(Mark(problem.place.sheet, problem.place.row, _column(problem, tables), comment))
    command = [sys.executable, "-m", "radiodesk.ledger.formats.marker", str(path.absolute()), str(copy.absolute())]
    with tempfile.TemporaryFile() as handed_over:
        pickle.dump((font, marks), handed_over)
        handed_over.seek(0)
        with subprocess.Popen(  # noqa: S603 - our own module in our own interpreter
            command, stdin=handed_over, stderr=subprocess.DEVNULL, cwd=SOURCE
        ) as process:
            try:
                _wait(process, waiting)
            finally:
                process.kill()
    if process.returncode == CANNOT_WRITE:  # the file is there already: only room for it can be lacking
        raise OSError(errno.ENOSPC, "")
    if process.returncode != 0:  # openpyxl refuses some of what other programs write
        raise CannotMark(file=file)


def _wait(process: "subprocess.Popen[bytes]", waiting: Callable[[], object]) -> None:
    """Wait until the process has ended or its time is over."""
    ends = time.monotonic() + SECONDS
    while time.monotonic() < ends:
        try:
            process.wait(STEP)
            return
        except subprocess.TimeoutExpired:
            waiting()


def _column(problem: Problem, tables: Iterable[Table]) -> int | None:
    """The number of the problem's column in the sheet, from 1, or None if no table has it."""
    row = problem.place.row
    found: list[tuple[int, bool, int]] = []
    for table in tables:
        first = table.sheet.first_row + table.header.first
        if table.place(row) != problem.place or first > row:
            continue
        for name, place in table.header.columns.items():
            if problem.column in (table.header.texts[name], column_of(table.kind, name).header):
                shows = _value(table, row, place) == problem.value
                found.append((first, shows, table.sheet.first_column + place + 1))
    return max(found)[-1] if found else None


def _value(table: Table, row: int, place: int) -> str:
    """The value of a cell, as a problem shows it."""
    cells = table.sheet.rows[row - table.sheet.first_row]
    cell = cells[place] if place < len(cells) else ""
    return "" if cell == "" else quoted(as_shown(cell))


def _new_name(path: Path) -> Path:
    """A name beside the workbook that no file has."""
    marked = _("marked")
    names = (path.with_name(f"{path.stem} ({marked}{f' {number}' if number > 1 else ''}).xlsx") for number in count(1))
    return next(name for name in names if not name.exists())
