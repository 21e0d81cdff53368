"""Where things stand: the edition and the line of a story, and the edition of what was posted or handed over."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from radiodesk.kinds import BroadcastKind
from radiodesk.model import Base, Broadcast, Delivery, Line, Publication, zone
from radiodesk.model.moments import span


@dataclass(frozen=True)
class Place:
    """An edition, and a line of it. line_id: None for the edition itself."""

    edition_id: int
    line_id: int | None = None


def place(session: Session, table: str, row_id: int, day: dt.date | None) -> Place | None:
    """The place of an edition, a story, a publication or a delivery; None if it stands in no edition.

    day: the local day on which a story was used; without a use on that day, its last use is its place.
    """
    match table:
        case "edition":
            return Place(row_id)
        case "story":
            return _of_story(session, row_id, day)
        case "publication":
            found = session.get(Publication, row_id)
            return Place(found.edition_id) if found else None
        case "delivery":
            delivery = session.get(Delivery, row_id)
            if delivery is None:
                return None
            if delivery.story_id is not None:
                return _of_story(session, delivery.story_id, day)
            return Place(delivery.edition_id) if delivery.edition_id is not None else None
    return None


def is_there(session: Session, table: str, row_id: int) -> bool:
    """Whether a row is still there. table: that of a mapped class."""
    column = Base.metadata.tables[table].columns["id"]
    return session.scalar(select(column).where(column == row_id)) is not None


def _of_story(session: Session, story_id: int, day: dt.date | None) -> Place | None:
    uses = (
        select(Line.edition_id, Line.id)
        .join(Broadcast, Broadcast.edition_id == Line.edition_id)
        .where(Line.story_id == story_id, Broadcast.kind == BroadcastKind.FIRST_RUN)
    )
    found = None
    if day is not None:
        begin, end = span(day, day, zone(session))
        on_day = uses.where(Broadcast.starts >= begin, Broadcast.starts < end).order_by(Broadcast.starts, Line.position)
        found = session.execute(on_day.limit(1)).one_or_none()
    if found is None:
        found = session.execute(uses.order_by(Broadcast.starts.desc(), Line.position).limit(1)).one_or_none()
    return Place(*found) if found else None
