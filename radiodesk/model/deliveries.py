"""Deliveries: stories and editions handed to recipients for their own use."""

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from radiodesk.kinds import DeliveryState
from radiodesk.model.base import Base, Note, choices
from radiodesk.model.programmes import Edition
from radiodesk.model.stories import Story
from radiodesk.model.television import Recipient


class Delivery(Base):
    """A story or an edition handed to a recipient."""

    __tablename__ = "delivery"
    __table_args__ = (CheckConstraint("(story_id IS NULL) <> (edition_id IS NULL)", name="one_content"),)

    recipient_id: Mapped[int] = mapped_column(ForeignKey("recipient.id"), index=True)
    story_id: Mapped[int | None] = mapped_column(ForeignKey("story.id"), index=True)
    edition_id: Mapped[int | None] = mapped_column(ForeignKey("edition.id"), index=True)
    state: Mapped[DeliveryState] = mapped_column(choices(DeliveryState), default=DeliveryState.SENT)
    sent: Mapped[dt.date] = mapped_column(index=True)
    """The local day it was sent."""
    note: Mapped[Note]

    recipient: Mapped[Recipient] = relationship(lazy="raise")
    story: Mapped[Story | None] = relationship(lazy="raise")
    edition: Mapped[Edition | None] = relationship(lazy="raise")
