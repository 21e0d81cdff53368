"""Sheets recognised by their header row: which kind they are, where their columns stand, what is not understood."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from radiodesk.errors import visible
from radiodesk.ledger.columns import HEADER_WITHIN, Fit, SheetKind, best_fit
from radiodesk.ledger.problems import Place, Problem
from radiodesk.ledger.sheets import Cell, Sheet
from radiodesk.locale import _
from radiodesk.model.text import fold

_TOTALS = re.compile(r"(?:tong(?: cong| so)?|cong)(?: (?:ngay|tuan|thang|quy|nam|ky)\b.*)?\s*(?::.*)?")


@dataclass(frozen=True)
class Table:
    """A ledger sheet: its columns by name, and its rows below the header."""

    grid: Sheet
    kind: SheetKind
    places: dict[str, int]
    """Where each column stands in a row, by the column's name."""
    headers: dict[str, str]
    """How the sheet itself heads each column, by the column's name."""
    unknown: tuple[str, ...]
    """Headers that are not understood."""
    header_at: int
    """Where the header stands in the grid, from 0."""
    complete: bool
    """No required column is missing."""

    def place(self, number: int) -> Place:
        """A row by its place in the grid, from 0."""
        return Place(visible(self.grid.path.name), visible(self.grid.name), self.grid.first_row + number)

    def rows(self) -> Iterator[tuple[int, Sequence[Cell]]]:
        """The rows that say something, with their places in the grid: no blank ones, no totals and what follows."""
        day = self.places.get("posted", self.places.get("day", self.places.get("sent", 0)))
        below_totals = False
        for number in range(self.header_at + 1, len(self.grid.rows)):
            row = self.grid.rows[number]
            if day < len(row) and not isinstance(row[day], str):
                yield number, row
            elif any(cell != "" and not (isinstance(cell, str) and cell.isspace()) for cell in row):
                dated = day < len(row) and bool(str(row[day]).strip()) and not _is_totals(row[day])
                below_totals = below_totals or (not dated and any(map(_is_totals, row)))
                if dated or not below_totals:
                    yield number, row


def recognise(grid: Sheet) -> tuple[Table | None, list[Problem]]:
    """The grid as a ledger's table, or None where it is another sheet; and what its header lacks."""
    if not grid.rows:
        return None, []
    at, fit = best_fit(grid.rows[:HEADER_WITHIN])
    if not fit.is_ledger:
        return None, []
    header = [visible(str(cell).strip()) for cell in grid.rows[at]]
    places: dict[str, int] = {}
    twice: list[str] = []
    for place, column in fit.columns.items():
        if column.name in places:
            twice.append(header[place])
        places.setdefault(column.name, place)
    unknown = tuple(text for place, text in enumerate(header) if text and place not in fit.columns)
    headers = {name: header[place] for name, place in places.items()}
    table = Table(grid, fit.kind, places, headers, unknown, at, not fit.missing)
    return table, _header_problems(table, fit, twice)


def _header_problems(table: Table, fit: Fit, twice: list[str]) -> list[Problem]:
    place = table.place(table.header_at)
    missing = [
        Problem(place, column.header, _("there is no such column"), _("a column with this header"))
        for column in fit.missing
    ]
    return missing + [Problem(place, header, _("twice"), _("one column with this header")) for header in twice]


def _is_totals(cell: Cell) -> bool:
    return isinstance(cell, str) and len(cell) < 100 and _TOTALS.fullmatch(fold(cell)) is not None
