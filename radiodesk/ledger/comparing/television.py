"""Compare the rows of clips with those of the desk."""

import datetime as dt
from collections.abc import Hashable, Iterator

from radiodesk.kinds import SENT
from radiodesk.ledger.columns import SheetKind, column_of
from radiodesk.ledger.comparing.credits import credit
from radiodesk.ledger.comparing.matching import Pairing, are_similar
from radiodesk.ledger.comparing.picture import Picture
from radiodesk.ledger.comparing.records import ClipRecord
from radiodesk.ledger.outcome import Tally
from radiodesk.ledger.problems import Problem
from radiodesk.ledger.reading.done_days import wrong_clip_days
from radiodesk.ledger.reading.rows import ClipRow
from radiodesk.ledger.refusal import Problems
from radiodesk.locale import _, formats
from radiodesk.model import ClipKind, ClipState
from radiodesk.model.text import key
from radiodesk.newsroom.rules import settled_state


def plan_clips(picture: Picture, tally: Tally, problems: Problems, rows: list[ClipRow], today: dt.date) -> None:
    """Pair the rows with the clips of the desk, and apply what the rows say."""
    if not rows:
        return
    pairing = _pair(picture, rows)
    days = {row.sent for row in rows if row.sent}
    tally.left_alone[SheetKind.CLIPS] += sum(clip.sent in days for clip in pairing.things)
    known = {id(row): clip for row, clip in pairing.pairs}
    first_rows: dict[Hashable, ClipRow] = {}
    for row in picture.steps.over(rows):
        clip = known.get(id(row)) or _new(picture, row)
        same = first_rows.setdefault((*_place(row.kind, row.title, row.sent, row.aired), _people(row)), row)
        if clip.is_new and same is not row:
            warning = _("{place}: {other} has the same clip: it is now at the desk twice, and counted twice")
            tally.warnings.append(warning.format(place=row.place, other=same.place))
        was_sent = clip.state in SENT
        _fill(picture, row, clip)
        problems += _settle_state(row, clip, today)
        if was_sent and clip.state not in SENT:
            warning = _("{place}: the desk has this clip as sent; with this row it no longer is")
            tally.warnings.append(warning.format(place=row.place))
        if clip.is_changed and clip.sent and settled_state(clip.state, clip.sent, today) is not clip.state:
            warning = _(
                "{place}: by its state this clip was not sent, although the day {day} is past: it is not counted. "
                "Saving it at the desk makes it a sent one"
            )
            tally.warnings.append(warning.format(place=row.place, day=formats.day(clip.sent)))
        recredited = row.authors is not None and credit(picture, clip, row.authors)
        tally.count(SheetKind.CLIPS, new=clip.is_new, changed=recredited or bool(clip.changes))


def _pair(picture: Picture, rows: list[ClipRow]) -> Pairing[ClipRow, ClipRecord]:
    """Pair by kind, title and day sent; then, if it is unambiguous, by title alone, and by day and authors.

    A column keeps its title from week to week. Outside the days of the rows, it is the same clip only if it was on air
    on the same day.
    """
    days = [row.sent for row in rows if row.sent]
    first, last = min(days, default=dt.date.min), max(days, default=dt.date.max)

    def near(clip: ClipRecord) -> bool:
        return clip.sent is None or first <= clip.sent <= last

    pairing = Pairing(rows, picture.clips())
    # Exact matches first: of several clips with one title, none must take the place of another.
    pairing.match(
        lambda row: (*_place(row.kind, row.title, row.sent, row.aired), row.state, row.seconds, _people(row)),
        lambda clip: (
            *_place(clip.kind, clip.title, clip.sent, clip.aired),
            clip.state,
            clip.seconds,
            _authors(picture, clip),
        ),
    )
    pairing.match(
        lambda row: _place(row.kind, row.title, row.sent, row.aired),
        lambda clip: _place(clip.kind, clip.title, clip.sent, clip.aired),
    )
    pairing.match(
        lambda row: (row.kind, key(row.title), row.sent), lambda clip: (clip.kind, key(clip.title), clip.sent)
    )
    pairing.match(
        lambda row: row.aired and (row.kind, key(row.title), row.aired),
        lambda clip: clip.aired and (clip.kind, key(clip.title), clip.aired),
        single=True,
    )
    pairing.match(
        lambda row: (row.kind, key(row.title)),
        lambda clip: (clip.kind, key(clip.title)) if near(clip) else None,
        single=True,
    )
    pairing.match(
        lambda row: row.sent and (row.kind, row.sent, _people(row)),
        lambda clip: clip.sent and (clip.kind, clip.sent, _authors(picture, clip)),
        single=True,
        alike=lambda row, clip: are_similar(row.title, clip.title),
    )
    return pairing


def _place(kind: ClipKind, title: str, sent: dt.date | None, aired: dt.date | None) -> tuple[Hashable, ...]:
    return kind, key(title), sent, aired


def _people(row: ClipRow) -> frozenset[str]:
    return frozenset(map(key, row.authors or ()))


def _authors(picture: Picture, clip: ClipRecord) -> frozenset[str]:
    return frozenset(key(record.person.name) for record in picture.authors[clip])


def _new(picture: Picture, row: ClipRow) -> ClipRecord:
    return picture.records.add(ClipRecord(row.kind, ClipState.PLANNED, row.title))


def _fill(picture: Picture, row: ClipRow, clip: ClipRecord) -> None:
    """Apply a row. What it leaves empty stays as it is at the desk, except for the day on air."""
    clip.kind, clip.title, clip.sent = row.kind, row.title, row.sent
    if row.dated:
        clip.aired = row.aired
    if row.state is not None:
        clip.state = row.state
    if row.seconds is not None:
        clip.seconds = row.seconds
    if row.recipient is not None:
        clip.recipient = picture.recipients.named(row.recipient) if row.recipient else None
    if row.note is not None:
        clip.note = row.note


def _settle_state(row: ClipRow, clip: ClipRecord, today: dt.date) -> Iterator[Problem]:
    """Give the clip the state that follows from its days, unless the row states one of a clip that was not sent.

    Gives the problems where days and state contradict each other: one of the three may come from the desk.
    """
    if row.state is not None and row.state not in SENT:
        return
    clip.state = settled_state(clip.state, clip.sent, today)
    days = {"sent": clip.sent, "aired": clip.aired}
    for column, expected in wrong_clip_days(clip.state, clip.sent, clip.aired, today):
        header = column_of(SheetKind.CLIPS, column).header
        yield Problem(row.place, header, formats.day(day) if (day := days[column]) else "", expected)
