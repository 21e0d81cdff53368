"""The stories of the desk as rows of a ledger, one for each edition that uses them."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ScalarSelect, func, select

from radiodesk.ledger.columns import GENRE_WORDS, SOURCE_WORDS
from radiodesk.ledger.export.cells import Cells, length, word
from radiodesk.ledger.export.scope import FIRST, Row, Scope, first_run_of
from radiodesk.ledger.reading.rows import Identity, identity
from radiodesk.model import Broadcast, BroadcastKind, BroadcastState, Credit, Line, Story, StoryTopic, Topic
from radiodesk.model.names import join_names, join_topics


def unused_stories(scope: Scope) -> int:
    """The number of stories that are in no edition with a first run."""
    used = select(Line.id).join(FIRST, first_run_of(Line.edition_id)).where(Line.story_id == Story.id)
    return scope.count(select(Story.id).where(~used.exists()))


@dataclass(frozen=True)
class _Parts:
    """What belongs to the stories of a batch of broadcasts."""

    lines: dict[int, list[Row]]
    """The lines of each edition."""
    authors: dict[int, list[str]]
    topics: dict[int, list[str]]
    first_uses: dict[int, dt.datetime]
    aired: set[int | None]
    """Editions of which a broadcast in the ledger was aired."""


class StoryRows:
    """The rows of stories, batch by batch of their broadcasts."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._names = _Names()

    def of(self, batch: Sequence[Row]) -> Iterator[Cells]:
        """The rows of the stories in the editions whose first runs are in a batch."""
        uses = (
            select(Line.story_id)
            .join(FIRST, first_run_of(Line.edition_id))
            .where(FIRST.starts.between(batch[0].starts, batch[-1].starts), Line.story_id.is_not(None))
            .scalar_subquery()
        )
        parts = _Parts(
            self._lines(batch),
            self._scope.authors(Credit.story_id, uses),
            self._topics(uses),
            self._first_uses(uses),
            self._aired_editions(batch),
        )
        self._names.forget_moments()
        for row in batch:
            if row.kind is BroadcastKind.FIRST_RUN and row.edition_id in parts.lines:
                yield from self._rundown(row, parts)

    def _rundown(self, row: Row, parts: _Parts) -> Iterator[Cells]:
        """The rows of the stories of an edition. row: its first run."""
        lines = parts.lines[row.edition_id]
        if row.edition_id in self._scope.indistinct:
            self._scope.left_out.stories += len(lines)
            return
        local, aired = self._scope.local(row.starts), row.edition_id in parts.aired
        written: set[Identity] = set()
        for line in lines:
            same = identity(line.title, line.genre, tuple(parts.authors[line.id]))
            first = self._scope.local(parts.first_uses[line.id])
            if same in written or not self._names.take(line.id, same, first):
                self._scope.left_out.stories += 1
                continue
            written.add(same)
            yield {
                "day": local.date(),
                "time": local.time(),
                "programme": row.title,
                "order": len(written),
                "genre": word(GENRE_WORDS, line.genre),
                "title": line.title,
                "authors": join_names(parts.authors[line.id]),
                "source": word(SOURCE_WORDS, line.source),
                "topics": join_topics(parts.topics[line.id]),
                "seconds": length(line.actual_seconds if aired else line.planned_seconds),
                "planned": length(line.planned_seconds) if aired else None,
                "first": None if self._names.is_usual(line.id, same, local.date()) else first,
            }

    def _lines(self, batch: Sequence[Row]) -> dict[int, list[Row]]:
        """The stories in the editions whose first runs are in a batch, in the order of the lines, by edition."""
        statement = (
            select(
                Line.edition_id, Story.id, Story.title, Story.genre, Story.source, Story.planned_seconds,
                Story.actual_seconds,
            )
            .join(Story, Line.story_id == Story.id)
            .join(FIRST, first_run_of(Line.edition_id))
            .where(FIRST.starts.between(batch[0].starts, batch[-1].starts))
            .order_by(Line.edition_id, Line.position, Line.id)
        )  # fmt: skip
        lines: dict[int, list[Row]] = defaultdict(list)
        for line in self._scope.session.execute(statement):
            lines[line.edition_id].append(line)
        return lines

    def _topics(self, story_ids: ScalarSelect[Any]) -> dict[int, list[str]]:
        """The names of the topics of each story."""
        statement = (
            select(StoryTopic.story_id, Topic.name)
            .join(Topic, StoryTopic.topic_id == Topic.id)
            .where(StoryTopic.story_id.in_(story_ids))
            .order_by(StoryTopic.id)
        )
        topics: dict[int, list[str]] = defaultdict(list)
        for story_id, name in self._scope.session.execute(statement):
            topics[story_id].append(name)
        return topics

    def _first_uses(self, story_ids: ScalarSelect[Any]) -> dict[int, dt.datetime]:
        """When the first of the editions that use a story begins."""
        statement = (
            select(Line.story_id, func.min(FIRST.starts, type_=Broadcast.starts.type))
            .join(FIRST, first_run_of(Line.edition_id))
            .where(Line.story_id.in_(story_ids))
            .group_by(Line.story_id)
        )
        found = self._scope.session.execute(statement)
        return {story_id: starts for story_id, starts in found if story_id is not None}

    def _aired_editions(self, batch: Sequence[Row]) -> set[int | None]:
        """The editions of which a broadcast in the ledger was aired."""
        first_runs = FIRST.starts.between(batch[0].starts, batch[-1].starts)
        statement = select(Broadcast.edition_id).where(
            Broadcast.edition_id.in_(select(FIRST.edition_id).where(first_runs)),
            Broadcast.state == BroadcastState.AIRED,
            *self._scope.broadcasts,
        )
        return set(self._scope.session.scalars(statement))


class _Names:
    """What stories are known by. An import takes those of one day with one identity for one story.

    A further story of that day is named by the moment of its first use, and so is a story that was used before.
    """

    def __init__(self) -> None:
        self._indistinct: set[int] = set()
        """Stories of one identity with another that was first used at the same moment."""
        self._usual: dict[tuple[dt.date, Identity], int] = {}
        self._by_moment: dict[tuple[dt.datetime, Identity], int] = {}

    def take(self, story_id: int, same: Identity, first: dt.datetime) -> bool:
        """Note a use of a story. first: of its uses. Returns whether it can be told from all others."""
        self._usual.setdefault((first.date(), same), story_id)
        if self._by_moment.setdefault((first, same), story_id) != story_id:
            self._indistinct.add(story_id)
        return story_id not in self._indistinct

    def forget_moments(self) -> None:
        """Begin with later days, on which other stories may be first used."""
        self._usual.clear()
        self._by_moment.clear()

    def is_usual(self, story_id: int, same: Identity, day: dt.date) -> bool:
        """Whether a row on that day is taken for this story if it does not name its first use."""
        return self._usual.get((day, same)) == story_id
