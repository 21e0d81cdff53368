"""Mark the figures inside texts, so that each can be found again in a document that a person edited.

A marked text holds, for every figure, its key and the printed number between private characters. Each format replaces
the marks: Word gets bookmarks, a PDF gets links, plain text gets nothing.
"""

import re
import unicodedata
from collections.abc import Iterator

from radiodesk.errors import CONTROL_CHARACTERS

_BEGIN, _MIDDLE, _END = "\ue000", "\ue001", "\ue002"
_MARKED = re.compile(f"{_BEGIN}([^{_BEGIN}{_MIDDLE}{_END}]*){_MIDDLE}([^{_BEGIN}{_MIDDLE}{_END}]*){_END}")
_UNPRINTABLE = re.compile(f"{CONTROL_CHARACTERS.pattern}|[{_BEGIN}-{_END}\ufffe\uffff]")

PREFIX = "radiodesk:"
"""What the address of a link in a PDF begins with."""

DIGEST_PROPERTY = "radiodesk-digest"
"""The custom property of a Word file and of a workbook that holds the digest."""


def marked(key: str, text: str) -> str:
    """A printed figure with its key."""
    return f"{_BEGIN}{clean(key)}{_MIDDLE}{text}{_END}"


def is_marked(text: str) -> bool:
    """Whether a text holds figures."""
    return _BEGIN in text


def plain(text: str) -> str:
    """A marked text without its marks."""
    return _MARKED.sub(r"\2", text)


def segments(text: str) -> Iterator[tuple[str, str]]:
    """The parts of a marked text: each with the key of its figure, or with an empty one."""
    place = 0
    for match in _MARKED.finditer(text):
        if match.start() > place:
            yield "", text[place : match.start()]
        yield match[1], match[2]
        place = match.end()
    if place < len(text):
        yield "", text[place:]


def clean(text: str) -> str:
    """Typed text as a document takes it: on one line, without control characters and marks, in NFC."""
    return unicodedata.normalize("NFC", _UNPRINTABLE.sub(" ", text)).strip()
