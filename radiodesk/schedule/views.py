"""Broadcasts as screens and commands see them: plain frozen values, in the station's own days and times."""

import datetime as dt
from dataclasses import dataclass

from radiodesk.kinds import (
    BroadcastKind,
    BroadcastState,
    ProgrammeKind,
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
    programme_id: int | None
    programme_version: int | None
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
class EditionChoice:
    """An edition to pick from: for a repeat, or to open its rundown."""

    edition_id: int
    title: str
    starts: dt.datetime
    """Its first run, in the station's zone."""
