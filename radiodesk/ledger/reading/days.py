"""The days of a column, which is read as a whole: its rows share the order of day and month, and the year."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from radiodesk.ledger.reading.contexts import Context, nearest_year
from radiodesk.ledger.reading.written_days import DayOrder, WrittenDay, parse_day_cell
from radiodesk.ledger.sheets import Cell
from radiodesk.locale import N_, _, formats
from radiodesk.model.moments import EARLIEST, LATEST

DAY_EXPECTED = N_("a day in the years {first} to {last}, such as 05/03/2019")
NO_SUCH_DAY = N_("a day that the calendar has, such as 05/03/2019")
YEAR_EXPECTED = N_("a day with its year, such as 05/03/2019: nothing near it states the year")
MONTH_EXPECTED = N_("a day with its month and year, such as 05/03/2019: nothing near it states the month")
MONTHS_EXPECTED = N_(
    "a day with its month and year, such as 05/03/2019: the sheet’s name and the lines above it state several months"
)
TURN_EXPECTED = N_("a day with its month and year, such as 05/03/2019: these days run into another month or year")
ORDER_EXPECTED = N_(
    "days as day/month/year; these seem to be month/day/year. "
    "Change them in the workbook, or state the order in a mapping file"
)
WEEKDAY_EXPECTED = N_("a day and a weekday that agree: {day} is a {weekday}")
EXCHANGED_EXPECTED = N_(
    "days as day/month/year; Excel seems to have exchanged day and month of the dates in this column. "
    "Type these dates again, or, if they are right, state the order in a mapping file"
)


@dataclass
class Days:
    """The days of a column. values: None for a blank or bad cell. problems: what is expected, by index."""

    values: list[dt.date | None]
    problems: dict[int, str] = field(default_factory=dict)
    column_problem: tuple[int, str] | None = None
    """What is expected of the column as a whole, with the index of a cell that shows it.

    The values of the cells that it concerns are None, without a problem each.
    """


def read_days(
    cells: Sequence[Cell],
    contexts: Sequence[Context],
    order: DayOrder | None = None,
    *,
    book_year: Callable[[int], int | None] = lambda _month: None,
) -> Days:
    """Read a column of days.

    contexts: what the headings, the letterhead and the name of the sheet state, per cell. order: as the station's
    mapping states it, if it does. book_year: gives the year that the rest of the book states for a month.
    """
    days = Days([None] * len(cells))
    written: dict[int, WrittenDay] = {}
    for index, cell in enumerate(cells):
        if cell == "":
            continue
        found = cell if type(cell) is dt.date else parse_day_cell(cell)
        if isinstance(found, WrittenDay):
            written[index] = found
        elif found and EARLIEST <= found <= LATEST:
            days.values[index] = found
        else:
            days.problems[index] = expected_day()
    if written:
        _resolve(days, {index: day.without_weekday() for index, day in written.items()}, contexts, order, book_year)
    if (example := _exchanged(days, written, contexts, order)) is not None:
        return Days([None] * len(cells), column_problem=(example, _(EXCHANGED_EXPECTED)))
    _compare_weekdays(days, {index: day.weekday for index, day in written.items() if day.weekday is not None})
    return days


def expected_day() -> str:
    """What a cell with a day must hold, in words."""
    return _(DAY_EXPECTED).format(first=EARLIEST.year, last=LATEST.year)


def _resolve(
    days: Days,
    written: dict[int, WrittenDay],
    contexts: Sequence[Context],
    order: DayOrder | None,
    book_year: Callable[[int], int | None],
) -> None:
    if order is None:
        order = DayOrder.DAY_FIRST
        numeric = {index: day for index, day in written.items() if day.numeric}
        if _seems_month_first(numeric.values()):
            days.column_problem = min(numeric), _(ORDER_EXPECTED)
            written = {index: day for index, day in written.items() if not day.numeric}
    near = _Neighbours(days, written, contexts, order)
    turning = _turning(written, contexts, order, near)
    for index, day in written.items():
        context = contexts[index]
        if index in turning:
            days.problems[index] = _(TURN_EXPECTED)
            continue
        month = day.month(order) or context.month
        if month is None:
            days.problems[index] = _(MONTHS_EXPECTED if context.contradictory else MONTH_EXPECTED)
            continue
        if month > 12:
            days.problems[index] = expected_day()
            continue
        year = day.year or _year_in(month, context) or near.year(index)
        if year is None and not near.any_stated and not context.year:
            year = book_year(month)
        if year is None:
            days.problems[index] = _(YEAR_EXPECTED)
        elif (date := day.date(Context(month, year), order)) and EARLIEST <= date <= LATEST:
            days.values[index] = date
        else:
            exists = day.date(Context(month, year), order)
            days.problems[index] = expected_day() if exists else _(NO_SUCH_DAY)


def _compare_weekdays(days: Days, weekdays: Mapping[int, int]) -> None:
    """Refuse the days whose weekday is another one. One weekday that most days contradict was copied down with them."""
    dates = {index: date for index in weekdays if (date := days.values[index])}
    wrong = {index: date for index, date in dates.items() if date.weekday() != weekdays[index]}
    if len(set(weekdays.values())) == 1:
        different, contradicting = set(dates.values()), set(wrong.values())
        if len(different) > 1 and 2 * len(contradicting) > len(different):
            return
    for index, date in wrong.items():
        days.values[index] = None
        days.problems[index] = _(WEEKDAY_EXPECTED).format(day=formats.day(date), weekday=formats.weekday(date))


def _year_in(month: int, context: Context) -> int | None:
    """The year of a month where the heading or the sheet states one: the month 1/2019 may hold days of December."""
    if context.middle:
        return nearest_year(month, context.middle)
    if context.year is None or context.month is None:
        return context.year
    return nearest_year(month, dt.date(context.year, context.month, 15))


def _turning(
    written: Mapping[int, WrittenDay], contexts: Sequence[Context], order: DayOrder, near: "_Neighbours"
) -> set[int]:
    """Days that run into another month or year, although one heading or none states it for all of them."""
    groups: dict[tuple[Context, bool], list[int]] = defaultdict(list)
    for index, day in written.items():
        context, is_number = contexts[index], day.second is None
        if context.middle and not is_number:
            continue  # a span over the turn of the year was meant
        if day.year is None and (is_number or (context.month is None and (context.year or not near.any_stated))):
            groups[context, is_number].append(index)
    turning = _doubtful_months(written, contexts)
    for (_context, is_number), indexes in groups.items():
        numbers = [written[index].first if is_number else written[index].month(order) or 0 for index in indexes]
        if _runs_over(numbers, 20 if is_number else 8):
            turning.update(indexes)
    return turning


def _doubtful_months(written: Mapping[int, WrittenDay], contexts: Sequence[Context]) -> set[int]:
    """Numbers of days below a text that mentions another month, if they do not follow those above it."""
    numbers = [index for index, day in written.items() if day.second is None]
    doubtful: set[Context] = set()
    for one, other in pairwise([None, *numbers]):
        context = contexts[other or 0]
        if context.remark and (one is None or contexts[one] != context):
            follows = one is not None and written[one].first <= written[other or 0].first
            if not (follows and one is not None and contexts[one].month == context.month):
                doubtful.add(context)
    return {index for index in numbers if contexts[index] in doubtful}


def _runs_over(numbers: list[int], far: int) -> bool:
    """Whether numbers fall back once, from the last ones that are possible to the first ones: 30, 31, 1, 2."""
    falls = [at for at, (one, other) in enumerate(pairwise(numbers), 1) if one - other > far]
    return len(falls) == 1 and min(numbers[: falls[0]]) >= 10


def _seems_month_first(column: Collection[WrittenDay]) -> bool:
    """Whether numeric days seem to be month/day/year.

    They do where day/month/year is impossible in some row and month/day/year in none, or where day/month/year would
    give one day of many months, and month/day/year many days of one month.
    """
    pairs = {(day.first, day.second or 0) for day in column}
    if any(first > 12 for first, _second in pairs):
        return False
    if any(second > 12 for _first, second in pairs):
        return True
    firsts, seconds = {first for first, _second in pairs}, {second for _first, second in pairs}
    return len(firsts) == 1 and len(seconds) > 2 and _is_run(seconds)


def _is_run(numbers: set[int]) -> bool:
    """Whether these numbers follow one another without a gap, as the days of a daily programme do."""
    return max(numbers) - min(numbers) == len(numbers) - 1


def _exchanged(
    days: Days, written: Mapping[int, WrittenDay], contexts: Sequence[Context], stated: DayOrder | None
) -> int | None:
    """The index of a date whose day and month seem to be exchanged; None if they are as written.

    A computer whose order of day and month is not that of the texts takes 01/03 for 3 January and leaves 13/03 a text.
    So dates up to the 12th beside texts from the 13th are exchanged if that brings the days of the column nearer to
    one another, and dates that contradict the stated month if all of them are in it when they are exchanged.
    """
    texts = [day.first if stated is not DayOrder.MONTH_FIRST else day.second for day in written.values() if day.numeric]
    if stated is DayOrder.DAY_FIRST or any(number is not None and number <= 12 for number in texts):
        return None
    if not texts and (stated or all(context.month is None for context in contexts)):
        return None
    certain = {index: day for index, day in enumerate(days.values) if day and index not in written}
    turned = {index: day.replace(day=day.month, month=day.day) for index, day in certain.items() if day.day <= 12}
    if len(turned) < len(certain) or turned == certain:
        return None
    if texts:
        exchanged = _distance({**dict(enumerate(days.values)), **turned}.values()) < _distance(days.values)
    else:
        exchanged = all(day.month == contexts[index].month for index, day in turned.items()) and any(
            _months_between(day.month, contexts[index].month or day.month) > 1 for index, day in certain.items()
        )
    return next(index for index, day in certain.items() if day.day != day.month) if exchanged else None


def _distance(days: Iterable[dt.date | None]) -> int:
    """The sum of the days between each day and the one below it."""
    return sum(abs((one - other).days) for one, other in pairwise(day for day in days if day))


def _months_between(one: int, other: int) -> int:
    """The distance of two months on the ring of the year."""
    return min((one - other) % 12, (other - one) % 12)


class _Neighbours:
    """The rows above and below, for days without a year."""

    def __init__(
        self, days: Days, written: Mapping[int, WrittenDay], contexts: Sequence[Context], order: DayOrder
    ) -> None:
        self._written = written
        self._contexts = contexts
        self._order = order
        self._known = list(days.values)
        for index, day in written.items():
            if day.year and day.second is not None:
                self._known[index] = day.date(Context(), order)
        self.any_stated = any(self._known)

    @cached_property
    def _from_above(self) -> dict[int, int]:
        return self._chain(range(len(self._known)))

    @cached_property
    def _from_below(self) -> dict[int, int]:
        return self._chain(range(len(self._known) - 1, -1, -1))

    def _chain(self, indexes: Iterable[int]) -> dict[int, int]:
        """The year of each day without one, near to the row before it."""
        years: dict[int, int] = {}
        before: dt.date | None = None
        for index in indexes:
            day = self._written.get(index)
            if known := self._known[index]:
                before = known
            elif (
                day
                and before
                and (month := day.month(self._order) or self._contexts[index].month)
                and month <= 12
                and (year := nearest_year(month, before))
            ):
                years[index] = year
                before = day.date(Context(month, year), self._order) or before
        return years

    def year(self, index: int) -> int | None:
        """The year in which a day is near to the rows above and below; None if these disagree."""
        years = {chain[index] for chain in (self._from_above, self._from_below) if index in chain}
        return years.pop() if len(years) == 1 else None
