"""Import a ledger: read it, compare it with the desk, and write the differences, all of them or none."""

import datetime as dt
import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from radiodesk.errors import visible
from radiodesk.ledger import accepting
from radiodesk.ledger.accepting import Before
from radiodesk.ledger.comparing.broadcasts import Schedule
from radiodesk.ledger.comparing.doubts import doubts
from radiodesk.ledger.comparing.picture import Picture
from radiodesk.ledger.comparing.recordings import Named, find_files, link, taken_files, to_be_linked
from radiodesk.ledger.comparing.records import PLANNED, RUNDOWN, BroadcastRecord
from radiodesk.ledger.comparing.rundowns import Rundowns
from radiodesk.ledger.comparing.television import plan_clips
from radiodesk.ledger.comparing.website import plan_publications
from radiodesk.ledger.outcome import Outcome, Seen, Tally
from radiodesk.ledger.problems import ChangedSincePreview
from radiodesk.ledger.progress import Progress, Steps, scaled
from radiodesk.ledger.reading.book import Book, read_book
from radiodesk.ledger.reading.mapping import StationMapping, remembered_mapping
from radiodesk.ledger.reading.rows import BroadcastRow
from radiodesk.ledger.refusal import LedgerRefused, Question
from radiodesk.model import Action, AuditEntry, Desk, zone
from radiodesk.model.old_fonts import Font
from radiodesk.schedule import found_conflicts
from radiodesk.schedule.found_conflicts import FoundConflict

READ, COMPARED = 0.5, 0.75
"""The shares of the work that are done when the book is read, and when it is compared with the desk."""
COMPARED_FIRST, TAKEN = 0.55, 0.95
"""The same where the book names recordings, and when these are decoded, which takes the longest."""
STEPS_PER_ROW = 12
"""Steps of comparing a row that the desk has already. A new row takes fewer."""


@dataclass(frozen=True)
class Plan:
    """What is to be written, and what is to be reported."""

    picture: Picture
    files: list[Named]
    tally: Tally
    before: Before
    planned: dict[BroadcastRecord, BroadcastRow]
    """The broadcasts of the ledger, each with its row."""


@contextmanager
def _no_collector() -> Iterator[None]:
    """Pause Python's collector of cycles: an import makes many objects and hardly a cycle."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@_no_collector()
def bring_in(
    desk: Desk,
    files: Sequence[Path],
    *,
    dry_run: bool = False,
    mapping: StationMapping | None = None,
    font: Font | None = None,
    today: dt.date | None = None,
    progress: Progress = lambda _done, _total: None,
    used_answers: Callable[[dict[Question, str]], object] = lambda _answers: None,
    previewed: Outcome | None = None,
) -> Outcome:
    """Bring the files in as one ledger, in one unit of work: all of it or nothing.

    dry_run: say what would be done, and do nothing. mapping: what the station's own words mean; by default, what the
    desk remembers. font: the old font of text that is not in Unicode. today: the day after which nothing can have been
    aired, sent or posted; by default the station's present one. progress: what it raises stops the import.
    used_answers: told what the mapping says of the files' headers and words, also if they are refused then.
    previewed: the outcome of the dry run that the user has seen.
    raises LedgerRefused with every problem of the rows, ChangedSincePreview, OldFont, and the errors of files that are
    no ledger.
    """
    stamps = tuple(map(_stamp, files))
    if previewed and previewed.seen.files != stamps:
        raise ChangedSincePreview
    with desk.reading() as session:
        station_zone = zone(session)
    today = today or dt.datetime.now(station_zone).date()
    if mapping is None:
        mapping = remembered_mapping(desk.config)
    book = read_book(files, today, progress, mapping, font)
    used_answers(book.used_answers)
    if dry_run:
        from radiodesk.ledger.comparing.changes import changes_of  # only now: it imports the history

        with desk.reading() as session:
            plan = _plan(session, book, station_zone, today, _comparing(book, progress, to=COMPARED))
            files_to_link = to_be_linked(session, plan.files)
            changes = tuple(changes_of(session, plan.picture, files_to_link))
            seen = Seen(stamps, _newest_change(session))
        if plan.before.days:
            _try_out(desk, plan, seen.newest, lambda session: _plan(session, book, station_zone, today, Steps()))
        progress(1, 1)
        outcome = replace(_outcome(book, plan.tally, len(files_to_link), changes), seen=seen)
    else:
        linked, plan = _write(desk, files, book, station_zone, today, progress, previewed)
        outcome = _outcome(book, plan.tally, linked)
    return replace(outcome, reason=accepting.reason(files))


def _outcome(book: Book, tally: Tally, recordings: int = 0, changes: tuple[str, ...] = ()) -> Outcome:
    """What the book holds besides data, and what was counted of it."""
    return Outcome(
        counts=tally.counts(),
        recordings=recordings,
        unknown_columns=tuple(book.unknown_columns),
        questions=tuple(book.column_questions.values()),
        passed_over=tuple(book.passed_over),
        skipped=tuple(book.skipped),
        hidden_sheets=tuple(book.hidden_sheets),
        hidden_rows=tuple(book.hidden_rows),
        repeated_titles=tuple(book.repeated_titles),
        warnings=tuple(tally.warnings),
        changes=changes,
        conflicts=tuple(tally.conflicts),
    )


def _stamp(file: Path) -> tuple[int, int]:
    """The time of change and the size of a file; zeros where it has none."""
    try:
        found = file.stat()
    except OSError:
        return 0, 0
    return found.st_mtime_ns, found.st_size


def _write(
    desk: Desk,
    files: Sequence[Path],
    book: Book,
    station_zone: ZoneInfo,
    today: dt.date,
    progress: Progress,
    previewed: Outcome | None,
) -> tuple[int, Plan]:
    """Compare, take the recordings, and write; only the last of these keeps other desks waiting."""

    names_recordings = any(row.audio for row in book.stories)
    compared = COMPARED_FIRST if names_recordings else COMPARED

    def compare(session: Session) -> Plan:
        return _plan(session, book, station_zone, today, _comparing(book, progress, to=compared))

    with desk.reading() as session:
        seen = _newest_change(session)
        if previewed and previewed.seen.newest != seen:
            raise ChangedSincePreview
        plan = compare(session)
    if not plan.picture.records.has_changes and not plan.files:
        return 0, plan
    names = [visible(path.name) for path in files]
    with (
        taken_files(desk, book, scaled(progress, compared, TAKEN)) as take,
        desk.changing(Action.IMPORT_LEDGER, files=names) as session,
    ):
        if _newest_change(session) == seen:
            plan.picture.records.write_in(session)
        elif previewed:
            raise ChangedSincePreview
        else:
            plan = compare(session)  # somebody changed something meanwhile
        size = plan.picture.records.size or 1
        writing = scaled(progress, TAKEN if names_recordings else compared, 1.0)
        plan.picture.records.write(lambda written: writing(written, size))
        writing(1, 1)
        linked = link(session, desk.config.media, plan.files, take, plan.tally)
        created = _note_conflicts(session, plan)
        found_conflicts.accept_each(session, created, accepting.reason(files))
    return linked, plan


def _try_out(desk: Desk, plan: Plan, newest: int | None, compare: Callable[[Session], Plan]) -> None:
    """Note the conflicts that an import would create: write what they depend on, and take it back.

    newest: the newest change of the desk when the plan was made. compare: makes another plan.
    """
    with desk.trying(Action.IMPORT_LEDGER) as session:
        if _newest_change(session) != newest:
            plan = replace(compare(session), tally=plan.tally)  # somebody changed something meanwhile
        plan.picture.records.write_in(session)
        plan.picture.records.write(only=(*PLANNED, *(RUNDOWN if plan.before.depends_on_lines else ())))
        _note_conflicts(session, plan)


def _note_conflicts(session: Session, plan: Plan) -> list[FoundConflict]:
    """The conflicts that the written import has created, which are reported."""
    created = accepting.created(session, plan.before)
    plan.tally.conflicts += accepting.sentences(created, plan.planned)
    return created


def _newest_change(session: Session) -> int | None:
    """The newest entry of the audit: while it is the same, the desk is."""
    return session.scalar(select(func.max(AuditEntry.id)))


def _comparing(book: Book, progress: Progress, *, to: float) -> Steps:
    """Steps of the comparison, reported as the shares from READ to `to`."""
    most = STEPS_PER_ROW * (book.size or 1)
    comparing = scaled(progress, READ, to)
    return Steps(lambda count: comparing(min(count, most), most))


def _plan(session: Session, book: Book, station_zone: ZoneInfo, today: dt.date, steps: Steps) -> Plan:
    """Compare the book with the desk. raises LedgerRefused."""
    tally = Tally()
    days = {row.day for rows in (book.broadcasts, book.stories, book.publications) for row in rows}
    days |= {row.first[0] for rows in (book.broadcasts, book.stories) for row in rows if row.first}
    picture = Picture(session, station_zone, days, steps)
    problems = book.problems
    schedule = Schedule(picture, tally, problems, today, unsure=book.unsure)
    schedule.plan(book.broadcasts)
    rundowns = Rundowns(picture, schedule, tally)
    rundowns.plan(book.stories)
    plan_clips(picture, tally, problems, book.clips, today)
    plan_publications(picture, schedule, tally, problems, book.publications)
    if problems:
        questions = tuple(book.questions.values()), tuple(book.column_questions.values())
        raise LedgerRefused(problems, *questions, _outcome(book, Tally()))
    tally.warnings += doubts(picture, schedule.planned, has_stories=bool(book.stories))
    files = find_files(rundowns.uses, tally)
    return Plan(picture, files, tally, accepting.before(session, picture), schedule.planned)
