"""What has become of the plan since an entry: other slots, another zone, or on the air.

Broadcasts follow from slots, and their moments from the zone. Those that an entry removed or moved are put back as they
were; beside a slot that has changed since, they would be planned twice, or at a time that nobody wants any more.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from radiodesk.history import log
from radiodesk.history.log import ChangedRow
from radiodesk.history.rows import present_rows
from radiodesk.kinds import BroadcastState
from radiodesk.model import Action, Broadcast, BroadcastOutlet, Slot, SlotDuty, SlotOutlet, Station
from radiodesk.model.audit import AuditEntry, audit_row
from radiodesk.model.changes import chunks

Rows = Mapping[str, Sequence[ChangedRow]]
"""What an entry changed, by table."""

Place = tuple[str, int]
"""The table and the id of a row."""

BROADCAST, SLOT, STATION = Broadcast.__tablename__, Slot.__tablename__, Station.__tablename__
OUTLETS = BroadcastOutlet.__tablename__
OF_SLOTS = (SLOT, SlotOutlet.__tablename__, SlotDuty.__tablename__)
"""The tables that say what a slot gives."""

PLANNED = frozenset({"starts", "planned_seconds", "own_air", "kind", "slot_id", "occurrence"})
"""The columns of a broadcast that slots and people plan, and that stay once it was aired."""

BY_ITSELF = (Action.GENERATE, Action.UNDO)
"""Actions that add broadcasts without planning any: those that are generated, or restored by an undo."""


def later_change(session: Session, since: int, rows: Rows) -> Place | None:
    """A row that was changed after an entry and on which its undo depends, though the entry itself did not change it.

    since: the id of the entry. rows: what it changed.
    """
    return _aired(session, since, rows) or _other_zone(session, since, rows) or _other_slots(session, since, rows)


def _aired(session: Session, since: int, rows: Rows) -> Place | None:
    """A broadcast that was aired since, and would be at another time, on other outlets, or something else."""
    changed = [row for row in rows.get(BROADCAST, ()) if row.before is not None and row.after is not None]
    ids = {row.id for row in changed if not PLANNED.isdisjoint(row.after or ())}
    ids |= _owners(session, OUTLETS, "broadcast_id", rows)
    ids |= _broadcasts_of(session, Broadcast.edition_id, _of_others(rows, "edition", "programme", "own_live"))
    ids |= _broadcasts_of(session, Broadcast.relay_id, _of_others(rows, "relay", "upstream", "title", "live"))
    return next(_aired_since(session, since, ids - {row.id for row in rows.get(BROADCAST, ()) if not row.before}), None)


def _of_others(rows: Rows, table: str, owner: str, *columns: str) -> set[int]:
    """The rows of a table that would be of another owner, or have another value in a column.

    Where the entry merged two owners into one, or parted them, a row was never of another owner.
    """
    merged = {row.id for row in rows.get(owner, ()) if row.before is None or row.after is None}
    found = set()
    for row in rows.get(table, ()):
        if row.before is not None and row.after is not None:
            name = f"{owner}_id"
            is_other = name in row.after and merged.isdisjoint((row.before[name], row.after[name]))
            if is_other or not row.after.keys().isdisjoint(columns):
                found.add(row.id)
    return found


def _broadcasts_of(session: Session, column: InstrumentedAttribute[int | None], ids: Collection[int]) -> set[int]:
    """The broadcasts that refer to some rows by a column."""
    every = (session.scalars(select(Broadcast.id).where(column.in_(some))) for some in chunks(sorted(ids)))
    return set(chain.from_iterable(every))


def _aired_since(session: Session, since: int, ids: Collection[int] | None) -> Iterator[Place]:
    """The broadcasts that are aired, and were not yet at an entry. ids: those that matter; None for all."""
    without_effect = log.without_effect_since(session, since)
    is_later = (audit_row.c.table_name == BROADCAST, audit_row.c.entry_id > since)
    later = select(audit_row.c.row_id, audit_row.c.entry_id, audit_row.c.after)
    later = later.join(Broadcast, Broadcast.id == audit_row.c.row_id)
    later = later.where(*is_later, Broadcast.state == BroadcastState.AIRED)
    for some in [None] if ids is None else chunks(sorted(ids)):
        for row_id, later_id, after in session.execute(later if some is None else later.where(Broadcast.id.in_(some))):
            if (after or {}).get("state") == BroadcastState.AIRED and later_id not in without_effect:
                yield BROADCAST, row_id


def _other_zone(session: Session, since: int, rows: Rows) -> Place | None:
    """The station, if moments would come back that were meant in another zone; for its zone, what was planned since."""
    if any("zone" in (row.before or ()) for row in rows.get(STATION, ())):
        return next(_aired_since(session, since, None), None) or _planned_since(session, since)
    if not any("starts" in (row.before or ()) for row in rows.get(BROADCAST, ())):
        return None
    for place, before in _before(session, since, [STATION]).items():
        present = present_rows(session, STATION, [place[1]]).get(place[1], {})
        if before is not None and "zone" in before and before["zone"] != present.get("zone"):
            return place
    return None


def _planned_since(session: Session, since: int) -> Place | None:
    """A broadcast that somebody planned or moved after an entry."""
    added = (
        select(audit_row.c.row_id)
        .join(AuditEntry, AuditEntry.id == audit_row.c.entry_id)
        .join(Broadcast, Broadcast.id == audit_row.c.row_id)
        .where(audit_row.c.table_name == BROADCAST, audit_row.c.before.is_(None))
        .where(AuditEntry.id > since, AuditEntry.action.not_in(BY_ITSELF))
    )
    if (row_id := session.scalar(added.limit(1))) is not None:
        return BROADCAST, row_id
    return _moved(session, since, "starts")


def _moved(session: Session, since: int, column: str, ids: Collection[int] | None = None) -> Place | None:
    """A broadcast that has another value in a column than an entry left it. ids: those that matter; None for all."""
    before = {place: values for place, values in _before(session, since, [BROADCAST], ids).items() if values}
    for row_id, present in present_rows(session, BROADCAST, [row_id for _table, row_id in before]).items():
        if before[BROADCAST, row_id].get(column, present[column]) != present[column]:
            return BROADCAST, row_id
    return None


def _other_slots(session: Session, since: int, rows: Rows) -> Place | None:
    """What was changed since of the series whose slots, or whose broadcasts, come back as they were."""
    if released := _moved(session, since, "slot_id", {row.id for row in _planned(rows)}):
        return released
    slots = _slots(session, rows)
    before = _before(session, since, OF_SLOTS) if slots else {}
    if not before:
        return None
    present: dict[Place, dict[str, Any]] = {}
    for table in OF_SLOTS:
        ids = [row_id for other, row_id in before if other == table]
        present |= {(table, row_id): values for row_id, values in present_rows(session, table, ids).items()}
    slot_of = {place: _slot_of(place, present.get(place) or values) for place, values in before.items()}
    # A slot that is gone is known from its removal.
    gone = [*before.items(), *(((SLOT, row.id), row.before) for row in rows.get(SLOT, ()))]
    series_of = {place[1]: values["series_id"] for place, values in gone if values and "series_id" in values}
    for some in chunks(sorted({*slots, *slot_of.values()})):
        found = session.execute(select(Slot.id, Slot.series_id).where(Slot.id.in_(some)))
        series_of |= {row.id: row.series_id for row in found}
    series = {series_of.get(each) for each in slots} - {None}
    changed = (place for place, values in before.items() if not _is_as_before(values, present.get(place)))
    return next((place for place in changed if series_of.get(slot_of[place]) in series), None)


def _slots(session: Session, rows: Rows) -> set[int]:
    """The slots that come back as they were, or whose broadcasts do."""
    found = {row.id for row in rows.get(SLOT, ()) if row.before is not None}
    for table in OF_SLOTS[1:]:
        found |= _owners(session, table, "slot_id", rows)
    planned = _planned(rows)
    found |= {
        values["slot_id"] for row in planned for values in (row.before, row.after) if values and "slot_id" in values
    }
    for some in chunks(sorted({row.id for row in planned})):
        found |= set(session.scalars(select(Broadcast.slot_id).where(Broadcast.id.in_(some))))
    return {each for each in found if each is not None}


def _owners(session: Session, table: str, column: str, rows: Rows) -> set[int]:
    """What the rows of a table belong to. column: the one that says it, which the audit of a changed row may lack."""
    changed = rows.get(table, ())
    known = {values[column] for row in changed for values in (row.before, row.after) if values and column in values}
    present = present_rows(session, table, [row.id for row in changed]).values()
    return known | {values[column] for values in present}


def _planned(rows: Rows) -> list[ChangedRow]:
    """The broadcasts that come back, or come back to what they were planned as."""
    back = [row for row in rows.get(BROADCAST, ()) if row.before is not None]
    return [row for row in back if row.after is None or not PLANNED.isdisjoint(row.after) or _is_cancelled(row)]


def _is_cancelled(row: ChangedRow) -> bool:
    """Whether an entry cancelled a broadcast, or planned it again."""
    return BroadcastState.CANCELLED in {(row.before or {}).get("state"), (row.after or {}).get("state")}


def _before(
    session: Session, since: int, tables: Collection[str], ids: Collection[int] | None = None
) -> dict[Place, dict[str, Any] | None]:
    """The rows of tables that were changed after an entry, with those columns as it left them; None if added since.

    ids: of the rows that matter; None for all.
    """
    later = select(audit_row.c.table_name, audit_row.c.row_id, audit_row.c.before)
    later = later.where(audit_row.c.table_name.in_(tables), audit_row.c.entry_id > since)
    later = later.order_by(audit_row.c.entry_id, audit_row.c.id)
    found: dict[Place, dict[str, Any] | None] = {}
    parts = [later] if ids is None else [later.where(audit_row.c.row_id.in_(some)) for some in chunks(sorted(ids))]
    for table, row_id, before in chain.from_iterable(map(session.execute, parts)):
        if (table, row_id) not in found:
            found[table, row_id] = None if before is None else dict(before)
        elif (values := found[table, row_id]) is not None:
            found[table, row_id] = {**(before or {}), **values}
    return found


def _slot_of(place: Place, values: Mapping[str, Any] | None) -> int:
    """The slot that a row is, or says something of."""
    table, row_id = place
    return row_id if table == SLOT or values is None else values["slot_id"]


def _is_as_before(before: Mapping[str, Any] | None, now: Mapping[str, Any] | None) -> bool:
    """Whether later changes have left a row as it was. before: the columns that they changed; None if it was added."""
    if before is None or now is None:
        return before is now
    return all(now.get(name, value) == value for name, value in before.items() if name != "version")
