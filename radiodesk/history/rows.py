"""Convert rows of the database to values of the audit, and back."""

import datetime as dt
import enum
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Column, DateTime, RowMapping, Table, TypeDecorator, select
from sqlalchemy.orm import Mapper, Session

from radiodesk.model import Base
from radiodesk.model.base import Exact, LocalMoment, references_among
from radiodesk.model.changes import UNRECORDED_COLUMNS, UNRECORDED_TABLES, chunks, plain

KINDS: dict[str, type[Base]] = {
    mapper.class_.__tablename__: mapper.class_
    for mapper in Base.registry.mappers
    if isinstance(mapper, Mapper) and mapper.class_.__tablename__ not in UNRECORDED_TABLES
}
"""The mapped classes whose rows the audit records, by the names of their tables."""

TABLES: tuple[Table, ...] = tuple(table for table in Base.metadata.sorted_tables if table.name in KINDS)
"""The tables of these classes, each after the tables that it refers to."""


def is_kept(table: str, before: dict[str, Any] | None) -> bool:
    """Whether a row that an entry changed stays when the entry is undone: the files of recordings are in the store."""
    return table == "recording" and before is None


def recorded(table: Table) -> list[Column[Any]]:
    """The columns of a table that the audit records."""
    return [column for column in table.columns if column.name not in UNRECORDED_COLUMNS]


def present_rows(session: Session, table: str, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """The present rows of a table by id, with the values that the audit stores. A row that is gone is left out."""
    stored_table = Base.metadata.tables[table]
    columns = recorded(stored_table)
    found: dict[int, dict[str, Any]] = {}
    for some in chunks(ids):
        rows = session.execute(select(stored_table).where(stored_table.c.id.in_(some))).mappings()
        found |= {row["id"]: as_recorded(columns, row) for row in rows}
    return found


def references(table: Table) -> Iterator[tuple[Table, Column[Any]]]:
    """The columns of recorded tables that refer to a table, each with its own table."""
    return references_among(table, TABLES)


def referred(table: Table, values: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The table and the id of each row that a row refers to. values: of the row's columns, or of some."""
    for name, value in values.items():
        for key in table.columns[name].foreign_keys:
            yield key.column.table.name, value


def stored(column: Column[Any], value: Any) -> Any:
    """The value of a column in the database, from its value in the audit."""
    if value is not None and isinstance(column.type, LocalMoment):
        return dt.datetime.fromisoformat(value)
    if value is not None and isinstance(column.type, Exact):
        return Decimal(value)
    kind = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
    if value is None:
        return None
    expected = kind.python_type if not isinstance(value, dict | list) else None
    if isinstance(kind, DateTime):
        return dt.datetime.fromisoformat(value)
    if expected is dt.date or expected is dt.time:
        return expected.fromisoformat(value)
    if expected is not None and issubclass(expected, enum.Enum):
        return expected(value)
    return value


def as_stored(table: str, row_id: int, columns: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a row in the database, from those in the audit. Its version is one that nobody has seen."""
    values = {name: stored(Base.metadata.tables[table].columns[name], value) for name, value in columns.items()}
    return {"id": row_id} | values | {"version": columns.get("version", 0) + 1}


def as_recorded(columns: Sequence[Column[Any]], row: RowMapping) -> dict[str, Any]:
    """These columns of a row, with the values that the audit stores."""
    return {column.name: plain(row[column.name]) for column in columns}
