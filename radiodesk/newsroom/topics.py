"""The topics of stories and editions: campaigns whose output is reported separately."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from radiodesk.model import Edition, EditionTopic, Story, StoryTopic, Topic
from radiodesk.model.database import fetch
from radiodesk.model.names import find_or_create, join_topics, split_topics


def set_topics(session: Session, story: Story, topics: Iterable[str]) -> None:
    """Give a story exactly these topics. Its `topics` must be loaded. Topics that it already has stay as they are.

    topics: names, found regardless of case, and created if they are new. A name that `split_topics` splits is several.
    raises text errors.
    """
    wanted_ids = _ids(session, topics)
    kept = [each for each in story.topics if each.topic_id in wanted_ids]
    present_ids = {each.topic_id for each in kept}
    added = [StoryTopic(topic_id=topic_id) for topic_id in wanted_ids if topic_id not in present_ids]
    story.topics = [*kept, *added]


def set_edition_topics(session: Session, edition_id: int, version: int, topics: Iterable[str]) -> None:
    """Give an edition exactly these topics, as `set_topics`: those that it belongs to as a whole.

    raises ChangedMeanwhile and text errors.
    """
    fetch(session, Edition, edition_id, version)
    statement = select(Edition).where(Edition.id == edition_id).options(selectinload(Edition.topics))
    edition = session.scalars(statement.execution_options(populate_existing=True)).one()
    wanted_ids = _ids(session, topics)
    kept = [each for each in edition.topics if each.topic_id in wanted_ids]
    present_ids = {each.topic_id for each in kept}
    added = [EditionTopic(topic_id=topic_id) for topic_id in wanted_ids if topic_id not in present_ids]
    edition.topics = [*kept, *added]


def _ids(session: Session, topics: Iterable[str]) -> list[int]:
    """The ids of topics by their names, each once."""
    names = split_topics(join_topics(topics))
    return list(dict.fromkeys(find_or_create(session, Topic, name).id for name in names))
