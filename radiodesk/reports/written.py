"""A report as text for people, as CSV for a spreadsheet, and as JSON for programs."""

import csv
import io
import json

from radiodesk.locale import N_, _, formats, language
from radiodesk.reports import periods
from radiodesk.reports.content import Report

COLUMNS = ("key", "label", "unit", "count", "previous", "target")


CSV_HEADER = (N_("Key"), N_("Figure"), N_("Unit"), N_("This period"), N_("Year before"), N_("Target"))
"""The names of COLUMNS in a CSV file."""


def written(report: Report, form: str) -> str:
    """The report in a format: text, csv or json."""
    return {"text": as_text, "csv": as_csv, "json": as_json}[form](report)


def as_file(report: Report, form: str) -> bytes:
    """The content of a file in a format. CSV begins with a mark, without which Excel does not read it as UTF-8."""
    return written(report, form).encode("utf-8-sig" if form == "csv" else "utf-8")


def as_json(found: Report) -> str:
    """The report as JSON, for programs."""
    period = found.period
    indicators = []
    for figure in found.figures:
        row = {name: getattr(figure, name) for name in COLUMNS}
        indicators.append(row if figure.uses is None else {**row, "uses": figure.uses})
    days = {"code": period.code, "first": str(period.first), "last": str(period.last), "rule": period.rule.value}
    breakdowns = [
        {
            "key": each.key,
            "by": each.by,
            "label": each.label,
            "rows": [{"key": r.key, "label": r.label, "count": r.count, "previous": r.previous} for r in each.rows],
            "total": each.total,
        }
        for each in found.breakdowns
    ]
    content = {"station": found.station, "period": days, "indicators": indicators, "breakdowns": breakdowns}
    return json.dumps(content, ensure_ascii=False, indent=1, default=float) + "\n"


def as_csv(found: Report) -> str:
    """The report as CSV, as Excel reads it in the user's language: a header, and one row per indicator.

    Vietnamese Excel parts cells by semicolons. All texts are our own, so none can be a formula.
    """
    table = io.StringIO()
    writer = csv.writer(table, delimiter=";" if language() == "vi" else ",", lineterminator="\r\n")
    writer.writerow([_(name) for name in CSV_HEADER])
    writer.writerows([getattr(figure, name) for name in COLUMNS] for figure in found.figures)
    return table.getvalue()


def as_text(found: Report) -> str:
    """The report as a table, for people."""
    heading = ["", _("This period"), _("Year before"), _("Difference")]
    rows = [
        [
            figure.label,
            "–" if figure.count is None else formats.number(figure.count),
            "–" if figure.previous is None else formats.number(figure.previous),
            "–" if figure.difference is None else formats.signed(figure.difference),
        ]
        for figure in found.figures
    ]
    widths = [max(len(row[column]) for row in [heading, *rows]) for column in range(len(heading))]
    lines = [
        found.station,
        periods.title(found.period),
        f"{formats.day(found.period.first)} – {formats.day(found.period.last)}",
        "",
        *("  ".join(_aligned(row, widths)).rstrip() for row in [heading, *rows]),
    ]
    return "\n".join(lines) + "\n"


def _aligned(row: list[str], widths: list[int]) -> list[str]:
    """The first cell aligned left, the others right. The text is in NFC, so that a letter is one column wide."""
    return [row[0].ljust(widths[0]), *(text.rjust(width) for text, width in zip(row[1:], widths[1:], strict=True))]
