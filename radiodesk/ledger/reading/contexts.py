"""The month and year that the name of a sheet, its letterhead or a heading states for the days below it."""

import datetime as dt
import enum
import re
from collections.abc import Iterable
from dataclasses import dataclass

from radiodesk.model.text import fold

_MONTH = re.compile(r"\b(?:thang|thg|th|t) ?\.?([0-9]{1,2})\b(?: ?(?:[-/. ]|nam)+ ?(20[0-9]{2}|19[0-9]{2}))?")
_MONTH_AND_YEAR = re.compile(r"\b([0-9]{1,2}) ?[-/.] ?(20[0-9]{2}|19[0-9]{2})\b")
_YEAR = re.compile(r"\b(20[0-9]{2}|19[0-9]{2})\b")
_DAY = re.compile(
    r"""\b(?:t\ ?[2-7]\b[\ ,.-]*)?(?:ngay\ ?)?[0-9]{1,2}\ ?(?:
        (?:thang|thg)\ ?(?P<month>[0-9]{1,2})(?:,?\ ?(?:nam\ ?)?(?P<year>[0-9]{4}))?
        | (?P<sign>[-/.])\ ?(?P<second>[0-9]{1,2})\ ?(?P=sign)\ ?(?P<last>[0-9]{4})
    )\b | \bngay\ ?[0-9]{1,2}\ ?[-/.]\ ?[0-9]{1,2}\b""",
    re.VERBOSE,
)
"""A day with its month: it says when something was written or decided, and not of what month the rows are."""

_SPAN = re.compile(
    r"""\btu\ (?:ngay\ )?[0-9]{1,2}\ ?[-/.]\ ?(?P<month>[0-9]{1,2})(?:\ ?[-/.]\ ?(?P<year>[0-9]{4}))?
    \ ?(?:-|–|den(?:\ het)?)\ ?(?:ngay\ )?[0-9]{1,2}\ ?[-/.]\ ?(?P<last_month>[0-9]{1,2})
    (?:\ ?[-/.]\ ?(?P<last_year>[0-9]{4}))?\b""",
    re.VERBOSE,
)
"""The first and the last day that a ledger is about: "(từ 01/9 - 30/9/2017)"."""

_DOCUMENT = re.compile(r"\b(?:so )?[0-9]{1,5} ?/ ?(?:[0-9]{4} ?/ ?)?[a-z][a-z-]*(?:-[a-z]+)*\b")
"""The number of a decision or circular, such as 05/2017/TT-BTTTT."""

_IN_WORDS = re.compile(
    r"\b(?:thang|thg) (?:(gieng|mot|hai|ba|tu|nam(?! ?[0-9])|sau|bay|tam|chin|muoi mot|muoi hai|muoi|chap)|([ivx]+))\b"
)
_WORDS = {
    "gieng": 1, "mot": 1, "hai": 2, "ba": 3, "tu": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9, "muoi": 10,
    "muoi mot": 11, "muoi hai": 12, "chap": 12, "i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7,
    "viii": 8, "ix": 9, "x": 10, "xi": 11, "xii": 12,
}  # fmt: skip
"""Months in words and Roman numbers."""
_WEEKDAY = re.compile(r"\W*t ?[2-7]\W*")

_TITLE_WORDS = re.compile(
    r"""(?:so|theo|doi|tin|bai|chuong|trinh|phat|thanh|truyen|hinh|song|lai|san|xuat|website|clip|chuyen|muc|de
    |phong|su|vien|cong|tac|danh|sach|bang|ke|tong|hop|thong|nhat|ky|lich|quan|ly|cac|va|cua|dai|trong|phan|nam|thang
    |quy|[ivx]+|[a-h])""",
    re.VERBOSE,
)
"""Words of titles and headings of ledgers."""
_ASIDE = re.compile(r"\([^()]*\)")
_BEGINS = re.compile(r"\W*(?:(?:[ivx]+|[a-h]|[0-9]{1,2})[.)/:-]+ ?)?(?:thang|thg|nam) ?[0-9]")
"""A month or year at the beginning of a heading, perhaps behind the number of a section."""
_FEW = 1
"""How many other words a heading in small letters may have."""


class Weight(enum.IntEnum):
    """How likely a text is a title or heading, and not a remark."""

    TITLE = 0
    HEADING = 1
    REMARK = 2


@dataclass(frozen=True, slots=True)
class Context:
    """The month and year that apply to days without them; None where nothing states them."""

    month: int | None = None
    year: int | None = None
    contradictory: bool = False
    """The name of the sheet and its letterhead state different months, or a span of several."""
    remark: str = ""
    """A text above the rows that mentions another month, and may be a remark or a heading."""
    middle: dt.date | None = None
    """The middle of a span of several months: a day without a year is of the year in which it is near."""

    def over(self, other: "Context") -> "Context":
        """This context, completed by a wider one. The year of another month is that in which the two are near."""
        if self.middle:
            return self
        if self.month is None:
            return Context(other.month, self.year or other.year, other.contradictory, middle=other.middle)
        if self.year or other.year is None or other.month is None:
            return Context(self.month, self.year or other.year)
        return Context(self.month, nearest_year(self.month, dt.date(other.year, other.month, 15)))


def context_of(text: str) -> Context:
    """The month and year in the name of a sheet, a letterhead or a heading, such as "Tháng 3/2019" or "T3-2019".

    The day of a signature or of a decision states neither; the first and the last day of a month do.
    """
    folded = _with_numbers(fold(text))
    if span := _SPAN.search(folded):
        return _context_of_span(span, _SPAN.sub(" ", folded))
    days = {
        (int(match["month"] or match["second"] or 0), match["year"] or match["last"]) for match in _DAY.finditer(folded)
    }
    if len(days) == 1 and len(list(_DAY.finditer(folded))) > 1:
        ((month, written),) = days
        return Context(month if 1 <= month <= 12 else None, int(written) if written else None)
    rest = _DAY.sub(" ", folded)
    found = [*_MONTH.finditer(rest)] or [*_MONTH_AND_YEAR.finditer(rest)]
    months = {int(match[1]) for match in found if 1 <= int(match[1]) <= 12}
    years = {match[2] for match in found if match[2]} or set(_YEAR.findall(rest))
    if len(days) > 1 and not years:
        years = {year for _month, year in days if year}
    year = int(years.pop()) if len(years) == 1 else None
    return Context(months.pop() if len(months) == 1 else None, year)


def _with_numbers(folded: str) -> str:
    """A folded text with its month as a number, and without the numbers of documents."""
    return _IN_WORDS.sub(_numbered, _DOCUMENT.sub(" ", folded))


def _numbered(month: re.Match[str]) -> str:
    number = _WORDS.get(month[1] or month[2])
    return f"thang {number}" if number else month[0]


def may_be_weekday(text: str) -> bool:
    """Whether a heading may be the short name of a weekday: "T3" is Tuesday or March."""
    return bool(_WEEKDAY.fullmatch(fold(text)))


def _context_of_span(span: re.Match[str], rest: str) -> Context:
    """The month and year of a first and a last day. The year may stand beside them."""
    month, last = int(span["month"]), int(span["last_month"])
    year = int(span["last_year"] or 0) or context_of(rest).year
    first_year = int(span["year"] or 0) or (year and year - (month > last))
    if month == last and month <= 12 and first_year == year:
        return Context(month, year)
    if not (year and first_year) or max(month, last) > 12:
        return Context(None, year if first_year == year else None)
    begin, end = dt.date(first_year, month, 15), dt.date(year, last, 15)
    return Context(None, year if first_year == year else None, contradictory=True, middle=begin + (end - begin) / 2)


def weight_of(text: str) -> Weight:
    """Whether a text that states a month or year is a title of a ledger, a heading, or a remark."""
    rest = _with_numbers(fold(text))
    for stated in (_SPAN, _DAY, _ASIDE, _MONTH, _MONTH_AND_YEAR, _YEAR):
        rest = stated.sub(" ", rest)
    others = [word for word in re.findall(r"[a-z]+", rest) if not _TITLE_WORDS.fullmatch(word)]
    if not others:
        return Weight.TITLE
    begins = _BEGINS.match(_with_numbers(fold(text)))
    return Weight.HEADING if text == text.upper() or (begins and len(others) <= _FEW) else Weight.REMARK


def context_of_letterhead(texts: Iterable[str], name: Context) -> Context:
    """The month and year that the lines above a table state. name: what the name of the sheet states.

    Titles go before remarks. Where lines of one weight contradict each other, none counts.
    """
    found = sorted(((weight_of(text), context_of(text)) for text in texts), key=lambda pair: pair[0])
    month = _agreed([(weight, context.month) for weight, context in found])
    year = _agreed([(weight, context.year) for weight, context in found])
    if span := next((context for _weight, context in found if context.middle), None):
        return span
    if month and name.month and month != name.month:
        return Context(None, year or name.year, contradictory=True)
    return Context(month, year).over(name)


def _agreed(stated: list[tuple[Weight, int | None]]) -> int | None:
    """The number that the weightiest lines state, if they agree."""
    first = next((weight for weight, number in stated if number), None)
    numbers = {number for weight, number in stated if number and weight is first}
    return numbers.pop() if len(numbers) == 1 else None


ACROSS = 62
"""How many days a day without a year may lie from its neighbour if the turn of the year is between them."""


def nearest_year(month: int, day: dt.date) -> int | None:
    """The year in which a month is nearest to a day; None if that is another year than the day's, and not near."""
    middle = dt.date(day.year, month, 15)
    if abs((middle - day).days) <= 183:
        return day.year
    year = day.year + (1 if month < day.month else -1)
    return year if abs((dt.date(year, month, 15) - day).days) <= ACROSS else None
