"""Connect to the database: SQLite in a file, or a server by its URL."""

import json
import os
import sqlite3
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from radiodesk.config import Config
from radiodesk.model.faults import BadDatabaseURL, DeskBusy, NoDriver, UnusableDatabase, sqlite_reason

BACKENDS = ("sqlite", "postgresql")

BUSY_SECONDS = 10
"""How long a writer waits for another one before it gives up."""

SIDE_FILES = ("-wal", "-shm", "-journal")
"""What the names of the files that SQLite keeps beside a database end in."""


def engine_of(config: Config, *, read_only: bool = False) -> Engine:
    """The engine of the configured database. raises BadDatabaseURL, NoDriver."""
    try:
        if file := file_of(config):
            return sqlite_engine(file, read_only=read_only)
        if config.database_url.get_backend_name() not in BACKENDS:
            raise BadDatabaseURL
        return create_engine(config.database_url, json_serializer=_json)
    except ImportError as error:
        raise NoDriver from error
    except (ArgumentError, NoSuchModuleError, ValueError) as error:
        raise BadDatabaseURL from error


def file_of(config: Config) -> Path | None:
    """The file of the database; None where a server holds it. raises BadDatabaseURL."""
    try:
        url = config.database_url
    except (ArgumentError, ValueError) as error:
        raise BadDatabaseURL from error
    if url.get_backend_name() != "sqlite":
        return None
    if url.query or url.drivername not in ("sqlite", "sqlite+pysqlite") or not config.database_file:
        raise BadDatabaseURL  # a database in memory would be gone at the end of the command
    file = config.database_file
    if "\0" in str(file):
        raise BadDatabaseURL
    return file.resolve() if file.is_symlink() else file  # SQLite keeps the log beside the file itself


def shown(url: URL) -> str:
    """The address of a server without what is secret in it."""
    return url.set(query={}).render_as_string(hide_password=True)


def is_other(file: Path, *, or_folder: bool = False) -> bool:
    """Whether something is there that is no file, such as a device; or_folder: and no folder either."""
    try:
        return file.exists() and not (file.is_file() or (or_folder and file.is_dir()))
    except OSError:
        return True


def sqlite_engine(file: Path, *, read_only: bool = False) -> Engine:
    """The engine of a database in a file. The file need not exist, unless it is only read."""
    url = URL.create("sqlite", database=str(file))
    if read_only:
        query = {"uri": "true", "mode": "ro"}
        if not (beside(file, "-wal").exists() and beside(file, "-shm").exists()):
            query["immutable"] = "1"  # nobody has it open, and SQLite could not make these files
        url = URL.create("sqlite", database="file:" + quote(os.fsencode(file.absolute())), query=query)
    engine = create_engine(url, json_serializer=_json)
    event.listen(engine, "connect", _configure_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    event.listen(engine, "checkin", _end_sqlite)
    return engine


def use_wal(engine: Engine) -> None:
    """Put a new SQLite database into WAL mode, so that readers and writers do not block each other."""
    raw = engine.raw_connection()  # SQLite wants it outside a transaction
    try:
        raw.cursor().execute("PRAGMA journal_mode = WAL")
    finally:
        raw.close()


def merge_log(engine: Engine) -> None:
    """Bring into the file what lies beside it. raises UnusableDatabase, as on a full disk."""
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
    """Whether the disk or the permissions forbid writing a database. SQLite writes beside it, too."""
    return not (os.access(file, os.W_OK) and os.access(file.parent, os.W_OK))


def size_of(file: Path) -> int:
    """Bytes; 0 where there is no such file."""
    try:
        return file.stat().st_size if file.is_file() else 0
    except OSError:
        return 0


def has_unmerged_log(file: Path) -> bool:
    """Whether SQLite has to write before it can read what lies beside a database."""
    return size_of(beside(file, "-wal")) > 0 and not beside(file, "-shm").exists()


def identity_of(file: Path) -> tuple[int, int] | None:
    """What stays the same while a file is written, and differs in one that took its place; None without a file."""
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def beside(file: Path, ending: str) -> Path:
    """A database's side file."""
    return file.with_name(file.name + ending)


def remove_database(file: Path) -> None:
    """Remove a database and its side files. raises OSError."""
    for path in (file, *(beside(file, ending) for ending in SIDE_FILES)):
        path.unlink(missing_ok=True)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _configure_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # transactions begin where SQLAlchemy says, see _begin_sqlite
    connection.execute(f"PRAGMA busy_timeout = {int(BUSY_SECONDS * 1000)}")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")


def _end_sqlite(connection: sqlite3.Connection | None, _record: object) -> None:
    """A commit that failed, as on a full disk, leaves the transaction open: nobody else could write any more."""
    if connection and connection.in_transaction:
        connection.rollback()


def _begin_sqlite(connection: Connection) -> None:
    """Writers lock at BEGIN, so that what they read is never stale at COMMIT."""
    writes = connection.get_execution_options().get("radiodesk_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
