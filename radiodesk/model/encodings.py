"""Recognise the encoding of a text: Unicode, Windows-1258, or an old Vietnamese font."""

import re
import unicodedata

from radiodesk.model.old_fonts import detect

_BOMS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}
_CELL_END = re.compile("[\t\r\n,;<>]+")
_VIETNAMESE = frozenset("àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ")
_SIGNS = frozenset("–—‘’“”…•·°²³½¼¾«»§©®™×÷±₫€£\u00a0")
"""Signs beyond ASCII that Vietnamese text may hold."""


def decoded(content: bytes, declared: str | None = None) -> str | None:
    """The text, in UTF-8, UTF-16 with its mark, Windows-1258, or as typed for an old font; None for anything else.

    declared: an encoding that the file itself names.
    """
    marked = next((encoding for mark, encoding in _BOMS.items() if content.startswith(mark)), None)
    for encoding in (marked,) if marked else (declared, "utf-8"):
        try:
            if encoding:
                return content.decode(encoding)
        except UnicodeDecodeError:
            pass
    return None if marked else _windows_1258(content) or _old_font(content)


def _windows_1258(content: bytes) -> str | None:
    """Text in Windows-1258, where a tone is a character after its vowel; None where it is not Vietnamese."""
    try:
        text = unicodedata.normalize("NFC", content.decode("cp1258"))
    except UnicodeDecodeError:
        return None
    beyond = {character for character in set(text.lower()) if not (" " <= character <= "~" or character in "\t\r\n")}
    return text if beyond & _VIETNAMESE and beyond <= _VIETNAMESE | _SIGNS else None


def _old_font(content: bytes) -> str | None:
    """Text typed for an old Vietnamese font, as the letters that are stored; None where it is something else."""
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError:
        return None
    return text if detect(_CELL_END.split(text)) else None
