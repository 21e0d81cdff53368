"""A pay list as an Excel workbook: the list to be signed, a sheet for each person, and the sums by person.

Sums are numbers that Excel calculates with; text that people typed is text, also if it looks like a formula.
"""

import io
import re
from collections.abc import Sequence
from typing import Any

from radiodesk.locale import in_language
from radiodesk.reports.row_heights import fit_row
from radiodesk.reports.royalties import paper
from radiodesk.reports.royalties.content import Line, PayList, Slip
from radiodesk.reports.royalties.words import in_words

_WIDTHS = (6, 24, 60, 21, 13, 12, 8, 12, 13, 12, 13, 16)
"""Of the columns of the list, in characters."""

_NOTE_WIDTH = 40
_SUM_WIDTHS = (6, 30, 16, 16, 16, 18, 16, 16, 16, 24)
_SIGNED_HEIGHT = 30
"""Of a row that a person signs, in points."""
_SIZE, _HEADING_SIZE = 12, 14
"""Of the font in points; bold letters are as wide as those of the second one."""
_SUM_COLUMN, _TAX_COLUMN, _NET_COLUMN = 8, 9, 10
_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
_LONGEST_SHEET_NAME = 31
_A4 = 9
_HEADING_ROW = 5
"""The row of the column names, from 0."""


def as_xlsx(pay_list: PayList) -> bytes:
    """The content of a workbook."""
    with in_language("vi"):
        return _Writer(pay_list).content()


class _Writer:
    """Writes one workbook."""

    def __init__(self, pay_list: PayList) -> None:
        import xlsxwriter  # imported here: it is slow to load, and only this format needs it

        self._pay_list = pay_list
        self._target = io.BytesIO()
        self._book = xlsxwriter.Workbook(self._target, {"in_memory": True})
        self._formats: dict[str, Any] = {}
        self._sheet_names: set[str] = set()

    def content(self) -> bytes:
        """The whole workbook."""
        self._book.set_properties({"title": f"{paper.TITLE} {self._pay_list.month}", "author": self._pay_list.station})
        self._list()
        self._sums()
        for slip in self._pay_list.slips:
            self._slip(slip)
        self._book.close()
        return self._target.getvalue()

    def _list(self) -> None:
        """The sheet with all paid lines."""
        sheet = self._sheet("Bảng kê", _WIDTHS)
        self._head(sheet, paper.TITLE, len(paper.COLUMNS))
        names = {slip.person_id: slip.name for slip in self._pay_list.slips}
        row = _HEADING_ROW
        self._headings(sheet, row, paper.COLUMNS, _WIDTHS)
        for number, line in enumerate(self._pay_list.paid_lines, start=1):
            row += 1
            texts = (names[line.person_id], line.title, paper.genre_of(line), paper.role_of(line))
            fit_row(sheet, row, texts, _WIDTHS[1:5], size=_SIZE)
            self._text(sheet, row, 1, names[line.person_id])
            self._line(sheet, row, number, line)
            self._text(sheet, row, 11, "")
        if row > _HEADING_ROW:
            sheet.autofilter(_HEADING_ROW, 0, row, len(paper.COLUMNS) - 1)
        self._total(sheet, row + 1, _HEADING_ROW + 1, self._pay_list)
        self._foot(sheet, row + 3)

    def _sums(self) -> None:
        """The sheet with one row for each person."""
        columns = (*paper.COLUMNS[:2], *paper.PARTS, *paper.COLUMNS[8:])
        sheet = self._sheet("Theo người", _SUM_WIDTHS)
        self._head(sheet, "TỔNG HỢP NHUẬN BÚT, THÙ LAO THEO NGƯỜI", len(columns))
        self._headings(sheet, _HEADING_ROW, columns, _SUM_WIDTHS)
        row = _HEADING_ROW
        for number, slip in enumerate(self._pay_list.slips, start=1):
            row += 1
            fit_row(sheet, row, [slip.name], _SUM_WIDTHS[1:2], size=_SIZE, least=_SIGNED_HEIGHT)
            sheet.write_number(row, 0, number, self._format("number"))
            self._text(sheet, row, 1, slip.name)
            self._money(sheet, row, 2, _sums_of(slip))
            self._text(sheet, row, len(columns) - 1, "")
        if row > _HEADING_ROW:
            sheet.autofilter(_HEADING_ROW, 0, row, len(columns) - 1)
        for column in (0, len(columns) - 1):
            sheet.write_blank(row + 1, column, None, self._format("strong"))
        sheet.write_string(row + 1, 1, paper.TOTAL, self._format("strong"))
        self._money(sheet, row + 1, 2, _sums_of(self._pay_list), "strong money")

    def _slip(self, slip: Slip) -> None:
        """The sheet of one person."""
        widths = (*_WIDTHS[:1], *_WIDTHS[2:11], _NOTE_WIDTH)
        sheet = self._sheet(slip.person, widths)
        columns = (*paper.COLUMNS[:1], *paper.COLUMNS[2:11], paper.NOTE)
        self._head(sheet, paper.SLIP_TITLE, len(columns))
        sheet.write_string(4, 0, f"{paper.NAME}: {slip.name}", self._format("plain strong"))
        self._headings(sheet, _HEADING_ROW, columns, widths)
        row = _HEADING_ROW
        for number, line in enumerate(slip.lines, start=1):
            row += 1
            texts = (line.title, paper.genre_of(line), paper.role_of(line), paper.note_of(line))
            fit_row(sheet, row, texts, (*widths[1:4], _NOTE_WIDTH), size=_SIZE)
            self._line(sheet, row, number, line, name_column=False)
            self._text(sheet, row, len(columns) - 1, paper.note_of(line))
        self._total(sheet, row + 1, _HEADING_ROW + 1, slip, by=-1)
        sheet.write_string(row + 2, 0, f"Bằng chữ: {in_words(slip.net)}.", self._format("plain italic"))
        self._signatures(sheet, row + 4, (0, 3, 8), ((paper.RECEIVER, slip.person), *paper.signers(self._pay_list)[1:]))

    def _line(self, sheet: Any, row: int, number: int, line: Line, *, name_column: bool = True) -> None:
        """The cells of a line from the work to the net sum. A slip has no column of names."""
        first = 2 if name_column else 1
        sheet.write_number(row, 0, number, self._format("number"))
        self._text(sheet, row, first, line.title)
        self._text(sheet, row, first + 1, paper.genre_of(line))
        self._text(sheet, row, first + 2, paper.role_of(line))
        sheet.write_datetime(row, first + 3, line.day, self._format("day"))
        sheet.write_number(row, first + 4, float(line.coefficient), self._format("coefficient"))
        self._money(sheet, row, first + 5, (line.unit, line.amount, line.tax, line.net))

    def _total(self, sheet: Any, row: int, first: int, sums: PayList | Slip, by: int = 0) -> None:
        """The row of sums. Each is a formula, with its value for programs that calculate nothing."""
        for column in range(len(_WIDTHS) + by):
            sheet.write_blank(row, column, None, self._format("strong"))
        sheet.write_string(row, 1, paper.TOTAL, self._format("strong"))
        columns = ((_SUM_COLUMN, sums.amount), (_TAX_COLUMN, sums.tax), (_NET_COLUMN, sums.net))
        for column, value in columns:
            letter = chr(ord("A") + column + by)
            formula = f"=SUM({letter}{first + 1}:{letter}{row})" if row > first else "=0"
            sheet.write_formula(row, column + by, formula, self._format("strong money"), value)

    def _foot(self, sheet: Any, row: int) -> None:
        """The sum in words, the remarks, and who signs."""
        sheet.write_string(row, 0, f"Bằng chữ: {in_words(self._pay_list.amount)}.", self._format("plain italic"))
        if self._pay_list.tax:
            row += 1
            sheet.write_string(
                row, 0, f"Thực chi bằng chữ: {in_words(self._pay_list.net)}.", self._format("plain italic")
            )
        for sentence in (*paper.remarks_of(self._pay_list), paper.digest_line(self._pay_list)):
            if sentence:
                row += 1
                sheet.write_string(row, 0, sentence, self._format("plain small"))
        self._signatures(sheet, row + 2, (1, 4, 9), paper.signers(self._pay_list))

    def _signatures(self, sheet: Any, row: int, columns: Sequence[int], signers: Sequence[tuple[str, str]]) -> None:
        for column, (office, name) in zip(columns, signers, strict=True):
            sheet.write_string(row, column, office, self._format("plain strong"))
            sheet.write_string(row + 1, column, paper.SIGNED, self._format("plain italic"))
            sheet.write_string(row + 6, column, name, self._format("plain strong"))

    def _head(self, sheet: Any, title: str, width: int) -> None:
        sheet.write_string(0, 0, self._pay_list.parent_body, self._format("plain"))
        sheet.write_string(1, 0, self._pay_list.station, self._format("plain strong"))
        sheet.merge_range(2, 0, 2, width - 1, title, self._format("title"))
        subtitle = f"{paper.month_line(self._pay_list)} – {paper.state_line(self._pay_list)}"
        sheet.merge_range(3, 0, 3, width - 1, subtitle, self._format("centred"))

    def _headings(self, sheet: Any, row: int, columns: Sequence[str], widths: Sequence[float]) -> None:
        fit_row(sheet, row, columns, widths, size=_HEADING_SIZE)
        for column, name in enumerate(columns):
            sheet.write_string(row, column, name, self._format("heading"))
        sheet.freeze_panes(row + 1, 0)
        sheet.repeat_rows(row)

    def _text(self, sheet: Any, row: int, column: int, value: str) -> None:
        sheet.write_string(row, column, value, self._format("text"))

    def _money(self, sheet: Any, row: int, column: int, values: Sequence[int], style: str = "money") -> None:
        for offset, value in enumerate(values):
            sheet.write_number(row, column + offset, value, self._format(style))

    def _sheet(self, name: str, widths: Sequence[int]) -> Any:
        """A new sheet, set up for printing on A4."""
        sheet = self._book.add_worksheet(self._sheet_name(name))
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.set_paper(_A4)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.6, right=0.4, top=0.6, bottom=0.6)
        sheet.set_footer("&CTrang &P/&N")
        return sheet

    def _sheet_name(self, name: str) -> str:
        """A name that Excel takes and no sheet has yet, regardless of case."""
        short = _FORBIDDEN.sub(" ", name)[:_LONGEST_SHEET_NAME].strip() or "Phiếu"
        chosen, number = short, 1
        while chosen.casefold() in self._sheet_names or chosen.casefold() == "history":
            number += 1
            end = f" {number}"
            chosen = short[: _LONGEST_SHEET_NAME - len(end)].strip() + end
        self._sheet_names.add(chosen.casefold())
        return chosen

    def _format(self, style: str) -> Any:
        """A cell format, made once. style: words of `_STYLES`; a cell has a border unless it is plain."""
        if style not in self._formats:
            options: dict[str, Any] = {"font_name": "Times New Roman", "font_size": _SIZE, "valign": "top"}
            words = style.split()
            if not {"plain", "title", "centred"} & set(words):
                options["border"] = 1
            for word in words:
                options |= _STYLES[word]
            self._formats[style] = self._book.add_format(options)
        return self._formats[style]


_STYLES: dict[str, dict[str, Any]] = {
    "plain": {},
    "text": {"text_wrap": True},
    "number": {"num_format": "0"},
    "coefficient": {"num_format": "General"},
    "money": {"num_format": "#,##0"},
    "day": {"num_format": "dd/mm/yyyy"},
    "strong": {"bold": True},
    "italic": {"italic": True},
    "small": {"font_size": 11},
    "heading": {"bold": True, "text_wrap": True, "align": "center", "valign": "vcenter"},
    "title": {"bold": True, "font_size": 14, "align": "center"},
    "centred": {"italic": True, "align": "center"},
}


def _sums_of(sums: PayList | Slip) -> tuple[int, ...]:
    return sums.royalties, sums.fees, sums.corrections, sums.norm, sums.amount, sums.tax, sums.net
