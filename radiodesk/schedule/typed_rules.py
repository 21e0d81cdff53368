"""Rules of recurrence as people type and read them: "hằng ngày", "T4 cách tuần", "first Friday of the month". Pure.

A text is folded, without case and accents. Phrases that say how often ("2 tuần một lần", "hằng tháng", "tuần lẻ") are
taken out of it; what remains is days: weekdays, numbered weekdays or days of the month. Vietnamese and English are both
understood, whatever the language of the screen. `rule_words.rule_words` writes what `typed_rule` reads.
"""

import datetime as dt
import re
from collections.abc import Sequence
from itertools import product

from radiodesk.errors import UserError
from radiodesk.locale import N_
from radiodesk.model.parsing import UnreadableDay
from radiodesk.model.text import fold, key, quoted
from radiodesk.model.typed import WEEKDAYS, typed_day
from radiodesk.schedule import rrule
from radiodesk.schedule.rrule import ONCE, Rule
from radiodesk.schedule.rule_words import ALL, EVEN_WEEKS, LAST, ODD_WEEKS, last_at_end

EXAMPLES = N_("T2-T6 · every 2 weeks · first Friday")
"""Rules as people type them, shown while a text is not understood."""


class UntypedRule(UserError):
    """Typed text that is not a rule."""

    message = N_(
        "{text} is not a rule: write it as daily, mon wed fri, every 2 weeks, first Friday of the month, "
        "the 15th of each month"
    )


_DAILY = {"daily", "every day", "everyday", "each day", "ngay nao cung", "all days", "tat ca cac ngay"}
_WEEKDAYS = {"weekdays", "every weekday", "working days", "ngay thuong", "cac ngay thuong", "ngay trong tuan"}
_WEEKENDS = {"weekends", "weekend", "every weekend", "at weekends", "thu bay chu nhat"}
_ONCE = {"once", "mot lan", "1 lan", "khong lap lai", "khong lap"}

_VIETNAMESE_COUNTS = ("mot", "hai", "ba", "bon", "nam", "sau", "bay", "tam", "chin", "muoi")
_ENGLISH_COUNTS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_ENGLISH_ORDINALS = ("first", "second", "third", "fourth", "fifth")
_COUNTS = {word: number for words in (_VIETNAMESE_COUNTS, _ENGLISH_COUNTS) for number, word in enumerate(words, 1)}
_ORDINALS = {word: number for number, word in enumerate(_ENGLISH_ORDINALS, 1)}
_ORDINALS |= {"1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "5th": 5}
_ORDINALS |= {"1": 1, "2": 2, "3": 3, "4": 4, "5": 5}
_ORDINALS |= {"nhat": 1, "mot": 1, "hai": 2, "ba": 3, "tu": 4, "bon": 4, "nam": 5}
_ORDINALS |= {"dau": 1, "dau tien": 1, "cuoi": LAST, "cuoi cung": LAST, "last": LAST}


def _any_of(words: Sequence[str] | dict[str, int]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_COUNT = rf"(?:[0-9]{{1,2}}|{_any_of(_COUNTS)})"
_DAY = rf"(?:{_any_of(WEEKDAYS)})s?(?![a-z0-9])"
_AND = r"(?: ?[,;+&/] ?(?:va |and )?| (?:va|and) )"
_ONE_TIME = r"(?: (?:mot|1) lan)?"
_NO_THURSDAY = re.compile(r"\bthu\b(?! ?[0-9]| (?:nhat|hai|ba|tu|bon|nam|sau|bay)\b)")
"""A "thứ" without the number of a weekday, in a text with accents."""
_NOT_A_DAY = r"(?<!thu )(?<![a-z0-9])"
"""A number after "thứ" belongs to a weekday: "thứ hai tuần thứ ba"."""
_ENGLISH_ORDINAL = "first|second|third|fourth|fifth|1st|2nd|3rd|4th|5th"

_INTERVALS = {
    unit: [re.compile(pattern) for pattern in patterns]
    for unit, patterns in {
        "WEEKLY": (
            rf"\bcach (?:(?P<skipped>{_COUNT}) )?tuan{_ONE_TIME}\b",
            rf"{_NOT_A_DAY}(?:(?:cu|moi|every) )?(?P<count>{_COUNT}) (?:tuan|weeks?)(?! (?:dau|cuoi)){_ONE_TIME}\b",
            rf"\bevery (?:other|(?P<count>{_ENGLISH_ORDINAL})) week\b",
            r"\b(?:alternate weeks?|every fortnight|fortnightly|bi-?weekly|tuan co tuan khong)\b",
        ),
        "MONTHLY": (
            rf"\bcach (?:(?P<skipped>{_COUNT}) )?thang{_ONE_TIME}\b",
            rf"{_NOT_A_DAY}(?:(?:cu|moi|every) )?(?P<count>{_COUNT}) (?:thang|months?)(?! (?:dau|cuoi)){_ONE_TIME}\b",
            rf"\bevery (?:other|(?P<count>{_ENGLISH_ORDINAL})) month\b",
            r"\b(?P<quarter>quarterly|every quarter|(?:hang|moi) quy)\b",
        ),
        "DAILY": (
            rf"\bcach (?:(?P<skipped>{_COUNT}) )?ngay{_ONE_TIME}\b",
            rf"{_NOT_A_DAY}(?:(?:cu|moi) )?(?P<count>{_COUNT}) ngay (?:mot|1) lan\b",
            rf"\bevery (?P<count>{_COUNT}) days\b",
            rf"\bevery (?:other|(?P<count>{_ENGLISH_ORDINAL})) day\b",
            r"\b(?:alternate days|ngay co ngay khong)\b",
        ),
    }.items()
}
"""How often, by frequency. Without a count: every second one. skipped: "cách 1 tuần" is every second week."""
_EVERY_OTHER = re.compile(
    rf"\b(?:every|each) (?:other|(?P<count>second|third|fourth|fifth|2nd|3rd|4th|5th)) (?={_DAY})"
)
"""Of weekdays: "every second Wednesday" is every two weeks."""

_PARITY = re.compile(
    r"\b(?:(?:in|on|of|every|each|all|the|vao|cua|trong|cac|nhung|hang|moi|cu) ){0,3}"
    r"(?:tuan (?:so |thu )?(?P<week>le|chan)|(?P<english>odd|even)(?:[ -]numbered)? weeks?)\b"
    r"|(?<=[0-9a-z] )(?<!ngay )(?P<bare>le|chan)$"
)
"""Weeks by the parity of their ISO numbers: "T5 tuần lẻ", "even weeks". "T5 lẻ" is the same, "ngày lẻ" is not."""
_FEAST = "lễ"
"""What is "le" without accents as well: "tuần lễ" is any week."""

_OF_YEAR = re.compile(r"\b(?:(?:hang|moi) nam|yearly|annually|(?:every|each) year)(?: (?:on|vao))?\b")
_OF_MONTH = re.compile(
    r"\b(?:(?:(?:of|in|on) )?(?:every|each|the|a) months?|of months?|monthly"
    r"|(?:(?:cua|trong|vao) )?(?:(?:hang|moi|cac|tung) )?thang)\b"
)
_OF_WEEK = re.compile(
    r"\b(?:weekly|(?:of |in )?(?:every|each) week|once a week|(?:hang|moi)? ?tuan (?:mot|1) lan"
    r"|(?:trong |cua )?(?:hang|moi|cac) tuan|trong tuan)\b"
)
_EXCEPT = re.compile(
    r",? (?:tru(?: ra)?|ngoai tru|khong ke|except(?: for| on)?|but(?: not)?(?: on)?|excluding|without) "
)

_EVERY_DAY = re.compile(r" *(?:on )?(?:daily|every ?day|each day)(?: (?:of|in))? *")
_BEFORE_DAYS = re.compile(
    r"^(?:(?:vao|phat|lap lai|cac|tu|from|on|only|moi|every|each|the|cu"
    r"|ngay(?= (?:thu(?![a-z])|chu|cn|cuoi|t ?[2-7])))(?: |$))*"
)
_RANGE = re.compile(rf"({_DAY}) ?(?:-|den|toi|to|through|thru|till|until) ?(?:het )?({_DAY})")
_ONE_DAY = re.compile(_DAY)
_PACKED = re.compile(r"\b(?:thu ?|t)([2-7]{2,6})\b")
"""Weekdays of which only the numbers are written: "T246"."""
_SEPARATOR = re.compile(rf"{_AND}| ")

_DAY_OF_MONTH = re.compile(r"\b(?:ngay|mung|mong|day) ?[0-9]|[0-9](?:st|nd|rd|th)\b")
_MONTH_DAY = re.compile(
    r"(?P<number>[0-9]{1,2})(?:st|nd|rd|th)?\b|\b(?P<edge>cuoi cung|cuoi|last|dau tien|dau|first)\b"
    r"|\b(?P<filler>ngay|days?|mung|mong|vao|on|the|va|and|cac)\b|[ ,;&+]"
)
_ORDINAL_TOKEN = re.compile(
    rf"(?P<numbered>{_DAY}) thu (?P<after>nhat|hai|ba|tu|bon|nam|[1-5])(?=$| ?,| va )"
    rf"|(?P<day>{_DAY})"
    r"|(?:tuan (?:thu )?|lan (?:thu )?)(?P<number>nhat|mot|hai|ba|tu|bon|nam|[1-5])\b|thu (?P<first>nhat)\b"
    rf"|(?:tuan )?\b(?P<ordinal>dau tien|dau|cuoi cung|cuoi|{_ENGLISH_ORDINAL}|last)\b"
    r"|\b(?:vao|ngay|cac|moi|va|and|on|the|every|each|tuan)\b|[ ,;&+]"
)


def typed_rule(text: str, day: dt.date) -> Rule:
    """The rule of "hằng ngày", "T2-T6", "thứ 4 cách tuần", "T6 đầu tháng", "ngày 15 hằng tháng", "FREQ=…".

    Nothing, and "một lần", is once. day: the first one; what the text leaves open is as on that day.
    raises UntypedRule, and BadRule for a wrong RRULE.
    """
    if "=" in text:
        return rrule.parse(text)
    folded = re.sub("[\u2013\u2014~\u2192]", "-", fold(text)).strip(" .;,:")
    if not folded or folded in _ONCE:
        return ONCE
    if not text.isascii() and _NO_THURSDAY.search(folded):
        raise UntypedRule(text=quoted(text))
    unpacked = _PACKED.sub(lambda found: ", ".join(f"t{each}" for each in found[1]), folded)
    parity = None if _FEAST in key(text) else _PARITY.search(unpacked)
    if parts := _of_parity(unpacked, parity, day) if parity else _parts(unpacked, day):
        return rrule.parse(parts)
    raise UntypedRule(text=quoted(text))


def _of_parity(folded: str, parity: re.Match[str], day: dt.date) -> str:
    """The RRULE of a folded text that names odd or even weeks; empty if it is none.

    Days on both sides of the weeks, or exceptions before them, could mean that only some days are of these weeks.
    """
    before, behind = (_BEFORE_DAYS.sub("", _joined(part)) for part in _around(parity, folded))
    if (before and behind and not _EXCEPT.match(f" {behind}")) or _EXCEPT.search(f" {before} "):
        return ""
    rest = f"{before} {behind}".strip()
    if _EVERY_DAY.fullmatch(" ".join(_around(parity, folded))):
        rest = "t2-cn"
    weekdays = _weekdays(rest) if rest else frozenset({day.weekday()})
    weeks = ODD_WEEKS if parity[parity.lastgroup or 0] in {"le", "odd"} else EVEN_WEEKS
    return _rule("YEARLY", 1, BYWEEKNO=",".join(map(str, weeks)), BYDAY=_by_day(weekdays)) if weekdays else ""


def _around(found: re.Match[str], text: str) -> tuple[str, str]:
    return text[: found.start()], text[found.end() :]


def _parts(folded: str, day: dt.date) -> str:
    """The RRULE of a folded text; empty if it is none."""
    if weekdays := _weekdays(folded):
        return _weekly(weekdays)
    if _OF_YEAR.search(folded):
        return _yearly(_without(_OF_YEAR, folded), day)
    frequency, interval, rest = _taken_interval(folded)
    if frequency == "DAILY":
        return "" if rest or not interval else _rule("DAILY", interval)
    is_monthly = frequency == "MONTHLY" or bool(_OF_MONTH.search(rest))
    if frequency == "WEEKLY":
        return "" if is_monthly else _of_weeks(_without(_OF_WEEK, rest), interval, day)
    if is_monthly:
        return _of_months(_without(_OF_MONTH, rest), interval, day)
    if every := _EVERY_OTHER.search(rest):
        return _of_weeks(_without(_EVERY_OTHER, rest), _ORDINALS[every["count"] or "2"], day)
    if _OF_WEEK.search(rest):
        return _of_weeks(_without(_OF_WEEK, rest), 1, day)
    return _without_period(rest)


def _taken_interval(folded: str) -> tuple[str, int, str]:
    """The frequency and the interval that a phrase names, and the text without it. No frequency if there is none."""
    for frequency, patterns in _INTERVALS.items():
        for pattern in patterns:
            if found := pattern.search(folded):
                rest = _joined(*_around(found, folded))
                return frequency, _interval(found.groupdict()), rest
    return "", 1, folded


def _interval(found: dict[str, str | None]) -> int:
    if skipped := found.get("skipped"):
        return max(2, _number(skipped))
    if found.get("quarter"):
        return 3
    count = found.get("count")
    return 2 if count is None else _ORDINALS[count] if count in _ENGLISH_ORDINAL.split("|") else _number(count)


def _number(word: str) -> int:
    return _COUNTS.get(word) or int(word)


def _of_weeks(rest: str, interval: int, day: dt.date) -> str:
    weekdays = _weekdays(rest) if rest else frozenset({day.weekday()})
    return _weekly(weekdays, interval) if weekdays and interval else ""


def _weekly(weekdays: frozenset[int], interval: int = 1) -> str:
    if weekdays == ALL and interval == 1:
        return "FREQ=DAILY"
    return _rule("WEEKLY", interval, BYDAY=_by_day(weekdays))


def _by_day(weekdays: frozenset[int]) -> str:
    return ",".join(rrule.WEEKDAYS[each] for each in sorted(weekdays))


def _of_months(rest: str, interval: int, day: dt.date) -> str:
    if not interval:
        return ""
    numbers = (day.day,) if not rest else _month_days(rest)
    if numbers:
        return _rule("MONTHLY", interval, BYMONTHDAY=",".join(map(str, numbers)))
    pairs = _ordinal_days(rest)
    if not pairs and (weekdays := _weekdays(rest)) != ALL:
        pairs = [(_place(each, day), each) for each in weekdays]
    return _rule("MONTHLY", interval, BYDAY=_numbered(pairs)) if pairs else ""


def _without_period(rest: str) -> str:
    """A rule that does not name its period: "first Friday", "ngày 15"."""
    if _DAY_OF_MONTH.search(rest) and (numbers := _month_days(rest)):
        return _rule("MONTHLY", 1, BYMONTHDAY=",".join(map(str, numbers)))
    pairs = _ordinal_days(rest)
    return _rule("MONTHLY", 1, BYDAY=_numbered(pairs)) if pairs else ""


def _yearly(rest: str, day: dt.date) -> str:
    if _weekdays(rest):
        return ""
    if rest:
        try:
            day = typed_day(re.sub("^(?:ngay|on|vao) ", "", rest), day)
        except UnreadableDay:
            return ""
    return _rule("YEARLY", 1, BYMONTH=str(day.month), BYMONTHDAY=str(day.day))


def _rule(frequency: str, interval: int, **parts: str) -> str:
    every = {"INTERVAL": str(interval)} if interval > 1 else {}
    return ";".join(f"{name}={value}" for name, value in {"FREQ": frequency, **every, **parts}.items())


def _weekdays(folded: str) -> frozenset[int]:
    """The weekdays of a list, a range, a word, or of one of these except another. None if it is something else."""
    left, *left_out = _EXCEPT.split(folded, maxsplit=1)
    if left_out:
        return _weekdays(left) - _weekdays(left_out[0]) if _weekdays(left_out[0]) else frozenset()
    folded = folded.strip(" ,;:-")
    if folded in _DAILY:
        return ALL
    if folded in _WEEKDAYS:
        return frozenset(range(5))
    if folded in _WEEKENDS:
        return frozenset({5, 6})
    if found := _listed(_BEFORE_DAYS.sub("", folded)):
        return found
    from radiodesk.schedule import listed_days  # only now: it compiles many patterns

    return listed_days.weekdays(folded) or frozenset()


def _listed(folded: str) -> frozenset[int]:
    """The weekdays of a list of weekdays and ranges."""
    found: set[int] = set()
    place = 0
    while place < len(folded):
        if match := _RANGE.match(folded, place):
            first, last = _weekday(match[1]), _weekday(match[2])
            found |= {(first + number) % 7 for number in range((last - first) % 7 + 1)}
        elif match := _ONE_DAY.match(folded, place):
            found.add(_weekday(match[0]))
        else:
            return frozenset()
        place = match.end()
        if place < len(folded):
            if not (match := _SEPARATOR.match(folded, place)):
                return frozenset()
            place = match.end()
    return frozenset(found)


def _weekday(word: str) -> int:
    return WEEKDAYS[word] if word in WEEKDAYS else WEEKDAYS[word.removesuffix("s")]


def _month_days(folded: str) -> tuple[int, ...]:
    """The days of the month: "ngay 1, 15", "the 15th and the last day". None if the text is something else."""
    found: set[int] = set()
    for match in _all_of(_MONTH_DAY, folded):
        if match["edge"]:
            found.add(_ORDINALS[match["edge"]])
        elif match["number"]:
            found.add(int(match["number"]))
    is_possible = all(number == LAST or 1 <= number <= 31 for number in found)
    return tuple(sorted(found, key=last_at_end)) if is_possible else ()


def _ordinal_days(folded: str) -> list[tuple[int, int]]:
    """Ordinals with weekdays: "thu sau dau tien", "first and third friday". None if the text is something else."""
    tokens: list[tuple[bool, int]] = []
    for match in _all_of(_ORDINAL_TOKEN, folded):
        if match["numbered"]:
            tokens += [(False, _weekday(match["numbered"])), (True, _ORDINALS[match["after"]])]
        elif match["day"]:
            tokens.append((False, _weekday(match["day"])))
        elif word := match["number"] or match["first"] or match["ordinal"]:
            tokens.append((True, _ORDINALS[word]))
    runs: list[list[int]] = []
    for place, (is_ordinal, number) in enumerate(tokens):
        if not place or tokens[place - 1][0] != is_ordinal:
            runs.append([])
        runs[-1].append(number)
    if not runs or len(runs) % 2:
        return []
    pairs: list[tuple[int, int]] = []
    for first, second in zip(runs[::2], runs[1::2], strict=True):
        numbers, weekdays = (first, second) if tokens[0][0] else (second, first)
        pairs += product(numbers, weekdays)
    return pairs


def _all_of(pattern: re.Pattern[str], text: str) -> list[re.Match[str]]:
    """The matches that make up the whole text; none if they do not."""
    found: list[re.Match[str]] = []
    place = 0
    while place < len(text):
        if not (match := pattern.match(text, place)):
            return []
        found.append(match)
        place = match.end()
    return found


def _numbered(pairs: Sequence[tuple[int, int]]) -> str:
    ordered = sorted(set(pairs), key=lambda pair: (last_at_end(pair[0]), pair[1]))
    return ",".join(f"{number}{rrule.WEEKDAYS[weekday]}" for number, weekday in ordered)


def _place(weekday: int, day: dt.date) -> int:
    """Which of its month's weekdays the next such weekday is, from a day on; the last if it is the fifth."""
    found = day + dt.timedelta(days=(weekday - day.weekday()) % 7)
    number = (found.day - 1) // 7 + 1
    return number if number < 5 else LAST


def _without(pattern: re.Pattern[str], text: str) -> str:
    return _joined(*pattern.sub("|", text).split("|"))


def _joined(*parts: str) -> str:
    """Parts of a text that a phrase separated, without what connected them to it."""
    cleaned = (
        re.sub(r"^(?:(?:vao|on|the|,|:|-) ?)+|(?:[ ,:;-]|\b(?:vao|on|the))+$", "", part.strip()) for part in parts
    )
    return " ".join(filter(None, cleaned))
