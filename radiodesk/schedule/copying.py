"""Copy the plan of a day or a week to another one, as single broadcasts that belong to no slot."""

import datetime as dt
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from radiodesk.errors import UserError
from radiodesk.kinds import OFF_AIR, BroadcastKind, BroadcastState
from radiodesk.locale import N_, _, formats, ngettext
from radiodesk.model import Broadcast, BroadcastOutlet, Duty, Edition, Person, Relay, Upstream, zone
from radiodesk.model.changes import describe
from radiodesk.model.moments import moment, span
from radiodesk.model.names import find_or_create
from radiodesk.schedule import conflict_words, found_conflicts, generation, plan, programmes, rules, unusual
from radiodesk.schedule.conflicts import OWN
from radiodesk.schedule.entry import Entry
from radiodesk.schedule.outlets import outlet
from radiodesk.schedule.rules import Airtime

SHOWN = 5
"""Conflicts and titles that a preview says in words; of more only the number."""

WEEK = 7
"""Days of a week."""


class NothingToCopy(UserError):
    """A copy that would plan nothing."""

    message = N_("Nothing is left to copy: everything that is planned on these days is planned there already")


def copy_days(session: Session, first: dt.date, to: dt.date, *, days: int = 1, sure: bool = False) -> list[int]:
    """Plan on the days from `to` on what is planned on the days from `first` on. Returns the ids of the broadcasts.

    Times are local. A first run gets an edition of its own. A repeat carries the edition of the first run that is as
    far before it as in the original; without one it is left out. What is planned at that time already is left out, and
    so is what was cancelled or missed. Duties and outlets are copied, notes and actual lengths are not.
    days: 1 or more. raises Doubtful with what would be planned, left out, and in conflict; NothingToCopy.
    """
    by = to - first
    originals = [each for each in _starting(session, first, days) if each.state not in OFF_AIR]
    there = _Present(_starting(session, to, days))
    new = _lacking(session, originals, there, by)
    editions = dict(_editions_there(session, [each for each in new if each.kind is BroadcastKind.REPEAT], there, by))
    left_out: list[Entry] = []
    ids: list[int] = []
    for each in sorted(new, key=lambda one: one.kind is BroadcastKind.REPEAT):  # first runs come before their repeats
        if each.kind is BroadcastKind.REPEAT and each.edition not in editions:
            left_out.append(each)
            continue
        row = _copy(session, each, by, editions)
        ids.append(row.id)
        if each.edition is not None and row.edition_id is not None:
            editions.setdefault(each.edition, row.edition_id)
    if not ids and not left_out:
        raise NothingToCopy
    preview = [_counted(len(ids), len(originals) - len(new)), *_left_out(left_out)]
    unusual.ask([*preview, *_conflicts(session, to, days, set(ids))], sure=sure)
    describe(session, count=len(ids), day=first.isoformat(), to=to.isoformat())
    return ids


def _starting(session: Session, first: dt.date, days: int) -> list[Entry]:
    """The broadcasts that start on some days, stored or not."""
    begin, end = span(first, first + dt.timedelta(days=days - 1), zone(session))
    return [each for each in plan.entries(session, begin, end) if begin <= each.starts < end]


class _Present:
    """The broadcasts that are planned at some times already."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._by_minute: dict[dt.datetime, list[Entry]] = defaultdict(list)
        self.add(entries)

    def add(self, entries: Iterable[Entry]) -> None:
        for each in entries:
            self._by_minute[rules.minute(each.starts)].append(each)

    def same(self, wanted: Airtime) -> Entry | None:
        """The broadcast of the same programme or relay at the same time."""
        at_its_time = self._by_minute.get(rules.minute(wanted.starts), ())
        return next((each for each in at_its_time if rules.is_same_twice(wanted, each.airtime)), None)


def _moved(session: Session, entry: Entry, by: dt.timedelta) -> Airtime:
    """A broadcast, planned for the same local time on another day."""
    local_zone = zone(session)
    starts = moment(entry.starts.date() + by, entry.starts.time(), local_zone).astimezone(local_zone)
    return replace(entry.airtime, starts=starts, state=BroadcastState.PLANNED, is_occurrence=False)


def _lacking(session: Session, originals: Iterable[Entry], there: _Present, by: dt.timedelta) -> list[Entry]:
    """Those that are not planned on the other days. Of two occurrences that overlap as the same, one is copied."""
    found: list[Entry] = []
    copied: dict[dt.datetime, list[Airtime]] = defaultdict(list)
    for each in originals:
        moved = _moved(session, each, by)
        at_its_time = copied[rules.minute(moved.starts)]
        if there.same(moved) is None and not any(rules.is_same_twice(moved, other) for other in at_its_time):
            found.append(each)
            at_its_time.append(moved)
    return found


def _editions_there(
    session: Session, repeats: Sequence[Entry], there: _Present, by: dt.timedelta
) -> Iterator[tuple[Hashable, int]]:
    """What repeats carry, with the editions of the same programmes at the same times on the other days."""
    if not repeats:
        return
    wanted = {each.edition for each in repeats}
    around = plan.surrounded(session, repeats[0].starts, repeats[-1].starts + plan.DAY).entries
    firsts = [each for each in around if each.kind is BroadcastKind.FIRST_RUN and each.edition in wanted]
    for day in {each.starts.date() + by for each in firsts}:  # it can be before the days that are copied
        there.add(_starting(session, day, 1))
    for each in firsts:
        if (other := there.same(_moved(session, each, by))) and other.kind is BroadcastKind.FIRST_RUN:
            yield each.edition, _stored_edition(session, other)


def _stored_edition(session: Session, entry: Entry) -> int:
    """The edition of a first run, which is stored if only its slot gives it."""
    edition_id = generation.stored(session, entry).edition_id
    assert edition_id is not None  # noqa: S101 - a first run has one
    return edition_id


def _copy(session: Session, entry: Entry, by: dt.timedelta, editions: dict[Hashable, int]) -> Broadcast:
    row = Broadcast(
        kind=entry.kind,
        state=BroadcastState.PLANNED,
        starts=_moved(session, entry, by).starts.astimezone(dt.UTC),
        planned_seconds=entry.seconds,
        note="",
        own_air=OWN in entry.outlets,
    )
    if entry.kind is BroadcastKind.FIRST_RUN:
        programme = programmes.programme(session, entry.title, None)
        row.edition = Edition(programme=programme, own_live=entry.own_live and not programme.own_live)
    elif entry.kind is BroadcastKind.REPEAT:
        row.edition_id = editions[entry.edition]
    else:
        upstream = find_or_create(session, Upstream, entry.upstream) if entry.upstream else None
        row.relay = Relay(title=entry.title, live=entry.live_event, upstream=upstream)
    row.duties = [Duty(person=find_or_create(session, Person, name), role=role) for role, name in entry.duties]
    row.outlets = [BroadcastOutlet(outlet=outlet(session, name)) for name in entry.outlets if name != OWN]
    session.add(row)
    session.flush()
    return row


def _counted(new: int, present: int) -> str:
    """What a copy plans, as a sentence."""
    said = ngettext("{count} broadcast is planned", "{count} broadcasts are planned", new).format(count=new)
    if not present:
        return said
    there = ngettext("{count} is there already", "{count} are there already", present).format(count=present)
    return f"{said}, {there}"


def _left_out(repeats: Sequence[Entry]) -> Iterator[str]:
    """The repeats that would repeat nothing."""
    if repeats:
        titles = [f"{formats.clock(each.starts)} {each.title}" for each in repeats]
        yield _("left out, because there is no first run to repeat: {titles}").format(
            titles="; ".join(unusual.shortened(titles, SHOWN))
        )


def _conflicts(session: Session, first: dt.date, days: int, ids: set[int]) -> list[str]:
    """The conflicts of the new broadcasts, as sentences."""
    last = first + dt.timedelta(days=days - 1)
    found = found_conflicts.find(session, first, last)
    new = [each for each in found if not each.is_gap and any(one.broadcast_id in ids for one in each.broadcasts)]
    return unusual.shortened(map(conflict_words.sentence, conflict_words.grouped(new)), SHOWN)
