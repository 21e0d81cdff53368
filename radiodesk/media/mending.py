"""Mend the store: lay damaged files aside, bring unknown ones in, find lost ones again."""

from pathlib import Path

from sqlalchemy import select

from radiodesk.media import store
from radiodesk.media.errors import CannotStore
from radiodesk.media.recordings import RecordingView, view
from radiodesk.media.sound.decoding import Progress
from radiodesk.media.sound.errors import CannotRead, MediaError
from radiodesk.media.store_check import Findings
from radiodesk.media.store_files import files_in, hash_of, place_of, set_aside, size_of
from radiodesk.model import Action, Desk, Recording


def mend(desk: Desk, findings: Findings) -> None:
    """Mend what a check has found, as far as that is possible. What was mended stays if this is interrupted."""
    media = desk.config.media
    for recording in list(findings.damaged):
        if set_aside(media, place_of(media, recording)):
            findings.damaged.remove(recording)
            findings.missing.append(recording)
            findings.laid_aside.append(recording.name)
    for recording in list(findings.missing):
        # A second one of the same bytes: under another ending, as two desks make when they add one file under two
        # names, or in another folder.
        for path in findings.left_over:
            if path.stem == recording.sha256 and hash_of(path) == recording.sha256:
                place_of(media, recording).parent.mkdir(exist_ok=True)
                path.replace(place_of(media, recording))
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
        if set_aside(desk.config.media, path) if lost else store.remove_unnamed(desk, path):
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
            desk.changing(Action.ADD_RECORDING, name=path.name) as session,
        ):
            store.register(session, media, taken, waiting=True)
    except (CannotRead, CannotStore):
        return None
    except MediaError:
        return False if set_aside(media, path) else None
    if path != store.file_of(media, taken.sha256, taken.suffix):
        path.unlink(missing_ok=True)  # its bytes are under their own hash now
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
    missing = [each for each in missing if not place_of(media, each).is_file()]
    sizes = {each.size for each in missing}
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
