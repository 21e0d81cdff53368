"""A report as text for people, as CSV for a spreadsheet, and as JSON for programs."""

import json

from radiodesk.locale import N_, _, formats
from radiodesk.reports import csv_tables, periods
from radiodesk.reports.content import Figure, Measure, Report, Value
from radiodesk.reports.documents import numbers
from radiodesk.reports.documents.marks import clean
from radiodesk.reports.records import as_record

CSV_HEADER = (N_("Key"), N_("Figure"), N_("Unit"), N_("This period"), N_("Year before"), N_("Target"))
"""The names of the columns of a CSV file."""


def as_json(report: Report) -> str:
    """The report as JSON, for programs, by DESIGN.md section 6."""
    record = as_record(report)
    if report.closed is None:  # a closed one keeps its digest
        for figure, row in zip(report.figures, record["indicators"], strict=True):
            if figure.count is None and figure.measure in (Measure.COUNT, Measure.HOURS):
                row["count"] = 0  # scripts add it up; people read that there is no data
    return json.dumps(record, ensure_ascii=False, indent=1) + "\n"


def as_csv(report: Report) -> str:
    """The report as CSV: one row per figure."""
    rows = (
        (*map(clean, (each.key, each.label, each.unit)), each.count, each.previous, each.target)
        for each in report.figures
    )
    return csv_tables.written([[_(name) for name in CSV_HEADER], *rows])


def as_text(report: Report) -> str:
    """The report as a table, for people."""
    has_plan = any(figure.target_percent is not None for figure in report.figures)
    heading = ["", _("This period"), *([_("Target"), "%"] if has_plan else []), _("Year before"), _("Difference")]
    rows = [_row(figure, has_plan=has_plan) for figure in report.figures]
    widths = [max(len(row[column]) for row in [heading, *rows]) for column in range(len(heading))]
    lines = [
        clean(report.station),
        periods.title(report.period),
        f"{formats.day(report.period.first)} – {formats.day(report.period.last)}",
        *_closing(report),
        "",
        *("  ".join(_aligned(row, widths)).rstrip() for row in [heading, *rows]),
    ]
    return "\n".join(lines) + "\n"


def _row(figure: Figure, *, has_plan: bool) -> list[str]:
    percent = "%" if figure.measure is Measure.PERCENT else ""
    plan = [figure.target] if has_plan else []
    values: list[Value | None] = [figure.count, *plan, figure.previous]
    cells = [numbers.shown(value) + (percent if value is not None else "") for value in values]
    if has_plan:
        cells.insert(2, numbers.shown(figure.target_percent))
    return [clean(figure.label), *cells, _signed(figure.difference)]


def _signed(value: Value | None) -> str:
    if value is None:
        return numbers.NOTHING
    if not value:
        return "0"
    return f"+{numbers.shown(value)}" if value > 0 else f"−{numbers.shown(-value)}"


def _closing(report: Report) -> list[str]:
    closed = report.closed
    if closed is None:
        return []
    noted = _("Closed on {day}, version {number}, by {person}")
    day = formats.day(closed.when.date())
    return [noted.format(day=day, number=closed.number, person=clean(closed.person))]


def _aligned(row: list[str], widths: list[int]) -> list[str]:
    """The first cell aligned left, the others right. The text is in NFC, so that a letter is one column wide."""
    return [row[0].ljust(widths[0]), *(text.rjust(width) for text, width in zip(row[1:], widths[1:], strict=True))]
