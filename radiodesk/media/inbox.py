"""The inbox: recordings from the drop folder that wait until they are linked, and the stories they may belong to."""

import datetime as dt
import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from radiodesk.media.places import Target, target_of
from radiodesk.media.recordings import RecordingList, RecordingView, search
from radiodesk.model import Broadcast, BroadcastKind, BroadcastState, Edition, Line, Recording, Story, zone
from radiodesk.model.database import existing
from radiodesk.model.text import fold

DAYS_AROUND = 3
"""Suggestions come from editions at most this many days before or after the recording's day."""

LIKELY_SIMILARITY = 0.45
"""Minimum similarity of a suggestion that is probably right."""

_WORDS = re.compile(r"[a-z]+")
_IGNORED_WORDS = frozenset(
    ("tin", "bai", "phong", "van", "clip", "thong", "bao", "rec", "audio", "wav", "mp3", "new", "ban", "thu")
)
"""Words of file names that do not describe the content."""


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
