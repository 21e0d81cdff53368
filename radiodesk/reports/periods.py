"""Reporting periods: what `2019-9m` covers, by the official rule and by the calendar. Pure: no session, no clock.

The official rule is article 12 of Decree 09/2019/NĐ-CP: a period begins on the 15th of the month before its first
month, and ends on the 14th of its last month.
"""

import datetime as dt
import re
from dataclasses import dataclass

from radiodesk.errors import UserError
from radiodesk.kinds import PeriodKind, PeriodRule
from radiodesk.locale import N_, _
from radiodesk.model.moments import EARLIEST, LATEST
from radiodesk.model.text import lower_first, quoted, upper_first


class BadPeriod(UserError):
    """A code that is not a period."""

    message = N_(
        "“{code}” is not a period: write 2019-03 (a month), 2019-Q1, 2019-H1 or 2019-6m, 2019-H2, 2019-9m, 2019 (a "
        "year) or 2019-01-01/2019-09-30 (from day to day)"
    )


class BackwardPeriod(BadPeriod):
    """A period that ends before it begins."""

    message = N_("{text} ends before it begins: give the first day first")


class PeriodOutOfRange(BadPeriod):
    """A period of years that no desk has."""

    message = N_("“{code}” is too far away: a period must be in the years {first} to {last}")


@dataclass(frozen=True)
class Period:
    """A period from a first to a last local day, both inclusive."""

    code: str
    first: dt.date
    last: dt.date
    rule: PeriodRule
    kind: PeriodKind


RULES = {PeriodRule.OFFICIAL: N_("by decree 09/2019"), PeriodRule.CALENDAR: N_("by the calendar")}
"""The period rules in words."""

RULES_WITH_DAYS = {
    PeriodRule.OFFICIAL: N_("by decree 09/2019, from the 15th to the 14th"),
    PeriodRule.CALENDAR: N_("by the calendar, from the first to the last day"),
}
"""The same, with the days of a month."""

_CODE = re.compile(r"([0-9]{4})(?:-(?:(0[1-9]|1[0-2])|Q([1-4])|H([12])|(6M)|(9M)))?")
_INTERVAL = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})/([0-9]{4}-[0-9]{2}-[0-9]{2})")


def parse(code: str, rule: PeriodRule = PeriodRule.OFFICIAL) -> Period:
    """The period of a code. The days of an interval do not depend on the rule.

    raises BadPeriod, PeriodOutOfRange, BackwardPeriod.
    """
    stripped = code.strip()
    if match := _INTERVAL.fullmatch(stripped):
        return _interval(stripped, match[1], match[2])
    match = _CODE.fullmatch(stripped.upper())
    if not match:
        raise BadPeriod(code=code[:60])
    if not EARLIEST.year < int(match[1]) < LATEST.year:
        raise PeriodOutOfRange(code=match[0], first=EARLIEST.year + 1, last=LATEST.year - 1)
    return _of_code(match[0], rule)


def containing(day: dt.date, kind: PeriodKind, rule: PeriodRule) -> Period:
    """The period of a kind that contains a day. For nine months: those of the year that the day belongs to.

    raises ValueError for PeriodKind.INTERVAL, which is defined only by its days.
    """
    year, month = _month_of(day, rule)
    match kind:
        case PeriodKind.MONTH:
            code = f"{year}-{month:02}"
        case PeriodKind.QUARTER:
            code = f"{year}-Q{(month + 2) // 3}"
        case PeriodKind.HALF:
            code = f"{year}-H{(month + 5) // 6}"
        case PeriodKind.NINE_MONTHS:
            code = f"{year}-9m"
        case PeriodKind.YEAR:
            code = f"{year}"
        case _:
            raise ValueError(kind)
    return _of_code(code, rule)


def of_length(shown: Period, length: PeriodKind, rule: PeriodRule, day: dt.date) -> Period:
    """The period of another length in a period: the one that contains a day, else the last one.

    raises ValueError for PeriodKind.INTERVAL.
    """
    if shown.first <= day <= shown.last:
        return containing(day, length, rule)
    if shown.kind is PeriodKind.INTERVAL:
        return containing(shown.last, length, rule)
    return by_rule(containing(shown.last, length, shown.rule), rule)


def year_before(period: Period) -> Period:
    """The same period a year before. The days of an interval move by a year, 29 February to the 28th."""
    if period.kind is PeriodKind.INTERVAL:
        return _from_day_to_day(a_year_before(period.first), a_year_before(period.last))
    year, rest = period.code[:4], period.code[4:]
    return _of_code(f"{int(year) - 1}{rest}", period.rule)


def step(period: Period, by: int) -> Period:
    """The next period of the same kind (1), or the one before (-1). An interval moves by its own length.

    raises BadPeriod if there is none within the range of valid dates.
    """
    if period.kind is PeriodKind.INTERVAL:
        length = period.last - period.first + dt.timedelta(days=1)
        return _interval_of(period.first + by * length, period.last + by * length)
    if period.kind in (PeriodKind.YEAR, PeriodKind.NINE_MONTHS):
        return parse(f"{int(period.code[:4]) + by}{period.code[4:]}", period.rule)
    beyond = period.last + dt.timedelta(days=1) if by > 0 else period.first - dt.timedelta(days=1)
    return parse(containing(beyond, period.kind, period.rule).code, period.rule)


def months_until(period: Period) -> tuple[Period, ...]:
    """The months of the year in which the period ends, up to its end, for a chart of the year so far."""
    year, month = _month_of(period.last, period.rule)
    return tuple(_of_code(f"{year}-{number:02}", period.rule) for number in range(1, month + 1))


def months_of(period: Period) -> range:
    """The numbers of the months of its year that a period covers; none for an interval."""
    first, last = {
        PeriodKind.YEAR: (1, 12),
        PeriodKind.NINE_MONTHS: (1, 9),
        PeriodKind.INTERVAL: (1, 0),
    }.get(period.kind, (0, 0))
    if not first:
        last = _month_of(period.last, period.rule)[1]
        first = last - {PeriodKind.MONTH: 0, PeriodKind.QUARTER: 2, PeriodKind.HALF: 5}[period.kind]
    return range(first, last + 1)


def title(period: Period) -> str:
    """The period in words, such as "Quý I năm 2019"."""
    from radiodesk.locale import formats  # imported here: reports for programs do not need it

    year = period.code[:4]
    match period.kind:
        case PeriodKind.MONTH:
            return upper_first(in_words(period))
        case PeriodKind.QUARTER:
            roman = ("I", "II", "III", "IV")[int(period.code[6]) - 1]
            return _("Quarter {quarter} of {year}").format(quarter=roman, year=year)
        case PeriodKind.HALF:
            second = period.code.endswith("H2")
            return (_("Second half of {year}") if second else _("First half of {year}")).format(year=year)
        case PeriodKind.NINE_MONTHS:
            return _("Nine months of {year}").format(year=year)
        case PeriodKind.YEAR:
            return _("Year {year}").format(year=year)
        case PeriodKind.INTERVAL:
            return _("From {first} to {last}").format(first=formats.day(period.first), last=formats.day(period.last))


def in_words(period: Period) -> str:
    """The period within a sentence, such as "the first nine months of 2019" or "01/01/2019 – 30/09/2019"."""
    from radiodesk.locale import formats

    year = period.code[:4]
    match period.kind:
        case PeriodKind.MONTH:
            return formats.month(dt.date(int(year), int(period.code[5:]), 1))
        case PeriodKind.QUARTER:
            return lower_first(title(period))
        case PeriodKind.HALF:
            second = period.code.endswith("H2")
            return (_("the second half of {year}") if second else _("the first half of {year}")).format(year=year)
        case PeriodKind.NINE_MONTHS:
            return _("the first nine months of {year}").format(year=year)
        case PeriodKind.YEAR:
            return _("the year {year}").format(year=year)
        case PeriodKind.INTERVAL:
            return f"{formats.day(period.first)} – {formats.day(period.last)}"


def title_with_days(period: Period) -> str:
    """The period in words with its days, such as "Quý III năm 2019: 15/6–14/9"."""
    if period.kind is PeriodKind.INTERVAL:
        return title(period)
    first, last = period.first, period.last
    year = "" if first.year == last.year else f"/{first.year}"
    return f"{title(period)}: {first.day}/{first.month}{year}–{last.day}/{last.month}"


def by_rule(period: Period, rule: PeriodRule) -> Period:
    """The same period by another rule. An interval has the same days by each."""
    return period if period.kind is PeriodKind.INTERVAL else _of_code(period.code, rule)


def _of_code(code: str, rule: PeriodRule) -> Period:
    """The period of a valid code. Its year may be out of range, as when a period next to a typed one is computed."""
    match = _CODE.fullmatch(code.upper())
    assert match is not None  # noqa: S101 - callers check typed codes
    year, (month, quarter, half, six, nine) = int(match[1]), match.groups()[1:]
    if month:
        return _months(f"{year}-{month}", year, int(month), int(month), PeriodKind.MONTH, rule)
    if quarter:
        last = int(quarter) * 3
        return _months(f"{year}-Q{quarter}", year, last - 2, last, PeriodKind.QUARTER, rule)
    if half or six:
        last = int(half or 1) * 6
        return _months(f"{year}-6m" if six else f"{year}-H{half}", year, last - 5, last, PeriodKind.HALF, rule)
    if nine:
        return _months(f"{year}-9m", year, 1, 9, PeriodKind.NINE_MONTHS, rule)
    return _months(f"{year}", year, 1, 12, PeriodKind.YEAR, rule)


def _months(code: str, year: int, first: int, last: int, kind: PeriodKind, rule: PeriodRule) -> Period:
    """The period of the months `first` to `last` of a year."""
    if rule is PeriodRule.OFFICIAL:
        before = dt.date(year, first, 1) - dt.timedelta(days=1)
        return Period(code, before.replace(day=15), dt.date(year, last, 14), rule, kind)
    after = dt.date(year + last // 12, last % 12 + 1, 1)
    return Period(code, dt.date(year, first, 1), after - dt.timedelta(days=1), rule, kind)


def _month_of(day: dt.date, rule: PeriodRule) -> tuple[int, int]:
    """The year and the month of the reporting periods that a day belongs to."""
    if rule is PeriodRule.OFFICIAL and day.day >= 15:
        day = day.replace(day=28) + dt.timedelta(days=4)
    return day.year, day.month


def _interval(code: str, first: str, last: str) -> Period:
    try:
        begins, ends = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
    except ValueError as error:
        raise BadPeriod(code=code) from error
    if begins > ends:
        raise BackwardPeriod(text=quoted(code))
    return _interval_of(begins, ends)


def _interval_of(first: dt.date, last: dt.date) -> Period:
    period = _from_day_to_day(first, last)
    if not EARLIEST <= first <= last <= LATEST:
        raise PeriodOutOfRange(code=period.code, first=EARLIEST.year, last=LATEST.year)
    return period


def _from_day_to_day(first: dt.date, last: dt.date) -> Period:
    code = f"{first.isoformat()}/{last.isoformat()}"
    return Period(code, first, last, PeriodRule.CALENDAR, PeriodKind.INTERVAL)


def a_year_before(day: dt.date) -> dt.date:
    """The same day a year before; the 28th for 29 February."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)
