"""Titles of programmes in a published schedule: prefixes, kinds, episodes, and which programme of the station it is."""

import re
from collections.abc import Iterable

from radiodesk.kinds import ProgrammeKind
from radiodesk.model.text import fold, key
from radiodesk.schedule.published.words import Words

_COLUMN = "chuyen muc|cm|chuyen de|chuyen trang|tiet muc|muc(?= ?:)"
_PREFIX = re.compile(
    rf"(?:(?P<column>{_COLUMN})|(?:chuong trinh|ct)(?: (?:phat|truyen) thanh(?= ?[a-z0-9\"]))?)(?![a-z0-9])[ :.-]*"
)
_WHOLLY_QUOTED = re.compile(r"\"([^\"]+)\"")
_QUOTED_FIRST = re.compile(r"\"(?P<title>[^\"]+)\"(?: ?[:|] ?| -+ | (?=(?:so|tap|ky|ki|phan) ?[0-9]))(?=.*[a-z0-9])")
"""A title in quotation marks before its episode."""
_QUOTED = re.compile(r"[ :,-]*\"(?P<said>[^\"]+)\"?$")
_COLON = re.compile(r" ?[:|] ?|\. (?=[^ ])")
_DASH = re.compile(r" -+ ")
_NAMED_EPISODES = re.compile(
    r"(?:ca |nhac|dan ca|am nhac|doc truyen|ke chuyen|truyen|san khau|cai luong|tan nhac|van nghe)"
)
"""Programmes whose title is followed by what is played or read."""

_KINDS = (
    (
        ProgrammeKind.OTHER,
        r"(?:nhac hieu|dai hieu|nhac cat|chao\b|quoc ca|gioi thieu (?:chuong trinh|noi song)|mo dau"
        r"|mo may|dong may|ket thuc|tam biet|gio tin hieu)",
    ),
    (ProgrammeKind.NEWS, r"(?:(?:ban |diem )?tin (?!nhan)|(?:ban |diem )?tin$|.*\bthoi su\b|diem bao|tin tuc)"),
    (
        ProgrammeKind.ANNOUNCEMENT,
        r"(?:t ?bao|thong bao|tb|q\.? ?cao|quang cao|rao vat|nhan tin|tin nhan|cao pho|loi rao"
        r"|thong tin (?:cong cong|can biet|quang cao)|thong cao)(?![a-z])",
    ),
    (
        ProgrammeKind.MUSIC,
        r".*\b(?:ca nhac|am nhac|ca khuc|ca co|dan ca|vong co|cai luong|tan nhac|tan co|nhac|bai hat"
        r"|bolero|hoa tau|giai dieu)\b",
    ),
)
"""What a title of a kind begins with, folded. The first that fits counts; other titles are columns."""
_KIND_PATTERNS = tuple((kind, re.compile(pattern)) for kind, pattern in _KINDS)

_CLOSING = re.compile(
    r"(?:het|ket thuc|(?:tam )?nghi(?: giai lao)?|giai lao|(?:tat|dong) (?=song|may)"
    r"|(?:tam )?(?:dung|ngung) (?:tiep (?:song|am)|(?=phat|chuong|song))"
    r"|(?=(?:phat song|phat thanh|buoi phat|ngay phat) .*(?:het|ket thuc)$))"
    r"(?: ?(?:chuong trinh|ct|phat song|phat thanh|truyen thanh|song|may|gio|giua|ngay|buoi|trong|cac|het|ket thuc"
    r"|sang|trua|chieu|toi|dem)(?![a-z]))*"
)
"""What says that the broadcasting ends, folded."""

_OWN_STATION = re.compile(r"tth|(?:dai )?truyen thanh huyen")


def without_prefix(words: Words) -> tuple[Words, bool]:
    """A title without "Chuyên mục", "Chương trình" …, and whether its prefix says that it is a column."""
    is_column = False
    words = _unquoted(words)
    while (match := _PREFIX.match(words.folded)) and words.part(match.end()).has_words():
        if match["column"] is None and _of_whom(words.part(match.end())):
            break
        is_column = is_column or match["column"] is not None
        words = _unquoted(words.part(match.end()))
    return words, is_column


def _of_whom(behind: Words) -> bool:
    """Whether what follows "Chương trình" says whose it is: such a title has no words of its own."""
    return behind.text.split()[0].lower() in ("của", "cua") and not behind.folded.startswith("cua so")


def _unquoted(words: Words) -> Words:
    """A title without the quotation marks around the whole of it, of which one may be missing. Pairs within it stay."""
    folded = words.folded
    if _WHOLLY_QUOTED.fullmatch(folded):
        return words.part(1, -1)
    is_alone = folded.count('"') == 1
    if is_alone and folded.startswith('"'):
        return words.part(1)
    return words.part(0, -1) if is_alone and folded.endswith('"') else words


def without_episode(words: Words) -> tuple[Words, str]:
    """A title without what is played or read this time, and that: "Ca cổ – Nghe em hát" -> "Ca cổ", "Nghe em hát"."""
    if match := _QUOTED_FIRST.match(words.folded):
        return words.part(*match.span("title")), words.part(match.end()).text
    for pattern in (_QUOTED, _COLON, _DASH):
        match = _outside_quotes(pattern, words.folded)
        if not match:
            continue
        begin, end = match.span("said") if pattern is _QUOTED else (match.end(), len(words.text))
        title, episode = words.part(0, match.start()), words.part(begin, end)
        if not (title.has_words() and episode.has_words()) or title.folded.endswith(" va"):  # as in "A" và "B"
            continue
        shouted = episode.is_capitals() and not title.is_capitals()
        if pattern is not _DASH or shouted or _NAMED_EPISODES.match(title.folded):
            return title, episode.text
    return words, ""


def _outside_quotes(pattern: re.Pattern[str], folded: str) -> re.Match[str] | None:
    """The first match that begins outside quotation marks: a separator within them belongs to the title."""
    matches = pattern.finditer(folded)
    return next((match for match in matches if folded.count('"', 0, match.start()) % 2 == 0), None)


def is_own_station(folded: str) -> bool:
    """Whether a text only says that the station itself is on air."""
    return bool(_OWN_STATION.fullmatch(folded))


def is_closing(folded: str, *, has_end: bool = False) -> bool:
    """Whether a text only says that the broadcasting ends: "Hết chương trình", "Nghỉ trưa", "Giải lao".

    has_end: whether its time has an end. "18h-18h05 Kết thúc" is the farewell then, which is on air.
    """
    return bool(_CLOSING.fullmatch(folded)) and not (has_end and "ket thuc" in folded)


def kind_of(folded: str) -> ProgrammeKind:
    """The probable kind of a programme, from its title, folded."""
    return next((kind for kind, pattern in _KIND_PATTERNS if pattern.match(folded)), ProgrammeKind.COLUMN)


_SEPARATORS = re.compile(r"[^\w]+")


class KnownTitles:
    """The titles that the station has, found whatever the case, the dashes and the prefix of what is written."""

    def __init__(self, titles: Iterable[str]) -> None:
        self._exact: dict[str, str] = {}
        self._folded: dict[str, set[str]] = {}
        for title in titles:
            plain = _plain(title)
            self._exact.setdefault(key(plain), title)
            self._folded.setdefault(fold(plain), set()).add(title)

    def find(self, title: str) -> str | None:
        """The station's title. Accents count, unless only one title is the same without them. None if there is none."""
        plain = _plain(title)
        if exact := self._exact.get(key(plain)):
            return exact
        similar = self._folded.get(fold(plain), set())
        return next(iter(similar)) if len(similar) == 1 else None


def known(title: str, titles: Iterable[str]) -> str | None:
    """The one of `titles` that a written title means, as `KnownTitles` finds it."""
    return KnownTitles(titles).find(title)


def _plain(title: str) -> str:
    words, _is_column = without_prefix(Words.of(title).part(0))
    return _SEPARATORS.sub(" ", words.text).strip()
