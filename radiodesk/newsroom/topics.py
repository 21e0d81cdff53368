"""The topics of stories: campaigns whose output is reported separately."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from radiodesk.model import Story, StoryTopic, Topic
from radiodesk.model.names import find_or_create, join_topics, split_topics


def set_topics(session: Session, story: Story, topics: Iterable[str]) -> None:
    """Give a story exactly these topics. Its `topics` must be loaded. Topics that it already has stay as they are.

    topics: names, found regardless of case, and created if they are new. A name that `split_topics` splits is several.
    raises text errors.
    """
    wanted_ids = {find_or_create(session, Topic, name).id: None for name in split_topics(join_topics(topics))}
    kept = [each for each in story.topics if each.topic_id in wanted_ids]
    missing_ids = wanted_ids.keys() - {each.topic_id for each in kept}
    story.topics = [*kept, *(StoryTopic(topic_id=topic_id) for topic_id in wanted_ids if topic_id in missing_ids)]
