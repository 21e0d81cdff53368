"""Rules of recurrence as people type and read them: "daily", "T2-T6", "T2, T4", "every 2 weeks", or an RRULE. Pure."""

import datetime as dt
import re

from radiodesk.errors import UserError
from radiodesk.locale import N_, _, formats
from radiodesk.model.text import fold, quoted
from radiodesk.model.typed import WEEKDAYS
from radiodesk.schedule import rrule
from radiodesk.schedule.rrule import ONCE, Rule


class UntypedRule(UserError):
    """Typed text that is not a rule."""

    message = N_("{text} is not a rule: write it as daily, weekdays, mon wed fri, weekly, every 2 weeks, monthly")


_DAILY = {"daily", "every day", "hang ngay", "moi ngay", "ngay nao cung"}
_WEEKDAYS = {"weekdays", "ngay thuong", "ngay lam viec"}
_WEEKENDS = {"weekends", "weekend", "cuoi tuan"}
_WEEKLY = {"weekly", "every week", "hang tuan", "moi tuan"}
_MONTHLY = {"monthly", "every month", "hang thang", "moi thang"}
_EVERY = re.compile(r"(?:every|moi|cach) ?([0-9]{1,2}) (?:weeks?|tuan)|cach tuan|([0-9]{1,2}) tuan(?: mot lan)?")
_DAY_WORD = "|".join(sorted(WEEKDAYS, key=len, reverse=True))
_RANGE = re.compile(rf"({_DAY_WORD}) ?(?:-|–|den|to) ?({_DAY_WORD})")
_LIST = re.compile(rf"(?:{_DAY_WORD})(?:(?: ?[,;+&] ?| (?:va|and) | )(?:{_DAY_WORD}))*")


def typed_rule(text: str, day: dt.date) -> Rule:
    """The rule of "hằng ngày", "T2-T6", "thứ 2, thứ 4", "hằng tuần", "cách tuần", "FREQ=…"; empty is once.

    day: the first one, on whose weekday a weekly rule falls. raises UntypedRule, and BadRule for a wrong RRULE.
    """
    folded = fold(text)
    if not folded:
        return ONCE
    if "=" in folded:
        return rrule.parse(text)
    own = rrule.WEEKDAYS[day.weekday()]
    words = (
        (_DAILY, "FREQ=DAILY"),
        (_WEEKDAYS, rrule.WORDS["WEEKDAYS"]),
        (_WEEKENDS, "FREQ=WEEKLY;BYDAY=SA,SU"),
        (_WEEKLY, f"FREQ=WEEKLY;BYDAY={own}"),
        (_MONTHLY, f"FREQ=MONTHLY;BYMONTHDAY={day.day}"),
    )
    for known, value in words:
        if folded in known:
            return rrule.parse(value)
    if every := _EVERY.fullmatch(folded):
        return rrule.parse(f"FREQ=WEEKLY;INTERVAL={every[1] or every[2] or 2};BYDAY={own}")
    if days := _weekdays(folded):
        return rrule.parse("FREQ=WEEKLY;BYDAY=" + ",".join(rrule.WEEKDAYS[each] for each in sorted(days)))
    raise UntypedRule(text=quoted(text))


def rule_words(rule: Rule) -> str:
    """A rule in words: "every day", "Mon, Wed", "every 2 weeks: Mon"; one without words as RRULE."""
    if rule.is_once:
        return _("once")
    if rule.text == "FREQ=DAILY":
        return _("every day")
    named = re.fullmatch(r"FREQ=WEEKLY(?:;INTERVAL=([0-9]+))?;BYDAY=([A-Z,]+)", rule.text)
    if named is None:
        return rule.text
    monday = dt.date(2024, 1, 1)
    codes = named[2].split(",")
    if codes == list(rrule.WEEKDAYS[:5]) and not named[1]:
        return _("Monday to Friday")
    days = ", ".join(formats.short_weekday(monday + dt.timedelta(days=rrule.WEEKDAYS.index(each))) for each in codes)
    return _("every {count} weeks: {days}").format(count=named[1], days=days) if named[1] else days


def _weekdays(folded: str) -> set[int]:
    """The weekdays of a list or a range; none if the text is something else."""
    if found := _RANGE.fullmatch(folded):
        first, last = WEEKDAYS[found[1]], WEEKDAYS[found[2]]
        return {(first + number) % 7 for number in range((last - first) % 7 + 1)}
    if _LIST.fullmatch(folded):
        return {WEEKDAYS[each] for each in re.findall(_DAY_WORD, folded)}
    return set()
