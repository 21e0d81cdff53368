"""Which of the station's own headers and words a ledger uses."""

import datetime as dt
from contextlib import suppress
from pathlib import Path

import pytest

from radiodesk.ledger import LedgerRefused, bring_in
from radiodesk.ledger.columns import SheetKind
from radiodesk.ledger.reading.mapping import StationMapping, answers_text, merge_text, parse_mapping
from radiodesk.ledger.refusal import Question
from radiodesk.model import Desk
from tests.ledger.books import BROADCASTS, CLIP, CLIPS, NEWS, STORY, changed, ledger, write_xlsx

TODAY = dt.date(2019, 12, 31)
MAPPING = """
[columns]
"CT của đài" = "Tên chương trình"
"Thính giả" = ""
"Không có ở đây" = "Biên tập"

[words."Trạng thái"]
"Không dùng" = "Không đạt"
"Chưa dùng" = "Kế hoạch"

[words."Thể loại"]
"Tin 24h" = "Tin ngắn"
"""


def used(desk: Desk, book: Path, mapping: StationMapping) -> dict[Question, str]:
    """What an import says that it used of a mapping, though it is refused."""
    told: list[dict[Question, str]] = []
    with suppress(LedgerRefused):
        bring_in(desk, [book], dry_run=True, mapping=mapping, today=TODAY, used_answers=told.append)
    (answers,) = told
    return answers


def own_words(path: Path, *, day: str = "05/03/2019") -> Path:
    sheets = ledger(
        broadcasts=[changed(NEWS, 0, day)],
        stories=[changed(STORY, 3, "Tin 24h"), changed(changed(STORY, 2, 2), 3, "TIN 24H")],
        clips=[changed(CLIP, 7, "Không dùng")],
        publications=[],
    )
    header, row = sheets["Chương trình"]
    sheets["Chương trình"] = [[*changed(header, 2, "CT của đài"), "Thính giả"], [*row, "5"]]
    return write_xlsx(path, sheets)


@pytest.mark.parametrize("day", ["05/03/2019", "31/02/2019"])
def test_the_headers_and_words_of_the_ledger_that_the_mapping_knows_are_told(
    desk: Desk, tmp_path: Path, day: str
) -> None:
    answers = used(desk, own_words(tmp_path / "so.xlsx", day=day), parse_mapping(MAPPING, ""))
    told = {(question.kind, question.header, question.word): answer for question, answer in answers.items()}
    assert told == {
        (None, "CT của đài", ""): "Tên chương trình",
        (None, "Thính giả", ""): "",
        (SheetKind.STORIES, "Thể loại", "Tin 24h"): "Tin",  # the first word that means what “Tin ngắn” means
        (SheetKind.CLIPS, "Trạng thái", "Không dùng"): "Không đạt",
    }


def test_what_is_told_can_be_asked_again(desk: Desk, tmp_path: Path) -> None:
    answers = used(desk, own_words(tmp_path / "so.xlsx"), parse_mapping(MAPPING, ""))
    choices = {question.header: question.choices for question in answers}
    assert all(answer in question.choices for question, answer in answers.items() if answer)
    assert choices["CT của đài"][0] == "Tên chương trình"
    assert "Nguồn tiếp âm" in choices["Thính giả"]
    assert choices["Trạng thái"] == ("Đã gửi", "Đã phát", "Không đạt", "Kế hoạch", "Đã quay", "Đã dựng")


def test_a_header_that_the_mapping_makes_one_too_many_is_told(desk: Desk, tmp_path: Path) -> None:
    """Else the answer could not be taken back, for which the ledger is refused."""
    book = write_xlsx(tmp_path / "so.xlsx", {"Chương trình": [[*BROADCASTS, "Người viết"], [*NEWS, "Lan"]]})
    mapping = parse_mapping('[columns]\n"Người viết" = "Biên tập"\n', "")
    (question,) = used(desk, book, mapping)
    assert (question.header, "Biên tập" in question.choices) == ("Người viết", True)


def test_one_header_in_sheets_of_two_kinds_is_told_once_with_the_choices_of_both(desk: Desk, tmp_path: Path) -> None:
    sheets = {
        "Chương trình": [changed(BROADCASTS, 7, "Nghe đài"), changed(NEWS, 7, "rõ")],
        "Truyền hình": [changed(CLIPS, 6, "Nghe đài"), CLIP],
    }
    book = write_xlsx(tmp_path / "so.xlsx", sheets)
    (question,) = used(desk, book, parse_mapping('[columns]\n"Nghe đài" = ""\n', ""))
    assert {"Nguồn tiếp âm", "Nơi nhận"} <= set(question.choices)


def test_without_a_mapping_nothing_is_told(desk: Desk, tmp_path: Path) -> None:
    assert used(desk, own_words(tmp_path / "so.xlsx"), StationMapping()) == {}


def test_a_new_answer_replaces_the_remembered_one_however_the_header_was_written() -> None:
    earlier = '[columns]\n"CT của đài" = "Tên chương trình"  # Lan\n"Thính giả" = ""\n'
    later = answers_text({Question("CT CỦA ĐÀI", "", ()): ""})
    text = merge_text(earlier, later)
    assert parse_mapping(text, "").headers == {"ct cua dai": "", "thinh gia": ""}
    again = merge_text(text, answers_text({Question("CT của đài", "", ()): "Ghi chú"}))
    assert parse_mapping(again, "").headers == {"ct cua dai": "ghi chu", "thinh gia": ""}
