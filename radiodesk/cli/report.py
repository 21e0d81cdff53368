"""`radiodesk report`: the report of a period, as text, as a document, or for programs."""

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from radiodesk import outputs
from radiodesk.cli import report_due, report_merge
from radiodesk.cli.common import (
    FILE_NAME,
    RULE_HELP,
    Command,
    DefaultGroup,
    IntRange,
    NotForTerminal,
    check_rule_or_kind,
    home_options,
    named_subcommands,
    open_desk,
    warn,
    warn_of_account,
)
from radiodesk.config import Config
from radiodesk.errors import visible
from radiodesk.files import wrap_write_errors
from radiodesk.locale import N_, _
from radiodesk.reports.endings import ENDING_OF, TEXTS

if TYPE_CHECKING:
    from radiodesk.model import Desk
    from radiodesk.reports.periods import Period


@click.group(cls=DefaultGroup, help=N_("The report of a period: 2019-03, 2019-Q1, 2019-H1, 2019-9m, 2019 or day/day."))
@click.argument("code", required=False, metavar="CODE", shell_complete=named_subcommands)
@click.option(
    "--rule",
    type=click.Choice(["official", "calendar"]),
    help=RULE_HELP,
)
@click.option(
    "--format",
    "form",
    type=click.Choice([*ENDING_OF]),
    help=N_("The format; by default, that of the file's ending."),
)
@click.option("--output", type=FILE_NAME, metavar="FILE", help=N_("Write it to a file."))
@click.option("--kind", default="", metavar="NAME", help=N_("The kind of report: its indicators, rule and recipient."))
@click.option("--close", "closes", is_flag=True, help=N_("Close it first: keep its figures as they are now."))
@click.option("--closed", is_flag=True, help=N_("As it was closed last, not as it would be counted now."))
@click.option(
    "--number",
    type=IntRange(1, 1_000_000),
    metavar="N",
    help=N_("With --closed: as version N, not the last one."),
)
@home_options
def report(
    code: str | None,
    rule: str | None,
    form: str | None,
    output: str | None,
    kind: str,
    closes: bool,
    closed: bool,
    number: int | None,
    config: Config,
) -> None:
    """Print or write the report, unless a subcommand is named. With --close, close it first."""
    if code is None:
        return
    check_rule_or_kind(rule, kind)
    if number is not None and (closes or not closed):
        raise click.UsageError(_("--number names a closed version: give it with --closed, without --close"))
    form = form or outputs.form_of(output, ENDING_OF)
    if output is None and form not in TEXTS and sys.stdout is not None and sys.stdout.isatty():
        raise NotForTerminal(form=form)
    with open_desk(config) as desk:
        if output is not None:
            outputs.check(config, output, endings=[ENDING_OF[form]])
        from radiodesk.model import PeriodRule
        from radiodesk.reports import definitions, issuing

        with desk.reading() as session:
            kind = issuing.name_of(session, kind)
            period = issuing.typed_period_of(session, code, PeriodRule(rule) if rule else None, kind)
        if closes:
            _close(desk, period, kind, form)
        with desk.reading() as session:
            material = issuing.gather(session, period, kind, form=form, closed=closed or closes, number=number)
            left_out = () if closed or closes else definitions.faults(session).values()
        with wrap_write_errors(output or _("Standard output")):  # some documents are built in temporary files
            content = issuing.write(material, form, config.home / "papers")
    for sentence in dict.fromkeys(map(str, left_out)):
        warn(visible(_("Left out: {reason}").format(reason=sentence)))
    if output is None and form in TEXTS:
        click.echo(content.decode("utf-8-sig"), nl=False)
        return
    output = output or outputs.STANDARD_OUTPUT
    outputs.write(config, output, content, endings=[ENDING_OF[form]])
    if not outputs.is_stream(output):
        click.echo(_("The report is written to {file}").format(file=visible(output)), err=True)


def _close(desk: "Desk", period: "Period", kind: str, form: str) -> None:
    """Close a report, and say what was missing in it. Nothing is closed if its file cannot be written.

    Where the last closed version says the same, that one is said, and stays the last one.
    """
    from radiodesk.locale import formats
    from radiodesk.model import today
    from radiodesk.model.text import upper_first
    from radiodesk.reports import closed_reports, closing, gaps, issuing, kinds

    with desk.reading() as session:
        closing.check_over(period, day := today(session))
        seen = closed_reports.last_number(session, period, kind)
        missing = issuing.missing(session, period, kind, desk.config.home / "papers")
        fitting = [] if kind else kinds.fitting(kinds.kinds(session), period)
    if fitting:
        named = ", ".join(each.name for each in fitting)
        warn(
            visible(_("This closes all figures, of no kind. To close {kinds}, name it with --kind").format(kinds=named))
        )
    counted = [each.what for each in missing if not each.figure and each.kind not in gaps.TELLING]
    for what, count in Counter(counted).items():
        warn(_("Missing in this period: {what} ({count})").format(what=what, count=formats.number(count)))
    lacking = _(
        "Missing in this period: {figure}. Enter it: “radiodesk indicator set {key} {code} VALUE --source TEXT”"
    )
    for each in missing:
        if each.kind in gaps.TELLING:
            warn(visible(f"{upper_first(each.what)}: {each.title}"))
        if each.figure:
            warn(visible(lacking.format(figure=each.title, key=each.figure, code=period.code)))
    if why := gaps.why_no_paper(missing):
        warn(visible(why))
    with desk.reading() as session:
        prepared = issuing.prepare(session, period, kind)
        issuing.check_paper(session, prepared, form, desk.config.home / "papers")
    try:
        made = issuing.close(desk, prepared, seen=seen, today=day)
    except closing.ClosedBefore as before:
        warn(visible(str(before)))
        return
    said = _("Closed as version {number}, digest {digest}").format(number=made.number, digest=made.digest)
    click.echo(said, err=True)
    warn_of_account(desk)


@click.command(
    cls=Command,
    help=N_("Say whether the figures in a .json, .xlsx, .docx or .pdf file are those that this desk closed."),
)
@click.argument("file", type=FILE_NAME)
@home_options
def verify(file: str, config: Config) -> None:
    """Compare the figures in a file with those of the closed report whose digest it bears. Exit 1 if they differ."""
    with open_desk(config) as desk:
        from radiodesk.reports import verification
        from radiodesk.reports.documents import reading

        found = reading.read(Path(file))
        with desk.reading() as session:
            verdict = verification.verify(session, file, found)
    for remark in verdict.remarks:
        warn(remark)
    if verdict.refusal:
        raise verdict.refusal
    click.echo(verdict.confirmed)
    if verdict.newer:
        warn(verdict.newer)


for command in (report_due.due, report_merge.merge, verify):
    report.add_command(command)
