"""A desk: opens, creates and migrates the database of a home.

desk = Desk.open(config)
with desk.reading() as session: ...
with desk.changing(Action.ADD_STORY, title="…") as session: ...
"""

import contextlib
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self
from zoneinfo import ZoneInfo

from sqlalchemy import event, inspect
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from radiodesk.config import Config
from radiodesk.errors import UserError, reason
from radiodesk.files import remove_abandoned, sync_folder, temporary_folder
from radiodesk.locale import _
from radiodesk.model import changes, engines, homes, migrating
from radiodesk.model.actions import Action
from radiodesk.model.database import DAMAGE, Database
from radiodesk.model.explaining import explained
from radiodesk.model.faults import (
    DamagedDatabase,
    DeskBusy,
    DeskExists,
    NoDatabase,
    NoDesk,
    OldDatabase,
    UnknownZone,
    UnmergedLog,
    UnusableDatabase,
)
from radiodesk.model.station import Station

LOCK_FILE = ".radiodesk.lock"
"""Name of the lock file in a home. It is locked while a database file is put in place."""


class Desk(Database):
    """A home with its open database."""

    @classmethod
    def open(cls, config: Config) -> Self:
        """Open the home's database. An older one is backed up and migrated first.

        A home that does not belong to a database outside it is left alone; `home_mismatch` says so.
        raises NoDesk, DatabaseElsewhere, NewerDatabase, OldDatabase, DamagedDatabase, UnusableDatabase, BadDatabaseURL,
        NoDriver, CannotWrite.
        """
        from radiodesk.model import backups

        homes.check_address(config)
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
            event.listen(desk.engine, "connect", desk._check_connection)
        try:
            with desk.translating_errors():
                desk._migrate()
                desk._merge_log()
                if homes.is_outside(config):
                    # A damaged desk opens all the same: `check` says what is wrong.
                    with contextlib.suppress(UserError), desk.reading() as session:
                        desk.home_mismatch = homes.mismatch(session, config)
        except BaseException:
            desk.close()
            raise
        if not read_only and not desk.home_mismatch:
            remove_abandoned(config.home)  # as after an `init` that was killed
            with contextlib.suppress(OSError):  # an older home may lack some, and none is needed to open it
                _create_folders(config)
        return desk

    @classmethod
    def create(cls, config: Config, *, name: str, zone: str = "Asia/Ho_Chi_Minh", language: str | None = None) -> Self:
        """Create a home: its folders, its database and the station's row.

        zone: a name of the IANA database. raises DeskExists, UnknownZone, UnusableDatabase, and the errors of `open`.
        """
        try:
            ZoneInfo(zone)
        except (KeyError, ValueError, OSError) as error:
            raise UnknownZone(zone=zone) from error
        homes.check_address(config)
        file = engines.file_of(config)
        if file and engines.size_of(file):
            remove_abandoned(config.home)
            raise DeskExists(home=config.home)
        uid = str(uuid.uuid4())
        station = Station(id=1, name=name, zone=zone, language=language, uid=uid)
        created = [folder for folder in (*reversed(config.folders), config.home) if not folder.exists()]
        try:
            _create_folders(config)
            if file:
                with temporary_folder(file.parent) as folder:
                    new_file = folder / file.name
                    cls(config, engines.sqlite_engine(new_file))._initialize(station)
                    put_database(config, new_file)
            else:
                cls(config, engines.engine_of(config))._initialize(station)
            homes.tie(config, uid)
        except BaseException as error:
            with contextlib.suppress(OSError):
                for folder in created:
                    folder.rmdir()
            if isinstance(error, OSError):
                raise UnusableDatabase(database=config.home, reason=reason(error)) from error
            raise
        return cls.open(config)

    def explain(self, error: Exception) -> Exception:
        """The damage in the database that caused an error, or the error itself if the database is sound."""
        from radiodesk.model.checking import first_problem  # imported here: a sound desk does not need it

        if not isinstance(error, DAMAGE) or getattr(error, "of_sound_desk", False):
            return error
        try:
            problem = first_problem(self)
        except UserError as other:  # such as a server that does not answer
            return other
        if problem is None:
            vars(error)["of_sound_desk"] = True  # the check is slow: it runs once per error
            return error
        return DamagedDatabase(database=self.where, reason=f"{problem.where}: {problem.what}")

    def _initialize(self, station: Station) -> None:
        """Create the tables and the station's row in an empty database, in one transaction. raises DeskExists."""
        try:
            with self.translating_errors():
                if self.engine.dialect.name == "sqlite":
                    engines.use_wal(self.engine)
                with self.engine.execution_options(radiodesk_writes=True).begin() as connection:
                    migrating.lock(connection)
                    if inspect(connection).has_table(Station.__tablename__):
                        raise DeskExists(home=self.config.home)
                    migrating.upgrade_in(connection)
                    with Session(connection) as session:
                        changes.record(session)
                        session.add(station)
                        values = homes.creation_values(self.config)
                        changes.write_entry(session, person=self.person, action=Action.INIT, values=values)
                if self.engine.dialect.name == "sqlite":
                    engines.merge_log(self.engine)  # the file is moved without its log
        finally:
            self.close()

    def _migrate(self) -> None:
        """Back up and migrate an older database. raises OldDatabase if it is read-only, and DamagedDatabase."""
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
            if isinstance(error, IntegrityError) or explained(error, self.where) is error:
                reason = _("its tables do not match its version {version}").format(version=revision)
                raise DamagedDatabase(database=self.where, reason=reason) from error
            raise

    def _merge_log(self) -> None:
        """Merge the write-ahead log that a killed desk left into the file, so that the file alone is complete."""
        if self._file and not self.read_only and engines.size_of(engines.side_file(self._file, "-wal")):
            raw = self.engine.raw_connection()
            try:
                # This may fail, as on a full disk. The desk is complete with the log beside it too.
                with contextlib.suppress(sqlite3.Error):
                    raw.cursor().execute("PRAGMA wal_checkpoint(PASSIVE)")
            finally:
                raw.close()

    def _check_connection(self, connection: sqlite3.Connection, _record: object) -> None:
        """Check that no restore replaced the file before a new connection opened its log. raises HomeMoved."""
        with contextlib.suppress(sqlite3.Error):  # the first statement of the caller will report it
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()  # opens the log
        self._check_place()


def put_database(config: Config, new_file: Path) -> None:
    """Move a finished database into a home that has none. raises DeskExists, DeskBusy, UnusableDatabase, OSError."""
    file = engines.file_of(config)
    assert file is not None  # noqa: S101 - the caller has a database in a file
    with locked(file):
        if engines.is_not_file(file):
            raise UnusableDatabase(database=file, reason=_("it is not a file"))
        if engines.size_of(file):
            raise DeskExists(home=config.home)
        engines.remove_database(file)  # SQLite would take old side files for those of the new database
        new_file.rename(file)
        sync_folder(file.parent)


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Hold the lock for putting a database in place. raises DeskBusy, OSError."""
    from filelock import FileLock, Timeout  # imported here: it loads slowly and is rarely needed

    try:
        with FileLock(file.parent / LOCK_FILE, timeout=engines.BUSY_SECONDS):
            yield
    except Timeout as error:
        raise DeskBusy(database=file) from error


def _create_folders(config: Config) -> None:
    for folder in config.folders:
        folder.mkdir(parents=True, exist_ok=True)
