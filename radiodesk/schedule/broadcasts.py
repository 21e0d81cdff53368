"""Plan, change, cancel and air broadcasts.

Whatever is unusual raises Doubtful until a person is sure: another broadcast at the same time, a programme that is
almost called like a known one, a broadcast aired before its time or without content, a very long one.
"""

import datetime as dt
from collections.abc import Iterable
from types import EllipsisType
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from radiodesk.kinds import OFF_AIR, BroadcastKind, BroadcastState, ProgrammeKind
from radiodesk.model import Broadcast, Edition, Relay, Upstream, zone
from radiodesk.model.changes import describe, describe_change
from radiodesk.model.database import existing, fetch
from radiodesk.model.moments import check_length, moment
from radiodesk.model.names import find_or_create
from radiodesk.model.text import NOTE_LIMIT, clean, clean_title, key
from radiodesk.newsroom import publications
from radiodesk.schedule import programmes, rules, unusual


def plan_first_run(
    session: Session,
    *,
    title: str,
    kind: ProgrammeKind | None,
    on: dt.date,
    at: dt.time,
    seconds: int | None,
    note: str = "",
    sure: bool = False,
) -> int:
    """Plan a new edition of a programme, which is created if its title is new. Returns the broadcast's id.

    kind: of a new programme; None takes the kind of a known one. seconds: the planned length.
    raises Doubtful, PlannedTwice, KindNeeded, OtherKind, BadDuration, and text errors.
    """
    doubts = unusual.of_title(session, title)
    edition = Edition(programme=programmes.programme(session, title, kind))
    row = Broadcast(kind=BroadcastKind.FIRST_RUN, edition=edition)
    return _plan(session, row, on, at, seconds, note, doubts, sure=sure)


def plan_repeat(
    session: Session,
    *,
    edition_id: int,
    on: dt.date,
    at: dt.time,
    seconds: int | None,
    note: str = "",
    sure: bool = False,
) -> int:
    """Plan a repeat of an edition. Returns the broadcast's id. raises Doubtful, PlannedTwice, BadDuration."""
    existing(session, Edition, edition_id)
    row = Broadcast(kind=BroadcastKind.REPEAT, edition_id=edition_id)
    return _plan(session, row, on, at, seconds, note, sure=sure)


def plan_relay(
    session: Session,
    *,
    title: str,
    live: bool,
    upstream: str,
    on: dt.date,
    at: dt.time,
    seconds: int | None,
    note: str = "",
    place: str = "",
    circuit: str = "",
    sure: bool = False,
) -> int:
    """Plan a relay of a live event or of an upstream, which is created if it is new. Returns the broadcast's id.

    place, circuit: where a live event is, and what carries it to the station.

    raises NoUpstream for neither, Doubtful, PlannedTwice, BadDuration, and text errors.
    """
    relay = Relay(title=clean_title(title), live=live, upstream=_upstream(session, upstream, live=live))
    doubts = unusual.of_relay(relay)
    row = Broadcast(kind=BroadcastKind.RELAY, relay=relay, place=clean(place), circuit=clean(circuit))
    return _plan(session, row, on, at, seconds, note, doubts, sure=sure)


def change_broadcast(
    session: Session,
    broadcast_id: int,
    version: int,
    *,
    on: dt.date,
    at: dt.time,
    planned_seconds: int | None,
    actual_seconds: int | None,
    note: str,
    now: dt.datetime,
    actual_at: dt.time | EllipsisType | None = ...,
    place: str | None = None,
    circuit: str | None = None,
    title: str | None = None,
    kind: ProgrammeKind | None = None,
    programme_version: int | None = None,
    upstream: str | None = None,
    live: bool | None = None,
    state: BroadcastState | None = None,
    sure: bool = False,
) -> None:
    """Change a broadcast: its time, lengths, note, state; the programme of a first run; what a relay carries.

    Another title of a first run means another programme, not a new name of the present one. Another kind with the same
    title changes the programme, in all its editions. now: aware. programme_version: needed to change the kind.
    actual_at: the local time at which it began, nearest to its planned start; None if that is not known, ... leaves it
    as it is. place, circuit, title, kind, upstream, live, state: None leaves it as it is.
    raises ChangedMeanwhile, NotYetDue, NotYetBegun, StillPosted, WrongMove, and those of the functions that plan.
    """
    row = _with_content(session, fetch(session, Broadcast, broadcast_id, version))
    before, title_before = _before(row), title_of(row)
    wanted = row.state if state is None else state
    rules.check_move(row.state, wanted)
    of_slot = row.slot_id is not None
    starts, seconds = _start(session, row.starts, on, at), check_length(planned_seconds, of_slot=of_slot)
    days = _days_to_come(session, row, starts, seconds, now)
    silent = unusual.silent_around(session, *days)
    row.starts, row.planned_seconds = starts, seconds
    row.note = clean(note, NOTE_LIMIT)
    row.place = row.place if place is None else clean(place)
    row.circuit = row.circuit if circuit is None else clean(circuit)
    actual = row.actual_starts if actual_at is ... else _actual_start(session, row.starts, actual_at)
    doubts = _enter_state(session, row, wanted, actual, check_length(actual_seconds, of_slot=of_slot))
    if row.relay:
        doubts += _change_relay(session, row.relay, title, upstream, live)
    elif row.edition and row.kind is BroadcastKind.FIRST_RUN:
        doubts += _change_programme(session, row.edition, title, kind, programme_version)
    doubts += _check_changed(session, row, before, now, retitled=title_of(row) != title_before)
    unusual.ask([*doubts, *unusual.of_silence(session, silent, *days)], sure=sure)
    _describe_moved(session, row, before)


def set_state(
    session: Session,
    broadcast_id: int,
    version: int,
    state: BroadcastState,
    *,
    now: dt.datetime,
    actual_seconds: int | None = None,
    sure: bool = False,
) -> None:
    """Move a broadcast to a state. now: aware.

    raises WrongMove where that state cannot follow, NotYetDue to air one of a later day, NotYetBegun to miss one,
    StillPosted for one whose edition was posted, PlannedTwice for one that returns, Doubtful,
    ChangedMeanwhile.
    """
    row = fetch(session, Broadcast, broadcast_id, version)
    rules.check_move(row.state, state)
    before = _before(row)
    seconds = check_length(actual_seconds, of_slot=row.slot_id is not None) or row.actual_seconds
    doubts = _enter_state(session, row, state, row.actual_starts, seconds)
    unusual.ask([*doubts, *_check_changed(session, row, before, now)], sure=sure)


def air_until_now(session: Session, day: dt.date, *, now: dt.datetime, sure: bool = False) -> int:
    """Mark the planned broadcasts of a day that have begun as aired. Returns their number. now: aware.

    Sets the values of the unit of work's sentence. raises Doubtful with what is unusual about each, NotYetDue,
    StillPosted, PlannedTwice.
    """
    local_zone = zone(session)
    begin, end = moment(day, dt.time(), local_zone), moment(day + dt.timedelta(days=1), dt.time(), local_zone)
    due = select(Broadcast).where(
        Broadcast.state == BroadcastState.PLANNED, Broadcast.starts >= begin, Broadcast.starts < min(end, now)
    )
    doubts: list[str] = []
    rows = session.scalars(due.order_by(Broadcast.starts)).all()
    for row in rows:
        before = _before(row)
        row.state = BroadcastState.AIRED
        row.actual_seconds = rules.actual_length(before.state, row.state, row.actual_seconds)
        if unusual_here := _check_changed(session, row, before, now):
            doubts.append(unusual.about(session, row, unusual_here))
    unusual.ask(doubts, sure=sure)
    describe(session, count=len(rows), day=day.isoformat())
    return len(rows)


class _Before(NamedTuple):
    """What a broadcast was before a change."""

    state: BroadcastState
    starts: dt.datetime
    planned_seconds: int | None
    actual_seconds: int | None
    actual_starts: dt.datetime | None


def _before(row: Broadcast) -> _Before:
    return _Before(row.state, row.starts, row.planned_seconds, row.actual_seconds, row.actual_starts)


def _describe_moved(session: Session, row: Broadcast, before: _Before) -> None:
    """Let the entry's sentence say when a broadcast was planned before, and how long."""
    was, starts = (each.astimezone(zone(session)) for each in (before.starts, row.starts))
    describe_change(
        session,
        day=(was.date().isoformat(), starts.date().isoformat()),
        time=(was.time().isoformat(), starts.time().isoformat()),
        length=(before.planned_seconds, row.planned_seconds),
    )


def _days_to_come(
    session: Session, row: Broadcast, starts: dt.datetime, seconds: int | None, now: dt.datetime
) -> set[dt.date]:
    """The local days, not past ones, on which another start or planned length changes when something is on air."""
    if row.state is not BroadcastState.PLANNED or (row.starts, row.planned_seconds) == (starts, seconds):
        return set()
    today, *days = (each.astimezone(zone(session)).date() for each in (now, row.starts, starts))
    return {each for each in days if each >= today}


def _start(session: Session, present: dt.datetime, on: dt.date, at: dt.time) -> dt.datetime:
    """The moment of a local day and time: the present one, if that has them, else the first one."""
    local = present.astimezone(zone(session))
    same = (local.date(), local.time().replace(microsecond=0)) == (on, at.replace(microsecond=0))
    return present if same else moment(on, at, zone(session))


def _actual_start(session: Session, starts: dt.datetime, at: dt.time | None) -> dt.datetime | None:
    return None if at is None else rules.nearest_start(starts.astimezone(zone(session)), at).astimezone(dt.UTC)


def _enter_state(
    session: Session, row: Broadcast, state: BroadcastState, starts: dt.datetime | None, seconds: int | None
) -> list[str]:
    """Move a broadcast to a state, with what is known of its air. Returns what the state loses of that, in words."""
    row.actual_seconds = rules.actual_length(row.state, state, seconds)
    row.actual_starts = rules.actual_start(row.state, state, starts)
    row.state = state
    lost = starts if row.actual_starts is None else None, seconds if row.actual_seconds is None else None
    return unusual.of_lost(session, *lost)


def _check_changed(
    session: Session, row: Broadcast, before: _Before, now: dt.datetime, *, retitled: bool = False
) -> list[str]:
    """Check a changed broadcast as a whole. Returns what is unusual about the change.

    raises NotYetDue, NotYetBegun, StillPosted, PlannedTwice.
    """
    session.flush()
    doubts = _check_state(session, row, before, now)
    if row.actual_seconds != before.actual_seconds:
        doubts += unusual.of_length(row)
    if row.actual_starts != before.actual_starts:
        doubts += unusual.of_start(session, row)
    is_moved = retitled or (row.starts, row.planned_seconds) != (before.starts, before.planned_seconds)
    if row.state not in OFF_AIR and (is_moved or before.state in OFF_AIR):
        doubts += unusual.of_neighbours(session, row)
    if retitled and row.edition_id is not None:  # its repeats have the new title too
        same = (Broadcast.edition_id == row.edition_id) & (Broadcast.id != row.id) & Broadcast.state.not_in(OFF_AIR)
        for repeat in session.scalars(select(Broadcast).where(same).order_by(Broadcast.starts)).all():
            doubts += unusual.of_neighbours(session, repeat)
    return doubts


def _check_state(session: Session, row: Broadcast, before: _Before, now: dt.datetime) -> list[str]:
    """Check the state of a changed broadcast. Returns what is unusual about it.

    raises NotYetDue, NotYetBegun, StillPosted.
    """
    starts = row.starts.astimezone(zone(session))
    is_new, is_moved = row.state is not before.state, row.starts != before.starts
    today = now.astimezone(starts.tzinfo).date()
    doubts: list[str] = []
    if row.state is BroadcastState.AIRED:
        rules.check_aired(starts.date(), today)
        if is_new or is_moved:
            doubts += unusual.of_time(session, row, now)
        if is_new:
            doubts += unusual.of_content(session, row)
    elif before.state is BroadcastState.AIRED and row.kind is BroadcastKind.FIRST_RUN and row.edition_id is not None:
        publications.check_none(session, row.edition_id)
    if row.state is BroadcastState.MISSED and (is_new or is_moved):
        rules.check_missed(starts, today)
        doubts += unusual.of_time(session, row, now)
    return doubts


def _plan(
    session: Session,
    row: Broadcast,
    on: dt.date,
    at: dt.time,
    seconds: int | None,
    note: str,
    doubts: Iterable[str] = (),
    *,
    sure: bool,
) -> int:
    row.state = BroadcastState.PLANNED
    row.starts = moment(on, at, zone(session))
    row.planned_seconds = check_length(seconds)
    row.note = clean(note, NOTE_LIMIT)
    session.add(row)
    session.flush()
    unusual.ask([*doubts, *unusual.of_neighbours(session, row)], sure=sure)
    describe(session, title=title_of(_with_content(session, row)))
    return row.id


def title_of(row: Broadcast) -> str:
    """The title of a broadcast whose programme or relay is loaded."""
    return row.edition.programme.title if row.edition else row.relay.title if row.relay else ""


def _change_relay(
    session: Session, relay: Relay, title: str | None, upstream: str | None, live: bool | None
) -> list[str]:
    before = (relay.live, relay.upstream)
    wanted = relay.live if live is None else live
    source = relay.upstream if upstream is None else _upstream(session, upstream, live=wanted)
    rules.check_relay(live=wanted, has_upstream=source is not None)
    if title is not None:
        relay.title = clean_title(title)
    relay.live, relay.upstream = wanted, source
    return unusual.of_relay(relay) if (relay.live, relay.upstream) != before else []


def _change_programme(
    session: Session, edition: Edition, title: str | None, kind: ProgrammeKind | None, version: int | None
) -> list[str]:
    present = edition.programme
    if title is None or key(title) == present.key:
        if kind is None or kind is present.kind:
            return []
        return programmes.set_kind(session, present.id, version or 0, kind)
    doubts = unusual.of_title(session, title)
    known = programmes.find(session, title)
    edition.programme = programmes.programme(session, title, kind or (None if known else present.kind))
    return doubts


def _upstream(session: Session, name: str, *, live: bool) -> Upstream | None:
    if clean(name):
        return find_or_create(session, Upstream, name)
    rules.check_relay(live=live, has_upstream=False)
    return None


def _with_content(session: Session, row: Broadcast) -> Broadcast:
    """The broadcast with its programme or relay loaded."""
    statement = (
        select(Broadcast)
        .where(Broadcast.id == row.id)
        .options(
            joinedload(Broadcast.edition).joinedload(Edition.programme),
            joinedload(Broadcast.relay).joinedload(Relay.upstream),
        )
        .execution_options(populate_existing=True)
    )
    return session.scalars(statement).one()
