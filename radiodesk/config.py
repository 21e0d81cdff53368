"""Where the desk's home is, which database, which language, and who sits at the desk. Imports nothing of ours."""

import getpass
import os
from dataclasses import dataclass
from pathlib import Path

DATABASE_NAME = "radiodesk.db"


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
    def database_url(self) -> str:
        """The URL in use."""
        return self.database or f"sqlite:///{self.home / DATABASE_NAME}"

    @property
    def media(self) -> Path:
        """The media store's folder."""
        return self.home / "media"

    @property
    def schedules(self) -> Path:
        """The folder of grids and exported calendars."""
        return self.home / "schedules"


def default_home() -> Path:
    """The home when none is named: a folder that a technician finds again."""
    return Path.home() / "radiodesk"


def current_person() -> str:
    """The name of the account at this machine, or "?" where it has none."""
    try:
        return os.environ.get("RADIODESK_PERSON") or getpass.getuser()
    except (KeyError, OSError):
        return "?"
