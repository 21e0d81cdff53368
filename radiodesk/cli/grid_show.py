"""`radiodesk grid show` and `grid conflicts`: the plan of some days, and what a planner must be shown in it."""

import datetime as dt
import itertools
import json
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from radiodesk.cli.common import BackwardDays, Command, home_options, open_desk, warn
from radiodesk.config import Config
from radiodesk.errors import UserError, visible
from radiodesk.locale import N_, _

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from radiodesk.schedule.entry import Entry
    from radiodesk.schedule.found_conflicts import FoundConflict


class UnreadableWeek(UserError):
    """Text that is not a week."""

    message = N_("“{text}” is not a week: write it as 2019-W10")


MOST_YEARS = 5
"""The most years that are shown at once, which bounds time and memory."""


class TooManyDays(UserError):
    """A window that would take minutes and gigabytes."""

    message = N_("From {first} to {last} is more than {years} years: ask for fewer days at once")


@click.command(cls=Command, help=N_("Show what is planned: by default, this week. Both days are included."))
@click.option("--week", metavar="W", help=N_("A week, as 2019-W10."))
@click.option("--from", "first", metavar="D", help=N_("The first day, as 05/03/2019 or 2019-03-05."))
@click.option("--to", "last", metavar="D", help=N_("The last day."))
@click.option("--all", "everything", is_flag=True, help=N_("Cancelled broadcasts too."))
@click.option("--json", "as_json", is_flag=True, help=N_("Print the result as JSON."))
@home_options
def show(
    week: str | None, first: str | None, last: str | None, everything: bool, as_json: bool, config: Config
) -> None:
    """Print the plan of these days."""
    if week and (first or last):
        raise click.UsageError(_("--week and --from or --to cannot be used together"))
    with open_desk(config) as desk:
        from radiodesk.kinds import BroadcastState
        from radiodesk.model import today, zone
        from radiodesk.model.moments import monday_of, span
        from radiodesk.schedule import plan

        with desk.reading() as session:
            now = today(session)
            monday = _monday(week) if week else monday_of(now)
            begins, ends = _days(first, last, now, (monday, monday + dt.timedelta(days=6)))
            found = plan.entries(session, *span(begins, ends, zone(session)))
            warn_of_damage(session)
        shown = [each for each in found if everything or each.state is not BroadcastState.CANCELLED]
    if as_json:
        click.echo(json.dumps([entry_as_json(each) for each in shown], ensure_ascii=False, indent=1))
        return
    for line in _as_table(shown):
        click.echo(visible(line))
    if not shown:
        click.echo(_("Nothing is planned on these days."))


@click.command(cls=Command, help=N_("Show conflicts: by default, of today and the 27 days after."))
@click.option("--from", "first", metavar="D", help=N_("The first day, as 05/03/2019 or 2019-03-05."))
@click.option("--to", "last", metavar="D", help=N_("The last day."))
@click.option("--json", "as_json", is_flag=True, help=N_("Print the result as JSON."))
@home_options
def conflicts(first: str | None, last: str | None, as_json: bool, config: Config) -> None:
    """Print the conflicts that touch these days."""
    with open_desk(config) as desk:
        from radiodesk.model import today
        from radiodesk.schedule import conflict_words, found_conflicts

        with desk.reading() as session:
            now = today(session)
            begins, ends = _days(first, last, now, (now, now + dt.timedelta(days=found_conflicts.DAYS_AHEAD - 1)))
            found = found_conflicts.find(session, begins, ends)
            warn_of_damage(session)
    if as_json:
        click.echo(json.dumps([conflict_as_json(each) for each in found], ensure_ascii=False, indent=1))
        return
    for group in conflict_words.grouped(found):
        click.echo(visible(conflict_words.sentence(group)))
    if not found:
        click.echo(_("No conflicts on these days."))


def warn_of_damage(session: "Session") -> None:
    """Name the slots that cannot be read, and are left out of the plan."""
    from radiodesk.schedule import slots

    for error in slots.damaged(session):
        warn(error.at_command_line)


def entry_as_json(entry: "Entry") -> dict[str, Any]:
    """A broadcast as `grid show --json` prints it."""
    from radiodesk.kinds import BroadcastKind
    from radiodesk.model.moments import elapsed
    from radiodesk.schedule.conflicts import OWN

    is_relay = entry.kind is BroadcastKind.RELAY
    return {
        "slot": entry.series,
        "occurrence": entry.occurrence.isoformat(timespec="seconds") if entry.slot and entry.occurrence else None,
        "start": entry.starts.isoformat(timespec="seconds"),
        "end": _moment(entry.ends),
        "seconds": _seconds(elapsed(entry.starts, entry.ends)) if entry.ends else None,
        "title": entry.title,
        "kind": "relay" if is_relay else entry.programme_kind and entry.programme_kind.value,
        "repeat": entry.kind is BroadcastKind.REPEAT,
        "upstream": entry.upstream or None,
        "own_live": entry.own_live,
        "live_event": entry.live_event,
        "outlets": [] if entry.outlets == (OWN,) else list(entry.outlets),
        "state": entry.state.value,
    }


def conflict_as_json(found: "FoundConflict") -> dict[str, Any]:
    """A conflict as `grid conflicts --json` prints it."""
    conflict = found.conflict
    local_zone = found.zone
    return {
        "type": conflict.type.value,
        "broadcasts": [{"slot": each.series, "start": _moment(each.starts)} for each in found.broadcasts],
        "from": _moment(conflict.begins.astimezone(local_zone)),
        "to": _moment(conflict.ends and conflict.ends.astimezone(local_zone)),
        "seconds": None if conflict.seconds is None else _seconds(conflict.seconds),
        "person": conflict.person or None,
        "accepted": found.accepted,
    }


def _moment(moment: dt.datetime | None) -> str | None:
    """A moment with its offset; fractions of a second only if there are any."""
    if moment is None:
        return None
    return moment.isoformat(timespec="milliseconds" if moment.microsecond else "seconds")


def _seconds(seconds: float) -> float:
    return int(seconds) if seconds == int(seconds) else round(seconds, 3)


def _days(
    first: str | None, last: str | None, today: dt.date, otherwise: tuple[dt.date, dt.date]
) -> tuple[dt.date, dt.date]:
    """The first and the last day: with one of them alone, as many days as without both.

    raises BackwardDays, TooManyDays.
    """
    from radiodesk.locale import formats
    from radiodesk.model.moments import EARLIEST, LATEST
    from radiodesk.model.typed import typed_day

    if first is None and last is None:
        return otherwise
    length = otherwise[1] - otherwise[0]
    ends = typed_day(last, today) if last else None
    begins = typed_day(first, today) if first else max(EARLIEST, (ends or today) - length)
    ends = ends or min(LATEST, begins + length)
    if begins > ends:
        raise BackwardDays(first=formats.day(begins), last=formats.day(ends))
    if ends > begins + dt.timedelta(days=366 * MOST_YEARS):
        raise TooManyDays(first=formats.day(begins), last=formats.day(ends), years=MOST_YEARS)
    return begins, ends


def _monday(text: str) -> dt.date:
    """The first day of a week such as "2019-W10". raises UnreadableWeek, DayOutOfRange."""
    from radiodesk.model.typed import in_range

    match = re.fullmatch(r"(\d{4})-?W(\d{1,2})", text.strip().upper())
    try:
        monday = match and dt.date.fromisocalendar(int(match[1]), int(match[2]), 1)
    except ValueError:
        monday = None
    if monday is None:
        raise UnreadableWeek(text=visible(text[:40]))
    return in_range(text, lambda: monday)


def _as_table(entries: Sequence["Entry"]) -> Iterator[str]:
    """The plan for people, below the days."""
    from radiodesk.locale import formats

    for day, of_day in itertools.groupby(entries, key=lambda entry: entry.starts.date()):
        yield formats.day_in_words(day)
        for entry in of_day:
            end = f"–{formats.clock(entry.ends)}" if entry.ends else ""
            yield f"  {formats.clock(entry.starts)}{end}".ljust(15) + "  ".join([entry.title, *_remarks(entry)])


def _remarks(entry: "Entry") -> Iterator[str]:
    from radiodesk.kinds import BroadcastKind, BroadcastState
    from radiodesk.schedule.conflicts import OWN

    if entry.kind is BroadcastKind.REPEAT:
        repeat = _("repeat")
        yield f"({repeat})"
    if entry.kind is BroadcastKind.RELAY:
        source = entry.upstream or _("live event")
        yield f"({source})"
    if entry.outlets != (OWN,):
        yield "→ " + ", ".join(_("own air") if each == OWN else each for each in entry.outlets)
    if entry.state is not BroadcastState.PLANNED:
        yield f"[{_(entry.state)}]"
