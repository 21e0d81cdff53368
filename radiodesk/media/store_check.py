"""Check the store: is every recording's file there and whole, and does every file belong to a recording."""

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select

from radiodesk.errors import visible
from radiodesk.files import is_abandoned
from radiodesk.locale import _
from radiodesk.media import retention
from radiodesk.media.recordings import RecordingView, view
from radiodesk.media.sound.decoding import Progress
from radiodesk.media.store_files import files_in, hash_of, place_of, size_of
from radiodesk.model import Desk, Recording
from radiodesk.model.checking import Problem


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
        mended, laid_aside = _("Mended: {name}"), _("Moved to “damaged”: {name}")
        return [
            *(mended.format(name=visible(name)) for name in self.mended),
            *(laid_aside.format(name=visible(name)) for name in self.laid_aside),
        ]

    def problems(self) -> list[Problem]:
        """What is wrong."""
        relink = _("Find it with “radiodesk media relink FOLDER”")
        lay_aside = _("“radiodesk media check --mend” moves its file aside, so that a good copy can be found")
        bring_in = _("“radiodesk media check --mend” adds it to the inbox")
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
        left_over = _("Left over: {file}. Mending removes it")
        may_go = _("Can be removed: {id} {name}. “radiodesk media remove {id}” removes its file")
        never = _("Never on air: {id} {name}")
        return [
            *(left_over.format(file=visible(path.name)) for path in self.left_over),
            *(never.format(id=recording.id, name=recording.name) for recording in self.never_aired),
            *(may_go.format(id=recording.id, name=recording.name) for recording in self.may_go),
        ]


def check(desk: Desk, *, today: dt.date, progress: Progress | None = None) -> Findings:
    """Look at every file of the store. progress: in bytes; whatever it raises ends the check."""
    media = desk.config.media
    with desk.reading() as session:
        rows = session.scalars(select(Recording).order_by(Recording.id)).all()
        known = {row.sha256: view(session, row) for row in rows}
        findings = Findings(never_aired=retention.never_aired(session, today), may_go=retention.may_go(session, today))
    files = {path: size_of(path) for path in files_in(media / "originals")}
    whole, done = sum(files.values()), 0
    good: set[str] = set()
    for path, size in files.items():
        if coming := _temporary_above(path, media):
            if is_abandoned(coming):
                findings.left_over.append(path)
            continue
        recording = known.get(path.stem)
        done += size
        sha256 = hash_of(path, progress, done - size, whole)
        if recording is None:
            findings.orphans.append(path)
        elif recording.removed is not None or path != place_of(media, recording):
            findings.left_over.append(path)  # given up, or a second one of the same
        elif sha256 != recording.sha256:
            findings.damaged.append(recording)
        else:
            good.add(sha256)
    damaged = {recording.sha256 for recording in findings.damaged}
    findings.missing = [each for each in known.values() if each.removed is None and each.sha256 not in good | damaged]
    treated = [path for path in files_in(media / "treated") if not _belongs(path, known)]
    findings.left_over += treated
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
