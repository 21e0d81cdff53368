"""Delete a single broadcast that was planned by mistake. What is of a slot, was aired or holds work stays."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from radiodesk.kinds import BroadcastKind, BroadcastState
from radiodesk.locale import ngettext
from radiodesk.model import Broadcast
from radiodesk.model.audit import audit_row
from radiodesk.model.database import existing, fetch
from radiodesk.newsroom.held import held
from radiodesk.schedule import refitting, rules


def check(session: Session, broadcast_id: int) -> None:
    """Check that a broadcast can be deleted. raises Removed, OfSlot, WasNoted, HoldsWork."""
    row = existing(session, Broadcast, broadcast_id)
    rules.check_deletable(is_occurrence=row.slot_id is not None, states=_states(session, row), held=_held(session, row))


def delete(session: Session, broadcast_id: int, version: int) -> None:
    """Delete a single broadcast, with its relay or its empty edition. raises ChangedMeanwhile and those of `check`."""
    fetch(session, Broadcast, broadcast_id, version)
    check(session, broadcast_id)
    with_relay = select(Broadcast).where(Broadcast.id == broadcast_id).options(joinedload(Broadcast.relay))
    refitting.remove(session, session.scalars(with_relay).one())


def _states(session: Session, row: Broadcast) -> set[BroadcastState]:
    """The states that a broadcast has been in, as far as the audit knows, and the present one."""
    columns = audit_row.c
    of_row = select(columns.after).where(columns.table_name == Broadcast.__tablename__, columns.row_id == row.id)
    noted = ((after or {}).get("state") for after in session.scalars(of_row))
    return {row.state, *(BroadcastState(state) for state in noted if state)}


def _held(session: Session, row: Broadcast) -> list[str]:
    """What depends on a broadcast, in words: all that its edition has; nothing if that has a first run beside it."""
    if row.edition_id is None:
        return []

    of_edition = select(func.count()).where(Broadcast.edition_id == row.edition_id, Broadcast.id != row.id)
    others = session.scalar(of_edition) or 0
    if others and row.kind is BroadcastKind.REPEAT:
        return []
    lines, air_files, posts, sent, topics = held(session, row.edition_id)
    words = (
        (lines, ngettext("{count} line", "{count} lines", lines)),
        (air_files, ngettext("{count} air file", "{count} air files", air_files)),
        (others, ngettext("{count} repeat", "{count} repeats", others)),
        (posts, ngettext("{count} publication", "{count} publications", posts)),
        (sent, ngettext("{count} delivery to others", "{count} deliveries to others", sent)),
        (topics, ngettext("{count} topic", "{count} topics", topics)),
    )
    return [said.format(count=number) for number, said in words if number]
