"""Link recordings to stories and inserts. The recording's length on air becomes their actual length."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from radiodesk.locale import N_
from radiodesk.media.sound.errors import MediaError
from radiodesk.media.treatments import update_air_seconds
from radiodesk.model import Broadcast, BroadcastKind, Edition, Line, LineKind, Recording, Story, zone
from radiodesk.model.database import existing, fetch, fetch_part

Target = tuple[LineKind, int]
"""A story, by its id, or an insert, by the id of its line."""


class FileRemoved(MediaError):
    """A recording cannot be linked because its file was removed."""

    message = N_("The file of {file} was removed: add it again, then link it")


@dataclass(frozen=True)
class Linked:
    """A story or an insert that a recording is linked to."""

    target: Target
    version: int
    """The version of the story, or of the insert's edition."""
    title: str
    first_used: dt.date | None
    """The day of its earliest first run, in the station's zone."""


def target_of(line_id: int, story_id: int | None) -> Target:
    """The target of a line: its story, or the line itself if it is an insert."""
    return (LineKind.INSERT, line_id) if story_id is None else (LineKind.STORY, story_id)


def link(session: Session, target: Target, version: int, recording_id: int | None) -> None:
    """Link a recording to a story or an insert. None removes the link.

    version: the version of the story, or of the insert's edition. raises ChangedMeanwhile, FileRemoved.
    """
    kind, row_id = target
    row: Story | Line
    if kind is LineKind.STORY:
        row = fetch(session, Story, row_id, version)
    else:
        row = fetch_part(session, Line, row_id, version)
    before = row.recording_id
    row.recording_id = recording_id
    row.actual_seconds = None
    session.flush()
    if before is not None and before != recording_id:
        update_air_seconds(session, existing(session, Recording, before))
    if recording_id is not None:
        recording = existing(session, Recording, recording_id)
        check_file(recording.name, recording.removed)
        update_air_seconds(session, recording)
        recording.waiting = False  # a linked recording leaves the inbox


def check_file(name: str, removed: dt.datetime | None) -> None:
    """Check that a recording may be linked. removed: when its file was removed. raises FileRemoved."""
    if removed is not None:
        raise FileRemoved(file=name)


def linked(session: Session, recording_id: int) -> list[Linked]:
    """The stories, then the inserts, that a recording is linked to, each in the order of creation."""
    station_zone = zone(session)
    first_run = (Broadcast.edition_id == Line.edition_id) & (Broadcast.kind == BroadcastKind.FIRST_RUN)
    stories = (
        select(Story.id, Story.version, Story.title, func.min(Broadcast.starts))
        .outerjoin(Line, Line.story_id == Story.id)
        .where(Story.recording_id == recording_id)
        .group_by(Story.id, Story.version, Story.title)
        .order_by(Story.id)
    )
    inserts = (
        select(Line.id, Edition.version, Line.label, func.min(Broadcast.starts))
        .join(Edition, Edition.id == Line.edition_id)
        .where(Line.recording_id == recording_id)
        .group_by(Line.id, Edition.version, Line.label)
        .order_by(Line.id)
    )
    return [
        Linked((kind, row_id), version, title, starts.astimezone(station_zone).date() if starts else None)
        for kind, statement in ((LineKind.STORY, stories), (LineKind.INSERT, inserts))
        for row_id, version, title, starts in session.execute(statement.outerjoin(Broadcast, first_run))
    ]
