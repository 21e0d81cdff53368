"""The language that a home's database names, read before anything that can open the desk is loaded."""

import sqlite3
from contextlib import closing
from pathlib import Path

from radiodesk.locale import LANGUAGES


def language_of(database: Path) -> str | None:
    """The station's language in an SQLite database; None if it names none or cannot be read.

    It is for the first frame only: a change that is still in the write-ahead log is not seen, and nothing is locked.
    """
    if not database.is_file():  # a pipe would wait for a writer
        return None
    try:
        with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
            [(language,)] = connection.execute("SELECT language FROM station")
    except (sqlite3.Error, ValueError):
        return None
    return language if language in LANGUAGES else None
