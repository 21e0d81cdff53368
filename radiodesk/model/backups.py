"""Backups: one zip file with a copy of the database, the recordings if they are wanted, and the hash of each file."""

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
from radiodesk.errors import UserError
from radiodesk.files import CannotWrite, aside, telling, temporary_folder
from radiodesk.locale import N_
from radiodesk.model import checking, copies, migrating
from radiodesk.model.base import now
from radiodesk.model.faults import DamagedDatabase, sqlite_reason
from radiodesk.model.station import station, today, today_of_any_release

if TYPE_CHECKING:
    from radiodesk.model.database import Database

MANIFEST = "manifest.json"
FORMAT = 1
"""Of the manifest. A release refuses the formats that came after it."""

ENDING = ".zip"
EARLIEST_IN_ZIP = (1980, 1, 1, 0, 0, 0)
"""A zip file knows no earlier moment, and a machine's clock may have lost its battery."""

BLOCK = 1 << 20
"""Bytes that are read at a time."""

_AUTOMATIC = re.compile(r"auto-([0-9]{4}-[0-9]{2}-[0-9]{2})(-before-[0-9]{4})?\.zip")
_MONTH = len("auto-2026-11")

Progress = Callable[[int, int], None]
"""Called with the bytes done and their total. Whatever it raises ends the work."""


class DamagedDesk(UserError):
    """A database that is too damaged for a backup of it to be worth anything."""

    message = N_(
        "No backup was made, because the database is damaged ({reason}): "
        "“radiodesk check” tells more, “radiodesk restore FILE” brings an older backup back"
    )


@dataclass(frozen=True)
class Entry:
    """A file in a backup."""

    name: str
    """In the backup and below the home, with slashes."""
    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """The list of a backup's files, and what was backed up."""

    station: str
    schema: str
    """The migration that its database is at."""
    created: dt.datetime
    recordings: bool
    """Whether the recordings are in it."""
    missing: tuple[str, ...]
    """Names of recordings whose files were missing or damaged when it was made."""
    files: tuple[Entry, ...]

    def as_json(self) -> bytes:
        """The bytes of the manifest in the zip file."""
        found = {
            "format": FORMAT,
            "radiodesk": __version__,
            "station": self.station,
            "schema": self.schema,
            "created": self.created.isoformat(timespec="seconds"),
            "recordings": self.recordings,
            "missing": list(self.missing),
            "files": [{"name": entry.name, "size": entry.size, "sha256": entry.sha256} for entry in self.files],
        }
        return json.dumps(found, ensure_ascii=False, indent=1).encode()


def write(
    desk: "Database",
    file: Path,
    *,
    recordings: bool = False,
    revision: str | None = None,
    progress: Progress | None = None,
) -> Manifest:
    """Write a backup of a desk to a file, while others work at the desk.

    file: a temporary one, as from `outputs.written`. recordings: whether the store's originals are in it.
    revision: the migration that the database is at, where it is not the newest.
    raises DamagedDesk, UnusableDatabase, CannotWrite, OSError.
    """
    revision = revision or migrating.HEAD
    with temporary_folder(file.parent) as folder:
        database = folder / DATABASE_NAME
        with desk.translating_errors(), _copying(file):
            copies.to_file(desk.engine, database, revision)
        try:
            checking.check_copy(database, desk.where)
        except DamagedDatabase as error:
            raise DamagedDesk(reason=error.values["reason"]) from error
        with contextlib.closing(sqlite3.connect(database)) as copied:
            (name,) = copied.execute("SELECT name FROM station WHERE id = 1").fetchone() or ("",)
            wanted = _recordings(copied) if recordings else []
        whole = database.stat().st_size + sum(size for *_, size in wanted)
        meter = Meter(progress, whole)
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive:
            entries = [_put(archive, DATABASE_NAME, database, meter)]
            missing = []
            for recording, sha256, suffix, _size in wanted:
                inside = f"media/originals/{sha256[:2]}/{sha256}{suffix}"
                source = desk.config.home / inside
                entry = _put(archive, inside, source, meter, stored=True) if source.is_file() else None
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
            archive.writestr(_info(MANIFEST), manifest.as_json(), zipfile.ZIP_DEFLATED)
    return manifest


def daily(desk: "Database") -> Path | None:
    """Make the day's automatic backup, unless there is one or the disk can only be read, and remove expired ones.

    raises CannotWrite and those of `write`.
    """
    with desk.reading() as session:
        day, keep = today(session), station(session).keep_backups
    file = desk.config.backups / f"auto-{day}{ENDING}"
    if desk.read_only or file.exists():
        return None
    with desk.translating_errors():
        _automatic(desk, file)
    for path in expired(automatic(desk.config.backups), keep, day):
        with contextlib.suppress(OSError):
            path.unlink()
    return file


def before_migration(desk: "Database", revision: str) -> Path:
    """Make a backup of a database that is about to be migrated. raises CannotWrite and those of `write`.

    revision: the migration that it is at.
    """
    with desk.reading() as session:
        day = today_of_any_release(session)
    file = desk.config.backups / f"auto-{day}-before-{migrating.HEAD}{ENDING}"
    _automatic(desk, file, revision)
    return file


def _automatic(desk: "Database", file: Path, revision: str | None = None) -> None:
    with telling(file):
        file.parent.mkdir(parents=True, exist_ok=True)
        with aside(file) as path:
            write(desk, path, revision=revision)


def automatic(folder: Path) -> list[Path]:
    """The automatic backups in a folder, the oldest first."""
    with contextlib.suppress(OSError):
        return sorted(path for path in folder.iterdir() if _AUTOMATIC.fullmatch(path.name))
    return []


def expired(backups: Sequence[Path], keep: int, today: dt.date | None = None) -> list[Path]:
    """Of automatic backups, those that need not be kept: neither among the newest, nor the newest of their month.

    today: what a wrong clock dated later neither counts nor goes.
    """
    ordered = sorted(backups, key=lambda path: path.name)
    if today:
        ordered = [path for path in ordered if path.name[len("auto-") :] < f"{today + dt.timedelta(days=1)}"]
    newest_of_month = {path.name[:_MONTH]: path for path in ordered}
    kept = {*ordered[max(0, len(ordered) - keep) :], *newest_of_month.values()}
    return [path for path in ordered if path not in kept]


def newest(folder: Path) -> Path | None:
    """The newest backup in a folder, an automatic one or not; None where there is none."""
    with contextlib.suppress(OSError):
        return max(folder.glob(f"[!.]*{ENDING}"), key=lambda path: path.stat().st_mtime, default=None)
    return None


def time_of_newest(folder: Path) -> dt.datetime | None:
    """When the newest backup in a folder was made; None where there is none."""
    with contextlib.suppress(OSError):
        if file := newest(folder):
            return dt.datetime.fromtimestamp(file.stat().st_mtime, dt.UTC)
    return None


@contextlib.contextmanager
def _copying(file: Path) -> Iterator[None]:
    """Say of what SQLite itself refuses whether the desk is damaged, or the copy cannot be written."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            raise DamagedDesk(reason=sqlite_reason(error)) from error
        raise CannotWrite(file=file, reason=sqlite_reason(error)) from error


def _recordings(copied: sqlite3.Connection) -> list[tuple[str, str, str, int]]:
    """Name, hash, suffix and size of each recording that has a file."""
    found = copied.execute("SELECT name, sha256, suffix, size FROM recording WHERE removed IS NULL ORDER BY id")
    return found.fetchall()


class Meter:
    """Counts bytes, and tells how far a work is."""

    def __init__(self, progress: Progress | None, whole: int) -> None:
        self._progress = progress
        self._whole = max(1, whole)
        self._done = 0

    def add(self, count: int) -> None:
        """Add to the bytes done."""
        self._done += count
        if self._progress:
            self._progress(min(self._done, self._whole), self._whole)


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, max(now().timetuple()[:6], EARLIEST_IN_ZIP))
    info.external_attr = 0o644 << 16
    return info


def _put(archive: zipfile.ZipFile, name: str, source: Path, meter: Meter, *, stored: bool = False) -> Entry:
    """Put a file into a zip file."""
    info = _info(name)
    info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED  # sound does not get smaller
    digest, size = hashlib.sha256(), 0
    with archive.open(info, "w", force_zip64=True) as written:
        for block in _blocks(source):
            written.write(block)
            digest.update(block)
            size += len(block)
            meter.add(len(block))
    return Entry(name, size, digest.hexdigest())


def _blocks(source: Path) -> Iterator[bytes]:
    """A file as far as it can be read: what is missing shows in its hash."""
    with contextlib.suppress(OSError), source.open("rb") as file:
        while block := file.read(BLOCK):
            yield block
