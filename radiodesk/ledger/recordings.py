"""The files that the column Tệp âm thanh names: looked for beside the ledger, stored, linked to their stories."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from radiodesk.errors import UserError
from radiodesk.ledger.outcome import Tally
from radiodesk.ledger.problems import Place
from radiodesk.ledger.records import Record
from radiodesk.ledger.rundowns import Use
from radiodesk.locale import _
from radiodesk.model import Recording
from radiodesk.model.text import key, quoted


@dataclass(frozen=True)
class Named:
    """A file that a row names for its story."""

    place: Place
    story: Record
    path: Path


def find_files(uses: Iterable[Use], tally: Tally) -> list[Named]:
    """The files that are there, one a story; of those that are not, a warning.

    A name is one of a file in the ledger's own folder, whatever its case and Unicode form: what leads elsewhere is not.
    """
    found: dict[Record, Named] = {}
    folders: dict[Path, dict[str, Path]] = {}
    for use in uses:
        row, story = use.row, use.story
        if not row.audio or story is None or story in found:
            continue
        if row.folder not in folders:
            folders[row.folder] = _files_in(row.folder)
        if path := folders[row.folder].get(key(row.audio)):
            found[story] = Named(row.place, story, path)
        else:
            warning = _("{place}: there is no file {name} beside the ledger; the row was taken without it")
            tally.warnings.append(warning.format(place=row.place, name=quoted(row.audio)))
    return list(found.values())


def _files_in(folder: Path) -> dict[str, Path]:
    try:
        return {key(path.name): path for path in folder.iterdir() if path.is_file()}
    except OSError:
        return {}


@contextmanager
def removing_on_failure() -> Iterator[list[Path]]:
    """A list for files that are new in the store: where the block fails, they are taken out again."""
    new: list[Path] = []
    try:
        yield new
    except BaseException:
        for path in new:
            path.unlink(missing_ok=True)
        raise


def link(session: Session, folder: Path, files: list[Named], tally: Tally, new: list[Path]) -> int:
    """Take the files into the store and link them to their stories, whose actual length is then the recording's.

    folder: the store. new: gets the files that were not there. Of a file that is refused there is a warning.
    Returns how many stories were linked anew.
    """
    if not files:
        return 0
    from radiodesk.media import store  # only now: most ledgers name no file, and decoding is a large library

    known = set(session.scalars(select(Recording.sha256)))
    linked = 0
    for file in files:
        try:
            recording = store.add(session, folder, file.path)
        except UserError as error:
            warning = _("{place}: {error}. The row was taken without it")
            tally.warnings.append(warning.format(place=file.place, error=error))
            continue
        if recording.sha256 not in known:
            new.append(store.file_of(folder, recording.sha256, recording.suffix))
        linked += file.story["recording_id"] != recording.id
        file.story.become(recording_id=recording.id, actual_seconds=recording.air_seconds)
    return linked
