"""Propose what recordings that are linked to nothing belong to. `matching` has the rule; this asks the database."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from radiodesk.locale import _
from radiodesk.media import linking, matching, places
from radiodesk.media.matching import DAYS_AROUND, Candidate, Certainty, Sound
from radiodesk.media.places import PLACES, Kind, linked_name, target_of
from radiodesk.model import Broadcast, BroadcastKind, BroadcastState, Edition, Line, Programme, Recording, Story, zone
from radiodesk.model.database import Removed
from radiodesk.model.moments import span

MOST_SPANS = 200
"""Most spans of days in a query: days that lie further apart are asked for together."""


@dataclass(frozen=True)
class ProposedLink:
    """A recording, and what it probably belongs to."""

    recording_id: int
    file: str
    seconds: float
    candidate: Candidate
    certainty: Certainty

    @property
    def name(self) -> str:
        """The title of the story, or of the programme with the time and the day."""
        return linked_name(self.candidate.target, self.candidate.title, self.starts)

    @property
    def part(self) -> str:
        """Which part of the edition it is, in words: a line by its number, or all of it."""
        line = self.candidate.line
        return _("line {number}").format(number=line) if line else _("the whole programme")

    @property
    def starts(self) -> dt.datetime:
        """The first run of the edition, in the station's zone."""
        return self.candidate.starts[0]


def proposals(session: Session, among: Collection[int] | None = None) -> list[ProposedLink]:
    """The proposals for recordings that are linked to nothing, neither removed nor laid aside; the newest first.

    among: only for recordings with these ids. The number of statements does not depend on the number of recordings.
    """
    station_zone = zone(session)
    sounds = _unlinked(session, station_zone, among)
    by_id = {sound.id: sound for sound in sounds}
    found = matching.propose(sounds, _candidates(session, station_zone, {sound.day for sound in sounds}))
    return [
        ProposedLink(each.recording_id, by_id[each.recording_id].name, by_id[each.recording_id].seconds, *rest)
        for each in found
        for rest in [(each.candidate, each.certainty)]
    ]


def likely_targets(session: Session, recording_id: int) -> list[Candidate]:
    """What one recording may well belong to, the surest first."""
    station_zone = zone(session)
    row = session.execute(_SOUNDS.where(Recording.id == recording_id)).first()
    if row is None:
        raise Removed
    sound = _sound(*row, station_zone)
    found = matching.ranked(sound, _candidates(session, station_zone, {sound.day}))
    return [each.candidate for each in found if each.certainty is not Certainty.POSSIBLE]


def accept(session: Session, found: Iterable[ProposedLink]) -> list[ProposedLink]:
    """Link recordings as proposed. Returns what was linked: what somebody linked meanwhile stays as it is."""
    accepted: list[ProposedLink] = []
    for each in found:
        target = each.candidate.target
        if next(places.linked(session, [each.recording_id]), None) is None and linking.is_free(session, target):
            # Links to inserts of one edition change its version one after the other.
            linking.link(session, target, linking.version_of(session, target), each.recording_id)
            accepted.append(each)
    return accepted


def _unlinked(session: Session, station_zone: ZoneInfo, among: Collection[int] | None) -> list[Sound]:
    statement = _SOUNDS.where(
        Recording.removed.is_(None),
        Recording.laid_aside.is_(False),
        *(~select(place.row.id).where(place.row.recording_id == Recording.id).exists() for place in PLACES),
    )
    rows = session.execute(statement.order_by(Recording.id.desc()))
    return [_sound(*row, station_zone) for row in rows if among is None or row.id in among]


_SOUNDS = select(Recording.id, Recording.name, Recording.title, Recording.seconds, Recording.created)


def _sound(row_id: int, name: str, title: str, seconds: float, added: dt.datetime, station_zone: ZoneInfo) -> Sound:
    return Sound(row_id, name, title, seconds, added.astimezone(station_zone).date())


def _candidates(session: Session, station_zone: ZoneInfo, days: Collection[dt.date]) -> list[Candidate]:
    """The editions on air around these days without an air file, and their lines without a recording."""
    if not days:
        return []
    on_air = [
        (Broadcast.starts >= begin) & (Broadcast.starts < end)
        for begin, end in (span(first, last, station_zone) for first, last in _spans(days))
    ]
    is_near: ColumnElement[bool] = or_(*on_air) & Broadcast.state.in_([BroadcastState.PLANNED, BroadcastState.AIRED])
    near = select(Broadcast.edition_id).where(is_near, Broadcast.edition_id.is_not(None))
    editions = (
        select(
            Edition.id,
            Edition.version,
            Edition.recording_id,
            Programme.title,
            Broadcast.starts,
            Broadcast.kind,
            Broadcast.planned_seconds,
        )
        .join(Programme, Programme.id == Edition.programme_id)
        .join(Broadcast, Broadcast.edition_id == Edition.id)
        .where(Edition.id.in_(near), Broadcast.state.in_([BroadcastState.PLANNED, BroadcastState.AIRED]))
        .order_by(Broadcast.kind, Broadcast.starts)
    )
    lines = (
        select(
            Line.edition_id,
            Line.id,
            Line.story_id,
            Line.label,
            Line.seconds,
            Line.recording_id,
            Story.version,
            Story.title,
            Story.planned_seconds,
            Story.recording_id.label("story_recording"),
        )
        .outerjoin(Story, Story.id == Line.story_id)
        .where(Line.edition_id.in_(near))
        .order_by(Line.edition_id, Line.position, Line.id)
    )
    by_edition = defaultdict(list)
    for row in session.execute(lines):
        by_edition[row.edition_id].append(row)
    of_edition = defaultdict(list)
    for broadcast in session.execute(editions):
        of_edition[broadcast.id].append(broadcast)
    found: list[Candidate] = []
    for edition_id, broadcasts in of_edition.items():
        if broadcasts[0].kind is not BroadcastKind.FIRST_RUN:
            continue  # its first run was cancelled
        one = broadcasts[0]
        starts = tuple(each.starts.astimezone(station_zone) for each in broadcasts)
        edition_lines = by_edition[edition_id]
        recorded = [row.recording_id is not None or row.story_recording is not None for row in edition_lines]
        if one.recording_id is None:
            target, length = (Kind.EDITION, edition_id), one.planned_seconds
            partly = any(recorded)
            found.append(Candidate(target, one.version, one.title, edition_id, None, one.title, starts, length, partly))
        for number, (row, has_recording) in enumerate(zip(edition_lines, recorded, strict=True), start=1):
            if not has_recording:
                is_insert = row.story_id is None
                found.append(
                    Candidate(
                        target_of(row.id, row.story_id),
                        one.version if is_insert else row.version,
                        row.label if is_insert else row.title,
                        edition_id,
                        number,
                        one.title,
                        starts,
                        row.seconds if is_insert else row.planned_seconds,
                    )
                )
    return found


def _spans(days: Iterable[dt.date]) -> Sequence[tuple[dt.date, dt.date]]:
    """Spans that hold all days and those around them: at most `MOST_SPANS`, the nearest ones joined."""
    around = dt.timedelta(days=DAYS_AROUND)
    spans: list[tuple[dt.date, dt.date]] = []
    for day in sorted(days):
        if spans and day - around <= spans[-1][1] + dt.timedelta(days=1):
            spans[-1] = (spans[-1][0], day + around)
        else:
            spans.append((day - around, day + around))
    if len(spans) > MOST_SPANS:
        gaps = sorted(range(1, len(spans)), key=lambda number: spans[number][0] - spans[number - 1][1])
        joined = set(gaps[: len(spans) - MOST_SPANS])
        kept: list[tuple[dt.date, dt.date]] = []
        for number, each in enumerate(spans):
            if number in joined:
                kept[-1] = (kept[-1][0], each[1])
            else:
                kept.append(each)
        spans = kept
    return spans
