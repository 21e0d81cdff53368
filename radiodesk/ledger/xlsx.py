"""What the reader of workbooks does not tell of an .xlsx: how far its sheets reach, and which cells hold an error."""

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from radiodesk.errors import visible
from radiodesk.ledger.problems import SheetTooWide

MOST_CELLS = 20_000_000
"""A sheet is held whole: of a larger one the far cells are a slip, and reading it could end the process."""

_DIMENSION = re.compile(rb'<dimension ref="[A-Z]+[0-9]+:([A-Z]{1,3})([0-9]{1,7})"')
_ERROR = re.compile(
    rb'<c r="([A-Z]{1,3})([0-9]{1,7})"[^>]* t="e"[^>]*>(?:<f[^>]*/>|<f.*?</f>)?<v>([^<]*)</v>', re.DOTALL
)
_TARGET = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

Errors = dict[tuple[int, int], str]
"""Texts such as "#REF!" by row and column, from 0."""


def look_into(path: Path, content: bytes) -> dict[str, Errors]:
    """The error cells of each sheet. raises SheetTooWide, BadZipFile, KeyError and ParseError of a damaged file."""
    found = {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name, part in _sheets(archive):
            data = archive.read(part)
            end = _DIMENSION.search(data, 0, 4000)
            if end and (_number(end[1]) + 1) * int(end[2]) > MOST_CELLS:
                raise SheetTooWide(file=visible(str(path)), sheet=visible(name), cell=(end[1] + end[2]).decode())
            if b't="e"' in data:
                found[name] = {(int(cell[2]) - 1, _number(cell[1])): cell[3].decode() for cell in _ERROR.finditer(data)}
    return found


def _sheets(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Names of the sheets, with the files in the archive that hold them."""
    if "xl/workbook.xml" not in archive.namelist():
        return
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314 - expat has its limits
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    for sheet in ElementTree.fromstring(archive.read("xl/workbook.xml")).iter():  # noqa: S314
        target = targets.get(sheet.get(_TARGET))
        part = posixpath.normpath(posixpath.join("/xl", target or "")).lstrip("/")
        if sheet.tag.endswith("}sheet") and part in archive.namelist():
            yield sheet.get("name", ""), part


def _number(letters: bytes) -> int:
    """A column's letters as a number from 0."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
