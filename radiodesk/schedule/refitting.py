"""Fit the stored occurrences of a slot to another one: another rule, another content, or the next slot of its series.

Aired broadcasts keep all values, and so do those that somebody changed. All take the identity of their day's new
occurrence, because an occurrence that the new slot gives must not be stored a second time.
"""

import datetime as dt
import itertools
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from radiodesk.kinds import BroadcastKind, BroadcastState
from radiodesk.model import (
    AcceptedConflict,
    Broadcast,
    BroadcastOutlet,
    Duty,
    Relay,
    Slot,
    Upstream,
    station,
)
from radiodesk.model.changes import chunks
from radiodesk.model.names import find_or_create
from radiodesk.newsroom.held import held
from radiodesk.schedule import carrying, duties, occurrences
from radiodesk.schedule.conflicts import OWN
from radiodesk.schedule.occurrences import Wanted
from radiodesk.schedule.outlets import outlet
from radiodesk.schedule.slots import SlotView


@dataclass
class Refitted:
    """What became of stored occurrences. Each is an id of a broadcast, or a day."""

    fitted: list[int] = field(default_factory=list)
    """They follow the new slot, and differ from before."""
    kept: list[int] = field(default_factory=list)
    """They keep their values, or some of their people in place of others of the slot: aired, or changed by hand."""
    single: list[int] = field(default_factory=list)
    """The new slot has no occurrence for them: they are single broadcasts now."""
    removed: list[dt.date] = field(default_factory=list)
    """The local days of those that were removed."""
    remarks: list[str] = field(default_factory=list)
    """What becomes of single broadcasts and of work in repeats, as sentences."""

    def add(self, other: "Refitted") -> None:
        """Add what became of others."""
        self.fitted += other.fitted
        self.kept += other.kept
        self.single += other.single
        self.removed += other.removed
        self.remarks += other.remarks


@dataclass(frozen=True)
class Change:
    """What a grid file changes in one occurrence, named by the local start that the rule gives it."""

    of: dt.datetime
    start: dt.datetime | None = None
    """The local start to which it is moved."""
    seconds: int | None = None
    """Another length."""
    cancelled: bool = False
    note: str = ""


@dataclass(frozen=True)
class Shape:
    """All that a slot, and a change of one occurrence, say of a broadcast."""

    starts: dt.datetime
    """UTC."""
    seconds: int | None
    state: BroadcastState
    note: str
    content: tuple[Any, ...]
    """The programme's id and whether it is own live, or what a relay carries; empty for a repeat."""
    outlets: frozenset[str]
    duties: frozenset[tuple[Any, str]]


LOADED = (
    joinedload(Broadcast.edition),
    joinedload(Broadcast.relay).joinedload(Relay.upstream),
    selectinload(Broadcast.outlets).joinedload(BroadcastOutlet.outlet),
    selectinload(Broadcast.duties).joinedload(Duty.person),
)
"""What a broadcast needs for `stored_shape`."""


def stored(session: Session, slot_ids: Collection[int], *conditions: ColumnElement[bool]) -> list[Broadcast]:
    """The stored occurrences of some slots that meet the conditions, by their local starts."""
    statement = select(Broadcast).where(Broadcast.slot_id.in_(sorted(slot_ids)), *conditions)
    statement = statement.options(*LOADED).order_by(Broadcast.occurrence)
    return list(session.scalars(statement.execution_options(populate_existing=True)))


def given_shape(session: Session, wanted: Wanted, change: Change | None = None) -> Shape:
    """What a slot gives for an occurrence, with a change."""
    terms = wanted.slot.terms
    starts, seconds = wanted.starts, wanted.seconds
    if change is not None:
        local_zone = station(session).zone_info
        starts = change.start.replace(tzinfo=local_zone).astimezone(dt.UTC) if change.start else starts
        seconds = seconds if change.seconds is None else change.seconds
    content = terms.content
    by_kind: dict[BroadcastKind, tuple[Any, ...]] = {
        BroadcastKind.FIRST_RUN: (wanted.slot.programme_id, content.own_live),
        BroadcastKind.RELAY: (content.title, content.upstream, content.live_event),
        BroadcastKind.REPEAT: (),
    }
    return Shape(
        starts=starts,
        seconds=seconds,
        state=BroadcastState.CANCELLED if change and change.cancelled else BroadcastState.PLANNED,
        note=change.note if change else "",
        content=by_kind[content.kind],
        outlets=frozenset(terms.outlets),
        duties=frozenset(terms.duties),
    )


def stored_shape(row: Broadcast) -> Shape:
    """The same of a stored broadcast."""
    content: tuple[Any, ...] = ()
    if row.kind is BroadcastKind.FIRST_RUN and row.edition:
        content = (row.edition.programme_id, row.edition.own_live)
    elif row.relay:
        content = (row.relay.title, row.relay.upstream.name if row.relay.upstream else "", row.relay.live)
    return Shape(
        starts=row.starts,
        seconds=row.planned_seconds,
        state=row.state,
        note=row.note,
        content=content,
        outlets=frozenset([*([OWN] if row.own_air else []), *(each.outlet.name for each in row.outlets)]),
        duties=frozenset((each.role, each.person.name) for each in row.duties),
    )


def is_as_given(row: Broadcast, given: Shape) -> bool:
    """Whether a stored occurrence is planned as its slot gives it, whoever is on duty."""
    return replace(stored_shape(row), duties=given.duties) == given


def following(row: Broadcast, before: Shape, now: Shape) -> Shape:
    """What a stored occurrence becomes that was as given before: people whom somebody put on duty stay in their roles.

    Otherwise a roster would keep each broadcast that it fills from moving with its slot.
    """
    mine = stored_shape(row).duties
    changed = {role for role, _name in mine ^ before.duties}
    kept = {each for each in mine if each[0] in changed}
    return replace(now, duties=frozenset(kept | {each for each in now.duties if each[0] not in changed}))


def file_change(row: Broadcast) -> Change | None:
    """What a grid file changed in an occurrence."""
    if row.from_file is None or row.occurrence is None:
        return None
    start = row.from_file.get("start")
    return Change(
        of=row.occurrence,
        start=dt.datetime.fromisoformat(start) if start else None,
        seconds=row.from_file.get("seconds"),
        cancelled=bool(row.from_file.get("cancelled")),
        note=row.from_file.get("note", ""),
    )


def as_stored(change: Change) -> dict[str, Any]:
    """A change as the column `from_file` holds it."""
    return {
        "start": change.start.isoformat(timespec="seconds") if change.start else None,
        "seconds": change.seconds,
        "cancelled": change.cancelled,
        "note": change.note,
    }


def conform(session: Session, row: Broadcast, shape: Shape, *, keep_edition: bool = False) -> None:
    """Give a stored broadcast the values of a shape. What is the same already does not change.

    keep_edition: whether its edition stays as it is.
    """
    values = {
        "starts": shape.starts,
        "planned_seconds": shape.seconds,
        "state": shape.state,
        "note": shape.note,
        "own_air": OWN in shape.outlets,
    }
    for name, value in values.items():
        if getattr(row, name) != value:
            setattr(row, name, value)
    if row.kind is BroadcastKind.FIRST_RUN and row.edition and not keep_edition:
        row.edition.programme_id, row.edition.own_live = shape.content
    elif row.relay and stored_shape(row).content != shape.content:
        title, upstream, live = shape.content
        source = find_or_create(session, Upstream, upstream) if upstream else None
        row.relay.title, row.relay.upstream, row.relay.live = title, source, live
    present = stored_shape(row)
    if present.outlets != shape.outlets:
        _set_outlets(session, row, shape.outlets - {OWN})
    if present.duties != shape.duties:
        duties.give(session, row, sorted(shape.duties))


def _set_outlets(session: Session, row: Broadcast, names: Iterable[str]) -> None:
    wanted = set(names)
    row.outlets[:] = [each for each in row.outlets if each.outlet.name in wanted]
    for name in sorted(wanted - {each.outlet.name for each in row.outlets}):
        row.outlets.append(BroadcastOutlet(outlet=outlet(session, name)))


@dataclass(frozen=True)
class Fit:
    """A slot whose stored occurrences are to be fitted to another one, or to the same with other terms."""

    old: SlotView
    new: SlotView
    first: dt.date | None = None
    """The first local day; None for all."""

    @property
    def since(self) -> dt.datetime:
        """The first local start by the rule."""
        return dt.datetime.combine(self.first or dt.date.min, dt.time.min)


def refit(session: Session, fits: Sequence[Fit]) -> list[Refitted]:
    """Fit the stored occurrences of slots, each slot once, by the same few statements. Returns a report for each.

    Aired ones keep all but their identity, and are only loaded to change it.
    """
    if not fits:
        return []
    reports = [Refitted() for _each in fits]
    rows_of = _rows(session, fits, reports)
    before: dict[int, Shape] = {}
    pairs_of = []
    for each, rows in zip(fits, rows_of, strict=True):
        planned = [row for row in rows if row.state is not BroadcastState.AIRED]
        given = occurrences.by_day(each.old, station(session).zone_info, days_of(planned))
        before |= {row.id: shape for row in planned if (shape := _given_before(session, row, given))}
        pairs_of.append(list(_paired(session, rows, each.new)))
    _make_room(session, list(itertools.chain(*pairs_of)))
    aired = _aired_editions(session, itertools.chain(*rows_of))
    for report, pairs in zip(reports, pairs_of, strict=True):
        for row, wanted in pairs:
            if wanted is None:
                unchanged = row.id in before and before[row.id] == stored_shape(row)
                _release(session, row, report, unchanged=unchanged)
            else:
                _take(session, row, wanted, report, before=before.get(row.id), aired=aired)
    session.flush()
    return reports


def take_back(
    session: Session, slots: Collection[SlotView], among: ColumnElement[bool]
) -> tuple[list[dt.date], list[int]]:
    """Remove some stored occurrences of slots. among: which.

    Returns their local days by the rule, and the ids of those that stay: somebody changed them, or worked on them.
    """
    days: list[dt.date] = []
    kept: list[int] = []
    # Repeats first: the edition that they carry holds no work of theirs.
    for slot in sorted(slots, key=lambda each: each.terms.content.kind is not BroadcastKind.REPEAT):
        rows = stored(session, {slot.id}, among)
        given = occurrences.by_day(slot, station(session).zone_info, days_of(rows))
        for row in rows:
            if _given_before(session, row, given) == stored_shape(row) and not _holds_work(session, row):
                days.append(_day(row))
                remove(session, row)
            else:
                kept.append(row.id)
    return days, kept


def _rows(session: Session, fits: Sequence[Fit], reports: Sequence[Refitted]) -> list[list[Broadcast]]:
    """The stored occurrences of each slot, in order. Aired ones that keep their identity are only reported as kept."""
    since = Broadcast.occurrence >= min(each.since for each in fits)
    is_aired = Broadcast.state == BroadcastState.AIRED
    place = {each.old.id: number for number, each in enumerate(fits)}
    alike = {each.old.id for each in fits if _has_same_occurrences(each.old, each.new)}
    kept = select(Broadcast.slot_id, Broadcast.id, Broadcast.occurrence).where(Broadcast.slot_id.in_(sorted(alike)))
    for slot_id, row_id, of in session.execute(kept.where(since, is_aired)) if alike else ():
        if slot_id is not None and of is not None and of >= fits[place[slot_id]].since:
            reports[place[slot_id]].kept.append(row_id)
    rows_of: list[list[Broadcast]] = [[] for _each in fits]
    for row in _in_order(
        [*stored(session, place, since, ~is_aired), *_bare(session, place.keys() - alike, since, is_aired)]
    ):
        if row.slot_id is not None and row.occurrence is not None:
            number = place[row.slot_id]
            if row.occurrence >= fits[number].since:
                rows_of[number].append(row)
    return rows_of


def _has_same_occurrences(old: SlotView, new: SlotView) -> bool:
    """Whether a slot has the same occurrences as before, whatever their length and what they are."""
    before, after = (replace(each.terms.recurrence, seconds=None) for each in (old, new))
    return old.id == new.id and before == after


def _bare(session: Session, slot_ids: Collection[int], *conditions: ColumnElement[bool]) -> Sequence[Broadcast]:
    """Stored occurrences of some slots without their parts."""
    if not slot_ids:
        return ()
    return session.scalars(select(Broadcast).where(Broadcast.slot_id.in_(sorted(slot_ids)), *conditions)).all()


def _in_order(rows: Iterable[Broadcast]) -> list[Broadcast]:
    """Stored occurrences by their local starts."""
    return sorted(rows, key=lambda row: row.occurrence.isoformat() if row.occurrence else "")


def _make_room(session: Session, pairs: Iterable[tuple[Broadcast, Wanted | None]]) -> None:
    """Free the identities that stored occurrences get, where others still have them."""
    moving = [
        (row, wanted)
        for row, wanted in pairs
        if wanted is None or (row.slot_id, row.occurrence) != (wanted.slot.id, wanted.of)
    ]
    taken = {(wanted.slot.id, wanted.of) for _row, wanted in moving if wanted is not None}
    for row, _wanted in moving:
        if (row.slot_id, row.occurrence) in taken:
            row.slot_id = None
    session.flush()


def _aired_editions(session: Session, rows: Iterable[Broadcast]) -> set[int]:
    """The editions of planned first runs that a repeat carried on the air already."""
    editions = {each.edition_id for each in rows if each.kind is BroadcastKind.FIRST_RUN and each.edition_id}
    found: set[int] = set()
    for ids in chunks(sorted(editions)):
        among = (Broadcast.edition_id.in_(ids), Broadcast.state == BroadcastState.AIRED)
        found |= {each for each in session.scalars(select(Broadcast.edition_id).where(*among)) if each}
    return found


def _paired(session: Session, rows: Sequence[Broadcast], new: SlotView) -> Iterator[tuple[Broadcast, Wanted | None]]:
    """Stored occurrences with those of a slot on the same local days.

    One that the slot has at the same local start stays that one; the others of a day are paired in order.
    """
    by_day = occurrences.by_day(new, station(session).zone_info, days_of(rows))
    for day, of_day in itertools.groupby(rows, key=_day):
        given = {each.of: each for each in by_day.get(day, ())}
        stored_of_day = list(of_day)
        same = {row.occurrence for row in stored_of_day}
        others = iter([each for of, each in given.items() if of not in same])
        for row in stored_of_day:
            own = given.get(row.occurrence) if row.occurrence else None
            yield row, own or next(others, None)


def days_of(rows: Iterable[Broadcast]) -> set[dt.date]:
    """The local days on which the rules of slots have stored occurrences."""
    return {row.occurrence.date() for row in rows if row.occurrence is not None}


def _day(row: Broadcast) -> dt.date:
    return row.occurrence.date() if row.occurrence else dt.date.min


def _given_before(session: Session, row: Broadcast, given: Mapping[dt.date, Sequence[Wanted]]) -> Shape | None:
    """What its slot and the grid file say of a stored occurrence; None if somebody planned it otherwise by hand.

    Somebody else may be on duty there: then it moves with its slot, and is not removed with it.
    given: what its slot gives, by day.
    """
    wanted = [each for each in given.get(_day(row), ()) if each.of == row.occurrence]
    shape = given_shape(session, wanted[0], file_change(row)) if wanted else None
    return shape if shape and is_as_given(row, shape) else None


def _take(
    session: Session, row: Broadcast, wanted: Wanted, report: Refitted, *, before: Shape | None, aired: Collection[int]
) -> None:
    """Make a stored broadcast the occurrence of another slot. One of another kind is removed, to be generated anew.

    before: what its slot gave until now; None if somebody planned the broadcast otherwise. aired: the editions that
    were aired, which stay as they are.
    """
    same_kind = row.kind is wanted.slot.terms.content.kind
    if before and not same_kind and before == stored_shape(row) and not _holds_work(session, row):
        report.removed.append(_day(row))
        remove(session, row)
        return
    row.slot_id, row.occurrence = wanted.slot.id, wanted.of
    if before and same_kind:
        given = given_shape(session, wanted, _moved_along(row, wanted))
        shape = following(row, before, given)
        is_fitted = stored_shape(row) != shape
        if is_fitted:
            report.fitted.append(row.id)
        if shape != given and (not is_fitted or before.duties != given.duties):
            report.kept.append(row.id)
        conform(session, row, shape, keep_edition=row.edition_id in aired)
    else:
        report.kept.append(row.id)


def _moved_along(row: Broadcast, wanted: Wanted) -> Change | None:
    """The change of a grid file, for the occurrence that a broadcast is now."""
    change = file_change(row)
    return change and replace(change, of=wanted.of)


def _release(session: Session, row: Broadcast, report: Refitted, *, unchanged: bool) -> None:
    """Remove a broadcast that has no occurrence any more; one that holds somebody's work becomes a single one.

    That keeps its local start by the rule, so that it becomes the occurrence again once a slot has that again.
    """
    if unchanged and not _holds_work(session, row):
        report.removed.append(_day(row))
        remove(session, row)
    else:
        row.slot_id = row.from_file = None
        report.single.append(row.id)


def _holds_work(session: Session, row: Broadcast) -> bool:
    """Whether work would be lost with a broadcast: in its edition, or as a repeat that was aired or changed by hand.

    A repeat holds the work in an edition that has no other broadcast.
    """
    if row.edition_id is None:
        return False
    others = select(Broadcast.id).where(Broadcast.edition_id == row.edition_id, Broadcast.id != row.id)
    if row.kind is BroadcastKind.REPEAT and session.scalar(others.limit(1)) is not None:
        return False
    changed = others.where(or_(Broadcast.slot_id.is_(None), Broadcast.state != BroadcastState.PLANNED))
    return session.scalar(changed.limit(1)) is not None or any(held(session, row.edition_id))


def remove(session: Session, row: Broadcast) -> None:
    """Remove a planned broadcast, with its relay or its edition if nothing else needs it."""
    about = or_(AcceptedConflict.first_id == row.id, AcceptedConflict.second_id == row.id)
    for accepted in session.scalars(select(AcceptedConflict).where(about)).all():
        session.delete(accepted)
    edition_id, relay = row.edition_id, row.relay
    session.delete(row)
    session.flush()
    if relay is not None:
        session.delete(relay)
        session.flush()
    if edition_id is not None:
        carrying.remove_if_empty(session, edition_id)


def remove_slot(session: Session, slot_id: int) -> None:
    """Remove a slot that no stored broadcast belongs to."""
    row = session.scalars(
        select(Slot).where(Slot.id == slot_id).options(selectinload(Slot.outlets), selectinload(Slot.duties))
    ).one()
    session.delete(row)
    session.flush()
