"""The numbers of a report: how they are printed and read, when they are rounded, and by which keys they are known.

A number's key is that of its figure ("stories"), with the name of another value ("stories.previous"), or with the
property and the row of a breakdown ("stories/genre/brief", "stories/genre/brief.previous"), or with a month
("stories@2019-03"). A rounded number has the word in front of it as well: "stories trên".
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation

from babel.numbers import format_decimal

from radiodesk.errors import UserError
from radiodesk.locale import N_, language
from radiodesk.reports import rounding
from radiodesk.reports.content import Breakdown, BreakdownRow, Figure, Measure, Report, Value
from radiodesk.reports.documents import marks

NOTHING = "–"
"""What stands where there is no number."""

WORDS = NEARLY, OVER = "gần", "trên"
"""The words in front of a rounded number, as Vietnamese papers use them."""

_ROUNDED_FROM = 100
_STEP = 100
_MOST_PERCENT = 2

VALUES = (
    "previous",
    "target",
    "year_target",
    "target_percent",
    "year_percent",
    "change_percent",
    "difference",
    "before",
    "forecast",
)
"""The other values of a figure that documents print."""

_PRINTED = re.compile(rf"(?:({NEARLY}|{OVER})\s+)?([+\-−]?)([0-9][0-9.]*)(?:,([0-9]+))?\s*%?", re.IGNORECASE)
_GROUPED = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+")


class FigureMissing(UserError):
    """A document would print a figure that has no value."""

    message = N_("“{figure}” has no value in this period, and the document prints it: enter the figure first")


def shown(value: Value | None) -> str:
    """A number as a document prints it: at most two decimals. 10494 -> "10.494" in Vietnamese."""
    if value is None:
        return NOTHING
    return str(format_decimal(two_decimals(value), format="#,##0.##", locale=language()))


def present(figure: Figure) -> Value:
    """The value of a figure that is printed. raises FigureMissing."""
    if figure.count is None:
        raise FigureMissing(figure=figure.label)
    return figure.count


def rounded(value: Value) -> tuple[str, Value]:
    """The word and the number that a sentence says: ("gần", 300) for 298, ("", 260) for 260.

    A number is rounded from 100 on, to a multiple of 100 that is at most 2 % away and is not the number itself.
    """
    nearest = int((Decimal(value) / _STEP).to_integral_value()) * _STEP
    away = abs(Decimal(nearest) - value)
    if value < _ROUNDED_FROM or not away or away * 100 > value * _MOST_PERCENT:
        return "", value
    return (NEARLY if value < nearest else OVER), nearest


def about(figure: Figure, *, rounds: bool = True) -> str:
    """A figure as a sentence says it, marked. Only counted figures are rounded. raises FigureMissing."""
    value = present(figure)
    word, number = rounded(value) if rounds and figure.measure is Measure.COUNT else ("", value)
    return marks.marked(figure.key, f"{word} {shown(number)}".strip())


def exact(figure: Figure) -> str:
    """A figure itself, marked. raises FigureMissing."""
    return marks.marked(figure.key, shown(present(figure)))


def other(figure: Figure, name: str) -> str:
    """One of the other VALUES of a figure, marked."""
    return marks.marked(key_of(figure.key, name), shown(getattr(figure, name)))


def of_row(part: Breakdown, row: BreakdownRow, name: str = "count") -> str:
    """A number of a breakdown, marked."""
    return marks.marked(row_key(part, row, name), shown(getattr(row, name)))


def of_total(part: Breakdown) -> str:
    """The total of a breakdown, marked."""
    return marks.marked(part.key, shown(part.total))


def key_of(key: str, name: str = "count") -> str:
    """The key of a value of a figure."""
    return key if name == "count" else f"{key}.{name}"


def row_key(part: Breakdown, row: BreakdownRow, name: str = "count") -> str:
    """The key of a value in a breakdown."""
    return key_of(f"{part.key}/{part.by}/{row.key}", name)


def month_key(key: str, month: str) -> str:
    """The key of a figure in a month. month: its code."""
    return f"{key}@{month}"


def numbers_of(report: Report, months: Sequence[Report] = ()) -> dict[str, Value | None]:
    """Every number that a document of the report may print, by its key. None where a document says that it has none.

    months: the reports of months that it prints, too.
    """
    found: dict[str, Value | None] = {}
    for figure in report.figures:
        found[figure.key] = figure.count
        found |= {key_of(figure.key, name): getattr(figure, name) for name in VALUES}
        if figure.count is not None and figure.measure is Measure.COUNT:
            word, number = rounded(figure.count)
            if word:
                found[f"{figure.key} {word}"] = number
    for part in report.breakdowns:
        for row in part.rows:
            found[row_key(part, row)] = row.count
            found[row_key(part, row, "previous")] = row.previous
            found[row_key(part, row, "share")] = Decimal(row.count) * 100 / Decimal(part.total) if part.total else None
    for month in months:
        found |= {month_key(each.key, month.period.code): each.count for each in month.figures}
    return {key: None if value is None else two_decimals(value) for key, value in found.items()}


def two_decimals(value: Value) -> Value:
    """A number with the decimals that documents print."""
    if isinstance(value, int):
        return value
    cents = rounding.two_decimals(value)
    return int(cents) if cents == cents.to_integral_value() else cents


def read_printed(text: str) -> tuple[str, Value | None]:
    """The word in front of a printed Vietnamese number, and the number. None for NOTHING. raises ValueError."""
    stripped = " ".join(text.split())
    if stripped in ("", NOTHING, "-"):
        return "", None
    match = _PRINTED.fullmatch(stripped)
    if not match or not _GROUPED.fullmatch(match[3]):
        raise ValueError(text)
    sign = "" if match[2] in ("", "+") else "-"
    try:
        number = Decimal(f"{sign}{match[3].replace('.', '')}.{match[4] or 0}")
    except InvalidOperation as error:
        raise ValueError(text) from error
    return (match[1] or "").lower(), int(number) if number == number.to_integral_value() else number


def breakdowns_with_rows(report: Report) -> Iterator[Breakdown]:
    """The breakdowns that have something to print. One in which nothing has a value says nothing."""
    return (each for each in report.breakdowns if any(row.key for row in each.rows))
