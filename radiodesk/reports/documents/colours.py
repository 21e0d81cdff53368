"""Whether letters can be told from what is behind them, and digits from other signs. One rule for workbooks and Word.

A colour is six hexadecimal digits: red, green and blue.
"""

import colorsys
import re
from collections.abc import Mapping

from radiodesk.reports.documents.packages import parsed

PAPER, INK = "FFFFFF", "000000"
"""What is behind letters, and what they have, where nobody chose a colour."""

_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_LEAST_DIFFERENCE = 32
"""In steps of 255. Colours that differ by less in red, green and blue look alike."""
_OF_SYSTEM = {"window": PAPER, "windowText": INK}
_SIGNS = ("wingdings", "webdings", "dingbats", "marlett", "adobe blank", "mt extra")
"""Fonts that have other signs for digits, or none."""


def is_colour(text: str) -> bool:
    """Whether a text is a colour."""
    return re.fullmatch("[0-9A-Fa-f]{6}", text) is not None


def is_lost(letters: str, ground: str) -> bool:
    """Whether letters of a colour cannot be seen on another one."""
    both = zip(bytes.fromhex(letters), bytes.fromhex(ground), strict=True)
    return all(abs(one - other) < _LEAST_DIFFERENCE for one, other in both)


def mixed(colour: str, other: str, share: float) -> str:
    """A colour with a share of another one, from 0 to 1."""
    both = zip(bytes.fromhex(colour), bytes.fromhex(other), strict=True)
    return bytes(round(one + (two - one) * min(max(share, 0), 1)) for one, two in both).hex()


def transformed(colour: str, name: str, share: float) -> str:
    """A colour as drawings transform it: by lum, lumMod, lumOff, tint or shade; as it was by any other name."""
    match name:
        case "tint":
            return mixed(PAPER, colour, share)
        case "shade":
            return mixed(INK, colour, share)
        case "lum" | "lumMod" | "lumOff":
            hue, light, strength = colorsys.rgb_to_hls(*(each / 255 for each in bytes.fromhex(colour)))
            light = min(max({"lum": share, "lumMod": light * share, "lumOff": light + share}[name], 0), 1)
            return bytes(round(each * 255) for each in colorsys.hls_to_rgb(hue, light, strength)).hex()
    return colour


def theme_colours(theme: bytes | None) -> Mapping[str, str]:
    """The colours of a theme by their names: dk1, lt1, dk2, lt2, accent1 to accent6, hlink, folHlink.

    theme: the part of an office document, if it has one.
    """
    found = {"lt1": PAPER, "dk1": INK}
    if theme is not None:
        for each in parsed(theme).iterfind(f".//{_DRAWING}clrScheme/*"):
            for colour in each:
                value = _OF_SYSTEM.get(colour.get("val", ""), colour.get("lastClr", colour.get("val", "")))
                if is_colour(value):
                    found[each.tag.removeprefix(_DRAWING)] = value
    return found


def has_signs(font: str | None) -> bool:
    """Whether a font shows digits as something else. font: its name."""
    return any(each in (font or "").lower() for each in _SIGNS)
