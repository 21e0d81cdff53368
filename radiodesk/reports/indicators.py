"""The indicators: one rule each, written so that a head of station can check it.

A rule lists the counted items, and the count is the length of that list, so that the two always agree. Days are local
days of the station; in SQL they are compared as the UTC datetimes of their start and end.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, literal, select

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


def _news_first_runs() -> Listing:
    """The aired news editions, each with the time of its first run."""
    return (
        select(Edition.id, func.min(Broadcast.starts).label("aired"), Programme.title)
        .join(Programme, Edition.programme_id == Programme.id)
        .join(Broadcast, Broadcast.edition_id == Edition.id)
        .where(
            Programme.kind == ProgrammeKind.NEWS,
            Broadcast.kind == BroadcastKind.FIRST_RUN,
            Broadcast.state == BroadcastState.AIRED,
        )
        .group_by(Edition.id, Programme.title)
    )


def news_programmes(days: Days) -> Listing:
    """Editions of news programmes whose first run was aired, dated by that first run.

    Repeats, and broadcasts that are cancelled or only planned, are not counted.
    """
    begin, end = days.span
    news = _news_first_runs().subquery()
    return select(news.c.id, news.c.aired.label("dated"), news.c.title, literal("").label("detail")).where(
        news.c.aired >= begin, news.c.aired < end
    )


def stories(days: Days) -> Listing:
    """Distinct stories used in aired news editions, each dated by its first use."""
    begin, end = days.span
    news = _news_first_runs().subquery()
    first_used = func.min(news.c.aired)
    return (
        select(Story.id, first_used.label("dated"), Story.title, Story.genre.label("detail"))
        .join(Line, Line.story_id == Story.id)
        .join(news, news.c.id == Line.edition_id)
        .group_by(Story.id, Story.title, Story.genre)
        .having(first_used >= begin, first_used < end)
    )


def story_uses(days: Days) -> Listing:
    """Every use of a story in an aired news edition, dated by the edition's first run. Reported beside the stories."""
    begin, end = days.span
    news = _news_first_runs().subquery()
    return (
        select(Line.story_id, Line.edition_id)
        .join(news, news.c.id == Line.edition_id)
        .where(Line.story_id.is_not(None), news.c.aired >= begin, news.c.aired < end)
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
