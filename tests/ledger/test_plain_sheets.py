"""A sheet that is taken for plain at first sight has nothing that only a scan of its XML finds."""

import io
import re
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radiodesk.ledger.formats import xlsx
from radiodesk.ledger.formats.archive import Archive, xml_parser
from radiodesk.ledger.formats.xlsx import Details

PART = "xl/worksheets/sheet1.xml"
PLAIN = (
    '<row r="7"><c r="A7" s="1" t="s"><v>0</v></c><c r="S7"><v>1.5</v></c>'
    '<c r="C7" t="inlineStr"><is><t>e</t></is></c></row>'
)
FIRST = '<row r="1"><c r="A1"><v>1</v></c></row>'
ROWS = [
    PLAIN,
    f'{FIRST}<row r="99999"><c r="T99999"><v>1</v></c></row>',
    "<row><c><v>1</v></c><c/></row>",
    '<row r="8"><c r="A8"><f>1+1</f></c></row>',
    '<row r="8"><c r="A8"><f>1+1</f><v>2</v></c></row>',
    '<row r="9"><c r="A9" t="e"><v>#REF!</v></c></row>',
    "<row r='9'><c r='A9' t='e'><v>#REF!</v></c></row>",
    '<row r="9"><c r="A9" t = "e"><v>#REF!</v></c></row>',
    '<row r="10" hidden="1"><c r="A10"><v>1</v></c></row>',
    f'{FIRST}<row r="99999"><c r="U99999"><v>1</v></c></row>',
    f'{FIRST}<row r="100100"><c r="T100100"><v>1</v></c></row>',
    f'{FIRST}<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
    *(f'{FIRST}<row><c{blank}r="XFD1048576"><v>1</v></c></row>' for blank in ("\n", "\t", "\r", "  ")),
    *(f'{FIRST}<row><c r{blank}="XFD1048576"><v>1</v></c></row>' for blank in ("\n", "\t", "\r", " ")),
    *(f'{FIRST}<row><c r={blank}"XFD1048576"><v>1</v></c></row>' for blank in ("\n", "\t", "\r", " ")),
    f"{FIRST}<row><c r='XFD1048576'><v>1</v></c></row>",
    '<row r="12"><!-- <c r="A12"/> --><c r="A12"><v>1</v></c></row>',
    '<row r="12"><c r="A12" t="str"><v><![CDATA[</sheetData>]]></v></c></row><row r="13" hidden="true"/>',
]


def sheet(rows: str, prefix: str = "") -> bytes:
    """The XML of a sheet. prefix: of its elements, with its colon."""
    elements = re.sub(r"<(/?)(\w)", rf"<\1{prefix}\2", f"<worksheet><sheetData>{rows}</sheetData></worksheet>")
    return f'<?xml version="1.0"?>{elements}'.encode()


def scanned(content: bytes) -> Details:
    """What the scan of the whole XML finds."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(PART, content)
    scanner = xlsx._Scanner(xml_parser())
    Archive(packed.getvalue()).parse(PART, scanner.parser)
    return scanner.details


def check(content: bytes) -> None:
    """The sheet is not taken for plain, or has no details."""
    if xlsx._is_plain(content):
        found = scanned(content)
        assert not found.texts
        assert not found.hidden_rows
        assert not found.extent.too_large


@pytest.mark.parametrize("rows", ROWS)
def test_a_sheet_with_details_is_not_taken_for_plain(rows: str) -> None:
    check(sheet(rows))


@given(st.lists(st.sampled_from(ROWS), max_size=4).map("".join), st.sampled_from(["", "x:"]))
def test_no_sheet_with_details_is_taken_for_plain(rows: str, prefix: str) -> None:
    check(sheet(rows, prefix))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be"])
def test_a_sheet_in_another_encoding_is_not_taken_for_plain(encoding: str) -> None:
    assert not xlsx._is_plain(sheet(PLAIN).decode().replace('"1.0"', f'"1.0" encoding="{encoding}"').encode(encoding))


def test_an_ordinary_sheet_is_taken_for_plain() -> None:
    assert xlsx._is_plain(sheet(PLAIN * 3))
