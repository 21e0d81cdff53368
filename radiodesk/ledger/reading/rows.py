"""The rows of a ledger as values, each with its place."""

import datetime as dt
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple, TypeAlias, cast

from radiodesk.kinds import SENT
from radiodesk.ledger.columns import DUTIES, Content
from radiodesk.ledger.problems import Place
from radiodesk.ledger.reading import cells
from radiodesk.ledger.reading.done_days import done_by, wrong_clip_days
from radiodesk.ledger.reading.reader import Reader
from radiodesk.model import BroadcastKind, BroadcastState, ClipKind, ClipState, DutyRole, Genre, Source
from radiodesk.model.text import key
from radiodesk.newsroom.rules import may_be_done
from radiodesk.schedule.rules import BEGUN, may_have_begun

Moment: TypeAlias = tuple[dt.date, dt.time]
"""A local day and time."""

Identity: TypeAlias = tuple[str, Genre, frozenset[str]]
"""A story's title, genre and authors: rows of one day that agree in them are one story, used again."""


def identity(title: str, genre: Genre, authors: tuple[str, ...]) -> Identity:
    """What tells a story from the others of its day."""
    return key(title), genre, _keys(authors)


@lru_cache(maxsize=4096)
def _keys(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(key, names))


class BroadcastRow(NamedTuple):
    """One broadcast. None: the sheet does not say."""

    place: Place
    day: dt.date
    time: dt.time
    title: str
    content: Content
    state: BroadcastState | None
    seconds: int | None
    duties: Mapping[DutyRole, tuple[str, ...]]
    """Who is on, of the columns that the sheet has."""
    note: str | None
    planned_seconds: int | None = None
    upstream: str | None = None
    """The station that is relayed; by default the title of a relay that is not live."""
    first: Moment | None = None
    """The first run of the repeated edition; by default the last one of that title before it on its day."""


class StoryRow(NamedTuple):
    """One story in one edition, tied to its broadcast by day and time."""

    place: Place
    day: dt.date
    time: dt.time
    order: int | None
    genre: Genre
    title: str
    authors: tuple[str, ...] | None
    source: Source | None
    topics: tuple[str, ...] | None
    seconds: int | None
    audio: str | None
    """The name of a file beside the ledger."""
    folder: Path
    """Where the ledger is."""
    identity: Identity
    """What tells a story from the others of its day."""
    planned_seconds: int | None = None
    programme: str | None = None
    """Chooses between two programmes at one time."""
    first: Moment | None = None
    """The story's first use: its own moment for a new story, an earlier one for a story that is used again."""


class ClipRow(NamedTuple):
    """One clip or column for television. dated: whether the sheet has the column of the day on air."""

    place: Place
    sent: dt.date | None
    dated: bool
    aired: dt.date | None
    kind: ClipKind
    title: str
    authors: tuple[str, ...] | None
    seconds: int | None
    recipient: str | None
    state: ClipState | None
    note: str | None


class PublicationRow(NamedTuple):
    """One publication of the edition of a broadcast."""

    place: Place
    posted: dt.date
    day: dt.date
    time: dt.time
    address: str
    programme: str | None = None
    """Chooses between two programmes at one time."""


def read_broadcast(reader: Reader, today: dt.date) -> BroadcastRow | None:
    """A row of the sheet of broadcasts, or None, with its problems noted, if something is wrong with it."""
    count = len(reader.problems)
    day, clock, title = reader.day("day"), reader.time(), reader.title()
    content = cast("Content | None", reader.needed_word("kind"))
    state = cast("BroadcastState | None", reader.word("state"))
    if day and clock and clock.next_day:
        day += dt.timedelta(days=1)
    if state in BEGUN and day and not may_have_begun(day, today):
        reader.refuse("day", done_by(today))
    seconds, planned_seconds = reader.seconds(), reader.seconds("planned")
    upstream = reader.get("upstream", cells.text) if content and content.kind is BroadcastKind.RELAY else None
    first = reader.get("first", cells.moment) if content and content.kind is BroadcastKind.REPEAT else None
    duties = {role: names for column, role in DUTIES.items() if (names := reader.names(column)) is not None}
    note = reader.text("note", cells.note)
    if len(reader.problems) > count or day is None or clock is None or title is None or content is None:
        return None
    seconds = seconds or clock.seconds
    return BroadcastRow(
        reader.place, day, clock.time, title, content, state, seconds, duties, note, planned_seconds, upstream, first
    )


def read_story(reader: Reader) -> StoryRow | None:
    """A row of the sheet of stories, or None, with its problems noted, if something is wrong with it."""
    count = len(reader.problems)
    day, clock, title = reader.day("day"), reader.time(), reader.title()
    genre = cast("Genre | None", reader.needed_word("genre"))
    order = reader.get("order", cells.order)
    source = cast("Source | None", reader.word("source"))
    authors, topics = reader.names("authors"), reader.names("topics", cells.topics)
    seconds, planned_seconds = reader.seconds(), reader.seconds("planned")
    audio, programme = reader.get("audio", cells.text), reader.get("programme", cells.text)
    first = reader.get("first", cells.moment)
    if len(reader.problems) > count or day is None or clock is None or title is None or genre is None:
        return None
    if clock.next_day:
        day += dt.timedelta(days=1)
    same = identity(title, genre, authors or ())
    return StoryRow(
        reader.place, day, clock.time, order, genre, title, authors, source, topics, seconds, audio, reader.folder,
        same, planned_seconds, programme, first,
    )  # fmt: skip


def read_clip(reader: Reader, today: dt.date) -> ClipRow | None:
    """A row of the sheet of clips, or None, with its problems noted, if something is wrong with it."""
    count = len(reader.problems)
    aired, title = reader.day("aired", needed=False), reader.title()
    kind = cast("ClipKind | None", reader.needed_word("kind"))
    state = cast("ClipState | None", reader.word("state"))
    sent = reader.day("sent", needed=state in SENT)
    for column, expected in wrong_clip_days(state, sent, aired, today):
        if column != "sent" or sent:  # one that is missing was told of when the cell was read
            reader.refuse(column, expected)
    authors = reader.names("authors")
    seconds = reader.seconds()
    recipient, note = reader.text("recipient"), reader.text("note", cells.note)
    if len(reader.problems) > count or title is None or kind is None:
        return None
    return ClipRow(
        reader.place, sent, reader.has("aired"), aired, kind, title, authors, seconds, recipient, state, note
    )


def read_publication(reader: Reader, today: dt.date) -> PublicationRow | None:
    """A row of the sheet of publications, or None, with its problems noted, if something is wrong with it."""
    count = len(reader.problems)
    posted, day, clock = reader.day("posted"), reader.day("day"), reader.time()
    address, programme = reader.need("address", cells.address), reader.get("programme", cells.text)
    if posted and not may_be_done(posted, today):
        reader.refuse("posted", done_by(today))
    if len(reader.problems) > count or posted is None or day is None or clock is None or address is None:
        return None
    if clock.next_day:
        day += dt.timedelta(days=1)
    return PublicationRow(reader.place, posted, day, clock.time, address, programme)
