"""Query broadcasts: a day, one. The number of queries does not grow with the number of broadcasts."""

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, exists, func, select, tuple_
from sqlalchemy.orm import Session

from radiodesk.media import air_level
from radiodesk.media.recordings import AIR_SECONDS
from radiodesk.model import (
    Broadcast,
    BroadcastKind,
    BroadcastState,
    Duty,
    Edition,
    Line,
    Priority,
    Programme,
    ProgrammeKind,
    Publication,
    Relay,
    Series,
    Slot,
    SlotDuty,
    Story,
    Upstream,
    zone,
)
from radiodesk.model.database import Removed
from radiodesk.model.moments import span
from radiodesk.model.text import searched
from radiodesk.schedule import content, rules
from radiodesk.schedule.conflicts import OWN
from radiodesk.schedule.lacking import Facts, lacking
from radiodesk.schedule.rules import Airtime
from radiodesk.schedule.views import BroadcastView, DayView, EditionChoice

LATELY = dt.timedelta(days=31)
"""The time before a broadcast in which its programme shows whether people are on duty at it."""


def day(session: Session, of: dt.date) -> DayView:
    """The broadcasts that start on that local day."""
    begin, end = span(of, of, zone(session))
    return DayView(of, tuple(views(session, Broadcast.starts >= begin, Broadcast.starts < end)))


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


def editions(
    session: Session, *, query: str = "", until: dt.date | None = None, limit: int = 50
) -> list[EditionChoice]:
    """Editions whose title contains the query, ignoring case and accents; the newest first run comes first.

    until: the last local day of a first run.
    """
    statement = (
        select(Edition.id, Programme.title, Broadcast.starts)
        .join(Programme, Edition.programme_id == Programme.id)
        .join(Broadcast, (Broadcast.edition_id == Edition.id) & (Broadcast.kind == BroadcastKind.FIRST_RUN))
        .where(Programme.folded.contains(searched(query), autoescape=True))
        .order_by(Broadcast.starts.desc(), Broadcast.id.desc())
        .limit(limit)
    )
    local_zone = zone(session)
    if until is not None:
        statement = statement.where(Broadcast.starts < span(until, until, local_zone)[1])
    return [
        EditionChoice(edition_id, title, starts.astimezone(local_zone))
        for edition_id, title, starts in session.execute(statement)
    ]


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
    # Columns, not mapped objects: those of a week take three times as long to load.
    found = session.execute(_WITH_CONTENT.where(*conditions).order_by(Broadcast.starts, Broadcast.id))
    rows = [_Row._make(each) for each in found]
    if not rows:
        return []
    duties = content.duties_of(session, select(Broadcast.id).where(*conditions))
    counts = _story_counts(session, conditions)
    posted = _posted(session, conditions)
    first_runs = _first_run_states(session, conditions)
    slot_ids, programme_ids = _expecting_duties(session, rows[0].starts)
    off_level = air_level.off_target(session, {row.air_file_id for row in rows if row.air_file_id is not None})
    local_zone = zone(session)
    return [
        BroadcastView(
            id=row.id,
            version=row.version,
            kind=row.kind,
            state=row.state,
            starts=row.starts.astimezone(local_zone),
            title=row.programme_title or row.relay_title or "",
            programme_kind=row.programme_kind,
            programme_id=row.programme_id,
            programme_version=row.programme_version,
            edition_id=row.edition_id,
            live=bool(row.relay_live),
            upstream=row.upstream or "",
            planned_seconds=row.planned_seconds,
            actual_seconds=row.actual_seconds,
            air_file_seconds=row.air_file_seconds,
            actual_starts=row.actual_starts and row.actual_starts.astimezone(local_zone),
            priority=row.priority,
            note=row.note,
            place=row.place,
            circuit=row.circuit,
            stories=counts.get(row.edition_id, (0, 0))[0],
            recorded=counts.get(row.edition_id, (0, 0))[1],
            posted=row.edition_id in posted,
            duties=tuple(duties.get(row.id, ())),
            changed=row.changed,
            slot_id=row.slot_id,
            occurrence=row.occurrence,
            air_file_id=row.air_file_id,
            lacks=lacking(
                Facts(
                    row.kind,
                    row.state,
                    row.programme_kind,
                    first_runs.get(row.edition_id),
                    *counts.get(row.edition_id, (0, 0)),
                    has_air_file=row.air_file_id is not None,
                    is_off_level=row.air_file_id in off_level,
                    has_duties=row.id in duties,
                    expects_duties=row.slot_id in slot_ids
                    or (row.kind is BroadcastKind.FIRST_RUN and row.programme_id in programme_ids),
                )
            ),
        )
        for row in rows
    ]


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


class _Row(NamedTuple):
    """A broadcast with the programme or the relay that it carries: the columns of `_WITH_CONTENT`, in their order.

    A tuple of its own, because looking a column up by name in a row of SQLAlchemy takes ten times as long.
    """

    id: int
    version: int
    kind: BroadcastKind
    state: BroadcastState
    starts: dt.datetime
    planned_seconds: int | None
    actual_seconds: int | None
    actual_starts: dt.datetime | None
    priority: Priority
    air_file_seconds: float | None
    air_file_id: int | None
    note: str
    place: str
    circuit: str
    changed: dt.datetime
    edition_id: int | None
    slot_id: int | None
    occurrence: dt.datetime | None
    programme_id: int | None
    programme_version: int | None
    programme_title: str | None
    programme_kind: ProgrammeKind | None
    relay_title: str | None
    relay_live: bool | None
    upstream: str | None


_WITH_CONTENT = content.joined(
    select(
        Broadcast.id,
        Broadcast.version,
        Broadcast.kind,
        Broadcast.state,
        Broadcast.starts,
        Broadcast.planned_seconds,
        Broadcast.actual_seconds,
        Broadcast.actual_starts,
        Broadcast.priority,
        AIR_SECONDS,
        Edition.recording_id,
        Broadcast.note,
        Broadcast.place,
        Broadcast.circuit,
        Broadcast.changed,
        Broadcast.edition_id,
        Broadcast.slot_id,
        Broadcast.occurrence,
        Programme.id,
        Programme.version,
        Programme.title,
        Programme.kind,
        Relay.title,
        Relay.live,
        Upstream.name,
    )
)


def _story_counts(session: Session, conditions: Sequence[ColumnElement[bool]]) -> dict[int | None, tuple[int, int]]:
    """Of each edition of these broadcasts: its story lines, and those of them with a recording."""
    statement = (
        select(Line.edition_id, func.count(), func.count(Story.recording_id))
        .join(Story, Line.story_id == Story.id)
        .where(Line.edition_id.in_(select(Broadcast.edition_id).where(*conditions)))
        .group_by(Line.edition_id)
    )
    return {edition_id: (stories, recorded) for edition_id, stories, recorded in session.execute(statement)}


def _first_run_states(session: Session, conditions: Sequence[ColumnElement[bool]]) -> dict[int | None, BroadcastState]:
    """The states of the first runs of the editions that these broadcasts repeat."""
    repeated = select(Broadcast.edition_id).where(Broadcast.kind == BroadcastKind.REPEAT, *conditions).correlate(None)
    statement = select(Broadcast.edition_id, Broadcast.state).where(
        Broadcast.kind == BroadcastKind.FIRST_RUN, Broadcast.edition_id.in_(repeated)
    )
    return {edition_id: state for edition_id, state in session.execute(statement)}  # noqa: C416 - a result has keys and is no mapping


def _expecting_duties(session: Session, begin: dt.datetime) -> tuple[set[int], set[int]]:
    """The slots with people on duty, and the programmes whose first runs had some lately.

    begin: the start of the first of the broadcasts that are looked at.
    """
    lately = (Broadcast.starts >= begin - LATELY, Broadcast.starts < begin)
    staffed = (
        select(Edition.programme_id)
        .join(Broadcast, Broadcast.edition_id == Edition.id)
        # Not a list of all duties: that would be read as a whole.
        .where(Broadcast.kind == BroadcastKind.FIRST_RUN, exists().where(Duty.broadcast_id == Broadcast.id), *lately)
    )
    return set(session.scalars(select(SlotDuty.slot_id).distinct())), set(session.scalars(staffed.distinct()))


def _posted(session: Session, conditions: Sequence[ColumnElement[bool]]) -> set[int]:
    """The editions of these broadcasts that are on the website."""
    statement = select(Publication.edition_id).where(
        Publication.edition_id.in_(select(Broadcast.edition_id).where(*conditions)), Publication.withdrawn.is_(False)
    )
    return set(session.scalars(statement))
