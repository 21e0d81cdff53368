"""A table of texts as a workbook (.xlsx) that is printed on one page across, to be signed and pinned to the wall."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from radiodesk.reports.content import Paper
from radiodesk.reports.documents.workbook_cells import Forms, write_header, write_text
from radiodesk.reports.row_heights import HEADER_SIZE, fit_row

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

ENDINGS = (".xlsx",)
_A4 = 9
_HEADER = 4
"""The row of the headers, from 0."""
_ROOM_TO_SIGN = 4
"""Empty rows between an office and the name below it."""


@dataclass(frozen=True)
class Table:
    """What the sheet says."""

    name: str
    """Of the sheet."""
    title: str
    columns: Sequence[str]
    widths: Sequence[int]
    """Of the columns, in characters."""
    rows: Sequence[Sequence[str]]
    note: str
    """Below the table."""
    date_line: str
    """Above the last signature."""
    signers: Sequence[Sequence[str]]
    """Of each who signs, from left to right: the offices, what to do here, and the name below the signature."""


def content(head: Paper, table: Table) -> bytes:
    """The workbook. head: the station."""
    import xlsxwriter  # imported here: it is slow to load, and only this format needs it

    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    book.set_properties({"title": table.title, "author": head.station})
    forms, sheet = Forms(book), book.add_worksheet(table.name)
    _set_up(sheet, table.widths)
    write_text(sheet, 0, 0, head.parent_body.upper(), forms.plain)
    write_text(sheet, 1, 0, head.station.upper(), forms.strong)
    _write_across(sheet, 2, (0, len(table.columns) - 1), table.title, forms.centred_title)
    fit_row(sheet, _HEADER, table.columns, table.widths, size=HEADER_SIZE)
    write_header(sheet, _HEADER, 0, table.columns, forms.header)
    row = _HEADER
    for row, texts in enumerate(table.rows, _HEADER + 1):
        fit_row(sheet, row, texts, table.widths)
        for column, text in enumerate(texts):
            write_text(sheet, row, column, text, forms.text)
    write_text(sheet, row + 2, 0, table.note, forms.small)
    _write_signatures(sheet, row + 4, table, forms)
    book.close()
    return target.getvalue()


def _set_up(sheet: "Worksheet", widths: Sequence[int]) -> None:
    """Print it in landscape on A4, one page across."""
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.5)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_HEADER)
    sheet.freeze_panes(_HEADER + 1, 1)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)


def _write_signatures(sheet: "Worksheet", row: int, table: Table, forms: Forms) -> None:
    """Room for the signatures, side by side."""
    width = len(table.columns) // len(table.signers)
    spans = [(place * width, place * width + width - 1) for place in range(len(table.signers))]
    _write_across(sheet, row, spans[-1], table.date_line, forms.centred_italic)
    most = max(len(lines) for lines in table.signers)
    for span, (*offices, to_do, name) in zip(spans, table.signers, strict=True):
        for below, office in enumerate(offices, row + 1):
            _write_across(sheet, below, span, office, forms.centred_strong)
        _write_across(sheet, row + 1 + len(offices), span, to_do, forms.centred_italic)
        _write_across(sheet, row + most + _ROOM_TO_SIGN, span, name, forms.centred_strong)


def _write_across(sheet: "Worksheet", row: int, span: tuple[int, int], text: str, form: "Format") -> None:
    """Write a text into the middle of some columns, from the first to the last one."""
    sheet.merge_range(row, span[0], row, span[1], "", form)
    write_text(sheet, row, span[0], text, form)
