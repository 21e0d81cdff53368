"""What the desk has data of.

A figure is shown for days from which the desk has any data: 0 says then that nothing was counted. It is compared with
other days, and a report is owed, only if the desk covers them: compared with a part, every figure seems to grow.
"""

import datetime as dt
from zoneinfo import ZoneInfo

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from radiodesk.kinds import BroadcastState
from radiodesk.model import Broadcast, Clip, Delivery, Publication
from radiodesk.model.moments import EARLIEST
from radiodesk.reports.listings.common import Days

_WEEK = 7
_TENTH = 10


def has_data(session: Session, days: Days) -> bool:
    """Whether the desk has any data from these days."""
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


def last_day(session: Session, today: dt.date, zone: ZoneInfo) -> dt.date | None:
    """The last day up to today on which something was aired, sent or posted; None if there is none. today: local."""
    _begin, end = Days(today, today, zone).span
    aired = select(Broadcast.starts).where(Broadcast.state == BroadcastState.AIRED, Broadcast.starts < end)
    start = session.scalar(aired.order_by(Broadcast.starts.desc()).limit(1))
    days = (
        start.astimezone(zone).date() if start else None,
        *(
            session.scalar(select(column).where(column <= today).order_by(column.desc()).limit(1))
            for column in (Clip.sent, Publication.posted, Delivery.sent)
        ),
    )
    return max((day for day in days if day), default=None)


def covers(session: Session, days: Days) -> bool:
    """Whether the desk has data of these days, and was begun in their first week, or first tenth if it is more.

    A desk that was begun later says nothing of them as a whole.
    """
    length = (days.last - days.first).days + 1
    end = days.first + dt.timedelta(days=max(_WEEK, length // _TENTH) - 1)
    return has_data(session, days) and has_data(session, Days(EARLIEST, min(end, days.last), days.zone))
