"""Merged reports as a workbook (.xlsx): the sums, each figure by station, and a table of all stations."""

import contextlib
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from radiodesk.locale import N_, _
from radiodesk.reports import periods
from radiodesk.reports.content import Value
from radiodesk.reports.merging import Merged
from radiodesk.reports.row_heights import HEADER_SIZE, fit_row

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format

SUMS, BY_STATION, TABLE, MISSING = N_("All stations"), N_("By station"), N_("Table"), N_("No report")
"""The names of the sheets."""

FONT = {"font_name": "Times New Roman", "font_size": 11}
"""The font of Vietnamese office papers."""

HEADER = {**FONT, "bold": True, "border": 1, "align": "center", "valign": "vcenter", "text_wrap": True}

A4 = 9
WIDEST = 50
"""The width of a column at most, in digits of the font."""

Cell = str | Value | None


def write(path: Path, merged: Merged) -> None:
    """Write the workbook."""
    with _workbook(path) as book:
        sheets = _Sheets(book, merged)
        sheets.add(_(SUMS), _sum_rows(merged), frozen=1, percents=[7])
        sheets.add(_(BY_STATION), _station_rows(merged), frozen=2, percents=[5, 9])
        sheets.add(_(TABLE), _table_rows(merged), frozen=1)
        sheets.add(_(MISSING), _missing_rows(merged), frozen=1)


@contextlib.contextmanager
def _workbook(path: Path) -> Iterator["Workbook"]:
    """A workbook that takes every text as text. A failed write raises the OSError of its cause."""
    from xlsxwriter import Workbook
    from xlsxwriter.exceptions import FileCreateError

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = Workbook(str(path), options)
    yield book
    try:
        book.close()
    except FileCreateError as error:
        raise error.args[0] if error.args and isinstance(error.args[0], OSError) else OSError(str(error)) from error


class _Sheets:
    """Adds sheets of one shape: a frozen header with filters, numbers as numbers, ready to print on A4."""

    def __init__(self, book: "Workbook", merged: Merged) -> None:
        self._book = book
        self._title = f"{periods.title_with_days(merged.period)}"
        self._header: Format = book.add_format({**HEADER, "bg_color": "#D9E2F3"})
        self._formats: dict[str, Format] = {}

    def add(self, name: str, rows: Sequence[Sequence[Cell]], *, frozen: int, percents: Sequence[int] = ()) -> None:
        """Add a sheet. frozen: columns that stay in view. percents: the columns of percentages."""
        sheet = self._book.add_worksheet(name)
        heading, *body = rows
        used: list[int] = []
        for column, title in enumerate(heading):
            sheet.write_string(0, column, str(title), self._header)
            widths = [len(str(row[column])) for row in body if row[column] is not None]
            used.append(min(WIDEST, max([12, *widths]) + 2))
            sheet.set_column(column, column, used[-1])
        fit_row(sheet, 0, [str(title) for title in heading], used, size=HEADER_SIZE)
        for number, row in enumerate(body, 1):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(number, column, value, self._format("@"))
                elif value is None:
                    sheet.write_blank(number, column, None, self._format("@"))
                elif column in percents:
                    sheet.write_number(number, column, float(value) / 100, self._format("0.00%"))
                else:
                    sheet.write_number(number, column, float(value), self._format(_number_format(value)))
        sheet.freeze_panes(1, frozen)
        sheet.autofilter(0, 0, max(1, len(body)), len(heading) - 1)
        sheet.set_paper(A4)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.set_header(f"&L{self._title.replace('&', '&&')}&R{name.replace('&', '&&')}")
        sheet.set_footer("&C&P / &N")

    def _format(self, number_format: str) -> "Format":
        if number_format not in self._formats:
            self._formats[number_format] = self._book.add_format({**FONT, "border": 1, "num_format": number_format})
        return self._formats[number_format]


def _number_format(value: Value) -> str:
    is_whole = not isinstance(value, Decimal) or value == value.to_integral_value()
    return "#,##0" if is_whole else "#,##0.00"


def _sum_rows(merged: Merged) -> list[list[Cell]]:
    heading: list[Cell] = [_("Figure"), _("Unit"), _("All stations"), _("Stations")]
    heading += [_("Year before"), _("Difference"), _("Plan"), _("Plan %"), _("Remark")]
    return [
        heading,
        *(
            [
                *(each.label, each.unit, each.total, each.reporting, each.previous, each.difference),
                *(each.target, each.target_percent, each.remark),
            ]
            for each in merged.figures
        ),
    ]


def _station_rows(merged: Merged) -> list[list[Cell]]:
    heading: list[Cell] = [_("Figure"), _("Station"), _("Unit"), _("This period"), _("Rank"), _("Share of the sum")]
    heading += [_("Year before"), _("Difference"), _("Plan"), _("Plan %")]
    return [
        heading,
        *(
            [
                figure.label,
                each.station,
                figure.unit,
                each.value,
                each.rank,
                each.share,
                each.previous,
                each.difference,
                each.target,
                each.target_percent,
            ]
            for figure in merged.figures
            for each in figure.ranked()
        ),
    ]


def _table_rows(merged: Merged) -> list[list[Cell]]:
    values = [[each.value for each in figure.stations] for figure in merged.figures]
    rows: list[list[Cell]] = [[_("Station"), *(figure.label for figure in merged.figures)]]
    for number, station in enumerate(merged.stations):
        rows.append([station, *(of_figure[number] for of_figure in values)])
    rows.append([_("All stations"), *(figure.total for figure in merged.figures)])
    return rows


def _missing_rows(merged: Merged) -> list[list[Cell]]:
    """The stations without a report, those that were not expected, and those without a figure."""
    rows: list[list[Cell]] = [[_("Station"), _("Remark")]]
    rows += ([station, _("no report")] for station in merged.missing)
    rows += ([station, _("not in the list")] for station in merged.unexpected)
    rows += (
        [station, _("no figure: {indicator}").format(indicator=figure.label)]
        for figure in merged.figures
        for station in figure.without
    )
    return rows
