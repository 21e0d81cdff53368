"""Store the occurrences of slots as broadcasts: ahead of time, or one that is to be changed.

Storing again adds nothing, and never undoes a change: an occurrence is known by its slot and its local start.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from radiodesk.errors import UserError
from radiodesk.kinds import OFF_AIR, BroadcastKind, BroadcastState
from radiodesk.locale import N_, formats
from radiodesk.model import (
    Action,
    Broadcast,
    BroadcastOutlet,
    Desk,
    Duty,
    Edition,
    Line,
    Outlet,
    Programme,
    Relay,
    Slot,
    SlotDuty,
    SlotOutlet,
    station,
)
from radiodesk.model.changes import describe
from radiodesk.model.database import add_rows
from radiodesk.model.moments import span
from radiodesk.model.text import key
from radiodesk.schedule import plan, recurrence, rules
from radiodesk.schedule.conflicts import OWN
from radiodesk.schedule.recurrence import Occurrence
from radiodesk.schedule.slots import SlotView, slots

_DAY = dt.timedelta(days=1)

_NEAR = dt.timedelta(days=62)
"""Days that are no further apart are expanded together."""


class NoOccurrence(UserError):
    """A day and time at which a slot has no occurrence."""

    message = N_("“{slot}” has no occurrence at {time} on {day}")


class NothingToRepeat(UserError):
    """A repeat of a series that has no first runs any more."""

    message = N_("“{slot}” repeats “{series}”, which has no first runs: end the slot, or let it repeat another one")


class Wanted(NamedTuple):
    """An occurrence that is to be stored."""

    slot: SlotView
    of: dt.datetime
    """Its local start by the rule."""
    starts: dt.datetime
    """UTC."""
    seconds: int | None


@dataclass
class _FirstRun:
    """The first run of an occurrence."""

    edition_id: int
    starts: dt.datetime


def last_day(today: dt.date, weeks: int) -> dt.date:
    """The last day for which broadcasts are generated. today: the first one."""
    return today + dt.timedelta(days=7 * weeks - 1)


def is_due(session: Session, today: dt.date, weeks: int | None = None) -> bool:
    """Whether `generate` would change anything."""
    every = slots(session)
    first, last = today, last_day(today, weeks or station(session).weeks_ahead)
    return bool(_missing(session, every, first, last)) or bool(_to_carry(session, every, first, last))


def generate(session: Session, today: dt.date, weeks: int | None = None) -> int:
    """Store the occurrences of all slots from `today` on. Returns the number of broadcasts that were stored.

    weeks: for how many; None for the station's setting. Repeats get the editions of their days.
    """
    every = slots(session)
    first, last = today, last_day(today, weeks or station(session).weeks_ahead)
    count = store(session, every, _missing(session, every, first, last))
    for broadcast_id, edition_id in _to_carry(session, every, first, last).items():
        _carry(session, broadcast_id, edition_id)
    session.flush()
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
        count = generate(session, today, weeks)
        describe(session, count=count)
    return count


def store_one(session: Session, slot: SlotView, of: dt.datetime) -> Broadcast:
    """The broadcast of an occurrence, stored if it is not yet. of: its local start.

    raises NoOccurrence, NothingToRepeat.
    """
    condition = (Broadcast.slot_id == slot.id, Broadcast.occurrence == of)
    row = session.scalars(select(Broadcast).where(*condition)).one_or_none()
    if row is None:
        found = by_day(slot, station(session).zone_info, [of.date()])
        wanted = [each for each in found[of.date()] if each.of == of]
        if not wanted:
            raise NoOccurrence(slot=slot.series, time=formats.clock(of), day=formats.day(of.date()))
        store(session, slots(session), wanted)
        row = session.scalars(select(Broadcast).where(*condition)).one_or_none()
        if row is None:
            raise NothingToRepeat(slot=slot.series, series=slot.terms.content.repeats)
    return row


def stored(session: Session, entry: plan.Entry) -> Broadcast:
    """The broadcast of an entry of the plan, which is stored if it is not yet. raises NoOccurrence, NothingToRepeat."""
    if entry.broadcast_id is not None:
        return session.get_one(Broadcast, entry.broadcast_id)
    assert entry.slot is not None and entry.occurrence is not None  # noqa: S101, PT018 - it is not stored, so it is one
    return store_one(session, entry.slot, entry.occurrence)


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


def store(session: Session, every: Sequence[SlotView], wanted: Iterable[Wanted]) -> int:
    """Store occurrences that are not stored. Returns their number. every: all slots.

    A single broadcast of the same programme or relay at the same time on the same outlets becomes the occurrence.
    """
    in_order = _adopt(session, every, wanted)
    firsts = [each for each in in_order if each.slot.terms.content.kind is BroadcastKind.FIRST_RUN]
    relays = [each for each in in_order if each.slot.terms.content.kind is BroadcastKind.RELAY]
    repeats = [each for each in in_order if each.slot.terms.content.kind is BroadcastKind.REPEAT]
    _store_first_runs(session, firsts)
    _store_relays(session, relays)
    return len(firsts) + len(relays) + _store_repeats(session, every, repeats)


def adopt(session: Session, days: Collection[dt.date]) -> None:
    """Make single broadcasts of some local days the occurrences whose content, time and outlets they have."""
    if not days or not (every := slots(session)):
        return
    _adopt(session, every, [each for each in _missing(session, every, min(days), max(days)) if each.of.date() in days])


def adopt_for(session: Session, slot_ids: Collection[int]) -> None:
    """Make single broadcasts the occurrences of slots that were added or changed, on whatever days they are."""
    every = slots(session)
    own = [each for each in every if each.id in slot_ids]
    titles = _titles(every)
    days_of = _days_of_singles(session, {_carried(each, titles) for each in own})
    found: list[Wanted] = []
    for each in own:
        if days := days_of.get(_carried(each, titles), set()):
            given = by_day(each, station(session).zone_info, days)
            found += [wanted for day in days for wanted in given.get(day, ())]
    if found:
        ids, starts = {each.slot.id for each in found}, [each.of for each in found]
        stored = plan.stored_occurrences(session, ids, min(starts).date(), max(starts).date())
        _adopt(session, every, [each for each in found if (each.slot.id, each.of) not in stored])


def _days_of_singles(
    session: Session, wanted: Collection[tuple[BroadcastKind, str]]
) -> dict[tuple[BroadcastKind, str], set[dt.date]]:
    """The local days of single broadcasts, by kind and title. wanted: kinds and titles."""
    columns = (Broadcast.starts, Broadcast.occurrence, Broadcast.kind, Programme.title, Relay.title)
    singles = select(*columns).outerjoin_from(Broadcast, Edition, Broadcast.edition_id == Edition.id)
    singles = singles.outerjoin(Programme, Edition.programme_id == Programme.id)
    singles = singles.outerjoin(Relay, Broadcast.relay_id == Relay.id).where(Broadcast.slot_id.is_(None))
    local_zone = station(session).zone_info
    found: dict[tuple[BroadcastKind, str], set[dt.date]] = defaultdict(set)
    for starts, of, kind, title, relayed in session.execute(singles.where(_titled(wanted))):
        if (carried := (kind, key(title or relayed or ""))) in wanted:
            found[carried] |= {starts.astimezone(local_zone).date(), *([of.date()] if of else [])}
    return found


def _carried(slot: SlotView, titles: Mapping[int, str]) -> tuple[BroadcastKind, str]:
    """What the occurrences of a slot are: their kind, and their title as names are compared. titles: of each series."""
    content = slot.terms.content
    return content.kind, key(content.title or titles.get(slot.repeats_id or 0, ""))


def _titles(every: Iterable[SlotView]) -> dict[int, str]:
    """The title of each series; of several slots, that of the newest."""
    return {each.series_id: each.terms.content.title for each in every}


def _titled(carried: Collection[tuple[BroadcastKind, str]]) -> ColumnElement[bool]:
    """Broadcasts of programmes with some titles, and all relays: those have no key to compare."""
    titles = {title for kind, title in carried if kind is not BroadcastKind.RELAY}
    editions = select(Edition.id).join(Programme, Edition.programme_id == Programme.id)
    of_programmes = Broadcast.edition_id.in_(editions.where(Programme.key.in_(sorted(titles))))
    if all(kind is not BroadcastKind.RELAY for kind, _title in carried):
        return of_programmes
    return or_(of_programmes, Broadcast.relay_id.is_not(None))


def _missing(session: Session, every: Sequence[SlotView], first: dt.date, last: dt.date) -> list[Wanted]:
    """The occurrences of local days from `first` to `last` that are not stored."""
    stored = plan.stored_occurrences(session, {each.id for each in every}, first, last)
    local_zone = station(session).zone_info
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
    found: list[Occurrence] = recurrence.expand(when, local_zone, begin, end)
    return [Wanted(slot, each.of, each.starts, each.seconds) for each in found]


def _adopt(session: Session, every: Iterable[SlotView], wanted: Iterable[Wanted]) -> list[Wanted]:
    """Make single broadcasts of the same content, time and outlets the occurrences. Returns the other occurrences.

    One that was an occurrence at the same local start is it again, even if it was cancelled or moved.
    """
    in_order = sorted(wanted, key=lambda each: each.starts)
    if not in_order:
        return []
    titles = _titles(every)
    begin, end = in_order[0].starts, in_order[-1].starts + dt.timedelta(minutes=1)
    singles = select(Broadcast, Programme.title, Relay.title).outerjoin(Edition, Broadcast.edition_id == Edition.id)
    singles = singles.outerjoin(Programme, Edition.programme_id == Programme.id).outerjoin(
        Relay, Broadcast.relay_id == Relay.id
    )
    of_slots = {each.slot.id: each.slot for each in in_order}.values()
    titled = _titled({_carried(each, titles) for each in of_slots})
    among = (Broadcast.starts >= rules.minute(begin), Broadcast.starts < end, Broadcast.slot_id.is_(None), titled)
    outlets: dict[int, set[str]] = defaultdict(set)
    named = select(BroadcastOutlet.broadcast_id, Outlet.name).join(Outlet, BroadcastOutlet.outlet_id == Outlet.id)
    of_singles = BroadcastOutlet.broadcast_id.in_(select(Broadcast.id).where(*among))
    for broadcast_id, name in session.execute(named.where(of_singles)):
        outlets[broadcast_id].add(name)
    by_place: dict[tuple[Any, ...], Broadcast] = {}
    for row, title, relayed in session.execute(singles.where(*among, Broadcast.state.not_in(OFF_AIR))):
        on = frozenset([*([OWN] if row.own_air else []), *outlets[row.id]])
        by_place.setdefault((rules.minute(row.starts), row.kind, key(title or relayed or ""), on), row)
    released = _released(session, singles.where(titled), {each.of for each in in_order})
    left = []
    for each in in_order:
        content = each.slot.terms.content
        title = content.title or titles.get(each.slot.repeats_id or 0, "")
        single = released.pop((each.of, content.kind, key(title)), None)
        if single is None:
            on = frozenset(each.slot.terms.outlets)
            single = by_place.pop((rules.minute(each.starts), content.kind, key(title), on), None)
        if single is None or single.slot_id is not None:
            left.append(each)
        else:
            single.slot_id, single.occurrence = each.slot.id, each.of
    session.flush()
    return left


def _released(
    session: Session, singles: Select[Broadcast, str, str], starts: Collection[dt.datetime]
) -> dict[tuple[dt.datetime, BroadcastKind, str], Broadcast]:
    """The single broadcasts that were occurrences, by their local starts, kinds and titles. singles: with titles."""
    among = (Broadcast.slot_id.is_(None), Broadcast.occurrence.between(min(starts), max(starts)))
    return {
        (row.occurrence, row.kind, key(title or relayed or "")): row
        for row, title, relayed in session.execute(singles.where(*among))
        if row.occurrence is not None
    }


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
    days = [_first_day(each.slot, each.of) for each in wanted]
    count = _store_missing_first_runs(session, every, wanted, days)
    first_runs = _first_runs(session, every, min(days), max(days))
    editions: list[int] = []
    orphans: list[int] = []
    for place, (each, day) in enumerate(zip(wanted, days, strict=True)):
        carried = plan.carried_by(each.starts, first_runs.get((each.slot.repeats_id or 0, day), ()))
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
    missing = _missing(session, carried, min(days), max(days))
    wanted = [each for each in missing if (each.slot.series_id, each.of.date()) in pairs]
    left = _adopt(session, every, wanted)
    _store_first_runs(session, left)
    return len(left)


def _first_day(slot: SlotView, of: dt.datetime) -> dt.date:
    """The day of the first run that a repeat carries."""
    return of.date() - dt.timedelta(days=slot.terms.content.days_after)


def _first_runs(
    session: Session, every: Sequence[SlotView], first: dt.date, last: dt.date
) -> dict[tuple[int, dt.date], list[_FirstRun]]:
    """The stored first runs of series, by series and the day on which the rule has them."""
    series = {each.id: each.series_id for each in every if each.terms.content.kind is BroadcastKind.FIRST_RUN}
    begin, end = dt.datetime.combine(first, dt.time.min), dt.datetime.combine(last, dt.time.max)
    statement = select(Broadcast.slot_id, Broadcast.occurrence, Broadcast.edition_id, Broadcast.starts).where(
        Broadcast.slot_id.in_(sorted(series)),
        Broadcast.occurrence.between(begin, end),
        Broadcast.kind == BroadcastKind.FIRST_RUN,
    )
    found: dict[tuple[int, dt.date], list[_FirstRun]] = defaultdict(list)
    for slot_id, of, edition_id, starts in session.execute(statement):
        if slot_id is not None and of is not None and edition_id is not None:
            found[series[slot_id], of.date()].append(_FirstRun(edition_id, starts))
    return found


def _programmes(every: Iterable[SlotView]) -> dict[int, int]:
    """The programme of each series of first runs; of several, the newest."""
    return {each.series_id: each.programme_id for each in every if each.programme_id is not None}


def _to_carry(session: Session, every: Sequence[SlotView], first: dt.date, last: dt.date) -> dict[int, int]:
    """The planned repeats of slots that do not carry the edition of their day yet, with that edition."""
    repeats = {each.id: each for each in every if each.terms.content.kind is BroadcastKind.REPEAT}
    if not repeats:
        return {}
    begin, end = dt.datetime.combine(first, dt.time.min), dt.datetime.combine(last, dt.time.max)
    statement = select(
        Broadcast.id, Broadcast.slot_id, Broadcast.occurrence, Broadcast.edition_id, Broadcast.starts
    ).where(
        Broadcast.slot_id.in_(sorted(repeats)),
        Broadcast.occurrence.between(begin, end),
        Broadcast.state == BroadcastState.PLANNED,
        Broadcast.kind == BroadcastKind.REPEAT,  # others were kept when the slot became one of repeats
    )
    lead = max(each.terms.content.days_after for each in repeats.values())
    first_runs = _first_runs(session, every, first - dt.timedelta(days=lead), last)
    wanted: dict[int, int] = {}
    for broadcast_id, slot_id, of, edition_id, starts in session.execute(statement):
        if slot_id is None or of is None:
            continue
        slot = repeats[slot_id]
        carried = plan.carried_by(starts, first_runs.get((slot.repeats_id or 0, _first_day(slot, of)), ()))
        if carried is not None and carried.edition_id != edition_id:
            wanted[broadcast_id] = carried.edition_id
    return wanted


def _carry(session: Session, broadcast_id: int, edition_id: int) -> None:
    """Let a repeat carry another edition. The previous edition is removed if nothing refers to it."""
    row = session.get_one(Broadcast, broadcast_id)
    before, row.edition_id = row.edition_id, edition_id
    session.flush()
    if before is not None:
        remove_if_empty(session, before)


def remove_if_empty(session: Session, edition_id: int) -> None:
    """Remove an edition that has no broadcast, no line and no air file."""
    edition = session.get(Edition, edition_id)
    used = (
        session.scalar(select(Broadcast.id).where(Broadcast.edition_id == edition_id).limit(1)),
        session.scalar(select(Line.id).where(Line.edition_id == edition_id).limit(1)),
    )
    if edition is not None and edition.recording_id is None and used == (None, None):
        session.delete(edition)
        session.flush()


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
