"""`radiodesk royalties`: the pay list of a month. `radiodesk royalties-settings`: the rules that it follows."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from radiodesk import outputs
from radiodesk.cli.common import (
    FILE_NAME,
    Command,
    Group,
    NotForTerminal,
    home_options,
    open_desk,
    refuse_file,
    report_written,
    warn,
    warn_of_account,
)
from radiodesk.config import Config
from radiodesk.errors import visible
from radiodesk.locale import N_, _
from radiodesk.reports.royalties.endings import BINARY, ENDING_OF

if TYPE_CHECKING:
    from radiodesk.model import Desk
    from radiodesk.reports.royalties.content import PayList

TOML = (".toml",)


@click.command(
    cls=Command,
    help=N_(
        "Royalties and fees of a month, as a pay list with a slip for each person: 2019-03. "
        "“radiodesk royalties-settings” holds the rules."
    ),
)
@click.argument("month", metavar="YYYY-MM")
@click.option(
    "--format",
    "form",
    type=click.Choice([*ENDING_OF]),
    help=N_("The format; by default, that of the file's ending."),
)
@click.option("--output", type=FILE_NAME, metavar="FILE", help=N_("Write it to a file."))
@click.option(
    "--close",
    is_flag=True,
    help=N_("Close the month: its pay list never changes, and later corrections are in the next one."),
)
@home_options
def royalties(month: str, form: str | None, output: str | None, close: bool, config: Config) -> None:
    """Print or write the pay list, after closing the month if that is wished."""
    form = form or outputs.form_of(output, ENDING_OF)
    file = outputs.STANDARD_OUTPUT if output is None else output
    with open_desk(config) as desk:
        outputs.check(config, file, endings=[ENDING_OF[form]])
        if output is None and form in BINARY and sys.stdout is not None and sys.stdout.isatty():
            raise NotForTerminal(form=form)
        if close:
            _close(desk, month)
        found = _shown(desk, month)
        from radiodesk.reports.royalties.writing import as_file, as_text_of

        if output is None and form not in BINARY:
            click.echo(as_text_of(found, form), nl=False)
        else:
            outputs.write(config, file, as_file(found, form), endings=[ENDING_OF[form]])
    if form != "text":
        for remark in found.remarks:
            warn(visible(remark.sentence))
    if output is not None and not outputs.is_stream(output):
        warn(_("The pay list is written to {file}").format(file=visible(output)))


def _shown(desk: "Desk", month: str) -> "PayList":
    from radiodesk.model import today
    from radiodesk.reports.royalties import months

    with desk.reading() as session:
        return months.pay_list(session, months.typed_month(month, today(session)))


def _close(desk: "Desk", month: str) -> None:
    """Close a month, and say so. One that is closed already stays as it is: a stopped command can be given again."""
    from radiodesk.model import Action, today
    from radiodesk.model.base import now
    from radiodesk.reports import periods
    from radiodesk.reports.royalties import months

    with desk.reading() as session:
        code = months.typed_month(month, today(session))
    try:
        with desk.changing(Action.CLOSE_ROYALTIES, month=code) as session:
            found = months.close(session, code, person=desk.person, now=now(), today=today(session))
    except months.ClosedAlready as error:
        warn(str(error))
    else:
        warn(_("{month} is closed").format(month=periods.title(found.period)))
        warn_of_account(desk)


@click.group(
    "royalties-settings",
    cls=Group,
    help=N_("The rules for royalties and fees: base salaries, coefficients, norms, caps and tax."),
)
@home_options
def settings(config: Config) -> None:
    """The group of these commands."""


@settings.command(
    help=N_(
        "Set the rules that a file gives. What the file does not name stays as it is. FILE - is standard input. "
        "“export” writes a file to begin with."
    )
)
@click.argument("file", type=FILE_NAME)
@click.option("--dry-run", is_flag=True, help=N_("Only show what would change."))
@home_options
def apply(file: str, dry_run: bool, config: Config) -> None:
    """Apply the file, and print what changes."""
    from radiodesk.model import text_files

    text = text_files.text_of(file)
    with open_desk(config) as desk:
        from radiodesk.model import Action
        from radiodesk.model.toml_files import BadFile
        from radiodesk.reports.royalties import settings_file

        name = visible(Path(file).name)
        try:
            wanted = settings_file.read(name, text)
        except BadFile as error:
            refuse_file(error, file)
        unit = desk.trying(Action.APPLY_ROYALTIES) if dry_run else desk.changing(Action.APPLY_ROYALTIES, file=name)
        with unit as session:
            said = settings_file.apply(session, wanted)
    for line in said or [_("The rules are these already")]:
        click.echo(visible(line))
    if dry_run:
        click.echo(_("Nothing was changed: this is what would be done."))


@settings.command(help=N_("Write the rules to a file. FILE - is standard output."))
@click.argument("file", type=FILE_NAME)
@home_options
def export(file: str, config: Config) -> None:
    """Write all rules, those that the station did not set too."""
    outputs.check(config, file, endings=TOML)
    with open_desk(config) as desk:
        from radiodesk.reports.royalties import settings as stored
        from radiodesk.reports.royalties import settings_writing

        with desk.reading() as session:
            text = settings_writing.write(stored.rules(session))
    outputs.write(config, file, text.encode(), endings=TOML)
    report_written(file, _("The rules are written to {file}").format(file=file))
