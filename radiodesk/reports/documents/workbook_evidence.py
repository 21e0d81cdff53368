"""The evidence in a report's workbook: what each figure counts, and what it leaves out with the reason."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from radiodesk.errors import UserError
from radiodesk.locale import N_, _
from radiodesk.reports.content import Item
from radiodesk.reports.documents.workbook_cells import Forms, text_of, write_header
from radiodesk.reports.row_heights import HEADER_SIZE, fit_row

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

EVIDENCE = "radiodesk:evidence"
"""What stands in the first cell of the hidden row that names the columns."""
EVIDENCE_COLUMNS = ("counted", "day", "title", "detail", "amount", "reason", "item")
"""Their names, after that of the figure."""
COUNTED, NOT_COUNTED = N_("yes"), N_("no")
MOST_ROWS = 1_048_574
"""Rows that a sheet holds below the names of its columns and its header."""
_EPOCH = dt.date(1899, 12, 30).toordinal()
"""The day that a workbook counts days from."""
_ITEMS = {
    "edition": N_("edition"),
    "story": N_("story"),
    "broadcast": N_("broadcast"),
    "clip": N_("clip"),
    "publication": N_("publication"),
    "delivery": N_("delivery"),
    "programme": N_("programme"),
}
"""What the items of the evidence are, by their tables."""
EVIDENCE_HEADERS = (
    N_("Figure"),
    N_("Counted"),
    N_("Day"),
    N_("Title"),
    N_("Detail"),
    N_("Adds"),
    N_("Reason"),
    N_("Item"),
)


class TooMuchEvidence(UserError):
    """More items than a sheet holds."""

    message = N_(
        "The evidence has more than {most} rows, which a sheet cannot hold: write the report of a shorter period"
    )


class EvidenceRows:
    """The rows of the evidence. It may be long, so that this loop does no more than it needs."""

    def __init__(self, sheet: "Worksheet", forms: Forms, names: Sequence[str]) -> None:
        self.count = 0
        """Rows below the header."""
        self._sheet, self._forms, self._names = sheet, forms, names
        self._kinds = item_words()

    def write(self, label: str, counted: str, items: Sequence[Item]) -> None:
        """Add the items of a figure. raises TooMuchEvidence."""
        if self.count + len(items) > MOST_ROWS:
            raise TooMuchEvidence(most=MOST_ROWS)
        sheet, forms, names, row = self._sheet, self._forms, self._names, self.count + 1
        kinds = self._kinds
        string, number, blank, line = sheet.write_string, sheet.write_number, sheet.write_blank, forms.line
        for item in items:
            row += 1
            string(row, 0, label, line)
            string(row, 1, counted, line)
            number(row, 2, item.day.toordinal() - _EPOCH, forms.day)
            string(row, 3, text_of(item.title), line)
            string(row, 4, text_of(item.detail), line)
            number(row, 5, item.amount, forms.whole if type(item.amount) is int else forms.number(item.amount))
            string(row, 6, text_of(item.reason), line)
            string(row, 7, f"{kinds.get(item.table, item.table)} {item.id}", line)
            for place, name in enumerate(names, 8):
                value = item.values.get(name)
                if value:
                    string(row, place, text_of(value), line)
                else:
                    blank(row, place, None, line)
        self.count = row - 1


def item_words() -> dict[str, str]:
    """The words for what items are, by their tables."""
    return {table: _(name) for table, name in _ITEMS.items()}


def begin_evidence(sheet: "Worksheet", forms: Forms, by: Mapping[str, str]) -> None:
    """Write the header of a sheet of evidence. by: the label of each property by its name."""
    headers = [*(_(header) for header in EVIDENCE_HEADERS), *by.values()]
    widths = (30, 9, 12, 60, 28, 8, 28, 18, *(18 for _name in by))
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width)
    fit_row(sheet, 1, headers, widths, size=HEADER_SIZE)
    write_header(sheet, 1, 0, headers, forms.header)
    sheet.freeze_panes(2, 0)
