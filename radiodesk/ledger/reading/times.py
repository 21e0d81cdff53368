"""Times of day as ledgers write them: 5h30, 5:30 AM, 5:30 SA, 5.30, 0530, 24h00, 05h30 - 05h45."""

import datetime as dt
import math
import re
from dataclasses import dataclass
from functools import lru_cache

from radiodesk.errors import UserError
from radiodesk.ledger.sheets import Cell
from radiodesk.locale import N_
from radiodesk.model.parsing import parse_time
from radiodesk.model.text import fold

TIME_EXPECTED = N_("a time such as 05:30 or 5h30")

_LONGEST = 100
"""Characters: more than a time has, however it is written."""
_DAY_SECONDS = 24 * 60 * 60
_HALF = re.compile(r"(.*?) ?(am|a\.m\.?|sa|sang|pm|p\.m\.?|ch|chieu|toi|trua)")
_HALVES = {"sang": range(12), "trua": range(10, 15), "chieu": range(12, 20), "toi": range(17, 24)}
"""The hours that the words for a part of the day can mean: 12h tối is no time, and 1h trưa is 13:00."""
_MORNING = ("am", "a.m", "a.m.", "sa")
_POINT = re.compile(r"([0-9]{1,2})[.,]([0-9]{2})")
_DIGITS = re.compile(r"([0-9]{1,2})([0-9]{2})")
_MIDNIGHT = re.compile(r"24 ?(?:h|g|gio|:|\.)? ?(?:00?)?(?::00)?")
_RANGE = re.compile(r"(.+?) ?(?:-|–|—|den|->|→) ?(.+)")


@dataclass(frozen=True, slots=True)
class ClockTime:
    """A time of day. next_day: 24h00 is midnight at the end of its day. seconds: the length, if an end is given."""

    time: dt.time
    next_day: bool = False
    seconds: int | None = None


@lru_cache(maxsize=4096, typed=True)
def read_time(cell: Cell) -> ClockTime | None:
    """The time in a cell, or None if it is not a time."""
    if isinstance(cell, str):
        return _of_text(cell)
    if isinstance(cell, bool) or (isinstance(cell, float) and not math.isfinite(cell)):
        return None
    if isinstance(cell, int | float) and not 0 <= cell < 1:
        return _of_number(cell)
    seconds = clock_seconds(cell)
    if seconds == _DAY_SECONDS:
        return ClockTime(dt.time(), next_day=True)
    return None if seconds is None or not 0 <= seconds < _DAY_SECONDS else ClockTime(_time(seconds))


def clock_seconds(cell: Cell) -> int | None:
    """The seconds of a time or duration that a workbook stores as such, or None."""
    if isinstance(cell, dt.datetime):
        return _days_of(cell.date()) * _DAY_SECONDS + _rounded(cell.time())
    if isinstance(cell, dt.date):
        return _days_of(cell) * _DAY_SECONDS or None
    if isinstance(cell, dt.time):
        return _rounded(cell)
    if isinstance(cell, dt.timedelta):
        return round(cell.total_seconds())
    if isinstance(cell, float) and 0 <= cell < 1:
        return round(cell * _DAY_SECONDS)
    return None


def _days_of(date: dt.date) -> int:
    """The days of 24:00 and longer times: Excel stores them as dates from 1 January 1900, with a 29 February 1900."""
    if date.year > 1900:
        return 0
    return (date - dt.date(1899, 12, 31)).days + (date.month > 2)


def _rounded(time: dt.time) -> int:
    return time.hour * 3600 + time.minute * 60 + time.second + (time.microsecond >= 500_000)


def _time(seconds: int) -> dt.time:
    return dt.time(seconds // 3600, seconds // 60 % 60, seconds % 60)


def _of_number(number: float) -> ClockTime | None:
    """530 is 05:30. A number with a fraction is not a time: 5.5 may be 05:50 or half past five."""
    if number == 24:
        return ClockTime(dt.time(), next_day=True)
    hours, minutes = divmod(int(number), 100) if number >= 100 else (int(number), 0)
    return _checked(hours, minutes) if number == int(number) else _of_fraction(number)


def _of_fraction(number: float) -> ClockTime | None:
    """5.25 is 05:25: a cell shows 5.30 as 5.3, and only two digits say which is meant."""
    hundredths = round(number * 100)
    if abs(number * 100 - hundredths) > 1e-6 or hundredths % 10 == 0:
        return None
    return _checked(*divmod(hundredths, 100))


def _checked(hours: int, minutes: int) -> ClockTime | None:
    return ClockTime(dt.time(hours, minutes)) if 0 <= hours < 24 and 0 <= minutes < 60 else None


def _of_text(text: str) -> ClockTime | None:
    if len(text) > _LONGEST:
        return None
    folded = fold(text).strip(" .,;").removeprefix("luc ")
    if single := _single(folded):
        return single
    if match := _RANGE.fullmatch(folded):
        start, end = _single(match[1].removeprefix("tu ")), _single(match[2])
        if start and end and not start.next_day:
            return ClockTime(start.time, seconds=_seconds_between(start, end) or None)
    return None


def _single(text: str) -> ClockTime | None:
    if _MIDNIGHT.fullmatch(text):
        return ClockTime(dt.time(), next_day=True)
    if match := _HALF.fullmatch(text):
        return _of_half(match[1], match[2])
    if match := _POINT.fullmatch(text) or _DIGITS.fullmatch(text):
        return _checked(int(match[1]), int(match[2]))
    if text.isdecimal():
        return _checked(int(text), 0) if len(text) <= 2 else None
    try:
        return ClockTime(parse_time(text))
    except UserError:
        return None


def _of_half(text: str, half: str) -> ClockTime | None:
    """A time of a part of the day. 12:30 AM is half past midnight; 13:30 CH is what it says; 12h tối is no time."""
    found = _single(text)
    if found is None or found.next_day:
        return None
    hour = found.time.hour
    if hours := _HALVES.get(half):
        meant = [one for one in (hour, hour + 12) if one in hours and (hour <= 12 or one == hour)]
        return ClockTime(found.time.replace(hour=meant[0])) if len(meant) == 1 else None
    if half in _MORNING:
        return ClockTime(found.time.replace(hour=hour % 12)) if hour <= 12 else None
    return ClockTime(found.time.replace(hour=hour + 12 if hour < 12 else hour))


def _seconds_between(start: ClockTime, end: ClockTime) -> int:
    first, last = _rounded(start.time), _DAY_SECONDS if end.next_day else _rounded(end.time)
    return (last - first) % _DAY_SECONDS
