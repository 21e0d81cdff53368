"""The stored broadcasts as entries of the plan."""

import datetime as dt
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from radiodesk.kinds import BroadcastKind, BroadcastState, DutyRole, ProgrammeKind
from radiodesk.media.recordings import AIR_SECONDS
from radiodesk.model import Broadcast, Edition, Line, Programme, Relay, Story, Upstream
from radiodesk.schedule import content
from radiodesk.schedule.conflicts import OWN
from radiodesk.schedule.entry import Entry
from radiodesk.schedule.slots import SlotView


class _Row(NamedTuple):
    """A stored broadcast: the columns of `_COLUMNS`, in their order.

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
    air_file_seconds: float | None
    note: str
    place: str
    edition_id: int | None
    slot_id: int | None
    occurrence: dt.datetime | None
    own_air: bool
    edition_live: bool | None
    programme_title: str | None
    programme_kind: ProgrammeKind | None
    programme_live: bool | None
    least_seconds: int | None
    most_seconds: int | None
    relay_title: str | None
    relay_live: bool | None
    upstream: str | None


_COLUMNS = content.joined(
    select(
        Broadcast.id,
        Broadcast.version,
        Broadcast.kind,
        Broadcast.state,
        Broadcast.starts,
        Broadcast.planned_seconds,
        Broadcast.actual_seconds,
        Broadcast.actual_starts,
        AIR_SECONDS,
        Broadcast.note,
        Broadcast.place,
        Broadcast.edition_id,
        Broadcast.slot_id,
        Broadcast.occurrence,
        Broadcast.own_air,
        Edition.own_live,
        Programme.title,
        Programme.kind,
        Programme.own_live,
        Programme.least_seconds,
        Programme.most_seconds,
        Relay.title,
        Relay.live,
        Upstream.name,
    )
)


def stored_entries(
    session: Session, condition: ColumnElement[bool], by_id: dict[int, SlotView], local_zone: ZoneInfo
) -> list[Entry]:
    """The stored broadcasts that meet a condition, without their ends. by_id: all slots."""
    rows = [_Row._make(each) for each in session.execute(_COLUMNS.where(condition))]
    if not rows:
        return []
    among = select(Broadcast.id).where(condition)
    outlets, duties = content.outlets_of(session, among), content.duties_of(session, among)
    line_seconds = _line_seconds(session, condition)
    return [_of_row(row, outlets, duties, line_seconds, by_id, local_zone) for row in rows]


def _line_seconds(session: Session, condition: ColumnElement[bool]) -> dict[int, float]:
    """Of the editions whose lines all have an actual length: their sum."""
    actual = func.coalesce(Line.actual_seconds, Story.actual_seconds)
    statement = (
        select(Line.edition_id, func.sum(actual))
        .outerjoin(Story, Line.story_id == Story.id)
        .where(Line.edition_id.in_(select(Broadcast.edition_id).where(condition)))
        .group_by(Line.edition_id)
        .having(func.count() == func.count(actual))
    )
    return {edition_id: float(seconds) for edition_id, seconds in session.execute(statement)}


def _of_row(
    row: _Row,
    outlets: dict[int, list[str]],
    duties: dict[int, list[tuple[DutyRole, str]]],
    line_seconds: dict[int, float],
    by_id: dict[int, SlotView],
    local_zone: ZoneInfo,
) -> Entry:
    made = (row.actual_seconds, row.air_file_seconds, line_seconds.get(row.edition_id or 0))
    return Entry(
        broadcast_id=row.id,
        version=row.version,
        slot=by_id.get(row.slot_id or 0),
        occurrence=row.occurrence,
        kind=row.kind,
        state=row.state,
        starts=row.starts.astimezone(local_zone),
        seconds=row.planned_seconds,
        actual_seconds=next((seconds for seconds in made if seconds is not None), None),
        title=row.programme_title or row.relay_title or "",
        programme_kind=row.programme_kind,
        upstream=row.upstream or "",
        live_event=bool(row.relay_live),
        own_live=bool(row.edition_live or row.programme_live),
        outlets=(*([OWN] if row.own_air else []), *outlets[row.id]),
        duties=tuple(duties[row.id]),
        edition=row.edition_id,
        bounds=(row.least_seconds, row.most_seconds),
        note=row.note,
        place=row.place,
        actual_starts=row.actual_starts and row.actual_starts.astimezone(local_zone),
    )
