"""Where the desk's home is, which database, which language, and who sits at the desk. Imports nothing of ours."""

import getpass
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy.engine import URL

DATABASE_NAME = "radiodesk.db"

MOST_BACKUPS = 1000
"""How many automatic backups a station may keep, beside one of each month."""


@dataclass(frozen=True)
class Config:
    """What a face needs to open a desk."""

    home: Path
    database: str | None = None
    """A database URL; without it the SQLite file in the home."""
    language: str | None = None
    """What `--lang` said; without it the home's own setting counts."""
    person: str = ""
    """Who makes the changes, for the audit."""

    @property
    def media(self) -> Path:
        """The media store."""
        return self.home / "media"

    @property
    def schedules(self) -> Path:
        """Grid files, exported calendars, ledgers."""
        return self.home / "schedules"

    @property
    def inbox(self) -> Path:
        """The drop folder, unless the station names another."""
        return self.home / "inbox"

    @property
    def backups(self) -> Path:
        """Automatic backups, and those that people put there."""
        return self.home / "backups"

    @property
    def folders(self) -> tuple[Path, ...]:
        """Every folder of a home."""
        names = ("media", "media/editions", "schedules", "inbox", "papers", "backups", "trash")
        return tuple(self.home / name for name in names)

    @property
    def store_folders(self) -> tuple[Path, ...]:
        """The folders of the media store, in which nobody else writes."""
        return tuple(self.media / name for name in ("originals", "treated", "damaged"))

    @property
    def output_folders(self) -> tuple[Path, ...]:
        """The folders of a home in which a user may have files written."""
        return tuple(self.home / name for name in ("schedules", "papers", "backups", "media/editions"))

    @property
    def database_url(self) -> "URL":
        """The address of the database in use. raises sqlalchemy's ArgumentError for one that is none."""
        from sqlalchemy.engine import URL, make_url  # only now: `radiodesk --help` needs no database

        return (
            make_url(self.database) if self.database else URL.create("sqlite", database=str(self.home / DATABASE_NAME))
        )

    @property
    def database_file(self) -> Path | None:
        """The file of the database; None where a server holds it."""
        url = self.database_url
        is_file = url.get_backend_name() == "sqlite" and url.database and url.database != ":memory:"
        return Path(url.database) if is_file and url.database else None


def default_home() -> Path:
    """The home when none is named: a folder that a technician finds again."""
    return Path.home() / "radiodesk"


def current_person() -> str:
    """The name of the account at this machine, or "?" where it has none."""
    try:
        name = os.environ.get("RADIODESK_PERSON") or getpass.getuser()
        return os.fsencode(name).decode(errors="replace")
    except (KeyError, OSError):
        return "?"
