"""What an import asks of the station: the meaning of unknown words and headers."""

import datetime as dt
from pathlib import Path

import pytest

from radiodesk.ledger import LedgerRefused, bring_in
from radiodesk.ledger.mapping import StationMapping, answers_text, parse_mapping
from radiodesk.model import Desk
from tests.ledger.books import BROADCASTS, CLIP, CLIPS, NEWS, Row, bring, changed, write_xlsx

TODAY = dt.date(2019, 12, 31)


def test_an_unknown_header_is_asked_about_once_with_the_columns_that_are_still_free(desk: Desk, tmp_path: Path) -> None:
    header = changed(BROADCASTS, 7, "Nghe đài")
    book = write_xlsx(tmp_path / "so.xlsx", {"Tháng 3": [header, NEWS], "Tháng 4": [header]})
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
        "Chương trình": [changed(BROADCASTS, 7, "Nghe đài"), NEWS],
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
    book = write_xlsx(tmp_path / "so.xlsx", {"Chương trình": [changed(BROADCASTS, 7, "Nghe đài"), NEWS]})
    (question,) = bring(desk, book, dry_run=True).questions
    mapping = parse_mapping(answers_text({question: ""}), "")
    outcome = bring_in(desk, [book], mapping=mapping, dry_run=True, today=TODAY)
    assert (outcome.questions, outcome.unknown_columns, outcome.remarks) == ((), (), ())


def test_a_header_of_signs_only_is_remarked_on_and_not_asked_about(desk: Desk, tmp_path: Path) -> None:
    book = write_xlsx(tmp_path / "so.xlsx", {"Chương trình": [changed(BROADCASTS, 7, "***"), NEWS]})
    outcome = bring_in(desk, [book], mapping=StationMapping(), dry_run=True, today=TODAY)
    assert outcome.questions == ()
    assert "***" in outcome.remarks[0]
