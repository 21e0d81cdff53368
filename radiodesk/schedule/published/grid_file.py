"""The entries of a published schedule as a grid file (TOML).

What cannot become a slot as it stands, such as a repeat of a programme that the text lacks, is written as a comment.
"""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from radiodesk.locale import N_, _, formats
from radiodesk.model.text import fold, key
from radiodesk.schedule.published import days, relays
from radiodesk.schedule.published.days import CODES, Day
from radiodesk.schedule.published.reading import RELAY, Entry
from radiodesk.schedule.published.times import DAY
from radiodesk.schedule.series_names import slug

_NO_START = N_("its start is not in the text")
_NO_TITLE = N_("its title is not in the text")
_NO_UPSTREAM = N_("the station that it relays is not in the text")
_NO_FIRST_RUN = N_("a repeat whose first run is not in the text")


@dataclass(frozen=True, slots=True)
class GridFile:
    """A grid file. slots: their number. comments: the number of entries that are only comments."""

    text: str
    slots: int
    comments: int


@dataclass(frozen=True, slots=True)
class FirstRun:
    """A slot of first runs that the desk has already. start: in minutes."""

    series: str
    title: str
    start: int
    day: Day


def grid_file(entries: Sequence[Entry], today: dt.date) -> GridFile:
    """The entries as a grid. today: the first day of what recurs."""
    import tomlkit

    blocks, comments = [], 0
    for entry, (table, lack) in zip(entries, tables(entries, today), strict=True):
        # Tables of tomlkit, which know their places and comments, would take most of the time for thousands of entries.
        keys = (f"{name} = {tomlkit.item(value).as_string()}" for name, value in table.items())
        slot = "\n".join(["[[slot]]", *keys])
        if lack:
            comments += 1
            note = _("Line {line}: {reason}").format(line=entry.line, reason=lack)
            slot = "\n".join(f"# {line}" for line in [note, *slot.split("\n")])
        blocks.append(slot)
    return GridFile("\n\n".join(blocks) + "\n", len(entries) - comments, comments)


def tables(
    entries: Sequence[Entry], first: dt.date, taken: Collection[str] = (), first_runs: Sequence[FirstRun] = ()
) -> list[tuple[dict[str, Any], str]]:
    """The table of a grid file for each entry, and what it lacks to be a slot, in words; empty if nothing.

    first: the first day of what recurs. taken: keys that other slots have. first_runs: those that repeats may carry
    whose own first run the text lacks.
    """
    grid = _Grid(entries, taken, first_runs)
    found = []
    for place, entry in enumerate(entries):
        lack = grid.lack(place)
        reason = _(lack) if lack else ""
        if lack is _NO_FIRST_RUN and entry.repeat_of:
            reason += f" ({repeat_words(entry)})"
        found.append((grid.slot(place, first), reason))
    return found


def repeat_words(entry: Entry) -> str:
    """What a text says of the first run of a repeat: its day, or the words as they are."""
    try:
        return formats.day(dt.date.fromisoformat(entry.repeat_of or ""))
    except ValueError:
        return entry.repeat_of or ""


def minutes(entries: Sequence[Entry], place: int) -> int | None:
    """The length of an entry in minutes, up to its end or to the next start of its day. None if neither is known."""
    entry = entries[place]
    if entry.start is None:
        return None
    if entry.end is not None:
        return entry.end - entry.start
    following = entries[place + 1] if place + 1 < len(entries) else None
    if following is None or following.start is None or following.day != entry.day:
        return None
    return max(0, following.start - entry.start) or None


class _Grid:
    """The slots of all entries, which refer to one another."""

    def __init__(self, entries: Sequence[Entry], taken: Collection[str], first_runs: Sequence[FirstRun]) -> None:
        self._entries = entries
        self._known = first_runs
        self._keys = _unique([_slug(entry) for entry in entries], taken)
        self._kinds: dict[str, str] = {}
        self._first_runs: dict[str, list[int]] = defaultdict(list)
        for place, entry in enumerate(entries):
            if entry.title and entry.kind != RELAY:
                self._kinds.setdefault(key(entry.title), entry.kind)
                if not entry.repeat and entry.start is not None:
                    self._first_runs[key(entry.title)].append(place)

    def slot(self, place: int, today: dt.date) -> dict[str, Any]:
        """The keys of a slot that are known."""
        entry = self._entries[place]
        day, start = entry.day, entry.start
        if start is not None and start >= DAY:
            day, start = _next_day(day), start - DAY
        slot: dict[str, Any] = {"key": self._keys[place], **self._content(place)}
        if start is not None:
            slot["at"] = f"{start // 60:02}:{start % 60:02}"
        if length := minutes(self._entries, place):
            slot["length"] = f"{length // 60}:{length % 60:02}:00" if length >= 60 else f"{length}:00"
        slot["from"] = day if isinstance(day, dt.date) else today
        if not isinstance(day, dt.date):
            slot["rule"] = "FREQ=WEEKLY;BYDAY=" + ",".join(day) if day else "FREQ=DAILY"
        if entry.own_live:
            slot["own_live"] = True
        return slot

    def lack(self, place: int) -> str:
        """What an entry lacks to be a slot; empty if nothing."""
        entry = self._entries[place]
        content = self._content(place)
        lacks = (
            (entry.start is None, _NO_START),
            (entry.kind == RELAY and not ({"upstream", "live_event"} & content.keys()), _NO_UPSTREAM),
            (entry.kind != RELAY and not entry.title, _NO_TITLE),
            (entry.repeat and "programme" in content, _NO_FIRST_RUN),
        )
        return next((reason for is_lacking, reason in lacks if is_lacking), "")

    def _content(self, place: int) -> dict[str, Any]:
        """What a slot broadcasts: a relay, a repeat, or a programme."""
        entry = self._entries[place]
        if entry.kind == RELAY:
            upstream = entry.upstream or relays.upstream_in(entry.title or "")
            source: dict[str, Any] = {"upstream": upstream} if upstream else {}
            if entry.live:
                source["live_event"] = True
            return {"relay": entry.title or upstream or "", **source}
        if entry.repeat and (found := self._first_run(entry)):
            first, days_after = found
            return {"repeats": self._keys[first], **({"days_after": days_after} if days_after else {})}
        if entry.repeat and (known := self._known_first_run(entry)):
            series, days_after = known
            return {"repeats": series, **({"days_after": days_after} if days_after else {})}
        title = entry.title or ""
        return {"programme": title, "kind": self._kinds.get(key(title), entry.kind)}

    def _first_run(self, entry: Entry) -> tuple[int, int] | None:
        """The nearest first run of a repeat in the text, and how many days before it that is."""
        found = []
        for place in self._first_runs.get(key(entry.title or ""), ()):
            first = self._entries[place]
            days_after = _days_between(first, entry)
            if days_after is not None and first.start is not None:
                found.append((days_after, -first.start, place))
        return (min(found)[2], min(found)[0]) if found else None

    def _known_first_run(self, entry: Entry) -> tuple[str, int] | None:
        """The series of the nearest first run of a repeat in the desk's grid, and how many days before it that is."""
        found = []
        for known in self._known:
            if key(known.title) == key(entry.title or ""):
                first = replace(entry, day=known.day, start=known.start)
                if (days_after := _days_between(first, entry)) is not None:
                    found.append((days_after, -known.start, known.series))
        return (min(found)[2], min(found)[0]) if found else None


def _days_between(first: Entry, repeat: Entry) -> int | None:
    """How many days a repeat is after a first run. None if it is not after it, or not always the same."""
    if first.start is None or repeat.start is None:
        return None
    said = fold(repeat.repeat_of or "")
    least = 0 if repeat.start > first.start and not re.search(r"\b(?:hom|ngay) (?:truoc|qua)\b", said) else 1
    if isinstance(first.day, dt.date) and isinstance(repeat.day, dt.date):
        is_other = bool(days.find_date(said)) and said != first.day.isoformat()
        between = (repeat.day - first.day).days
        return None if is_other or between < least else between
    if isinstance(first.day, dt.date) or isinstance(repeat.day, dt.date):
        return None
    if days.find_date(said) or days.find_weekday(said) is not None:
        return None
    ours, theirs = ({CODES.index(code) for code in day or CODES} for day in (repeat.day, first.day))
    return next((n for n in range(least, 8) if all((each - n) % 7 in theirs for each in ours)), None)


def _next_day(day: Day) -> Day:
    if isinstance(day, dt.date):
        return day + dt.timedelta(days=1)
    return tuple(sorted((CODES[(CODES.index(code) + 1) % 7] for code in day), key=CODES.index)) if day else None


def _slug(entry: Entry) -> str:
    """The key of an entry's slot, not yet unique: "thoi-su-sang", "thoi-su-sang-lai" for a repeat."""
    name = slug(entry.title or entry.upstream or "")
    return f"{name}-lai" if entry.repeat else name


def _unique(slugs: Sequence[str], taken: Collection[str]) -> list[str]:
    """The slugs with numbers where one occurs again, or is taken."""
    used = set(taken)
    counts: dict[str, int] = defaultdict(int)
    keys = []
    for wanted in slugs:
        unique = wanted
        while unique in used:
            counts[wanted] += 1
            unique = f"{wanted}-{counts[wanted] + 1}"
        used.add(unique)
        keys.append(unique)
    return keys
