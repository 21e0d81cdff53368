"""Pick the story that a recording belongs to: those of the day that have none yet come first."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy.orm import Session

from radiodesk.locale import _, formats
from radiodesk.planning import broadcasts, rundowns
from radiodesk.tui.access import DeskAccess
from radiodesk.tui.dialogs.choose import Candidate, Choose
from radiodesk.tui.words import GENRES


def story_choice(access: DeskAccess, recording: str) -> Choose:
    """A dialog that closes with the id of a story."""
    day = access.day

    async def find(query: str) -> Sequence[Candidate]:
        return await access.look(lambda session: candidates(session, query, day))

    return Choose(
        _("Link “{recording}” to…").format(recording=recording),
        find,
        empty=_("No story has such a title. Stories are written in the rundown of a programme (key 3)."),
    )


def candidates(session: Session, query: str, day: dt.date) -> list[Candidate]:
    """Stories whose title holds the query, newest first; before them, for no query, the day's without a recording."""
    waiting = [] if query.strip() else _waiting(session, day)
    first = {candidate.id for candidate in waiting}
    found = [
        Candidate(story.id, story.title, _detail(_(GENRES[story.genre]), story.first_used))
        for story in rundowns.find_stories(session, query)
        if story.id not in first
    ]
    return [*waiting, *found]


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
