"""The rundown of an edition: its lines, their stories and recordings, and where it was posted."""

import datetime as dt

from sqlalchemy.orm import Session

from radiodesk.model import Genre, Source
from radiodesk.planning.views import RundownView, StoryChoice


def rundown(session: Session, edition_id: int) -> RundownView:
    """An edition with its lines. raises ChangedMeanwhile where it is gone."""
    raise NotImplementedError


def add_story(
    session: Session,
    edition_id: int,
    *,
    title: str,
    genre: Genre,
    source: Source,
    authors: str,
    seconds: int | None,
    number: int | None = None,
) -> int:
    """Write a new story into the rundown, as line `number` or at the end. Returns the line's id.

    authors: names with commas between. seconds: the planned length.
    """
    raise NotImplementedError


def use_story(session: Session, edition_id: int, story_id: int, number: int | None = None) -> int:
    """Use a story that there is in this rundown too. Returns the line's id. raises AlreadyUsed."""
    raise NotImplementedError


def add_insert(session: Session, edition_id: int, *, label: str, seconds: int | None, number: int | None = None) -> int:
    """Add a jingle, a link or an announcement as a line. Returns the line's id."""
    raise NotImplementedError


def change_story(
    session: Session,
    story_id: int,
    version: int | None,
    *,
    title: str,
    genre: Genre,
    source: Source,
    authors: str,
    planned_seconds: int | None,
) -> None:
    """Change a story, in every rundown that uses it."""
    raise NotImplementedError


def change_insert(session: Session, line_id: int, version: int | None, *, label: str, seconds: int | None) -> None:
    """Change an insert."""
    raise NotImplementedError


def move_line(session: Session, line_id: int, version: int | None, number: int) -> None:
    """Make it line `number`; the others close up."""
    raise NotImplementedError


def remove_line(session: Session, line_id: int, version: int | None) -> None:
    """Take a line out; its story stays, to be used elsewhere. raises AlreadyAired once the first run was aired."""
    raise NotImplementedError


def link_recording(session: Session, story_id: int, version: int | None, recording_id: int | None) -> None:
    """Link a recording: its length becomes the story's actual one. None takes the link away."""
    raise NotImplementedError


def find_stories(session: Session, query: str, *, limit: int = 50) -> list[StoryChoice]:
    """Stories whose title holds the query, without case and accents; newest first."""
    raise NotImplementedError


def post(session: Session, edition_id: int, *, address: str, on: dt.date, today: dt.date) -> int:
    """Note that an aired edition was put on a website. Returns the publication's id.

    raises NotAired, BadAddress, AlreadyPosted, and BadDay for a day after `today`.
    """
    raise NotImplementedError


def change_publication(
    session: Session, publication_id: int, version: int | None, *, address: str, on: dt.date, today: dt.date
) -> None:
    """Correct an address or day."""
    raise NotImplementedError


def withdraw(session: Session, publication_id: int, version: int | None) -> None:
    """Take a publication back: it is kept and no longer counted."""
    raise NotImplementedError
