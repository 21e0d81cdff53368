"""Titles in the tags of recordings, which are often written in one encoding and marked as another."""

from contextlib import suppress

from radiodesk.model import old_fonts
from radiodesk.model.old_fonts import Font


def readable(title: str) -> str:
    """A title as its writer saw it: UTF-8 that was read as Latin-1 ("GiÃ³"), and text for TCVN3 ("Thêi sù")."""
    with suppress(UnicodeError):
        title = b"".join(map(_byte, title)).decode()
    return old_fonts.convert(title, Font.TCVN3, mixed=True)


def _byte(letter: str) -> bytes:
    """The byte that was read as a letter: by Latin-1, or by Windows-1252, which some programs take for it."""
    try:
        return letter.encode("latin-1")
    except UnicodeError:
        return letter.encode("cp1252")
