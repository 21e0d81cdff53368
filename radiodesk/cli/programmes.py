"""`radiodesk programmes`: list the programmes of the station, and merge two that are one."""

import sys

import click

from radiodesk.cli.common import Group, confirmed, home_options, open_desk, warn
from radiodesk.config import Config
from radiodesk.errors import Doubtful, UserError
from radiodesk.locale import N_, _


class CannotAsk(UserError):
    """A merge that changes what is counted, but there is no terminal to ask on."""

    message = N_("{doubt}: allow that with --yes")


@click.group(cls=Group, help=N_("The programmes of the station."))
@home_options
def programmes(config: Config) -> None:
    """The group of these commands."""


@programmes.command("list", help=N_("List the programmes, each with its number."))
@home_options
def list_(config: Config) -> None:
    """List the programmes in alphabetical order."""
    with open_desk(config) as desk:
        from radiodesk.locale import formats, ngettext
        from radiodesk.schedule import programmes as known

        with desk.reading() as session:
            found = known.programmes(session)
    for each in found:
        count = ngettext("{count} edition", "{count} editions", each.editions)
        editions = count.format(count=formats.number(each.editions))
        double = "  " + _("double of {id}").format(id=each.double_of) if each.double_of else ""
        click.echo(f"{each.id:>5}  {each.title}  ({_(each.kind)}, {editions}){double}")


@programmes.command(
    help=N_(
        "Merge two programmes, given by their titles or numbers: everything of the first moves to the second, and its "
        "title leads to the second from now on, in a ledger too. “radiodesk check” names programmes with one title, "
        "which older releases allowed."
    )
)
@click.argument("programme")
@click.argument("into")
@click.option("--yes", is_flag=True, help=N_("Do not ask."))
@home_options
def merge(programme: str, into: str, yes: bool, config: Config) -> None:
    """Merge two programmes, given by their titles or numbers."""
    with open_desk(config) as desk:
        from radiodesk.model import Action, today
        from radiodesk.schedule import programmes as known

        with desk.reading() as session:
            gone, kept = known.view(session, programme), known.view(session, into)

        def save(*, sure: bool) -> None:
            values = {"name": gone.title, "into": kept.title}
            with desk.changing(Action.MERGE_PROGRAMME, **values) as session:
                known.merge(session, gone.id, gone.version, kept.id, kept.version, today=today(session), sure=sure)

        try:
            save(sure=yes)
        except Doubtful as error:
            if sys.stdin is None or not sys.stdin.isatty():
                raise CannotAsk(doubt=error) from error
            warn(str(error))
            if not confirmed(_("Merge them?")):
                raise click.Abort from error
            save(sure=True)
    click.echo(_("“{title}” is one programme now, of the kind “{kind}”").format(title=kept.title, kind=_(kept.kind)))
