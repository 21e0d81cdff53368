"""Which stories and inserts a recording may be linked to, the likeliest first."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from radiodesk.kinds import OFF_AIR, Genre
from radiodesk.media import inbox
from radiodesk.media.places import Target, target_of
from radiodesk.model import Broadcast, Edition, Line, Programme, Story, zone
from radiodesk.model.moments import span
from radiodesk.model.text import fold
from radiodesk.newsroom import stories


@dataclass(frozen=True)
class LinkTarget:
    """A story or insert that a recording may be linked to."""

    target: Target
    version: int
    """Of the story, or of the insert's edition."""
    title: str
    likely: bool = False
    """The recording is called like it."""
    starts: dt.datetime | None = None
    """The first run of its edition, in the station's zone; None of a story that was found by its title."""
    programme: str = ""
    genre: Genre | None = None
    first_used: dt.date | None = None
    """Of a story that was found by its title."""


def link_targets(session: Session, query: str, day: dt.date, recording_id: int) -> list[LinkTarget]:
    """Stories whose title contains the query, the newest first.

    Before them come those that the recording is called like, then the day's stories and inserts without a recording.
    """
    wanted = fold(query)
    suggested = [
        LinkTarget(each.target, each.version, each.title, likely=True, starts=each.starts)
        for each in inbox.suggestions(session, recording_id)
        if inbox.is_likely(each)
    ]
    first = [each for each in (*suggested, *_without_recording(session, day)) if wanted in fold(each.title)]
    found = [
        LinkTarget(target_of(0, story.id), story.version, story.title, genre=story.genre, first_used=story.first_used)
        for story in stories.find(session, query)
    ]
    by_target: dict[Target, LinkTarget] = {}
    for each in (*first, *found):
        by_target.setdefault(each.target, each)
    return list(by_target.values())


def _without_recording(session: Session, day: dt.date) -> list[LinkTarget]:
    """The lines of the editions that are on air on a local day, in their order, as far as they have no recording."""
    local_zone = zone(session)
    begin, end = span(day, day, local_zone)
    statement = (
        select(Line, Story, Edition.version, Programme.title, Broadcast.starts)
        .join(Edition, Line.edition_id == Edition.id)
        .join(Programme, Edition.programme_id == Programme.id)
        .join(Broadcast, Broadcast.edition_id == Edition.id)
        .outerjoin(Story, Line.story_id == Story.id)
        .where(
            Broadcast.starts >= begin,
            Broadcast.starts < end,
            Broadcast.state.not_in(OFF_AIR),
            or_(Story.id.is_not(None) & Story.recording_id.is_(None), Story.id.is_(None) & Line.recording_id.is_(None)),
        )
        .order_by(Broadcast.starts, Line.position)
    )
    return [
        LinkTarget(
            target=target_of(line.id, line.story_id),
            version=story.version if story else version,
            title=story.title if story else line.label,
            starts=starts.astimezone(local_zone),
            programme=programme,
        )
        for line, story, version, programme, starts in session.execute(statement)
    ]
