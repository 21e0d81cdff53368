"""The media store: a recording's file under the hash of its bytes, and its row in the desk.

A file is copied aside, judged, synced and then renamed, so what stands under a hash is whole and has that hash. Where
the unit of work is taken back afterwards, its file stays without a row, and is found when it is added again.
"""

import contextlib
import datetime as dt
import hashlib
import os
import re
import stat
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from radiodesk.errors import reason, visible
from radiodesk.locale import _
from radiodesk.media.errors import AmbiguousRecording, CannotRead, CannotStore, UnknownRecording
from radiodesk.media.reading import Progress, Sound, probe
from radiodesk.model import Recording, Story, zone
from radiodesk.model.text import TITLE_LIMIT, clean, fold

BLOCK = 1 << 20
"""Bytes that are copied at a time."""

_SUFFIX = re.compile(r"\.[a-z0-9]{1,8}")
_HASH = re.compile(r"[0-9a-f]{4,64}")


@dataclass(frozen=True)
class RecordingView:
    """A recording as screens and commands get to see it."""

    id: int
    version: int
    sha256: str
    name: str
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
    added: dt.datetime
    """In the station's zone."""
    stories: tuple[str, ...]
    """Titles of the stories that it is linked to."""


@dataclass(frozen=True)
class RecordingList:
    """A page of recordings, newest first, and how many there are in all."""

    recordings: tuple[RecordingView, ...]
    total: int


@dataclass(frozen=True)
class Taken:
    """A file that is in the store, and what it holds; the desk does not know of it yet."""

    sha256: str
    name: str
    suffix: str
    size: int
    sound: Sound


def take(store: Path, path: Path, *, progress: Progress | None = None) -> Taken:
    """Copy a file into the store and judge it. It takes a while, so it needs no unit of work: `register` follows.

    store: the media folder of the home. progress: see `Progress`; copying is the first half of it, decoding the second.
    raises MediaError.
    """
    originals = store / "originals"
    with _aside(originals, path) as aside:
        sha256, size = _copy(path, aside, originals, progress)
        sound = probe(aside, _second_half(progress), name=str(path))
        suffix = _suffix(path)
        _keep(aside, file_of(store, sha256, suffix), path)
    return Taken(sha256, _name(path), suffix, size, sound)


def register(session: Session, store: Path, taken: Taken) -> RecordingView:
    """Make a recording of what was taken; of the same bytes, the recording that there is already."""
    known = session.scalar(select(Recording).where(Recording.sha256 == taken.sha256))
    if known:
        if known.suffix != taken.suffix:
            # One name is enough; should the recording's own file have been lost, this one takes its place.
            file_of(store, taken.sha256, taken.suffix).replace(file_of(store, known.sha256, known.suffix))
        return _views(session, [known])[0]
    recording = Recording(
        sha256=taken.sha256,
        name=taken.name,
        folded=fold(taken.name),
        suffix=taken.suffix,
        size=taken.size,
        seconds=taken.sound.seconds,
        sample_rate=taken.sound.sample_rate,
        channels=taken.sound.channels,
        codec=taken.sound.codec,
        warnings=list(taken.sound.warnings),
    )
    session.add(recording)
    session.flush()
    return _views(session, [recording])[0]


def add(session: Session, store: Path, path: Path, *, progress: Progress | None = None) -> RecordingView:
    """`take` and `register` in one, inside a unit of work that is under way. raises MediaError."""
    return register(session, store, take(store, path, progress=progress))


def recordings(session: Session, *, query: str = "", limit: int = 200) -> RecordingList:
    """Recordings whose name holds the query, without case and accents; newest first."""
    condition = Recording.folded.contains(fold(query), autoescape=True)
    total = session.scalar(select(func.count()).select_from(Recording).where(condition)) or 0
    rows = session.scalars(select(Recording).where(condition).order_by(Recording.id.desc()).limit(limit)).all()
    return RecordingList(tuple(_views(session, rows)), total)


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


def file_of(store: Path, sha256: str, suffix: str) -> Path:
    """Where the store keeps the file with that hash."""
    return store / "originals" / sha256[:2] / f"{sha256}{suffix}"


@contextlib.contextmanager
def _aside(originals: Path, path: Path) -> Iterator[Path]:
    """An empty file in the store for the copy, gone at the end whatever happens."""
    try:
        originals.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(prefix=".coming-", dir=originals)
    except OSError as error:
        raise CannotStore(file=path, store=originals, reason=reason(error)) from error
    os.close(descriptor)
    aside = Path(name)
    try:
        yield aside
    finally:
        aside.unlink(missing_ok=True)


def _copy(path: Path, aside: Path, originals: Path, progress: Progress | None) -> tuple[str, int]:
    """Copy the file and sync the copy; its SHA-256 and its size."""
    digest = hashlib.sha256()
    done = 0
    try:
        with aside.open("wb") as copy:
            for block, size in _blocks(path):
                copy.write(block)
                digest.update(block)
                done += len(block)
                if progress:
                    progress(min(done, size), 2 * size)
            copy.flush()
            os.fsync(copy.fileno())
    except OSError as error:
        raise CannotStore(file=path, store=originals, reason=reason(error)) from error
    return digest.hexdigest(), done


def _blocks(path: Path) -> Iterator[tuple[bytes, int]]:
    """The file in blocks, each with the size of the whole. raises CannotRead."""
    try:
        if not stat.S_ISREG(path.stat().st_mode) and not path.is_dir():
            raise OSError(None, _("it is not a file with an end"))  # a pipe or a device would be read for ever
        with path.open("rb") as source:
            size = os.fstat(source.fileno()).st_size
            while block := source.read(BLOCK):
                yield block, size
    except (OSError, ValueError) as error:
        raise CannotRead(file=visible(str(path)), reason=reason(error)) from error


def _second_half(progress: Progress | None) -> Progress | None:
    """Progress of the decoding, behind that of the copying."""
    if progress is None:
        return None
    return lambda done, total: progress(total + done, 2 * total)


def _keep(aside: Path, file: Path, path: Path) -> None:
    """Give the copy its name. Two desks may do this at once: the bytes are the same."""
    try:
        file.parent.mkdir(exist_ok=True)
        aside.chmod(0o644)
        aside.replace(file)
        if os.name == "posix":
            folder = os.open(file.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
    except OSError as error:
        raise CannotStore(file=path, store=file.parent, reason=reason(error)) from error


def _suffix(path: Path) -> str:
    suffix = path.suffix.lower()
    return suffix if _SUFFIX.fullmatch(suffix) else ""


def _name(path: Path) -> str:
    """The file's name as text that can be shown; a name is given by a recorder, so it is mended, not refused."""
    return clean(visible(path.name)[:TITLE_LIMIT]) or "?"


def _views(session: Session, rows: Sequence[Recording]) -> list[RecordingView]:
    here = zone(session)
    linked = select(Story.recording_id, Story.title).where(Story.recording_id.in_([row.id for row in rows]))
    stories: dict[int | None, list[str]] = {}
    for recording_id, title in session.execute(linked.order_by(Story.id)):
        stories.setdefault(recording_id, []).append(title)
    return [
        RecordingView(
            id=row.id,
            version=row.version,
            sha256=row.sha256,
            name=row.name,
            suffix=row.suffix,
            size=row.size,
            seconds=row.seconds,
            sample_rate=row.sample_rate,
            channels=row.channels,
            codec=row.codec,
            warnings=tuple(row.warnings),
            added=row.created.astimezone(here),
            stories=tuple(stories.get(row.id, ())),
        )
        for row in rows
    ]
