"""`radiodesk report merge`: many closed reports become one table, or none at all."""

import csv
import io
import json
import os
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.conftest import Cli, run_here
from tests.reports.closed_reports import as_bytes, content

FORMULA = "=HYPERLINK(0)"


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """The reports of three stations, one of which has a hostile name."""
    reports = (
        content("Đài xã Lai Hạ", {"stories": (1200, 1000), "hours": (10.5, None)}, hours={"measure": "hours"}),
        content("Đài xã An Thịnh", {"stories": (800, 900), "hours": (2.25, None)}, hours={"measure": "hours"}),
        content(FORMULA, {"stories": (400, None)}),
    )
    written = [tmp_path / f"{number}.json" for number in range(len(reports))]
    for file, report in zip(written, reports, strict=True):
        file.write_bytes(as_bytes(report))
    return written


def merge(tmp_path: Path, *arguments: str | Path) -> Any:
    return run_here("report", "merge", *arguments, home=tmp_path / "home")


def test_the_table_is_printed_without_a_desk(tmp_path: Path, files: list[Path]) -> None:
    expected = tmp_path / "stations.txt"
    expected.write_text("Đài xã Lai Hạ\nĐài xã Trừng Xá\n", encoding="utf-8")

    answer = merge(tmp_path, *files, "--expected", expected, "--lang", "vi")

    assert (answer.returncode, answer.stderr) == (0, "")
    lines = [" ".join(line.split()) for line in answer.stdout.splitlines()]
    assert lines[:3] == ["9 tháng năm 2019", "15/12/2018 – 14/09/2019", "3 đài · 1 đài chưa báo cáo"]
    assert "Chỉ tiêu stories 2.400 3 1.900 +100" in lines
    assert "Chỉ tiêu hours 12,75 2 – –" in lines
    assert "Chưa có báo cáo của: Đài xã Trừng Xá" in lines
    assert f"Không có trong danh sách: {FORMULA}; Đài xã An Thịnh" in lines
    assert "Đài xã Lai Hạ 1.200 1 50 1.000 +200" in lines


def test_programs_read_json_and_spreadsheets_csv(tmp_path: Path, files: list[Path]) -> None:
    table = json.loads(merge(tmp_path, *files, "--format", "json").stdout)
    rows = list(
        csv.reader(io.StringIO(merge(tmp_path, *files, "--format", "csv", "--lang", "vi").stdout), delimiter=";")
    )

    stories, hours = table["indicators"]
    assert (stories["total"], stories["difference"], stories["compared"]) == (2400, 100, 2)
    assert stories["stations"][0] == {
        "station": FORMULA,
        "value": 400,
        "rank": 3,
        "share": 16.67,
        "previous": None,
        "difference": None,
        "target": None,
        "target_percent": None,
    }
    assert (hours["total"], hours["without"]) == (12.75, [FORMULA])
    assert rows[1][3:9] == ["Toàn bộ các đài", "2400", "", "", "1900", "100"]
    assert rows[4][3:7] == [f"'{FORMULA}", "400", "3", "16,67"]
    assert rows[5][3:5] == ["Toàn bộ các đài", "12,75"]


def test_a_workbook_has_numbers_filters_and_no_formula(tmp_path: Path, files: list[Path]) -> None:
    answer = merge(tmp_path, *files, "--output", tmp_path / "x.xlsx")

    assert answer.returncode == 0
    assert "3 reports are merged in" in answer.stderr
    book = openpyxl.load_workbook(tmp_path / "x.xlsx")
    assert book.sheetnames == ["All stations", "By station", "Table", "No report"]
    sums, by_station, table, _missing = book.worksheets
    assert [cell.value for cell in sums[2]][2:6] == [2400, 3, 1900, 100]
    assert [cell.value for cell in by_station[4]][1:6] == [FORMULA, "tin, bài", 400, 3, 0.1667]
    assert by_station["F4"].number_format == "0.00%"
    assert [row[0].value for row in table.iter_rows()] == [
        "Station",
        FORMULA,
        "Đài xã An Thịnh",
        "Đài xã Lai Hạ",
        "All stations",
    ]
    for sheet in book.worksheets:
        assert sheet.freeze_panes
        assert sheet.auto_filter.ref
        assert all(cell.data_type != "f" and not cell.hyperlink for row in sheet.iter_rows() for cell in row)


def test_each_file_that_cannot_be_merged_is_named_and_nothing_is_written(tmp_path: Path, files: list[Path]) -> None:
    changed = tmp_path / "changed.json"
    changed.write_bytes(files[0].read_bytes().replace(b"1200", b"1300"))
    output = tmp_path / "x.csv"
    output.write_text("before", encoding="utf-8")

    answer = merge(tmp_path, *files, changed, files[1], tmp_path / "\x1bno.json", "--output", output)

    assert (answer.returncode, answer.stdout) == (1, "")
    assert f"{changed} was changed after it was closed" in answer.stderr
    assert f"{files[1]} and {files[1]} are both reports of “Đài xã An Thịnh”" in answer.stderr
    assert "�no.json cannot be read" in answer.stderr
    assert "Nothing was merged, because 3 of 6 reports cannot be" in answer.stderr
    assert output.read_text(encoding="utf-8") == "before"


def test_a_report_comes_through_a_pipe(cli: Cli, files: list[Path], tmp_path: Path) -> None:
    read, write = os.pipe()
    os.write(write, files[0].read_bytes())
    os.close(write)
    answer = merge(tmp_path, f"/dev/fd/{read}", files[1], "--format", "json")
    os.close(read)

    assert json.loads(answer.stdout)["indicators"][0]["total"] == 2000


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        ([], 2, "Missing argument 'FILE...'"),
        (["{0}", "--format", "xlsx"], 2, "a workbook needs --output FILE.xlsx"),
        (["-", "-"], 2, "standard input (-) can be read only once"),
        (["{0}", "--expected", "-", "-"], 2, "standard input (-) can be read only once"),
        (["{0}", "--output", "{0}"], 1, "is read for this, and would be lost"),
        (["{0}", "--expected", "{folder}/1.json", "--output", "{folder}/1.json"], 1, "is read for this"),
        (["{0}", "--output", "x.docx"], 1, "x.docx has the wrong ending"),
        (["{0}", "--expected", "{0}"], 1, "is no list of stations"),
        (["{0}", "--expected", "/nowhere.txt"], 1, "/nowhere.txt cannot be read"),
        (["{folder}"], 1, "cannot be read: it is a folder"),
        ([""], 1, "The name of the file is empty"),
    ],
)
def test_what_is_asked_wrongly_is_explained(
    tmp_path: Path, files: list[Path], arguments: list[str], code: int, message: str
) -> None:
    files[0].write_bytes(as_bytes(content("Đài A", {}, note="\x1b[2J")))
    answer = merge(tmp_path, *(each.format(files[0], folder=tmp_path) for each in arguments))

    assert (answer.returncode, answer.stdout) == (code, "")
    assert message in answer.stderr
