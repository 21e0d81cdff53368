"""Titles in the tags of recordings, which are often written in one encoding and marked as another."""

from contextlib import suppress


def readable(title: str) -> str:
    """A title as its writer saw it: UTF-8 that was read as Latin-1 ("GiÃ³"), and text for TCVN3 ("Thêi sù")."""
    if title.isascii():
        return title
    from radiodesk.model.old_fonts import Font, convert  # its patterns take long to compile, and few titles need them

    with suppress(UnicodeError):
        title = b"".join(map(_byte, title)).decode()
    return convert(title, Font.TCVN3, mixed=True)


def _byte(letter: str) -> bytes:
    """The byte that was read as a letter: by Latin-1, or by Windows-1252, which some programs take for it."""
    try:
        return letter.encode("latin-1")
    except UnicodeError:
        return letter.encode("cp1252")
