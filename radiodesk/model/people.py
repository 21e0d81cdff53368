"""People, their credits for stories and clips, and their duties at broadcasts."""

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from radiodesk.kinds import CreditRole, DutyRole
from radiodesk.model.base import Base, Named, choices


class Person(Named, Base):
    """Someone who works at or for the station."""

    __tablename__ = "person"


class Credit(Base):
    """A person's work on one story or one clip."""

    __tablename__ = "credit"
    __table_args__ = (
        CheckConstraint("(story_id IS NULL) <> (clip_id IS NULL)", name="one_work"),
        Index("uq_credit_story", "story_id", "person_id", "role", unique=True),
        Index("uq_credit_clip", "clip_id", "person_id", "role", unique=True),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    story_id: Mapped[int | None] = mapped_column(ForeignKey("story.id"), index=True)
    clip_id: Mapped[int | None] = mapped_column(ForeignKey("clip.id"), index=True)
    role: Mapped[CreditRole] = mapped_column(choices(CreditRole), default=CreditRole.AUTHOR)

    person: Mapped[Person] = relationship(lazy="raise")


class Duty(Base):
    """A person's duty at a broadcast, with their role."""

    __tablename__ = "duty"
    __table_args__ = (Index("uq_duty", "broadcast_id", "person_id", "role", unique=True),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    broadcast_id: Mapped[int] = mapped_column(ForeignKey("broadcast.id"), index=True)
    role: Mapped[DutyRole] = mapped_column(choices(DutyRole))

    person: Mapped[Person] = relationship(lazy="raise")
