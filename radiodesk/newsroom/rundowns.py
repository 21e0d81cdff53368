"""The rundown of an edition: its lines, their stories and recordings."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from radiodesk.locale import formats
from radiodesk.media.sound import joins
from radiodesk.model import (
    Broadcast,
    BroadcastKind,
    BroadcastState,
    Credit,
    Duty,
    Edition,
    Genre,
    JoinKind,
    Line,
    LineKind,
    Programme,
    Publication,
    Recording,
    Source,
    Story,
    zone,
)
from radiodesk.model.database import fetch
from radiodesk.model.faults import ChangedMeanwhile
from radiodesk.model.moments import check_length
from radiodesk.model.names import join_names
from radiodesk.model.text import clean_title, fold
from radiodesk.newsroom import timing
from radiodesk.newsroom.errors import AlreadyAired, AlreadyUsed, BadJoin
from radiodesk.newsroom.views import FirstRun, LineView, PublicationView, RundownView, StoryChoice
from radiodesk.staff.credits import set_authors

SHORTEST_JOIN = 0.05
LONGEST_JOIN = 60
"""Seconds of a gap or an overlap."""


def rundown(session: Session, edition_id: int) -> RundownView:
    """An edition with its lines. raises ChangedMeanwhile where it is gone."""
    programme, first_run = _first_run(session, edition_id)
    lines = _line_views(session, _lines(session, edition_id))
    total = timing.totals(
        [(line.planned_seconds, line.actual_seconds) for line in lines],
        [(line.join, line.join_seconds) for line in lines],
    )
    target = first_run.actual_seconds if first_run.planned_seconds is None else first_run.planned_seconds
    return RundownView(
        edition_id=edition_id,
        title=programme.title,
        programme_kind=programme.kind,
        first_run=first_run,
        lines=tuple(lines),
        publications=_publications(session, edition_id),
        planned_total=total.planned,
        actual_total=total.actual,
        unknown=total.unknown,
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
    number: int | None = None,
) -> int:
    """Write a new story into the rundown, as line `number` or at the end. Returns the line's id.

    authors: names with commas between. seconds: the planned length.
    """
    story = Story(
        title=clean_title(title), genre=genre, source=source, planned_seconds=check_length(seconds), credits=[]
    )
    session.add(story)
    session.flush()
    set_authors(session, story, authors)
    return _insert(session, edition_id, Line(kind=LineKind.STORY, story_id=story.id), number)


def use_story(session: Session, edition_id: int, story_id: int, number: int | None = None) -> int:
    """Use a story that there is in this rundown too. Returns the line's id. raises AlreadyUsed."""
    story = fetch(session, Story, story_id)
    if any(line.story_id == story_id for line in _lines(session, edition_id)):
        raise AlreadyUsed(title=story.title)
    return _insert(session, edition_id, Line(kind=LineKind.STORY, story_id=story_id), number)


def add_insert(session: Session, edition_id: int, *, label: str, seconds: int | None, number: int | None = None) -> int:
    """Add a jingle, a link or an announcement as a line. Returns the line's id."""
    line = Line(kind=LineKind.INSERT, label=clean_title(label), seconds=check_length(seconds))
    return _insert(session, edition_id, line, number)


def change_story(
    session: Session,
    story_id: int,
    version: int | None,
    *,
    title: str,
    genre: Genre,
    source: Source,
    authors: str,
    planned_seconds: int | None,
) -> None:
    """Change a story, in every rundown that uses it."""
    fetch(session, Story, story_id, version)
    statement = select(Story).where(Story.id == story_id).options(selectinload(Story.credits))
    story = session.scalars(statement.execution_options(populate_existing=True)).one()
    if (title := clean_title(title)) != story.title:
        story.title = title
    story.genre = genre
    story.source = source
    story.planned_seconds = check_length(planned_seconds)
    set_authors(session, story, authors)


def change_insert(session: Session, line_id: int, version: int | None, *, label: str, seconds: int | None) -> None:
    """Change an insert."""
    line = fetch(session, Line, line_id, version)
    line.label = clean_title(label)
    line.seconds = check_length(seconds)


def move_line(session: Session, line_id: int, by: int) -> None:
    """Move a line up (-1) or down (1) from where it is now; at either end it stays."""
    line = fetch(session, Line, line_id)
    lines = _lines(session, line.edition_id)
    place = lines.index(line)
    lines.insert(max(0, min(place + by, len(lines) - 1)), lines.pop(place))
    _number(lines)


def remove_line(session: Session, line_id: int, version: int | None) -> None:
    """Take a line out; its story stays, to be used elsewhere. raises AlreadyAired once the first run was aired."""
    line = fetch(session, Line, line_id, version)
    if first_run_aired(session, line.edition_id):
        raise AlreadyAired
    session.delete(line)
    session.flush()
    _number(_lines(session, line.edition_id))


def join_line(session: Session, line_id: int, version: int | None, join: JoinKind, seconds: float) -> None:
    """Say how a line is joined to the one before it. seconds: of the gap or the overlap; a butt join has none."""
    line = fetch(session, Line, line_id, version)
    line.join = join
    if join is JoinKind.BUTT:
        seconds = 0.0
    elif not SHORTEST_JOIN <= seconds <= LONGEST_JOIN:
        raise BadJoin(shortest=formats.number(SHORTEST_JOIN), longest=LONGEST_JOIN)
    line.join_seconds = seconds


def find_stories(session: Session, query: str, *, limit: int = 50) -> list[StoryChoice]:
    """Stories whose title holds the query, without case and accents; newest first."""
    statement = (
        select(Story).where(Story.folded.contains(fold(query), autoescape=True)).order_by(Story.id.desc()).limit(limit)
    )
    stories = session.scalars(statement).all()
    here = zone(session)
    first_uses = (
        select(Line.story_id, func.min(Broadcast.starts))
        .join(Broadcast, (Broadcast.edition_id == Line.edition_id) & (Broadcast.kind == BroadcastKind.FIRST_RUN))
        .where(Line.story_id.in_([story.id for story in stories]))
        .group_by(Line.story_id)
    )
    first_used = {story_id: starts.astimezone(here).date() for story_id, starts in session.execute(first_uses)}
    return [
        StoryChoice(
            id=story.id,
            title=story.title,
            genre=story.genre,
            first_used=first_used.get(story.id),
        )
        for story in stories
    ]


def _first_run(session: Session, edition_id: int) -> tuple[Programme, FirstRun]:
    statement = (
        select(Programme, Broadcast)
        .join(Edition, Edition.programme_id == Programme.id)
        .join(Broadcast, Broadcast.edition_id == Edition.id)
        .where(Edition.id == edition_id, Broadcast.kind == BroadcastKind.FIRST_RUN)
        .options(selectinload(Broadcast.duties).joinedload(Duty.person))
    )
    found = session.execute(statement).first()
    if found is None:
        raise ChangedMeanwhile
    programme, row = found
    return programme, FirstRun(
        id=row.id,
        version=row.version,
        state=row.state,
        starts=row.starts.astimezone(zone(session)),
        planned_seconds=row.planned_seconds,
        actual_seconds=row.actual_seconds,
        note=row.note,
        people=" · ".join(dict.fromkeys(duty.person.name for duty in row.duties)),
    )


def first_run_aired(session: Session, edition_id: int) -> bool:
    """Whether the edition was on air."""
    statement = select(Broadcast.id).where(
        Broadcast.edition_id == edition_id,
        Broadcast.kind == BroadcastKind.FIRST_RUN,
        Broadcast.state == BroadcastState.AIRED,
    )
    return session.scalar(statement.limit(1)) is not None


def _lines(session: Session, edition_id: int) -> list[Line]:
    statement = (
        select(Line)
        .where(Line.edition_id == edition_id)
        .order_by(Line.position, Line.id)
        .options(
            joinedload(Line.story).selectinload(Story.credits).joinedload(Credit.person),
            joinedload(Line.story).joinedload(Story.recording),
            joinedload(Line.recording),
        )
    )
    return list(session.scalars(statement))


def _insert(session: Session, edition_id: int, line: Line, number: int | None) -> int:
    fetch(session, Edition, edition_id)
    lines = _lines(session, edition_id)
    line.edition_id = edition_id
    line.position = len(lines) + 1
    session.add(line)
    session.flush()
    lines.insert(len(lines) if number is None else max(0, min(number - 1, len(lines))), line)
    _number(lines)
    return line.id


def _number(lines: Sequence[Line]) -> None:
    for position, line in enumerate(lines, start=1):
        if line.position != position:
            line.position = position


def _line_views(session: Session, lines: Sequence[Line]) -> list[LineView]:
    stories = [line.story_id for line in lines if line.story_id is not None]
    counts = (
        select(Line.story_id, func.count(Line.edition_id.distinct()))
        .where(Line.story_id.in_(stories))
        .group_by(Line.story_id)
    )
    uses = dict(session.execute(counts).all())
    lengths = [_lengths(line) for line in lines]
    known = [timing.length(*pair) for pair in lengths]
    starts = joins.starts(known, [(line.join, line.join_seconds) for line in lines])
    return [
        LineView(
            id=line.id,
            version=line.version,
            number=number,
            kind=line.kind,
            title=story.title if (story := line.story) else line.label,
            story_id=line.story_id,
            story_version=story.version if story else None,
            genre=story.genre if story else None,
            source=story.source if story else None,
            authors=_authors(story) if story else "",
            planned_seconds=planned,
            actual_seconds=actual,
            starts_after=begin,
            recording_id=recording.id if (recording := _recording(line)) else None,
            recording=recording.name if recording else "",
            join=line.join,
            join_seconds=line.join_seconds,
            join_takes=_join_takes(line, before, length),
            uses=uses.get(line.story_id, 0),
        )
        for number, (line, (planned, actual), begin, before, length) in enumerate(
            zip(lines, lengths, starts, [None, *known], known, strict=False), start=1
        )
    ]


def _join_takes(line: Line, before: float | None, length: float | None) -> float:
    """Seconds of a line's join, as far as the lengths of the two lines are known."""
    if before is None or length is None:
        return line.join_seconds
    return abs(joins.offset(line.join, line.join_seconds, before, length))


def _lengths(line: Line) -> tuple[float | None, float | None]:
    """Planned and actual seconds of a line."""
    story = line.story
    return (story.planned_seconds, story.actual_seconds) if story else (line.seconds, line.actual_seconds)


def _recording(line: Line) -> Recording | None:
    """The recording of a line's story, or of the insert itself."""
    return line.story.recording if line.story else line.recording


def _authors(story: Story) -> str:
    return join_names([credit.person.name for credit in story.credits])


def _publications(session: Session, edition_id: int) -> tuple[PublicationView, ...]:
    statement = (
        select(Publication)
        .where(Publication.edition_id == edition_id, Publication.withdrawn.is_(False))
        .order_by(Publication.posted, Publication.id)
    )
    return tuple(PublicationView(row.id, row.version, row.address, row.posted) for row in session.scalars(statement))
