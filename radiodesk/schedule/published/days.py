"""Days in a published schedule: headings, weekdays and their ranges, dates with and without a year."""

import datetime as dt
import re
from dataclasses import dataclass

from radiodesk.errors import UserError
from radiodesk.model.typed import WEEKDAYS, typed_day

CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
"""The weekdays as RFC 5545 writes them; Monday is first."""

Day = dt.date | tuple[str, ...] | None
"""A date, weekdays in the order of CODES, or None for every day."""


@dataclass(frozen=True, slots=True)
class Days:
    """What a text says of the day. span: the days of a schedule's week or season, which name no day of their own."""

    day: Day = None
    span: tuple[dt.date, dt.date] | None = None
    is_today: bool = False


DATE = (
    r"(?:[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?![0-9])"
    r"|[0-9]{1,2} ?[/.-] ?[0-9]{1,2} ?[/.-] ?(?:[0-9]{4}|[0-9]{2})(?![0-9])"
    r"|[0-9]{1,2} ?/ ?[0-9]{1,2}(?![0-9])|(?<=ngay )[0-9]{1,2} ?[.-] ?[0-9]{1,2}(?![0-9])"
    r"|[0-9]{1,2} thang [0-9]{1,2}(?: nam [0-9]{4})?(?![0-9]))"
)
_DATE = re.compile(rf"(?<![0-9/]){DATE}")
_SPACES = re.compile(r" ?([/.-]) ?")

_NUMBERS = {
    word: number
    for number, words in enumerate(
        (("2", "hai"), ("3", "ba"), ("4", "tu"), ("5", "nam"), ("6", "sau"), ("7", "bay")), start=0
    )
    for word in words
}
_NUMBER = "(?:[2-7]|hai|ba|tu|nam|sau|bay)(?![0-9a-z])"
WEEKDAY = rf"(?:thu ?{_NUMBER}|t\.? ?[2-7](?![0-9a-z])|chu nhat|c\.?n(?![a-z]))"
"""A weekday in Vietnamese, folded."""
_RANGE = r" ?(?:-+|→|~|\bden\b|\btoi\b) ?(?:het )?(?:ngay )?"
_LIST = r" ?(?:,|/|&|\+|\bva\b|-) ?(?:ngay )?"
_WEEKDAYS = re.compile(rf"{WEEKDAY}(?:(?:{_RANGE}|{_LIST})(?:{WEEKDAY}|{_NUMBER}))*")
_ITEM = re.compile(rf"{WEEKDAY}|{_NUMBER}")
_TO = re.compile(_RANGE)
_EVERY_DAY = re.compile(r"(?:hang|moi|tat ca cac|cac|ca 7|7) ?ngay(?: trong tuan)?|ca tuan|moi ngay|daily")
_WEEKEND = re.compile(r"(?:ngay )?cuoi tuan|thu bay,? chu nhat")
_WORKING_DAYS = re.compile(r"(?:cac )?ngay (?:thuong|lam viec)(?: trong tuan)?")
_BEFORE_DAYS = re.compile(rf"^(?:(?:vao|phat|cac|sang|chieu|toi) |(?:tu|ngay) (?={WEEKDAY}|cuoi tuan))*")
_AFTER_DAYS = re.compile(r",? (?:hang|moi|trong) tuan$")
_TODAY = re.compile(r"\bhom nay\b")
_SPAN = re.compile(
    rf"(?:tu )?(?:ngay )?(?P<first>{DATE}|[0-9]{{1,2}})(?: ?(?:-+|~) ?|,? (?:den|toi)(?: het)? )"
    rf"(?:ngay )?(?P<last>{DATE})"
)

_HEADING_WORDS = (
    "chuong trinh|phat thanh|phat song|truyen thanh|truyen hinh|lich|khung|thoi gian|bang|gio|trong|ngay|hang|tuan|"
    "tu|den|cac|cua|thang|nam|nhu sau|dai|va|ct|pt|vao|ke hoach|noi dung|du kien|hom nay|hom qua|ngay mai"
)
_FILLER = re.compile(rf"(?:(?:{_HEADING_WORDS})(?![a-z0-9])|[^a-z0-9])*")
_HEADING_START = re.compile(
    rf"(?:(?:tu )?(?:ngay|thu {_NUMBER}|chu nhat)|lich|khung|chuong trinh|ct|ke hoach|thoi gian)\b"
)


def heading(folded: str, near: dt.date) -> Days | None:
    """What a line that names a day and no programme says. None for other lines, and for headings without a day.

    near: the day that is closest to days without a year.
    """
    if match := _SPAN.search(folded):
        if not _is_heading(folded, match):
            return None
        last = date(match["last"], near)
        first = date(_with_month(match["first"], match["last"]), last or near)
        return Days(span=(first, last)) if first and last and first <= last else None
    if match := _DATE.search(folded):
        if not _is_heading(folded, match):
            return None
        day = date(match[0], near)
        return Days(_checked(day, folded[: match.start()], match[0])) if day else None
    if is_weekly := weekdays(folded):
        return is_weekly
    if _FILLER.fullmatch(folded) and _TODAY.search(folded):
        return Days(near, is_today=True)
    return None


def is_title(folded: str) -> bool:
    """Whether a line only says that a schedule follows, such as "Lịch phát sóng"."""
    return bool(_FILLER.fullmatch(folded) and _HEADING_START.match(folded))


def weekdays(folded: str) -> Days | None:
    """The days of "Thứ 2-4-6", "từ thứ hai đến thứ sáu", "T2, T4", "CN", "cuối tuần", "hằng ngày". None for others."""
    folded = folded.strip(" :.-*(),;")
    if _EVERY_DAY.fullmatch(folded):
        return Days()
    folded = _AFTER_DAYS.sub("", _BEFORE_DAYS.sub("", folded))
    if _WEEKEND.fullmatch(folded):
        return Days(CODES[5:])
    if _WORKING_DAYS.fullmatch(folded):
        return Days(CODES[:5])
    if not _WEEKDAYS.fullmatch(folded):
        return None
    items = list(_ITEM.finditer(folded))
    numbers = [_number(item[0]) for item in items]
    if len(items) == 2 and _TO.fullmatch(folded, items[0].end(), items[1].start()):
        count = (numbers[1] - numbers[0]) % 7
        numbers = [(numbers[0] + each) % 7 for each in range(count + 1)]
    days = tuple(CODES[number] for number in sorted(set(numbers)))
    return Days(days if len(days) < 7 else None)


_NO_TIME = r"(?! ?(?:(?:h|g|gio)(?![a-z])(?! phat (?:song )?[0-9])|:\ ?[0-5][0-9](?![0-9])))"
_LEADING = re.compile(
    rf"(?:(?:(?:vao|phat|tu|cac|ngay) )*{WEEKDAY}(?:(?:{_RANGE}|{_LIST})(?:{WEEKDAY}|{_NUMBER}{_NO_TIME}))*"
    rf"(?:,? (?:hang|moi|trong) tuan)?(?:[ ,(-]*(?:ngay )?{DATE}\)?)?|ngay {DATE}|{DATE}"
    rf"|(?:vao )?(?:(?:hang|moi) ngay|cac ngay trong tuan|{_WORKING_DAYS.pattern}|{_WEEKEND.pattern}))"
    r"(?= ?[:,;|.-]| |$)"
)


def leading(folded: str, near: dt.date) -> tuple[Days, int] | None:
    """The day that a line begins with, and where the rest of the line begins. None if it begins otherwise."""
    match = _LEADING.match(folded)
    found = match and heading(match[0], near)
    return (found, match.end()) if match and found else None


def date(text: str, near: dt.date, *, past: bool = False) -> dt.date | None:
    """The date of a folded text; one without a year is the closest to `near`, with `past` the last one up to it."""
    try:
        return typed_day(_SPACES.sub(r"\1", text.strip()), near, past=past)
    except UserError:
        return None


def find_date(folded: str) -> str:
    """The first date in a folded text; empty if there is none."""
    match = _DATE.search(folded)
    return match[0] if match else ""


def has_year(text: str) -> bool:
    """Whether a date has a year."""
    return len(re.findall("[0-9]+", text)) > 2


def find_weekday(folded: str) -> int | None:
    """The first weekday in a folded text; Monday is 0."""
    match = re.search(rf"(?<![a-z]){WEEKDAY}", folded)
    return _number(match[0]) if match else None


def _number(word: str) -> int:
    """The number of a weekday, from "thu hai", "t2", "2" or "hai"."""
    return WEEKDAYS[word] if word in WEEKDAYS else _of_last(word)


def _of_last(word: str) -> int:
    if word.startswith("c"):
        return 6
    return next(number for name, number in _NUMBERS.items() if word.endswith(name))


def _is_heading(folded: str, match: re.Match[str]) -> bool:
    """Whether a line with a date is about that day: it says nothing else, or begins as headings do."""
    before, after = folded[: match.start()], folded[match.end() :]
    rest = re.sub(WEEKDAY, " ", f"{before}|{after}")
    return bool(_FILLER.fullmatch(rest)) or bool(_HEADING_START.match(before) and not re.search("[a-z0-9]", after))


def _checked(day: dt.date, before: str, text: str) -> Day:
    """The day, or the weekday before it if its year is unknown and the nearest year has another weekday."""
    weekday = find_weekday(before)
    return (CODES[weekday],) if weekday is not None and not has_year(text) and weekday != day.weekday() else day


def _with_month(first: str, last: str) -> str:
    """The first day of a span, with the month and the year of the last one: "2" of "2 đến 8/10/2017"."""
    numbers, known = re.findall("[0-9]+", first), re.findall("[0-9]+", last)
    return "/".join([*numbers, *known[len(numbers) :]]) if len(numbers) < len(known) else first
