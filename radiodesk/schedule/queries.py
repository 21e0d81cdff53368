"""Broadcasts as screens see them: a day, a week, one; read in few queries, whatever their number."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from radiodesk.model import (
    Broadcast,
    BroadcastKind,
    Duty,
    Edition,
    Line,
    Programme,
    Publication,
    Relay,
    Story,
    Upstream,
    zone,
)
from radiodesk.model.database import Removed
from radiodesk.model.moments import span
from radiodesk.model.names import names_of
from radiodesk.model.text import fold
from radiodesk.schedule.views import BroadcastView, DayView, EditionChoice, WeekView


def day(session: Session, of: dt.date) -> DayView:
    """The broadcasts that start on that local day."""
    return _days(session, of, of)[0]


def week(session: Session, of: dt.date) -> WeekView:
    """The week, Monday to Sunday, that the day is in."""
    monday = of - dt.timedelta(days=of.weekday())
    return WeekView(monday, _days(session, monday, monday + dt.timedelta(days=6)))


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


def upstream_names(session: Session) -> list[str]:
    """The stations that are relayed: suggestions for a form."""
    return names_of(session, Upstream)


def editions(
    session: Session, *, query: str = "", until: dt.date | None = None, limit: int = 50
) -> list[EditionChoice]:
    """Editions to pick from, newest first run first; the query is searched in the title without case and accents."""
    statement = (
        select(Edition.id, Programme.title, Broadcast.starts)
        .join(Programme, Edition.programme_id == Programme.id)
        .join(Broadcast, (Broadcast.edition_id == Edition.id) & (Broadcast.kind == BroadcastKind.FIRST_RUN))
        .where(Programme.folded.contains(fold(query), autoescape=True))
        .order_by(Broadcast.starts.desc(), Broadcast.id.desc())
        .limit(limit)
    )
    here = zone(session)
    if until is not None:
        statement = statement.where(Broadcast.starts < span(until, until, here)[1])
    return [
        EditionChoice(edition_id, title, starts.astimezone(here))
        for edition_id, title, starts in session.execute(statement)
    ]


def edition(session: Session, edition_id: int) -> EditionChoice:
    """One edition to pick. raises Removed."""
    statement = (
        select(Programme.title, Broadcast.starts)
        .join(Edition, Edition.programme_id == Programme.id)
        .join(Broadcast, Broadcast.edition_id == Edition.id)
        .where(Edition.id == edition_id, Broadcast.kind == BroadcastKind.FIRST_RUN)
    )
    found = session.execute(statement).first()
    if found is None:
        raise Removed
    title, starts = found
    return EditionChoice(edition_id, title, starts.astimezone(zone(session)))


def edition_beside(session: Session, edition_id: int, by: int) -> int | None:
    """The edition whose first run is the next (1) or the one before (-1); None at either end."""
    first_run = select(Broadcast.starts).where(
        Broadcast.edition_id == edition_id, Broadcast.kind == BroadcastKind.FIRST_RUN
    )
    here = session.scalar(first_run.order_by(Broadcast.starts).limit(1))
    if here is None:
        return None
    firsts = select(Broadcast.edition_id).where(Broadcast.kind == BroadcastKind.FIRST_RUN)
    if by > 0:
        beside = firsts.where(Broadcast.starts > here).order_by(Broadcast.starts, Broadcast.id)
    else:
        beside = firsts.where(Broadcast.starts < here).order_by(Broadcast.starts.desc(), Broadcast.id.desc())
    return session.scalar(beside.limit(1))


def views(session: Session, *conditions: ColumnElement[bool]) -> list[BroadcastView]:
    """The broadcasts that meet the conditions, by time."""
    statement = (
        select(Broadcast)
        .where(*conditions)
        .order_by(Broadcast.starts, Broadcast.id)
        .options(
            joinedload(Broadcast.edition).joinedload(Edition.programme),
            joinedload(Broadcast.relay).joinedload(Relay.upstream),
            selectinload(Broadcast.duties).joinedload(Duty.person),
        )
    )
    rows = session.scalars(statement).all()
    edition_ids = [row.edition_id for row in rows if row.edition_id is not None]
    counts = _story_counts(session, edition_ids)
    posted = _posted(session, edition_ids)
    here = zone(session)
    return [
        BroadcastView(
            id=row.id,
            version=row.version,
            kind=row.kind,
            state=row.state,
            starts=row.starts.astimezone(here),
            title=row.edition.programme.title if row.edition else row.relay.title if row.relay else "",
            programme_kind=row.edition.programme.kind if row.edition else None,
            programme_id=row.edition.programme_id if row.edition else None,
            programme_version=row.edition.programme.version if row.edition else None,
            edition_id=row.edition_id,
            live=bool(row.relay and row.relay.live),
            upstream=row.relay.upstream.name if row.relay and row.relay.upstream else "",
            planned_seconds=row.planned_seconds,
            actual_seconds=row.actual_seconds,
            note=row.note,
            stories=counts.get(row.edition_id, (0, 0))[0],
            recorded=counts.get(row.edition_id, (0, 0))[1],
            posted=row.edition_id in posted,
            people=" · ".join(dict.fromkeys(duty.person.name for duty in row.duties)),
            changed=row.changed,
        )
        for row in rows
    ]


def _days(session: Session, first: dt.date, last: dt.date) -> tuple[DayView, ...]:
    begin, end = span(first, last, zone(session))
    found = views(session, Broadcast.starts >= begin, Broadcast.starts < end)
    days = [first + dt.timedelta(days=number) for number in range((last - first).days + 1)]
    return tuple(DayView(of, tuple(item for item in found if item.starts.date() == of)) for of in days)


def _story_counts(session: Session, edition_ids: Sequence[int]) -> dict[int | None, tuple[int, int]]:
    """Of each edition: its story lines, and those of them with a recording."""
    statement = (
        select(Line.edition_id, func.count(), func.count(Story.recording_id))
        .join(Story, Line.story_id == Story.id)
        .where(Line.edition_id.in_(edition_ids))
        .group_by(Line.edition_id)
    )
    return {edition_id: (stories, recorded) for edition_id, stories, recorded in session.execute(statement)}


def _posted(session: Session, edition_ids: Sequence[int]) -> set[int]:
    statement = select(Publication.edition_id).where(
        Publication.edition_id.in_(edition_ids), Publication.withdrawn.is_(False)
    )
    return set(session.scalars(statement))
