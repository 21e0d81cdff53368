"""The roster of a week as a table: who is on duty at which broadcast on which day. Set it, and copy that of a week."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from radiodesk.errors import UserError
from radiodesk.kinds import OFF_AIR, BroadcastKind, BroadcastState, DutyRole
from radiodesk.locale import N_, formats
from radiodesk.model import Broadcast, Person, Slot, zone
from radiodesk.model.changes import describe
from radiodesk.model.database import fetch
from radiodesk.model.faults import ChangedMeanwhile
from radiodesk.model.moments import span
from radiodesk.model.names import find_or_create, join_names, one_name
from radiodesk.model.text import key, sort_key
from radiodesk.schedule import adoption, conflict_words, duties, found_conflicts, generation, plan, roster, unusual
from radiodesk.schedule.conflicts import ConflictType
from radiodesk.schedule.entry import Entry
from radiodesk.staff import calls

DAYS = 7
WEEK = dt.timedelta(days=DAYS)
NOBODY = "–"
"""Stands for the people where nobody is on duty."""


class NothingToFill(UserError):
    """A copy of the roster of the week before that would put nobody on duty."""

    message = N_("Nothing to copy: the week before has nobody on duty at these broadcasts")


class NothingPlanned(NothingToFill):
    """The same, because none of these broadcasts is planned any more."""

    message = N_("Nothing to copy: these broadcasts were aired, cancelled or missed")


class AllFilled(NothingToFill):
    """The same, because somebody is on duty at each of them that is planned."""

    message = N_("Nothing to copy: somebody is on duty there already; Del empties a cell")


@dataclass(frozen=True)
class RosterCell:
    """The broadcasts of one row on one day."""

    day: dt.date
    broadcasts: tuple[Entry, ...] = ()
    """By start, with those off the air."""
    clashes: tuple[str, ...] = ()
    """Who is on duty at two broadcasts at the same time, a sentence each, but for what somebody accepted."""

    @property
    def on_air(self) -> tuple[Entry, ...]:
        """The broadcasts that need people: neither cancelled nor missed."""
        return tuple(each for each in self.broadcasts if each.state not in OFF_AIR)

    def emptied(self, role: DutyRole) -> list["Assignment"]:
        """What leaves nobody on duty. Those of aired broadcasts stay."""
        return [Assignment(each, role, ()) for each in self.broadcasts if each.state is BroadcastState.PLANNED]

    def is_alike(self, role: DutyRole) -> bool:
        """Whether the same people are on duty in a role at all of its broadcasts on the air."""
        return len({frozenset(people_of(each, role)) for each in self.on_air}) <= 1

    def lacks(self, role: DutyRole) -> bool:
        """Whether nobody is on duty in a role at one of its broadcasts on the air."""
        return not all(people_of(each, role) for each in self.on_air)

    def teams(self, role: DutyRole) -> list[tuple[str, ...]]:
        """Who is on duty together in a role: those of each broadcast on the air where they differ, else all of them."""
        return [self.people(role)] if self.is_alike(role) else [people_of(each, role) for each in self.on_air]

    def who(self, role: DutyRole) -> str:
        """Who is on duty in a role, in words: with the start of each broadcast where they differ."""
        said = [join_names(names) or NOBODY for names in self.teams(role)]
        if not self.is_alike(role):
            said = [f"{formats.clock(each.starts)} {names}" for each, names in zip(self.on_air, said, strict=True)]
        return " · ".join(said)

    def people(self, role: DutyRole) -> tuple[str, ...]:
        """Who is on duty in a role, at any of its broadcasts."""
        found = (people_of(each, role) for each in self.on_air or self.broadcasts)
        return tuple(dict.fromkeys(name for names in found for name in names))


@dataclass(frozen=True)
class RosterRow:
    """The broadcasts of one slot, or the single ones of one title and time."""

    key: Hashable
    """The same in all weeks."""
    title: str
    usual: dt.time
    """The local start of most of its broadcasts."""
    kind: BroadcastKind
    needs_people: bool
    """Somebody is on duty at one of them, or they are more than relays of another station."""
    cells: tuple[RosterCell, ...]
    """Seven, from Monday to Sunday."""

    @property
    def broadcasts(self) -> list[Entry]:
        """Those of all cells."""
        return [each for cell in self.cells for each in cell.broadcasts]

    def repeated(self, day: int, role: DutyRole) -> list["Assignment"]:
        """What puts those who are on duty in a cell on duty after it in the week, at the planned broadcasts.

        Where the broadcasts of the cell have different people, each is repeated at its own time.
        day: the place of the cell in the week.
        """
        cell = self.cells[day]
        people = {_by_rule(each).time(): people_of(each, role) for each in cell.on_air}
        alike = cell.people(role) if cell.is_alike(role) else ()
        return [
            Assignment(each, role, names)
            for cell in self.cells[day + 1 :]
            for each in cell.broadcasts
            if each.state is BroadcastState.PLANNED and (names := alike or people.get(_by_rule(each).time(), ()))
        ]


def repeated_below(rows: Sequence[RosterRow], row: int, day: int, role: DutyRole) -> list["Assignment"]:
    """What puts those who are on duty in a cell on duty on that day in the rows below, at the planned broadcasts.

    row, day: the place of the cell, from 0. Pure.
    """
    people = rows[row].cells[day].people(role)
    below = (each for other in rows[row + 1 :] for each in other.cells[day].broadcasts)
    return [Assignment(each, role, people) for each in below if each.state is BroadcastState.PLANNED]


@dataclass(frozen=True)
class WeekRoster:
    """The roster of a week, from Monday to Sunday."""

    monday: dt.date
    rows: tuple[RosterRow, ...]
    """By usual start and title."""
    calls: Mapping[str, tuple[str, ...]]
    """How each person on duty can be called, by name: as colleagues do, then shorter and shorter."""

    @property
    def usual_role(self) -> DutyRole:
        """The role that most duties of the week have."""
        roles = Counter(
            role for row in self.rows for cell in row.cells for each in cell.broadcasts for role, _name in each.duties
        )
        return max(DutyRole, key=lambda role: roles[role])


@dataclass(frozen=True)
class Assignment:
    """Exactly these people in one role at a broadcast. The other roles stay."""

    entry: Entry
    """As the caller saw it, stored or not."""
    role: DutyRole
    people: tuple[str, ...]


def people_of(entry: Entry, role: DutyRole) -> tuple[str, ...]:
    """Who is on duty in a role at a broadcast."""
    return tuple(name for each, name in entry.duties if each is role)


def week_roster(session: Session, monday: dt.date) -> WeekRoster:
    """The roster of the week that begins on a Monday, with what slots give and nobody stored yet.

    A single broadcast that becomes an occurrence once that is stored stands for it: its people are those of the place.
    """
    sunday, local_zone = monday + WEEK - dt.timedelta(days=1), zone(session)
    begin, end = span(monday, sunday, local_zone)
    around = plan.surrounded(session, begin, end)
    stood_for = {each.identity: each for each in around.entries if each.broadcast_id is None}
    stand_ins = adoption.stand_ins(around.entries)
    places = {single.identity: stood_for[identity] for identity, single in stand_ins.items()}
    entries = [
        each._replace(slot=place.slot, occurrence=place.occurrence) if (place := places.get(each.identity)) else each
        for each in plan.within(around.entries, begin, end)
        if monday <= each.starts.date() <= sunday and each.identity not in stand_ins
    ]
    clashes: dict[Hashable, list[str]] = defaultdict(list)
    for found in found_conflicts.of_surroundings(session, around, monday, sunday, with_gaps=False):
        is_shown = stand_ins.keys().isdisjoint(each.identity for each in found.broadcasts)
        if found.conflict.type is ConflictType.PERSON and found.accepted is None and is_shown:
            for each in found.broadcasts:
                clashes[each.identity].append(conflict_words.sentence_of(found))
    by_row: dict[Hashable, list[Entry]] = defaultdict(list)
    for each in entries:
        by_row[_row_key(each)].append(each)
    rows = [_row(row_key, of_row, monday, clashes) for row_key, of_row in by_row.items()]
    rows.sort(key=lambda row: (row.usual, sort_key(row.title)))
    people = {name for each in entries for _role, name in each.duties}
    return WeekRoster(monday, tuple(rows), calls.of_people(session, people))


def assign_week(session: Session, wanted: Sequence[Assignment], *, sure: bool = False) -> int:
    """Put people on duty at many broadcasts. Returns how many of these were changed. New people are added.

    Sets the value of the unit of work's sentence. Occurrences that nobody stored are stored. It does not matter whether
    a broadcast was aired, as in `set_duties`.
    raises Doubtful for people who would be on duty twice at the same time; ChangedMeanwhile, SeveralNames, text errors.
    """
    changed, people = _give(session, wanted)
    describe(session, count=len(changed))
    unusual.ask(unusual.shortened(roster.doubts(session, changed, people), roster.SHOWN), sure=sure)
    return len(changed)


def copy_week_before(session: Session, seen: WeekRoster, *, sure: bool = False) -> int:
    """Fill the empty places of a week with those who are on duty there in the week before. Aired broadcasts stay.

    A place is one role at one broadcast. Returns how many were filled. Sets the values of the unit of work's sentence.
    seen: the week as the caller saw it.
    raises Doubtful for people who would be on duty twice at the same time; NothingToFill, ChangedMeanwhile.
    """
    rows_before = {row.key: row for row in week_roster(session, seen.monday - WEEK).rows}
    known = [
        Assignment(each, role, names)
        for row in seen.rows
        for each, earlier in _with_earlier(row, rows_before.get(row.key))
        for role in DutyRole
        if (names := people_of(earlier, role))
    ]
    places = [place for place in known if place.entry.state is BroadcastState.PLANNED]
    empty = [place for place in places if not people_of(place.entry, place.role)]
    if not empty:
        raise AllFilled if places else NothingPlanned if known else NothingToFill
    changed, people = _give(session, empty)
    describe(session, filled=len(empty), kept=len(places) - len(empty))
    unusual.ask(unusual.shortened(roster.doubts(session, changed, people), roster.SHOWN), sure=sure)
    return len(empty)


def _with_earlier(row: RosterRow, before: RosterRow | None) -> Iterator[tuple[Entry, Entry]]:
    """The broadcasts of a row, each with the one whose place it has: a week earlier by the rule, wherever it was moved.

    Where a slot got another time, those of the same day are the same place. before: the row of the week before.
    """
    earlier = {_by_rule(each): each for known in (before, row) if known for each in known.broadcasts}
    left: dict[dt.date, list[Entry]] = defaultdict(list)
    for each in row.broadcasts:
        if same := earlier.pop(_by_rule(each) - WEEK, None):
            yield each, same
        else:
            left[_by_rule(each).date()].append(each)
    of_day: dict[dt.date, list[Entry]] = defaultdict(list)
    for starts in sorted(earlier):
        of_day[starts.date()].append(earlier[starts])
    for day, entries in left.items():
        if len(entries) == len(of_day[day - WEEK]):
            yield from zip(sorted(entries, key=_by_rule), of_day[day - WEEK], strict=True)


def _by_rule(entry: Entry) -> dt.datetime:
    """The local start that the slot's rule gives; of a single broadcast, its own."""
    return entry.occurrence if entry.slot and entry.occurrence else entry.starts.replace(tzinfo=None)


def _give(session: Session, wanted: Sequence[Assignment]) -> tuple[set[int], set[str]]:
    """Put people on duty. Returns the ids of the broadcasts that were changed, and who is new at one, by key.

    Where they are on duty already, nothing is stored.
    """
    seen = {each.entry.identity: each.entry for each in wanted}
    _check_seen(session, list(seen.values()))
    cleaned = {name: one_name(name) for each in wanted for name in each.people}
    people = {name: find_or_create(session, Person, name) for name in dict.fromkeys(cleaned.values())}
    by_entry: dict[Hashable, dict[DutyRole, list[Person]]] = defaultdict(dict)
    for each in wanted:
        of_role = [people[cleaned[name]] for name in each.people]
        if {person.name for person in of_role} != set(people_of(each.entry, each.role)):
            by_entry[each.entry.identity][each.role] = of_role
    ids = generation.all_stored(session, [seen[identity] for identity in by_entry])
    rows = duties.loaded(session, ids.values())
    changed: set[int] = set()
    new_people: set[str] = set()
    for identity, roles in by_entry.items():
        row = rows[ids[identity]]
        before = _duties(row)
        others = [(each.role, each.person) for each in row.duties if each.role not in roles]
        duties.put(row, [*others, *((role, person) for role, of_role in roles.items() for person in of_role)])
        if new := _duties(row) ^ before:
            changed.add(row.id)
            new_people |= {key(name) for _role, name in new - before} - {key(name) for _role, name in before}
    session.flush()
    return changed, new_people


def _check_seen(session: Session, entries: Sequence[Entry]) -> None:
    """raises ChangedMeanwhile, Removed where an entry is not as the caller saw it."""
    slot_ids = sorted({each.slot.id for each in entries if each.broadcast_id is None and each.slot is not None})
    loaded = [
        *duties.loaded(session, [each.broadcast_id for each in entries if each.broadcast_id is not None]).values(),
        *session.scalars(select(Slot).where(Slot.id.in_(slot_ids))),
    ]
    for each in entries:  # each is one of those loaded: this reads nothing more
        if each.broadcast_id is not None:
            assert each.version is not None  # noqa: S101 - what is stored has one
            fetch(session, Broadcast, each.broadcast_id, each.version)
        elif each.slot is not None:
            fetch(session, Slot, each.slot.id, each.slot.version)
    del loaded
    ids = generation.stored_meanwhile(session, entries)
    rows = duties.loaded(session, ids.values())
    if not all(_is_as_seen(rows[ids[each.identity]], each) for each in entries if each.identity in ids):
        raise ChangedMeanwhile  # another desk stored it, and changed it


def _is_as_seen(row: Broadcast, entry: Entry) -> bool:
    """Whether an occurrence that was stored meanwhile is still what its slot gave."""
    return (row.state, row.starts, _duties(row)) == (entry.state, entry.starts, set(entry.duties))


def _duties(row: Broadcast) -> set[tuple[DutyRole, str]]:
    return {(each.role, each.person.name) for each in row.duties}


def _row_key(entry: Entry) -> Hashable:
    if entry.slot:
        return entry.slot.series_id
    return entry.kind, key(entry.title), entry.starts.time()


def _row(
    row_key: Hashable, entries: Sequence[Entry], monday: dt.date, clashes: Mapping[Hashable, Sequence[str]]
) -> RosterRow:
    """A row of the roster. entries: by start. clashes: the sentences about each broadcast, by identity."""
    by_day: dict[dt.date, list[Entry]] = defaultdict(list)
    for each in entries:
        by_day[each.starts.date()].append(each)
    days = (monday + dt.timedelta(days=number) for number in range(DAYS))
    cells = [
        RosterCell(
            day,
            tuple(by_day[day]),
            tuple(dict.fromkeys(said for each in by_day[day] for said in clashes.get(each.identity, ()))),
        )
        for day in days
    ]
    return RosterRow(
        row_key,
        Counter(each.title for each in entries).most_common(1)[0][0],
        Counter(sorted(each.starts.time() for each in entries)).most_common(1)[0][0],
        entries[0].kind,
        any(each.kind is not BroadcastKind.RELAY or each.live_event or each.duties for each in entries),
        tuple(cells),
    )
