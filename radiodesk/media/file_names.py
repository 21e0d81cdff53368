"""Read the names of recordings, as recorders and people write them: the day, the time and the words. Pure."""

import datetime as dt
import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from radiodesk.model.moments import EARLIEST, LATEST
from radiodesk.model.text import fold

IGNORED_WORDS = frozenset(
    ("tin", "bai", "muc", "phong", "van", "clip", "thong", "bao", "rec", "audio", "wav", "mp", "new", "ban", "thu")
) | frozenset(
    ("ngay", "thang", "nam", "gio", "phat", "lai", "song", "pl", "copy", "sao", "moi", "final", "master", "file", "so")
)
"""Words of file names that do not describe the content."""

_ENDING = re.compile(r"\.[a-z][a-z0-9]{1,4}$")
_COUNTER = re.compile(r"\(\d{1,3}\)|(?<![a-z])copy(?![a-z])")
_CLOCK = re.compile(r"(?<!\d)([01]?\d|2[0-3])(?:h([0-5]\d)?|[g:]([0-5]\d))(?![a-z0-9])")
_YEAR_FIRST = re.compile(
    r"(?<!\d)((?:19|20)\d\d)([-_. ]?)(\d\d|(?<=[-_.])\d(?=[-_.]))\2(\d\d|(?<=[-_.])\d(?!\d))"
    r"(?:[-_ t.]{0,3}([01]\d|2[0-3])[-_.]?([0-5]\d)(?:[-_.]?[0-5]\d)?)?(?!\d)"
)
_YEAR_LAST = re.compile(r"(?<!\d)(\d{1,2})([-_. /])(\d{1,2})\2((?:19|20)?\d\d)(?!\d)")
_SHORT = re.compile(r"(?<!\d)(\d\d)(\d\d)(\d\d)(?:[-_ ]([01]\d|2[0-3])([0-5]\d)(?:[0-5]\d)?)?(?!\d)")
_EIGHT = re.compile(r"(?<!\d)(\d\d)(\d\d)((?:19|20)\d\d)(?!\d)")
_WITHOUT_YEAR = re.compile(r"(?<![\d])(?<!\d[-_./])(\d{1,2})(?:[-_./]| thang )(\d{1,2})(?![-_./]?\d)")
_FOUR = re.compile(r"(?<!\d)(?:(?!19|20)([01]\d|2[0-3])|([01]?\d|2[0-3])\.)([0-5]\d)(?!\d)")
_WEEKDAY = re.compile(r"(?<![a-z0-9])(?:t|thu ?)[2-7](?![a-z0-9])|(?<![a-z])(?:cn|chu nhat)(?![a-z])")
_PART = re.compile(r"(?<![a-z])(?:tin|bai|muc) ?(?:so ?)?\d{1,2}(?!\d)")
_WORDS = re.compile(r"[a-z]+")

LIKELY_SIMILARITY = 0.45
"""Minimum similarity of a name and a title that probably mean the same."""


@dataclass(frozen=True)
class Name:
    """What a name says."""

    day: dt.date | None
    time: dt.time | None
    words: tuple[str, ...]
    """Its words in order, folded, without the day, the time and counters such as "(2)"."""
    is_stamped: bool
    """Whether the time is in digits alone, as recorders write the beginning of a recording, or a number like it."""
    is_part: bool
    """Whether it numbers a part of a programme, such as "Tin 01"."""

    @property
    def telling(self) -> tuple[str, ...]:
        """The words that describe the content."""
        return tuple(word for word in self.words if word not in IGNORED_WORDS)


def read(name: str, added: dt.date) -> Name:
    """Read a file name or a title. added: the day near which a day without a year lies."""
    text = _COUNTER.sub(" ", _ENDING.sub("", fold(name)))
    text, written = _clock(text)
    text, day, stamp = _day(text, added)
    if stamp is None and written is None:
        text, stamp = _four(text)
    text = _WEEKDAY.sub(" ", text)
    words = tuple(_WORDS.findall(text))
    time = stamp if written is None else written
    return Name(day, time, words, written is None, _PART.search(text.replace("_", " ")) is not None)


def _clock(text: str) -> tuple[str, dt.time | None]:
    """A time such as 5h30, 5g30 or 17h."""
    if match := _CLOCK.search(text):
        return _without(text, match), dt.time(int(match[1]), int(match[2] or match[3] or 0))
    return text, None


def _four(text: str) -> tuple[str, dt.time | None]:
    """A time such as 0530 or 5.30. Four digits that may be a year are none."""
    if match := _FOUR.search(text):
        return _without(text, match), dt.time(int(match[1] or match[2]), int(match[3]))
    return text, None


def _day(text: str, added: dt.date) -> tuple[str, dt.date | None, dt.time | None]:
    """The day, and the time of a recorder that follows it. A form that is no day, such as 31.2.2019, is left."""
    for pattern, orders in (
        (_YEAR_FIRST, ((1, 3, 4),)),
        (_YEAR_LAST, ((4, 3, 1),)),
        (_EIGHT, ((3, 2, 1),)),
        (_SHORT, ((1, 2, 3), (3, 2, 1))),
    ):
        for match in pattern.finditer(text):
            days = [day for order in orders if (day := _valid(*(int(match[group]) for group in order)))]
            if days:
                stamped = pattern in (_YEAR_FIRST, _SHORT) and match.groups()[-1] is not None
                stamp = dt.time(int(match.groups()[-2]), int(match.groups()[-1])) if stamped else None
                return _without(text, match), _nearest(days, added), stamp
    for match in _WITHOUT_YEAR.finditer(text):
        years = (added.year - 1, added.year, added.year + 1)
        if days := [day for year in years if (day := _valid(year, int(match[2]), int(match[1])))]:
            return _without(text, match), _nearest(days, added), None
    return text, None, None


def _valid(year: int, month: int, day: int) -> dt.date | None:
    try:
        found = dt.date(year if year >= 100 else 2000 + year, month, day)
    except ValueError:
        return None
    return found if EARLIEST <= found <= LATEST else None


def _nearest(days: Sequence[dt.date], added: dt.date) -> dt.date:
    return min(days, key=lambda day: abs(day - added))


def _without(text: str, match: re.Match[str]) -> str:
    return f"{text[: match.start()]} {text[match.end() :]}"


def words_of(title: str) -> tuple[str, ...]:
    """The words of a title, folded."""
    return tuple(_WORDS.findall(fold(title)))


def similarity(words: Sequence[str], wanted: Sequence[str]) -> float:
    """The similarity of the words of a name and a title, 0 to 1: 70 % the share of shared words, 30 % the letters.

    Names that share no word with the title have 0: their letters alone mean nothing.
    """
    shared = sum(1 for word in words if word in wanted)
    if not shared:
        return 0.0
    letters = difflib.SequenceMatcher(None, " ".join(words), " ".join(wanted), autojunk=False).ratio()
    return 0.7 * shared / len(words) + 0.3 * letters


def names_programme(words: Sequence[str], title: Sequence[str]) -> bool:
    """Whether the words name a programme: all of its title's words, two or more of them, or its initials."""
    if not words or not title:
        return False
    if set(title) <= set(words):
        return True
    first = title[0]
    return (first in words and sum(word in title for word in set(words)) >= 2) or any(
        _is_initials(word, title) for word in words
    )


def residue(words: Sequence[str], title: Sequence[str]) -> list[str]:
    """The words that describe the content and do not name the programme."""
    return [word for word in words if word not in title and word not in IGNORED_WORDS and not _is_initials(word, title)]


def _is_initials(word: str, title: Sequence[str]) -> bool:
    """Whether a word abbreviates a title: "ts" and "tss" for "thoi su buoi sang", but not "tsc"."""
    if len(word) < 2 or len(title) < 2 or word in title:
        return False
    initials = iter(each[0] for each in title)
    return word[0] == title[0][0] and all(letter in initials for letter in word)
