"""Where tables stand and what they leave out: merged cells, ditto marks, headers of two lines, notes beside them."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import pytest

from radiodesk.ledger.reading.book import Book, read_book
from radiodesk.ledger.reading.mapping import StationMapping
from radiodesk.model import Desk
from tests.ledger.books import (
    BROADCASTS,
    CLIP,
    CLIPS,
    NEWS,
    STORY,
    Row,
    bring,
    changed,
    ledger,
    listed,
    problems_of,
    read_sheets_of,
    size_of,
    stories_of,
    write_csv,
    write_xlsx,
)

HEADER = ["STT", "Ngày phát", "Giờ phát", "Thể loại", "Tiêu đề", "Tác giả", "Nguồn", "Thời lượng"]
STORIES: list[Row] = [
    [1, "01/03/2019", "05:30", "Tin", "Gieo cấy vụ xuân", "Đức Anh", "Tự sản xuất", "0:44"],
    [2, "01/03/2019", "05:30", "Tin", "Nông thôn mới", "Đức Anh", "Tự sản xuất", "0:44"],
    [3, "01/03/2019", "17:00", "Tin", "Hội thi cấy lúa", "Thu Hà", "Cộng tác viên", "0:50"],
    [4, "02/03/2019", "17:00", "Tin", "Tiêm phòng dại", "Thu Hà", "Cộng tác viên", "0:50"],
]
CLEAN = [
    "2019-03-01 05:30 | Gieo cấy vụ xuân | 44 | Đức Anh",
    "2019-03-01 05:30 | Nông thôn mới | 44 | Đức Anh",
    "2019-03-01 17:00 | Hội thi cấy lúa | 50 | Thu Hà | contributor",
    "2019-03-02 17:00 | Tiêm phòng dại | 50 | Thu Hà | contributor",
]


def without(place: int, cell: object) -> list[object]:
    """A row with this cell alone."""
    return [*[None] * place, cell, *[None] * (len(HEADER) - place - 1)]


def check(rows: Sequence[Row], *left_out: int, name: str = "Tin bài", merged: Sequence[str] = ()) -> None:
    """The four stories are in, and the rows with these numbers are listed as left out."""
    book = read_sheets_of({name: rows}, merged=merged)
    assert problems_of(book) == []
    assert listed(book) == CLEAN
    assert [row.place.row for row in book.skipped] == list(left_out)


def blanked(*cells: tuple[int, int], by: object = None) -> list[Row]:
    """The header and the stories, with these cells (story, place) blank or replaced."""
    rows = [list(row) for row in STORIES]
    for at, place in cells:
        rows[at][place] = by
    return [HEADER, *rows]


def test_merged_cells_hold_for_each_row_that_they_cover() -> None:
    rows = blanked((1, 1), (2, 1), (1, 2), (3, 2), (1, 3), (2, 3), (3, 3), (1, 5), (3, 5), (3, 6), (1, 6))
    check(rows, merged=["B2:B4", "C2:C3", "C4:C5", "D2:D5", "F2:F3", "G2:G3", "F4:F5", "G4:G5"])


def test_a_cell_merged_over_several_columns_is_that_of_the_first() -> None:
    check([["SỔ TIN BÀI THÁNG 3 NĂM 2019"], *blanked()], merged=["A1:H1"])


def test_a_merged_title_or_length_is_not_that_of_the_rows_below() -> None:
    book = read_sheets_of({"Tin bài": blanked((1, 4), (1, 7))}, merged=["E2:E3", "H2:H3"])
    assert [problem.place.row for problem in book.problems] == [3]
    assert book.problems[0].column == "Tiêu đề"


@pytest.mark.parametrize(
    "mark",
    ["nt", "NT", "n.t", "nt.", "-nt-", "- nt -", "như trên", "Như trên", "//", '"', "''", "″", "-//-", "“", ",,"],
)
def test_ditto_marks_in_any_column_repeat_the_row_above(mark: str) -> None:
    check(blanked((1, 1), (1, 2), (1, 3), (1, 5), (1, 6), (1, 7), (2, 1), (3, 2), (3, 5), (3, 6), by=mark))


@pytest.mark.parametrize("title", ["Cộng", "Tổng cộng", "Lũy kế", "TIN LŨ"])
def test_a_title_like_a_total_between_ditto_marks_is_one_of_a_story(title: str) -> None:
    row = [None, None, None, "//", title, "//", None, None]
    book = read_sheets_of({"Tin bài": [HEADER, STORIES[0], row]})
    assert (problems_of(book), book.skipped) == ([], [])
    assert [(row.title, row.authors) for row in book.stories[1:]] == [(title, ("Đức Anh",))]


def test_a_ditto_mark_below_a_total_repeats_the_last_row_of_data() -> None:
    rows = blanked((3, 5), (3, 6), by="nt")
    check([*rows[:4], ["Cộng", None, None, None, 3], *rows[4:]], 5)


@pytest.mark.parametrize("mark", ["nt", "//", '"'])
def test_a_title_that_is_a_ditto_mark_is_that_of_the_row_above_and_a_dry_run_says_so(
    desk: Desk, tmp_path: Path, mark: str
) -> None:
    later = [changed(changed(STORY, 1, time), 4, mark) for time in ("06:30", "07:30")]
    broadcasts = [changed(NEWS, 1, time) for time in ("05:30", "06:30", "07:30")]
    clips = [CLIP, changed(changed(CLIP, 0, "05/03/2019"), 3, mark)]
    sheets = ledger(broadcasts=broadcasts, stories=[STORY, *later], clips=clips, publications=[])
    book = write_xlsx(tmp_path / "sổ.xlsx", sheets)

    assert bring(desk, book, dry_run=True).remarks == (
        "sổ.xlsx, sheet “Tin bài”: in 2 rows the title is a ditto mark and was read as that of the row above: 3, 4",
        "sổ.xlsx, sheet “Truyền hình”: in 1 row the title is a ditto mark and was read as that of the row above: 3",
    )
    bring(desk, book)
    assert size_of(desk)["story"] == 1
    for starts in ("2019-03-04T22:30", "2019-03-04T23:30", "2019-03-05T00:30"):
        assert stories_of(desk, starts) == ["Gieo cấy vụ xuân"]


def test_the_title_of_a_broadcast_is_often_a_ditto_mark_and_not_remarked_on(desk: Desk, tmp_path: Path) -> None:
    broadcasts = [NEWS, changed(changed(NEWS, 1, "06:30"), 2, "nt")]
    sheets = ledger(broadcasts=broadcasts, stories=[], clips=[], publications=[])
    assert bring(desk, write_xlsx(tmp_path / "sổ.xlsx", sheets), dry_run=True).remarks == ()


def test_a_ditto_mark_above_all_data_is_no_person() -> None:
    book = read_sheets_of({"Tin bài": blanked((0, 5), by="nt")})
    assert [problem.place.row for problem in book.problems] == [2]


def test_day_and_time_may_stand_in_the_first_row_of_an_edition_only() -> None:
    check(blanked((1, 1), (1, 2)))
    check(blanked((1, 1), (1, 2), by="-"))


@pytest.mark.parametrize("place", [1, 2])
def test_a_single_blank_day_or_time_is_a_problem(place: int) -> None:
    book = read_sheets_of({"Tin bài": blanked((1, place))})
    assert [(problem.place.row, problem.column) for problem in book.problems] == [(3, HEADER[place])]


def test_blank_days_below_a_total_are_not_those_above_it() -> None:
    rows = blanked((3, 1), (3, 2))
    book = read_sheets_of({"Tin bài": [*rows[:4], ["Cộng tháng 2", None, None, None, 3], *rows[4:]]})
    assert {problem.place.row for problem in book.problems} == {6}


@pytest.mark.parametrize(
    "heading", ["THỜI SỰ CHIỀU 17H00", "I. Chương trình chiều", "BẢN TIN", "ĐÀI XÃ", "TIN BUỔI CHIỀU", "17H"]
)
@pytest.mark.parametrize("place", [0, 1, 4, 9])
def test_blank_days_below_a_heading_are_not_those_above_it(heading: str, place: int) -> None:
    rows = blanked((1, 1), (1, 2), (2, 1), (2, 2))
    book = read_sheets_of({"Tin bài": [*rows[:3], [*[None] * place, heading], *rows[3:]]})
    assert {problem.place.row for problem in book.problems} == {5}


def test_blank_days_below_a_heading_between_two_pages_are_not_those_above_it() -> None:
    rows = blanked((1, 1), (1, 2), (2, 1), (2, 2))
    page: list[Row] = [without(4, "Thời sự chiều"), HEADER]
    book = read_sheets_of({"Tin bài": [*rows[:3], [], *page, *rows[3:]]})
    assert {problem.place.row for problem in book.problems} == {7}


@pytest.mark.parametrize(
    "heading",
    [
        "II. TIN TỰ SẢN XUẤT",
        "TIN, BÀI CỘNG TÁC VIÊN",
        "B/ Tin khai thác",
        "2. TIN TRONG HUYỆN",
        "PHÓNG SỰ",
        "III.",
        "PHẦN II",
    ],
)
@pytest.mark.parametrize("place", [0, 4])
def test_blank_days_below_a_section_of_genre_or_source_are_those_above_it(heading: str, place: int) -> None:
    rows = blanked((1, 1), (1, 2))
    check([*rows[:2], without(place, heading), *rows[2:]], 3)


def test_broadcasts_are_not_filled_down() -> None:
    rows = [BROADCASTS, NEWS, changed(changed(NEWS, 0, None), 1, None)]
    book = read_sheets_of({"Chương trình": rows})
    assert {problem.place.row for problem in book.problems} == {3}


UPPER = ["STT", "Thời gian phát", None, "Tin, bài", None, None, None, "Thời lượng"]
LOWER = [None, "Ngày", "Giờ", "Thể loại", "Tên tin bài", "Tác giả", "Nguồn", None]
MERGED_HEADER = ["A1:A2", "B1:C1", "D1:G1", "H1:H2"]


def test_a_header_may_have_two_lines() -> None:
    check([UPPER, LOWER, *STORIES], merged=MERGED_HEADER)
    check([UPPER, LOWER, *STORIES])


def test_half_of_the_second_line_of_a_header_may_be_unknown() -> None:
    lower = [None, "Ngày", "Giờ", None, None, "Xóm", "Thôn", None]
    upper = ["STT", "Thời gian phát", None, "Thể loại", "Tiêu đề", "Địa bàn", None, "Thời lượng"]
    book = read_sheets_of({"Tin bài": [upper, lower, *STORIES]}, merged=["B1:C1", "F1:G1"])
    assert problems_of(book) == []
    assert [row.title for row in book.stories] == [row[4] for row in STORIES]


@pytest.mark.parametrize("word", ["PV", "Phóng viên", "Nguồn tin", "TL", "Tệp", "Chương trình", "Chủ đề"])
@pytest.mark.parametrize("first", ["01/03/2019", None])
def test_a_known_header_in_the_first_row_of_data_makes_no_second_line(word: str, first: object) -> None:
    rows = [changed([*row[1:5], word], 0, row[1] if at else first) for at, row in enumerate(STORIES)]
    book = read_sheets_of({"Tin bài": [[*HEADER[1:5], "Bộ phận"], *rows]})
    if first:
        assert (problems_of(book), len(book.stories)) == ([], 4)
    else:
        assert {(problem.place.row, problem.column) for problem in book.problems} == {(2, "Ngày phát")}


@pytest.mark.parametrize("word", ["PV", "TL", "Ghi chú khác"])
def test_a_known_header_in_the_first_planned_clip_makes_no_second_line(word: str) -> None:
    clips: list[Row] = [["", "Clip", "Tiếp xúc cử tri", "Kế hoạch"], ["04/03/2019", "Clip", "Hội thi", "Đã gửi"]]
    header = ["Ngày gửi", "Loại", "Tiêu đề", "Trạng thái", "Bộ phận"]
    book = read_sheets_of({"Truyền hình": [header, *([*row, word] for row in clips)]})
    assert problems_of(book) == []
    assert len(book.clips) == 2


@pytest.mark.parametrize("beside", [2019, 2019.0, 1.5])
@pytest.mark.parametrize("gap", [0, 2])
def test_a_number_beside_a_header_is_no_data(beside: float, gap: int) -> None:
    check([[*HEADER, *[None] * gap, beside], *STORIES], name="Sổ")


def test_a_header_of_two_lines_with_units_and_numbers_is_repeated_on_each_page() -> None:
    units = [None, "(ngày/tháng)", None, None, None, None, None, "(phút:giây)"]
    head = [UPPER, LOWER, units, list(range(1, 9))]
    check([*head, *STORIES[:2], *head, *STORIES[2:]], 7, 8, 9, 10)


@pytest.mark.parametrize("height", [1, 7, 25, 60])
def test_a_header_may_stand_below_letterhead_of_any_height(height: int) -> None:
    head: list[Row] = [
        ["UBND HUYỆN LƯƠNG TÀI", None, None, None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
        ["ĐÀI PHÁT THANH", None, None, None, "Độc lập - Tự do - Hạnh phúc"],
        ["Số: 15/BC-ĐPT", None, None, None, "Lương Tài, ngày 31 tháng 3 năm 2019"],
        ["SỔ THEO DÕI TIN, BÀI THÁNG 3 NĂM 2019"],
        *[[f"Ghi chú {number}"] for number in range(60)],
    ]
    check([*head[:height], *blanked()])


@pytest.mark.parametrize("name", ["Tháng 3", "T3", "Thang 3-2019", "03.2019"])
def test_a_sheet_for_each_month_may_have_the_numbers_of_its_days_only(name: str) -> None:
    head = [] if "2019" in name else [["SỔ TIN BÀI NĂM 2019"]]
    rows = [changed(row, 1, int(str(row[1])[:2])) for row in STORIES]
    check([*head, HEADER, *rows], name=name)


def test_sheets_of_two_months_have_their_own_days() -> None:
    sheets = {
        "Tháng 2-2019": [HEADER, changed(STORIES[0], 1, 28)],
        "Tháng 3-2019": [HEADER, changed(STORIES[0], 1, 28), changed(STORIES[1], 1, 31)],
    }
    book = read_sheets_of(sheets)
    assert [row.day for row in book.stories] == [dt.date(2019, 2, 28), dt.date(2019, 3, 28), dt.date(2019, 3, 31)]


def test_two_tables_on_a_sheet_below_each_other_are_both_read() -> None:
    rows: list[Row] = [
        ["I. CHƯƠNG TRÌNH"],
        BROADCASTS,
        NEWS,
        ["Cộng", None, 1],
        [],
        ["II. TIN BÀI"],
        HEADER,
        *STORIES,
        ["Cộng", 4],
    ]
    book = read_sheets_of({"Tháng 3": rows})
    assert problems_of(book) == []
    assert listed(book) == CLEAN
    assert [row.title for row in book.broadcasts] == ["Thời sự buổi sáng"]
    assert [row.place.row for row in book.skipped] == [4, 6, 12]


@pytest.mark.parametrize("gap", [1, 3])
def test_two_tables_on_a_sheet_beside_each_other_are_both_read(gap: int) -> None:
    left: list[Row] = [BROADCASTS, NEWS, changed(NEWS, 1, "17:00"), []]
    left = [[*row, *[None] * (len(BROADCASTS) - len(row))] for row in left]
    right = [HEADER, *STORIES]
    rows = [[*one, *[None] * gap, *other] for one, other in zip([*left, [None] * len(BROADCASTS)], right, strict=True)]
    book = read_sheets_of({"Tháng 3": rows})
    assert problems_of(book) == []
    assert listed(book) == CLEAN
    assert len(book.broadcasts) == 2


def beside(left: Sequence[Row], right: Sequence[Row], *, lower: int) -> list[Row]:
    """Two tables beside each other, the right one lower by some rows (higher, if negative)."""
    left, right = [[], *left] if lower < 0 else left, [*[[]] * lower, *right]
    left = [*[[]] * (-lower - 1), *left]
    width = max(map(len, left))
    rows = [[] for _row in range(max(len(left), len(right)))]
    for at, row in enumerate(left):
        rows[at] = [*row, *[None] * (width + 1 - len(row))]
    for at, row in enumerate(right):
        rows[at] = [*(rows[at] or [None] * (width + 1)), *row]
    return rows


@pytest.mark.parametrize("lower", [1, 2, 4, -1, -2, -4])
@pytest.mark.parametrize("kind", ["Thời sự phát thanh", "Một loại khác"])
def test_the_headers_of_tables_beside_each_other_may_stand_in_different_rows(lower: int, kind: str) -> None:
    news = changed(NEWS, 3, kind)
    broadcasts = [BROADCASTS, *(changed(news, 1, f"{hour}:00") for hour in (5, 17, 19))]
    stories: list[Row] = [HEADER, *STORIES]
    for tables in ((broadcasts, stories), (stories, broadcasts)):
        book = read_sheets_of({"Tháng 3": beside(*tables, lower=lower)})
        assert listed(book) == CLEAN
        assert len(book.broadcasts) == 3 or len(book.problems) == 3
        assert not book.unknown_columns


def test_a_list_beside_a_table_with_a_header_that_the_table_has_is_no_part_of_it() -> None:
    names = ["Tác giả", "Thu Hà", "Đức Anh", "Văn Công", "Vũ Thu Hà"]
    check([[*row, None, name] for row, name in zip([HEADER, *STORIES], names, strict=True)])


def test_the_day_below_a_table_is_not_that_of_another_table_below_it() -> None:
    rows: list[Row] = [HEADER, *STORIES, [], ["Ngày 05/03/2019"], [], BROADCASTS, changed(NEWS, 0, None)]
    book = read_sheets_of({"Tháng 3": rows})
    assert [(problem.place.row, problem.column) for problem in book.problems] == [(10, "Ngày phát")]


def test_three_tables_beside_each_other_are_all_read() -> None:
    clips: list[Row] = [CLIPS, CLIP, changed(CLIP, 3, "Hội thi")]
    rows = beside(beside([BROADCASTS, NEWS], [HEADER, *STORIES], lower=1), clips, lower=2)
    book = read_sheets_of({"Tháng 3": rows})
    assert problems_of(book) == []
    assert (len(book.broadcasts), listed(book), len(book.clips)) == (1, CLEAN, 2)


@pytest.mark.parametrize("place", range(1, 8))
def test_a_table_with_a_column_without_a_header_keeps_its_other_columns_beside_another_one(place: int) -> None:
    left = [[*row[:place], "ok" if at else None, *row[place:]] for at, row in enumerate([HEADER, *STORIES])]
    for lower in (0, 1):
        for tables in ((left, [BROADCASTS, NEWS]), ([BROADCASTS, NEWS], left)):
            book = read_sheets_of({"Tháng 3": beside(*tables, lower=lower)})
            assert problems_of(book) == []
            assert (listed(book), len(book.broadcasts)) == (CLEAN, 1)
            assert len(book.unknown_columns) == 1


def test_a_column_without_a_header_is_named_where_a_row_holds_something_in_it() -> None:
    rows = [[*row[:5], "ok" if at == 2 else None, *row[5:], None, None] for at, row in enumerate([HEADER, *STORIES])]
    rows[3][-1] = 7
    book = read_sheets_of({"Tin bài": rows})
    assert problems_of(book) == []
    assert listed(book) == CLEAN
    assert [(place.row, column) for place, column in book.unknown_columns] == [
        (3, "F (it has no header)"),
        (4, "K (it has no header)"),
    ]


def read_csv(path: Path, text: str) -> Book:
    path.write_text(text, encoding="utf-8")
    return read_book([path], dt.date(2019, 12, 31), lambda _done, _total: None, StationMapping())


FIRST = "01/03/2019;05:30;Tin;Gieo cấy vụ xuân;Đức Anh"


@pytest.mark.parametrize("row", ["Gieo cấy{} chăm sóc{}Đức Anh", "Gieo cấy{} chăm sóc{}", "Gieo cấy{}{}", "Tin{}{}{}"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_a_row_of_a_text_file_with_more_cells_than_the_header_is_a_problem(
    tmp_path: Path, row: str, delimiter: str
) -> None:
    rows = [";".join(HEADER[1:6]), FIRST, f"01/03/2019;05:30;Tin;{row.replace('{}', ';')}", FIRST]
    book = read_csv(tmp_path / "sổ.csv", "\n".join(rows).replace(";", delimiter))
    assert [problem.place.row for problem in book.problems if "as in the header" in problem.expected] == [3]
    assert delimiter == "\t" or f"“{delimiter}”" in book.problems[0].expected


def test_blank_cells_behind_all_rows_of_a_text_file_or_of_a_block_of_excel_are_accepted(tmp_path: Path) -> None:
    header = "Ngày phát,Giờ phát,Thể loại,Tiêu đề,Tác giả"
    rows = [f"01/03/2019,05:30,Tin,Tin số {number},Đức Anh" for number in range(40)]
    for wide in (range(40), range(15, 31)):
        text = "\n".join([header, *(row + ",," * (at in wide) for at, row in enumerate(rows))])
        book = read_csv(tmp_path / "sổ.csv", text)
        assert problems_of(book) == []
        assert len(book.stories) == 40


def test_notes_beside_and_below_a_table_are_no_rows() -> None:
    notes = ["Nhớ gọi anh Công", None, "x2", "Tổng: 4"]
    rows: list[Row] = [HEADER, *([*row, None, note] for row, note in zip(STORIES, notes, strict=True))]
    check([*rows, [], [None] * 9 + ["Đã đối chiếu với sổ giấy"]], 7)


def test_a_sheet_that_is_called_like_one_of_a_ledger_and_cannot_be_read_is_a_problem() -> None:
    for name in ("Tin bài", "Tin bài T3", "CHƯƠNG TRÌNH tháng 3", "Truyền hình 2019", "Website"):
        book = read_sheets_of({"Sổ": blanked(), name: [["Cột A", "Cột B"], [1, 2]]})
        assert [problem.place.sheet for problem in book.problems] == [name], name


def test_a_sheet_with_most_columns_and_one_missing_is_a_problem() -> None:
    rows = [[cell for place, cell in enumerate(row) if place != 1] for row in blanked()]
    book = read_sheets_of({"Sheet1": rows, "Sổ": blanked()})
    assert [(problem.place.sheet, problem.column) for problem in book.problems] == [("Sheet1", "Ngày phát")]


def test_another_sheet_is_passed_over_and_named() -> None:
    book = read_sheets_of({"Tin bài": blanked(), "Danh bạ": [["Họ tên", "Điện thoại"], ["Thu Hà", 123]]})
    assert problems_of(book) == []
    assert book.passed_over == [("sổ.xlsx", "Danh bạ")]


@pytest.mark.parametrize("below", [["(1)", "(2)"], [*map(str, range(1, 12))], ["(ngày)"], []])
def test_rows_of_a_text_file_may_differ_in_width_from_its_header(tmp_path: Path, below: Row) -> None:
    rows = [HEADER, below, STORIES[0], STORIES[1][:8], [], STORIES[2], STORIES[3], ["Cộng"], ["Cộng", "", 4]]
    path = write_csv(tmp_path / "sổ.csv", rows)
    book = read_book([path], dt.date(2019, 12, 31), lambda _done, _total: None, StationMapping())
    assert problems_of(book) == []
    assert listed(book) == CLEAN
    assert [row.place.row for row in book.skipped] == [8, 9]


PARTS = [
    [["Thời lượng", None], ["Phút", "Giây"]],
    [["Phút", "Giây"]],
    [["Số phút", "Số giây"]],
    [["Thời lượng (phút)", "Thời lượng (giây)"]],
    [["Thời lượng", None], ["phút", "giây"], ["(8)", "(9)"]],
]


@pytest.mark.parametrize("header", PARTS, ids=lambda header: " ".join(map(str, header)))
@pytest.mark.parametrize("merged", [True, False])
def test_a_length_may_stand_in_two_columns(header: list[Row], merged: bool) -> None:
    top = [*HEADER[:-1], *header[0]]
    below = [[*([None] * (len(HEADER) - 1)), *row] for row in header[1:]]
    if len(header) == 3:
        below[-1] = [f"({at})" for at in range(1, len(HEADER) + 2)]
    story = STORIES[0][:-1]
    rows = [top, *below, [*story, 1, 30], [*STORIES[1][:-1], 2, None], [*STORIES[2][:-1], None, "45"]]
    where = ["H1:I1", *(f"{letter}1:{letter}2" for letter in "ABCDEFG")] if merged and len(header) > 1 else []
    book = read_sheets_of({"Tin bài": rows}, merged=where)
    assert problems_of(book) == []
    assert [row.seconds for row in book.stories] == [90, 120, 45]
    assert book.unknown_columns == []


@pytest.mark.parametrize("cells", [(1, 75), ("1,5", 30), ("x", 3), (-1, 5), (1, 2.5)])
def test_parts_that_make_no_length_are_refused(cells: tuple[object, object]) -> None:
    rows = [[*HEADER[:-1], "Phút", "Giây"], [*STORIES[0][:-1], *cells]]
    [problem] = problems_of(read_sheets_of({"Tin bài": rows}))
    assert " | " in problem


@pytest.mark.parametrize("header", [[["Giờ", "Phút"]], [["Giờ phát", None], ["Giờ", "Phút"]]], ids=str)
def test_a_time_of_day_may_stand_in_two_columns(header: list[Row]) -> None:
    top = ["Ngày phát", *header[0], "Thể loại", "Tiêu đề"]
    below = [[None, *row, None, None] for row in header[1:]]
    rows = [top, *below, ["01/03/2019", 5, 30, "Tin", "Một"], ["01/03/2019", "17", None, "Tin", "Hai"]]
    book = read_sheets_of({"Tin bài": [*rows, ["02/03/2019", "5h30", None, "Tin", "Ba"]]})
    assert problems_of(book) == []
    assert [row.time for row in book.stories] == [dt.time(5, 30), dt.time(17), dt.time(5, 30)]


def test_hours_minutes_and_seconds_of_a_time_are_no_length() -> None:
    rows = [["Ngày phát", "Giờ", "Phút", "Giây", "Thể loại", "Tiêu đề"], ["01/03/2019", 5, 30, 0, "Tin", "Một"]]
    [story] = read_sheets_of({"Tin bài": rows}).stories
    assert (story.time, story.seconds) == (dt.time(5, 30), None)


def test_a_header_with_another_unit_begins_another_table() -> None:
    top = [*HEADER[:-1], "Thời lượng (phút)"]
    below = [*HEADER[:-1], "Thời lượng (giây)"]
    rows = [top, [*STORIES[0][:-1], 2], below, [*STORIES[2][:-1], 90], below, [*STORIES[3][:-1], 60]]
    book = read_sheets_of({"Tin bài": rows})
    assert problems_of(book) == []
    assert [row.seconds for row in book.stories] == [120, 90, 60]


def test_a_header_that_is_repeated_without_its_unit_keeps_it() -> None:
    top = [*HEADER[:-1], "Thời lượng (phút)"]
    rows = [top, [*STORIES[0][:-1], 2], HEADER, [*STORIES[2][:-1], 3]]
    assert [row.seconds for row in read_sheets_of({"Tin bài": rows}).stories] == [120, 180]


def test_the_parts_of_a_length_may_reach_beyond_the_header_of_a_text_file(tmp_path: Path) -> None:
    header = ["Ngày phát", "Giờ phát", "Thể loại", "Tiêu đề"]
    file = write_csv(
        tmp_path / "a.csv",
        [
            header,
            ["(1)", "(2)", "(3)", "(4)"],
            [*[""] * 4, "Phút", "Giây"],
            ["01/03/2019", "05:30", "Tin", "Một", "1", "30"],
        ],
    )
    book = read_book([file], dt.date(2019, 12, 31), lambda _done, _total: None, StationMapping())
    assert [row.seconds for row in book.stories] == [90]
