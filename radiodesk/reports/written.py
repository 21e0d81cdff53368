"""A report as text for people, and as JSON and CSV for programs."""

import csv
import io
import json

from radiodesk.locale import _, formats
from radiodesk.reports import periods
from radiodesk.reports.tally import Report

COLUMNS = ("key", "label", "unit", "count", "previous", "target")


def written(report: Report, form: str) -> str:
    """The report in a format: text, csv or json."""
    return {"text": as_text, "csv": as_csv, "json": as_json}[form](report)


def as_json(found: Report) -> str:
    """The report as JSON, for programs."""
    period = found.period
    indicators = []
    for figure in found.figures:
        row = {name: getattr(figure, name) for name in COLUMNS}
        indicators.append(row if figure.uses is None else {**row, "uses": figure.uses})
    days = {"code": period.code, "first": str(period.first), "last": str(period.last), "rule": period.rule.value}
    content = {"station": found.station, "period": days, "indicators": indicators}
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def as_csv(found: Report) -> str:
    """The report as CSV: a header, and one row per indicator. All texts are our own, so none can be a formula."""
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([getattr(figure, name) for name in COLUMNS] for figure in found.figures)
    return table.getvalue()


def as_text(found: Report) -> str:
    """The report as a table, for people."""
    heading = ["", _("This period"), _("Year before"), _("Difference")]
    rows = [
        [
            figure.label,
            formats.number(figure.count),
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
