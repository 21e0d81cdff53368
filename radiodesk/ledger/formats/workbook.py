"""Workbooks: .xlsx, .xlsm, .xlsb and .xls through calamine, .ods through its own reader."""

import io
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from radiodesk.errors import visible
from radiodesk.ledger.formats import ods, xls, xlsx
from radiodesk.ledger.formats.archive import MOST_XML, Archive
from radiodesk.ledger.formats.sheet import Cell, Sheet
from radiodesk.ledger.formats.xlsx import Details
from radiodesk.ledger.problems import LockedWorkbook, NotAWorkbook, SheetTooLarge, SheetTooWide, WorkbookTooLarge

_ZIP = b"PK"


def read_workbook(path: Path, content: bytes) -> Iterator[Sheet]:
    """The sheets of a workbook.

    raises LockedWorkbook, NotAWorkbook, SheetTooLarge, SheetTooWide, WorkbookTooLarge, and the errors of libraries for
    damaged files.
    """
    file = visible(str(path))
    if not content.startswith(_ZIP):
        yield from _through_calamine(path, content, _checked(file, xls.scan(file, content)))
        return
    archive = Archive(content)
    if "xl/workbook.bin" in archive.sizes and not archive.too_large:
        yield from _through_calamine(path, content, None)
    elif xlsx.WORKBOOK in archive.sizes:
        yield from _through_calamine(path, content, _checked(file, _xlsx_details(file, archive)))
    elif ods.CONTENT in archive.sizes and not archive.too_large:
        yield from ods.read_ods(path, archive)
    elif archive.too_large:
        raise WorkbookTooLarge(file=file)
    else:
        raise NotAWorkbook(file=file)


def announce(sheet: str) -> None:
    """Report to the parent process which sheet is read next."""
    sys.stderr.buffer.write(f"sheet {visible(sheet)[:100]}\n".encode("utf-8", "replace"))
    sys.stderr.buffer.flush()


def _xlsx_details(file: str, archive: Archive) -> Iterator[tuple[str, Details]]:
    """The details of each sheet. All that calamine unpacks is unpacked here first, within limits."""
    sheets = xlsx.sheet_parts(archive) if archive.sizes[xlsx.WORKBOOK] <= MOST_XML else {}
    for name, part in sheets.items():
        if archive.sizes[part] > MOST_XML:
            raise SheetTooLarge(file=file, sheet=visible(name))
    if archive.too_large:
        raise WorkbookTooLarge(file=file)
    for part in archive.sizes.keys() - set(sheets.values()):
        if part.lower().endswith((".xml", ".rels", ".bin")):
            archive.check(part)
    for name, part in sheets.items():
        announce(name)
        yield name, xlsx.scan(archive, part)


def _checked(file: str, sheets: Iterator[tuple[str, Details]]) -> dict[str, Details]:
    """The details by sheet. raises SheetTooWide for a sheet that calamine could not hold."""
    details = {}
    for name, found in sheets:
        if found.extent.too_large:
            raise SheetTooWide(file=file, sheet=visible(name), cell=found.extent.last)
        details[name] = found
    return details


def _through_calamine(path: Path, content: bytes, details: Mapping[str, Details] | None) -> Iterator[Sheet]:
    """details: None where there are none for this format; else a sheet without details is damaged."""
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for metadata in workbook.sheets_metadata:
            if metadata.typ is SheetTypeEnum.WorkSheet:
                announce(metadata.name)
                found = Details() if details is None else details[metadata.name]
                hidden = metadata.visible is not SheetVisibleEnum.Visible
                yield _sheet(path, workbook.get_sheet_by_name(metadata.name), found, hidden=hidden)
    except PasswordError as error:
        raise LockedWorkbook(file=visible(str(path))) from error
    except CalamineError as error:
        raise NotAWorkbook(file=visible(str(path))) from error


def _sheet(path: Path, sheet: CalamineSheet, details: Details, *, hidden: bool) -> Sheet:
    top, left = sheet.start or (0, 0)
    known: dict[str, str] = {}  # equal texts become one object
    rows: list[list[Cell]] = [
        [known.setdefault(cell, cell) if type(cell) is str else cell for cell in row] for row in sheet.to_python()
    ]
    top, left, rows = _with_texts(top, left, rows, details)
    height = len(rows)
    merged = tuple(
        (max(first - top, 0), first_column - left, min(last - top, height - 1), last_column - left)
        for (first, first_column), (last, last_column) in sheet.merged_cell_ranges or ()
        if last >= top and first - top < height and first_column >= left
    )
    hidden_rows = frozenset(row - top for row in details.hidden_rows if 0 <= row - top < height)
    return Sheet(path, sheet.name, rows, top + 1, left, hidden, hidden_rows, merged)


def _with_texts(top: int, left: int, rows: list[list[Cell]], details: Details) -> tuple[int, int, list[list[Cell]]]:
    """Insert errors and missing results. They are empty for calamine, so they may lie outside of its rows."""
    if not details.texts:
        return top, left, rows
    extent = details.extent
    if not rows:
        top, left = extent.top, extent.left
    for row in rows:
        row[:0] = [""] * max(0, left - extent.left)
    rows[:0] = ([] for _row in range(top - extent.top))
    top, left = min(top, extent.top), min(left, extent.left)
    for (row_number, column), text in details.texts.items():
        while len(rows) <= row_number - top:
            rows.append([])
        row = rows[row_number - top]
        row.extend([""] * (column - left - len(row) + 1))
        row[column - left] = text
    return top, left, rows
