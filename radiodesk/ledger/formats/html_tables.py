"""Tables of an HTML file. Web software exports them under the name of a workbook (.xls)."""

import codecs
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from radiodesk.errors import visible
from radiodesk.ledger.formats.sheet import MOST_CELLS, MOST_COLUMNS, MOST_ROWS, Sheet
from radiodesk.ledger.problems import WorkbookTooLarge

FEWEST_COLUMNS = 3
"""Columns of a table that may go on on the next page: narrower ones hold letterhead and numbers of pages."""

_HEAD = 4096
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|meta|body|table)\b", re.IGNORECASE)
_CHARSET = re.compile(rb"""charset\s*=\s*["']?([\w-]+)""", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\r\n\f\u00a0]+")


def is_html(content: bytes) -> bool:
    """Whether the file begins as HTML."""
    head = content[:_HEAD].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return head.startswith(b"<") and _HTML.search(head) is not None


def declared_encoding(content: bytes) -> str | None:
    """The encoding that the file declares for itself, if Python knows it."""
    found = _CHARSET.search(content[:_HEAD])
    try:
        name = codecs.lookup(found[1].decode()).name if found else None
    except LookupError:
        return None
    return "cp1252" if name == "iso8859-1" else name  # as browsers read it


def read_html(path: Path, text: str) -> Iterator[Sheet]:
    """The tables that hold something: one without a name, several named by number. raises WorkbookTooLarge.

    Software that prints a table on several pages writes one for each, often with a header in the first only: a table
    with as many columns as the one before it continues that one.
    """
    parser = _Parser(visible(str(path)))
    parser.feed(text)
    parser.close()
    for table in parser.tables:
        table.end_cell()
    tables: list[_Table] = []
    wide: _Table | None = None
    for table in parser.tables:
        if not any(map(any, table.rows)):
            continue
        if wide and table.width == wide.width:
            wide.extend(table)
            continue
        tables.append(table)
        if table.width >= FEWEST_COLUMNS:
            wide = table
    for number, table in enumerate(tables, 1):
        yield Sheet(path, str(number) if len(tables) > 1 else "", table.rows, merged=tuple(table.merged_ranges()))


class _Table:
    """Rows of texts; what a cell covers beyond its own place is empty."""

    def __init__(self) -> None:
        self.rows: list[list[str]] = []
        self._merged: list[tuple[int, int, int, int]] = []
        self._covered: dict[int, int] = {}
        """By column: the last row that a cell above covers."""
        self.cell: list[str] | None = None
        """The pieces of the text of the open cell."""

    def start_cell(self, columns: int, rows: int) -> int:
        """Open a cell. Returns the number of cells that were added to its row."""
        self.end_cell()
        if not self.rows:
            self.rows.append([])
        row, number = self.rows[-1], len(self.rows) - 1
        before = len(row)
        while self._covered.get(len(row), -1) >= number:
            row.append("")
        first = len(row)
        row.extend([""] * columns)
        if rows > 1 or columns > 1:
            self._merged.append((number, first, number + rows - 1, first + columns - 1))
        if rows > 1:
            self._covered.update(dict.fromkeys(range(first, first + columns), number + rows - 1))
        self._place = (number, first)
        self.cell = []
        return len(row) - before

    def end_cell(self) -> None:
        """Close the open cell, if there is one."""
        if self.cell is not None:
            row, column = self._place
            lines = "".join(self.cell).split("\n")
            self.rows[row][column] = "\n".join(filter(None, map(str.strip, lines)))
            self.cell = None

    @property
    def width(self) -> int:
        """The number of columns."""
        return max(map(len, self.rows), default=0)

    def extend(self, page: "_Table") -> None:
        """Add the rows of the next page."""
        above = len(self.rows)
        self._merged = list(self.merged_ranges())
        self._merged += [(top + above, left, last + above, right) for top, left, last, right in page.merged_ranges()]
        self.rows += page.rows

    def merged_ranges(self) -> Iterator[tuple[int, int, int, int]]:
        """The merged ranges, as far as there are rows."""
        for first, left, last, right in self._merged:
            yield first, left, min(last, len(self.rows) - 1), right


class _Parser(HTMLParser):
    def __init__(self, file: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[_Table] = []
        self._file = file
        self._open: list[_Table] = []
        self._cells = 0
        self._silent = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._open.append(_Table())
            self.tables.append(self._open[-1])
        elif tag in ("script", "style"):
            self._silent = True
        elif not self._open:
            return
        elif tag == "tr":
            self._open[-1].end_cell()
            self._open[-1].rows.append([])
            self._count(1)
        elif tag in ("td", "th"):
            spans = dict(attrs)
            columns = _span(spans.get("colspan"), MOST_COLUMNS)
            self._count(self._open[-1].start_cell(columns, _span(spans.get("rowspan"), MOST_ROWS)))
        elif tag in ("br", "p", "div", "li"):
            self._add("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self._silent = False
        elif self._open and tag in ("td", "th", "tr", "table"):
            self._open[-1].end_cell()
            if tag == "table":
                self._open.pop()

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._add(_SPACES.sub(" ", data))

    def _add(self, text: str) -> None:
        if self._open and self._open[-1].cell is not None:
            self._open[-1].cell.append(text)

    def _count(self, cells: int) -> None:
        self._cells += cells
        if self._cells > MOST_CELLS:
            raise WorkbookTooLarge(file=self._file)


def _span(value: str | None, limit: int) -> int:
    """A number of columns or rows; 1 where it is missing or makes no sense."""
    value = (value or "").strip()
    return min(max(int(value), 1), limit) if value.isascii() and value.isdecimal() and len(value) < 9 else 1
