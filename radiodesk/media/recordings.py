"""Look at the recordings that the desk has."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from radiodesk.errors import visible
from radiodesk.media.errors import AmbiguousRecording, UnknownRecording
from radiodesk.media.sound.measuring import Measurement
from radiodesk.model import Line, Recording, Story, zone
from radiodesk.model.database import existing
from radiodesk.model.text import fold

_HASH = re.compile(r"[0-9a-f]{4,64}")


@dataclass(frozen=True)
class RecordingView:
    """A recording as screens and commands get to see it."""

    id: int
    version: int
    sha256: str
    name: str
    title: str
    """What the file calls itself inside; empty where it says nothing."""
    suffix: str
    size: int
    """Bytes."""
    seconds: float
    sample_rate: int
    """Hertz."""
    channels: int
    codec: str
    warnings: tuple[str, ...]
    """Keys; `radiodesk.media.errors.warning` has the sentences."""
    measurement: Measurement | None
    """None before it was measured."""
    air_seconds: float
    """The length as it goes to air, treated."""
    waiting: bool
    """In the inbox."""
    removed: dt.datetime | None
    """When its file was given up; in the station's zone."""
    added: dt.datetime
    """In the station's zone."""
    stories: tuple[str, ...]
    """Titles of the stories and inserts that it is linked to, each once."""


@dataclass(frozen=True)
class RecordingList:
    """A page of recordings, newest first, and how many there are in all."""

    recordings: tuple[RecordingView, ...]
    total: int


def search(session: Session, *, query: str = "", waiting: bool = False, limit: int = 200) -> RecordingList:
    """Recordings whose name holds the query, without case and accents; newest first. Not those that were given up.

    waiting: only those in the inbox.
    """
    condition = Recording.folded.contains(fold(query), autoescape=True) & Recording.removed.is_(None)
    if waiting:
        condition &= Recording.waiting
    total = session.scalar(select(func.count()).select_from(Recording).where(condition)) or 0
    rows = session.scalars(select(Recording).where(condition).order_by(Recording.id.desc()).limit(limit)).all()
    return RecordingList(tuple(_views(session, rows)), total)


def unmeasured(session: Session) -> list[RecordingView]:
    """Recordings that came in before there was measuring."""
    rows = session.scalars(select(Recording).where(Recording.measured.is_(None), Recording.removed.is_(None)))
    return _views(session, rows.all())


def find(session: Session, wanted: str) -> RecordingView:
    """The recording of that id, or of a hash that begins so. raises UnknownRecording, AmbiguousRecording."""
    text = wanted.strip().lower()
    row = session.get(Recording, int(text)) if text.isascii() and text.isdigit() and len(text) < 10 else None
    if row is None and _HASH.fullmatch(text):
        rows = session.scalars(select(Recording).where(Recording.sha256.startswith(text)).limit(2)).all()
        if len(rows) > 1:
            raise AmbiguousRecording(wanted=text)
        row = rows[0] if rows else None
    if row is None:
        raise UnknownRecording(wanted=visible(wanted[:80]))
    return _views(session, [row])[0]


def name_of(session: Session, recording_id: int) -> str:
    """The name of a recording. raises Removed."""
    return existing(session, Recording, recording_id).name


def view(session: Session, recording: Recording) -> RecordingView:
    """One recording, for a screen."""
    return _views(session, [recording])[0]


def _views(session: Session, rows: Sequence[Recording]) -> list[RecordingView]:
    here = zone(session)
    ids = [row.id for row in rows]
    of_stories = select(Story.recording_id, Story.title).where(Story.recording_id.in_(ids)).order_by(Story.id)
    of_inserts = select(Line.recording_id, Line.label).where(Line.recording_id.in_(ids)).order_by(Line.id)
    stories: dict[int | None, dict[str, None]] = {}
    for statement in (of_stories, of_inserts):
        for recording_id, title in session.execute(statement):
            stories.setdefault(recording_id, {})[title] = None
    return [
        RecordingView(
            id=row.id,
            version=row.version,
            sha256=row.sha256,
            name=row.name,
            title=row.title,
            suffix=row.suffix,
            size=row.size,
            seconds=row.seconds,
            sample_rate=row.sample_rate,
            channels=row.channels,
            codec=row.codec,
            warnings=tuple(row.warnings),
            measurement=None if row.measured is None else Measurement.from_json(row.measured),
            air_seconds=row.seconds if row.air_seconds is None else row.air_seconds,
            waiting=row.waiting,
            removed=row.removed.astimezone(here) if row.removed else None,
            added=row.created.astimezone(here),
            stories=tuple(stories.get(row.id, ())),
        )
        for row in rows
    ]
