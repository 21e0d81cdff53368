"""A day as one cell writes it: complete, or as far as it is written."""

import datetime as dt
import enum
import math
import re
from dataclasses import dataclass, replace
from functools import lru_cache

from radiodesk.ledger.reading.contexts import Context
from radiodesk.ledger.sheets import Cell
from radiodesk.model.moments import EARLIEST, LATEST
from radiodesk.model.text import fold

_SERIAL = range(20_000, 60_000)
"""Serial numbers of Excel for the days from 1954 to 2064. Day 0 is 1899-12-30."""
_SERIAL_ORIGIN = dt.date(1899, 12, 30)

_WEEKDAY = re.compile(r"(?:(?:thu|t) ?([2-7]|hai|ba|tu|nam|sau|bay)|chu nhat|cn)\b[ ,.:;-]*")
_WEEKDAYS = {"hai": 0, "ba": 1, "tu": 2, "nam": 3, "sau": 4, "bay": 5} | {
    str(number): number - 2 for number in range(2, 8)
}
_SUNDAY = 6
_NUMERIC = re.compile(r"([0-9]{1,2}) ?([/.-]) ?([0-9]{1,2})(?: ?\2 ?([0-9]{4}|[0-9]{2}))?\.?")
_ISO = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})(?:[t ]00:00(?::00(?:\.0+)?)?)?")
_WORDS = re.compile(r"([0-9]{1,2})(?: |/|-)*(?:thang|thg|th) ?([0-9]{1,2})(?:[ ,]*(?:nam)? ?([0-9]{4}))?")
_NUMBER = re.compile(r"[0-9]{1,2}|[0-9]{5}")


class DayOrder(enum.StrEnum):
    """The order of day and month in a column, as a mapping file names it."""

    DAY_FIRST = "day/month/year"
    MONTH_FIRST = "month/day/year"


@dataclass(frozen=True, slots=True)
class WrittenDay:
    """A day as a cell writes it. Numbers that are None are not stated."""

    first: int
    second: int | None = None
    year: int | None = None
    numeric: bool = False
    """Written as numbers with separators: the first may be the day or the month."""
    weekday: int | None = None
    """0 is Monday."""

    def date(self, context: Context, order: DayOrder) -> dt.date | None:
        """The date, or None if there is no such day. The context must state what is not written."""
        day, month = (self.second, self.first) if self.swaps(order) else (self.first, self.second)
        date = _date(self.year or context.year or 0, month or context.month or 0, day or 0)
        return date if date and self.weekday in (None, date.weekday()) else None

    def without_weekday(self) -> "WrittenDay":
        """The day alone."""
        return self if self.weekday is None else replace(self, weekday=None)

    def month(self, order: DayOrder) -> int | None:
        """The month, if it is written."""
        return self.first if self.swaps(order) else self.second

    def swaps(self, order: DayOrder) -> bool:
        """Whether the month stands first."""
        return self.numeric and order is DayOrder.MONTH_FIRST


@lru_cache(maxsize=4096, typed=True)
def parse_day_cell(cell: Cell) -> dt.date | WrittenDay | None:
    """The day in a cell: complete, or as far as it is written. None if it is not a day."""
    if isinstance(cell, dt.datetime):
        return cell.date()
    if isinstance(cell, dt.date):
        return cell
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int | float):
        return _of_number(int(cell)) if math.isfinite(cell) and cell == int(cell) else None
    if not isinstance(cell, str):
        return None
    return parse_day_text(cell)


def parse_day_text(text: str) -> dt.date | WrittenDay | None:
    """The day in a text: "Thứ 6, 01/03/2019", "Ngày 01 tháng 03 năm 2019", "1/3", "43525"."""
    folded = fold(text).lstrip("*•+- ")
    if not (match := _WEEKDAY.search(folded)):
        return _of_text(folded)
    found = _of_text(folded[: match.start()] + folded[match.end() :])
    if isinstance(found, dt.date):
        found = WrittenDay(found.day, found.month, found.year)
    return found and replace(found, weekday=_WEEKDAYS[match[1]] if match[1] else _SUNDAY)


def _of_text(folded: str) -> dt.date | WrittenDay | None:
    folded = folded.removeprefix("ngay").strip(" ,.:;()")
    if match := _ISO.fullmatch(folded):
        return _date(int(match[1]), int(match[2]), int(match[3]))
    if match := _NUMERIC.fullmatch(folded):
        return _possible(WrittenDay(int(match[1]), int(match[3]), _year(match[4]), numeric=True))
    if match := _WORDS.fullmatch(folded):
        return _possible(WrittenDay(int(match[1]), int(match[2]), _year(match[3])))
    if _NUMBER.fullmatch(folded):
        return _of_number(int(folded))
    return None


def _possible(day: WrittenDay) -> WrittenDay | None:
    """The day, or None if it is none in any order of day and month: 15/00, 15/33, 01/03/0000."""
    first, second, year = day.first, day.second or 0, day.year
    if year is not None and not EARLIEST.year <= year <= LATEST.year:
        return None
    parts = (min(first, second), max(first, second)) if day.numeric else (second, first)
    return day if 1 <= parts[0] <= 12 and 1 <= parts[1] <= 31 else None


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _of_number(number: int) -> dt.date | WrittenDay | None:
    if number in _SERIAL:
        return _SERIAL_ORIGIN + dt.timedelta(days=number)
    return WrittenDay(number) if 1 <= number <= 31 else None


def _year(text: str | None) -> int | None:
    if text is None:
        return None
    return 2000 + int(text) if len(text) == 2 else int(text)
