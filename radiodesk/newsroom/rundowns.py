"""The rundown of an edition: its lines, their stories and recordings."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Case, ColumnExpressionArgument, bindparam, case, func, select
from sqlalchemy.orm import Session, aliased

from radiodesk.errors import UserError
from radiodesk.locale import N_
from radiodesk.media import assembled
from radiodesk.media.recordings import AIR_SECONDS
from radiodesk.media.sound import joins
from radiodesk.model import (
    Broadcast,
    BroadcastKind,
    BroadcastState,
    Credit,
    CreditRole,
    Duty,
    Edition,
    EditionTopic,
    Genre,
    JoinKind,
    Line,
    LineKind,
    Person,
    Programme,
    ProgrammeKind,
    Publication,
    Recording,
    Source,
    Story,
    StoryTopic,
    Topic,
    zone,
)
from radiodesk.model.changes import describe
from radiodesk.model.database import Removed, existing, fetch, fetch_part
from radiodesk.model.moments import check_length
from radiodesk.model.names import join_names
from radiodesk.model.text import clean_title
from radiodesk.newsroom import deliveries, rules, stories, timing
from radiodesk.newsroom.views import AirFile, FirstRun, LineView, PublicationView, RundownView


class AlreadyUsed(UserError):
    """A story twice in one rundown."""

    message = N_("“{title}” is in this rundown already")


class NoFirstRun(UserError):
    """The rundown of a repeat whose first run is not planned."""

    message = N_(
        "This repeat has no first run, which has the rundown: plan the first run on its day, or cancel the repeat"
    )


class AlreadyAired(UserError):
    """A line taken out of what was aired."""

    message = N_(
        "This edition was aired, and its stories are counted: its lines can be corrected, not removed. "
        "Set the broadcast back to planned first (p on Today)"
    )


def rundown(session: Session, edition_id: int) -> RundownView:
    """An edition with its lines. raises Removed."""
    version, title, programme_kind, first_run, air_file = _first_run(session, edition_id)
    lines = _line_views(session, edition_id, version)
    total = timing.totals(
        [(line.planned_seconds, line.actual_seconds) for line in lines],
        [(line.join, line.join_seconds) for line in lines],
        air_file.seconds if air_file else None,
    )
    target = first_run.actual_seconds if first_run.planned_seconds is None else first_run.planned_seconds
    noted = assembled.notes(session, [edition_id])
    return RundownView(
        edition_id=edition_id,
        version=version,
        title=title,
        programme_kind=programme_kind,
        first_run=first_run,
        air_file=air_file,
        lines=tuple(lines),
        publications=publications_of(session, edition_id),
        deliveries=deliveries.of_edition(session, edition_id),
        topics=tuple(session.scalars(_EDITION_TOPICS.where(EditionTopic.edition_id == edition_id))),
        planned_total=total.planned,
        actual_total=total.actual,
        unknown=total.unknown,
        is_outdated=bool(assembled.outdated(session, noted, [(edition_id, first_run.state)])),
        target=target,
    )


def add_story(
    session: Session,
    edition_id: int,
    *,
    title: str,
    genre: Genre,
    source: Source,
    authors: str,
    seconds: int | None,
    topics: Iterable[str] = (),
    place: str = "",
    number: int | None = None,
    sure: bool = False,
) -> int:
    """Write a new story into the rundown, as line `number` or at the end. Returns the line's id.

    Like every function that adds a line, it takes no version: it changes nothing that somebody else wrote.
    raises Removed, and those of `stories.write`.
    """
    story_id = stories.write(
        session,
        title=title,
        genre=genre,
        source=source,
        authors=authors,
        seconds=seconds,
        topics=topics,
        place=place,
        sure=sure,
    )
    describe(session, title=existing(session, Story, story_id).title)
    return _insert(session, edition_id, Line(kind=LineKind.STORY, story_id=story_id), number)


def use_story(session: Session, edition_id: int, story_id: int, number: int | None = None) -> int:
    """Use a story of another edition in this rundown too. Returns the line's id. raises AlreadyUsed, Removed."""
    story = existing(session, Story, story_id)
    if any(line.story_id == story_id for line in _lines(session, edition_id)):
        raise AlreadyUsed(title=story.title)
    return _insert(session, edition_id, Line(kind=LineKind.STORY, story_id=story_id), number)


def add_insert(session: Session, edition_id: int, *, label: str, seconds: int | None, number: int | None = None) -> int:
    """Add a jingle, a link or an announcement as a line. Returns the line's id. raises Removed, BadDuration."""
    line = Line(kind=LineKind.INSERT, label=clean_title(label), seconds=check_length(seconds))
    describe(session, title=line.label)
    return _insert(session, edition_id, line, number)


def change_line(
    session: Session,
    line_id: int,
    version: int,
    *,
    title: str,
    seconds: int | None,
    genre: Genre = Genre.BRIEF,
    source: Source = Source.OWN,
    authors: str = "",
    topics: Iterable[str] | None = None,
    place: str | None = None,
    sure: bool = False,
) -> None:
    """Change what a line holds: its story, in every rundown that uses it, or the insert.

    version: as the line's view has it. seconds: the planned length. genre, source, authors, topics, place: of a story,
    as for `stories.change_story`.
    raises ChangedMeanwhile, BadDuration, text errors, and those of `stories.change_story`.
    """
    line = existing(session, Line, line_id)
    if line.story_id is not None:
        stories.change_story(
            session,
            line.story_id,
            version,
            title=title,
            genre=genre,
            source=source,
            authors=authors,
            planned_seconds=seconds,
            topics=topics,
            place=place,
            sure=sure,
        )
        return
    insert = fetch_part(session, Line, line_id, version)
    insert.label = clean_title(title)
    insert.seconds = check_length(seconds)


def move_line(session: Session, line_id: int, version: int, by: int) -> None:
    """Move a line up (-1) or down (1); at either end it stays. version: of its edition. raises ChangedMeanwhile."""
    line = fetch_part(session, Line, line_id, version)
    lines = _lines(session, line.edition_id)
    place = lines.index(line)
    if (wanted := max(0, min(place + by, len(lines) - 1))) != place:
        lines.insert(wanted, lines.pop(place))
        renumber(session, lines)


def check_removable(session: Session, line_id: int, version: int, content_version: int | None = None) -> None:
    """Check that a line can be taken out. version: of its edition. content_version: as the line's view has it.

    raises ChangedMeanwhile, AlreadyAired once the first run was aired.
    """
    line = fetch_part(session, Line, line_id, version)
    if line.story_id is not None and content_version is not None:
        fetch(session, Story, line.story_id, content_version)
    if first_run_aired(session, line.edition_id):
        raise AlreadyAired


def remove_line(session: Session, line_id: int, version: int, content_version: int | None = None) -> None:
    """Take a line out; its story stays, to be used elsewhere. Versions and errors: see `check_removable`.

    content_version: needed where the user was asked about the line by its title.
    """
    check_removable(session, line_id, version, content_version)
    line = existing(session, Line, line_id)
    session.delete(line)
    session.flush()


def join_line(session: Session, line_id: int, version: int, join: JoinKind, seconds: float) -> None:
    """Say how a line is joined to the one before it. seconds: of the gap or the overlap. version: of its edition.

    raises ChangedMeanwhile, BadJoin.
    """
    line = fetch_part(session, Line, line_id, version)
    line.join_seconds = rules.check_join(join, seconds)
    line.join = join


def _first_run(session: Session, edition_id: int) -> tuple[int, str, ProgrammeKind, FirstRun, AirFile | None]:
    """The edition's version, title and kind, its first run, and its air file. raises Removed."""
    # Columns, not mapped objects, here and for the lines: they take a third of the time.
    statement = (
        select(
            Edition.version.label("edition_version"),
            Programme.title,
            Programme.kind,
            Broadcast.id,
            Broadcast.version,
            Broadcast.state,
            Broadcast.starts,
            Broadcast.planned_seconds,
            Broadcast.actual_seconds,
            Broadcast.note,
            Recording.id.label("recording_id"),
            Recording.name.label("recording"),
            AIR_SECONDS.label("air_file_seconds"),
        )
        .join_from(Edition, Programme, Edition.programme_id == Programme.id)
        .outerjoin(Recording, Recording.id == Edition.recording_id)
        .join(Broadcast, Broadcast.edition_id == Edition.id)
        .where(Edition.id == edition_id, Broadcast.kind == BroadcastKind.FIRST_RUN)
    )
    row = session.execute(statement).first()
    if row is None:
        raise Removed if session.get(Edition, edition_id) is None else NoFirstRun
    on_duty = (
        select(Person.name).join(Duty, Duty.person_id == Person.id).where(Duty.broadcast_id == row.id).order_by(Duty.id)
    )
    first_run = FirstRun(
        id=row.id,
        version=row.version,
        state=row.state,
        starts=row.starts.astimezone(zone(session)),
        planned_seconds=row.planned_seconds,
        actual_seconds=row.actual_seconds,
        note=row.note,
        people=" · ".join(dict.fromkeys(session.scalars(on_duty))),
    )
    has_air_file = row.recording_id is not None
    air_file = AirFile(row.recording_id, row.recording, row.air_file_seconds) if has_air_file else None
    return row.edition_version, row.title, row.kind, first_run, air_file


def first_run_aired(session: Session, edition_id: int) -> bool:
    """Whether the edition was on air."""
    statement = select(Broadcast.id).where(
        Broadcast.edition_id == edition_id,
        Broadcast.kind == BroadcastKind.FIRST_RUN,
        Broadcast.state == BroadcastState.AIRED,
    )
    return session.scalar(statement.limit(1)) is not None


def _lines(session: Session, edition_id: int) -> list[Line]:
    """The lines of an edition, in their order."""
    statement = select(Line).where(Line.edition_id == edition_id).order_by(Line.position, Line.id)
    return list(session.scalars(statement))


def _insert(session: Session, edition_id: int, line: Line, number: int | None) -> int:
    existing(session, Edition, edition_id)
    lines = _lines(session, edition_id)
    line.edition_id = edition_id
    line.position = max((known.position for known in lines), default=0) + 1
    session.add(line)
    session.flush()
    lines.insert(len(lines) if number is None else max(0, min(number - 1, len(lines))), line)
    renumber(session, lines)
    return line.id


def renumber(session: Session, lines: Sequence[Line]) -> None:
    """Give the lines the positions 1, 2, 3, …"""
    place(session, {line: position for position, line in enumerate(lines, start=1)})


def place(session: Session, positions: Mapping[Line, int]) -> None:
    """Give lines their positions, in two steps: no two lines may have one position, not even meanwhile."""
    moved = [(line, position) for line, position in positions.items() if line.position != position]
    for line, _position in moved:
        line.position = -line.id
    session.flush()
    for line, position in moved:
        line.position = position
    session.flush()


def _line_views(session: Session, edition_id: int, version: int) -> list[LineView]:
    """The lines of an edition. version: of the edition."""
    rows = session.execute(
        _LINES_WITH_CONTENT.where(Line.edition_id == edition_id).order_by(Line.position, Line.id)
    ).all()
    credited = _credits_by_story(session, edition_id)
    topics = _topics_by_story(session, edition_id)
    uses = _uses(session, edition_id)
    lengths = [timing.length(row.planned_seconds, row.actual_seconds) for row in rows]
    starts = joins.starts(lengths, [(row.join, row.join_seconds) for row in rows])
    return [
        LineView(
            id=row.id,
            version=version if row.story_version is None else row.story_version,
            number=number,
            kind=row.kind,
            title=row.title,
            story_id=row.story_id,
            genre=row.genre,
            source=row.source,
            authors=join_names(name for role, name in credited.get(row.story_id, ()) if role is CreditRole.AUTHOR),
            topics=tuple(topics.get(row.story_id, ())),
            planned_seconds=row.planned_seconds,
            actual_seconds=row.actual_seconds,
            starts_after=begin,
            recording_id=row.recording_id,
            recording=row.recording or "",
            join=row.join,
            join_seconds=row.join_seconds,
            join_takes=_join_takes(row.join, row.join_seconds, before, length),
            uses=uses.get(row.story_id, 0),
            place=row.place or "",
            helpers=tuple(each for each in credited.get(row.story_id, ()) if each[0] is not CreditRole.AUTHOR),
        )
        for number, (row, begin, before, length) in enumerate(
            zip(rows, starts, [None, *lengths], lengths, strict=False), start=1
        )
    ]


def _of_story(of_story: ColumnExpressionArgument[Any], of_insert: ColumnExpressionArgument[Any]) -> Case[Any]:
    """The column of a line's story, or that of the insert itself."""
    return case((Line.story_id.is_not(None), of_story), else_=of_insert)


_LINES_WITH_CONTENT = (
    select(
        Line.id,
        Line.kind,
        Line.story_id,
        Line.join,
        Line.join_seconds,
        _of_story(Story.title, Line.label).label("title"),
        _of_story(Story.planned_seconds, Line.seconds).label("planned_seconds"),
        _of_story(Story.actual_seconds, Line.actual_seconds).label("actual_seconds"),
        Story.version.label("story_version"),
        Story.genre,
        Story.source,
        Story.place,
        Recording.id.label("recording_id"),
        Recording.name.label("recording"),
    )
    .outerjoin_from(Line, Story, Line.story_id == Story.id)
    .outerjoin(Recording, Recording.id == _of_story(Story.recording_id, Line.recording_id))
)
"""Lines, each with its story or as the insert that it is, and the recording of either."""


def _topics_by_story(session: Session, edition_id: int) -> dict[int | None, list[str]]:
    """The names of the topics of each story in an edition."""
    names: dict[int | None, list[str]] = {}
    for story_id, name in session.execute(_TOPICS, {"edition_id": edition_id}):
        names.setdefault(story_id, []).append(name)
    return names


def _credits_by_story(session: Session, edition_id: int) -> dict[int | None, list[tuple[CreditRole, str]]]:
    """Who worked on each story in an edition."""
    names: dict[int | None, list[tuple[CreditRole, str]]] = {}
    for story_id, role, name in session.execute(_CREDITS, {"edition_id": edition_id}):
        names.setdefault(story_id, []).append((role, name))
    return names


def _uses(session: Session, edition_id: int) -> dict[int | None, int]:
    """In how many editions each story of an edition is used."""
    return dict(session.execute(_USES, {"edition_id": edition_id}).all())


_LINE_OF_EDITION = aliased(Line)
_STORY_IDS = select(_LINE_OF_EDITION.story_id).where(
    _LINE_OF_EDITION.edition_id == bindparam("edition_id"), _LINE_OF_EDITION.story_id.is_not(None)
)
_CREDITS = (
    select(Credit.story_id, Credit.role, Person.name)
    .join(Person, Credit.person_id == Person.id)
    .where(Credit.story_id.in_(_STORY_IDS))
    .order_by(Credit.id)
)
_TOPICS = (
    select(StoryTopic.story_id, Topic.name)
    .join(Topic, StoryTopic.topic_id == Topic.id)
    .where(StoryTopic.story_id.in_(_STORY_IDS))
    .order_by(StoryTopic.id)
)
_EDITION_TOPICS = select(Topic.name).join(EditionTopic, EditionTopic.topic_id == Topic.id).order_by(EditionTopic.id)
_USES = (
    select(Line.story_id, func.count(Line.edition_id.distinct()))
    .where(Line.story_id.in_(_STORY_IDS))
    .group_by(Line.story_id)
)


def _join_takes(join: JoinKind, seconds: float, before: float | None, length: float | None) -> float:
    """Seconds of a line's join, as far as the lengths of the two lines are known."""
    if before is None or length is None:
        return seconds
    return abs(joins.offset(join, seconds, before, length))


def publication(session: Session, edition_id: int, publication_id: int) -> PublicationView:
    """One of the publications of an edition that count. raises Removed."""
    for each in publications_of(session, edition_id):
        if each.id == publication_id:
            return each
    raise Removed


def publications_of(session: Session, edition_id: int) -> tuple[PublicationView, ...]:
    """The publications of an edition that count, the latest last."""
    statement = (
        select(
            Publication.id,
            Publication.version,
            Publication.address,
            Publication.posted,
            Publication.channel,
            Publication.page,
        )
        .where(Publication.edition_id == edition_id, Publication.withdrawn.is_(False))
        .order_by(Publication.posted, Publication.id)
    )
    return tuple(PublicationView(*row) for row in session.execute(statement))
