"""A copy of a refused workbook with the wrong cells marked."""

import datetime as dt
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from radiodesk.ledger import LedgerRefused, bring_in, marking
from radiodesk.ledger.formats import marker
from radiodesk.ledger.marking import CannotMark, can_mark, write_marked_copy
from radiodesk.ledger.problems import Place, Problem
from radiodesk.ledger.reading.mapping import StationMapping
from radiodesk.model import Desk
from radiodesk.model.old_fonts import Font
from tests.ledger.books import NEWS, STORY, Row, changed, ledger, write_xlsx
from tests.model.test_old_fonts import typed

TODAY = dt.date(2019, 12, 31)


def marked(desk: Desk, path: Path, *, font: Font | None = None) -> Path:
    """The marked copy of a workbook that is refused."""
    with pytest.raises(LedgerRefused) as refused:
        bring_in(desk, [path], dry_run=True, font=font, today=TODAY)
    return write_marked_copy(path, refused.value.problems, StationMapping(), font)


def marks(path: Path) -> dict[tuple[str, str], str]:
    """The comments of the yellow cells, by sheet and cell."""
    return {
        (sheet.title, cell.coordinate): cell.comment.text if cell.comment else ""
        for sheet in openpyxl.load_workbook(path)
        for row in sheet.iter_rows()
        for cell in row
        if cell.fill.fgColor.rgb == "00" + marker.YELLOW
    }


def test_each_wrong_cell_is_yellow_and_its_comment_says_what_is_expected(desk: Desk, tmp_path: Path) -> None:
    bad_day, no_title = changed(NEWS, 0, "31/02/2019"), changed(STORY, 4, "")
    book = write_xlsx(tmp_path / "so.xlsx", ledger(broadcasts=[NEWS, bad_day], stories=[STORY, no_title]))
    found = marks(marked(desk, book))
    assert set(found) == {("Chương trình", "A3"), ("Tin bài", "E3")}
    assert all(text.startswith("Expected: ") for text in found.values())
    assert "a day" in found["Chương trình", "A3"]


def test_the_workbook_itself_and_earlier_copies_stay_as_they_are(desk: Desk, tmp_path: Path) -> None:
    book = write_xlsx(tmp_path / "so.xlsx", ledger(broadcasts=[changed(NEWS, 0, "31/02/2019")], stories=[]))
    before = book.read_bytes()
    first = marked(desk, book)
    first_bytes = first.read_bytes()
    second = marked(desk, book)
    assert (first.name, second.name) == ("so (marked).xlsx", "so (marked 2).xlsx")
    assert first.parent == second.parent == tmp_path
    assert (book.read_bytes(), first.read_bytes()) == (before, first_bytes)


def test_everything_else_of_the_workbook_is_copied(desk: Desk, tmp_path: Path) -> None:
    book = write_xlsx(tmp_path / "so.xlsx", ledger(broadcasts=[changed(NEWS, 0, "31/02/2019")]))
    workbook = openpyxl.load_workbook(book)
    workbook["Chương trình"]["J9"] = "=1+1"
    workbook.save(book)
    copy = openpyxl.load_workbook(marked(desk, book))
    assert copy.sheetnames == workbook.sheetnames
    assert copy["Chương trình"]["J9"].value == "=1+1"
    assert copy["Chương trình"]["A2"].value == "31/02/2019"


def test_a_table_below_a_letterhead_and_in_from_the_left_is_marked_where_it_stands(desk: Desk, tmp_path: Path) -> None:
    rows = ledger(broadcasts=[changed(NEWS, 0, "31/02/2019")])["Chương trình"]
    moved: list[Row] = [["", "", "ĐÀI PHÁT THANH"], [], *[["", "", *row] for row in rows]]
    book = write_xlsx(tmp_path / "so.xlsx", {"Chương trình": moved})
    assert set(marks(marked(desk, book))) == {("Chương trình", "C4")}


@pytest.mark.parametrize(("bad", "cell"), [("Chương trình", "A2"), ("Tin bài", "J2")])
def test_of_two_tables_side_by_side_the_right_one_is_marked(desk: Desk, tmp_path: Path, bad: str, cell: str) -> None:
    sheets = ledger(broadcasts=[NEWS], stories=[STORY])
    sheets[bad][1] = changed(sheets[bad][1], 0, "31/02/2019")
    side_by_side = [[*left, "", *right] for left, right in zip(sheets["Chương trình"], sheets["Tin bài"], strict=True)]
    book = write_xlsx(tmp_path / "so.xlsx", {"Tháng 3": side_by_side})
    assert ("Tháng 3", cell) in marks(marked(desk, book))
    assert ("Tháng 3", "J2" if cell == "A2" else "A2") not in marks(tmp_path / "so (marked).xlsx")


def test_a_merged_cell_is_marked_in_its_row_and_the_comment_is_on_its_first_cell(desk: Desk, tmp_path: Path) -> None:
    stories = [changed(STORY, 0, "31/02/2019"), ["", *STORY[1:4], "Tin khác", *STORY[5:]]]
    stories[1][2] = 2
    book = write_xlsx(tmp_path / "so.xlsx", ledger(stories=stories))
    workbook = openpyxl.load_workbook(book)
    workbook["Tin bài"].merge_cells("A2:A3")
    workbook.save(book)
    found = marks(marked(desk, book))
    assert ("Tin bài", "A2") in found
    assert found["Tin bài", "A2"].count("Expected") == 2


def test_a_problem_that_has_no_cell_marks_the_first_one_of_its_row(desk: Desk, tmp_path: Path) -> None:
    sheets = ledger()
    sheets["Tin bài"] = [[cell for cell in row if cell != "Tiêu đề"] for row in sheets["Tin bài"]]
    book = write_xlsx(tmp_path / "so.xlsx", sheets)
    assert ("Tin bài", "A1") in marks(marked(desk, book))


def test_cells_in_an_old_font_are_marked_too(desk: Desk, tmp_path: Path) -> None:
    sheets = {
        typed(name, Font.TCVN3): [
            [typed(cell, Font.TCVN3) if isinstance(cell, str) else cell for cell in row] for row in rows
        ]
        for name, rows in ledger(broadcasts=[changed(NEWS, 0, "31/02/2019")]).items()
    }
    book = write_xlsx(tmp_path / "so.xlsx", sheets)
    found = marks(marked(desk, book, font=Font.TCVN3))
    assert (typed("Chương trình", Font.TCVN3), "A2") in found


def test_many_wrong_cells_are_all_yellow_with_a_limited_number_of_comments(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(marking, "MOST_COMMENTS", 2)
    bad = [changed(changed(NEWS, 0, "31/02/2019"), 1, f"0{hour}:30") for hour in range(5)]
    book = write_xlsx(tmp_path / "so.xlsx", ledger(broadcasts=bad, stories=[], publications=[]))
    texts = list(marks(marked(desk, book)).values())
    assert len(texts) == 5
    assert sum(map(bool, texts)) == 2


def test_work_that_is_stopped_leaves_no_copy(desk: Desk, tmp_path: Path) -> None:
    book = write_xlsx(tmp_path / "so.xlsx", ledger())

    def stop() -> None:
        raise KeyboardInterrupt

    problem = Problem(Place("so.xlsx", "Tin bài", 2), "Tiêu đề", "", "a title")
    with pytest.raises(KeyboardInterrupt):
        write_marked_copy(book, [problem], StationMapping(), waiting=stop)
    assert [path.name for path in tmp_path.glob("so*")] == ["so.xlsx"]


def edited(path: Path, part: str, edit: Callable[[str], str]) -> Path:
    """The workbook with one of its XML files edited."""
    with zipfile.ZipFile(path) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    contents[part] = edit(contents[part].decode()).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return path


def test_a_workbook_that_cannot_be_copied_is_told(tmp_path: Path) -> None:
    book = write_xlsx(tmp_path / "so.xlsx", ledger())
    edited(book, "xl/styles.xml", lambda text: text.replace("<fonts", "<f"))

    with pytest.raises(CannotMark, match=r"so\.xlsx"):
        write_marked_copy(book, [], StationMapping())
    assert list(tmp_path.iterdir()) == [book]


@pytest.mark.skipif(sys.platform == "win32", reason="it has no such limit")
def test_a_copy_that_does_not_fit_on_the_disk_is_told(tmp_path: Path) -> None:
    book = write_xlsx(tmp_path / "so.xlsx", ledger())
    code = """
import resource, sys
from pathlib import Path
from radiodesk.ledger.reading.mapping import StationMapping
from radiodesk.ledger.marking import write_marked_copy
from radiodesk.ledger.sheets import reading_ahead
with reading_ahead(Path(sys.argv[1])):
    resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000))
    write_marked_copy(Path(sys.argv[1]), [], StationMapping())
"""
    ran = subprocess.run([sys.executable, "-c", code, book], capture_output=True, text=True, check=False)

    assert "CannotWrite" in ran.stderr.splitlines()[-1]
    assert list(tmp_path.iterdir()) == [book]


def test_a_hostile_workbook_is_given_up_in_bounded_memory_and_can_be_cancelled(tmp_path: Path) -> None:
    merged = '</sheetData><mergeCells count="1"><mergeCell ref="A100:XFD1048576"/></mergeCells>'
    book = write_xlsx(tmp_path / "so.xlsx", ledger())
    edited(book, "xl/worksheets/sheet1.xml", lambda text: text.replace("</sheetData>", merged))
    waits: list[None] = []

    def cancel() -> None:
        waits.append(None)
        if len(waits) > 3:
            raise KeyboardInterrupt

    with pytest.raises((CannotMark, KeyboardInterrupt)):
        write_marked_copy(book, [], StationMapping(), waiting=cancel)
    assert list(tmp_path.iterdir()) == [book]


def test_only_xlsx_can_be_marked() -> None:
    assert [name for name in ("a.xlsx", "A.XLSX", "a.xls", "a.ods", "a.csv") if can_mark(Path(name))] == [
        "a.xlsx",
        "A.XLSX",
    ]
