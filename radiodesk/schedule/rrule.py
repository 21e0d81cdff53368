"""Rules of recurrence, the RRULE values of RFC 5545: parse one, and list the days that it gives. Pure: no clock.

A rule gives days, at most one occurrence on each; the time of day belongs to the slot.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any

from dateutil import rrule as dateutil

from radiodesk.errors import UserError
from radiodesk.locale import N_
from radiodesk.model.moments import EARLIEST, LATEST

WORDS = {"": "FREQ=DAILY;COUNT=1", "DAILY": "FREQ=DAILY", "WEEKDAYS": "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"}
"""The rules that have a word. No rule means once."""

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

FREQUENCIES = {
    "DAILY": dateutil.DAILY,
    "WEEKLY": dateutil.WEEKLY,
    "MONTHLY": dateutil.MONTHLY,
    "YEARLY": dateutil.YEARLY,
}

WITHIN_A_DAY = {"HOURLY", "MINUTELY", "SECONDLY", "BYHOUR", "BYMINUTE", "BYSECOND"}

LIMITS = {"BYMONTH": 12, "BYMONTHDAY": 31, "BYYEARDAY": 366, "BYWEEKNO": 53, "BYSETPOS": 366}
"""The largest number in each list. All but months may count from the end: -1 is the last."""

NOT_WITH = {
    "DAILY": {"BYWEEKNO", "BYYEARDAY"},
    "WEEKLY": {"BYWEEKNO", "BYYEARDAY", "BYMONTHDAY"},
    "MONTHLY": {"BYWEEKNO", "BYYEARDAY"},
    "YEARLY": set[str](),
}
"""The parts that each frequency excludes. RFC 5545, 3.3.10."""

_SHIFT = dt.timedelta(days=19 * 146_097)
"""7,600 years. The Gregorian calendar, weekdays included, repeats every 400 years."""


class BadRule(UserError):
    """A text that is not a rule."""

    message = N_("“{part}” is not part of a rule: give daily, weekdays, or a rule such as FREQ=WEEKLY;BYDAY=MO,FR")


class UnknownPart(BadRule):
    """A part that RFC 5545 does not have."""

    message = N_("A rule has no part called {part}: see RFC 5545, or choose daily or weekdays")


class BadValue(BadRule):
    """A part with a value out of range or of another form."""

    message = N_("“{value}” cannot be the value of {part} in a rule: correct it, or leave {part} out")


class DuplicatePart(BadRule):
    """A part that stands twice in a rule."""

    message = N_("{part} is in the rule more than once: leave one of them out")


class NoFrequency(BadRule):
    """A rule without FREQ."""

    message = N_("The rule “{rule}” does not say how often: add FREQ=DAILY, WEEKLY, MONTHLY or YEARLY")


class OncePerDay(BadRule):
    """A rule that could give several occurrences on one day."""

    message = N_("{part} cannot be in a rule, which applies once a day at most: plan one slot for each time of day")


class NotTogether(BadRule):
    """Two parts of a rule that exclude each other."""

    message = N_("{part} cannot be used with {other} in a rule: leave one of them out")


class PositionWithoutSet(BadRule):
    """BYSETPOS without a set to choose from."""

    message = N_("BYSETPOS chooses from the days of another part of the rule: add one, such as BYDAY=MO,TU")


@dataclass(frozen=True)
class Rule:
    """A valid rule. The fields are the parts of an RRULE; an empty tuple stands for a part that is absent."""

    text: str
    """The RRULE value in capitals; empty for once."""
    freq: str
    interval: int = 1
    count: int | None = None
    until: dt.date | None = None
    """A UTC moment (aware), a local time (naive) or a local day. Included."""
    wkst: int = 0
    """The first day of a week: 0 is Monday."""
    byday: tuple[tuple[int, int], ...] = ()
    """Numbers and weekdays: (1, 4) is the first Friday, (-1, 6) the last Sunday, (0, 0) each Monday."""
    bymonth: tuple[int, ...] = ()
    bymonthday: tuple[int, ...] = ()
    byyearday: tuple[int, ...] = ()
    byweekno: tuple[int, ...] = ()
    bysetpos: tuple[int, ...] = ()

    def __hash__(self) -> int:
        # All else follows from it. Rules are keys of caches, and one field is hashed in a tenth of the time.
        return hash(self.text)

    @property
    def is_of_iso_weeks(self) -> bool:
        """Whether it gives days of the weeks with some numbers of ISO 8601, and says nothing else.

        dateutil misses days of the last week of a year that lie in January, as on 1 January 2022.
        """
        others = self.bymonth, self.bymonthday, self.byyearday, self.bysetpos
        return (
            (self.freq, self.interval, self.wkst) == ("YEARLY", 1, 0)
            and min(self.byweekno, default=0) > 0
            and not any(others)
            and not any(number for number, _day in self.byday)
        )

    @property
    def is_once(self) -> bool:
        """Whether there is no rule, only the first day."""
        return not self.text


_NEAR = dt.timedelta(days=2 * 366)
"""How far ahead the first days of a rule are looked for: further ones help nobody who types it."""


@lru_cache(maxsize=1024)
def parse(text: str | None) -> Rule:
    """A rule: an RRULE value, `daily`, `weekdays`, or nothing for once. Upper and lower case are the same.

    raises BadRule and the errors derived from it.
    """
    written = (text or "").strip().upper()
    values: dict[str, str] = {}
    for pair in WORDS.get(written, written).split(";"):
        name, equals, value = pair.partition("=")
        if not equals:
            raise BadRule(part=pair)
        if name in WITHIN_A_DAY or value in WITHIN_A_DAY:
            raise OncePerDay(part=name if name in WITHIN_A_DAY else pair)
        if name not in _READERS:
            raise UnknownPart(part=name)
        if name in values:
            raise DuplicatePart(part=name)
        values[name] = value
    if "FREQ" not in values:
        raise NoFrequency(rule=written)
    parts = {name.lower(): _READERS[name](name, value) for name, value in values.items()}
    rule = Rule(text=WORDS.get(written, written) if written else "", **parts)
    _check_together(rule, values)
    return rule


def local_starts(rule: Rule, start: dt.datetime, earliest: dt.datetime, latest: dt.datetime) -> Iterator[dt.datetime]:
    """The local starts from `earliest` to `latest`, both included, of a rule that applies from `start` on.

    start: the first day on which the rule may apply, and the time of each occurrence. All are naive.
    latest: not after the day `moments.LATEST`. COUNT and UNTIL do not end them: `last_counted` has the former.
    """
    earliest = max(earliest, start)
    near = earliest.date() + dt.timedelta(days=earliest.time() > start.time())
    if dt.datetime.combine(near, start.time()) > latest:
        return
    # dateutil searches until the year 9999 for the next start of a rule that has none. In the last cycle of the
    # calendar that it knows, that is a fraction of a second.
    begin = dt.datetime.combine(_period_begin(rule, start.date(), near), start.time()) + _SHIFT
    earliest, latest = earliest + _SHIFT, latest + _SHIFT
    weeks = rule.byweekno if rule.is_of_iso_weeks else ()
    for shifted in dateutil.rrule(dtstart=begin, **_settings(rule, start.date())):
        if shifted > latest:
            return
        if shifted >= earliest and (not weeks or shifted.isocalendar().week in weeks):
            yield shifted - _SHIFT


def first_days(rule: Rule, start: dt.date, most: int) -> list[dt.date]:
    """The first days of a rule that applies from the day `start` on, at most so many, as far as they are near."""
    begin = dt.datetime.combine(start, dt.time.min)
    latest = dt.datetime.combine(min(start, LATEST - _NEAR) + _NEAR, dt.time.min)
    count = most if rule.count is None else min(most, rule.count)
    return [each.date() for each in islice(local_starts(rule, begin, begin, latest), count)]


@lru_cache(maxsize=1024)
def last_counted(rule: Rule, start: dt.date) -> dt.date | None:
    """The last day of a rule with COUNT that applies from the day `start` on; None if it never occurs."""
    midnight, end = (dt.datetime.combine(day, dt.time.min) for day in (start, LATEST))
    last = None
    for last in islice(local_starts(rule, midnight, midnight, end), rule.count):  # noqa: B007
        pass
    return last and last.date()


def _period_begin(rule: Rule, start: dt.date, near: dt.date) -> dt.date:
    """The first day of the last period of the rule that begins at `near` or before, but not before `start`.

    A period is the interval's days, weeks, months or years. A rule that begins there gives the same days as before.
    """
    if rule.freq == "DAILY":
        return near - dt.timedelta(days=(near - start).days % rule.interval)
    if rule.is_of_iso_weeks:
        begin = near
    elif rule.freq == "WEEKLY":
        week = dt.timedelta(days=(start.weekday() - rule.wkst) % 7)
        begin = near - dt.timedelta(days=((near - start) + week).days % (7 * rule.interval))
    elif rule.freq == "MONTHLY":
        months = 12 * (near.year - start.year) + near.month - start.month
        year, month = divmod(12 * near.year + near.month - 1 - months % rule.interval, 12)
        begin = dt.date(year, month + 1, 1)
    else:
        begin = dt.date(near.year - (near.year - start.year) % rule.interval, 1, 1)
    return max(begin, start)


@lru_cache(maxsize=1024)
def _settings(rule: Rule, start: dt.date) -> dict[str, Any]:
    """The rule as arguments of dateutil, complete: what a rule leaves open is that of its first day, `start`."""
    lists = {"bymonth": rule.bymonth, "bymonthday": rule.bymonthday, "byyearday": rule.byyearday}
    lists |= {"byweekno": rule.byweekno, "bysetpos": rule.bysetpos}
    settings: dict[str, Any] = {name: numbers for name, numbers in lists.items() if numbers}
    if rule.byday:
        settings["byweekday"] = _weekdays(rule)
    if not settings.keys() & {"byweekday", "bymonthday", "byyearday"}:
        if rule.freq == "WEEKLY" or rule.byweekno:
            settings["byweekday"] = start.weekday()
        elif rule.freq == "MONTHLY":
            settings["bymonthday"] = start.day
        elif rule.freq == "YEARLY":
            settings |= {"bymonth": rule.bymonth or start.month, "bymonthday": start.day}
    settings |= {"freq": FREQUENCIES[rule.freq], "interval": rule.interval, "wkst": rule.wkst}
    if rule.is_of_iso_weeks:
        del settings["byweekno"]
        settings["freq"] = dateutil.WEEKLY
    if rule.freq == "DAILY" and rule.interval == 1 and not rule.bysetpos:
        # The same days. dateutil takes weeks in a third of the time, for one week is one step.
        settings |= {"freq": dateutil.WEEKLY, "byweekday": settings.get("byweekday", range(7))}
    return settings


def _weekdays(rule: Rule) -> list[Any]:
    """BYDAY for dateutil, which takes numbered and plain weekdays together for days that are both: all get numbers."""
    if not any(number for number, _day in rule.byday):
        return [day for _number, day in rule.byday]
    most = _most_weekdays(rule)
    return [
        dateutil.weekday(day, each)
        for number, day in rule.byday
        for each in ([number] if number else range(1, most + 1))
    ]


def _most_weekdays(rule: Rule) -> int:
    """How many times a weekday can be in the period in which weekdays are numbered: a month or a year."""
    return 5 if rule.freq == "MONTHLY" or rule.bymonth else 53


def _check_together(rule: Rule, values: dict[str, str]) -> None:
    """raises NotTogether, PositionWithoutSet, BadValue where parts of a rule contradict each other."""
    frequency = f"FREQ={rule.freq}"
    if excluded := values.keys() & NOT_WITH[rule.freq]:
        raise NotTogether(part=min(excluded), other=frequency)
    if not rule.is_once and rule.count is not None and rule.until is not None:
        raise NotTogether(part="COUNT", other="UNTIL")
    if rule.bysetpos and not values.keys() & (LIMITS.keys() - {"BYSETPOS"} | {"BYDAY"}):
        raise PositionWithoutSet
    if numbers := [abs(number) for number, _day in rule.byday if number]:
        if rule.freq in {"DAILY", "WEEKLY"} or rule.byweekno:
            raise NotTogether(part=f"BYDAY={values['BYDAY']}", other="BYWEEKNO" if rule.byweekno else frequency)
        if max(numbers) > _most_weekdays(rule):
            raise BadValue(part="BYDAY", value=values["BYDAY"])


def _frequency(name: str, value: str) -> str:
    if value not in FREQUENCIES:
        raise BadValue(part=name, value=value)
    return value


def _weekday(name: str, value: str) -> int:
    if value not in WEEKDAYS:
        raise BadValue(part=name, value=value)
    return WEEKDAYS.index(value)


def _number(name: str, value: str) -> int:
    """A whole number from 1. Larger ones than nine digits are typing errors."""
    if not re.fullmatch(r"0*[1-9][0-9]{0,8}", value):
        raise BadValue(part=name, value=value)
    return int(value)


def _count(name: str, value: str) -> int:
    """A number from 0: COUNT=0 is a rule that never occurs, which the caller refuses as such."""
    return 0 if re.fullmatch("0+", value) else _number(name, value)


def _list(name: str, value: str) -> tuple[int, ...]:
    sign = "" if name == "BYMONTH" else "[+-]?"
    for item in value.split(","):
        if not re.fullmatch(sign + "[0-9]{1,3}", item) or not 1 <= abs(int(item)) <= LIMITS[name]:
            raise BadValue(part=name, value=value)
    return tuple(dict.fromkeys(map(int, value.split(","))))


def _byday(name: str, value: str) -> tuple[tuple[int, int], ...]:
    found = [re.fullmatch(r"([+-]?(?:0?[1-9]|[1-9][0-9]))?([A-Z]{2})", item) for item in value.split(",")]
    if not all(item and item[2] in WEEKDAYS for item in found):
        raise BadValue(part=name, value=value)
    return tuple(dict.fromkeys((int(item[1] or 0), WEEKDAYS.index(item[2])) for item in found if item))


def _until(name: str, value: str) -> dt.date:
    if re.fullmatch(r"[0-9]{8}(T[0-9]{6}Z?)?", value):
        try:
            moment = dt.datetime.fromisoformat(value)
        except ValueError:
            pass
        else:
            if moment.year >= EARLIEST.year:
                return moment if "T" in value else moment.date()
    raise BadValue(part=name, value=value)


_READERS: dict[str, Callable[[str, str], Any]] = {
    "FREQ": _frequency,
    "INTERVAL": _number,
    "COUNT": _count,
    "UNTIL": _until,
    "WKST": _weekday,
    "BYDAY": _byday,
    **dict.fromkeys(LIMITS, _list),
}
"""How the value of each part is read."""

ONCE = parse("")
"""No rule: the first day alone."""
