"""Units of work that commit all or nothing, in a database that is still the one that was opened."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy import Engine, Table, event, func, insert, inspect, select
from sqlalchemy.exc import DBAPIError, InvalidRequestError, StatementError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from radiodesk.config import Config
from radiodesk.model import engines
from radiodesk.model.audit import AuditEntry
from radiodesk.model.base import Base, now
from radiodesk.model.faults import (
    ChangedMeanwhile,
    HomeMoved,
    explained,
)

DAMAGE = (
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    ArithmeticError,
    RecursionError,
    InvalidRequestError,
    StatementError,
)
"""Exceptions raised when damaged values are read."""

MappedRow = TypeVar("MappedRow", bound=Base)


class Database:
    """A station's database. Units of work may run in any thread, each in its own."""

    def __init__(self, config: Config, engine: Engine, *, read_only: bool = False) -> None:
        self.config = config
        self.engine = engine
        self.read_only = read_only
        """True if the disk or the permissions forbid writing."""
        self._file = engines.file_of(config)
        self._identity = engines.identity_of(self._file) if self._file else None

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A unit of work that only looks: one consistent picture, nothing kept."""
        with self.telling(), Session(self.engine, autoflush=False) as session:
            yield session

    @contextmanager
    def changing(self, *, what: str, by: str | None = None) -> Iterator[Session]:
        """A unit of work that commits as a whole with its audit entry, or takes everything back.

        what: the change in the words of its maker; by: who, by default the person at this desk.
        raises ChangedMeanwhile, DeskBusy, DiskFull, HomeMoved, UnusableDatabase, DamagedDatabase.
        """
        self._check_place()
        engine = self.engine.execution_options(radiodesk_writes=True)
        with self.telling(), Session(engine) as session:
            record_changes(session)
            yield session
            write_entry(session, person=self.config.person if by is None else by, what=what)
            self._check_place()
            session.commit()
            self._check_place()

    def close(self) -> None:
        """Let go of the database. The last one to do so merges what was written beside it into the file."""
        self.engine.dispose()

    @property
    def where(self) -> str:
        """The database, as a user knows it; never with its password."""
        return str(self._file or engines.shown(self.engine.url))

    def explain(self, error: Exception) -> Exception:
        """The error that tells a user what led to `error`; here, `error` itself."""
        return error

    def _check_place(self) -> None:
        """See that the file is still the one that was opened. A change saved to the old one would be lost."""
        if self._file and self._identity and engines.identity_of(self._file) != self._identity:
            raise HomeMoved(database=self.where)

    @contextmanager
    def telling(self) -> Iterator[None]:
        """Say in the user's words what a database refused, or what is wrong in it."""
        try:
            yield
        except StaleDataError as error:
            raise ChangedMeanwhile from error
        except DBAPIError as error:
            found = explained(error, self.where)
            raise (self.explain(error) if found is error else found) from error
        except DAMAGE as error:
            if (found := self.explain(error)) is error:
                raise
            raise found from error


def add_rows(session: Session, kind: type[Base], rows: Sequence[dict[str, Any]]) -> list[int]:
    """Add many rows of one kind at once, with the columns' defaults and checks; their ids, in the order given.

    Every row names the same columns.
    """
    if not rows:
        return []
    moment = now()
    every = {"version": 1, "created": moment, "changed": moment}
    ids = _insert(session, kind.metadata.tables[kind.__tablename__], [row | every for row in rows])
    session.info["audit"].append(
        {"table": kind.__tablename__, "change": "added", "ids": [min(ids), max(ids)], "count": len(ids)}
    )
    return ids


def _insert(session: Session, table: Table, rows: Sequence[dict[str, Any]]) -> list[int]:
    if session.get_bind().dialect.name != "sqlite":
        return list(session.scalars(insert(table).returning(table.c.id, sort_by_parameter_order=True), rows))
    # Giving ids back makes SQLite take the rows one by one. It counts ids up, and nobody else writes meanwhile.
    last = session.scalar(select(func.max(table.c.id))) or 0
    session.execute(insert(table), rows)
    return list(session.scalars(select(table.c.id).where(table.c.id > last).order_by(table.c.id)))


def fetch(session: Session, kind: type[MappedRow], row_id: int, version: int | None = None) -> MappedRow:
    """The row of that id, as its reader saw it. raises ChangedMeanwhile where its version moved on or it is gone.

    version: the one that the reader saw; None takes the row as it is now.
    """
    row = session.get(kind, row_id)
    if row is None or (version is not None and row.version != version):
        raise ChangedMeanwhile
    return row


def record_changes(session: Session) -> None:
    """Note for the audit what a session changes from here on."""
    session.info["audit"] = []
    event.listen(session, "after_flush", _note_flush)


def write_entry(session: Session, *, person: str, what: str) -> None:
    """Write the audit entry of what a session changed, if it changed anything."""
    session.flush()
    if rows := session.info["audit"]:
        session.execute(insert(AuditEntry), [{"person": person, "what": what, "rows": rows}])


def _note_flush(session: Session, _context: object) -> None:
    """Note what a flush added, changed (with the values before) and removed, for the audit entry."""
    rows: list[dict[str, Any]] = session.info["audit"]
    rows.extend({"table": row.__tablename__, "id": row.id, "change": "added"} for row in session.new)
    rows.extend(
        {"table": row.__tablename__, "id": row.id, "change": "changed", "before": before}
        for row in session.dirty
        if (before := _before(row))
    )
    for row in session.deleted:
        columns = inspect(row).mapper.column_attrs
        gone = {column.key: _plain(getattr(row, column.key)) for column in columns}
        rows.append({"table": row.__tablename__, "id": row.id, "change": "removed", "before": gone})


def _before(row: Base) -> dict[str, Any]:
    state = inspect(row)
    history = {column.key: state.attrs[column.key].history for column in state.mapper.column_attrs}
    skipped = ("version", "changed", "folded")
    return {
        name: _plain(change.deleted[0])
        for name, change in history.items()
        if change.has_changes() and change.deleted and name not in skipped
    }


def _plain(value: Any) -> Any:
    """A column's value as JSON has it; of bytes, which can be made again, only how many there were."""
    if isinstance(value, bytes):
        return {"bytes": len(value)}
    return value if isinstance(value, str | int | float | bool | list | dict | None) else value.isoformat()
