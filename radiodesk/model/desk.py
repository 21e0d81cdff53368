"""The desk of a home: its database opened, created, brought up to date.

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
from radiodesk.model import changes, engines, migrating
from radiodesk.model.actions import Action
from radiodesk.model.database import DAMAGE, Database
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
    explained,
)
from radiodesk.model.station import Station

LOCK_FILE = ".radiodesk.lock"
"""In a home: locked while its database file is put in place."""


class Desk(Database):
    """A home with its open database."""

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
            with desk.translating_errors():
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
                        changes.write_entry(session, person=self.config.person, action=Action.INIT, values={})
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
            if isinstance(error, IntegrityError) or explained(error, self.where) is error:
                reason = _("its tables are not those of its version {version}").format(version=revision)
                raise DamagedDatabase(database=self.where, reason=reason) from error
            raise

    def _merge_log(self) -> None:
        """Bring into the file what a desk that was killed had written beside it, so that the file alone is whole."""
        if self._file and not self.read_only and engines.size_of(engines.side_file(self._file, "-wal")):
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


def put_database(config: Config, aside: Path) -> None:
    """Move a finished database into a home that has none. raises DeskExists, DeskBusy, UnusableDatabase, OSError."""
    file = engines.file_of(config)
    assert file is not None  # noqa: S101 - it lies in a file
    with locked(file):
        if engines.is_not_file(file):
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
