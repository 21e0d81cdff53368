"""Broadcasts as an iCalendar: RFC 5545, the same bytes for the same desk."""

import datetime as dt

from icalendar import Calendar, Event
from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from radiodesk import __version__
from radiodesk.locale import N_, _
from radiodesk.model import Broadcast, BroadcastKind, BroadcastState, Duty, Person, ProgrammeKind, station
from radiodesk.model.moments import span
from radiodesk.model.text import fold
from radiodesk.schedule.queries import views
from radiodesk.schedule.views import BroadcastView

STATUS = {
    BroadcastState.PLANNED: "TENTATIVE",
    BroadcastState.AIRED: "CONFIRMED",
    BroadcastState.CANCELLED: "CANCELLED",
    BroadcastState.MISSED: "CANCELLED",
}
"""What was missed did not take place; a calendar has no nearer word."""

RELAY, LIVE_RELAY, REPEAT = N_("relay"), N_("live relay"), N_("repeat")
FIRST_RUNS = {
    ProgrammeKind.NEWS: N_("news"),
    ProgrammeKind.COLUMN: N_("radio column"),
    ProgrammeKind.ANNOUNCEMENT: N_("announcement"),
    ProgrammeKind.MUSIC: N_("music"),
}
"""The categories of events."""

KINDS = (*ProgrammeKind, BroadcastKind.REPEAT, BroadcastKind.RELAY)
"""What a broadcast may be chosen by: the kind of its programme, or that it is a repeat or a relay."""


def calendar(
    session: Session,
    first: dt.date | None = None,
    last: dt.date | None = None,
    *,
    kind: ProgrammeKind | BroadcastKind | None = None,
    person: str = "",
) -> Calendar:
    """The broadcasts that start on the local days `first` to `last`, each an event of the station's zone.

    kind: one of KINDS. person: only those that somebody of that name, whatever its case and accents, is on for.
    """
    here = station(session)
    conditions: list[ColumnElement[bool]] = []
    if first:
        conditions.append(Broadcast.starts >= span(first, first, here.zone_info)[0])
    if last:
        conditions.append(Broadcast.starts < span(last, last, here.zone_info)[1])
    if person:
        conditions.append(Broadcast.duties.any(Duty.person.has(Person.folded == fold(person))))
    made = Calendar()
    made.add("prodid", f"-//radiodesk//radiodesk {__version__}//VI")
    made.add("version", "2.0")
    made.add("x-wr-calname", here.name)
    made.add("x-wr-timezone", here.zone)
    for item in views(session, *conditions):
        if kind is None or kind in (item.kind, item.programme_kind):
            made.add_component(_event(item, here.uid))
    made.add_missing_timezones()
    return made


def _event(item: BroadcastView, station_uid: str) -> Event:
    event = Event()
    event.add("uid", f"broadcast-{item.id}@{station_uid}")
    # When it was last changed, not when it was exported: the same desk gives the same file.
    event.add("dtstamp", item.changed)
    event.add("last-modified", item.changed)
    event.add("sequence", item.version - 1)
    event.add("dtstart", item.starts)
    if item.seconds:
        event.add("duration", dt.timedelta(seconds=item.seconds))
    event.add("summary", item.title)
    event.add("status", STATUS[item.state])
    event.add("categories", [_(_category(item))])
    description = "\n".join(filter(None, (item.upstream, item.people, item.note)))
    if description:
        event.add("description", description)
    return event


def _category(item: BroadcastView) -> str:
    if item.kind is BroadcastKind.REPEAT:
        return REPEAT
    if item.programme_kind is None:
        return LIVE_RELAY if item.live else RELAY
    return FIRST_RUNS[item.programme_kind]
