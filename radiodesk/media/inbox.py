"""The drop folder and the inbox: complete files are added once, and wait in the inbox until they are linked."""

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
"""The folder inside the drop folder to which added files are moved. They are never deleted."""

POLL_SECONDS = 3.0
"""The time between two checks of the drop folder."""

SETTLED_SECONDS = 60.0
"""Files unchanged for this long are treated as complete, even when they are seen for the first time."""

DAYS_AROUND = 3
"""Suggestions come from editions at most this many days before or after the recording's day."""

LIKELY_SIMILARITY = 0.45
"""Minimum similarity of a suggestion that is probably right."""

_WORDS = re.compile(r"[a-z]+")
_IGNORED_WORDS = frozenset(
    ("tin", "bai", "phong", "van", "clip", "thong", "bao", "rec", "audio", "wav", "mp3", "new", "ban", "thu")
)
"""Words of file names that do not describe the content."""


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


@dataclass(frozen=True)
class Suggestion:
    """A story or an insert that a recording may belong to."""

    target: Target
    version: int
    """The version of the story, or of the insert's edition."""
    title: str
    starts: dt.datetime
    """The first run of its edition, in the station's zone."""
    similarity: float
    """By name and day, 0 to 1."""


def suggestions(session: Session, recording_id: int, *, limit: int = 8) -> list[Suggestion]:
    """Stories and inserts without a recording that this recording may belong to, the most similar first.

    Similarity compares the recording's name and title with theirs, and its day with their first run. The day is the one
    in the recording's name, else the day on which it was added.
    """
    row = existing(session, Recording, recording_id)
    station_zone = zone(session)
    day = day_in(row.name) or row.created.astimezone(station_zone).date()
    noon = dt.datetime.combine(day, dt.time(12), station_zone)
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
            Broadcast.starts.between(noon - around, noon + around),
        )
        .order_by(Broadcast.starts, Line.position)
    )
    best: dict[Target, Suggestion] = {}
    for line, story_title, story_version, edition_version, starts in session.execute(statement):
        target = target_of(line.id, line.story_id)
        title = story_title or line.label
        local = starts.astimezone(station_zone)
        by_name = _similarity(row, title)
        nearness = 1 - abs((local.date() - day).days) / (DAYS_AROUND + 1)
        version = edition_version if story_version is None else story_version
        suggestion = Suggestion(target, version, title, local, round(0.85 * by_name + 0.15 * nearness, 3))
        if target not in best or best[target].similarity < suggestion.similarity:
            best[target] = suggestion
    return sorted(best.values(), key=lambda each: (-each.similarity, each.starts))[:limit]


def is_likely(suggestion: Suggestion) -> bool:
    """Whether a suggestion is probably right. A matching day alone is not enough."""
    return suggestion.similarity >= LIKELY_SIMILARITY


def recordings_for(session: Session, title: str, query: str) -> list[RecordingView]:
    """Recordings whose name contains the query, for a story or insert: similar names first, then the newest."""
    return most_similar_first(search(session, query=query).recordings, title)


def most_similar_first(recordings: Sequence[RecordingView], title: str) -> list[RecordingView]:
    """The recordings with those whose name is similar to a title first; the others keep their order."""

    def order(recording: RecordingView) -> float:
        value = _similarity(recording, title)
        return -value if value >= LIKELY_SIMILARITY else 0.0

    return sorted(recordings, key=order)


def _similarity(recording: Recording | RecordingView, title: str) -> float:
    """The similarity of a recording's file name or title to a title, 0 to 1."""
    return max(similarity(Path(recording.name).stem, title), similarity(recording.title, title))


def similarity(name: str, title: str) -> float:
    """The similarity of a name and a title, 0 to 1: 70 % the share of its words in the title, 30 % the letters."""
    words = [word for word in _WORDS.findall(fold(name)) if word not in _IGNORED_WORDS]
    wanted = _WORDS.findall(fold(title))
    if not words or not wanted:
        return 0.0
    shared = sum(1 for word in words if word in wanted) / len(words)
    letters = difflib.SequenceMatcher(None, " ".join(words), " ".join(wanted), autojunk=False).ratio()
    return 0.7 * shared + 0.3 * letters


def day_in(name: str) -> dt.date | None:
    """The day in a file name, as recorders and people write it (20190305, 190305_0730, 5.3.2019), or None."""
    for pattern, order in (
        (r"(?<!\d)((?:19|20)\d\d)[-_. ]?([01]\d)[-_. ]?([0-3]\d)(?:\d{4}|\d{6})?(?!\d)", (1, 2, 3)),
        (r"(?<!\d)([0-3]?\d)[-_. ]([01]?\d)[-_. ]((?:19|20)\d\d)(?!\d)", (3, 2, 1)),
        (r"(?<!\d)(\d\d)([01]\d)([0-3]\d)[-_](?:\d{4}|\d{6})(?!\d)", (1, 2, 3)),
    ):
        if match := re.search(pattern, name):
            year, month, day = (int(match[group]) for group in order)
            try:
                return dt.date(year if year >= 100 else 2000 + year, month, day)
            except ValueError:
                continue
    return None


@dataclass(frozen=True)
class InboxPage:
    """A page of recordings, and the state of the inbox."""

    found: RecordingList
    waiting: int
    """Number of recordings in the inbox."""
    likely: dict[int, str]
    """The title of the story or insert that a recording in the inbox probably belongs to, by the recording's id."""


def page(session: Session, *, query: str = "", waiting: bool = False, limit: int = 200) -> InboxPage:
    """Recordings whose name contains the query, newest first. waiting: only those in the inbox."""
    found = search(session, query=query, waiting=waiting, limit=limit)
    best = {each.id: suggestions(session, each.id, limit=1) for each in found.recordings if each.waiting}
    return InboxPage(
        found=found,
        waiting=search(session, waiting=True, limit=1).total,
        likely={row_id: first[0].title for row_id, first in best.items() if first and is_likely(first[0])},
    )


def lay_aside(session: Session, recording_id: int, version: int) -> None:
    """Remove a recording from the inbox without linking it. It stays in the store. raises ChangedMeanwhile."""
    fetch(session, Recording, recording_id, version).waiting = False
