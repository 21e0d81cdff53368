"""The media store: files named by the hash of their bytes, and the rows of their recordings.

A file is copied to a temporary name, synced, decoded and measured. It is renamed when the unit of work that registers
it commits. So a file named by a hash is always complete and correct. A file without a row can only remain if the
process is killed between the rename and the commit.
"""

import contextlib
import hashlib
import json
import os
import re
import stat
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from radiodesk.errors import UserError, advice, reason, visible
from radiodesk.files import sync_folder, temporary_file
from radiodesk.locale import _
from radiodesk.media import places, trash
from radiodesk.media.errors import CannotRemove, CannotStore, StillWritten
from radiodesk.media.recordings import RecordingView, is_measured, view
from radiodesk.media.sound.decoding import Progress, SoundInfo
from radiodesk.media.sound.errors import CannotRead
from radiodesk.media.sound.measuring import Measured, measure
from radiodesk.media.titles import readable
from radiodesk.media.treatments import update_air_seconds
from radiodesk.model import Action, Desk, Overview, Recording
from radiodesk.model.text import TITLE_LIMIT, clean, fold

BLOCK = 1 << 20
"""Bytes per copied block."""

_SUFFIX = re.compile(r"\.[a-z0-9]{1,8}")


@dataclass(frozen=True)
class StagedFile:
    """A copy of a file in the store under a temporary name, not registered in the database yet."""

    copy: Path
    sha256: str
    name: str
    suffix: str
    size: int
    track: int
    """The audio track that was asked for, from 1; 0 if none was."""
    measured: Measured | None
    """None if the desk had a measured recording of the file already."""
    placed: list[Path] = field(default_factory=list)
    """Final paths that the copy was renamed to, if there was no file before."""


State = tuple[int, int, int]
"""Inode, size and modification time (ns) of a file. They change when the file is written or replaced."""

TrackOf = Callable[[str], int | None]
"""The audio track to measure of the file with a hash, as in `opening.open_sound`; None if it need not be measured."""


@contextlib.contextmanager
def staged(
    desk: Desk,
    path: Path,
    *,
    progress: Progress | None = None,
    track_of: TrackOf | None = None,
    cores: int = 2,
    folder: Path | None = None,
) -> Iterator[StagedFile]:
    """Copy a file into the store under a temporary name and measure it. The caller then `register`s it.

    The copy is renamed to its final name when the unit of work that registers it commits, and removed otherwise.
    progress: copying is the first half, decoding the second. cores: how many measuring may use.
    folder: a temporary folder in the store for the copy. Callers that stage many files use one, because each temporary
    file without it holds a lock. raises MediaError.
    """
    originals = desk.config.media / "originals"
    before = state_of(path)
    with _temporary_copy(originals, path, folder) as copy:
        sha256, size = _copy(path, copy, originals, progress)
        if state_of(path) != before:
            raise StillWritten(file=path)
        track = track_of(sha256) if track_of else 0
        measured = None
        if track is not None:
            measured = measure(copy, _second_half(progress), str(path), track=track, cores=cores)
        file = StagedFile(copy, sha256, _name(path), _suffix(path), size, track or 0, measured)
        try:
            yield file
        except BaseException:
            for placed in file.placed:  # it was renamed, but the commit failed
                with contextlib.suppress(UserError):
                    remove_unnamed(desk, placed)
            raise


def remove_unnamed(desk: Desk, file: Path) -> bool:
    """Remove a file of the store if no recording uses it. Returns whether the file is gone.

    The file of a removed recording is put into the trash, instead of an earlier copy of it. What was never registered
    is deleted.
    raises CannotRemove, DeskBusy, UnusableDatabase.
    """
    media = desk.config.media
    put: Path | None = None
    with desk.changing(Action.REMOVE_RECORDING, name=file.name) as session:  # keeps others from registering it
        row = session.scalar(select(Recording).where(Recording.sha256 == file.stem))
        is_its_file = row is not None and file == file_of(media, row.sha256, row.suffix)
        if row is not None and is_its_file and row.removed is None:
            return False
        try:
            if row is not None and is_its_file and file.exists():
                put = trash.put(desk.config.trash, file, trash.name_of(row.name, row.sha256, row.suffix))
            else:
                file.unlink(missing_ok=True)
        except OSError as error:
            name = row.name if row is not None and is_its_file else file.name
            raise CannotRemove(name=name, file=file, reason=reason(error), trash=desk.config.trash) from error
    if put is not None:
        trash.drop_copies(desk.config.trash, put, file.stem)
    return not file.exists()


def register(
    session: Session, store: Path, staged: StagedFile, *, waiting: bool = False, keep_removed: bool = False
) -> RecordingView:
    """Create a recording for a staged file, or return the existing recording with the same bytes.

    waiting: put a new recording, or one whose file was removed, into the inbox. keep_removed: leave a recording whose
    file was removed as it is. The commit raises CannotStore.
    """
    known = session.scalar(select(Recording).where(Recording.sha256 == staged.sha256))
    if known and known.removed is not None and keep_removed:
        return view(session, known)
    if known:
        if known.removed is not None:  # a removed file was added again
            known.removed, known.waiting = None, waiting and next(places.linked(session, [known.id]), None) is None
        if staged.measured and (staged.track or not is_measured(known)):
            set_measured(session, known, staged.measured)
        _rename_at_commit(session, staged, file_of(store, known.sha256, known.suffix))
        return view(session, known)
    measured = staged.measured
    assert measured is not None  # noqa: S101 - only files of known recordings are staged without, and these remain
    sound = measured.sound
    recording = Recording(
        sha256=staged.sha256,
        name=staged.name,
        title=_text(readable(sound.title)),
        folded=fold(staged.name),
        suffix=staged.suffix,
        size=staged.size,
        waiting=waiting,
    )
    _set_facts(recording, sound)
    session.add(recording)
    session.flush()  # from here on, other desks that add the same bytes wait for this transaction
    set_measured(session, recording, measured)
    _rename_at_commit(session, staged, file_of(store, staged.sha256, staged.suffix))
    return view(session, recording)


def _rename_at_commit(session: Session, staged: StagedFile, file: Path) -> None:
    """Rename the copy to its final path immediately before its row is committed."""
    event.listen(session, "before_commit", lambda _session: _place(staged, file), once=True)


def set_measured(session: Session, recording: Recording, measured: Measured) -> None:
    """Store what was found in a recording's file: facts, measurement and waveform. Update its length on air."""
    _set_facts(recording, measured.sound)
    # The values as they are read back from JSON. If they are equal, measuring again must not count as a change.
    if (stored := json.loads(json.dumps(measured.measurement.as_json()))) != recording.measured:
        recording.measured = stored
    waveform = measured.waveform
    overview = session.scalar(select(Overview).where(Overview.recording_id == recording.id))
    overview = overview or Overview(recording_id=recording.id)
    overview.block_seconds, overview.levels = waveform.block_seconds, waveform.pack()
    session.add(overview)
    update_air_seconds(session, recording)
    session.flush()


def _set_facts(recording: Recording, sound: SoundInfo) -> None:
    recording.seconds, recording.sample_rate, recording.channels = sound.seconds, sound.sample_rate, sound.channels
    recording.codec, recording.warnings = sound.codec, list(sound.warnings)
    recording.track, recording.tracks = sound.track, sound.tracks


def restore(store: Path, path: Path, sha256: str, suffix: str) -> bool:
    """Copy a file into the store if it has that hash. Returns whether it has. raises MediaError."""
    originals = store / "originals"
    with _temporary_copy(originals, path) as copy:
        found, _size = _copy(path, copy, originals, None)
        if found == sha256:
            _rename(copy, file_of(store, sha256, suffix))
        return found == sha256


def add(desk: Desk, path: Path, *, progress: Progress | None = None) -> RecordingView:
    """Add a file in its own unit of work. raises MediaError."""
    with staged(desk, path, progress=progress) as file, desk.changing(Action.ADD_RECORDING, name=file.name) as session:
        return register(session, desk.config.media, file)


def file_of(store: Path, sha256: str, suffix: str) -> Path:
    """The path of the file with that hash in the store."""
    return store / "originals" / sha256[:2] / f"{sha256}{suffix}"


def state_of(path: Path) -> State | None:
    """The state of a file, or None if it does not exist."""
    try:
        status = path.stat()
    except (OSError, ValueError):
        return None
    return status.st_ino, status.st_size, status.st_mtime_ns


@contextlib.contextmanager
def _temporary_copy(originals: Path, path: Path, folder: Path | None = None) -> Iterator[Path]:
    """A temporary path in the store for the copy of a file. It is removed at the end, unless it was renamed."""
    if folder:
        yield folder / os.urandom(8).hex()
        return
    with contextlib.ExitStack() as stack:
        try:
            originals.mkdir(parents=True, exist_ok=True)
            copy = stack.enter_context(temporary_file(originals))
        except OSError as error:
            raise CannotStore(file=path, store=originals, reason=reason(error)) from error
        yield copy


def _copy(path: Path, copy: Path, originals: Path, progress: Progress | None) -> tuple[str, int]:
    """Copy a file and sync the copy. Returns its SHA-256 and its size in bytes."""
    digest = hashlib.sha256()
    done = 0
    try:
        with copy.open("wb") as target:
            for block, size in _blocks(path):
                target.write(block)
                digest.update(block)
                done += len(block)
                if progress:
                    progress(min(done, size), 2 * size)
            target.flush()
            os.fsync(target.fileno())
    except OSError as error:
        raise CannotStore(file=path, store=originals, reason=reason(error)) from error
    return digest.hexdigest(), done


def _blocks(path: Path) -> Iterator[tuple[bytes, int]]:
    """The blocks of a file, each with the size of the whole file. raises CannotRead."""
    try:
        if not stat.S_ISREG(path.stat().st_mode) and not path.is_dir():
            raise OSError(None, _("it is not a regular file"))  # reading a pipe or device may never end
        with path.open("rb") as source:
            size = os.fstat(source.fileno()).st_size
            while block := source.read(BLOCK):
                yield block, size
    except (OSError, ValueError) as error:
        raise CannotRead(file=visible(str(path)), reason=reason(error), advice=advice(error)) from error


def _second_half(progress: Progress | None) -> Progress | None:
    """Progress of the decoding, as the second half of the work."""
    if progress is None:
        return None
    return lambda done, total: progress(total + done, 2 * total)


def _rename(copy: Path, file: Path) -> None:
    """Rename the copy to its final path. Two desks may do this at once, because their bytes are the same."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        copy.replace(file)
        sync_folder(file.parent)
        sync_folder(file.parent.parent)
    except OSError as error:
        raise CannotStore(file=file.name, store=file.parent, reason=reason(error)) from error


def _place(staged: StagedFile, file: Path) -> None:
    is_new = not file.exists()
    _rename(staged.copy, file)
    if is_new:
        staged.placed.append(file)


def _suffix(path: Path) -> str:
    suffix = path.suffix.lower()
    return suffix if _SUFFIX.fullmatch(suffix) else ""


def _name(path: Path) -> str:
    """The file's name as printable text. Recorders choose names, so bad characters are replaced, not refused."""
    return _text(path.name) or "?"


def _text(raw: str) -> str:
    """Text from outside as printable text of at most TITLE_LIMIT characters."""
    return clean(visible(unicodedata.normalize("NFC", raw))[:TITLE_LIMIT])  # NFC may lengthen the text
