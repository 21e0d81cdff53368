"""How often, and when, what an event shows was changed: the SEQUENCE and LAST-MODIFIED of calendars.

The sequence of an event is the number of the newest entry of the audit that changed what it shows: its broadcast, with
the relay, duties and outlets; the programme, upstream and people that it names; the stories where their lengths are
its own; and for one that is not stored, the slots of its series with what these carry. Entries are numbered in the
order of the changes, and undoing a change is an entry too. So the sequence grows with each change, and never falls. A
sum of versions would fall where an event comes to name something with a lower version, and where a broadcast is removed
again.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from radiodesk.media.recordings import AIR_SECONDS
from radiodesk.model import (
    Broadcast,
    Edition,
    Line,
    Outlet,
    Person,
    Programme,
    Recording,
    Relay,
    Series,
    Slot,
    Station,
    Story,
    Upstream,
)
from radiodesk.model.audit import AuditEntry, audit_row
from radiodesk.model.changes import chunks
from radiodesk.schedule import rules
from radiodesk.schedule.entry import Entry

PLANNED_WITH = tuple(
    each.__tablename__ for each in (Broadcast, Edition, Outlet, Person, Programme, Recording, Relay, Slot, Upstream)
)
"""The tables on which the end of an event can depend that ends where another one begins."""


@dataclass(frozen=True)
class Revision:
    """The state of an event."""

    sequence: int
    changed: dt.datetime
    """UTC."""


@dataclass(frozen=True)
class StoredFacts:
    """What the plan does not tell of a stored broadcast."""

    version: int
    created: dt.datetime
    changed: dt.datetime
    made_seconds: int | None
    """The length that was noted for it, else that of its edition's air file."""
    rows: tuple[tuple[str, int], ...]
    """Table and id of what it shows, but for the people and places that it names."""


def stored_facts(session: Session, broadcast_ids: Sequence[int]) -> dict[int, StoredFacts]:
    """The facts of broadcasts, by id."""
    statement = (
        select(
            Broadcast.id,
            Broadcast.version,
            Broadcast.created,
            Broadcast.changed,
            Broadcast.actual_seconds,
            AIR_SECONDS.label("air_file_seconds"),
            Broadcast.edition_id.label("edition"),
            Edition.programme_id.label("programme"),
            Edition.recording_id.label("recording"),
            Broadcast.relay_id.label("relay"),
            Relay.upstream_id.label("upstream"),
        )
        .outerjoin_from(Broadcast, Edition, Broadcast.edition_id == Edition.id)
        .outerjoin(Recording, Edition.recording_id == Recording.id)
        .outerjoin(Relay, Broadcast.relay_id == Relay.id)
    )
    found: dict[int, StoredFacts] = {}
    for ids in chunks(broadcast_ids):
        for row in session.execute(statement.where(Broadcast.id.in_(ids))):
            found[row.id] = StoredFacts(
                row.version,
                row.created,
                row.changed,
                rules.length(row.actual_seconds, row.air_file_seconds, None),
                tuple(_shown_rows(row)),
            )
    return found


def _shown_rows(row: Any) -> Iterable[tuple[str, int]]:
    yield Broadcast.__tablename__, row.id
    for table in ("edition", "programme", "recording", "relay", "upstream"):
        if (row_id := getattr(row, table)) is not None:
            yield table, row_id


def revisions(session: Session, entries: Iterable[Entry], facts: Mapping[int, StoredFacts]) -> dict[Hashable, Revision]:
    """The revisions of broadcasts, by their identity. facts: of those that are stored."""
    entries = list(entries)
    named = _Named(session, entries)
    shown: dict[Hashable, set[tuple[str, int]]] = {
        each.identity: {*facts[each.broadcast_id].rows, *named.rows(each)}
        for each in entries
        if each.broadcast_id is not None
    }
    for identity, stories in _stories(session, entries).items():
        shown.setdefault(identity, set()).update(stories)
    of_slots = _OfSlots(session, [each for each in entries if each.broadcast_id is None])
    for each in entries:
        if each.broadcast_id is None:
            shown[each.identity] = {*of_slots.rows(each), *named.rows(each)}
    newest = _newest_entries(session, {row for rows in shown.values() for row in rows})
    zone_entry = _newest_change_of_zone(session)
    dependent = {each.identity for each in entries if _depends_on_others(each, facts)}
    newest_of_all = _newest_entry_of(session, PLANNED_WITH) if dependent else 0
    numbers = {
        each.identity: max(
            zone_entry,
            newest_of_all if each.identity in dependent else 0,
            of_slots.newest_removal(each),
            *(newest.get(row, 0) for row in shown.get(each.identity, ())),
        )
        for each in entries
    }
    moments = _moments(session, set(numbers.values()))
    slots_changed = _slots_changed(session) if any(each.broadcast_id is None for each in entries) else {}
    result: dict[Hashable, Revision] = {}
    for each in entries:
        number = numbers[each.identity]
        if each.broadcast_id is not None:
            known = facts[each.broadcast_id]
            # Of what an older release stored, the audit may not know the changes that the version counts.
            least, changed = known.version - 1, known.changed
        else:
            assert each.slot is not None  # noqa: S101 - what is not stored comes from a slot
            least, changed = 0, slots_changed[each.slot.id]
        result[each.identity] = Revision(max(number, least), max(changed, moments.get(number, changed)))
    return result


def series_created(session: Session) -> dict[int, dt.datetime]:
    """When each series of slots was added, by id."""
    return {series_id: created for series_id, created in session.execute(select(Series.id, Series.created))}  # noqa: C416 - a result has keys and is no mapping


def _depends_on_others(entry: Entry, facts: Mapping[int, StoredFacts]) -> bool:
    """Whether other broadcasts or slots decide when an event ends."""
    if entry.broadcast_id is None:
        return entry.seconds is None
    return entry.seconds is None and facts[entry.broadcast_id].made_seconds is None


def _stories(session: Session, entries: Iterable[Entry]) -> dict[Hashable, set[tuple[str, int]]]:
    """Table and id of the stories of broadcasts without a planned length: their lengths may be its own."""
    by_edition: dict[int, list[Entry]] = defaultdict(list)
    for each in entries:
        if each.seconds is None and isinstance(each.edition, int):
            by_edition[each.edition].append(each)
    found: dict[Hashable, set[tuple[str, int]]] = defaultdict(set)
    for ids in chunks(sorted(by_edition)):
        lines = select(Line.edition_id, Line.story_id).where(Line.edition_id.in_(ids), Line.story_id.is_not(None))
        for edition_id, story_id in session.execute(lines):
            if story_id is not None:
                for each in by_edition[edition_id]:
                    found[each.identity].add((Story.__tablename__, story_id))
    return found


class _OfSlots:
    """What occurrences show that are not stored: their slots, with all that these carry."""

    def __init__(self, session: Session, entries: Sequence[Entry]) -> None:
        self._of_series: dict[int, set[tuple[str, int]]] = defaultdict(set)
        self._removals: dict[tuple[int, str], int] = {}
        if not entries:
            return
        self._slots_of_series(session)
        columns = audit_row.c
        removed = select(columns.entry_id, columns.before).where(
            columns.table_name == Broadcast.__tablename__, columns.after.is_(None)
        )
        for entry_id, before in session.execute(removed.order_by(columns.entry_id)):
            if before.get("slot_id") and before.get("occurrence"):
                self._removals[before["slot_id"], before["occurrence"]] = entry_id

    def _slots_of_series(self, session: Session) -> None:
        columns = (Slot.id, Slot.series_id, Slot.programme_id, Slot.upstream_id)
        for slot_id, series_id, programme_id, upstream_id in session.execute(select(*columns)):
            rows = {(Slot.__tablename__, slot_id)}
            rows |= {(Programme.__tablename__, programme_id)} if programme_id is not None else set()
            rows |= {(Upstream.__tablename__, upstream_id)} if upstream_id is not None else set()
            self._of_series[series_id] |= rows

    def rows(self, entry: Entry) -> set[tuple[str, int]]:
        """Table and id of what an occurrence shows: all slots of its series, and of the one that it repeats."""
        assert entry.slot is not None  # noqa: S101 - what is not stored comes from a slot
        edition = {(Edition.__tablename__, entry.edition)} if isinstance(entry.edition, int) else set()
        return self._of_series[entry.slot.series_id] | self._of_series[entry.slot.repeats_id or 0] | edition

    def newest_removal(self, entry: Entry) -> int:
        """The newest entry of the audit that removed the broadcast of an occurrence; 0 if none did."""
        if entry.broadcast_id is not None or entry.slot is None or entry.occurrence is None:
            return 0
        return self._removals.get((entry.slot.id, entry.occurrence.isoformat(timespec="seconds")), 0)


class _Named:
    """The people and outlets that broadcasts name."""

    def __init__(self, session: Session, entries: Iterable[Entry]) -> None:
        names_people = any(each.duties for each in entries)
        self._people = (
            {name: row_id for row_id, name in session.execute(select(Person.id, Person.name))} if names_people else {}
        )
        self._outlets = {name: row_id for row_id, name in session.execute(select(Outlet.id, Outlet.name))}

    def rows(self, entry: Entry) -> Iterable[tuple[str, int]]:
        """Table and id of those that a broadcast names."""
        for _role, name in entry.duties:
            yield Person.__tablename__, self._people[name]
        for name in entry.outlets:
            if name in self._outlets:
                yield Outlet.__tablename__, self._outlets[name]


def _newest_entries(session: Session, rows: Collection[tuple[str, int]]) -> dict[tuple[str, int], int]:
    """The newest entries of the audit that changed rows, each given by table and id."""
    by_table: dict[str, list[int]] = defaultdict(list)
    for table, row_id in rows:
        by_table[table].append(row_id)
    columns = audit_row.c
    newest = select(columns.row_id, func.max(columns.entry_id)).group_by(columns.row_id)
    found: dict[tuple[str, int], int] = {}
    for table, row_ids in by_table.items():
        for ids in chunks(sorted(row_ids)):
            among = newest.where(columns.table_name == table, columns.row_id.in_(ids))
            found |= {(table, row_id): entry_id for row_id, entry_id in session.execute(among)}
    return found


def _newest_entry_of(session: Session, tables: Collection[str]) -> int:
    """The newest entry of the audit that changed any row of some tables; 0 if there is none."""
    columns = audit_row.c
    # Not by the index on the table's name: the newest rows are at the end, and most of them are of these tables.
    among = func.coalesce(columns.table_name, "").in_(tables)
    return session.scalar(select(columns.entry_id).where(among).order_by(columns.id.desc()).limit(1)) or 0


def _newest_change_of_zone(session: Session) -> int:
    """The newest entry of the audit that changed the station's time zone; 0 if there is none."""
    columns = audit_row.c
    of_station = select(columns.entry_id, columns.before, columns.after).where(
        columns.table_name == Station.__tablename__
    )
    return max(
        (entry_id for entry_id, before, after in session.execute(of_station) if before and "zone" in after), default=0
    )


def _moments(session: Session, entry_ids: Collection[int]) -> dict[int, dt.datetime]:
    """When entries of the audit were written, by id."""
    found: dict[int, dt.datetime] = {}
    for ids in chunks(sorted(entry_ids)):
        among = select(AuditEntry.id, AuditEntry.created).where(AuditEntry.id.in_(ids))
        found |= {entry_id: created for entry_id, created in session.execute(among)}  # noqa: C416 - the same
    return found


def _slots_changed(session: Session) -> dict[int, dt.datetime]:
    """When each slot was changed, by id."""
    return {slot_id: changed for slot_id, changed in session.execute(select(Slot.id, Slot.changed))}  # noqa: C416 - the same
