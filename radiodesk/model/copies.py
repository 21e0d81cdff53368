"""Copy a whole database: to a SQLite file, or from a SQLite file to a server."""

import contextlib
import sqlite3
from pathlib import Path

from sqlalchemy import Connection, Engine, MetaData, event, func, insert, select, text
from sqlalchemy.engine.interfaces import ReflectedColumn
from sqlalchemy.schema import Table

from radiodesk.model import engines, migrating
from radiodesk.model.base import Base

ROWS = 2000
"""Rows per batch."""


def to_file(engine: Engine, file: Path, revision: str) -> None:
    """Write a consistent copy of a database to a new SQLite file. Others may write to the database meanwhile.

    revision: the migration that the database is at. raises DBAPIError, sqlite3.Error.
    """
    if engine.dialect.name == "sqlite":
        raw = engine.raw_connection()
        try:
            with contextlib.closing(sqlite3.connect(file)) as target:
                source = raw.driver_connection
                assert isinstance(source, sqlite3.Connection)  # noqa: S101 - checked above
                source.backup(target)
        finally:
            raw.close()
        return
    with engine.execution_options(isolation_level="REPEATABLE READ").begin() as connection:
        rows_to_file(connection, file, revision)


def rows_to_file(source: Connection, file: Path, revision: str) -> None:
    """Write the rows that a transaction sees to a new SQLite file of the same schema. raises DBAPIError."""
    copy = engines.sqlite_engine(file)
    try:
        engines.use_wal(copy)
        migrating.upgrade(copy, revision)
        with copy.execution_options(radiodesk_writes=True).begin() as target:
            copy_rows(source, target)
        engines.merge_log(copy)
    finally:
        copy.dispose()


def copy_rows(source: Connection, target: Connection) -> None:
    """Copy the rows of all tables of the target, which are empty. raises DBAPIError.

    The columns have the types of the mapped classes, so that datetimes are converted correctly.
    """
    metadata = MetaData()
    event.listen(metadata, "column_reflect", _with_mapped_type)
    metadata.reflect(target)
    for table in metadata.sorted_tables:
        if table.name == "alembic_version":
            continue
        result = source.execute(select(table), execution_options={"yield_per": ROWS})
        for rows in result.mappings().partitions(ROWS):
            target.execute(insert(table), [dict(row) for row in rows])
        if target.dialect.name == "postgresql":
            _advance_sequence(target, table)


def _with_mapped_type(_inspector: object, table: Table, column: ReflectedColumn) -> None:
    mapped = Base.metadata.tables.get(table.name)
    if mapped is not None and column["name"] in mapped.columns:
        column["type"] = mapped.columns[column["name"]].type


def _advance_sequence(connection: Connection, table: Table) -> None:
    """Let the sequence of ids continue after the copied rows."""
    last = connection.scalar(select(func.max(table.c.id)))
    if last is not None:
        connection.execute(
            text("SELECT setval(pg_get_serial_sequence(:table, 'id'), :last)"), {"table": table.name, "last": last}
        )
