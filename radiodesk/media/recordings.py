"""Search and view the recordings of a desk."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from radiodesk.errors import visible
from radiodesk.media import places
from radiodesk.media.errors import AmbiguousRecording, UnknownRecording
from radiodesk.media.sound.measurement import READING, Measurement
from radiodesk.model import Recording, zone
from radiodesk.model.text import searched

_HASH = re.compile(r"[0-9a-f]{4,64}")


@dataclass(frozen=True)
class RecordingView:
    """A recording, as screens and commands get it."""

    id: int
    version: int
    sha256: str
    name: str
    title: str
    """The title in the file's metadata, or empty."""
    suffix: str
    size: int
    """Bytes."""
    seconds: float
    sample_rate: int
    """Hertz."""
    channels: int
    codec: str
    track: int
    """The audio track in use, from 1."""
    tracks: int
    """The number of audio tracks of the file."""
    warnings: tuple[str, ...]
    """Keys of `radiodesk.media.faults.WARNINGS`."""
    measurement: Measurement | None
    """None if it was not measured yet."""
    air_seconds: float
    """The length on air, after treatment."""
    waiting: bool
    """Whether it is in the inbox."""
    removed: dt.datetime | None
    """When its file was removed, in the station's zone."""
    added: dt.datetime
    """When it was added, in the station's zone."""
    linked: tuple[str, ...]
    """The names of the stories, inserts and editions that it is linked to, without duplicates."""


@dataclass(frozen=True)
class RecordingList:
    """A page of recordings, newest first, and the total number."""

    recordings: tuple[RecordingView, ...]
    total: int


def search(session: Session, *, query: str = "", waiting: bool = False, limit: int | None = 200) -> RecordingList:
    """Recordings whose name contains the query, ignoring case and accents; newest first. Excludes removed ones.

    waiting: only those in the inbox.
    """
    condition = Recording.folded.contains(searched(query), autoescape=True) & Recording.removed.is_(None)
    if waiting:
        condition &= Recording.waiting
    total = session.scalar(select(func.count()).select_from(Recording).where(condition)) or 0
    rows = session.scalars(select(Recording).where(condition).order_by(Recording.id.desc()).limit(limit)).all()
    return RecordingList(tuple(views(session, rows)), total)


AIR_SECONDS = func.coalesce(Recording.air_seconds, Recording.seconds)
"""The length on air of the recording in a query, in seconds."""

IS_MEASURED = func.coalesce(Recording.measured["reading"].as_integer(), 0) >= READING
"""Whether a recording was measured as this release does it."""


def is_measured(recording: Recording) -> bool:
    """`IS_MEASURED`, of a row."""
    return recording.measured is not None and recording.measured.get("reading", 0) >= READING


def unmeasured(session: Session) -> list[RecordingView]:
    """Recordings that were not measured yet, or by an older release, which may have misread their files."""
    rows = session.scalars(select(Recording).where(~IS_MEASURED, Recording.removed.is_(None)).order_by(Recording.id))
    return views(session, rows.all())


def find(session: Session, wanted: str) -> RecordingView:
    """The recording with an id, or with a hash that begins with a text. raises UnknownRecording, AmbiguousRecording."""
    text = wanted.strip().lower()
    row = session.get(Recording, int(text)) if text.isascii() and text.isdigit() and len(text) < 10 else None
    if row is None and _HASH.fullmatch(text):
        rows = session.scalars(select(Recording).where(Recording.sha256.startswith(text)).limit(2)).all()
        if len(rows) > 1:
            raise AmbiguousRecording(wanted=text)
        row = rows[0] if rows else None
    if row is None:
        raise UnknownRecording(wanted=visible(wanted[:80]))
    return view(session, row)


def view(session: Session, recording: Recording) -> RecordingView:
    """The view of one recording."""
    return views(session, [recording])[0]


def views(session: Session, rows: Sequence[Recording]) -> list[RecordingView]:
    """The views of recordings, in the same order."""
    station_zone = zone(session)
    names: dict[int, dict[str, None]] = {}
    for each in places.linked(session, [row.id for row in rows]):
        names.setdefault(each.recording_id, {})[each.name] = None
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
            track=row.track,
            tracks=row.tracks,
            warnings=tuple(row.warnings),
            measurement=None if row.measured is None else Measurement.from_json(row.measured),
            air_seconds=row.seconds if row.air_seconds is None else row.air_seconds,
            waiting=row.waiting,
            removed=row.removed.astimezone(station_zone) if row.removed else None,
            added=row.created.astimezone(station_zone),
            linked=tuple(names.get(row.id, ())),
        )
        for row in rows
    ]
