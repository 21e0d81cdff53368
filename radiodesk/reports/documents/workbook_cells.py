"""The cells of a report's workbook: their formats, and texts that stay text."""

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from radiodesk.reports.content import Value

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

FONT = {"font_name": "Times New Roman", "font_size": 11}
_TEXT_LIMIT = 32_767
"""Characters that a cell holds."""


class Forms:
    """The formats of cells."""

    def __init__(self, book: "Workbook") -> None:
        def form(**more: Any) -> "Format":
            return book.add_format({**FONT, **more})

        cell = {"border": 1, "valign": "top"}
        self.title = form(bold=True, font_size=14)
        self.plain = form()
        self.strong = form(bold=True)
        self.centred_title = form(bold=True, font_size=14, align="center")
        self.centred_strong = form(bold=True, align="center")
        self.centred_italic = form(italic=True, align="center")
        self.small = form(font_size=9, italic=True)
        self.draft = form(bold=True, italic=True, font_color="#B00000")
        self.hidden = form(font_color="#808080", font_size=8)
        self.header = form(bold=True, border=1, align="center", valign="vcenter", text_wrap=True, bg_color="#D9E2F3")
        self.text = form(**cell, text_wrap=True)
        self.line = form(**cell)
        self.whole = form(**cell, num_format="#,##0")
        self.decimal = form(**cell, num_format="#,##0.0#")
        self.percent = form(**cell, num_format="0.0#%")
        self.day = form(**cell, num_format="dd/mm/yyyy", align="center")
        self.bold_text = form(**cell, bold=True)
        self.bold_whole = form(**cell, bold=True, num_format="#,##0")
        self.bold_decimal = form(**cell, bold=True, num_format="#,##0.0#")

    def number(self, value: Value, *, bold: bool = False) -> "Format":
        """The format of a number, by whether it is whole."""
        if value == int(value):
            return self.bold_whole if bold else self.whole
        return self.bold_decimal if bold else self.decimal


def write_text(sheet: "Worksheet", row: int, place: int, text: str, form: "Format") -> None:
    """Write a text: never a formula, a link or a number, whatever it begins with."""
    sheet.write_string(row, place, text_of(text), form)


def write_header(sheet: "Worksheet", row: int, place: int, headers: Sequence[str], form: "Format") -> None:
    """Write the headers of columns, the first one at a place."""
    for column, header in enumerate(headers, place):
        write_text(sheet, row, column, header, form)


def text_of(text: str) -> str:
    """A text as xlsxwriter takes it: what looks like the mark-up of rich text becomes rich text that shows it."""
    if text.startswith("<r>") and text.endswith("</r>"):
        return f"<r><t>{escape(text, quote=False)}</t></r>"
    return text if len(text) <= _TEXT_LIMIT else text[:_TEXT_LIMIT]
