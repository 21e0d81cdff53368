"""Compare a slot of a grid file with those of its series at the desk."""

import datetime as dt
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from radiodesk.locale import _, formats
from radiodesk.model.text import key
from radiodesk.schedule.grid_files.reading import FileSlot
from radiodesk.schedule.rule_words import rule_words
from radiodesk.schedule.slots import Content, SlotView, Terms

Words = Mapping[Hashable, str]
"""Days, outlets or people in words, by what they are compared by."""

_DAY = dt.timedelta(days=1)
_SHOWN = 3
"""So many added and removed days, outlets or people are named."""


def last_day(known: Sequence[SlotView]) -> dt.date:
    """The last day of the slots of a series that was ended."""
    return max(each.terms.recurrence.last for each in known if each.terms.recurrence.last is not None)


def begun_again(slot: FileSlot, known: Sequence[SlotView], today: dt.date) -> FileSlot:
    """A slot whose series was ended, from today on: it pauses since then."""
    pause = (last_day(known) + _DAY, today - _DAY)
    if pause[1] < pause[0]:
        return slot
    when = slot.terms.recurrence
    return replace(slot, terms=replace(slot.terms, recurrence=replace(when, pauses=(*when.pauses, pause))))


def series_start(known: Sequence[SlotView]) -> dt.date:
    """The first day of a series."""
    return min(each.terms.recurrence.start for each in known)


def differences(slot: SlotView, terms: Terms, known: Sequence[SlotView], today: dt.date) -> tuple[str, ...]:
    """What a file changes in a slot, as "time 05:30 → 05:45"; empty if nothing. known: all slots of its series.

    today: a change applies from there on, so that earlier pauses, exclusions and additions are not compared.
    """
    when, wanted = slot.terms.recurrence, terms.recurrence
    starts = {when.start, series_start(known)}
    values: tuple[tuple[str, Any, Any, Callable[[Any], str]], ...] = (
        (_("what is broadcast"), slot.terms.content, terms.content, _titled),
        (_("time"), when.at, wanted.at, formats.exact_clock),
        (_("length"), when.seconds, wanted.seconds, formats.duration),
        (_("first day"), series_start(known), series_start(known) if wanted.start in starts else wanted.start, _day),
        (_("last day"), when.until, wanted.until, _day),
        (_("rule"), when.rule, wanted.rule, rule_words),
    )
    sets = (
        (_("pauses"), _until(today, when.pauses), _until(today, wanted.pauses)),
        (_("exclusions"), _from(today, when.exclusions), _from(today, wanted.exclusions)),
        (_("additions"), _from(today, when.additions), _from(today, wanted.additions)),
        (_("outlets"), _by_key(slot.terms.outlets), _by_key(terms.outlets)),
        (_("on duty"), _on_duty(slot.terms), _on_duty(terms)),
    )
    replaced = [_replaced(name, words(old), words(new)) for name, old, new, words in values if old != new]
    return (*replaced, *(_exchanged(name, old, new) for name, old, new in sets if old.keys() != new.keys()))


def _replaced(name: str, old: str, new: str) -> str:
    """A value that becomes another one. Where what differs has no words of its own, both look alike."""
    return name if old == new else f"{name} {old} → {new}"


def _exchanged(name: str, old: Words, new: Words) -> str:
    """What is removed and what is added."""
    removed = [words for each, words in old.items() if each not in new]
    added = [words for each, words in new.items() if each not in old]
    return " ".join([name, *_signed("−", removed), *_signed("+", added)])


def _signed(sign: str, words: Sequence[str]) -> list[str]:
    """The first few of some words with a sign before each."""
    return [f"{sign}{each}" for each in (words if len(words) <= _SHOWN else [*words[:_SHOWN], "…"])]


def _titled(content: Content) -> str:
    return f"“{content.title or content.repeats}”"


def _day(day: dt.date | None) -> str:
    return _("none") if day is None else formats.day(day)


def _by_key(names: Iterable[str]) -> Words:
    return {key(name): name for name in names}


def _on_duty(terms: Terms) -> Words:
    return {(role.value, key(name)): name for role, name in terms.duties}


def _until(today: dt.date, pauses: Iterable[tuple[dt.date, dt.date]]) -> Words:
    """The pauses that end on a day or later."""
    return {
        (first, last): formats.day(first) if first == last else f"{formats.day(first)}–{formats.day(last)}"
        for first, last in pauses
        if last >= today
    }


def _from(today: dt.date, days: Iterable[dt.date]) -> Words:
    """Days and local starts from a day on. They are compared as text: a day is not its midnight."""
    return {each.isoformat(): _moment(each) for each in days if dt.date(each.year, each.month, each.day) >= today}


def _moment(day: dt.date) -> str:
    """A day, or a local start."""
    return f"{formats.clock(day)} {formats.day(day.date())}" if isinstance(day, dt.datetime) else formats.day(day)
