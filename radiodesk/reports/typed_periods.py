"""Reporting periods as people type them: "9/2019", "tháng 11", "quý 3", "6 tháng đầu năm", "q3 2019", "last month"."""

import datetime as dt
import re

from radiodesk.kinds import PeriodKind, PeriodRule
from radiodesk.locale import N_
from radiodesk.model.parsing import UnreadableDay
from radiodesk.model.text import fold, quoted
from radiodesk.model.typed import MONTHS, typed_day
from radiodesk.reports import periods
from radiodesk.reports.periods import BackwardPeriod, BadPeriod, Period, PeriodOutOfRange


class UntypedPeriod(BadPeriod):
    """Typed text that is not a period."""

    message = N_(
        "{text} is not a period: write it as 2019-09 or 9/2019, 2019-Q1 or quarter 1, 2019-H1, 2019-9m, 2019 or "
        "1/1/2019 – 30/9/2019"
    )


_YEAR = r"(?:(?:[ /-]| ?, ?| nam | of )(?P<year>[0-9]{4}|nay|ngoai|truoc))?"
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_FORMS = (
    (PeriodKind.MONTH, re.compile(rf"(?:thang|month) (?P<number>[0-9]{{1,2}}){_YEAR}")),
    (PeriodKind.MONTH, re.compile(r"(?P<number>[0-9]{1,2}) ?[/.-] ?(?P<year>[0-9]{4})")),
    (PeriodKind.MONTH, re.compile(rf"(?P<number>{'|'.join(sorted(MONTHS, key=len, reverse=True))}){_YEAR}")),
    (PeriodKind.QUARTER, re.compile(rf"(?:(?:quy|quarter) ?|q)(?P<number>[1-4]|iv|i{{1,3}}){_YEAR}")),
    (PeriodKind.HALF, re.compile(rf"(?:6 thang|sau thang|nua|6 months|half)(?P<number> dau| cuoi)?(?: nam)?{_YEAR}")),
    (PeriodKind.HALF, re.compile(rf"(?P<number>first|second|1st|2nd) half(?: year)?{_YEAR}")),
    (PeriodKind.HALF, re.compile(rf"h(?P<number>[12]){_YEAR}")),
    (
        PeriodKind.NINE_MONTHS,
        re.compile(rf"(?:9 thang|chin thang|9 ?months|nine months|9 ?m)(?P<number> dau nam)?{_YEAR}"),
    ),
    (PeriodKind.YEAR, re.compile(r"(?:(?:ca )?nam |year )(?P<number>)(?P<year>[0-9]{4}|nay|ngoai|truoc)")),
)
_NEAR = re.compile(
    r"(?P<unit>thang|quy|nam) (?P<when>nay|truoc|ngoai)|(?P<word>this|last) (?P<english>month|quarter|year)"
)
_UNITS = {
    "thang": PeriodKind.MONTH,
    "month": PeriodKind.MONTH,
    "quy": PeriodKind.QUARTER,
    "quarter": PeriodKind.QUARTER,
    "nam": PeriodKind.YEAR,
    "year": PeriodKind.YEAR,
}
_BETWEEN_DAYS = re.compile(r"\s+(?:-|–|—|đến|den|to|until)\s+|\s*[–—]\s*|(?<=[0-9]{4})-(?=[0-9]{1,2}/)")
_BEFORE_DAYS = re.compile(r"^(?:từ|tu|from)\s+(?:ngày\s+|ngay\s+)?", re.IGNORECASE)


def typed_period(text: str, rule: PeriodRule, today: dt.date) -> Period:
    """The period of a code, of words, or of two days. A period without a year is the last one that has begun.

    raises BadPeriod, PeriodOutOfRange, BackwardPeriod, and for days UnreadableDay and DayOutOfRange.
    """
    try:
        return periods.parse(text, rule)
    except (BackwardPeriod, PeriodOutOfRange):
        raise
    except BadPeriod:
        pass
    shown = text.partition(":")[0]  # a period in words may stand before its days
    folded = fold(shown)
    if match := _NEAR.fullmatch(folded):
        present = periods.containing(today, _UNITS[match["unit"] or match["english"]], rule)
        return present if match["word"] == "this" or match["when"] == "nay" else periods.step(present, -1)
    for kind, form in _FORMS:
        if match := form.fullmatch(folded):
            return _of_words(text, kind, match, rule, today)
    ends: list[str] = _BETWEEN_DAYS.split(_BEFORE_DAYS.sub("", shown.strip()))
    if len(ends) == 2:
        return _between(text, ends[0], ends[1], today)
    raise UntypedPeriod(text=quoted(text))


def _of_words(text: str, kind: PeriodKind, match: re.Match[str], rule: PeriodRule, today: dt.date) -> Period:
    """The period that a match of one of `_FORMS` names."""
    number = _number(kind, (match["number"] or "").strip())
    suffix = {
        PeriodKind.MONTH: f"-{number:02}",
        PeriodKind.QUARTER: f"-Q{number}",
        PeriodKind.HALF: f"-H{number}",
        PeriodKind.NINE_MONTHS: "-9m",
    }.get(kind, "")
    present = int(periods.containing(today, PeriodKind.YEAR, rule).code)
    try:
        match match["year"]:
            case None:
                found = periods.parse(f"{present}{suffix}", rule)
                return found if found.first <= today else periods.parse(f"{present - 1}{suffix}", rule)
            case "nay":
                return periods.parse(f"{present}{suffix}", rule)
            case "ngoai" | "truoc":
                return periods.parse(f"{present - 1}{suffix}", rule)
            case year:
                return periods.parse(f"{year}{suffix}", rule)
    except PeriodOutOfRange:
        raise
    except BadPeriod as error:
        raise UntypedPeriod(text=quoted(text)) from error


def _number(kind: PeriodKind, word: str) -> int:
    """The number of a period in its year."""
    if word.isdigit():
        return int(word)
    if kind is PeriodKind.HALF:
        return 2 if word in ("cuoi", "second", "2nd") else 1
    return MONTHS.get(word) or _ROMAN.get(word) or 1


def _between(text: str, first: str, last: str, today: dt.date) -> Period:
    """The period from one day to another. A first day without a year has the year of the last one."""
    try:
        end = typed_day(last, today, past=True)
        begin = typed_day(first, end, past=True)
    except UnreadableDay as error:
        raise UntypedPeriod(text=quoted(text)) from error
    if begin > end:
        raise BackwardPeriod(text=quoted(text))
    return periods.parse(f"{begin.isoformat()}/{end.isoformat()}")
