"""The media store: a recording's file under the hash of its bytes, and its row in the desk.

A file is copied aside, judged, synced and then renamed, so what stands under a hash is whole and has that hash. Where
the unit of work is taken back afterwards, its file stays without a row, and is found when it is added again.
"""

import contextlib
import hashlib
import os
import re
import stat
import tempfile
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from radiodesk.errors import reason, visible
from radiodesk.locale import _
from radiodesk.media.errors import CannotRead, CannotStore, OwnFile, StillWritten
from radiodesk.media.looking import RecordingView, view
from radiodesk.media.measuring import Measured, measure
from radiodesk.media.reading import Progress
from radiodesk.media.treatments import settle
from radiodesk.model import Overview, Recording
from radiodesk.model.text import TITLE_LIMIT, clean, fold

BLOCK = 1 << 20
"""Bytes that are copied at a time."""

_SUFFIX = re.compile(r"\.[a-z0-9]{1,8}")


@dataclass(frozen=True)
class Taken:
    """A file that is in the store, and what it holds; the desk does not know of it yet."""

    sha256: str
    name: str
    suffix: str
    size: int
    measured: Measured | None
    """None where the desk knew the file already."""


State = tuple[int, int, int]
"""What changes when somebody writes to a file or puts another in its place: inode, size, time of the last change."""

Known = Callable[[str], bool]
"""Whether the desk has a measured recording of that hash, so that its file need not be judged again."""


def take(
    store: Path, path: Path, *, progress: Progress | None = None, known: Known | None = None, cores: int = 2
) -> Taken:
    """Copy a file into the store, judge and measure it. It takes a while, and no unit of work: `register` follows.

    store: the media folder of the home. progress: see `Progress`; copying is the first half of it, decoding the second.
    cores: that measuring may use. raises MediaError.
    """
    originals = store / "originals"
    before = state_of(path)
    with _aside(originals, path) as aside:
        sha256, size = _copy(path, aside, originals, progress)
        if state_of(path) != before:
            raise StillWritten(file=path)
        measured = None
        if not (known and known(sha256)):
            measured = measure(aside, _second_half(progress), str(path), cores=cores)
        suffix = _suffix(path)
        _keep(aside, file_of(store, sha256, suffix), path)
    return Taken(sha256, _name(path), suffix, size, measured)


def register(session: Session, store: Path, taken: Taken, *, waiting: bool = False) -> RecordingView:
    """Make a recording of what was taken; of the same bytes, the recording that there is already.

    waiting: whether it shall stand in the inbox, where it is new.
    """
    known = session.scalar(select(Recording).where(Recording.sha256 == taken.sha256))
    if known and known.removed is not None and waiting:
        # It was given up, and only lies on in a drop folder that cannot be emptied.
        file_of(store, taken.sha256, taken.suffix).unlink(missing_ok=True)
        return view(session, known)
    if known:
        known.removed = None  # what was given up is here again
        if taken.measured and known.measured is None:
            set_measured(session, known, taken.measured)
        if known.suffix != taken.suffix:
            # One name is enough; should the recording's own file have been lost, this one takes its place.
            with contextlib.suppress(FileNotFoundError):  # another desk that added it just now did the same
                file_of(store, taken.sha256, taken.suffix).replace(file_of(store, known.sha256, known.suffix))
        return view(session, known)
    if taken.measured is None:  # it was known, and is gone: somebody took it out meanwhile
        taken = replace(taken, measured=measure(file_of(store, taken.sha256, taken.suffix), name=taken.name))
    assert taken.measured is not None  # noqa: S101 - for the type checker
    sound = taken.measured.sound
    recording = Recording(
        sha256=taken.sha256,
        name=taken.name,
        title=_text(sound.title),
        folded=fold(taken.name),
        suffix=taken.suffix,
        size=taken.size,
        seconds=sound.seconds,
        sample_rate=sound.sample_rate,
        channels=sound.channels,
        codec=sound.codec,
        warnings=list(sound.warnings),
        waiting=waiting,
    )
    session.add(recording)
    session.flush()
    set_measured(session, recording, taken.measured)
    return view(session, recording)


def set_measured(session: Session, recording: Recording, measured: Measured) -> None:
    """Note what was measured of a recording, and how long it is on air."""
    recording.measured = measured.measurement.as_json()
    waveform = measured.waveform
    overview = session.scalar(select(Overview).where(Overview.recording_id == recording.id))
    overview = overview or Overview(recording_id=recording.id)
    overview.block_seconds, overview.levels = waveform.block_seconds, waveform.pack()
    session.add(overview)
    settle(session, recording)
    session.flush()


def restore(store: Path, path: Path, sha256: str, suffix: str) -> bool:
    """Put a file back under its hash; False where it has another one. raises MediaError."""
    originals = store / "originals"
    with _aside(originals, path) as aside:
        found, _size = _copy(path, aside, originals, None)
        if found == sha256:
            _keep(aside, file_of(store, sha256, suffix), path)
        return found == sha256


def add(session: Session, store: Path, path: Path, *, progress: Progress | None = None) -> RecordingView:
    """`take` and `register` in one, inside a unit of work that is under way. raises MediaError."""
    return register(session, store, take(store, path, progress=progress))


def refuse_own(store: Path, file: Path) -> None:
    """See that a file that is to be written is none of the store's. raises OwnFile."""
    place = file.expanduser().resolve()
    if any(place.is_relative_to((store / folder).resolve()) for folder in ("originals", "treated", "damaged")):
        raise OwnFile(file=file)


def file_of(store: Path, sha256: str, suffix: str) -> Path:
    """Where the store keeps the file with that hash."""
    return store / "originals" / sha256[:2] / f"{sha256}{suffix}"


def state_of(path: Path) -> State | None:
    """None where there is no such file."""
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns


def free_path(folder: Path, name: str) -> Path:
    """Where in a folder a file of that name can go without taking another's place: "a.wav", or else "a (2).wav"."""
    wanted = target = folder / name
    number = 2
    while target.exists():
        target = folder / f"{wanted.stem} ({number}){wanted.suffix}"
        number += 1
    return target


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
        for folder in (file.parent, file.parent.parent) if os.name == "posix" else ():
            descriptor = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
    except OSError as error:
        raise CannotStore(file=path, store=file.parent, reason=reason(error)) from error


def _suffix(path: Path) -> str:
    suffix = path.suffix.lower()
    return suffix if _SUFFIX.fullmatch(suffix) else ""


def _name(path: Path) -> str:
    """The file's name as text that can be shown; a name is given by a recorder, so it is mended, not refused."""
    return _text(path.name) or "?"


def _text(given: str) -> str:
    """What a recorder wrote as text that can be shown."""
    return clean(visible(unicodedata.normalize("NFC", given))[:TITLE_LIMIT])  # composed it may be longer
