"""Configuration of a desk: its home, database, language and person. Imports no other module of radiodesk."""

import getpass
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy.engine import URL

DATABASE_NAME = "radiodesk.db"

MAX_BACKUPS = 1000
"""Maximum number of automatic backups that a station may keep, in addition to one per month."""


@dataclass(frozen=True)
class Config:
    """The values needed to open a desk."""

    home: Path
    database: str | None = None
    """A database URL. None: the SQLite file in the home."""
    language: str | None = None
    """The value of `--lang`. None: the home's own setting."""
    person: str = ""
    """The person who makes the changes, for the audit."""
    is_account: bool = False
    """Whether `person` is only the name of the computer account: nobody has said who works here."""

    @property
    def media(self) -> Path:
        """The media store."""
        return self.home / "media"

    @property
    def schedules(self) -> Path:
        """The folder of grid files, calendars and ledgers."""
        return self.home / "schedules"

    @property
    def inbox(self) -> Path:
        """The default drop folder; a station may use another."""
        return self.home / "inbox"

    @property
    def trash(self) -> Path:
        """The folder of files that users deleted."""
        return self.home / "trash"

    @property
    def backups(self) -> Path:
        """The folder of backups, both automatic and manual."""
        return self.home / "backups"

    @property
    def folders(self) -> tuple[Path, ...]:
        """All folders of a home."""
        names = ("media", "media/editions", "schedules", "inbox", "papers", "backups", "trash")
        return tuple(self.home / name for name in names)

    @property
    def store_folders(self) -> tuple[Path, ...]:
        """The folders of the media store, which only radiodesk writes."""
        return tuple(self.media / name for name in ("originals", "treated", "damaged", "drop-notes"))

    @property
    def output_folders(self) -> tuple[Path, ...]:
        """The folders of a home that may hold output files."""
        return tuple(self.home / name for name in ("schedules", "papers", "backups", "media/editions"))

    @property
    def database_url(self) -> "URL":
        """The URL of the database in use. raises sqlalchemy's ArgumentError for an invalid URL."""
        from sqlalchemy.engine import URL, make_url  # imported late, because `radiodesk --help` needs no database

        return (
            make_url(self.database) if self.database else URL.create("sqlite", database=str(self.home / DATABASE_NAME))
        )

    @property
    def database_file(self) -> Path | None:
        """The database file, or None if the database is on a server."""
        url = self.database_url
        is_file = url.get_backend_name() == "sqlite" and url.database and url.database != ":memory:"
        return Path(url.database) if is_file and url.database else None


def default_home() -> Path:
    """The home that is used when none is named."""
    return Path.home() / "radiodesk"


def is_person_named() -> bool:
    """Whether RADIODESK_PERSON names the person: otherwise `current_person` is the name of the account."""
    return bool(os.environ.get("RADIODESK_PERSON"))


def current_person() -> str:
    """The person of RADIODESK_PERSON, else the account name, or "?" if the account has no name."""
    try:
        name = os.environ.get("RADIODESK_PERSON") or getpass.getuser()
        return os.fsencode(name).decode(errors="replace")
    except (KeyError, OSError):
        return "?"
