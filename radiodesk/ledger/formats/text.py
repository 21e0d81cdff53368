"""Text files: CSV and tab-separated text, read strictly. HTML tables are handed on."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from radiodesk.errors import visible
from radiodesk.ledger.formats.html_tables import declared_encoding, is_html, read_html
from radiodesk.ledger.formats.sheet import MOST_CELLS, MOST_COLUMNS, MOST_ROWS, Sheet
from radiodesk.ledger.problems import (
    BinaryText,
    NotAWorkbook,
    NotUTF8,
    OpenQuote,
    StrayQuote,
    TextTooWide,
    WorkbookTooLarge,
)
from radiodesk.model import encodings

DELIMITERS = "\t;,"
SUFFIXES = (".csv", ".txt", ".tsv", ".xls", "")
"""Endings of files that may hold delimited text; web software calls it .xls. A pipe has no ending."""

_LONGEST_CELL = 33_000
"""More characters than a cell can hold in Excel."""
_QUOTED_CELL = re.compile(r'"((?:[^"]|"")*+)"')
_QUOTED = re.compile(r'"[^"]*"')
_SEPARATOR_LINE = re.compile(r"sep=([,;\t])", re.IGNORECASE)


def read_text(path: Path, content: bytes) -> Iterator[Sheet]:
    """The tables of an HTML file, or delimited text as one sheet without a name.

    raises NotAWorkbook, NotUTF8, BinaryText, StrayQuote, OpenQuote, TextTooWide, WorkbookTooLarge.
    """
    file = visible(str(path))
    if is_html(content):
        found = False
        for sheet in read_html(path, decoded(file, content, html=True)):
            found = True
            yield sheet
        if not found:
            raise NotAWorkbook(file=file)
    elif path.suffix.lower() in SUFFIXES:
        try:
            yield _read_delimited(path, file, decoded(file, content))
        except (NotUTF8, BinaryText) as error:
            if path.suffix.lower() == ".xls":  # then a damaged workbook is likelier than text
                raise NotAWorkbook(file=file) from error
            raise
    else:
        raise NotAWorkbook(file=file)


def decoded(file: str, content: bytes, *, html: bool = False) -> str:
    """The text, in an encoding that `encodings.decoded` knows or that an HTML file declares. raises NotUTF8."""
    text = encodings.decoded(content, declared_encoding(content) if html else None)
    if text is None:
        raise NotUTF8(file=file)
    return text


def _read_delimited(path: Path, file: str, text: str) -> Sheet:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if (at := text.find("\0")) >= 0:
        raise BinaryText(file=file, line=text.count("\n", 0, at) + 1)
    reader = _Delimited(file, text.split("\n"))
    rows: list[list[str]] = []
    cells = used = 0
    for row in reader.rows():
        rows.append(row)
        cells += len(row)
        if any(row):
            used = len(rows)
        if cells > MOST_CELLS or len(rows) > MOST_ROWS:
            raise WorkbookTooLarge(file=file)
    return Sheet(path, "", rows[:used], delimiter=reader.delimiter)


class _Delimited:
    """Lines as rows of cells."""

    def __init__(self, file: str, lines: list[str]) -> None:
        self._file = file
        self._lines = lines
        self._next = 0
        if stated := _SEPARATOR_LINE.fullmatch(lines[0].strip()):  # a line of Excel's own, which it does not show
            self.delimiter, self._next = stated[1], 1
        self.delimiter, self._delimiters = _usual_delimiter(lines[:200], stated[1] if stated else DELIMITERS)
        self._in_rows = re.compile(re.escape(self.delimiter) + r"(?!\s)")
        """A delimiter in a row; in a sentence, a space follows the comma."""

    def rows(self) -> Iterator[list[str]]:
        """raises TextTooWide, StrayQuote, OpenQuote."""
        while self._next < len(self._lines):
            line = self._lines[self._next]
            self._next += 1
            row = self._quoted_row(line) if '"' in line else line.split(self.delimiter, MOST_COLUMNS) if line else []
            if len(row) > MOST_COLUMNS:
                raise TextTooWide(file=self._file, line=self._next)
            yield row

    def _quoted_row(self, line: str) -> list[str]:
        """A row with quotation marks, which may continue on the next lines."""
        row: list[str] = []
        at = 0
        while True:
            if line.startswith('"', at):
                line, end, cell = self._quoted_cell(line, at)
            else:
                end = line.find(self.delimiter, at)
                end = len(line) if end < 0 else end
                cell = line[at:end]
                if '"' in cell and self.delimiter != "\t":
                    raise StrayQuote(file=self._file, line=self._next)
            row.append(cell)
            if end >= len(line):
                return row
            at = end + 1

    def _quoted_cell(self, line: str, at: int) -> tuple[str, int, str]:
        """The line, with the lines that the cell continues on; where the cell ends; its text."""
        begins = self._next
        while not (found := _QUOTED_CELL.match(line, at)):
            if self._next >= len(self._lines) or len(line) - at > _LONGEST_CELL:
                raise OpenQuote(file=self._file, line=begins)
            more: list[str] = []
            while self._next < len(self._lines) and len(more) < _LONGEST_CELL and not (more and '"' in more[-1]):
                more.append(self._lines[self._next])
                self._next += 1
            line = "\n".join([line, *more])
        cell = found[1]
        if "\n" in cell and len(self._in_rows.findall(cell)) >= max(self._delimiters, 2):
            raise OpenQuote(file=self._file, line=begins)  # it holds a whole row
        if found.end() < len(line) and line[found.end()] != self.delimiter:
            raise StrayQuote(file=self._file, line=begins)
        return line, found.end(), cell.replace('""', '"')


def _usual_delimiter(lines: list[str], offered: str) -> tuple[str, int]:
    """The delimiter that most lines have equally often, and how often."""
    plain = [_QUOTED.sub("", line) for line in lines]
    counts = {
        delimiter: Counter(filter(None, (line.count(delimiter) for line in plain))).most_common(1) or [(0, 0)]
        for delimiter in offered
    }
    best = max(offered, key=lambda delimiter: counts[delimiter][0][0] * counts[delimiter][0][1])
    return best, counts[best][0][0]
