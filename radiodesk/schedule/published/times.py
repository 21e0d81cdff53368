"""Times of day in a line: 5h30, 05:30, 05: 59, 5 giờ rưỡi, 5h chiều, 5h-5h30, từ 17 giờ, 60 phút.

Times are minutes from the start of the day. A time past midnight exceeds 1440: 24h00, or the end of 21h00 - 02h00.
"""

import re
from dataclasses import dataclass, replace

from radiodesk.model.typed import TO
from radiodesk.schedule.published.words import Words

DAY = 24 * 60
"""Minutes of a day."""

_UNIT = "(?:phut|ph|p|')(?![a-z])"
_CLOCK = re.compile(
    rf"""(?<![0-9a-z/.:])
    (?:(?P<h_hour>[0-9]{{1,2}})\ ?(?:gio|h|g)(?![a-z])
        (?:(?:\ ?(?:kem|thieu)\ ?(?P<h_before>[0-5]?[0-9])(?![0-9]|:[0-9])
            | \ ?(?P<h_minute>[0-5][0-9])(?![0-9]) | (?P<h_digit>[0-9])(?![0-9]) | \ (?P<h_spaced>[0-9])(?=\ ?{_UNIT})
            | \ ?(?P<half>ruoi)\b) (?:\ ?{_UNIT})?)?(?![0-9])
    | (?P<colon_hour>[0-9]{{1,2}})\ ?:\ ?(?P<colon_minute>[0-5][0-9])(?![0-9]) (?::[0-5][0-9](?![0-9]))?
    | (?P<dot_hour>[0-9]{{1,2}})\.(?P<dot_minute>[0-5][0-9])(?![0-9.])
    | (?P<bare_hour>0[0-9]|1[0-9]|2[0-4])(?P<bare_minute>[0-5][0-9])(?![0-9/.a-z]|-[0-9]{{1,2}}-)
    | (?P<first_hour>[0-9]{{1,2}})(?=\ ?(?:-|den)\ ?[0-9]{{1,2}}\ ?(?:gio|h|g)(?![a-z])))""",
    re.VERBOSE,
)
_HOURS = ("h_hour", "colon_hour", "dot_hour", "bare_hour", "first_hour")
_MINUTES = ("h_minute", "h_digit", "h_spaced", "colon_minute", "dot_minute", "bare_minute")
_ONLY_FIRST = ("dot_hour", "bare_hour")
"""Forms that are decimals, years or other numbers anywhere but at the start of a line or in a range."""
_CENTURIES = ("19", "20")
"""Four digits that begin like this are a year, unless they end a range."""
_START = re.compile(r"[^a-z0-9]*(?:tu )?")
_PART_OF_DAY = re.compile(r"\ ?(sang|trua|chieu|toi|dem|am|pm|sa|ch)(?![a-z])")
PARTS = {"sang": range(12), "trua": range(10, 15), "chieu": range(12, 20), "toi": range(17, 24), "dem": range(18, 24)}
"""The hours that the words for a part of the day can mean: 1h trưa is 13:00, and 5h chiều is 17:00."""
_ENGLISH_HALVES = {"am": range(12), "sa": range(12), "pm": range(12, 24), "ch": range(12, 24)}

_TO = re.compile(rf" ?{TO} ?")
_BEFORE = re.compile(r"(?:(?<![^ (,;:|-])(?:bat dau|gio phat|phat song|vao|luc|tu|khoang|hoi)[ :]*)+$")
_LENGTH = re.compile(rf" ?[,;(|/-] ?\(?(?:thoi luong|tl|trong)?[ :]*([1-9][0-9]{{0,2}}) ?{_UNIT} ?\)?")
_ONLY_LENGTH = re.compile(
    rf"\(?(?:thoi luong|tl|trong)?[ :]*(?:([0-9]{{1,2}}) ?(?:h|gio|tieng) ?)?(?:([0-9]{{1,3}}) ?{_UNIT})?\)?"
)


@dataclass(frozen=True, slots=True)
class Span:
    """A time in a line, perhaps with an end. begin, stop: its place. start, end: minutes from the start of the day."""

    begin: int
    stop: int
    start: int
    end: int | None = None
    compact: bool = True
    """Whether it has minutes and no spaces, so that it cannot be a part of a title, as "24h" is."""

    def lasting(self, minutes: int) -> "Span":
        """The same time with a length."""
        return replace(self, end=self.start + minutes)

    def later(self, minutes: int) -> "Span":
        """The same time, later by so much."""
        return replace(self, start=self.start + minutes, end=None if self.end is None else self.end + minutes)


@dataclass(frozen=True, slots=True)
class _Clock:
    begin: int
    stop: int
    minutes: int
    compact: bool
    is_plain: bool
    """Whether no word says which part of the day it is in."""


def clock(minutes: int) -> str:
    """ "05:30", and "00:30+1" on the next day."""
    days, rest = divmod(minutes, DAY)
    return f"{rest // 60:02}:{rest % 60:02}" + (f"+{days}" if days else "")


def find(words: Words, folded: str, session: str = "") -> list[Span]:
    """The times of a line. folded: its folded text, with blanks where times do not count.

    session: the part of the day that the line is in, such as "chieu"; empty if it is unknown.
    """
    clocks: list[_Clock] = []
    for match in _CLOCK.finditer(folded):
        after = clocks[-1].stop if clocks else 0
        can_be_number = any(match[name] for name in _ONLY_FIRST)
        if can_be_number and not (_TO if clocks else _START).fullmatch(folded, after, match.start()):
            continue
        if not clocks and match["bare_hour"] in _CENTURIES:
            continue
        if found := _clock(match, words, folded, session):
            clocks.append(found)
    spans: list[Span] = []
    at = 0
    while at < len(clocks):
        chain = 1
        while at + chain < len(clocks) and _TO.fullmatch(folded, clocks[at + chain - 1].stop, clocks[at + chain].begin):
            chain += 1
        if chain == 2:
            spans.append(_range(clocks[at], clocks[at + 1]))
        else:  # a longer chain lists times
            spans += [Span(one.begin, one.stop, one.minutes, compact=one.compact) for one in clocks[at : at + chain]]
        at += chain
    return [_with_surroundings(span, folded) for span in spans]


def length(folded: str) -> int | None:
    """The minutes of "60 phút", "(30')" or "thời lượng 1 giờ 30 phút"; None for other text."""
    match = _ONLY_LENGTH.fullmatch(folded.strip())
    if not match or not (match[1] or match[2]):
        return None
    return (int(match[1] or 0) * 60 + int(match[2] or 0)) or None


def _clock(match: re.Match[str], words: Words, folded: str, session: str) -> _Clock | None:
    hour = next(int(match[name]) for name in _HOURS if match[name])
    minute = 30 if match["half"] else next((int(match[name]) for name in _MINUTES if match[name]), 0)
    if match["h_before"]:
        minute = -int(match["h_before"])  # as in "8 giờ kém 15"
    if hour > 24:
        return None
    stop, part = match.end(), session
    said = _PART_OF_DAY.match(folded, stop)
    is_said = bool(said and _is_part_of_day(said, words, has_colon=match["colon_hour"] is not None))
    if said and is_said:
        stop, part = said.end(), said[1]
    compact = " " not in match[0] and any(match[name] for name in ("h_minute", "colon_minute"))
    minutes = _in_part(hour, part) * 60 + minute
    return _Clock(match.start(), stop, minutes if minutes >= 0 else minutes + DAY, compact, not part)


def _is_part_of_day(said: re.Match[str], words: Words, *, has_colon: bool) -> bool:
    """Whether the word behind a time belongs to it, and does not begin a title such as "Sáng tạo trẻ"."""
    written = words.text[said.start(1) : said.end(1)]
    behind = words.text[said.end(1) :].lstrip()
    if said[1] in _ENGLISH_HALVES:
        return has_colon and written.isascii() and not behind.lower().startswith("nh")  # as in "am nhac"
    return not behind[:1].isalnum() or (written.islower() and behind[:1].isupper())


def _in_part(hour: int, part: str) -> int:
    """The hour of 24 that an hour means in a part of the day."""
    hours = PARTS.get(part) or _ENGLISH_HALVES.get(part)
    if hours is None or hour in hours:
        return hour
    if part in ("am", "sa") and hour == 12:
        return 0
    return hour + 12 if hour < 12 and hour + 12 in hours else hour


def _range(first: _Clock, last: _Clock) -> Span:
    start, end = first.minutes, last.minutes
    is_whole_day = (start, end) == (0, DAY)
    if first.is_plain and not last.is_plain and start + DAY // 2 < end:
        start += DAY // 2  # "2 giờ đến 3 giờ chiều"
    if end <= start:
        end += DAY
    return Span(first.begin, last.stop, start, end if is_whole_day or end - start < DAY else None)


def _with_surroundings(span: Span, folded: str) -> Span:
    """The span with the words before it that belong to it ("từ", "lúc"), and with a length that follows it."""
    if before := _BEFORE.search(folded, max(0, span.begin - 30), span.begin):
        span = replace(span, begin=before.start())
    if span.end is None and (found := _LENGTH.match(folded, span.stop)):
        span = replace(span.lasting(int(found[1])), stop=found.end())
    return span


def are_times(words: Words) -> bool:
    """Whether a text is one or more times, or ranges of times, and nothing else."""
    at = 0
    for span in find(words, words.folded):
        if words.part(at, span.begin):
            return False
        at = span.stop
    return at > 0 and not words.part(at)
