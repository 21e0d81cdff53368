"""Television clips and columns, and their recipients."""

import datetime as dt

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from radiodesk.kinds import ClipGenre, ClipKind, ClipState
from radiodesk.model.base import Base, Named, Note, Titled, choices
from radiodesk.model.people import Credit


class Recipient(Named, Base):
    """An organisation that receives what the desk makes: the provincial TV station, a newspaper, a portal."""

    __tablename__ = "recipient"


class Clip(Titled, Base):
    """A piece of television: a clip or a column."""

    __tablename__ = "clip"

    kind: Mapped[ClipKind] = mapped_column(choices(ClipKind), default=ClipKind.CLIP)
    state: Mapped[ClipState] = mapped_column(choices(ClipState), default=ClipState.PLANNED)
    genre: Mapped[ClipGenre | None] = mapped_column(choices(ClipGenre))
    """None if nobody said."""
    recipient_id: Mapped[int | None] = mapped_column(ForeignKey("recipient.id"), index=True)
    seconds: Mapped[int | None]
    sent: Mapped[dt.date | None] = mapped_column(index=True)
    """The local day it was sent."""
    aired: Mapped[dt.date | None]
    """The local day the recipient aired it."""
    note: Mapped[Note]

    recipient: Mapped[Recipient | None] = relationship(lazy="raise")
    credits: Mapped[list[Credit]] = relationship(lazy="raise", cascade="all, delete-orphan", order_by="Credit.id")
