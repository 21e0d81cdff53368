"""Pick the story that a recording belongs to: those of the day that have none yet come first."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy.orm import Session

from radiodesk.locale import _, formats
from radiodesk.media import inbox
from radiodesk.media.looking import RecordingView
from radiodesk.planning import broadcasts, rundowns
from radiodesk.tui.access import DeskAccess
from radiodesk.tui.dialogs.choose import Candidate, Choose
from radiodesk.tui.words import GENRES


def story_choice(access: DeskAccess, recording: RecordingView) -> Choose:
    """A dialog that closes with the id of a story; first come those that the recording is likely to belong to."""
    day = access.day

    async def find(query: str) -> Sequence[Candidate]:
        return await access.look(lambda session: candidates(session, query, day, recording.id))

    return Choose(
        _("Link “{recording}” to…").format(recording=recording.name),
        find,
        empty=_("No story has such a title. Stories are written in the rundown of a programme (key 3)."),
    )


def candidates(session: Session, query: str, day: dt.date, recording_id: int) -> list[Candidate]:
    """Stories whose title holds the query, newest first.

    For no query, before them: those suggested by the recording's name, then the day's without a recording.
    """
    first: list[Candidate] = []
    if not query.strip():
        first = _unique([*_suggested(session, recording_id), *_waiting(session, day)])
    found = [
        Candidate(story.id, story.title, _detail(_(GENRES[story.genre]), story.first_used))
        for story in rundowns.find_stories(session, query)
    ]
    return _unique([*first, *found])


def _unique(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Each story once, where it comes first."""
    first: dict[int, Candidate] = {}
    for candidate in candidates:
        first.setdefault(candidate.id, candidate)
    return list(first.values())


def _suggested(session: Session, recording_id: int) -> list[Candidate]:
    return [
        Candidate(each.story_id, each.title, _detail("◆ " + formats.clock(each.starts), each.starts.date()))
        for each in inbox.suggestions(session, recording_id)
        if inbox.is_likely(each)
    ]


def _waiting(session: Session, day: dt.date) -> list[Candidate]:
    editions = [item for item in broadcasts.day(session, day).broadcasts if item.edition_id is not None]
    stories = {
        line.story_id: Candidate(line.story_id, line.title, _detail(f"{formats.clock(item.starts)} {item.title}", None))
        for item in editions
        if item.edition_id is not None
        for line in rundowns.rundown(session, item.edition_id).lines
        if line.story_id is not None and line.recording_id is None
    }
    return list(stories.values())


def _detail(what: str, day: dt.date | None) -> str:
    return what if day is None else f"{what} · {formats.day(day)}"
