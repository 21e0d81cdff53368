"""The occurrences of slots: those that are stored, and those that are to be."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, bindparam, select
from sqlalchemy.orm import Session

from radiodesk.model import Broadcast, zone
from radiodesk.model.moments import span
from radiodesk.schedule import recurrence
from radiodesk.schedule.recurrence import Occurrence, Recurrence
from radiodesk.schedule.slots import SlotView

_DAY = dt.timedelta(days=1)

_NEAR = dt.timedelta(days=62)
"""Days that are no further apart are expanded together."""

_SHORT = dt.timedelta(days=62)
"""The occurrences of longer windows are not kept, because of the memory that they take."""


class Wanted(NamedTuple):
    """An occurrence that is to be stored."""

    slot: SlotView
    of: dt.datetime
    """Its local start by the rule."""
    starts: dt.datetime
    """UTC."""
    seconds: int | None


def by_day(slot: SlotView, local_zone: ZoneInfo, days: Collection[dt.date]) -> Mapping[dt.date, list[Wanted]]:
    """The occurrences whose local start by the rule is on a day, whether they are stored or not, in order.

    days: those that are wanted. Those between two that are near each other are found too, in one pass.
    """
    found: dict[dt.date, list[Wanted]] = defaultdict(list)
    for first, last in _stretches(days):
        for each in _occurrences(slot, local_zone, first - _DAY, last + _DAY):  # clocks may skip the end of a day
            found[each.of.date()].append(each)
    return found


def _stretches(days: Iterable[dt.date]) -> Iterator[tuple[dt.date, dt.date]]:
    """First and last days of stretches that have all of some days: each begins more than `_NEAR` after the last one."""
    stretches: list[list[dt.date]] = []
    for day in sorted(days):
        if not stretches or day - stretches[-1][-1] > _NEAR:
            stretches.append([])
        stretches[-1].append(day)
    for each in stretches:
        yield each[0], each[-1]


def missing(session: Session, every: Sequence[SlotView], first: dt.date, last: dt.date) -> list[Wanted]:
    """The occurrences of local days from `first` to `last` that are not stored."""
    stored = stored_occurrences(session, {each.id for each in every}, first, last)
    local_zone = zone(session)
    return [
        each
        for slot in every
        for each in _occurrences(slot, local_zone, first, last)
        if (slot.id, each.of) not in stored and first <= each.of.date() <= last
    ]


def _occurrences(slot: SlotView, local_zone: ZoneInfo, first: dt.date, last: dt.date) -> list[Wanted]:
    when = slot.terms.recurrence
    if slot.first_day > last and not when.additions:
        return []
    begin, end = span(first, last, local_zone)
    return [Wanted(slot, each.of, each.starts, each.seconds) for each in _expanded(when, local_zone, begin, end)]


def not_stored(
    slot: SlotView, local_zone: ZoneInfo, begin: dt.datetime, end: dt.datetime, stored: Collection[tuple[int, Any]]
) -> Iterator[Occurrence]:
    """The occurrences of a slot in a window that are not among the stored ones: pairs of slot id and local start."""
    for each in _expanded(slot.terms.recurrence, local_zone, begin, end):
        if (slot.id, each.of) not in stored:
            yield each


def _expanded(when: Recurrence, local_zone: ZoneInfo, begin: dt.datetime, end: dt.datetime) -> Sequence[Occurrence]:
    """The occurrences in a window. Those of short ones are kept: a screen asks for its week again after each change."""
    return (_kept if end - begin <= _SHORT else recurrence.expand)(when, local_zone, begin, end)


@lru_cache(maxsize=512)
def _kept(when: Recurrence, local_zone: ZoneInfo, begin: dt.datetime, end: dt.datetime) -> Sequence[Occurrence]:
    return tuple(recurrence.expand(when, local_zone, begin, end))


def stored_occurrences(
    session: Session, slot_ids: Collection[int], first: dt.date, last: dt.date
) -> set[tuple[int, dt.datetime]]:
    """Slot and local start of the stored occurrences of some slots whose local days are from `first` to `last`."""
    session.flush()
    begin, end = _local(first, last)
    found = session.connection().execute(_STORED, {"slots": sorted(slot_ids), "begin": begin, "end": end})
    return {(slot_id, of) for slot_id, of in found.all() if slot_id is not None and of is not None}


_STORED = select(Broadcast.slot_id, Broadcast.occurrence).where(
    Broadcast.slot_id.in_(bindparam("slots", expanding=True)),
    Broadcast.occurrence.between(bindparam("begin"), bindparam("end")),
)
"""Built once, because that takes longer than running it."""


def occurring(slot_ids: Collection[int], first: dt.date, last: dt.date) -> ColumnElement[bool]:
    """The stored occurrences of some slots whose local days are from `first` to `last`."""
    return and_(Broadcast.slot_id.in_(sorted(slot_ids)), Broadcast.occurrence.between(*_local(first, last)))


def _local(first: dt.date, last: dt.date) -> tuple[dt.datetime, dt.datetime]:
    """The first and the last local moment of some days."""
    return dt.datetime.combine(first, dt.time.min), dt.datetime.combine(last, dt.time.max)
