"""Whether the digits of a cell can be read: the colours, the size and the font of its letters, by openpyxl."""

from typing import Any
from xml.etree.ElementTree import Element

from radiodesk.reports.documents.colours import INK, PAPER, has_signs, is_lost, mixed, theme_colours
from radiodesk.reports.documents.packages import Package, parsed

SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LEAST_SIZE = 3
"""In points. Smaller letters are not seen on paper."""
_THEME = ("lt1", "dk1", "lt2", "dk2", *(f"accent{number}" for number in range(1, 7)), "hlink", "folHlink")
"""The colours of a theme by the numbers that cells have for them."""


class Letters:
    """How the letters of a workbook look."""

    def __init__(self, package: Package) -> None:
        from openpyxl.styles.colors import COLOR_INDEX

        self._theme = theme_colours(package.get("xl/theme/theme1.xml"))
        styles = package.get("xl/styles.xml")
        self._styles = Element("none") if styles is None else parsed(styles)
        own = self._styles.iterfind(f"{SHEET}colors/{SHEET}indexedColors/{SHEET}rgbColor")
        self._indexed = [each.get("rgb", INK) for each in own] or [*COLOR_INDEX]

    def are_unseen(self, cell: Any) -> bool:
        """Whether nobody can read a number in a cell, or other digits are seen there."""
        font = cell.font
        size = font.sz is not None and font.sz < LEAST_SIZE
        if (
            size or font.strike or has_signs(font.name) or cell.alignment.horizontal == "fill"
        ):  # which repeats what it is filled with
            return True
        letters = self._colour(font.color) or INK
        return any(is_lost(letters, ground) for ground in self._grounds(cell.fill))

    def are_lost_by_conditions(self) -> list[bool]:
        """Of each format that a condition may give a cell: whether its letters and its ground hide a number.

        A condition is judged by itself, without the letters and the ground that a cell has of its own.
        """
        return [self._hides(each) for each in self._styles.iterfind(f"{SHEET}dxfs/{SHEET}dxf")]

    def are_lost(self, ground: Element) -> bool:
        """Whether a colour behind letters hides them. ground: the element of a colour."""
        return is_lost(INK, self._of_element(ground) or PAPER)

    def _hides(self, form: Element) -> bool:
        font, fill = form.find(f"{SHEET}font"), form.find(f"{SHEET}fill/{SHEET}patternFill")
        struck = None if font is None else font.find(f"{SHEET}strike")
        if struck is not None and struck.get("val") not in ("0", "false"):
            return True
        colour = None if font is None else self._of_element(font.find(f"{SHEET}color"))
        behind = None
        if fill is not None:  # its second colour is the ground, unlike that of a cell
            places = [fill.find(f"{SHEET}{name}") for name in ("bgColor", "fgColor")]
            behind = next(filter(None, map(self._of_element, places)), None)
        return is_lost(colour or INK, behind or PAPER)

    def _of_element(self, element: Element | None) -> str | None:
        from openpyxl.styles import Color

        return None if element is None else self._colour(Color.from_tree(element))

    def _grounds(self, fill: Any) -> list[str]:
        """The colours behind the letters of a cell. A pattern has most of its second one."""
        if hasattr(fill, "stop"):
            return [self._colour(each.color) or PAPER for each in fill.stop]
        if fill.patternType == "solid":
            return [self._colour(fill.fgColor) or INK]
        is_chosen = fill.patternType and fill.bgColor.value != "00000000"
        return [(is_chosen and self._colour(fill.bgColor)) or PAPER]

    def _colour(self, colour: Any) -> str | None:
        """A colour of openpyxl; None for the standard one."""
        if colour is None:
            return None
        match colour.type:
            case "rgb":
                found = colour.rgb
            case "theme" if colour.theme < len(_THEME):
                found = self._theme.get(_THEME[colour.theme], INK)
            case "indexed" if colour.indexed < len(self._indexed):
                found = self._indexed[colour.indexed]
            case _:
                return None
        return mixed(found[-6:], INK if colour.tint < 0 else PAPER, abs(colour.tint))
