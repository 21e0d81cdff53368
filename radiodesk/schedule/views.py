"""Broadcasts as screens and commands see them: plain frozen values, in the station's own days and times."""

import datetime as dt
from dataclasses import dataclass

from radiodesk.kinds import (
    BroadcastKind,
    BroadcastState,
    DutyRole,
    ProgrammeKind,
)
from radiodesk.schedule import rules


@dataclass(frozen=True)
class BroadcastView:
    """One broadcast."""

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
    """The station that a relay comes from; empty if there is none."""
    planned_seconds: int | None
    actual_seconds: int | None
    """The actual length that was noted for it."""
    air_file_seconds: float | None
    """The length on air of its edition's air file; None without one."""
    note: str
    stories: int
    """Story lines in the edition's rundown."""
    recorded: int
    """Story lines with a recording."""
    posted: bool
    """The edition is on the website."""
    duties: tuple[tuple[DutyRole, str], ...]
    """Who is on duty: roles and names."""
    changed: dt.datetime
    """The moment of the last change, UTC."""
    slot_id: int | None = None
    """The slot that it is an occurrence of."""
    occurrence: dt.datetime | None = None
    """The local start that the slot's rule gives it."""

    @property
    def people(self) -> str:
        """Who is on duty, "Thu Hà · Thanh Thủy"; empty if nobody is named."""
        return " · ".join(dict.fromkeys(name for _role, name in self.duties))

    @property
    def seconds(self) -> int | None:
        """The actual length, or the planned one if there is none."""
        return rules.length(self.actual_seconds, self.air_file_seconds, self.planned_seconds)

    @property
    def ends(self) -> dt.datetime | None:
        """The end, or None if the length is not known."""
        return None if self.seconds is None else self.starts + dt.timedelta(seconds=self.seconds)

    @property
    def missing(self) -> bool:
        """Whether a planned first run still lacks something: a story, or a recording of a story without an air file."""
        if self.state is not BroadcastState.PLANNED or self.kind is not BroadcastKind.FIRST_RUN:
            return False
        needs_stories = self.programme_kind is ProgrammeKind.NEWS
        return (needs_stories and self.stories == 0) or (self.air_file_seconds is None and self.recorded < self.stories)


@dataclass(frozen=True)
class DayView:
    """The broadcasts that start on one local day, in the order of their starts."""

    day: dt.date
    broadcasts: tuple[BroadcastView, ...]


@dataclass(frozen=True)
class WeekView:
    """Seven days, from Monday to Sunday."""

    monday: dt.date
    days: tuple[DayView, ...]


@dataclass(frozen=True)
class EditionChoice:
    """An edition in a list: to plan a repeat, or to open its rundown."""

    edition_id: int
    title: str
    starts: dt.datetime
    """The start of its first run, in the station's zone."""
