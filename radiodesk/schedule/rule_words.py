"""Rules of recurrence in words, as `typed_rules.typed_rule` reads them. Pure."""

import datetime as dt
from collections.abc import Sequence

from radiodesk.locale import _, formats
from radiodesk.schedule import rrule
from radiodesk.schedule.rrule import Rule

ALL = frozenset(range(7))
SHOWN_DAYS = 3
"""The most days that stand behind a rule."""
LAST = -1
"""The number of the last day, or of the last weekday, of a month."""
ODD_WEEKS, EVEN_WEEKS = tuple(range(1, 54, 2)), tuple(range(2, 54, 2))
"""The ISO weeks with odd and with even numbers. Week 53, which few years have, is odd, and so is the one after it."""


def rule_words(rule: Rule) -> str:
    """A rule in words that `typed_rule` reads: "hằng ngày", "thứ Sáu đầu tiên của tháng". Others as RRULE."""
    if rule.is_once:
        return _("once")
    has_more = (
        rule.count is not None or rule.until or rule.byyearday or (rule.wkst and (rule.interval > 1 or rule.byweekno))
    )
    words = "" if has_more else _WRITERS[rule.freq](rule)
    return words or rule.text


def words_with_days(rule: Rule, first: dt.date) -> str:
    """A rule in words with its first days: "hằng ngày · 01/12, 02/12, 03/12 …". first: the day that it begins on.

    Days of other years than that day's have their year.
    """
    words = rule_words(rule)
    if rule.is_once or rule.until:
        return words
    shown = rrule.first_days(rule, first, SHOWN_DAYS)
    days = ", ".join(formats.short_day(day) if day.year == first.year else formats.day(day) for day in shown)
    is_whole = rule.count is not None and rule.count <= SHOWN_DAYS
    return f"{words} · {days}{'' if is_whole else ' …'}" if days else words


def last_at_end(number: int) -> int:
    """The key that sorts numbers of days, and of weekdays of a month, as people say them."""
    return number if number > 0 else 100 + number


def _daily_words(rule: Rule) -> str:
    if rule.bymonth or rule.bymonthday or rule.bysetpos:
        return ""
    if rule.byday:
        return _weekly_words(rule) if rule.interval == 1 else ""
    if rule.interval == 1:
        return _("every day")
    return _("every two days") if rule.interval == 2 else _("every {count} days").format(count=rule.interval)


def _weekly_words(rule: Rule) -> str:
    if rule.bymonth or rule.bysetpos:
        return ""
    days = _weekday_words(sorted({weekday for _number, weekday in rule.byday}))
    if rule.interval == 1:
        return days or _("every week")
    often = _("every two weeks") if rule.interval == 2 else _("every {count} weeks").format(count=rule.interval)
    return f"{often}, {days}" if days else often


def _monthly_words(rule: Rule) -> str:
    if rule.bymonth or (rule.byday and rule.bymonthday):
        return ""
    is_plain = rule.interval == 1
    often = _("every two months") if rule.interval == 2 else _("every {count} months").format(count=rule.interval)
    if pairs := _places(rule):
        ordinals = _ordinal_words()
        if not all(number in ordinals for number, _weekday in pairs):
            return ""
        named = [ordinals[number].format(weekday=_name(weekday)) for number, weekday in pairs]
        days = _("{weekdays} of the month").format(weekdays=_enumerated(named))
        return days if is_plain else f"{often}, {days}"
    if rule.byday or rule.bysetpos or any(number < LAST for number in rule.bymonthday):
        return ""
    if not rule.bymonthday:
        return _("every month") if is_plain else often
    if rule.bymonthday == (LAST,) and is_plain:
        return _("last day of the month")
    numbers = sorted(rule.bymonthday, key=last_at_end)
    days = _enumerated([_("last day") if each == LAST else _("day {number}").format(number=each) for each in numbers])
    return _("{days} of each month").format(days=days) if is_plain else f"{often}, {days}"


def _places(rule: Rule) -> list[tuple[int, int]]:
    """The numbered weekdays of a month; none if there are others."""
    pairs = list(rule.byday)
    if len(pairs) == 1 and not pairs[0][0] and rule.bysetpos:
        return [(number, pairs[0][1]) for number in rule.bysetpos]
    if rule.bysetpos or not all(number for number, _weekday in pairs):
        return []
    return sorted(pairs, key=lambda pair: (last_at_end(pair[0]), pair[1]))


def _yearly_words(rule: Rule) -> str:
    if rule.byweekno:
        return _parity_words(rule)
    if rule.interval > 1 or rule.byday or rule.bysetpos:
        return ""
    if not rule.bymonth and not rule.bymonthday:
        return _("every year")
    if len(rule.bymonth) != 1 or len(rule.bymonthday) != 1 or rule.bymonthday[0] < 1:
        return ""
    return _("every year on {day}").format(day=f"{rule.bymonthday[0]}/{rule.bymonth[0]}")


def _parity_words(rule: Rule) -> str:
    """A rule of the weeks with odd or even numbers; empty for one of other weeks."""
    is_odd = sorted(rule.byweekno) == list(ODD_WEEKS)
    is_even = sorted(rule.byweekno) == list(EVEN_WEEKS)
    if not (is_odd or is_even) or rule.interval > 1 or rule.bymonth or rule.bymonthday or rule.bysetpos:
        return ""
    # Not "except": it could be the Sundays of those weeks that are excepted.
    days = _weekday_words(sorted({weekday for _number, weekday in rule.byday}), may_except=False)
    if not days:
        return _("odd weeks") if is_odd else _("even weeks")
    return (_("{weekdays} of odd weeks") if is_odd else _("{weekdays} of even weeks")).format(weekdays=days)


_WRITERS = {"DAILY": _daily_words, "WEEKLY": _weekly_words, "MONTHLY": _monthly_words, "YEARLY": _yearly_words}


def _weekday_words(weekdays: Sequence[int], *, may_except: bool = True) -> str:
    """Weekdays as a list, as a range, or as every day but one."""
    if len(weekdays) == len(ALL):
        return _("every day")
    is_range = len(weekdays) > 2 and weekdays[-1] - weekdays[0] == len(weekdays) - 1
    if is_range:
        return _("{first} to {last}").format(first=_name(weekdays[0]), last=_name(weekdays[-1]))
    if may_except and len(weekdays) == len(ALL) - 1:
        (other,) = ALL.difference(weekdays)
        return _("every day except {weekday}").format(weekday=_name(other))
    return _enumerated([_name(each) for each in weekdays])


def _name(weekday: int) -> str:
    """ "thứ Sáu", "Chủ Nhật" or "Friday"."""
    return formats.weekday(dt.date(2024, 1, 1) + dt.timedelta(days=weekday)).replace("Thứ ", "thứ ")


def _enumerated(words: Sequence[str]) -> str:
    *others, last = words or [""]
    return _("{others} and {last}").format(others=", ".join(others), last=last) if others else last


def _ordinal_words() -> dict[int, str]:
    """A weekday of the month, by its place."""
    return {
        1: _("first {weekday}"),
        2: _("second {weekday}"),
        3: _("third {weekday}"),
        4: _("fourth {weekday}"),
        5: _("fifth {weekday}"),
        LAST: _("last {weekday}"),
    }
