"""What a Word file prints: without deleted and hidden text, and with a mark for what is computed or is no text.

A figure is what a reader sees. Text that is not printed must not confirm it, and nothing printed may stand within it
unread. This knows what Word itself offers for hiding; a picture above a number cannot be seen here.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, takewhile
from xml.etree.ElementTree import Element

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_FORMULA = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_VAL = f"{WORD}val"

NO_TEXT = "[…]"
"""What stands for a field, a symbol or a picture: a program may show another number there at any time."""

_GONE = frozenset(f"{WORD}{name}" for name in ("del", "moveFrom"))
"""Text that tracked changes have taken away."""
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
        "commentReference",
    )
)
"""What a run may have that prints nothing of its own, or that is read elsewhere."""
_LEAST_SIZE = 6
"""In half points. Smaller letters are not seen on paper."""
_WHITE = re.compile("(?:f[0-9a-f]){3}", re.IGNORECASE)
_WHITE_THEMES = frozenset({"background1", "light1"})
_OFF = frozenset({"0", "false", "off"})
_SEPARATORS = ".,"
"""What stands within a number."""


@dataclass(frozen=True)
class _Place:
    """Where an element stands. layouts: the formats around it that count for text, the nearest first."""

    hidden: bool = False
    computed: bool = False
    """Whether it is in a field, or in a control that takes its text from elsewhere."""
    layouts: tuple[Element, ...] = ()


class Printed:
    """What each element of a Word file prints. styles: the root of its styles, if it has any."""

    def __init__(self, styles: Element | None) -> None:
        self._styles = {} if styles is None else {each.get(f"{WORD}styleId", ""): each for each in styles}
        standard = [each for each in self._styles.values() if each.get(f"{WORD}default") in ("1", "true", "on")]
        self._standard = {each.get(f"{WORD}type"): each.get(f"{WORD}styleId", "") for each in standard}

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
        elif name == "tr":
            row = element.find(f"{WORD}trPr")
            hidden = hidden or (row is not None and (_is_on(row, "hidden") or row.find(f"{WORD}del") is not None))
        layout = element.find(f"{element.tag}Pr")
        if name in ("tbl", "tc", "p", "r") and layout is not None:
            layouts = (layout, *layouts)
        return _Place(hidden, computed, layouts)

    def _read_run(self, run: Element, place: _Place, fields: list[bool], found: dict[Element, str]) -> None:
        unseen = place.hidden or self._is_unseen(place.layouts)
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

    def _is_unseen(self, layouts: tuple[Element, ...]) -> bool:
        """Whether text is hidden, too small, or white where nothing is behind it."""
        own = next((each for each in layouts if each.tag == f"{WORD}rPr"), None)
        styled = [*self._of_styles(layouts)]
        direct = None if own is None else own.find(f"{WORD}vanish")
        if direct is not None:
            if direct.get(_VAL) not in _OFF:
                return True
        elif any(_is_on(each, "vanish") for each in styled):
            return True
        letters = [*([] if own is None else [own]), *styled]
        size = next((each for layout in letters if (each := layout.find(f"{WORD}sz")) is not None), None)
        if size is not None and float(size.get(_VAL, "22")) < _LEAST_SIZE:
            return True
        colour = next((each for layout in letters if (each := layout.find(f"{WORD}color")) is not None), None)
        if colour is None or not _is_white(colour, _VAL, "themeColor"):
            return False
        return not any(_has_ground(each) for each in (*layouts, *styled))

    def _of_styles(self, layouts: tuple[Element, ...]) -> Iterator[Element]:
        """The formats of letters that the styles of a run, of its paragraph and of its table give."""
        named = {"character": "", "paragraph": "", "table": ""} | self._standard
        for layout in reversed(layouts):
            for kind, tag in (("character", "rStyle"), ("paragraph", "pStyle"), ("table", "tblStyle")):
                if (style := layout.find(f"{WORD}{tag}")) is not None:
                    named[kind] = style.get(_VAL, "")
        for kind in ("character", "paragraph", "table"):
            yield from self._of_style(named.get(kind) or "")

    def _of_style(self, name: str) -> Iterator[Element]:
        """The formats of letters of a style, and of those that it is based on."""
        seen: set[str] = set()
        while name in self._styles and name not in seen:
            seen.add(name)
            style = self._styles[name]
            if (layout := style.find(f"{WORD}rPr")) is not None:
                yield layout
            based = style.find(f"{WORD}basedOn")
            name = "" if based is None else based.get(_VAL, "")


def _follow(kind: str, fields: list[bool]) -> None:
    """Follow the ends of fields. kind: begin, separate or end."""
    if kind == "begin":
        fields.append(False)
    elif fields and kind == "separate":
        fields[-1] = True
    elif fields and kind == "end":
        fields.pop()


def _is_on(layout: Element, name: str) -> bool:
    found = layout.find(f"{WORD}{name}")
    return found is not None and found.get(_VAL) not in _OFF


def _is_white(element: Element, value: str, theme: str) -> bool:
    return element.get(f"{WORD}{theme}") in _WHITE_THEMES or _WHITE.fullmatch(element.get(value, "")) is not None


def _has_ground(layout: Element) -> bool:
    """Whether a format has a colour behind its letters."""
    shade, marker = layout.find(f"{WORD}shd"), layout.find(f"{WORD}highlight")
    if marker is not None and marker.get(_VAL) not in ("none", "white"):
        return True
    if shade is None or shade.get(_VAL) == "nil":
        return False
    if shade.get(_VAL) not in (None, "clear"):
        return True
    fill = shade.get(f"{WORD}fill", "auto")
    return fill != "auto" and not _is_white(shade, f"{WORD}fill", "themeFill")


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

    elements: those of a paragraph. first, last: the places of the ends of the figure.
    """
    own = "".join(texts.get(each, "") for each in elements[first:last])
    before = _digits(texts.get(each, "")[::-1] for each in reversed(elements[:first]))[::-1].lstrip(_SEPARATORS)
    behind = _digits(texts.get(each, "") for each in elements[last:]).rstrip(_SEPARATORS)
    return "" if own[:1].isspace() else before, "" if own[-1:].isspace() else behind


def _digits(texts: Iterable[str]) -> str:
    """The digits and separators that texts begin with. No pattern, which could take long where people typed many."""
    return "".join(takewhile(lambda each: each.isdecimal() or each in _SEPARATORS, chain.from_iterable(texts)))
