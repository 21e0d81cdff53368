"""How long recordings are kept: which may go, and giving up their files."""

import datetime as dt
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from radiodesk.media import linking, store
from radiodesk.media.errors import KeptUntil, StillLinked
from radiodesk.media.recordings import RecordingView, view
from radiodesk.model import Action, Broadcast, BroadcastState, Desk, Line, Recording, Story, station, zone
from radiodesk.model.base import now
from radiodesk.model.database import existing, fetch


def never_aired(session: Session, today: dt.date) -> list[RecordingView]:
    """Recordings of which nothing was ever on air, or is going to be."""
    here = zone(session)
    used = {
        recording_id
        for recording_id, last in _recordings_of(session, BroadcastState.PLANNED).items()
        if last.astimezone(here).date() >= today
    }
    used |= _last_aired(session).keys()
    rows = session.scalars(select(Recording).where(Recording.removed.is_(None)).order_by(Recording.id))
    return [view(session, row) for row in rows if row.id not in used]


def may_go(session: Session, today: dt.date) -> list[RecordingView]:
    """Recordings that were kept, after they were last on air, as long as the station keeps them."""
    until = _keep_until(session)
    ids = [recording_id for recording_id, day in until.items() if day < today]
    rows = session.scalars(select(Recording).where(Recording.id.in_(ids), Recording.removed.is_(None)))
    return [view(session, row) for row in rows]


def check_done_with(session: Session, recording_id: int, today: dt.date) -> None:
    """Whether a recording's file may be given up: it was kept long enough after it was on air, or belongs to nothing.

    raises KeptUntil, StillLinked.
    """
    row = existing(session, Recording, recording_id)
    if recording_id in _last_aired(session):
        until = _keep_until(session).get(recording_id)
        if until is None or until >= today:
            raise KeptUntil(file=row.name)
    elif linked := linking.linked(session, recording_id):
        raise StillLinked(file=row.name, title=linked[0].title)


def give_up(session: Session, media: Path, recording_id: int, version: int, today: dt.date) -> Path:
    """Note that a recording's file is given up; the recording stays. Returns the file, to be removed afterwards.

    raises ChangedMeanwhile, and those of `check_done_with`.
    """
    row = fetch(session, Recording, recording_id, version)
    check_done_with(session, recording_id, today)
    row.removed = now()
    row.waiting = False
    return store.file_of(media, row.sha256, row.suffix)


def remove(desk: Desk, recording: RecordingView, today: dt.date) -> None:
    """`give_up`, then remove the file. Where it stops between the two, the file is left over: mending removes it."""
    with desk.changing(Action.REMOVE_RECORDING, name=recording.name) as session:
        file = give_up(session, desk.config.media, recording.id, recording.version, today)
    store.remove_unnamed(desk, file)


def keep(session: Session, days: int) -> None:
    """Keep recordings for so many days after they were last on air."""
    station(session).keep_days = days


def _keep_until(session: Session) -> dict[int, dt.date]:
    """Until which day recordings are kept that were on air and will not be again."""
    here, keep = zone(session), dt.timedelta(days=station(session).keep_days)
    planned = _recordings_of(session, BroadcastState.PLANNED)
    return {
        recording_id: last.astimezone(here).date() + keep
        for recording_id, last in _last_aired(session).items()
        if recording_id not in planned
    }


def _last_aired(session: Session) -> dict[int, dt.datetime]:
    return _recordings_of(session, BroadcastState.AIRED)


def _recordings_of(session: Session, state: BroadcastState) -> dict[int, dt.datetime]:
    """When recordings are last in a broadcast of that state."""
    found: dict[int, dt.datetime] = {}
    of_stories = select(Story.recording_id, func.max(Broadcast.starts)).join(Line, Line.story_id == Story.id)
    of_inserts = select(Line.recording_id, func.max(Broadcast.starts))
    for select_from, column in ((of_stories, Story.recording_id), (of_inserts, Line.recording_id)):
        statement = (
            select_from.join(Broadcast, Broadcast.edition_id == Line.edition_id)
            .where(Broadcast.state == state, column.is_not(None))
            .group_by(column)
        )
        for recording_id, last in session.execute(statement):
            assert recording_id is not None  # noqa: S101 - asked for above
            found[recording_id] = max(last, found.get(recording_id, last))
    return found
