"""Weekdays as people list them, in Vietnamese: "Thứ 2-4-6", "từ thứ hai đến thứ sáu", "ngày thường". Pure.

Texts are folded: no case, no accents.
"""

import re

from radiodesk.model.typed import WEEKDAYS

_NUMBERS = {
    word: number
    for number, words in enumerate(
        (("2", "hai"), ("3", "ba"), ("4", "tu"), ("5", "nam"), ("6", "sau"), ("7", "bay")), start=0
    )
    for word in words
}
NUMBER = "(?:[2-7]|hai|ba|tu|nam|sau|bay)(?![0-9a-z])"
WEEKDAY = rf"(?:thu ?{NUMBER}|t\.? ?[2-7](?![0-9a-z])|chu nhat|c\.?n(?![a-z]))"
"""A weekday in Vietnamese, folded."""
RANGE = r" ?(?:-+|→|~|\bden\b|\btoi\b) ?(?:het )?(?:ngay )?"
LIST = r" ?(?:,|/|&|\+|\bva\b|-) ?(?:ngay )?"
_WEEKDAYS = re.compile(rf"{WEEKDAY}(?:(?:{RANGE}|{LIST})(?:{WEEKDAY}|{NUMBER}))*")
_ITEM = re.compile(rf"{WEEKDAY}|{NUMBER}")
_TO = re.compile(RANGE)
_EVERY_DAY = re.compile(r"(?:hang|moi|tat ca cac|cac|ca 7|7) ?ngay(?: trong tuan)?|ca tuan|moi ngay|daily")
WEEKEND = re.compile(r"(?:ngay )?cuoi tuan|thu bay,? chu nhat")
WORKING_DAYS = re.compile(r"(?:cac )?ngay (?:thuong|lam viec)(?: trong tuan)?")
_BEFORE_DAYS = re.compile(rf"^(?:(?:vao|phat|cac|sang|chieu|toi) |(?:tu|ngay) (?={WEEKDAY}|cuoi tuan))*")
_AFTER_DAYS = re.compile(r",? (?:hang|moi|trong) tuan$")


def weekdays(folded: str) -> frozenset[int] | None:
    """The days of "Thứ 2-4-6", "từ thứ hai đến thứ sáu", "T2, T4", "CN", "cuối tuần", "hằng ngày". None for others.

    Monday is 0.
    """
    folded = folded.strip(" :.-*(),;")
    if _EVERY_DAY.fullmatch(folded):
        return frozenset(range(7))
    folded = _AFTER_DAYS.sub("", _BEFORE_DAYS.sub("", folded))
    if WEEKEND.fullmatch(folded):
        return frozenset({5, 6})
    if WORKING_DAYS.fullmatch(folded):
        return frozenset(range(5))
    if not _WEEKDAYS.fullmatch(folded):
        return None
    items = list(_ITEM.finditer(folded))
    numbers = [_number(item[0]) for item in items]
    if len(items) == 2 and _TO.fullmatch(folded, items[0].end(), items[1].start()):
        count = (numbers[1] - numbers[0]) % 7
        numbers = [(numbers[0] + each) % 7 for each in range(count + 1)]
    return frozenset(numbers)


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
