"""The pauses of slots as pairs of days, both included: what a change does with them. Pure: no session, no clock."""

import datetime as dt
from collections.abc import Iterable, Sequence

from radiodesk.locale import formats

Pause = tuple[dt.date, dt.date]

_DAY = dt.timedelta(days=1)
_MOST_SAID = 4
"""The most stretches of days that a sentence names."""


def with_changes(own: Sequence[Pause], before: Iterable[Pause], after: Iterable[Pause]) -> tuple[Pause, ...]:
    """The pauses of a slot after a change of another one of its series, from `before` to `after`. Its others stay."""
    before, after = set(before), set(after)
    return tuple(sorted((set(own) - (before - after)) | (after - before)))


def changed_from(day: dt.date, before: Iterable[Pause], after: Iterable[Pause]) -> tuple[Pause, ...]:
    """The pauses after a change that counts from a day on: before that day they stay as they are."""
    before, after = set(before), set(after)
    ended = {(first, min(last, day - _DAY)) for first, last in before - after if first < day}
    begun = {(max(first, day), last) for first, last in after - before if last >= day}
    return tuple(sorted((before & after) | ended | begun))


def stretches(days: Iterable[dt.date]) -> list[Pause]:
    """Days as first and last ones of stretches without a break."""
    found: list[Pause] = []
    for day in sorted(set(days)):
        if found and day == found[-1][1] + _DAY:
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return found


def words(found: Iterable[Pause]) -> str:
    """Pauses as they are typed and read: "14/02/2026–20/02/2026; 30/04/2026"."""
    return "; ".join(formats.day(first) if first == last else _range(first, last) for first, last in sorted(found))


def days_in_words(days: Iterable[dt.date]) -> str:
    """Days as stretches, the first few of them: "24/12/2026–26/12/2026; 01/01/2027; …"."""
    found = stretches(days)
    return "; ".join(filter(None, (words(found[:_MOST_SAID]), "…" if len(found) > _MOST_SAID else "")))


def _range(first: dt.date, last: dt.date) -> str:
    return f"{formats.day(first)}–{formats.day(last)}"
