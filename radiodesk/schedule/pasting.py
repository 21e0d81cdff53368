"""Make slots of a published schedule. What the grid has already stays, and is not added a second time."""

import datetime as dt
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from radiodesk.errors import UserError
from radiodesk.kinds import BroadcastKind
from radiodesk.locale import N_
from radiodesk.model import Series
from radiodesk.model.changes import describe
from radiodesk.model.text import key
from radiodesk.schedule import grid_files, programmes, published
from radiodesk.schedule.grid_files import Applied, Fate, FileSlot
from radiodesk.schedule.published import Entry
from radiodesk.schedule.slots import Terms, slots

MOST_ENTRIES = 1_000
"""More entries than a week of a busy station has."""


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


def read(session: Session, text: str, today: dt.date) -> Pasted:
    """The entries of a text, with the titles and kinds of the station's programmes. Slow for a long text.

    raises NoSchedule, TooManyEntries.
    """
    found = published.read(text, today)
    if not found.entries:
        raise NoSchedule
    if len(found.entries) > MOST_ENTRIES:
        raise TooManyEntries(count=len(found.entries))
    entries = published.as_programmes(found.entries, programmes.titles(session))
    return Pasted(tuple(with_ends(entries)), found.unreadable)


def with_ends(entries: Sequence[Entry]) -> list[Entry]:
    """The entries with the ends that their next starts give, so that one can be left out or moved by itself."""
    lengths = [published.minutes(entries, place) for place in range(len(entries))]
    return [
        replace(each, end=each.start + length) if length and each.start is not None else each
        for each, length in zip(entries, lengths, strict=True)
    ]


def lacks(entries: Sequence[Entry], first: dt.date) -> list[str]:
    """What each entry lacks to be a slot, in words; empty if nothing."""
    return [lack for _table, lack in published.tables(entries, first)]


def add_slots(session: Session, entries: Sequence[Entry], first: dt.date, today: dt.date) -> Applied:
    """Add the slots of the entries that lack nothing, but for those that the grid has, and generate.

    A slot is the same if its programme, its time and its rule are. first: the first day of what recurs.
    Sets the values of the unit of work's sentence. raises BadGridFile.
    """
    taken = set(session.scalars(select(Series.name)))
    tables = published.tables(entries, first, taken)
    whole = [(table, entry.line) for entry, (table, lack) in zip(entries, tables, strict=True) if not lack]
    name = "schedule"
    file = grid_files.read_tables(name, whole)
    new = _new(session, file.slots)
    applied = grid_files.apply(session, replace(file, slots=tuple(new)), name=name, today=today)
    applied.steps = [each for each in applied.steps if each.fate is Fate.NEW]
    describe(session, count=len(applied.steps))
    return applied


def _new(session: Session, of_text: Sequence[FileSlot]) -> list[FileSlot]:
    """The slots that the grid does not have. Repeats of those that it has are repeats of the grid's own."""
    every = slots(session)
    titles = {each.series: each.terms.content.title for each in every}
    known = {_sameness(each.terms, titles): each.series for each in every if each.is_newest}
    titles |= {each.series: each.terms.content.title for each in of_text}
    same: dict[str, str] = {}
    new = []
    for each in _first_runs_first(of_text):
        likeness = _sameness(each.terms, titles)
        if likeness in known:
            same[each.series] = known[likeness]
            continue
        known[likeness] = each.series
        content = each.terms.content
        content = replace(content, repeats=same.get(content.repeats, content.repeats))
        new.append(replace(each, terms=replace(each.terms, content=content)))
    return new


def _first_runs_first(of_text: Iterable[FileSlot]) -> list[FileSlot]:
    return sorted(of_text, key=lambda each: each.terms.content.kind is BroadcastKind.REPEAT)


def _sameness(terms: Terms, titles: dict[str, str]) -> Hashable:
    """What is the same in two slots of one programme, one time and one rule. titles: of the programmes of series."""
    content, when = terms.content, terms.recurrence
    title = titles.get(content.repeats, "") if content.kind is BroadcastKind.REPEAT else content.title
    start = when.start if when.rule.is_once else None
    return content.kind, key(title), key(content.upstream), when.at, when.rule.text, start
