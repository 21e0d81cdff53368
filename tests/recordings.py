"""Recordings for tests that make a whole edition in one unit of work."""

from contextlib import ExitStack
from pathlib import Path

from sqlalchemy import event
from sqlalchemy.orm import Session

from radiodesk.media import store
from radiodesk.media.recordings import RecordingView
from radiodesk.model import Desk


def add(session: Session, desk: Desk, path: Path) -> RecordingView:
    """Add a file within a unit of work that is under way."""
    held = ExitStack()
    taken = held.enter_context(store.taken(desk, path))
    event.listen(session, "after_commit", lambda _session: held.close(), once=True)
    return store.register(session, desk.config.media, taken)
