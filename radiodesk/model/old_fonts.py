"""Text typed for old Vietnamese fonts: TCVN3 (.VnTime, .VnTimeH) and VNI-Windows (VNI-Times).

These fonts show Vietnamese letters in the places of Western ones, so the stored text is "Thêi sù" where a reader sees
"Thời sự". A word is taken for such text only if it is no Vietnamese syllable as it stands.
"""

import re
import unicodedata
from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache


class Font(StrEnum):
    """A family of fonts with one encoding."""

    TCVN3 = "tcvn3"
    VNI = "vni"


TCVN3 = dict(
    zip(
        "¡¢£¤¥¦§¨©ª«¬\u00ad®µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ",
        "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
        strict=True,
    )
)
"""Characters and the letters that they show. The fonts for capitals (.VnTimeH) show the same ones as capitals."""

_TONES = "øûõùï", "\u0300\u0309\u0303\u0301\u0323"
_HATS = "àåãáä", "\u0300\u0309\u0303\u0301\u0323"
_BREVES = "èúüéë", "\u0300\u0309\u0303\u0301\u0323"


def _vni() -> dict[str, str]:
    letters = {"ô": "ơ", "ö": "ư", "ñ": "đ", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ", "í": "í", "ì": "ì", "aê": "ă"}
    letters |= {f"{vowel}â": hat for vowel, hat in zip("aeo", "âêô", strict=True)}
    for (marks, tones), vowels in (
        (_TONES, {vowel: vowel for vowel in "aeouy"} | {"ô": "ơ", "ö": "ư"}),
        (_HATS, {"a": "â", "e": "ê", "o": "ô"}),
        (_BREVES, {"a": "ă"}),
    ):
        for mark, tone in zip(marks, tones, strict=True):
            for typed, vowel in vowels.items():
                letters[typed + mark] = unicodedata.normalize("NFC", vowel + tone)
    capitals = {typed.upper(): letter.upper() for typed, letter in letters.items()}
    mixed = {typed[0].upper() + typed[1:]: letter.upper() for typed, letter in letters.items()}
    return mixed | capitals | letters


VNI = _vni()
"""A vowel with the mark behind it, or a letter alone, and the letter that they show together."""

_LETTERS = {Font.TCVN3: TCVN3, Font.VNI: VNI}
_TYPED = {
    font: re.compile("|".join(sorted(map(re.escape, letters), key=len, reverse=True)))
    for font, letters in _LETTERS.items()
}
_USED = {
    font: re.escape("".join(sorted(set("".join(letters)) - set("aeouyAEOUY")))) for font, letters in _LETTERS.items()
}
_WORDS = {font: re.compile(rf"(?!(?<=\d)[^\w\s]+\d)[A-Za-z{used}]+") for font, used in _USED.items()}
"""Words; a sign between digits is none ("5×3")."""
_FOREIGN = {font: re.compile(rf"(?!\d)[^\W{used}A-Za-z_]|[\u0300-\u036f]") for font, used in _USED.items()}
"""Letters that text for the font cannot hold."""

_LETTER = re.compile(r"\w")
_ASCII = re.compile("[A-Za-z]")
_CAPITAL = re.compile("[A-Z]")
_SMALL = re.compile("[a-z]")

_ONSET = "(?:b|ch?|d|đ|gi|gh?|h|kh?|l|m|ngh?|nh|n|ph?|r|s|th|tr|t|v|x)?"
_RIME = (
    "(?:(?:[iyeêaăâoôơuư]|i[au]|iêu|yêu|[aâ][uy]|ai|ao|[eo]o|êu|oai|oay|oa|oeo|oe|[oôơuư]i|uôi|ươi|ươu|ưu|ưa|ua|uâ?y|uya"
    "|uyu|uê|uơ)|"
    "(?:i|iê|yê|y|e|ê|a|ă|â|o|ô|ơ|u|ư|oa|oă|oe|oo|uâ|uô|uê|uyê|uy|ươ)(?:[mnpt]|ng|nh|ch?))"
)
_QU_RIME = "(?:ay|ao|au|ai|eo|ây|êu|yu|y[aê]?|iu|[aăâeêiơôo]|u[âôyơ]?)(?:[mnpt]|ng|nh|ch?)?"
_SYLLABLE = re.compile(f"(?:{_ONSET}{_RIME}|qu{_QU_RIME}|gi(?:[mnpt]|ng|nh|ch?)?)")
_STOPPED = re.compile("(?:p|t|c|ch)$")
_TONE_MARKS = re.compile("[\u0300\u0301\u0303\u0309\u0323]")

_ENOUGH = 3
"""Words that only make sense in an old font, from which on a book is taken to use it."""


def detect(texts: Iterable[str]) -> Font | None:
    """The old font for which some of a book's texts were typed, or None.

    Texts in Unicode and foreign names may stand beside them.
    """
    candidates = {_composed(text) for text in texts if not text.isascii()}
    found = {font: _evidence(candidates, font) for font in Font}
    font = max(Font, key=lambda font: len(found[font]))
    return font if len(found[font]) >= _ENOUGH else None


def is_mixed(texts: Iterable[str], font: Font) -> bool:
    """Whether some of a book's texts are Vietnamese in Unicode. `convert` then leaves what is Vietnamese either way."""
    composed = (_composed(text) for text in texts if not text.isascii())
    return any(_FOREIGN[font].search(text) and all(map(_is_syllable, text.split())) for text in composed)


def convert(text: str, font: Font, *, mixed: bool = False) -> str:
    """The text in Unicode (NFC). Text that already is Vietnamese in Unicode stays.

    mixed: the book also has texts in Unicode (`is_mixed`), so text that is Vietnamese both ways stays, too.
    """
    composed = _composed(text)
    words = [] if composed.isascii() or _FOREIGN[font].search(composed) else _typed_words(composed, font)
    stay = sum(_is_syllable(word) or (mixed and not _LETTER.search(word)) for word in words)
    change = sum(_is_syllable(_shown(word, font)) for word in words)
    if not words or stay > change or (mixed and stay == change):
        return composed
    return _capitalised(composed) if font is Font.TCVN3 else _shown(composed, font)


def _evidence(texts: Iterable[str], font: Font) -> set[str]:
    """Words that are syllables only in the font, in texts of which no word contradicts it. texts: composed."""
    evidence: set[str] = set()
    for text in texts:
        if not _FOREIGN[font].search(text):
            words = _typed_words(text, font)
            if all(_is_syllable(_shown(word, font)) for word in words):
                evidence.update(word for word in words if _ASCII.search(word) and not _is_syllable(word))
    return evidence


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _typed_words(text: str, font: Font) -> list[str]:
    """The words that hold more than ASCII."""
    return [word for word in _WORDS[font].findall(text) if not word.isascii()]


def _shown(text: str, font: Font) -> str:
    letters = _LETTERS[font]
    return _TYPED[font].sub(lambda found: letters[found[0]], text)


def _capitalised(text: str) -> str:
    """Text for a TCVN3 font as it shows, with capitals where the letters around them are capitals."""
    words = _WORDS[Font.TCVN3]
    whole = any(map(_is_capitals, words.findall(text))) and not _SMALL.search(text)

    def word(found: re.Match[str]) -> str:
        shown = _shown(found[0], Font.TCVN3)
        return shown.upper() if whole or _is_capitals(found[0]) else shown

    return words.sub(word, text)


def _is_capitals(word: str) -> bool:
    """Whether a word has several capitals and no small letter of ASCII."""
    return len(_CAPITAL.findall(word)) > 1 and not _SMALL.search(word)


@lru_cache(maxsize=16_384)
def _is_syllable(word: str) -> bool:
    """Whether a word can be a Vietnamese syllable."""
    apart = unicodedata.normalize("NFD", word.lower().strip(".,:;!?()\"'“”-"))
    tones = _TONE_MARKS.findall(apart)
    bare = unicodedata.normalize("NFC", _TONE_MARKS.sub("", apart))
    if len(tones) > 1 or not _SYLLABLE.fullmatch(bare):
        return False
    return not _STOPPED.search(bare) or tones in (["\u0301"], ["\u0323"])
