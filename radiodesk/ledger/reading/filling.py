"""The values of blank, merged and repeated cells of a table."""

from collections.abc import Sequence

from radiodesk.ledger.columns import SheetKind
from radiodesk.ledger.problems import Problem
from radiodesk.ledger.reading.row_kinds import BLANKS, LONGEST_MARK, is_blank, is_ditto
from radiodesk.ledger.reading.tables import Layout, Table
from radiodesk.ledger.sheets import Cell
from radiodesk.locale import _
from radiodesk.model.text import quoted

_FILLED_DOWN = {SheetKind.STORIES: ("day", "time"), SheetKind.PUBLICATIONS: ("posted", "day", "time")}
"""Columns that are written in the first row of a group only, where all of them are blank in the others."""

_OWN_VALUE = frozenset({"number", "order", "title", "seconds", "address", "audio", "note"})
"""Columns that a merged cell does not fill: each row has its own value."""


class Filler:
    """Fills the cells of a table, row by row."""

    def __init__(self, table: Table, layout: Layout) -> None:
        """layout: takes the problems of marks that repeat nothing, and the rows with a repeated title."""
        self._table = table
        self._layout = layout
        self._merged = table.sheet.merged_down
        self._group = [table.header.columns.get(name, -1) for name in _FILLED_DOWN.get(table.kind, ())]
        self._group_open = False
        """Whether blank days and times are those of the row above."""
        self._above: Sequence[Cell] | None = None
        """The last row of data, filled."""
        self._ordinary: set[str] = set()
        """Short texts that are neither empty nor marks."""

    def close_group(self) -> None:
        """The next row needs a day and time of its own."""
        self._group_open = False

    def fill(self, at: int, row: Sequence[Cell]) -> Sequence[Cell]:
        """The row of data with the values of merged cells, ditto marks and blank cells of a group."""
        changes: dict[int, Cell] = {}
        width = len(row)
        for name, place in self._table.header.columns.items():
            cell = row[place] if place < width else ""
            if isinstance(cell, str) and len(cell) <= LONGEST_MARK and cell not in self._ordinary:
                meaning = self._meaning(at, name, place, cell)
                if meaning != cell:
                    changes[place] = meaning
        changes |= self._filled_down(row, changes)
        if changes:
            cells = list(row) + [""] * (max(changes) + 1 - len(row))
            for place, cell in changes.items():
                cells[place] = cell
            row = cells
        self._above, self._group_open = row, True
        return row

    def _meaning(self, at: int, name: str, place: int, cell: str) -> Cell:
        """The value of an empty cell or a ditto mark; else the cell itself."""
        if not cell:
            return "" if name in _OWN_VALUE else self._merged.get((at, place), "")
        if cell.strip() in BLANKS:
            return ""
        if not is_ditto(cell):
            self._ordinary.add(cell)
        elif name == "number":
            return cell
        elif self._above is None:
            self._refuse_mark(at, name, cell)
        else:
            if name == "title" and self._table.kind is not SheetKind.BROADCASTS:
                self._layout.repeated_titles.append(self._table.place_of(at))
            return self.without_ditto(place, cell)
        return cell

    def without_ditto(self, place: int, cell: Cell) -> Cell:
        """The cell, or the one above where it repeats that."""
        above = self._above
        if above is None or not is_ditto(cell):
            return cell
        return above[place] if place < len(above) else ""

    def _refuse_mark(self, at: int, name: str, cell: str) -> None:
        expected = _("a value: this mark repeats the row above, and there is none")
        header = self._table.header.texts[name]
        self._layout.problems.append(Problem(self._table.place_of(at), header, quoted(cell.strip()), expected))

    def _filled_down(self, row: Sequence[Cell], changes: dict[int, Cell]) -> dict[int, Cell]:
        """Day and time of the row above, where both are blank: they are written in the first row of a group only."""
        above, group = self._above, self._group
        if above is None or not group or min(group) < 0 or not self._group_open:
            return {}
        if all(is_blank(changes.get(place, row[place] if place < len(row) else "")) for place in group):
            return {place: above[place] for place in group if place < len(above)}
        return {}
