"""The headers and words that stations use."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radiodesk.errors import UserError
from radiodesk.kinds import BroadcastKind, BroadcastState, Genre, ProgrammeKind, Source
from radiodesk.model.names import join_names, one_name, split_names
from tests.ledger.books import NEWS, STORY, changed, problems_of, read_sheets_of

BROADCASTS = [
    "Ngày phát",
    "Giờ phát",
    "Tên chương trình",
    "Thể loại",
    "Thời lượng",
    "Biên tập",
    "Trạng thái",
    "Ghi chú",
]
STORIES = ["Ngày phát", "Giờ phát", "Thứ tự", "Thể loại", "Tiêu đề", "Tác giả", "Nguồn", "Thời lượng"]


@pytest.mark.parametrize(
    ("place", "headers"),
    [
        (0, ["Ngày", "Ngày tháng", "Ngày, tháng", "NGÀY PHÁT SÓNG", "Ngày\nphát", "ngày phát (dd/mm)"]),
        (1, ["Giờ", "Giờ phát sóng", "Khung giờ"]),
        (4, ["Tên tin, bài", "Tên tin bài", "Nội dung", "Tiêu đề tin, bài", "Tên tác phẩm"]),
        (5, ["Tác giả/PV", "PV/CTV", "PV - CTV", "Người thực hiện", "Họ tên tác giả", "Tác giả (PV)", "Nhóm tác giả"]),
        (7, ["T.lượng", "T. lượng", "TL", "T/L", "Thời lượng (phút:giây)", "Độ dài"]),
    ],
)
def test_a_column_goes_by_these_headers(place: int, headers: list[str]) -> None:
    for header in headers:
        book = read_sheets_of({"Sổ": [changed(STORIES, place, header), STORY]})
        assert (problems_of(book), book.unknown_columns) == ([], []), header
        assert [(row.title, row.authors, row.seconds) for row in book.stories] == [
            ("Gieo cấy vụ xuân", ("Thu Hà",), 44)
        ], header


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (
            BroadcastState.AIRED,
            ["Đã phát", "Đã phát sóng", "Đã PS", "đã p/s", "ĐÃ PHÁT", "x", "X", "✓", "✔", "√", "da phat"],
        ),
        (BroadcastState.CANCELLED, ["Hủy", "Huỷ", "Đã hủy"]),
        (BroadcastState.MISSED, ["Không phát"]),
        (BroadcastState.PLANNED, ["Kế hoạch", "Dự kiến"]),
        (None, ["", "-"]),
    ],
)
def test_a_state_goes_by_these_words(state: BroadcastState | None, words: list[str]) -> None:
    for word in words:
        book = read_sheets_of({"Sổ": [BROADCASTS, changed(NEWS, 6, word)]})
        assert problems_of(book) == [], word
        assert [row.state for row in book.broadcasts] == [state], word


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (ProgrammeKind.NEWS, ["Thời sự", "Thời sự phát thanh", "Bản tin", "Bản tin thời sự"]),
        (ProgrammeKind.COLUMN, ["Chuyên mục", "Tọa đàm", "Toạ đàm"]),
        (ProgrammeKind.ANNOUNCEMENT, ["Thông báo"]),
        (ProgrammeKind.MUSIC, ["Ca nhạc", "Văn nghệ"]),
    ],
)
def test_a_kind_of_programme_goes_by_these_words(kind: ProgrammeKind, words: list[str]) -> None:
    for word in words:
        book = read_sheets_of({"Sổ": [BROADCASTS, changed(NEWS, 3, word)]})
        assert problems_of(book) == [], word
        assert [row.content for row in book.broadcasts] == [(BroadcastKind.FIRST_RUN, kind, False)], word


@pytest.mark.parametrize(
    ("genre", "words"),
    [
        (Genre.BRIEF, ["Tin", "TIN", "Tin ngắn", "Tin vắn", "Bản tin"]),
        (Genre.REPORT, ["Bài", "Phản ánh", "Bài phản ánh", "Ghi nhanh"]),
        (Genre.FEATURE, ["Phóng sự"]),
        (Genre.INTERVIEW, ["Phỏng vấn", "Tọa đàm", "Toạ đàm"]),
        (Genre.COMMENTARY, ["Bình luận", "Xã luận"]),
        (Genre.PROFILE, ["Gương người tốt, việc tốt", "Người tốt - việc tốt"]),
    ],
)
def test_a_genre_goes_by_these_words(genre: Genre, words: list[str]) -> None:
    for word in words:
        book = read_sheets_of({"Sổ": [STORIES, changed(STORY, 3, word)]})
        assert problems_of(book) == [], word
        assert [row.genre for row in book.stories] == [genre], word


def test_a_source_goes_by_these_words() -> None:
    words = {"Tự SX": Source.OWN, "PV": Source.OWN, "CTV": Source.CONTRIBUTOR, "Sưu tầm": Source.TAKEN}
    for word, source in words.items():
        book = read_sheets_of({"Sổ": [STORIES, changed(STORY, 6, word)]})
        assert [row.source for row in book.stories] == [source], word


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("Thu Hà và Đức Anh", ("Thu Hà", "Đức Anh")),
        ("Thu Hà + Đức Anh", ("Thu Hà", "Đức Anh")),
        ("Thu Hà; Đức Anh", ("Thu Hà", "Đức Anh")),
        ("Thu Hà, Đức Anh và Công", ("Thu Hà", "Đức Anh", "Công")),
        ("Thu Hà - Đức Anh", ("Thu Hà", "Đức Anh")),
        ("Thu Hà\nĐức Anh", ("Thu Hà", "Đức Anh")),
        ("PV: Thu Hà", ("Thu Hà",)),
        ("CTV: Thu Hà", ("Thu Hà",)),
        ("Thu Hà (CTV)", ("Thu Hà",)),
        ("Vàng Seo Và", ("Vàng Seo Và",)),
        ("PV Thu Hà", ("Thu Hà",)),
        ("PV. Thu Hà", ("Thu Hà",)),
        ("BTV Thu Hà và CTV Đức Anh", ("Thu Hà", "Đức Anh")),
        ("PV: Thu Hà CTV: Đức Anh", ("Thu Hà", "Đức Anh")),
        ("PV, BTV Thu Hà", ("Thu Hà",)),
        ("phóng viên Thu Hà", ("Thu Hà",)),
        ("Biên tập viên. Thu Hà", ("Thu Hà",)),
        ("Cộng tác viên: Thu Hà", ("Thu Hà",)),
        ("Thu Hà (Phóng viên)", ("Thu Hà",)),
        ("- Thu Hà", ("Thu Hà",)),
        ("• Thu Hà\n• Đức Anh", ("Thu Hà", "Đức Anh")),
        ("1. Thu Hà\n2) Đức Anh.", ("Thu Hà", "Đức Anh")),
        ("Thu Hà, …", ("Thu Hà",)),
        ("QP: Thu Hà; BT: Đức Anh", ("Thu Hà", "Đức Anh")),
        ("Quay phim: Thu Hà", ("Thu Hà",)),
        ("Đ/c Thu Hà, đ/c: Đức Anh", ("Thu Hà", "Đức Anh")),
        ("Tin, ảnh: Thu Hà", ("Thu Hà",)),
        ("Thu Hà (ảnh + viết), Đức Anh (t/h)", ("Thu Hà", "Đức Anh")),
        ("KT: Nguyễn Văn A.; MC: Thu Hà", ("Nguyễn Văn A.", "Thu Hà")),
        ("P.V Thu Hà", ("Thu Hà",)),
        ("Thu Hà (viết), Đức Anh (đọc)", ("Thu Hà", "Đức Anh")),
        # what is a name, or may be one
        ("Nguyễn Văn A.", ("Nguyễn Văn A.",)),
        ("N.V.A, Trần B.", ("N.V.A", "Trần B.")),
        ("NSND Thu Hà, NSƯT Đức Anh", ("NSND Thu Hà", "NSƯT Đức Anh")),
        ("Th.S Thu Hà", ("Th.S Thu Hà",)),
        ("PGS. TS. Lê Nam, ThS. Thu Hà", ("PGS. TS. Lê Nam", "ThS. Thu Hà")),
        ("Bài Ca, Tin Tức", ("Bài Ca", "Tin Tức")),
        ("Lê Viết Ảnh", ("Lê Viết Ảnh",)),
        ("Bế Viết: Hà", ("Bế Viết: Hà",)),
        ("PV", ("PV",)),
        ("PV, CTV", ("PV", "CTV")),
        ("CTV xã Lai Hạ", ("CTV xã Lai Hạ",)),
        ("Phóng viên 3", ("Phóng viên 3",)),
        ("Ban biên tập", ("Ban biên tập",)),
        ("Ban biên tập. Thu Hà", ("Ban biên tập", "Thu Hà")),
        ("", ()),
        ("-", ()),
    ],
)
def test_names_are_told_apart(cell: str, names: tuple[str, ...]) -> None:
    book = read_sheets_of({"Sổ": [STORIES, changed(STORY, 5, cell)]})
    assert [row.authors for row in book.stories] == [names]


PEOPLE = st.sampled_from(["Thu Hà", "Đức Anh", "Công", "Nguyễn Văn A.", "NSND Lê Khanh", "Bùi Thị PV", "Vàng Seo Và"])
BEFORE = st.sampled_from(
    ["", "- ", "-", "• ", "1. ", "2) ", "PV ", "PV. ", "PV: ", "BTV:", "CTV ", "Phóng viên ", "Biên tập viên: ", "pv: "]
)
BEHIND = st.sampled_from(["", " ", ",", ";", " -", " (PV)", " (ctv)", "…"])
BETWEEN = st.sampled_from([", ", "; ", "/", " & ", " - ", "\n", "\n- "])


@given(st.lists(st.tuples(BEFORE, PEOPLE, BEHIND), min_size=1, max_size=4, unique_by=lambda part: part[1]), BETWEEN)
def test_what_stands_around_a_name_does_not_become_a_part_of_the_person(
    parts: list[tuple[str, str, str]], between: str
) -> None:
    cell = between.join(before + name + behind for before, name, behind in parts)
    assert split_names(cell) == [name for _before, name, _behind in parts]


@given(st.one_of(st.text(), st.lists(st.one_of(PEOPLE, BEFORE, BEHIND, BETWEEN)).map("".join)))
def test_names_that_were_read_are_read_again_from_an_export(cell: str) -> None:
    try:
        names = split_names(cell)
    except UserError:
        return
    assert split_names(join_names(names)) == names
    assert [one_name(name) for name in names] == names


def test_an_unknown_word_is_refused_with_the_known_ones_and_asked_about_once() -> None:
    rows = [changed(STORY, 3, "Tin dịch"), changed(changed(STORY, 3, "TIN DỊCH"), 2, 2)]
    book = read_sheets_of({"Sổ": [STORIES, *rows]})
    assert len(book.problems) == 2
    assert "expected: one of Tin, Bài, Phóng sự" in problems_of(book)[0]
    assert [(asked.header, asked.word) for asked in book.questions.values()] == [("Thể loại", "TIN DỊCH")]


@pytest.mark.parametrize(("place", "word"), [(3, "Chuyên mục (lần hai)"), (3, "Tiếp âm (VOV1)"), (6, "Đã phát (hủy)")])
def test_what_stands_in_brackets_behind_a_word_is_not_ignored(place: int, word: str) -> None:
    book = read_sheets_of({"Sổ": [BROADCASTS, changed(NEWS, place, word)]})
    assert [asked.word for asked in book.questions.values()] == [word]


def test_signs_in_brackets_are_no_word() -> None:
    book = read_sheets_of({"Sổ": [BROADCASTS, changed(NEWS, 6, "Đã phát (?)")]})
    assert [row.state for row in book.broadcasts] == [BroadcastState.AIRED]


def test_a_word_in_brackets_may_make_the_meaning() -> None:
    rows = [changed(NEWS, 3, "Thời sự (phát lại)"), changed(NEWS, 3, "Tiếp âm (trực tiếp)")]
    kinds = [row.content.kind for row in read_sheets_of({"Sổ": [BROADCASTS, *rows]}).broadcasts]
    assert kinds == [BroadcastKind.REPEAT, BroadcastKind.RELAY]
