"""Make slots of a published schedule. What the grid has already stays, and is not added a second time."""

import contextlib
import datetime as dt
import re
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from radiodesk.errors import UserError
from radiodesk.kinds import BroadcastKind
from radiodesk.locale import N_, _, formats
from radiodesk.model import Series
from radiodesk.model.changes import describe
from radiodesk.model.text import key
from radiodesk.schedule import grid_files, programmes, published
from radiodesk.schedule.conflicts import OWN
from radiodesk.schedule.grid_files import Applied, BadFile, Fate, FileSlot
from radiodesk.schedule.programmes import Known
from radiodesk.schedule.published import Closing, Entry, FirstRun, Tables
from radiodesk.schedule.published.days import Day
from radiodesk.schedule.rule_words import rule_words
from radiodesk.schedule.rules import LONG_UNPLANNED
from radiodesk.schedule.slots import SlotView, Terms, readable

MOST_ENTRIES = 1_000
"""More entries than a week of a busy station has."""


SHORTEST_LIKELY = 120
"""Seconds below which a length that only the next start gives is doubtful."""


class TooManyEntries(UserError):
    """A text that is longer than any schedule."""

    message = N_(
        "This text has {count} programmes, and a week has a few hundred: give one week or one season at a time"
    )


class NoSchedule(UserError):
    """A text without an entry of a schedule."""

    message = N_("No line was understood as part of a schedule: each needs a time and a title, such as “5h30 Thời sự”")


@dataclass(frozen=True)
class Pasted:
    """A published schedule, as it was read."""

    entries: tuple[Entry, ...]
    """Each with its end, if that is known from the text."""
    unreadable: tuple[tuple[int, str], ...]
    """Lines that were not understood, with their numbers."""
    closings: tuple[Closing, ...] = ()
    """Lines that say that the broadcasting ends: they become no slots."""
    first_runs: tuple[FirstRun, ...] = ()
    """The first runs of the desk's grid, which repeats may carry."""
    doubts: Mapping[tuple[int, int | None], str] = field(default_factory=dict)
    """Why the length of an entry, which only what follows gives, is doubtful, by its line and start."""


def read(session: Session, text: str, today: dt.date) -> Pasted:
    """The entries of a text, with the titles and kinds of the station's programmes. Slow for a long text.

    raises NoSchedule, TooManyEntries.
    """
    found = published.read(text, today)
    if not found.entries:
        raise NoSchedule
    if len(found.entries) > MOST_ENTRIES:
        raise TooManyEntries(count=len(found.entries))
    known = programmes.known(session)
    entries = published.as_programmes(found.entries, programmes.titles(known))
    whole = with_ends(entries)
    closed = {each.ends for each in found.closings}
    doubts = {
        (after.line, after.start): said
        for before, after in zip(entries, whole, strict=True)
        if (before.end is None or (before.line, before.start) in closed)
        and (said := length_doubt(after, known.get(after.title or "")))
    }
    return Pasted(tuple(whole), found.unreadable, found.closings, _first_runs(readable(session), today), doubts)


def length_doubt(entry: Entry, programme: Known | None) -> str:
    """Why a length that only the next start gives is doubtful, in words; empty if it is not.

    programme: the one of that title; None if the station has none.
    """
    if entry.start is None or entry.end is None:
        return ""
    seconds = (entry.end - entry.start) * 60
    length = formats.duration_in_words(seconds)
    if not SHORTEST_LIKELY <= seconds <= LONG_UNPLANNED.total_seconds():
        return _("doubtful length: {length} up to the next start").format(length=length)
    least, most = (programme.least_seconds, programme.most_seconds) if programme else (None, None)
    if (least is not None and seconds < least) or (most is not None and seconds > most):
        said = _("doubtful length: {length} up to the next start, which this programme does not allow")
        return said.format(length=length)
    return ""


def with_ends(entries: Sequence[Entry]) -> list[Entry]:
    """The entries with the ends that their next starts give, so that one can be left out or moved by itself."""
    lengths = [published.minutes(entries, place) for place in range(len(entries))]
    return [
        replace(each, end=each.start + length) if length and each.start is not None else each
        for each, length in zip(entries, lengths, strict=True)
    ]


def on_days(entry: Entry, day: Day) -> Entry:
    """An entry that recurs on other days, also one of a date; a repeat of a date stays as it was read."""
    if entry.repeat and entry.repeat_of:
        return entry
    return replace(entry, day=day, day_doubt="")


def first_date(entries: Iterable[Entry], today: dt.date) -> dt.date | None:
    """The first date of the entries, from today on; None without one."""
    return min((each.day for each in entries if isinstance(each.day, dt.date) and each.day >= today), default=None)


def judged(entries: Sequence[Entry], first: dt.date, first_runs: Sequence[FirstRun] = ()) -> list[Tables]:
    """What each entry lacks to be a slot, and what is doubtful of it. first_runs: those of the desk's grid."""
    return published.tables(entries, first, first_runs=first_runs)


def tables(session: Session, entries: Sequence[Entry], today: dt.date) -> list[Tables]:
    """The tables of the entries for a grid file of this desk. today: the first day of what recurs.

    A slot that the grid has already is written once, as the grid has it, and others have keys of their own: applying
    the file changes no slot of the desk.
    """
    every = readable(session)
    found = published.tables(entries, today, _taken(session), _first_runs(every, today))
    whole = [each.tables for each in found if not each.lack]
    same = _same(every, [slot for of_entry in whole for slot in _readable_slots(of_entry)], today)
    own = grid_files.tables(session) if same else {}
    written: set[str] = set()
    wanted = []
    for each in found:
        kept = []
        for table in each.tables:
            name = str(table["key"])
            series = same.get(name, name)
            if series not in written:
                repeats = {"repeats": same.get(table["repeats"], table["repeats"])} if "repeats" in table else {}
                kept.append(own[series] if name in same else table | repeats)
            written.add(series)
        wanted.append(each._replace(tables=kept))
    return wanted


def _readable_slots(tables: Iterable[Mapping[str, Any]]) -> Iterator[FileSlot]:
    """The slots of tables, but for those that no grid can have: whoever applies the file is told."""
    for each in tables:
        with contextlib.suppress(BadFile):
            yield from grid_files.read_tables("schedule", [(each, 1)]).slots


def _taken(session: Session) -> set[str]:
    return set(session.scalars(select(Series.name)))


def add_slots(
    session: Session, entries: Sequence[Entry], first: dt.date, today: dt.date, last: dt.date | None = None
) -> Applied:
    """Add the slots of the entries that lack nothing, but for those that the grid has, and generate.

    A slot is the same if its programme, its time and its rule are. first, last: the days of what recurs.
    Sets the values of the unit of work's sentence. raises BadFile.
    """
    every = readable(session)
    found = published.tables(entries, first, _taken(session), _first_runs(every, today))
    whole = [
        ({**table, "until": last} if last is not None and "rule" in table else table, entry.line)
        for entry, each in zip(entries, found, strict=True)
        if not each.lack
        for table in each.tables
    ]
    name = "schedule"
    file = grid_files.read_tables(name, whole)
    new = _new(every, file.slots, first)
    applied = grid_files.apply(session, replace(file, slots=tuple(new)), name=name, today=today)
    titles = {each.series: each.terms.content.title for each in every}
    titles |= {each.series: each.terms.content.title for each in file.slots}
    said = {each.series: _words(each.terms, titles) for each in new}
    applied.steps = [replace(each, said=said[each.series]) for each in applied.steps if each.fate is Fate.NEW]
    describe(session, count=len(applied.steps))
    return applied


def _words(terms: Terms, titles: dict[str, str]) -> str:
    """A slot as people know it: "05:00 Thời sự, hằng ngày, từ 14/09/2019"."""
    content, when = terms.content, terms.recurrence
    title = content.title or _("{title} (repeat)").format(title=titles.get(content.repeats, content.repeats))
    start = f"{formats.exact_clock(when.at)} {title}"
    if when.rule.is_once:
        return _("{slot}, on {day}").format(slot=start, day=formats.day_in_words(when.start))
    said = _("{slot}, {rule}, from {day}").format(slot=start, rule=rule_words(when.rule), day=formats.day(when.start))
    return _("{slot} until {day}").format(slot=said, day=formats.day(when.until)) if when.until else said


def _first_runs(every: Iterable[SlotView], today: dt.date) -> tuple[FirstRun, ...]:
    """The first runs of the grid whose days a published schedule could name, and that have not ended."""
    found = []
    for each in every:
        content, when = each.terms.content, each.terms.recurrence
        if content.kind is not BroadcastKind.FIRST_RUN or _is_over(each, today):
            continue
        parts = re.fullmatch(r"FREQ=(?:DAILY|WEEKLY;BYDAY=([A-Z,]+))", when.rule.text)
        if when.rule.is_once or parts:
            day = when.start if parts is None else tuple(parts[1].split(",")) if parts[1] else None
            found.append(FirstRun(each.series, content.title, when.at.hour * 60 + when.at.minute, day))
    return tuple(found)


def _is_over(slot: SlotView, day: dt.date) -> bool:
    """Whether a slot has ended before a day, or another one of its series has taken its place."""
    until = slot.terms.recurrence.until
    return not slot.is_newest or (until is not None and until < day)


def _new(every: Sequence[SlotView], of_text: Sequence[FileSlot], first: dt.date) -> list[FileSlot]:
    """The slots that the grid, `every`, does not have. Repeats of those that it has are repeats of the grid's own.

    first: the first day of what recurs.
    """
    same = _same(every, of_text, first, is_text_too=True)
    new = []
    for each in _first_runs_first(of_text):
        if each.series not in same:
            content = each.terms.content
            content = replace(content, repeats=same.get(content.repeats, content.repeats))
            new.append(replace(each, terms=replace(each.terms, content=content)))
    return new


def _same(
    every: Sequence[SlotView], of_text: Sequence[FileSlot], first: dt.date, *, is_text_too: bool = False
) -> dict[str, str]:
    """The series of the slots that the grid, `every`, has already, with its own. is_text_too: or the text before.

    first: the first day of what recurs. A slot that is over by then is no longer there.
    """
    titles = {each.series: each.terms.content.title for each in every}
    known = {_slot_key(each.terms, titles): each.series for each in every if not _is_over(each, first)}
    titles |= {each.series: each.terms.content.title for each in of_text}
    same: dict[str, str] = {}
    for each in _first_runs_first(of_text):
        slot_key = _slot_key(each.terms, titles)
        if slot_key in known:
            same[each.series] = known[slot_key]
        elif is_text_too:
            known[slot_key] = each.series
    return same


def _first_runs_first(of_text: Iterable[FileSlot]) -> list[FileSlot]:
    return sorted(of_text, key=lambda each: each.terms.content.kind is BroadcastKind.REPEAT)


def _slot_key(terms: Terms, titles: dict[str, str]) -> Hashable:
    """What is the same in two slots of one programme, one time and one rule, both on the station's own air or not.

    titles: of the programmes of series.
    """
    content, when = terms.content, terms.recurrence
    title = titles.get(content.repeats, "") if content.kind is BroadcastKind.REPEAT else content.title
    start = when.start if when.rule.is_once else None
    return content.kind, key(title), key(content.upstream), when.at, when.rule.text, start, OWN in terms.outlets
