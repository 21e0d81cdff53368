"""The rows of clips compared with the desk's."""

import datetime as dt
from collections.abc import Hashable

from radiodesk.kinds import SENT
from radiodesk.ledger.cells import DAY_EXPECTED
from radiodesk.ledger.columns import SheetKind
from radiodesk.ledger.credits import credit
from radiodesk.ledger.matching import Pairing
from radiodesk.ledger.outcome import Tally
from radiodesk.ledger.picture import Picture
from radiodesk.ledger.problems import Problem
from radiodesk.ledger.records import Record
from radiodesk.ledger.rows import NOT_YET_EXPECTED, ClipRow
from radiodesk.locale import _, formats
from radiodesk.model import Clip, ClipKind, ClipState
from radiodesk.model.moments import EARLIEST, LATEST
from radiodesk.model.text import key
from radiodesk.newsroom.rules import AiredBeforeSent, BadDay, SentDayNeeded, clip_state, may_be_done


def plan_clips(picture: Picture, tally: Tally, problems: list[Problem], rows: list[ClipRow], today: dt.date) -> None:
    """Pair the rows with the desk's clips, and have these become what the rows say."""
    if not rows:
        return
    pairing = _pair(picture, rows)
    days = {row.sent for row in rows if row.sent}
    tally.left_alone[SheetKind.CLIPS] += sum(clip["sent"] in days for clip in pairing.things)
    known = {id(row): clip for row, clip in pairing.pairs}
    for row in rows:
        clip = known.get(id(row)) or _new(picture)
        was_sent = clip["state"] in SENT
        _fill(picture, row, clip)
        if problem := _settle_state(row, clip, today):
            problems.append(problem)
        if was_sent and clip["state"] not in SENT:
            warning = _("{place}: this clip was sent as the desk has it; by this row it no longer counts")
            tally.warnings.append(warning.format(place=row.place))
        recredited = row.authors is not None and credit(picture, clip, row.authors)
        tally.count(SheetKind.CLIPS, new=clip.new, changed=recredited or bool(clip.changes))


def _pair(picture: Picture, rows: list[ClipRow]) -> Pairing[ClipRow, Record]:
    """By kind, title and day sent; of what is left over, where there is no doubt, by title, by day and authors.

    A column keeps its title from week to week: outside the rows' own days it is the same only where it was on air the
    same day.
    """
    days = [row.sent for row in rows if row.sent]
    first, last = min(days, default=dt.date.min), max(days, default=dt.date.max)

    def near(clip: Record) -> bool:
        return clip["sent"] is None or first <= clip["sent"] <= last

    pairing = Pairing(rows, picture.clips())
    # What the desk has just so comes first: of several of one title, none must take the other's place.
    pairing.match(
        lambda row: (*_place(row.kind, row.title, row.sent, row.aired), row.state, row.seconds, _people(row)),
        lambda clip: (
            *_place(clip["kind"], clip["title"], clip["sent"], clip["aired"]),
            clip["state"],
            clip["seconds"],
            _authors(picture, clip),
        ),
    )
    pairing.match(
        lambda row: _place(row.kind, row.title, row.sent, row.aired),
        lambda clip: _place(clip["kind"], clip["title"], clip["sent"], clip["aired"]),
    )
    pairing.match(
        lambda row: (row.kind, key(row.title), row.sent), lambda clip: (clip["kind"], key(clip["title"]), clip["sent"])
    )
    pairing.match(
        lambda row: row.aired and (row.kind, key(row.title), row.aired),
        lambda clip: clip["aired"] and (clip["kind"], key(clip["title"]), clip["aired"]),
        single=True,
    )
    pairing.match(
        lambda row: (row.kind, key(row.title)),
        lambda clip: (clip["kind"], key(clip["title"])) if near(clip) else None,
        single=True,
    )
    pairing.match(
        lambda row: row.sent and (row.kind, row.sent, _people(row)),
        lambda clip: clip["sent"] and (clip["kind"], clip["sent"], _authors(picture, clip)),
        single=True,
    )
    return pairing


def _place(kind: ClipKind, title: str, sent: dt.date | None, aired: dt.date | None) -> tuple[Hashable, ...]:
    return kind, key(title), sent, aired


def _people(row: ClipRow) -> frozenset[str]:
    return frozenset(map(key, row.authors or ()))


def _authors(picture: Picture, clip: Record) -> frozenset[str]:
    return frozenset(key(record["person_id"]["name"]) for record in picture.credits[clip])


def _new(picture: Picture) -> Record:
    return picture.records.add(Clip, state=ClipState.PLANNED, aired=None, seconds=None, recipient_id=None, note="")


def _fill(picture: Picture, row: ClipRow, clip: Record) -> None:
    """What the row says; of what it leaves empty the desk's word stands, but for the day it was on air."""
    clip.become(kind=row.kind, title=row.title, sent=row.sent)
    if row.dated:
        clip.become(aired=row.aired)
    if row.state is not None:
        clip.become(state=row.state)
    if row.seconds is not None:
        clip.become(seconds=row.seconds)
    if row.recipient is not None:
        clip.become(recipient_id=picture.recipients.named(row.recipient) if row.recipient else None)
    if row.note is not None:
        clip.become(note=row.note)


def _settle_state(row: ClipRow, clip: Record, today: dt.date) -> Problem | None:
    """Give the clip the state that follows from its days, unless the row names one of a clip that was not sent.

    Returns the problem of days that contradict the state: only the desk may know one of the three.
    """
    sent, aired = clip["sent"], clip["aired"]
    if row.state is not None and row.state not in SENT:
        return None
    try:
        clip.become(state=clip_state(clip["state"], sent, aired, today))
    except SentDayNeeded:
        expected = _(DAY_EXPECTED).format(first=EARLIEST.year, last=LATEST.year)
        return Problem(row.place, "Ngày gửi", "", expected)
    except AiredBeforeSent:
        expected = _("the day it was sent, {sent}, or a later one").format(sent=formats.day(sent))
        return Problem(row.place, "Ngày phát", formats.day(aired), expected)
    except BadDay:
        expected = _(NOT_YET_EXPECTED).format(today=formats.day(today))
        column, day = ("Ngày phát", aired) if may_be_done(sent, today) else ("Ngày gửi", sent)
        return Problem(row.place, column, formats.day(day), expected)
    return None
