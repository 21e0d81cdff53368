"""What a Word file prints: without deleted and hidden text, and with a mark for what is computed or is no text.

A figure is what a reader sees. Text that is not printed must not confirm it, and nothing printed may stand within it
unread. This knows what Word itself offers for hiding; a picture above a number cannot be seen here.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice, takewhile
from xml.etree.ElementTree import Element

from radiodesk.reports.documents.word_letters import WORD, Letters, has_no_height, is_on

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_FORMULA = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"

NO_TEXT = "[…]"
"""What stands for a field, a symbol or a picture: a program may show another number there at any time."""

_GONE = frozenset(
    (
        *(f"{WORD}{name}" for name in ("del", "moveFrom")),
        "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
    )
)
"""Text that tracked changes have taken away, and what only old programs show."""
_SPACES = frozenset(f"{WORD}{name}" for name in ("tab", "ptab", "br", "cr"))
_SILENT = frozenset(
    f"{WORD}{name}"
    for name in (
        "rPr",
        "t",
        "delText",
        "instrText",
        "delInstrText",
        "fldChar",
        "lastRenderedPageBreak",
        "softHyphen",
        "commentReference",
    )
)
"""What a run may have that prints nothing of its own, or that is read elsewhere."""
_SEPARATORS = ".,'’"
"""What stands within a number. A space ends it, but for one between groups of digits."""


@dataclass(frozen=True)
class _Place:
    """Where an element stands. layouts: the formats around it that count for text, the nearest first."""

    hidden: bool = False
    computed: bool = False
    """Whether it is in a field, in a control that takes its text from elsewhere, or written backwards."""
    layouts: tuple[Element, ...] = ()


class Printed:
    """What each element of a Word file prints."""

    def __init__(self, letters: Letters) -> None:
        self._letters = letters

    def texts(self, root: Element) -> dict[Element, str]:
        """The text that each element of a part prints, for those that print any."""
        found: dict[Element, str] = {}
        fields: list[bool] = []  # of each field that is open, whether its result has begun
        self._visit(root, _Place(), fields, found)
        return found

    def _visit(self, element: Element, place: _Place, fields: list[bool], found: dict[Element, str]) -> None:
        for child in element:
            within = self._within(child, place)
            if child.tag == f"{WORD}r":
                self._read_run(child, within, fields, found)
            elif child.tag == _FORMULA and not place.hidden:
                found[child] = NO_TEXT
            self._visit(child, within, fields, found)

    def _within(self, element: Element, place: _Place) -> _Place:
        """The place within an element."""
        name = element.tag.removeprefix(WORD)
        hidden, computed = place.hidden or element.tag in _GONE, place.computed or name == "fldSimple"
        layouts = place.layouts
        if name == "sdt":
            computed = computed or element.find(f"{WORD}sdtPr/{WORD}dataBinding") is not None
        elif name == "bdo":
            computed = computed or element.get(f"{WORD}val") == "rtl"
        elif name == "tr" and (row := element.find(f"{WORD}trPr")) is not None:
            is_flat = has_no_height(row, "trHeight", "val", "hRule")
            hidden = hidden or is_flat or is_on(row, "hidden") or row.find(f"{WORD}del") is not None
        elif name == "tc" and (merged := element.find(f"{WORD}tcPr/{WORD}vMerge")) is not None:
            hidden = hidden or merged.get(f"{WORD}val") != "restart"  # the cell above covers it
        layout = element.find(f"{element.tag}Pr")
        if name in ("tbl", "tc", "p", "r") and layout is not None:
            layouts = (layout, *layouts)
        return _Place(hidden, computed, layouts)

    def _read_run(self, run: Element, place: _Place, fields: list[bool], found: dict[Element, str]) -> None:
        unseen = place.hidden or self._letters.are_unseen(place.layouts)
        for child in run:
            if child.tag == f"{WORD}fldChar":
                _follow(child.get(f"{WORD}fldCharType", ""), fields)
                continue
            if unseen or not all(fields):
                continue
            if child.tag == f"{WORD}t":
                found[child] = (NO_TEXT if place.computed or fields else "") + (child.text or "")
            elif child.tag in _SPACES:
                found[child] = " "
            elif child.tag not in _SILENT:
                found[child] = NO_TEXT


def _follow(kind: str, fields: list[bool]) -> None:
    """Follow the ends of fields. kind: begin, separate or end."""
    if kind == "begin":
        fields.append(False)
    elif fields and kind == "separate":
        fields[-1] = True
    elif fields and kind == "end":
        fields.pop()


def parts_of(document: Element, relations: Element) -> tuple[str, frozenset[str]]:
    """The name of the part with a document's styles, and of the headers and footers that it shows.

    relations: the root of its relations.
    """
    targets = {each.get("Id"): _in_word(each.get("Target", "")) for each in relations}
    styles = (each.get("Id") for each in relations if each.get("Type", "").endswith("/styles"))
    references = (each for name in ("headerReference", "footerReference") for each in document.iter(f"{WORD}{name}"))
    return targets.get(next(styles, None), ""), frozenset(targets.get(each.get(_RELATION), "") for each in references)


def _in_word(target: str) -> str:
    return target.removeprefix("/") if target.startswith("/") else f"word/{target}"


def main_part(relations: Element) -> str:
    """The name of the part that programs open. relations: the root of the relations of a package."""
    found = (each.get("Target", "") for each in relations if each.get("Type", "").endswith("/officeDocument"))
    return next(found, "").removeprefix("/")


def glued(texts: Mapping[Element, str], elements: list[Element], first: int, last: int) -> tuple[str, str]:
    """The digits that stand directly before and behind a figure, as if they were its own.

    Signs that nobody sees are no gap, nor is a space that groups digits. elements: those of a paragraph.
    first, last: the places of the ends of the figure.
    """
    own = "".join(texts.get(each, "") for each in elements[first:last])
    figure = own.strip()
    earlier = [own[: len(own) - len(own.lstrip())], *(texts.get(each, "")[::-1] for each in reversed(elements[:first]))]
    later = [own[len(own.rstrip()) :], *(texts.get(each, "") for each in elements[last:])]
    before, behind = _digits(earlier)[::-1], _digits(later)
    if not before and (group := _GROUP_BEFORE.search(_beginning(earlier)[::-1])) and _HUNDREDS.match(figure):
        before = group[0]
    if not behind and (group := _GROUP_BEHIND.match(_beginning(later))) and figure[-1:].isdecimal():
        behind = group[0]
    return before, behind


_HUNDREDS = re.compile(r"\d{3}(?!\d)")
_GROUP_BEFORE = re.compile(r"(?<!\d)\d{1,3} $")
_GROUP_BEHIND = re.compile(r" \d{3}(?!\d)")
_GROUP = len("1000 ")
_UNSEEN = ("Cf", "Mn", "Me")
"""The categories of signs that take no room of their own."""
_BLANKS = "\u115f\u1160\u2800\u3164\uffa0"
"""Letters and symbols that print nothing, as spaces do."""


def _seen(texts: Iterable[str]) -> Iterator[str]:
    """The characters of texts as a reader sees them: those between letters that print nothing are one space."""
    last = ""
    for each in chain.from_iterable(texts):
        if unicodedata.category(each) in _UNSEEN:
            continue
        character = " " if each.isspace() or each in _BLANKS else each
        if not character == last == " ":
            yield character
        last = character


def _beginning(texts: Iterable[str]) -> str:
    return "".join(islice(_seen(texts), _GROUP))


def _digits(texts: Iterable[str]) -> str:
    """The digits that texts begin with, with what is between them. No pattern, which could take long over many."""
    found = "".join(takewhile(_is_within_number, _seen(texts)))
    return found[: max((place for place, each in enumerate(found, 1) if each.isnumeric()), default=0)]


def _is_within_number(character: str) -> bool:
    return character.isnumeric() or character in _SEPARATORS
