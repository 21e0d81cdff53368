"""The indicators: one rule each, written so that a head of station can check it.

A rule lists the counted items, and the count is the length of that list, so that the two always agree. Days are local
days of the station; in SQL they are compared as the UTC datetimes of their start and end.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, func, literal, select
from sqlalchemy.orm import aliased

from radiodesk.kinds import SENT
from radiodesk.locale import N_
from radiodesk.model import (
    Broadcast,
    BroadcastKind,
    BroadcastState,
    Clip,
    ClipKind,
    Edition,
    Line,
    Programme,
    ProgrammeKind,
    Publication,
    Relay,
    Story,
)
from radiodesk.model.moments import span

Listing = Select[*tuple[Any, ...]]
"""A query of the counted items. Its rows: id, dated (a UTC datetime or a local day), title, detail."""


@dataclass(frozen=True)
class Days:
    """The local days that a count covers, and the station's time zone."""

    first: dt.date
    last: dt.date
    zone: ZoneInfo

    @property
    def span(self) -> tuple[dt.datetime, dt.datetime]:
        """The UTC datetimes of the start of the first day and of the end (exclusive) of the last."""
        return span(self.first, self.last, self.zone)


@dataclass(frozen=True)
class Indicator:
    """A counted figure with its rule. key, label and unit appear in reports."""

    key: str
    label: str
    unit: str
    listing: Callable[[Days], Listing]


def _first_runs(*conditions: ColumnElement[bool]) -> Listing:
    """The aired first runs of news editions that meet the conditions. An edition has one first run at most."""
    return (
        select(Edition.id, Broadcast.starts.label("aired"), Programme.title)
        .select_from(Broadcast)
        .join(Edition, Broadcast.edition_id == Edition.id)
        .join(Programme, Edition.programme_id == Programme.id)
        .where(
            Programme.kind == ProgrammeKind.NEWS,
            Broadcast.kind == BroadcastKind.FIRST_RUN,
            Broadcast.state == BroadcastState.AIRED,
            *conditions,
        )
    )


def _aired_on(days: Days) -> Listing:
    """The news editions whose first run was aired on these days."""
    begin, end = days.span
    return _first_runs(Broadcast.starts >= begin, Broadcast.starts < end)


def news_programmes(days: Days) -> Listing:
    """Editions of news programmes whose first run was aired, dated by that first run.

    Repeats, and broadcasts that are cancelled or only planned, are not counted.
    """
    news = _aired_on(days).subquery()
    return select(news.c.id, news.c.aired.label("dated"), news.c.title, literal("").label("detail"))


def stories(days: Days) -> Listing:
    """Distinct stories used in aired news editions, each dated by its first use.

    Only the uses in the period are read, and whether there was an earlier one: the cost does not grow with the history.
    """
    begin, _end = days.span
    news = _aired_on(days).subquery()
    earlier = aliased(Line)
    before = (
        _first_runs(Broadcast.starts < begin)
        .join(earlier, earlier.edition_id == Edition.id)
        .where(earlier.story_id == Story.id)
        .correlate(Story)
    )
    return (
        select(Story.id, func.min(news.c.aired).label("dated"), Story.title, Story.genre.label("detail"))
        .select_from(news)
        .join(Line, Line.edition_id == news.c.id)
        .join(Story, Line.story_id == Story.id)
        .where(~before.exists())
        .group_by(Story.id, Story.title, Story.genre)
    )


def story_uses(days: Days) -> Listing:
    """Every use of a story in an aired news edition, dated by the edition's first run. Reported beside the stories."""
    news = _aired_on(days).subquery()
    return (
        select(Line.story_id, Line.edition_id)
        .join(news, news.c.id == Line.edition_id)
        .where(Line.story_id.is_not(None))
        .distinct()
    )


def live_relays(days: Days) -> Listing:
    """Aired relays of live events, dated by the broadcast."""
    begin, end = days.span
    return (
        select(Broadcast.id, Broadcast.starts.label("dated"), Relay.title, literal("").label("detail"))
        .join(Relay, Broadcast.relay_id == Relay.id)
        .where(
            Relay.live,
            Broadcast.state == BroadcastState.AIRED,
            Broadcast.starts >= begin,
            Broadcast.starts < end,
        )
    )


def _clips(kind: ClipKind) -> Callable[[Days], Listing]:
    """A rule that lists the clips or columns sent to recipients, dated by the day they were sent. Rejected ones are not
    counted.
    """

    def listing(days: Days) -> Listing:
        return select(Clip.id, Clip.sent.label("dated"), Clip.title, Clip.state.label("detail")).where(
            Clip.kind == kind,
            Clip.state.in_(SENT),
            Clip.sent >= days.first,
            Clip.sent <= days.last,
        )

    return listing


def web_uploads(days: Days) -> Listing:
    """Publications of news editions on a website, dated by the day of posting. Withdrawn ones are not counted."""
    return (
        select(Publication.id, Publication.posted.label("dated"), Programme.title, Publication.address.label("detail"))
        .join(Edition, Publication.edition_id == Edition.id)
        .join(Programme, Edition.programme_id == Programme.id)
        .where(
            Programme.kind == ProgrammeKind.NEWS,
            Publication.withdrawn.is_(False),
            Publication.posted >= days.first,
            Publication.posted <= days.last,
        )
    )


INDICATORS = (
    Indicator("news_programmes", N_("News programmes"), N_("programmes"), news_programmes),
    Indicator("stories", N_("Stories used"), N_("stories"), stories),
    Indicator("live_relays", N_("Live relays"), N_("programmes"), live_relays),
    Indicator("tv_clips", N_("TV clips"), N_("clips"), _clips(ClipKind.CLIP)),
    Indicator("tv_columns", N_("TV columns"), N_("columns"), _clips(ClipKind.COLUMN)),
    Indicator("web_uploads", N_("Posted on the website"), N_("programmes"), web_uploads),
)
"""The indicators, in the order of the report."""
