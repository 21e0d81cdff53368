"""What a workbook shows: which cells are in view, and whether a cell shows the number that it holds.

A figure is what a reader sees. A cell out of view must not confirm it, and neither must one whose format shows other
digits. This knows what spreadsheets themselves offer for hiding; a picture above a cell cannot be seen here.
"""

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element, fromstring, iterparse

from radiodesk.reports.documents.packages import Package

_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_LEAST_WIDTH, _LEAST_HEIGHT = 1.0, 3.0
"""Characters and points. What is smaller is not seen."""
_ON = ("1", "true")
_WHITE = re.compile("(?:[0-9a-f]{2})?(?:f[0-9a-f]){3}", re.IGNORECASE)
_PAPER_THEME = "0"
"""The colour of the theme that the paper has."""
_PADDING = re.compile(r'_.|\*\s|\\?\s|\\(?=[()\-])|"\s*"|\[\$-[0-9a-f,]+\]|\[(?:black|red|blue|green)\]', re.IGNORECASE)
"""Parts of a number format that show nothing, or no more than a colour."""
_DIGITS = r"(?:General|Standard|@|(?:#,##)?0(?:\.[0#?]+)?(?P<percent>%?))"
_PLAIN, _NEGATIVE = re.compile(_DIGITS), re.compile(rf"-?{_DIGITS}|\({_DIGITS.replace('percent', 'per_cent')}\)")
_DASH = re.compile(r'"?-"?\?*')
"""What accounts have for 0."""

_Area = tuple[int, int, int, int]
"""The first column and row, and the last ones, from 1."""


def shows_itself(number: float, number_format: str, *, percent: bool) -> bool:
    """Whether a number format shows the digits of a number, no others. percent: whether it is to show percents."""
    sections = [_PADDING.sub("", each) for each in number_format.split(";")]
    if number < 0 and len(sections) > 1:
        match = _NEGATIVE.fullmatch(sections[1])
    elif number == 0 and len(sections) > 2:
        if _DASH.fullmatch(sections[2]):
            return True
        match = _PLAIN.fullmatch(sections[2])
    else:
        match = _PLAIN.fullmatch(sections[0])
    return match is not None and any(match.groupdict().values()) == percent


def is_white(cell: Any) -> bool:
    """Whether the letters of a cell of openpyxl are as white as the paper, with nothing behind them."""
    colour = cell.font.color
    if colour is None or cell.fill.patternType:
        return False
    return (colour.type == "rgb" and _WHITE.fullmatch(colour.rgb) is not None) or (
        colour.type == "theme" and str(colour.theme) == _PAPER_THEME and colour.tint == 0
    )


@dataclass(frozen=True)
class Unseen:
    """The cells of a sheet that are out of view."""

    rows: frozenset[int]
    areas: tuple[_Area, ...]

    def has(self, row: int, column: int) -> bool:
        """Whether a cell is. row, column: from 1."""
        return row in self.rows or any(
            left <= column <= right and top <= row <= bottom for left, top, right, bottom in self.areas
        )


def unseen(package: Package, title: str) -> Unseen:
    """What is out of view on a sheet: rows and columns that are hidden or have no room, cells that were merged into
    another one, and those that a condition shows otherwise.
    """
    rows: set[int] = set()
    areas: list[_Area] = []
    conditions = [*_changing_conditions(package)]
    for _event, each in iterparse(io.BytesIO(package[_path(package, title)])):  # noqa: S314 - see open_package
        match each.tag.removeprefix(_SHEET):
            case "row":
                if _is_gone(each, "ht", _LEAST_HEIGHT):
                    rows.add(int(each.get("r", "0")))
                each.clear()
            case "col" if _is_gone(each, "width", _LEAST_WIDTH):
                areas.append((int(each.get("min", "1")), 1, int(each.get("max", "1")), 1 << 20))
            case "mergeCell":
                areas += _merged(_area(each.get("ref", "A1")))
            case "conditionalFormatting" if any(_changes(rule, conditions) for rule in each):
                areas += [_area(ref) for ref in each.get("sqref", "").split()]
    return Unseen(frozenset(rows), tuple(areas))


def _is_gone(element: Element, size: str, least: float) -> bool:
    return element.get("hidden") in _ON or float(element.get(size, least)) < least


def _area(ref: str) -> _Area:
    from openpyxl.utils import range_boundaries

    left, top, right, bottom = range_boundaries(ref)
    return left or 1, top or 1, right or 1 << 14, bottom or 1 << 20


def _merged(area: _Area) -> Iterator[_Area]:
    """The cells of a merged area but for the first one, which all of it shows."""
    left, top, right, bottom = area
    yield left + 1, top, right, bottom
    yield left, top + 1, left, bottom


def _changing_conditions(package: Package) -> Iterator[bool]:
    """Of each format that a condition may give a cell: whether it may show another number, or none."""
    styles = package.get("xl/styles.xml")
    for each in () if styles is None else fromstring(styles).iterfind(f"{_SHEET}dxfs/{_SHEET}dxf"):  # noqa: S314
        colour = each.find(f"{_SHEET}font/{_SHEET}color")
        is_pale = colour is not None and (
            colour.get("theme") == _PAPER_THEME or _WHITE.fullmatch(colour.get("rgb", "")) is not None
        )
        yield each.find(f"{_SHEET}numFmt") is not None or (is_pale and each.find(f"{_SHEET}fill") is None)


def _changes(rule: Element, conditions: list[bool]) -> bool:
    """Whether a condition changes which number is seen."""
    number = rule.get("dxfId", "")
    return (number.isdecimal() and conditions[int(number)]) or any(
        each.get("showValue") in ("0", "false") for each in rule
    )


def _path(package: Package, title: str) -> str:
    """The name of the part of a sheet."""
    sheets: Mapping[str | None, str | None] = {
        each.get("name"): each.get(_RELATION)
        for each in fromstring(package["xl/workbook.xml"]).iter(f"{_SHEET}sheet")  # noqa: S314
    }
    relations = fromstring(package["xl/_rels/workbook.xml.rels"])  # noqa: S314
    target = next(each.get("Target", "") for each in relations if each.get("Id") == sheets[title])
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
