"""The tables of a sheet: each has a header and rows of data below it. What holds no data is listed beside them."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from radiodesk.errors import visible
from radiodesk.ledger.columns import SheetKind
from radiodesk.ledger.problems import Place, Problem
from radiodesk.ledger.reading.contexts import Context
from radiodesk.ledger.reading.headers import Header
from radiodesk.ledger.reading.row_kinds import RowKind
from radiodesk.ledger.sheets import Cell, Sheet


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that holds no data. text: its first text."""

    place: Place
    kind: RowKind
    text: str


class Row(NamedTuple):
    """A row of data. number: as Excel shows it. context: the month and year that apply to it."""

    number: int
    cells: Sequence[Cell]
    context: Context
    day: dt.date | None = None
    """The day that the heading above states, for a row without one."""


@dataclass
class Table:
    """A header and the rows of data below it."""

    sheet: Sheet
    header: Header
    rows: list[Row] = field(default_factory=list)
    unheaded: dict[int, int] = field(default_factory=dict)
    """The columns without a header in which rows hold something, each with the index of the first such row."""

    @property
    def kind(self) -> SheetKind:
        """What the rows are."""
        return self.header.kind

    def place(self, number: int) -> Place:
        """The place of a row, by its number in Excel."""
        return Place(*self._names, number)

    def place_of(self, at: int) -> Place:
        """The place of a row, by its index in the sheet."""
        return self.place(self.sheet.first_row + at)

    @cached_property
    def _names(self) -> tuple[str, str]:
        """Of the file and the sheet, as messages show them."""
        return visible(self.sheet.path.name), visible(self.sheet.name)


@dataclass
class Layout:
    """What was found in a sheet."""

    tables: list[Table] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    repeated_titles: list[Place] = field(default_factory=list)
    """Rows whose title is a ditto mark, which is unusual except for broadcasts."""
