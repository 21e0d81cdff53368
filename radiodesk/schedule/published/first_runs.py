"""The first run that a repeat belongs to: that of the hour which it names, or the nearest of its title. Pure.

A pasted text is judged after every correction: what is asked of a title or an hour is sorted once, for all repeats.
"""

import datetime as dt
import re
from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from radiodesk.model.text import fold, key
from radiodesk.schedule.listed_days import find_weekday
from radiodesk.schedule.published import days, times
from radiodesk.schedule.published.days import CODES, Day
from radiodesk.schedule.published.reading import Entry
from radiodesk.schedule.published.words import Words


@dataclass(frozen=True, slots=True)
class FirstRun:
    """A slot of first runs. start: in minutes."""

    series: str
    """Empty for one of the text."""
    title: str
    start: int
    day: Day
    place: int | None = None
    """That of its entry, if it is one of the text."""


class Nearest(NamedTuple):
    """The first run nearest before a repeat. day: its days, as the slots of first runs have them."""

    first: FirstRun
    days_after: int
    is_only_title: bool
    """Whether no first run with another title is as near."""
    is_only_of_day: bool
    """Whether those asked have no other start on its day."""


@dataclass(frozen=True, slots=True)
class Repeat:
    """What a repeat says of its first run."""

    day: Day
    start: int | None
    title: str
    """Its key."""
    hour: int | None
    """The start of the first run that it names, in minutes; None if it names none."""
    words: frozenset[str]
    """Those of its title, without the hour."""
    is_hour_in_title: bool
    said: str
    """Its other words, folded."""
    has_date: bool
    has_weekday: bool
    least: int
    """At least so many days after the first run, if that starts earlier in its day."""

    @classmethod
    def of(cls, entry: Entry) -> "Repeat":
        """What an entry says."""
        said = Words.of(entry.repeat_of or "")
        title = Words.of(entry.title or "")
        has_date = bool(days.find_date(fold(said.text)))
        spans = [] if has_date else times.find(said, said.folded)
        hour, words, is_in_title = (spans[0].start if len(spans) == 1 else None), title.text, False
        behind = times.find(title, title.folded) if hour is None else []
        if behind and behind[-1].stop == len(title.text):  # "Thời sự 5h00"
            hour, words, is_in_title = behind[-1].start, title.part(0, behind[-1].begin).text, True
        folded = fold(said.text)
        is_later = bool(re.search(r"\b(?:hom|ngay) (?:truoc|qua)\b", folded))
        return cls(
            day=entry.day,
            start=entry.start,
            title=key(entry.title or ""),
            hour=hour,
            words=_title_words(words),
            is_hour_in_title=is_in_title,
            said=folded,
            has_date=has_date,
            has_weekday=find_weekday(folded) is not None,
            least=7 if "tuan truoc" in folded else int(is_later),
        )

    def days_after(self, day: Day, start: int) -> int | None:
        """How many days it is after a first run. None if it is not after it, or not always the same."""
        if self.start is None:
            return None
        least = self.least or int(self.start <= start)
        if isinstance(day, dt.date) and isinstance(self.day, dt.date):
            is_other = self.has_date and self.said != day.isoformat()
            between = (self.day - day).days
            return None if is_other or between < least else between
        if isinstance(day, dt.date) or isinstance(self.day, dt.date) or self.has_date or self.has_weekday:
            return None
        return _days_between(day, self.day, least)


@lru_cache(4_096)
def _days_between(first: tuple[str, ...] | None, repeat: tuple[str, ...] | None, least: int) -> int | None:
    """The days between weekdays of first runs and those of repeats; None if they are not always the same."""
    ours, theirs = ({CODES.index(code) for code in day or CODES} for day in (repeat, first))
    return next((n for n in range(least, 8) if all((each - n) % 7 in theirs for each in ours)), None)


class _Runs:
    """Some first runs by their days and starts, so that the nearest is found without looking at each."""

    def __init__(self, first_runs: Iterable[FirstRun] = ()) -> None:
        self._starts: dict[Day, list[int]] = defaultdict(list)
        self._dates: list[dt.date] = []
        self._recurring: list[Day] = []
        self._at: dict[tuple[Day, int], tuple[FirstRun, set[str]]] = {}
        """The first of each day and start, with the titles of all of them."""
        for each in first_runs:
            self.add(each)

    def __iter__(self) -> Iterator[FirstRun]:
        return (first for first, _titles in self._at.values())

    def add(self, first: FirstRun) -> None:
        day = first.day
        if day not in self._starts:
            if isinstance(day, dt.date):
                insort(self._dates, day)
            else:
                self._recurring.append(day)
        if (day, first.start) not in self._at:
            insort(self._starts[day], first.start)
        self._at.setdefault((day, first.start), (first, set()))[1].add(key(first.title))

    def nearest(self, repeat: Repeat) -> Nearest | None:
        """The first run nearest before a repeat. None if it is a repeat of none of them."""
        found: dict[tuple[int, int], list[tuple[FirstRun, set[str]]]] = defaultdict(list)
        for day in self._days_before(repeat):
            for start in self._latest(day, repeat):
                if (days_after := repeat.days_after(day, start)) is not None:
                    found[days_after, -start].append(self._at[day, start])
            if found and isinstance(day, dt.date):
                break
        if not found:
            return None
        nearest = min(found)
        first = min((each for each, _titles in found[nearest]), key=lambda each: (each.place or 0, each.series))
        is_only_title = len(set[str]().union(*(titles for _first, titles in found[nearest]))) == 1
        return Nearest(first, nearest[0], is_only_title, len(self._starts[first.day]) == 1)

    def _days_before(self, repeat: Repeat) -> Iterable[Day]:
        """The days of which a repeat can be, the latest date first."""
        if not isinstance(repeat.day, dt.date):
            return self._recurring
        if not repeat.has_date:
            dates = self._dates
            return (dates[at] for at in range(bisect_left(dates, repeat.day + dt.timedelta(days=1)) - 1, -1, -1))
        try:
            named = dt.date.fromisoformat(repeat.said)
        except ValueError:
            return ()
        return (named,) if named in self._starts else ()

    def _latest(self, day: Day, repeat: Repeat) -> set[int]:
        """The latest start of a day, and the latest before that of a repeat: the others are never nearer."""
        starts = self._starts[day]
        before = bisect_left(starts, repeat.start or 0)
        return {starts[-1], starts[before - 1]} if before else {starts[-1]}


_NONE = _Runs()


class FirstRuns:
    """All first runs of a text, or of the desk's grid."""

    def __init__(self, first_runs: Iterable[FirstRun]) -> None:
        self._of_titles: dict[str, _Runs] = defaultdict(_Runs)
        self._of_starts: dict[int, dict[frozenset[str], list[FirstRun]]] = defaultdict(lambda: defaultdict(list))
        self._agreeing: dict[tuple[int, frozenset[str]], _Runs] = {}
        self._in_hours: dict[tuple[str, range], _Runs] = {}
        for each in first_runs:
            self._of_titles[key(each.title)].add(each)
            self._of_starts[each.start][_title_words(each.title)].append(each)

    def of_title(self, repeat: Repeat) -> Nearest | None:
        """The nearest with the title of a repeat."""
        return self._of_titles.get(repeat.title, _NONE).nearest(repeat)

    def at_hour(self, repeat: Repeat) -> Nearest | None:
        """The nearest at the hour that a repeat names, with its title, or if there is none with one that agrees."""
        if repeat.hour is None or repeat.hour not in self._of_starts:
            return None
        asked = (repeat.hour, repeat.words)
        if asked not in self._agreeing:
            own = self._of_starts[repeat.hour]
            same = [repeat.words] if repeat.words in own else own
            agreeing = [each for each in same if each <= repeat.words or repeat.words <= each]
            self._agreeing[asked] = _Runs(first for each in agreeing for first in own[each])
        return self._agreeing[asked].nearest(repeat)

    def in_hours(self, title: str, hours: range, repeat: Repeat) -> Nearest | None:
        """The nearest of a title that starts in some hours. title: its key."""
        if title not in self._of_titles:
            return None
        if (title, hours) not in self._in_hours:
            runs = (first for first in self._of_titles[title] if first.start // 60 in hours)
            self._in_hours[title, hours] = _Runs(runs)
        return self._in_hours[title, hours].nearest(repeat)


_NO_TITLE_WORDS = re.compile(r"\b(?:chuong trinh|chuyen muc|ct|cm)\b")


def _title_words(title: str) -> frozenset[str]:
    """The words by which two titles are compared: folded, without "chương trình" and "chuyên mục"."""
    return frozenset(re.findall(r"\w+", _NO_TITLE_WORDS.sub(" ", fold(title))))
