"""The day of an entry in words, and days as people type them."""

import datetime as dt
import re

from radiodesk.locale import _, formats
from radiodesk.model.text import fold
from radiodesk.model.typed import WEEKDAYS, is_meant, typed_day
from radiodesk.schedule.published.days import CODES, Day, weekdays

_MONDAY = dt.date(2024, 1, 1)
_BETWEEN = re.compile(r"[ ,;/&+]+")


def words(day: Day) -> str:
    """A date with its weekday, the weekdays, or "Every day"."""
    if isinstance(day, dt.date):
        return formats.day_in_words(day)
    named = [formats.weekday(_MONDAY + dt.timedelta(days=CODES.index(code))) for code in day or ()]
    return ", ".join(named) or _("Every day")


def typed(text: str, today: dt.date) -> Day:
    """The day that somebody typed: "Thứ 2-4-6", "hằng ngày", "Monday, Friday", "30/11". raises UnreadableDay."""
    folded = fold(text)
    if folded in ("every day", fold(_("Every day"))):
        return None
    if found := weekdays(folded):
        return found.day
    named = [WEEKDAYS.get(word) if is_meant(word, text) else None for word in _BETWEEN.split(folded) if word]
    if len(named) > 1 and None not in named:
        codes = tuple(CODES[number] for number in sorted({number for number in named if number is not None}))
        return codes if len(codes) < len(CODES) else None
    if len(named) == 1 and named[0] is not None:
        return (CODES[named[0]],)
    return typed_day(text, today)
