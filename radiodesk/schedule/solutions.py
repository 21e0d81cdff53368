"""Proposed solutions of a conflict: what is obvious and safe to change in one of its broadcasts.

Only overlaps have any: end the earlier broadcast where the later one starts, or start the later one where the earlier
one ends. A relay and a live programme start when the event does, so they are never moved.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.orm import Session

from radiodesk.kinds import BroadcastState
from radiodesk.model import Broadcast, zone
from radiodesk.model.database import fetch
from radiodesk.model.faults import ChangedMeanwhile
from radiodesk.model.moments import elapsed
from radiodesk.schedule import broadcasts, generation
from radiodesk.schedule.conflicts import ConflictType
from radiodesk.schedule.entry import Entry
from radiodesk.schedule.found_conflicts import FoundConflict


class Way(StrEnum):
    """What is changed."""

    SHORTEN = "shorten"
    MOVE = "move"


@dataclass(frozen=True)
class Solution:
    """A change of one broadcast that ends a conflict."""

    way: Way
    of: Entry
    """The broadcast that is changed."""
    starts: dt.datetime
    """Its new start, in the station's zone."""
    seconds: int | None
    """Its new planned length."""


def solutions(found: FoundConflict) -> tuple[Solution, ...]:
    """What solves a conflict, the smaller change first; empty if nothing obvious does."""
    if found.conflict.type is not ConflictType.OVERLAP:
        return ()
    earlier, later = sorted(found.broadcasts, key=lambda each: (each.starts.astimezone(dt.UTC), each.title))
    if earlier.starts == later.starts:
        return (*_moved(earlier, later), *_moved(later, earlier))
    return (*_shortened(earlier, later), *_moved(earlier, later))


def solve(session: Session, solution: Solution, now: dt.datetime, *, sure: bool = False) -> int:
    """Change the broadcast, which is stored first if it is not. Returns its id. now: aware.

    raises Doubtful where it would be in another conflict, PlannedTwice, ChangedMeanwhile, NoOccurrence.
    """
    row = _stored(session, solution.of)
    local = solution.starts.astimezone(zone(session))
    broadcasts.change_broadcast(
        session,
        row.id,
        row.version,
        on=local.date(),
        at=local.time(),
        planned_seconds=solution.seconds,
        actual_seconds=row.actual_seconds,
        note=row.note,
        now=now,
        sure=sure,
    )
    return row.id


def _shortened(earlier: Entry, later: Entry) -> Iterator[Solution]:
    seconds = round(elapsed(earlier.starts, later.starts))
    least = max(earlier.bounds[0] or 0, 1)
    if earlier.state is BroadcastState.PLANNED and seconds >= least:
        yield Solution(Way.SHORTEN, earlier, earlier.starts, seconds)


def _moved(earlier: Entry, later: Entry) -> Iterator[Solution]:
    if later.state is not BroadcastState.PLANNED or later.is_bound or earlier.ends is None:
        return
    if elapsed(later.starts, earlier.ends) > 0 and earlier.ends.date() == later.starts.date():
        yield Solution(Way.MOVE, later, earlier.ends, later.seconds)


def _stored(session: Session, entry: Entry) -> Broadcast:
    """The row of a broadcast as it was shown. raises ChangedMeanwhile, NoOccurrence."""
    if entry.broadcast_id is not None and entry.version is not None:
        return fetch(session, Broadcast, entry.broadcast_id, entry.version)
    row = generation.stored(session, entry)
    shown = (entry.starts.astimezone(dt.UTC), entry.seconds, entry.state)
    if (row.starts, row.planned_seconds, row.state) != shown:
        raise ChangedMeanwhile
    return row
