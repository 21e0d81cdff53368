"""The plan of a week: its broadcasts, stored and not, what is known of the stored ones, and the conflicts."""

import datetime as dt
from collections.abc import Hashable
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy.orm import Session

from radiodesk.model import Broadcast, zone
from radiodesk.model.moments import span
from radiodesk.schedule import found_conflicts, plan, queries
from radiodesk.schedule.entry import Entry
from radiodesk.schedule.found_conflicts import FoundConflict
from radiodesk.schedule.views import BroadcastView


@dataclass(frozen=True)
class WeekPlan:
    """Seven days, from Monday to Sunday."""

    monday: dt.date
    entries: tuple[Entry, ...]
    """Those that touch the week, by start. One over midnight belongs to both days."""
    views: dict[int, BroadcastView]
    """The stored broadcasts among them, by id."""
    conflicts: tuple[FoundConflict, ...]

    @cached_property
    def clashing(self) -> frozenset[Hashable]:
        """The identities of the broadcasts with a conflict that nobody accepted. Gaps are of no broadcast."""
        return frozenset(
            each.identity
            for found in self.conflicts
            if found.accepted is None and not found.is_gap
            for each in found.broadcasts
        )


def week(session: Session, of: dt.date) -> WeekPlan:
    """The week of a day."""
    monday = of - dt.timedelta(days=of.weekday())
    sunday = monday + dt.timedelta(days=6)
    begin, end = span(monday, sunday, zone(session))
    around = plan.surrounded(session, begin, end)
    entries = tuple(each for each in around.entries if plan.touches(each, begin, end))
    ids = {each.broadcast_id for each in entries}
    # All that start in that time, not a list of ids: that would be long for each of several statements.
    since = entries[0].starts if entries else begin
    started = queries.views(session, Broadcast.starts >= since, Broadcast.starts < end)
    views = {each.id: each for each in started if each.id in ids}
    conflicts = tuple(found_conflicts.of_surroundings(session, around, monday, sunday))
    return WeekPlan(monday, entries, views, conflicts)
