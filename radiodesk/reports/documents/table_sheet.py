"""A table of texts as a workbook (.xlsx) that is printed on one page across, to be pinned to the wall."""

import io
from collections.abc import Sequence

from radiodesk.reports.documents.workbook_cells import Forms, write_header, write_text
from radiodesk.reports.row_heights import HEADER_SIZE, fit_row

ENDINGS = (".xlsx",)
_A4 = 9
_HEADER = 3
"""The row of the headers, from 0."""


def content(
    station: str,
    title: str,
    columns: Sequence[str],
    widths: Sequence[int],
    rows: Sequence[Sequence[str]],
    note: str = "",
) -> bytes:
    """The workbook. station: above the title. widths: of the columns, in characters. note: below the table."""
    import xlsxwriter  # imported here: it is slow to load, and only this format needs it

    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    book.set_properties({"title": title, "author": station})
    forms, sheet = Forms(book), book.add_worksheet()
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.5)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_HEADER)
    sheet.freeze_panes(_HEADER + 1, 1)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    write_text(sheet, 0, 0, station, forms.plain)
    write_text(sheet, 1, 0, title, forms.title)
    fit_row(sheet, _HEADER, columns, widths, size=HEADER_SIZE)
    write_header(sheet, _HEADER, 0, columns, forms.header)
    row = _HEADER
    for row, texts in enumerate(rows, _HEADER + 1):
        fit_row(sheet, row, texts, widths)
        for column, text in enumerate(texts):
            write_text(sheet, row, column, text, forms.text)
    write_text(sheet, row + 2, 0, note, forms.small)
    book.close()
    return target.getvalue()
