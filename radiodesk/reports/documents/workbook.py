"""Write a report as a workbook (.xlsx): summary, breakdowns, months, charts, and the evidence of each figure.

Rows are written from top to bottom into temporary files, so that tens of thousands of items need little memory. Sheets
and headers are in the user's language. The hidden first row and column of a table name its values for verification.
"""

import contextlib
import datetime as dt
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from radiodesk.locale import N_, _, formats
from radiodesk.model.text import lower_first
from radiodesk.reports import periods
from radiodesk.reports.content import Breakdown, Evidence, Figure, Paper, Report, Value
from radiodesk.reports.documents import marks, numbers
from radiodesk.reports.documents.fields import NO_PAPER
from radiodesk.reports.documents.marks import clean
from radiodesk.reports.documents.number_names import VALUE_WORDS
from radiodesk.reports.documents.workbook_cells import FONT, Forms, write_header, write_text
from radiodesk.reports.documents.workbook_charts import ChartRows, write_charts
from radiodesk.reports.documents.workbook_evidence import (
    COUNTED,
    EVIDENCE,
    EVIDENCE_COLUMNS,
    EVIDENCE_HEADERS,
    NOT_COUNTED,
    EvidenceRows,
    begin_evidence,
)
from radiodesk.reports.row_heights import HEADER_SIZE, fit_row

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

FIGURES, PARTS, MONTHS = "radiodesk:figures", "radiodesk:breakdowns", "radiodesk:months"
"""What stands in the first cell of a table, in the hidden row that names its columns."""

_A4 = 9
_MARGINS = {"left": 0.4, "right": 0.4, "top": 0.8, "bottom": 0.6}
_NAME_LIMIT = 120
_WIDE = 45
_HEADER_HEIGHT = 48
_CHART_ROWS = 12
"""Rows of a breakdown that its chart shows."""


@dataclass(frozen=True)
class _Column:
    """A column of the summary. name: the attribute of a figure."""

    name: str
    header: str
    width: int
    percent: bool = False
    always: bool = True
    """Whether it stands there where no figure has a value, too."""


_COLUMNS = (
    _Column("label", N_("Figure"), 38),
    _Column("unit", N_("Unit"), 14),
    _Column("count", N_("This period"), 12),
    _Column("target", VALUE_WORDS["target"], 12),
    _Column("target_percent", VALUE_WORDS["target_percent"], 12, percent=True),
    _Column("year_target", VALUE_WORDS["year_target"], 12, always=False),
    _Column("year_percent", VALUE_WORDS["year_percent"], 12, percent=True, always=False),
    _Column("previous", VALUE_WORDS["previous"], 12),
    _Column("difference", VALUE_WORDS["difference"], 12),
    _Column("change_percent", VALUE_WORDS["change_percent"], 12, percent=True),
    _Column("before", VALUE_WORDS["before"], 12, always=False),
    _Column("forecast", VALUE_WORDS["forecast"], 12, always=False),
    _Column("rule", N_("What is counted"), _WIDE, always=False),
    _Column("source", N_("Source"), 24, always=False),
)
_TEXTS = frozenset({"label", "unit", "rule", "source"})
_PART_WIDTHS = (34, 20, 34, 12, 12, 10)
_MONTH_WIDTH, _OF_MONTH_WIDTH = 22, 16
_PART_HEADERS = (N_("Figure"), N_("Divided by"), N_("Value"), N_("This period"), N_("Year before"), N_("Share"))


def as_workbook(
    report: Report, paper: Paper | None = None, evidence: Iterable[Evidence] = (), months: Sequence[Report] = ()
) -> bytes:
    """The report as a workbook. months: the reports of the months up to the period, with the main
    figures. They get the first charts, and then the breakdowns of these figures.

    raises TooMuchEvidence.
    """
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        path = Path(folder, "report.xlsx")
        with _opened(path, folder) as book:
            _Book(book, report, paper or NO_PAPER).write(evidence, months)
        return path.read_bytes()


@contextlib.contextmanager
def _opened(path: Path, folder: str) -> "Iterator[Workbook]":
    """A workbook that keeps its rows in temporary files. It is written when the block ends."""
    from xlsxwriter import Workbook

    options = {
        "constant_memory": True,
        "tmpdir": folder,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "default_format_properties": FONT,
    }
    book = Workbook(str(path), options)
    try:
        yield book
    except BaseException:
        for sheet in book.worksheets():
            if sheet.row_data_fh is not None:
                sheet.row_data_fh.close()
        book.fileclosed = True
        raise
    book.close()


class _Book:
    """The sheets of a report's workbook."""

    def __init__(self, book: "Workbook", report: Report, paper: Paper) -> None:
        self._book, self._report = book, report
        self._station = clean(paper.station) or clean(report.station)
        self._forms = Forms(book)

    def write(self, evidence: Iterable[Evidence], months: Sequence[Report]) -> None:
        """Write all sheets."""
        self._set_properties()
        self._write_summary()
        main = {figure.key for month in months for figure in month.figures}
        parts = [*self._write_breakdowns()]
        charts = self._write_months(months) if months else []
        charts += [each for key, each in parts if key in main] + [each for key, each in parts if key not in main]
        if charts:
            write_charts(self._book, self._sheet(_("Charts"), header_row=None), charts)
        self._write_evidence(evidence)

    def _set_properties(self) -> None:
        closed = self._report.closed
        properties: dict[str, Any] = {"title": periods.title(self._report.period), "author": self._station}
        if closed:
            properties["created"] = closed.when.astimezone(dt.UTC).replace(tzinfo=None, microsecond=0)
            self._book.set_custom_property(marks.DIGEST_PROPERTY, closed.digest)
        self._book.set_properties(properties)

    def _sheet(self, name: str, *, header_row: int | None) -> "Worksheet":
        """A new sheet, ready to be printed. header_row: the row that each page repeats."""
        sheet = self._book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.set_margins(**_MARGINS)
        sheet.fit_to_pages(1, 0)
        if header_row is not None:
            sheet.repeat_rows(header_row)
        font = '&"Times New Roman,Regular"&10'
        station = self._station[:_NAME_LIMIT].replace("&", "&&")
        period = periods.title(self._report.period).replace("&", "&&")
        sheet.set_header(f"&L{font} {station}&R{font} {period}")
        page = _("Page {page} of {pages}").format(page="&P", pages="&N")
        sheet.set_footer(f"&C{font} {page}")
        return sheet

    def _write_summary(self) -> None:
        figures = self._report.figures
        columns = [each for each in _COLUMNS if each.always or any(_has(figure, each.name) for figure in figures)]
        lines = [*self._heading()]
        names = len(lines) + 1
        header = names + 1
        sheet = self._sheet(_("Summary"), header_row=header)
        sheet.set_column(0, 0, 12, None, {"hidden": True})
        for place, column in enumerate(columns, 1):
            sheet.set_column(place, place, column.width)
        for number, (text, form) in enumerate(lines):
            write_text(sheet, number, 1, text, form)
        self._write_names(sheet, names, FIGURES, [column.name for column in columns])
        headers, widths = [_(column.header) for column in columns], [column.width for column in columns]
        fit_row(sheet, header, headers, widths, size=HEADER_SIZE, least=_HEADER_HEIGHT)
        write_header(sheet, header, 1, headers, self._forms.header)
        for number, figure in enumerate(figures, header + 1):
            self._write_figure(sheet, number, figure, columns)
        sheet.freeze_panes(header + 1, 2)
        sheet.autofilter(header, 1, header + max(1, len(figures)), len(columns))

    def _heading(self) -> "Iterator[tuple[str, Format]]":
        """The lines above the summary: what the report is, and whether it is closed."""
        report, forms = self._report, self._forms
        yield self._station, forms.title
        yield periods.title(report.period), forms.title
        yield f"{formats.day(report.period.first)} – {formats.day(report.period.last)}", forms.plain
        if clean(report.kind):
            yield clean(report.kind), forms.plain
        closed = report.closed
        if closed is None:
            yield _("Draft: the figures are not closed"), forms.draft
            return
        noted = _("Closed on {day}, version {number}, by {person}")
        day = formats.day(closed.when.date())
        yield noted.format(day=day, number=closed.number, person=clean(closed.person)), forms.plain
        yield _("Digest (SHA-256): {digest}").format(digest=closed.digest), forms.small

    def _write_names(self, sheet: "Worksheet", row: int, table: str, names: Sequence[str]) -> None:
        """Write the hidden row that says what the columns of a table are."""
        sheet.set_row(row, None, None, {"hidden": True})
        for place, name in enumerate([table, *names]):
            sheet.write_string(row, place, name, self._forms.hidden)

    def _write_figure(self, sheet: "Worksheet", row: int, figure: Figure, columns: Sequence[_Column]) -> None:
        texts = [column for column in columns if column.name in _TEXTS]
        fit_row(sheet, row, [clean(getattr(figure, each.name)) for each in texts], [each.width for each in texts])
        sheet.write_string(row, 0, figure.key, self._forms.hidden)
        for place, column in enumerate(columns, 1):
            value = getattr(figure, column.name)
            if column.name in _TEXTS:
                write_text(sheet, row, place, clean(value), self._forms.text)
            elif value is None:
                sheet.write_blank(row, place, None, self._forms.text)
            elif column.percent:
                sheet.write_number(row, place, float(value) / 100, self._forms.percent)
            else:
                kept = numbers.two_decimals(value)
                sheet.write_number(row, place, float(kept), self._forms.number(kept))

    def _write_breakdowns(self) -> "Iterator[tuple[str, ChartRows]]":
        """Write the breakdowns one below the other. Yields what each chart shows, with the key of its figure."""
        parts = [*numbers.breakdowns_with_rows(self._report)]
        if not parts:
            return
        sheet, name, labels = self._sheet(_("Breakdowns"), header_row=1), _("Breakdowns"), self._labels()
        sheet.set_column(0, 0, 12, None, {"hidden": True})
        for place, width in enumerate(_PART_WIDTHS, 1):
            sheet.set_column(place, place, width)
        self._write_names(sheet, 0, PARTS, ["figure", "by", "label", "count", "previous", "share"])
        write_header(sheet, 1, 1, [_(header) for header in _PART_HEADERS], self._forms.header)
        row = 2
        for part in parts:
            first = row
            for each in part.rows:
                key = numbers.row_key(part, each)
                values = (each.count, each.previous, _share(each.count, part.total))
                self._write_part(sheet, row, key, labels.get(part.key, part.key), part, each.label, values)
                row += 1
            if len(part.rows) > 1:
                title = f"{labels.get(part.key, part.key)}: {lower_first(clean(part.label))}"
                yield part.key, ChartRows(name, title, 3, 4, first, min(row, first + _CHART_ROWS) - 1)
        sheet.freeze_panes(2, 0)
        sheet.autofilter(1, 1, row - 1, len(_PART_HEADERS))

    def _write_part(
        self,
        sheet: "Worksheet",
        row: int,
        key: str,
        label: str,
        part: Breakdown,
        name: str,
        values: tuple[Value, Value | None, float | None],
    ) -> None:
        forms = self._forms
        sheet.write_string(row, 0, key, forms.hidden)
        texts = [clean(text) for text in (label, part.label, name or _("(none)"))]
        fit_row(sheet, row, texts, _PART_WIDTHS[: len(texts)])
        for place, text in enumerate(texts, 1):
            write_text(sheet, row, place, text, forms.text)
        count, previous, share = values
        for place, value in ((4, count), (5, previous)):
            if value is None:
                sheet.write_blank(row, place, None, forms.text)
            else:
                kept = numbers.two_decimals(value)
                sheet.write_number(row, place, float(kept), forms.number(kept))
        if share is None:
            sheet.write_blank(row, 6, None, forms.text)
        else:
            sheet.write_number(row, 6, share, forms.percent)

    def _write_months(self, months: Sequence[Report]) -> "list[ChartRows]":
        """Write the figures by month, one month a row. Returns what each chart shows."""
        forms, name = self._forms, _("Months")
        sheet = self._sheet(name, header_row=1)
        sheet.set_column(0, 0, 12, None, {"hidden": True})
        sheet.set_column(1, 1, _MONTH_WIDTH)
        known = {each.key for month in months for each in month.figures if each.count is not None}
        figures = [each for each in self._report.figures if each.key in known]
        sheet.set_column(2, max(2, len(figures) + 1), _OF_MONTH_WIDTH)
        self._write_names(sheet, 0, MONTHS, ["month", *(each.key for each in figures)])
        headers = [_("Month"), *(clean(each.label) for each in figures)]
        widths = [_MONTH_WIDTH, *[_OF_MONTH_WIDTH] * len(figures)]
        fit_row(sheet, 1, headers, widths, size=HEADER_SIZE, least=_HEADER_HEIGHT)
        write_header(sheet, 1, 1, headers, forms.header)
        for row, month in enumerate(months, 2):
            sheet.write_string(row, 0, month.period.code, forms.hidden)
            write_text(sheet, row, 1, periods.title(month.period), forms.text)
            found = {each.key: each.count for each in month.figures}
            for place, figure in enumerate(figures, 2):
                value = found.get(figure.key)
                if value is None:
                    sheet.write_blank(row, place, None, forms.text)
                else:
                    kept = numbers.two_decimals(value)
                    sheet.write_number(row, place, float(kept), forms.number(kept))
        sheet.freeze_panes(2, 2)
        return [
            ChartRows(name, clean(each.label), 1, place, 2, len(months) + 1, kind="column")
            for place, each in enumerate(figures, 2)
        ]

    def _write_evidence(self, evidence: Iterable[Evidence]) -> None:
        """Write every item that was counted, and every one that was not, with the reason."""
        sheet = None
        by = {part.by: clean(part.label) for part in self._report.breakdowns}
        names = [*by]
        writer: EvidenceRows | None = None
        labels = self._labels()
        for each in evidence:
            if sheet is None or writer is None:
                sheet = self._sheet(_("Evidence"), header_row=1)
                self._write_names(sheet, 0, EVIDENCE, EVIDENCE_COLUMNS)
                writer = EvidenceRows(sheet, self._forms, names)
                begin_evidence(sheet, self._forms, by)
            label = clean(labels.get(each.key, each.key))
            writer.write(label, _(COUNTED), each.counted)
            writer.write(label, _(NOT_COUNTED), each.left_out)
        if sheet is not None and writer is not None:
            sheet.autofilter(1, 0, max(1, writer.count) + 1, len(EVIDENCE_HEADERS) + len(names) - 1)

    def _labels(self) -> dict[str, str]:
        return {figure.key: clean(figure.label) for figure in self._report.figures}


def _has(figure: Figure, name: str) -> bool:
    """Whether a figure has a value or a text."""
    return getattr(figure, name) not in (None, "")


def _share(part: Value, whole: Value) -> float | None:
    return float(part) / float(whole) if whole else None
