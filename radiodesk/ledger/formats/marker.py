"""The process that marks cells of a workbook. openpyxl has no limits of its own, so it gets those of this process.

Run as `python -m radiodesk.ledger.formats.marker WORKBOOK COPY`, with the marks on standard input.
"""

import pickle
import signal
import sys
from collections.abc import Iterator
from typing import Any, NamedTuple

from radiodesk.errors import visible
from radiodesk.ledger.formats.reader import CANNOT_WRITE, limit_resources
from radiodesk.model import old_fonts
from radiodesk.model.old_fonts import Font

MEMORY = 1 << 30
"""Limit for the memory, in bytes: a workbook that can be changed takes several times as much as one that is read."""
SECONDS = 60
"""Limit for the time."""

YELLOW = "FFFF00"
_COMMENT_WIDTH, _COMMENT_HEIGHT = 300, 100
"""Pixels."""
_AUTHOR = "radiodesk"


class Mark(NamedTuple):
    """A wrong cell. sheet: as messages call it. row: from 1. column: from 1; None for the first filled one."""

    sheet: str
    row: int
    column: int | None
    comment: str
    """Empty for none."""


def main() -> None:
    """Mark the cells of the workbook and save it as the copy."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    limit_resources(MEMORY, SECONDS)
    font, marks = pickle.load(sys.stdin.buffer)  # noqa: S301 - written by our own process
    mark_cells(sys.argv[1], sys.argv[2], font, marks)


def mark_cells(path: str, copy: str, font: Font | None, marks: list[Mark]) -> None:
    """Save a copy of the workbook in which the cells are yellow. raises many kinds of errors for odd workbooks."""
    import openpyxl

    workbook = openpyxl.load_workbook(path)
    sheets = {name: sheet for sheet in workbook.worksheets for name in _names(sheet.title, font)}
    for mark in marks:
        if sheet := sheets.get(mark.sheet):
            _mark(sheet, mark.row, mark.column or _first_filled(sheet, mark.row), mark.comment)
    try:
        workbook.save(copy)
    except OSError:
        sys.exit(CANNOT_WRITE)


def _names(title: str, font: Font | None) -> Iterator[str]:
    """What messages may call a sheet."""
    yield visible(title)
    if font:
        yield from (visible(old_fonts.convert(title, font, mixed=mixed)) for mixed in (True, False))


def _first_filled(sheet: Any, row: int) -> int:
    return next((cell.column for cell in sheet[row] if cell.value is not None), 1)


def _mark(sheet: Any, row: int, column: int, text: str) -> None:
    from openpyxl.cell.cell import MergedCell
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    cell = sheet.cell(row, column)
    cell.fill = PatternFill("solid", fgColor=YELLOW)
    if not text:
        return
    if isinstance(cell, MergedCell):  # only the first cell of a range can hold a comment
        area = next(area for area in sheet.merged_cells.ranges if cell.coordinate in area)
        cell = sheet.cell(area.min_row, area.min_col)
    before = f"{cell.comment.text}\n" if cell.comment else ""
    cell.comment = Comment(before + text, _AUTHOR, _COMMENT_HEIGHT, _COMMENT_WIDTH)


if __name__ == "__main__":
    main()
