"""Broadcasts as screens and commands see them: plain frozen values, in the station's own days and times."""

import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple

from radiodesk.kinds import (
    BroadcastKind,
    BroadcastState,
    DutyRole,
    Priority,
    ProgrammeKind,
)
from radiodesk.model.moments import after, elapsed
from radiodesk.schedule import rules
from radiodesk.schedule.lacking import Lack


class BroadcastView(NamedTuple):
    """One broadcast. A tuple, because a busy week has hundreds of them."""

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
    actual_starts: dt.datetime | None
    """When it began in fact, in the station's zone; None if nobody noted it."""
    priority: Priority
    note: str
    place: str
    """Where a live event is; empty if nobody said."""
    circuit: str
    """What carries a live event to the station; empty if nobody said."""
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
    air_file_id: int | None = None
    """The recording that is the air file of its edition."""
    lacks: tuple[Lack, ...] = ()
    """What it still lacks, the most urgent first."""
    first_run: dt.datetime | None = None
    """The start of the first run that a repeat carries, in the station's zone; None for what is no repeat."""
    first_run_seconds: int | None = None
    """The length of that first run: a repeat without a length is as long."""
    outlets: tuple[str, ...] = ()
    """Where it goes, the station's own air first."""

    @property
    def people(self) -> str:
        """Who is on duty, "Thu Hà · Thanh Thủy"; empty if nobody is named."""
        return " · ".join(dict.fromkeys(name for _role, name in self.duties))

    @property
    def seconds(self) -> int | None:
        """The actual length, or the planned one if there is none; without both, of a repeat, that of its first run."""
        own = rules.length(self.actual_seconds, self.air_file_seconds, self.planned_seconds)
        return self.first_run_seconds if own is None else own

    @property
    def ends(self) -> dt.datetime | None:
        """The end, or None if the length is not known."""
        begins = self.actual_starts or self.starts
        return None if self.seconds is None else after(begins, self.seconds)

    @property
    def late_seconds(self) -> int | None:
        """How late it began, in seconds; negative if early, None if nobody noted it."""
        return None if self.actual_starts is None else round(elapsed(self.starts, self.actual_starts))

    @property
    def over_seconds(self) -> int | None:
        """How much longer than planned it lasted, in seconds; negative if shorter, None if it was about as planned."""
        return rules.over_planned(self.actual_seconds, self.planned_seconds)


@dataclass(frozen=True)
class DayView:
    """The broadcasts that start on one local day, in the order of their starts."""

    day: dt.date
    broadcasts: tuple[BroadcastView, ...]


@dataclass(frozen=True)
class EditionChoice:
    """An edition in a list: to plan a repeat, or to open its rundown."""

    edition_id: int
    title: str
    starts: dt.datetime
    """The start of its first run, in the station's zone."""
    seconds: int | None = None
    """The planned length of its first run."""
    series: str = ""
    """The series of its first run's slot, whose repeats can recur; empty for a first run that belongs to no slot."""
