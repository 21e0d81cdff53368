"""Units of work: each commits as a whole or rolls back, and only to the database that was opened."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

from sqlalchemy import Engine, Table, case, delete, func, insert, literal, select, update
from sqlalchemy.exc import DBAPIError, InvalidRequestError, StatementError
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.orm.util import identity_key

from radiodesk.config import Config
from radiodesk.locale import N_, formats
from radiodesk.model import changes, engines, migrating
from radiodesk.model.actions import Action
from radiodesk.model.audit import AuditEntry, audit_row
from radiodesk.model.base import Base
from radiodesk.model.bulk import insert_columns
from radiodesk.model.explaining import explained
from radiodesk.model.faults import ChangedMeanwhile, HomeMoved
from radiodesk.model.names import acting_name
from radiodesk.model.station import zone

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


class ChangedBy(ChangedMeanwhile):
    """A row that was changed since it was read. person: everybody who changed it. time: of the last change."""

    message = N_("{person} changed this at {time}: nothing was saved. Look at it again, then repeat your change")


class Removed(ChangedMeanwhile):
    """A row that was removed since it was read."""

    message = N_("Somebody else removed this meanwhile: look at what is there now")


class _TakenBack(Exception):
    """Takes a unit of work back that was only tried."""


class Database:
    """A station's database. Units of work may run in any thread, but each stays in one thread."""

    def __init__(self, config: Config, engine: Engine, *, read_only: bool = False) -> None:
        self.config = config
        self.person = config.person
        """The person at the desk: every change is recorded under this name. `act_as` sets it."""
        self.is_account = config.is_account
        """Whether that is only the name of the computer account."""
        self.engine = engine
        self.read_only = read_only
        """True if the disk or the permissions forbid writing."""
        self.home_mismatch = ""
        """Why the home does not belong to the database; empty if it does."""
        self.entries_written: set[int] = set()
        """The ids of the audit entries that were written through this object: all others are of other desks."""
        self.on_written: Callable[[changes.WrittenEntry], None] | None = None
        """Called after each commit with the entry that was written, in the thread that wrote it."""
        self._file = engines.file_of(config)
        self._identity = engines.identity_of(self._file) if self._file else None

    def act_as(self, person: str) -> None:
        """Record the following changes under another person's name. raises SeveralNames and text errors."""
        self.person = acting_name(person)
        self.is_account = False

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A read-only unit of work with one consistent snapshot."""
        engine = self.engine
        if engine.dialect.name == "postgresql":
            engine = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with self.translating_errors(), Session(engine, autoflush=False) as session:
            yield session

    @contextmanager
    def changing(self, action: Action, /, **values: object) -> Iterator[Session]:
        """A unit of work that commits as a whole, with its audit entry, or rolls back.

        Units of work that write run one after the other, on a server too: what one reads stays valid until its commit.
        values: those of the action's sentence. `changes.describe` sets those that only the change itself gives. The
        entry names the person who is at the desk when the unit of work begins.
        raises AddedMeanwhile, ChangedMeanwhile, ConcurrentChange, DeskBusy, DiskFull, HomeMoved, HeldTooLong,
        NotPermitted, OutcomeUnknown, ReadOnlyServer, ServerLost, ServerRefused, TooSlow, UnusableDatabase,
        UnusableServer, DamagedDatabase.
        """
        self._check_place()
        person = self.person
        engine = self.engine.execution_options(radiodesk_writes=True)
        with self.translating_errors(), Session(engine) as session:
            migrating.lock(session.connection(), migrating.CHANGING)
            changes.record(session)
            yield session
            entry = changes.write_entry(session, person=person, action=action, values=values)
            self._check_place()
            session.commit()
            if entry is not None:
                self.entries_written.add(entry.id)
            self._check_place()
        if entry is not None and self.on_written:
            self.on_written(entry)

    @contextmanager
    def trying(self, action: Action, /) -> Iterator[Session]:
        """A unit of work that is taken back at its end, to find out what a change would do.

        raises the errors of `changing`.
        """
        with suppress(_TakenBack), self.changing(action) as session:
            yield session
            raise _TakenBack

    def close(self) -> None:
        """Close the database. When the last process closes it, SQLite merges the write-ahead log into the file."""
        self.engine.dispose()

    @property
    def where(self) -> str:
        """The file of the database, or its address without the password."""
        return str(self._file or engines.redacted(self.engine.url))

    def explain(self, error: Exception) -> Exception:
        """The error to show the user for `error`; here, `error` itself."""
        return error

    def _check_place(self) -> None:
        """Check that the file was not replaced: a change saved to the old one would be lost. raises HomeMoved."""
        if self._file and self._identity and engines.identity_of(self._file) != self._identity:
            raise HomeMoved(database=self.where)

    @contextmanager
    def translating_errors(self) -> Iterator[None]:
        """Translate errors of the database and of damaged values into user errors."""
        try:
            yield
        except StaleDataError as error:
            raise ChangedMeanwhile from error
        except DBAPIError as error:
            user_error = explained(error, self.where)
            raise (self.explain(error) if user_error is error else user_error) from error
        except DAMAGE as error:
            if (user_error := self.explain(error)) is error:
                raise
            raise user_error from error


def add_rows(session: Session, kind: type[Base], rows: Sequence[dict[str, Any]]) -> list[int]:
    """Add many rows of one class in bulk, with the columns' defaults and checks. Returns their ids, in the same order.

    rows: all with the same columns.
    """
    if not rows:
        return []
    moment = changes.moment(session)
    shared = {"version": 1, "created": moment, "changed": moment}
    ids = _insert(session, kind.metadata.tables[kind.__tablename__], rows, shared)
    changes.note_added(session, kind, rows, ids)
    return ids


def _insert(session: Session, table: Table, rows: Sequence[dict[str, Any]], shared: dict[str, Any]) -> list[int]:
    """Add rows. shared: the columns with the same value in all rows. Returns the ids, in the order of the rows."""
    if session.get_bind().dialect.name != "sqlite":
        statement = insert(table).returning(table.c.id, sort_by_parameter_order=True)
        return list(session.scalars(statement, [row | shared for row in rows]))
    # With RETURNING, SQLite would take the rows one by one. Its ids only ascend, and nobody else writes meanwhile.
    last = session.scalar(select(func.max(table.c.id))) or 0
    insert_columns(session.connection(), table, _by_column(rows), shared)
    return list(session.scalars(select(table.c.id).where(table.c.id > last).order_by(table.c.id)))


def _by_column(rows: Sequence[dict[str, Any]]) -> dict[str, list[Any]]:
    """The values of rows with the same columns, by column."""
    return {name: [row[name] for row in rows] for name in rows[0]}


def restore_rows(session: Session, kind: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    """Add removed rows again, with their old ids. Columns that a row does not name are empty, or get their default."""
    if rows:
        table = kind.metadata.tables[kind.__tablename__]
        moment = changes.moment(session)
        columns = [column for column in table.columns if column.name not in changes.COMPUTED]
        every = {column.name: changes.unnamed_value(column) for column in columns}
        every |= {"version": 1, "created": moment, "changed": moment}
        whole = [every | row for row in rows]
        insert_columns(session.connection(), table, _by_column(whole), {})
        changes.note_added(session, kind, whole, [row["id"] for row in whole])


def announce_removal(session: Session, kind: type[Base], ids: Sequence[int]) -> None:
    """Announce rows for `remove_rows`, so that removing their parts first does not increment their versions."""
    changes.announce_removal(session, kind, ids)


def remove_rows(session: Session, kind: type[Base], ids: Sequence[int]) -> None:
    """Remove many rows of one class in bulk. None of them may be loaded in the session."""
    table = kind.metadata.tables[kind.__tablename__]
    for chunk in changes.chunks(ids):
        wanted = table.c.id.in_(chunk)
        changes.note_removed(session, kind, session.execute(select(table).where(wanted)).mappings().all())
        session.connection().execute(delete(table).where(wanted))


def set_values(session: Session, attribute: InstrumentedAttribute[Any], values: Mapping[int, Any]) -> None:
    """Set a column of many rows in bulk. Rows that have the value already do not change.

    attribute: of the mapped class. values: by row id.
    """
    session.flush()
    kind: type[Base] = attribute.parent.class_
    table = kind.metadata.tables[kind.__tablename__]
    column, moment = table.c[attribute.key], changes.moment(session)
    for ids in changes.chunks(sorted(values)):
        rows = session.execute(select(table).where(table.c.id.in_(ids))).mappings()
        before = [row for row in rows if row[column.name] != values[row["id"]]]
        if not before:
            continue
        new = {row["id"]: values[row["id"]] for row in before}
        by_id = case({row_id: literal(value, column.type) for row_id, value in new.items()}, value=table.c.id)
        statement = update(table).where(table.c.id.in_(new))
        session.connection().execute(
            statement.values({column.name: by_id, "version": table.c.version + 1, "changed": moment})
        )
        for row in before:
            if (loaded := session.identity_map.get(identity_key(kind, row["id"]))) is not None:
                for name, value in (
                    (column.name, new[row["id"]]),
                    ("version", row["version"] + 1),
                    ("changed", moment),
                ):
                    set_committed_value(loaded, name, value)
        changes.note_set(session, kind, column.name, before, new)


def fetch(session: Session, kind: type[MappedRow], row_id: int, version: int) -> MappedRow:
    """The row with an id, if it still has the version that the user saw. raises ChangedMeanwhile, Removed."""
    row = existing(session, kind, row_id)
    if row.version != version:
        raise _changed_meanwhile(session, row, version)
    return row


def existing(session: Session, kind: type[MappedRow], row_id: int) -> MappedRow:
    """The row with an id, as it is now. raises Removed."""
    row = session.get(kind, row_id)
    if row is None:
        raise Removed
    return row


def fetch_part(session: Session, kind: type[MappedRow], row_id: int, version: int) -> MappedRow:
    """A part of a whole, if the whole still has the version that the user saw. raises ChangedMeanwhile, Removed."""
    row = existing(session, kind, row_id)
    for column, whole in changes.WHOLES[kind].items():
        if (whole_id := getattr(row, column)) is not None:
            fetch(session, whole, whole_id, version)
    return row


def touch(session: Session, row: Base) -> None:
    """Increment the version of a row although none of its own columns changes."""
    row.changed = changes.moment(session)


def _changed_meanwhile(session: Session, row: Base, version: int) -> ChangedMeanwhile:
    """The error for a row that was changed since that version. It says by whom, if the audit knows."""
    newest_first = (
        select(AuditEntry.person, AuditEntry.created, audit_row.c.after)
        .join(audit_row, audit_row.c.entry_id == AuditEntry.id)
        .where(audit_row.c.table_name == row.__tablename__, audit_row.c.row_id == row.id)
        .order_by(AuditEntry.id.desc())
    )
    people: list[str] = []
    moments: list[dt.datetime] = []
    with session.execute(newest_first.execution_options(yield_per=10)) as found:
        for person, moment, after in found:
            if people and (after or {}).get("version", 0) <= version:
                break
            people.insert(0, person)
            moments.append(moment)
    if not people:
        return ChangedMeanwhile()
    names = ", ".join(dict.fromkeys(people))
    return ChangedBy(person=names, time=formats.clock(moments[0].astimezone(zone(session))))
