"""The month and year of days that state only their number: from the sheet, its letterhead and the headings."""

import datetime as dt
from collections.abc import Sequence

import pytest

from radiodesk.ledger.reading.book import Book
from radiodesk.ledger.reading.contexts import Context, Weight, context_of, weight_of
from tests.ledger.books import problems_of, read_sheets_of

HEADER = ["Ngày phát", "Giờ phát", "Tên chương trình", "Thể loại", "Trạng thái"]


def read(lines: Sequence[str | int], *, name: str = "Sổ", letterhead: Sequence[str] = ()) -> Book:
    """A sheet with lines of text, and with a programme for each number of a day."""
    rows = [
        [line, None, None, None, None]
        if isinstance(line, str)
        else [line, "5h30", "Thời sự sáng", "Thời sự", "Đã phát"]
        for line in lines
    ]
    return read_sheets_of({name: [*([line, None, None, None, None] for line in letterhead), HEADER, *rows]})


def days(book: Book) -> list[str]:
    assert problems_of(book) == []
    return [f"{row.day:%d/%m/%Y}" for row in book.broadcasts]


@pytest.mark.parametrize(
    "remark",
    [
        "Lập ngày 02 tháng 4 năm 2019",
        "Lai Hạ, ngày 02 tháng 4 năm 2019",
        "Lai Hạ, ngày 2/4/2019",
        "Ban hành theo Quyết định số 15/QĐ-UBND ngày 02/01/2018",
        "Theo Kế hoạch tháng 1/2018 của Ủy ban nhân dân huyện",
    ],
)
@pytest.mark.parametrize("first", [True, False])
def test_the_title_of_a_letterhead_states_the_month_and_not_a_remark(remark: str, first: bool) -> None:
    title = "SỔ THEO DÕI THÁNG 3 NĂM 2019"
    letterhead = [remark, title] if first else [title, remark]
    assert days(read([1, 2], letterhead=letterhead)) == ["01/03/2019", "02/03/2019"]


def test_a_remark_alone_states_no_month() -> None:
    book = read([1, 2], letterhead=["Lập ngày 02 tháng 4 năm 2019"])
    assert ["nothing near it states the month" in problem for problem in problems_of(book)] == [True, True]


def test_the_month_of_a_heading_keeps_the_year_of_the_letterhead() -> None:
    book = read(["Tháng 1", 30, 31, "Tháng 2", 1, 2], letterhead=["NĂM 2019"])
    assert days(book) == ["30/01/2019", "31/01/2019", "01/02/2019", "02/02/2019"]


def test_the_month_of_a_heading_keeps_the_year_of_a_heading_above_it() -> None:
    book = read(["NĂM 2018", "Tháng 12", 31, "NĂM 2019", "Tháng 1", 1], name="2018 - 2019")
    assert days(book) == ["31/12/2018", "01/01/2019"]


def test_a_heading_with_another_month_than_the_letterhead_is_in_the_year_near_to_it() -> None:
    book = read([31, "Tháng 1", 1, 2], letterhead=["SỔ THEO DÕI THÁNG 12 NĂM 2018"])
    assert days(book) == ["31/12/2018", "01/01/2019", "02/01/2019"]


@pytest.mark.parametrize(
    "remark",
    [
        "Từ đây theo kế hoạch tháng 4/2019",
        "Kế hoạch cho tháng 4: tăng thời lượng",
        "Lai Hạ, ngày 02 tháng 4 năm 2019",
        "Tháng 4/2019 sẽ đổi giờ phát sóng của chương trình",
    ],
)
def test_a_remark_among_the_rows_does_not_change_the_month(remark: str) -> None:
    book = read(["Tháng 2/2019", 1, 2, remark, 3, 4])
    assert days(book) == ["01/02/2019", "02/02/2019", "03/02/2019", "04/02/2019"]


@pytest.mark.parametrize("above", [[27, 28], []])
def test_days_that_do_not_follow_those_above_a_remark_with_another_month_are_asked_for(above: list[int]) -> None:
    book = read(["Tháng 2/2019", *above, "Các tin do cơ sở gửi về trong tháng 4", 1, 2])
    assert [problem.value for problem in book.problems] == ["“1”", "“2”"]


@pytest.mark.parametrize(
    "heading",
    [
        "Tháng 3",
        "III. THÁNG 3",
        "II. Tháng 3/2019",
        "Tin bài tháng 3",
        "CHƯƠNG TRÌNH CHÀO MỪNG THÁNG 3",
        "Tháng 3 (dự kiến)",
    ],
)
def test_a_heading_among_the_rows_changes_the_month(heading: str) -> None:
    book = read([1, 28, heading, 1, 2], letterhead=["THÁNG 2 NĂM 2019"])
    assert days(book) == ["01/02/2019", "28/02/2019", "01/03/2019", "02/03/2019"]


def test_a_sheet_whose_name_and_letterhead_state_different_months_is_told() -> None:
    book = read([1], name="Tháng 3", letterhead=["SỔ THEO DÕI THÁNG 2 NĂM 2019"])
    assert "state several months" in problems_of(book)[0]


def test_a_heading_with_the_year_does_not_choose_between_two_months() -> None:
    book = read(["NĂM 2019", 1], name="Tháng 3", letterhead=["SỔ THEO DÕI THÁNG 2 NĂM 2019"])
    assert "state several months" in problems_of(book)[0]


@pytest.mark.parametrize(
    ("text", "context"),
    [
        ("Từ ngày 01/3/2019 đến ngày 31/3/2019", Context(3, 2019)),
        ("Từ ngày 15 tháng 2 đến ngày 14 tháng 3 năm 2019", Context(None, 2019)),
        ("TỪ THÁNG 1 ĐẾN THÁNG 3 NĂM 2019", Context(None, 2019)),
        ("T6, 01/03/2019", Context(None, None)),
        ("Tháng 3 năm 2019 (lập ngày 02/4/2019)", Context(3, 2019)),
    ],
)
def test_a_text_with_days_or_several_months_states_only_what_they_share(text: str, context: Context) -> None:
    stated = context_of(text)
    assert (stated.month, stated.year) == (context.month, context.year)


def test_titles_headings_and_remarks_are_told_apart() -> None:
    texts = ["SỔ THEO DÕI TIN, BÀI THÁNG 3/2019", "KẾ HOẠCH THÁNG 4", "Nghỉ lễ trong tháng 4"]
    assert list(map(weight_of, texts)) == [Weight.TITLE, Weight.HEADING, Weight.REMARK]


@pytest.mark.parametrize(
    ("text", "month", "year"),
    [
        ("Tháng 9/2017 (từ ngày 01/9 đến ngày 30/9)", 9, 2017),
        ("(Từ 01/9 - 30/9/2017)", 9, 2017),
        ("TỪ NGÀY 01/9/2017 ĐẾN NGÀY 30/9/2017", 9, 2017),
        ("Năm 2019 (từ 1/3 đến hết 31/3)", 3, 2019),
        ("Quý I (từ ngày 01/01 đến 31/3/2019)", None, 2019),
        ("Từ ngày 16/12/2018 đến 15/01/2019", None, None),
        ("Từ ngày 01/13 đến ngày 30/13/2017", None, 2017),
    ],
)
def test_the_first_and_the_last_day_of_a_ledger_state_its_month(text: str, month: int | None, year: int | None) -> None:
    stated = context_of(text)
    assert (stated.month, stated.year) == (month, year)
    assert weight_of(text) is Weight.TITLE


@pytest.mark.parametrize(
    "letterhead",
    ["(Từ 15/12 đến 14/3/2019)", "Từ ngày 15/12/2018 đến 14/03/2019", "QUÝ I NĂM 2019 (từ 15/12 đến 14/3)"],
)
def test_a_span_over_the_turn_of_the_year_gives_each_month_its_own_year(letterhead: str) -> None:
    rows = [[day, "5h30", "Thời sự sáng", "Thời sự", "Đã phát"] for day in ("20/12", "31/12", "05/01", "10/3")]
    book = read_sheets_of({"Sổ": [[letterhead, *[None] * 4], HEADER, *rows]})
    assert days(book) == ["20/12/2018", "31/12/2018", "05/01/2019", "10/03/2019"]


@pytest.mark.parametrize("name", ["Sổ", "T1-2019"])
@pytest.mark.parametrize("letterhead", ["THÁNG 1/2019 (từ 15/12 đến 14/1)", "(từ 15/12 đến 14/01/2019)"])
def test_numbers_of_days_in_a_span_of_two_months_are_asked_about(name: str, letterhead: str) -> None:
    """A period of the authority ends on the 14th: 15 is one of December there."""
    found = problems_of(read([15, 20, 14], name=name, letterhead=[letterhead]))
    assert ["a day with its month and year" in problem for problem in found] == [True] * 3


def test_the_month_of_a_heading_goes_on_from_the_one_above_it() -> None:
    book = read(["THÁNG 12/2018", 30, 31, "THÁNG 1", 1, 2, "Tháng 2", 3])
    assert days(book) == ["30/12/2018", "31/12/2018", "01/01/2019", "02/01/2019", "03/02/2019"]


def test_the_month_of_a_sheet_goes_on_from_the_sheet_before_it() -> None:
    def sheet(*numbers: int) -> list[list[object]]:
        return [list(HEADER), *([day, "5h30", "Thời sự sáng", "Thời sự", "Đã phát"] for day in numbers)]

    book = read_sheets_of({"CT T12-2018": sheet(30), "CT T1": sheet(1), "CT T2": sheet(2)})
    assert days(book) == ["30/12/2018", "01/01/2019", "02/02/2019"]


def test_days_without_a_year_far_from_those_with_one_are_asked_about() -> None:
    rows = [[day, "5h30", "Thời sự sáng", "Thời sự", "Đã phát"] for day in ("20/12/2018", "21/12/2018")]
    for text, found in (("05/01", "05/01/2019"), ("10/10", "10/10/2018"), ("10/06", None)):
        other = [[text, "17h00", "Thời sự chiều", "Thời sự", "Đã phát"]]
        book = read_sheets_of({"Một": [HEADER, *rows], "Hai": [HEADER, *other]})
        if found:
            assert days(book)[-1] == found
        else:
            assert "nothing near it states the year" in problems_of(book)[0]


@pytest.mark.parametrize("heading", ["THÁNG TƯ", "Tháng tư", "THÁNG IV", "Tháng 4", dt.date(2019, 4, 1)])
def test_a_heading_with_the_month_in_words_is_one(heading: object) -> None:
    rows = [[day, "5h30", "Thời sự sáng", "Thời sự", "Đã phát"] for day in (30, 31)]
    later = [[day, "5h30", "Thời sự sáng", "Thời sự", "Đã phát"] for day in (1, 2)]
    book = read_sheets_of({"Sổ": [["THÁNG 3/2019", *[None] * 4], HEADER, *rows, [heading, *[None] * 4], *later]})
    assert days(book) == ["30/03/2019", "31/03/2019", "01/04/2019", "02/04/2019"]


@pytest.mark.parametrize("heading", ["T2", "T3", "T7"])
def test_the_short_name_of_a_weekday_is_no_month(heading: str) -> None:
    assert days(read(["THÁNG 3/2019", 4, heading, 5])) == ["04/03/2019", "05/03/2019"]


@pytest.mark.parametrize(
    "document",
    [
        "(Ban hành kèm theo Thông tư số 05/2017/TT-BTTTT)",
        "Quyết định số 15/2017/QĐ-UBND",
        "Theo Công văn số 12/STTTT-BCVT",
        "(Kèm theo Quyết định số 15/QĐ-UBND)",
    ],
)
def test_the_number_of_a_document_states_neither_month_nor_year(document: str) -> None:
    assert context_of(document) == Context()
    assert days(read([1], name="T3-2019", letterhead=[document])) == ["01/03/2019"]


def test_a_row_with_only_a_day_begins_a_group_of_its_own() -> None:
    """Its stories do not go into the programme of the group above."""
    header = ["Ngày phát", "Giờ phát", "Thể loại", "Tiêu đề"]
    rows = [
        ["01/03/2019", "05:30", "Tin", "Một"],
        [dt.date(2019, 3, 2), "17:00", None, None],
        [None, None, "Tin", "Hai"],
    ]
    found = problems_of(read_sheets_of({"Tin bài": [header, *rows]}))
    assert found
    assert all("row 4" in problem for problem in found)


def test_the_letterhead_of_another_page_states_the_month_of_its_rows() -> None:
    def rows(*numbers: int) -> list[list[object]]:
        return [[day, "5h30", "Thời sự sáng", "Thời sự", "Đã phát"] for day in numbers]

    page = [["Đài truyền thanh xã Lai Hạ - tháng 4/2019", *[None] * 4], HEADER]
    book = read_sheets_of({"Sổ": [["THÁNG 3/2019", *[None] * 4], HEADER, *rows(10, 12), *page, *rows(15, 20)]})
    assert days(book) == ["10/03/2019", "12/03/2019", "15/04/2019", "20/04/2019"]
