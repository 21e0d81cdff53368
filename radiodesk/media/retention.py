"""Retention of recordings: find the ones that may be removed, and remove their files."""

import datetime as dt
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from radiodesk.media import places, store
from radiodesk.media.errors import KeptUntil, StillLinked
from radiodesk.media.recordings import RecordingView, views
from radiodesk.model import Action, Broadcast, BroadcastState, Desk, Recording, station, zone
from radiodesk.model.base import now
from radiodesk.model.database import existing, fetch


def never_aired(session: Session, today: dt.date) -> list[RecordingView]:
    """Recordings that were never aired and are not planned to be aired from today on."""
    station_zone = zone(session)
    used = {
        recording_id
        for recording_id, last in _last_broadcasts(session, BroadcastState.PLANNED).items()
        if last.astimezone(station_zone).date() >= today
    }
    used |= _last_aired(session).keys()
    rows = session.scalars(select(Recording).where(Recording.removed.is_(None)).order_by(Recording.id))
    return views(session, [row for row in rows if row.id not in used])


def removable(session: Session, today: dt.date) -> list[RecordingView]:
    """Recordings whose retention time after the last broadcast is over."""
    until = _keep_until(session)
    rows = session.scalars(select(Recording).where(Recording.removed.is_(None)).order_by(Recording.id))
    return views(session, [row for row in rows if row.id in until and until[row.id] < today])


def check_removable(session: Session, recording_id: int, today: dt.date) -> None:
    """Check that a recording's file may be removed.

    raises KeptUntil if its retention time is not over, StillLinked if it was never aired and is linked.
    """
    row = existing(session, Recording, recording_id)
    if recording_id in _last_aired(session):
        until = _keep_until(session).get(recording_id)
        if until is None or until >= today:
            raise KeptUntil(file=row.name)
    elif (linked := next(places.linked(session, [recording_id]), None)) is not None:
        raise StillLinked(file=row.name, title=linked.name)


def mark_removed(session: Session, media: Path, recording_id: int, version: int, today: dt.date) -> Path:
    """Mark a recording's file as removed. The recording stays. Returns the file, which the caller then puts aside.

    raises ChangedMeanwhile, and the errors of `check_removable`.
    """
    row = fetch(session, Recording, recording_id, version)
    check_removable(session, recording_id, today)
    row.removed = now()
    row.waiting = False
    return store.file_of(media, row.sha256, row.suffix)


def remove(desk: Desk, recording: RecordingView, today: dt.date) -> None:
    """Mark a recording as removed, then put its file into the trash. If interrupted, mending the store does the rest.

    raises CannotRemove, and the errors of `mark_removed`.
    """
    with desk.changing(Action.REMOVE_RECORDING, name=recording.name) as session:
        file = mark_removed(session, desk.config.media, recording.id, recording.version, today)
    store.remove_unnamed(desk, file)


def _keep_until(session: Session) -> dict[int, dt.date]:
    """The last day of the retention time of each recording that was aired and is not planned again."""
    station_zone, keep = zone(session), dt.timedelta(days=station(session).keep_days)
    planned = _last_broadcasts(session, BroadcastState.PLANNED)
    return {
        recording_id: last.astimezone(station_zone).date() + keep
        for recording_id, last in _last_aired(session).items()
        if recording_id not in planned
    }


def _last_aired(session: Session) -> dict[int, dt.datetime]:
    return _last_broadcasts(session, BroadcastState.AIRED)


def _last_broadcasts(session: Session, state: BroadcastState) -> dict[int, dt.datetime]:
    """The start of the last broadcast of that state, by recording id."""
    result: dict[int, dt.datetime] = {}
    for place in places.PLACES:
        of_state = place.broadcasts.where(Broadcast.state == state, place.row.recording_id.is_not(None))
        for recording_id, last in session.execute(of_state):
            result[recording_id] = max(last, result.get(recording_id, last))
    return result
