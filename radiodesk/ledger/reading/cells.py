"""Read cells as values. A cell that cannot be read raises `BadCell` with what was expected."""

import datetime as dt
import math
from collections.abc import Callable, Mapping
from typing import TypeVar

from radiodesk.errors import UserError
from radiodesk.ledger.columns import plain
from radiodesk.ledger.reading.contexts import Context
from radiodesk.ledger.reading.times import read_time
from radiodesk.ledger.reading.written_days import DayOrder, WrittenDay, parse_day_text
from radiodesk.ledger.sheets import Cell
from radiodesk.locale import N_, _, formats
from radiodesk.model.names import split_names, split_topics
from radiodesk.model.text import NOTE_LIMIT, TITLE_LIMIT, ControlCharacter, TextTooLong, clean
from radiodesk.newsroom.rules import ADDRESS_LIMIT, check_address

Value = TypeVar("Value")

MOMENT_EXPECTED = N_("a day and time such as 05/03/2019 05:30")
ADDRESS_EXPECTED = N_("an address such as https://dai.example/2019/03/05")
ORDER_EXPECTED = N_("a whole number from 1 to {last}")
TEXT_EXPECTED = N_("a text; Excel has made a date or time of it. Give the cell the format “Text” and type it again")
NUMBER_EXPECTED = N_("a value; this is not a number")

LONGEST_CELL = 5 * NOTE_LIMIT
"""Characters of a cell that are looked at: a longer one is too long, whatever is left out of it."""
LAST_ORDER = 10_000
"""Limit for places in a rundown."""


class BadCell(Exception):
    """A cell that cannot be taken. Its text says what was expected, in the user's language."""


class UnknownWord(BadCell):
    """A cell with a word that the column does not know. choices: the words that it knows, one for each meaning."""

    def __init__(self, choices: tuple[str, ...]) -> None:
        super().__init__(_("one of {words}").format(words=", ".join(choices)))
        self.choices = choices


def text(cell: Cell, limit: int = TITLE_LIMIT) -> str:
    """One clean line. A whole number has no decimal point."""
    return _cleaned(lambda value: clean(value, limit), cell if isinstance(cell, str) else _as_text(cell))


def _as_text(cell: Cell) -> str:
    """What Excel shows of a number. A date or time is refused: the text that was typed, such as 30/4, is lost."""
    if isinstance(cell, dt.date | dt.time | dt.timedelta):
        raise BadCell(_(TEXT_EXPECTED))
    if isinstance(cell, float) and not math.isfinite(cell):
        raise BadCell(_(NUMBER_EXPECTED))
    return as_shown(cell)


def as_shown(cell: Cell) -> str:
    """A cell as Excel shows it, for a message."""
    if isinstance(cell, dt.datetime):
        return f"{formats.day(cell)} {cell:%H:%M:%S}"
    if isinstance(cell, dt.date):
        return formats.day(cell)
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else f"{cell:.15g}"
    return str(cell).upper() if isinstance(cell, bool) else str(cell)


def _cleaned(read: Callable[[str], Value], cell: str) -> Value:
    try:
        if len(cell) > LONGEST_CELL:
            raise TextTooLong(limit=NOTE_LIMIT, length=len(cell))
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
    """A longer line. A date or time alone is one as well."""
    return text(as_shown(cell) if isinstance(cell, dt.date | dt.time | dt.timedelta) else cell, NOTE_LIMIT)


def names(cell: Cell) -> tuple[str, ...]:
    """The names in "Thu Hà, Đức Anh", each once."""
    return tuple(_cleaned(split_names, cell if isinstance(cell, str) else _as_text(cell)))


def topics(cell: Cell) -> tuple[str, ...]:
    """The names in "Bầu cử; Nông thôn mới", each once."""
    return tuple(_cleaned(split_topics, cell if isinstance(cell, str) else _as_text(cell)))


def moment(cell: Cell) -> tuple[dt.date, dt.time]:
    """A date with its time of day, or the same as text. Seconds are rounded. A date without a time is midnight."""
    if isinstance(cell, dt.datetime):
        rounded = cell + dt.timedelta(microseconds=500_000)
        return rounded.date(), rounded.time().replace(microsecond=0)
    if isinstance(cell, dt.date):
        return cell, dt.time.min
    parts = cell.rsplit(maxsplit=1) if isinstance(cell, str) else []
    if len(parts) == 2 and (clock := read_time(parts[1])) and not clock.next_day:
        written = parse_day_text(parts[0])
        day = written.date(Context(), DayOrder.DAY_FIRST) if isinstance(written, WrittenDay) else written
        if day:
            return day, clock.time
    raise BadCell(_(MOMENT_EXPECTED))


def order(cell: Cell) -> int:
    """A place in a rundown, from 1."""
    try:
        number = float(cell) if isinstance(cell, str | float | int) else 0.0
    except ValueError:
        number = 0.0
    if not (number.is_integer() and 1 <= number <= LAST_ORDER):
        raise BadCell(_(ORDER_EXPECTED).format(last=formats.number(LAST_ORDER)))
    return int(number)


def address(cell: Cell) -> str:
    """A web address."""
    return _read(check_address, text(cell, ADDRESS_LIMIT), ADDRESS_EXPECTED)


def one_of(words: Mapping[str, Value], own: Mapping[str, str]) -> Callable[[Cell], Value]:
    """A reader of one of the words, whatever their case, accents and signs.

    own: the station's own words, with the known words that they stand for; all in the form that `plain` gives.
    """
    known = {plain(word): value for word, value in words.items()}
    known |= {word: known[meaning] for word, meaning in own.items() if meaning in known}
    choices = tuple(first_words(words).values())

    def read(cell: Cell) -> Value:
        try:
            return known[plain(as_shown(cell))]
        except KeyError:
            raise UnknownWord(choices) from None

    return read


def first_words(words: Mapping[str, Value]) -> dict[Value, str]:
    """The first word for each value."""
    first: dict[Value, str] = {}
    for word, value in words.items():
        first.setdefault(value, word)
    return first


def _read(reader: Callable[[str], Value], cell: str, expected: str) -> Value:
    try:
        return reader(cell)
    except UserError as error:
        raise BadCell(_(expected)) from error
