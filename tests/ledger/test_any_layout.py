"""However a clean book is furnished, merged and abbreviated, it says the same; and no row is lost without a word."""

from collections.abc import Sequence
from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.ledger.books import Row, listed, problems_of, read_sheets_of

HEADER = ["STT", "Ngày phát", "Giờ phát", "Thể loại", "Tiêu đề", "Tác giả", "Nguồn", "Thời lượng"]
DAY, TIME, GENRE, TITLE, AUTHORS, SOURCE = range(1, 7)
REPEATED = (DAY, TIME, GENRE, AUTHORS, SOURCE)

FURNITURE: list[Row] = [
    [],
    ["Tổng cộng", None, None, None, 6],
    [None, 3, None, None, 6],
    ["Cộng tháng 3/2019", None, None, None, None, None, None, "8:08"],
    [None, None, None, None, "CỘNG", 4],
    [None, None, None, None, "Lũy kế từ đầu năm", None, None, 3400],
    ["Trong đó: tin 4, bài 2"],
    ["II. TIN TỰ SẢN XUẤT"],
    [None, None, None, None, "A. Tin trong huyện"],
    ["Trang 2/5"],
    HEADER,
    ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)"],
    list(range(1, 9)),
    ["Người lập biểu", None, None, None, "NGƯỜI DUYỆT"],
]

editions = st.lists(
    st.tuples(
        st.sampled_from(["01/03/2019", "02/03/2019", "15/03/2019"]),
        st.sampled_from(["05:30", "17:00"]),
        st.lists(
            st.tuples(
                st.sampled_from(["Tin", "Bài", "Phóng sự"]),
                st.sampled_from(["Gieo cấy", "Tổng kết năm học", "Cộng đồng", "TIN LŨ", "Tháng 3 biên giới"]),
                st.sampled_from(["Thu Hà", "Công", "Tống", "Đức Anh, Thu Hà"]),
                st.sampled_from(["Tự sản xuất", "Khai thác"]),
                st.sampled_from(["0:44", "2:05"]),
            ),
            min_size=1,
            max_size=4,
            unique_by=lambda story: story[1],
        ),
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda edition: edition[:2],
)


class Written(NamedTuple):
    """A sheet as somebody may have written it. furniture: the numbers of the rows that hold no data."""

    rows: list[Row]
    merged: list[str]
    furniture: list[int]


def clean_rows(book: Sequence[tuple[str, str, list[tuple[str, ...]]]]) -> list[list[list[object]]]:
    """The rows of each edition, with every cell filled."""
    return [[[place, day, time, *story] for place, story in enumerate(stories, 1)] for day, time, stories in book]


@st.composite
def written(draw: st.DrawFn, clean: list[list[list[object]]]) -> Written:
    """The same rows with furniture between them, and with cells merged, blank, or replaced by marks."""
    sheet = Written([HEADER], [], [])

    def furnish() -> None:
        for row in draw(st.lists(st.sampled_from(FURNITURE), max_size=2)):
            sheet.rows.append(row)
            if row:
                sheet.furniture.append(len(sheet.rows))

    above: list[object] = []
    for stories in clean:
        if len(sheet.rows) > 1:
            furnish()
        style = draw(st.sampled_from(["full", "blank", "merged", "marks"]))
        first = len(sheet.rows) + 1
        for at, row in enumerate(stories):
            if style == "full" and at:
                furnish()
            sheet.rows.append(draw(abbreviated(row, above, style)) if at or style == "marks" else row)
            above = row
        if style == "merged" and len(stories) > 1:
            sheet.merged.extend(f"{column}{first}:{column}{len(sheet.rows)}" for column in "BC")
    furnish()
    return sheet


@st.composite
def abbreviated(draw: st.DrawFn, row: list[object], above: list[object], style: str) -> list[object]:
    """The row without what the row above says already."""
    cells = list(row)
    if style in ("blank", "merged"):
        cells[DAY] = cells[TIME] = None
    if style == "marks" and above:
        for place in REPEATED:
            if above[place] == row[place] and draw(st.booleans()):
                cells[place] = draw(st.sampled_from(["nt", "-nt-", "//", '"', "như trên"]))
    return cells


@settings(max_examples=150)
@given(data=st.data())
def test_a_book_with_furniture_merged_cells_and_marks_says_the_same(data: st.DataObject) -> None:
    clean = clean_rows(data.draw(editions))
    sheet = data.draw(written(clean))

    book = read_sheets_of({"Tin bài": sheet.rows}, merged=sheet.merged)

    assert problems_of(book) == []
    assert listed(book) == listed(read_sheets_of({"Tin bài": [HEADER, *(row for rows in clean for row in rows)]}))
    # Column numbers directly below a header are a part of it.
    assert {row.place.row for row in book.skipped} <= set(sheet.furniture)
    assert len(sheet.furniture) - len(book.skipped) <= sum(row == HEADER for row in sheet.rows) * 2


cells = st.tuples(
    st.sampled_from(["", 1, 7, "I", "Cộng", "Tổng cộng", "(1)"]),
    st.sampled_from(["", "01/03/2019", 6, "Tổng", "nt", "NGÀY 03/03/2019"]),
    st.sampled_from(["", "05:30", 3, "sáng", "nt"]),
    st.sampled_from(["", "Tin", "Bài", "Tin dịch", 4, "Cộng"]),
    st.sampled_from(["", "Gieo cấy", "Tổng cộng", "TIN LŨ", "I. Tháng 3", "Tháng 3", "Lũy kế", "Người lập biểu", 6]),
    st.sampled_from(["", "Thu Hà", "Công", "Tổng", "nt", 4]),
    st.sampled_from(["", "Tự sản xuất", "Báo", "nt"]),
    st.sampled_from(["", "0:44", "dài", 488]),
)


@settings(max_examples=300)
@given(rows=st.lists(cells, min_size=1, max_size=6))
def test_each_row_comes_in_is_told_or_is_listed_as_left_out(rows: list[tuple[object, ...]]) -> None:
    book = read_sheets_of({"Tin bài": [HEADER, *rows]})

    taken = {row.place.row for row in book.stories}
    told = {problem.place.row for problem in book.problems}
    left_out = {row.place.row for row in book.skipped}
    for number, row in enumerate(rows, 2):
        if isinstance(row[TITLE], str) and row[TITLE]:
            assert number in taken | told | left_out
        if isinstance(row[TITLE], str) and row[TITLE] and row[GENRE] in ("Tin", "Bài"):
            counts = row[TITLE] in ("Tổng cộng", "Lũy kế") and not any(row[DAY:GENRE])  # of the genre
            assert number in taken | told or counts
        if row[TITLE] == "Gieo cấy":
            # A title and a name alone may be two signatures.
            assert number in taken | told or not any(row[:TITLE] + row[SOURCE:])
    assert not taken & left_out
