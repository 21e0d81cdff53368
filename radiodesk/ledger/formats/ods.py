"""Workbooks of LibreOffice (.ods): one pass over content.xml.

Rows and cells are stored once with the number of their repetitions; a sheet usually ends in a million empty rows.
Source: OpenDocument 1.3, part 3, chapters 9 and 19.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from radiodesk.errors import visible
from radiodesk.ledger.formats.archive import Archive, local, xml_parser
from radiodesk.ledger.formats.sheet import MOST_COLUMNS, MOST_ROWS, NO_VALUE, Cell, Extent, Sheet, cell_name
from radiodesk.ledger.problems import LockedWorkbook, SheetTooWide

CONTENT = "content.xml"
_MANIFEST = "META-INF/manifest.xml"
_DURATION = re.compile(r"(-?)P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:[.,]\d+)?)S)?")
_SKIPPED = {"annotation", "tracked-changes", "shapes", "forms", "ruby-text"}
"""Elements whose texts are not content of cells."""


def read_ods(path: Path, archive: Archive) -> Iterator[Sheet]:
    """The sheets of the workbook. raises LockedWorkbook, SheetTooWide, ExpatError, ValueError, BadZipFile."""
    if _is_encrypted(archive):
        raise LockedWorkbook(file=visible(str(path)))
    reader = _Reader(path)
    archive.parse(CONTENT, reader.parser)
    yield from reader.sheets


def _is_encrypted(archive: Archive) -> bool:
    found = []
    if _MANIFEST in archive.sizes:
        parser = xml_parser()
        parser.StartElementHandler = lambda name, _attributes: (
            found.append(name) if local(name) == "encryption-data" else None
        )
        archive.parse(_MANIFEST, parser)
    return bool(found)


class _Reader:
    """Handlers of the XML."""

    def __init__(self, path: Path) -> None:
        self.sheets: list[Sheet] = []
        self._path = path
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._table: _Table | None = None
        self._skipping = 0
        self._paragraphs: list[str] = []
        self.parser = xml_parser()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end

    def _start(self, qualified: str, attributes: dict[str, str]) -> None:
        name = local(qualified)
        if self._skipping or name in _SKIPPED:
            self._skipping += 1
            return
        values = {local(key): value for key, value in attributes.items() if not key.startswith("calcext:")}
        values["is-error"] = "yes" if attributes.get("calcext:value-type") == "error" else ""
        if name in ("table-cell", "covered-table-cell") and self._table:
            self._table.start_cell(values, covered=name == "covered-table-cell")
            self._paragraphs = []
        elif name == "p":
            self._paragraphs.append("")
            self.parser.CharacterDataHandler = self._text
        elif name in ("s", "tab", "line-break"):
            self._text({"s": " " * min(int(values.get("c", "1")), 1000), "tab": "\t"}.get(name, "\n"))
        elif name == "table-row" and self._table:
            self._table.start_row(values)
        elif name == "table":
            self._table = _Table(self._path, values.get("name", ""), values.get("style-name") in self._hidden_styles)
        elif name == "style":
            self._style = values.get("name", "")
        elif name == "table-properties" and values.get("display") == "false":
            self._hidden_styles.add(self._style)

    def _text(self, text: str) -> None:
        if self._paragraphs and not self._skipping:
            self._paragraphs[-1] += text

    def _end(self, qualified: str) -> None:
        if self._skipping:
            self._skipping -= 1
            return
        name = local(qualified)
        if name == "p":
            self.parser.CharacterDataHandler = None
        elif self._table and name in ("table-cell", "covered-table-cell"):
            self._table.end_cell("\n".join(self._paragraphs))
        elif self._table and name == "table-row":
            self._table.end_row()
        elif self._table and name == "table":
            self.sheets.append(self._table.sheet())
            self._table = None


class _Table:
    """The rows of one sheet, as far as they hold something."""

    def __init__(self, path: Path, name: str, hidden: bool) -> None:
        self._path, self._name, self._hidden = path, name, hidden
        self._extent = Extent()
        self._rows: dict[int, dict[int, Cell]] = {}
        self._hidden_rows: list[range] = []
        self._merged: list[tuple[int, int, int, int]] = []
        self._row = self._column = 0
        self._row_repeat = 1
        self._cells: dict[int, Cell] = {}
        self._attributes: dict[str, str] = {}
        self._covered = False

    def start_row(self, attributes: dict[str, str]) -> None:
        self._row_repeat = max(1, int(attributes.get("number-rows-repeated", "1")))
        self._cells, self._column = {}, 0
        if attributes.get("visibility") in ("collapse", "filter"):
            self._hidden_rows.append(range(self._row, min(self._row + self._row_repeat, MOST_ROWS)))

    def start_cell(self, attributes: dict[str, str], *, covered: bool) -> None:
        self._attributes, self._covered = attributes, covered

    def end_cell(self, text: str) -> None:
        attributes = self._attributes
        repeat = max(1, int(attributes.get("number-columns-repeated", "1")))
        value = "" if self._covered else _value(attributes, text)
        height, width = (int(attributes.get(f"number-{what}-spanned", "1")) for what in ("rows", "columns"))
        if height > 1 or width > 1:
            self._merged.append((self._row, self._column, self._row + height - 1, self._column + width - 1))
        if value != "":
            self._add(self._row, self._column)
            self._add(self._row, self._column + repeat - 1)
            self._cells.update(dict.fromkeys(range(self._column, self._column + repeat), value))
        self._column += repeat

    def end_row(self) -> None:
        if self._cells:
            self._add(self._row + self._row_repeat - 1, min(self._cells))
            for row in range(self._row, self._row + self._row_repeat):
                self._rows[row] = self._cells
        self._row += self._row_repeat

    def _add(self, row: int, column: int) -> None:
        """Extend the used area. raises SheetTooWide."""
        inside = row < MOST_ROWS and column < MOST_COLUMNS
        if inside:
            self._extent.add(row, column)
        if not inside or self._extent.too_large:
            cell = self._extent.last if inside else cell_name(row, column)
            raise SheetTooWide(file=visible(str(self._path)), sheet=visible(self._name), cell=cell)

    def sheet(self) -> Sheet:
        if not self._rows:
            return Sheet(self._path, self._name, [], hidden=self._hidden)
        top, left, bottom, right = self._extent.top, self._extent.left, self._extent.bottom, self._extent.right
        columns = range(left, right + 1)
        empty: dict[int, Cell] = {}
        rows = [[self._rows.get(row, empty).get(column, "") for column in columns] for row in range(top, bottom + 1)]
        merged = tuple(
            (max(first - top, 0), first_column - left, min(last, bottom) - top, last_column - left)
            for first, first_column, last, last_column in self._merged
            if last >= top and first <= bottom and first_column >= left
        )
        hidden = frozenset(row - top for rows_ in self._hidden_rows for row in rows_ if top <= row <= bottom)
        return Sheet(self._path, self._name, rows, top + 1, left, self._hidden, hidden, merged)


def _value(attributes: dict[str, str], text: str) -> Cell:
    """The value of a cell. raises ValueError for a damaged one."""
    kind = attributes.get("value-type", "")
    if kind in ("float", "percentage", "currency"):
        return float(attributes["value"])
    if kind == "string":
        return text if attributes["is-error"] else attributes.get("string-value", text)
    if kind:
        return _OTHERS[kind](attributes)
    return NO_VALUE if attributes.get("formula") and not text else text


def _date(attributes: dict[str, str]) -> Cell:
    written = attributes["date-value"]
    try:
        if "T" not in written:
            return dt.date.fromisoformat(written)
        return dt.datetime.fromisoformat(written).replace(tzinfo=None)
    except ValueError:
        return written  # a day before the year 1, which is left to the reader of the column


def _time(attributes: dict[str, str]) -> Cell:
    found = _DURATION.fullmatch(attributes["time-value"])
    if not found:
        return attributes["time-value"]
    sign, days, hours, minutes, seconds = found.groups(default="0")
    try:
        value = dt.timedelta(
            days=int(days), hours=int(hours), minutes=int(minutes), seconds=float(seconds.replace(",", "."))
        )
    except OverflowError:
        return attributes["time-value"]
    return -value if sign == "-" else value


_OTHERS: dict[str, Callable[[dict[str, str]], Cell]] = {
    "date": _date,
    "time": _time,
    "boolean": lambda attributes: attributes["boolean-value"] == "true",
}
