"""The order of a table's rows by what a column shows: numbers as numbers, times as times, texts by the alphabet."""

import re
from collections.abc import Callable, Sequence

from rich.text import Text

from radiodesk.locale import language

NOTHING = ("", "–")
"""What a cell without a value shows."""

UNITS = {"": 1, "%": 1, "s": 1, "kB": 1_000, "MB": 1_000_000}
NUMBER = re.compile(r"([+−-]?)([\d.,]+) ?(%|s|kB|MB|)")
CLOCK = re.compile(r"(−?)(\d+):(\d\d)(?::(\d\d))?")
DAY = re.compile(r"(?:(\d\d):(\d\d) )?(\d\d)/(\d\d)/(\d{4})(?: (\d\d):(\d\d))?")
SHARE = re.compile(r"(\d+)/(\d+)")

Parts = Sequence[str | None]


class Valued(Text):
    """A cell whose text alone does not say where it belongs, such as a day without its year.

    value: what it is compared by with the other cells of its column, all of which have such a value or are empty.
    """

    def __init__(self, text: str, value: tuple[float, ...], style: str = "") -> None:
        super().__init__(text, style=style, no_wrap=True, overflow="ellipsis")
        self.value = value


def order(cells: Sequence[str | Text], *, descending: bool = False) -> list[int]:
    """The indexes of the cells of a column in their order. Cells without a value come last in both directions.

    The cells are compared by their values if they have such, or if all are numbers, times, days or shares, else as
    texts. Equal ones keep their order.
    """
    empty = [str(cell) in NOTHING for cell in cells]
    filled = [index for index, is_empty in enumerate(empty) if not is_empty]
    keys = dict(zip(filled, _keys([cells[index] for index in filled]), strict=True))
    filled.sort(key=lambda index: keys[index], reverse=descending)
    return filled + [index for index, is_empty in enumerate(empty) if is_empty]


def _keys(cells: Sequence[str | Text]) -> list[tuple[float, ...]] | list[tuple[list[int], list[int]]]:
    """What the cells of a column are compared by."""
    values = [cell.value for cell in cells if isinstance(cell, Valued)]
    if len(values) == len(cells):
        return values
    texts = [str(cell) for cell in cells]
    for pattern, value in VALUES:
        matches = [pattern.fullmatch(text) for text in texts]
        if all(matches):
            return [value(match.groups()) for match in matches if match]
    from radiodesk.model.text import sort_key  # loaded by now: its package is slow to import

    return [sort_key(text) for text in texts]


def _number(parts: Parts) -> tuple[float, ...]:
    """A number as it is shown in the language in use: 10.494 in Vietnamese is 10,494 in English."""
    sign, digits, unit = (part or "" for part in parts)
    thousands, decimal = (".", ",") if language() == "vi" else (",", ".")
    plain = digits.replace(thousands, "").replace(decimal, ".")
    value = float(plain) if plain.count(".") < 2 and plain != "." else 0.0
    return (_signed(sign, value) * UNITS[unit],)


def _clock(parts: Parts) -> tuple[float, ...]:
    """A time of day or a length, by its parts: a length of two parts has no hours, and a time no seconds."""
    sign, *digits = parts
    total = 0
    for digit in filter(None, digits):
        total = total * 60 + int(digit)
    return (_signed(sign or "", total),)


def _day(parts: Parts) -> tuple[float, ...]:
    hour, minute, day, month, year, late_hour, late_minute = (int(part or 0) for part in parts)
    return (year, month, day, hour or late_hour, minute or late_minute)


def _share(parts: Parts) -> tuple[float, ...]:
    """How many of how many: by how many there are first."""
    return tuple(int(part or 0) for part in reversed(parts))


def _signed(sign: str, value: float) -> float:
    return -value if sign in ("−", "-") else value


VALUES: tuple[tuple[re.Pattern[str], Callable[[Parts], tuple[float, ...]]], ...] = (
    (NUMBER, _number),
    (CLOCK, _clock),
    (DAY, _day),
    (SHARE, _share),
)
