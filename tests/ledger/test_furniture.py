"""Rows that hold no data: totals, headings, page headers and signatures are listed, and no row of data is lost."""

import datetime as dt
from collections.abc import Callable, Sequence

import pytest

from tests.ledger.books import (
    BROADCASTS,
    CLIP,
    CLIPS,
    NEWS,
    PUBLICATION,
    PUBLICATIONS,
    Row,
    changed,
    listed,
    problems_of,
    read_sheets_of,
)

CLIP_PLANNED = ["", "", "Clip", "Tiếp xúc cử tri", "Công", "", "", "Kế hoạch"]

HEADER = ["STT", "Ngày phát", "Giờ phát", "Thể loại", "Tiêu đề", "Tác giả", "Nguồn", "Thời lượng"]
STORIES: list[Row] = [
    [1, "01/03/2019", "05:30", "Tin", "Gieo cấy vụ xuân", "Đức Anh", "Tự sản xuất", "0:44"],
    [2, "01/03/2019", "05:30", "Bài", "Nông thôn mới", "Thu Hà", "Cộng tác viên", "2:44"],
    [3, "02/03/2019", "05:30", "Tin", "Tổng kết vụ đông", "Văn Công", "Tự sản xuất", "0:50"],
    [4, "02/03/2019", "05:30", "Tin", "Cộng đồng chung tay", "Tống", "Tự sản xuất", "1:00"],
    [5, "03/03/2019", "05:30", "Phóng sự", "Làng nghề", "Công", "Tự sản xuất", "3:10"],
    [6, "03/03/2019", "05:30", "Tin", "Tiêm phòng dại", "Đức Anh", "Tự sản xuất", "0:40"],
]
CLEAN = [
    "2019-03-01 05:30 | Gieo cấy vụ xuân | 44 | Đức Anh",
    "2019-03-01 05:30 | report | Nông thôn mới | 164 | Thu Hà | contributor",
    "2019-03-02 05:30 | Tổng kết vụ đông | 50 | Văn Công",
    "2019-03-02 05:30 | Cộng đồng chung tay | 60 | Tống",
    "2019-03-03 05:30 | feature | Làng nghề | 190 | Công",
    "2019-03-03 05:30 | Tiêm phòng dại | 40 | Đức Anh",
]

TOTALS = [
    "Tổng cộng",
    "TỔNG CỘNG:",
    "Tổng",
    "Cộng",
    "Cộng:",
    "C Ộ N G",
    "T Ổ N G   C Ộ N G",
    "Tổng số",
    "Tổng số tin, bài",
    "Tổng số: 06 tin, bài",
    "Cộng tháng 3",
    "Cộng T3",
    "Tổng T3: 6 tin, bài",
    "Cộng 6 tin, bài",
    "Cộng ngày 01/03/2019",
    "Cộng tuần 1",
    "Cộng quý I",
    "Cộng dồn",
    "Lũy kế",
    "Luỹ kế từ đầu năm",
    "Mang sang",
    "Cộng mang sang",
    "Số mang sang",
    "Chuyển trang sau",
    "Cộng chuyển sang trang sau",
    "T/C",
    "TC:",
    "T.Cộng",
    "Total",
    "TOTAL:",
    "Grand total",
    "Subtotal",
    "Bằng chữ: sáu tin, bài",
    "(Bằng chữ: sáu tin, bài)",
    "Trong đó: tin 4, bài 2",
    "- Trong đó:",
    "Tổng thời lượng: 8 phút",
    "Tổng tháng 3",
    "Tổng tin: 4",
    "Tổng (I + II)",
    "Tổng cộng (1+2)",
    "Số lượng tin, bài",
]


def without(*cells: tuple[int, object]) -> list[object]:
    """A row with these cells alone, by place."""
    row: list[object] = [None] * len(HEADER)
    for place, cell in cells:
        row[place] = cell
    return row


def check(rows: Sequence[Row], *left_out: int) -> None:
    """All six stories are in, and the rows with these numbers are listed as left out."""
    book = read_sheets_of({"Tin bài": rows})
    assert problems_of(book) == []
    assert listed(book) == CLEAN
    assert [row.place.row for row in book.skipped] == list(left_out)


def check_among(furniture: Sequence[Row]) -> None:
    """The same, with these rows above, between and below the stories."""
    count = len(furniture)
    rows = [HEADER, *furniture, *STORIES[:2], *furniture, *STORIES[2:], *furniture]
    starts = (2, 2 + count + 2, 2 + 2 * count + len(STORIES))
    check(rows, *(number for start in starts for number in range(start, start + count)))


@pytest.mark.parametrize(
    "cells",
    [
        lambda label: without((0, label), (4, 6)),
        lambda label: without((0, label)),
        lambda label: without((1, label), (2, 6)),
        lambda label: without((4, label), (5, 6)),
        lambda label: without((4, label)),
        lambda label: without((3, label), (7, "8:08")),
        lambda label: without((6, label), (7, "8:08")),
    ],
)
def test_totals_in_any_column_are_left_out_and_listed(cells: Callable[[str], Row]) -> None:
    totals = [cells(label) for label in TOTALS]
    check_among(totals)


def test_totals_in_the_column_of_names_are_left_out_and_listed() -> None:
    totals = [without((5, label), (7, "8:08")) for label in TOTALS if "Tổng" in label or "Cộng" in label]
    check_among(totals)


def test_sums_without_a_label_and_with_a_day_are_left_out() -> None:
    totals = [
        without((1, 6)),
        without((4, 6)),
        without((7, dt.timedelta(minutes=8))),
        without((0, 6), (7, "8:08")),
        without((1, 3), (4, 6), (7, 488)),
        without((1, dt.date(2019, 3, 1)), (4, "Cộng"), (7, "8:08")),
        without((1, "01/03/2019"), (0, "Cộng"), (4, 2)),
        without((1, "01/03/2019"), (4, "Cộng ngày 01/3: 2 tin, bài")),
        without((0, "Tổng cộng"), (1, 6), (2, 6), (3, 6), (4, 6), (5, 6)),
        without((0, "Cộng"), (3, "4 tin, 2 bài")),
        without((0, "Cộng"), (3, "Tin: 4"), (4, "Bài: 2"), (7, "8:08")),
        without((4, "Cộng"), (5, "6 tin, bài"), (7, "8:08")),
    ]
    check_among(totals)


@pytest.mark.parametrize("more", [[], [(5, 6)], [(5, "6")], [(7, "8:08")], [(7, dt.timedelta(minutes=8))], [(0, 7)]])
def test_totals_of_each_genre_with_their_label_or_number_as_title_are_left_out(more: list[tuple[int, object]]) -> None:
    labels = [
        *TOTALS[:13],
        *TOTALS[14:23],
        "1",
        6,
        "06",
        "Tổng số phóng sự",
        "02 bài",
        "4 tin",
        "6 tin, bài",
        "Bài: 01",
        "Tin: 4",
    ]
    totals = [without((3, genre), (4, label), *more) for label in labels for genre in ("Tin", "Phóng sự")]
    check_among(totals)


@pytest.mark.parametrize("title", ["Tổng hợp tình hình sản xuất", "Tổng số hộ nghèo giảm", "Cộng tin yêu"])
def test_a_title_that_begins_as_a_label_of_a_total_is_asked_about(title: str) -> None:
    for more in ([], [(7, "0:40")]):
        row = without((3, "Tin"), (4, title), *more)
        book = read_sheets_of({"Tin bài": [HEADER, *STORIES[:2], row, *STORIES[2:]]})
        assert [(problem.place.row, problem.column) for problem in book.problems] == [(4, "Tiêu đề")]
        assert title in str(book.problems[0])


@pytest.mark.parametrize("cell", [(5, "Thu Hà"), (5, "Công"), (6, "Tự sản xuất")])
def test_a_total_as_title_with_an_author_or_a_source_is_a_story(cell: tuple[int, object]) -> None:
    for title in ("Cộng", "Tổng số", "113"):
        book = read_sheets_of({"Tin bài": [HEADER, *STORIES, without((3, "Tin"), (4, title), cell)]})
        assert problems_of(book) == []
        assert (book.stories[-1].title, book.stories[-1].day) == (title, dt.date(2019, 3, 3))


def test_totals_of_each_kind_among_broadcasts_and_clips_are_left_out() -> None:
    broadcasts = [without((2, "Cộng"), (3, "Thời sự")), without((2, "5"), (3, "Phát lại"), (4, "75:00"))]
    clips = [without((2, "Clip"), (3, "Tổng số"), (4, 7)), without((2, "Chuyên mục"), (3, "3"))]
    book = read_sheets_of(
        {"Chương trình": [BROADCASTS, NEWS, *broadcasts], "Truyền hình": [CLIPS, CLIP, *clips, CLIP_PLANNED]}
    )
    assert problems_of(book) == []
    assert (len(book.broadcasts), len(book.clips), len(book.skipped)) == (1, 2, 4)


@pytest.mark.parametrize("title", ["TIN THỜI TIẾT", "I. Gieo cấy", "Phần mềm mới", "THỜI TIẾT"])
def test_a_title_like_a_heading_with_an_author_is_asked_about(title: str) -> None:
    for above in ([], [[]]):
        rows = [HEADER, *STORIES[:2], *above, without((4, title), (5, "Thu Hà")), *STORIES[2:]]
        book = read_sheets_of({"Tin bài": rows})
        assert [(problem.place.row, problem.column) for problem in book.problems] == [(4 + len(above), "Tiêu đề")]


def test_two_signatures_in_capitals_in_the_columns_of_titles_and_names_are_left_out() -> None:
    block: list[Row] = [[], without((4, "NGƯỜI LẬP BIỂU"), (5, "TRƯỞNG ĐÀI")), without((4, "Thu Hà"), (5, "Văn Tống"))]
    check([HEADER, *STORIES, *block], 9, 10)


def test_a_publication_with_the_name_of_a_page_is_asked_about() -> None:
    rows = [PUBLICATIONS, PUBLICATION, [None, None, None, "Fanpage Đài"], [None, None, None, "Cổng TTĐT"], PUBLICATION]
    for day, time in ((None, None), (None, "05:30"), ("05/03/2019", None)):
        rows[2] = [day, day, time, "Fanpage Đài"]
        book = read_sheets_of({"Website": rows})
        assert {problem.place.row for problem in book.problems} == {3, 4}
        assert not book.skipped


def test_signatures_below_publications_are_left_out() -> None:
    block: list[Row] = [[], [None, None, None, "NGƯỜI LẬP BIỂU"], [None, None, None, "Nguyễn Thị Thu Hà"]]
    book = read_sheets_of({"Website": [PUBLICATIONS, PUBLICATION, *block]})
    assert problems_of(book) == []
    assert [row.place.row for row in book.skipped] == [4, 5]


SECTIONS = [
    "I. Tháng 3",
    "II. TIN TỰ SẢN XUẤT",
    "A. Tin trong huyện",
    "B/ Tin khai thác",
    "Phần I: Tin trong huyện",
    "THÁNG 3 NĂM 2019",
    "Tháng 3/2019",
    "Tuần 1",
    "Tuần 1 (từ 01/3 đến 07/3/2019)",
    "QUÝ I",
    "TIN TRONG HUYỆN",
    "Mục 2. Tin khai thác",
]


@pytest.mark.parametrize("place", [0, 1, 4])
def test_headings_are_left_out_and_listed(place: int) -> None:
    check_among([without((place, text)) for text in SECTIONS])


def test_a_section_with_its_number_beside_it_is_left_out() -> None:
    headings = [without((0, "I"), (4, "Tin trong huyện")), without((0, "II."), (4, "Tin khai thác"))]
    check([HEADER, headings[0], *STORIES[:2], headings[1], *STORIES[2:]], 2, 5)


@pytest.mark.parametrize("texts", [("NGÀY {}", "Thứ bảy, {}", "{}"), ("* Ngày {}:", "Thứ bảy, ngày {}", "Ngày {}")])
@pytest.mark.parametrize("place", [0, 1, 4])
def test_the_day_of_a_heading_is_that_of_the_rows_below_it(texts: Row, place: int) -> None:
    rows: list[Row] = [HEADER]
    for text, day in zip(texts, ("01/03/2019", "02/03/2019", "03/03/2019"), strict=True):
        rows.append(without((place, str(text).format(day))))
        rows += [[*row[:1], None, *row[2:]] for row in STORIES if row[1] == day]
    check(rows, 2, 5, 8)


@pytest.mark.parametrize(
    "numbers",
    [
        list(range(1, 9)),
        [f"({number})" for number in range(1, 9)],
        [str(number) for number in range(1, 9)],
        list("ABCDEFGH"),
        ["A", "B", "C", 1, 2, 3, 4, 5],
        ["(A)", "(B)", "(C)", "(1)", "(2)", "(3)", "(4)", "(5)"],
        [1, 2, 3, 4, 5, 6, 7, "8=6+7"],
    ],
)
def test_column_numbers_and_page_headers_among_the_rows_are_left_out(numbers: Row) -> None:
    check([HEADER, numbers, *STORIES[:3], HEADER, numbers, *STORIES[3:]], 6, 7)
    check([HEADER, numbers, *STORIES[:3], numbers, *STORIES[3:]], 6)


@pytest.mark.parametrize("place", range(len(HEADER)))
def test_a_signature_block_under_any_column_is_left_out(place: int) -> None:
    block: list[Row] = [
        [],
        without((place, "Lương Tài, ngày 31 tháng 3 năm 2019")),
        without((place, "NGƯỜI LẬP BIỂU")),
        without((place, "(Ký, ghi rõ họ tên)")),
        [],
        without((place, "Nguyễn Thị Thu Hà")),
    ]
    check([HEADER, *STORIES, *block], 9, 10, 11, 13)


@pytest.mark.parametrize("places", [(0, 4), (1, 5), (2, 6), (0, 3), (1, 4), (4, 7), (4, 5), (0, 5), (4, 6), (3, 6)])
def test_two_signatures_beside_each_other_are_left_out(places: tuple[int, int]) -> None:
    one, other = places
    block: list[Row] = [
        without((0, "Tổng cộng"), (4, 6)),
        without((one, "Người lập biểu"), (other, "Trưởng đài")),
        without((one, "(Ký tên)"), (other, "(Ký tên, đóng dấu)")),
        without((one, "Nguyễn Thị Thu Hà"), (other, "Lê Văn Tống")),
    ]
    check([HEADER, *STORIES, *block], 8, 9, 10, 11)


@pytest.mark.parametrize("place", [6, 7])
def test_a_signature_below_the_recipients_or_states_of_clips_is_left_out(place: int) -> None:
    block: list[Row] = [
        [],
        without((2, "NGƯỜI LẬP BIỂU"), (place, "TRƯỞNG ĐÀI")),
        without((3, "Nguyễn Thị Thu Hà"), (place, "Lê Văn Tống")),
    ]
    book = read_sheets_of({"Truyền hình": [CLIPS, CLIP, *block]})
    assert problems_of(book) == []
    assert [row.place.row for row in book.skipped] == [4, 5]


def test_a_new_page_with_letterhead_and_header_goes_on() -> None:
    page: list[Row] = [
        without((0, "Cộng trang 1"), (4, 3)),
        without((4, "Trang 1/2")),
        without((0, "UBND HUYỆN LƯƠNG TÀI"), (4, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")),
        without((0, "ĐÀI PHÁT THANH"), (4, "Độc lập - Tự do - Hạnh phúc")),
        without((4, "SỔ THEO DÕI TIN BÀI")),
        HEADER,
    ]
    check([HEADER, *STORIES[:3], *page, *STORIES[3:]], 5, 6, 7, 8, 9, 10)


@pytest.mark.parametrize("missing", [1, 3, 4])
def test_an_author_with_such_a_name_makes_no_total(missing: int) -> None:
    authors = ["Công", "Tống", "CÔNG", "Văn Công", "Tống Thu"]
    forgotten = [changed(changed(STORIES[4], 5, author), missing, None) for author in authors]
    book = read_sheets_of({"Tin bài": [HEADER, *STORIES[:4], *forgotten, STORIES[5]]})
    assert [problem.place.row for problem in book.problems] == [6, 7, 8, 9, 10]
    assert not book.skipped


@pytest.mark.parametrize(
    "blank", [(), (6, 7), (0, 5, 6, 7), (0, 1, 2), (0, 1, 2, 3), (0, 1, 2, 6, 7), (1, 2, 3, 6), (0, 1, 2, 3, 6)]
)
def test_a_row_of_data_with_the_title_of_a_total_or_a_heading_is_never_left_out(blank: Sequence[int]) -> None:
    titles = ["Tổng số hộ nghèo giảm", "Cộng", "Tổng cộng", "Lũy kế", "Tháng 3", "I. Gieo cấy", "TIN MỚI", "Ngày 8/3"]
    rows = [
        [None if place in blank else cell for place, cell in enumerate(changed(STORIES[5], 4, title))]
        for title in titles
    ]
    book = read_sheets_of({"Tin bài": [HEADER, *STORIES, *rows]})
    told = {problem.place.row for problem in book.problems}
    if 3 in blank:
        assert told == set(range(8, 16))
    else:
        assert [row.title for row in book.stories[6:14]] == titles
    assert not book.skipped


@pytest.mark.parametrize(
    "title", ["Nam thanh niên cứu người", "Tuần lễ áo dài", "Thứ hai đầu tuần", "Ngày hội làng", "Tháng củ mật"]
)
def test_a_title_that_begins_like_a_date_is_no_heading(title: str) -> None:
    book = read_sheets_of({"Tin bài": [HEADER, *STORIES[:5], without((4, title)), STORIES[5]]})
    assert [title in problem for problem in problems_of(book)] == [True]


@pytest.mark.parametrize("cell", [(0, 7), (1, "03/03/2019"), (2, "05:30"), (7, "0:40")])
def test_a_title_in_capitals_beside_what_only_data_has_is_a_story_that_somebody_forgot_to_fill_in(
    cell: tuple[int, object],
) -> None:
    book = read_sheets_of({"Tin bài": [HEADER, *STORIES, [], without(cell, (4, "HỘI NGHỊ GIAO BAN"))]})
    assert not book.skipped
    assert {problem.place.row for problem in book.problems} == {9}
    assert "Thể loại" in {problem.column for problem in book.problems}


def test_a_title_alone_below_a_row_of_data_is_asked_about() -> None:
    forgotten = without((4, "Hội thi cấy lúa"))
    for below in ([], [without((0, "Tổng cộng"), (4, 7))], [HEADER, STORIES[5]], [[], STORIES[5]]):
        book = read_sheets_of({"Tin bài": [HEADER, *STORIES[:5], forgotten, *below]})
        assert problems_of(book) == [
            "sổ.xlsx, sheet “Tin bài”, row 7, column “Tiêu đề”: “Hội thi cấy lúa”; expected: the rest of the row; "
            "it has only this. Delete the row if it is a heading or a total"
        ]
