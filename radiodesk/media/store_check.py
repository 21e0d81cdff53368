"""Check the store: whether each recording has its undamaged file, and each file belongs to a recording."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from sqlalchemy import select

from radiodesk.errors import visible
from radiodesk.files import is_abandoned
from radiodesk.locale import N_, _
from radiodesk.media import retention
from radiodesk.media.recordings import RecordingView, unmeasured, views
from radiodesk.media.sound.decoding import Progress
from radiodesk.media.store_files import files_in, hash_of, path_of, size_of
from radiodesk.model import Desk, Recording
from radiodesk.model.checking import Problem

Item: TypeAlias = RecordingView | Path


@dataclass(frozen=True)
class Finding:
    """Something that a check found."""

    kind: str
    """A key of ADVICE."""
    item: Item

    @property
    def what(self) -> str:
        """What is wrong, in the user's language."""
        return _(ADVICE[self.kind][0])

    @property
    def where(self) -> str:
        """The name of the recording, with its number, or of the file."""
        if isinstance(self.item, Path):
            return visible(self.item.name)
        if self.kind in FAULTS:
            return f"{self.item.name} ({self.item.sha256[:12]})"
        return f"{self.item.id} {self.item.name}"

    @property
    def problem(self) -> Problem:
        """The finding with the command that answers it."""
        number = "" if isinstance(self.item, Path) else self.item.id
        command = _(COMMANDS[self.kind]).format(id=number)
        return Problem(self.kind, self.what, self.where, _(ADVICE[self.kind][1]), command)


ADVICE = {
    "missing_file": (N_("Missing"), N_("Find it in a folder")),
    "damaged_file": (
        N_("Damaged"),
        N_("Move its file aside, so that a good copy can be found"),
    ),
    "unknown_file": (N_("Unknown file"), N_("Add it to the inbox")),
    "leftover_file": (N_("Left over"), N_("Remove it")),
    "unmeasured": (N_("Not measured by this release"), N_("Measure it")),
    "never_aired": (
        N_("Never on air"),
        N_("Link it to a story, or remove its file"),
    ),
    "removable": (N_("Can be removed"), N_("Remove its file")),
}
"""What each kind of finding is called, and what to do about it."""

COMMANDS = {
    "missing_file": N_("radiodesk media relink FOLDER"),
    "damaged_file": "radiodesk media check --mend",
    "unknown_file": "radiodesk media check --mend",
    "leftover_file": "radiodesk media check --mend",
    "unmeasured": "radiodesk media measure {id}",
    "never_aired": "radiodesk media remove {id}",
    "removable": "radiodesk media remove {id}",
}
"""The command that answers each kind of finding."""

FAULTS = ("missing_file", "damaged_file", "unknown_file")
NOTHING_WRONG = ("never_aired", "removable")
"""Kinds that say what may be removed, and nothing of the store: the list of a sound store is empty without them."""
"""The kinds of findings that make a store unsound. The others are remarks."""


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
    unmeasured: list[RecordingView] = field(default_factory=list)
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

    def done(self) -> list[Problem]:
        """What mending changed, as solved problems."""
        return [
            *(Problem("mended", _("Repaired"), visible(name), "") for name in self.mended),
            *(Problem("moved_aside", _("Moved to “damaged”"), visible(name), "") for name in self.moved_aside),
        ]

    def all(self) -> list[Finding]:
        """All findings, the faults first."""
        lists: tuple[Sequence[Item], ...] = (
            self.missing,
            self.damaged,
            self.orphans,
            self.leftovers,
            self.unmeasured,
            self.never_aired,
            self.removable,
        )
        return [Finding(kind, item) for kind, items in zip(ADVICE, lists, strict=True) for item in items]

    def forget(self, recording: RecordingView) -> None:
        """Leave a recording out of the findings: its file was removed."""
        for found in (self.missing, self.damaged, self.unmeasured, self.never_aired, self.removable):
            found[:] = [each for each in found if each.id != recording.id]

    def problems(self) -> list[Problem]:
        """The missing, damaged and unknown files."""
        return [finding.problem for finding in self.all() if finding.kind in FAULTS]

    def remarks(self) -> list[Problem]:
        """Leftover files, and recordings that were never measured or aired, or can be removed."""
        return [finding.problem for finding in self.all() if finding.kind not in FAULTS]


def check(desk: Desk, *, today: dt.date, progress: Progress | None = None) -> Findings:
    """Check every file of the store. progress: in bytes; an exception that it raises stops the check."""
    media = desk.config.media
    with desk.reading() as session:
        rows = session.scalars(select(Recording).order_by(Recording.id)).all()
        known = {recording.sha256: recording for recording in views(session, rows)}
        findings = Findings(
            unmeasured=unmeasured(session),
            never_aired=retention.never_aired(session, today),
            removable=retention.removable(session, today),
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
