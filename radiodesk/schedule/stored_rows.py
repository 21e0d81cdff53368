"""The stored broadcasts as rows, with what belongs to each. The plan and the views of a week share one reading."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, select
from sqlalchemy.orm import Session

from radiodesk.kinds import BroadcastKind, BroadcastState, DutyRole, Priority, ProgrammeKind
from radiodesk.media.recordings import AIR_SECONDS
from radiodesk.model import AssembledFile, Broadcast, Edition, Line, Programme, Publication, Relay, Story, Upstream
from radiodesk.schedule import content


class Lines(NamedTuple):
    """The lines of an edition."""

    stories: int
    recorded: int
    """The stories with a recording."""
    seconds: float | None
    """The sum of the actual lengths; None unless each line has one."""


NO_LINES = Lines(0, 0, None)
NO_PARAMETERS: Mapping[str, object] = MappingProxyType({})


class StoredRow(NamedTuple):
    """A stored broadcast: the columns of `_COLUMNS`, in their order, and what belongs to it.

    A tuple of its own, because looking a column up by name in a row of SQLAlchemy takes ten times as long.
    """

    id: int
    version: int
    kind: BroadcastKind
    state: BroadcastState
    starts: dt.datetime
    """UTC."""
    planned_seconds: int | None
    actual_seconds: int | None
    actual_starts: dt.datetime | None
    priority: Priority
    note: str
    place: str
    circuit: str
    changed: dt.datetime
    slot_id: int | None
    occurrence: dt.datetime | None
    own_air: bool
    edition_id: int | None
    edition_live: bool | None
    air_file_id: int | None
    air_file_seconds: float | None
    programme_id: int | None
    programme_version: int | None
    programme_title: str | None
    programme_kind: ProgrammeKind | None
    programme_live: bool | None
    least_seconds: int | None
    most_seconds: int | None
    relay_title: str | None
    relay_live: bool | None
    upstream: str | None
    outlets: Collection[str]
    """Beside the station's own air, in the order they came."""
    duties: tuple[tuple[DutyRole, str], ...]
    """In the order they came."""
    lines: Lines

    @property
    def seconds(self) -> int | None:
        """The actual length, else the planned one."""
        return self.planned_seconds if self.actual_seconds is None else self.actual_seconds

    @property
    def title(self) -> str:
        """The title of the programme, or what a relay carries."""
        return self.programme_title or self.relay_title or ""


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
        Broadcast.priority,
        Broadcast.note,
        Broadcast.place,
        Broadcast.circuit,
        Broadcast.changed,
        Broadcast.slot_id,
        Broadcast.occurrence,
        Broadcast.own_air,
        Edition.id,
        Edition.own_live,
        Edition.recording_id,
        AIR_SECONDS,
        Programme.id,
        Programme.version,
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


_ID, _EDITION_ID = map(StoredRow._fields.index, ("id", "edition_id"))


class Among:
    """The broadcasts that meet a condition, and the statements that read what belongs to them.

    Building a statement takes longer than running it: those of a condition with parameters are built once.
    """

    def __init__(self, condition: ColumnElement[bool]) -> None:
        """condition: may have bound parameters, whose values the functions below are given."""
        ids, editions = select(Broadcast.id).where(condition), select(Broadcast.edition_id).where(condition)
        repeated = editions.where(Broadcast.kind == BroadcastKind.REPEAT).correlate(None)
        actual = func.coalesce(Line.actual_seconds, Story.actual_seconds)
        self.rows: Select[*tuple[Any, ...]] = _COLUMNS.where(condition).order_by(Broadcast.starts, Broadcast.id)
        self.outlets = content.outlets(ids)
        self.duties = content.duties(ids)
        self.lines = (
            select(
                Line.edition_id,
                func.count(Story.id),
                func.count(Story.recording_id),
                func.count() == func.count(actual),
                func.sum(actual),
            )
            .outerjoin(Story, Line.story_id == Story.id)
            .where(Line.edition_id.in_(editions))
            .group_by(Line.edition_id)
        )
        self.posted = select(Publication.edition_id).where(
            Publication.edition_id.in_(editions), Publication.withdrawn.is_(False)
        )
        self.assembled = select(AssembledFile.edition_id, AssembledFile.made_of).where(
            AssembledFile.edition_id.in_(editions)
        )
        self.first_runs = select(
            Broadcast.edition_id,
            Broadcast.state,
            Broadcast.starts,
            func.coalesce(Broadcast.actual_seconds, Broadcast.planned_seconds),
        ).where(Broadcast.kind == BroadcastKind.FIRST_RUN, Broadcast.edition_id.in_(repeated))


STARTING = Among(and_(Broadcast.starts >= bindparam("begin"), Broadcast.starts < bindparam("end")))
"""The broadcasts that start from `begin` to `end` (excluded)."""


def stored_rows(session: Session, among: Among, parameters: Mapping[str, object] = NO_PARAMETERS) -> list[StoredRow]:
    """The stored broadcasts that meet a condition, by start. parameters: those of the condition."""
    session.flush()
    connection = session.connection()  # a session would make each row twice: these are columns, not objects
    rows: Sequence[Any] = connection.execute(among.rows, parameters).all()
    if not rows:
        return []
    outlets = content.by_first(connection.execute(among.outlets, parameters).all())
    duties = content.by_first(connection.execute(among.duties, parameters).all())
    lines = {
        edition_id: Lines(stories, recorded, float(seconds) if is_whole else None)
        for edition_id, stories, recorded, is_whole, seconds in connection.execute(among.lines, parameters).all()
    }
    found = []
    for row in rows:
        parts = outlets.get(row[_ID], ()), tuple(duties.get(row[_ID], ())), lines.get(row[_EDITION_ID], NO_LINES)
        found.append(StoredRow._make((*row, *parts)))
    return found
