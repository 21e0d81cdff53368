"""The files of a ledger as grids of cells: workbooks through calamine, CSV through the standard library."""

import csv
import datetime as dt
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum

from radiodesk.errors import reason, visible
from radiodesk.ledger.columns import HEADER_WITHIN, best_fit
from radiodesk.ledger.problems import EmptyFile, LockedWorkbook, NotAWorkbook, NotUTF8, UnreadableFile
from radiodesk.ledger.xlsx import look_into

Cell: TypeAlias = str | int | float | bool | dt.date | dt.datetime | dt.time | dt.timedelta
"""What a cell holds; an empty one holds an empty text."""

DELIMITERS = ",;\t"
TEXT_SUFFIXES = (".csv", ".txt", ".tsv")
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
"""What an .xlsx with a password holds instead of its sheets."""


@dataclass(frozen=True)
class Grid:
    """The cells of one sheet. first_row: what Excel numbers the first of the rows. sheet: empty for CSV."""

    path: Path
    sheet: str
    rows: Sequence[Sequence[Cell]]
    first_row: int = 1


def grids(path: Path) -> Iterator[Grid]:
    """Every sheet of a workbook, or the CSV file, with its separator found out.

    raises UnreadableFile, EmptyFile, NotAWorkbook, LockedWorkbook, NotUTF8, SheetTooWide.
    """
    content = _content(path)
    if content.startswith(_OLE) and _ENCRYPTED in content:
        raise LockedWorkbook(file=visible(str(path)))
    if content.startswith((_ZIP, _OLE)):
        yield from _sheets(path, content)
    elif path.suffix.lower() in TEXT_SUFFIXES:
        yield _csv(path, content)
    else:
        raise NotAWorkbook(file=visible(str(path)))


def _content(path: Path) -> bytes:
    try:
        if path.exists() and not path.is_file():
            raise NotAWorkbook(file=visible(str(path)))
        content = path.read_bytes()
    except (OSError, ValueError) as error:
        raise UnreadableFile(file=visible(str(path)), reason=reason(error)) from error
    if not content:
        raise EmptyFile(file=visible(str(path)))
    return content


def _sheets(path: Path, content: bytes) -> Iterator[Grid]:
    try:
        errors = look_into(path, content) if content.startswith(_ZIP) else {}
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for name in [sheet.name for sheet in workbook.sheets_metadata if sheet.typ is SheetTypeEnum.WorkSheet]:
            sheet = workbook.get_sheet_by_name(name)
            first_row, first_column = sheet.start or (0, 0)
            rows: list[list[Cell]] = list(map(list[Cell], sheet.to_python(skip_empty_area=True)))
            for (row, column), error in errors.get(name, {}).items():
                if 0 <= row - first_row < len(rows) and 0 <= column - first_column < sheet.width:
                    rows[row - first_row][column - first_column] = error
            yield Grid(path, name, rows, first_row + 1)
    except PasswordError as error:
        raise LockedWorkbook(file=visible(str(path))) from error
    except (CalamineError, BadZipFile, ParseError, KeyError, OSError, ValueError) as error:
        raise NotAWorkbook(file=visible(str(path))) from error


def _csv(path: Path, content: bytes) -> Grid:
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise NotUTF8(file=visible(str(path))) from error
    try:
        return Grid(path, "", list(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))))
    except csv.Error as error:
        raise NotAWorkbook(file=visible(str(path))) from error


def _delimiter(text: str) -> str:
    """The separator that gives the likeliest header."""
    lines = text[:20_000].splitlines()[:HEADER_WITHIN]

    def score(delimiter: str) -> tuple[int, int]:
        rows = list(csv.reader(lines, delimiter=delimiter))
        return best_fit(rows or [[]])[1].score

    return max(DELIMITERS, key=score)
