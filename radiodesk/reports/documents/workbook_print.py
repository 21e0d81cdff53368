"""What a workbook shows: which cells are in view, and the number formats that conditions give them.

A figure is what a reader sees. A cell out of view must not confirm it. This knows what spreadsheets themselves offer
for hiding; a picture above a cell cannot be seen here.
"""

import io
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

_Area = tuple[int, int, int, int]
"""The first column and row, and the last ones, from 1."""


@dataclass(frozen=True)
class View:
    """How a sheet shows its cells."""

    hidden_rows: frozenset[int]
    hidden: tuple[_Area, ...]
    """Where else cells are out of view, or conditions hide them."""
    formats: tuple[tuple[_Area, str], ...]
    """Number formats that conditions give cells, which may show other digits."""

    def hides(self, row: int, column: int) -> bool:
        """Whether a cell is not seen. row, column: from 1."""
        return row in self.hidden_rows or any(_is_within(area, row, column) for area in self.hidden)

    def formats_of(self, row: int, column: int) -> list[str]:
        """The number formats that conditions may give a cell. row, column: from 1."""
        return [each for area, each in self.formats if _is_within(area, row, column)]


def _is_within(area: _Area, row: int, column: int) -> bool:
    left, top, right, bottom = area
    return left <= column <= right and top <= row <= bottom


def view_of(package: Package, title: str, letters: Letters, number_formats: Sequence[str]) -> View:
    """How a sheet shows its cells. Rows and columns may be hidden or have no room, cells may be merged into another
    one, and a condition may show them otherwise.

    number_formats: as `formats_of_conditions` gives them.
    """
    rows: set[int] = set()
    areas: list[_Area] = []
    height = width = ""
    own_widths = [(0, 0)]
    number = 0
    conditions = letters.are_lost_by_conditions()
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
                areas += _hidden_by(each, conditions, letters)
    if width and float(width) < _LEAST_WIDTH:
        nexts = [*sorted(own_widths)[1:], (_LAST_COLUMN + 1, 0)]
        areas += [
            (last + 1, 1, following - 1, _LAST_ROW)
            for (_first, last), (following, _) in zip(sorted(own_widths), nexts, strict=True)
        ]
    return View(frozenset(rows), tuple(areas), tuple(formats))


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


def _hidden_by(rules: Element, conditions: list[bool], letters: Letters) -> list[_Area]:
    """The areas in which conditions hide a number."""
    return _areas_of(rules) if any(_hides(each, conditions, letters) for each in rules) else []


def _formats_of(conditions: Element, number_formats: Sequence[str]) -> Iterator[tuple[_Area, str]]:
    """The number formats that conditions may give cells, with where. number_formats: those of all conditions."""
    numbers = {int(number) for rule in conditions if (number := rule.get("dxfId", "")).isdecimal()}
    for form in {number_formats[each] for each in numbers} - {""}:
        yield from ((area, form) for area in _areas_of(conditions))


def _hides(rule: Element, conditions: list[bool], letters: Letters) -> bool:
    """Whether a condition hides a number."""
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
