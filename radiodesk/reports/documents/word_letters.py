"""Whether the letters of a Word file can be read: hidden, white, tiny and squeezed ones, and fonts of other signs."""

import re
from collections.abc import Iterator, Mapping, Sequence
from xml.etree.ElementTree import Element

from radiodesk.reports.documents.colours import INK, PAPER, has_signs, is_colour, is_lost, mixed, transformed

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
VAL = f"{WORD}val"
_EFFECT = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_EFFECT_VAL = f"{_EFFECT}val"
_EFFECT_COLOURS = (f"{_EFFECT}srgbClr", f"{_EFFECT}schemeClr")
_OFF = frozenset({"0", "false", "off"})
_THEME = {
    **{f"{name}{number}": f"lt{number}" for name in ("background", "light", "bg") for number in (1, 2)},
    **{f"{name}{number}": f"dk{number}" for name in ("text", "dark", "tx") for number in (1, 2)},
    "hyperlink": "hlink",
    "followedHyperlink": "folHlink",
}
"""The colours of a theme by Word's names for them, but for those that are the same."""
_MARKERS = {
    "black": INK,
    "blue": "0000FF",
    "cyan": "00FFFF",
    "darkBlue": "000080",
    "darkCyan": "008080",
    "darkGray": "808080",
    "darkGreen": "008000",
    "darkMagenta": "800080",
    "darkRed": "800000",
    "darkYellow": "808000",
    "green": "00FF00",
    "lightGray": "C0C0C0",
    "magenta": "FF00FF",
    "red": "FF0000",
    "white": PAPER,
    "yellow": "FFFF00",
}
_READABLE = {"sz": (3, 1_650), "w": (25, 600), "position": (-24, 24), "spacing": (-4, 20)}
"""Limits for the size, the height above the line and the space between letters in points, and the width in percent.
Digits beyond them are not seen on paper, or not as one number."""
_POINTS = {"sz": 1 / 2, "position": 1 / 2, "spacing": 1 / 20}
"""What a number without a unit counts in, as points."""
_UNITS = {"pt": 1, "in": 72, "cm": 72 / 2.54, "mm": 7.2 / 2.54, "pc": 12, "pi": 12, "%": 1}
_EFFECT_UNIT = 1 / 1000
"""What a number of an effect counts in, as percent."""
_STRUCK = ("strike", "dstrike")
"""A number that is struck through is none any more."""
_LEAST_LINE = 5
"""The height of a line, in points, that shows something of its letters."""


def is_on(layout: Element, name: str) -> bool:
    """Whether a format has a property that is on."""
    return _is_set(layout.find(f"{WORD}{name}"))


def has_no_height(layout: Element, name: str, value: str, rule: str) -> bool:
    """Whether a format gives a line or a row a height that shows nothing. name, value, rule: where it stands."""
    found = layout.find(f"{WORD}{name}")
    if found is None or found.get(f"{WORD}{rule}") != "exact":
        return False
    height = _measure(found.get(f"{WORD}{value}"), 1 / 20)
    return height is not None and height < _LEAST_LINE


def _measure(text: str | None, unit: float) -> float | None:
    """A length in points, or a share in percent; None for what is none. unit: what a number counts in without one."""
    found = re.fullmatch(r"([+-]?[0-9]+(?:\.[0-9]+)?)(pt|in|cm|mm|pc|pi|%)?", (text or "").strip())
    return None if found is None else float(found[1]) * (_UNITS[found[2]] if found[2] else unit)


class Letters:
    """How letters look. styles: the root of the styles, if the file has any. theme: as `theme_colours` gives it."""

    def __init__(self, styles: Element | None, theme: Mapping[str, str]) -> None:
        self._theme = theme
        self._styles = {} if styles is None else {each.get(f"{WORD}styleId", ""): each for each in styles}
        standard = [each for each in self._styles.values() if each.get(f"{WORD}default") in ("1", "true", "on")]
        self._standard = {each.get(f"{WORD}type"): each.get(f"{WORD}styleId", "") for each in standard}
        self._default = None if styles is None else styles.find(f"{WORD}docDefaults/{WORD}rPrDefault/{WORD}rPr")

    def are_unseen(self, layouts: Sequence[Element]) -> bool:
        """Whether nobody can read text as it is. layouts: the formats around it, the nearest first."""
        own = [*layouts[:1]] if layouts and layouts[0].tag == f"{WORD}rPr" else []
        styled = [*self._of_styles(layouts)]
        letters = [*own, *styled]
        return (
            _is_hidden(own, styled)
            or not all(_is_readable(letters, name) for name in _READABLE)
            or any(has_no_height(each, "spacing", "line", "lineRule") for each in layouts if each.tag == f"{WORD}pPr")
            or any(_is_set(_first(letters, f"{WORD}{name}")) for name in _STRUCK)
            or _has_signs(letters)
            or self._is_lost(letters, layouts[len(own) :])
        )

    def _is_lost(self, letters: Sequence[Element], around: Sequence[Element]) -> bool:
        """Whether letters have the colour of what is behind them. Those without a colour of their own stand out."""
        ground = next(filter(None, (self._ground(each) for each in (*letters, *around))), PAPER)
        fill = _first(letters, f"{_EFFECT}textFill")
        if fill is not None:
            shades = [*self._shades(fill, ground)]
            return fill.find(f"{_EFFECT}noFill") is not None or (
                bool(shades) and all(is_lost(each, ground) for each in shades)
            )
        colour = _first(letters, f"{WORD}color")
        own = None if colour is None else self._colour(colour, VAL, "themeColor", "theme")
        return own is not None and is_lost(own, ground)

    def _shades(self, fill: Element, ground: str) -> Iterator[str]:
        """The colours that letters with an effect have on a ground: several in a gradient."""
        for each in fill.iter():
            value = each.get(_EFFECT_VAL, "") if each.tag in _EFFECT_COLOURS else ""
            colour = value if is_colour(value) else self._theme.get(_THEME.get(value, value), "")
            if is_colour(colour):
                transparency = 0.0
                for change in each:
                    name = change.tag.removeprefix(_EFFECT)
                    share = (_measure(change.get(_EFFECT_VAL), _EFFECT_UNIT) or 0) / 100
                    if name == "alpha":  # the share of what is behind the colour that all the others make
                        transparency = share
                    else:
                        colour = transformed(colour, name, share)
                yield mixed(colour, ground, transparency)

    def _ground(self, layout: Element) -> str | None:
        """The colour that a format has behind its letters; None without one."""
        marker, shade = layout.find(f"{WORD}highlight"), layout.find(f"{WORD}shd")
        if marker is not None and (colour := _MARKERS.get(marker.get(VAL, ""))):
            return colour
        if shade is None or shade.get(VAL) == "nil":
            return None
        pattern = shade.get(VAL, "clear")
        ground = self._colour(shade, f"{WORD}fill", "themeFill", "themeFill")
        if pattern == "solid" or pattern.startswith("pct"):
            share = 1 if pattern == "solid" else float(pattern.removeprefix("pct")) / 100
            return mixed(ground or PAPER, self._colour(shade, f"{WORD}color", "themeColor", "theme") or INK, share)
        return ground

    def _colour(self, element: Element, value: str, theme: str, prefix: str) -> str | None:
        """A colour in an element; None for the standard one. theme, prefix: of the attributes for that of a theme."""
        name = element.get(f"{WORD}{theme}", "")
        colour = self._theme.get(_THEME.get(name, name), element.get(value, ""))
        if not is_colour(colour):
            return None
        for attribute, other in (("Tint", PAPER), ("Shade", INK)):
            if name and (share := element.get(f"{WORD}{prefix}{attribute}")):
                colour = mixed(colour, other, 1 - int(share, 16) / 255)
        return colour

    def _of_styles(self, layouts: Sequence[Element]) -> Iterator[Element]:
        """The formats of letters that the styles of a run, of its paragraph and of its table give, and the file's."""
        named = {"character": "", "paragraph": "", "table": ""} | self._standard
        for layout in reversed(layouts):
            for kind, tag in (("character", "rStyle"), ("paragraph", "pStyle"), ("table", "tblStyle")):
                if (style := layout.find(f"{WORD}{tag}")) is not None:
                    named[kind] = style.get(VAL, "")
        for kind in ("character", "paragraph", "table"):
            yield from self._of_style(named.get(kind) or "")
        if self._default is not None:
            yield self._default

    def _of_style(self, name: str) -> Iterator[Element]:
        """The formats of letters of a style, and of those that it is based on."""
        seen: set[str] = set()
        while name in self._styles and name not in seen:
            seen.add(name)
            style = self._styles[name]
            if (layout := style.find(f"{WORD}rPr")) is not None:
                yield layout
            based = style.find(f"{WORD}basedOn")
            name = "" if based is None else based.get(VAL, "")


def _is_hidden(own: Sequence[Element], styled: Sequence[Element]) -> bool:
    direct = _first(own, f"{WORD}vanish")
    if direct is not None:
        return direct.get(VAL) not in _OFF
    return any(is_on(each, "vanish") for each in styled)


def _first(letters: Sequence[Element], name: str) -> Element | None:
    """A property of letters in the nearest format that has it."""
    return next((each for layout in letters if (each := layout.find(name)) is not None), None)


def _is_set(found: Element | None) -> bool:
    return found is not None and found.get(VAL) not in _OFF


def _is_readable(letters: Sequence[Element], name: str) -> bool:
    """Whether a measure of letters is within its limits, or nobody set one that can be read."""
    found = _first(letters, f"{WORD}{name}")
    measure = None if found is None else _measure(found.get(VAL), _POINTS.get(name, 1))
    least, most = _READABLE[name]
    return measure is None or least <= measure <= most


def _has_signs(letters: Sequence[Element]) -> bool:
    """Whether digits are in a font of other signs, or two lines of them stand in one."""
    for name in ("ascii", "hAnsi", "cs"):
        fonts = (each.get(f"{WORD}{name}") for layout in letters for each in layout.findall(f"{WORD}rFonts"))
        if has_signs(next(filter(None, fonts), "")):
            return True
    layout = _first(letters, f"{WORD}eastAsianLayout")
    return layout is not None and layout.get(f"{WORD}combine", "0") not in _OFF
