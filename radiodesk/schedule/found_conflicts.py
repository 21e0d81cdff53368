"""The conflicts of a window of the plan, and those that somebody accepted with a reason."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from radiodesk.errors import UserError
from radiodesk.locale import N_, formats
from radiodesk.model import AcceptedConflict, station
from radiodesk.model.database import add_rows
from radiodesk.model.faults import ChangedMeanwhile
from radiodesk.model.moments import span
from radiodesk.model.text import NOTE_LIMIT, clean
from radiodesk.schedule import generation, plan
from radiodesk.schedule.conflicts import Conflict, ConflictType, Span, among, opening_hours
from radiodesk.schedule.entry import Entry
from radiodesk.schedule.plan import Surroundings

_DAY = dt.timedelta(days=1)

NEAR = 7 * _DAY
"""Days at most this far apart are searched together with what lies between them."""

MOST_DAYS = 92
"""The most days that are searched at once, which bounds the memory that it takes."""

DAYS_AHEAD = 28
"""The days whose conflicts are listed unless others are asked for: today and those after it."""


MOST_CONFLICTS = 10_000
"""More than a grid has in four weeks that somebody could put in order."""


class TooManyConflicts(UserError):
    """A grid whose slots overlap one another beyond anything that somebody could look through."""

    message = N_(
        "These slots have more than {count} conflicts in the next four weeks: "
        "correct their starts and lengths, and try again"
    )


class TooManyConflictsOfOne(TooManyConflicts):
    """The same, with the broadcast that the most of them are of."""

    message = N_(
        "These slots have more than {count} conflicts in the next four weeks, many of them with “{title}” at {time}: "
        "correct the starts and lengths, and try again"
    )


class NoReason(UserError):
    """A conflict accepted without a reason."""

    message = N_("A conflict is accepted with a reason: say why it may stay")


class OtherConflict(ChangedMeanwhile):
    """A conflict that is gone, or is another one now."""

    message = N_("The conflict has changed since it was shown: look at it again")


class FoundConflict(NamedTuple):
    """One conflict of the plan."""

    conflict: Conflict
    broadcasts: tuple[Entry, ...]
    """By start."""
    zone: ZoneInfo
    """That of the station."""
    accepted: str | None
    """The reason with which somebody accepted it; None if nobody did."""

    @property
    def is_gap(self) -> bool:
        """Whether nothing is on air: a gap is of no broadcast."""
        return self.conflict.type is ConflictType.GAP

    @property
    def subject(self) -> Hashable:
        """What it is about, whatever its times are and whether its broadcasts are stored or not."""
        involved = tuple(
            (each.slot.id, each.occurrence) if each.slot else each.broadcast_id for each in self.broadcasts
        )
        return self.conflict.type, frozenset(involved), self.conflict.person


def find(session: Session, first: dt.date, last: dt.date) -> list[FoundConflict]:
    """The conflicts that touch the local days from `first` to `last`, by begin."""
    begin, end = span(first, last, station(session).zone_info)
    return of_surroundings(session, plan.surrounded(session, begin, end), first, last)


def of_days(session: Session, days: Collection[dt.date]) -> list[FoundConflict]:
    """The conflicts of broadcasts that touch some local days, or days between those that are near, by begin."""
    found: dict[Hashable, FoundConflict] = {}
    for first, last in _windows(days):
        begin, end = span(first, last, station(session).zone_info)
        around = plan.surrounded(session, begin, end)
        found |= {each.subject: each for each in of_surroundings(session, around, first, last, with_gaps=False)}
    return sorted(found.values(), key=lambda each: each.conflict.begins)


def _windows(days: Collection[dt.date]) -> Iterator[tuple[dt.date, dt.date]]:
    """The first and the last day of what is searched at once."""
    in_order = sorted(days)
    while in_order:
        first, end = in_order[0], 1
        while (
            end < len(in_order)
            and in_order[end] - in_order[end - 1] <= NEAR
            and (in_order[end] - first).days < MOST_DAYS
        ):
            end += 1
        yield first, in_order[end - 1]
        in_order = in_order[end:]


def of_surroundings(
    session: Session,
    around: Surroundings,
    first: dt.date,
    last: dt.date,
    *,
    with_gaps: bool = True,
    most: int | None = None,
) -> list[FoundConflict]:
    """The same, of what `plan.surrounded` gave for these days.

    A day on which nothing is on air is a gap of its own: what was accepted does not depend on the days that are asked.
    most: raises TooManyConflicts beyond so many, around these days too; None for any.
    """
    row = station(session)
    begin, end = span(first, last, row.zone_info)
    hours = [(_time(opens), _time(closes)) for opens, closes in row.hours or ()] if with_gaps else ()
    spans = opening_hours(hours, first - _DAY, last + _DAY, row.zone_info)
    days = [span(day, day, row.zone_info) for day in _days(first - _DAY, last + _DAY)] if hours else []
    by_identity = {each.identity: each for each in around.entries}
    every = among(around.on_air, spans, days, None if most is None else most + 1)
    if most is not None and len(every) > most:
        met = Counter(
            (each.title, formats.clock(each.starts))
            for conflict in every
            for each in map(by_identity.__getitem__, conflict.broadcasts)
        )
        if not met:  # gaps alone
            raise TooManyConflicts(count=formats.number(most))
        (title, time), _count = met.most_common(1)[0]
        raise TooManyConflictsOfOne(count=formats.number(most), title=title, time=time)
    found = [
        (conflict, tuple(by_identity[each] for each in conflict.broadcasts))
        for conflict in every
        if conflict.touches(begin, end)
    ]
    accepted = _accepted_in(session, [conflict for conflict, _broadcasts in found])
    return [
        FoundConflict(conflict, broadcasts, row.zone_info, _reason(accepted, conflict, broadcasts))
        for conflict, broadcasts in found
    ]


def silences(session: Session, first: dt.date, last: dt.date | None = None) -> list[Span]:
    """When nothing is on air within the station's hours on some local days, in UTC; without a last one on 28 days.

    Compared before and after a change, they say which gaps it brings about: a gap is of no broadcast.
    """
    if not station(session).hours:
        return []
    found = find(session, first, last or first + (DAYS_AHEAD - 1) * _DAY)
    return [(each.conflict.begins, each.conflict.ends) for each in found if each.is_gap and each.conflict.ends]


def ahead(session: Session, today: dt.date) -> list[FoundConflict]:
    """The conflicts of today and the 27 days after it."""
    return find(session, today, today + (DAYS_AHEAD - 1) * _DAY)


def ahead_of_grid(session: Session, today: dt.date) -> list[FoundConflict]:
    """The same, of a grid whose slots somebody made at once. raises TooManyConflicts: a mistake makes millions."""
    last = today + (DAYS_AHEAD - 1) * _DAY
    around = plan.surrounded(session, *span(today, last, station(session).zone_info))
    return of_surroundings(session, around, today, last, most=MOST_CONFLICTS)


def accept_all(session: Session, today: dt.date, shown: Sequence[FoundConflict], reason: str) -> int:
    """Accept several conflicts of `ahead` with one reason, as they were shown. Returns their number.

    raises OtherConflict where one is not the same any more, NoReason and text errors.
    """
    present = {_content(each) for each in ahead(session, today)}
    for each in shown:
        if _content(each) not in present:
            raise OtherConflict
    accept_each(session, shown, reason)
    return len(shown)


def accept(session: Session, found: FoundConflict, reason: str) -> int:
    """Accept a conflict with a reason, until either side changes. Occurrences in it are stored. Returns the row's id.

    raises NoReason and text errors.
    """
    ids = generation.all_stored(session, found.broadcasts)
    row = AcceptedConflict(**_accepted(found, ids, _checked(reason)))
    session.add(row)
    session.flush()
    return row.id


def accept_each(session: Session, found: Sequence[FoundConflict], reason: str) -> None:
    """Accept many conflicts with one reason, as `accept` does, in a few statements. raises NoReason and text errors."""
    reason = _checked(reason)
    ids = generation.all_stored(session, [entry for each in found for entry in each.broadcasts])
    add_rows(session, AcceptedConflict, [_accepted(each, ids, reason) for each in found])


def _checked(typed: str) -> str:
    """A typed reason. raises NoReason and text errors."""
    if not (reason := clean(typed, NOTE_LIMIT)):
        raise NoReason
    return reason


def _accepted(found: FoundConflict, stored: Mapping[Hashable, int], reason: str) -> dict[str, Any]:
    """The columns of an accepted conflict. stored: the ids of broadcasts, by identity."""
    ids = [stored[each.identity] for each in found.broadcasts]
    return {
        "type": found.conflict.type.value,
        "first_id": ids[0] if ids else None,
        "second_id": ids[1] if len(ids) > 1 else None,
        "begins": found.conflict.begins,
        "person": found.conflict.person,
        "sides": _sides(found.conflict, found.broadcasts),
        "reason": reason,
    }


def _time(text: str) -> dt.time:
    """A time of the station's hours: 24:00 is the midnight that ends a day."""
    return dt.time() if text == "24:00" else dt.time.fromisoformat(text)


def _days(first: dt.date, last: dt.date) -> list[dt.date]:
    return [first + number * _DAY for number in range((last - first).days + 1)]


def _sides(conflict: Conflict, broadcasts: Sequence[Entry]) -> list[Any]:
    """What must stay the same for an acceptance to count."""
    return [[_said(conflict.begins), _said(conflict.ends)], *(_side(each) for each in broadcasts)]


def _side(entry: Entry) -> list[Any]:
    """What must stay the same in a broadcast. Older releases stored only the first items."""
    least, most = entry.bounds
    outlets = ", ".join(sorted(entry.outlets))
    times = [_said(entry.starts), _said(entry.ends), entry.actual_seconds]
    return [*times, entry.kind.value, entry.title, entry.upstream, int(entry.live_event), outlets, least, most]


def _is_same(stored: Sequence[Sequence[Any]], present: Sequence[Sequence[Any]]) -> bool:
    """Whether the sides of an accepted conflict are those of today, as far as they were stored."""
    return len(stored) == len(present) and all(
        list(before) == list(now[: len(before)]) for before, now in zip(stored, present, strict=True)
    )


def _content(found: FoundConflict) -> str:
    """What is the same in a conflict, whether its broadcasts are stored or not."""
    conflict, slots = found.conflict, [(each.slot and each.slot.id, each.occurrence) for each in found.broadcasts]
    return repr((conflict.type.value, conflict.person, _sides(conflict, found.broadcasts), slots, found.accepted))


def _said(moment: dt.datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(dt.UTC).isoformat()


def _reason(
    accepted: Mapping[dt.datetime, list[AcceptedConflict]], conflict: Conflict, broadcasts: Sequence[Entry]
) -> str | None:
    """The reason with which a conflict was accepted, the last one if there are several."""
    if not accepted:
        return None
    ids = [each.broadcast_id for each in broadcasts]
    for row in reversed(accepted.get(conflict.begins, ())):
        known = [each for each in (row.first_id, row.second_id) if each is not None]
        if (row.type, known, row.person) == (conflict.type.value, ids, conflict.person) and _is_same(
            row.sides, _sides(conflict, broadcasts)
        ):
            return row.reason
    return None


def _accepted_in(session: Session, found: Sequence[Conflict]) -> dict[dt.datetime, list[AcceptedConflict]]:
    """The accepted conflicts in a window, by their begin."""
    accepted: dict[dt.datetime, list[AcceptedConflict]] = defaultdict(list)
    if not found:
        return accepted
    first, last = min(each.begins for each in found), max(each.begins for each in found)
    statement = select(AcceptedConflict).where(AcceptedConflict.begins >= first, AcceptedConflict.begins <= last)
    for row in session.scalars(statement.order_by(AcceptedConflict.id)):
        accepted[row.begins].append(row)
    return accepted
