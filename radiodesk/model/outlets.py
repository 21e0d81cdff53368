"""Outlets: where broadcasts go out, beside the station's own air."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from radiodesk.model.base import Base, Named


class Outlet(Named, Base):
    """Where a broadcast goes out, beside the station's own air: a commune station or a channel."""

    __tablename__ = "outlet"


class BroadcastOutlet(Base):
    """An outlet of a broadcast, beside the station's own air."""

    __tablename__ = "broadcast_outlet"
    __table_args__ = (Index("uq_broadcast_outlet", "broadcast_id", "outlet_id", unique=True),)

    broadcast_id: Mapped[int] = mapped_column(ForeignKey("broadcast.id"))
    outlet_id: Mapped[int] = mapped_column(ForeignKey("outlet.id"), index=True)

    outlet: Mapped[Outlet] = relationship(lazy="raise")
