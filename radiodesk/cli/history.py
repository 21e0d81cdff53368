"""`radiodesk log` and `radiodesk undo`: show the changes at the desk, and undo them."""

import json

import click

from radiodesk.cli.common import Command, home_options, open_desk
from radiodesk.config import Config
from radiodesk.locale import N_, _


@click.command(cls=Command, help=N_("Show the changes at the desk, newest first."))
@click.option(
    "--of",
    metavar="THING",
    help=N_("Only changes of one thing: story, story:118, or text such as a title."),
)
@click.option("--by", metavar="PERSON", help=N_("Only changes by this person."))
@click.option("--since", metavar="DAY", help=N_("Only changes from this day on."))
@click.option(
    "--limit", type=click.IntRange(1), metavar="N", help=N_("At most N entries; by default 50, and all with --json.")
)
@click.option("--json", "as_json", is_flag=True, help=N_("Print them as JSON, with the columns before and after."))
@home_options
def log(of: str | None, by: str | None, since: str | None, limit: int | None, as_json: bool, config: Config) -> None:
    """Print entries of the audit."""
    with open_desk(config) as desk:
        from radiodesk.history import log as history
        from radiodesk.locale import formats
        from radiodesk.model.parsing import parse_day

        day = parse_day(since) if since else None
        with desk.reading() as session:
            found = history.entries(
                session, of=of, by=by, since=day, limit=limit or (None if as_json else 50), with_rows=as_json
            )
    if as_json:
        click.echo(json.dumps([entry.as_json() for entry in found], ensure_ascii=False, indent=1))
        return
    for entry in found:
        when = f"{formats.day(entry.when.date())} {formats.clock(entry.when)}"
        click.echo(f"{entry.id:>6}  {when}  {entry.person}  {history.sentence(entry.action, entry.values)}")


@click.command(cls=Command, help=N_("Undo a change: this person's last one, or an entry of the log."))
@click.argument("entry", type=int, required=False)
@home_options
def undo(entry: int | None, config: Config) -> None:
    """Undo an entry of the audit. Undoing an undo repeats the change."""
    with open_desk(config) as desk:
        from radiodesk.history import log as history
        from radiodesk.history import undo as undoing
        from radiodesk.model import Action

        with desk.reading() as session:
            found = history.entry(session, entry) if entry else undoing.last_of(session, config.person)
        with desk.changing(Action.UNDO, entry=found.id, action=found.action, values=found.values) as session:
            undoing.undo(session, found)
    click.echo(_("Undone: {undone}").format(undone=history.sentence(found.action, found.values)))
