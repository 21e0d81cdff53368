"""Which edition a repeat carries: that of its day, and what becomes of work that somebody put into the repeat."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from radiodesk.kinds import BroadcastKind, BroadcastState
from radiodesk.locale import _
from radiodesk.model import Broadcast, Edition
from radiodesk.newsroom.held import held
from radiodesk.schedule import pauses
from radiodesk.schedule.occurrences import occurring
from radiodesk.schedule.rules import BEGUN, carried_by
from radiodesk.schedule.slots import SlotView


@dataclass
class FirstRun:
    """The first run of an occurrence."""

    edition_id: int
    starts: dt.datetime


class _Straying(NamedTuple):
    """A planned repeat that does not carry the edition of its day."""

    slot: SlotView
    broadcast_id: int
    own: int
    """The edition that it carries."""
    carried: int
    """The edition of its day."""
    day: dt.date
    """Its local day by the rule."""


class _Fate(Enum):
    """What becomes of a repeat that does not carry the edition of its day."""

    FOLLOWS = auto()
    """It carries that one."""
    LEADS = auto()
    """The first run gets the edition of the repeat: the work is there."""
    STAYS = auto()
    """Each keeps its own: both hold work, or the first run has begun."""


class Remark(NamedTuple):
    """A sentence about what became of work in a repeat. slot: of the repeat."""

    slot: SlotView
    said: str


def is_due(session: Session, every: Sequence[SlotView], first: dt.date, last: dt.date) -> bool:
    """Whether `carry` would change anything."""
    return any(_fate(session, each) is not _Fate.STAYS for each in _to_carry(session, every, first, last))


def carry(session: Session, every: Sequence[SlotView], first: dt.date, last: dt.date) -> tuple[Remark, ...]:
    """Give the stored repeats of the days from `first` to `last` the editions of their days. every: all slots.

    Returns what somebody should know of it.
    """
    moved: dict[int, int] = {}
    fates: list[tuple[_Straying, _Fate]] = []
    for each in _to_carry(session, every, first, last):
        now = each._replace(carried=moved.get(each.carried, each.carried))
        fates.append((now, fate := _fate(session, now)))
        if fate is _Fate.FOLLOWS:
            _follow(session, now)
        elif fate is _Fate.LEADS:
            _lead(session, now)
            moved[each.carried] = now.own
    return tuple(_remarks(every, fates))


def _remarks(every: Iterable[SlotView], fates: Iterable[tuple[_Straying, _Fate]]) -> Iterator[Remark]:
    """What becomes of work in repeats, a sentence for each series, what it repeats and what becomes of it.

    every: all slots.
    """
    days: dict[tuple[int, int | None, _Fate], set[dt.date]] = defaultdict(set)
    slots: dict[tuple[int, int | None], SlotView] = {}
    for each, fate in fates:
        which = (each.slot.series_id, each.slot.repeats_id)
        slots[which] = each.slot
        days[*which, fate].add(each.day)
    titles = {each.series_id: each.terms.content.title for each in every}
    sentences = {
        _Fate.LEADS: _("“{title}” gets the rundown of its repeat, where the work is: {days}"),
        _Fate.STAYS: _(
            "The repeat of “{title}” keeps a rundown of its own, for both have work or the first run has begun: {days}"
        ),
    }
    for (series_id, repeats_id, fate), found in days.items():
        if fate in sentences:
            title = titles.get(repeats_id or 0, "")
            words = sentences[fate].format(title=title, days=pauses.days_in_words(found))
            yield Remark(slots[series_id, repeats_id], words)


def _to_carry(session: Session, every: Sequence[SlotView], first: dt.date, last: dt.date) -> list[_Straying]:
    """The planned repeats of slots that do not carry the edition of their day."""
    repeats = {each.id: each for each in every if each.terms.content.kind is BroadcastKind.REPEAT}
    if not repeats:
        return []
    statement = select(
        Broadcast.id, Broadcast.slot_id, Broadcast.occurrence, Broadcast.edition_id, Broadcast.starts
    ).where(
        occurring(repeats, first, last),
        Broadcast.state == BroadcastState.PLANNED,
        Broadcast.kind == BroadcastKind.REPEAT,  # others were kept when the slot became one of repeats
    )
    lead = max(each.terms.content.days_after for each in repeats.values())
    runs = first_runs(session, every, first - dt.timedelta(days=lead), last)
    found = []
    for broadcast_id, slot_id, of, own, starts in session.execute(statement):
        if slot_id is None or of is None or own is None:
            continue
        slot = repeats[slot_id]
        carried = carried_by(starts, runs.get((slot.repeats_id or 0, first_day(slot, of)), ()))
        if carried is not None and carried.edition_id != own:
            found.append(_Straying(slot, broadcast_id, own, carried.edition_id, of.date()))
    return found


def _fate(session: Session, of: _Straying) -> _Fate:
    if not _holds_alone(session, of.broadcast_id, of.own):
        return _Fate.FOLLOWS
    has_begun = or_(Broadcast.state.in_(BEGUN), Broadcast.actual_starts.is_not(None))
    begun = select(Broadcast.id).where(Broadcast.edition_id == of.carried, has_begun)
    is_fixed = session.scalar(begun.limit(1)) is not None or any(held(session, of.carried))
    return _Fate.STAYS if is_fixed else _Fate.LEADS


def _holds_alone(session: Session, broadcast_id: int, edition_id: int) -> bool:
    """Whether an edition holds work that no other broadcast would carry."""
    others = select(Broadcast.id).where(Broadcast.edition_id == edition_id, Broadcast.id != broadcast_id)
    return session.scalar(others.limit(1)) is None and any(held(session, edition_id))


def _follow(session: Session, of: _Straying) -> None:
    """Let a repeat carry the edition of its day. The previous one is removed if nothing refers to it."""
    session.get_one(Broadcast, of.broadcast_id).edition_id = of.carried
    session.flush()
    remove_if_empty(session, of.own)


def _lead(session: Session, of: _Straying) -> None:
    """Give a first run the edition of its repeat, for the work there. What is broadcast is said by the first run's."""
    left, kept = (session.get_one(Edition, each) for each in (of.carried, of.own))
    kept.programme_id = left.programme_id
    kept.own_live = kept.own_live or left.own_live
    for each in session.scalars(select(Broadcast).where(Broadcast.edition_id == left.id)).all():
        each.edition_id = kept.id
    session.flush()
    remove_if_empty(session, left.id)


def remove_if_empty(session: Session, edition_id: int) -> None:
    """Remove an edition that has no broadcast, and nothing else that hangs on it."""
    edition = session.get(Edition, edition_id)
    is_broadcast = session.scalar(select(Broadcast.id).where(Broadcast.edition_id == edition_id).limit(1)) is not None
    if edition is not None and not is_broadcast and not any(held(session, edition_id)):
        session.delete(edition)
        session.flush()


def first_runs(
    session: Session, every: Sequence[SlotView], first: dt.date, last: dt.date
) -> dict[tuple[int, dt.date], list[FirstRun]]:
    """The stored first runs of series, by series and the day on which the rule has them."""
    series = {each.id: each.series_id for each in every if each.terms.content.kind is BroadcastKind.FIRST_RUN}
    statement = select(Broadcast.slot_id, Broadcast.occurrence, Broadcast.edition_id, Broadcast.starts).where(
        occurring(series, first, last),
        Broadcast.kind == BroadcastKind.FIRST_RUN,
    )
    found: dict[tuple[int, dt.date], list[FirstRun]] = defaultdict(list)
    for slot_id, of, edition_id, starts in session.execute(statement):
        if slot_id is not None and of is not None and edition_id is not None:
            found[series[slot_id], of.date()].append(FirstRun(edition_id, starts))
    return found


def first_day(slot: SlotView, of: dt.datetime) -> dt.date:
    """The day of the first run that a repeat carries."""
    return of.date() - dt.timedelta(days=slot.terms.content.days_after)
