"""Rows of the database as an import sees them: what they are, what becomes of them, and which are new.

Columns that point to another row hold that row's record, which may have no id yet; the writer puts the ids in.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from radiodesk.model import (
    Base,
    Broadcast,
    Clip,
    Credit,
    Duty,
    Edition,
    Line,
    Person,
    Programme,
    Publication,
    Recipient,
    Relay,
    Story,
    Upstream,
)
from radiodesk.model.database import add_rows, touch

ORDER = (
    Person, Programme, Upstream, Recipient, Edition, Relay, Broadcast, Duty, Story, Line, Clip, Credit, Publication
)  # fmt: skip
"""What is written first: a row after those that it points to."""

CHUNK = 500
"""Rows fetched at once to be changed."""


class Record:
    """One row. id: None for a new one."""

    __slots__ = ("changes", "id", "table", "touched", "values")

    def __init__(self, table: type[Base], row_id: int | None, values: dict[str, Any]) -> None:
        self.table = table
        self.id = row_id
        self.values = values
        self.changes: dict[str, Any] = {}
        self.touched = False

    def __getitem__(self, column: str) -> Any:
        return self.changes[column] if column in self.changes else self.values[column]

    @property
    def new(self) -> bool:
        """Not in the database yet."""
        return self.id is None

    def become(self, **values: Any) -> None:
        """Have these values; what is the same already is no change."""
        for column, value in values.items():
            if self.new:
                self.values[column] = value
            elif self[column] != value:
                self.changes[column] = value

    def touch(self) -> None:
        """Have its version move although none of its own columns changes."""
        self.touched = True


class Records:
    """The records of one import, and what is to be written of them."""

    def __init__(self) -> None:
        self._new: dict[type[Base], list[Record]] = defaultdict(list)
        self._known: dict[type[Base], list[Record]] = defaultdict(list)
        self._removed: dict[type[Base], list[Record]] = defaultdict(list)

    def add(self, table: type[Base], /, **values: Any) -> Record:
        """A new row. Rows of one table name the same columns, all that have no default."""
        record = Record(table, None, values)
        self._new[table].append(record)
        return record

    def know(self, table: type[Base], row_id: int, /, **values: Any) -> Record:
        """A row that there is."""
        record = Record(table, row_id, values)
        self._known[table].append(record)
        return record

    def remove(self, record: Record) -> None:
        """Take out a row that there is."""
        self._removed[record.table].append(record)

    def write(self, session: Session, progress: Callable[[int], object]) -> None:
        """Write all of it in the unit of work. progress: called with how many of the new rows are written."""
        written = 0
        for table in ORDER:
            self._write_changes(session, table)
            new = self._new[table]
            rows = [{column: _plain(value) for column, value in record.values.items()} for record in new]
            for record, row_id in zip(new, add_rows(session, table, rows), strict=True):
                record.id = row_id
            written += len(new)
            progress(written)

    def _write_changes(self, session: Session, table: type[Base]) -> None:
        """Only rows that differ are touched, so that no version moves for nothing."""
        changed = {record.id: record for record in self._known[table] if record.changes or record.touched}
        for record in self._removed[table]:
            changed[record.id] = record
        removed = {record.id for record in self._removed[table]}
        if table is Line:
            self._make_room(session, changed)
        ids = list(changed)
        for start in range(0, len(ids), CHUNK):
            for row in session.scalars(select(table).where(table.id.in_(ids[start : start + CHUNK]))):
                if row.id in removed:
                    session.delete(row)
                    continue
                for column, value in changed[row.id].changes.items():
                    setattr(row, column, _plain(value))
                if changed[row.id].touched:
                    touch(session, row)
        session.flush()

    @staticmethod
    def _make_room(session: Session, changed: Mapping[int | None, Record]) -> None:
        """Take the lines that move out of the way: no two may have one position, not even meanwhile."""
        moving = [row_id for row_id, record in changed.items() if "position" in record.changes]
        for start in range(0, len(moving), CHUNK):
            for line in session.scalars(select(Line).where(Line.id.in_(moving[start : start + CHUNK]))):
                line.position = -line.id
        session.flush()

    @property
    def size(self) -> int:
        """New rows."""
        return sum(map(len, self._new.values()))


def _plain(value: Any) -> Any:
    return value.id if isinstance(value, Record) else value
