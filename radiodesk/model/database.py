"""Open a desk: units of work that commit all or nothing, in a database that is still the one that was opened.

desk = Desk.open(config)
with desk.reading() as session: ...
with desk.changing(by="Thu Hà", what="…") as session: ...
"""

import contextlib
import sqlite3
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, Table, event, func, insert, inspect, select
from sqlalchemy.exc import DBAPIError, InvalidRequestError, StatementError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from radiodesk.config import Config
from radiodesk.errors import UserError, reason
from radiodesk.files import remove_abandoned, sync_folder, temporary_folder
from radiodesk.locale import _
from radiodesk.model import engines, migrating
from radiodesk.model.audit import AuditEntry
from radiodesk.model.base import Base, now
from radiodesk.model.faults import (
    ChangedMeanwhile,
    DamagedDatabase,
    DeskBusy,
    DeskExists,
    HomeMoved,
    NoDatabase,
    NoDesk,
    OldDatabase,
    UnknownZone,
    UnmergedLog,
    UnusableDatabase,
    explained,
)
from radiodesk.model.station import Station

LOCK_FILE = ".radiodesk.lock"
"""In a home: locked while its database file is put in place."""

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


class Desk:
    """A station's open database. Units of work may run in any thread, each in its own."""

    def __init__(self, config: Config, engine: Engine, *, read_only: bool = False) -> None:
        self.config = config
        self.engine = engine
        self.read_only = read_only
        """True if the disk or the permissions forbid writing."""
        self._file = engines.file_of(config)
        self._identity = engines.identity_of(self._file) if self._file else None

    @classmethod
    def open(cls, config: Config) -> Self:
        """Open the home's database and bring an older one up to date, after a backup of it.

        raises NoDesk, NewerDatabase, OldDatabase, DamagedDatabase, UnusableDatabase, BadDatabaseURL, NoDriver,
        CannotWrite.
        """
        from radiodesk.model import backups

        file = engines.file_of(config)
        if file and not engines.size_of(file):
            if newest := backups.newest(config.backups):
                raise NoDatabase(home=config.home, file=newest)
            raise NoDesk(home=config.home)
        read_only = file is not None and engines.is_read_only(file)
        if file and read_only and engines.has_unmerged_log(file):
            raise UnmergedLog(database=file)
        desk = cls(config, engines.engine_of(config, read_only=read_only), read_only=read_only)
        if file and not read_only:
            event.listen(desk.engine, "connect", desk._connected)
        try:
            with desk.telling():
                desk._bring_up_to_date()
                desk._merge_log()
        except BaseException:
            desk.close()
            raise
        if not read_only:
            remove_abandoned(config.home)  # such as of an `init` that was killed at its end
            with contextlib.suppress(OSError):  # a home of an older release, and none of them is needed to open it
                _make_folders(config)
        return desk

    @classmethod
    def create(cls, config: Config, *, name: str, zone: str = "Asia/Ho_Chi_Minh", language: str | None = None) -> Self:
        """Start a home: its folders, its database, its station.

        raises DeskExists, UnknownZone, UnusableDatabase, and those of `open`.
        """
        try:
            ZoneInfo(zone)
        except (KeyError, ValueError, OSError) as error:
            raise UnknownZone(zone=zone) from error
        file = engines.file_of(config)
        if file and engines.size_of(file):
            remove_abandoned(config.home)
            raise DeskExists(home=config.home)
        station = Station(id=1, name=name, zone=zone, language=language, uid=str(uuid.uuid4()))
        created = [folder for folder in (*reversed(config.folders), config.home) if not folder.exists()]
        try:
            _make_folders(config)
            if file:
                with temporary_folder(file.parent) as folder:
                    aside = folder / file.name
                    cls(config, engines.sqlite_engine(aside))._start(station)
                    put_database(config, aside)
            else:
                cls(config, engines.engine_of(config))._start(station)
        except BaseException as error:
            with contextlib.suppress(OSError):
                for folder in created:
                    folder.rmdir()
            if isinstance(error, OSError):
                raise UnusableDatabase(database=config.home, reason=reason(error)) from error
            raise
        return cls.open(config)

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
            _keep_account(session)
            yield session
            _write_entry(session, person=self.config.person if by is None else by, what=what)
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
        """The damage in the database that led to an error, or the error itself where the database is sound."""
        from radiodesk.model.checking import first_problem  # only now: no sound desk needs it

        if not isinstance(error, DAMAGE) or getattr(error, "of_sound_desk", False):
            return error
        try:
            problem = first_problem(self)
        except UserError as other:  # as with a server that no longer answers
            return other
        if problem is None:
            vars(error)["of_sound_desk"] = True  # once is enough: it takes a while
            return error
        return DamagedDatabase(database=self.where, reason=f"{problem.where}: {problem.what}")

    def _start(self, station: Station) -> None:
        """Make the tables in an empty database, and the station's row, in one transaction. raises DeskExists."""
        try:
            with self.telling():
                if self.engine.dialect.name == "sqlite":
                    engines.use_wal(self.engine)
                with self.engine.execution_options(radiodesk_writes=True).begin() as connection:
                    migrating.lock(connection)
                    if inspect(connection).has_table(Station.__tablename__):
                        raise DeskExists(home=self.config.home)
                    migrating.upgrade_in(connection)
                    with Session(connection) as session:
                        _keep_account(session)
                        session.add(station)
                        _write_entry(session, person=self.config.person, what="init")
                if self.engine.dialect.name == "sqlite":
                    engines.merge_log(self.engine)  # the file is moved alone
        finally:
            self.close()

    def _bring_up_to_date(self) -> None:
        with self.engine.connect() as connection:
            revision = migrating.revision(connection, self.where)
        if revision == migrating.HEAD:
            return
        if self.read_only:
            raise OldDatabase(database=self.where)
        from radiodesk.model import backups

        backups.before_migration(self, revision)
        try:
            migrating.upgrade(self.engine)
        except DBAPIError as error:
            if explained(error, self.where) is error:
                reason = _("its tables are not those of its version {version}").format(version=revision)
                raise DamagedDatabase(database=self.where, reason=reason) from error
            raise

    def _merge_log(self) -> None:
        """Bring into the file what a desk that was killed had written beside it, so that the file alone is whole."""
        if self._file and not self.read_only and engines.size_of(engines.beside(self._file, "-wal")):
            raw = self.engine.raw_connection()
            try:
                # It may fail, as on a full disk: the desk is whole with the log beside it, too.
                with contextlib.suppress(sqlite3.Error):
                    raw.cursor().execute("PRAGMA wal_checkpoint(PASSIVE)")
            finally:
                raw.close()

    def _connected(self, connection: sqlite3.Connection, _record: object) -> None:
        """See that a new connection has the log of its own file, not that of one that was restored in that moment."""
        with contextlib.suppress(sqlite3.Error):  # the first statement that somebody asks for tells
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()  # which opens the log
        self._check_place()

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


def put_database(config: Config, aside: Path) -> None:
    """Move a finished database into a home that has none. raises DeskExists, DeskBusy, UnusableDatabase, OSError."""
    file = engines.file_of(config)
    assert file is not None  # noqa: S101 - it lies in a file
    with locked(file):
        if engines.is_other(file):
            raise UnusableDatabase(database=file, reason=_("it is not a file"))
        if engines.size_of(file):
            raise DeskExists(home=config.home)
        engines.remove_database(file)  # side files of another one would be taken for those of this one
        aside.rename(file)
        sync_folder(file.parent)


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Keep other processes from putting a database in that place. raises DeskBusy, OSError."""
    from filelock import FileLock, Timeout  # only now: it takes long to load, and few need it

    try:
        with FileLock(file.parent / LOCK_FILE, timeout=engines.BUSY_SECONDS):
            yield
    except Timeout as error:
        raise DeskBusy(database=file) from error


def _make_folders(config: Config) -> None:
    for folder in config.folders:
        folder.mkdir(parents=True, exist_ok=True)


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


def _keep_account(session: Session) -> None:
    """Note for the audit what a session changes from here on."""
    session.info["audit"] = []
    event.listen(session, "after_flush", _note_flush)


def _write_entry(session: Session, *, person: str, what: str) -> None:
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
