"""Earlier names of programmes, people, upstreams, recipients, topics and the station, with the day they ended."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import CheckConstraint, ForeignKey, false, select
from sqlalchemy.orm import InstrumentedAttribute, Mapped, Session, mapped_column

from radiodesk.model.base import Base, Computed, Title
from radiodesk.model.station import zone
from radiodesk.model.text import key

HOLDERS = ("station", "programme", "person", "upstream", "recipient", "topic")
"""The tables of rows that keep their earlier names."""

Holder = TypeVar("Holder", bound=Base)


class EarlierName(Base):
    """A name that a row had before it was renamed, or that of a row which was merged into it."""

    __tablename__ = "earlier_name"
    __table_args__ = (
        CheckConstraint(
            " + ".join(f"(CASE WHEN {table}_id IS NULL THEN 0 ELSE 1 END)" for table in HOLDERS) + " = 1",
            name="one_holder",
        ),
    )

    station_id: Mapped[int | None] = mapped_column(ForeignKey("station.id"), index=True)
    programme_id: Mapped[int | None] = mapped_column(ForeignKey("programme.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    upstream_id: Mapped[int | None] = mapped_column(ForeignKey("upstream.id"), index=True)
    recipient_id: Mapped[int | None] = mapped_column(ForeignKey("recipient.id"), index=True)
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("topic.id"), index=True)
    name: Mapped[Title]
    key: Mapped[Title] = mapped_column(default=Computed("name", key), server_default="", index=True)
    until: Mapped[dt.date]
    """The local day on which it was replaced."""
    shown: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether reports of periods that ended before that day show it."""


@dataclass(frozen=True)
class Earlier:
    """An earlier name. until: the local day on which it was replaced."""

    name: str
    until: dt.date


def keep(session: Session, row: Base, name: str, today: dt.date, *, shown: bool = True) -> None:
    """Keep a name that leads to a row from now on. today: the local day on which the name is replaced.

    shown: whether it was the row's name until then, so that reports of past periods show it. A name that is replaced on
    the day on which its row came in was a mistake.
    """
    shown = shown and row.created.astimezone(zone(session)).date() < today
    session.add(EarlierName(**{column_of(type(row)).key: row.id}, name=name, until=today, shown=shown))


def hand_over(session: Session, gone: Base, name: str, kept: Base, today: dt.date) -> None:
    """Give the name and the earlier names of a row to the row that it is merged into."""
    holder = column_of(type(gone))
    for each in session.scalars(select(EarlierName).where(holder == gone.id)):
        setattr(each, holder.key, kept.id)
        each.shown = False
    keep(session, kept, name, today, shown=False)


def formerly(session: Session, kind: type[Holder], name: str) -> Holder | None:
    """The row that had a name last, regardless of case, or None."""
    holder = column_of(kind)
    newest = select(holder).where(EarlierName.key == key(name), holder.is_not(None)).order_by(EarlierName.id.desc())
    row_id = session.scalar(newest.limit(1))
    return None if row_id is None else session.get(kind, row_id)


def former_ids(session: Session, kind: type[Base]) -> dict[str, int]:
    """The id of the row that had each name last, by the name as `key` gives it."""
    holder = column_of(kind)
    found = session.execute(select(EarlierName.key, holder).where(holder.is_not(None)).order_by(EarlierName.id))
    return {row.key: row[1] for row in found}


def earlier(session: Session, kind: type[Base]) -> dict[int, tuple[Earlier, ...]]:
    """The earlier names of all rows of a class by id, the last one first."""
    holder = column_of(kind)
    statement = select(holder, EarlierName.name, EarlierName.until).where(holder.is_not(None))
    found: dict[int, list[Earlier]] = defaultdict(list)
    for row_id, name, until in session.execute(statement.order_by(EarlierName.until.desc(), EarlierName.id.desc())):
        found[row_id].append(Earlier(name, until))
    return {row_id: tuple(names) for row_id, names in found.items()}


def names_on(session: Session, kind: type[Base], day: dt.date) -> dict[int, str]:
    """The names that rows of a class had at the end of a local day, by id, where they have other names now."""
    holder = column_of(kind)
    statement = select(holder, EarlierName.name).where(holder.is_not(None), EarlierName.shown, EarlierName.until > day)
    return dict(session.execute(statement.order_by(EarlierName.until.desc(), EarlierName.id.desc())).all())


def column_of(kind: type[Base]) -> InstrumentedAttribute[Any]:
    """The column that refers to rows of a class."""
    column: InstrumentedAttribute[Any] = getattr(EarlierName, f"{kind.__tablename__}_id")
    return column
