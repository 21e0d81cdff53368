"""Clean text that comes in, fold it for search, and sort it by the Vietnamese alphabet."""

import unicodedata
from functools import lru_cache
from typing import NamedTuple

from radiodesk.errors import CONTROL_CHARACTERS, UserError, visible
from radiodesk.locale import N_

TITLE_LIMIT = 500
"""Maximum number of characters of a title or name: longer than any headline."""

NOTE_LIMIT = 5_000
"""Maximum number of characters of a note."""

_INVISIBLE = (
    *(0x00AD, 0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFEFF, 0xFFA0),
    *range(0x180B, 0x1810),
    *range(0x200B, 0x200E),
    *range(0x2060, 0x2065),
    *range(0x206A, 0x2070),
    *range(0xFE00, 0xFE10),
    *range(0xFFF0, 0xFFFD),
    *range(0x1BCA0, 0x1BCA4),
    *range(0x1D173, 0x1D17B),
    *range(0xE0000, 0xE1000),
)
"""Characters that are not seen: soft hyphen, zero-width and filling characters, selectors of variants. Word processors
and web pages leave them in pasted text, and two names that look the same would be two. They are Unicode's
Default_Ignorable_Code_Point without the marks of writing direction, which are refused; the blank Braille pattern; and
the signs of annotations and embedded objects.
"""

_REPLACED = dict.fromkeys(_INVISIBLE) | {0x00D0: "Đ", 0x00F0: "đ", 0x0189: "Đ"}
"""Also letters of other alphabets that look like Đ: old keyboards typed them."""

_CACHED_WORDS = 16_384
"""Number of words in each cache: titles consist of the same few thousand syllables."""


class ControlCharacter(UserError):
    """Text with a control character, or with one that changes the writing direction."""

    message = N_("{text} holds the hidden character {code}, which does not belong in text: type it again without it")


class TextTooLong(UserError):
    """Text longer than its field."""

    message = N_("{text} has {length} characters, the limit is {limit}: shorten it")


class EmptyText(UserError):
    """An empty name or title."""

    message = N_("A title or name is empty: type one")


def without_invisible(value: str) -> str:
    """Text of several lines without characters that nobody sees, which `clean` leaves out as well."""
    return value.translate(dict.fromkeys(_INVISIBLE))


def clean(value: str, limit: int = TITLE_LIMIT) -> str:
    """Clean text to one line in NFC: any white space becomes a single space, and the ends are trimmed.

    limit: maximum number of characters. raises ControlCharacter, TextTooLong.
    """
    text = " ".join(filter(None, map(_clean_word, value.split())))
    if len(text) > limit:
        raise TextTooLong(text=quoted(text), length=len(text), limit=limit)
    if not text.isprintable() and (found := CONTROL_CHARACTERS.search(text)):
        raise ControlCharacter(text=quoted(text), code=f"U+{ord(found[0]):04X}")
    return text


def clean_title(value: str) -> str:
    """Clean a title or name. raises EmptyText and the errors of `clean`."""
    if not (text := clean(value)):
        raise EmptyText
    return text


class Pasted(NamedTuple):
    """Pasted text as a field of one line takes it, and what it left out."""

    text: str
    lines: list[str]
    """The further lines with text."""
    characters: int
    """The number of characters beyond the limit."""


def pasted(value: str, limit: int) -> Pasted:
    """The first line with text, cleaned as `clean` does it, without control characters. limit: of its characters."""
    lines = [line for line in value.splitlines() if line and not line.isspace()]
    if not lines:
        return Pasted("", [], 0)
    words = map(_clean_word, CONTROL_CHARACTERS.sub("", lines[0].replace("\t", " ")).split())
    text = " ".join(filter(None, words))
    return Pasted(text[:limit], lines[1:], max(0, len(text) - limit))


def quoted(value: str) -> str:
    """The first 40 characters of a text in quotation marks, without control characters, for error messages."""
    return f"“{visible(value[:40])}…”" if len(value) > 40 else f"“{visible(value)}”"


def fold(value: str) -> str:
    """Fold text for searching: no case, no accents, đ as d, single spaces. "Tiêu  Đề" -> "tieu de"."""
    return " ".join(filter(None, map(_fold_word, value.split())))


def searched(value: str) -> str:
    """Fold what is searched for: as `fold`, without control characters, and no longer than a title can be.

    SQLite and PostgreSQL refuse longer patterns, or such characters.
    """
    return fold(CONTROL_CHARACTERS.sub("", value[:TITLE_LIMIT]))


def upper_first(text: str) -> str:
    """The text with a large first letter."""
    return text[:1].upper() + text[1:]


def lower_first(text: str) -> str:
    """The text with a small first letter, unless it begins with an abbreviation."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def key(value: str) -> str:
    """Fold text for comparing names: accents count, case and extra spaces do not."""
    return " ".join(map(_key_word, value.split()))


@lru_cache(_CACHED_WORDS)
def _clean_word(word: str) -> str:
    return word if word.isascii() else unicodedata.normalize("NFC", word.translate(_REPLACED))


@lru_cache(_CACHED_WORDS)
def _fold_word(word: str) -> str:
    if not word.isascii():
        marked = unicodedata.normalize("NFD", word)
        word = "".join(c for c in marked if not unicodedata.combining(c)).replace("đ", "d").replace("Đ", "d")
    return word.casefold()


@lru_cache(_CACHED_WORDS)
def _key_word(word: str) -> str:
    return unicodedata.normalize("NFC", word).casefold()


_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_LETTERS = {letter: rank for rank, letter in enumerate(_ALPHABET, start=100)}
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
"""Unmarked, huyền, hỏi, ngã, sắc, nặng: the order of Vietnamese dictionaries."""


def sort_key(value: str) -> tuple[list[int], list[int]]:
    """The sort key of a Vietnamese dictionary: letters first (a ă â … d đ …), then tones."""
    letters: list[int] = []
    tones: list[int] = []
    for character in unicodedata.normalize("NFC", value).casefold():
        bare, tone = _without_tone(character)
        letters.append(_LETTERS.get(bare, ord(bare) if ord(bare) < 100 else ord(bare) + 1000))
        tones.append(tone)
    return letters, tones


def _without_tone(character: str) -> tuple[str, int]:
    parts = unicodedata.normalize("NFD", character)
    tone = next((_TONES[mark] for mark in parts if mark in _TONES), 0)
    if not tone:
        return character, 0
    bare = unicodedata.normalize("NFC", "".join(mark for mark in parts if mark not in _TONES))
    return bare[0], tone
