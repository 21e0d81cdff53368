"""Finding names while somebody types."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radiodesk.model import name_search
from radiodesk.model.name_search import BETWEEN_PEOPLE, NameSearch, OtherName, UsedName, other_names, part_at
from radiodesk.model.names import BETWEEN_TOPICS
from radiodesk.model.text import fold

PROGRAMMES = NameSearch(
    [
        UsedName("Thời tiết nông vụ", 20),
        UsedName("Thời sự", 300),
        UsedName("Bản tin thời sự trưa", 90),
        UsedName("Người tốt, việc tốt", 40),
        UsedName("Nhà nông", 40),
    ]
)


def found(names: NameSearch, typed: str, limit: int = 8) -> list[str]:
    return [each.name for each in names.find(typed, limit)]


def test_the_most_used_names_come_first_and_case_and_accents_do_not_count() -> None:
    expected = ["Thời sự", "Bản tin thời sự trưa", "Thời tiết nông vụ"]

    for typed in ("thoi", "Thời", "  THOI ", "thơi"):
        assert sorted(found(PROGRAMMES, typed)) == sorted(expected)
    assert found(PROGRAMMES, "thoi") == expected
    assert found(PROGRAMMES, "thoi", 1) == ["Thời sự"]


def test_words_that_begin_as_typed_come_before_others() -> None:
    names = NameSearch([UsedName("Lan", 5), UsedName("Đan", 90), UsedName("An", 1), UsedName("Bình An", 2)])

    assert found(names, "an") == ["An", "Bình An", "Đan", "Lan"]


def test_names_that_differ_only_in_accents_are_told_apart() -> None:
    names = NameSearch([UsedName("Hoa", 1), UsedName("Hóa", 90), UsedName("Hòa", 5)])

    assert found(names, "hoa") == ["Hoa", "Hóa", "Hòa"]
    assert found(names, "Hò") == ["Hòa", "Hóa", "Hoa"]
    assert names.known("HÒA") == UsedName("Hòa", 5)
    assert names.known("Hỏa") is None


def test_nothing_typed_finds_all_names_by_use_and_then_by_the_alphabet() -> None:
    assert found(PROGRAMMES, "") == [
        "Thời sự",
        "Bản tin thời sự trưa",
        "Người tốt, việc tốt",
        "Nhà nông",
        "Thời tiết nông vụ",
    ]


def test_names_in_the_field_already_are_left_out() -> None:
    people = NameSearch([UsedName("Thu Hà", 2), UsedName("Thu Hằng", 1)])

    without = other_names("thu hà, thu", 11, BETWEEN_PEOPLE)

    assert [each.name for each in people.find("thu", without=without)] == ["Thu Hằng"]


def test_a_name_is_found_once_and_by_the_other_names_that_it_has() -> None:
    former, called = OtherName("Đức", "formerly Đức", True), OtherName("ĐM", "initials ĐM", False)
    people = NameSearch([UsedName("Lê Minh Đức", 3, others=(former, called)), UsedName("Phan Đức Anh", 9)])

    assert [(each.name, each.detail) for each in people.find("Đức")] == [
        ("Lê Minh Đức", "formerly Đức"),
        ("Phan Đức Anh", ""),
    ]
    assert [(each.name, each.detail) for each in people.find("đm")] == [("Lê Minh Đức", "initials ĐM")]
    assert [(each.name, each.detail) for each in people.find("minh")] == [("Lê Minh Đức", "")]
    assert found(people, "") == ["Phan Đức Anh", "Lê Minh Đức"]
    assert found(people, "đức", 1) == ["Lê Minh Đức"]
    assert [each.name for each in people.find("lê", without={"đức"})] == []
    assert people.known("ĐỨC") == UsedName("Lê Minh Đức", 3, "formerly Đức", (former, called))
    assert people.known("đm") is None  # others have these initials, too


@pytest.mark.parametrize(
    ("text", "between", "part"),
    [
        ("Thu Hà, |Na", BETWEEN_PEOPLE, "Na"),
        ("Thu| Hà, Nam", BETWEEN_PEOPLE, "Thu Hà"),
        ("Thu Hà,|", BETWEEN_PEOPLE, ""),
        ("Thu Hà, na|, Lan", BETWEEN_PEOPLE, "na"),
        ("|", BETWEEN_PEOPLE, ""),
        ("Bầu cử; phòng, ch|", BETWEEN_TOPICS, "phòng, ch"),
        ("Bầu cử, Nông|", BETWEEN_TOPICS, "Nông"),
        (" Người tốt, việc| ", None, "Người tốt, việc"),
    ],
)
def test_the_name_under_the_cursor_is_completed(text: str, between: object, part: str) -> None:
    cursor = text.index("|")
    begin, end = part_at(text.replace("|", ""), cursor, between)  # type: ignore[arg-type]

    assert text.replace("|", "")[begin:end] == part


@given(st.text(), st.integers(0, 50))
def test_a_part_lies_within_its_text(text: str, cursor: int) -> None:
    begin, end = part_at(text, min(cursor, len(text)), BETWEEN_PEOPLE)

    assert 0 <= begin <= end <= len(text)
    assert not BETWEEN_PEOPLE.search(text[begin:end])


@given(st.lists(st.text(), max_size=20, unique=True), st.text(max_size=3))
def test_every_name_that_holds_the_text_is_found_and_no_other(names: list[str], typed: str) -> None:
    search = NameSearch(UsedName(name) for name in names)

    assert sorted(found(search, typed, 99)) == sorted(name for name in names if fold(typed) in f" {fold(name)}")


def test_each_name_is_folded_once_however_much_is_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    folded: list[str] = []
    fold = name_search.fold
    monkeypatch.setattr(name_search, "fold", lambda text: folded.append(text) or fold(text))
    names = NameSearch(UsedName(f"Chuyên mục {number}") for number in range(100))
    for end in range(1, 8):
        names.find("chuyên mục"[:end])

    assert len(folded) == 100 + 7


def test_a_name_without_a_list_means_one_person_several_or_nobody() -> None:
    both = OtherName("Hà", "short name Hà", leads=False)
    names = NameSearch(
        [
            UsedName("Nguyễn Thị Thu Hà", 9, others=(OtherName("TH", "initials TH", leads=True), both)),
            UsedName("Lê Hà", 2, others=(both,)),
            UsedName("Trần Đức Anh", 1),
            UsedName("Phạm Văn An"),
            UsedName("Vũ Ân"),
            UsedName("Đỗ Hạ"),
        ]
    )

    def meant(typed: str) -> list[str]:
        return [each.name for each in names.meant(typed)]

    assert meant("th") == ["Nguyễn Thị Thu Hà"]
    assert meant("tran duc anh") == ["Trần Đức Anh"]
    assert meant("Đức Anh") == meant("duc anh") == ["Trần Đức Anh"]
    assert meant("Hà") == ["Nguyễn Thị Thu Hà", "Lê Hà"]
    assert meant("Thu Hà") == ["Nguyễn Thị Thu Hà"]
    assert meant("An") == ["Phạm Văn An"]  # no part of a word, as in Anh, and not Ân
    assert meant("Ăn") == meant("Thu") == meant("") == []  # accents that are typed count
