"""Export broadcasts as iCalendar (RFC 5545). The same desk gives the same bytes."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from icalendar import Calendar, Event
from icalendar.prop import vText
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from radiodesk import __version__
from radiodesk.calendars import filters, revisions, time_zones
from radiodesk.calendars.revisions import Revision, StoredFacts
from radiodesk.kinds import OFF_AIR
from radiodesk.locale import N_, _
from radiodesk.model import Broadcast, BroadcastKind, BroadcastState, ProgrammeKind, station
from radiodesk.model.moments import after, span
from radiodesk.schedule import plan
from radiodesk.schedule.conflicts import OWN
from radiodesk.schedule.entry import Entry

ENDINGS = (".ics",)

STATUS = {
    BroadcastState.PLANNED: "TENTATIVE",
    BroadcastState.AIRED: "CONFIRMED",
    BroadcastState.CANCELLED: "CANCELLED",
    BroadcastState.MISSED: "CANCELLED",
}
"""The status of events. iCalendar has none for a missed broadcast: it did not take place, like a cancelled one."""

RELAY, LIVE_RELAY, REPEAT, OWN_LIVE = N_("relay"), N_("live relay"), N_("repeat"), N_("own live")
PROGRAMME_KINDS = {
    ProgrammeKind.NEWS: N_("news"),
    ProgrammeKind.COLUMN: N_("radio column"),
    ProgrammeKind.ANNOUNCEMENT: N_("announcement"),
    ProgrammeKind.MUSIC: N_("music"),
    ProgrammeKind.OTHER: N_("other"),
}
"""The categories of events."""

KINDS = (*ProgrammeKind, BroadcastKind.REPEAT, BroadcastKind.RELAY)
"""The kinds that broadcasts may be selected by: the kind of their programme, repeat, or relay."""


@dataclass(frozen=True)
class _Shown:
    """A broadcast with all that its event says."""

    entry: Entry
    uid: str
    ends: dt.datetime | None
    """In the station's zone."""
    revision: Revision


def calendar(
    session: Session,
    first: dt.date | None = None,
    last: dt.date | None = None,
    *,
    kind: ProgrammeKind | BroadcastKind | None = None,
    programme: str | None = None,
    upstream: str | None = None,
    person: str | None = None,
) -> Calendar:
    """The broadcasts as events in the station's time zone, by start.

    first, last: local days; every broadcast that is on air on any of them, and what the slots give there. Without one
    of them: from the first, or to the last stored broadcast. Without both: what is stored.
    kind: one of KINDS. programme: a title or an id. upstream, person: names, regardless of case and accents; a person
    is one on duty. raises UnknownProgramme, SeveralProgrammes, UnknownUpstream, UnknownPerson.
    """
    conditions = filters.conditions(session, kind=kind, programme=programme, upstream=upstream, person=person)
    found = _stored(session) if first is None and last is None else _planned(session, first, last)
    shown = _shown(session, [each for each in found if all(holds(each) for holds in conditions)])
    settings = station(session)
    result = Calendar()
    result.add("prodid", f"-//radiodesk//radiodesk {__version__}//VI")
    result.add("version", "2.0")
    result.add("name", vText(settings.name))
    result.add("x-wr-calname", vText(settings.name))  # as text: icalendar does not escape what it does not know
    result.add("x-wr-timezone", settings.zone)
    local = [each for each in shown if not _is_in_utc(each)]
    if local and settings.zone != "UTC":
        begin = min(each.entry.starts for each in local)
        end = max(each.ends or each.entry.starts for each in local)
        result.add_component(time_zones.time_zone(settings.zone_info, begin, end))
    for each in shown:
        result.add_component(_event(each, settings.uid))
    return result


def _stored(session: Session) -> list[Entry]:
    """All stored broadcasts. Where only an occurrence that is not stored ends one, the plan says when."""
    found = plan.stored(session)
    unended = {
        each.identity: each.starts
        for each in found
        if each.seconds is None and each.ends is None and each.state not in OFF_AIR
    }
    around = [plan.entries(session, starts, after(starts, 1)) for starts in sorted(set(unended.values()))]
    planned = {each.identity: each for found_there in around for each in found_there if each.identity in unended}
    return [planned.get(each.identity, each) for each in found]


def _planned(session: Session, first: dt.date | None, last: dt.date | None) -> list[Entry]:
    """The plan of a window; one that is open on a side reaches to the first or last stored broadcast."""
    local_zone = station(session).zone_info
    # One by one: SQLite would read the whole index for both at once.
    edges: list[ColumnElement[dt.datetime]] = [func.min(Broadcast.starts)] if first is None else []
    edges += [func.max(Broadcast.starts)] if last is None else []
    moments = [session.scalar(select(edge)) for edge in edges]
    days = [each for each in (first, last) if each is not None]
    days += [moment.astimezone(local_zone).date() for moment in moments if moment is not None]
    begin, end = span(first or min(days), last or max(days), local_zone)
    return plan.entries(session, begin, end)


def _shown(session: Session, entries: Sequence[Entry]) -> list[_Shown]:
    facts = revisions.stored_facts(session, [each.broadcast_id for each in entries if each.broadcast_id is not None])
    of = revisions.revisions(session, entries, facts)
    created = revisions.series_created(session) if any(each.slot for each in entries) else {}
    shown = []
    for entry in entries:
        known = facts.get(entry.broadcast_id or 0)
        is_occurrence = entry.slot is not None and (known is None or known.created >= created[entry.slot.series_id])
        uid = _uid_of_occurrence(entry) if is_occurrence else f"broadcast-{entry.broadcast_id}"
        shown.append(_Shown(entry, uid, _end(entry, known), of[entry.identity]))
    return shown


def _uid_of_occurrence(entry: Entry) -> str:
    """The UID of an occurrence, which it keeps when it is stored, moved, or when its slot gets another time.

    A rule gives one occurrence a day; others of a day were added, and are named by their local start too.
    """
    assert entry.slot is not None and entry.occurrence is not None  # noqa: S101, PT018 - the caller checks it
    was_added = entry.occurrence.time() != entry.slot.terms.recurrence.at
    return f"series-{entry.slot.series_id}-{entry.occurrence:{'%Y%m%dT%H%M%S' if was_added else '%Y%m%d'}}"


def _end(entry: Entry, known: StoredFacts | None) -> dt.datetime | None:
    """The actual end if the length was noted or is that of an air file, else the planned one; None if nothing ends it.

    What was cancelled ends where it was planned to end.
    """
    seconds = entry.seconds if known is None or known.made_seconds is None else known.made_seconds
    if seconds is None:
        return entry.ends
    return after(entry.starts, seconds)


def _is_in_utc(shown: _Shown) -> bool:
    """Whether an event is written in UTC: clocks show its start or its end twice, so a local time would be unclear."""
    return any(time_zones.is_ambiguous(each) for each in (shown.entry.starts, shown.ends) if each is not None)


def _event(shown: _Shown, station_uid: str) -> Event:
    entry, zone = shown.entry, dt.UTC if _is_in_utc(shown) else shown.entry.starts.tzinfo
    event = Event()
    event.add("uid", f"{shown.uid}@{station_uid}")
    # The time of the last change, not of the export, so that the same desk gives the same file.
    event.add("dtstamp", shown.revision.changed)
    event.add("last-modified", shown.revision.changed)
    event.add("sequence", shown.revision.sequence)
    event.add("dtstart", entry.starts.astimezone(zone))
    if shown.ends is not None:
        event.add("dtend", shown.ends.astimezone(zone))
    event.add("summary", entry.title)
    event.add("status", STATUS[entry.state])
    event.add("transp", "TRANSPARENT" if entry.state in OFF_AIR else "OPAQUE")
    event.add("categories", [_(each) for each in _categories(entry)])
    outlets = [_("own air") if each == OWN else each for each in entry.outlets if entry.outlets != (OWN,)]
    if location := ", ".join(filter(None, (entry.place, *outlets))):
        event.add("location", location)
    people = " · ".join(dict.fromkeys(name for _role, name in entry.duties))
    if description := "\n".join(filter(None, (entry.upstream, people, entry.note))):
        event.add("description", description)
    return event


def _categories(entry: Entry) -> Iterable[str]:
    """What a broadcast is: a relay, or the kind of its programme, and whether it is a repeat or live."""
    if entry.kind is BroadcastKind.REPEAT:
        yield REPEAT
    if entry.kind is BroadcastKind.RELAY:
        yield LIVE_RELAY if entry.live_event else RELAY
    elif entry.programme_kind is not None:
        yield PROGRAMME_KINDS[entry.programme_kind]
    if entry.own_live and entry.kind is BroadcastKind.FIRST_RUN:
        yield OWN_LIVE
