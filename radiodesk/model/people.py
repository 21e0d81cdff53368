"""People, their credits for stories and clips, and their duties at broadcasts."""

from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from radiodesk.kinds import CreditRole, DutyRole, Role
from radiodesk.model.base import Base, Exact, Named, Title, choices


class Person(Named, Base):
    """Someone who works at or for the station."""

    __tablename__ = "person"

    short_name: Mapped[Title] = mapped_column(default="")
    """How colleagues call the person; may be empty."""
    initials: Mapped[Title] = mapped_column(default="")
    """How the person signs; may be empty."""

    roles: Mapped[list["PersonRole"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="PersonRole.id"
    )


class PersonRole(Base):
    """A role of one person."""

    __tablename__ = "person_role"
    __table_args__ = (Index("uq_person_role", "person_id", "role", unique=True),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    role: Mapped[Role] = mapped_column(choices(Role))


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
    coefficient: Mapped[Decimal | None] = mapped_column(Exact())
    """What the head of station sets for its royalty or fee; None for the usual one of its genre and role."""
    share: Mapped[Decimal | None] = mapped_column(Exact())
    """The person's part of a royalty that several authors share, in percent; None for equal parts."""

    person: Mapped[Person] = relationship(lazy="raise")


class Duty(Base):
    """A person's duty at a broadcast, with their role."""

    __tablename__ = "duty"
    __table_args__ = (Index("uq_duty", "broadcast_id", "person_id", "role", unique=True),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    broadcast_id: Mapped[int] = mapped_column(ForeignKey("broadcast.id"), index=True)
    role: Mapped[DutyRole] = mapped_column(choices(DutyRole))

    person: Mapped[Person] = relationship(lazy="raise")
