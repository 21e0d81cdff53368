"""What was generated since an entry that changed slots: taken back before that is reversed, and filled in after it.

The desk generates by itself, so that nobody can undo that first.
"""

import datetime as dt
from collections.abc import Collection
from typing import Any

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session

from radiodesk.history.log import Entry
from radiodesk.model import (
    Action,
    Base,
    Broadcast,
    BroadcastOutlet,
    Delivery,
    Duty,
    Edition,
    EditionTopic,
    Line,
    Publication,
    Slot,
    SlotDuty,
    SlotOutlet,
    Station,
)
from radiodesk.model.audit import AuditEntry, audit_row
from radiodesk.model.changes import chunks
from radiodesk.schedule import generation, refitting
from radiodesk.schedule.slots import SlotView, readable

_PARTS = frozenset({SlotOutlet.__tablename__, SlotDuty.__tablename__})
_OF_BROADCAST = (Duty, BroadcastOutlet)
_OF_EDITION = (Line, EditionTopic, Publication, Delivery, Broadcast)


def take_back(session: Session, entry: Entry) -> tuple[set[dt.date], list[int]]:
    """Remove the broadcasts that were generated after an entry from the series that it changed, and their repeats.

    Returns their local days by the rule, and the ids of those of the series that stay: somebody changed them, or
    worked on them.
    """
    series = _changed_series(session, entry)
    if not series:
        return set(), []
    earlier = audit_row.alias()
    of_row = (earlier.c.table_name == audit_row.c.table_name, earlier.c.row_id == audit_row.c.row_id)
    is_restored = exists().where(*of_row, earlier.c.entry_id < audit_row.c.entry_id)
    since = (
        select(audit_row.c.row_id)
        .join(AuditEntry, AuditEntry.id == audit_row.c.entry_id)
        .where(
            audit_row.c.table_name == Broadcast.__tablename__,
            audit_row.c.before.is_(None),
            AuditEntry.id > entry.id,
            # What an undo filled in was generated too; what it restored was there before.
            or_(AuditEntry.action == Action.GENERATE, and_(AuditEntry.action == Action.UNDO, ~is_restored)),
        )
    )
    repeats, own = _slots_of(session, series)
    # Repeats first: the edition that they carry holds no work of theirs. One that stays gets the edition of its day.
    days, kept_repeats = refitting.take_back(session, repeats, Broadcast.id.in_(since))
    own_days, kept = refitting.take_back(session, own, Broadcast.id.in_(since))
    changed = select(Broadcast.id).join(Slot, Broadcast.slot_id == Slot.id).where(Slot.series_id.in_(series))
    kept += session.scalars(changed.where(Broadcast.id.in_(kept_repeats))).all()
    return {*days, *own_days}, kept


def fill(session: Session, entry: Entry, days: Collection[dt.date]) -> None:
    """Generate again, on some local days, what the slots give that an entry changed, as they are now."""
    repeats, own = _slots_of(session, _changed_series(session, entry)) if days else ([], [])
    generation.fill(session, own + repeats, days)


def _slots_of(session: Session, series: Collection[int]) -> tuple[list[SlotView], list[SlotView]]:
    """The slots that repeat some series, and the others of these series."""
    every = readable(session)
    repeats = [each for each in every if each.repeats_id in series]
    return repeats, [each for each in every if each.series_id in series and each.repeats_id not in series]


def work_on(session: Session, broadcast_id: int) -> list[tuple[str, int]]:
    """The table and the id of each row that people change when they work on a broadcast."""
    row = session.get_one(Broadcast, broadcast_id)
    parts: list[tuple[type[Base], Any]] = [(kind, kind.broadcast_id == row.id) for kind in _OF_BROADCAST]
    found = [(Broadcast.__tablename__, row.id)]
    if row.edition_id is not None:
        found.append((Edition.__tablename__, row.edition_id))
        parts += [(kind, kind.edition_id == row.edition_id) for kind in _OF_EDITION]
    for kind, condition in parts:
        found += [(kind.__tablename__, each) for each in session.scalars(select(kind.id).where(condition))]
    return found


def _changed_series(session: Session, entry: Entry) -> set[int]:
    """The ids of the series whose slots an entry changed."""
    if any(row.table == Station.__tablename__ and "zone" in (row.before or {}) for row in entry.rows):
        return set(session.scalars(select(Slot.series_id)))
    ids = {
        row.id if row.table == Slot.__tablename__ else (row.after or row.before or {}).get("slot_id", 0)
        for row in entry.rows
        if row.table == Slot.__tablename__ or row.table in _PARTS
    }
    of_slots = select(Slot.series_id)
    return {each for few in chunks(sorted(ids)) for each in session.scalars(of_slots.where(Slot.id.in_(few)))}
