"""Rundowns, stories and clips as screens and commands see them: plain frozen values."""

import datetime as dt
from dataclasses import dataclass

from radiodesk.kinds import (
    BroadcastState,
    ClipKind,
    ClipState,
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
    """Of its story; of an insert, of the edition with its lines."""
    number: int
    """1 for the first line."""
    kind: LineKind
    title: str
    """The story's title, or the insert's label."""
    story_id: int | None
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
    """Who is on duty, "Thu Hà · Thanh Thủy"; empty where nobody is named."""


@dataclass(frozen=True)
class RundownView:
    """An edition, opened."""

    edition_id: int
    version: int
    """Of the edition with its lines."""
    title: str
    programme_kind: ProgrammeKind
    first_run: FirstRun
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

    def line(self, line_id: int) -> LineView:
        """One of its lines. raises Removed."""
        for line in self.lines:
            if line.id == line_id:
                return line
        raise Removed

    @property
    def stories(self) -> int:
        """Story lines."""
        return sum(line.kind is LineKind.STORY for line in self.lines)

    @property
    def recorded(self) -> int:
        """Story lines with a recording."""
        return sum(line.kind is LineKind.STORY and line.recording_id is not None for line in self.lines)

    @property
    def over(self) -> float | None:
        """Seconds over (positive) or under (negative) the target; None without a target."""
        return None if self.target is None else self.actual_total - self.target


@dataclass(frozen=True)
class StoryChoice:
    """A story found by search, to be used once more."""

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


@dataclass(frozen=True)
class ClipList:
    """A page of clips, newest first, and how many there are in all."""

    clips: tuple[ClipView, ...]
    total: int
