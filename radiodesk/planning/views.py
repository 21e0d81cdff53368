"""What screens and commands get to see: plain frozen values, in the station's own days and times."""

import datetime as dt
from dataclasses import dataclass

from radiodesk.model.kinds import (
    BroadcastKind,
    BroadcastState,
    ClipKind,
    ClipState,
    Genre,
    JoinKind,
    LineKind,
    ProgrammeKind,
    Source,
)


@dataclass(frozen=True)
class BroadcastView:
    """One broadcast, as a list of the day shows it."""

    id: int
    version: int
    kind: BroadcastKind
    state: BroadcastState
    starts: dt.datetime
    """Aware, in the station's zone."""
    title: str
    """The programme's title, or what a relay carries."""
    programme_kind: ProgrammeKind | None
    """None for a relay."""
    edition_id: int | None
    live: bool
    """A relay of a live event."""
    upstream: str
    """The station that a relay comes from; empty where there is none."""
    planned_seconds: int | None
    actual_seconds: int | None
    note: str
    stories: int
    """Story lines in the edition's rundown."""
    recorded: int
    """Those of them with a recording linked."""
    posted: bool
    """The edition is on the website."""
    people: str
    """Who is on, "Thu Hà · Thanh Thủy"; empty where nobody is named."""
    changed: dt.datetime
    """When it was last changed, UTC."""

    @property
    def seconds(self) -> int | None:
        """The actual duration, or else the planned one."""
        return self.planned_seconds if self.actual_seconds is None else self.actual_seconds

    @property
    def ends(self) -> dt.datetime | None:
        """When it is over, as far as its duration is known."""
        return None if self.seconds is None else self.starts + dt.timedelta(seconds=self.seconds)

    @property
    def missing(self) -> bool:
        """Planned, and something is still to be done before air: no story yet, or stories without a recording."""
        if self.state is not BroadcastState.PLANNED or self.kind is not BroadcastKind.FIRST_RUN:
            return False
        needs_stories = self.programme_kind is ProgrammeKind.NEWS
        return (needs_stories and self.stories == 0) or self.recorded < self.stories


@dataclass(frozen=True)
class DayView:
    """The broadcasts that start on one local day, by time."""

    day: dt.date
    broadcasts: tuple[BroadcastView, ...]


@dataclass(frozen=True)
class WeekView:
    """Seven days from a Monday."""

    monday: dt.date
    days: tuple[DayView, ...]


@dataclass(frozen=True)
class LineView:
    """One line of a rundown."""

    id: int
    version: int
    number: int
    """1 for the first line."""
    kind: LineKind
    title: str
    """The story's title, or the insert's label."""
    story_id: int | None
    story_version: int | None
    genre: Genre | None
    source: Source | None
    authors: str
    """"Thu Hà, Đức Anh"; empty where nobody is named."""
    planned_seconds: float | None
    actual_seconds: float | None
    starts_after: float | None
    """Seconds from the start of the edition to this line; None where a line before it has no duration."""
    recording_id: int | None
    recording: str
    """The linked recording's name; empty where there is none."""
    join: JoinKind
    """How it is joined to the line before."""
    join_seconds: float
    join_takes: float
    """Seconds of the join as the lines allow it: an overlap is never longer than half of either."""
    uses: int
    """Editions that the story is used in; 0 for an insert."""


@dataclass(frozen=True)
class PublicationView:
    """Where an edition was posted."""

    id: int
    version: int
    address: str
    posted: dt.date


@dataclass(frozen=True)
class RundownView:
    """An edition, opened."""

    edition_id: int
    title: str
    programme_kind: ProgrammeKind
    first_run: BroadcastView
    lines: tuple[LineView, ...]
    publications: tuple[PublicationView, ...]
    planned_total: float
    """Seconds planned over all lines that say how long they are."""
    actual_total: float
    """Seconds from the first line to the end of the last as they are joined, each actual where known, else planned."""
    unknown: int
    """Lines with no duration at all."""
    target: int | None
    """Seconds there are to fill: the planned length of the first run, or its actual one where none was planned."""

    @property
    def over(self) -> float | None:
        """Seconds over (positive) or under (negative) the target; None without a target."""
        return None if self.target is None else self.actual_total - self.target


@dataclass(frozen=True)
class EditionChoice:
    """An edition to pick from: for a repeat, or to open its rundown."""

    edition_id: int
    title: str
    starts: dt.datetime
    """Its first run, in the station's zone."""


@dataclass(frozen=True)
class StoryChoice:
    """A story found by search, to be used once more."""

    id: int
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


@dataclass(frozen=True)
class ClipList:
    """A page of clips, newest first, and how many there are in all."""

    clips: tuple[ClipView, ...]
    total: int
