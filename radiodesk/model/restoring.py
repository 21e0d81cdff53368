"""Restore a backup: into a new home, over an existing one, which is kept, or into a server's database.

The whole backup is unpacked and checked before anything is changed. Then the old home is copied, the recordings are
moved into the store, and last the database is put in place, in one step.
"""

import contextlib
import datetime as dt
import errno
import hashlib
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, MetaData, inspect, text
from sqlalchemy.exc import DBAPIError

from radiodesk.config import DATABASE_NAME, Config
from radiodesk.errors import UserError
from radiodesk.files import atomic_write, sync_folder, temporary_folder, wrap_write_errors
from radiodesk.locale import N_, _
from radiodesk.model import checking, copies, engines, homes, kept_homes, migrating
from radiodesk.model.backups import Manifest, Progress
from radiodesk.model.base import Base
from radiodesk.model.database import Database
from radiodesk.model.desk import locked
from radiodesk.model.faults import UnusableDatabase
from radiodesk.model.station import Station
from radiodesk.model.unpacking import DamagedBackup, unpack

COUNT_OTHER_CONNECTIONS = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""
"""Counts the other connections to the database of a server."""


class DeskInUse(UserError):
    """A restore over a home whose desk is open."""

    message = N_("The desk in {home} is open somewhere: close it everywhere, then restore again; nothing was changed")


def holds_desk(config: Config) -> bool:
    """Whether a restore would replace a desk, so that the user has to be asked.

    raises UnusableDatabase, BadDatabaseURL, NoDriver.
    """
    homes.check_address(config)
    if file := engines.file_of(config):
        if engines.is_not_file(file):
            raise UnusableDatabase(database=file, reason=_("it is not a file"))
        return engines.size_of(file) > 0
    desk = Database(config, engines.engine_of(config))
    try:
        with desk.translating_errors(), desk.engine.connect() as connection:
            return inspect(connection).has_table(Station.__tablename__)
    finally:
        desk.close()


def place_of(config: Config) -> str:
    """The home of a desk, or the address of its server without the password."""
    if engines.file_of(config):
        return str(config.home)
    return engines.redacted(config.database_url)


def check_closed(config: Config) -> None:
    """Check that nobody has the desk open that a restore would replace. raises DeskInUse."""
    target = engines.file_of(config)
    if target and engines.size_of(target):
        with _exclusive(config, target):
            pass


def restore(
    config: Config, file: Path, *, now: dt.datetime, progress: Progress | None = None
) -> tuple[Manifest, Path | None]:
    """Restore a backup. Returns its manifest, and the path of the kept home, or None.

    now: its date is part of the kept home's name. progress: an exception that it raises stops the work before anything
    is changed. Once the database is in place, an interrupt is ignored.
    raises DamagedBackup, NewerBackup, CannotReadBackup, DeskInUse, CannotWrite, and those of `Desk.open`.
    """
    homes.check_address(config)
    home, target = config.home, engines.file_of(config)
    created = [path for path in (home, *home.parents) if not path.exists()]
    unpacked = None
    try:
        with contextlib.ExitStack() as stack:
            with wrap_write_errors(home):
                home.mkdir(parents=True, exist_ok=True)
                folder = stack.enter_context(temporary_folder(home))
                manifest = unpack(file, folder, progress)
                for path in config.folders:
                    path.mkdir(parents=True, exist_ok=True)
            unpacked = Unpacked(file, manifest, folder)
            _migrate(unpacked)
            uid = _uid(unpacked.database)
            if target:
                _into_file(config, target, unpacked, now)
            else:
                _into_server(config, unpacked, now)
            homes.tie(config, uid)
    except BaseException as error:
        if not (isinstance(error, KeyboardInterrupt) and unpacked and unpacked.is_placed):
            with contextlib.suppress(OSError):
                for path in created:
                    path.rmdir()
            raise
    return unpacked.manifest, unpacked.kept


@dataclass
class Unpacked:
    """A checked backup, the folder with its unpacked files, and the progress of its restore."""

    file: Path
    manifest: Manifest
    folder: Path
    kept: Path | None = None
    """The copy of the old home."""
    is_placed: bool = False
    """Whether the database is in place."""

    @property
    def database(self) -> Path:
        """The copy of the database."""
        return self.folder / DATABASE_NAME


def _migrate(unpacked: Unpacked) -> None:
    """Migrate the unpacked database, and check that it can be opened as a desk. raises DamagedBackup."""
    copy = Database(Config(home=unpacked.folder), engines.sqlite_engine(unpacked.database))
    try:
        if unpacked.manifest.schema != migrating.HEAD:
            migrating.upgrade(copy.engine)
        problem = checking.first_obstacle(copy)
    except DBAPIError as error:
        raise DamagedBackup(file=unpacked.file, reason=str(error.orig)) from error
    finally:
        copy.close()
    if problem:
        raise DamagedBackup(file=unpacked.file, reason=f"{problem.where}: {problem.what}")


def _uid(database: Path) -> str:
    """The uid of the station in an unpacked database."""
    with contextlib.closing(sqlite3.connect(database)) as connection:
        return str(connection.execute("SELECT uid FROM station").fetchone()[0])


def _into_file(config: Config, target: Path, unpacked: Unpacked, now: dt.datetime) -> None:
    """Put an unpacked backup into a home whose database is a file."""
    with contextlib.ExitStack() as stack:
        with wrap_write_errors(target):
            stack.enter_context(locked(target))
        if engines.size_of(target):
            old = stack.enter_context(_exclusive(config, target))
            unpacked.kept = kept_homes.keep(config, now, lambda home: _copy_database(old, target, home / DATABASE_NAME))
        with wrap_write_errors(target):
            _place_recordings(config, unpacked)
            # They are merged into the old file by now. SQLite would take them for those of the new one.
            for ending in engines.SIDE_FILES:
                engines.side_file(target, ending).unlink(missing_ok=True)
            _move(unpacked.database, target)
            unpacked.is_placed = True
            sync_folder(target.parent)


@contextlib.contextmanager
def _exclusive(config: Config, target: Path) -> Iterator[sqlite3.Connection]:
    """An exclusive connection to the old database, with its write-ahead log merged. raises DeskInUse.

    Do not open the file in any other way meanwhile: closing it would release the locks of this process.
    """
    with contextlib.closing(sqlite3.connect(target, timeout=1, isolation_level=None)) as old:
        try:
            old.execute("PRAGMA locking_mode = EXCLUSIVE")
            old.execute("BEGIN EXCLUSIVE")
            old.execute("COMMIT")
            old.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        except sqlite3.DatabaseError as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise DeskInUse(home=config.home) from error
            # Otherwise it is damaged, which may be the reason for the restore.
        yield old


def _copy_database(old: sqlite3.Connection, target: Path, copy: Path) -> None:
    """Copy a database. A damaged one is copied byte by byte, with its side files."""
    try:
        with contextlib.closing(sqlite3.connect(copy)) as target_connection:
            old.backup(target_connection)
    except sqlite3.DatabaseError:
        copy.unlink(missing_ok=True)
        for ending in ("", *engines.SIDE_FILES):
            with contextlib.suppress(FileNotFoundError):
                shutil.copyfile(engines.side_file(target, ending), engines.side_file(copy, ending))


def _into_server(config: Config, unpacked: Unpacked, now: dt.datetime) -> None:
    """Put an unpacked backup into a server's database. The old desk is kept as a home of its own."""
    copy = Database(Config(home=unpacked.folder), engines.sqlite_engine(unpacked.database))
    desk = Database(config, engines.engine_of(config))
    try:
        if problem := checking.first_problem(copy):  # the server would refuse it
            raise DamagedBackup(file=unpacked.file, reason=f"{problem.where}: {problem.what}")
        with wrap_write_errors(config.home):
            _place_recordings(config, unpacked)
        with desk.translating_errors(), copy.engine.begin() as source, desk.engine.begin() as target:
            target.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))  # copying a home takes long
            migrating.lock(target)
            if target.execute(text(COUNT_OTHER_CONNECTIONS)).scalar():
                raise DeskInUse(home=desk.where)
            if inspect(target).has_table(Station.__tablename__):
                revision = migrating.revision(target, desk.where)
                _lock_tables(target)  # later changes by others would be lost
                put_database = partial(_rows_to_home, target, revision)
                unpacked.kept = kept_homes.keep(config, now, put_database)
            _drop_tables(target)
            migrating.upgrade_in(target)
            copies.copy_rows(source, target)
        unpacked.is_placed = True
    except (UserError, DBAPIError):
        if unpacked.kept:  # the old desk was not replaced
            shutil.rmtree(unpacked.kept, ignore_errors=True)
        raise
    finally:
        copy.close()
        desk.close()


def _rows_to_home(source: Connection, revision: str, home: Path) -> None:
    copies.rows_to_file(source, home / DATABASE_NAME, revision)


def _lock_tables(connection: Connection) -> None:
    """Lock the tables of a desk exclusively until the end of the transaction."""
    tables = set(inspect(connection).get_table_names()) & set(Base.metadata.tables)
    quote = connection.dialect.identifier_preparer.quote
    connection.execute(text(f"LOCK TABLE {', '.join(map(quote, sorted(tables)))} IN ACCESS EXCLUSIVE MODE"))


def _drop_tables(connection: Connection) -> None:
    """Drop the tables of a desk of any release."""
    metadata = MetaData()
    own = {*Base.metadata.tables, "alembic_version"}
    metadata.reflect(connection, only=lambda name, _metadata: name in own)
    metadata.drop_all(connection)


def _place_recordings(config: Config, unpacked: Unpacked) -> None:
    """Move the unpacked recordings into the store, except those that are there already. raises OSError."""
    for entry in unpacked.manifest.files:
        source, target = unpacked.folder / entry.name, config.home / entry.name
        if source == unpacked.database or _is_intact(target):
            continue
        if target.exists() and entry.sha256 != target.stem:
            continue  # it was damaged when it was backed up
        target.parent.mkdir(parents=True, exist_ok=True)
        _move(source, target)


def _is_intact(recording: Path) -> bool:
    """Whether the content of a file in the store matches the hash in its name."""
    try:
        with recording.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == recording.stem
    except OSError:
        return False


def _move(source: Path, target: Path) -> None:
    """Move a file, also to another disk. raises OSError, CannotWrite."""
    try:
        source.replace(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        with atomic_write(target) as path:
            shutil.copyfile(source, path)
