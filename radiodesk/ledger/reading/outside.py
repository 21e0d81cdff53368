"""What the rows of a table hold outside the columns that have a header."""

from collections.abc import Iterator, Sequence

from radiodesk.errors import visible
from radiodesk.ledger.problems import Problem
from radiodesk.ledger.reading.row_kinds import KEY_COLUMNS, is_blank
from radiodesk.ledger.reading.tables import Table
from radiodesk.ledger.sheets import MOST_COLUMNS, Cell
from radiodesk.locale import ngettext
from radiodesk.model.text import quoted

EXCEL_BLOCK = 16
"""Rows of a text file that Excel gives the same number of cells."""


class Outside:
    """The columns without a header of one table. Nothing is read from them, and that is said."""

    def __init__(self, table: Table, columns: range | None) -> None:
        """columns: the part of the sheet that is the table's; None for all of it."""
        self._table = table
        header = table.header
        self._width = max(map(len, table.sheet.rows[header.first : header.end]))
        """The number of columns that are known to have a header or none."""
        self._unheaded = [
            place for place in (range(self._width) if columns is None else columns) if place not in header.headed
        ]
        """Columns in which no row holds anything yet."""
        self._wide: list[int] = []
        """Rows of a text file that have more cells than the header."""
        self._narrowest = MOST_COLUMNS

    def concerns(self, row: Sequence[Cell]) -> bool:
        """Whether a row may hold something there."""
        return bool(self._unheaded or len(row) > self._width or self._table.sheet.delimiter)

    def look_at(self, at: int, row: Sequence[Cell]) -> None:
        """Take note of what a row holds in columns without a header, which nothing is read from."""
        if self._table.sheet.delimiter:
            self._narrowest = min(self._narrowest, len(row))
            if len(row) > self._width:
                self._wide.append(at)
                row = row[: self._width]
        elif len(row) > self._width:
            self._unheaded += range(self._width, len(row))
            self._width = len(row)
        if found := [place for place in self._unheaded if place < len(row) and not is_blank(row[place])]:
            self._table.unheaded |= dict.fromkeys(found, at)
            self._unheaded = [place for place in self._unheaded if place not in found]

    def problems(self) -> Iterator[Problem]:
        """Problems of the rows of a text file in which the sign between cells seems to be a part of a cell.

        Blank cells behind the table are accepted where all rows have them, or all rows of a block of Excel.
        """
        table = self._table
        rows = table.sheet.rows
        for at in self._wide:
            more = [cell for cell in rows[at][self._width :] if cell != ""]
            if not more and (len(rows[at]) <= self._narrowest or _is_in_block_of_excel(rows, at)):
                continue
            name = KEY_COLUMNS[table.kind][0] if KEY_COLUMNS[table.kind][0] in table.header.columns else None
            name = name or next(iter(table.header.columns))
            place = table.header.columns[name]
            expected = ngettext(
                "{width} cell in this row, as in the header; it has {count}. "
                "Where a cell contains “{sign}”, put the whole cell in quotation marks",
                "{width} cells in this row, as in the header; it has {count}. "
                "Where a cell contains “{sign}”, put the whole cell in quotation marks",
                self._width,
            ).format(width=self._width, count=len(rows[at]), sign=visible(table.sheet.delimiter))
            shown = quoted(str(rows[at][place]))
            yield Problem(table.place_of(at), table.header.texts[name], shown, expected)


def _is_in_block_of_excel(rows: Sequence[Sequence[Cell]], at: int) -> bool:
    """Whether a row has as many cells as its neighbours: Excel writes rows in blocks of 16, each of one width."""
    start = at - at % EXCEL_BLOCK
    return len({len(row) for row in rows[start : start + EXCEL_BLOCK]}) == 1
