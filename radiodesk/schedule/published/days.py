"""Days in a published schedule: headings, weekdays and their ranges, dates with and without a year."""

import datetime as dt
import re
from dataclasses import dataclass

from radiodesk.errors import UserError
from radiodesk.model.typed import typed_day
from radiodesk.schedule import listed_days, typed_rules
from radiodesk.schedule.listed_days import LIST, NUMBER, RANGE, WEEKDAY, WEEKEND, WORKING_DAYS, find_weekday
from radiodesk.schedule.published.words import Words

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
    is_in_doubt: bool = False
    """Whether the day is a date with a weekday that it does not have."""


DATE = (
    r"(?:[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?![0-9])"
    r"|[0-9]{1,2} ?[/.-] ?[0-9]{1,2} ?[/.-] ?(?:[0-9]{4}|[0-9]{2})(?![0-9])"
    r"|[0-9]{1,2} ?/ ?[0-9]{1,2}(?![0-9])|(?<=ngay )[0-9]{1,2} ?[.-] ?[0-9]{1,2}(?![0-9])"
    r"|[0-9]{1,2} thang [0-9]{1,2}(?: nam [0-9]{4})?(?![0-9]))"
)
_DATE = re.compile(rf"(?<![0-9/]){DATE}")
_SPACES = re.compile(r" ?([/.-]) ?")

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
_DAY_WORD = re.compile(
    rf"(?<![a-z0-9]){WEEKDAY}|(?<![a-z0-9])(?:(?:hang|moi|cac|cuoi|dau) (?:ngay|tuan|thang|nam)|tet"
    rf"|(?:ngay|tuan|thang) (?:[0-9]+|le|chan|nghi|dau|cuoi)"
    rf"|mua (?:xuan|ha|he|thu|dong))(?![a-z0-9])|{DATE}"
    r"|^[^a-z0-9]*(?:thu (?:[0-9]+|mot|tam|chin|muoi)|t[0-9])[^a-z0-9]*$"  # the whole line: "Tập thứ 8: …" names no day
)
"""What a line that was not understood may name other days with."""
_PART_BEHIND = re.compile(r"[^a-z0-9]+(?:buoi )?(?P<part>sang|trua|chieu|toi|dem|khuya)[^a-z0-9]*$")
_HEADING_START = re.compile(
    rf"(?:(?:tu )?(?:ngay|thu {NUMBER}|chu nhat)|lich|khung|chuong trinh|ct|ke hoach|thoi gian)\b"
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
        return _dated(day, folded[: match.start()], match[0]) if day else None
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
    if (found := listed_days.weekdays(folded)) is None:
        return None
    return Days(tuple(CODES[each] for each in sorted(found)) if len(found) < len(CODES) else None)


def with_part(folded: str) -> tuple[Days, str] | None:
    """The weekdays and the part of the day of "Thứ Hai - buổi sáng". None for other text."""
    part = _PART_BEHIND.search(folded)
    found = part and weekdays(folded[: part.start()])
    return (found, part["part"]) if part and found else None


def names_others(words: Words) -> bool:
    """Whether a text is days that no `Day` can be: "Thứ Sáu đầu tháng", "T2 tuần chẵn", "cách tuần"."""
    folded = words.folded.strip(" :.-*(),;")
    if not folded or len(folded) > _LONGEST_RULE or weekdays(folded):
        return False
    try:
        return not typed_rules.typed_rule(words.text.strip(" :.-*(),;"), _ANY_DAY).is_once
    except UserError:
        return False


def others_behind(words: Words) -> int | None:
    """Where such days begin at the end of a title: "Dân ca thứ Sáu đầu tháng". None if there are none."""
    match = re.search(rf"(?<![a-z0-9]){WEEKDAY}", words.folded)
    return match.start() if match and names_others(words.part(match.start())) else None


def may_name_others(folded: str) -> bool:
    """Whether a line that was not understood says something of days."""
    return bool(_DAY_WORD.search(folded))


def next_day(day: Day) -> Day:
    """The day after a date, or after each of some weekdays."""
    if isinstance(day, dt.date):
        return day + dt.timedelta(days=1)
    return tuple(sorted((CODES[(CODES.index(code) + 1) % 7] for code in day), key=CODES.index)) if day else None


_ANY_DAY = dt.date(2024, 1, 1)
_LONGEST_RULE = 80
"""Characters of days in words that are looked at."""

_NO_TIME = r"(?! ?(?:(?:h|g|gio)(?![a-z])(?! phat (?:song )?[0-9])|:\ ?[0-5][0-9](?![0-9])))"
_LEADING = re.compile(
    rf"(?:(?:(?:vao|phat|tu|cac|ngay) )*{WEEKDAY}(?:(?:{RANGE}|{LIST})(?:{WEEKDAY}|{NUMBER}{_NO_TIME}))*"
    rf"(?:,? (?:hang|moi|trong) tuan)?(?:[ ,(-]*(?:ngay )?{DATE}\)?)?|ngay {DATE}|{DATE}"
    rf"|(?:vao )?(?:(?:hang|moi) ngay|cac ngay trong tuan|{WORKING_DAYS.pattern}|{WEEKEND.pattern}))"
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


def _is_heading(folded: str, match: re.Match[str]) -> bool:
    """Whether a line with a date is about that day: it says nothing else, or begins as headings do."""
    before, after = folded[: match.start()], folded[match.end() :]
    rest = re.sub(WEEKDAY, " ", f"{before}|{after}")
    return bool(_FILLER.fullmatch(rest)) or bool(_HEADING_START.match(before) and not re.search("[a-z0-9]", after))


def _dated(day: dt.date, before: str, text: str) -> Days:
    """The day, or the weekday before it if its year is unknown and the nearest year has another weekday."""
    weekday = find_weekday(before)
    if weekday is None or weekday == day.weekday():
        return Days(day)
    return Days(day, is_in_doubt=True) if has_year(text) else Days((CODES[weekday],))


def _with_month(first: str, last: str) -> str:
    """The first day of a span, with the month and the year of the last one: "2" of "2 đến 8/10/2017"."""
    numbers, known = re.findall("[0-9]+", first), re.findall("[0-9]+", last)
    return "/".join([*numbers, *known[len(numbers) :]]) if len(numbers) < len(known) else first
