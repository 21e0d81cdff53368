"""`radiodesk report`: the report of a period as text, document or data. Subcommands tell what is due, and merge reports."""

import sys
from pathlib import Path

import click

from radiodesk import outputs
from radiodesk.cli import report_due, report_merge
from radiodesk.cli.common import FILE_NAME, DefaultGroup, home_options, named_subcommands, open_desk
from radiodesk.config import Config
from radiodesk.errors import UserError, visible
from radiodesk.locale import N_, _, in_language, language
from radiodesk.reports.endings import ENDING_OF, ENDINGS, PAPERS, TEXTS


class NotForTerminal(UserError):
    """A document that a terminal cannot show."""

    message = N_("A terminal cannot show a file in the format {form}: give --output a file name")


@click.group(cls=DefaultGroup, help=N_("The report of a period: 2019-03, 2019-Q1, 2019-H1, 2019-9m, 2019 or day/day."))
@click.argument("code", required=False, metavar="CODE", shell_complete=named_subcommands)
@click.option(
    "--rule",
    type=click.Choice(["official", "calendar"]),
    help=N_("Official: from the 15th to the 14th. Calendar: first to last day. By default, the station's rule."),
)
@click.option(
    "--format",
    "form",
    type=click.Choice([*ENDING_OF]),
    help=N_("The format; by default, that of the file's ending."),
)
@click.option("--output", type=FILE_NAME, metavar="FILE", help=N_("Write it to a file."))
@home_options
def report(code: str | None, rule: str | None, form: str | None, output: str | None, config: Config) -> None:
    """Print or write the report, unless a subcommand is named."""
    if code is None:
        return
    form = form or form_of(output)
    if output is None and form not in TEXTS and sys.stdout is not None and sys.stdout.isatty():
        raise NotForTerminal(form=form)
    with open_desk(config) as desk:
        if output is not None:
            outputs.check(config, output, endings=[ENDING_OF[form]])
        from radiodesk.model import PeriodRule, station, today
        from radiodesk.reports import tally
        from radiodesk.reports.papers import keys_of_paper, paper_of
        from radiodesk.reports.typed_periods import typed_period
        from radiodesk.reports.written import written

        with desk.reading() as session:
            period_rule = PeriodRule(rule) if rule else station(session).period_rule
            period = typed_period(code, period_rule, today(session))
            paper = paper_of(session)
            with in_language("vi" if form in PAPERS else language()):
                found = tally.report(session, period, keys_of_paper(session) if form in PAPERS else None)
    content = written(found, form, paper=paper)
    if output is None and form in TEXTS:
        click.echo(content.decode("utf-8-sig"), nl=False)
        return
    output = output or outputs.STANDARD_OUTPUT
    outputs.write(config, output, content, endings=[ENDING_OF[form]])
    if not outputs.is_stream(output):
        click.echo(_("The report is written to {file}").format(file=visible(output)), err=True)


for command in (report_due.due, report_merge.merge):
    report.add_command(command)


def form_of(output: str | None) -> str:
    """The format for the ending of a file, or text if it has no ending. raises UnfitEnding for an unknown one."""
    ending = Path(output or "").suffix.lower()
    if output and ending and ending not in ENDINGS:
        raise outputs.UnfitEnding(file=output, endings=", ".join(ENDINGS))
    return ENDINGS.get(ending, "text")
