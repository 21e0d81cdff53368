"""Open a desk: the engine, its migrations, and units of work that commit all or nothing.

desk = Desk.open(config)
with desk.reading() as session: ...
with desk.changing(by="Thu Hà", what="…") as session: ...
"""

import json
import sqlite3
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Self, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine, Table, create_engine, event, func, insert, inspect, select, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from radiodesk.config import Config
from radiodesk.errors import reason
from radiodesk.locale import _
from radiodesk.model.audit import AuditEntry
from radiodesk.model.base import Base, now
from radiodesk.model.faults import (
    BadDatabaseURL,
    ChangedMeanwhile,
    DamagedDatabase,
    DeskExists,
    NewerDatabase,
    NoDesk,
    UnknownZone,
    UnusableDatabase,
    explained,
)
from radiodesk.model.station import Station

HEAD = "0002"
"""The newest migration. Known here so that opening an up-to-date database need not load the migration tool."""

MIGRATIONS = Path(__file__).parent / "migrations"

BUSY_SECONDS = 10
"""How long a writer waits for another one before it gives up."""


MappedRow = TypeVar("MappedRow", bound=Base)


class Desk:
    """A station's open database. Units of work may run in any thread, each in its own."""

    def __init__(self, config: Config, engine: Engine) -> None:
        self.config = config
        self._engine = engine

    @classmethod
    def open(cls, config: Config) -> Self:
        """Open the home's database and bring an older one up to date.

        raises NoDesk, NewerDatabase, DamagedDatabase, UnusableDatabase, BadDatabaseURL.
        """
        engine = _engine(config)
        if (path := _sqlite_path(engine.url)) and not _is_file(path):
            raise NoDesk(home=config.home)
        desk = cls(config, engine)
        try:
            with desk._telling():
                desk._bring_up_to_date()
        except BaseException:
            desk.close()
            raise
        return desk

    @classmethod
    def create(cls, config: Config, *, name: str, zone: str = "Asia/Ho_Chi_Minh", language: str | None = None) -> Self:
        """Start a home: its folders, its database, its station. raises DeskExists, UnknownZone and those of `open`."""
        try:
            ZoneInfo(zone)
        except (KeyError, ValueError, OSError) as error:
            raise UnknownZone(zone=zone) from error
        home = _engine(config)
        path = _sqlite_path(home.url)
        if path and _is_file(path):
            raise DeskExists(home=config.home)
        try:
            config.media.mkdir(parents=True, exist_ok=True)
            config.schedules.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UnusableDatabase(database=config.home, reason=reason(error)) from error
        # Written aside and renamed: a home that is there is a whole one, whenever the power went.
        aside = path.with_name(path.name + ".new") if path else None
        if aside:
            _remove(aside)
        engine = _engine(replace(config, database=f"sqlite:///{aside}")) if aside else home
        desk = cls(config, engine)
        try:
            with desk._telling():
                _start(engine, config)
            with desk.changing(what="init") as session:
                session.add(Station(id=1, name=name, zone=zone, language=language, uid=str(uuid.uuid4())))
        finally:
            desk.close()
        if aside and path:
            aside.replace(path)
        return cls.open(config)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A unit of work that only looks: one consistent picture, nothing kept."""
        with self._telling(), Session(self._engine, autoflush=False) as session:
            yield session

    @contextmanager
    def changing(self, *, what: str, by: str | None = None) -> Iterator[Session]:
        """A unit of work that commits as a whole with its audit entry, or takes everything back.

        what: the change in the words of its maker; by: who, by default the person at this desk.
        raises ChangedMeanwhile, DeskBusy, DiskFull, UnusableDatabase, DamagedDatabase.
        """
        engine = self._engine.execution_options(radiodesk_writes=True)
        with self._telling(), Session(engine) as session:
            rows: list[dict[str, Any]] = []
            session.info["audit"] = rows
            event.listen(session, "after_flush", _note_flush)
            yield session
            session.flush()
            if rows:
                entry = {"person": self.config.person if by is None else by, "what": what, "rows": rows}
                session.execute(insert(AuditEntry), [entry])
            session.commit()

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def _bring_up_to_date(self) -> None:
        with self._engine.connect() as connection:
            revision = _revision(connection)
        if revision == HEAD:
            return
        if revision is None:
            raise DamagedDatabase(database=self._where, reason=_("it has no tables of radiodesk"))
        if not any(MIGRATIONS.glob(f"versions/{revision}_*.py")):
            raise NewerDatabase(database=self._where, revision=revision)
        _migrate(self._engine)

    @property
    def _where(self) -> str:
        return self._engine.url.render_as_string(hide_password=True).removeprefix("sqlite:///").removesuffix(".new")

    @contextmanager
    def _telling(self) -> Iterator[None]:
        """Say in the user's words what a database refused."""
        try:
            yield
        except StaleDataError as error:
            raise ChangedMeanwhile from error
        except DBAPIError as error:
            raise explained(error, self._where) from error


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


def _engine(config: Config) -> Engine:
    try:
        url = make_url(config.database_url)
        engine = create_engine(url, json_serializer=_json)
    except (ArgumentError, NoSuchModuleError, ImportError, ValueError) as error:
        raise BadDatabaseURL from error
    if url.get_backend_name() == "sqlite":
        event.listen(engine, "connect", _configure_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _configure_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # transactions begin where SQLAlchemy says, see _begin_sqlite
    connection.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")


def _begin_sqlite(connection: Connection) -> None:
    """A writer takes its place at once: it never finds at the end that what it had read is stale."""
    writes = connection.get_execution_options().get("radiodesk_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _sqlite_path(url: URL) -> Path | None:
    """The database's file, or None where it is not in one."""
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        return None
    return Path(url.database)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False


def _remove(path: Path) -> None:
    for end in ("", "-wal", "-shm"):
        path.with_name(path.name + end).unlink(missing_ok=True)


def _revision(connection: Connection) -> str | None:
    """The migration that the database is at; None where it has no such table."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _start(engine: Engine, config: Config) -> None:
    """Make the tables in an empty database."""
    with engine.connect() as connection:
        if inspect(connection).has_table(Station.__tablename__):
            raise DeskExists(home=config.home)
    if engine.dialect.name == "sqlite":
        # Kept in the file from here on. SQLite wants it outside a transaction.
        raw = engine.raw_connection()
        raw.cursor().execute("PRAGMA journal_mode = WAL")
        raw.close()
    _migrate(engine)


def _migrate(engine: Engine) -> None:
    """Run the migrations up to HEAD, all in one transaction."""
    from alembic import command
    from alembic.config import Config as AlembicConfig

    migrations = AlembicConfig()
    migrations.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    with engine.execution_options(radiodesk_writes=True).begin() as connection:
        migrations.attributes["connection"] = connection
        command.upgrade(migrations, HEAD)
