"""Text at the door: cleaned, folded for search, and put in the order of the Vietnamese alphabet."""

import unicodedata
from functools import lru_cache

from radiodesk.errors import STEERING, UserError, visible
from radiodesk.locale import N_

TITLE_LIMIT = 500
"""Characters: longer than any headline, short enough to be one."""

NOTE_LIMIT = 5_000

_SILENT = dict.fromkeys([0x00AD, 0x200B, 0x2060, 0xFEFF])
"""Soft hyphen, zero-width space, word joiner, byte order mark: pasted along from word processors, never meant."""

_WORDS = 16_384
"""Words whose forms are remembered: titles are made of the same few thousand syllables."""


class ControlCharacter(UserError):
    """Text that holds a character which steers a terminal or turns the direction of reading."""

    message = N_("{text} holds the hidden character {code}, which does not belong in text: type it again without it")


class TextTooLong(UserError):
    """Text longer than its field."""

    message = N_("{text} has {length} characters, the limit is {limit}: shorten it")


class EmptyText(UserError):
    """A name or title with nothing in it."""

    message = N_("A title or name is empty: type one")


def clean(value: str, limit: int = TITLE_LIMIT) -> str:
    """One line of NFC text: white space of any kind becomes single spaces, ends are trimmed.

    raises ControlCharacter or TextTooLong.
    """
    text = " ".join(filter(None, map(_clean_word, value.split())))
    if len(text) > limit:
        raise TextTooLong(text=quoted(text), length=len(text), limit=limit)
    if not text.isprintable() and (found := STEERING.search(text)):
        raise ControlCharacter(text=quoted(text), code=f"U+{ord(found[0]):04X}")
    return text


def clean_title(value: str) -> str:
    """`clean`, and not empty. raises EmptyText too."""
    if not (text := clean(value)):
        raise EmptyText
    return text


def quoted(value: str) -> str:
    """The start of a text in quotation marks, visible: for messages that say what was refused."""
    return f"“{visible(value[:40])}…”" if len(value) > 40 else f"“{visible(value)}”"


def fold(value: str) -> str:
    """Text for searching: no case, no accents, đ as d, single spaces. "Tiêu  Đề" -> "tieu de"."""
    return " ".join(filter(None, map(_fold_word, value.split())))


def key(value: str) -> str:
    """Text for telling whether two names are the same: accents count, case and spaces do not."""
    return " ".join(map(_key_word, value.split()))


@lru_cache(_WORDS)
def _clean_word(word: str) -> str:
    return word if word.isascii() else unicodedata.normalize("NFC", word.translate(_SILENT))


@lru_cache(_WORDS)
def _fold_word(word: str) -> str:
    if not word.isascii():
        marked = unicodedata.normalize("NFD", word)
        word = "".join(c for c in marked if not unicodedata.combining(c)).replace("đ", "d").replace("Đ", "d")
    return word.casefold()


@lru_cache(_WORDS)
def _key_word(word: str) -> str:
    return unicodedata.normalize("NFC", word).casefold()


_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_LETTERS = {letter: rank for rank, letter in enumerate(_ALPHABET, start=100)}
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
"""Unmarked, huyền, hỏi, ngã, sắc, nặng: the order of Vietnamese dictionaries."""


def sort_key(value: str) -> tuple[list[int], list[int]]:
    """A key that sorts as a Vietnamese dictionary does: letters first (a ă â … d đ …), then tones."""
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
