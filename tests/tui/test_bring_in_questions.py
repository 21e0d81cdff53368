"""What the terminal asks while a workbook is brought in: unknown words and headers, and old fonts."""

import re
from pathlib import Path

from textual.pilot import Pilot
from textual.widgets import Button

from radiodesk.config import Config
from radiodesk.ledger.columns import SheetKind
from radiodesk.ledger.reading.mapping import remembered_file, remembered_mapping
from radiodesk.model import Desk
from radiodesk.model.old_fonts import Font
from radiodesk.tui.app import RadiodeskApp
from radiodesk.tui.dialogs.meanings import Meanings
from tests.ledger.books import NEWS, REPEAT, STORY, changed, ledger, size_of, stories_of, write_xlsx
from tests.model.test_old_fonts import typed
from tests.tui.driving import driven, seen, type_in, until, until_seen
from tests.tui.test_bring_in import ask_for

OWN_WORD = changed(NEWS, 3, "Bản tin sáng sớm")


def own_words(path: Path) -> Path:
    """A workbook with two unknown words, one of them in two rows, and an unknown column."""
    again = changed(OWN_WORD, 1, "06:30")
    sheets = ledger(broadcasts=[OWN_WORD, again], stories=[changed(STORY, 3, "Tin 24h")], clips=[], publications=[])
    sheets["Chương trình"] = [
        [*row, "Thính giả" if number == 0 else "5"] for number, row in enumerate(sheets["Chương trình"])
    ]
    return write_xlsx(path, sheets)


async def choose(pilot: Pilot[None], word: str, meaning: str) -> None:
    """Answer the question under the cursor."""
    await pilot.press("enter")
    await until_seen(pilot, f"What does “{word}”")
    await type_in(pilot, meaning)
    await pilot.press("enter")
    await until(pilot, lambda: isinstance(pilot.app.screen, Meanings))


async def test_unknown_words_and_columns_are_asked_about_once_and_remembered_with_the_import(
    desk: Desk, config: Config, tmp_path: Path
) -> None:
    async with driven(config) as pilot:
        await ask_for(pilot, own_words(tmp_path / "so.xlsx"))
        screen = await until_seen(pilot, "Unknown words")
        assert [screen.count(text) for text in ("Tin 24h", "Thính giả", "is left out")] == [1, 1, 1]
        await pilot.press("enter")
        await until_seen(pilot, "What does “Bản tin sáng sớm” mean in “Chương trình: Thể loại”?")
        await pilot.press("enter")  # the first choice: Thời sự phát thanh
        await until_seen(pilot, "Chương trình: Thể loại  Thời sự phát thanh")
        await pilot.press("enter")
        await until_seen(pilot, "What does “Tin 24h” mean")
        await pilot.press(*"phong", "enter")
        await until_seen(pilot, "Phóng sự")
        await pilot.press("ctrl+q")
        await until_seen(pilot, "Quit without saving?", "What you typed in “Unknown words” is not saved yet.")
        await pilot.press("escape", "ctrl+s")
        await until_seen(pilot, "only at the desk")
        assert not remembered_file(config).exists()
        await pilot.press("enter")
        await until_seen(pilot, "Rows added: 3, changed: 0")
        await until(pilot, lambda: remembered_file(config).exists())
        mapping = remembered_mapping(config)
        assert mapping.headers == {"thinh gia": ""}
        assert mapping.words == {
            SheetKind.BROADCASTS: {"kind": {"ban tin sang som": "thoi su phat thanh"}},
            SheetKind.STORIES: {"genre": {"tin 24h": "phong su"}},
        }
        await ask_for(pilot, own_words(tmp_path / "so.xlsx"))
        await until_seen(pilot, "nothing to import")


async def test_accents_that_are_typed_go_before_words_that_only_look_like_it(
    desk: Desk, config: Config, tmp_path: Path
) -> None:
    async with driven(config) as pilot:
        await ask_for(pilot, own_words(tmp_path / "so.xlsx"))
        await until_seen(pilot, "Unknown words")
        await pilot.press("slash", *"tin 24", "enter")
        await until(pilot, lambda: "Bản tin sáng sớm" not in seen(pilot))
        await choose(pilot, "Tin 24h", "phỏng")
        await until_seen(pilot, "Phỏng vấn")
        await pilot.press("escape")  # shows all again
        await until_seen(pilot, "Bản tin sáng sớm")
        await pilot.press("home", "down")
        await choose(pilot, "Tin 24h", "phong")
        await until_seen(pilot, "Phóng sự")


async def test_after_the_last_answer_enter_shows_the_preview_and_the_dialog_says_so(
    desk: Desk, config: Config, tmp_path: Path
) -> None:
    async with driven(config) as pilot:
        await ask_for(pilot, own_words(tmp_path / "so.xlsx"))
        await until_seen(pilot, "Unknown words", "Enter: choose")
        await pilot.press("down")
        await choose(pilot, "Tin 24h", "Phóng sự")
        await pilot.press("enter")  # a column, which need not be chosen
        await until_seen(pilot, "What does the column “Thính giả” hold?")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, Meanings))
        await choose(pilot, "Bản tin sáng sớm", "Thời sự phát thanh")  # the word that was passed over
        screen = await until_seen(pilot, "Enter: preview")
        assert "Enter: choose" not in screen
        assert isinstance(pilot.app.screen.focused, Button)
        await pilot.press("up")
        await until_seen(pilot, "Enter: choose")
        await pilot.press("tab", "enter")
        await until_seen(pilot, "only at the desk")


async def test_a_column_may_be_one_that_is_known(desk: Desk, config: Config, tmp_path: Path) -> None:
    sheets = ledger(broadcasts=[NEWS], stories=[], clips=[], publications=[])
    sheets["Chương trình"][0] = changed(sheets["Chương trình"][0], 2, "CT của đài")
    async with driven(config) as pilot:
        await ask_for(pilot, write_xlsx(tmp_path / "so.xlsx", sheets))
        await until_seen(pilot, "Unknown words", "CT của đài")
        await pilot.press("enter")
        await until_seen(pilot, "What does the column “CT của đài” hold?", "Ignore the column")
        await pilot.press(*"ten chuong", "enter")
        await until_seen(pilot, "Tên chương trình")
        await pilot.press("enter")  # on the button, which has the focus after the last answer
        await until_seen(pilot, "only at the desk")


async def test_words_without_an_answer_are_listed_as_problems_and_nothing_is_remembered(
    desk: Desk, config: Config, tmp_path: Path
) -> None:
    async with driven(config) as pilot:
        await ask_for(pilot, own_words(tmp_path / "so.xlsx"))
        await until_seen(pilot, "Unknown words")
        await pilot.press("ctrl+s")
        await until_seen(pilot, "problems in the workbook", "Nothing was changed")
        await pilot.press("escape")
        await until(pilot, lambda: len(pilot.app.screen_stack) == 1)
        assert not remembered_file(config).exists()
        assert not any(size_of(desk).values())


async def test_escape_goes_back_to_the_file(desk: Desk, config: Config, tmp_path: Path) -> None:
    async with driven(config) as pilot:
        await ask_for(pilot, own_words(tmp_path / "so.xlsx"))
        await until_seen(pilot, "Unknown words")
        await pilot.press("escape")
        await until_seen(pilot, "An Excel workbook", "so.xlsx")
        await pilot.press("escape")
        await until(pilot, lambda: len(pilot.app.screen_stack) == 1)


async def test_answers_are_remembered_though_the_desk_has_the_rows_already(
    desk: Desk, config: Config, tmp_path: Path
) -> None:
    sheets = ledger(stories=[], clips=[], publications=[])
    path = write_xlsx(tmp_path / "so.xlsx", sheets)
    async with driven(config) as pilot:
        await ask_for(pilot, path)
        await until_seen(pilot, "only at the desk")
        await pilot.press("enter")
        await until_seen(pilot, "Rows added: 3")
        sheets["Chương trình"] = [[*row, "Thính giả"] for row in sheets["Chương trình"]]
        await ask_for(pilot, write_xlsx(path, sheets))
        await until_seen(pilot, "Unknown words")
        await pilot.press("ctrl+s")
        await until_seen(pilot, "nothing to import")
        await pilot.press("enter")
        await until(pilot, lambda: remembered_file(config).exists())


async def test_text_of_an_old_font_is_shown_before_and_after_and_converted_on_request(
    desk: Desk, config: Config, tmp_path: Path
) -> None:
    sheets = {
        typed(name, Font.TCVN3): [
            [typed(cell, Font.TCVN3) if isinstance(cell, str) else cell for cell in row] for row in rows
        ]
        for name, rows in ledger(broadcasts=[NEWS, REPEAT], clips=[], publications=[]).items()
    }
    async with driven(config) as pilot:
        await ask_for(pilot, write_xlsx(tmp_path / "so.xlsx", sheets))
        await until_seen(pilot, "TCVN3 (.VnTime)", "in the workbook:  Ngµy ph¸t", "converted:  Ngày phát")
        await pilot.press("escape")
        await until_seen(pilot, "An Excel workbook", "so.xlsx")
        await pilot.press("enter")
        await until_seen(pilot, "Convert")
        await pilot.press("enter")
        await until_seen(pilot, "only at the desk")
        await pilot.press("enter")
        await until_seen(pilot, "Rows added: 4")
    assert stories_of(desk, "2019-03-04T22:30") == [STORY[4], "Nông thôn mới ở Lai Hạ"]


async def test_the_vietnamese_preview_fits_80_columns(desk: Desk, config: Config, tmp_path: Path) -> None:
    sheets = ledger()
    sheets["Chương trình"].append(["", "", "Tổng cộng", "", "", "", "", ""])
    async with driven(config) as pilot:
        assert isinstance(pilot.app, RadiodeskApp)
        pilot.app.use_language("vi")
        await until_seen(pilot, "Báo cáo")
        await pilot.press("6", "b")
        await until_seen(pilot, "Xem trước")
        await type_in(pilot, str(write_xlsx(tmp_path / "so.xlsx", sheets)))
        await pilot.press("enter")
        screen = await until_seen(pilot, "Thay đổi và lưu ý", "Bỏ qua")
        counts = next(line for line in screen.splitlines() if "Clip, chuyên mục truyền hình" in line)
        assert re.findall("[0-9]+", counts) == ["1", "0", "0", "0"]
