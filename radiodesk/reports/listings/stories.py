"""Stories and their uses that count, and those that do not."""

import datetime as dt
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, and_, case, cast, func, literal, null, or_, select, union_all
from sqlalchemy.orm import aliased

from radiodesk.kinds import BroadcastState, ProgrammeKind
from radiodesk.model import Broadcast, Edition, EditionTopic, Line, Programme, Story, StoryTopic
from radiodesk.reports.listings.common import (
    IS_AIRED,
    IS_FIRST_RUN,
    NO_SECONDS,
    Asked,
    Days,
    Listing,
    not_aired,
    within,
)
from radiodesk.reports.listings.programmes import editions, other_editions


def _news(*conditions: ColumnElement[bool]) -> Select[int, dt.datetime, BroadcastState]:
    """The first runs of news editions that meet the conditions: the edition, when it began, and the state."""
    return (
        select(Edition.id, Broadcast.starts.label("aired"), Broadcast.state)
        .select_from(Broadcast)
        .join(Edition, Broadcast.edition_id == Edition.id)
        .join(Programme, Edition.programme_id == Programme.id)
        .where(Programme.kind == ProgrammeKind.NEWS, IS_FIRST_RUN, *conditions)
    )


def _used_before(moment: Any, *outer: Any) -> ColumnElement[bool]:
    """Whether the story of the enclosing query's line was used in an aired news edition that began before a moment."""
    earlier = aliased(Line)
    return (
        _news(IS_AIRED, Broadcast.starts < moment)
        .join(earlier, earlier.edition_id == Edition.id)
        .where(earlier.story_id == Line.story_id, earlier.edition_id != Line.edition_id)
        .correlate(Line, *outer)
        .exists()
    )


def _of_story(uses: Any) -> Listing:
    """The columns of stories for rows with an id and a date."""
    return (
        select(uses.c.id, uses.c.dated, Story.title, Story.genre.label("detail"), NO_SECONDS)
        .add_columns(Story.genre.label("genre"), Story.source.label("source"), Story.place.label("place"))
        .select_from(uses)
        .outerjoin(Story, Story.id == uses.c.id)
    )


def first_uses(days: Asked, *conditions: ColumnElement[bool]) -> Listing:
    """The ids and days of `stories` alone, which is all that is needed to count them. conditions: on their lines.

    Only the uses in the period are read, and whether there was an earlier one: the cost does not grow with the history.
    """
    begin, _end = days.span
    news = _news(IS_AIRED, within(Broadcast.starts, days)).subquery()
    return (
        select(Line.story_id.label("id"), func.min(news.c.aired).label("dated"))
        .select_from(news)
        .join(Line, Line.edition_id == news.c.id)
        .where(Line.story_id.is_not(None), *conditions, ~_used_before(begin))
        .group_by(Line.story_id)
    )


def stories(days: Asked, _date: str = "") -> Listing:
    """Distinct stories used in aired news editions, each dated by its first use."""
    return _of_story(first_uses(days).subquery())


def other_stories(days: Days, _date: str = "") -> Listing:
    """Uses of stories that are not the first one, or in editions that were not aired."""
    news = _news(within(Broadcast.starts, days.wider)).subquery()
    is_aired = news.c.state == BroadcastState.AIRED
    again = _used_before(news.c.aired, news)
    reason = case(*not_aired(news.c.state), (again, "used_before"), else_="outside")
    uses = (
        select(Line.story_id.label("id"), news.c.aired.label("dated"), reason.label("reason"))
        .select_from(news)
        .join(Line, Line.edition_id == news.c.id)
        .where(
            Line.story_id.is_not(None),
            or_(
                and_(within(news.c.aired, days), or_(~is_aired, again)),
                and_(~within(news.c.aired, days), is_aired, ~again),
            ),
        )
        .subquery()
    )
    return _of_story(uses).add_columns(uses.c.reason)


def story_uses(days: Asked, _date: str = "") -> Listing:
    """Every use of a story in an aired news edition, dated by the edition's first run."""
    news = _news(IS_AIRED, within(Broadcast.starts, days)).subquery()
    uses = (
        select(Line.story_id.label("id"), news.c.aired.label("dated"), Line.edition_id)
        .select_from(news)
        .join(Line, Line.edition_id == news.c.id)
        .where(Line.story_id.is_not(None))
        .distinct()
    )
    return _of_story(uses.subquery())


def other_uses(days: Days, _date: str = "") -> Listing:
    """Uses in editions that were not aired, and those of the day before or after."""
    news = _news(within(Broadcast.starts, days.wider)).subquery()
    is_aired = news.c.state == BroadcastState.AIRED
    uses = (
        select(
            Line.story_id.label("id"),
            news.c.aired.label("dated"),
            case(*not_aired(news.c.state), else_="outside").label("reason"),
        )
        .select_from(news)
        .join(Line, Line.edition_id == news.c.id)
        .where(Line.story_id.is_not(None), is_aired != within(news.c.aired, days))
        .subquery()
    )
    return _of_story(uses).add_columns(uses.c.reason)


def topic_items(days: Asked, date: str = "") -> Listing:
    """Stories and editions that count, once for each of their topics."""
    has_topic = select(StoryTopic.id).where(StoryTopic.story_id == Line.story_id).correlate(Line).exists()
    return _with_topics(_of_story(first_uses(days, has_topic).subquery()), editions(days, date))


def other_topic_items(days: Days, date: str = "") -> Listing:
    """Stories and editions that do not count, once for each of their topics."""
    return _with_topics(other_stories(days, date), other_editions(days, date))


def _with_topics(of_stories: Listing, of_editions: Listing) -> Listing:
    parts = []
    told, aired = of_stories.subquery(), of_editions.subquery()
    no_programme = cast(null(), Integer)
    for rows, links, owner, what, programme in (
        (told, StoryTopic, StoryTopic.story_id, "story", no_programme),
        (aired, EditionTopic, EditionTopic.edition_id, "edition", aired.c.programme),
    ):
        found = select(rows.c.id, rows.c.dated, rows.c.title, literal("").label("detail"), NO_SECONDS)
        found = found.add_columns(literal(what).label("what"), links.topic_id.label("topic"))
        found = found.add_columns(programme.label("programme"))
        if "reason" in rows.c:
            found = found.add_columns(rows.c.reason)
        parts.append(found.join(links, owner == rows.c.id))
    both = union_all(*parts).subquery()
    return select(*both.c)
