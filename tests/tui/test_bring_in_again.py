"""What the terminal keeps of what was said about a workbook, and how an answer is taken back."""

from pathlib import Path

import pytest
from sqlalchemy import func, select
from textual.pilot import Pilot
from textual.widgets import Button, Input, OptionList

from radiodesk.config import Config
from radiodesk.ledger.columns import SheetKind
from radiodesk.ledger.reading.mapping import remember, remembered_file, remembered_mapping
from radiodesk.model import Broadcast, Desk
from radiodesk.model.old_fonts import Font
from radiodesk.tui.dialogs.ledger_preview import LedgerPreview
from radiodesk.tui.dialogs.ledger_problems import LedgerProblems
from radiodesk.tui.dialogs.meanings import Meanings
from radiodesk.tui.dialogs.picker import Picker
from tests.ledger.books import CLIP, NEWS, STORY, changed, ledger, size_of, write_xlsx
from tests.model.test_old_fonts import typed
from tests.tui.driving import driven, notices, type_in, until, until_back, until_seen
from tests.tui.test_bring_in import ask_for
from tests.tui.test_bring_in_questions import choose

pytestmark = pytest.mark.deep

BAD_DAY = changed(changed(NEWS, 0, "31/02/2019"), 1, "06:30")


def own_words(path: Path, *, right: bool = False, clip: str = "Không dùng") -> Path:
    """A workbook with own words for a genre and for the state of a clip, and a wrong day unless it is right."""
    broadcasts = [NEWS] if right else [NEWS, BAD_DAY]
    stories, clips = [changed(STORY, 3, "Tin 24h")], [changed(CLIP, 7, clip)]
    return write_xlsx(path, ledger(broadcasts=broadcasts, stories=stories, clips=clips, publications=[]))


async def answer_both(pilot: Pilot[None]) -> None:
    await until_seen(pilot, "Unknown words")
    await choose(pilot, "Tin 24h", "Phóng sự")
    await choose(pilot, "Không dùng", "Đã gửi")
    await pilot.press("enter")


async def again(pilot: Pilot[None]) -> None:
    """Leave what is shown and bring in the files of the last attempt, which the form still names."""
    await pilot.press("escape")
    await until(pilot, lambda: len(pilot.app.screen_stack) == 1)
    await pilot.press("b")
    await until(pilot, lambda: isinstance(pilot.app.screen.focused, Input))
    await pilot.press("enter")


async def test_a_corrected_workbook_is_brought_in_without_typing_or_answering_anything_again(
    desk: Desk, config: Config, tmp_path: Path
) -> None:
    async with driven(config) as pilot:
        await ask_for(pilot, own_words(tmp_path / "so.xlsx"))
        await answer_both(pilot)
        await until_seen(pilot, "1 problem in the workbook")
        assert not remembered_file(config).exists()
        own_words(tmp_path / "so.xlsx", right=True)
        await again(pilot)
        await until_seen(pilot, "only at the desk")
        assert isinstance(pilot.app.screen, LedgerPreview)
        assert not remembered_file(config).exists()
        await pilot.press("enter")
        await until_seen(pilot, "Rows added: 3")
        await until(pilot, lambda: remembered_file(config).exists())
    assert remembered_mapping(config).words == {
        SheetKind.STORIES: {"genre": {"tin 24h": "phong su"}},
        SheetKind.CLIPS: {"state": {"khong dung": "da gui"}},
    }


async def test_only_what_has_no_answer_yet_is_asked_at_the_next_attempt(
    desk: Desk, config: Config, tmp_path: Path
) -> None:
    async with driven(config) as pilot:
        await ask_for(pilot, own_words(tmp_path / "so.xlsx"))
        await until_seen(pilot, "Unknown words")
        await choose(pilot, "Tin 24h", "Phóng sự")
        await pilot.press("ctrl+s")
        await until_seen(pilot, "2 problems in the workbook")
        await again(pilot)
        screen = await until_seen(pilot, "Unknown words", "Không dùng")
        assert "Tin 24h" not in screen


async def test_leaving_the_questions_keeps_the_answers_so_far(desk: Desk, config: Config, tmp_path: Path) -> None:
    async with driven(config) as pilot:
        await ask_for(pilot, own_words(tmp_path / "so.xlsx"))
        await until_seen(pilot, "Unknown words")
        await choose(pilot, "Tin 24h", "Phóng sự")
        await pilot.press("escape")
        await until_seen(pilot, "An Excel workbook", "so.xlsx")
        await pilot.press("enter")
        screen = await until_seen(pilot, "Unknown words", "Không dùng")
        assert "Tin 24h" not in screen


async def test_only_answers_that_an_imported_workbook_uses_are_remembered(
    desk: Desk, config: Config, tmp_path: Path
) -> None:
    async with driven(config) as pilot:
        await ask_for(pilot, own_words(tmp_path / "so.xlsx"))
        await answer_both(pilot)
        await until_seen(pilot, "1 problem in the workbook")
        own_words(tmp_path / "so.xlsx", right=True, clip="Đã gửi")
        await again(pilot)
        await until_seen(pilot, "only at the desk")
        await pilot.press("enter")
        await until(pilot, lambda: remembered_file(config).exists())
    assert set(remembered_mapping(config).words) == {SheetKind.STORIES}


async def test_the_list_of_problems_takes_an_answer_back(desk: Desk, config: Config, tmp_path: Path) -> None:
    async with driven(config) as pilot:
        await ask_for(pilot, own_words(tmp_path / "so.xlsx"))
        await until_seen(pilot, "Unknown words")
        await choose(pilot, "Tin 24h", "Phóng sự")
        await pilot.press("ctrl+s")
        await until_seen(pilot, "2 problems in the workbook", "e: meanings")
        await pilot.press("e")
        await until_seen(pilot, "What the words mean", "Không dùng", "Tin 24h", "Phóng sự")
        await choose(pilot, "Không dùng", "Đã gửi")  # the one without an answer comes first
        await pilot.press("ctrl+s")
        await until_seen(pilot, "1 problem in the workbook")
        await pilot.press("e")
        await until_seen(pilot, "What the words mean")
        await pilot.press("ctrl+s")  # nothing is changed
        await until(pilot, lambda: isinstance(pilot.app.screen, LedgerProblems))


async def test_the_preview_names_a_remembered_answer_and_takes_it_back(
    desk: Desk, config: Config, tmp_path: Path
) -> None:
    remember(config, '[sheets."Truyền hình".words."Trạng thái"]\n"Không dùng" = "Đã gửi"\n')
    sheets = ledger(broadcasts=[], stories=[], clips=[changed(CLIP, 7, "Không dùng")], publications=[])
    async with driven(config) as pilot:
        await ask_for(pilot, write_xlsx(tmp_path / "so.xlsx", sheets))
        await until_seen(pilot, "“Không dùng” is read as “Đã gửi” (Truyền hình: Trạng thái)", "e: meanings")
        await pilot.press("e")
        await until_seen(pilot, "What the words mean")
        await pilot.press("enter")
        await until_seen(pilot, "What does “Không dùng”")
        options = pilot.app.screen.query_one(OptionList)
        await until(pilot, lambda: options.highlighted is not None)
        assert options.highlighted is not None
        assert str(options.get_option_at_index(options.highlighted).prompt).strip() == "Đã gửi"
        await type_in(pilot, "Không đạt")
        await pilot.press("enter", "enter")  # the second one on the button
        await until_seen(pilot, "“Không dùng” is read as “Không đạt”", "Import")
        assert "da gui" in str(remembered_mapping(config))
        await pilot.press("enter")
        await until_seen(pilot, "Rows added: 1")
        await until(pilot, lambda: "khong dat" in str(remembered_mapping(config)))
    assert remembered_mapping(config).words == {SheetKind.CLIPS: {"state": {"khong dung": "khong dat"}}}


async def test_the_answers_are_opened_at_the_present_one(desk: Desk, config: Config, tmp_path: Path) -> None:
    remember(config, '[words."Thể loại"]\n"Tin 24h" = "Bình luận"\n[columns]\n"Nghe" = ""\n"Ai viết" = "Tác giả"\n')
    sheets = ledger(broadcasts=[NEWS], stories=[[*changed(STORY, 3, "Tin 24h"), "5"]], clips=[], publications=[])
    sheets["Tin bài"][0] = [*changed(sheets["Tin bài"][0], 5, "Ai viết"), "Nghe"]
    chosen: list[str] = []
    async with driven(config) as pilot:
        await ask_for(pilot, write_xlsx(tmp_path / "so.xlsx", sheets))
        screen = await until_seen(pilot, "The column “Ai viết” is read as “Tác giả”", "The column “Nghe” is left out")
        assert "“Tin 24h” is read as “Bình luận” (Tin bài: Thể loại)" in screen
        await pilot.press("e")
        await until(pilot, lambda: isinstance(pilot.app.screen, Meanings))
        for row in range(3):
            await pilot.press(*["down"] * min(row, 1), "enter")
            await until(pilot, lambda: isinstance(pilot.app.screen, Picker))
            options = pilot.app.screen.query_one(OptionList)
            await until(pilot, lambda options=options: options.highlighted is not None)
            chosen.append(str(options.get_option_at_index(options.highlighted or 0).prompt).strip())
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(pilot.app.screen.focused, Button))
            await pilot.press("up")
        await pilot.press("ctrl+s")  # each is as before
        await until(pilot, lambda: isinstance(pilot.app.screen, LedgerPreview))
    assert chosen == ["Bình luận", "Tác giả", "Ignore the column"]


async def test_a_workbook_without_own_words_has_no_answers_to_go_over(
    desk: Desk, config: Config, tmp_path: Path
) -> None:
    async with driven(config) as pilot:
        await ask_for(pilot, write_xlsx(tmp_path / "so.xlsx", ledger()))
        screen = await until_seen(pilot, "only at the desk")
        assert "e: meanings" not in screen
        await pilot.press("e")
        await pilot.pause()
        assert isinstance(pilot.app.screen, LedgerPreview)


async def test_an_import_is_confirmed_with_its_counts_and_undone_by_a_key(
    desk: Desk, config: Config, tmp_path: Path
) -> None:
    async with driven(config) as pilot:
        await ask_for(pilot, write_xlsx(tmp_path / "so.xlsx", ledger()))
        await until_seen(pilot, "only at the desk")
        await pilot.press("enter")
        await until_back(pilot, "The workbook was imported. Rows added: 7, changed: 0 · Ctrl+Z undoes it")
        await pilot.press("ctrl+z")
        await until_seen(pilot, "Undone: Imported so.xlsx")
        assert notices(pilot) == []
    with desk.reading() as session:
        assert session.scalar(select(func.count(Broadcast.id))) == 0


async def test_ctrl_s_writes_one_copy_however_often_it_is_pressed(desk: Desk, config: Config, tmp_path: Path) -> None:
    async with driven(config, size=(160, 45)) as pilot:
        await ask_for(pilot, write_xlsx(tmp_path / "so.xlsx", ledger(broadcasts=[NEWS, BAD_DAY])))
        await until_seen(pilot, "Ctrl+S: a copy with marks")
        for count in (1, 2):
            await pilot.press("ctrl+s")
            await until(pilot, lambda count=count: len(notices(pilot)) == count)
    assert len(set(notices(pilot))) == 1
    assert [path.name for path in tmp_path.glob("* (*).xlsx")] == ["so (marked).xlsx"]


async def test_an_old_font_that_was_confirmed_is_not_asked_about_again(
    desk: Desk, config: Config, tmp_path: Path
) -> None:
    sheets = {
        typed(name, Font.TCVN3): [
            [typed(cell, Font.TCVN3) if isinstance(cell, str) else cell for cell in row] for row in rows
        ]
        for name, rows in ledger(broadcasts=[NEWS, BAD_DAY], clips=[], publications=[]).items()
    }
    async with driven(config) as pilot:
        await ask_for(pilot, write_xlsx(tmp_path / "so.xlsx", sheets))
        await until_seen(pilot, "Convert")
        await pilot.press("enter")
        await until_seen(pilot, "1 problem in the workbook")
        await again(pilot)
        await until(pilot, lambda: isinstance(pilot.app.screen, LedgerProblems))
        await pilot.press("escape")
        await ask_for(pilot, write_xlsx(tmp_path / "so khac.xlsx", sheets))
        await until_seen(pilot, "Convert")  # of another file, it is


async def test_a_workbook_that_changes_behind_the_preview_is_previewed_again(
    desk: Desk, config: Config, tmp_path: Path
) -> None:
    file = write_xlsx(tmp_path / "so.xlsx", ledger(clips=[], publications=[]))
    async with driven(config) as pilot:
        await ask_for(pilot, file)
        await until_seen(pilot, "only at the desk")
        write_xlsx(file, ledger(stories=[STORY], clips=[], publications=[]))
        await pilot.press("enter")
        await until(pilot, lambda: any("changed since the preview" in notice for notice in notices(pilot)))
        await until(pilot, lambda: isinstance(pilot.app.screen, LedgerPreview))
        assert size_of(desk)["story"] == 0
        await pilot.press("enter")
        await until_seen(pilot, "Rows added: 4")
    assert size_of(desk)["story"] == 1
