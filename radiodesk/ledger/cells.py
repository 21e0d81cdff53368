"""Cells as the values that they mean. What cannot be read raises `BadCell`, with what was expected."""

import datetime as dt
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import TypeVar

from radiodesk.errors import UserError
from radiodesk.ledger.columns import plain
from radiodesk.ledger.sheets import Cell
from radiodesk.locale import N_, _
from radiodesk.model.moments import EARLIEST, LATEST, LONGEST
from radiodesk.model.names import split_names
from radiodesk.model.parsing import parse_day, parse_duration, parse_time
from radiodesk.model.text import NOTE_LIMIT, TITLE_LIMIT, ControlCharacter, TextTooLong, clean
from radiodesk.newsroom.rules import ADDRESS_LIMIT, check_address

Value = TypeVar("Value")

DAY_EXPECTED = N_("a day in the years {first} to {last}, such as 05/03/2019")
TIME_EXPECTED = N_("a time such as 05:30 or 5h30")
MOMENT_EXPECTED = N_("a day and time such as 05/03/2019 05:30")
DURATION_EXPECTED = N_("a duration such as 15:24, 0:15:24, 15'24\" or 15 phút 24 giây")
ADDRESS_EXPECTED = N_("an address such as https://dai.example/2019/03/05")
ORDER_EXPECTED = N_("a whole number from 1")


class BadCell(Exception):
    """A cell that cannot be taken; its text says what was expected, in the user's language."""


def text(cell: Cell, limit: int = TITLE_LIMIT) -> str:
    """One clean line. A number loses the point that workbooks give it."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return _cleaned(lambda value: clean(value, limit), str(cell))


def _cleaned(read: Callable[[str], Value], cell: str) -> Value:
    try:
        return read(cell)
    except ControlCharacter as error:
        raise BadCell(_("text without the hidden character {code}").format(**error.values)) from error
    except TextTooLong as error:
        raise BadCell(_("at most {limit} characters; these are {length}").format(**error.values)) from error


def title(cell: Cell) -> str:
    """One clean line that is not empty."""
    if not (value := text(cell)):
        raise BadCell(_("a title"))
    return value


def note(cell: Cell) -> str:
    """A longer line."""
    return text(cell, NOTE_LIMIT)


@lru_cache(maxsize=4096)
def names(cell: Cell) -> tuple[str, ...]:
    """The names in "Thu Hà, Đức Anh", each once."""
    return tuple(_cleaned(split_names, str(cell)))


@lru_cache(maxsize=4096, typed=True)
def day(cell: Cell) -> dt.date:
    """A true date, or one as text."""
    if isinstance(cell, dt.datetime):
        cell = cell.date()
    if isinstance(cell, dt.date):
        if EARLIEST <= cell <= LATEST:
            return cell
    elif isinstance(cell, str):
        try:
            return parse_day(cell)
        except UserError:
            pass
    raise BadCell(_(DAY_EXPECTED).format(first=EARLIEST.year, last=LATEST.year))


@lru_cache(maxsize=4096, typed=True)
def time(cell: Cell) -> dt.time:
    """A true time of day, the part of a day that workbooks keep for one, or one as text."""
    if isinstance(cell, str):
        return _read(parse_time, cell, TIME_EXPECTED)
    seconds = _clock_seconds(cell)
    if seconds is None or not 0 <= seconds < LONGEST:
        raise BadCell(_(TIME_EXPECTED))
    return dt.time(seconds // 3600, seconds // 60 % 60, seconds % 60)


def moment(cell: Cell) -> tuple[dt.date, dt.time]:
    """A true date with its time of day, or one as text. Seconds are rounded. A true date without a time is midnight."""
    if isinstance(cell, dt.datetime):
        cell += dt.timedelta(microseconds=500_000)
        return day(cell), cell.time().replace(microsecond=0)
    if isinstance(cell, dt.date):
        return day(cell), dt.time.min
    parts = cell.rsplit(maxsplit=1) if isinstance(cell, str) else []
    if len(parts) != 2:
        raise BadCell(_(MOMENT_EXPECTED))
    return day(parts[0]), time(parts[1])


@lru_cache(maxsize=4096, typed=True)
def duration(cell: Cell, longest: int) -> int:
    """Seconds, of a true duration or of text.

    longest: seconds. What is typed as 15:24 becomes 15 hours and 24 minutes in a workbook: a true duration of whole
    minutes that is longer than what can be meant is read as minutes and seconds.
    """
    if isinstance(cell, str):
        return _read(parse_duration, cell, DURATION_EXPECTED)
    seconds = _clock_seconds(cell)
    if seconds is not None and seconds >= longest and seconds % 60 == 0:
        seconds //= 60
    if seconds is None or not 0 <= seconds <= LONGEST:
        raise BadCell(_(DURATION_EXPECTED))
    return seconds


def _clock_seconds(cell: Cell) -> int | None:
    """Seconds since midnight, or of a duration; None for what is neither."""
    if isinstance(cell, dt.datetime):
        cell = cell.time()
    if isinstance(cell, dt.time):
        return cell.hour * 3600 + cell.minute * 60 + cell.second + (cell.microsecond >= 500_000)
    if isinstance(cell, dt.timedelta):
        return round(cell.total_seconds())
    if isinstance(cell, float) and 0 <= cell < 1:
        return round(cell * 86400)
    return None


@lru_cache(maxsize=4096, typed=True)
def order(cell: Cell) -> int:
    """A place in a rundown, from 1."""
    try:
        number = float(cell) if isinstance(cell, str | float | int) else 0.0
    except ValueError:
        number = 0.0
    if not (number.is_integer() and 1 <= number <= 10_000):
        raise BadCell(_(ORDER_EXPECTED))
    return int(number)


def address(cell: Cell) -> str:
    """A web address."""
    return _read(check_address, text(cell, ADDRESS_LIMIT), ADDRESS_EXPECTED)


def one_of(words: Mapping[str, Value]) -> Callable[[Cell], Value]:
    """A reader of one of the words, whatever their case, accents and signs."""
    known = {plain(word): value for word, value in words.items()}
    offered = ", ".join(dict.fromkeys(words))

    def read(cell: Cell) -> Value:
        try:
            return known[plain(str(cell))]
        except KeyError:
            raise BadCell(_("one of {words}").format(words=offered)) from None

    return read


def _read(reader: Callable[[str], Value], cell: str, expected: str) -> Value:
    try:
        return reader(cell)
    except UserError as error:
        raise BadCell(_(expected)) from error
