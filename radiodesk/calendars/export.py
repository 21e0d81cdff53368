"""Export broadcasts as iCalendar (RFC 5545). The same desk gives the same bytes."""

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

ENDINGS = (".ics",)

STATUS = {
    BroadcastState.PLANNED: "TENTATIVE",
    BroadcastState.AIRED: "CONFIRMED",
    BroadcastState.CANCELLED: "CANCELLED",
    BroadcastState.MISSED: "CANCELLED",
}
"""The status of events. iCalendar has none for a missed broadcast: it did not take place, like a cancelled one."""

RELAY, LIVE_RELAY, REPEAT = N_("relay"), N_("live relay"), N_("repeat")
FIRST_RUNS = {
    ProgrammeKind.NEWS: N_("news"),
    ProgrammeKind.COLUMN: N_("radio column"),
    ProgrammeKind.ANNOUNCEMENT: N_("announcement"),
    ProgrammeKind.MUSIC: N_("music"),
    ProgrammeKind.OTHER: N_("other"),
}
"""The categories of events."""

KINDS = (*ProgrammeKind, BroadcastKind.REPEAT, BroadcastKind.RELAY)
"""The kinds that broadcasts may be selected by: the kind of their programme, repeat, or relay."""


def calendar(
    session: Session,
    first: dt.date | None = None,
    last: dt.date | None = None,
    *,
    kind: ProgrammeKind | BroadcastKind | None = None,
    person: str = "",
) -> Calendar:
    """The broadcasts that start on the local days `first` to `last`, each an event in the station's time zone.

    first, last: without them, from the first or to the last broadcast. kind: one of KINDS. person: only broadcasts at
    which the person with this name, regardless of case and accents, is on duty.
    """
    settings = station(session)
    conditions: list[ColumnElement[bool]] = []
    if first:
        conditions.append(Broadcast.starts >= span(first, first, settings.zone_info)[0])
    if last:
        conditions.append(Broadcast.starts < span(last, last, settings.zone_info)[1])
    if person:
        conditions.append(Broadcast.duties.any(Duty.person.has(Person.folded == fold(person))))
    result = Calendar()
    result.add("prodid", f"-//radiodesk//radiodesk {__version__}//VI")
    result.add("version", "2.0")
    result.add("x-wr-calname", settings.name)
    result.add("x-wr-timezone", settings.zone)
    for item in views(session, *conditions):
        if kind is None or kind in (item.kind, item.programme_kind):
            result.add_component(_event(item, settings.uid))
    result.add_missing_timezones()
    return result


def _event(item: BroadcastView, station_uid: str) -> Event:
    event = Event()
    event.add("uid", f"broadcast-{item.id}@{station_uid}")
    # The time of the last change, not of the export, so that the same desk gives the same file.
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
