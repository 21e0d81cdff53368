"""Accept the conflicts that an import creates: the ledger says what was on the air, whatever was planned beside it."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from radiodesk.errors import visible
from radiodesk.kinds import BroadcastKind
from radiodesk.ledger.comparing.broadcasts import is_altered
from radiodesk.ledger.comparing.picture import Picture
from radiodesk.ledger.comparing.records import (
    BroadcastRecord,
    DutyRecord,
    EditionRecord,
    LineRecord,
    Record,
    StoryRecord,
    chunks,
)
from radiodesk.ledger.problems import Place
from radiodesk.ledger.reading.rows import BroadcastRow
from radiodesk.locale import N_, _
from radiodesk.model import Broadcast
from radiodesk.model.text import NOTE_LIMIT
from radiodesk.schedule import adoption, conflict_words, found_conflicts, unusual
from radiodesk.schedule.entry import Entry
from radiodesk.schedule.found_conflicts import FoundConflict

REASON = N_("imported from {file}")
"""The reason with which the conflicts are accepted."""


@dataclass(frozen=True)
class Before:
    """What the desk is like before an import. days: local days with broadcasts that the import adds or changes."""

    days: frozenset[dt.date]
    subjects: frozenset[object]
    """What the conflicts are about that nobody has accepted on these days."""
    depends_on_lines: bool
    """Whether the actual length of a new or changed broadcast may be that of its lines."""


def before(session: Session, picture: Picture) -> Before:
    """Look for the conflicts before an import is written. picture: what the import adds and changes."""
    altered = _altered(picture)
    days = frozenset(_affected_days(session, picture, altered))
    subjects = frozenset(each.subject for each in _open(session, days))
    return Before(days, subjects, any(each.actual_seconds is None for each in altered))


def created(session: Session, then: Before) -> list[FoundConflict]:
    """The conflicts that an import has created, once it is written; by begin.

    Broadcasts on its days become the occurrences of slots that they are. What cannot be stored cannot be accepted.
    """
    adoption.adopt(session, then.days)
    return [
        each
        for each in _open(session, then.days)
        if each.subject not in then.subjects and not any(map(_repeats_nothing, each.broadcasts))
    ]


def reason(files: Sequence[Path]) -> str:
    """The reason with which the conflicts of an import are accepted, in the user's language."""
    return _(REASON).format(file=", ".join(visible(path.name) for path in files))[:NOTE_LIMIT]


def sentences(found: Iterable[FoundConflict], planned: Mapping[BroadcastRecord, BroadcastRow]) -> Iterator[str]:
    """Each conflict, with the place of a row in it. planned: the rows of broadcasts, which are written by now."""
    places = {record.id: row.place for record, row in planned.items()}
    for each in found:
        place, own = _own(each, places)
        yield _("{place}: {conflict}").format(place=place, conflict=_words(each, own)) if place else _words(each, own)


def _open(session: Session, days: frozenset[dt.date]) -> list[FoundConflict]:
    return [each for each in found_conflicts.of_days(session, days) if each.accepted is None]


def _repeats_nothing(entry: Entry) -> bool:
    """Whether it is the repeat of a slot whose series has no first runs."""
    return entry.broadcast_id is None and entry.kind is BroadcastKind.REPEAT and entry.programme_kind is None


def _own(found: FoundConflict, places: Mapping[int | None, Place]) -> tuple[Place | None, Entry]:
    """The last row in a conflict, and its broadcast."""
    rows = [(place, each) for each in found.broadcasts if (place := places.get(each.broadcast_id))]
    if not rows:
        return None, found.broadcasts[-1]
    return max(rows, key=lambda pair: (pair[1].starts, pair[0].row))


def _words(found: FoundConflict, own: Entry) -> str:
    """A conflict as it is said where the broadcast is planned by hand, else as in the list of the conflicts."""
    others = [each for each in found.broadcasts if each is not own]
    said = unusual.beside(found.conflict, own, others[0]) if others else ""
    return said or conflict_words.sentence_of(found)


def _altered(picture: Picture) -> list[BroadcastRecord]:
    """The broadcasts that are new or changed, with their duties and editions."""
    editions = _altered_editions(picture)
    on_duty = {duty.broadcast for duty in _written(picture, DutyRecord)}
    return [
        each
        for each in (*picture.broadcasts, *picture.neighbours)
        if is_altered(each) or each in on_duty or each.edition in editions
    ]


def _affected_days(session: Session, picture: Picture, altered: Sequence[BroadcastRecord]) -> Iterator[dt.date]:
    """The local days with these broadcasts, as they were and as they are to be."""
    for each in altered:
        seconds = max(each.planned_seconds or 0, each.actual_seconds or 0)
        for starts in {each.starts, *each.changes.get("starts", ())}:
            yield from _days(picture, starts, seconds)
    known = sorted({each.edition.id for each in altered if each.edition and each.edition.id})
    for ids in chunks([*known]):
        for starts in session.scalars(select(Broadcast.starts).where(Broadcast.edition_id.in_(ids))):
            yield from _days(picture, starts, 0)


def _days(picture: Picture, starts: dt.datetime, seconds: int) -> Iterator[dt.date]:
    """The local days on which a broadcast is on air."""
    first, end = (moment.astimezone(picture.zone) for moment in (starts, starts + dt.timedelta(seconds=seconds)))
    for number in range((end.date() - first.date()).days + 1):
        yield first.date() + dt.timedelta(days=number)


def _altered_editions(picture: Picture) -> set[EditionRecord]:
    """The editions whose lines or stories change, on which their actual length may depend."""
    of_story: dict[StoryRecord, set[EditionRecord]] = {}
    for edition, lines in picture.lines.items():
        for line in lines:
            if line.story and line.story.changes:
                of_story.setdefault(line.story, set()).add(edition)
    changed = [line.edition for lines in picture.lines.values() for line in lines if line.changes]
    return {*(line.edition for line in _written(picture, LineRecord)), *changed, *(set().union(*of_story.values()))}


def _written(picture: Picture, kind: type[Record]) -> Iterator[Any]:
    """The new and the removed records of a kind."""
    yield from picture.records.added(kind)
    yield from picture.records.removed(kind)
