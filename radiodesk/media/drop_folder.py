"""The drop folder: complete files in it are added to the inbox once, and moved away. The others are listed."""

import enum
import mimetypes
import os
import time
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from radiodesk.config import Config
from radiodesk.errors import UserError, advice, reason, visible
from radiodesk.files import claimed_path
from radiodesk.locale import N_, _
from radiodesk.media import batches, drop_notes, trash
from radiodesk.media.batches import Outcome, Watch
from radiodesk.media.drop_notes import IGNORED, REFUSED, UNKNOWN, Notes, note_name
from radiodesk.media.errors import CannotStore, StillWritten
from radiodesk.media.sound.endings import is_sound
from radiodesk.media.store import State, state_of
from radiodesk.model import Desk

TAKEN = "taken"
"""The folder inside the drop folder to which added files are moved. They are never deleted."""

POLL_SECONDS = 3.0
"""The time between two checks of the drop folder."""

SETTLED_SECONDS = 60.0
"""Files unchanged for this long are treated as complete, even when they are seen for the first time."""

PARTIAL = (".part", ".partial", ".crdownload", ".download", ".tmp")
"""Endings that programs give to files which they are still writing."""

SYSTEM_FILES = frozenset(("thumbs.db", "desktop.ini"))
"""Files that Windows creates in folders by itself."""


class DropState(enum.StrEnum):
    """The state of a file in the drop folder, or of a recording that came from it."""

    WAITING = "waiting"
    READY = "ready"
    UNSETTLED = "unsettled"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    IGNORED = "ignored"


STATES = {
    DropState.WAITING: N_("waiting"),
    DropState.READY: N_("complete"),
    DropState.UNSETTLED: N_("being written"),
    DropState.REFUSED: N_("refused"),
    DropState.UNKNOWN: N_("unknown kind"),
    DropState.IGNORED: N_("ignored"),
}
"""What each state is called."""


class CannotDelete(UserError):
    """The system refused to move a file to the trash."""

    message = N_("{file} cannot be moved to {trash}: {reason}. {advice}")


class NotInDropFolder(UserError):
    """No file of that name is in the drop folder, or it changed after it was listed."""

    message = N_("{file} is not in the drop folder {folder}, or has changed: list the files again")


@dataclass(frozen=True)
class DropFile:
    """A file in the drop folder that was not added."""

    path: Path
    name: str
    """The path relative to the drop folder; it may contain any character."""
    state: DropState
    reason: str
    """What it is and what to do about it."""
    key: str
    """Of its notes. It changes when the file changes."""


class DropFolder:
    """Polls a folder, with the folders in it, and adds its complete files to the inbox.

    A file is complete if it did not change since the last check. Not read: hidden files and folders, TAKEN, links to
    folders, and the desk's own folders.
    """

    def __init__(self, folder: Path, config: Config) -> None:
        self.folder = folder
        self._notes = Notes(config.media)
        self._trash = config.trash
        self._home = config.home
        self._store_folders = config.store_folders
        self._own_folders = (config.home, *config.folders, *config.store_folders)
        self._seen: dict[Path, State] = {}
        self._settled: frozenset[Path] = frozenset()
        """The files that were complete at the last check."""
        self._done: dict[Path, State] = {}
        """Files that were added. They remain in a folder that is read-only."""
        self._waiting: dict[Path, str] = {}
        """The reasons why files could not be stored. They are tried again at the next check."""
        self._checked = False

    @property
    def unsettled(self) -> bool:
        """Whether the last check saw a file that may still be incomplete."""
        return self._seen.keys() > self._settled

    def ready_files(self) -> list[Path]:
        """Check the folder. Returns complete audio files that were not processed yet; none if there is no folder."""
        now = time.time()
        seen = {path: state for path in self._walk() if (state := state_of(path))}
        self._settled = frozenset(
            path for path, state in seen.items() if _is_settled(state, self._seen.get(path), now) and not _is_open(path)
        )
        self._seen = seen
        self._waiting = {path: text for path, text in self._waiting.items() if path in seen}
        if not self._checked:
            self._checked = True
            self._notes.remove_old({self._key(path) for path in seen})
        ready = [file for file in self.files() if file.state is not DropState.IGNORED]
        return [file.path for file in ready if file.state is DropState.READY or file.path in self._waiting]

    def files(self) -> list[DropFile]:
        """The files of the last check that were not added."""
        notes = self._notes.names()
        return [
            self._file(path, notes)
            for path, state in self._seen.items()
            if self._done.get(path) != state and state_of(path) == state
        ]

    def file(self, wanted: str) -> DropFile:
        """The file of a path, or of a name as it is listed. raises NotInDropFolder."""
        files = self.files()
        for find in (str, _shown):
            for file in files:
                if find(wanted) in (find(file.name), find(str(file.path))) or Path(wanted).absolute() == file.path:
                    return file
        raise NotInDropFolder(file=wanted, folder=self.folder)

    def add_files(self, desk: Desk, paths: Sequence[Path], *, watch: Watch | None = None) -> list[Outcome]:
        """Add the files to the inbox, and move them to the folder TAKEN. raises the exceptions of `watch`.

        Refused files, and files that changed while they were copied, stay where they are. They are tried again when
        they change. Returns what is news: the added files, and the refusals that no desk has announced yet.
        """
        return self._add(desk, paths, watch, again=False)

    def retry(self, desk: Desk, files: Sequence[DropFile], *, watch: Watch | None = None) -> list[Outcome]:
        """Try to add files again, whatever their state and ending. Returns all outcomes. raises as `add_files`."""
        return self._add(desk, [file.path for file in files], watch, again=True)

    def _add(self, desk: Desk, paths: Sequence[Path], watch: Watch | None, *, again: bool) -> list[Outcome]:
        before = {path: state for path in paths if (state := state_of(path))}
        self._seen |= before
        news: list[Outcome] = []
        # Where added files cannot be moved away, one of a removed recording is no wish to have it back.
        keep_removed = not again and not self._can_move_away()
        for outcome in batches.add(desk, list(before), watch=watch, waiting=True, keep_removed=keep_removed):
            path, error, state = outcome.path, outcome.error, before[outcome.path]
            was_waiting = self._waiting.pop(path, "")
            if error and (isinstance(error, StillWritten) or state_of(path) is None):
                continue  # it is tried again when it is complete; or another desk added and moved it first
            key = drop_notes.note_key(self._name(path), state)  # another check may have forgotten the file meanwhile
            if again:
                self._notes.remove(key)
            if isinstance(error, CannotStore):
                self._waiting[path] = str(error)
                is_new = str(error) != was_waiting
            elif error:
                is_new = self._notes.add(key, REFUSED, drop_notes.packed_error(error, path, self._name(path)))
            else:
                is_new = True
                self._done[path] = state
                if state_of(path) == state:
                    self._move_away(path)
            if is_new:
                news.append(outcome)
        return news

    def new_unknown_files(self) -> list[DropFile]:
        """Files of an unknown kind that no desk has announced yet. They count as announced from now on."""
        return [file for file in self.files() if file.state is DropState.UNKNOWN and self._notes.add(file.key, UNKNOWN)]

    def ignore(self, file: DropFile) -> None:
        """Leave a file where it is, and do not try it again until it changes. raises NotInDropFolder."""
        self._check_unchanged(file)
        self._notes.add(file.key, IGNORED)

    def delete(self, file: DropFile) -> Path:
        """Move a file to the home's trash. Returns its path there. raises CannotDelete, NotInDropFolder."""
        self._check_unchanged(file)
        try:
            target = trash.put(self._trash, file.path, file.path.name)
        except OSError as error:
            advised = advice(error, writing=True)
            raise CannotDelete(file=file.path, trash=self._trash, reason=reason(error), advice=advised) from error
        self._notes.remove(file.key)
        return target

    def _check_unchanged(self, file: DropFile) -> None:
        state = state_of(file.path)
        if state is None or drop_notes.note_key(file.name, state) != file.key:
            raise NotInDropFolder(file=file.name, folder=self.folder)

    def _walk(self) -> Iterator[Path]:
        """The files in the folder and the folders in it, sorted by name. Unreadable folders are skipped."""
        top = self.folder.resolve()
        if any(top.is_relative_to(own.resolve()) for own in self._store_folders) or self._home.resolve().is_relative_to(
            top
        ):
            return  # the files of the store and of the home must stay
        left_out = {top / TAKEN, *(own.resolve() for own in self._own_folders)}
        for folder, folders, names in os.walk(self.folder):
            below = top / Path(folder).relative_to(self.folder)
            folders[:] = sorted(name for name in folders if name[0] != "." and below / name not in left_out)
            for name in sorted(names):
                if name[0] != "." and name.casefold() not in SYSTEM_FILES:
                    yield Path(folder, name)

    def _file(self, path: Path, notes: set[str]) -> DropFile:
        name, key = self._name(path), self._key(path)
        refused = note_name(key, REFUSED) in notes
        state, text = DropState.READY, _("It is complete, and is added at the next check")
        if refused:
            state, text = DropState.REFUSED, drop_notes.sentence(self._notes.read(key, REFUSED), name)
        elif path in self._waiting:
            state, text = DropState.REFUSED, self._waiting[path].replace(visible(str(path)), visible(name))
        elif path not in self._settled:
            state, text = DropState.UNSETTLED, _unsettled(path)
        elif not is_sound(path):
            state, text = DropState.UNKNOWN, _kind(path)
        if note_name(key, IGNORED) in notes:
            state = DropState.IGNORED
        return DropFile(path, name, state, text, key)

    def _name(self, path: Path) -> str:
        return path.relative_to(self.folder).as_posix()

    def _key(self, path: Path) -> str:
        return drop_notes.note_key(self._name(path), self._seen[path])

    def _can_move_away(self) -> bool:
        taken = self.folder / TAKEN
        return os.access(self.folder, os.W_OK) and (taken.is_dir() or not taken.exists())

    def _move_away(self, path: Path) -> None:
        folder = self.folder / TAKEN / path.parent.relative_to(self.folder)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            target = claimed_path(folder, path.name)
        except OSError:
            return
        try:
            path.replace(target)
        except OSError:
            target.unlink(missing_ok=True)
            return  # a read-only folder: the file stays, and its hash prevents that it is added twice


def _is_settled(state: State, before: State | None, now: float) -> bool:
    """Whether nothing writes a file any more. before: its state at the last check. now: seconds since 1970."""
    _inode, size, changed = state
    is_old = now - changed / 1e9 > SETTLED_SECONDS
    return is_old or (size > 0 and state == before)  # recorders create a file before they have sound for it


def _is_open(path: Path) -> bool:
    """Whether a program is still writing the file, by its own ending or by a file of its name with such an ending."""
    return path.suffix in PARTIAL or any(path.with_name(path.name + ending).exists() for ending in PARTIAL)


def _unsettled(path: Path) -> str:
    if _is_open(path):
        return _("A program is still writing it. If the copy was interrupted, delete it and copy it again")
    return _("It is still being written: it is added when it is complete")


def _kind(path: Path) -> str:
    """What a file of unknown ending is, and what to do about it."""
    guess = mimetypes.guess_type(path.name)[0] or ""
    if path.suffix.casefold() in ARCHIVES:
        return _("An archive: unpack it, and put its recordings here")
    if guess.startswith("image/"):
        return _("A picture, not a recording: delete it, or ignore it")
    if guess.startswith("text/") or path.suffix.casefold() in DOCUMENTS:
        return _("A text, not a recording: delete it, or ignore it")
    return _("No known kind of recording: try it if it is one, else delete it or ignore it")


ARCHIVES = frozenset((".zip", ".rar", ".7z", ".tar", ".gz", ".tgz", ".iso"))
DOCUMENTS = frozenset((".doc", ".docx", ".odt", ".rtf", ".pdf", ".xls", ".xlsx", ".ods", ".ppt", ".pptx", ".xml"))


def _shown(name: str) -> str:
    """A name as screens and messages show it."""
    return visible(unicodedata.normalize("NFC", name))
