"""What counts: each indicator one rule, in one place, written so that a head of station could check it.

A rule lists what is counted; the count is the length of that very list, so that the two can never disagree. Local days
are those of the station, and reach SQL as the moments between which they lie.
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
"""Rows of what was counted: id, when (a moment or a day), title, detail."""


@dataclass(frozen=True)
class Days:
    """The local days that a count covers, and the station's zone."""

    first: dt.date
    last: dt.date
    zone: ZoneInfo

    @property
    def span(self) -> tuple[dt.datetime, dt.datetime]:
        """From the first moment up to, not with, the moment after the last."""
        return span(self.first, self.last, self.zone)


@dataclass(frozen=True)
class Indicator:
    """A counted figure with its rule. key, label and unit as reports give them."""

    key: str
    label: str
    unit: str
    listing: Callable[[Days], Listing]


def _news_first_runs() -> Listing:
    """The news editions that were aired, each with the moment of its first run."""
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
    """Editions of a news programme whose first run was aired, on the day of that first run.

    Repeats, cancelled and only planned ones are not counted.
    """
    begin, end = days.span
    news = _news_first_runs().subquery()
    return select(news.c.id, news.c.aired.label("dated"), news.c.title, literal("").label("detail")).where(
        news.c.aired >= begin, news.c.aired < end
    )


def stories(days: Days) -> Listing:
    """Distinct stories used in such editions, on the day of the story's first use, whenever that was."""
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
    """Beside the stories: every use of one in such an edition, on the day of the edition's first run."""
    begin, end = days.span
    news = _news_first_runs().subquery()
    return (
        select(Line.story_id, Line.edition_id)
        .join(news, news.c.id == Line.edition_id)
        .where(Line.story_id.is_not(None), news.c.aired >= begin, news.c.aired < end)
        .distinct()
    )


def live_relays(days: Days) -> Listing:
    """Relays of a live event that were aired, on the day of air."""
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
    """Clips or columns sent to the recipient, on the day they were sent. Rejected ones are not counted."""

    def listing(days: Days) -> Listing:
        return select(Clip.id, Clip.sent.label("dated"), Clip.title, Clip.state.label("detail")).where(
            Clip.kind == kind,
            Clip.state.in_(SENT),
            Clip.sent >= days.first,
            Clip.sent <= days.last,
        )

    return listing


def web_uploads(days: Days) -> Listing:
    """Publications of news editions on a website, on the day posted. Withdrawn ones are not counted."""
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
"""In the order in which the report names them."""
