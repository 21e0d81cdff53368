"""Details of an .xlsx that calamine does not give: extent of the cells, errors, missing results, hidden rows."""

import posixpath
import re
from dataclasses import dataclass, field
from xml.parsers.expat import XMLParserType

from radiodesk.ledger.formats.archive import Archive, local, xml_parser
from radiodesk.ledger.formats.sheet import NO_VALUE, Extent, Position

WORKBOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"


@dataclass
class Details:
    """Details of one sheet. texts: by cell, where a cell shows something other than its value. hidden_rows: from 0."""

    extent: Extent = field(default_factory=Extent)
    texts: dict[Position, str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)


def sheet_parts(archive: Archive) -> dict[str, str]:
    """The names of the sheets, each with the file in the archive that holds it."""
    targets: dict[str, str] = {}
    parts: dict[str, str] = {}

    def relation(name: str, attributes: dict[str, str]) -> None:
        if local(name) == "Relationship":
            targets[attributes.get("Id", "")] = attributes.get("Target", "")

    def sheet(name: str, attributes: dict[str, str]) -> None:
        if local(name) == "sheet":
            target = targets.get(next((value for key, value in attributes.items() if key.endswith(":id")), ""), "")
            part = posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")
            if part in archive.sizes:
                parts[attributes.get("name", "")] = part

    for part, handler in ((_RELATIONS, relation), (WORKBOOK, sheet)):
        parser = xml_parser()
        parser.StartElementHandler = handler
        archive.parse(part, parser)
    return parts


def scan(archive: Archive, part: str) -> Details:
    """Read the details of a sheet. raises ValueError for a cell outside of a sheet, ExpatError, BadZipFile."""
    if archive.sizes[part] <= _MOST_AT_ONCE and _is_plain(archive.read(part)):
        archive.parse(part, xml_parser())  # for errors of its XML
        return Details()
    scanner = _Scanner(xml_parser())
    archive.parse(part, scanner.parser)
    return scanner.details


def _is_plain(content: bytes) -> bool:
    """Whether the XML of a sheet surely has no details, and an extent within the limits. Takes a tenth of a scan.

    Only the usual way of writing is known: double quotes, no prefixes, no blanks around an equals sign.
    """
    start, end = content.find(b"<sheetData>"), content.rfind(b"</sheetData>")
    if not 0 <= start < end or any(content.find(unusual, start, end) >= 0 for unusual in _UNUSUAL):
        return False
    usual = content.count(b'r="', start, end) == content.count(b' r="', start, end)
    return usual and not _FAR_AWAY.search(content, start, end)


_MOST_AT_ONCE = 50 << 20
"""Limit for the size of a sheet that is read as a whole, in bytes."""

_BLANKS = (b" ", b"\n", b"\r", b"\t")
_UNUSUAL = (b"<f", b'"e"', b"hidden", b"='", *(each + b"=" for each in _BLANKS), *(b"=" + each for each in _BLANKS))
"""Formulas, errors, hidden rows, and attributes that are written in an unusual way."""

_FAR_AWAY = re.compile(rb' r="(?![A-T]?[1-9][0-9]{0,4}")')
"""A reference beyond column T or row 99,999. Up to there a sheet has less than MOST_CELLS cells."""


class _Scanner:
    """Handlers of the XML of a sheet.

    They see the start of each element. Only in a cell with a formula or an error they see its texts, too.
    """

    def __init__(self, parser: XMLParserType) -> None:
        self.parser = parser
        self.details = Details()
        self._row = self._column = -1
        self._cell = ""
        """Name of the elements of cells, with the prefix of this file."""
        self._type = ""
        self._is_formula = False
        self._inside_value = False
        self._value = ""
        parser.StartElementHandler = self._before_cells

    def _before_cells(self, name: str, _attributes: dict[str, str]) -> None:
        if local(name) == "sheetData":
            prefix = name.removesuffix("sheetData")
            self._cell, self._row_name, self._formula = f"{prefix}c", f"{prefix}row", f"{prefix}f"
            self._values = (f"{prefix}v", f"{prefix}is")
            self.parser.StartElementHandler = self._start

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == self._cell:
            self._start_cell(attributes)
        elif name in self._values:
            self.details.extent.add(self._row, self._column)
            self._inside_value = True
        elif name == self._row_name:
            self._row = int(attributes["r"]) - 1 if "r" in attributes else self._row + 1
            self._column = -1
            if attributes.get("hidden") in ("1", "true"):
                self.details.hidden_rows.add(self._row)
        elif name == self._formula:
            self.details.extent.add(self._row, self._column)
            self._is_formula = True
            self._watch()

    def _start_cell(self, attributes: dict[str, str]) -> None:
        if reference := attributes.get("r"):
            self._row, self._column = position(reference)
        else:
            self._column += 1
        self._type = attributes.get("t", "n")
        if self._type == "e":
            self._watch()

    def _watch(self) -> None:
        self._value, self._inside_value = "", False
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text

    def _text(self, text: str) -> None:
        if self._inside_value:
            self._value += text

    def _end(self, name: str) -> None:
        if name in self._values:
            self._inside_value = False
        elif name == self._cell:
            if self._type == "e":
                self.details.texts[self._row, self._column] = self._value or NO_VALUE
            elif self._is_formula and not self._value and self._type != "str":
                self.details.texts[self._row, self._column] = NO_VALUE
            self._is_formula = False
            self.parser.EndElementHandler = None
            self.parser.CharacterDataHandler = None


_COLUMNS: dict[str, int] = {}


def position(reference: str) -> Position:
    """Row and column of a reference such as "B7", from 0. raises ValueError."""
    letters = reference.rstrip("0123456789")
    column = _COLUMNS.get(letters)
    if column is None:
        column = 0
        for letter in letters:
            column = column * 26 + ord(letter) - 64
        _COLUMNS[letters] = column = column - 1
    return int(reference[len(letters) :]) - 1, column
