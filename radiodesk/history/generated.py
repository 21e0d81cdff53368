"""What was generated since an entry that changed slots: taken back before that is reversed, and filled in after it.

The desk generates by itself, so that nobody can undo that first.
"""

import datetime as dt
from typing import Any

from sqlalchemy import select
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
    Slot,
    SlotDuty,
    SlotOutlet,
    Station,
)
from radiodesk.model.audit import AuditEntry, audit_row
from radiodesk.model.changes import chunks
from radiodesk.schedule import generation, refitting
from radiodesk.schedule.slots import readable

_PARTS = frozenset({SlotOutlet.__tablename__, SlotDuty.__tablename__})
_OF_BROADCAST = (Duty, BroadcastOutlet)
_OF_EDITION = (Line, EditionTopic, Delivery, Broadcast)


def take_back(session: Session, entry: Entry) -> tuple[list[dt.date], list[int]]:
    """Remove the broadcasts that were generated after an entry from the series that it changed, and their repeats.

    Returns their local days by the rule, and the ids of those of the series that stay: somebody changed them, or
    worked on them.
    """
    series = _changed_series(session, entry)
    if not series:
        return [], []
    since = (
        select(audit_row.c.row_id)
        .join(AuditEntry, AuditEntry.id == audit_row.c.entry_id)
        .where(
            audit_row.c.table_name == Broadcast.__tablename__,
            audit_row.c.before.is_(None),
            AuditEntry.id > entry.id,
            AuditEntry.action == Action.GENERATE,
        )
    )
    every = readable(session)
    repeats = [each for each in every if each.repeats_id in series]
    own = [each for each in every if each.series_id in series and each not in repeats]
    # Repeats first: the edition that they carry holds no work of theirs. One that stays gets the edition of its day.
    days, kept_repeats = refitting.take_back(session, repeats, Broadcast.id.in_(since))
    own_days, kept = refitting.take_back(session, own, Broadcast.id.in_(since))
    changed = select(Broadcast.id).join(Slot, Broadcast.slot_id == Slot.id).where(Slot.series_id.in_(series))
    kept += session.scalars(changed.where(Broadcast.id.in_(kept_repeats))).all()
    return days + own_days, kept


def fill(session: Session, days: list[dt.date]) -> None:
    """Generate again what the slots give, as they are now, from the first to the last of some local days."""
    if days:
        generation.fill(session, min(days), max(days))


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
