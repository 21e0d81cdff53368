"""Unpack a backup, and check every file against the manifest."""

import contextlib
import datetime as dt
import hashlib
import json
import os
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from radiodesk.config import DATABASE_NAME
from radiodesk.errors import UserError, advice, reason, visible
from radiodesk.locale import N_, _
from radiodesk.model import checking
from radiodesk.model.backups import BLOCK, FORMAT, MANIFEST, Entry, Manifest, Meter, Progress
from radiodesk.model.faults import DamagedDatabase, NewerDatabase
from radiodesk.model.moments import can_be_stored

LARGEST_MANIFEST = 64 << 20
"""Maximum size of a manifest in bytes: enough for 250,000 recordings."""

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
    RuntimeError,  # encrypted, deeply nested JSON, or an unknown compression
)
"""Exceptions raised by a damaged zip file."""


class DamagedBackup(UserError):
    """A file that is not a backup, or that was changed after it was written."""

    message = N_("{file} is not an intact backup of a desk ({reason}): choose another one; nothing was changed")


class NewerBackup(UserError):
    """A backup that a newer release wrote."""

    message = N_("{file} was created by a newer version of radiodesk: update radiodesk; nothing was changed")


class CannotReadBackup(UserError):
    """A file that does not exist or cannot be read."""

    message = N_("{file} cannot be read: {reason}. {advice}")


def check_readable(file: Path) -> None:
    """Check that the file of a backup can be read. raises CannotReadBackup."""
    try:
        with file.open("rb"):
            pass
    except (OSError, ValueError) as error:
        raise CannotReadBackup(file=file, reason=reason(error), advice=advice(error)) from error


def read_manifest(file: Path) -> Manifest:
    """What a backup says that it holds. Its files are not checked.

    raises DamagedBackup, NewerBackup, CannotReadBackup.
    """
    with _translating_errors(file), _open(file) as archive:
        return _parse_manifest(archive, file)


def unpack(file: Path, folder: Path, progress: Progress | None = None) -> Manifest:
    """Unpack a backup into an empty folder and check all of it.

    raises DamagedBackup, NewerBackup, CannotReadBackup, OSError.
    """
    with _translating_errors(file), _open(file) as archive:
        manifest = _parse_manifest(archive, file)
        infos = archive.infolist()
        if sorted(info.filename for info in infos) != sorted([MANIFEST, *(entry.name for entry in manifest.files)]):
            raise DamagedBackup(file=file, reason=_("its list of files does not match"))
        meter = Meter(progress, sum(entry.size for entry in manifest.files))
        for entry in manifest.files:
            _unpack(archive, entry, folder, meter)
        _check_database(folder / DATABASE_NAME, file, manifest.schema)
    return manifest


@contextlib.contextmanager
def _translating_errors(file: Path) -> Iterator[None]:
    """Translate the errors of a damaged zip file. raises DamagedBackup, CannotReadBackup."""
    check_readable(file)
    try:
        yield
    except zipfile.BadZipFile as error:
        raise DamagedBackup(file=file, reason=_("it is not a complete zip file")) from error
    except LookupError as error:
        raise DamagedBackup(file=file, reason=_("its list of files does not match")) from error
    except _DAMAGE as error:
        raise DamagedBackup(file=file, reason=str(error) or type(error).__name__) from error


def _open(file: Path) -> zipfile.ZipFile:
    """Open the zip file of a backup. raises ValueError if it is damaged or uses another compression."""
    try:
        archive = zipfile.ZipFile(file)
    except OSError as error:  # an invalid offset
        raise ValueError(str(error)) from error
    if any(info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for info in archive.infolist()):
        archive.close()
        raise ValueError(_("its list of files does not match"))
    return archive


def _blocks(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """The blocks of a file in a zip file. raises an error of `_DAMAGE`."""
    try:
        with archive.open(name) as source:
            while block := source.read(BLOCK):
                yield block
    except OSError as error:
        raise ValueError(str(error)) from error


def _parse_manifest(archive: zipfile.ZipFile, file: Path) -> Manifest:
    """The manifest of a backup. raises DamagedBackup, NewerBackup, or an error of `_DAMAGE`."""
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
    """A value as text that can be shown. raises ValueError."""
    text = str(value)
    text.encode()
    return visible(text)


def _moment(text: str) -> dt.datetime:
    """Parse an aware datetime within the valid dates. raises ValueError, TypeError."""
    moment = dt.datetime.fromisoformat(text)
    if moment.tzinfo is None or not can_be_stored(moment):
        raise ValueError(text)
    return moment


def _unpack(archive: zipfile.ZipFile, entry: Entry, folder: Path, meter: Meter) -> None:
    """Unpack one file, up to the size in the manifest. raises ValueError if its size or hash differ."""
    target = folder / entry.name
    target.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with target.open("xb") as output:
        for block in _blocks(archive, entry.name):
            size += len(block)
            if size > entry.size:
                break
            output.write(block)
            digest.update(block)
            meter.add(len(block))
        output.flush()
        os.fsync(output.fileno())
    if size != entry.size or digest.hexdigest() != entry.sha256:
        raise ValueError(_("{name} was changed after the backup").format(name=entry.name))


def _check_database(database: Path, file: Path, schema: str) -> None:
    """Check that an unpacked database is intact and of a known release. raises DamagedBackup, NewerBackup."""
    try:
        revision = checking.check_copy(database, str(file))
    except DamagedDatabase as error:
        raise DamagedBackup(file=file, reason=error.values["reason"]) from error
    except NewerDatabase as error:
        raise NewerBackup(file=file) from error
    if revision != schema:
        raise DamagedBackup(file=file, reason=_("its database does not match its manifest"))
