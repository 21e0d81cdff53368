"""The media store: a recording's file under the hash of its bytes, and its row in the desk.

A file is copied aside, judged and synced. It is renamed when the unit of work that registers it commits. So what stands
under a hash is whole and has that hash, and no file is there without a row, but for a kill between the two.
"""

import contextlib
import hashlib
import os
import re
import stat
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from radiodesk.errors import UserError, reason, visible
from radiodesk.files import sync_folder, temporary_file
from radiodesk.locale import _
from radiodesk.media.errors import CannotStore, StillWritten
from radiodesk.media.recordings import RecordingView, view
from radiodesk.media.sound.decoding import Progress
from radiodesk.media.sound.errors import CannotRead
from radiodesk.media.sound.measuring import Measured, measure
from radiodesk.media.treatments import settle
from radiodesk.model import Action, Desk, Overview, Recording
from radiodesk.model.text import TITLE_LIMIT, clean, fold

BLOCK = 1 << 20
"""Bytes that are copied at a time."""

_SUFFIX = re.compile(r"\.[a-z0-9]{1,8}")


@dataclass(frozen=True)
class Taken:
    """A copy of a file, in the store but without its name there, and what it holds; the desk does not know it yet."""

    copy: Path
    sha256: str
    name: str
    suffix: str
    size: int
    measured: Measured | None
    """None where the desk knew the file already."""
    placed: list[Path] = field(default_factory=list)
    """Where the copy got its name in the store, and nothing was before."""


State = tuple[int, int, int]
"""What changes when somebody writes to a file or puts another in its place: inode, size, time of the last change."""

Known = Callable[[str], bool]
"""Whether the desk has a measured recording of that hash, so that its file need not be judged again."""


@contextlib.contextmanager
def taken(
    desk: Desk,
    path: Path,
    *,
    progress: Progress | None = None,
    known: Known | None = None,
    cores: int = 2,
    folder: Path | None = None,
) -> Iterator[Taken]:
    """Copy a file into the store, judge and measure it, for a unit of work that `register`s it within the block.

    The copy gets its name in the store when that unit of work commits. It is removed if the unit of work does not.
    progress: see `Progress`; copying is the first half of it, decoding the second. cores: that measuring may use.
    folder: a temporary one in the store, for who takes so many files that each cannot have a lock of its own.
    raises MediaError.
    """
    originals = desk.config.media / "originals"
    before = state_of(path)
    with _aside(originals, path, folder) as aside:
        sha256, size = _copy(path, aside, originals, progress)
        if state_of(path) != before:
            raise StillWritten(file=path)
        measured = None
        if not (known and known(sha256)):
            measured = measure(aside, _second_half(progress), str(path), cores=cores)
        found = Taken(aside, sha256, _name(path), _suffix(path), size, measured)
        try:
            yield found
        except BaseException:
            for placed in found.placed:  # the commit gave it its name, and failed
                with contextlib.suppress(UserError):
                    remove_unnamed(desk, placed)
            raise


def remove_unnamed(desk: Desk, file: Path) -> bool:
    """Remove a file of the store, unless a recording names it; whether it is gone.

    raises DeskBusy, UnusableDatabase.
    """
    media = desk.config.media
    with desk.changing(Action.REMOVE_RECORDING, name=file.name) as session:  # nobody else registers anything now
        row = session.scalar(select(Recording).where(Recording.sha256 == file.stem))
        if row is not None and row.removed is None and file == file_of(media, row.sha256, row.suffix):
            return False
        with contextlib.suppress(OSError):
            file.unlink(missing_ok=True)
    return not file.exists()


def register(session: Session, store: Path, taken: Taken, *, waiting: bool = False) -> RecordingView:
    """Make a recording of what was taken; of the same bytes, the recording that there is already.

    waiting: whether it shall stand in the inbox, where it is new. The commit raises CannotStore.
    """
    known = session.scalar(select(Recording).where(Recording.sha256 == taken.sha256))
    if known and known.removed is not None and waiting:
        return view(session, known)  # it was given up, and only lies on in a drop folder that cannot be emptied
    if known:
        known.removed = None  # what was given up is here again
        if taken.measured and known.measured is None:
            set_measured(session, known, taken.measured)
        _keep_at_commit(session, taken, file_of(store, known.sha256, known.suffix))
        return view(session, known)
    measured = taken.measured
    if measured is None:  # it was known, and is gone: somebody took it out meanwhile
        measured = measure(taken.copy, name=taken.name)
    sound = measured.sound
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
    session.flush()  # from here on no other desk can add the same bytes before this one is done
    set_measured(session, recording, measured)
    _keep_at_commit(session, taken, file_of(store, taken.sha256, taken.suffix))
    return view(session, recording)


def _keep_at_commit(session: Session, taken: Taken, file: Path) -> None:
    """Give the copy its name in the store at the last moment before its row is there for all to see."""
    event.listen(session, "before_commit", lambda _session: _place(taken, file), once=True)


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
            _keep(aside, file_of(store, sha256, suffix))
        return found == sha256


def add(desk: Desk, path: Path, *, progress: Progress | None = None) -> RecordingView:
    """`taken` and `register` in a unit of work of its own. raises MediaError."""
    with taken(desk, path, progress=progress) as found, desk.changing(Action.ADD_RECORDING, name=found.name) as session:
        return register(session, desk.config.media, found)


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
def _aside(originals: Path, path: Path, folder: Path | None = None) -> Iterator[Path]:
    """An empty file in the store for the copy, gone at the end whatever happens, unless it got its name."""
    if folder:
        yield folder / os.urandom(8).hex()
        return
    with contextlib.ExitStack() as held:
        try:
            originals.mkdir(parents=True, exist_ok=True)
            aside = held.enter_context(temporary_file(originals))
        except OSError as error:
            raise CannotStore(file=path, store=originals, reason=reason(error)) from error
        yield aside


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
            raise OSError(None, _("it is not a regular file"))  # a pipe or a device would be read for ever
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


def _keep(aside: Path, file: Path) -> None:
    """Give the copy its name. Two desks may do this at once: the bytes are the same."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        aside.replace(file)
        sync_folder(file.parent)
        sync_folder(file.parent.parent)
    except OSError as error:
        raise CannotStore(file=file.name, store=file.parent, reason=reason(error)) from error


def _place(taken: Taken, file: Path) -> None:
    is_new = not file.exists()
    _keep(taken.copy, file)
    if is_new:
        taken.placed.append(file)


def _suffix(path: Path) -> str:
    suffix = path.suffix.lower()
    return suffix if _SUFFIX.fullmatch(suffix) else ""


def _name(path: Path) -> str:
    """The file's name as text that can be shown; a name is given by a recorder, so it is mended, not refused."""
    return _text(path.name) or "?"


def _text(given: str) -> str:
    """What a recorder wrote as text that can be shown."""
    return clean(visible(unicodedata.normalize("NFC", given))[:TITLE_LIMIT])  # composed it may be longer
