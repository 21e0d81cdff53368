"""Rundowns, stories and clips as screens and commands see them: plain frozen values."""

import datetime as dt
from dataclasses import dataclass

from radiodesk.kinds import (
    BroadcastState,
    Channel,
    ClipGenre,
    ClipKind,
    ClipState,
    CreditRole,
    DeliveryState,
    Genre,
    JoinKind,
    LineKind,
    ProgrammeKind,
    Source,
)
from radiodesk.model.database import Removed


@dataclass(frozen=True)
class LineView:
    """One line of a rundown."""

    id: int
    version: int
    """The version of its story; for an insert, that of the edition with its lines."""
    number: int
    """1 for the first line."""
    kind: LineKind
    title: str
    """The story's title, or the insert's label."""
    story_id: int | None
    genre: Genre | None
    source: Source | None
    authors: str
    """"Thu Hà, Đức Anh"; empty if nobody is named."""
    topics: tuple[str, ...]
    """The names of the story's topics."""
    planned_seconds: float | None
    actual_seconds: float | None
    starts_after: float | None
    """Seconds from the start of the edition to this line; None if a line before it has no known length."""
    recording_id: int | None
    recording: str
    """The name of the linked recording; empty if there is none."""
    join: JoinKind
    """How it is joined to the line before."""
    join_seconds: float
    join_takes: float
    """Seconds that the join takes: an overlap is never longer than half of either line."""
    uses: int
    """The number of editions that use the story; 0 for an insert."""
    place: str = ""
    """Where the story happened; empty if nobody said."""
    helpers: tuple[tuple[CreditRole, str], ...] = ()
    """Who else worked on the story, with their work, besides the authors."""


@dataclass(frozen=True)
class PublicationView:
    """A publication of an edition."""

    id: int
    version: int
    address: str
    posted: dt.date
    channel: Channel
    page: str
    """The name of the website or the social page; empty if nobody said."""


@dataclass(frozen=True)
class DeliveryView:
    """A story or an edition that was handed to a recipient."""

    id: int
    version: int
    recipient: str
    story_id: int | None
    """None for the whole edition."""
    title: str
    """Of the story, or of the edition's programme."""
    state: DeliveryState
    sent: dt.date
    note: str


@dataclass(frozen=True)
class FirstRun:
    """The first run of an edition."""

    id: int
    version: int
    state: BroadcastState
    starts: dt.datetime
    """Aware, in the station's zone."""
    planned_seconds: int | None
    actual_seconds: int | None
    note: str
    people: str
    """Who is on duty, "Thu Hà · Thanh Thủy"; empty if nobody is named."""


@dataclass(frozen=True)
class AirFile:
    """The recording of a whole edition in one piece."""

    recording_id: int
    name: str
    seconds: float
    """The length on air."""


@dataclass(frozen=True)
class RundownView:
    """An edition with its lines."""

    edition_id: int
    version: int
    """The version of the edition with its lines."""
    title: str
    programme_kind: ProgrammeKind
    first_run: FirstRun
    air_file: AirFile | None
    lines: tuple[LineView, ...]
    publications: tuple[PublicationView, ...]
    deliveries: tuple[DeliveryView, ...]
    """Of the whole edition and of its stories."""
    topics: tuple[str, ...]
    """The names of the edition's own topics, besides those of its stories."""
    planned_total: float
    """The sum of the planned lengths, in seconds."""
    actual_total: float
    """Seconds from the start of the first line to the end of the last, joins included.

    Each line counts with its actual length, or its planned one if there is none. With an air file, its length.
    """
    unknown: int
    """The number of lines without any length."""
    is_outdated: bool
    """Whether it is still to be broadcast, and its assembled file is older than what it was made of."""
    target: int | None
    """Seconds to fill: the planned length of the first run, or its actual one if none was planned."""

    def line(self, line_id: int) -> LineView:
        """One of its lines. raises Removed."""
        for line in self.lines:
            if line.id == line_id:
                return line
        raise Removed

    @property
    def stories(self) -> int:
        """The number of story lines."""
        return sum(line.kind is LineKind.STORY for line in self.lines)

    @property
    def recorded(self) -> int:
        """The number of story lines with a recording."""
        return sum(line.kind is LineKind.STORY and line.recording_id is not None for line in self.lines)

    @property
    def actual_is_partly_planned(self) -> bool:
        """Whether the actual total counts the planned length of a line without an actual one."""
        lines = self.lines if self.air_file is None else ()
        return any(line.actual_seconds is None and line.planned_seconds is not None for line in lines)

    @property
    def over(self) -> float | None:
        """Seconds over (positive) or under (negative) the target; None without a target."""
        return None if self.target is None else self.actual_total - self.target


@dataclass(frozen=True)
class StoryChoice:
    """A story found by its title."""

    id: int
    version: int
    title: str
    genre: Genre
    first_used: dt.date | None


@dataclass(frozen=True)
class ClipView:
    """One clip or column."""

    id: int
    version: int
    kind: ClipKind
    state: ClipState
    title: str
    authors: str
    recipient: str
    seconds: int | None
    sent: dt.date | None
    aired: dt.date | None
    note: str
    genre: ClipGenre | None
    """None if nobody said."""
    helpers: tuple[tuple[CreditRole, str], ...]
    """Who else worked on it, with their work, besides the authors."""


@dataclass(frozen=True)
class ClipList:
    """A page of clips, the newest first, and the number of all clips that match."""

    clips: tuple[ClipView, ...]
    total: int
