"""Check the grid in the database: values that no desk writes, and slots that contradict each other."""

import datetime as dt
import itertools
from collections import defaultdict
from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from radiodesk.errors import UserError, visible
from radiodesk.kinds import BroadcastKind
from radiodesk.locale import _, formats
from radiodesk.model import AcceptedConflict, Series, Slot, zone
from radiodesk.model.checking import QUOTED_LENGTH, Problem, restorable
from radiodesk.schedule import recurrence
from radiodesk.schedule.conflicts import ConflictType
from radiodesk.schedule.slots import DamagedSlot, recurrence_of

_DAY = dt.timedelta(days=1)


def problems(session: Session) -> list[Problem]:
    """All problems of the grid and of the accepted conflicts."""
    rows = session.scalars(select(Slot).order_by(Slot.id)).all()
    by_series: dict[int, list[Slot]] = defaultdict(list)
    for row in rows:
        by_series[row.series_id].append(row)
    return [
        *(problem for row in rows for problem in _of_slot(session, row)),
        *_of_series(session, rows, by_series),
        *(problem for of_series in by_series.values() for problem in _overlapping(of_series)),
        *_of_accepted(session),
    ]


def _of_slot(session: Session, row: Slot) -> Iterator[Problem]:
    """What is wrong with a slot by itself."""
    try:
        when = recurrence_of(row)
    except DamagedSlot as error:
        yield error.problem
        return
    try:
        recurrence.check(when, zone(session))
    except recurrence.NeverOccurs:
        pass  # what is left of a slot that another one of its series follows
    except UserError as error:
        yield restorable("value", str(error), f"slot {row.id}")
    if row.last is not None and row.last < _first_day(row) - _DAY:  # one that never applies ends the day before
        wrong = recurrence.EndBeforeStart(first=formats.day(_first_day(row)), last=formats.day(row.last))
        yield restorable("value", str(wrong), f"slot {row.id}, last")
    for column, least in (("seconds", 1), ("days_after", 0)):
        value = getattr(row, column)
        if value is not None and value < least:
            yield _invalid(value, f"slot {row.id}, {column}")


def _of_series(session: Session, rows: Sequence[Slot], by_series: dict[int, list[Slot]]) -> Iterator[Problem]:
    """Series without slots, and repeats of series without first runs."""
    names = {series_id: name for series_id, name in session.execute(select(Series.id, Series.name))}  # noqa: C416 - a result has keys and is no mapping
    repeated = {row.repeats_id for row in rows}
    for series_id, name in names.items():
        if series_id not in by_series and series_id not in repeated:
            yield restorable("grid", _("The series “{name}” has no slots").format(name=name), f"series {series_id}")
    for row in rows:
        firsts = (each for each in by_series[row.repeats_id or 0] if each.kind is BroadcastKind.FIRST_RUN)
        if row.kind is BroadcastKind.REPEAT and not any(firsts):
            what = _("“{slot}” repeats “{series}”, which has no first runs").format(
                slot=names.get(row.series_id, ""), series=names.get(row.repeats_id or 0, "")
            )
            yield Problem("grid", what, f"slot {row.id}", _("End the slot, or let it repeat another one"))


def _overlapping(rows: Sequence[Slot]) -> Iterator[Problem]:
    """Slots of one series that apply on the same days."""
    applying = [(row, _first_day(row), row.last or dt.date.max) for row in rows]
    in_order = sorted((each for each in applying if each[1] <= each[2]), key=lambda each: each[1:])
    for (earlier, _first, last), (later, first, _last) in itertools.pairwise(in_order):
        if first <= last:
            what = _("From {day} on, two slots of one series apply").format(day=formats.day(first))
            yield restorable("grid", what, f"slot {earlier.id}, slot {later.id}")


def _of_accepted(session: Session) -> Iterator[Problem]:
    types = {each.value for each in ConflictType}
    statement = select(AcceptedConflict.id, AcceptedConflict.type).order_by(AcceptedConflict.id)
    for row_id, kind in session.execute(statement):
        if kind not in types:
            yield _invalid(kind, f"accepted_conflict {row_id}, type")


def _first_day(row: Slot) -> dt.date:
    return max(row.start, row.since or row.start)


def _invalid(value: object, where: str) -> Problem:
    what = _("The value “{value}” is not valid").format(value=visible(str(value)[:QUOTED_LENGTH]))
    return restorable("value", what, where)
