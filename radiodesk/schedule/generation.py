"""Store the occurrences of slots as broadcasts: ahead of time, or one that is to be changed.

Storing again adds nothing, and never undoes a change: an occurrence is known by its slot and its local start.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from radiodesk.errors import UserError
from radiodesk.kinds import BroadcastKind, BroadcastState
from radiodesk.locale import N_, formats
from radiodesk.model import (
    Action,
    Broadcast,
    BroadcastOutlet,
    Desk,
    Duty,
    Edition,
    Relay,
    Slot,
    SlotDuty,
    SlotOutlet,
    station,
    zone,
)
from radiodesk.model.changes import describe
from radiodesk.model.database import add_rows
from radiodesk.schedule import carrying
from radiodesk.schedule.adoption import take_singles
from radiodesk.schedule.conflicts import OWN
from radiodesk.schedule.entry import Entry
from radiodesk.schedule.occurrences import Wanted, by_day, missing, occurring
from radiodesk.schedule.rules import carried_by
from radiodesk.schedule.slots import SlotView, readable

_Occurrence = tuple[int, dt.datetime]
"""The id of a slot, and the local start that its rule gives: the identity of an entry that is not stored."""


class NoOccurrence(UserError):
    """A day and time at which a slot has no occurrence."""

    message = N_("“{slot}” has no occurrence at {time} on {day}")


class NothingToRepeat(UserError):
    """A repeat of a series that has no first runs any more."""

    message = N_("“{slot}” repeats “{series}”, which has no first runs: end the slot, or let it repeat another one")


class Generated(NamedTuple):
    """What generating did."""

    stored: int
    """The number of broadcasts that were stored."""
    remarks: tuple[carrying.Remark, ...]


def last_day(today: dt.date, weeks: int) -> dt.date:
    """The last day for which broadcasts are generated. today: the first one."""
    return today + dt.timedelta(days=7 * weeks - 1)


def is_due(session: Session, today: dt.date, weeks: int | None = None) -> bool:
    """Whether `generate` would change anything."""
    every = readable(session)
    first, last = today, last_day(today, weeks or station(session).weeks_ahead)
    return bool(missing(session, every, first, last)) or carrying.is_due(session, every, first, last)


def generate(session: Session, today: dt.date, weeks: int | None = None) -> Generated:
    """Store the occurrences of all slots from `today` on.

    weeks: for how many; None for the station's setting. Repeats get the editions of their days.
    """
    every = readable(session)
    first, last = today, last_day(today, weeks or station(session).weeks_ahead)
    count = store(session, every, missing(session, every, first, last))
    return Generated(count, carrying.carry(session, every, first, last))


def fill(session: Session, slots: Sequence[SlotView], days: Collection[dt.date]) -> int:
    """Store the occurrences of some slots on some local days. Returns the number of broadcasts that were stored."""
    if not slots or not days:
        return 0
    first, last = min(days), max(days)
    wanted = [each for each in missing(session, slots, first, last) if each.of.date() in days]
    every = readable(session)
    count = store(session, every, wanted)
    carrying.carry(session, every, first, last)
    return count


def generate_if_due(desk: Desk, today: dt.date, weeks: int | None = None) -> int:
    """Generate in a unit of work of its own, if anything is missing. Returns the number of broadcasts.

    A desk that can only be read generates nothing. today: the local day.
    """
    if desk.read_only:
        return 0
    with desk.reading() as session:
        due = is_due(session, today, weeks)
    if not due:
        return 0
    with desk.changing(Action.GENERATE) as session:
        count = generate(session, today, weeks).stored
        describe(session, count=count)
    return count


def store_one(session: Session, slot: SlotView, of: dt.datetime) -> Broadcast:
    """The broadcast of an occurrence, stored if it is not yet. of: its local start.

    raises NoOccurrence, NothingToRepeat.
    """
    (row_id,) = _store_all(session, {(slot.id, of): slot}).values()
    return session.get_one(Broadcast, row_id)


def stored(session: Session, entry: Entry) -> Broadcast:
    """The broadcast of an entry of the plan, which is stored if it is not yet. raises NoOccurrence, NothingToRepeat."""
    (row_id,) = all_stored(session, [entry]).values()
    return session.get_one(Broadcast, row_id)


def all_stored(session: Session, entries: Sequence[Entry]) -> dict[Hashable, int]:
    """The ids of the broadcasts of entries of the plan, by identity. Those that are not stored are stored, all at once.

    raises NoOccurrence, NothingToRepeat.
    """
    ids: dict[Hashable, int] = {each.identity: each.broadcast_id for each in entries if each.broadcast_id is not None}
    return ids | _store_all(session, _not_stored(entries))


def stored_meanwhile(session: Session, entries: Sequence[Entry]) -> dict[Hashable, int]:
    """The ids of those occurrences that were not stored when the plan was read, and are now, by identity."""
    return _ids(session, _not_stored(entries))


def _not_stored(entries: Iterable[Entry]) -> dict[_Occurrence, SlotView]:
    """The slots of the occurrences that are not stored, by identity."""
    return {
        (each.slot.id, each.occurrence): each.slot
        for each in entries
        if each.broadcast_id is None and each.slot is not None and each.occurrence is not None
    }


def _store_all(session: Session, slots: Mapping[_Occurrence, SlotView]) -> dict[Hashable, int]:
    """The ids of the broadcasts of occurrences, which are stored if they are not yet. slots: of each."""
    known = _ids(session, slots)
    lacking = {each: slot for each, slot in slots.items() if each not in known}
    if not lacking:
        return known
    days: dict[int, set[dt.date]] = defaultdict(set)
    for slot_id, of in lacking:
        days[slot_id].add(of.date())
    local_zone = zone(session)
    given = {
        (slot.id, each.of): each
        for slot in {each.id: each for each in lacking.values()}.values()
        for of_day in by_day(slot, local_zone, days[slot.id]).values()
        for each in of_day
    }
    for (slot_id, of), slot in lacking.items():
        if (slot_id, of) not in given:
            raise NoOccurrence(slot=slot.series, time=formats.clock(of), day=formats.day(of.date()))
    store(session, readable(session), [given[each] for each in lacking])
    known = _ids(session, slots)
    for each, slot in lacking.items():
        if each not in known:
            raise NothingToRepeat(slot=slot.series, series=slot.terms.content.repeats)
    return known


def _ids(session: Session, among: Collection[_Occurrence]) -> dict[Hashable, int]:
    """The ids of the broadcasts of those occurrences that are stored."""
    if not among:
        return {}
    days = [of.date() for _slot_id, of in among]
    near = occurring({slot_id for slot_id, _of in among}, min(days), max(days))
    found = session.execute(select(Broadcast.slot_id, Broadcast.occurrence, Broadcast.id).where(near))
    ids = {(slot_id, of): row_id for slot_id, of, row_id in found if slot_id is not None and of is not None}
    return {each: ids[each] for each in among if each in ids}


def store(session: Session, every: Sequence[SlotView], wanted: Iterable[Wanted]) -> int:
    """Store occurrences that are not stored. Returns their number. every: all slots.

    A single broadcast of the same programme or relay at the same time on a shared outlet becomes the occurrence.
    """
    in_order = take_singles(session, every, wanted)
    firsts = [each for each in in_order if each.slot.terms.content.kind is BroadcastKind.FIRST_RUN]
    relays = [each for each in in_order if each.slot.terms.content.kind is BroadcastKind.RELAY]
    repeats = [each for each in in_order if each.slot.terms.content.kind is BroadcastKind.REPEAT]
    _store_first_runs(session, firsts)
    _store_relays(session, relays)
    return len(firsts) + len(relays) + _store_repeats(session, every, repeats)


def _store_first_runs(session: Session, wanted: Sequence[Wanted]) -> None:
    editions = [
        {"programme_id": each.slot.programme_id, "own_live": each.slot.terms.content.own_live} for each in wanted
    ]
    _store_broadcasts(session, wanted, "edition_id", add_rows(session, Edition, editions))


def _store_relays(session: Session, wanted: Sequence[Wanted]) -> None:
    contents = [each.slot.terms.content for each in wanted]
    upstreams = _upstream_ids(session, wanted)
    relays = [
        {"title": content.title, "live": content.live_event, "upstream_id": upstreams.get(each.slot.id)}
        for each, content in zip(wanted, contents, strict=True)
    ]
    _store_broadcasts(session, wanted, "relay_id", add_rows(session, Relay, relays))


def _upstream_ids(session: Session, wanted: Iterable[Wanted]) -> dict[int, int | None]:
    ids = {each.slot.id for each in wanted}
    rows = session.execute(select(Slot.id, Slot.upstream_id).where(Slot.id.in_(sorted(ids))))
    return {slot_id: upstream_id for slot_id, upstream_id in rows}  # noqa: C416 - a result has keys and is no mapping


def _store_repeats(session: Session, every: Sequence[SlotView], wanted: Sequence[Wanted]) -> int:
    """Store repeats with the editions of their days. Returns how many broadcasts were stored, first runs among them.

    Repeats of a series that has no first runs any more are not stored.
    """
    programmes = _programmes(every)
    wanted = [each for each in wanted if each.slot.repeats_id in programmes]
    if not wanted:
        return 0
    days = [carrying.first_day(each.slot, each.of) for each in wanted]
    count = _store_missing_first_runs(session, every, wanted, days)
    first_runs = carrying.first_runs(session, every, min(days), max(days))
    editions: list[int] = []
    orphans: list[int] = []
    for place, (each, day) in enumerate(zip(wanted, days, strict=True)):
        carried = carried_by(each.starts, first_runs.get((each.slot.repeats_id or 0, day), ()))
        editions.append(carried.edition_id if carried else 0)
        if carried is None:
            orphans.append(place)
    empty = [{"programme_id": programmes[wanted[place].slot.repeats_id or 0]} for place in orphans]
    for place, edition_id in zip(orphans, add_rows(session, Edition, empty), strict=True):
        editions[place] = edition_id
    _store_broadcasts(session, wanted, "edition_id", editions)
    return count + len(wanted)


def _store_missing_first_runs(
    session: Session, every: Sequence[SlotView], repeats: Sequence[Wanted], days: Sequence[dt.date]
) -> int:
    """Store the first runs that repeats carry and that are not stored, such as yesterday's. Returns their number."""
    pairs = {(each.slot.repeats_id, day) for each, day in zip(repeats, days, strict=True)}
    series = {series_id for series_id, _day in pairs}
    carried = [each for each in every if each.series_id in series]
    absent = missing(session, carried, min(days), max(days))
    wanted = [each for each in absent if (each.slot.series_id, each.of.date()) in pairs]
    left = take_singles(session, every, wanted)
    _store_first_runs(session, left)
    return len(left)


def _programmes(every: Iterable[SlotView]) -> dict[int, int]:
    """The programme of each series of first runs; of several, the newest."""
    return {each.series_id: each.programme_id for each in every if each.programme_id is not None}


def _store_broadcasts(session: Session, wanted: Sequence[Wanted], content: str, content_ids: Sequence[int]) -> None:
    """Add the broadcasts of occurrences, with outlets and duties. content: the column of the edition or the relay."""
    rows = [
        {
            "kind": each.slot.terms.content.kind,
            "state": BroadcastState.PLANNED,
            "starts": each.starts,
            "planned_seconds": each.seconds,
            "note": "",
            "own_air": OWN in each.slot.terms.outlets,
            "slot_id": each.slot.id,
            "occurrence": each.of,
            content: content_id,
        }
        for each, content_id in zip(wanted, content_ids, strict=True)
    ]
    broadcast_ids = add_rows(session, Broadcast, rows)
    of_slots = sorted({each.slot.id for each in wanted})
    outlets, duties = _parts(session, of_slots)
    pairs = list(zip(wanted, broadcast_ids, strict=True))
    add_rows(
        session,
        BroadcastOutlet,
        [{"broadcast_id": row_id, "outlet_id": each} for of, row_id in pairs for each in outlets[of.slot.id]],
    )
    add_rows(
        session,
        Duty,
        [
            {"broadcast_id": row_id, "person_id": person_id, "role": role}
            for of, row_id in pairs
            for person_id, role in duties[of.slot.id]
        ],
    )


def _parts(session: Session, slot_ids: Sequence[int]) -> tuple[dict[int, list[int]], dict[int, list[tuple[int, Any]]]]:
    """The outlets, and the people with their roles, of slots."""
    outlets: dict[int, list[int]] = defaultdict(list)
    duties: dict[int, list[tuple[int, Any]]] = defaultdict(list)
    of_slots = select(SlotOutlet.slot_id, SlotOutlet.outlet_id).where(SlotOutlet.slot_id.in_(slot_ids))
    for slot_id, outlet_id in session.execute(of_slots.order_by(SlotOutlet.id)):
        outlets[slot_id].append(outlet_id)
    people = select(SlotDuty.slot_id, SlotDuty.person_id, SlotDuty.role).where(SlotDuty.slot_id.in_(slot_ids))
    for slot_id, person_id, role in session.execute(people.order_by(SlotDuty.id)):
        duties[slot_id].append((person_id, role))
    return outlets, duties
