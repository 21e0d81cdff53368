"""Pick the story or insert that a recording belongs to: those of the day that have none yet come first."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy.orm import Session

from radiodesk.locale import _, formats
from radiodesk.media import inbox
from radiodesk.media.linking import Target, target_of
from radiodesk.media.recordings import RecordingView
from radiodesk.model import LineKind
from radiodesk.model.text import fold
from radiodesk.newsroom import rundowns
from radiodesk.schedule import queries
from radiodesk.tui.access import DeskAccess
from radiodesk.tui.dialogs.choose import Candidate, Choose
from radiodesk.tui.words import GENRES


def line_choice(access: DeskAccess, recording: RecordingView) -> Choose[Target]:
    """A dialog that closes with a story or an insert; first come those that the recording is likely to belong to."""
    day = access.day

    async def find(query: str) -> Sequence[Candidate[Target]]:
        return await access.look(lambda session: candidates(session, query, day, recording.id))

    return Choose(
        _("Link “{recording}” to…").format(recording=recording.name),
        find,
        empty=_("No story has such a title. Stories are written in the rundown of a programme (key 3)."),
    )


def candidates(session: Session, query: str, day: dt.date, recording_id: int) -> list[Candidate[Target]]:
    """Stories whose title holds the query, newest first.

    Before them: those suggested by the recording's name, then the day's without a recording; inserts are only there.
    """
    first = [*_suggested(session, recording_id), *_waiting(session, day)]
    wanted = fold(query)
    first = [candidate for candidate in first if wanted in fold(candidate.title)]
    found: list[Candidate[Target]] = [
        Candidate((LineKind.STORY, story.id), story.title, _detail(_(GENRES[story.genre]), story.first_used))
        for story in rundowns.find_stories(session, query)
    ]
    return _unique([*first, *found])


def _unique(candidates: Sequence[Candidate[Target]]) -> list[Candidate[Target]]:
    """Each story or insert once, where it comes first."""
    first: dict[Target, Candidate[Target]] = {}
    for candidate in candidates:
        first.setdefault(candidate.id, candidate)
    return list(first.values())


def _suggested(session: Session, recording_id: int) -> list[Candidate[Target]]:
    return [
        Candidate(each.target, each.title, _detail("◆ " + formats.clock(each.starts), each.starts.date()))
        for each in inbox.suggestions(session, recording_id)
        if inbox.is_likely(each)
    ]


def _waiting(session: Session, day: dt.date) -> list[Candidate[Target]]:
    editions = [item for item in queries.day(session, day).broadcasts if item.edition_id is not None]
    return [
        Candidate(
            target_of(line.id, line.story_id),
            line.title,
            _detail(f"{formats.clock(item.starts)} {item.title}", None),
        )
        for item in editions
        if item.edition_id is not None
        for line in rundowns.rundown(session, item.edition_id).lines
        if line.recording_id is None
    ]


def _detail(what: str, day: dt.date | None) -> str:
    return what if day is None else f"{what} · {formats.day(day)}"
