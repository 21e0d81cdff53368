"""The cells of one sheet, and the limits for what is read."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeAlias

Cell: TypeAlias = str | int | float | bool | dt.date | dt.datetime | dt.time | dt.timedelta
"""The value of a cell; an empty cell holds an empty text, a cell with an error the text of the error ("#REF!")."""

NO_VALUE = "#NO VALUE!"
"""The content of a formula cell without a stored result: the program that wrote the file did not calculate it."""

ERRORS = frozenset({"#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"})
"""What a workbook shows where a formula failed."""

MOST_CELLS = 2_000_000
"""Limit for the cells of a sheet, counted from its first used cell to its last, empty ones included."""

MOST_ROWS = 1_048_576
MOST_COLUMNS = 16_384
"""The size of a sheet in Excel."""

Position: TypeAlias = tuple[int, int]
"""Row and column, from 0."""


@dataclass(frozen=True)
class Sheet:
    """The cells of one sheet, from the first row and column that are used."""

    path: Path
    name: str
    """Empty for a text file."""
    rows: Sequence[Sequence[Cell]]
    """Rows may differ in length."""
    first_row: int = 1
    """Number of rows[0] as Excel shows it, from 1."""
    first_column: int = 0
    """Number of the first column, from 0 (A)."""
    hidden: bool = False
    """The sheet is hidden."""
    hidden_rows: frozenset[int] = frozenset()
    """Indexes into rows of rows that are hidden or filtered out."""
    merged: tuple[tuple[int, int, int, int], ...] = ()
    """Merged ranges: first row, first column, last row, last column, as indexes into rows."""
    delimiter: str = ""
    """The sign between the cells of a text file; empty for any other file."""

    @cached_property
    def merged_across(self) -> dict[int, list[tuple[int, int]]]:
        """By first row: the first and last columns of the merged ranges that cover several. None overlaps another."""
        found: dict[int, list[tuple[int, int]]] = {}
        for top, left, _bottom, right in sorted(set(self.merged)):
            ranges = found.setdefault(top, [])
            if 0 <= left < right and (not ranges or ranges[-1][1] < left):
                ranges.append((left, right))
        return found

    @cached_property
    def merged_down(self) -> dict[tuple[int, int], Cell]:
        """The value of a merged cell for each further row that it covers, by row and column."""
        values: dict[tuple[int, int], Cell] = {}
        column, covered = -1, -1
        for left, top, bottom in sorted({(left, top, bottom) for top, left, bottom, _right in self.merged}):
            if left != column:
                column, covered = left, -1
            if not (bottom > top >= 0 <= left and top < len(self.rows) and left < len(self.rows[top])):
                continue
            last = min(bottom, len(self.rows) - 1)
            for at in range(max(top, covered) + 1, last + 1):  # ranges of a damaged file may overlap
                values[at, left] = self.rows[top][left]
            covered = max(covered, last)
        return values


def cell_name(row: int, column: int) -> str:
    """The name of a cell as Excel shows it, such as "B7"; row and column from 0."""
    return f"{column_letters(column)}{row + 1}"


def column_letters(column: int) -> str:
    """The name of a column as Excel shows it, such as "AB"; column from 0."""
    letters = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(65 + letter) + letters
    return letters


class Extent:
    """The rectangle of the cells that hold something; positions from 0."""

    def __init__(self) -> None:
        self.top, self.left = MOST_ROWS, MOST_COLUMNS
        self.bottom = self.right = -1

    def add(self, row: int, column: int) -> None:
        """Extend the rectangle to a cell. raises ValueError for a cell outside of a sheet."""
        if row < self.top:
            self.top = row
        if row > self.bottom:
            self.bottom = row
        if column < self.left:
            self.left = column
        if column > self.right:
            self.right = column
        if not (0 <= row < MOST_ROWS and 0 <= column < MOST_COLUMNS):
            raise ValueError("cell outside of the sheet")

    @property
    def last(self) -> str:
        """The name of the last cell, such as "XFD1048576"."""
        return cell_name(self.bottom, self.right)

    @property
    def too_large(self) -> bool:
        """Whether the rectangle has more than MOST_CELLS cells."""
        return self.bottom >= 0 and (self.bottom - self.top + 1) * (self.right - self.left + 1) > MOST_CELLS
