"""A report as text for people, as CSV for a spreadsheet, and as JSON for programs."""

import csv
import io
import json
import re
from decimal import Decimal
from typing import Any

from radiodesk.locale import N_, _, formats, language
from radiodesk.reports import periods
from radiodesk.reports.content import Breakdown, Figure, Measure, Report, Value
from radiodesk.reports.documents import numbers
from radiodesk.reports.documents.marks import clean

CSV_HEADER = (N_("Key"), N_("Figure"), N_("Unit"), N_("This period"), N_("Year before"), N_("Target"))
"""The names of the columns of a CSV file."""

_LIKE_FORMULA = re.compile(r"[=+\-@\t\r]")


def as_content(report: Report) -> dict[str, Any]:
    """The report as values of JSON, by DESIGN.md section 6. The digest of a closed report is made from them."""
    period = report.period
    days = {"code": period.code, "first": str(period.first), "last": str(period.last), "rule": period.rule.value}
    content: dict[str, Any] = {
        "station": report.station,
        "period": days,
        "indicators": [_indicator(figure) for figure in report.figures],
        "breakdowns": [_breakdown(part) for part in report.breakdowns],
    }
    if report.kind or report.closed:
        content |= {"kind": report.kind, "recipient": report.recipient}
    if report.closed:
        closed = report.closed
        content["closed"] = {
            "number": closed.number,
            "when": closed.when.isoformat(),
            "person": closed.person,
            "digest": closed.digest,
        }
    return content


def as_json(report: Report) -> str:
    """The report as JSON, for programs."""
    return json.dumps(as_content(report), ensure_ascii=False, indent=1) + "\n"


def _indicator(figure: Figure) -> dict[str, Any]:
    row: dict[str, Any] = {
        "key": figure.key,
        "label": figure.label,
        "unit": figure.unit,
        "count": number(figure.count),
        "previous": number(figure.previous),
        "target": number(figure.target),
        "rule": figure.rule,
        "measure": figure.measure.value,
        "before": number(figure.before),
        "year_target": number(figure.year_target),
        "forecast": number(figure.forecast),
    }
    if figure.forecast_method:
        row["forecast_method"] = figure.forecast_method
    if figure.source:
        row["source"] = figure.source
    return row if figure.uses is None else {**row, "uses": figure.uses}


def _breakdown(part: Breakdown) -> dict[str, Any]:
    rows = [
        {"key": row.key, "label": row.label, "count": number(row.count), "previous": number(row.previous)}
        for row in part.rows
    ]
    return {"key": part.key, "by": part.by, "label": part.label, "rows": rows, "total": number(part.total)}


def number(value: Value | None) -> int | float | None:
    """A number as JSON has it: whole ones without a decimal point."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def as_csv(report: Report) -> str:
    """The report as CSV, as Excel reads it in the user's language: one row per figure.

    Vietnamese Excel parts cells by semicolons and writes decimal commas. A text that looks like a formula begins with
    an apostrophe, for a CSV file cannot say that a cell is text.
    """
    table = io.StringIO()
    writer = csv.writer(table, delimiter=";" if language() == "vi" else ",", lineterminator="\r\n")
    writer.writerow([_(name) for name in CSV_HEADER])
    for figure in report.figures:
        values = map(_plain, (figure.count, figure.previous, figure.target))
        writer.writerow([_cell(figure.key), _cell(figure.label), _cell(figure.unit), *values])
    return table.getvalue()


def _cell(text: str) -> str:
    """A text that a spreadsheet does not take for a formula."""
    cleaned = clean(text)
    return f"'{cleaned}" if _LIKE_FORMULA.match(cleaned) else cleaned


def _plain(value: Value | None) -> str:
    """A number without grouping, with the decimal mark of the language; empty if there is none."""
    return "" if value is None else numbers.shown_plainly(value).replace(".", formats.decimal_mark())


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
