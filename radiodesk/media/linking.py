"""Link recordings to stories and inserts, and to editions as their air files.

The length of the recording on air becomes the actual length of what it is linked to.
"""

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from radiodesk.errors import UserError
from radiodesk.locale import N_
from radiodesk.media.places import BY_KIND, Kind, Row, Target, linked, named
from radiodesk.media.sound.errors import MediaError
from radiodesk.media.treatments import update_air_seconds
from radiodesk.model import Edition, Line, Recording, Story
from radiodesk.model.database import existing, fetch, fetch_part


class FileRemoved(MediaError):
    """A recording cannot be linked because its file was removed."""

    message = N_("The file of {file} was removed: add it again, then link it")


class HasRecording(UserError):
    """What a recording would be linked to has another one."""

    message = N_("“{title}” has the recording {id} ({file}) already: remove the link of that one first")
    command = N_("“radiodesk media link {id} --none” does that")
    action = "unlink"


def link(session: Session, target: Target, version: int, recording_id: int | None) -> None:
    """Link a recording to a story, an insert, or an edition as its air file. None removes the link.

    An edition that gets another air file loses the chapters of the one before.
    version: the version of the story or edition, or of the insert's edition. raises ChangedMeanwhile, FileRemoved.
    """
    row = _fetch(session, target, version)
    before = row.recording_id
    row.recording_id = recording_id
    if not isinstance(row, Edition):
        row.actual_seconds = None
    elif before != recording_id:
        row.chapters = None
    session.flush()
    if before is not None and before != recording_id:
        update_air_seconds(session, existing(session, Recording, before))
    if recording_id is not None:
        recording = existing(session, Recording, recording_id)
        check_file(recording.name, recording.removed)
        update_air_seconds(session, recording)
        recording.waiting = recording.laid_aside = False  # a linked recording leaves the inbox


def unlink(session: Session, target: Target, version: int) -> bool:
    """Remove the link of a recording, which is in the inbox then unless it has others. Returns whether it has others.

    version, errors: see `link`.
    """
    recording_id = _fetch(session, target, version).recording_id
    link(session, target, version, None)
    has_others = recording_id is not None and any(linked(session, [recording_id]))
    if recording_id is not None and not has_others:
        existing(session, Recording, recording_id).waiting = True
    return has_others


def link_free(session: Session, target: Target, version: int, recording_id: int) -> None:
    """`link` a recording to what has no other one. raises HasRecording too."""
    check_free(session, target, recording_id)
    link(session, target, version, recording_id)


def _fetch(session: Session, target: Target, version: int) -> Row:
    kind, row_id = target
    if kind is Kind.INSERT:
        return fetch_part(session, Line, row_id, version)
    return fetch(session, Story, row_id, version) if kind is Kind.STORY else fetch(session, Edition, row_id, version)


def version_of(session: Session, target: Target) -> int:
    """The present version for `link`, for changes that do not follow what somebody saw. raises Removed."""
    kind, row_id = target
    if kind is Kind.STORY:
        return existing(session, Story, row_id).version
    edition_id = existing(session, Line, row_id).edition_id if kind is Kind.INSERT else row_id
    return existing(session, Edition, edition_id).version


def check_free(session: Session, target: Target, recording_id: int) -> None:
    """Check that no other recording is linked to a target. raises HasRecording, Removed."""
    kind, row_id = target
    present = existing(session, BY_KIND[kind].row, row_id).recording_id
    if present is not None and present != recording_id:
        raise HasRecording(title=named(session, target), id=present, file=existing(session, Recording, present).name)


def is_free(session: Session, target: Target) -> bool:
    """Whether a target is there and has no recording."""
    kind, row_id = target
    row = BY_KIND[kind].row
    return session.scalar(select(row.id).where(row.id == row_id, row.recording_id.is_(None))) is not None


def check_file(name: str, removed: dt.datetime | None) -> None:
    """Check that a recording may be linked. removed: when its file was removed. raises FileRemoved."""
    if removed is not None:
        raise FileRemoved(file=name)


def lay_aside(session: Session, recording_id: int, version: int) -> None:
    """Remove a recording from the inbox without linking it. It stays in the store. raises ChangedMeanwhile."""
    recording = fetch(session, Recording, recording_id, version)
    recording.waiting, recording.laid_aside = False, True
