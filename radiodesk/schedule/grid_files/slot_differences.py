"""Compare a slot of a grid file with those of its series at the desk."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace

from radiodesk.locale import _
from radiodesk.model.text import key
from radiodesk.schedule.grid_files.reading import FileSlot
from radiodesk.schedule.slots import SlotView, Terms

_DAY = dt.timedelta(days=1)


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
    """What a file changes in a slot, in words; empty if nothing. known: all slots of its series.

    today: a change applies from there on, so that earlier pauses, exclusions and additions are not compared.
    """
    when, wanted = slot.terms.recurrence, terms.recurrence
    starts = {when.start, series_start(known)}
    pairs: tuple[tuple[str, object, object], ...] = (
        (_("what is broadcast"), slot.terms.content, terms.content),
        (_("time"), when.at, wanted.at),
        (_("length"), when.seconds, wanted.seconds),
        (_("first day"), True, wanted.start in starts),
        (_("last day"), when.until, wanted.until),
        (_("rule"), when.rule.text, wanted.rule.text),
        (_("pauses"), _until(today, when.pauses), _until(today, wanted.pauses)),
        (_("exclusions"), _from(today, when.exclusions), _from(today, wanted.exclusions)),
        (_("additions"), _from(today, when.additions), _from(today, wanted.additions)),
        (_("outlets"), set(map(key, slot.terms.outlets)), set(map(key, terms.outlets))),
        (_("on duty"), _folded(slot.terms), _folded(terms)),
    )
    return tuple(name for name, before, after in pairs if before != after)


def _folded(terms: Terms) -> set[tuple[str, str]]:
    return {(role.value, key(name)) for role, name in terms.duties}


def _until(today: dt.date, pauses: Iterable[tuple[dt.date, dt.date]]) -> set[tuple[dt.date, dt.date]]:
    """The pauses that end on a day or later."""
    return {pause for pause in pauses if pause[1] >= today}


def _from(today: dt.date, days: Iterable[dt.date]) -> set[str]:
    """Days and local starts from a day on, as text: a day is not its midnight."""
    return {each.isoformat() for each in days if dt.date(each.year, each.month, each.day) >= today}
