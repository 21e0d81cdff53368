"""The rows of the desk as rows of a ledger: what an import reads as exactly these rows again."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeAlias, TypeVar
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import ColumnElement, ScalarSelect, Select, func, select
from sqlalchemy.orm import Session, aliased

from radiodesk.kinds import OFF_AIR
from radiodesk.ledger.columns import (
    BROADCAST_STATE_WORDS,
    BROADCAST_WORDS,
    CLIP_KIND_WORDS,
    CLIP_STATE_WORDS,
    DUTIES,
    GENRE_WORDS,
    SOURCE_WORDS,
    Content,
    SheetKind,
)
from radiodesk.ledger.rows import Identity, identity
from radiodesk.locale import formats, ngettext
from radiodesk.model import (
    Broadcast,
    BroadcastKind,
    BroadcastState,
    Clip,
    Credit,
    CreditRole,
    Duty,
    Edition,
    Line,
    Person,
    Programme,
    Publication,
    Recipient,
    Relay,
    Story,
    StoryTopic,
    Topic,
    Upstream,
    zone,
)
from radiodesk.model.moments import span
from radiodesk.model.names import join_names, join_topics
from radiodesk.model.text import key
from radiodesk.reports.periods import Period

Cells: TypeAlias = dict[str, str | int | dt.date | dt.time | None]
"""What a row holds, by the names of the columns. Lengths are texts; None and absent columns are blank."""

Row: TypeAlias = sa.Row[*tuple[Any, ...]]
Value = TypeVar("Value")

BATCH = 500
"""Broadcasts or clips whose parts are looked up together."""


@dataclass
class LeftOut:
    """What the columns of a ledger cannot say, counted."""

    repeats: int = 0
    """Of an edition that shares its title and time with another one."""
    stories: int = 0
    """In such an edition, or beside a story of the same title, genre and authors in the same edition."""
    unused_stories: int = 0
    """In no edition."""
    publications: int = 0
    """Of such an edition."""
    withdrawn: int = 0
    """Publications that were withdrawn."""

    @property
    def remarks(self) -> tuple[str, ...]:
        """A sentence for each kind of row that is not in the ledger."""
        counted = {
            ngettext(
                "{count} repeat is not in the ledger: two editions of its title begin at the same time",
                "{count} repeats are not in the ledger: two editions of their title begin at the same time",
                self.repeats,
            ): self.repeats,
            ngettext(
                "{count} story is not in the ledger: its edition, or the story itself, is there twice at the same time",
                "{count} stories are not in the ledger: their editions, or the stories themselves, are there twice at "
                "the same time",
                self.stories,
            ): self.stories,
            ngettext(
                "{count} story that no programme uses is not in the ledger",
                "{count} stories that no programme uses are not in the ledger",
                self.unused_stories,
            ): self.unused_stories,
            ngettext(
                "{count} publication is not in the ledger: two editions of its title begin at the same time",
                "{count} publications are not in the ledger: two editions of their title begin at the same time",
                self.publications,
            ): self.publications,
            ngettext(
                "{count} withdrawn publication is not in the ledger",
                "{count} withdrawn publications are not in the ledger",
                self.withdrawn,
            ): self.withdrawn,
        }
        return tuple(text.format(count=formats.number(count)) for text, count in counted.items() if count)


@dataclass
class LedgerRows:
    """The rows of a period, or of the whole desk, read in one unit of work.

    A broadcast belongs to its local day, a story to the first run of its edition, a clip to the day on which it was
    sent, a publication to the day on which it was posted. Without a period, clips without a day are there too.
    """

    session: Session
    period: Period | None = None
    left_out: LeftOut = field(default_factory=LeftOut)
    _names: "_Names" = field(default_factory=lambda: _Names())

    def __iter__(self) -> Iterator[tuple[SheetKind, Cells]]:
        """The rows, with the sheets in which they belong. Rows of different sheets may alternate."""
        for batch in self._batches():
            yield from self._programmes(batch)
        yield from self._clips()
        yield from self._publications()
        if self.period is None:
            used = select(Line.id).join(_FIRST, _first_run_of(Line.edition_id)).where(Line.story_id == Story.id)
            self.left_out.unused_stories = self._count(select(Story.id).where(~used.exists()))

    @cached_property
    def size(self) -> int:
        """Number of broadcasts, clips and publications, for progress."""
        return sum(
            self._count(select(table.id).where(*where))
            for table, where in (
                (Broadcast, self._broadcasts_of_the_period),
                (Clip, self._clips_of_the_period),
                (Publication, self._publications_of_the_period),
            )
        )

    @cached_property
    def zone(self) -> ZoneInfo:
        """The station's time zone."""
        return zone(self.session)

    @property
    def _broadcasts_of_the_period(self) -> list[ColumnElement[bool]]:
        if self.period is None:
            return []
        begin, end = span(self.period.first, self.period.last, self.zone)
        return [Broadcast.starts >= begin, Broadcast.starts < end]

    @property
    def _clips_of_the_period(self) -> list[ColumnElement[bool]]:
        return [] if self.period is None else [Clip.sent.between(self.period.first, self.period.last)]

    @property
    def _publications_of_the_period(self) -> list[ColumnElement[bool]]:
        return [] if self.period is None else [Publication.posted.between(self.period.first, self.period.last)]

    @cached_property
    def _indistinct(self) -> set[int]:
        """Editions that their title and first run do not identify: a row that names both is of another edition."""
        other, programme, other_programme = aliased(Broadcast), aliased(Programme), aliased(Programme)
        edition, other_edition = aliased(Edition), aliased(Edition)
        statement = (
            select(_FIRST.edition_id)
            .join(other, (other.starts == _FIRST.starts) & (other.edition_id != _FIRST.edition_id))
            .join(edition, edition.id == _FIRST.edition_id)
            .join(programme, programme.id == edition.programme_id)
            .join(other_edition, other_edition.id == other.edition_id)
            .join(other_programme, other_programme.id == other_edition.programme_id)
            .where(
                _FIRST.kind == BroadcastKind.FIRST_RUN,
                programme.key == other_programme.key,
                other.state.not_in(OFF_AIR) | _FIRST.state.in_(OFF_AIR),
            )
        )
        return {edition_id for edition_id in self.session.scalars(statement) if edition_id is not None}

    def _count(self, statement: Select[int]) -> int:
        return self.session.scalar(select(func.count()).select_from(statement.subquery())) or 0

    def _local(self, moment: dt.datetime) -> dt.datetime:
        """A moment as the station's clocks show it, naive."""
        return moment.astimezone(self.zone).replace(tzinfo=None)

    def _batches(self) -> Iterator[list[Row]]:
        """The broadcasts in order, in lists of whole local days."""
        batch: list[Row] = []
        statement = _BROADCASTS.where(*self._broadcasts_of_the_period).order_by(Broadcast.starts, Broadcast.id)
        for row in self.session.execute(statement, execution_options={"yield_per": BATCH}):
            if len(batch) >= BATCH and self._local(batch[-1].starts).date() != self._local(row.starts).date():
                yield batch
                batch = []
            batch.append(row)
        if batch:
            yield batch

    def _programmes(self, batch: Sequence[Row]) -> Iterator[tuple[SheetKind, Cells]]:
        """The rows of broadcasts, and of the stories in the editions whose first runs these are."""
        people = self._people_on_duty(batch)
        first_runs: dict[tuple[dt.date, str], list[Row]] = defaultdict(list)
        for row in batch:
            if row.kind is BroadcastKind.FIRST_RUN:
                first_runs[self._local(row.starts).date(), key(row.title)].append(row)
        for row in batch:
            first: dt.datetime | None = None
            if row.kind is BroadcastKind.REPEAT:
                if row.edition_id in self._indistinct or row.first_starts is None:
                    self.left_out.repeats += 1
                    continue
                if self._usual_edition(row, first_runs) != row.edition_id:
                    first = self._local(row.first_starts)
            yield SheetKind.BROADCASTS, self._broadcast(row, people[row.id], first)
        yield from self._stories(batch)

    def _usual_edition(self, row: Row, first_runs: dict[tuple[dt.date, str], list[Row]]) -> int | None:
        """The edition that an import takes for the repeated one if the row does not name its first run."""
        of_the_day = first_runs[self._local(row.starts).date(), key(row.title)]
        before = [one for one in of_the_day if one.starts < row.starts]
        before.sort(key=lambda one: (one.state not in OFF_AIR, one.starts))
        return before[-1].edition_id if before else None

    def _broadcast(self, row: Row, people: dict[str, list[str]], first: dt.datetime | None) -> Cells:
        local = self._local(row.starts)
        aired = row.state is BroadcastState.AIRED
        content = Content(row.kind, live=bool(row.live))
        if row.kind is BroadcastKind.FIRST_RUN:
            content = Content(row.kind, row.programme_kind)
        return {
            "day": local.date(),
            "time": local.time(),
            "title": row.title,
            "kind": _word(BROADCAST_WORDS, content),
            "seconds": _length(row.actual_seconds if aired else row.planned_seconds),
            "planned": _length(row.planned_seconds) if aired else None,
            **{column: join_names(names) for column, names in people.items()},
            "state": _word(BROADCAST_STATE_WORDS, row.state),
            "note": row.note,
            "upstream": row.upstream,
            "first": first,
        }

    def _people_on_duty(self, batch: Sequence[Row]) -> dict[int, dict[str, list[str]]]:
        """Names by column, of each broadcast."""
        statement = (
            select(Duty.broadcast_id, Duty.role, Person.name)
            .join(Person, Duty.person_id == Person.id)
            .join(Broadcast, Duty.broadcast_id == Broadcast.id)
            .where(Broadcast.starts.between(batch[0].starts, batch[-1].starts))
            .order_by(Duty.id)
        )
        columns = {role: column for column, role in DUTIES.items()}
        people: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for broadcast_id, role, name in self.session.execute(statement):
            people[broadcast_id][columns[role]].append(name)
        return people

    def _stories(self, batch: Sequence[Row]) -> Iterator[tuple[SheetKind, Cells]]:
        uses = (
            select(Line.story_id)
            .join(_FIRST, _first_run_of(Line.edition_id))
            .where(_FIRST.starts.between(batch[0].starts, batch[-1].starts), Line.story_id.is_not(None))
            .scalar_subquery()
        )
        authors = self._authors(Credit.story_id, uses)
        topics = self._topics(uses)
        first_uses = self._first_uses(uses)
        aired = self._aired_editions(batch)
        lines: dict[int, list[Row]] = defaultdict(list)
        for line in self.session.execute(_lines_between(batch[0].starts, batch[-1].starts)):
            lines[line.edition_id].append(line)
        self._names.forget_moments()
        for row in batch:
            if row.kind is BroadcastKind.FIRST_RUN and row.edition_id in lines:
                yield from self._rundown(
                    row, lines[row.edition_id], authors, topics, first_uses, aired=row.edition_id in aired
                )

    def _rundown(
        self,
        row: Row,
        lines: Sequence[Row],
        authors: dict[int, list[str]],
        topics: dict[int, list[str]],
        first_uses: dict[int, dt.datetime],
        *,
        aired: bool,
    ) -> Iterator[tuple[SheetKind, Cells]]:
        """The rows of the stories of an edition. row: its first run."""
        if row.edition_id in self._indistinct:
            self.left_out.stories += len(lines)
            return
        local = self._local(row.starts)
        written: set[Identity] = set()
        for line in lines:
            same = identity(line.title, line.genre, tuple(authors[line.id]))
            first = self._local(first_uses[line.id])
            if same in written or not self._names.take(line.id, same, first):
                self.left_out.stories += 1
                continue
            written.add(same)
            yield (
                SheetKind.STORIES,
                {
                    "day": local.date(),
                    "time": local.time(),
                    "programme": row.title,
                    "order": len(written),
                    "genre": _word(GENRE_WORDS, line.genre),
                    "title": line.title,
                    "authors": join_names(authors[line.id]),
                    "source": _word(SOURCE_WORDS, line.source),
                    "topics": join_topics(topics[line.id]),
                    "seconds": _length(line.actual_seconds if aired else line.planned_seconds),
                    "planned": _length(line.planned_seconds) if aired else None,
                    "first": None if self._names.is_usual(line.id, same, local.date()) else first,
                },
            )

    def _topics(self, story_ids: ScalarSelect[Any]) -> dict[int, list[str]]:
        """The names of the topics of each story."""
        statement = (
            select(StoryTopic.story_id, Topic.name)
            .join(Topic, StoryTopic.topic_id == Topic.id)
            .where(StoryTopic.story_id.in_(story_ids))
            .order_by(StoryTopic.id)
        )
        topics: dict[int, list[str]] = defaultdict(list)
        for story_id, name in self.session.execute(statement):
            topics[story_id].append(name)
        return topics

    def _first_uses(self, story_ids: ScalarSelect[Any]) -> dict[int, dt.datetime]:
        """When the first of the editions that use a story begins."""
        statement = (
            select(Line.story_id, func.min(_FIRST.starts, type_=Broadcast.starts.type))
            .join(_FIRST, _first_run_of(Line.edition_id))
            .where(Line.story_id.in_(story_ids))
            .group_by(Line.story_id)
        )
        return {story_id: starts for story_id, starts in self.session.execute(statement) if story_id is not None}

    def _aired_editions(self, batch: Sequence[Row]) -> set[int | None]:
        """The editions of which a broadcast in the ledger was aired."""
        first_runs = _FIRST.starts.between(batch[0].starts, batch[-1].starts)
        statement = select(Broadcast.edition_id).where(
            Broadcast.edition_id.in_(select(_FIRST.edition_id).where(first_runs)),
            Broadcast.state == BroadcastState.AIRED,
            *self._broadcasts_of_the_period,
        )
        return set(self.session.scalars(statement))

    def _authors(self, column: Any, works: Any) -> dict[int, list[str]]:
        """The authors of stories or clips. column: of the credits. works: ids, or a query for them."""
        statement = (
            select(column, Person.name)
            .join(Person, Credit.person_id == Person.id)
            .where(column.in_(works), Credit.role == CreditRole.AUTHOR)
            .order_by(Credit.id)
        )
        authors: dict[int, list[str]] = defaultdict(list)
        for work, name in self.session.execute(statement):
            authors[work].append(name)
        return authors

    def _clips(self) -> Iterator[tuple[SheetKind, Cells]]:
        statement = _CLIPS.where(*self._clips_of_the_period).order_by(Clip.sent.is_(None), Clip.sent, Clip.id)
        for batch in self.session.execute(statement, execution_options={"yield_per": BATCH}).partitions():
            authors = self._authors(Credit.clip_id, [row.id for row in batch])
            for row in batch:
                yield (
                    SheetKind.CLIPS,
                    {
                        "sent": row.sent,
                        "aired": row.aired,
                        "kind": _word(CLIP_KIND_WORDS, row.kind),
                        "title": row.title,
                        "authors": join_names(authors[row.id]),
                        "seconds": _length(row.seconds),
                        "recipient": row.recipient,
                        "state": _word(CLIP_STATE_WORDS, row.state),
                        "note": row.note,
                    },
                )

    def _publications(self) -> Iterator[tuple[SheetKind, Cells]]:
        statement = _PUBLICATIONS.where(*self._publications_of_the_period).order_by(Publication.posted, Publication.id)
        for row in self.session.execute(statement, execution_options={"yield_per": BATCH}):
            if row.withdrawn:
                self.left_out.withdrawn += 1
            elif row.edition_id in self._indistinct:
                self.left_out.publications += 1
            else:
                local = self._local(row.starts)
                yield (
                    SheetKind.PUBLICATIONS,
                    {
                        "posted": row.posted,
                        "day": local.date(),
                        "time": local.time(),
                        "programme": row.title,
                        "address": row.address,
                    },
                )


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


def _first_run_of(edition_id: ColumnElement[int] | Any) -> ColumnElement[bool]:
    """The condition of a join of `_FIRST`."""
    return (_FIRST.edition_id == edition_id) & (_FIRST.kind == BroadcastKind.FIRST_RUN)


def _word(words: Mapping[str, Value], value: Value) -> str:
    """The first word for a value."""
    return next(word for word, meaning in words.items() if meaning == value)


def _length(seconds: float | None) -> str | None:
    """A length as text, because workbooks take a true 15:24 for hours and minutes.

    Two hours are 120:00, because an import may take 2:00:00 for two minutes.
    """
    if not seconds or not round(seconds):
        return None
    shown = formats.duration(seconds)
    return f"{round(seconds) // 60}:00" if shown.count(":") > 1 and shown.endswith(":00") else shown


_FIRST = aliased(Broadcast)
"""The first run of an edition."""

_BROADCASTS = (
    select(
        Broadcast.id,
        Broadcast.kind,
        Broadcast.state,
        Broadcast.starts,
        Broadcast.planned_seconds,
        Broadcast.actual_seconds,
        Broadcast.note,
        Broadcast.edition_id,
        func.coalesce(Programme.title, Relay.title).label("title"),
        Programme.kind.label("programme_kind"),
        Relay.live,
        Upstream.name.label("upstream"),
        _FIRST.starts.label("first_starts"),
    )
    .outerjoin(Edition, Broadcast.edition_id == Edition.id)
    .outerjoin(Programme, Edition.programme_id == Programme.id)
    .outerjoin(_FIRST, _first_run_of(Edition.id))
    .outerjoin(Relay, Broadcast.relay_id == Relay.id)
    .outerjoin(Upstream, Relay.upstream_id == Upstream.id)
)

_CLIPS = select(
    Clip.id, Clip.sent, Clip.aired, Clip.kind, Clip.title, Clip.seconds, Clip.state, Clip.note,
    Recipient.name.label("recipient"),
).outerjoin(Recipient, Clip.recipient_id == Recipient.id)  # fmt: skip

_PUBLICATIONS = (
    select(
        Publication.posted,
        Publication.address,
        Publication.withdrawn,
        Publication.edition_id,
        Programme.title,
        _FIRST.starts,
    )
    .join(_FIRST, _first_run_of(Publication.edition_id))
    .join(Edition, Edition.id == Publication.edition_id)
    .join(Programme, Programme.id == Edition.programme_id)
)


def _lines_between(first: dt.datetime, last: dt.datetime) -> Select[*tuple[Any, ...]]:
    """The stories in the editions whose first runs begin from one moment to another, in the order of the lines."""
    return (
        select(
            Line.edition_id, Story.id, Story.title, Story.genre, Story.source, Story.planned_seconds,
            Story.actual_seconds,
        )
        .join(Story, Line.story_id == Story.id)
        .join(_FIRST, _first_run_of(Line.edition_id))
        .where(_FIRST.starts.between(first, last))
        .order_by(Line.edition_id, Line.position, Line.id)
    )  # fmt: skip
