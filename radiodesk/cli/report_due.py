"""`radiodesk report due`: the reports that the station owes."""

import json
from typing import TYPE_CHECKING

import click

from radiodesk.cli.common import Command, home_options, open_desk
from radiodesk.config import Config
from radiodesk.errors import visible
from radiodesk.locale import N_, _

if TYPE_CHECKING:
    from radiodesk.reports.due import DueReport


@click.command(cls=Command, help=N_("List the reports that are due or overdue, and those of the next fortnight."))
@click.option("--json", "as_json", is_flag=True, help=N_("Print them as JSON."))
@home_options
def due(as_json: bool, config: Config) -> None:
    """List the reports by their due days."""
    with open_desk(config) as desk:
        from radiodesk.model import today
        from radiodesk.reports import due, kinds

        with desk.reading() as session:
            found = due.due(session, today(session))
            is_owed = bool(found or as_json or kinds.kinds(session))
    if as_json:
        click.echo(json.dumps([_as_json(each) for each in found], ensure_ascii=False, indent=1))
    elif found:
        _print_table(found)
    else:
        click.echo(
            _("No report is due.") if is_owed else _("The station owes no report: add kinds of report on Station.")
        )


def _as_json(report: "DueReport") -> dict[str, object]:
    period = report.period
    return {
        "kind": report.kind.name,
        "recipient": report.kind.terms.recipient,
        "period": {
            "code": period.code,
            "first": str(period.first),
            "last": str(period.last),
            "rule": period.rule.value,
        },
        "due": str(report.day),
        "state": report.state.value,
    }


def _print_table(found: "list[DueReport]") -> None:
    from radiodesk.locale import formats
    from radiodesk.reports import periods
    from radiodesk.reports.due import STATES

    rows = [
        (
            formats.day(each.day),
            _(STATES[each.state]),
            visible(each.kind.name),
            periods.title_with_days(each.period),
            visible(each.kind.terms.recipient),
        )
        for each in found
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        click.echo("  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip())
