"""The files that the column Tệp âm thanh names: found beside the ledger, stored, and linked to their stories."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from radiodesk.errors import UserError
from radiodesk.files import temporary_folder, wrap_write_errors
from radiodesk.ledger.comparing.records import StoryRecord, chunks
from radiodesk.ledger.comparing.rundowns import Use
from radiodesk.ledger.outcome import Tally
from radiodesk.ledger.problems import Place
from radiodesk.ledger.progress import Progress
from radiodesk.ledger.reading.book import Book
from radiodesk.ledger.reading.rows import StoryRow
from radiodesk.locale import _
from radiodesk.model import Desk, Recording, Story
from radiodesk.model.text import key, quoted

if TYPE_CHECKING:
    from radiodesk.media.store import StagedFile


@dataclass(frozen=True)
class Named:
    """A file that a row names for its story."""

    place: Place
    story: StoryRecord
    path: Path


def find_files(uses: Iterable[Use], tally: Tally) -> list[Named]:
    """The files that exist, one for each story. There is a warning for each that does not.

    A name is that of a file in the folder of the ledger, regardless of case and Unicode form. Paths are not names.
    """
    found: dict[StoryRecord, Named] = {}
    folders: dict[Path, dict[str, Path]] = {}
    for use in uses:
        row, story = use.row, use.story
        if not row.audio or story is None or story in found:
            continue
        if path := _file(row, folders):
            found[story] = Named(row.place, story, path)
        else:
            tally.warnings.append(_no_file(row.place, row.audio))
    return list(found.values())


def _no_file(place: Place, name: str) -> str:
    warning = _("{place}: there is no file {name} beside the ledger; the row was imported without it")
    return warning.format(place=place, name=quoted(name))


def _file(row: StoryRow, folders: dict[Path, dict[str, Path]]) -> Path | None:
    """The file that a row names, or None. folders: files by folder, filled as needed."""
    if row.folder not in folders:
        folders[row.folder] = _files_in(row.folder)
    return folders[row.folder].get(key(row.audio or ""))


def _files_in(folder: Path) -> dict[str, Path]:
    try:
        return {key(path.name): path for path in folder.iterdir() if path.is_file()}
    except OSError:
        return {}


def to_be_linked(session: Session, files: Sequence[Named]) -> list[Named]:
    """The files that their stories are not linked to yet."""
    known: dict[int, str] = {}
    for ids in chunks([file.story.recording_id for file in files if file.story.recording_id is not None]):
        of_these = select(Recording.id, Recording.sha256).where(Recording.id.in_(ids))
        known |= dict(session.execute(of_these).all())
    return [
        file
        for file in files
        if file.story.recording_id is None or known.get(file.story.recording_id) != _hash(file.path)
    ]


def leaving_the_inbox(session: Session, files: Iterable[Named]) -> list[str]:
    """The names of the recordings in the inbox that these files hold."""
    waiting = {(one.size, one.sha256): one.name for one in session.scalars(select(Recording).where(Recording.waiting))}
    sizes = {size for size, _sha256 in waiting}
    paths = dict.fromkeys(file.path for file in files if waiting)
    found = [(size, _hash(path)) for path in paths if (size := path.stat().st_size) in sizes]
    return [waiting[same] for same in found if same in waiting]


def _hash(path: Path) -> str:
    """The hash of a file's bytes; empty if it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


Take = dict[Path, "StagedFile | UserError"]
"""What became of each file: a copy in the store, or the error for which it was refused."""


@contextmanager
def taken_files(desk: Desk, book: Book, progress: Progress) -> Iterator[Take]:
    """Stage the files that the rows name, for a unit of work within the block. progress: in bytes of the files."""
    files: Take = {}
    folders: dict[Path, dict[str, Path]] = {}
    sizes = {file: _size(file) for row in book.stories if row.audio and (file := _file(row, folders))}
    if not sizes:
        yield files
        return
    from radiodesk.media import store  # only now: most ledgers name no file, and decoding is a large library

    whole = sum(sizes.values()) or 1
    before = 0
    """Bytes of the files that were taken already."""

    def tell(done: int, total: int) -> None:
        progress(before + round(sizes[path] * min(1.0, done / (total or 1))), whole)

    with desk.reading() as session:
        measured = set(session.scalars(select(Recording.sha256).where(Recording.measured.is_not(None))))
    originals = desk.config.media / "originals"

    def track_of(sha256: str) -> int | None:
        return None if sha256 in measured else 0

    with ExitStack() as held:
        with wrap_write_errors(originals):
            originals.mkdir(parents=True, exist_ok=True)
            folder = held.enter_context(temporary_folder(originals))
        for path in sizes:
            progress(before, whole)
            try:
                taking = store.staged(desk, path, progress=tell, track_of=track_of, folder=folder)
                files[path] = held.enter_context(taking)
            except UserError as error:
                files[path] = error
            before += sizes[path]
        yield files


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def link(session: Session, folder: Path, files: list[Named], take: Take, tally: Tally) -> int:
    """Register the files and link them to their stories, which are in the database by now.

    folder: the store. take: what became of the files. There is a warning for a file that was refused.
    Returns the number of stories with a new link.
    """
    if not files:
        return 0
    from radiodesk.media import linking, places, store

    linked = 0
    recordings: dict[Path, int] = {}
    for file in files:
        found = take.get(file.path)
        if found is None:  # it was not there yet when the files were taken
            tally.warnings.append(_no_file(file.place, file.path.name))
            continue
        if isinstance(found, UserError):
            warning = _("{place}: {error}. The row was imported without it")
            tally.warnings.append(warning.format(place=file.place, error=found))
            continue
        if file.path not in recordings:
            recordings[file.path] = store.register(session, folder, found).id
        story = session.get_one(Story, file.story.id)
        if story.recording_id != recordings[file.path]:
            linking.link(session, places.target_of(0, story.id), story.version, recordings[file.path])
            linked += 1
    return linked
