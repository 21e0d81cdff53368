"""What a workbook shows: which cells are in view, and whether a cell shows the number that it holds.

A figure is what a reader sees. A cell out of view must not confirm it, and neither must one whose format shows other
digits. This knows what spreadsheets themselves offer for hiding; a picture above a cell cannot be seen here.
"""

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, iterparse

from radiodesk.reports.documents.packages import Package, parsed
from radiodesk.reports.documents.workbook_letters import SHEET, Letters

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_LEAST_WIDTH, _LEAST_HEIGHT = 1.0, 3.0
"""Characters and points. What is smaller is not seen."""
_ON = ("1", "true")
_LAST_COLUMN, _LAST_ROW = 1 << 14, 1 << 20
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


@dataclass(frozen=True)
class Unseen:
    """The cells of a sheet that are out of view."""

    rows: frozenset[int]
    areas: tuple[_Area, ...]
    formats: tuple[tuple[_Area, str], ...] = ()
    """Number formats that conditions give cells, which may show other digits."""

    def has(self, row: int, column: int) -> bool:
        """Whether a cell is. row, column: from 1."""
        return row in self.rows or any(_is_within(area, row, column) for area in self.areas)

    def formats_of(self, row: int, column: int) -> list[str]:
        """The number formats that conditions may give a cell. row, column: from 1."""
        return [each for area, each in self.formats if _is_within(area, row, column)]


def _is_within(area: _Area, row: int, column: int) -> bool:
    left, top, right, bottom = area
    return left <= column <= right and top <= row <= bottom


def unseen(package: Package, title: str, letters: Letters) -> Unseen:
    """What is out of view on a sheet: rows and columns that are hidden or have no room, cells that were merged into
    another one, and those that a condition shows otherwise.
    """
    rows: set[int] = set()
    areas: list[_Area] = []
    height = width = ""
    own_widths = [(0, 0)]
    number = 0
    conditions, number_formats = letters.change(), letters.number_formats()
    formats: list[tuple[_Area, str]] = []
    for _event, each in iterparse(io.BytesIO(package[_path(package, title)])):  # noqa: S314 - see open_package
        match each.tag.removeprefix(SHEET):
            case "sheetFormatPr":
                height, width = each.get("defaultRowHeight", ""), each.get("defaultColWidth", "")
            case "row":
                number = int(each.get("r", number + 1))
                if _is_gone(each, each.get("ht", height), _LEAST_HEIGHT):
                    rows.add(number)
                each.clear()
            case "col":
                first, last = int(each.get("min", "1")), int(each.get("max", "1"))
                own_widths.append((first, last))
                if _is_gone(each, each.get("width", width), _LEAST_WIDTH):
                    areas.append((first, 1, last, _LAST_ROW))
            case "mergeCell":
                areas += _merged(_area(each.get("ref", "A1")))
            case "conditionalFormatting":
                formats += _formats_of(each, number_formats)
                areas += _changed(each, conditions, letters)
    if width and float(width) < _LEAST_WIDTH:
        nexts = [*sorted(own_widths)[1:], (_LAST_COLUMN + 1, 0)]
        areas += [
            (last + 1, 1, following - 1, _LAST_ROW)
            for (_first, last), (following, _) in zip(sorted(own_widths), nexts, strict=True)
        ]
    return Unseen(frozenset(rows), tuple(areas), tuple(formats))


def _is_gone(element: Element, size: str, least: float) -> bool:
    """Whether a row or a column is hidden, or has no room. size: empty for the usual one."""
    return element.get("hidden") in _ON or (size != "" and float(size) < least)


def _area(ref: str) -> _Area:
    from openpyxl.utils import range_boundaries

    left, top, right, bottom = range_boundaries(ref)
    return left or 1, top or 1, right or _LAST_COLUMN, bottom or _LAST_ROW


def _merged(area: _Area) -> Iterator[_Area]:
    """The cells of a merged area but for the first one, which all of it shows."""
    left, top, right, bottom = area
    yield left + 1, top, right, bottom
    yield left, top + 1, left, bottom


def _areas_of(conditions: Element) -> list[_Area]:
    """The areas that conditions are for."""
    return [_area(ref) for ref in conditions.get("sqref", "").split()]


def _changed(rules: Element, conditions: list[bool], letters: Letters) -> list[_Area]:
    """The areas in which conditions change which number is seen."""
    return _areas_of(rules) if any(_changes(each, conditions, letters) for each in rules) else []


def _formats_of(conditions: Element, number_formats: Sequence[str]) -> Iterator[tuple[_Area, str]]:
    """The number formats that conditions may give cells, with where. number_formats: as `Letters` gives them."""
    numbers = {int(number) for rule in conditions if (number := rule.get("dxfId", "")).isdecimal()}
    for form in {number_formats[each] for each in numbers} - {""}:
        yield from ((area, form) for area in _areas_of(conditions))


def _changes(rule: Element, conditions: list[bool], letters: Letters) -> bool:
    """Whether a condition changes which number is seen."""
    number = rule.get("dxfId", "")
    return (
        (number.isdecimal() and conditions[int(number)])
        or any(each.get("showValue") in ("0", "false") for each in rule)
        or any(letters.are_lost(each) for each in rule.iterfind(f"{SHEET}colorScale/{SHEET}color"))
    )


def _path(package: Package, title: str) -> str:
    """The name of the part of a sheet."""
    sheets: Mapping[str | None, str | None] = {
        each.get("name"): each.get(_RELATION) for each in parsed(package["xl/workbook.xml"]).iter(f"{SHEET}sheet")
    }
    relations = parsed(package["xl/_rels/workbook.xml.rels"])
    target = next(each.get("Target", "") for each in relations if each.get("Id") == sheets[title])
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
