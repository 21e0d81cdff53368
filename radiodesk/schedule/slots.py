"""The slots of the grid, with their series, as plain values."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, aliased

from radiodesk.errors import UserError, visible
from radiodesk.kinds import BroadcastKind, DutyRole, ProgrammeKind
from radiodesk.locale import N_, _
from radiodesk.model import Outlet, Person, Programme, Series, Slot, SlotDuty, SlotOutlet, Upstream
from radiodesk.model.changes import CHUNK
from radiodesk.model.checking import QUOTED_LENGTH, Problem, restorable
from radiodesk.schedule import rrule
from radiodesk.schedule.conflicts import OWN
from radiodesk.schedule.content import by_first
from radiodesk.schedule.recurrence import Recurrence

Value = TypeVar("Value")


class DamagedSlot(UserError):
    """A slot with a value that no desk writes."""

    message = N_("A slot of the grid is damaged and cannot be planned: {where}: {what}. Restore the last good backup")
    command = N_("“radiodesk check” shows the details, “radiodesk restore FILE” restores a backup")

    def __init__(self, problem: Problem) -> None:
        super().__init__(where=problem.where, what=problem.what)
        self.problem = problem


class DamagedNamedSlot(DamagedSlot):
    """The same, with the name of its series."""

    message = N_("The slot “{slot}” is damaged and cannot be planned: {where}: {what}. Restore the last good backup")

    def __init__(self, problem: Problem, series: str) -> None:
        super().__init__(problem)
        self.values["slot"] = series


@dataclass(frozen=True)
class Content:
    """What a slot broadcasts: a programme, a repeat or a relay."""

    kind: BroadcastKind
    title: str = ""
    """The title of a programme, or what a relay carries; empty for a repeat."""
    repeats: str = ""
    """The series whose editions a repeat carries; empty for others."""
    days_after: int = 0
    """How many days after the first run a repeat is."""
    upstream: str = ""
    live_event: bool = False
    own_live: bool = False
    """Whether the station reports live from an event of its own."""


@dataclass(frozen=True)
class Terms:
    """Everything that defines a slot: what it broadcasts, when, where, and who is on duty."""

    content: Content
    recurrence: Recurrence
    outlets: tuple[str, ...] = (OWN,)
    duties: tuple[tuple[DutyRole, str], ...] = ()
    """Roles and names, in order."""


@dataclass(frozen=True)
class SlotView:
    """One slot of a series. `terms.recurrence` has its part of the series as `since` and `last`."""

    id: int
    version: int
    series_id: int
    series: str
    """The name of the series, which grid files call the key of the slot."""
    repeats_id: int | None
    programme_id: int | None
    programme_kind: ProgrammeKind | None
    """None for repeats and relays."""
    bounds: tuple[int | None, int | None]
    """The shortest and the longest length that the programme allows; None for any."""
    own_live: bool
    """Whether the slot or its programme is own live."""
    terms: Terms

    @property
    def is_newest(self) -> bool:
        """Whether no other slot of the series follows, and none has ended it."""
        return self.terms.recurrence.last is None

    @property
    def first_day(self) -> dt.date:
        """The first day on which it applies."""
        when = self.terms.recurrence
        return max(when.start, when.since or when.start)


class _SlotRow(NamedTuple):
    """A stored slot: the columns of `_SLOTS`, in their order. Objects of the session take twice the time."""

    id: int
    version: int
    series_id: int
    kind: BroadcastKind
    repeats_id: int | None
    days_after: int
    title: str
    live_event: bool
    own_live: bool
    own_air: bool
    at: dt.time
    start: dt.date
    rule: str
    seconds: int | None
    until: dt.date | None
    pauses: Any
    exclusions: Any
    additions: Any
    since: dt.date | None
    last: dt.date | None
    series: str
    repeats: str | None
    upstream: str | None
    programme_id: int | None
    programme_title: str | None
    programme_kind: ProgrammeKind | None
    least_seconds: int | None
    most_seconds: int | None
    programme_live: bool | None


_REPEATED = aliased(Series)
_SLOTS = (
    select(
        Slot.id,
        Slot.version,
        Slot.series_id,
        Slot.kind,
        Slot.repeats_id,
        Slot.days_after,
        Slot.title,
        Slot.live_event,
        Slot.own_live,
        Slot.own_air,
        Slot.at,
        Slot.start,
        Slot.rule,
        Slot.seconds,
        Slot.until,
        Slot.pauses,
        Slot.exclusions,
        Slot.additions,
        Slot.since,
        Slot.last,
        Series.name,
        _REPEATED.name,
        Upstream.name,
        Programme.id,
        Programme.title,
        Programme.kind,
        Programme.least_seconds,
        Programme.most_seconds,
        Programme.own_live,
    )
    .join(Series, Slot.series_id == Series.id)
    .outerjoin(_REPEATED, Slot.repeats_id == _REPEATED.id)
    .outerjoin(Programme, Slot.programme_id == Programme.id)
    .outerjoin(Upstream, Slot.upstream_id == Upstream.id)
    .order_by(Series.id, Slot.last.is_(None), Slot.last, Slot.id)
)
_OUTLETS = (
    select(SlotOutlet.slot_id, Outlet.name).join(Outlet, SlotOutlet.outlet_id == Outlet.id).order_by(SlotOutlet.id)
)
_DUTIES = (
    select(SlotDuty.slot_id, SlotDuty.role, Person.name)
    .join(Person, SlotDuty.person_id == Person.id)
    .order_by(SlotDuty.id)
)


def slots(session: Session, *conditions: ColumnElement[bool]) -> list[SlotView]:
    """The slots that meet the conditions, by series and day. raises DamagedNamedSlot."""
    found = _read_all(session, *conditions)
    for each in found:
        if isinstance(each, DamagedNamedSlot):
            raise each
    return [each for each in found if isinstance(each, SlotView)]


def readable(session: Session) -> list[SlotView]:
    """All slots but for damaged ones, by series and day: one of them must not keep the others from being planned."""
    return readable_and_damaged(session)[0]


def damaged(session: Session) -> list[DamagedNamedSlot]:
    """The slots that `readable` leaves out."""
    return readable_and_damaged(session)[1]


def readable_and_damaged(session: Session) -> tuple[list[SlotView], list[DamagedNamedSlot]]:
    """Both, by one reading."""
    found = _read_all(session)
    damaged = [each for each in found if isinstance(each, DamagedNamedSlot)]
    return [each for each in found if isinstance(each, SlotView)], damaged


def _read_all(session: Session, *conditions: ColumnElement[bool]) -> list[SlotView | DamagedNamedSlot]:
    """The slots that meet the conditions, and what is wrong with those that cannot be read."""
    session.flush()
    connection = session.connection()  # a session would make each row twice: these are columns, not objects
    statement = _SLOTS.where(*conditions) if conditions else _SLOTS
    rows = [_SlotRow._make(row) for row in connection.execute(statement).all()]
    ids = [row.id for row in rows]
    few = bool(conditions) and len(ids) <= CHUNK
    named = _OUTLETS.where(SlotOutlet.slot_id.in_(ids)) if few else _OUTLETS
    on_duty = _DUTIES.where(SlotDuty.slot_id.in_(ids)) if few else _DUTIES
    outlets, duties = (by_first(connection.execute(each).all()) for each in (named, on_duty))
    found: list[SlotView | DamagedNamedSlot] = []
    for row in rows:
        try:
            found.append(_view(row, outlets.get(row.id, ()), duties.get(row.id, ())))
        except DamagedSlot as error:
            found.append(DamagedNamedSlot(error.problem, row.series))
    return found


def in_force(of_series: Iterable[SlotView], day: dt.date) -> list[SlotView]:
    """The slots of a series that apply on a day or later, in order. of_series: all of it."""
    return [
        each
        for each in of_series
        if (last := each.terms.recurrence.last) is None or (last >= day and last >= each.first_day)
    ]


def by_series(found: Iterable[SlotView]) -> dict[str, list[SlotView]]:
    """Slots by the names of their series, each series in order."""
    grouped: dict[str, list[SlotView]] = defaultdict(list)
    for each in found:
        grouped[each.series].append(each)
    return dict(grouped)


def recurrence_of(row: Slot | _SlotRow) -> Recurrence:
    """When a slot is due. raises DamagedSlot."""
    return Recurrence(
        at=row.at,
        start=row.start,
        rule=_read(row, "rule", rrule.parse),
        seconds=row.seconds,
        until=row.until,
        pauses=_read(row, "pauses", lambda pauses: tuple(_days(first, last) for first, last in pauses or ())),
        exclusions=_read(row, "exclusions", lambda named: tuple(map(_day_or_start, named or ()))),
        additions=_read(row, "additions", lambda starts: tuple(map(_start, starts or ()))),
        since=row.since,
        last=row.last,
    )


def _read(row: Slot | _SlotRow, column: str, decode: Callable[[Any], Value]) -> Value:
    stored = getattr(row, column)
    try:
        return decode(stored)
    except (UserError, ValueError, TypeError) as error:
        what = _("The value “{value}” is not valid").format(value=visible(str(stored)[:QUOTED_LENGTH]))
        raise DamagedSlot(restorable("value", what, f"slot {row.id}, {column}")) from error


def _days(first: str, last: str) -> tuple[dt.date, dt.date]:
    return dt.date.fromisoformat(first), dt.date.fromisoformat(last)


def _start(text: str) -> dt.datetime:
    """A local start. raises ValueError for a moment with an offset."""
    start = dt.datetime.fromisoformat(text)
    if start.tzinfo is not None:
        raise ValueError(text)
    return start


def set_recurrence(row: Slot, when: Recurrence) -> None:
    """Store when a slot is due. Columns that hold the same already do not change."""
    values: dict[str, Any] = {
        "at": when.at,
        "start": when.start,
        "rule": when.rule.text,
        "seconds": when.seconds,
        "until": when.until,
        "pauses": [[first.isoformat(), last.isoformat()] for first, last in when.pauses] or None,
        "exclusions": [_said(each) for each in when.exclusions] or None,
        "additions": [_said(each) for each in when.additions] or None,
        "since": when.since,
        "last": when.last,
    }
    for name, value in values.items():
        if getattr(row, name) != value:
            setattr(row, name, value)


def _said(local: dt.date) -> str:
    return local.isoformat(timespec="seconds") if isinstance(local, dt.datetime) else local.isoformat()


def _day_or_start(text: str) -> dt.date:
    return _start(text) if "T" in text else dt.date.fromisoformat(text)


def _view(row: _SlotRow, outlets: Sequence[str], duties: Sequence[tuple[DutyRole, str]]) -> SlotView:
    content = Content(
        kind=row.kind,
        title=row.title if row.programme_title is None else row.programme_title,
        repeats=row.repeats or "",
        days_after=row.days_after,
        upstream=row.upstream or "",
        live_event=row.live_event,
        own_live=row.own_live,
    )
    return SlotView(
        id=row.id,
        version=row.version,
        series_id=row.series_id,
        series=row.series,
        repeats_id=row.repeats_id,
        programme_id=row.programme_id,
        programme_kind=row.programme_kind,
        bounds=(row.least_seconds, row.most_seconds),
        own_live=row.own_live or bool(row.programme_live),
        terms=Terms(content, recurrence_of(row), (*([OWN] if row.own_air else []), *outlets), tuple(duties)),
    )
