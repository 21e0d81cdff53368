"""Stories: written, changed, found, used again in other editions."""

import datetime as dt
from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from radiodesk.kinds import BroadcastKind, Genre, Source
from radiodesk.media.treatments import update_air_seconds
from radiodesk.model import Broadcast, Line, Recording, Story, zone
from radiodesk.model.database import existing, fetch
from radiodesk.model.moments import check_length
from radiodesk.model.text import clean, clean_title, fold, searched
from radiodesk.newsroom.topics import set_topics
from radiodesk.newsroom.views import StoryChoice
from radiodesk.staff.credits import set_authors

LOOKED_AT = 4
"""Times as many stories are looked at as are returned, to find those that were used last."""


def write(
    session: Session,
    *,
    title: str,
    genre: Genre,
    source: Source,
    authors: str,
    seconds: int | None,
    topics: Iterable[str] = (),
    place: str = "",
    sure: bool = False,
) -> int:
    """Write a new story. Returns its id.

    authors: names that `split_names` reads. seconds: the planned length. topics: names. place: where it happened.
    raises BadDuration, text errors, and those of `set_authors`.
    """
    story = Story(
        title=clean_title(title),
        genre=genre,
        source=source,
        planned_seconds=check_length(seconds),
        place=clean(place),
        credits=[],
        topics=[],
    )
    session.add(story)
    session.flush()
    set_authors(session, story, authors, sure=sure)
    set_topics(session, story, topics)
    return story.id


def title(session: Session, story_id: int) -> str:
    """The title of a story. raises Removed."""
    return existing(session, Story, story_id).title


def change_story(
    session: Session,
    story_id: int,
    version: int,
    *,
    title: str,
    genre: Genre,
    source: Source,
    authors: str,
    planned_seconds: int | None,
    topics: Iterable[str] | None = None,
    place: str | None = None,
    sure: bool = False,
) -> None:
    """Change a story, in every rundown that uses it. topics: names; None keeps the topics that it has. So does `place`.

    With its genre its recording may follow another preset, and be longer or shorter on air.
    raises ChangedMeanwhile, BadDuration, text errors, and those of `set_authors`.
    """
    fetch(session, Story, story_id, version)
    parts = (selectinload(Story.credits), selectinload(Story.topics))
    statement = select(Story).where(Story.id == story_id).options(*parts)
    story = session.scalars(statement.execution_options(populate_existing=True)).one()
    if (title := clean_title(title)) != story.title:
        story.title = title
    story.source = source
    story.planned_seconds = check_length(planned_seconds)
    if place is not None:
        story.place = clean(place)
    set_authors(session, story, authors, sure=sure)
    if topics is not None:
        set_topics(session, story, topics)
    if genre is not story.genre:
        story.genre = genre
        session.flush()
        if story.recording_id is not None:
            update_air_seconds(session, existing(session, Recording, story.recording_id))


def find(session: Session, query: str, *, limit: int = 50) -> list[StoryChoice]:
    """Stories whose title holds the query, without case and accents: those of that title, then by their first use.

    The newest come first. Of very many stories, those that were written or imported last are looked at.
    """
    folded = searched(query)
    statement = (
        select(Story)
        .where(Story.folded.contains(folded, autoescape=True))
        .order_by((Story.folded == folded).desc(), Story.id.desc())
        .limit(limit * LOOKED_AT)
    )
    stories = session.scalars(statement).all()
    local_zone = zone(session)
    first_uses = (
        select(Line.story_id, func.min(Broadcast.starts))
        .join(Broadcast, (Broadcast.edition_id == Line.edition_id) & (Broadcast.kind == BroadcastKind.FIRST_RUN))
        .where(Line.story_id.in_([story.id for story in stories]))
        .group_by(Line.story_id)
    )
    first_used = {story_id: starts.astimezone(local_zone).date() for story_id, starts in session.execute(first_uses)}
    choices = [
        StoryChoice(
            id=story.id,
            version=story.version,
            title=story.title,
            genre=story.genre,
            first_used=first_used.get(story.id),
        )
        for story in stories
    ]
    choices.sort(key=lambda each: (fold(each.title) == folded, each.first_used or dt.date.max, each.id), reverse=True)
    return choices[:limit]
