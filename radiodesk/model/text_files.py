"""Read a whole file as text: a grid file, a file of rules, a schedule as stations publish it."""

from radiodesk.errors import UserError
from radiodesk.inputs import content_of
from radiodesk.locale import N_
from radiodesk.model.encodings import decoded
from radiodesk.model.old_fonts import convert, detect

MOST_BYTES = 8 << 20
"""Limit for the size of a file."""


class NotText(UserError):
    """A file that is not text, or in an unknown encoding."""

    message = N_("{file} is not text in a known encoding: save it as plain text in UTF-8")


def text_of(file: str) -> str:
    """The text of a file or of standard input. raises the errors of `inputs.content_of`, NotText."""
    content = content_of(file, MOST_BYTES)
    text = decoded(content)
    if text is None or "\0" in text:
        raise NotText(file=file)
    return _in_unicode(text) if _is_of_one_byte(content) else text.removeprefix("\ufeff")


def _is_of_one_byte(content: bytes) -> bool:
    """Whether the content is in an encoding before Unicode."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    try:
        content.decode()
    except UnicodeDecodeError:
        return True
    return False


def _in_unicode(text: str) -> str:
    """The text without the encoding of an old font, if it was typed in one."""
    lines = text.split("\n")
    font = detect(lines)
    return "\n".join(convert(line, font) for line in lines) if font else text
