"""The tally of a period: each indicator's count, compared with the year before, by month, and item by item."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from radiodesk.locale import _
from radiodesk.model import Broadcast, Clip, Publication, station
from radiodesk.reports.indicators import INDICATORS, Days, Listing, story_uses
from radiodesk.reports.periods import Period, months_until, year_before


@dataclass(frozen=True)
class Figure:
    """One indicator of a report."""

    key: str
    label: str
    unit: str
    count: int
    previous: int | None
    """The count of the same period a year before; None if the desk has no data from that time."""
    target: int | None = None
    uses: int | None = None
    """For stories: the number of uses."""

    @property
    def difference(self) -> int | None:
        """The change from a year before, or None if that count is unknown."""
        return None if self.previous is None else self.count - self.previous


@dataclass(frozen=True)
class Report:
    """The indicators of a period."""

    station: str
    period: Period
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class CountedItem:
    """One counted item. day: local."""

    id: int
    day: dt.date
    title: str
    detail: str


@dataclass(frozen=True)
class MonthFigure:
    """An indicator's count in one month."""

    period: Period
    count: int


def report(session: Session, period: Period) -> Report:
    """The tally of a period, counted now."""
    days, before = _days(session, period), _days(session, year_before(period))
    has_previous = _has_data(session, before)
    figures = tuple(
        Figure(
            key=indicator.key,
            label=_(indicator.label),
            unit=_(indicator.unit),
            count=_count(session, indicator.listing(days)),
            previous=_count(session, indicator.listing(before)) if has_previous else None,
            uses=_count(session, story_uses(days)) if indicator.key == "stories" else None,
        )
        for indicator in INDICATORS
    )
    return Report(station(session).name, period, figures)


def items(session: Session, key: str, period: Period) -> list[CountedItem]:
    """The counted items of an indicator, by day. Their number is the indicator's count."""
    zone = station(session).zone_info
    listing = _listing(key, _days(session, period)).subquery()
    rows = session.execute(select(listing).order_by(listing.c.dated, listing.c.id))
    return [
        CountedItem(row_id, dated.astimezone(zone).date() if isinstance(dated, dt.datetime) else dated, title, detail)
        for row_id, dated, title, detail in rows
    ]


def monthly(session: Session, key: str, period: Period) -> tuple[MonthFigure, ...]:
    """An indicator's count in each month of the period's year, up to the end of the period."""
    months = months_until(period)
    return tuple(MonthFigure(month, _count(session, _listing(key, _days(session, month)))) for month in months)


def _days(session: Session, period: Period) -> Days:
    return Days(period.first, period.last, station(session).zone_info)


def _listing(key: str, days: Days) -> Listing:
    return next(indicator for indicator in INDICATORS if indicator.key == key).listing(days)


def _count(session: Session, listing: Listing) -> int:
    return session.scalar(select(func.count()).select_from(listing.subquery())) or 0


def _has_data(session: Session, days: Days) -> bool:
    """Whether the desk has any data from these days, so that a comparison makes sense."""
    begin, end = days.span
    return bool(
        session.scalar(
            select(
                exists().where(Broadcast.starts >= begin, Broadcast.starts < end)
                | exists().where(Clip.sent >= days.first, Clip.sent <= days.last)
                | exists().where(Publication.posted >= days.first, Publication.posted <= days.last)
            )
        )
    )
