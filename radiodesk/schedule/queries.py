"""Query broadcasts: a day, one. The number of queries does not grow with the number of broadcasts."""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import islice
from typing import NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, func, or_, select, tuple_
from sqlalchemy.orm import Session

from radiodesk.errors import UserError
from radiodesk.media import air_level, assembled
from radiodesk.media.recordings import AIR_SECONDS
from radiodesk.model import (
    Broadcast,
    BroadcastKind,
    BroadcastState,
    Duty,
    Edition,
    Programme,
    Relay,
    Series,
    Slot,
    SlotDuty,
    zone,
)
from radiodesk.model.database import Removed
from radiodesk.model.moments import span
from radiodesk.model.text import fold, searched
from radiodesk.model.typed import typed_day, typed_time
from radiodesk.schedule import content, rules
from radiodesk.schedule.conflicts import OWN
from radiodesk.schedule.lacking import Facts, Lack, lacking
from radiodesk.schedule.rules import Airtime
from radiodesk.schedule.stored_rows import NO_PARAMETERS, STARTING, Among, StoredRow, stored_rows
from radiodesk.schedule.views import BroadcastView, DayView, EditionChoice

Value = TypeVar("Value")

LATELY = dt.timedelta(days=31)
"""The time before a broadcast in which its programme shows whether people are on duty at it."""


def day(session: Session, of: dt.date) -> DayView:
    """The broadcasts that start on that local day."""
    return DayView(of, tuple(between(session, *span(of, of, zone(session)))))


def between(session: Session, begin: dt.datetime, end: dt.datetime) -> list[BroadcastView]:
    """The broadcasts that start from `begin` to `end` (excluded), by time."""
    parameters = {"begin": begin, "end": end}
    rows = stored_rows(session, STARTING, parameters)
    known = known_of(session, rows, STARTING, parameters)
    return [view(row, known) for row in rows]


def broadcast(session: Session, broadcast_id: int) -> BroadcastView:
    """One broadcast. raises Removed."""
    found = views(session, Broadcast.id == broadcast_id)
    if not found:
        raise Removed
    return found[0]


def last_day(session: Session) -> dt.date | None:
    """The local day of the newest broadcast; None in an empty desk."""
    newest = session.scalar(select(func.max(Broadcast.starts)))
    return newest.astimezone(zone(session)).date() if newest else None


_EDITIONS = (
    select(Edition.id, Programme.title, Broadcast.starts)
    .join(Programme, Edition.programme_id == Programme.id)
    .join(Broadcast, (Broadcast.edition_id == Edition.id) & (Broadcast.kind == BroadcastKind.FIRST_RUN))
)
_NEWEST_FIRST = (Broadcast.starts.desc(), Broadcast.id.desc())


def editions(
    session: Session, *, query: str = "", until: dt.date | None = None, limit: int = 50
) -> list[EditionChoice]:
    """Editions whose title contains the query, ignoring case and accents; the newest first run comes first.

    until: the last local day of a first run.
    """
    statement = _EDITIONS.where(Programme.folded.contains(searched(query), autoescape=True)).order_by(*_NEWEST_FIRST)
    local_zone = zone(session)
    if until is not None:
        statement = statement.where(Broadcast.starts < span(until, until, local_zone)[1])
    return [
        EditionChoice(edition_id, title, starts.astimezone(local_zone))
        for edition_id, title, starts in session.execute(statement.limit(limit))
    ]


def editions_near(session: Session, day: dt.date, *, query: str = "", limit: int = 50) -> list[EditionChoice]:
    """Editions that match the query: those of the local day by time, then those of the days nearest to it.

    query: a part of the title, a day or a time as people type them, or several of these. A day without a year is the
    one nearest to `day`. Times without a day are looked for in the year before and after it: SQL has no local time of
    day, so more would read all history.
    """
    local_zone = zone(session)
    begin, _end = span(day, day, local_zone)
    words = [query] if _is_moment(query, day) else _WORDS.findall(unicodedata.normalize("NFC", query))
    title = " ".join(word for word in words if not _is_moment(word, day))
    statement = _EDITIONS.where(Programme.folded.contains(searched(title), autoescape=True))
    times: list[tuple[str, dt.time]] = []
    in_a_year: list[ColumnElement[bool]] = []
    names_day = False
    for word in (word for word in words if _is_moment(word, day)):
        in_title = Programme.folded.contains(searched(word), autoescape=True)
        if (time := _tried(typed_time, word)) is not None:
            times.append((searched(word), time))
            in_a_year.append(or_(in_title, Broadcast.starts.between(begin - _A_YEAR, begin + _A_YEAR)))
        else:
            names_day = True
            on = typed_day(word, day)
            first, last = span(on, on, local_zone)
            statement = statement.where(or_(in_title, and_(Broadcast.starts >= first, Broadcast.starts < last)))

    if not names_day:
        statement = statement.where(*in_a_year)

    def nearest(statement: Select[int, str, dt.datetime]) -> list[EditionChoice]:
        found = (
            EditionChoice(edition_id, title, starts.astimezone(local_zone))
            for edition_id, title, starts in session.execute(statement)
        )
        fitting = (each for each in found if all(_is_at(each, word, time) for word, time in times))
        return list(islice(fitting, limit))

    ahead = nearest(_first(statement.where(Broadcast.starts >= begin).order_by(*_OLDEST_FIRST), times, limit))
    before = nearest(_first(statement.where(Broadcast.starts < begin).order_by(*_NEWEST_FIRST), times, limit))
    return sorted([*before, *ahead], key=lambda each: (abs(each.starts.date() - day), each.starts))[:limit]


_OLDEST_FIRST = (Broadcast.starts, Broadcast.id)
_A_YEAR = dt.timedelta(days=366)
_WORDS = re.compile(r"(?<!\S)th[ứu]\s+[2-7](?!\S)|\S+", re.IGNORECASE)
"""The words of a search. “thứ 7” is one: its number alone would be a time."""


def _first(
    statement: Select[int, str, dt.datetime], times: Sequence[object], limit: int
) -> Select[int, str, dt.datetime]:
    """At most `limit` rows, unless more have to be read to find those at a time of day."""
    return statement if times else statement.limit(limit)


def _is_moment(text: str, day: dt.date) -> bool:
    return _tried(typed_time, text) is not None or _tried(typed_day, text, day) is not None


def _is_at(edition: EditionChoice, word: str, time: dt.time) -> bool:
    """Whether an edition begins at a time, or has the word in its title. word: folded."""
    return edition.starts.time().replace(second=0, microsecond=0) == time or word in fold(edition.title)


def _tried(read: Callable[..., Value], text: str, *others: dt.date) -> Value | None:
    """What a text means, or None if it is a word of a title: it has no digit, or cannot be read."""
    if not any(each.isdecimal() for each in text):
        return None
    try:
        return read(text, *others)
    except UserError:
        return None


def edition(session: Session, edition_id: int) -> EditionChoice:
    """One edition. raises Removed."""
    statement = (
        select(Programme.title, Broadcast.starts, Broadcast.planned_seconds, Series.name)
        .join(Edition, Edition.programme_id == Programme.id)
        .join(Broadcast, Broadcast.edition_id == Edition.id)
        .outerjoin(Slot, Broadcast.slot_id == Slot.id)
        .outerjoin(Series, Slot.series_id == Series.id)
        .where(Edition.id == edition_id, Broadcast.kind == BroadcastKind.FIRST_RUN)
    )
    found = session.execute(statement).first()
    if found is None:
        raise Removed
    title, starts, seconds, series = found
    return EditionChoice(edition_id, title, starts.astimezone(zone(session)), seconds, series or "")


def edition_beside(session: Session, edition_id: int, by: int) -> int | None:
    """The edition whose first run is the next (1) or the one before (-1); None at either end."""
    is_first_run = Broadcast.kind == BroadcastKind.FIRST_RUN
    own = select(Broadcast.starts, Broadcast.id).where(Broadcast.edition_id == edition_id, is_first_run)
    position = session.execute(own).first()
    if position is None:
        return None
    order = tuple_(Broadcast.starts, Broadcast.id)
    others = select(Broadcast.edition_id).where(is_first_run)
    if by > 0:
        others = others.where(order > tuple_(*position)).order_by(Broadcast.starts, Broadcast.id)
    else:
        others = others.where(order < tuple_(*position)).order_by(Broadcast.starts.desc(), Broadcast.id.desc())
    return session.scalar(others.limit(1))


def views(session: Session, *conditions: ColumnElement[bool]) -> list[BroadcastView]:
    """The broadcasts that meet the conditions, by time."""
    among = Among(and_(*conditions))
    rows = stored_rows(session, among)
    known = known_of(session, rows, among)
    return [view(row, known) for row in rows]


class Repeated(NamedTuple):
    """The first run of a repeated edition."""

    state: BroadcastState
    starts: dt.datetime
    """UTC."""
    seconds: int | None
    """The actual length, else the planned one."""


class Known(NamedTuple):
    """What is known of broadcasts beside their rows."""

    zone: ZoneInfo
    posted: Collection[int]
    """The editions that are on the website."""
    first_runs: Mapping[int | None, Repeated]
    """The first runs of the repeated editions."""
    staffed_slots: Collection[int]
    staffed_programmes: Collection[int]
    """Those with people on duty, and those whose first runs had some lately."""
    off_level: Collection[int]
    """The air files that are louder or quieter than they should be."""
    outdated: Collection[int]
    """The editions whose assembled file is older than what it was made of."""


def known_of(
    session: Session,
    rows: Sequence[StoredRow],
    among: Among,
    parameters: Mapping[str, object] = NO_PARAMETERS,
    around: Collection[StoredRow] | None = None,
) -> Known:
    """What is known of broadcasts. rows: by time, all meet the condition of `among`, as others may.

    around: broadcasts that were read with them, the first runs of all repeats among them; None if they were not.
    """
    local_zone = zone(session)
    if not rows:
        return Known(local_zone, (), {}, (), (), (), ())
    connection = session.connection()  # flushed when the rows were read
    if around is None:
        first_runs = {
            edition_id: Repeated(state, starts, seconds)
            for edition_id, state, starts, seconds in connection.execute(among.first_runs, parameters).all()
        }
    else:
        first_runs = {
            row.edition_id: Repeated(row.state, row.starts, row.seconds)
            for row in around
            if row.kind is BroadcastKind.FIRST_RUN
        }
    begin = rows[0].starts
    noted: dict[int, str] = dict(connection.execute(among.assembled, parameters).all())
    return Known(
        local_zone,
        set(connection.scalars(among.posted, parameters).all()),
        first_runs,
        set(connection.scalars(_STAFFED_SLOTS)),
        set(connection.scalars(_STAFFED_PROGRAMMES, {"since": begin - LATELY, "until": begin}).all()),
        air_level.off_target(session, {row.air_file_id for row in rows if row.air_file_id is not None}),
        assembled.outdated(session, noted, ((row.edition_id, row.state) for row in rows)),
    )


_STAFFED_SLOTS = select(SlotDuty.slot_id).distinct()
_STAFFED_PROGRAMMES = (
    select(Edition.programme_id)
    .join(Broadcast, Broadcast.edition_id == Edition.id)
    .where(
        Broadcast.kind == BroadcastKind.FIRST_RUN,
        exists().where(Duty.broadcast_id == Broadcast.id),  # not a list of all duties: that would be read as a whole
        Broadcast.starts >= bindparam("since"),
        Broadcast.starts < bindparam("until"),
    )
    .distinct()
)


def view(row: StoredRow, known: Known) -> BroadcastView:
    """A broadcast that was read."""
    repeated = known.first_runs.get(row.edition_id) if row.kind is BroadcastKind.REPEAT else None
    return BroadcastView(
        id=row.id,
        version=row.version,
        kind=row.kind,
        state=row.state,
        starts=row.starts.astimezone(known.zone),
        title=row.title,
        programme_kind=row.programme_kind,
        programme_id=row.programme_id,
        programme_version=row.programme_version,
        edition_id=row.edition_id,
        live=bool(row.relay_live),
        upstream=row.upstream or "",
        planned_seconds=row.planned_seconds,
        actual_seconds=row.actual_seconds,
        air_file_seconds=row.air_file_seconds,
        actual_starts=row.actual_starts and row.actual_starts.astimezone(known.zone),
        priority=row.priority,
        note=row.note,
        place=row.place,
        circuit=row.circuit,
        stories=row.lines.stories,
        recorded=row.lines.recorded,
        posted=row.edition_id in known.posted,
        duties=row.duties,
        changed=row.changed,
        slot_id=row.slot_id,
        occurrence=row.occurrence,
        air_file_id=row.air_file_id,
        lacks=_lacks(row, known),
        first_run=repeated and repeated.starts.astimezone(known.zone),
        first_run_seconds=repeated and repeated.seconds,
        outlets=(OWN, *row.outlets) if row.own_air else tuple(row.outlets),
    )


def _lacks(row: StoredRow, known: Known) -> tuple[Lack, ...]:
    is_of_staffed_programme = row.kind is BroadcastKind.FIRST_RUN and row.programme_id in known.staffed_programmes
    return lacking(
        Facts(
            row.kind,
            row.state,
            row.programme_kind,
            repeated.state if (repeated := known.first_runs.get(row.edition_id)) else None,
            row.lines.stories,
            row.lines.recorded,
            has_air_file=row.air_file_id is not None,
            is_outdated=row.edition_id in known.outdated,
            is_off_level=row.air_file_id in known.off_level,
            has_duties=bool(row.duties),
            expects_duties=row.slot_id in known.staffed_slots or is_of_staffed_programme,
        )
    )


def airtimes(session: Session, *conditions: ColumnElement[bool]) -> dict[int, Airtime]:
    """What the rules need to know of the broadcasts that meet the conditions, by id."""
    statement = content.joined(
        select(
            Broadcast.id,
            Broadcast.kind,
            Broadcast.state,
            Broadcast.starts,
            Broadcast.actual_seconds,
            AIR_SECONDS,
            Broadcast.planned_seconds,
            func.coalesce(Programme.title, Relay.title),
            Broadcast.own_air,
            Broadcast.slot_id,
        )
    ).where(*conditions)
    local_zone = zone(session)
    rows = session.execute(statement).all()
    outlets = content.outlets_of(session, content.joined(select(Broadcast.id)).where(*conditions)) if rows else {}
    return {
        row_id: Airtime(
            kind,
            state,
            starts.astimezone(local_zone),
            rules.length(noted, air_file, planned),
            title,
            frozenset([*([OWN] if own_air else []), *outlets.get(row_id, ())]),
            slot_id is not None,
        )
        for row_id, kind, state, starts, noted, air_file, planned, title, own_air, slot_id in rows
    }
