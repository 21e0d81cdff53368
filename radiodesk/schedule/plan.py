"""The plan of a window of time: the broadcasts that are stored, and those that the slots give and nobody stored yet."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Protocol, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlalchemy.orm import Session

from radiodesk.kinds import OFF_AIR, BroadcastKind, BroadcastState, DutyRole, ProgrammeKind
from radiodesk.media.recordings import AIR_SECONDS
from radiodesk.model import (
    Broadcast,
    BroadcastOutlet,
    Duty,
    Edition,
    Line,
    Outlet,
    Person,
    Programme,
    Recording,
    Relay,
    Story,
    Upstream,
    zone,
)
from radiodesk.model.moments import LONGEST_SLOT, after, elapsed
from radiodesk.schedule import recurrence
from radiodesk.schedule.conflicts import OWN, BroadcastSpan, OnAir, ends, on_air
from radiodesk.schedule.recurrence import Occurrence
from radiodesk.schedule.rules import Airtime, shown_end
from radiodesk.schedule.slots import SlotView, slots

DAY = dt.timedelta(days=1)

LONGEST = dt.timedelta(seconds=LONGEST_SLOT)
"""The longest broadcast, which bounds the search for those that are still on air."""

MARGINS = (DAY, 8 * DAY, 40 * DAY, 400 * DAY)
"""How far around a window is searched for what ends a broadcast without a length: further only if nothing is found."""


class _Begins(Protocol):
    """Something that begins at a moment."""

    @property
    def starts(self) -> dt.datetime: ...


Run = TypeVar("Run", bound=_Begins)


class Entry(NamedTuple):
    """A broadcast in the plan, stored or not. A tuple, because a busy week has hundreds of them."""

    broadcast_id: int | None
    """None for an occurrence that nobody stored."""
    version: int | None
    slot: SlotView | None
    """None for a single broadcast."""
    occurrence: dt.datetime | None
    """The local start that the slot's rule gives."""
    kind: BroadcastKind
    state: BroadcastState
    starts: dt.datetime
    """Aware, in the station's zone."""
    seconds: int | None
    """The planned length; None if it depends on what follows."""
    actual_seconds: float | None
    """The noted length, else that of the air file, else the sum of the lines if each has one."""
    title: str
    programme_kind: ProgrammeKind | None
    upstream: str
    live_event: bool
    own_live: bool
    outlets: tuple[str, ...]
    duties: tuple[tuple[DutyRole, str], ...]
    edition: Hashable | None
    """The edition: its id, or what stands for one that is not stored. None for a relay."""
    bounds: tuple[int | None, int | None] = (None, None)
    note: str = ""
    place: str = ""
    """Where a live event is."""
    actual_starts: dt.datetime | None = None
    """When it began in fact, in the station's zone."""
    ends: dt.datetime | None = None
    """The planned end, in the station's zone; None where nothing ends it, or it is off air without a length."""

    @property
    def series(self) -> str | None:
        """The name of the slot's series."""
        return self.slot.series if self.slot else None

    @property
    def shown_ends(self) -> dt.datetime | None:
        """The end as screens show it, also of one that takes no air time; None where it is not known."""
        has_length = self.seconds is not None or self.actual_seconds is not None
        return shown_end(self.starts, self.ends, has_length=has_length)

    @property
    def is_bound(self) -> bool:
        """Whether it begins when something outside the station does, so that it cannot be moved."""
        return self.kind is BroadcastKind.RELAY or (self.own_live and self.kind is BroadcastKind.FIRST_RUN)

    @property
    def span(self) -> BroadcastSpan:
        """What the conflicts need to know of it. Without a planned length, the actual one counts."""
        actual = self.actual_seconds
        is_planned = self.seconds is not None or actual is None
        return BroadcastSpan(
            id=self.identity,
            starts=self.starts,
            seconds=self.seconds if is_planned else round(actual or 0),
            actual_seconds=actual if is_planned else None,
            kind=self.kind,
            state=self.state,
            outlets=frozenset(self.outlets),
            edition=self.edition,
            live=self.live_event,
            actual_starts=self.actual_starts,
            people=frozenset(name for _role, name in self.duties),
            least_seconds=self.bounds[0],
            most_seconds=self.bounds[1],
        )

    @property
    def airtime(self) -> Airtime:
        """What the rules of the schedule need to know of it. Its length is the actual one, else up to its end."""
        seconds = None if self.ends is None else round(elapsed(self.starts, self.ends))
        if self.actual_seconds is not None:
            seconds = round(self.actual_seconds)
        return Airtime(
            self.kind,
            self.state,
            self.starts,
            seconds,
            self.title,
            frozenset(self.outlets),
            self.slot is not None,
        )

    @property
    def identity(self) -> Hashable:
        """The id of a stored broadcast, or slot and occurrence."""
        return self.broadcast_id or (self.slot and self.slot.id, self.occurrence)


class Surroundings(NamedTuple):
    """A window of the plan, and what is around it."""

    entries: list[Entry]
    """By start, each with its end."""
    on_air: list[OnAir]
    """What the conflicts need to know of those that take air time."""


def entries(session: Session, begin: dt.datetime, end: dt.datetime) -> list[Entry]:
    """The broadcasts that are on air at any moment from `begin` to `end` (excluded), by start. begin, end: aware."""
    begin, end = begin.astimezone(dt.UTC), end.astimezone(dt.UTC)  # moments of one zone compare by their clocks
    return [each for each in surrounded(session, begin, end).entries if touches(each, begin, end)]


def neighbours(
    session: Session, broadcast_id: int, starts: dt.datetime, edition_id: int | None
) -> tuple[Entry, list[Entry]]:
    """A stored broadcast, and all others that can be in conflict with it: around it, and those of its edition."""
    around = surrounded(session, starts, starts + DAY).entries
    if edition_id is not None:
        known = {each.identity for each in around}
        by_id = {each.id: each for each in slots(session)}
        of_edition = _stored(session, Broadcast.edition_id == edition_id, by_id, zone(session))
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
    every = slots(session)
    local_zone = zone(session)
    found = _in_order(_load(session, every, local_zone, begin - MARGINS[0], end + MARGINS[0]))
    lengths = _lengths_elsewhere(session, found, begin - MARGINS[0], end + MARGINS[0]) if with_repeats else {}
    taking = on_air(_spans(found, lengths))
    for margin in MARGINS[1:]:
        if not (open_outlets := _open(found, ends(taking), every, begin, end)):
            break
        near = [each for each in every if not open_outlets.isdisjoint(each.terms.outlets)]
        further = _load(session, near, local_zone, begin - margin, end + margin, open_outlets)
        known = {each.identity for each in found}
        found = _in_order([*found, *(each for each in further if each.identity not in known)])
        taking = on_air(_spans(found, lengths))
    return Surroundings(_with_ends(found, ends(taking), local_zone), taking)


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
        known = lengths.get(each.identity)
        yield each.span if known is None else each.span._replace(seconds=known)


def stored(session: Session) -> list[Entry]:
    """All stored broadcasts, by start. Each has its end, unless only an occurrence that is not stored ends it."""
    local_zone = zone(session)
    by_id = {each.id: each for each in slots(session)}
    found = _in_order(_stored(session, true(), by_id, local_zone))
    return _with_ends(found, ends(on_air(each.span for each in found)), local_zone)


def _with_ends(
    found: Iterable[Entry], end_of: Mapping[Hashable, dt.datetime | None], local_zone: ZoneInfo
) -> list[Entry]:
    """Each with its end. end_of: of those that take air time, by identity, UTC."""
    everything = list(found)
    lengths = {each.edition: each.seconds for each in everything if each.kind is BroadcastKind.FIRST_RUN}
    return [
        each._replace(ends=known_end.astimezone(local_zone))
        if (known_end := _end_off_air(each, lengths) if each.state in OFF_AIR else end_of.get(each.identity))
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
    begin: dt.datetime,
    end: dt.datetime,
) -> set[str]:
    """The outlets where it is not known yet what ends a broadcast without a length.

    Before the window, that is an outlet without a start there; after it, one without a start of its own.
    """
    without = [each for each in found if each.seconds is None and each.state not in OFF_AIR]
    lengthless = {outlet for each in without for outlet in each.outlets}
    lengthless |= {outlet for each in every if each.terms.recurrence.seconds is None for outlet in each.terms.outlets}
    if not lengthless:
        return set()
    taking = [each for each in found if each.state not in OFF_AIR]
    begun = {outlet for each in taking if each.starts <= begin for outlet in each.outlets}
    following = {outlet for each in taking if each.starts >= end for outlet in each.outlets}
    unended = {
        outlet for each in without if each.starts < end and end_of[each.identity] is None for outlet in each.outlets
    }
    return (lengthless - begun) | (unended - following)


def occurrences(
    slot: SlotView, local_zone: ZoneInfo, begin: dt.datetime, end: dt.datetime, stored: Collection[tuple[int, Any]]
) -> Iterator[Occurrence]:
    """The occurrences of a slot in a window that are not among the stored ones: pairs of slot id and local start."""
    for each in recurrence.expand(slot.terms.recurrence, local_zone, begin, end):
        if (slot.id, each.of) not in stored:
            yield each


def stored_occurrences(
    session: Session, slot_ids: Collection[int], first: dt.date, last: dt.date
) -> set[tuple[int, dt.datetime]]:
    """Slot and local start of the stored occurrences of some slots whose local days are from `first` to `last`."""
    statement = select(Broadcast.slot_id, Broadcast.occurrence).where(_occurring(slot_ids, first, last))
    return {(slot_id, of) for slot_id, of in session.execute(statement) if slot_id is not None and of is not None}


def _occurring(slot_ids: Collection[int], first: dt.date, last: dt.date) -> ColumnElement[bool]:
    begin, end = dt.datetime.combine(first, dt.time.min), dt.datetime.combine(last, dt.time.max)
    return and_(Broadcast.slot_id.in_(sorted(slot_ids)), Broadcast.occurrence.between(begin, end))


def _load(
    session: Session,
    every: Sequence[SlotView],
    local_zone: ZoneInfo,
    begin: dt.datetime,
    end: dt.datetime,
    outlets: Collection[str] | None = None,
) -> list[Entry]:
    """The stored broadcasts and the occurrences of slots in a window, and the first runs of the repeats in it.

    outlets: those that the broadcasts share; None for all.
    """
    first, last = begin.astimezone(local_zone).date() - DAY, end.astimezone(local_zone).date() + DAY
    by_id = {each.id: each for each in every}
    leads = _leads(every)
    relevant = [each for each in every if _applies(each, first - leads[each.series_id] - LONGEST, last)]
    by_lead: dict[dt.timedelta, set[int]] = defaultdict(set)
    for slot in relevant:
        by_lead[leads[slot.series_id]].add(slot.id)
    in_window = and_(
        Broadcast.starts < end,
        or_(
            Broadcast.starts >= begin - DAY,
            and_(Broadcast.starts >= begin - LONGEST, Broadcast.planned_seconds > DAY.total_seconds()),
        ),
    )
    of_slots = (_occurring(ids, first - lead - LONGEST, last) for lead, ids in by_lead.items())
    rows = _stored(session, or_(in_window, *of_slots), by_id, local_zone)
    known = {(each.slot.id, each.occurrence) for each in rows if each.slot}
    found = [each for each in rows if outlets is None or not set(outlets).isdisjoint(each.outlets)]
    early: list[Entry] = []
    repeats: list[Entry] = []
    for slot in relevant:
        for occurrence in occurrences(slot, local_zone, begin - leads[slot.series_id], end, known):
            entry = _of_slot(slot, occurrence, local_zone)
            is_near = touches(entry, begin, end)
            if entry.kind is not BroadcastKind.REPEAT:
                (found if is_near else early).append(entry)
            elif is_near:
                repeats.append(entry)
    first_runs = _by_series_and_day([*rows, *found, *early])
    found += [_with_edition(each, first_runs, by_id.values()) for each in repeats]
    carried = {each.edition for each in found if each.kind is BroadcastKind.REPEAT}
    found += [each for each in early if each.edition in carried]
    return found + _first_runs_elsewhere(session, found, by_id, local_zone)


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
    for each in {one.identity: one for one in found}.values():
        if each.slot and each.occurrence and each.kind is BroadcastKind.FIRST_RUN:
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
    )


def _with_edition(
    repeat: Entry, first_runs: dict[tuple[int, dt.date], list[Entry]], every: Iterable[SlotView]
) -> Entry:
    """A repeat of a slot with what it carries: the edition of its day, else only the title of the programme."""
    slot = repeat.slot
    assert slot is not None and slot.repeats_id is not None and repeat.occurrence is not None  # noqa: S101, PT018 - it is one
    day = repeat.occurrence.date() - slot.terms.content.days_after * DAY
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


def carried_by(starts: dt.datetime, first_runs: Iterable[Run]) -> Run | None:
    """The first run whose edition a repeat carries: of several on its day, the last one that begins before it.

    starts: of the repeat.
    """
    in_order = sorted(first_runs, key=lambda each: each.starts)
    before = [each for each in in_order if each.starts < starts]
    return before[-1] if before else next(iter(in_order), None)


def _first_runs_elsewhere(
    session: Session, found: Sequence[Entry], by_id: dict[int, SlotView], local_zone: ZoneInfo
) -> list[Entry]:
    """The first runs, outside the window, of the stored repeats in it."""
    here = {each.edition for each in found if each.kind is BroadcastKind.FIRST_RUN}
    wanted = {each.edition for each in found if each.kind is BroadcastKind.REPEAT and isinstance(each.edition, int)}
    if not (missing := wanted - here):
        return []
    condition = and_(Broadcast.edition_id.in_(sorted(missing)), Broadcast.kind == BroadcastKind.FIRST_RUN)
    return _stored(session, condition, by_id, local_zone)


class _Row(NamedTuple):
    """A stored broadcast: the columns of `_COLUMNS`, in their order.

    A tuple of its own, because looking a column up by name in a row of SQLAlchemy takes ten times as long.
    """

    id: int
    version: int
    kind: BroadcastKind
    state: BroadcastState
    starts: dt.datetime
    planned_seconds: int | None
    actual_seconds: int | None
    actual_starts: dt.datetime | None
    air_file_seconds: float | None
    note: str
    place: str
    edition_id: int | None
    slot_id: int | None
    occurrence: dt.datetime | None
    own_air: bool
    edition_live: bool | None
    programme_title: str | None
    programme_kind: ProgrammeKind | None
    programme_live: bool | None
    least_seconds: int | None
    most_seconds: int | None
    relay_title: str | None
    relay_live: bool | None
    upstream: str | None


_COLUMNS = (
    select(
        Broadcast.id,
        Broadcast.version,
        Broadcast.kind,
        Broadcast.state,
        Broadcast.starts,
        Broadcast.planned_seconds,
        Broadcast.actual_seconds,
        Broadcast.actual_starts,
        AIR_SECONDS,
        Broadcast.note,
        Broadcast.place,
        Broadcast.edition_id,
        Broadcast.slot_id,
        Broadcast.occurrence,
        Broadcast.own_air,
        Edition.own_live,
        Programme.title,
        Programme.kind,
        Programme.own_live,
        Programme.least_seconds,
        Programme.most_seconds,
        Relay.title,
        Relay.live,
        Upstream.name,
    )
    .outerjoin_from(Broadcast, Edition, Broadcast.edition_id == Edition.id)
    .outerjoin(Programme, Edition.programme_id == Programme.id)
    .outerjoin(Recording, Edition.recording_id == Recording.id)
    .outerjoin(Relay, Broadcast.relay_id == Relay.id)
    .outerjoin(Upstream, Relay.upstream_id == Upstream.id)
)


def _stored(
    session: Session, condition: ColumnElement[bool], by_id: dict[int, SlotView], local_zone: ZoneInfo
) -> list[Entry]:
    rows = [_Row._make(each) for each in session.execute(_COLUMNS.where(condition))]
    if not rows:
        return []
    among = select(Broadcast.id).where(condition)
    outlets: dict[int, list[str]] = defaultdict(list)
    named = select(BroadcastOutlet.broadcast_id, Outlet.name).join(Outlet, BroadcastOutlet.outlet_id == Outlet.id)
    for broadcast_id, name in session.execute(
        named.where(BroadcastOutlet.broadcast_id.in_(among)).order_by(BroadcastOutlet.id)
    ):
        outlets[broadcast_id].append(name)
    duties: dict[int, list[tuple[DutyRole, str]]] = defaultdict(list)
    on_duty = select(Duty.broadcast_id, Duty.role, Person.name).join(Person, Duty.person_id == Person.id)
    for broadcast_id, role, name in session.execute(on_duty.where(Duty.broadcast_id.in_(among)).order_by(Duty.id)):
        duties[broadcast_id].append((role, name))
    line_seconds = _line_seconds(session, condition)
    return [_of_row(row, outlets, duties, line_seconds, by_id, local_zone) for row in rows]


def _line_seconds(session: Session, condition: ColumnElement[bool]) -> dict[int, float]:
    """Of the editions whose lines all have an actual length: their sum."""
    actual = func.coalesce(Line.actual_seconds, Story.actual_seconds)
    statement = (
        select(Line.edition_id, func.sum(actual))
        .outerjoin(Story, Line.story_id == Story.id)
        .where(Line.edition_id.in_(select(Broadcast.edition_id).where(condition)))
        .group_by(Line.edition_id)
        .having(func.count() == func.count(actual))
    )
    return {edition_id: float(seconds) for edition_id, seconds in session.execute(statement)}


def _of_row(
    row: _Row,
    outlets: dict[int, list[str]],
    duties: dict[int, list[tuple[DutyRole, str]]],
    line_seconds: dict[int, float],
    by_id: dict[int, SlotView],
    local_zone: ZoneInfo,
) -> Entry:
    made = (row.actual_seconds, row.air_file_seconds, line_seconds.get(row.edition_id or 0))
    return Entry(
        broadcast_id=row.id,
        version=row.version,
        slot=by_id.get(row.slot_id or 0),
        occurrence=row.occurrence,
        kind=row.kind,
        state=row.state,
        starts=row.starts.astimezone(local_zone),
        seconds=row.planned_seconds,
        actual_seconds=next((seconds for seconds in made if seconds is not None), None),
        title=row.programme_title or row.relay_title or "",
        programme_kind=row.programme_kind,
        upstream=row.upstream or "",
        live_event=bool(row.relay_live),
        own_live=bool(row.edition_live or row.programme_live),
        outlets=(*([OWN] if row.own_air else []), *outlets[row.id]),
        duties=tuple(duties[row.id]),
        edition=row.edition_id,
        bounds=(row.least_seconds, row.most_seconds),
        note=row.note,
        place=row.place,
        actual_starts=row.actual_starts and row.actual_starts.astimezone(local_zone),
    )
