"""The stored broadcasts as entries of the plan."""

from collections.abc import Iterable, Mapping
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from radiodesk.schedule.conflicts import OWN
from radiodesk.schedule.entry import Entry
from radiodesk.schedule.slots import SlotView
from radiodesk.schedule.stored_rows import Among, StoredRow, stored_rows


def stored_entries(
    session: Session, condition: ColumnElement[bool], by_id: Mapping[int, SlotView], local_zone: ZoneInfo
) -> list[Entry]:
    """The stored broadcasts that meet a condition, without their ends. by_id: all slots."""
    return entries_of(stored_rows(session, Among(condition)), by_id, local_zone)


def entries_of(rows: Iterable[StoredRow], by_id: Mapping[int, SlotView], local_zone: ZoneInfo) -> list[Entry]:
    """Stored broadcasts as entries, without their ends. by_id: all slots."""
    return [_entry(row, by_id, local_zone) for row in rows]


def _entry(row: StoredRow, by_id: Mapping[int, SlotView], local_zone: ZoneInfo) -> Entry:
    actual = row.actual_seconds if row.actual_seconds is not None else row.air_file_seconds
    return Entry(
        broadcast_id=row.id,
        version=row.version,
        slot=None if row.slot_id is None else by_id.get(row.slot_id),
        occurrence=row.occurrence,
        kind=row.kind,
        state=row.state,
        starts=row.starts.astimezone(local_zone),
        seconds=row.planned_seconds,
        actual_seconds=row.lines.seconds if actual is None else actual,
        title=row.title,
        programme_kind=row.programme_kind,
        upstream=row.upstream or "",
        live_event=bool(row.relay_live),
        own_live=bool(row.edition_live or row.programme_live),
        outlets=(OWN, *row.outlets) if row.own_air else tuple(row.outlets),
        duties=row.duties,
        edition=row.edition_id,
        bounds=(row.least_seconds, row.most_seconds),
        note=row.note,
        place=row.place,
        actual_starts=row.actual_starts and row.actual_starts.astimezone(local_zone),
    )
