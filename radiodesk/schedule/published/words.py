"""Text with its folded form, so that a pattern matched in the one cuts the other."""

import re
import unicodedata
from dataclasses import dataclass

from radiodesk.errors import CONTROL_CHARACTERS
from radiodesk.model.text import fold

_PLAIN = {
    **dict.fromkeys("‐‑‒–—―−", "-"),
    **dict.fromkeys("‘’′´`ʹʼ", "'"),
    **dict.fromkeys("“”„″«»", '"'),
    "［": "[",
    "］": "]",
    "（": "(",
    "）": ")",
    "：": ":",
}
"""Signs that stand for one another."""

SIGNS = " \t*-–—−•·●○▪■□◦►▶→⇒>#=_~.…:;,|/\\+✓✔❖➢\ufffd"
"""Separators and bullets around a title."""


class _Folding(dict[int, str]):
    """The folded form of each character, which is one character again. For `str.translate`."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        folded = " " if character.isspace() else _PLAIN.get(character) or fold(character)
        self[code] = folded if len(folded) == 1 else character
        return self[code]


_FOLDING = _Folding()


@dataclass(frozen=True, slots=True)
class Words:
    """A text and its folded form, of equal lengths: no case, no accents, plain dashes and quotation marks."""

    text: str
    folded: str

    @classmethod
    def of(cls, line: str) -> "Words":
        """A line in NFC, without control characters. A tab becomes a separator that one can see."""
        if CONTROL_CHARACTERS.search(line):
            line = CONTROL_CHARACTERS.sub("", line.replace("\t", " | ").replace("\v", "  "))
        text = unicodedata.normalize("NFC", line)
        return cls(text, text.translate(_FOLDING))

    def __bool__(self) -> bool:
        return bool(self.text)

    def part(self, begin: int, end: int | None = None) -> "Words":
        """The characters from `begin` to `end`, without separators at either side."""
        kept = self.text[begin:end]
        begin += len(kept) - len(kept.lstrip(SIGNS))
        end = begin + len(kept.strip(SIGNS))
        return Words(self.text[begin:end], self.folded[begin:end])

    def without(self, begin: int, end: int) -> "Words":
        """The text with a part cut out of it."""
        return Words(f"{self.text[:begin]} {self.text[end:]}", f"{self.folded[:begin]} {self.folded[end:]}").part(0)

    def has_words(self) -> bool:
        """Whether there is a letter or a digit in it."""
        return bool(_WORD.search(self.text))

    def is_capitals(self) -> bool:
        """Whether all letters are capitals."""
        return self.text.isupper()


_WORD = re.compile(r"[^\W_]")
