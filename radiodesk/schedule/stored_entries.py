"""The stored broadcasts as entries of the plan."""

from collections.abc import Iterable, Mapping
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from radiodesk.model.moments import after
from radiodesk.schedule.conflicts import OWN
from radiodesk.schedule.entry import Entry
from radiodesk.schedule.slots import SlotView
from radiodesk.schedule.stored_rows import Among, StoredRow, stored_rows


def stored_entries(
    session: Session, condition: ColumnElement[bool], by_id: Mapping[int, SlotView], local_zone: ZoneInfo
) -> list[Entry]:
    """The stored broadcasts that meet a condition: those with a planned length have their ends. by_id: all slots."""
    return entries_of(stored_rows(session, Among(condition)), by_id, local_zone)


def entries_of(rows: Iterable[StoredRow], by_id: Mapping[int, SlotView], local_zone: ZoneInfo) -> list[Entry]:
    """Stored broadcasts as entries: those with a planned length have their ends. by_id: all slots."""
    return [_entry(row, by_id, local_zone) for row in rows]


def _entry(row: StoredRow, by_id: Mapping[int, SlotView], local_zone: ZoneInfo) -> Entry:
    actual = row.actual_seconds if row.actual_seconds is not None else row.air_file_seconds
    return Entry(  # without names: that takes half the time
        row.id,
        row.version,
        None if row.slot_id is None else by_id.get(row.slot_id),
        row.occurrence,
        row.kind,
        row.state,
        row.starts.astimezone(local_zone),
        row.planned_seconds,
        row.lines.seconds if actual is None else actual,
        row.title,
        row.programme_kind,
        row.upstream or "",
        bool(row.relay_live),
        bool(row.edition_live or row.programme_live),
        (OWN, *row.outlets) if row.own_air else tuple(row.outlets),
        row.duties,
        row.edition_id,
        (row.least_seconds, row.most_seconds),
        row.note,
        row.place,
        row.actual_starts and row.actual_starts.astimezone(local_zone),
        None if row.planned_seconds is None else after(row.starts, row.planned_seconds).astimezone(local_zone),
    )
