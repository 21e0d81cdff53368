"""What a user saw of a figure or a target before changing it: its row in a certain version, or that there was none.

Rows of one period come and go. An id is never used again, so the id and the version together say which row it was.
"""

from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy.orm import Session

from radiodesk.model import EnteredFigure, Target
from radiodesk.model.database import fetch
from radiodesk.model.faults import ChangedMeanwhile

Row = TypeVar("Row", EnteredFigure, Target)


@dataclass(frozen=True)
class Seen:
    """A row by its id and version. The id is 0 where there was none."""

    id: int = 0
    version: int = 0


NOTHING = Seen()
"""There was no row."""


def seen_of(row: EnteredFigure | Target | None) -> Seen:
    """What is seen of a row now."""
    return Seen(row.id, row.version) if row else NOTHING


def check_seen(session: Session, kind: type[Row], row: Row | None, seen: Seen) -> None:
    """Check that a row is still what the user saw. raises ChangedMeanwhile."""
    if row is not None:
        fetch(session, kind, row.id, seen.version if row.id == seen.id else 0)  # no row has the version 0
    elif seen.id:
        raise ChangedMeanwhile
