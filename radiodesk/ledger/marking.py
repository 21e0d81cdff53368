"""A copy of a workbook in which the wrong cells are marked, for the person who corrects them."""

from collections.abc import Callable, Iterable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

from radiodesk import outputs
from radiodesk.config import Config
from radiodesk.errors import UserError, visible
from radiodesk.files import atomic_write
from radiodesk.ledger import old_fonts
from radiodesk.ledger.book import Book, read_tables
from radiodesk.ledger.cells import as_shown
from radiodesk.ledger.columns import column_of
from radiodesk.ledger.layout import Table
from radiodesk.ledger.mapping import StationMapping
from radiodesk.ledger.old_fonts import Font
from radiodesk.ledger.problems import Problem
from radiodesk.locale import N_, _
from radiodesk.model.text import quoted

ENDINGS = (".xlsx",)
"""Of the files that can be marked."""
YELLOW = "FFFF00"
MOST_COMMENTS = 1_000
"""Comments in one copy, because workbooks with many more open slowly. Every wrong cell is yellow."""
_COMMENT_WIDTH, _COMMENT_HEIGHT = 300, 100
"""Pixels."""
_AUTHOR = "radiodesk"


class CannotMark(UserError):
    """A workbook that was read but that cannot be written again."""

    message = N_("{file} cannot be copied with marks: open it in Excel or LibreOffice, save it as .xlsx, and try again")


class OverWorkbook(UserError):
    """The copy would replace the workbook."""

    message = N_("{file} is the workbook itself, which is never written: give the copy another name")


def can_mark(path: Path) -> bool:
    """Whether a copy of the file can be marked: a pipe can be read only once."""
    return path.suffix.lower() in ENDINGS and not path.is_fifo()


def check_copy(config: Config, path: Path, copy: str) -> None:
    """Check that a marked copy of the workbook may be written to a file that the user names, before work on it begins.

    raises CannotMark, OverWorkbook, and the errors of `outputs.check`.
    """
    if not can_mark(path):
        raise CannotMark(file=visible(str(path)))
    outputs.check(config, copy, endings=ENDINGS)
    target = Path(copy).expanduser()
    if target.exists() and path.exists() and target.samefile(path):
        raise OverWorkbook(file=copy)


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
    now and then; what it raises stops the work. raises CannotMark, and the errors of files that cannot be read.
    """
    import openpyxl

    file = visible(path.name)
    tables = read_tables(path, Book(), mapping, font, waiting)
    try:
        workbook = openpyxl.load_workbook(path)
    except Exception as error:  # openpyxl raises many kinds of errors for what other programs accept
        raise CannotMark(file=file) from error
    sheets = {name: sheet for sheet in workbook.worksheets for name in _names(sheet.title, font)}
    own = [problem for problem in problems if problem.place.file == file and problem.place.sheet in sheets]
    for number, problem in enumerate(own):
        if number % 100 == 0:
            waiting()
        sheet = sheets[problem.place.sheet]
        column = _column(problem, tables) or _first_filled(sheet, problem.place.row)
        _mark(sheet, problem.place.row, column, problem.expected if number < MOST_COMMENTS else "")
    try:
        workbook.save(copy)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise CannotMark(file=file) from error


def _names(title: str, font: Font | None) -> Iterator[str]:
    """What messages may call a sheet."""
    yield visible(title)
    if font:
        yield from (visible(old_fonts.convert(title, font, mixed=mixed)) for mixed in (True, False))


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


def _first_filled(sheet: Any, row: int) -> int:
    return next((cell.column for cell in sheet[row] if cell.value is not None), 1)


def _mark(sheet: Any, row: int, column: int, expected: str) -> None:
    from openpyxl.cell.cell import MergedCell
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    cell = sheet.cell(row, column)
    cell.fill = PatternFill("solid", fgColor=YELLOW)
    if not expected:
        return
    if isinstance(cell, MergedCell):  # only the first cell of a range can hold a comment
        area = next(area for area in sheet.merged_cells.ranges if cell.coordinate in area)
        cell = sheet.cell(area.min_row, area.min_col)
    before = f"{cell.comment.text}\n" if cell.comment else ""
    text = before + _("Expected: {expected}").format(expected=expected)
    cell.comment = Comment(text, _AUTHOR, _COMMENT_HEIGHT, _COMMENT_WIDTH)


def _new_name(path: Path) -> Path:
    """A name beside the workbook that no file has."""
    marked = _("marked")
    names = (path.with_name(f"{path.stem} ({marked}{f' {number}' if number > 1 else ''}).xlsx") for number in count(1))
    return next(name for name in names if not name.exists())
