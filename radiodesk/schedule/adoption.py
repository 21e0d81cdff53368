"""Single broadcasts that become occurrences: what a slot gives and somebody planned already is one broadcast."""

import datetime as dt
import itertools
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from radiodesk.kinds import OFF_AIR, BroadcastKind
from radiodesk.locale import _
from radiodesk.model import Broadcast, BroadcastOutlet, Edition, Programme, Relay, zone
from radiodesk.model.text import key
from radiodesk.schedule import content, occurrences, pauses, rules
from radiodesk.schedule.conflicts import OWN
from radiodesk.schedule.entry import Entry
from radiodesk.schedule.occurrences import Wanted
from radiodesk.schedule.outlets import outlet
from radiodesk.schedule.slots import SlotView, readable

Single = TypeVar("Single", Broadcast, Entry)
_Local = tuple[dt.datetime, BroadcastKind, str]
"""The local start by the rule, the kind, and the title as names are compared."""
_Place = tuple[dt.datetime, BroadcastKind, str]
"""The minute of the start, the kind, and the title as names are compared."""


def adopt(session: Session, days: Collection[dt.date]) -> None:
    """Make single broadcasts of some local days the occurrences with their content and time, on a shared outlet."""
    if not days or not (every := readable(session)):
        return
    absent = occurrences.missing(session, every, min(days), max(days))
    take_singles(session, every, [each for each in absent if each.of.date() in days])


def adopt_for(session: Session, slot_ids: Collection[int]) -> list[str]:
    """Make single broadcasts the occurrences of slots that were added or changed, on whatever days they are.

    Returns what they get from their slots, as sentences.
    """
    every = readable(session)
    own = [each for each in every if each.id in slot_ids]
    titles = _titles(every)
    days_of = _days_of_singles(session, {_carried(each, titles) for each in own})
    found: list[Wanted] = []
    for each in own:
        if days := days_of.get(_carried(each, titles), set()):
            given = occurrences.by_day(each, zone(session), days)
            found += [wanted for day in days for wanted in given.get(day, ())]
    if not found:
        return []
    ids, starts = {each.slot.id for each in found}, [each.of for each in found]
    stored = occurrences.stored_occurrences(session, ids, min(starts).date(), max(starts).date())
    absent = [each for each in found if (each.slot.id, each.of) not in stored]
    _left, widened = _take(session, every, absent, widens=True)
    return list(_in_words(widened))


def take_singles(session: Session, every: Iterable[SlotView], wanted: Iterable[Wanted]) -> list[Wanted]:
    """Make single broadcasts of the same content and time, on a shared outlet, the occurrences. Returns the others.

    One that was an occurrence at the same local start is it again, even if it was cancelled or moved. No outlets
    are added, because no preview shows it.
    """
    return _take(session, every, wanted, widens=False)[0]


class _Widened(NamedTuple):
    """A single broadcast that got outlets of its slot."""

    title: str
    day: dt.date
    outlets: tuple[str, ...]


def _in_words(found: Iterable[_Widened]) -> Iterator[str]:
    days: dict[tuple[str, tuple[str, ...]], list[dt.date]] = defaultdict(list)
    for each in found:
        days[each.title, each.outlets].append(each.day)
    for (title, names), of in days.items():
        said = _("“{title}” goes out on {outlets} too, as its slot does: {days}")
        where = ", ".join(_("own air") if each == OWN else each for each in names)
        yield said.format(title=title, outlets=where, days=pauses.days_in_words(of))


def _take(
    session: Session, every: Iterable[SlotView], wanted: Iterable[Wanted], *, widens: bool
) -> tuple[list[Wanted], list[_Widened]]:
    """What `take_singles` does. Returns what no single broadcast became, and those that got outlets.

    widens: whether one that is still planned, and was no occurrence before, gets the outlets of the slot that it lacks.
    """
    in_order = sorted(wanted, key=lambda each: each.starts)
    if not in_order:
        return [], []
    titles = _titles(every)
    begin, end = in_order[0].starts, in_order[-1].starts + dt.timedelta(minutes=1)
    titled = _titled({_carried(each, titles) for each in {one.slot.id: one.slot for one in in_order}.values()})
    singles = content.joined(select(Broadcast, Programme.title, Relay.title)).where(titled)
    among = (Broadcast.starts >= rules.minute(begin), Broadcast.starts < end, Broadcast.slot_id.is_(None))
    outlets = content.outlets_of(session, select(Broadcast.id).where(*among, titled))
    by_place: dict[_Place, dict[frozenset[str], Broadcast]] = defaultdict(dict)
    for row, title, relayed in session.execute(singles.where(*among, Broadcast.state.not_in(OFF_AIR))):
        on = frozenset([*([OWN] if row.own_air else []), *outlets.get(row.id, ())])
        by_place[rules.minute(row.starts), row.kind, key(title or relayed or "")].setdefault(on, row)
    candidates = _Singles(_released(session, singles, {each.of for each in in_order}), by_place)
    left, widened = [], []
    for each in in_order:
        carried = _carried(each.slot, titles)
        single = candidates.take(each.of, each.starts, carried, frozenset(each.slot.terms.outlets))
        if single is None or single.slot_id is not None:
            left.append(each)
            continue
        has_begun = single.state in rules.BEGUN or single.actual_starts is not None
        is_free = widens and single.occurrence is None and not has_begun
        single.slot_id, single.occurrence = each.slot.id, each.of
        taken = candidates.outlets_at(each.starts, carried) | {*outlets.get(single.id, ()), *([OWN] * single.own_air)}
        missing = tuple(name for name in each.slot.terms.outlets if name not in taken)
        if is_free and missing:
            _widen(session, single, missing)
            title = each.slot.terms.content.title or titles.get(each.slot.repeats_id or 0, "")
            widened.append(_Widened(title, each.of.date(), missing))
    session.flush()
    return left, widened


def _widen(session: Session, single: Broadcast, missing: Collection[str]) -> None:
    """Let a broadcast go out on more outlets."""
    single.own_air = single.own_air or OWN in missing
    for name in missing:
        if name != OWN:
            session.add(BroadcastOutlet(broadcast_id=single.id, outlet=outlet(session, name)))


def stand_ins(entries: Collection[Entry]) -> dict[Hashable, Entry]:
    """The single broadcasts of a plan that become its occurrences once these are stored, by those' identities. Pure."""
    released: dict[_Local, Entry] = {}
    by_place: dict[_Place, dict[frozenset[str], Entry]] = defaultdict(dict)
    for each in entries:
        if each.broadcast_id is not None and each.slot is None:
            if each.occurrence is not None:
                released[each.occurrence, each.kind, key(each.title)] = each
            if each.state not in OFF_AIR:
                by_place[rules.minute(each.starts), each.kind, key(each.title)].setdefault(
                    frozenset(each.outlets), each
                )
    candidates = _Singles(released, by_place)
    found: dict[Hashable, Entry] = {}
    for each in entries if by_place or released else ():
        if each.broadcast_id is None and each.occurrence is not None:
            carried = each.kind, key(each.title)
            single = candidates.take(each.occurrence, each.starts, carried, frozenset(each.outlets))
            if single is not None and single not in found.values():
                found[each.identity] = single
    return found


@dataclass(frozen=True)
class _Singles(Generic[Single]):
    """Single broadcasts that may become occurrences."""

    released: dict[_Local, Single]
    """Those that were occurrences, by the local start that the rule gave them."""
    by_place: dict[_Place, dict[frozenset[str], Single]]
    """Those on the air, by their outlets."""

    def take(
        self, of: dt.datetime, starts: dt.datetime, carried: tuple[BroadcastKind, str], outlets: frozenset[str]
    ) -> Single | None:
        """The single broadcast that becomes an occurrence, or None. It is not found again in the same way.

        One on the same outlets comes before one on some of them: a programme is not on an outlet twice in a minute.
        of: the local start by the rule. carried: the kind and the title. outlets: those of the slot.
        """
        if (single := self.released.pop((of, *carried), None)) is not None:
            return single
        there = self.by_place.get((rules.minute(starts), *carried), {})
        shared = [each for each in there if not each.isdisjoint(outlets)]
        return there.pop(outlets if outlets in shared else shared[0]) if shared else None

    def outlets_at(self, starts: dt.datetime, carried: tuple[BroadcastKind, str]) -> frozenset[str]:
        """The outlets of the other single broadcasts of the same programme or relay in a minute."""
        kind, title = carried
        there = (self.by_place.get((rules.minute(starts), each, title), {}) for each in _alike(kind))
        return frozenset[str]().union(*itertools.chain(*there))


def _released(
    session: Session, singles: Select[Broadcast, str, str], starts: Collection[dt.datetime]
) -> dict[_Local, Broadcast]:
    """The single broadcasts that were occurrences, by their local starts, kinds and titles. singles: with titles."""
    among = (Broadcast.slot_id.is_(None), Broadcast.occurrence.between(min(starts), max(starts)))
    return {
        (row.occurrence, row.kind, key(title or relayed or "")): row
        for row, title, relayed in session.execute(singles.where(*among))
        if row.occurrence is not None
    }


def _days_of_singles(
    session: Session, wanted: Collection[tuple[BroadcastKind, str]]
) -> dict[tuple[BroadcastKind, str], set[dt.date]]:
    """The local days of single broadcasts, by kind and title. wanted: kinds and titles."""
    columns = (Broadcast.starts, Broadcast.occurrence, Broadcast.kind, Programme.title, Relay.title)
    singles = content.joined(select(*columns)).where(Broadcast.slot_id.is_(None), _titled(wanted))
    local_zone = zone(session)
    found: dict[tuple[BroadcastKind, str], set[dt.date]] = defaultdict(set)
    for starts, of, kind, title, relayed in session.execute(singles):
        if (carried := (kind, key(title or relayed or ""))) in wanted:
            found[carried] |= {starts.astimezone(local_zone).date(), *([of.date()] if of else [])}
    return found


def _alike(kind: BroadcastKind) -> list[BroadcastKind]:
    """The kinds of broadcasts that can carry the same as one of a kind."""
    return [kind] if kind is BroadcastKind.RELAY else [BroadcastKind.FIRST_RUN, BroadcastKind.REPEAT]


def _carried(slot: SlotView, titles: Mapping[int, str]) -> tuple[BroadcastKind, str]:
    """What the occurrences of a slot are: their kind, and their title as names are compared. titles: of each series."""
    of_slot = slot.terms.content
    return of_slot.kind, key(of_slot.title or titles.get(slot.repeats_id or 0, ""))


def _titles(every: Iterable[SlotView]) -> dict[int, str]:
    """The title of each series; of several slots, that of the newest."""
    return {each.series_id: each.terms.content.title for each in every}


def _titled(carried: Collection[tuple[BroadcastKind, str]]) -> ColumnElement[bool]:
    """Broadcasts of programmes with some titles, and all relays: those have no key to compare."""
    titles = {title for kind, title in carried if kind is not BroadcastKind.RELAY}
    editions = select(Edition.id).join(Programme, Edition.programme_id == Programme.id)
    of_programmes = Broadcast.edition_id.in_(editions.where(Programme.key.in_(sorted(titles))))
    if all(kind is not BroadcastKind.RELAY for kind, _title in carried):
        return of_programmes
    return or_(of_programmes, Broadcast.relay_id.is_not(None))
