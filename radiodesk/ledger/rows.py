"""The rows of a ledger as values, each with its place; and the problems of those that cannot be taken."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias, TypeVar

from radiodesk.kinds import SENT
from radiodesk.ledger import cells
from radiodesk.ledger.cells import BadCell
from radiodesk.ledger.columns import (
    BROADCAST_STATE_WORDS,
    BROADCAST_WORDS,
    CLIP_KIND_WORDS,
    CLIP_STATE_WORDS,
    DUTIES,
    GENRE_WORDS,
    SOURCE_WORDS,
    Content,
)
from radiodesk.ledger.problems import Place, Problem
from radiodesk.ledger.sheets import NO_VALUE, Cell
from radiodesk.ledger.tables import Table
from radiodesk.locale import N_, _, formats
from radiodesk.model import BroadcastKind, BroadcastState, ClipKind, ClipState, DutyRole, Genre, Source
from radiodesk.model.moments import LONGEST
from radiodesk.model.text import key, quoted
from radiodesk.newsroom.rules import may_be_done
from radiodesk.schedule.rules import may_air

Value = TypeVar("Value")

PROGRAMME_LONGEST = 4 * 60 * 60
ITEM_LONGEST = 60 * 60
"""Seconds, for durations that a workbook may have mistaken, see `cells.duration`."""

ERRORS = frozenset({"#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", NO_VALUE})
"""What a workbook shows where a formula failed."""

NOT_YET_EXPECTED = N_("a day up to today, {today}, for what is done already")

_read_content = cells.one_of(BROADCAST_WORDS)
_read_broadcast_state = cells.one_of(BROADCAST_STATE_WORDS)
_read_genre = cells.one_of(GENRE_WORDS)
_read_source = cells.one_of(SOURCE_WORDS)
_read_clip_kind = cells.one_of(CLIP_KIND_WORDS)
_read_clip_state = cells.one_of(CLIP_STATE_WORDS)


Moment: TypeAlias = tuple[dt.date, dt.time]
"""A local day and time."""

Identity: TypeAlias = tuple[str, Genre, frozenset[str]]
"""A story's title, genre and authors: rows of one day that agree in them are one story, used again."""


def identity(title: str, genre: Genre, authors: Iterable[str]) -> Identity:
    """What tells a story from the others of its day."""
    return key(title), genre, frozenset(map(key, authors))


@dataclass(frozen=True, slots=True)
class BroadcastRow:
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


@dataclass(frozen=True, slots=True)
class StoryRow:
    """One story in one edition, tied to its broadcast by day and time."""

    place: Place
    day: dt.date
    time: dt.time
    order: int | None
    genre: Genre
    title: str
    authors: tuple[str, ...] | None
    source: Source | None
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


@dataclass(frozen=True, slots=True)
class ClipRow:
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


@dataclass(frozen=True, slots=True)
class PublicationRow:
    """One publication of the edition of a broadcast."""

    place: Place
    posted: dt.date
    day: dt.date
    time: dt.time
    address: str
    programme: str | None = None
    """Chooses between two programmes at one time."""


class RowReader:
    """Reads the cells of one row after the other and gathers what is wrong with them."""

    def __init__(self, table: Table, problems: list[Problem]) -> None:
        self.problems = problems
        self.table = table
        self._places = table.places
        self._row: Sequence[Cell] = ()
        self._number = 0

    def start(self, number: int, row: Sequence[Cell]) -> Place:
        """Go to a row; number: its place in the grid."""
        self._number, self._row = number, row
        return self.table.place(number)

    def has(self, column: str) -> bool:
        """Whether the sheet has the column."""
        return column in self._places

    def cell(self, column: str) -> Cell:
        """What the cell holds; an empty text where it is blank or there is none."""
        place = self._places.get(column)
        if place is None or place >= len(self._row):
            return ""
        cell = self._row[place]
        return "" if isinstance(cell, str) and not cell.strip() else cell

    def get(self, column: str, read: Callable[[Cell], Value]) -> Value | None:
        """The cell's value; None where it is blank or, with its problem noted, bad."""
        cell = self.cell(column)
        if cell == "":
            return None
        try:
            return _read(cell, read)
        except BadCell as error:
            self.refuse(column, str(error))
            return None

    def need(self, column: str, read: Callable[[Cell], Value]) -> Value | None:
        """The same of a cell that must be filled: a reader says of an empty one what it expects."""
        try:
            if self.has(column):
                return _read(self.cell(column), read)
        except BadCell as error:
            self.refuse(column, str(error))
        return None

    def refuse(self, column: str, expected: str) -> None:
        """Note that a cell of this row cannot be taken."""
        if self.has(column):
            cell = self.cell(column)
            shown = "" if cell == "" else quoted(_shown(cell))
            self.problems.append(Problem(self.table.place(self._number), self.table.headers[column], shown, expected))

    def day(self, column: str) -> dt.date | None:
        """A day that must be given."""
        return self.need(column, cells.day)

    def time(self) -> dt.time | None:
        """The time of the broadcast."""
        return self.need("time", cells.time)

    def title(self) -> str | None:
        """A title, not empty."""
        return self.need("title", cells.title)

    def text_if_there(self, column: str, read: Callable[[Cell], str] = cells.text) -> str | None:
        """The text, empty too; None only where the sheet has no such column."""
        return (self.get(column, read) or "") if self.has(column) else None

    def names_if_there(self, column: str) -> tuple[str, ...] | None:
        """The names, none too; None only where the sheet has no such column."""
        return (self.get(column, cells.names) or ()) if self.has(column) else None

    def seconds(self, longest: int, column: str = "seconds") -> int | None:
        """The duration; of nothing it says nothing."""
        return self.get(column, lambda cell: cells.duration(cell, longest)) or None


def read_broadcast(reader: RowReader, place: Place, today: dt.date) -> BroadcastRow | None:
    """A row of the sheet of broadcasts; None where something of it is wrong."""
    count = len(reader.problems)
    day, time, title = reader.day("day"), reader.time(), reader.title()
    content = reader.need("kind", _read_content)
    relay = content is not None and content.kind is BroadcastKind.RELAY
    state = reader.get("state", _read_broadcast_state)
    if state is BroadcastState.AIRED and day and not may_air(day, today):
        reader.refuse("day", _(NOT_YET_EXPECTED).format(today=formats.day(today)))
    longest = LONGEST if relay else PROGRAMME_LONGEST
    seconds, planned_seconds = reader.seconds(longest), reader.seconds(longest, "planned")
    upstream = reader.get("upstream", cells.text) if relay else None
    first = reader.get("first", cells.moment) if content and content.kind is BroadcastKind.REPEAT else None
    duties = {role: names for column, role in DUTIES.items() if (names := reader.names_if_there(column)) is not None}
    note = reader.text_if_there("note", cells.note)
    if len(reader.problems) > count or day is None or time is None or title is None or content is None:
        return None
    return BroadcastRow(
        place, day, time, title, content, state, seconds, duties, note, planned_seconds, upstream, first
    )


def read_story(reader: RowReader, place: Place, folder: Path) -> StoryRow | None:
    """A row of the sheet of stories; None where something of it is wrong."""
    count = len(reader.problems)
    day, time, title = reader.day("day"), reader.time(), reader.title()
    genre = reader.need("genre", _read_genre)
    order = reader.get("order", cells.order)
    source = reader.get("source", _read_source)
    authors = reader.names_if_there("authors")
    seconds, planned_seconds = reader.seconds(ITEM_LONGEST), reader.seconds(ITEM_LONGEST, "planned")
    audio, programme = reader.get("audio", cells.text), reader.get("programme", cells.text)
    first = reader.get("first", cells.moment)
    if len(reader.problems) > count or day is None or time is None or title is None or genre is None:
        return None
    same = identity(title, genre, authors or ())
    return StoryRow(
        place, day, time, order, genre, title, authors, source, seconds, audio, folder, same,
        planned_seconds, programme, first,
    )  # fmt: skip


def read_clip(reader: RowReader, place: Place, today: dt.date) -> ClipRow | None:
    """A row of the sheet of clips; None where something of it is wrong."""
    count = len(reader.problems)
    aired, title = reader.get("aired", cells.day), reader.title()
    kind = reader.need("kind", _read_clip_kind)
    state = reader.get("state", _read_clip_state)
    if state in SENT:
        sent = reader.day("sent")
        if sent and not may_be_done(sent, today):
            reader.refuse("sent", _(NOT_YET_EXPECTED).format(today=formats.day(today)))
    else:
        sent = reader.get("sent", cells.day)
    if sent and aired and aired < sent:
        reader.refuse("aired", _("the day it was sent, {sent}, or a later one").format(sent=formats.day(sent)))
    if aired and state in SENT and not may_be_done(aired, today):
        reader.refuse("aired", _(NOT_YET_EXPECTED).format(today=formats.day(today)))
    authors = reader.names_if_there("authors")
    seconds = reader.seconds(ITEM_LONGEST)
    recipient, note = reader.text_if_there("recipient"), reader.text_if_there("note", cells.note)
    if len(reader.problems) > count or title is None or kind is None:
        return None
    dated = reader.has("aired")
    return ClipRow(place, sent, dated, aired, kind, title, authors, seconds, recipient, state, note)


def read_publication(reader: RowReader, place: Place, today: dt.date) -> PublicationRow | None:
    """A row of the sheet of publications; None where something of it is wrong."""
    count = len(reader.problems)
    posted, day, time = reader.day("posted"), reader.day("day"), reader.time()
    address, programme = reader.need("address", cells.address), reader.get("programme", cells.text)
    if posted and not may_be_done(posted, today):
        reader.refuse("posted", _(NOT_YET_EXPECTED).format(today=formats.day(today)))
    if len(reader.problems) > count or posted is None or day is None or time is None or address is None:
        return None
    return PublicationRow(place, posted, day, time, address, programme)


def _read(cell: Cell, read: Callable[[Cell], Value]) -> Value:
    if isinstance(cell, str) and cell.startswith("#") and cell in ERRORS:
        raise BadCell(_("a value; this is an error of a formula"))
    return read(cell)


def _shown(cell: Cell) -> str:
    """A cell as a message quotes it."""
    if isinstance(cell, dt.datetime):
        return f"{formats.day(cell)} {cell:%H:%M:%S}"
    if isinstance(cell, dt.date):
        return formats.day(cell)
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
