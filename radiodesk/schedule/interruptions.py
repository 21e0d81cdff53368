"""Interrupt the plan now: an emergency bulletin, or a broadcast on air that runs longer than planned.

What the interruption meets is pushed, cut or cancelled, as a person chose. Aired broadcasts never change.
"""

import datetime as dt
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from radiodesk.errors import UserError
from radiodesk.kinds import OFF_AIR, BroadcastKind, BroadcastState, Priority, ProgrammeKind
from radiodesk.locale import N_, _, formats
from radiodesk.model import Broadcast, Edition, Programme, zone
from radiodesk.model.changes import describe, describe_change
from radiodesk.model.database import fetch
from radiodesk.model.moments import after, check_length, elapsed
from radiodesk.schedule import found_conflicts, generation, plan, programmes, queries, unusual
from radiodesk.schedule.conflicts import OWN, ConflictType
from radiodesk.schedule.entry import Entry

WINDOW = dt.timedelta(days=1)
"""A push must be taken up by gaps within this time."""

NOTICED = dt.timedelta(minutes=30)
"""How long after its planned end one may still notice that a broadcast runs longer."""

SHOWN = 6
"""Moves that a preview says in words; of more only the number."""


class Choice(StrEnum):
    """What happens to the planned broadcasts that an interruption meets."""

    PUSH = "push"
    """They begin later, and so do those after them, until a gap takes it up. What is bound loses its beginning."""
    CUT = "cut"
    """They lose the time that the interruption takes."""
    CANCEL = "cancel"


class NoRoom(UserError):
    """A push that no gap takes up."""

    message = N_("No gap within a day takes up the delay: choose to cut or to cancel the affected broadcasts")


class NotOnAir(UserError):
    """A broadcast that cannot run longer, because it is not on air, and did not end last."""

    message = N_(
        "“{title}” is not on air at {time}: only what is on air can run longer, or what ended last, in the half hour "
        "before"
    )


class NoLength(UserError):
    """An interruption without a length."""

    message = N_("Say how long it lasts: give a length such as 5:00")


@dataclass(frozen=True)
class Planned:
    """A broadcast, as the new times need it. starts, ends: aware. ends: None where nothing ends it."""

    id: Hashable
    starts: dt.datetime
    ends: dt.datetime | None
    is_fixed: bool = False
    """It was aired, so it keeps its times."""
    is_bound: bool = False
    """It cannot be moved: it can only begin later and end as planned."""


@dataclass(frozen=True)
class Move:
    """What becomes of a broadcast. starts, ends: UTC."""

    id: Hashable
    starts: dt.datetime
    ends: dt.datetime | None
    is_cancelled: bool = False


def new_times(
    broadcasts: Iterable[Planned], start: dt.datetime, seconds: int, choice: Choice, *, goes_on: bool = False
) -> list[Move]:
    """What becomes of the broadcasts that change when something else is on air from `start`, by start. Pure.

    The one on air at `start` ends there. With `goes_on` it continues after the interruption: pushed, it ends that much
    later; else it ends as planned. Cancelling cancels only what has not begun.
    """
    start = start.astimezone(dt.UTC)
    end = after(start, seconds)
    in_order = sorted((_in_utc(each) for each in broadcasts if not each.is_fixed), key=lambda each: each.starts)
    on_air = [each for each in in_order if each.starts < start and (each.ends is None or each.ends > start)]
    later = [each for each in in_order if each.starts >= start]
    moves = [] if goes_on else [Move(each.id, each.starts, start) for each in on_air]
    if choice is not Choice.PUSH:
        return moves + [_shortened(each, end, choice) for each in later if each.starts < end]
    if goes_on:
        going_on = (each for each in on_air if not each.is_bound)
        moves = [Move(each.id, each.starts, each.ends and after(each.ends, seconds)) for each in going_on]
    last = max((each.ends for each in moves if each.ends is not None), default=end)
    return moves + _pushed(later, max(end, last))


def _in_utc(each: Planned) -> Planned:
    """The same, with moments that compare as time elapses."""
    return replace(each, starts=each.starts.astimezone(dt.UTC), ends=each.ends and each.ends.astimezone(dt.UTC))


def _shortened(each: Planned, end: dt.datetime, choice: Choice) -> Move:
    """A broadcast that begins before the interruption ends, cut or cancelled."""
    is_cancelled = choice is Choice.CANCEL or (each.ends is not None and each.ends <= end)
    return Move(each.id, each.starts, each.ends, True) if is_cancelled else Move(each.id, end, each.ends)


def _pushed(later: Sequence[Planned], free_from: dt.datetime) -> list[Move]:
    """Broadcasts moved to a time from which the air is free. The gaps between them become smaller, one after another.

    Those that overlapped before keep the distance of their starts. What is bound begins later and keeps its end, so
    that its time is a gap for what follows it.
    """
    moves: list[Move] = []
    reached = None
    delay = 0.0
    for each in later:
        gap = elapsed(reached, each.starts) if reached is not None else 0
        own_delay = elapsed(each.starts, free_from) if reached is None else delay - max(gap, 0)
        if own_delay <= 0:
            break
        if each.is_bound:
            moves.append(_shortened(each, after(each.starts, own_delay), Choice.CUT))
            continue
        delay = own_delay
        moves.append(Move(each.id, after(each.starts, delay), each.ends and after(each.ends, delay)))
        reached = max(reached or each.starts, each.ends or each.starts)
    return moves


def last_title(session: Session) -> str:
    """The title of the last interruption; empty before the first one."""
    statement = (
        select(Programme.title)
        .join(Edition, Edition.programme_id == Programme.id)
        .join(Broadcast, Broadcast.edition_id == Edition.id)
        .where(Broadcast.priority != Priority.NORMAL, Broadcast.kind == BroadcastKind.FIRST_RUN)
        .order_by(Broadcast.starts.desc())
        .limit(1)
    )
    return session.scalar(statement) or ""


def interrupt(
    session: Session,
    *,
    title: str,
    priority: Priority,
    start: dt.datetime,
    seconds: int | None,
    choice: Choice,
    goes_on: bool = False,
    sure: bool = False,
) -> int:
    """Insert a first run of a programme at a moment on the station's own air. Returns the broadcast's id.

    A new programme is an announcement. start: aware. raises Doubtful with what moves and what is unusual, NoLength,
    NoRoom, BadDuration, PlannedTwice, and text errors.
    """
    length = _length(seconds)
    doubts = unusual.of_title(session, title)
    local = start.astimezone(zone(session))
    silent = unusual.silent_around(session, local.date())
    moved = _apply(session, start, length, choice, goes_on=goes_on)
    kind = None if programmes.find(session, title) else ProgrammeKind.ANNOUNCEMENT
    edition = Edition(programme=programmes.programme(session, title, kind))
    row = Broadcast(kind=BroadcastKind.FIRST_RUN, state=BroadcastState.PLANNED, edition=edition, priority=priority)
    row.starts, row.planned_seconds, row.note = start.astimezone(dt.UTC), length, ""
    session.add(row)
    session.flush()
    doubts += [*unusual.of_neighbours(session, row), *unusual.of_silence(session, silent, local.date())]
    unusual.ask([*moved, *doubts], sure=sure)
    if goes_on:
        _accept(session, row, edition.programme.title)
    describe(session, title=edition.programme.title, day=local.date().isoformat(), time=local.time().isoformat())
    return row.id


def prolong(
    session: Session,
    broadcast_id: int,
    version: int,
    *,
    seconds: int | None,
    choice: Choice,
    now: dt.datetime,
    sure: bool = False,
) -> None:
    """Let a broadcast that is on air by plan, or ended last, run longer. seconds: by how much. now: aware.

    raises Doubtful with what moves, NotOnAir, NoLength, NoRoom, BadDuration, ChangedMeanwhile.
    """
    row = fetch(session, Broadcast, broadcast_id, version)
    around = plan.entries(session, now - NOTICED, now + WINDOW)
    own = next((each for each in around if each.broadcast_id == row.id), None)
    if own is None or own.ends is None or not can_run_longer(own, around, now):
        title = queries.broadcast(session, broadcast_id).title
        raise NotOnAir(title=title, time=formats.clock(now.astimezone(zone(session))))
    length = _length(seconds)
    silent = unusual.silent_around(session, own.starts.date())
    moved = _apply(session, own.ends, length, choice, but=own)
    before, longer = row.planned_seconds, round(elapsed(own.starts, own.ends)) + length
    row.planned_seconds = check_length(longer, of_slot=row.slot_id is not None)
    session.flush()
    silence = unusual.of_silence(session, silent, own.starts.date())
    unusual.ask([*moved, *unusual.of_neighbours(session, row), *silence], sure=sure)
    describe(session, title=own.title, day=own.starts.date().isoformat(), time=own.starts.time().isoformat())
    describe_change(session, length=(before, row.planned_seconds))


def can_run_longer(own: Entry, around: Iterable[Entry], now: dt.datetime) -> bool:
    """Whether a broadcast is on air by plan, or what ended last on its outlets, before anything else was aired. Pure.

    around: what is planned from half an hour before `now` on. now: aware.
    """
    now = now.astimezone(dt.UTC)  # moments of one zone compare by their clocks
    if own.state is not BroadcastState.PLANNED or own.starts > now or own.ends is None or own.ends <= now - NOTICED:
        return False
    end = own.ends.astimezone(dt.UTC)
    if end > now:
        return True
    others = (each for each in around if each.identity != own.identity and each.state not in OFF_AIR)
    sharing = [each for each in others if not set(own.outlets).isdisjoint(each.outlets)]
    ended_later = (each.ends is not None and end < each.ends.astimezone(dt.UTC) <= now for each in sharing)
    return not any(ended_later) and not any(_has_begun(each) for each in sharing if each.starts >= end)


def _has_begun(entry: Entry) -> bool:
    """Whether somebody said that a broadcast is or was on air."""
    return entry.state is BroadcastState.AIRED or entry.actual_starts is not None


def _accept(session: Session, row: Broadcast, title: str) -> None:
    """Accept that the broadcast that goes on after the interruption is on air at the same time by plan."""
    day = row.starts.astimezone(zone(session)).date()
    for found in found_conflicts.find(session, day, day):
        ids = {each.broadcast_id for each in found.broadcasts}
        if found.conflict.type is ConflictType.OVERLAP and row.id in ids and found.accepted is None:
            found_conflicts.accept(session, found, _("interrupted for {title}").format(title=title))


def _length(seconds: int | None) -> int:
    if (length := check_length(seconds)) is None:
        raise NoLength
    return length


def _apply(
    session: Session,
    start: dt.datetime,
    seconds: int,
    choice: Choice,
    *,
    goes_on: bool = False,
    but: Entry | None = None,
) -> list[str]:
    """Move what an interruption of the station's own air meets. Returns what moves, in words.

    but: the broadcast that runs longer, up to whose end nothing changes. raises NoRoom.
    """
    around = {
        each.identity: each
        for each in plan.entries(session, start, start + WINDOW)
        if OWN in each.outlets and each.state not in OFF_AIR and (but is None or each.starts >= start)
    }
    planned = [
        Planned(each.identity, each.starts, each.ends, each.state is BroadcastState.AIRED, each.is_bound)
        for each in around.values()
    ]
    moves = new_times(planned, start, seconds, choice, goes_on=goes_on)
    if any(
        (each.ends or each.starts) > start + WINDOW and elapsed(around[each.id].starts, each.starts) for each in moves
    ):
        raise NoRoom
    said = []
    for move in moves:
        entry = around[move.id]
        said.append(_said(session, entry, move))
        _move(session, entry, move)
    session.flush()
    return unusual.shortened(said, SHOWN)


def _move(session: Session, entry: Entry, move: Move) -> None:
    """Store what becomes of a broadcast."""
    row = generation.stored(session, entry)
    if move.is_cancelled:
        row.state = BroadcastState.CANCELLED
        return
    row.starts = move.starts.astimezone(dt.UTC)
    if (seconds := _new_length(entry, move)) is not None:
        row.planned_seconds = seconds


def _new_length(entry: Entry, move: Move) -> int | None:
    """The length of a broadcast, in seconds, if it changes; else one without a length lasts until the next start."""
    if entry.ends is None or move.ends is None:
        return None
    length = elapsed(move.starts, move.ends)
    return None if length == elapsed(entry.starts, entry.ends) else round(length)


def _said(session: Session, entry: Entry, move: Move) -> str:
    """What becomes of a broadcast, as a sentence."""
    local_zone = zone(session)
    values = {"time": formats.clock(entry.starts), "title": entry.title}
    if move.is_cancelled:
        return _("{time} {title} is cancelled").format(**values)
    if elapsed(entry.starts, move.starts):
        begin = formats.exact_clock(move.starts.astimezone(local_zone).time())
        if (seconds := _new_length(entry, move)) is None:
            return _("{time} {title} begins at {begin}").format(**values, begin=begin)
        left = formats.duration_in_words(seconds)
        said = _("{time} {title} begins at {begin} and lasts {left}")
        if entry.kind is BroadcastKind.RELAY:
            said = _("{time} {title} is joined at {begin}, with {left} left")
        return said.format(**values, begin=begin, left=left)
    end = formats.exact_clock(move.ends.astimezone(local_zone).time()) if move.ends else "…"
    return _("{time} {title} ends at {end}").format(**values, end=end)
