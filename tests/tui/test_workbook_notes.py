"""What is kept of workbooks while the desk is open."""

from pathlib import Path

from radiodesk.config import Config
from radiodesk.ledger.columns import SheetKind
from radiodesk.ledger.reading.mapping import remember, remembered_file, remembered_mapping
from radiodesk.ledger.refusal import Question
from radiodesk.model import Desk
from radiodesk.model.old_fonts import Font
from radiodesk.tui.workbook_notes import WorkbookNotes

WORD = Question("Thể loại", "Tin 24h", ("Tin", "Bài"), SheetKind.STORIES)
COLUMN = Question("Thính giả", "", ("Ghi chú",))


def test_a_marked_copy_is_known_while_it_the_workbook_and_the_problems_are_there(tmp_path: Path) -> None:
    book, copy = tmp_path / "so.xlsx", tmp_path / "so (marked).xlsx"
    book.write_text("1")
    copy.write_text("1")
    notes = WorkbookNotes()
    notes.note_copy(book, ("a", "b"), copy)
    assert notes.copy_of(book, ("a", "b")) == copy
    assert notes.copy_of(book, ("a",)) is None
    copy.unlink()
    assert notes.copy_of(book, ("a", "b")) is None
    copy.write_text("1")
    book.write_text("corrected")
    assert notes.copy_of(book, ("a", "b")) is None


def test_answers_go_before_what_the_desk_remembers_and_later_ones_before_earlier_ones(
    desk: Desk, config: Config
) -> None:
    remember(config, '[columns]\n"Thính giả" = "Ghi chú"\n')
    notes = WorkbookNotes()
    notes.answer({WORD: "Tin", COLUMN: ""})
    notes.answer({Question("Thể loại", "TIN 24H", ("Tin",), SheetKind.STORIES): "Bài"})
    mapping = notes.mapping(config)
    assert mapping.headers == {"thinh gia": ""}
    assert mapping.words == {SheetKind.STORIES: {"genre": {"tin 24h": "bai"}}}


def test_answers_are_remembered_once_and_those_of_other_workbooks_are_kept(desk: Desk, config: Config) -> None:
    notes = WorkbookNotes()
    notes.answer({WORD: "Tin", COLUMN: ""})
    notes.remember(config, [COLUMN])
    assert remembered_mapping(config).headers == {"thinh gia": ""}
    assert [question for question, _answer in notes.answers.values()] == [WORD]
    remembered_file(config).unlink()
    notes.remember(config, [COLUMN])
    assert not remembered_file(config).exists()


def test_the_font_is_that_of_the_files_of_the_last_attempt() -> None:
    notes = WorkbookNotes()
    notes.begin("a.xlsx")
    notes.font = Font.VNI
    notes.begin("a.xlsx")
    assert notes.font is Font.VNI
    notes.begin("b.xlsx")
    assert notes.font is None
