"""Days, times and lengths as people type them, in Vietnamese or English, with or without accents. Pure: no clock.

Each function also reads what its counterpart in `radiodesk.model.parsing` reads.
"""

import calendar
import contextlib
import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence

from radiodesk.errors import UserError
from radiodesk.locale import N_, formats
from radiodesk.model.moments import EARLIEST, LATEST, LONGEST, LONGEST_SLOT, monday_of
from radiodesk.model.parsing import (
    DayOutOfRange,
    UnreadableDay,
    UnreadableDuration,
    UnreadableTime,
    parse_day,
    parse_duration,
    parse_time,
)
from radiodesk.model.text import fold, quoted


class UntypedDay(UnreadableDay):
    """Typed text that is not a day."""

    message = N_("{text} is not a day: write it as 30/11, 30/11/2026, today, tomorrow or friday")


class OtherWeekday(UnreadableDay):
    """A weekday beside a day that falls on another one."""

    message = N_("{text}: {day} is a {weekday}")


class UntypedTime(UnreadableTime):
    """Typed text that is not a time of day."""

    message = N_("{text} is not a time of day: write it as 5:30, 5h30, 17h or 0530")


class SeveralTimes(UntypedTime):
    """Several times of day where there can be one."""

    message = N_("{text} names several times: write one. A new slot may have several, which makes a slot of each")


class OtherLength(UserError):
    """A time with an end that another length than the typed one gives."""

    message = N_("{text} lasts {length}, and the length says {typed}: correct one of them, or leave the length empty")


class EndBeforeStart(UserError):
    """A range of times whose end is not after its start, unless it may be on the next day."""

    message = N_("{text} does not end after its start: correct one of them. Over midnight, 12 hours are the most")


class Midnight(UnreadableTime):
    """Twelve o'clock at night, which may be the beginning or the end of the day."""

    message = N_("{text} may be the beginning or the end of the day: write 0h of the day that begins then")


class UntypedLength(UnreadableDuration):
    """Typed text that is not a length."""

    message = N_("{text} is not a length of up to 24 hours: write it as 15:00, 15', 1h30 or 75 (seconds)")


class UntypedProgrammeLength(UntypedLength):
    """Typed text that is not the length of a programme."""

    message = N_("{text} is not a length of up to 24 hours: write it as 15:00, 15', 1h30 or 15 (minutes)")


class UntypedSlotLength(UntypedLength):
    """Typed text that is not the length of a slot."""

    message = N_("{text} is not a length of up to 7 days: write it as 15:00, 15', 1h30 or 15 (minutes)")


class NoLength(UnreadableDuration):
    """A typed length of nothing."""

    message = N_("A length is at least one second: leave the field empty if you do not know it yet")


_WORDS = {
    0: ("hom nay", "nay", "today", "tonight", "this morning", "this afternoon", "this evening"),
    1: ("mai", "ngay mai", "tomorrow"),
    -1: ("hom qua", "qua", "yesterday", "last night"),
    2: ("kia", "ngay kia", "mot", "ngay mot", "day after tomorrow"),
    -2: ("hom kia", "day before yesterday"),
}
_NEAR_DAYS = {word: by for by, words in _WORDS.items() for word in words}
"""Days from today."""

_WEEKDAY_WORDS = (
    ("thu 2", "thu hai", "t2", "monday", "mon"),
    ("thu 3", "thu ba", "t3", "tuesday", "tue"),
    ("thu 4", "thu tu", "t4", "wednesday", "wed"),
    ("thu 5", "thu nam", "t5", "thursday", "thu"),
    ("thu 6", "thu sau", "t6", "friday", "fri"),
    ("thu 7", "thu bay", "t7", "saturday", "sat"),
    ("chu nhat", "cn", "sunday", "sun"),
)
WEEKDAYS = {word: number for number, words in enumerate(_WEEKDAY_WORDS) for word in words}
"""The words for a weekday, folded; Monday is 0."""
MONTHS = {
    word.lower(): number
    for number in range(1, 13)
    for word in (calendar.month_name[number], calendar.month_abbr[number])
}
"""The English words for a month, folded."""

_ENGLISH = frozenset(word for words in _WEEKDAY_WORDS for word in words if word.endswith("day")) | frozenset(
    ("mon", "tue", "wed", "thu", "fri", "sat", "sun", *MONTHS)
)
"""The English words among them: typed without accents. "thứ" is no Thursday, and "mấy" is not May."""

_WEEKDAY = "|".join(sorted(WEEKDAYS, key=len, reverse=True))
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_OF_WEEK = re.compile(rf"(?:(?P<word>this|next|last) )?(?P<day>{_WEEKDAY})(?: (?:tuan )?(?P<week>nay|sau|toi|truoc))?")
_WITH_PART_OF_DAY = re.compile(
    r"(?:buoi )?(?:rang sang|sang|trua|chieu|toi|dem|khuya) (?P<after>.+)"
    r"|(?P<before>.+) (?:morning|afternoon|evening|night|sang|trua|chieu|toi|dem|khuya)"
)
_EVENING = re.compile(r".*\btối\s*", re.IGNORECASE | re.DOTALL)
"""Ends in "tối", which is no "tới" although both are typed "toi" without accents."""
_LONGEST_DAY = 80
"""More characters are no day."""
_WITH_WEEKDAY = re.compile(rf"(?P<weekday>{_WEEKDAY}),? (?P<rest>.*[0-9].*)")
_DAY_AND_MONTH = (
    re.compile(r"(?:ngay )?(?P<day>[0-9]{1,2}) ?[/.-] ?(?P<month>[0-9]{1,2})"),
    re.compile(r"(?:ngay )?(?P<day>[0-9]{1,2}) thang (?P<month>[0-9]{1,2})"),
    re.compile(rf"(?P<day>[0-9]{{1,2}}) (?P<month>{_MONTH})"),
    re.compile(rf"(?P<month>{_MONTH}) (?P<day>[0-9]{{1,2}})"),
)
_SHORT_YEAR = re.compile(r"([0-9]{1,2}) ?([/.-]) ?([0-9]{1,2}) ?\2 ?([0-9]{2})")
_YEAR_AT_END = re.compile(r"(?P<rest>.*?[a-z].*?),? (?:nam )?(?P<year>[0-9]{4})")
_BEFORE_DAY = re.compile(r"ngay (?=[0-9])")

_BEFORE_RANGE = re.compile(r"(?:từ|tu|from)\s+", re.IGNORECASE)
_BETWEEN_DAYS = re.compile(r"\s*(?:(?:[-–—~→]|->)(?=\s*[0-9a-zđ])|\b(?:đến|den|to)\b)\s*", re.IGNORECASE)
_OF_MONTH_OF_LAST = re.compile(r"(?:ngay )?([0-9]{1,2})")
_HAS_YEAR = re.compile(r"(?<![0-9])[0-9]{4}(?![0-9])")
_LONGEST_OVER_YEARS = dt.timedelta(days=274)
"""The longest range over the end of a year without the year of its last day: 26/12-24/12 is a mistake."""

_BETWEEN_TIMES = re.compile(r"[,;&]|(?<!\w)(?:v[àa]|and)(?!\w)", re.IGNORECASE)
_TIMES_IN_A_ROW = re.compile(r"(?:(?:[0-9]{1,2}(?:[hg](?:[0-9]{1,2})?|:[0-9]{2})|[0-9]{4})(?: |$)){2,}")
"""Times with nothing but blanks between them, each of which can be told from the minutes of "5h 30"."""
TO = r"(?:-+>?|[–—~→]|\b(?:đến|den|tới|toi|to)\b)(?:\s*\b(?:hết|het)\b)?"
"""What stands between a start and an end: "-", "->", "đến", "tới", "đến hết", also folded."""
_BETWEEN_START_AND_END = re.compile(rf"\s*{TO}\s*(?=[0-9])", re.IGNORECASE)
_END_OF_DAY = re.compile(r"24(?: ?(?:h|g|gio|:) ?(?:00?)?|00)?(?: (?:dem|khuya))?")
_DAY = 24 * 60 * 60
_LONGEST_OVER_MIDNIGHT = 12 * 60 * 60
"""In seconds. Of 7h-6h30, one of the times is a mistake."""
_DIGITS = re.compile(r"([0-9]{1,2}?)\.?([0-9]{2})?")
_PART_OF_DAY = re.compile(
    r"(?P<time>.*?\S)(?: ?(?P<half>am|pm)|(?: (?:buoi|ban))? (?P<part>rang sang|sang|trua|chieu|toi|dem|khuya))"
)
_HOURS = {
    "am": range(12),
    "pm": range(12, 24),
    "rang sang": range(1, 7),
    "sang": range(12),
    "trua": range(10, 15),
    "chieu": range(12, 20),
    "toi": range(17, 24),
    "dem": (*range(19, 24), *range(5)),
    "khuya": (*range(21, 24), *range(5)),
}
"""The hours that people name with a part of the day, of the 24-hour clock: "2h chiều" or "14h chiều"."""
_NIGHT = ("toi", "dem", "khuya")
"""Their twelve o'clock is the end of the day, which is the beginning of the next one."""
_HALF_PAST = re.compile(r"([0-9]{1,2}) ?(?:h|g|gio)? ?ruoi")
_BEFORE_HOUR = re.compile(r"([0-9]{1,2}) ?(?:h|g|gio)? ?kem ?([0-9]{1,2})(?: ?(?:'|p|ph|phut))?")

_SPOKEN_LENGTHS = (
    (re.compile(r"\b(?:nua|half an|half a) (?:gio|tieng|hour)\b"), "30p"),
    (re.compile(r"\b(?:mot|an|one) (?=gio|tieng|phut|giay|hour|minute)"), "1 "),
)
_ENGLISH_UNITS = (
    (re.compile(r"\b(and|va)\b"), ""),
    (re.compile(r"(?<=[0-9]) ?(?:hours?|hrs?|tieng)\b"), "h"),
    (re.compile(r"(?<=[0-9]) ?(?:minutes?|mins?|m)(?![a-z])"), "p"),
    (re.compile(r"(?<=[0-9]) ?(?:seconds?|secs?)\b"), "s"),
)


_WEEKS = {
    "tuan nay": 0,
    "this week": 0,
    "tuan sau": 1,
    "tuan toi": 1,
    "next week": 1,
    "tuan truoc": -1,
    "tuan roi": -1,
    "last week": -1,
}
"""Words for weeks, and how many weeks after the present one they are."""


class DaysBackwards(UserError):
    """A last day before the first one."""

    message = N_("The last day, {last}, is before the first day, {first}: correct one of them")


def typed_day(text: str, today: dt.date, *, past: bool = False, first: dt.date | None = None) -> dt.date:
    """The day of "30/11", "30 tháng 11", "30/11/26", "mai", "tối nay", "thứ 6", "t6 tuần sau", "next friday", "cn" …

    A weekday alone is the first one from today on, with `past` the last one up to today. With "này" or "this" it is the
    one of the present week, from Monday to Sunday; with "tới", "sau" or "next" that of the week after, with "trước"
    that of the week before. "last" is the last one before today. A day without a year is the one closest to today, with
    `past` the last one up to today. first: of a range whose last day this is; then a weekday alone is the first one
    from it on, and a day without a year the next one after it, as far as it is near enough.
    raises UnreadableDay, DayOutOfRange.
    """
    folded = fold(text)
    if folded in _NEAR_DAYS:
        return in_range(text, lambda: today + dt.timedelta(days=_NEAR_DAYS[folded]))
    is_evening = _EVENING.fullmatch(unicodedata.normalize("NFC", text)) is not None
    if (of_week := _OF_WEEK.fullmatch(folded)) and is_meant(of_week["day"], text) and not is_evening:
        return in_range(text, lambda: _of_week(of_week, today, past=past, first=first))
    if match := _WITH_PART_OF_DAY.fullmatch(folded):
        return _retyped(text, match["after"] or match["before"], today, past=past, first=first)
    if (match := _WITH_WEEKDAY.fullmatch(folded)) and is_meant(match["weekday"], text):
        day = _retyped(text, match["rest"], today, past=past, first=first)
        if day.weekday() != WEEKDAYS[match["weekday"]]:
            raise OtherWeekday(text=quoted(text), day=formats.day(day), weekday=formats.weekday(day))
        return day
    if match := _SHORT_YEAR.fullmatch(folded):
        return _checked(text, [(2000 + int(match[4]), int(match[3]), int(match[1]))])[0]
    if of_month := _of_month(text, folded, today, past=past, first=first):
        return of_month
    try:
        return parse_day(_BEFORE_DAY.sub("", fold(text)))
    except DayOutOfRange as error:
        raise DayOutOfRange(**{**error.values, "text": quoted(text)}) from error
    except UnreadableDay as error:
        raise UntypedDay(text=quoted(text)) from error


def _retyped(text: str, part: str, today: dt.date, *, past: bool, first: dt.date | None) -> dt.date:
    """The day that a part of the text names. raises as `typed_day`, with the whole text."""
    if len(text) > _LONGEST_DAY:
        raise UntypedDay(text=quoted(text))
    try:
        return typed_day(part, today, past=past, first=first)
    except (UnreadableDay, DayOutOfRange) as error:
        raise type(error)(**{**error.values, "text": quoted(text)}) from error


def typed_days(text: str, today: dt.date) -> tuple[dt.date, dt.date]:
    """The first and last day of "tuần này", "next week", "mai", "24/12-26/12", "14-20/2" or "30/11 – 6/12/2026".

    A week is from Monday to Sunday. Of "28/12-3/1", the last day is in the year after the first one. The first day
    takes the month and the year that only the last one has.
    raises UnreadableDay, DayOutOfRange, DaysBackwards.
    """
    if (weeks := _WEEKS.get(fold(text))) is not None:
        monday = in_range(text, lambda: monday_of(today) + dt.timedelta(weeks=weeks))
        return monday, in_range(text, lambda: monday + dt.timedelta(days=6))
    typed = _BETWEEN_DAYS.split(_BEFORE_RANGE.sub("", text.strip(), count=1), maxsplit=1)
    if len(typed) == 1:
        first = last = typed_day(typed[0], today)
    elif day := _OF_MONTH_OF_LAST.fullmatch(fold(typed[0])):
        last = typed_day(typed[1], today)
        first = _in_year(typed[0], int(day[1]), last.month, last.year)
    else:
        first = typed_day(typed[0], today)
        last = typed_day(typed[1], today, first=first)
        if _has_year(typed[1]) and any(each.fullmatch(fold(typed[0])) for each in _DAY_AND_MONTH):
            is_before = (first.month, first.day) <= (last.month, last.day)
            first = _in_year(typed[0], first.day, first.month, last.year - (not is_before))
    if last < first:
        raise DaysBackwards(first=formats.day(first), last=formats.day(last))
    return first, last


def _has_year(text: str) -> bool:
    return bool(_HAS_YEAR.search(text) or _SHORT_YEAR.fullmatch(fold(text)))


def _in_year(text: str, day: int, month: int, year: int) -> dt.date:
    """raises UntypedDay where the month has no such day, and DayOutOfRange."""
    try:
        return in_range(text, lambda: dt.date(year, month, day))
    except ValueError as error:
        raise UntypedDay(text=quoted(text)) from error


def typed_times(text: str) -> tuple[dt.time, ...]:
    """The times of day of "5h30, 11h30 và 17h" or "5h30 11h30 17h", each once, in order.

    raises those of `typed_time`.
    """
    return tuple(sorted({typed_time(each) for each in _parts_of_times(text) or [text]}))


def _parts_of_times(text: str) -> list[str]:
    parts = [part for each in _BETWEEN_TIMES.split(text) if (part := each.strip())]
    return [time for part in parts for time in (part.split() if _TIMES_IN_A_ROW.fullmatch(fold(part)) else [part])]


def _is_several(text: str) -> bool:
    """Whether a text that is not one time is several."""
    try:
        return len(_parts_of_times(text)) > 1 and bool(typed_times(text))
    except UnreadableTime:
        return False


def typed_time(text: str) -> dt.time:
    """The time of day of "17g30", "5h", "5 giờ rưỡi", "6h kém 15", "5h chiều", "10h đêm", "5:30 pm", "0530" or "5".

    raises UnreadableTime, Midnight.
    """
    folded = fold(text)
    part = ""
    if match := _PART_OF_DAY.fullmatch(folded):
        folded, part = match["time"], match["half"] or match["part"]
    folded = _HALF_PAST.sub(r"\1h30", folded)
    if match := _DIGITS.fullmatch(folded):
        folded = f"{match[1]}:{match[2] or '00'}"
    try:
        time = _before_hour(before) if (before := _BEFORE_HOUR.fullmatch(folded)) else parse_time(folded)
    except UnreadableTime as error:
        raise (SeveralTimes if _is_several(text) else UntypedTime)(text=quoted(text)) from error
    if not part:
        return time
    if part in _NIGHT and time.hour == 12:
        raise Midnight(text=quoted(text))
    hours = [time.hour, *([(time.hour + 12) % 24] if 1 <= time.hour <= 12 else [])]
    meant = next((hour for hour in hours if hour in _HOURS[part]), None)
    if meant is None:
        raise UntypedTime(text=quoted(text))
    return time.replace(hour=meant)


def typed_range(text: str) -> tuple[dt.time, int] | None:
    """The start and the seconds of "6h-7h", "22h–24h", "từ 17h đến hết 18h" or "5h-6h chiều". None for other text.

    An end that is not after the start is on the next day. raises Midnight, and EndBeforeStart if it is too far away.
    """
    composed = unicodedata.normalize("NFC", text.strip())
    parts = _BETWEEN_START_AND_END.split(_BEFORE_RANGE.sub("", composed, count=1))
    if len(parts) != 2 or not all(parts):
        return None
    try:
        first = typed_time(parts[0])
        end = _DAY if _END_OF_DAY.fullmatch(fold(parts[1])) else _seconds(typed_time(parts[1]))
    except Midnight:
        raise
    except UnreadableTime:
        return None
    of_last = _PART_OF_DAY.fullmatch(fold(parts[1]))
    if of_last and not _PART_OF_DAY.fullmatch(fold(parts[0])):
        with contextlib.suppress(UnreadableTime):  # "9h-2h chiều" begins in the morning
            first = typed_time(f"{parts[0]} {of_last['half'] or of_last['part']}")
    seconds = end - _seconds(first)
    if -_DAY < seconds <= _LONGEST_OVER_MIDNIGHT - _DAY:
        seconds += _DAY
    if seconds <= 0:
        raise EndBeforeStart(text=quoted(text))
    return first, seconds


def _seconds(time: dt.time) -> int:
    """From the start of the day."""
    return (time.hour * 60 + time.minute) * 60 + time.second


def typed_start(text: str, seconds: int | None = None) -> dt.time:
    """A time of day, or the start of a range of that length. seconds: the length typed elsewhere; None for none.

    raises OtherLength and those of `typed_range` and `typed_time`.
    """
    if (found := typed_range(text)) is None:
        return typed_time(text)
    start, own = found
    if seconds is not None and seconds != own:
        said = map(formats.duration_in_words, (own, seconds))
        raise OtherLength(text=quoted(text), **dict(zip(("length", "typed"), said, strict=True)))
    return start


def typed_starts(text: str, seconds: int | None = None) -> tuple[dt.time, ...]:
    """Times of day as `typed_times` reads them, or the start of one range. raises those of `typed_start`."""
    return typed_times(text) if typed_range(text) is None else (typed_start(text, seconds),)


def _before_hour(match: re.Match[str]) -> dt.time:
    """The time of "10h kém 15". raises UnreadableTime."""
    hour, minutes = int(match[1]), int(match[2])
    if not (1 <= hour <= 24 and 1 <= minutes <= 59):
        raise UnreadableTime(text=quoted(match[0]))
    return dt.time(hour - 1, 60 - minutes)


def typed_length(text: str) -> int:
    """The seconds of "1:15", "75", "1h30", "1p15", "5 phút", "nửa tiếng", "90 min" or "1 hour 30 minutes".

    A number alone is in seconds, as in files. raises UntypedLength, NoLength.
    """
    return _typed_length(text, 1, LONGEST, UntypedLength)


def typed_programme_length(text: str) -> int:
    """The same of a programme, where a number alone is in minutes. raises UntypedProgrammeLength, NoLength."""
    return _typed_length(text, 60, LONGEST, UntypedProgrammeLength)


def typed_slot_length(text: str) -> int:
    """The same of a slot or a broadcast of one, which may last for days. raises UntypedSlotLength, NoLength."""
    return _typed_length(text, 60, LONGEST_SLOT, UntypedSlotLength)


def _typed_length(text: str, unit: int, longest: int, unreadable: type[UntypedLength]) -> int:
    """unit: what a number alone counts, in seconds."""
    folded = fold(text)
    for pattern, sign in (*_SPOKEN_LENGTHS, *_ENGLISH_UNITS):
        folded = pattern.sub(sign, folded)
    folded = re.sub(r"^([0-9]{1,2}) ?(?:h|g|gio) ruoi$", r"\1h30", " ".join(folded.split()))
    folded = re.sub(r"^([0-9]{1,4}) ?(?:p|ph|phut) ruoi$", r"\1p30", folded)
    try:
        seconds = unit * int(folded) if re.fullmatch("[0-9]{1,6}", folded) else parse_duration(folded, longest)
    except UnreadableDuration as error:
        raise unreadable(text=quoted(text)) from error
    if seconds > longest:
        raise unreadable(text=quoted(text))
    if not seconds:
        raise NoLength
    return seconds


def is_meant(word: str, text: str) -> bool:
    """Whether a folded word stands for a day or month in a text: English ones are not typed with accents."""
    return text.isascii() or word not in _ENGLISH


def _of_month(text: str, folded: str, today: dt.date, *, past: bool, first: dt.date | None) -> dt.date | None:
    """The day of "30/11" or "30 tháng 11 năm 2026". None for other text."""
    year = None
    if match := _YEAR_AT_END.fullmatch(folded):
        folded, year = match["rest"], int(match["year"])
    match = next(filter(None, (form.fullmatch(folded) for form in _DAY_AND_MONTH)), None)
    if match is None or not is_meant(match["month"], text):
        return None
    month = MONTHS.get(match["month"]) or int(match["month"])
    near = (first or today).year
    years = [year] if year else range(near - 8, near + 9)  # 29 February may be eight years away
    days = _checked(text, ((each, month, int(match["day"])) for each in years))
    if past and not year:
        days = [day for day in days if day <= today] or days
    if first and not year:
        return _last_of_range(days, first)
    return min(days, key=lambda day: abs(day - today))


def _last_of_range(days: Sequence[dt.date], first: dt.date) -> dt.date:
    """The last day of a range among those of several years, in order; one before `first` if none can be meant."""
    later = [day for day in days if day >= first]
    if later and (later[0].year == first.year or later[0] - first <= _LONGEST_OVER_YEARS):
        return later[0]
    return max((day for day in days if day < first), default=days[0])


def _of_week(match: re.Match[str], today: dt.date, *, past: bool, first: dt.date | None) -> dt.date:
    """The weekday that a match of `_OF_WEEK` names."""
    weekday = WEEKDAYS[match["day"]]
    weeks = {"nay": 0, "this": 0, "sau": 1, "toi": 1, "next": 1, "truoc": -1}.get(match["week"] or match["word"])
    if weeks is not None:
        return today + dt.timedelta(days=weekday - today.weekday() + 7 * weeks)
    if match["word"]:
        is_back, begin = True, 1
    else:
        is_back, begin = past, 0
        today = first or today
    days = (today + dt.timedelta(days=-number if is_back else number) for number in range(begin, begin + 7))
    return next(day for day in days if day.weekday() == weekday)


def _checked(text: str, parts: Iterable[tuple[int, int, int]]) -> list[dt.date]:
    """The days of some years, months and days, as far as there are such. raises UnreadableDay, DayOutOfRange."""
    days = []
    for year, month, day in parts:
        if 1 <= month <= 12 and 1 <= year <= 9999 and 1 <= day <= calendar.monthrange(year, month)[1]:
            days.append(dt.date(year, month, day))
    if not days:
        raise UntypedDay(text=quoted(text))
    if not (near := [day for day in days if EARLIEST <= day <= LATEST]):
        raise DayOutOfRange(text=quoted(text), first=EARLIEST.year, last=LATEST.year)
    return near


def in_range(text: str, day_of: Callable[[], dt.date]) -> dt.date:
    """The day that a function returns for a typed text. raises DayOutOfRange, as for an OverflowError."""
    try:
        day = day_of()
    except OverflowError:
        day = dt.date.max
    if not EARLIEST <= day <= LATEST:
        raise DayOutOfRange(text=quoted(text), first=EARLIEST.year, last=LATEST.year)
    return day
