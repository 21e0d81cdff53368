"""Recordings for tests that make a whole edition in one unit of work: added, and linked to its lines."""

from contextlib import ExitStack
from pathlib import Path

from sqlalchemy import event
from sqlalchemy.orm import Session

from radiodesk.media import linking, places, store
from radiodesk.media.recordings import RecordingView
from radiodesk.model import Desk
from radiodesk.newsroom import rundowns


def add(session: Session, desk: Desk, path: Path) -> RecordingView:
    """Add a file within a unit of work that is under way."""
    held = ExitStack()
    taken = held.enter_context(store.staged(desk, path))
    event.listen(session, "after_commit", lambda _session: held.close(), once=True)
    return store.register(session, desk.config.media, taken)


def link(session: Session, edition_id: int, line_id: int, recording_id: int | None) -> None:
    """Link a recording to the story of a line, or to an insert. None takes the link away."""
    line = rundowns.rundown(session, edition_id).line(line_id)
    linking.link(session, places.target_of(line.id, line.story_id), line.version, recording_id)
