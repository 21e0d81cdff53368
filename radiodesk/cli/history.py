"""`radiodesk log` and `radiodesk undo`: show the changes at the desk, and undo them."""

import json
import sys
from typing import TYPE_CHECKING

import click

from radiodesk.cli.common import Command, IntRange, confirmed, home_options, open_desk, warn
from radiodesk.config import Config
from radiodesk.errors import UserError, visible
from radiodesk.locale import N_, _

if TYPE_CHECKING:
    from radiodesk.history.log import Entry


class CannotAsk(UserError):
    """A change to many things has to be undone on purpose, but there is no terminal to ask on."""

    message = N_("Undoing “{sentence}” changes many rows ({source}. {lines}): allow that with --yes")


class NumberNeeded(UserError):
    """The last change cannot be undone, so an older one has to be named."""

    message = N_(
        "{error}. To undo an older one, give its number, such as “radiodesk undo {example}”: “radiodesk log” shows them"
    )


@click.command(cls=Command, help=N_("Show the changes at the desk, newest first."))
@click.option(
    "--of",
    metavar="THING",
    help=N_("Only changes of one thing: story, story:118, or text such as a title."),
)
@click.option("--by", metavar="PERSON", help=N_("Only changes by this person."))
@click.option("--since", metavar="DAY", help=N_("Only changes from this day on."))
@click.option(
    "--limit", type=IntRange(1), metavar="N", help=N_("At most N entries; by default 50, and all with --json.")
)
@click.option("--json", "as_json", is_flag=True, help=N_("Print them as JSON, with the columns before and after."))
@home_options
def log(of: str | None, by: str | None, since: str | None, limit: int | None, as_json: bool, config: Config) -> None:
    """Print entries of the audit, each with what it changed."""
    with open_desk(config) as desk:
        from radiodesk.history import differences
        from radiodesk.history import log as history
        from radiodesk.history.sentences import sentence
        from radiodesk.locale import formats
        from radiodesk.model import today
        from radiodesk.model.typed import typed_day

        with desk.reading() as session:
            day = typed_day(since, today(session), past=True) if since else None
            found = history.entries(
                session, of=of, by=by, since=day, limit=limit or (None if as_json else 50), with_rows=as_json
            )
            lines = {} if as_json else differences.of_entries(session, found)
    if as_json:
        click.echo(json.dumps([entry.as_json() for entry in found], ensure_ascii=False, indent=1))
        return
    for entry in found:
        when = f"{formats.day(entry.when.date())} {formats.clock(entry.when)}"
        click.echo(f"{entry.id:>6}  {when}  {entry.person}  {sentence(entry.action, entry.values)}")
        _print_lines(lines[entry.id])
    if not found:
        warn(_("No change matches: “radiodesk log” shows all of them"))


@click.command(
    cls=Command,
    help=N_(
        "Undo a change: an entry of the log, or without ENTRY the last change of the person who works here, which is "
        "the account or the one that --person names."
    ),
)
@click.argument("entry", type=int, required=False, metavar="[ENTRY]")
@click.option("--yes", is_flag=True, help=N_("Do not ask."))
@home_options
def undo(entry: int | None, yes: bool, config: Config) -> None:
    """Undo an entry of the audit. Undoing an undo repeats the change."""
    with open_desk(config) as desk:
        from radiodesk.history import differences
        from radiodesk.history import log as history
        from radiodesk.history import undo as undoing
        from radiodesk.history.sentences import sentence
        from radiodesk.model import Action

        with desk.reading() as session:
            try:
                found = undoing.last_of(session, desk.person) if entry is None else history.entry(session, entry)
            except undoing.CannotUndoLast as error:
                raise NumberNeeded(error=error, example=int(str(error.values["entry"])) - 1) from error
            lines = differences.of_undo(session, found)
            is_asked = differences.is_large(found, len(found.rows)) and not yes
            if is_asked:
                undoing.check(session, found)
        if is_asked:
            _ask(found, lines)
        with desk.changing(Action.UNDO) as session:
            failures = undoing.undo(session, desk, found)
        for failure in failures:
            warn(failure.at_command_line)
    click.echo(sentence(Action.UNDO, {"action": found.action, "values": found.values}))
    _print_lines([_source(found), *lines])


def _ask(entry: "Entry", lines: list[str]) -> None:
    """Ask whether to undo an entry that changed much. raises CannotAsk, Abort."""
    from radiodesk.history.sentences import sentence

    said = sentence(entry.action, entry.values)
    if sys.stdin is None or not sys.stdin.isatty():
        raise CannotAsk(sentence=said, source=_source(entry), lines="; ".join(lines))
    warn(f"{said}\n  {_source(entry)}")
    for line in lines:
        warn(f"  {line}")
    if not confirmed(_("Undo this?")):
        raise click.Abort


def _source(entry: "Entry") -> str:
    """Which entry it is, of whom and when."""
    from radiodesk.locale import formats

    return _("Entry {entry} by {person} at {time} on {day}").format(
        entry=entry.id,
        person=visible(entry.person),
        time=formats.clock(entry.when),
        day=formats.day(entry.when.date()),
    )


def _print_lines(lines: list[str]) -> None:
    for line in lines:
        click.echo(f"        {line}")
