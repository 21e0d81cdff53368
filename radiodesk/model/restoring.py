"""Restore a backup: into a new home, over an existing one, which is kept, or into a server's database.

The backup is read as a whole and checked before anything is changed. Then the old home is copied, the recordings get
their places in the store, and last the database is put in place, in one step.
"""

import contextlib
import datetime as dt
import errno
import hashlib
import json
import os
import re
import shutil
import sqlite3
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, MetaData, inspect, text
from sqlalchemy.exc import DBAPIError

from radiodesk.config import DATABASE_NAME, Config
from radiodesk.errors import UserError, reason, visible
from radiodesk.files import aside, is_temporary, sync_folder, telling, temporary_folder
from radiodesk.locale import N_, _
from radiodesk.model import checking, copies, engines, migrating
from radiodesk.model.backups import BLOCK, FORMAT, MANIFEST, Entry, Manifest, Meter, Progress
from radiodesk.model.base import Base
from radiodesk.model.database import Desk, locked
from radiodesk.model.faults import DamagedDatabase, NewerDatabase, UnusableDatabase
from radiodesk.model.moments import EARLIEST, LATEST
from radiodesk.model.station import Station

LARGEST_MANIFEST = 64 << 20
"""Bytes: a quarter of a million recordings."""

LINKED = ("media", "inbox", "backups", "trash")
"""Folders of a home whose files nobody writes to once they are whole: in a copy of the home they are links."""

COPIED = ("schedules", "papers")
"""Folders whose files people work on."""

OTHERS = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""
"""Counts who else is connected to the database of a server."""

_RECORDING = re.compile(r"media/originals/([0-9a-f]{2})/\1[0-9a-f]{62}(\.[a-z0-9]{1,8})?")
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    LookupError,
    ValueError,
    TypeError,
    ArithmeticError,
    RuntimeError,  # encrypted; a manifest of ten thousand brackets; a compression that nobody has
)
"""Exceptions raised by a damaged zip file."""


class DamagedBackup(UserError):
    """A file that is no backup, or no longer what was written."""

    message = N_("{file} is not a whole backup of a desk ({reason}): take another one; nothing was changed")


class NewerBackup(UserError):
    """A backup that a newer release wrote."""

    message = N_("{file} was made by a newer radiodesk: update this one; nothing was changed")


class DeskInUse(UserError):
    """A restore over a home whose desk is open."""

    message = N_("The desk in {home} is open somewhere: close it everywhere, then restore again; nothing was changed")


class CannotReadBackup(UserError):
    """A file that is not there, or not ours to read."""

    message = N_("{file} cannot be read: {reason}")


def holds_desk(config: Config) -> bool:
    """Whether a restore would take the place of a desk, so that somebody has to be asked.

    raises UnusableDatabase, BadDatabaseURL, NoDriver.
    """
    if file := engines.file_of(config):
        if engines.is_other(file):
            raise UnusableDatabase(database=file, reason=_("it is not a file"))
        return engines.size_of(file) > 0
    desk = Desk(config, engines.engine_of(config))
    try:
        with desk.telling(), desk.engine.connect() as connection:
            return inspect(connection).has_table(Station.__tablename__)
    finally:
        desk.close()


def check_readable(file: Path) -> None:
    """See that there is a file to restore. raises CannotReadBackup."""
    try:
        with file.open("rb"):
            pass
    except (OSError, ValueError) as error:
        raise CannotReadBackup(file=file, reason=reason(error)) from error


def place_of(config: Config) -> str:
    """Where a desk is, as a user knows it: its home, or the address of a server without the password."""
    if engines.file_of(config):
        return str(config.home)
    return engines.shown(config.database_url)


def check_closed(config: Config) -> None:
    """See that nobody has the desk open that a restore would take the place of. raises DeskInUse."""
    target = engines.file_of(config)
    if target and engines.size_of(target):
        with _alone(config, target):
            pass


def restore(
    config: Config, file: Path, *, now: dt.datetime, progress: Progress | None = None
) -> tuple[Manifest, Path | None]:
    """Restore a backup. Returns its manifest, and the path of the home that is kept, or None.

    now: names the home that is kept. progress: whatever it raises ends the work before anything changes. An interrupt
    comes too late once the database is in its place.
    raises DamagedBackup, NewerBackup, CannotReadBackup, DeskInUse, CannotWrite, and those of `Desk.open`.
    """
    home, target = config.home, engines.file_of(config)
    created = [path for path in (home, *home.parents) if not path.exists()]
    unpacked = None
    try:
        with contextlib.ExitStack() as held:
            with telling(home):
                home.mkdir(parents=True, exist_ok=True)
                folder = held.enter_context(temporary_folder(home))
                manifest = unpack(file, folder, progress)
                for own in config.folders:
                    own.mkdir(parents=True, exist_ok=True)
            unpacked = Unpacked(file, manifest, folder)
            _bring_up_to_date(unpacked)
            if target:
                _into_file(config, target, unpacked, now)
            else:
                _into_server(config, unpacked, now)
    except BaseException as error:
        if not (isinstance(error, KeyboardInterrupt) and unpacked and unpacked.is_placed):
            with contextlib.suppress(OSError):
                for path in created:
                    path.rmdir()
            raise
    return unpacked.manifest, unpacked.kept


@dataclass
class Unpacked:
    """A backup that was checked, the folder in which its files are now, and how far its restore is."""

    file: Path
    manifest: Manifest
    folder: Path
    kept: Path | None = None
    """The copy of the home that was there."""
    is_placed: bool = False
    """Whether the database is in its place."""

    @property
    def database(self) -> Path:
        """The copy of the database."""
        return self.folder / DATABASE_NAME


def unpack(file: Path, folder: Path, progress: Progress | None = None) -> Manifest:
    """Unpack a backup into an empty folder and check all of it.

    raises DamagedBackup, NewerBackup, CannotReadBackup, OSError.
    """
    with _reading(file), _opened(file) as archive:
        manifest = _manifest(archive, file)
        infos = archive.infolist()
        if sorted(info.filename for info in infos) != sorted([MANIFEST, *(entry.name for entry in manifest.files)]):
            raise DamagedBackup(file=file, reason=_("its list of files does not match"))
        meter = Meter(progress, sum(entry.size for entry in manifest.files))
        for entry in manifest.files:
            _unpack(archive, entry, folder, meter)
        _check_database(folder / DATABASE_NAME, file, manifest.schema)
    return manifest


@contextlib.contextmanager
def _reading(file: Path) -> Iterator[None]:
    check_readable(file)
    try:
        yield
    except zipfile.BadZipFile as error:
        raise DamagedBackup(file=file, reason=_("it is not a whole zip file")) from error
    except LookupError as error:
        raise DamagedBackup(file=file, reason=_("its list of files does not match")) from error
    except _DAMAGE as error:
        raise DamagedBackup(file=file, reason=str(error) or type(error).__name__) from error


def _opened(file: Path) -> zipfile.ZipFile:
    """A zip file of the kind that a backup is. raises ValueError."""
    try:
        archive = zipfile.ZipFile(file)
    except OSError as error:  # an invalid offset
        raise ValueError(str(error)) from error
    if any(info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for info in archive.infolist()):
        archive.close()
        raise ValueError(_("its list of files does not match"))
    return archive


def _blocks(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """A file in a zip file, block by block. raises those of `_DAMAGE`."""
    try:
        with archive.open(name) as source:
            while block := source.read(BLOCK):
                yield block
    except OSError as error:
        raise ValueError(str(error)) from error


def _manifest(archive: zipfile.ZipFile, file: Path) -> Manifest:
    """What a backup says of itself. raises DamagedBackup, NewerBackup, and those of `_DAMAGE`."""
    content = bytearray()
    for block in _blocks(archive, MANIFEST):
        content += block
        if len(content) > LARGEST_MANIFEST:
            raise ValueError(MANIFEST)
    found = json.loads(content)
    if int(found["format"]) > FORMAT:
        raise NewerBackup(file=file)
    entries = tuple(Entry(str(each["name"]), int(each["size"]), str(each["sha256"])) for each in found["files"])
    names = {entry.name for entry in entries}
    if DATABASE_NAME not in names or len(names) < len(entries):
        raise DamagedBackup(file=file, reason=_("its list of files does not match"))
    for name in names - {DATABASE_NAME}:
        if not _RECORDING.fullmatch(name):
            raise DamagedBackup(file=file, reason=_("its list of files does not match"))
    return Manifest(
        station=_text(found["station"]),
        schema=str(found["schema"]),
        created=_moment(found["created"]),
        recordings=bool(found["recordings"]),
        missing=tuple(map(str, found["missing"])),
        files=entries,
    )


def _text(value: object) -> str:
    """Text that can be shown. raises ValueError."""
    text = str(value)
    text.encode()
    return visible(text)


def _moment(text: str) -> dt.datetime:
    """A moment that a desk can have been at work. raises ValueError, TypeError."""
    moment = dt.datetime.fromisoformat(text)
    if moment.tzinfo is None or not EARLIEST.year <= moment.year <= LATEST.year:
        raise ValueError(text)
    return moment


def _unpack(archive: zipfile.ZipFile, entry: Entry, folder: Path, meter: Meter) -> None:
    """Unpack one file, no more of it than it should have. raises ValueError where it is another one."""
    target = folder / entry.name
    target.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with target.open("xb") as written:
        for block in _blocks(archive, entry.name):
            size += len(block)
            if size > entry.size:
                break
            written.write(block)
            digest.update(block)
            meter.add(len(block))
        written.flush()
        os.fsync(written.fileno())
    if size != entry.size or digest.hexdigest() != entry.sha256:
        raise ValueError(_("{name} was changed after the backup").format(name=entry.name))


def _check_database(database: Path, file: Path, schema: str) -> None:
    """See that an unpacked database is whole and one that this release can open. raises DamagedBackup, NewerBackup."""
    try:
        revision = checking.check_copy(database, str(file))
    except DamagedDatabase as error:
        raise DamagedBackup(file=file, reason=error.values["reason"]) from error
    except NewerDatabase as error:
        raise NewerBackup(file=file) from error
    if revision != schema:
        raise DamagedBackup(file=file, reason=_("its database does not match its manifest"))


def _bring_up_to_date(unpacked: Unpacked) -> None:
    """Migrate the copy of the database and see that a desk can be opened in it. raises DamagedBackup."""
    copy = Desk(Config(home=unpacked.folder), engines.sqlite_engine(unpacked.database))
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


def _into_file(config: Config, target: Path, unpacked: Unpacked, now: dt.datetime) -> None:
    """Put an unpacked backup into a home whose database is a file."""
    with contextlib.ExitStack() as held:
        with telling(target):
            held.enter_context(locked(target))
        if engines.size_of(target):
            old = held.enter_context(_alone(config, target))
            unpacked.kept = _keep(config, now, lambda home: _copy_database(old, target, home / DATABASE_NAME))
        with telling(target):
            _place_recordings(config, unpacked)
            # Merged into the old file by now. Beside the new one they would be taken for its own.
            for ending in engines.SIDE_FILES:
                engines.beside(target, ending).unlink(missing_ok=True)
            _move(unpacked.database, target)
            unpacked.is_placed = True
            sync_folder(target.parent)


@contextlib.contextmanager
def _alone(config: Config, target: Path) -> Iterator[sqlite3.Connection]:
    """The old database, which nobody else can open meanwhile, merged with what lay beside it. raises DeskInUse.

    The file is not opened in any other way meanwhile: closing it would release the locks of this process.
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
            # It is damaged, which is why a backup is wanted.
        yield old


def _copy_database(old: sqlite3.Connection, target: Path, copy: Path) -> None:
    """Copy a database; a damaged one byte by byte, with its side files."""
    try:
        with contextlib.closing(sqlite3.connect(copy)) as written:
            old.backup(written)
    except sqlite3.DatabaseError:
        copy.unlink(missing_ok=True)
        for ending in ("", *engines.SIDE_FILES):
            with contextlib.suppress(FileNotFoundError):
                shutil.copyfile(engines.beside(target, ending), engines.beside(copy, ending))


def _into_server(config: Config, unpacked: Unpacked, now: dt.datetime) -> None:
    """Put an unpacked backup into a server's database. The old desk is kept as a home of its own."""
    copy = Desk(Config(home=unpacked.folder), engines.sqlite_engine(unpacked.database))
    desk = Desk(config, engines.engine_of(config))
    try:
        if problem := checking.first_problem(copy):  # which the server would refuse
            raise DamagedBackup(file=unpacked.file, reason=f"{problem.where}: {problem.what}")
        with telling(config.home):
            _place_recordings(config, unpacked)
        with desk.telling(), copy.engine.begin() as source, desk.engine.begin() as target:
            target.execute(text(f"SET LOCAL lock_timeout = '{engines.BUSY_SECONDS}s'"))
            migrating.lock(target)
            if target.execute(text(OTHERS)).scalar():
                raise DeskInUse(home=desk.where)
            if inspect(target).has_table(Station.__tablename__):
                revision = migrating.revision(target, desk.where)
                _lock_tables(target)  # what others change from here on would not be kept
                put_database = partial(_rows_to_home, target, revision)
                unpacked.kept = _keep(config, now, put_database)
            _drop_tables(target)
            migrating.upgrade_in(target)
            copies.copy_rows(source, target)
        unpacked.is_placed = True
    except (UserError, DBAPIError):
        if unpacked.kept:  # nothing took its place
            shutil.rmtree(unpacked.kept, ignore_errors=True)
        raise
    finally:
        copy.close()
        desk.close()


def _rows_to_home(source: Connection, revision: str, home: Path) -> None:
    copies.rows_to_file(source, home / DATABASE_NAME, revision)


def _lock_tables(connection: Connection) -> None:
    """Keep everybody else from the tables of a desk until the end of the transaction."""
    tables = set(inspect(connection).get_table_names()) & set(Base.metadata.tables)
    quote = connection.dialect.identifier_preparer.quote
    connection.execute(text(f"LOCK TABLE {', '.join(map(quote, sorted(tables)))} IN ACCESS EXCLUSIVE MODE"))


def _drop_tables(connection: Connection) -> None:
    """Drop the tables of a desk, of whatever release."""
    metadata = MetaData()
    own = {*Base.metadata.tables, "alembic_version"}
    metadata.reflect(connection, only=lambda name, _metadata: name in own)
    metadata.drop_all(connection)


def _keep(config: Config, now: dt.datetime, put_database: Callable[[Path], None]) -> Path:
    """Copy a home beside itself; the copy. raises CannotWrite.

    put_database: writes the database into the copy. Of files that never change, the copy has links.
    """
    home = config.home
    kept = _free(home.with_name(f"{home.name}.before-restore-{now:%Y-%m-%d}"))
    with telling(kept), temporary_folder(home.parent) as outer:
        copy = outer / kept.name
        copy.mkdir()
        put_database(copy)
        for name in (*LINKED, *COPIED):
            folder = home / name
            if folder.is_symlink():
                (copy / name).symlink_to(folder.readlink())
            elif folder.is_dir():
                copy_file = _link if name in LINKED else shutil.copy2
                _copy_tree(folder, copy / name, copy_file)
        copy.rename(kept)
        sync_folder(home.parent)
    return kept


def _place_recordings(config: Config, unpacked: Unpacked) -> None:
    """Give the unpacked recordings their places in the store, unless they are there. raises OSError."""
    for entry in unpacked.manifest.files:
        source, target = unpacked.folder / entry.name, config.home / entry.name
        if source == unpacked.database or _is_whole(target):
            continue
        if target.exists() and entry.sha256 != target.stem:
            continue  # it was damaged when it was backed up
        target.parent.mkdir(parents=True, exist_ok=True)
        _move(source, target)


def _is_whole(recording: Path) -> bool:
    """Whether a file of the store has the bytes of its name."""
    try:
        with recording.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == recording.stem
    except OSError:
        return False


def _move(source: Path, target: Path) -> None:
    """Move a file, to another disk too. raises OSError, CannotWrite."""
    try:
        source.replace(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        with aside(target) as path:
            shutil.copyfile(source, path)


def _copy_tree(folder: Path, copy: Path, copy_file: Callable[[str, str], object]) -> None:
    """Copy a folder. raises OSError, with the reason of the first file that could not be copied."""
    errors: list[OSError] = []

    def copy_or_note(source: str, target: str) -> object:
        try:
            return copy_file(source, target)
        except OSError as error:
            errors.append(error)
            raise

    try:
        shutil.copytree(folder, copy, symlinks=True, copy_function=copy_or_note, ignore=_not_kept)
    except shutil.Error as error:  # which holds texts alone
        raise (errors[0] if errors else OSError(None, str(error))) from error


def _not_kept(folder: str, names: list[str]) -> list[str]:
    """Of the names in a folder, the temporary files, and the pipes and devices, which nobody could read to an end."""
    return [name for name in names if is_temporary(name) or engines.is_other(Path(folder) / name, or_folder=True)]


def _link(source: str, target: str) -> str:
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:
        shutil.copy2(source, target)
    return target


def _free(path: Path) -> Path:
    """That path, or else the first of "path-2", "path-3" and so on that is free."""
    found, number = path, 2
    while found.exists():
        found = path.with_name(f"{path.name}-{number}")
        number += 1
    return found
