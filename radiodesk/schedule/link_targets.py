"""Which stories, inserts and editions a recording may be linked to, the likeliest first."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from radiodesk.kinds import OFF_AIR, Genre
from radiodesk.media import proposals
from radiodesk.media.places import Kind, Target, target_of
from radiodesk.model import Broadcast, Edition, Line, Programme, Story, zone
from radiodesk.model.moments import span
from radiodesk.model.text import fold
from radiodesk.newsroom import stories


@dataclass(frozen=True)
class LinkTarget:
    """A story, insert or edition that a recording may be linked to."""

    target: Target
    version: int
    """Of the story or edition, or of the insert's edition."""
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

    Before them come what the recording is called like, then the day's stories and inserts without a recording, then
    its editions without an air file.
    """
    wanted = fold(query)
    suggested = [
        LinkTarget(each.target, each.version, each.title, likely=True, starts=each.starts[0], programme=each.programme)
        for each in proposals.likely_targets(session, recording_id)
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
    """The lines of the editions on air on a local day, then the editions, as far as they have no recording."""
    local_zone = zone(session)
    begin, end = span(day, day, local_zone)
    on_air = (Broadcast.starts >= begin) & (Broadcast.starts < end) & Broadcast.state.not_in(OFF_AIR)
    statement = (
        select(Edition, Line, Story, Programme.title, Broadcast.starts)
        .join(Programme, Edition.programme_id == Programme.id)
        .join(Broadcast, Broadcast.edition_id == Edition.id)
        .outerjoin(Line, Line.edition_id == Edition.id)
        .outerjoin(Story, Line.story_id == Story.id)
        .where(on_air)
        .order_by(Broadcast.starts, Broadcast.id, Line.position)
    )
    lines: list[LinkTarget] = []
    wholes: list[LinkTarget] = []
    for edition, line, story, programme, starts in session.execute(statement):
        local = starts.astimezone(local_zone)
        whole = LinkTarget((Kind.EDITION, edition.id), edition.version, programme, starts=local, programme=programme)
        if edition.recording_id is None and whole not in wholes:
            wholes.append(whole)
        if line is not None and (story or line).recording_id is None:
            target, version = target_of(line.id, line.story_id), story.version if story else edition.version
            title = story.title if story else line.label
            lines.append(LinkTarget(target, version, title, starts=local, programme=programme))
    return lines + wholes
