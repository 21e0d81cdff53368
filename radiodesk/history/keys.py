"""Unique keys: find the rows that hold the keys of rows which are to be restored."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Column, Table, UniqueConstraint, cast, literal, select, text, tuple_, union_all
from sqlalchemy.orm import Session

from radiodesk.model.changes import COMPUTED
from radiodesk.model.text import key

Row = Mapping[str, Any]
"""The values of a row in the database, by column name."""

CHUNK = 200
"""Keys per query."""


def taken(session: Session, table: Table, rows: Collection[Row], but: Collection[int]) -> int | None:
    """The id of a row whose key one of `rows` has too, or None.

    rows: all columns of rows as they are to be, with their ids. but: ids of rows that are restored as well.
    """
    for columns, condition in _unique(table):
        wanted: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
        for row in rows:
            if None not in (values := _key_of(row, columns)):
                wanted[values].append(row)
        others = _rows_with(session, table, columns, condition, list(wanted))
        pairs = [(row_id, row) for row_id, values in others if row_id not in but for row in wanted[values]]
        meeting = _meeting(session, table, condition, [row for _row_id, row in pairs])
        if meeting:
            return pairs[min(meeting)][0]
    return None


def _unique(table: Table) -> Iterator[tuple[list[Column[Any]], str]]:
    """The columns of each unique key, with the condition in SQL under which it applies."""
    for index in table.indexes:
        if index.unique and "position" not in index.columns:  # positions are given anew after an undo
            yield list(index.columns), index.info.get("where", "")
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint):
            yield list(constraint.columns), ""


def _key_of(row: Row, columns: Iterable[Column[Any]]) -> tuple[Any, ...]:
    """The values of a key. The key of a name or a title is computed, as in the mapped classes."""
    return tuple(
        key(row.get("title") or row.get("name") or "") if column.name in COMPUTED else row.get(column.name)
        for column in columns
    )


def _rows_with(
    session: Session, table: Table, columns: list[Column[Any]], condition: str, keys: list[tuple[Any, ...]]
) -> Iterator[tuple[int, tuple[Any, ...]]]:
    for start in range(0, len(keys), CHUNK):
        statement = select(table.c.id, *columns).where(tuple_(*columns).in_(keys[start : start + CHUNK]))
        if condition:
            statement = statement.where(text(condition))
        for row_id, *values in session.execute(statement):
            yield row_id, tuple(values)


def _meeting(session: Session, table: Table, condition: str, rows: Sequence[Row]) -> set[int]:
    """The indexes of the rows whose values meet a condition in SQL."""
    if not condition:
        return set(range(len(rows)))
    named = [column for column in table.columns if column.name in condition]
    found: set[int] = set()
    for start in range(0, len(rows), CHUNK):
        values = [
            select(
                literal(number).label("number"),
                *(cast(literal(row.get(each.name), each.type), each.type).label(each.name) for each in named),
            )
            for number, row in enumerate(rows[start : start + CHUNK], start)
        ]
        of_rows = union_all(*values).subquery()
        found |= set(session.scalars(select(of_rows.c.number).where(text(condition))))
    return found
