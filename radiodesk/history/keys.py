"""Unique keys: find the rows that hold the keys of rows which are to be restored."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Table, UniqueConstraint, cast, literal, select, text, tuple_, union_all
from sqlalchemy.orm import Session

from radiodesk.model.changes import COMPUTED
from radiodesk.model.text import key

Row = Mapping[str, Any]
"""The values of a row in the database, by column name."""

CHUNK = 200
"""Keys per query."""


@dataclass(frozen=True)
class Unique:
    """A unique key of a table."""

    table: Table
    columns: Sequence[Column[Any]]
    condition: str
    """In SQL, under which it applies; empty for all rows."""

    def depends_on(self, names: Collection[str]) -> bool:
        """Whether a change of some columns can give a row another key, or make it apply."""
        own = {each.name for each in self.columns}
        if not own.isdisjoint(COMPUTED):
            own |= {"title", "name"}
        return any(name in own or name in self.condition for name in names)

    def of(self, row: Row) -> tuple[Any, ...] | None:
        """The key of a row, if it has one. That of a name or a title is computed, as in the mapped classes."""
        values = tuple(
            key(row.get("title") or row.get("name") or "") if column.name in COMPUTED else row.get(column.name)
            for column in self.columns
        )
        return None if None in values else values

    def applies(self, session: Session, rows: Sequence[Row]) -> set[int]:
        """The indexes of the rows to which it applies."""
        if not self.condition:
            return set(range(len(rows)))
        named = [column for column in self.table.columns if column.name in self.condition]
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
            found |= set(session.scalars(select(of_rows.c.number).where(text(self.condition))))
        return found

    def rows_with(self, session: Session, values: Sequence[tuple[Any, ...]]) -> Iterator[tuple[int, tuple[Any, ...]]]:
        """The id and the key of each row that has one of some keys."""
        for start in range(0, len(values), CHUNK):
            among = tuple_(*self.columns).in_(values[start : start + CHUNK])
            statement = select(self.table.c.id, *self.columns).where(among)
            if self.condition:
                statement = statement.where(text(self.condition))
            for row_id, *found in session.execute(statement):
                yield row_id, tuple(found)


def unique(table: Table) -> Iterator[Unique]:
    """The unique keys of a table, without positions: these are given anew after an undo."""
    for index in table.indexes:
        if index.unique and "position" not in index.columns:
            yield Unique(table, list(index.columns), index.info.get("where", ""))
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint):
            yield Unique(table, list(constraint.columns), "")


def taken(session: Session, table: Table, rows: Collection[Row], but: Collection[int]) -> int | None:
    """The id of a row whose key one of `rows` has too, or None.

    rows: all columns of rows as they are to be, with their ids. but: ids of rows that are restored as well.
    """
    for each in unique(table):
        wanted: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
        for row in rows:
            if (values := each.of(row)) is not None:
                wanted[values].append(row)
        others = each.rows_with(session, list(wanted))
        pairs = [(row_id, row) for row_id, values in others if row_id not in but for row in wanted[values]]
        applying = each.applies(session, [row for _row_id, row in pairs])
        if applying:
            return pairs[min(applying)][0]
    return None
