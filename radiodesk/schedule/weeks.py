"""The plan of a week: its broadcasts, stored and not, what is known of the stored ones, and the conflicts."""

import datetime as dt
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy.orm import Session

from radiodesk.model import zone
from radiodesk.model.moments import monday_of, span
from radiodesk.schedule import found_conflicts, plan, queries
from radiodesk.schedule.entry import Entry
from radiodesk.schedule.found_conflicts import FoundConflict
from radiodesk.schedule.pausing import left_out
from radiodesk.schedule.queries import Known
from radiodesk.schedule.stored_rows import STARTING, StoredRow
from radiodesk.schedule.views import BroadcastView


@dataclass(frozen=True)
class WeekPlan:
    """Seven days, from Monday to Sunday."""

    monday: dt.date
    entries: tuple[Entry, ...]
    """Those that touch the week, by start. One over midnight belongs to both days."""
    conflicts: tuple[FoundConflict, ...]
    stored: Mapping[int, StoredRow]
    """The stored broadcasts among them and around them, as they were read, by id."""
    known: Known
    """What is known of the stored ones among them."""
    pausing: Mapping[dt.date, Sequence[str]]
    """What pauses leave out, in words, by day: those on which there is any."""
    damaged: tuple[str, ...] = ()
    """What is wrong with slots that cannot be read and are left out, as sentences."""

    def view(self, broadcast_id: int) -> BroadcastView:
        """A stored broadcast of the week: created when it is looked at, because a busy week has hundreds of them."""
        return queries.view(self.stored[broadcast_id], self.known)

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
    monday = monday_of(of)
    sunday = monday + dt.timedelta(days=6)
    begin, end = span(monday, sunday, zone(session))
    around = plan.surrounded(session, begin, end)
    entries = tuple(plan.within(around.entries, begin, end))
    rows = [around.stored[each.broadcast_id] for each in entries if each.broadcast_id is not None]
    # All that start in that time, not a list of ids: that would be long for each of several statements.
    since = rows[0].starts if rows else begin
    known = queries.known_of(session, rows, STARTING, {"begin": since, "end": end}, around.stored.values())
    conflicts = tuple(found_conflicts.of_surroundings(session, around, monday, sunday))
    days = [monday + dt.timedelta(days=number) for number in range(7)]
    pausing = left_out(around.slots, zone(session), days)
    return WeekPlan(monday, entries, conflicts, around.stored, known, pausing, tuple(map(str, around.damaged)))
