"""Link recordings to stories and inserts, whose actual length is then the recording's as it goes to air."""

from sqlalchemy.orm import Session

from radiodesk.media.treatments import settle
from radiodesk.model import Line, Recording, Story
from radiodesk.model.database import fetch


def link_story(session: Session, story_id: int, version: int | None, recording_id: int | None) -> None:
    """Link a recording to a story. None takes the link away. raises ChangedMeanwhile."""
    _link(session, fetch(session, Story, story_id, version), recording_id)


def link_insert(session: Session, line_id: int, version: int | None, recording_id: int | None) -> None:
    """Link a recording to an insert, such as a jingle. None takes the link away. raises ChangedMeanwhile."""
    _link(session, fetch(session, Line, line_id, version), recording_id)


def settle_story(session: Session, story_id: int) -> None:
    """A story's genre was changed: its recording may follow another preset now, and be longer or shorter."""
    if recording_id := fetch(session, Story, story_id).recording_id:
        session.flush()
        settle(session, fetch(session, Recording, recording_id))


def _link(session: Session, row: Story | Line, recording_id: int | None) -> None:
    before = row.recording_id
    row.recording_id = recording_id
    row.actual_seconds = None
    session.flush()
    if before is not None and before != recording_id:
        settle(session, fetch(session, Recording, before))
    if recording_id is not None:
        recording = fetch(session, Recording, recording_id)
        settle(session, recording)
        recording.waiting = False  # it has left the inbox
