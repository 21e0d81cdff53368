"""A book with everything that stations do comes in completely at the first attempt."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from radiodesk.model import Desk
from tests.ledger.books import Row, bring, content, everything

LETTERHEAD: list[Row] = [
    ["UBND HUYỆN LƯƠNG TÀI", None, None, None, None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
    ["ĐÀI PHÁT THANH", None, None, None, None, "Độc lập - Tự do - Hạnh phúc"],
    [],
    ["SỔ THEO DÕI THÁNG 3 VÀ THÁNG 4 NĂM 2019"],
    ["(Kèm theo Công văn số 15/ĐPT ngày 02/5/2019)"],
    [],
]
SIGNATURES: list[Row] = [
    [],
    [None, None, None, None, None, "Lương Tài, ngày 02 tháng 5 năm 2019"],
    [None, "NGƯỜI LẬP BIỂU", None, None, None, "TRƯỞNG ĐÀI"],
    [None, "(Ký, ghi rõ họ tên)", None, None, None, "(Ký tên, đóng dấu)"],
    [],
    [None, "Nguyễn Thị Thu Hà", None, None, None, "Lê Văn Công"],
]


def typed(minutes: int, seconds: int) -> dt.time:
    """What Excel stores for a length that was typed as 0:28."""
    return dt.time(minutes, seconds)


PROGRAMMES: list[Row] = [
    *LETTERHEAD,
    ["STT", "Thời gian phát", None, "Chương trình", None, "Người thực hiện", None, "Thời lượng", "Tình trạng"],
    [None, "Ngày", "Giờ", "Tên chương trình", "Thể loại", "Biên tập", "PTV", None, None],
    ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)", "(9)"],
    [1, "01/03", "5h30", "Thời sự buổi sáng", "Bản tin", "Thu Hà", "Lan", typed(15, 24), "x"],
    [2, "01/03", "17h00 - 17h15", "nt", "Phát lại", "nt", "nt", typed(15, 20), "x"],
    ["Cộng tháng 3", None, None, 2, None, None, None, dt.time(0, 30, 44)],
    [3, "01/04", "5h30", "Thời sự buổi sáng", "Bản tin", "-", "Lan và Mai", typed(14, 50), "x"],
    [4, "02/04", "5h30 SA", "//", "//", "PV: Đức Anh", '"', typed(15, 0), "Đã phát sóng"],
    ["Cộng tháng 4", None, None, 2, None, None, None, dt.time(0, 29, 50)],
    ["Tổng cộng", None, None, 4],
    ["Bằng chữ: bốn chương trình"],
    *SIGNATURES,
]
STORIES: list[Row] = [
    *LETTERHEAD,
    ["STT", "Thời gian phát", None, "Tin, bài", None, "Tác giả/PV", "Nguồn", "T.lượng", "Chuyên đề"],
    [None, "Ngày tháng", "Giờ", "Thể loại", "Tên tin bài", None, None, None, None],
    ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)", "(9)"],
    ["I. THÁNG 3"],
    [1, "01/03", "5h30", "Tin", "Gieo cấy vụ xuân", "Đức Anh", "PV", typed(0, 28), None],
    [2, None, None, "nt", "Cộng đồng chung tay", "nt", "nt", typed(1, 20), None],
    [3, None, None, "Phóng sự", "Nông thôn mới ở Lai Hạ", "Thu Hà + Đức Anh", "CTV", typed(4, 5), "Nông thôn mới"],
    ["Cộng tháng 3", None, None, None, "Tin: 2, bài: 1", None, None, dt.time(0, 5, 53)],
    ["II. THÁNG 4"],
    [4, "01/04", "5h30", "Tin vắn", "Tổng kết vụ đông", "Công", "PV", typed(0, 52), None],
    [5, None, None, "Phản ánh", "Làng nghề", "-nt-", '"', typed(3, 0), "-"],
    [6, "02/04", "5h30", "Tin ngắn", "Tiêm phòng dại", "Tống", "Sưu tầm", typed(0, 45), None],
    ["Cộng tháng 4", None, None, None, "Tin: 2, bài: 1", None, None, dt.time(0, 4, 37)],
    ["Tổng cộng", None, None, None, 6],
    *SIGNATURES,
]
MERGED = {
    "Chương trình": ["A1:C1", "F1:H1", "A4:I4", "A7:A8", "B7:C7", "D7:E7", "F7:G7", "H7:H8", "I7:I8", "B10:B11"],
    "Tin bài": [
        "A1:C1",
        "A4:I4",
        "A7:A8",
        "B7:C7",
        "D7:E7",
        "F7:F8",
        "G7:G8",
        "H7:H8",
        "I7:I8",
        "A10:I10",
        "B11:B13",
        "C11:C13",
        "B16:B17",
        "C16:C17",
    ],
}
HOLDS = [
    "2019-03-01 05:30 | Thời sự buổi sáng | 924",
    "  1 | Gieo cấy vụ xuân | 28 | Đức Anh",
    "  2 | Cộng đồng chung tay | 80 | Đức Anh",
    "  3 | feature | Nông thôn mới ở Lai Hạ | 245 | Thu Hà, Đức Anh | contributor",
    "2019-03-01 17:00 | repeat | Thời sự buổi sáng | 920",
    "2019-04-01 05:30 | Thời sự buổi sáng | 890",
    "  1 | Tổng kết vụ đông | 52 | Công",
    "  2 | report | Làng nghề | 180 | Công",
    "2019-04-02 05:30 | Thời sự buổi sáng | 900",
    "  1 | Tiêm phòng dại | 45 | Tống | taken",
]


def write(path: Path) -> Path:
    """The book as a workbook of Excel."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for name, rows in {"Chương trình": PROGRAMMES, "Tin bài": STORIES}.items():
        _fill(workbook.create_sheet(name), rows, MERGED[name])
    workbook.save(path)
    return path


def _fill(sheet: Worksheet, rows: Sequence[Row], merged: Sequence[str]) -> None:
    for row in rows:
        sheet.append(list(row))
    for cells in merged:
        sheet.merge_cells(cells)


def test_it_comes_in_completely_and_again_changes_nothing(desk: Desk, tmp_path: Path) -> None:
    book = write(tmp_path / "Sổ tay đài.xlsx")

    outcome = bring(desk, book)

    assert content(desk) == HOLDS
    assert not outcome.warnings
    assert not outcome.unknown_columns
    assert not outcome.conflicts
    left_out = {(row.place.sheet, row.place.row) for row in outcome.skipped}
    assert left_out == {
        *(("Chương trình", row) for row in (12, 15, 16, 17, 19, 20, 21, 23)),
        *(("Tin bài", row) for row in (10, 14, 15, 19, 20, 22, 23, 24, 26)),
    }
    before = everything(desk)
    assert not bring(desk, book).changes_something
    assert everything(desk) == before
