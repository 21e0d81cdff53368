"""The drop folder: what lands there complete is taken in once, and waits in the inbox to be linked to its line."""

import datetime as dt
import difflib
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from radiodesk.media import batches, store
from radiodesk.media.batches import Outcome, Watch
from radiodesk.media.errors import CannotStore, StillWritten
from radiodesk.media.linking import Target, target_of
from radiodesk.media.recordings import RecordingList, RecordingView, search
from radiodesk.media.sound.errors import MediaError
from radiodesk.media.store import State, state_of
from radiodesk.model import Broadcast, BroadcastKind, BroadcastState, Desk, Edition, Line, Recording, Story, zone
from radiodesk.model.database import existing, fetch
from radiodesk.model.text import fold

TAKEN = "taken"
"""The folder below the drop folder where files go that were taken in: nothing that somebody put there is deleted."""

LOOK_SECONDS = 3.0
"""Between two looks."""

SETTLED_SECONDS = 60.0
"""A file that was last written so long ago is complete, even when it is seen for the first time."""

DAYS_AROUND = 3
"""Stories of editions so many days before and after are suggested."""

ALIKE = 0.45
"""From here on a name and a title are taken to mean the same."""

_WORDS = re.compile(r"[a-z]+")
_SMALL = {"tin", "bai", "phong", "van", "clip", "thong", "bao", "rec", "audio", "wav", "mp3", "new", "ban", "thu"}
"""Words of file names that say nothing of what is in the file."""


class DropFolder:
    """Looks at a folder again and again, and takes in what has landed: what stands as it stood in the look before."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._seen: dict[Path, State] = {}
        self._done: dict[Path, State] = {}
        self._refused: dict[Path, MediaError] = {}
        self.unsettled = False
        """Whether the last look saw a file that may still be written: another look will tell."""

    def landed(self) -> list[Path]:
        """Sound files that are complete and were not dealt with yet; a folder that is not there holds none."""
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
        """The files that lie in the folder because they were refused, and why."""
        return dict(self._refused)

    def take_in(self, desk: Desk, paths: Sequence[Path], *, watch: Watch | None = None) -> list[Outcome]:
        """Add the files to the inbox, and move them to the folder of those taken. raises what watch raises.

        A file that is refused stays where it is, and is tried again when it has changed. So does one that was changed
        while it was taken.
        """
        before = {path: state for path in paths if (state := state_of(path))}
        outcomes = [
            outcome
            for outcome in batches.add(desk, list(before), watch=watch, waiting=True)
            if not (outcome.error and state_of(outcome.path) is None)  # another desk was first
        ]
        for outcome in outcomes:
            state = before[outcome.path]
            self._refused.pop(outcome.path, None)
            if outcome.error and not isinstance(outcome.error, StillWritten):
                self._refused[outcome.path] = outcome.error
            if not isinstance(outcome.error, StillWritten | CannotStore):  # those are for another time
                self._done[outcome.path] = state
            if outcome.recording is not None and state_of(outcome.path) == state:
                _move_away(outcome.path)
        return [outcome for outcome in outcomes if not isinstance(outcome.error, StillWritten)]


def _still_open(path: Path) -> bool:
    """Whether a program says that it is still writing: by a file of the same name with an ending of its own."""
    return any(path.with_name(path.name + ending).exists() for ending in (".part", ".crdownload", ".tmp"))


def _move_away(path: Path) -> None:
    folder = path.parent / TAKEN
    try:
        folder.mkdir(exist_ok=True)
        path.rename(store.free_path(folder, path.name))
    except OSError:
        return  # a folder that can only be read: the file is known by its hash, and is not taken twice


@dataclass(frozen=True)
class Suggestion:
    """A story or an insert that a recording may belong to."""

    target: Target
    version: int
    """Of the story, or of the insert's edition."""
    title: str
    starts: dt.datetime
    """The first run of its edition, in the station's zone."""
    likeness: float
    """0 to 1, by name and day."""


def suggestions(session: Session, recording_id: int, *, limit: int = 8) -> list[Suggestion]:
    """Stories and inserts without a recording, the likeliest first: by the words of its name and title, and by its day.

    The day is one that the name holds, or else that on which it came in.
    """
    row = existing(session, Recording, recording_id)
    here = zone(session)
    day = day_in(row.name) or row.created.astimezone(here).date()
    middle = dt.datetime.combine(day, dt.time(12), here)
    around = dt.timedelta(days=DAYS_AROUND, hours=12)
    statement = (
        select(Line, Story.title, Story.version, Edition.version, Broadcast.starts)
        .join(Edition, Line.edition_id == Edition.id)
        .outerjoin(Story, Line.story_id == Story.id)
        .join(Broadcast, Broadcast.edition_id == Line.edition_id)
        .where(
            Line.recording_id.is_(None),
            Story.recording_id.is_(None),
            Broadcast.kind == BroadcastKind.FIRST_RUN,
            Broadcast.state.in_([BroadcastState.PLANNED, BroadcastState.AIRED]),
            Broadcast.starts.between(middle - around, middle + around),
        )
        .order_by(Broadcast.starts, Line.position)
    )
    best: dict[Target, Suggestion] = {}
    for line, of_story, story_version, edition_version, starts in session.execute(statement):
        target = target_of(line.id, line.story_id)
        title = of_story or line.label
        local = starts.astimezone(here)
        by_name = _likeness(row, title)
        nearness = 1 - abs((local.date() - day).days) / (DAYS_AROUND + 1)
        version = edition_version if story_version is None else story_version
        found = Suggestion(target, version, title, local, round(0.85 * by_name + 0.15 * nearness, 3))
        if target not in best or best[target].likeness < found.likeness:
            best[target] = found
    return sorted(best.values(), key=lambda each: (-each.likeness, each.starts))[:limit]


def is_likely(suggestion: Suggestion) -> bool:
    """Whether the name says it, not the day alone."""
    return suggestion.likeness >= ALIKE


def recordings_for(session: Session, title: str, query: str) -> list[RecordingView]:
    """Recordings for a story or insert, found by their names: what is called like it first, then the newest."""
    return likeliest_first(search(session, query=query).recordings, title)


def likeliest_first(recordings: Sequence[RecordingView], title: str) -> list[RecordingView]:
    """Those whose name says that they are the story or insert of that title, before the others in their order."""

    def unlike(recording: RecordingView) -> float:
        found = _likeness(recording, title)
        return -found if found >= ALIKE else 0.0

    return sorted(recordings, key=unlike)


def _likeness(recording: Recording | RecordingView, title: str) -> float:
    """How much what a recording is called, outside or inside, is like a title."""
    return max(likeness(Path(recording.name).stem, title), likeness(recording.title, title))


def likeness(name: str, title: str) -> float:
    """How much a file's name is like a title, 0 to 1: what of its words stands in it, and how alike the letters are."""
    words = [word for word in _WORDS.findall(fold(name)) if word not in _SMALL]
    wanted = _WORDS.findall(fold(title))
    if not words or not wanted:
        return 0.0
    shared = sum(1 for word in words if word in wanted) / len(words)
    letters = difflib.SequenceMatcher(None, " ".join(words), " ".join(wanted), autojunk=False).ratio()
    return 0.7 * shared + 0.3 * letters


def day_in(name: str) -> dt.date | None:
    """The day that a file's name holds, as recorders and people write it: 20190305, 190305_0730, 5.3.2019."""
    for pattern, order in (
        (r"(?<!\d)((?:19|20)\d\d)[-_. ]?([01]\d)[-_. ]?([0-3]\d)(?:\d{4}|\d{6})?(?!\d)", (1, 2, 3)),
        (r"(?<!\d)([0-3]?\d)[-_. ]([01]?\d)[-_. ]((?:19|20)\d\d)(?!\d)", (3, 2, 1)),
        (r"(?<!\d)(\d\d)([01]\d)([0-3]\d)[-_](?:\d{4}|\d{6})(?!\d)", (1, 2, 3)),
    ):
        if found := re.search(pattern, name):
            year, month, day = (int(found[group]) for group in order)
            try:
                return dt.date(year if year >= 100 else 2000 + year, month, day)
            except ValueError:
                continue
    return None


@dataclass(frozen=True)
class InboxPage:
    """A page of recordings, and how the inbox stands."""

    found: RecordingList
    waiting: int
    """Recordings in the inbox."""
    likely: dict[int, str]
    """The title of the story or insert that a waiting recording probably belongs to, by the recording's id."""


def page(session: Session, *, query: str = "", waiting: bool = False, limit: int = 200) -> InboxPage:
    """Recordings whose name contains the query, the newest first. waiting: only those in the inbox."""
    found = search(session, query=query, waiting=waiting, limit=limit)
    best = {each.id: suggestions(session, each.id, limit=1) for each in found.recordings if each.waiting}
    return InboxPage(
        found=found,
        waiting=search(session, waiting=True, limit=1).total,
        likely={row_id: first[0].title for row_id, first in best.items() if first and is_likely(first[0])},
    )


def lay_aside(session: Session, recording_id: int, version: int) -> None:
    """Take a recording out of the inbox without linking it; it stays in the store. raises ChangedMeanwhile."""
    fetch(session, Recording, recording_id, version).waiting = False
