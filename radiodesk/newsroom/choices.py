"""The recipients and topics that forms propose."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from radiodesk.model import Clip, Recipient, StoryTopic, Topic
from radiodesk.model.name_search import NameSearch, UsedName


def recipients(session: Session) -> NameSearch:
    """All recipients, by their clips."""
    statement = (
        select(Recipient.name, func.count(Clip.id))
        .outerjoin(Clip, Clip.recipient_id == Recipient.id)
        .group_by(Recipient.id)
    )
    return NameSearch(UsedName(name, uses) for name, uses in session.execute(statement))


def topics(session: Session) -> NameSearch:
    """All topics, by their stories."""
    statement = (
        select(Topic.name, func.count(StoryTopic.id))
        .outerjoin(StoryTopic, StoryTopic.topic_id == Topic.id)
        .group_by(Topic.id)
    )
    return NameSearch(UsedName(name, uses) for name, uses in session.execute(statement))
