"""The files of a ledger as grids of cells: workbooks through calamine, CSV through the standard library."""

import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum

from radiodesk.ledger.columns import HEADER_WITHIN, best_fit
from radiodesk.ledger.problems import EmptyFile, LockedWorkbook, NotAWorkbook, NotUTF8, SheetTooWide, UnreadableFile

Cell: TypeAlias = str | int | float | bool | dt.date | dt.datetime | dt.time | dt.timedelta
"""What a cell holds; an empty one holds an empty text."""

DELIMITERS = ",;\t"
TEXT_SUFFIXES = (".csv", ".txt", ".tsv")
MOST_CELLS = 20_000_000
"""A sheet is held whole: of a larger one the far cells are a slip, and reading it could end the process."""

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0"
_DIMENSION = re.compile(rb'<dimension ref="[A-Z]+[0-9]+:([A-Z]{1,3})([0-9]{1,7})"')


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
    if content.startswith((_ZIP, _OLE)):
        yield from _sheets(path, content)
    elif path.suffix.lower() in TEXT_SUFFIXES:
        yield _csv(path, content)
    else:
        raise NotAWorkbook(file=path)


def _content(path: Path) -> bytes:
    try:
        if path.exists() and not path.is_file():
            raise NotAWorkbook(file=path)
        content = path.read_bytes()
    except (OSError, ValueError) as error:
        raise UnreadableFile(file=path, reason=getattr(error, "strerror", None) or error) from error
    if not content:
        raise EmptyFile(file=path)
    return content


def _sheets(path: Path, content: bytes) -> Iterator[Grid]:
    try:
        _check_reach(path, content)
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for name in [sheet.name for sheet in workbook.sheets_metadata if sheet.typ is SheetTypeEnum.WorkSheet]:
            sheet = workbook.get_sheet_by_name(name)
            first_row, _column = sheet.start or (0, 0)
            rows: Sequence[Sequence[Cell]] = sheet.to_python(skip_empty_area=True)
            yield Grid(path, name, rows, first_row + 1)
    except PasswordError as error:
        raise LockedWorkbook(file=path) from error
    except (CalamineError, zipfile.BadZipFile, OSError, ValueError) as error:
        raise NotAWorkbook(file=path) from error


def _check_reach(path: Path, content: bytes) -> None:
    """Look where the sheets of an .xlsx say that they end. raises SheetTooWide."""
    if not content.startswith(_ZIP):
        return
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/sheet"):
                with archive.open(name) as part:
                    found = _DIMENSION.search(part.read(2000))
                if found and _number(found[1]) * int(found[2]) > MOST_CELLS:
                    raise SheetTooWide(file=path, sheet=Path(name).stem, cell=(found[1] + found[2]).decode())


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _csv(path: Path, content: bytes) -> Grid:
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise NotUTF8(file=path) from error
    try:
        return Grid(path, "", list(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))))
    except csv.Error as error:
        raise NotAWorkbook(file=path) from error


def _delimiter(text: str) -> str:
    """The separator that gives the likeliest header."""
    lines = text[:20_000].splitlines()[:HEADER_WITHIN]

    def score(delimiter: str) -> tuple[int, int]:
        rows = list(csv.reader(lines, delimiter=delimiter))
        return best_fit(rows or [[]])[1].score

    return max(DELIMITERS, key=score)
