"""Mend the store: move damaged files aside, add unknown files to the inbox, and find lost files."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import select

from radiodesk.media import store
from radiodesk.media.errors import CannotRemove, CannotStore
from radiodesk.media.recordings import RecordingView, views
from radiodesk.media.sound.decoding import Progress
from radiodesk.media.sound.errors import CannotRead, MediaError
from radiodesk.media.store_check import Finding, Findings
from radiodesk.media.store_files import files_in, hash_of, move_aside, path_of, size_of
from radiodesk.model import Action, Desk, Recording


def mend(desk: Desk, findings: Findings, *, only: Finding | None = None, progress: Progress | None = None) -> None:
    """Mend the findings of a check as far as possible, and update them. An interruption keeps the finished changes.

    only: mend this one. progress: in findings; an exception that it raises stops the mending.
    """
    chosen = [each for each in findings.all() if only is None or each.item is only.item]
    for number, finding in enumerate(chosen):
        if progress:
            progress(number, len(chosen))
        if finding.kind in _MENDERS:
            _MENDERS[finding.kind](desk, findings, finding.item)


def _move_damaged_aside(desk: Desk, findings: Findings, recording: Any) -> None:
    media = desk.config.media
    path = path_of(media, recording)
    if hash_of(path) == recording.sha256:  # it was found since the check
        findings.damaged.remove(recording)
    elif move_aside(media, path):
        findings.damaged.remove(recording)
        findings.missing.append(recording)
        findings.moved_aside.append(recording.name)
        _use_duplicate(desk, findings, recording)


def _use_duplicate(desk: Desk, findings: Findings, recording: Any) -> None:
    """Use a duplicate of a missing file: in another folder, or with another ending, as two desks may create when they
    add the same bytes under two names.
    """
    media = desk.config.media
    for path in findings.leftovers:
        if path.stem == recording.sha256 and hash_of(path) == recording.sha256:
            path_of(media, recording).parent.mkdir(exist_ok=True)
            path.replace(path_of(media, recording))
            findings.leftovers.remove(path)
            findings.missing.remove(recording)
            findings.mended.append(recording.name)
            break


def _mend_orphan(desk: Desk, findings: Findings, path: Any) -> None:
    if (is_audio := _add_orphan(desk, path)) is not None:
        findings.orphans.remove(path)
        (findings.mended if is_audio else findings.moved_aside).append(path.name)


def _remove_leftover(desk: Desk, findings: Findings, path: Any) -> None:
    """Remove a leftover file, or move it aside if it is named by the hash of a missing recording."""
    if path not in findings.leftovers:
        return  # it was used as a duplicate
    is_missing = path.stem in {recording.sha256 for recording in findings.missing}
    if move_aside(desk.config.media, path) if is_missing else _is_removed(desk, path):
        findings.leftovers.remove(path)
        (findings.moved_aside if is_missing else findings.mended).append(path.name)


def _is_removed(desk: Desk, path: Path) -> bool:
    """Whether a leftover file could be removed. One that could not remains a problem."""
    try:
        return store.remove_unnamed(desk, path)
    except CannotRemove:
        return False


_MENDERS: dict[str, Callable[[Desk, Findings, Any], None]] = {
    "missing_file": _use_duplicate,
    "damaged_file": _move_damaged_aside,
    "unknown_file": _mend_orphan,
    "leftover_file": _remove_leftover,
}
"""Mends a finding, by its kind."""


def _add_orphan(desk: Desk, path: Path) -> bool | None:
    """Create a recording for an unknown file in the store, or move the file aside if it is not audio.

    Returns whether it is audio, or None if nothing could be done.
    """
    media = desk.config.media
    try:
        with (
            store.staged(desk, path) as staged,
            desk.changing(Action.ADD_RECORDING, name=path.name) as session,
        ):
            store.register(session, media, staged, waiting=True)
    except (CannotRead, CannotStore):
        return None
    except MediaError:
        return False if move_aside(media, path) else None
    if path != store.file_of(media, staged.sha256, staged.suffix):
        path.unlink(missing_ok=True)  # the store now has a copy under the correct hash
    return True


def relink(desk: Desk, folder: Path, *, progress: Progress | None = None) -> tuple[list[str], list[RecordingView]]:
    """Find lost files in a folder by their hash, and copy them into the store.

    Returns the names of the recordings that were found, and the recordings whose file is still missing.
    progress: in files. raises MediaError.
    """
    media = desk.config.media
    with desk.reading() as session:
        rows = session.scalars(select(Recording).where(Recording.removed.is_(None)).order_by(Recording.id))
        recordings = views(session, rows.all())
    missing = [recording for recording in recordings if not path_of(media, recording).is_file()]
    sizes = {recording.size for recording in missing}
    found: list[str] = []
    files = [path for path in files_in(folder) if size_of(path) in sizes]
    for number, path in enumerate(files):
        if progress:
            progress(number, len(files))
        sha256 = hash_of(path)
        for recording in missing:
            if recording.sha256 == sha256 and store.restore(media, path, sha256, recording.suffix):
                found.append(recording.name)
                missing.remove(recording)
                break
    return found, missing
