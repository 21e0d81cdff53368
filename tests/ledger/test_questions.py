"""What an import asks of the station: the meaning of unknown words and headers."""

import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy import select

from radiodesk.ledger import LedgerRefused, bring_in
from radiodesk.ledger.columns import SheetKind
from radiodesk.ledger.reading.lengths import Unit
from radiodesk.ledger.reading.mapping import BadMapping, StationMapping, answers_text, merge_text, parse_mapping
from radiodesk.ledger.reading.written_days import DayOrder
from radiodesk.ledger.refusal import Question
from radiodesk.model import Desk, Duty
from tests.ledger.books import BROADCASTS, CLIP, CLIPS, NEWS, STORY, Row, bring, changed, ledger, write_xlsx

TODAY = dt.date(2019, 12, 31)
HEARD = changed(NEWS, 7, "nghe rõ")


def test_an_unknown_header_is_asked_about_once_with_the_columns_that_are_still_free(desk: Desk, tmp_path: Path) -> None:
    header = changed(BROADCASTS, 7, "Nghe đài")
    book = write_xlsx(
        tmp_path / "so.xlsx", {"Tháng 3": [header, HEARD], "Tháng 4": [header, changed(HEARD, 1, "06:30")]}
    )
    (question,) = bring(desk, book, dry_run=True).questions
    assert (question.header, question.word) == ("Nghe đài", "")
    assert question.choices == (
        "Thời lượng dự kiến",
        "Phát thanh viên",
        "Kỹ thuật",
        "Ghi chú",
        "Nguồn tiếp âm",
        "Phát lần đầu",
    )


def test_a_header_of_two_kinds_of_sheets_has_the_choices_of_both(desk: Desk, tmp_path: Path) -> None:
    sheets: dict[str, list[Row]] = {
        "Chương trình": [changed(BROADCASTS, 7, "Nghe đài"), HEARD],
        "Truyền hình": [changed(CLIPS, 6, "Nghe đài"), CLIP],
    }
    (question,) = bring(desk, write_xlsx(tmp_path / "so.xlsx", sheets), dry_run=True).questions
    assert {"Nguồn tiếp âm", "Nơi nhận"} <= set(question.choices)


def test_the_unknown_headers_of_a_refused_ledger_are_asked_about_too(desk: Desk, tmp_path: Path) -> None:
    book = write_xlsx(tmp_path / "so.xlsx", {"Chương trình": [changed(BROADCASTS, 2, "CT của đài"), NEWS]})
    with pytest.raises(LedgerRefused) as refused:
        bring(desk, book)
    (question,) = refused.value.column_questions
    assert question.choices[0] == "Tên chương trình"
    mapping = parse_mapping(answers_text({question: "Tên chương trình"}), "")
    assert bring_in(desk, [book], mapping=mapping, dry_run=True, today=TODAY).changes_something


def test_a_column_that_the_mapping_leaves_out_is_not_asked_about_or_remarked_on(desk: Desk, tmp_path: Path) -> None:
    book = write_xlsx(tmp_path / "so.xlsx", {"Chương trình": [changed(BROADCASTS, 7, "Nghe đài"), HEARD]})
    (question,) = bring(desk, book, dry_run=True).questions
    mapping = parse_mapping(answers_text({question: ""}), "")
    outcome = bring_in(desk, [book], mapping=mapping, dry_run=True, today=TODAY)
    assert (outcome.questions, outcome.unknown_columns, outcome.remarks) == ((), (), ())


def test_a_column_that_is_left_out_of_one_table_is_read_in_those_that_know_it(desk: Desk, tmp_path: Path) -> None:
    mapping = parse_mapping('[columns]\n"Biên tập" = ""\n', "")
    sheets: dict[str, list[Row]] = {
        "Chương trình": [BROADCASTS, NEWS],
        "Truyền hình": [[*CLIPS, "Biên tập"], [*CLIP, "Minh"]],
    }
    bring_in(desk, [write_xlsx(tmp_path / "so.xlsx", sheets)], mapping=mapping, today=TODAY)

    with desk.reading() as session:
        assert len(session.scalars(select(Duty)).all()) == 1


def test_a_header_of_signs_only_is_remarked_on_and_not_asked_about(desk: Desk, tmp_path: Path) -> None:
    book = write_xlsx(tmp_path / "so.xlsx", {"Chương trình": [changed(BROADCASTS, 7, "***"), HEARD]})
    outcome = bring_in(desk, [book], mapping=StationMapping(), dry_run=True, today=TODAY)
    assert outcome.questions == ()
    assert "***" in outcome.remarks[0]


@pytest.mark.parametrize("cell", ["", " ", "-"])
def test_a_column_in_which_nothing_stands_is_neither_asked_about_nor_remarked_on(
    desk: Desk, tmp_path: Path, cell: str
) -> None:
    sheets = {"Chương trình": [[*BROADCASTS, "Duyệt", "Nghe đài"], [*NEWS, cell, "nghe rõ"]]}
    outcome = bring_in(desk, [write_xlsx(tmp_path / "so.xlsx", sheets)], dry_run=True, today=TODAY)
    assert [question.header for question in outcome.questions] == ["Nghe đài"]
    assert [header for _place, header in outcome.unknown_columns] == ["Nghe đài"]


def test_a_column_that_stands_twice_hides_no_question(desk: Desk, tmp_path: Path) -> None:
    sheets = {"Chương trình": [[*BROADCASTS, "Ghi chú", "Nghe đài"], [*NEWS, "", "nghe rõ"]]}
    with pytest.raises(LedgerRefused) as refused:
        bring(desk, write_xlsx(tmp_path / "so.xlsx", sheets))
    assert [question.header for question in refused.value.column_questions] == ["Nghe đài"]


def test_a_column_that_only_rows_below_the_first_fill_is_asked_about(desk: Desk, tmp_path: Path) -> None:
    sheets = {"Chương trình": [[*BROADCASTS, "Duyệt"], NEWS, [*changed(NEWS, 1, "06:30"), "Lan"]]}
    (question,) = bring(desk, write_xlsx(tmp_path / "so.xlsx", sheets), dry_run=True).questions
    assert question.header == "Duyệt"


def two_kinds(path: Path) -> Path:
    """A ledger with one unknown word in the column Thể loại of broadcasts and of stories."""
    sheets = ledger(broadcasts=[changed(NEWS, 3, "Sáng sớm")], stories=[changed(STORY, 3, "Sáng sớm")])
    return write_xlsx(path, {"Chương trình": sheets["Chương trình"], "Tin bài": sheets["Tin bài"]})


def asked(desk: Desk, book: Path, mapping: StationMapping) -> dict[SheetKind | None, Question]:
    """The questions about words, by what the rows are."""
    with pytest.raises(LedgerRefused) as refused:
        bring_in(desk, [book], mapping=mapping, dry_run=True, today=TODAY)
    return {question.kind: question for question in refused.value.questions}


def test_a_word_is_asked_about_for_each_kind_of_row_with_the_meanings_that_it_can_have_there(
    desk: Desk, tmp_path: Path
) -> None:
    book = two_kinds(tmp_path / "so.xlsx")
    questions = asked(desk, book, StationMapping())
    assert set(questions) == {SheetKind.BROADCASTS, SheetKind.STORIES}
    programme, story = questions[SheetKind.BROADCASTS], questions[SheetKind.STORIES]
    assert ("Thời sự phát thanh" in programme.choices, "Thời sự phát thanh" in story.choices) == (True, False)
    assert ("Phóng sự" in programme.choices, "Phóng sự" in story.choices) == (False, True)

    mapping = parse_mapping(answers_text({programme: "Chuyên mục", story: "Phóng sự"}), "")
    assert bring_in(desk, [book], mapping=mapping, dry_run=True, today=TODAY).changes_something
    assert set(asked(desk, book, parse_mapping(answers_text({story: "Phóng sự"}), ""))) == {SheetKind.BROADCASTS}


def test_a_refusal_names_the_table_of_the_mapping_for_the_kind_of_row(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(LedgerRefused) as refused:
        bring(desk, two_kinds(tmp_path / "so.xlsx"))
    text = str(refused.value)
    assert "sheet “Chương trình”, row 2, column “Thể loại”: “Sáng sớm”; expected: one of Thời sự phát thanh" in text
    assert "sheet “Tin bài”, row 2, column “Thể loại”: “Sáng sớm”; expected: one of Tin" in text
    assert 'for “Sáng sớm”, in its table [sheets."Chương trình".words."Thể loại"]' in text


FOR_ALL = '[words."Thể loại"]\n"Sáng sớm" = "{}"\n'
FOR_STORIES = '[sheets."Tin bài".words."Thể loại"]\n"sáng sớm" = "{}"\n'


@pytest.mark.parametrize(
    ("earlier", "later", "stories", "broadcasts"),
    [
        ("", FOR_ALL.format("Bản tin"), "ban tin", "ban tin"),  # both kinds of rows know this one
        ("", FOR_ALL.format("Phóng sự"), "phong su", None),
        ("", FOR_ALL.format("Bản tin") + FOR_STORIES.format("Tin"), "tin", "ban tin"),
        (FOR_ALL.format("Bản tin"), FOR_STORIES.format("Tin"), "tin", "ban tin"),
        (FOR_STORIES.format("Tin"), FOR_ALL.format("Bản tin"), "ban tin", "ban tin"),
        (FOR_STORIES.format("Tin"), FOR_ALL.format("Thời sự"), "tin", "thoi su"),
    ],
)
def test_a_later_mapping_goes_before_an_earlier_one_now_and_once_it_is_remembered(
    earlier: str, later: str, stories: str | None, broadcasts: str | None
) -> None:
    given = parse_mapping(later, "").over(parse_mapping(earlier, ""))
    remembered = parse_mapping(merge_text(earlier, later), "")
    for mapping in (given, remembered):
        assert mapping.words_of(SheetKind.STORIES, "genre").get("sang som") == stories
        assert mapping.words_of(SheetKind.BROADCASTS, "kind").get("sang som") == broadcasts


def test_a_later_order_of_days_and_unit_of_lengths_go_before_earlier_ones() -> None:
    settings = '[sheets."Tin bài"]\ndays = "{}"\nlengths = "{}"\n'
    earlier, later = settings.format("month/day/year", "minutes"), settings.format("day/month/year", "seconds")
    given = parse_mapping(later, "").over(parse_mapping(earlier, ""))
    remembered = parse_mapping(merge_text(earlier, later), "")
    for mapping in (given, remembered):
        assert (mapping.orders, mapping.units) == (
            {SheetKind.STORIES: DayOrder.DAY_FIRST},
            {SheetKind.STORIES: Unit.SECONDS},
        )


def test_a_word_of_one_kind_of_row_must_mean_one_that_is_known_there() -> None:
    with pytest.raises(BadMapping, match="line 2: “sáng sớm”; expected: one of Tin"):
        parse_mapping(FOR_STORIES.format("Thời sự phát thanh"), "map.toml")
