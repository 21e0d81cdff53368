"""The plan of a window of time: the broadcasts that are stored, and those that the slots give and nobody stored yet."""

import datetime as dt
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import and_, bindparam, or_, true
from sqlalchemy.orm import Session

from radiodesk.kinds import OFF_AIR, BroadcastKind, BroadcastState
from radiodesk.model import Broadcast, moments, zone
from radiodesk.model.changes import chunks
from radiodesk.model.moments import LONGEST_SLOT, after, elapsed
from radiodesk.schedule.conflicts import OWN, BroadcastSpan, OnAir, ends, on_air
from radiodesk.schedule.entry import Entry
from radiodesk.schedule.occurrences import not_stored, stored_occurrences
from radiodesk.schedule.recurrence import Occurrence
from radiodesk.schedule.rules import carried_by
from radiodesk.schedule.slots import DamagedNamedSlot, SlotView, readable, readable_and_damaged
from radiodesk.schedule.stored_entries import entries_of, stored_entries
from radiodesk.schedule.stored_rows import Among, StoredRow, stored_rows

DAY = dt.timedelta(days=1)
DAY_SECONDS = 24 * 60 * 60

LONGEST = dt.timedelta(seconds=LONGEST_SLOT)
"""The longest broadcast, which bounds the search for those that are still on air."""

MARGINS = (DAY, 8 * DAY, 40 * DAY, 400 * DAY)
"""How far around a window is searched for what ends a broadcast without a length: further only if nothing is found."""


class Surroundings(NamedTuple):
    """A window of the plan, and what is around it."""

    entries: list[Entry]
    """By start, each with its end."""
    on_air: list[OnAir]
    """What the conflicts need to know of those that take air time."""
    stored: Mapping[int, StoredRow]
    """The stored ones as they were read, by id."""
    damaged: Sequence[DamagedNamedSlot]
    """The slots that cannot be read, and are left out."""
    slots: Sequence[SlotView]
    """All others, whether they give anything in the window or not."""


def entries(session: Session, begin: dt.datetime, end: dt.datetime) -> list[Entry]:
    """The broadcasts that are on air at any moment from `begin` to `end` (excluded), by start. begin, end: aware."""
    begin, end = begin.astimezone(dt.UTC), end.astimezone(dt.UTC)  # moments of one zone compare by their clocks
    return within(surrounded(session, begin, end).entries, begin, end)


def within(ordered: Sequence[Entry], begin: dt.datetime, end: dt.datetime) -> list[Entry]:
    """Those that lie in a window. ordered: by start. Comparing every one would take longer than all else with them."""
    first, last = (bisect_left(ordered, moment, key=attrgetter("starts")) for moment in (begin, end))
    return [*(each for each in ordered[:first] if touches(each, begin, end)), *ordered[first:last]]


def only_given(session: Session, day: dt.date) -> list[Entry]:
    """The broadcasts that slots give on a local day and nobody stored, by start."""
    found = entries(session, *moments.span(day, day, zone(session)))
    return [each for each in found if each.broadcast_id is None and each.starts.date() == day]


def neighbours(
    session: Session, broadcast_id: int, starts: dt.datetime, edition_id: int | None
) -> tuple[Entry, list[Entry]]:
    """A stored broadcast, and all others that can be in conflict with it: around it, and those of its edition."""
    around = surrounded(session, starts, starts + DAY).entries
    if edition_id is not None:
        known = {each.identity for each in around}
        by_id = {each.id: each for each in readable(session)}
        of_edition = stored_entries(session, Broadcast.edition_id == edition_id, by_id, zone(session))
        around += [each for each in of_edition if each.identity not in known]
    own = next(each for each in around if each.broadcast_id == broadcast_id)
    return own, [each for each in around if each is not own]


def touches(entry: Entry, begin: dt.datetime, end: dt.datetime) -> bool:
    """Whether a broadcast lies in a window. One that was cancelled lies where it was planned."""
    last = entry.ends or after(entry.starts, entry.seconds or 0)  # not every entry has its end yet
    return entry.starts < end and (entry.starts >= begin or last > begin)


def surrounded(session: Session, begin: dt.datetime, end: dt.datetime, *, with_repeats: bool = True) -> Surroundings:
    """The same, and those around the window with which they can be in conflict: a day before and after it at least.

    with_repeats: whether it matters how long repeats without a length are.
    """
    begin, end = begin.astimezone(dt.UTC), end.astimezone(dt.UTC)
    every, damaged = readable_and_damaged(session)
    local_zone = zone(session)
    stored: dict[int, StoredRow] = {}
    found = _in_order(_load(session, every, local_zone, begin - MARGINS[0], end + MARGINS[0], stored))
    lengths = _lengths_elsewhere(session, found, begin - MARGINS[0], end + MARGINS[0]) if with_repeats else {}
    taking = on_air(_spans(found, lengths))
    margins: dict[str, dt.timedelta] = {}
    for margin in MARGINS[1:]:
        if not (open_outlets := _open(found, ends(taking), every, margins, begin, end)):
            break
        margins |= dict.fromkeys(open_outlets, margin)
        near = [each for each in every if not open_outlets.isdisjoint(each.terms.outlets)]
        further = _load(session, near, local_zone, begin - margin, end + margin, stored, open_outlets)
        known = {each.identity for each in found}
        found = _in_order([*found, *(each for each in further if each.identity not in known)])
        taking = on_air(_spans(found, lengths))
    return Surroundings(_with_ends(found, ends(taking), local_zone), taking, stored, damaged, every)


def _lengths_elsewhere(
    session: Session, found: Sequence[Entry], begin: dt.datetime, end: dt.datetime
) -> dict[Hashable, int]:
    """The lengths in seconds of first runs, by identity, whose repeats are in a window while what ends them is not.

    begin, end: of what was loaded.
    """
    repeated = {each.edition for each in found if each.kind is BroadcastKind.REPEAT and each.seconds is None}
    wanted = {
        each.identity: each
        for each in found
        if each.kind is BroadcastKind.FIRST_RUN
        and each.seconds is None
        and each.edition in repeated
        and not begin <= each.starts < end - DAY
    }
    lengths: dict[Hashable, int] = {}
    for first, last in _together(sorted(each.starts.astimezone(dt.UTC) for each in wanted.values())):
        for each in surrounded(session, first, after(last, 1), with_repeats=False).entries:
            if each.identity in wanted and each.ends is not None:
                lengths[each.identity] = round(elapsed(each.starts, each.ends))
    return lengths


def _together(moments: Sequence[dt.datetime]) -> Iterator[tuple[dt.datetime, dt.datetime]]:
    """The first and the last of moments that are at most two days apart. moments: UTC, in order."""
    begin = 0
    for place in range(1, len(moments) + 1):
        if place == len(moments) or moments[place] - moments[place - 1] > 2 * DAY:
            yield moments[begin], moments[place - 1]
            begin = place


def _spans(found: Iterable[Entry], lengths: Mapping[Hashable, int]) -> Iterator[BroadcastSpan]:
    """What the conflicts need to know. lengths: of some broadcasts that have none of their own, in seconds."""
    for each in found:
        known = lengths.get(each.identity) if lengths else None
        yield each.span if known is None else each.span._replace(seconds=known)


def stored(session: Session) -> list[Entry]:
    """All stored broadcasts, by start. Each has its end, unless only an occurrence that is not stored ends it."""
    local_zone = zone(session)
    by_id = {each.id: each for each in readable(session)}
    found = _in_order(stored_entries(session, true(), by_id, local_zone))
    return _with_ends(found, ends(on_air(each.span for each in found)), local_zone)


def _with_ends(
    found: Iterable[Entry], end_of: Mapping[Hashable, dt.datetime | None], local_zone: ZoneInfo
) -> list[Entry]:
    """Each with its end. end_of: of those that take air time, by identity, UTC."""
    everything = list(found)
    lengths = {each.edition: each.seconds for each in everything if each.kind is BroadcastKind.FIRST_RUN}
    return [
        each._replace(ends=known_end.astimezone(local_zone))
        if each.ends is None
        and (known_end := _end_off_air(each, lengths) if each.state in OFF_AIR else end_of.get(each.identity))
        else each
        for each in everything
    ]


def _end_off_air(entry: Entry, lengths: Mapping[Hashable | None, int | None]) -> dt.datetime | None:
    """Where a broadcast would have ended; None if its length is not known. lengths: of first runs, by edition."""
    seconds = entry.seconds
    if seconds is None and entry.kind is BroadcastKind.REPEAT:
        seconds = lengths.get(entry.edition)
    return None if seconds is None else after(entry.starts, seconds)


def _in_order(found: Iterable[Entry]) -> list[Entry]:
    return sorted(found, key=lambda each: (each.starts.astimezone(dt.UTC), each.title, str(each.identity)))


def _open(
    found: Sequence[Entry],
    end_of: Mapping[Hashable, dt.datetime | None],
    every: Iterable[SlotView],
    margins: Mapping[str, dt.timedelta],
    begin: dt.datetime,
    end: dt.datetime,
) -> set[str]:
    """The outlets where it is not known yet what ends a broadcast without a length.

    Before the window, that is an outlet without a start there; after it, one without a start of its own.
    margins: by outlet, where it is not the first one: how far back all starts were loaded. Of those before, only some
    were: what ends these may be missing.
    """
    without = [each for each in found if each.seconds is None and each.state not in OFF_AIR]
    lengthless = {outlet for each in without for outlet in each.outlets}
    lengthless |= {outlet for each in every if each.terms.recurrence.seconds is None for outlet in each.terms.outlets}
    if OWN not in margins:
        lengthless.add(OWN)  # a single broadcast before days off the air was not loaded: it is looked for a week back
    if not lengthless:
        return set()
    taking = [each for each in found if each.state not in OFF_AIR]
    begun = {
        outlet
        for each in taking
        if each.starts <= begin
        for outlet in each.outlets
        if each.starts >= begin - margins.get(outlet, MARGINS[0])
    }
    following = {outlet for each in taking if each.starts >= end for outlet in each.outlets}
    unended = {
        outlet for each in without if each.starts < end and end_of[each.identity] is None for outlet in each.outlets
    }
    return (lengthless - begun) | (unended - following)


def _load(
    session: Session,
    every: Sequence[SlotView],
    local_zone: ZoneInfo,
    begin: dt.datetime,
    end: dt.datetime,
    stored: dict[int, StoredRow],
    outlets: Collection[str] | None = None,
) -> list[Entry]:
    """The stored broadcasts and the occurrences of slots in a window, and the first runs of the repeats in it.

    stored: gets what was read, by id. outlets: those that the broadcasts share; None for all.
    """
    first, last = begin.astimezone(local_zone).date() - DAY, end.astimezone(local_zone).date() + DAY
    by_id = {each.id: each for each in every}
    leads = _leads(every)
    relevant = [each for each in every if _applies(each, first - leads[each.series_id] - _whole_days(each), last)]
    parameters = {"begin": begin - SHORT, "day_begin": begin - DAY, "longest_begin": begin - LONGEST, "end": end}
    read = stored_rows(session, _AROUND, parameters)
    stored.update((row.id, row) for row in read)
    rows = entries_of(read, by_id, local_zone)
    found = list(rows) if outlets is None else [each for each in rows if not set(outlets).isdisjoint(each.outlets)]
    early: list[Entry] = []
    repeats: list[Entry] = []
    for slot, occurrence in _not_stored(session, relevant, leads, local_zone, (begin, end), rows):
        entry = _of_slot(slot, occurrence, local_zone)
        is_near = touches(entry, begin, end)
        if entry.kind is not BroadcastKind.REPEAT:
            (found if is_near else early).append(entry)
        elif is_near:
            repeats.append(entry)
    if repeats:
        others = _carried_rows(session, repeats, every, {row.id for row in read})
        first_runs = _by_series_and_day([*rows, *entries_of(others, by_id, local_zone), *found, *early])
        found += [_with_edition(each, first_runs, by_id.values()) for each in repeats]
    carried = {each.edition for each in found if each.kind is BroadcastKind.REPEAT}
    found += [each for each in early if each.edition in carried]
    elsewhere = _first_runs_elsewhere(session, found)
    stored.update((row.id, row) for row in elsewhere)
    return found + entries_of(elsewhere, by_id, local_zone)


SHORT = dt.timedelta(hours=3)
"""Most broadcasts are no longer than this, and so are on air no longer after they start."""

_IS_LONG = or_(
    Broadcast.planned_seconds.is_(None),
    Broadcast.planned_seconds > int(SHORT.total_seconds()),
    Broadcast.actual_seconds > int(SHORT.total_seconds()),
)
_AROUND = Among(
    and_(
        Broadcast.starts < bindparam("end"),
        Broadcast.starts >= bindparam("longest_begin"),
        or_(
            Broadcast.starts >= bindparam("begin"),
            and_(Broadcast.starts >= bindparam("day_begin"), _IS_LONG),
            Broadcast.planned_seconds > int(DAY.total_seconds()),
        ),
    )
)
"""The stored broadcasts in a window, and those that may still be on air when it begins."""


def _not_stored(
    session: Session,
    every: Iterable[SlotView],
    leads: Mapping[int, dt.timedelta],
    local_zone: ZoneInfo,
    window: tuple[dt.datetime, dt.datetime],
    rows: Iterable[Entry],
) -> list[tuple[SlotView, Occurrence]]:
    """The occurrences of slots in a window that nobody stored. leads: how much earlier those of a series may be.

    rows: the stored broadcasts in the window. Others may have been moved out of it.
    """
    begin, end = window
    known = {(each.slot.id, each.occurrence) for each in rows if each.slot}
    found = [
        (slot, each)
        for slot in every
        for each in not_stored(slot, local_zone, begin - leads[slot.series_id], end, known)
    ]
    if not found:
        return []
    days = [each.of.date() for _slot, each in found]
    moved = stored_occurrences(session, {slot.id for slot, _each in found}, min(days), max(days))
    return [(slot, each) for slot, each in found if (slot.id, each.of) not in moved]


def _carried_rows(
    session: Session, repeats: Sequence[Entry], every: Iterable[SlotView], known: Collection[int]
) -> list[StoredRow]:
    """The stored first runs of the days whose editions repeats carry. every: all slots. known: left out, by id."""
    days = [_carried_day(each) for each in repeats]
    series = {each.slot.repeats_id for each in repeats if each.slot}
    parameters = {
        "slots": [each.id for each in every if each.series_id in series],
        "first": dt.datetime.combine(min(days), dt.time.min),
        "last": dt.datetime.combine(max(days), dt.time.max),
    }
    return [row for row in stored_rows(session, _OCCURRING_FIRST_RUNS, parameters) if row.id not in known]


_OCCURRING_FIRST_RUNS = Among(
    and_(
        Broadcast.slot_id.in_(bindparam("slots", expanding=True)),
        Broadcast.occurrence.between(bindparam("first"), bindparam("last")),
        Broadcast.kind == BroadcastKind.FIRST_RUN,
    )
)
"""The stored first runs of some slots on some days."""


def _carried_day(repeat: Entry) -> dt.date:
    """The day, by the rule, of the first run that a repeat of a slot carries."""
    assert repeat.slot is not None and repeat.occurrence is not None  # noqa: S101, PT018 - it is one
    return repeat.occurrence.date() - repeat.slot.terms.content.days_after * DAY


def _whole_days(slot: SlotView) -> dt.timedelta:
    """How many days after its start a broadcast of a slot may still be on air."""
    return -(-(slot.terms.recurrence.seconds or 0) // DAY_SECONDS) * DAY


def _leads(every: Iterable[SlotView]) -> dict[int, dt.timedelta]:
    """How long before its repeats a series is, at most; no time for those that nothing repeats."""
    leads: dict[int, dt.timedelta] = defaultdict(dt.timedelta)
    for each in every:
        if each.repeats_id is not None:
            leads[each.repeats_id] = max(leads[each.repeats_id], each.terms.content.days_after * DAY)
    return leads


def _by_series_and_day(found: Iterable[Entry]) -> dict[tuple[int, dt.date], list[Entry]]:
    """First runs, by their series and the day on which the rule has them."""
    first_runs: dict[tuple[int, dt.date], list[Entry]] = defaultdict(list)
    of_slots = (each for each in found if each.kind is BroadcastKind.FIRST_RUN and each.slot)
    for each in {one.identity: one for one in of_slots}.values():
        if each.slot and each.occurrence:
            first_runs[each.slot.series_id, each.occurrence.date()].append(each)
    return first_runs


def _applies(slot: SlotView, first: dt.date, last: dt.date) -> bool:
    """Whether a slot may have occurrences on days from `first` to `last`."""
    when = slot.terms.recurrence
    final = min(filter(None, (when.last, when.until)), default=dt.date.max)
    early = min((each.date() for each in when.additions), default=dt.date.max)
    late = max((each.date() for each in when.additions), default=dt.date.min)
    return min(slot.first_day, early) <= last and max(final, late) >= first


def _of_slot(slot: SlotView, occurrence: Occurrence, local_zone: ZoneInfo) -> Entry:
    content = slot.terms.content
    is_first_run = content.kind is BroadcastKind.FIRST_RUN
    return Entry(
        broadcast_id=None,
        version=None,
        slot=slot,
        occurrence=occurrence.of,
        kind=content.kind,
        state=BroadcastState.PLANNED,
        starts=occurrence.starts.astimezone(local_zone),
        seconds=occurrence.seconds,
        actual_seconds=None,
        title=content.title,
        programme_kind=slot.programme_kind,
        upstream=content.upstream,
        live_event=content.live_event,
        own_live=slot.own_live,
        outlets=slot.terms.outlets,
        duties=slot.terms.duties,
        edition=(slot.id, occurrence.of) if is_first_run else None,
        bounds=slot.bounds,
        ends=occurrence.ends and occurrence.ends.astimezone(local_zone),
    )


def _with_edition(
    repeat: Entry, first_runs: dict[tuple[int, dt.date], list[Entry]], every: Iterable[SlotView]
) -> Entry:
    """A repeat of a slot with what it carries: the edition of its day, else only the title of the programme."""
    slot, day = repeat.slot, _carried_day(repeat)
    assert slot is not None and slot.repeats_id is not None  # noqa: S101, PT018 - it is one
    if carried := carried_by(repeat.starts, first_runs.get((slot.repeats_id, day), ())):
        return repeat._replace(
            title=carried.title,
            programme_kind=carried.programme_kind,
            own_live=carried.own_live,
            edition=carried.edition,
            bounds=carried.bounds,
        )
    series = [each for each in every if each.series_id == slot.repeats_id]
    applying = [each for each in series if each.first_day <= day] or series
    named = applying[-1] if applying else slot
    return repeat._replace(
        title=named.terms.content.title,
        programme_kind=named.programme_kind,
        own_live=named.own_live,
        bounds=named.bounds,
    )


def _first_runs_elsewhere(session: Session, found: Sequence[Entry]) -> list[StoredRow]:
    """The first runs, outside the window, of the stored repeats in it."""
    here = {each.edition for each in found if each.kind is BroadcastKind.FIRST_RUN}
    wanted = {each.edition for each in found if each.kind is BroadcastKind.REPEAT and isinstance(each.edition, int)}
    missing = sorted(wanted - here)
    return [row for ids in chunks(missing) for row in stored_rows(session, _FIRST_RUNS, {"editions": ids})]


_FIRST_RUNS = Among(
    and_(Broadcast.edition_id.in_(bindparam("editions", expanding=True)), Broadcast.kind == BroadcastKind.FIRST_RUN)
)
"""The first runs of some editions."""
