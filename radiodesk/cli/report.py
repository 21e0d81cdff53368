"""`radiodesk report`: the report of a period, as text, JSON or CSV."""

import csv
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from radiodesk import outputs
from radiodesk.cli.common import FILE_NAME, Command, home_options, open_desk
from radiodesk.config import Config
from radiodesk.locale import N_, _

if TYPE_CHECKING:
    from radiodesk.reports.tally import Report

ENDINGS = {"text": ".txt", "json": ".json", "csv": ".csv"}
"""The file ending of each format."""

COLUMNS = ("key", "label", "unit", "count", "previous", "target")


@click.command(cls=Command, help=N_("The report of a period: 2019-03, 2019-Q1, 2019-H1, 2019-9m, 2019 or day/day."))
@click.argument("code")
@click.option(
    "--rule",
    type=click.Choice(["official", "calendar"]),
    help=N_("Official: from the 15th to the 14th. Calendar: first to last day. By default, the station's rule."),
)
@click.option(
    "--format",
    "form",
    type=click.Choice([*ENDINGS]),
    help=N_("The format; by default, that of the file's ending."),
)
@click.option("--output", type=FILE_NAME, metavar="FILE", help=N_("Write it to a file."))
@home_options
def report(code: str, rule: str | None, form: str | None, output: str | None, config: Config) -> None:
    """Print or write the report."""
    form = form or form_of(output)
    with open_desk(config) as desk:
        if output is not None:
            outputs.check(config, output, endings=[ENDINGS[form]])
        from radiodesk.model import PeriodRule, station, today
        from radiodesk.reports import tally
        from radiodesk.reports.typed_periods import typed_period

        with desk.reading() as session:
            period_rule = PeriodRule(rule) if rule else station(session).period_rule
            period = typed_period(code, period_rule, today(session))
            written = {"text": as_text, "json": as_json, "csv": as_csv}[form](tally.report(session, period))
    if output is not None:
        outputs.write(config, output, written.encode(), endings=[ENDINGS[form]])
    else:
        click.echo(written, nl=False)


def form_of(output: str | None) -> str:
    """The format for the ending of a file, or text if it has no ending. raises UnfitEnding for an unknown one."""
    ending = Path(output or "").suffix.lower()
    for form, own in ENDINGS.items():
        if ending == own:
            return form
    if ending and output:
        raise outputs.UnfitEnding(file=output, endings=", ".join(ENDINGS.values()))
    return "text"


def as_json(found: "Report") -> str:
    """The report as JSON, for programs."""
    period = found.period
    indicators = []
    for figure in found.figures:
        row = {name: getattr(figure, name) for name in COLUMNS}
        indicators.append(row if figure.uses is None else {**row, "uses": figure.uses})
    days = {"code": period.code, "first": str(period.first), "last": str(period.last), "rule": period.rule.value}
    content = {"station": found.station, "period": days, "indicators": indicators}
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def as_csv(found: "Report") -> str:
    """The report as CSV: a header, and one row per indicator. All texts are our own, so none can be a formula."""
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([getattr(figure, name) for name in COLUMNS] for figure in found.figures)
    return table.getvalue()


def as_text(found: "Report") -> str:
    """The report as a table, for people."""
    from radiodesk.locale import formats
    from radiodesk.reports import periods

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
