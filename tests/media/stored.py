"""A store with recordings and editions that use them, for tests of what is checked, mended and kept."""

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from radiodesk.media import batches, mending, recordings, retention, store, store_check, treating, treatments
from radiodesk.media.recordings import RecordingView
from radiodesk.media.store_check import Findings
from radiodesk.model import BroadcastState, Desk, Genre, ProgrammeKind, Recording, Source
from radiodesk.model.actions import Action
from radiodesk.newsroom import rundowns
from radiodesk.schedule import broadcasts, queries
from tests.conftest import MEDIA
from tests.recordings import link

FIRST = MEDIA / "Tin 01 - Gieo cấy vụ xuân.wav"
SECOND = MEDIA / "Tin 02 - Tiếp xúc cử tri.mp3"
THIRD = MEDIA / "Tin 03 - An toàn giao thông.m4a"
DAY = dt.date(2019, 3, 5)


def add(desk: Desk, *paths: Path) -> list[RecordingView]:
    found = [outcome.recording for outcome in batches.add(desk, paths)]
    return [recording for recording in found if recording]


def file_of(desk: Desk, recording: RecordingView) -> Path:
    return store.file_of(desk.config.media, recording.sha256, recording.suffix)


def checked(desk: Desk, *, today: dt.date = DAY) -> Findings:
    """What a check alone finds."""
    return store_check.check(desk, today=today)


def mended(desk: Desk) -> Findings:
    """What is left of the findings of a check, and what was done, after mending."""
    findings = checked(desk)
    mending.mend(desk, findings)
    return findings


def names(recordings: list[RecordingView]) -> list[str]:
    return [recording.name for recording in recordings]


def look(desk: Desk, recording_id: int) -> RecordingView:
    with desk.reading() as session:
        return recordings.find(session, str(recording_id))


def waiting(desk: Desk) -> list[str]:
    """The recordings in the inbox, by name."""
    with desk.reading() as session:
        return [found.name for found in recordings.search(session, waiting=True).recordings]


def assert_clean(desk: Desk) -> None:
    findings = checked(desk)
    assert findings.intact
    assert findings.leftovers == []


def treat(desk: Desk, recording: RecordingView) -> Path:
    """Make the treated file."""
    with desk.reading() as session:
        plan = treatments.plan(session, session.get_one(Recording, recording.id))
    original = treating.Original.of(recording, file_of(desk, recording))
    return treating.ensure_treated(desk.config.media, original, plan)


def edition_with(session: Session, recording_id: int, *, on: dt.date = DAY, at: dt.time = dt.time(5, 30)) -> int:
    """An edition with one story, which has that recording."""
    planned = broadcasts.plan_first_run(session, title="Thời sự", kind=ProgrammeKind.NEWS, on=on, at=at, seconds=900)
    edition_id = queries.broadcast(session, planned).edition_id
    assert edition_id is not None
    line = rundowns.add_story(
        session, edition_id, title="Tin", genre=Genre.BRIEF, source=Source.OWN, authors="", seconds=None
    )
    link(session, edition_id, line, recording_id)
    return edition_id


def mark(session: Session, broadcast_id: int, state: BroadcastState, *, today: dt.date = DAY) -> None:
    """Move a broadcast to a state, in the evening of that day."""
    evening = dt.datetime.combine(today, dt.time(23), ZoneInfo("Asia/Ho_Chi_Minh"))
    broadcasts.set_state(session, broadcast_id, queries.broadcast(session, broadcast_id).version, state, now=evening)


def set_state(session: Session, edition_id: int, state: BroadcastState, *, today: dt.date = DAY) -> None:
    """Move the first run of an edition to a state, in the evening of that day."""
    mark(session, rundowns.rundown(session, edition_id).first_run.id, state, today=today)


def give_up(desk: Desk, recording_id: int, today: dt.date) -> Path:
    """Give up the file of a recording; it stays on the disk. Returns it."""
    version = look(desk, recording_id).version
    with desk.changing(Action.REMOVE_RECORDING, name="test") as session:
        return retention.mark_removed(session, desk.config.media, recording_id, version, today)
