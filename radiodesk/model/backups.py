"""Backups: a zip file with a copy of the database, optionally the recordings, and a manifest with a hash per file."""

import contextlib
import datetime as dt
import hashlib
import json
import re
import sqlite3
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from radiodesk import __version__
from radiodesk.config import DATABASE_NAME
from radiodesk.errors import UserError, advice
from radiodesk.files import CannotWrite, atomic_write, temporary_folder, wrap_write_errors
from radiodesk.locale import N_
from radiodesk.model import checking, copies, migrating
from radiodesk.model.base import now
from radiodesk.model.explaining import sqlite_reason
from radiodesk.model.faults import DamagedDatabase
from radiodesk.model.station import station, today, today_of_any_release

if TYPE_CHECKING:
    from radiodesk.model.database import Database

MANIFEST = "manifest.json"
FORMAT = 1
"""Version of the manifest's format. A release refuses newer ones."""

ENDING = ".zip"
EARLIEST_IN_ZIP = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip file can hold. The clock of a machine with an empty battery may be earlier."""

BLOCK = 1 << 20
"""Bytes per read."""

_AUTOMATIC = re.compile(r"auto-([0-9]{4}-[0-9]{2}-[0-9]{2})(-before-[0-9]{4})?\.zip")
_MONTH = len("auto-2026-11")

Progress = Callable[[int, int], None]
"""Called with the bytes done and the total. An exception that it raises stops the work."""


class DamagedDesk(UserError):
    """The database is too damaged to be backed up."""

    message = N_("No backup was made, because the database is damaged ({reason}): restore an older backup")
    command = DamagedDatabase.command


@dataclass(frozen=True)
class Entry:
    """A file in a backup."""

    name: str
    """Path in the backup, and relative to the home, with forward slashes."""
    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """The contents of a backup, and the list of its files."""

    station: str
    schema: str
    """The migration that the database is at."""
    created: dt.datetime
    recordings: bool
    """Whether it includes the recordings."""
    missing: tuple[str, ...]
    """Names of recordings whose files were missing or damaged at the time of the backup."""
    files: tuple[Entry, ...]

    def as_json(self) -> bytes:
        """The manifest as JSON, in UTF-8."""
        content = {
            "format": FORMAT,
            "radiodesk": __version__,
            "station": self.station,
            "schema": self.schema,
            "created": self.created.isoformat(timespec="seconds"),
            "recordings": self.recordings,
            "missing": list(self.missing),
            "files": [{"name": entry.name, "size": entry.size, "sha256": entry.sha256} for entry in self.files],
        }
        return json.dumps(content, ensure_ascii=False, indent=1).encode()


def write(
    desk: "Database",
    file: Path,
    *,
    recordings: bool = False,
    revision: str | None = None,
    progress: Progress | None = None,
) -> Manifest:
    """Write a backup of a desk to a file. Others may work at the desk meanwhile.

    file: a temporary file, such as from `outputs.writing`. recordings: include the store's originals.
    revision: the migration that the database is at, by default the newest.
    raises DamagedDesk, UnusableDatabase, CannotWrite, OSError.
    """
    revision = revision or migrating.HEAD
    with temporary_folder(file.parent) as folder:
        database = folder / DATABASE_NAME
        with desk.translating_errors(), _translating_errors(file):
            copies.to_file(desk.engine, database, revision)
        try:
            checking.check_copy(database, desk.where)
        except DamagedDatabase as error:
            raise DamagedDesk(reason=error.values["reason"]) from error
        with contextlib.closing(sqlite3.connect(database)) as connection:
            (name,) = connection.execute("SELECT name FROM station WHERE id = 1").fetchone() or ("",)
            originals = _originals(connection) if recordings else []
        total = database.stat().st_size + sum(size for *_, size in originals)
        meter = Meter(progress, total)
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive:
            entries = [_put(archive, DATABASE_NAME, database, meter)]
            missing = []
            for recording, sha256, suffix, _size in originals:
                path = f"media/originals/{sha256[:2]}/{sha256}{suffix}"
                source = desk.config.home / path
                entry = _put(archive, path, source, meter, compress=False) if source.is_file() else None
                if entry is None or entry.sha256 != sha256:
                    missing.append(recording)
                if entry is not None:
                    entries.append(entry)
            manifest = Manifest(
                station=name,
                schema=revision,
                created=now(),
                recordings=recordings,
                missing=tuple(missing),
                files=tuple(entries),
            )
            archive.writestr(_zip_info(MANIFEST), manifest.as_json(), zipfile.ZIP_DEFLATED)
    return manifest


def daily(desk: "Database") -> Path | None:
    """Write the day's automatic backup and delete expired ones.

    Returns the backup's path, or None if there is one for today already, the disk is read-only, or the home
    is not that of the database.
    raises CannotWrite and the errors of `write`.
    """
    with desk.reading() as session:
        day, keep = today(session), station(session).keep_backups
    file = desk.config.backups / f"auto-{day}{ENDING}"
    if desk.read_only or desk.home_mismatch or file.exists():
        return None
    with desk.translating_errors():
        _write_automatic(desk, file)
    for path in expired(automatic(desk.config.backups), keep, day):
        with contextlib.suppress(OSError):
            path.unlink()
    return file


def before_migration(desk: "Database", revision: str) -> Path:
    """Back up a database before it is migrated. Returns the backup's path.

    revision: the migration that the database is at. raises CannotWrite and the errors of `write`.
    """
    with desk.reading() as session:
        day = today_of_any_release(session)
    file = desk.config.backups / f"auto-{day}-before-{migrating.HEAD}{ENDING}"
    _write_automatic(desk, file, revision)
    return file


def _write_automatic(desk: "Database", file: Path, revision: str | None = None) -> None:
    with wrap_write_errors(file):
        file.parent.mkdir(parents=True, exist_ok=True)
        with atomic_write(file) as path:
            write(desk, path, revision=revision)


def automatic(folder: Path) -> list[Path]:
    """The automatic backups in a folder, oldest first."""
    with contextlib.suppress(OSError):
        return sorted(path for path in folder.iterdir() if _AUTOMATIC.fullmatch(path.name))
    return []


def expired(backups: Sequence[Path], keep: int, today: dt.date | None = None) -> list[Path]:
    """The automatic backups to delete: all but the newest `keep` and the newest of each month.

    today: backups with a later date, as from a wrong clock, are neither counted nor deleted.
    """
    ordered = sorted(backups, key=lambda path: path.name)
    if today:
        ordered = [path for path in ordered if path.name[len("auto-") :] < f"{today + dt.timedelta(days=1)}"]
    newest_of_month = {path.name[:_MONTH]: path for path in ordered}
    kept = {*ordered[max(0, len(ordered) - keep) :], *newest_of_month.values()}
    return [path for path in ordered if path not in kept]


@dataclass(frozen=True)
class BackupFile:
    """A backup in a folder. time: when it was written, in UTC. size: in bytes."""

    path: Path
    time: dt.datetime
    size: int


def files(folder: Path) -> list[BackupFile]:
    """The backups in a folder, automatic or not, newest first."""
    found = []
    with contextlib.suppress(OSError):
        for path in folder.glob(f"[!.]*{ENDING}"):
            facts = path.stat()
            found.append(BackupFile(path, dt.datetime.fromtimestamp(facts.st_mtime, dt.UTC), facts.st_size))
    return sorted(found, key=lambda each: each.time, reverse=True)


def newest(folder: Path) -> Path | None:
    """The newest backup in a folder, automatic or not, or None."""
    return next((each.path for each in files(folder)), None)


def time_of_newest(folder: Path) -> dt.datetime | None:
    """The time of the newest backup in a folder, in UTC, or None."""
    return next((each.time for each in files(folder)), None)


@contextlib.contextmanager
def _translating_errors(file: Path) -> Iterator[None]:
    """Translate SQLite's errors: DamagedDesk if the desk is damaged, CannotWrite if the copy cannot be written."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            raise DamagedDesk(reason=sqlite_reason(error)) from error
        raise CannotWrite(file=file, reason=sqlite_reason(error), advice=advice(error, writing=True)) from error


def _originals(connection: sqlite3.Connection) -> list[tuple[str, str, str, int]]:
    """Name, hash, suffix and size in bytes of each recording that has a file."""
    query = "SELECT name, sha256, suffix, size FROM recording WHERE removed IS NULL ORDER BY id"
    return connection.execute(query).fetchall()


class Meter:
    """Counts bytes and reports progress."""

    def __init__(self, progress: Progress | None, total: int) -> None:
        self._progress = progress
        self._total = max(1, total)
        self._done = 0

    def add(self, count: int) -> None:
        """Add to the bytes done."""
        self._done += count
        if self._progress:
            self._progress(min(self._done, self._total), self._total)


def _zip_info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, max(now().timetuple()[:6], EARLIEST_IN_ZIP))
    info.external_attr = 0o644 << 16
    return info


def _put(archive: zipfile.ZipFile, name: str, source: Path, meter: Meter, *, compress: bool = True) -> Entry:
    """Add a file to a zip file. Returns its entry in the manifest.

    compress: False for audio, which does not get smaller.
    """
    info = _zip_info(name)
    info.compress_type = zipfile.ZIP_DEFLATED if compress else zipfile.ZIP_STORED
    digest, size = hashlib.sha256(), 0
    with archive.open(info, "w", force_zip64=True) as target:
        for block in _blocks(source):
            target.write(block)
            digest.update(block)
            size += len(block)
            meter.add(len(block))
    return Entry(name, size, digest.hexdigest())


def _blocks(source: Path) -> Iterator[bytes]:
    """The blocks of a file, up to the first that cannot be read. The hash shows that the rest is missing."""
    with contextlib.suppress(OSError), source.open("rb") as file:
        while block := file.read(BLOCK):
            yield block
