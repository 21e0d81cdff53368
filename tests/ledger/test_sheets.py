"""What is read from workbooks: values, errors, hidden parts and merged cells, in every way in which they are stored."""

import datetime as dt
import struct
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import xlwt
from openpyxl import Workbook

from radiodesk.errors import UserError
from radiodesk.ledger import sheets
from radiodesk.ledger.sheets import NO_VALUE, read_sheets, reading_ahead
from tests.ledger.books import MAIN, RELATIONS, raw_ods, raw_xlsx, worksheet

pytestmark = pytest.mark.usefixtures("reading_process")


def test_rows_begin_at_the_first_cell_that_is_used(tmp_path: Path) -> None:
    workbook = Workbook()
    workbook.worksheets[0].title = "Tin bài"
    workbook.worksheets[0]["C7"] = "Ngày phát"
    workbook.worksheets[0]["D8"] = dt.date(2019, 3, 5)
    workbook.save(tmp_path / "sổ.xlsx")

    (sheet,) = read_sheets(tmp_path / "sổ.xlsx")

    assert (sheet.name, sheet.path) == ("Tin bài", tmp_path / "sổ.xlsx")
    assert (sheet.first_row, sheet.first_column) == (7, 2)
    assert sheet.rows == [["Ngày phát", ""], ["", dt.date(2019, 3, 5)]]


def test_an_empty_sheet_has_no_rows(tmp_path: Path) -> None:
    Workbook().save(tmp_path / "sổ.xlsx")
    old = xlwt.Workbook()
    old.add_sheet("Trống")
    old.save(str(tmp_path / "sổ.xls"))

    for path in (tmp_path / "sổ.xlsx", tmp_path / "sổ.xls", raw_ods(tmp_path / "sổ.ods", "<table:table-row/>")):
        assert [list(sheet.rows) for sheet in read_sheets(path)] == [[]]


def test_hidden_sheets_hidden_rows_and_merged_cells_are_told(tmp_path: Path) -> None:
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    for row in (["a", "b"], ["c", "d"], ["e", "f"], ["g", "h"]):
        sheet.append(row)
    sheet.insert_rows(1)
    sheet.row_dimensions[3].hidden = True
    sheet.merge_cells("A4:A5")
    workbook.create_sheet("Nháp")["A1"] = "x"
    workbook["Nháp"].sheet_state = "veryHidden"
    workbook.save(tmp_path / "sổ.xlsx")

    first, second = read_sheets(tmp_path / "sổ.xlsx")

    assert first.first_row == 2
    assert not first.hidden
    assert first.hidden_rows == {1}
    assert first.merged == ((2, 0, 3, 0),)
    assert first.rows[2:] == [["e", "f"], ["", "h"]]
    assert (second.name, second.hidden) == ("Nháp", True)


def test_a_merged_column_ends_with_the_rows(tmp_path: Path) -> None:
    rows = '<row r="1"><c r="B1"><v>1</v></c><c r="C1"><v>2</v></c></row><row r="2"><c r="C2"><v>3</v></c></row>'
    merged = '<mergeCells><mergeCell ref="B1:B1048576"/><mergeCell ref="A1:A2"/><mergeCell ref="B9:C9"/></mergeCells>'

    (sheet,) = read_sheets(raw_xlsx(tmp_path / "sổ.xlsx", worksheet(rows, after=merged)))

    assert sheet.merged == ((0, 0, 1, 0),)


def test_a_formula_without_a_stored_result_is_not_blank(tmp_path: Path) -> None:
    cells = (
        '<c r="B2"><f>A2+1</f><v></v></c><c r="C2"><f>A2</f></c><c r="D2"><f t="shared" si="0"/><v/></c>'
        '<c r="E2"><f>A2</f><v>7</v></c><c r="F2" t="str"><f>""</f><v></v></c>'
        '<c r="G2" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="H2" t="e"><v>#REF!</v></c><c r="I2" s="0"/>'
    )

    (sheet,) = read_sheets(raw_xlsx(tmp_path / "sổ.xlsx", worksheet(f'<row r="2">{cells}</row>')))

    assert (sheet.first_row, sheet.first_column) == (2, 1)
    assert sheet.rows == [[NO_VALUE, NO_VALUE, NO_VALUE, 7, "", "#DIV/0!", "#REF!"]]


def test_formulas_without_results_beyond_the_other_cells_keep_their_places(tmp_path: Path) -> None:
    rows = (
        '<row r="2"><c r="A2"><f>B9</f></c></row><row r="4"><c r="C4"><v>5</v></c></row>'
        '<row r="6"><c r="D6"><f>B9</f></c></row>'
    )

    (sheet,) = read_sheets(raw_xlsx(tmp_path / "sổ.xlsx", worksheet(rows)))

    assert (sheet.first_row, sheet.first_column) == (2, 0)
    assert [list(row) for row in sheet.rows] == [[NO_VALUE], [], ["", "", 5], [], ["", "", "", NO_VALUE]]


@pytest.mark.parametrize("prefix", ["", "x:"])
@pytest.mark.parametrize("numbered", [True, False])
def test_prefixed_names_and_cells_without_references_are_read(tmp_path: Path, prefix: str, numbered: bool) -> None:
    def r(name: str) -> str:
        return f' r="{name}"' if numbered else ""

    p, space = prefix, f"xmlns{':x' if prefix else ''}"
    sheet = (
        f'<{p}worksheet {space}="{MAIN}"><{p}sheetData><{p}row{r("1")}><{p}c{r("A1")} t="inlineStr"><{p}is><{p}r>'
        f'<{p}t>Ngày</{p}t></{p}r><{p}r><{p}t xml:space="preserve"> phát</{p}t></{p}r></{p}is></{p}c>'
        f'<{p}c{r("B1")}><{p}f>A2</{p}f></{p}c></{p}row><{p}row{r("2")} hidden="1"><{p}c{r("A2")}><{p}v>3</{p}v></{p}c>'
        f"</{p}row></{p}sheetData></{p}worksheet>"
    )
    workbook = (
        f'<{p}workbook {space}="{MAIN}" xmlns:r="{RELATIONS}"><{p}sheets><{p}sheet name="S" r:id="r1" sheetId="1"/>'
        f"</{p}sheets></{p}workbook>"
    )

    (read,) = read_sheets(raw_xlsx(tmp_path / "sổ.xlsx", sheet, others={"xl/workbook.xml": workbook}))

    assert [list(row) for row in read.rows] == [["Ngày phát", NO_VALUE], [3]]
    assert read.hidden_rows == {1}


def test_an_old_workbook_is_read_with_its_hidden_parts(tmp_path: Path) -> None:
    workbook = xlwt.Workbook()
    sheet = workbook.add_sheet("Chương trình")
    sheet.write(1, 1, "Ngày phát")
    sheet.write(2, 1, dt.date(2019, 3, 5), xlwt.easyxf(num_format_str="DD/MM/YYYY"))
    sheet.write_merge(3, 4, 1, 2, "gộp")
    sheet.row(2).hidden = True
    hidden = workbook.add_sheet("Nháp")
    hidden.write(0, 0, 1)
    hidden.visibility = 1
    workbook.save(str(tmp_path / "sổ.xls"))

    first, second = read_sheets(tmp_path / "sổ.xls")

    assert (first.first_row, first.first_column) == (2, 1)
    assert [row[0] for row in first.rows] == ["Ngày phát", dt.date(2019, 3, 5), "gộp"]
    assert first.hidden_rows == {1}
    assert first.merged == ((2, 0, 2, 1),)
    assert (second.name, second.hidden) == ("Nháp", True)


ODS_ROWS = """
<table:table-column table:number-columns-repeated="16384"/>
<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="16384"/>
</table:table-row>
<table:table-header-rows><table:table-row><table:table-cell/>
 <table:table-cell office:value-type="string"><text:p>Giờ<text:s/>phát</text:p><office:annotation>
 <text:p>ghi chú</text:p></office:annotation></table:table-cell>
 <table:table-cell office:value-type="string" table:number-columns-repeated="2"><text:p>a</text:p><text:p>b</text:p>
 </table:table-cell></table:table-row></table:table-header-rows>
<table:table-row table:visibility="filter" table:number-rows-repeated="2"><table:table-cell/>
 <table:table-cell office:value-type="time" office:time-value="PT25H30M00S" table:number-rows-spanned="2"/>
 <table:covered-table-cell office:value-type="string"><text:p>covered</text:p></table:covered-table-cell>
 <table:table-cell office:value-type="date" office:date-value="2019-03-05"/></table:table-row>
<table:table-row><table:table-cell table:number-columns-repeated="2"/>
 <table:table-cell office:value-type="boolean" office:boolean-value="true"/>
 <table:table-cell office:value-type="date" office:date-value="2019-03-05T05:30:00"/>
 <table:table-cell office:value-type="float" office:value="7"/>
 <table:table-cell table:formula="of:=[.A1]"/>
 <table:table-cell office:value-type="string" office:string-value="" calcext:value-type="error">
 <text:p>#REF!</text:p></table:table-cell></table:table-row>
<table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="16384"/>
</table:table-row>
"""


BLANK, NUMBER, REF = b"\x03\0\0\0\0\0\xff\xff", struct.pack("<d", 7.5), b"\x02\0\x17\0\0\0\xff\xff"
"""Results of formulas as an .xls stores them. Software that does not calculate stores BLANK."""


@pytest.mark.parametrize(
    ("results", "cells"),
    [
        ([BLANK, BLANK, BLANK], [NO_VALUE] * 3),
        ([BLANK, NUMBER, BLANK], ["", "7.5", ""]),
        ([REF, BLANK, BLANK], ["#REF!", "", ""]),
        ([NUMBER, REF, NUMBER], ["7.5", "#REF!", "7.5"]),
    ],
)
def test_formulas_of_an_old_workbook_without_results_or_with_errors_are_no_blanks(
    tmp_path: Path, results: list[bytes], cells: list[str]
) -> None:
    workbook = xlwt.Workbook()
    for name, row in (("Tin bài", 0), ("Chương trình", 1), ("Nháp", 2)):
        sheet = workbook.add_sheet(name)
        sheet.write(row, 0, "x")
        sheet.write(row, 1, xlwt.Formula("A2+1"))
    workbook.save(str(tmp_path / "sổ.xls"))
    parts = (tmp_path / "sổ.xls").read_bytes().split(BLANK)
    (tmp_path / "sổ.xls").write_bytes(b"".join(map(bytes.__add__, parts, [*results, b""])))

    read = read_sheets(tmp_path / "sổ.xls")
    assert ["".join(map(str, sheet.rows[0][1:])) for sheet in read] == cells


def test_a_workbook_of_libreoffice_is_read_with_its_repetitions(tmp_path: Path) -> None:
    hidden = '<style:style style:name="ta1"><style:table-properties table:display="false"/></style:style>'

    (sheet,) = read_sheets(raw_ods(tmp_path / "sổ.ods", ODS_ROWS, styles=hidden))

    length, day = dt.timedelta(hours=25, minutes=30), dt.date(2019, 3, 5)
    assert (sheet.first_row, sheet.first_column, sheet.hidden) == (3, 1, True)
    assert sheet.rows[0] == ["Giờ phát", "a\nb", "a\nb", "", "", ""]
    assert sheet.rows[1] == sheet.rows[2] == [length, "", day, "", "", ""]
    assert sheet.rows[3] == ["", True, dt.datetime.fromisoformat("2019-03-05T05:30"), 7, NO_VALUE, "#REF!"]
    assert len(sheet.rows) == 4
    assert sheet.hidden_rows == {1, 2}
    assert sheet.merged == ((1, 0, 2, 0),)


def test_the_process_that_reads_loads_no_database_library() -> None:
    code = "import sys, radiodesk.ledger.formats.reader, radiodesk.ledger.formats.workbook; print(*sys.modules)"

    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()

    assert "python_calamine" in loaded
    assert not {"sqlalchemy", "babel", "numpy", "radiodesk.model"} & set(loaded)


def test_a_module_in_the_users_folder_is_not_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "zipfile.py").write_text("raise SystemExit('hijacked')")
    (tmp_path / "radiodesk").mkdir()
    (tmp_path / "radiodesk" / "__init__.py").touch()
    monkeypatch.chdir(tmp_path)

    (sheet,) = read_sheets(raw_xlsx(tmp_path / "sổ.xlsx", worksheet('<row r="1"><c r="A1"><v>1</v></c></row>')))

    assert sheet.rows == [[1]]


def test_a_file_read_ahead_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = raw_xlsx(tmp_path / "sổ.xlsx", worksheet('<row r="1"><c r="A1"><v>1</v></c></row>'))
    started = []
    monkeypatch.setattr(sheets, "_READER", [*sheets._READER])
    popen = subprocess.Popen
    monkeypatch.setattr(subprocess, "Popen", lambda *a, **k: started.append(1) or popen(*a, **k))

    with reading_ahead(path):
        assert read_sheets(path)[0].rows == [[1]]
        assert len(started) == 1
        assert read_sheets(path)[0].rows == [[1]]
    with reading_ahead(path):
        pass
    with reading_ahead(tmp_path / "không có.xlsx"), pytest.raises(UserError):
        read_sheets(tmp_path / "không có.xlsx")

    assert len(started) == 3
    assert not sheets._ahead


def test_sheets_are_read_in_a_thread(tmp_path: Path) -> None:
    path = raw_xlsx(tmp_path / "sổ.xlsx", worksheet('<row r="1"><c r="A1"><v>1</v></c></row>'))
    found: list[object] = []

    thread = threading.Thread(target=lambda: found.extend(read_sheets(path)[0].rows))
    thread.start()
    thread.join()

    assert found == [[1]]
