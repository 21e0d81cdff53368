"""Connect to the database: SQLite in a file, or a server by its URL."""

import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import orjson
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from radiodesk.config import Config
from radiodesk.model.explaining import sqlite_reason
from radiodesk.model.faults import BadDatabaseURL, DeskBusy, NoDriver, UnusableDatabase

SQLITE_DRIVERS = ("sqlite", "sqlite+pysqlite")

SERVER_DRIVERS = ("postgresql", "postgresql+psycopg")

BUSY_SECONDS = 10
"""How long a writer waits for another one before it gives up."""

CONNECT_SECONDS = 10
"""Time limit for connecting to a server. libpq has none, and a user is waiting at the screen."""

STATEMENT_SECONDS = 300
"""Time limit for one statement on a server, so that a statement that never ends does not keep its locks.

The longest statement of an import of 100,000 rows takes seconds, and a migration has a few statements per table.
"""

IDLE_SECONDS = 120
"""Time limit for a pause between two statements of one transaction, after which the server rolls it back.

Otherwise a desk that hangs, or whose machine sleeps, would block the others for ever. An import of 100,000 rows pauses
for four seconds while it plans; a machine that is ten times slower stays well below the limit.
"""

SILENT_SECONDS = 30
"""Idle time after which either end of a connection sends a keepalive probe."""

PROBE_SECONDS = 10
"""Time between two keepalive probes."""

PROBES = 3
"""Unanswered probes after which a connection is closed: at most a minute after the network or a machine failed."""

SHOWN_OPTIONS = ("host", "hostaddr", "port", "service")
"""Options of an address that say where the server is. Others may be secret and are not shown."""

SIDE_FILES = ("-wal", "-shm", "-journal")
"""Endings of the names of the files that SQLite keeps beside a database."""

CACHE_KB = 32_000
"""Memory for pages of an SQLite database. With the default of 2 MB, an import of a year writes pages several times."""


_AS_JSON = orjson.OPT_NON_STR_KEYS | orjson.OPT_SERIALIZE_NUMPY
"""SQLAlchemy's names of tables, and numpy's numbers, are taken for texts and numbers, as the standard library does."""


def _json(value: Any) -> str:
    """The JSON of a column's value. The audit encodes each changed row: orjson takes a fifth of the standard library's
    time.
    """
    return orjson.dumps(value, option=_AS_JSON).decode()


def engine_of(config: Config, *, read_only: bool = False) -> Engine:
    """The engine of the configured database. raises BadDatabaseURL, NoDriver."""
    try:
        if file := file_of(config):
            return sqlite_engine(file, read_only=read_only)
        return server_engine(config.database_url)
    except ImportError as error:
        raise NoDriver from error
    except (ArgumentError, NoSuchModuleError, ValueError) as error:
        raise BadDatabaseURL from error


def file_of(config: Config) -> Path | None:
    """The file of the database, or None if it is on a server. raises BadDatabaseURL."""
    try:
        url = config.database_url
    except (ArgumentError, ValueError) as error:
        raise BadDatabaseURL from error
    if url.get_backend_name() != "sqlite":
        return None
    if url.query or url.drivername not in SQLITE_DRIVERS or not config.database_file:
        raise BadDatabaseURL  # a database in memory would be gone at the end of the command
    file = config.database_file
    if "\0" in str(file):
        raise BadDatabaseURL
    return file.resolve() if file.is_symlink() else file  # SQLite keeps the log beside the file itself


def redacted(url: URL) -> str:
    """The address of a server without its password and without options that may be secret."""
    query = {name: value for name, value in url.query.items() if name in SHOWN_OPTIONS}
    return url.set(query=query).render_as_string(hide_password=True)


def is_not_file(file: Path, *, or_folder: bool = False) -> bool:
    """Whether something else than a file exists at a path, such as a device. or_folder: a folder is fine too."""
    try:
        return file.exists() and not (file.is_file() or (or_folder and file.is_dir()))
    except OSError:
        return True


def sqlite_engine(file: Path, *, read_only: bool = False) -> Engine:
    """The engine of a database in a file. The file need not exist, unless it is opened read-only."""
    url = URL.create("sqlite", database=str(file))
    if read_only:
        query = {"uri": "true", "mode": "ro"}
        if not (side_file(file, "-wal").exists() and side_file(file, "-shm").exists()):
            query["immutable"] = "1"  # nobody has it open, and SQLite cannot create these files
        url = URL.create("sqlite", database="file:" + quote(os.fsencode(file.absolute())), query=query)
    engine = create_engine(
        url, connect_args={"factory": _SQLiteConnection}, json_serializer=_json, json_deserializer=orjson.loads
    )
    event.listen(engine, "connect", _configure_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    event.listen(engine, "checkin", _end_sqlite)
    return engine


def server_engine(url: URL) -> Engine:
    """The engine of a database on a server. Options in the address override our limits.

    A connection that broke while it was idle, as when the server was restarted, is replaced before it is used.
    raises BadDatabaseURL, ImportError.
    """
    if url.drivername not in SERVER_DRIVERS or "@" in (url.database or "") or not _is_host(url.host):
        raise BadDatabaseURL  # messages would show the rest of a password after an @ in it
    options: dict[str, Any] = {
        "connect_timeout": CONNECT_SECONDS,
        "keepalives": 1,
        "keepalives_idle": SILENT_SECONDS,
        "keepalives_interval": PROBE_SECONDS,
        "keepalives_count": PROBES,
        "tcp_user_timeout": SILENT_SECONDS * 1000,
    }
    options = {name: value for name, value in options.items() if name not in url.query}
    options["options"] = " ".join([*_server_settings(), *url.normalized_query.get("options", ())])
    engine = create_engine(
        url, connect_args=options, pool_pre_ping=True, json_serializer=_json, json_deserializer=orjson.loads
    )
    event.listen(engine, "checkin", _end_server)
    return engine


def use_wal(engine: Engine) -> None:
    """Put a new SQLite database into WAL mode, so that readers and writers do not block each other."""
    raw = engine.raw_connection()  # the pragma has no effect in a transaction
    try:
        raw.cursor().execute("PRAGMA journal_mode = WAL")
    finally:
        raw.close()


def merge_log(engine: Engine) -> None:
    """Merge the write-ahead log into the file. raises UnusableDatabase, as on a full disk, and DeskBusy."""
    raw = engine.raw_connection()
    try:
        (is_busy, _pages, _merged) = raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.Error as error:
        raise UnusableDatabase(database=engine.url.database, reason=sqlite_reason(error)) from error
    finally:
        raw.close()
    if is_busy:
        raise DeskBusy(database=engine.url.database)


def is_read_only(file: Path) -> bool:
    """Whether the disk or the permissions forbid writing a database. SQLite also writes beside the file."""
    return not (os.access(file, os.W_OK) and os.access(file.parent, os.W_OK))


def size_of(file: Path) -> int:
    """The size of a file in bytes, or 0 if there is no such file."""
    try:
        return file.stat().st_size if file.is_file() else 0
    except OSError:
        return 0


def has_unmerged_log(file: Path) -> bool:
    """Whether a database has a write-ahead log that SQLite cannot read without writing."""
    return size_of(side_file(file, "-wal")) > 0 and not side_file(file, "-shm").exists()


def identity_of(file: Path) -> tuple[int, int] | None:
    """Device and inode of a file, or None if there is no file. They differ if another file took its place."""
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def side_file(file: Path, ending: str) -> Path:
    """The path of a database's side file."""
    return file.with_name(file.name + ending)


def remove_database(file: Path) -> None:
    """Remove a database and its side files. raises OSError."""
    for path in (file, *(side_file(file, ending) for ending in SIDE_FILES)):
        path.unlink(missing_ok=True)


def _server_settings() -> Iterator[str]:
    """What holds for a connection at the server, as command-line options. Times are in ms."""
    settings = {
        "lock_timeout": int(BUSY_SECONDS * 1000),
        "statement_timeout": int(STATEMENT_SECONDS * 1000),
        "idle_in_transaction_session_timeout": int(IDLE_SECONDS * 1000),
        "tcp_keepalives_idle": SILENT_SECONDS,
        "tcp_keepalives_interval": PROBE_SECONDS,
        "tcp_keepalives_count": PROBES,
        "random_page_cost": 1.1,  # ten years fit in memory: a month's rows by index are read faster than whole tables
    }
    return (f"-c {name}={value}" for name, value in settings.items())


def _is_host(name: str | None) -> bool:
    """Whether a host name is valid. No name means this machine."""
    try:
        return not name or ("@" not in name and bool(name.encode("idna")))
    except UnicodeError:
        return False


class _SQLiteCursor(sqlite3.Cursor):
    """A cursor that reports a damaged file as such, also where SQLite's message quotes bytes that are not text."""

    def execute(self, *arguments: Any) -> "_SQLiteCursor":
        """Execute a statement. raises sqlite3.Error."""
        try:
            return super().execute(*arguments)
        except UnicodeDecodeError as error:
            raise sqlite3.DatabaseError("malformed database schema") from error


class _SQLiteConnection(sqlite3.Connection):
    """A connection whose statements run in such cursors."""

    def cursor(self, _factory: Any = None) -> Any:
        """A new cursor."""
        return super().cursor(_SQLiteCursor)

    def execute(self, *arguments: Any) -> sqlite3.Cursor:
        """Execute a statement in a new cursor. raises sqlite3.Error."""
        return _SQLiteCursor(self).execute(*arguments)


def _configure_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # transactions begin where SQLAlchemy says, see _begin_sqlite
    connection.execute(f"PRAGMA busy_timeout = {int(BUSY_SECONDS * 1000)}")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute(f"PRAGMA cache_size = -{CACHE_KB}")
    connection.execute("PRAGMA synchronous = FULL")


def _end_sqlite(connection: sqlite3.Connection | None, _record: object) -> None:
    """Roll back a transaction that a failed commit left open, as on a full disk. It would block all other writers."""
    if connection and connection.in_transaction:
        connection.rollback()


def _end_server(connection: Any, _record: object) -> None:
    """Reset a connection to the server's own default for read-only transactions.

    After a read-only transaction SQLAlchemy would request a read-write one. A standby refuses that, even for reading.
    """
    if connection and not connection.closed:
        connection.read_only = None


def _begin_sqlite(connection: Connection) -> None:
    """Begin a transaction. Writers lock here, so that what they read is never stale at COMMIT."""
    writes = connection.get_execution_options().get("radiodesk_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
