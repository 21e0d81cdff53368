"""Check the store: whether each recording has its undamaged file, and each file belongs to a recording."""

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select

from radiodesk.errors import visible
from radiodesk.files import is_abandoned
from radiodesk.locale import _
from radiodesk.media import retention
from radiodesk.media.recordings import RecordingView, views
from radiodesk.media.sound.decoding import Progress
from radiodesk.media.store_files import files_in, hash_of, path_of, size_of
from radiodesk.model import Desk, Recording
from radiodesk.model.checking import Problem


@dataclass
class Findings:
    """The results of a check of the store."""

    missing: list[RecordingView] = field(default_factory=list)
    damaged: list[RecordingView] = field(default_factory=list)
    """Recordings whose file does not match its hash."""
    orphans: list[Path] = field(default_factory=list)
    """Files that belong to no recording."""
    leftovers: list[Path] = field(default_factory=list)
    """Files that are no longer needed: abandoned temporary files, duplicates, and files of removed recordings."""
    never_aired: list[RecordingView] = field(default_factory=list)
    removable: list[RecordingView] = field(default_factory=list)
    """Recordings whose retention time is over."""
    mended: list[str] = field(default_factory=list)
    """Names of recordings that have their file again, and of files that were added or removed."""
    moved_aside: list[str] = field(default_factory=list)
    """Names of files that were moved to the folder "damaged"."""

    @property
    def intact(self) -> bool:
        """Whether each recording has its file, and each file its recording."""
        return not (self.missing or self.damaged or self.orphans)

    @property
    def mendable(self) -> bool:
        """Whether there is anything that mending can change."""
        return bool(self.damaged or self.orphans or self.leftovers)

    def done(self) -> list[str]:
        """One sentence for each change that mending made."""
        mended, moved_aside = _("Mended: {name}"), _("Moved to “damaged”: {name}")
        return [
            *(mended.format(name=visible(name)) for name in self.mended),
            *(moved_aside.format(name=visible(name)) for name in self.moved_aside),
        ]

    def problems(self) -> list[Problem]:
        """The missing, damaged and unknown files."""
        relink = _("Find it with “radiodesk media relink FOLDER”")
        move_aside = _("“radiodesk media check --mend” moves its file aside, so that a good copy can be found")
        add = _("“radiodesk media check --mend” adds it to the inbox")
        return [
            *(
                Problem("missing_file", _("Missing"), f"{recording.name} ({recording.sha256[:12]})", relink)
                for recording in self.missing
            ),
            *(Problem("damaged_file", _("Damaged"), recording.name, move_aside) for recording in self.damaged),
            *(Problem("unknown_file", _("Unknown file"), visible(path.name), add) for path in self.orphans),
        ]

    def remarks(self) -> list[str]:
        """One sentence for each leftover file and each recording that is removable or was never aired."""
        leftovers = _("Left over: {file}. Mending removes it")
        removable = _("Can be removed: {id} {name}. “radiodesk media remove {id}” removes its file")
        never = _("Never on air: {id} {name}")
        return [
            *(leftovers.format(file=visible(path.name)) for path in self.leftovers),
            *(never.format(id=recording.id, name=recording.name) for recording in self.never_aired),
            *(removable.format(id=recording.id, name=recording.name) for recording in self.removable),
        ]


def check(desk: Desk, *, today: dt.date, progress: Progress | None = None) -> Findings:
    """Check every file of the store. progress: in bytes; an exception that it raises stops the check."""
    media = desk.config.media
    with desk.reading() as session:
        rows = session.scalars(select(Recording).order_by(Recording.id)).all()
        known = {recording.sha256: recording for recording in views(session, rows)}
        findings = Findings(
            never_aired=retention.never_aired(session, today), removable=retention.removable(session, today)
        )
    files = {path: size_of(path) for path in files_in(media / "originals")}
    total_size, done = sum(files.values()), 0
    good: set[str] = set()
    for path, size in files.items():
        if temporary := _temporary_parent(path, media):
            if is_abandoned(temporary):
                findings.leftovers.append(path)
            continue
        recording = known.get(path.stem)
        done += size
        sha256 = hash_of(path, progress, done - size, total_size)
        if recording is None:
            findings.orphans.append(path)
        elif recording.removed is not None or path != path_of(media, recording):
            findings.leftovers.append(path)  # a removed recording, or a duplicate
        elif sha256 != recording.sha256:
            findings.damaged.append(recording)
        else:
            good.add(sha256)
    damaged = {recording.sha256 for recording in findings.damaged}
    findings.missing = [each for each in known.values() if each.removed is None and each.sha256 not in good | damaged]
    findings.leftovers += [path for path in files_in(media / "treated") if not _is_needed(path, known)]
    return findings


def _temporary_parent(path: Path, media: Path) -> Path | None:
    """The path itself or its nearest parent folder that is temporary, or None."""
    for part in (path, *path.parents):
        if part == media:
            return None
        if part.name.startswith("."):
            return part
    return None


def _is_needed(path: Path, known: dict[str, RecordingView]) -> bool:
    """Whether a treated file belongs to an existing recording, or is just being written."""
    if path.name.startswith("."):
        return not is_abandoned(path)
    recording = known.get(path.stem.rpartition("-")[0])
    return recording is not None and recording.removed is None
