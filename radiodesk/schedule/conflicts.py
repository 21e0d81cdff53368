"""Conflicts among broadcasts: what a planner must be shown. Pure: no session, no clock.

What is compared is moments, in UTC; lengths are elapsed seconds. Broadcasts that take no air time are in no conflict.
"""

import datetime as dt
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from itertools import chain, islice, takewhile
from typing import NamedTuple
from zoneinfo import ZoneInfo

from radiodesk.kinds import OFF_AIR, BroadcastKind, BroadcastState
from radiodesk.model.moments import after, elapsed, moment

OWN = "own"
"""The station's own air, in a list of outlets."""

Hours = tuple[dt.time, dt.time]
"""When a station should be on air, local. An end at or before its start means past midnight: 00:00 is 24:00."""

_FIRST, _LAST = dt.datetime.min.replace(tzinfo=dt.UTC), dt.datetime.max.replace(tzinfo=dt.UTC)

Span = tuple[dt.datetime, dt.datetime]
"""A begin and an end (excluded)."""


class ConflictType(StrEnum):
    """What a conflict is about."""

    OVERLAP = "overlap"
    """Planned lengths overlap on a shared outlet. Touching is not overlapping."""
    OVERRUN = "overrun"
    """Only the actual length reaches into another broadcast."""
    GAP = "gap"
    """Nothing on the station's own air in its hours."""
    PERSON = "person"
    """One person on duty at two first runs or live relays at the same time."""
    REPEAT_BEFORE_FIRST = "repeat_before_first"
    """A repeat starts before its first run."""
    LENGTH = "length"
    """Outside the bounds that the programme allows."""


class BroadcastSpan(NamedTuple):
    """What the conflicts need to know of a broadcast. A tuple, because a busy week has hundreds of them."""

    id: Hashable
    """The caller's identifier."""
    starts: dt.datetime
    """Aware."""
    seconds: int | None = None
    """The planned length. None: until the next start on one of its outlets; a repeat lasts as long as its first run."""
    actual_seconds: float | None = None
    kind: BroadcastKind = BroadcastKind.FIRST_RUN
    state: BroadcastState = BroadcastState.PLANNED
    outlets: frozenset[str] = frozenset({OWN})
    edition: Hashable | None = None
    """The caller's identifier of its edition; None for a relay."""
    live: bool = False
    """A relay of a live event."""
    actual_starts: dt.datetime | None = None
    """Aware."""
    people: frozenset[str] = frozenset()
    """Who is on duty."""
    least_seconds: int | None = None
    most_seconds: int | None = None
    """The bounds that its programme allows; None for any."""

    @property
    def binds(self) -> bool:
        """Whether those on duty have to be there."""
        return self.kind is BroadcastKind.FIRST_RUN or (self.kind is BroadcastKind.RELAY and self.live)


class Conflict(NamedTuple):
    """One conflict: of two broadcasts, of one (length), or of the neighbours of a gap, 0 to 2."""

    type: ConflictType
    broadcasts: tuple[Hashable, ...]
    """Their ids, by start."""
    begins: dt.datetime
    ends: dt.datetime | None
    """UTC. The shared time; of a gap the silence; of an overrun from the next start to the actual end; of a repeat
    from its start to the first run's; of a length the broadcast itself. None where nothing ends it."""
    person: str = ""

    @property
    def seconds(self) -> float | None:
        """From begin to end; None where nothing ends it."""
        return None if self.ends is None else elapsed(self.begins, self.ends)

    def touches(self, begin: dt.datetime, end: dt.datetime) -> bool:
        """Whether any of it lies in a window of aware moments, its end excluded."""
        return self.begins < end and (self.begins >= begin or self.ends is None or self.ends > begin)


class OnAir(NamedTuple):
    """A broadcast that takes air time, in UTC."""

    of: BroadcastSpan
    starts: dt.datetime
    ends: dt.datetime | None
    """By plan; None where nothing ends it."""
    actual_ends: dt.datetime | None
    reaches: dt.datetime
    """The last moment at which another can start and be in conflict with it."""


def conflicts(
    broadcasts: Iterable[BroadcastSpan], hours: Sequence[Span] = (), days: Sequence[Span] = ()
) -> list[Conflict]:
    """All conflicts, by begin; each pair once per type and person.

    To find all conflicts of a window, give the broadcasts around it too, each edition's first run, and the start that
    follows each broadcast without a length.
    hours: when the station should be on air, from `opening_hours`; without them no gaps are reported.
    days: those that are gaps of their own where they are silent from begin to end, so that a gap does not depend on how
    far one looks.
    """
    return among(on_air(broadcasts), hours, days)


def among(
    taking: Sequence[OnAir], hours: Sequence[Span] = (), days: Sequence[Span] = (), most: int | None = None
) -> list[Conflict]:
    """The same, of what `on_air` gave. most: how many are searched at most; None for all."""
    every = chain(_pairs(taking), _early_repeats(taking), _lengths(taking), _gaps(taking, hours, days))
    return sorted(islice(every, most), key=lambda conflict: conflict.begins)


def ends(taking: Iterable[OnAir]) -> dict[Hashable, dt.datetime | None]:
    """The planned end of each broadcast of those that `on_air` gave, UTC; None where nothing ends it."""
    return {each.of.id: each.ends for each in taking}


def opening_hours(hours: Iterable[Hours], first: dt.date, last: dt.date, zone: ZoneInfo) -> list[Span]:
    """The station's hours of the local days from `first` to `last`, in UTC: those that meet are one."""
    spans = []
    for number in range((last - first).days + 1):
        day = first + dt.timedelta(days=number)
        for begin, end in hours:
            last_day = day + dt.timedelta(days=end <= begin)
            spans.append((moment(day, begin, zone), moment(last_day, end, zone)))
    merged: list[Span] = []
    for begins, closes in sorted(spans):
        if merged and begins <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], closes)
        else:
            merged.append((begins, closes))
    return merged


def beyond(spans: Iterable[Span], known: Iterable[Span]) -> list[Span]:
    """The parts of some spans that none of the known ones covers, by begin."""
    covering, found = sorted(known), []
    for begins, ends in sorted(spans):
        for covers_from, covers_to in covering:
            if covers_from < ends and covers_to > begins:
                if covers_from > begins:
                    found.append((begins, covers_from))
                begins = covers_to
        if begins < ends:
            found.append((begins, ends))
    return found


def new_silences(spans: Iterable[Span], known: Iterable[Span]) -> list[Span]:
    """The parts of silences that were none before, by begin. What only makes a known one longer is left out.

    A station that is silent around a programme would be asked about each move of it.
    """
    before = list(known)
    edges = {edge for silence in before for edge in silence}
    return [each for each in beyond(spans, before) if edges.isdisjoint(each)]


def on_air(broadcasts: Iterable[BroadcastSpan]) -> list[OnAir]:
    """The broadcasts that take air time, by start, with their ends."""
    everything = list(broadcasts)
    taking = sorted(
        ((each.starts.astimezone(dt.UTC), each) for each in everything if each.state not in OFF_AIR),
        key=lambda pair: pair[0],
    )
    first_runs: dict[Hashable | None, BroadcastSpan] = {}
    starts: dict[str, list[dt.datetime]] = defaultdict(list)
    if any(each.seconds is None for each in everything):  # else nothing asks for them
        whole = (each for each in everything if each.kind is BroadcastKind.FIRST_RUN and each.edition)
        first_runs |= {each.edition: each for each in whole}
        for begins, each in taking:
            for outlet in each.outlets:
                starts[outlet].append(begins)
    found = []
    for begins, each in taking:
        ends_at = _end(each, begins, first_runs, starts)
        actual_ends = None if each.actual_seconds is None else _actual_end(each, begins, each.actual_seconds)
        reaches = max(begins, ends_at or begins, actual_ends or begins)
        found.append(OnAir(each, begins, ends_at, actual_ends, reaches))
    return found


def _end(
    of: BroadcastSpan,
    begins: dt.datetime,
    first_runs: Mapping[Hashable | None, BroadcastSpan],
    starts: Mapping[str, list[dt.datetime]],
) -> dt.datetime | None:
    """The planned end of a broadcast. begins: UTC. starts: of all that take air time, by outlet, in order."""
    if of.seconds is not None:
        return after(begins, of.seconds)
    if of.kind is BroadcastKind.REPEAT and (first_run := first_runs.get(of.edition)):
        first_begins = first_run.starts.astimezone(dt.UTC)
        end = _end(first_run, first_begins, first_runs, starts)
        if end is not None:
            return after(begins, elapsed(first_begins, end))
    following = (_next(starts.get(outlet, ()), begins) for outlet in of.outlets)
    return min(filter(None, following), default=None)


def _next(starts: Sequence[dt.datetime], begins: dt.datetime) -> dt.datetime | None:
    """The next of the ordered starts. Another broadcast that starts at the same moment does not end this one."""
    place = bisect_right(starts, begins)
    return starts[place] if place < len(starts) else None


def _actual_end(of: BroadcastSpan, begins: dt.datetime, seconds: float) -> dt.datetime:
    """The end by the actual length in seconds, UTC. begins: the planned start, UTC."""
    began = begins if of.actual_starts is None else of.actual_starts.astimezone(dt.UTC)
    return after(began, seconds)


def _pairs(taking: Sequence[OnAir]) -> Iterator[Conflict]:
    """The conflicts of broadcasts that are on air at the same time."""
    active: list[OnAir] = []
    for later in taking:
        active = [each for each in active if each.reaches > later.starts or each.starts == later.starts]
        for earlier in active:
            yield from _clash(earlier, later)
        active.append(later)


def _clash(earlier: OnAir, later: OnAir) -> Iterator[Conflict]:
    """Overlap or overrun of a pair, and persons. A broadcast that nothing ends meets what is on air when it starts."""
    ids, begins = (earlier.of.id, later.of.id), later.starts
    is_on_one_outlet = not earlier.of.outlets.isdisjoint(later.of.outlets)
    if earlier.starts == begins or (earlier.ends and earlier.ends > begins):
        shared_end = min(filter(None, (earlier.ends, later.ends)), default=None)
        if is_on_one_outlet:
            yield Conflict(ConflictType.OVERLAP, ids, begins, shared_end)
        if earlier.of.binds and later.of.binds:
            for person in sorted(earlier.of.people & later.of.people):
                yield Conflict(ConflictType.PERSON, ids, begins, shared_end, person)
    elif is_on_one_outlet and earlier.actual_ends and earlier.actual_ends > begins:
        yield Conflict(ConflictType.OVERRUN, ids, begins, earlier.actual_ends)


def _early_repeats(taking: Sequence[OnAir]) -> Iterator[Conflict]:
    """Repeats before their first runs."""
    first_runs = {
        each.of.edition: each for each in taking if each.of.kind is BroadcastKind.FIRST_RUN and each.of.edition
    }
    for each in taking:
        first_run = first_runs.get(each.of.edition) if each.of.kind is BroadcastKind.REPEAT else None
        if first_run and each.starts < first_run.starts:
            ids = each.of.id, first_run.of.id
            yield Conflict(ConflictType.REPEAT_BEFORE_FIRST, ids, each.starts, first_run.starts)


def _lengths(taking: Sequence[OnAir]) -> Iterator[Conflict]:
    """Planned lengths outside the bounds, and actual ones where the planned one is within."""
    for each in taking:
        least, most = each.of.least_seconds, each.of.most_seconds
        if least is None and most is None:
            continue
        for end in filter(None, (each.ends, each.actual_ends)):
            seconds = round(elapsed(each.starts, end))
            if (least is not None and seconds < least) or (most is not None and seconds > most):
                yield Conflict(ConflictType.LENGTH, (each.of.id,), each.starts, end)
                break


def _gaps(taking: Sequence[OnAir], hours: Sequence[Span], days: Sequence[Span]) -> Iterator[Conflict]:
    """The silences on the station's own air that lie in its hours. A neighbour touches the gap."""
    if not hours:
        return
    closing = [closes for _opens, closes in hours]
    for silence in _silences(each for each in taking if OWN in each.of.outlets):
        place = bisect_right(closing, silence.begins)
        while place < len(hours) and hours[place][0] < silence.ends:
            silent = max(silence.begins, hours[place][0]), min(silence.ends, closing[place])
            for begins, ends in _without_whole_days(silent, days):
                before = [each.of.id for each in (silence.before,) if each and begins == silence.begins]
                after = [each.of.id for each in (silence.after,) if each and ends == silence.ends]
                yield Conflict(ConflictType.GAP, (*before, *after), begins, ends)
            place += 1


def _without_whole_days(silent: Span, days: Sequence[Span]) -> list[Span]:
    """A silence in parts: each day that it holds from begin to end, what is before these days, and what is after."""
    first = bisect_left(days, silent[0], key=lambda day: day[0])
    whole = list(takewhile(lambda day: day[1] <= silent[1], days[first:]))
    if not whole:
        return [silent]
    parts = [(silent[0], whole[0][0]), *whole, (whole[-1][1], silent[1])]
    return [(begins, ends) for begins, ends in parts if begins < ends]


class _Silence(NamedTuple):
    """A time without a broadcast, between two neighbours if there are any."""

    begins: dt.datetime
    ends: dt.datetime
    before: OnAir | None
    after: OnAir | None


def _silences(taking: Iterable[OnAir]) -> Iterator[_Silence]:
    """The times in which none of the broadcasts is on air, by plan or actual length."""
    silent_from, before = _FIRST, None
    for each in taking:
        if each.starts > silent_from:
            yield _Silence(silent_from, each.starts, before, each)
        end = each.reaches if each.ends else _LAST
        if end > silent_from:
            silent_from, before = end, each
    yield _Silence(silent_from, _LAST, before, None)
