"""The places that a recording can be linked to: a story, an insert, and an edition, as its air file."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeAlias

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from radiodesk.errors import UserError
from radiodesk.locale import N_, formats
from radiodesk.model import Broadcast, BroadcastKind, Edition, Line, Programme, Story, zone
from radiodesk.model.changes import chunks
from radiodesk.model.database import Removed

Row: TypeAlias = Story | Line | Edition


class NoSuchLine(UserError):
    """A rundown has no line of that number."""

    message = N_("There is no line {number}. The last line is {count}")


class Kind(StrEnum):
    """The kind of a place."""

    STORY = "story"
    INSERT = "insert"
    EDITION = "edition"


Target = tuple[Kind, int]
"""A story or an edition by its id, or an insert by the id of its line."""


@dataclass(frozen=True)
class Place:
    """One kind of place: its mapped class, and the queries that every user of links asks."""

    kind: Kind
    row: type[Row]
    linked: Select[*tuple[Any, ...]]
    """The linked rows: recording id, row id, version of its whole, title, start of the earliest first run."""
    broadcasts: Select[*tuple[Any, ...]]
    """The recording id and the start of the last broadcast that carries it. Callers add conditions."""

    @property
    def table(self) -> str:
        """The name of its table."""
        return self.row.__tablename__


_FIRST_RUN = Broadcast.kind == BroadcastKind.FIRST_RUN

PLACES = (
    Place(
        Kind.STORY,
        Story,
        select(Story.recording_id, Story.id, Story.version, Story.title, func.min(Broadcast.starts))
        .outerjoin(Line, Line.story_id == Story.id)
        .outerjoin(Broadcast, (Broadcast.edition_id == Line.edition_id) & _FIRST_RUN)
        .group_by(Story.id)
        .order_by(Story.id),
        select(Story.recording_id, func.max(Broadcast.starts))
        .join(Line, Line.story_id == Story.id)
        .join(Broadcast, Broadcast.edition_id == Line.edition_id)
        .group_by(Story.recording_id),
    ),
    Place(
        Kind.INSERT,
        Line,
        select(Line.recording_id, Line.id, Edition.version, Line.label, func.min(Broadcast.starts))
        .join(Edition, Edition.id == Line.edition_id)
        .outerjoin(Broadcast, (Broadcast.edition_id == Line.edition_id) & _FIRST_RUN)
        .group_by(Line.id, Edition.version)
        .order_by(Line.id),
        select(Line.recording_id, func.max(Broadcast.starts))
        .join(Broadcast, Broadcast.edition_id == Line.edition_id)
        .group_by(Line.recording_id),
    ),
    Place(
        Kind.EDITION,
        Edition,
        select(Edition.recording_id, Edition.id, Edition.version, Programme.title, func.min(Broadcast.starts))
        .join(Programme, Programme.id == Edition.programme_id)
        .outerjoin(Broadcast, (Broadcast.edition_id == Edition.id) & _FIRST_RUN)
        .group_by(Edition.id, Programme.title)
        .order_by(Edition.id),
        select(Edition.recording_id, func.max(Broadcast.starts))
        .join(Broadcast, Broadcast.edition_id == Edition.id)
        .group_by(Edition.recording_id),
    ),
)
"""All places, in the order in which lists show them."""

BY_KIND = {place.kind: place for place in PLACES}


@dataclass(frozen=True)
class Linked:
    """A place that a recording is linked to."""

    recording_id: int
    target: Target
    version: int
    """The version of the story or edition, or of the insert's edition."""
    title: str
    """The title of the story or the programme, or the label of the insert."""
    starts: dt.datetime | None
    """Its earliest first run, in the station's zone."""

    @property
    def name(self) -> str:
        """The title; of an edition, which shares it with others, with the time and the day."""
        return linked_name(self.target, self.title, self.starts)


def linked_name(target: Target, title: str, starts: dt.datetime | None) -> str:
    """What lists call a target. starts: its first run, in the station's zone."""
    if target[0] is not Kind.EDITION or starts is None:
        return title
    return f"{title}, {formats.clock(starts)} {formats.day(starts.date())}"


def linked(session: Session, recording_ids: Sequence[int]) -> Iterator[Linked]:
    """The stories, then the inserts, then the editions that recordings are linked to, each in the order of creation."""
    station_zone = zone(session)
    for place in PLACES:
        for ids in chunks(recording_ids):
            for recording_id, row_id, version, title, starts in session.execute(
                place.linked.where(place.row.recording_id.in_(ids))
            ):
                local = starts.astimezone(station_zone) if starts else None
                yield Linked(recording_id, (place.kind, row_id), version, title, local)


def named(session: Session, target: Target) -> str:
    """The name of a target, as `Linked.name` has it. raises Removed."""
    kind, row_id = target
    place = BY_KIND[kind]
    found = session.execute(place.linked.where(place.row.id == row_id)).first()
    if found is None:
        raise Removed
    _recording_id, _row_id, _version, title, starts = found
    return linked_name(target, title, starts.astimezone(zone(session)) if starts else None)


def numbered(session: Session, edition_id: int, number: int | None) -> Target:
    """The target of a line of an edition, counted from 1; of None, the whole edition. raises NoSuchLine."""
    if number is None:
        return Kind.EDITION, edition_id
    lines = select(Line.id, Line.story_id).where(Line.edition_id == edition_id).order_by(Line.position, Line.id)
    rows = session.execute(lines).all()
    if not 1 <= number <= len(rows):
        raise NoSuchLine(number=number, count=len(rows))
    return target_of(*rows[number - 1])


def target_of(line_id: int, story_id: int | None) -> Target:
    """The target of a line: its story, or the line itself if it is an insert."""
    return (Kind.INSERT, line_id) if story_id is None else (Kind.STORY, story_id)
