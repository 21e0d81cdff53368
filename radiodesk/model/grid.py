"""The grid: slots, which say when something is due, and their series. Conflicts that somebody accepted."""

import datetime as dt
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from radiodesk.kinds import BroadcastKind, DutyRole
from radiodesk.model.base import Base, Note, Title, choices, where
from radiodesk.model.json_values import is_local_start, is_pair_of_days, is_side, is_start_or_day
from radiodesk.model.outlets import Outlet
from radiodesk.model.people import Person
from radiodesk.model.programmes import Programme, Upstream


class Series(Base):
    """The slots that follow one another, each from the day after the last one on. Grid files call it by its name."""

    __tablename__ = "series"
    __table_args__ = (Index("uq_series_name", "name", unique=True),)

    name: Mapped[Title]


class Slot(Base):
    """A rule that says when a programme, a repeat or a relay is due, in the local time of the station."""

    __tablename__ = "slot"
    __table_args__ = (
        CheckConstraint("(kind = 'first_run') = (programme_id IS NOT NULL)", name="programme"),
        CheckConstraint("(kind = 'repeat') = (repeats_id IS NOT NULL)", name="repeats"),
        CheckConstraint("kind <> 'relay' OR upstream_id IS NOT NULL OR live_event", name="upstream_or_live"),
        Index("uq_slot_newest", "series_id", unique=True, **where("last IS NULL")),
    )

    series_id: Mapped[int] = mapped_column(ForeignKey("series.id"), index=True)
    kind: Mapped[BroadcastKind] = mapped_column(choices(BroadcastKind))
    programme_id: Mapped[int | None] = mapped_column(ForeignKey("programme.id"), index=True)
    repeats_id: Mapped[int | None] = mapped_column(ForeignKey("series.id"), index=True)
    """The series whose editions a repeat carries."""
    days_after: Mapped[int] = mapped_column(default=0)
    """How many days after the first run a repeat is."""
    title: Mapped[Title] = mapped_column(default="")
    """What a relay carries; empty for others."""
    upstream_id: Mapped[int | None] = mapped_column(ForeignKey("upstream.id"), index=True)
    live_event: Mapped[bool] = mapped_column(default=False)
    """Whether a relay is one of a live event."""
    own_live: Mapped[bool] = mapped_column(default=False)
    """Whether the station reports live from an event of its own."""

    at: Mapped[dt.time]
    seconds: Mapped[int | None]
    """The length; None lasts until the next start on one of its outlets, or as long as a repeat's first run."""
    start: Mapped[dt.date]
    """The first day on which the rule may apply, from which it counts."""
    until: Mapped[dt.date | None]
    """The last day, included; None for no end."""
    rule: Mapped[str] = mapped_column(default="")
    """An RRULE value; empty for once."""
    pauses: Mapped[list[list[str]] | None] = mapped_column(
        JSON(none_as_null=True), info={"holds": list, "each": is_pair_of_days}
    )
    """First and last days, both included."""
    exclusions: Mapped[list[str] | None] = mapped_column(
        JSON(none_as_null=True), info={"holds": list, "each": is_start_or_day}
    )
    """Local starts, or days."""
    additions: Mapped[list[str] | None] = mapped_column(
        JSON(none_as_null=True), info={"holds": list, "each": is_local_start}
    )
    """Local starts beside those of the rule."""
    own_air: Mapped[bool] = mapped_column(default=True)
    """Whether the station's own air is one of its outlets."""

    since: Mapped[dt.date | None]
    """The first day on which it applies; None for `start`. It succeeds another slot of its series."""
    last: Mapped[dt.date | None]
    """The last day on which it applies; None for the newest slot of its series."""

    series: Mapped[Series] = relationship(lazy="raise", foreign_keys=[series_id])
    repeats: Mapped[Series | None] = relationship(lazy="raise", foreign_keys=[repeats_id])
    programme: Mapped[Programme | None] = relationship(lazy="raise")
    upstream: Mapped[Upstream | None] = relationship(lazy="raise")
    outlets: Mapped[list["SlotOutlet"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="SlotOutlet.id"
    )
    duties: Mapped[list["SlotDuty"]] = relationship(lazy="raise", cascade="all, delete-orphan", order_by="SlotDuty.id")


class SlotOutlet(Base):
    """An outlet of a slot, beside the station's own air."""

    __tablename__ = "slot_outlet"
    __table_args__ = (Index("uq_slot_outlet", "slot_id", "outlet_id", unique=True),)

    slot_id: Mapped[int] = mapped_column(ForeignKey("slot.id"))
    outlet_id: Mapped[int] = mapped_column(ForeignKey("outlet.id"), index=True)

    outlet: Mapped[Outlet] = relationship(lazy="raise")


class SlotDuty(Base):
    """A person's duty at each broadcast of a slot."""

    __tablename__ = "slot_duty"
    __table_args__ = (Index("uq_slot_duty", "slot_id", "person_id", "role", unique=True),)

    slot_id: Mapped[int] = mapped_column(ForeignKey("slot.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[DutyRole] = mapped_column(choices(DutyRole))

    person: Mapped[Person] = relationship(lazy="raise")


class AcceptedConflict(Base):
    """A conflict that somebody accepted with a reason, which counts until either side changes."""

    __tablename__ = "accepted_conflict"

    type: Mapped[Title]
    """A value of `radiodesk.schedule.conflicts.ConflictType`."""
    first_id: Mapped[int | None] = mapped_column(ForeignKey("broadcast.id"), index=True)
    second_id: Mapped[int | None] = mapped_column(ForeignKey("broadcast.id"), index=True)
    """The broadcasts in it, by start. A gap may lack one or both."""
    begins: Mapped[dt.datetime] = mapped_column(index=True)
    person: Mapped[Title] = mapped_column(default="")
    """Who would be on duty twice; empty for other types."""
    sides: Mapped[list[Any]] = mapped_column(JSON, info={"holds": list, "each": is_side})
    """The begin and end of each broadcast, and those of the conflict, when it was accepted."""
    reason: Mapped[Note]
