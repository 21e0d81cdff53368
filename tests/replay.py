"""Play the audit of a desk into an empty database, and compare the two row by row."""

import datetime as dt
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from radiodesk.history.rows import TABLES, stored
from radiodesk.history.verify import replayed
from radiodesk.model import Desk, engines, migrating
from radiodesk.model.audit import AuditEntry, audit_row
from radiodesk.model.changes import COMPUTED
from radiodesk.model.text import fold, key

Rows = dict[str, list[dict[str, Any]]]

SOURCES = {"programme": "title", "story": "title", "clip": "title"}
"""The columns from which others are computed, where it is not the name."""


def rows_of(session: Session) -> Rows:
    """Every recorded row of a database, with all its columns."""
    return {
        table.name: [dict(row) for row in session.execute(select(table).order_by(table.c.id)).mappings()]
        for table in TABLES
    }


def replay(desk: Desk, file: Path) -> Rows:
    """The rows that the audit of a desk makes in an empty database in a file."""
    engine = engines.sqlite_engine(file)
    try:
        migrating.upgrade(engine)
        with desk.reading() as session:
            moments = _moments(session)
            made = {table.name: list(replayed(session, table)) for table in TABLES}
        with Session(engine.execution_options(radiodesk_writes=True)) as copy:
            copy.connection().exec_driver_sql("PRAGMA defer_foreign_keys = ON")
            for table in TABLES:
                for found in made[table.name]:
                    if found.columns is not None:
                        created, changed = moments[table.name, found.id]
                        row = {name: stored(table.c[name], value) for name, value in found.columns.items()}
                        row |= {"id": found.id, "created": created, "changed": changed}
                        copy.execute(insert(table), [row | _computed(table.name, table.c.keys(), row)])
            copy.commit()
            return rows_of(copy)
    finally:
        engine.dispose()


def _computed(table: str, columns: list[str], row: dict[str, Any]) -> dict[str, Any]:
    source = row.get(SOURCES.get(table, "name"), "")
    computed = {"folded": fold, "key": key}
    return {name: compute(source) for name, compute in computed.items() if name in columns and name in COMPUTED}


def _moments(session: Session) -> dict[tuple[str, int], tuple[dt.datetime, dt.datetime]]:
    """When each row was first added and changed last."""
    moments: dict[tuple[str, int], tuple[dt.datetime, dt.datetime]] = {}
    statement = (
        select(audit_row.c.table_name, audit_row.c.row_id, AuditEntry.created)
        .join(AuditEntry, AuditEntry.id == audit_row.c.entry_id)
        .order_by(AuditEntry.id)
    )
    for table, row_id, moment in session.execute(statement):
        added, _changed = moments.get((table, row_id), (moment, moment))
        moments[table, row_id] = (added, moment)
    return moments
