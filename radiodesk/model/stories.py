"""News items, and the topics that they belong to."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from radiodesk.kinds import Genre, Source
from radiodesk.model.base import Base, Named, Title, Titled, choices
from radiodesk.model.people import Credit
from radiodesk.model.recordings import Recording


class Topic(Named, Base):
    """A campaign whose output is reported separately (chuyên đề tuyên truyền)."""

    __tablename__ = "topic"


class StoryTopic(Base):
    """A topic of one story."""

    __tablename__ = "story_topic"
    __table_args__ = (Index("uq_story_topic", "story_id", "topic_id", unique=True),)

    story_id: Mapped[int] = mapped_column(ForeignKey("story.id"))
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id"), index=True)

    topic: Mapped[Topic] = relationship(lazy="raise")


class Story(Titled, Base):
    """One news item (tin, bài). It may be used in several editions."""

    __tablename__ = "story"

    genre: Mapped[Genre] = mapped_column(choices(Genre), default=Genre.BRIEF)
    source: Mapped[Source] = mapped_column(choices(Source), default=Source.OWN)
    planned_seconds: Mapped[int | None]
    actual_seconds: Mapped[float | None]
    """The duration of the linked recording, or the one in the ledger."""
    recording_id: Mapped[int | None] = mapped_column(ForeignKey("recording.id"), index=True)
    place: Mapped[Title] = mapped_column(default="")
    """Where it happened, such as "Lai Hạ"; empty if nobody said."""

    recording: Mapped[Recording | None] = relationship(lazy="raise")
    credits: Mapped[list[Credit]] = relationship(lazy="raise", cascade="all, delete-orphan", order_by="Credit.id")
    topics: Mapped[list[StoryTopic]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="StoryTopic.id"
    )
