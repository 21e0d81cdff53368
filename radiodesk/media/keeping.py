"""Keep the store sound: find what is missing, damaged or left over, mend what can be mended, and say what may go."""

import contextlib
import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from radiodesk.errors import visible
from radiodesk.files import is_abandoned
from radiodesk.locale import _
from radiodesk.media import linking, store
from radiodesk.media.errors import CannotStore, KeptUntil, StillLinked
from radiodesk.media.recordings import RecordingView, view
from radiodesk.media.sound.decoding import Progress
from radiodesk.media.sound.errors import CannotRead, MediaError
from radiodesk.model import Broadcast, BroadcastState, Desk, Line, Recording, Story, station, zone
from radiodesk.model.base import now
from radiodesk.model.checking import Problem
from radiodesk.model.database import fetch


@dataclass
class Findings:
    """What a check of the store found. Files are named below the store."""

    missing: list[RecordingView] = field(default_factory=list)
    damaged: list[RecordingView] = field(default_factory=list)
    """The file's bytes are no longer those of its hash."""
    orphans: list[Path] = field(default_factory=list)
    """Files that no recording knows."""
    left_over: list[Path] = field(default_factory=list)
    """Parts of what was never finished, and treated files of recordings that there are not."""
    never_aired: list[RecordingView] = field(default_factory=list)
    may_go: list[RecordingView] = field(default_factory=list)
    """Aired, and kept as long as the station keeps them."""
    mended: list[str] = field(default_factory=list)
    """Names of recordings that are whole again, and of files that were brought in or taken away."""
    laid_aside: list[str] = field(default_factory=list)
    """Names of damaged files that lie beside the store now."""

    @property
    def sound(self) -> bool:
        """Whether every recording has its file, and every file its recording."""
        return not (self.missing or self.damaged or self.orphans)

    @property
    def mendable(self) -> bool:
        """Whether a check that mends would do something."""
        return bool(self.damaged or self.orphans or self.left_over)

    def done(self) -> list[str]:
        """What mending did, a sentence each."""
        mended, laid_aside = _("Mended: {name}"), _("Laid aside in “damaged”: {name}")
        return [
            *(mended.format(name=visible(name)) for name in self.mended),
            *(laid_aside.format(name=visible(name)) for name in self.laid_aside),
        ]

    def problems(self) -> list[Problem]:
        """What is wrong."""
        relink = _("Find it with “radiodesk media relink FOLDER”")
        lay_aside = _("“radiodesk media check --mend” lays its file aside, so that a good one can be found")
        bring_in = _("“radiodesk media check --mend” brings it in")
        return [
            *(
                Problem("missing_file", _("Missing"), f"{recording.name} ({recording.sha256[:12]})", relink)
                for recording in self.missing
            ),
            *(Problem("damaged_file", _("Damaged"), recording.name, lay_aside) for recording in self.damaged),
            *(Problem("unknown_file", _("Unknown file"), visible(path.name), bring_in) for path in self.orphans),
        ]

    def remarks(self) -> list[str]:
        """What is good to know beside, a sentence each."""
        left_over = _("Left over: {file}. Mending takes it away")
        may_go = _("May go: {id} {name}. “radiodesk media remove {id}” gives its file up")
        never = _("Never on air: {id} {name}")
        return [
            *(left_over.format(file=visible(path.name)) for path in self.left_over),
            *(never.format(id=recording.id, name=recording.name) for recording in self.never_aired),
            *(may_go.format(id=recording.id, name=recording.name) for recording in self.may_go),
        ]


def check(desk: Desk, *, today: dt.date, mend: bool = False, progress: Progress | None = None) -> Findings:
    """Look at every file of the store, and mend what can be mended where that is asked for.

    progress: in bytes; whatever it raises ends the check. What was mended by then stays.
    """
    media = desk.config.media
    with desk.reading() as session:
        rows = session.scalars(select(Recording).order_by(Recording.id)).all()
        known = {row.sha256: view(session, row) for row in rows}
        findings = Findings(never_aired=never_aired(session, today), may_go=may_go(session, today))
    files = {path: _size(path) for path in _files(media / "originals")}
    whole, done = sum(files.values()), 0
    good: set[str] = set()
    for path, size in files.items():
        if coming := _temporary_above(path, media):
            if is_abandoned(coming):
                findings.left_over.append(path)
            continue
        recording = known.get(path.stem)
        done += size
        sha256 = _hash(path, progress, done - size, whole)
        if recording is None:
            findings.orphans.append(path)
        elif recording.removed is not None or path != _place(media, recording):
            findings.left_over.append(path)  # given up, or a second one of the same
        elif sha256 != recording.sha256:
            findings.damaged.append(recording)
        else:
            good.add(sha256)
    damaged = {recording.sha256 for recording in findings.damaged}
    findings.missing = [each for each in known.values() if each.removed is None and each.sha256 not in good | damaged]
    treated = [path for path in _files(media / "treated") if not _belongs(path, known)]
    findings.left_over += treated
    if mend:
        _mend(desk, findings)
    return findings


def _temporary_above(path: Path, media: Path) -> Path | None:
    """The temporary file or folder that a file of the store is or lies in."""
    for part in (path, *path.parents):
        if part == media:
            return None
        if part.name.startswith("."):
            return part
    return None


def _belongs(path: Path, known: dict[str, RecordingView]) -> bool:
    """Whether a treated file is of a recording that there is; one that is being written belongs to its writer."""
    if path.name.startswith("."):
        return not is_abandoned(path)
    recording = known.get(path.stem.rpartition("-")[0])
    return recording is not None and recording.removed is None


def _mend(desk: Desk, findings: Findings) -> None:
    media = desk.config.media
    for recording in list(findings.damaged):
        if _set_aside(media, _place(media, recording)):
            findings.damaged.remove(recording)
            findings.missing.append(recording)
            findings.laid_aside.append(recording.name)
    for recording in list(findings.missing):
        # A second one of the same bytes: under another ending, as two desks make when they add one file under two
        # names, or in another folder.
        for path in findings.left_over:
            if path.stem == recording.sha256 and _hash(path) == recording.sha256:
                _place(media, recording).parent.mkdir(exist_ok=True)
                path.replace(_place(media, recording))
                findings.left_over.remove(path)
                findings.missing.remove(recording)
                findings.mended.append(recording.name)
                break
    for path in list(findings.orphans):
        if (sound := _bring_in(desk, path)) is not None:
            findings.orphans.remove(path)
            (findings.mended if sound else findings.laid_aside).append(path.name)
    _clear_left_overs(desk, findings)


def _clear_left_overs(desk: Desk, findings: Findings) -> None:
    """Take away what is left over; what is called like a missing recording is laid aside."""
    needed = {recording.sha256 for recording in findings.missing}
    for path in list(findings.left_over):
        lost = path.stem in needed
        if _set_aside(desk.config.media, path) if lost else store.remove_unnamed(desk, path):
            findings.left_over.remove(path)
            (findings.laid_aside if lost else findings.mended).append(path.name)


def _bring_in(desk: Desk, path: Path) -> bool | None:
    """Make a recording of a file in the store that nobody knows; what is no sound is laid aside.

    Returns whether it was sound; None where nothing could be done.
    """
    media = desk.config.media
    try:
        with (
            store.taken(desk, path) as taken,
            desk.changing(what=f"media check: {path.name}") as session,
        ):
            store.register(session, media, taken, waiting=True)
    except (CannotRead, CannotStore):
        return None
    except MediaError:
        return False if _set_aside(media, path) else None
    if path != store.file_of(media, taken.sha256, taken.suffix):
        path.unlink(missing_ok=True)  # its bytes are under their own hash now
    return True


def _place(media: Path, recording: RecordingView) -> Path:
    return store.file_of(media, recording.sha256, recording.suffix)


def _set_aside(media: Path, path: Path) -> bool:
    """Keep a damaged file where nothing takes it for a recording: who knows what can still be had from it.

    False where that does not go, as with a disk that only reads, or a file that cannot be read just now.
    """
    folder = media / "damaged"
    try:
        with path.open("rb"):
            folder.mkdir(exist_ok=True)
        path.rename(store.free_path(folder, path.name))
    except OSError:
        return False
    return True


def relink(desk: Desk, folder: Path, *, progress: Progress | None = None) -> tuple[list[str], list[RecordingView]]:
    """Find the files of recordings that have lost theirs, whatever they are called now, and put them back.

    Returns the names of the recordings that were found, and the recordings that still miss their files.
    progress: in files looked at. raises MediaError.
    """
    media = desk.config.media
    with desk.reading() as session:
        rows = session.scalars(select(Recording).where(Recording.removed.is_(None)).order_by(Recording.id))
        missing = [view(session, row) for row in rows]
    missing = [each for each in missing if not _place(media, each).is_file()]
    sizes = {each.size for each in missing}
    found: list[str] = []
    files = [path for path in _files(folder) if _size(path) in sizes]
    for number, path in enumerate(files):
        if progress:
            progress(number, len(files))
        sha256 = _hash(path)
        for recording in missing:
            if recording.sha256 == sha256 and store.restore(media, path, sha256, recording.suffix):
                found.append(recording.name)
                missing.remove(recording)
                break
    return found, missing


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
    row = fetch(session, Recording, recording_id)
    if recording_id in _last_aired(session):
        until = _keep_until(session).get(recording_id)
        if until is None or until >= today:
            raise KeptUntil(file=row.name)
    elif linked := linking.linked(session, recording_id):
        raise StillLinked(file=row.name, title=linked[0].title)


def give_up(session: Session, media: Path, recording_id: int, today: dt.date) -> Path:
    """Note that a recording's file is given up; the recording stays. Returns the file, to be removed afterwards.

    raises those of `check_done_with`.
    """
    check_done_with(session, recording_id, today)
    row = fetch(session, Recording, recording_id)
    row.removed = now()
    row.waiting = False
    return store.file_of(media, row.sha256, row.suffix)


def remove(desk: Desk, recording_id: int, today: dt.date) -> None:
    """`give_up`, then remove the file. Where it stops between the two, the file is left over: mending removes it."""
    with desk.reading() as session:
        name = fetch(session, Recording, recording_id).name
    with desk.changing(what=f"media remove {name}") as session:
        file = give_up(session, desk.config.media, recording_id, today)
    store.remove_unnamed(desk, file)


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


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink())


def _size(path: Path) -> int:
    """Bytes; 0 of a file that went meanwhile."""
    with contextlib.suppress(OSError):
        return path.stat().st_size
    return 0


def _hash(path: Path, progress: Progress | None = None, done: int = 0, whole: int = 0) -> str:
    """The hash of a file's bytes; empty where it cannot be read."""
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while block := file.read(store.BLOCK):
                digest.update(block)
                done += len(block)
                if progress:
                    progress(done, whole)
    except OSError:
        return ""
    return digest.hexdigest()
