"""Whether the desk has data from some days: without any, there is nothing to compare with, and nothing to report."""

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from radiodesk.model import Broadcast, Clip, Delivery, Publication
from radiodesk.reports.listings.common import Days


def has_data(session: Session, days: Days) -> bool:
    """Whether the desk has any data from these days, so that a comparison makes sense."""
    begin, end = days.span
    return bool(
        session.scalar(
            select(
                exists().where(Broadcast.starts >= begin, Broadcast.starts < end)
                | exists().where(Clip.sent >= days.first, Clip.sent <= days.last)
                | exists().where(Publication.posted >= days.first, Publication.posted <= days.last)
                | exists().where(Delivery.sent >= days.first, Delivery.sent <= days.last)
            )
        )
    )
