"""News items."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from radiodesk.kinds import Genre, Source
from radiodesk.model.base import Base, Titled, choices
from radiodesk.model.people import Credit
from radiodesk.model.recordings import Recording


class Story(Titled, Base):
    """One news item (tin, bài). It may be used in several editions."""

    __tablename__ = "story"

    genre: Mapped[Genre] = mapped_column(choices(Genre), default=Genre.BRIEF)
    source: Mapped[Source] = mapped_column(choices(Source), default=Source.OWN)
    planned_seconds: Mapped[int | None]
    actual_seconds: Mapped[float | None]
    """The duration of the linked recording, or the one in the ledger."""
    recording_id: Mapped[int | None] = mapped_column(ForeignKey("recording.id"), index=True)

    recording: Mapped[Recording | None] = relationship(lazy="raise")
    credits: Mapped[list[Credit]] = relationship(lazy="raise", cascade="all, delete-orphan", order_by="Credit.id")
