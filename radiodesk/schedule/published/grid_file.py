"""The entries of a published schedule as a grid file (TOML).

What cannot become a slot as it stands, such as a repeat of a programme that the text lacks, is written as a comment.
"""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from radiodesk.locale import N_, _, formats
from radiodesk.model.text import fold, key
from radiodesk.schedule.grid_files import as_text
from radiodesk.schedule.published import days, relays, times
from radiodesk.schedule.published.days import CODES, Day
from radiodesk.schedule.published.first_runs import FirstRun, FirstRuns, Repeat
from radiodesk.schedule.published.reading import RELAY, Entry
from radiodesk.schedule.published.times import DAY
from radiodesk.schedule.series_names import slug


class Tables(NamedTuple):
    """The tables of a grid file for one entry. The texts are empty where there is nothing to say."""

    tables: list[dict[str, Any]]
    lack: str = ""
    """What it lacks to be a slot, in words."""
    advice: str = ""
    """What to do about that."""
    doubt: str = ""
    """Which first run a repeat has been given although the text says it by halves."""


_DAY_IN_DOUBT = N_("its day is in doubt: look at “{words}”")
_NO_START = N_("its start is not in the text")
_NO_TITLE = N_("its title is not in the text")
_NO_UPSTREAM = N_("the station that it relays is not in the text")
_NO_FIRST_RUN = N_("a repeat whose first run is not in the text")
_WRITE_FIRST_RUN = N_("write the title of its first run, or make it a first run")


@dataclass(frozen=True, slots=True)
class GridFile:
    """A grid file. slots: their number. comments: the number of entries that are only comments."""

    text: str
    slots: int
    comments: int


def grid_file(entries: Sequence[Entry], tables: Sequence[Tables]) -> GridFile:
    """A grid file with the tables of the entries. What lacks something is a comment, with the reason."""
    blocks, comments = [], 0
    for entry, found in zip(entries, tables, strict=True):
        for table in found.tables:
            slot = as_text(table)
            if reason := found.lack or found.doubt:
                note = _("Line {line}: {reason}").format(line=entry.line, reason=reason)
                slot = f"{note}\n{slot}" if found.lack else f"# {note}\n{slot}"
            if found.lack:
                comments += 1
                slot = "\n".join(f"# {line}" for line in slot.split("\n"))
            blocks.append(slot)
    return GridFile("\n\n".join(blocks) + "\n", len(blocks) - comments, comments)


def tables(
    entries: Sequence[Entry], first: dt.date, taken: Collection[str] = (), first_runs: Sequence[FirstRun] = ()
) -> list[Tables]:
    """The tables for each entry.

    An entry is one slot, but for a repeat whose first runs are different slots on different weekdays.
    first: the first day of what recurs. taken: keys that other slots have. first_runs: those that repeats may carry
    whose own first run the text lacks.
    """
    grid = _Grid(entries, taken, first_runs)
    found = []
    for place, entry in enumerate(entries):
        lack = grid.lack(place)
        reason = _(lack) if lack else ""
        if lack is _DAY_IN_DOUBT:
            reason = doubt_words(entry)
        if lack is _NO_FIRST_RUN and entry.repeat_of:
            reason += f" ({repeat_words(entry)})"
        advice = _(_WRITE_FIRST_RUN) if lack is _NO_FIRST_RUN else ""
        found.append(Tables(grid.slots(place, first), reason, advice, "" if lack else grid.doubt(place)))
    return found


def doubt_words(entry: Entry) -> str:
    """Why the day of an entry is in doubt; empty if it is not."""
    return _(_DAY_IN_DOUBT).format(words=entry.day_doubt) if entry.day_doubt else ""


def title_of(entry: Entry) -> str:
    """The title of an entry; that of a relay without one is its upstream. Empty if the text says neither."""
    return entry.title or (_upstream_of(entry) if entry.kind == RELAY else "")


def _upstream_of(relay: Entry) -> str:
    return relay.upstream or relays.upstream_in(relay.title or "") or ""


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
    if following is None or following.start is None:
        return None
    if (following.day, following.day_doubt) != (entry.day, entry.day_doubt):
        return None
    return max(0, following.start - entry.start) or None


@dataclass(frozen=True, slots=True)
class _Part:
    """The weekdays of a repeat that carry the first runs of one slot. day: a date, or None for every day, as well."""

    day: Day
    first: FirstRun | None = None
    days_after: int = 0
    is_guess: bool = False
    """Whether the repeat says something else: a part of the day, an hour without a first run, or one of several."""


class _Grid:
    """The slots of all entries, which refer to one another."""

    def __init__(self, entries: Sequence[Entry], taken: Collection[str], first_runs: Sequence[FirstRun]) -> None:
        self._entries = entries
        self._kinds: dict[str, str] = {}
        of_text = []
        for place, entry in enumerate(entries):
            if entry.title and entry.kind != RELAY:
                self._kinds.setdefault(key(entry.title), entry.kind)
                if not entry.repeat and entry.start is not None and not entry.day_doubt:
                    of_text.append(FirstRun("", entry.title, entry.start, entry.day, place))
        self._of_text = FirstRuns(of_text)
        self._of_desk = FirstRuns(sorted(first_runs, key=lambda each: each.series))
        self._parts = [self._parts_of(entry) or [_Part(entry.day)] for entry in entries]
        slugs = [_slug(entry) for entry, parts in zip(entries, self._parts, strict=True) for _part in parts]
        keys = iter(_unique(slugs, taken))
        self._keys = [[next(keys) for _part in parts] for parts in self._parts]

    def slots(self, place: int, today: dt.date) -> list[dict[str, Any]]:
        """The slots of an entry, each with the keys that are known."""
        named = zip(self._keys[place], self._parts[place], strict=True)
        return [{"key": name, **self._slot(place, part, today)} for name, part in named]

    def _slot(self, place: int, part: _Part, today: dt.date) -> dict[str, Any]:
        entry = self._entries[place]
        day, start = part.day, entry.start
        if start is not None and start >= DAY:
            day, start = days.next_day(day), start - DAY
        slot = self._content(place, part)
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
        content = self._content(place, self._parts[place][0])
        lacks = (
            (bool(entry.day_doubt), _DAY_IN_DOUBT),
            (entry.start is None, _NO_START),
            (entry.kind == RELAY and not ({"upstream", "live_event"} & content.keys()), _NO_UPSTREAM),
            (entry.kind != RELAY and not entry.title and "repeats" not in content, _NO_TITLE),
            (entry.repeat and "programme" in content, _NO_FIRST_RUN),
        )
        return next((reason for is_lacking, reason in lacks if is_lacking), "")

    def _content(self, place: int, part: _Part) -> dict[str, Any]:
        """What a slot broadcasts: a relay, a repeat, or a programme."""
        entry = self._entries[place]
        if entry.kind == RELAY:
            upstream = _upstream_of(entry)
            source: dict[str, Any] = {"upstream": upstream} if upstream else {}
            if entry.live:
                source["live_event"] = True
            return {"relay": title_of(entry), **source}
        if first := part.first:
            series = first.series if first.place is None else self._keys[first.place][0]
            return {"repeats": series, **({"days_after": part.days_after} if part.days_after else {})}
        title = entry.title or ""
        return {"programme": title, "kind": self._kinds.get(key(title), entry.kind)}

    def doubt(self, place: int) -> str:
        """Which first run a repeat was given although it says something else, in words; empty if it does not."""
        for part in self._parts[place]:
            if part.is_guess and (first := part.first):
                said = _("probably the repeat of “{title}” at {time}")
                return said.format(title=first.title, time=times.clock(first.start))
        return ""

    def _parts_of(self, entry: Entry) -> list[_Part]:
        """The parts of a repeat: one, or if its first runs are on other days than one slot has, one for each slot.

        Empty if the first run of one of its days is unknown, and for what is no repeat.
        """
        if not entry.repeat or entry.kind == RELAY:
            return []
        repeat = Repeat.of(entry)
        finders = (self._at_hour, self._first_run, self._of_part_of_day)
        return next((parts for find in finders if (parts := self._parts_by(find, repeat))), [])

    def _parts_by(self, find: Callable[[Repeat], _Part | None], repeat: Repeat) -> list[_Part]:
        """The parts of a repeat with the first runs that `find` gives for it, or for each of its weekdays."""
        if whole := find(repeat):
            return [whole]
        if isinstance(repeat.day, dt.date):
            return []
        of_slots: dict[_Part, list[str]] = defaultdict(list)
        for code in repeat.day or CODES:
            part = find(replace(repeat, day=(code,)))
            if part is None:
                return []
            of_slots[replace(part, day=None)].append(code)
        return [replace(part, day=tuple(codes)) for part, codes in of_slots.items()]

    def _at_hour(self, repeat: Repeat) -> _Part | None:
        """The whole of a repeat, with the first run of the hour that it names: a guess, if titles are in question."""
        found = self._of_text.at_hour(repeat) or self._of_desk.at_hour(repeat)
        return _Part(repeat.day, found.first, found.days_after, not found.is_only_title) if found else None

    def _first_run(self, repeat: Repeat) -> _Part | None:
        """The same, else with the nearest first run of its title: a guess, if it names another hour."""
        if at_hour := self._at_hour(repeat):
            return at_hour
        found = self._of_text.of_title(repeat) or self._of_desk.of_title(repeat)
        is_guess = repeat.hour is not None and not repeat.is_hour_in_title
        return _Part(repeat.day, found.first, found.days_after, is_guess) if found else None

    def _of_part_of_day(self, repeat: Repeat) -> _Part | None:
        """The whole of "Thời sự sáng", with the first run of "Thời sự" in the morning, if its day has only one."""
        match = _WITH_PART_OF_DAY.fullmatch(repeat.title)
        hours = times.PARTS.get(fold(match["part"])) if match else None
        if match is None or hours is None:
            return None
        found = self._of_text.in_hours(match["title"], hours, repeat)
        return _Part(repeat.day, found.first, found.days_after, True) if found and found.is_only_of_day else None


_WITH_PART_OF_DAY = re.compile(r"(?P<title>.+?) (?:buổi |buoi )?(?P<part>[^ ]+)")
"""A title with the part of the day in which it is on air, if its last word is one of `times.PARTS`."""


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
