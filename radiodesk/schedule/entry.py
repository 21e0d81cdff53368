"""A broadcast in the plan, stored or not, as one value."""

import datetime as dt
from collections.abc import Hashable
from functools import lru_cache
from typing import NamedTuple

from radiodesk.kinds import BroadcastKind, BroadcastState, DutyRole, ProgrammeKind
from radiodesk.model.moments import elapsed
from radiodesk.schedule.conflicts import BroadcastSpan
from radiodesk.schedule.rules import Airtime, shown_end
from radiodesk.schedule.slots import SlotView


class Entry(NamedTuple):
    """A broadcast in the plan, stored or not. A tuple, because a busy week has hundreds of them."""

    broadcast_id: int | None
    """None for an occurrence that nobody stored."""
    version: int | None
    slot: SlotView | None
    """None for a single broadcast."""
    occurrence: dt.datetime | None
    """The local start that the slot's rule gives."""
    kind: BroadcastKind
    state: BroadcastState
    starts: dt.datetime
    """Aware, in the station's zone."""
    seconds: int | None
    """The planned length; None if it depends on what follows."""
    actual_seconds: float | None
    """The noted length, else that of the air file, else the sum of the lines if each has one."""
    title: str
    programme_kind: ProgrammeKind | None
    upstream: str
    live_event: bool
    own_live: bool
    outlets: tuple[str, ...]
    duties: tuple[tuple[DutyRole, str], ...]
    edition: Hashable | None
    """The edition: its id, or what stands for one that is not stored. None for a relay."""
    bounds: tuple[int | None, int | None] = (None, None)
    note: str = ""
    place: str = ""
    """Where a live event is."""
    actual_starts: dt.datetime | None = None
    """When it began in fact, in the station's zone."""
    ends: dt.datetime | None = None
    """The planned end, in the station's zone; None where nothing ends it, or it is off air without a length."""

    @property
    def series(self) -> str | None:
        """The name of the slot's series."""
        return self.slot.series if self.slot else None

    @property
    def shown_ends(self) -> dt.datetime | None:
        """The end as screens show it, also of one that takes no air time; None where it is not known."""
        has_length = self.seconds is not None or self.actual_seconds is not None
        return shown_end(self.starts, self.ends, has_length=has_length)

    @property
    def is_bound(self) -> bool:
        """Whether it begins when something outside the station does, so that it cannot be moved."""
        return self.kind is BroadcastKind.RELAY or (self.own_live and self.kind is BroadcastKind.FIRST_RUN)

    @property
    def span(self) -> BroadcastSpan:
        """What the conflicts need to know of it. Without a planned length, the actual one counts."""
        seconds, actual = self.seconds, self.actual_seconds
        if seconds is None and actual is not None:
            seconds, actual = round(actual), None
        return BroadcastSpan(  # without names: that takes half the time
            self.identity,
            self.starts,
            seconds,
            actual,
            self.kind,
            self.state,
            _set_of(self.outlets),
            self.edition,
            self.live_event,
            self.actual_starts,
            frozenset([name for _role, name in self.duties]) if self.duties else _NOBODY,
            *self.bounds,
        )

    @property
    def airtime(self) -> Airtime:
        """What the rules of the schedule need to know of it. Its length is the actual one, else up to its end."""
        seconds = None if self.ends is None else round(elapsed(self.starts, self.ends))
        if self.actual_seconds is not None:
            seconds = round(self.actual_seconds)
        return Airtime(
            self.kind,
            self.state,
            self.starts,
            seconds,
            self.title,
            frozenset(self.outlets),
            self.slot is not None,
        )

    @property
    def identity(self) -> Hashable:
        """The id of a stored broadcast, or slot and occurrence."""
        return self.broadcast_id or (self.slot and self.slot.id, self.occurrence)


_NOBODY: frozenset[str] = frozenset()


@lru_cache(maxsize=1024)
def _set_of(outlets: tuple[str, ...]) -> frozenset[str]:
    """Outlets as a set: most broadcasts have the same few."""
    return frozenset(outlets)
