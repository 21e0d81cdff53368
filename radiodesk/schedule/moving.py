"""Move or stretch a broadcast and, if a person wants that, others of its slot as much as that one."""

import datetime as dt
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from radiodesk.model import Broadcast, Slot, zone
from radiodesk.model.database import fetch
from radiodesk.schedule import broadcasts, recurrence, slot_edits
from radiodesk.schedule.recurrence import Recurrence
from radiodesk.schedule.refitting import Refitted
from radiodesk.schedule.slot_edits import Scope
from radiodesk.schedule.slots import SlotView, Terms, slots
from radiodesk.schedule.views import BroadcastView

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Place:
    """When a broadcast is planned. local: its start, without a zone. seconds: None without a length of its own."""

    local: dt.datetime
    seconds: int | None


@dataclass(frozen=True)
class SlotMove:
    """What a slot becomes if its broadcasts move as one of them does."""

    slot: SlotView
    terms: Terms
    day: dt.date
    """The local day that the slot's rule gives that one."""


def place_of(item: BroadcastView) -> Place:
    """When a broadcast is planned."""
    return Place(item.starts.replace(tzinfo=None), item.planned_seconds)


def shifted(when: Recurrence, before: Place, after: Place) -> Recurrence | None:
    """A recurrence whose occurrences move as much as one of them, and get its length if that changes. Pure.

    None where a move leads to another day: the days are the rule's.
    """
    at = dt.datetime.combine(before.local, when.at) + (after.local - before.local)
    if not before.local.date() == after.local.date() == at.date():
        return None
    return replace(when, at=at.time(), seconds=when.seconds if after.seconds == before.seconds else after.seconds)


def with_others(session: Session, item: BroadcastView, after: Place) -> SlotMove | None:
    """What the slot of a broadcast becomes if others move as that one does. item: as it was.

    None where no others can: a single broadcast, an addition to the rule, a move to another day.
    """
    if item.slot_id is None or item.occurrence is None:
        return None
    slot = next(iter(slots(session, Slot.id == item.slot_id)), None)
    if slot is None or not _is_of_rule(session, slot, item.occurrence):
        return None
    when = shifted(slot.terms.recurrence, place_of(item), after)
    return None if when is None else SlotMove(slot, replace(slot.terms, recurrence=when), item.occurrence.date())


def _is_of_rule(session: Session, slot: SlotView, of: dt.datetime) -> bool:
    """Whether the rule of a slot gives an occurrence, not only its additions."""
    when, local_zone = replace(slot.terms.recurrence, additions=()), zone(session)
    around = of.replace(tzinfo=local_zone)
    return any(each.of == of for each in recurrence.expand(when, local_zone, around - _DAY, around + _DAY))


def move(session: Session, item: BroadcastView, version: int, after: Place, *, now: dt.datetime, sure: bool) -> None:
    """Move one broadcast. item: as the user saw it. version: that of `item`, or of a change before in `session`.

    raises Doubtful, PlannedTwice, BadDuration, ChangedMeanwhile.
    """
    broadcasts.change_broadcast(
        session,
        item.id,
        version,
        on=after.local.date(),
        at=after.local.time(),
        planned_seconds=after.seconds,
        actual_seconds=item.actual_seconds,
        note=item.note,
        now=now,
        sure=sure,
    )


def move_with_others(
    session: Session,
    item: BroadcastView,
    after: Place,
    others: SlotMove,
    scope: Scope,
    *,
    now: dt.datetime,
    today: dt.date,
) -> Refitted:
    """Move one broadcast, and the following ones of its slot or all as much. now: aware. today: the local day.

    item, others: as the user saw them. That one is moved too if somebody moved it by hand before.
    raises ChangedMeanwhile, PlannedTwice, and the errors of `slot_edits.change`.
    """
    fetch(session, Broadcast, item.id, item.version)
    report = slot_edits.change(session, others.slot, others.terms, scope, others.day, today)
    version = session.scalar(select(Broadcast.version).where(Broadcast.id == item.id))
    if version is not None:  # an end of the rule at a time of day can leave it out
        move(session, item, version, after, now=now, sure=True)
        if item.id in report.kept:
            report.kept.remove(item.id)
            report.fitted.append(item.id)
        slot_edits.describe(session, others.slot, others.terms)  # the sentence is about the slot
    return report
