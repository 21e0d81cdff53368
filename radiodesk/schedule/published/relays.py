"""Relays: what is relayed, and from where. "Tiếp âm Thời sự Đài TNVN", "nối sóng (VOV)", "tiếp sóng trực tiếp …"."""

import re
from dataclasses import dataclass

from radiodesk.model.text import fold, upper_first
from radiodesk.schedule.published.words import Words

NATIONAL = "Đài Tiếng nói Việt Nam"

_CHANNELS = {"giao thong": "Giao thông", "tv": "TV"}
"""The names of the national station's channels without a number, by what texts call them, folded."""

_RELAY = re.compile(
    r"(?P<announced>gioi thieu )?(?:tiep|noi)[ -](?:am|song)(?:[ ,/&-]+(?:va )?(?:tiep )?(?:am|song))?(?![a-z])[ :.-]*"
    r"(?P<live>truc tiep(?![a-z])[ :.-]*)?"
)
_LINK = r"(?:(?:cua|tu|tren|voi|theo)(?![a-z]) ?)?"
_NATIONAL = re.compile(
    rf"{_LINK}(?P<name>\b(?:kenh |he )?(?:dai )?(?:tieng noi viet nam|tnvn|vov)"
    r"(?P<channel>[ -]?(?:[1-6]|giao thong|tv))?(?![a-z0-9]))"
)
_NAME = r"(?:dai )?(?:tieng noi viet nam|tnvn|vov)(?:[ -]?(?:[1-6]|giao thong|tv))?(?![a-z0-9])"
_WITH_NATIONAL = re.compile(
    rf"(?P<first>{_NAME})(?: ?(?:[:,|-]) ?(?P<title>.*))?"
    rf"|(?P<news>thoi su|ban tin|tin tuc) (?:cua |tu )?(?P<last>{_NAME})"
)
_OTHER = re.compile(
    rf"{_LINK}(?P<name>\b(?:dai|kenh|trung tam|vtv ?[1-9]?|ttxvn|pt-?th|ptth|tth)(?![a-z0-9])"
    r"(?:(?! ?(?:[:,;|]| - |chuong trinh|ct |chuyen muc))[^():,;|])*)"
)
_LINKED = re.compile(r"^(?:chuong trinh|ct)(?![a-z])[ :.-]*")
_ACRONYM = re.compile(r"[^\W\d_a-z]{2,8}[0-9]?")


@dataclass(frozen=True, slots=True)
class Relay:
    """A relay. upstream: None if it is not named."""

    title: str | None
    upstream: str | None
    live: bool
    """Whether it carries a live event."""
    is_announced: bool
    """Whether the line announces that the station joins an upstream, or returns to its own programmes."""


def relay(words: Words, remarks: list[Words]) -> Relay | None:
    """The relay that a title without marks describes. remarks: texts in brackets. None if it is none."""
    match = _RELAY.match(words.folded)
    if not match:
        return _of_national(words)
    rest = words.part(match.end())
    is_announced = bool(match["announced"])
    written, rest = _source(rest, remarks, only_national=is_announced)
    name = upstream(written) if written else None
    if linked := _LINKED.match(rest.folded):
        rest = rest.part(linked.end())
    title = rest.text if rest.has_words() and not is_announced else None
    if title is None and written and name and fold(name) != fold(written.text) and not is_announced:
        title = words.text  # the name of the upstream was completed: the title keeps what was written
    return Relay(title, name, bool(match["live"]), is_announced)


def _of_national(words: Words) -> Relay | None:
    """A title that is no more than the national station and perhaps its news: "VOV1: Thời sự", "Thời sự Đài TNVN"."""
    match = _WITH_NATIONAL.fullmatch(words.folded)
    if not match:
        return None
    written = words.part(*next(span for name in ("first", "last") if (span := match.span(name)) != (-1, -1)))
    title = words.part(*match.span("title")) if match["title"] else words.part(*match.span("news"))
    return Relay(title.text or None, upstream(written), live=False, is_announced=False)


def are_begun(folded: str) -> bool:
    """Whether a text begins with the words that announce a relay."""
    return bool(_RELAY.match(folded))


def upstream(written: Words) -> str:
    """The name of an upstream. The national one has many: VOV, TNVN, tiếng nói Việt Nam."""
    if match := _NATIONAL.fullmatch(written.folded):
        if channel := (match["channel"] or "").strip(" -"):
            return f"VOV{channel}" if channel.isdecimal() else f"VOV {_CHANNELS[channel]}"
        return NATIONAL
    return upper_first(written.text)


def upstream_in(title: str) -> str | None:
    """The national station, if a title names it."""
    words = Words.of(title)
    match = _NATIONAL.search(words.folded)
    return upstream(words.part(*match.span("name"))) if match else None


def _source(rest: Words, remarks: list[Words], *, only_national: bool) -> tuple[Words | None, Words]:
    """The name of the upstream as written, in a text or in its brackets, and the text without it."""
    for text in (rest, *remarks):
        for pattern in (_NATIONAL,) if only_national else (_NATIONAL, _OTHER):
            if match := pattern.search(text.folded):
                found = text.part(*match.span("name"))
                return found, rest.without(*match.span()) if text is rest else rest
    if not only_national and _ACRONYM.fullmatch(rest.text) and rest.is_capitals():
        return rest, Words.of("")
    return None, rest
