"""The marks around a title: repeat (PL), first run (PM), own live (PTTT), a length, days, advertising."""

import re
from dataclasses import dataclass, field

from radiodesk.schedule.listed_days import WEEKDAY
from radiodesk.schedule.published import days, times
from radiodesk.schedule.published.days import DATE, Days
from radiodesk.schedule.published.words import Words


@dataclass(slots=True)
class Marks:
    """What the marks of one title say."""

    repeat: bool = False
    of: Words | None = None
    """What it repeats, as written, such as "ngày 18/09/2017"."""
    live: bool = False
    minutes: int | None = None
    """Its length."""
    days: Days | None = None
    other_days: str = ""
    """Its days in words, if no `Day` can be them: "thứ Sáu đầu tháng"."""
    again: Words | None = None
    """When it is repeated later, as written: "5h45 sáng hôm sau"."""
    remarks: list[Words] = field(default_factory=list)
    """Other texts in brackets."""


_REPEAT = r"(?:phat lai|p\.?/?l\.?)(?![a-z])"
_FIRST_RUN = r"(?:phat moi|p\.?/?m\.?)(?![a-z])"
_LIVE = r"(?:(?:(?:phat|truyen) thanh |tuong thuat |phat song )*truc tiep|pttt|tttt|live)(?![a-z])"
_OF = r"(?:(?:chuong trinh|ct|cua|luc|vao|buoi)(?![a-z]) ?)*"
_WHEN = rf"(?:ngay |hom |sang|trua|chieu|toi|{WEEKDAY}|{DATE}|[0-9])"

_BRACKET = re.compile(r"[(\[][^()\[\]]*(?:[)\]]|$)")
_REPEAT_INSIDE = re.compile(rf"(?:{_REPEAT}|lai(?![a-z]))[ :.]*{_OF}(?P<of>.*)")
_FIRST_INSIDE = re.compile(rf"(?:{_FIRST_RUN}|moi$).*")
_LIVE_INSIDE = re.compile(rf"(?:{_LIVE}|tt)[ :.]*")

_REPEAT_BEFORE = re.compile(rf"{_REPEAT}[ :.-]*(?:{_OF}(?P<of>(?:ngay )?{DATE})[ :.,-]*)?")
_FIRST_BEFORE = re.compile(rf"{_FIRST_RUN}[ :.-]*(?:(?:ngay )?{DATE}[ :.,-]*)?")
_LIVE_BEFORE = re.compile(rf"{_LIVE}[ :.-]*")
_REPEAT_BEHIND = re.compile(rf"[^a-z0-9]{_REPEAT}[ :.]*{_OF}(?P<of>{_WHEN}.*)?$")
_FIRST_BEHIND = re.compile(rf"[^a-z0-9]{_FIRST_RUN}[ :.]*(?:{_WHEN}.*)?$")
_LIVE_BEHIND = re.compile(rf"[^a-z0-9]{_LIVE}[ .]*$")
_LENGTH_BEHIND = re.compile(
    r"(?:[-,;|:/] *(?P<said>(?:thoi luong|tl)?[ :]*[0-9]{1,3} ?(?:phut|ph|p|'))| (?P<sign>[0-9]{1,3}'))$"
)
_DAYS_BEFORE = re.compile(r"(?P<days>[^:]{2,40}?) ?:(?= *[a-z0-9\"])")
_PART_OF_DAY = "(?:sang|trua|chieu|toi|dem|khuya)"
_ONLY_FIRST_RUN = re.compile(
    rf"{_OF}(?P<of>(?:buoi )?{_PART_OF_DAY}"
    rf"(?:,? (?:cua |ngay )?(?:(?:hom|ngay) (?:truoc|qua|nay)|cung ngay|nay|{WEEKDAY}|{DATE}))?)"
)
"""What stands instead of the title of a repeat: "Phát lại chương trình tối hôm trước"."""
_LATER = re.compile(r"\b(?:(?:hom|ngay) (?:sau|mai)|(?:sang|trua|chieu|toi) mai|cung ngay)$")
"""What says that a repeat is still to come, behind its time."""
_FIRST_RUN_BEHIND = re.compile(
    rf"(?:^|[ ,-]+)(?:(?:cua|tu|luc|vao|phat)(?![a-z]) ?)*(?P<of>(?:ngay )?(?:hom|ngay) (?:truoc|qua)|tuan truoc"
    rf"|(?:(?<=cua )|ngay )(?:{WEEKDAY}(?: tuan truoc)?|{DATE}))$"
)
"""The first run behind the title of a repeat: "Phát lại Thời sự hôm trước"."""
_ADVERTISING = re.compile(
    r"(?:https?://|www\.|(?:hotline|lien he|dien thoai|dt|tel|sdt|fax|email)(?![a-z])[ .:]*[0-9(+]|lien he quang cao"
    r"|(?:tai tro boi|nha tai tro)[ :]|[a-z0-9._]+@).*$"
)
_OF_A_READER = re.compile(r"https?://|www\.|@[a-z]|(?<![0-9])0[0-9]{2,3}[ .-]?[0-9]{3}[ .-]?[0-9]{3}|lien he|hotline")


def is_advertising(folded: str) -> bool:
    """Whether a line without a time addresses its readers: an address, a telephone number."""
    return bool(_OF_A_READER.search(folded))


def mask_brackets(folded: str) -> str:
    """The text with blanks instead of each bracket, of the same length. A bracket may be left open."""
    return _BRACKET.sub(lambda match: " " * len(match[0]), folded)


def brackets(words: Words) -> list[tuple[int, int, Words]]:
    """Where each bracket begins and ends, and what it holds."""
    return [
        (match.start(), match.end(), words.part(match.start() + 1, match.end() - (match[0][-1] in ")]")))
        for match in _BRACKET.finditer(words.folded)
    ]


def take(words: Words) -> tuple[Words, Marks]:
    """A title without its marks, and the marks."""
    marks = Marks()
    if found := _ADVERTISING.search(words.folded):
        words = words.part(0, found.start())
    for begin, end, inside in reversed(brackets(words)):
        _take_inside(inside, marks)
        words = words.without(begin, end)
    words = _take_behind(words, marks)
    if (behind := days.others_behind(words)) is not None:
        marks.other_days, words = words.part(behind).text, words.part(0, behind)
    if day := _DAYS_BEFORE.match(words.folded):
        if every := days.weekdays(day["days"]):
            marks.days, words = every, words.part(day.end())
        elif days.names_others(written := words.part(*day.span("days"))):
            marks.other_days, words = written.text, words.part(day.end())
    return take_before(words, marks), marks


def take_before(words: Words, marks: Marks) -> Words:
    """The title without the marks at its beginning."""
    while True:
        if match := _REPEAT_BEFORE.match(words.folded):
            _note_repeat(marks, _part_of(words, match))
        elif match := _LIVE_BEFORE.match(words.folded):
            marks.live = True
        elif not (match := _FIRST_BEFORE.match(words.folded)):
            return _without_first_run(words, marks)
        words = words.part(match.end())


def _without_first_run(words: Words, marks: Marks) -> Words:
    """The title of a repeat without the words behind it that say which first run it repeats."""
    if marks.repeat and (match := _ONLY_FIRST_RUN.fullmatch(words.folded)):
        marks.of = marks.of or _part_of(words, match)
        return words.part(0, 0)
    if marks.repeat and marks.of is None and (match := _FIRST_RUN_BEHIND.search(words.folded)):
        marks.of = _part_of(words, match)
        return words.part(0, match.start())
    return words


def _take_inside(inside: Words, marks: Marks) -> None:
    """Note what the text in a bracket says."""
    folded = inside.folded
    if match := _REPEAT_INSIDE.fullmatch(folded):
        _note_repeat(marks, _part_of(inside, match))
    elif _LIVE_INSIDE.fullmatch(folded):
        marks.live = True
    elif (minutes := times.length(folded)) is not None:
        marks.minutes = minutes
    elif found := days.weekdays(folded):
        marks.days = found
    elif days.names_others(inside):
        marks.other_days = inside.text
    elif not (_FIRST_INSIDE.fullmatch(folded) or times.are_times(inside)) and inside.has_words():
        marks.remarks.insert(0, inside)


def _take_behind(words: Words, marks: Marks) -> Words:
    """The title without the marks at its end."""
    if match := _LENGTH_BEHIND.search(words.folded):
        marks.minutes = times.length((match["said"] or match["sign"]).strip())
        words = words.part(0, match.start())
    if match := _REPEAT_BEHIND.search(words.folded):
        _note_repeat(marks, _part_of(words, match))
        words = words.part(0, match.start())
    for pattern in (_FIRST_BEHIND, _LIVE_BEHIND):
        if match := pattern.search(words.folded):
            marks.live = marks.live or pattern is _LIVE_BEHIND
            words = words.part(0, match.start())
    return words


def _note_repeat(marks: Marks, of: Words | None) -> None:
    """Note a repeat of something, or one that is still to come: then this is the first run."""
    if of and _LATER.search(of.folded):
        marks.again = of
    else:
        marks.repeat, marks.of = True, of or marks.of


def _part_of(words: Words, match: re.Match[str]) -> Words | None:
    """What a repeat repeats."""
    return (words.part(*match.span("of")) or None) if match["of"] else None
