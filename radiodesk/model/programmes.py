"""Programmes, editions with their rundowns, broadcasts, relays and publications."""

import datetime as dt
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from radiodesk.kinds import BroadcastKind, BroadcastState, Channel, JoinKind, LineKind, Priority, ProgrammeKind
from radiodesk.model.base import Base, Computed, LocalMoment, Named, Note, Title, Titled, choices, where
from radiodesk.model.outlets import BroadcastOutlet
from radiodesk.model.people import Duty
from radiodesk.model.recordings import Recording
from radiodesk.model.stories import Story, Topic
from radiodesk.model.text import fold, key


class Programme(Titled, Base):
    """A recurring title, such as "Thời sự buổi sáng". The title identifies it, regardless of case."""

    __tablename__ = "programme"
    __table_args__ = (Index("uq_programme_key", "key", unique=True, **where("double_of IS NULL")),)

    kind: Mapped[ProgrammeKind] = mapped_column(choices(ProgrammeKind), default=ProgrammeKind.NEWS)
    key: Mapped[Title] = mapped_column(default=Computed("title", key), server_default="")
    least_seconds: Mapped[int | None]
    """The shortest length that the programme allows; None for any."""
    usual_seconds: Mapped[int | None]
    """The planned length of a new broadcast."""
    most_seconds: Mapped[int | None]
    """The longest length that the programme allows; None for any."""
    language: Mapped[Title] = mapped_column(default="")
    """The language that it is spoken in, such as "Khmer"; empty for Vietnamese."""
    special: Mapped[bool] = mapped_column(default=False)
    """Whether it is made for an occasion, beside the ordinary programmes."""
    own_live: Mapped[bool] = mapped_column(default=False)
    """Whether the station reports live from an event of its own (tường thuật trực tiếp)."""
    active: Mapped[bool] = mapped_column(default=True)
    """Whether new editions are made. Inactive programmes are proposed last."""
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    """The person in charge of it."""
    partner: Mapped[Title] = mapped_column(default="")
    """The organisation that it is made with (phối hợp thực hiện); empty if there is none."""
    double_of: Mapped[int | None] = mapped_column(ForeignKey("programme.id"))
    """The programme with the same title to merge this one into. Older releases allowed one per kind."""

    @validates("title")
    def _fold_title(self, _attribute: str, title: str) -> str:
        self.folded, self.key = fold(title), key(title)
        return title


class EditionTopic(Base):
    """A topic of one edition."""

    __tablename__ = "edition_topic"
    __table_args__ = (Index("uq_edition_topic", "edition_id", "topic_id", unique=True),)

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id"), index=True)

    topic: Mapped[Topic] = relationship(lazy="raise")


class AssembledFile(Base):
    """The file that an edition was last assembled to. It is no part of the edition: assembling changes nothing in that.

    It goes with its edition.
    """

    __tablename__ = "assembled_file"

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), index=True, unique=True)
    file: Mapped[str]
    """Its path from the folder of assembled editions."""
    made_of: Mapped[str]
    """A digest of what is heard in it, by `radiodesk.media.assembled`."""


class Edition(Base):
    """One produced instance of a programme, with its rundown."""

    __tablename__ = "edition"

    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), index=True)
    recording_id: Mapped[int | None] = mapped_column(ForeignKey("recording.id"), index=True)
    """The air file: a recording of the whole programme in one piece."""
    chapters: Mapped[list[list[Any]] | None] = mapped_column(JSON(none_as_null=True), info={"holds": list})
    """The chapters of the air file that people set: seconds from the beginning of the recording, and a title each."""
    own_live: Mapped[bool] = mapped_column(default=False)
    """Whether the station reports live from an event of its own, also if its programme does not always."""

    programme: Mapped[Programme] = relationship(lazy="raise")
    topics: Mapped[list[EditionTopic]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="EditionTopic.id"
    )
    assembled_file: Mapped[AssembledFile | None] = relationship(lazy="raise", cascade="all, delete-orphan")
    lines: Mapped[list["Line"]] = relationship(lazy="raise", order_by="Line.position")
    broadcasts: Mapped[list["Broadcast"]] = relationship(lazy="raise", order_by="Broadcast.starts")
    publications: Mapped[list["Publication"]] = relationship(lazy="raise", order_by="Publication.id")


class Line(Base):
    """One line of a rundown. Positions order the lines and may have gaps."""

    __tablename__ = "line"
    __table_args__ = (
        CheckConstraint("(kind = 'story') = (story_id IS NOT NULL)", name="story_line"),
        Index("uq_line_position", "edition_id", "position", unique=True),
    )

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), index=True)
    position: Mapped[int]
    kind: Mapped[LineKind] = mapped_column(choices(LineKind), default=LineKind.STORY)
    story_id: Mapped[int | None] = mapped_column(ForeignKey("story.id"), index=True)
    label: Mapped[Title] = mapped_column(default="")
    """The title of an insert, such as "Nhạc hiệu"; empty for a story."""
    seconds: Mapped[int | None]
    """The planned duration of an insert."""
    actual_seconds: Mapped[float | None]
    """The duration of an insert's recording on air. A story has its own field."""
    recording_id: Mapped[int | None] = mapped_column(ForeignKey("recording.id"), index=True)
    """The recording of an insert. A story has its own field."""
    join: Mapped[JoinKind] = mapped_column(choices(JoinKind), default=JoinKind.BUTT)
    """How this line joins the line before it."""
    join_seconds: Mapped[float] = mapped_column(default=0.0)

    story: Mapped[Story | None] = relationship(lazy="raise")
    recording: Mapped[Recording | None] = relationship(lazy="raise")


class Upstream(Named, Base):
    """A station whose broadcasts are relayed, such as VOV1 or the province's."""

    __tablename__ = "upstream"


class Relay(Base):
    """What a relay carries: an upstream's programme, or a live event (tiếp âm trực tiếp)."""

    __tablename__ = "relay"
    __table_args__ = (CheckConstraint("upstream_id IS NOT NULL OR live", name="upstream_or_live"),)

    title: Mapped[Title]
    live: Mapped[bool]
    """Whether it is a live event, which the reports count separately."""
    upstream_id: Mapped[int | None] = mapped_column(ForeignKey("upstream.id"), index=True)

    upstream: Mapped[Upstream | None] = relationship(lazy="raise")


class Broadcast(Base):
    """One transmission at one time: a first run or repeat of an edition, or a relay."""

    __tablename__ = "broadcast"
    __table_args__ = (
        CheckConstraint("(kind = 'relay') = (relay_id IS NOT NULL)", name="relay"),
        CheckConstraint("(edition_id IS NULL) <> (relay_id IS NULL)", name="one_content"),
        Index("uq_broadcast_occurrence", "slot_id", "occurrence", unique=True),
        Index("uq_broadcast_first_run", "edition_id", unique=True, **where("kind = 'first_run'")),
        Index("uq_broadcast_relay", "relay_id", unique=True),
    )

    kind: Mapped[BroadcastKind] = mapped_column(choices(BroadcastKind))
    state: Mapped[BroadcastState] = mapped_column(choices(BroadcastState), default=BroadcastState.PLANNED)
    starts: Mapped[dt.datetime] = mapped_column(index=True)
    edition_id: Mapped[int | None] = mapped_column(ForeignKey("edition.id"), index=True)
    relay_id: Mapped[int | None] = mapped_column(ForeignKey("relay.id"), index=True)
    planned_seconds: Mapped[int | None]
    actual_seconds: Mapped[int | None]
    note: Mapped[Note]
    actual_starts: Mapped[dt.datetime | None]
    """When it began in fact; None if nobody noted it."""
    priority: Mapped[Priority] = mapped_column(choices(Priority), default=Priority.NORMAL)
    place: Mapped[Title] = mapped_column(default="")
    """Where a live event is."""
    circuit: Mapped[Title] = mapped_column(default="")
    """What carries a live event to the station, such as a telephone line or a link of the province."""
    own_air: Mapped[bool] = mapped_column(default=True)
    """Whether the station's own air is one of its outlets."""
    slot_id: Mapped[int | None] = mapped_column(ForeignKey("slot.id"))
    """The slot that it is an occurrence of; None for a single broadcast."""
    occurrence: Mapped[dt.datetime | None] = mapped_column(LocalMoment())
    """The local start that the slot's rule gives it, which it keeps when it is moved.

    A single broadcast has one if it was an occurrence that its slot has no more; it is that again if a slot has it."""
    from_file: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), info={"holds": dict})
    """What a grid file changed in this occurrence, as the file says it; None if none did."""

    edition: Mapped[Edition | None] = relationship(lazy="raise", back_populates="broadcasts", overlaps="broadcasts")
    relay: Mapped[Relay | None] = relationship(lazy="raise")
    duties: Mapped[list[Duty]] = relationship(lazy="raise", cascade="all, delete-orphan", order_by="Duty.id")
    outlets: Mapped[list[BroadcastOutlet]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="BroadcastOutlet.id"
    )


class Publication(Base):
    """An edition put on a website, with its address and the local day it was posted."""

    __tablename__ = "publication"
    __table_args__ = (Index("uq_publication_address", "edition_id", "address", unique=True, **where("NOT withdrawn")),)

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), index=True)
    address: Mapped[str]
    posted: Mapped[dt.date] = mapped_column(index=True)
    channel: Mapped[Channel] = mapped_column(choices(Channel), default=Channel.WEBSITE)
    page: Mapped[Title] = mapped_column(default="")
    """The name of the website or the social page, such as "Fanpage Đài Lương Tài"; empty if nobody said."""
    withdrawn: Mapped[bool] = mapped_column(default=False)
    """Taken down or entered by mistake: kept, but no longer counted."""
