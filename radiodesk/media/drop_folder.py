"""The drop folder: complete files in it are added to the inbox once, and moved away."""

import time
from collections.abc import Sequence
from pathlib import Path

from radiodesk.media import batches, store
from radiodesk.media.batches import Outcome, Watch
from radiodesk.media.errors import CannotStore, StillWritten
from radiodesk.media.sound.errors import MediaError
from radiodesk.media.store import State, state_of
from radiodesk.model import Desk

TAKEN = "taken"
"""The folder inside the drop folder to which added files are moved. They are never deleted."""

POLL_SECONDS = 3.0
"""The time between two checks of the drop folder."""

SETTLED_SECONDS = 60.0
"""Files unchanged for this long are treated as complete, even when they are seen for the first time."""


class DropFolder:
    """Polls a folder and adds its complete files to the inbox: files that did not change since the last check."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._seen: dict[Path, State] = {}
        self._done: dict[Path, State] = {}
        self._refused: dict[Path, MediaError] = {}
        self.unsettled = False
        """Whether the last check saw a file that may still be incomplete."""

    def ready_files(self) -> list[Path]:
        """Check the folder. Returns complete audio files that were not processed yet; none if there is no folder."""
        now = time.time()
        found: list[Path] = []
        seen: dict[Path, State] = {}
        self.unsettled = False
        try:
            files = batches.sound_files([self.folder]) if self.folder.is_dir() else []
        except MediaError:
            return []
        for path in files:
            if (state := state_of(path)) is None:
                continue
            seen[path] = state
            _inode, size, changed = state
            settled = self._seen.get(path) == state or now - changed / 1e9 > SETTLED_SECONDS
            self.unsettled |= not settled
            if size and settled and self._done.get(path) != state and not _still_open(path):
                found.append(path)
        self._seen = seen
        self._refused = {path: error for path, error in self._refused.items() if path in seen}
        return found

    @property
    def refused(self) -> dict[Path, MediaError]:
        """The files that are still in the folder because they were refused, with the errors."""
        return dict(self._refused)

    def add_files(self, desk: Desk, paths: Sequence[Path], *, watch: Watch | None = None) -> list[Outcome]:
        """Add the files to the inbox, and move them to the folder TAKEN. raises the exceptions of `watch`.

        Refused files, and files that changed while they were copied, stay where they are. They are tried again when
        they change.
        """
        before = {path: state for path in paths if (state := state_of(path))}
        outcomes = [
            outcome
            for outcome in batches.add(desk, list(before), watch=watch, waiting=True)
            if not (outcome.error and state_of(outcome.path) is None)  # another desk added and moved it first
        ]
        for outcome in outcomes:
            state = before[outcome.path]
            self._refused.pop(outcome.path, None)
            if outcome.error and not isinstance(outcome.error, StillWritten):
                self._refused[outcome.path] = outcome.error
            if not isinstance(outcome.error, StillWritten | CannotStore):  # those are tried again
                self._done[outcome.path] = state
            if outcome.recording is not None and state_of(outcome.path) == state:
                _move_away(outcome.path)
        return [outcome for outcome in outcomes if not isinstance(outcome.error, StillWritten)]


def _still_open(path: Path) -> bool:
    """Whether a program is still writing the file, by a file of the same name with a temporary ending."""
    return any(path.with_name(path.name + ending).exists() for ending in (".part", ".crdownload", ".tmp"))


def _move_away(path: Path) -> None:
    folder = path.parent / TAKEN
    try:
        folder.mkdir(exist_ok=True)
        path.rename(store.free_path(folder, path.name))
    except OSError:
        return  # a read-only folder: the file stays, and its hash prevents that it is added twice
