"""The roster: who is on duty at all broadcasts of a slot. Those that were stored follow it by themselves."""

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from radiodesk.kinds import OFF_AIR, BroadcastState
from radiodesk.locale import ngettext
from radiodesk.model import Broadcast, zone
from radiodesk.model.database import fetch
from radiodesk.model.names import one_name
from radiodesk.model.text import key
from radiodesk.schedule import conflict_words, found_conflicts, pauses, slot_edits, unusual
from radiodesk.schedule.conflicts import ConflictType
from radiodesk.schedule.duties import Duties, set_duties
from radiodesk.schedule.refitting import Refitted
from radiodesk.schedule.slot_edits import Scope
from radiodesk.schedule.slots import SlotView

SHOWN = 3
"""Doubts that are said in words; of more only the number."""


@dataclass(frozen=True)
class Roster:
    """The slot of a broadcast, as a form needs it to change the duties."""

    slot: SlotView
    day: dt.date
    """The local day that the slot's rule gives the broadcast."""


def roster_of(session: Session, broadcast_id: int) -> Roster | None:
    """The slot that a broadcast is an occurrence of; None for a single broadcast."""
    found = session.execute(select(Broadcast.slot_id, Broadcast.occurrence).where(Broadcast.id == broadcast_id)).first()
    if found is None or found.slot_id is None or found.occurrence is None:
        return None
    return Roster(slot_edits.view(session, found.slot_id), found.occurrence.date())


def assign(
    session: Session,
    broadcast_id: int,
    version: int,
    duties: Duties,
    *,
    scope: Scope,
    of: Roster | None,
    today: dt.date,
    sure: bool = False,
) -> None:
    """Put exactly these people on duty at a broadcast and, as `scope` says, at others of its slot.

    of: the slot as the caller saw it. today: the local day.
    raises those of `set_duties` and `set_roster`.
    """
    row = fetch(session, Broadcast, broadcast_id, version)
    if of is not None and scope is not Scope.THIS:
        first = of.day if scope is Scope.FOLLOWING else None
        set_roster(session, of.slot, duties, first=first, today=today, own=broadcast_id, sure=sure)
    set_duties(session, broadcast_id, row.version, duties, sure=sure)


def set_roster(
    session: Session,
    slot: SlotView,
    duties: Duties,
    *,
    first: dt.date | None,
    today: dt.date,
    own: int | None = None,
    sure: bool = False,
) -> Refitted:
    """Put exactly these people on duty at the broadcasts of a slot: from a local day on, or at all for None.

    The slots of its series that follow, or for None are in force from today on, get them too.
    slot: as the caller saw it. Aired broadcasts, and those that were changed by hand, keep their duties: `kept` of the
    answer has them. own: the id of a broadcast that gets them in any case.
    raises Doubtful for people who would be on duty twice at the same time, and for planned broadcasts that keep their
    duties; ChangedMeanwhile, SeveralNames, text errors.
    """
    terms = replace(slot.terms, duties=tuple((role, one_name(name)) for role, name in duties))
    if first is None:
        report = slot_edits.change_all(session, slot, slot.version, terms, today)
    else:
        report = slot_edits.change_following(session, slot, slot.version, first, terms)
    twice = doubts(session, report.fitted, {key(name) for _role, name in terms.duties})
    kept = _kept(session, set(report.kept) - {own})
    unusual.ask([*unusual.shortened(twice, SHOWN), *kept], sure=sure)
    return report


def _kept(session: Session, broadcast_ids: Collection[int]) -> Iterator[str]:
    """That the planned ones of these broadcasts keep their duties."""
    planned = select(Broadcast.starts).where(
        Broadcast.id.in_(sorted(broadcast_ids)), Broadcast.state == BroadcastState.PLANNED
    )
    local_zone = zone(session)
    if days := [each.astimezone(local_zone).date() for each in session.scalars(planned)]:
        said = ngettext(
            "{count} broadcast keeps its duties, because it was changed by hand: {days}",
            "{count} broadcasts keep their duties, because they were changed by hand: {days}",
            len(days),
        )
        yield said.format(count=len(days), days=pauses.days_in_words(days))


def doubts(session: Session, broadcast_ids: Collection[int], people: Collection[str]) -> Iterator[str]:
    """Who would be on duty twice at the same time, at those of these broadcasts that are on the air, a sentence each.

    people: those who are looked at, as `key` gives their names.
    """
    bounds = select(func.min(Broadcast.starts), func.max(Broadcast.starts)).where(
        Broadcast.id.in_(sorted(broadcast_ids)), Broadcast.state.not_in(OFF_AIR)
    )
    begins, ends = session.execute(bounds).one()
    if begins is None or ends is None or not people:
        return
    local_zone = zone(session)
    first, last = begins.astimezone(local_zone).date(), ends.astimezone(local_zone).date()
    for found in found_conflicts.find(session, first, last):
        is_about_them = any(each.broadcast_id in broadcast_ids for each in found.broadcasts)
        is_person = found.conflict.type is ConflictType.PERSON and key(found.conflict.person) in people
        if is_person and is_about_them and found.accepted is None:
            yield conflict_words.sentence_of(found)
