"""The shell: modes, help, commands, languages, themes."""

import asyncio
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Select

from radiodesk import locale, tui
from radiodesk.config import Config
from radiodesk.locale import _
from radiodesk.model import Desk, Station
from radiodesk.model.actions import Action
from radiodesk.model.database import existing
from radiodesk.tui.app import RadiodeskApp
from radiodesk.tui.commands import Command
from radiodesk.tui.dialogs.confirm import Confirm
from radiodesk.tui.dialogs.help import Help
from radiodesk.tui.dialogs.picker import Candidate, Picker
from radiodesk.tui.dialogs.progress import run_with_progress
from radiodesk.tui.modes import MODES
from radiodesk.tui.screens import today
from radiodesk.tui.screens.editing import EditingScreen
from radiodesk.tui.widgets.box import Box
from radiodesk.tui.widgets.key_bar import KeyBar
from radiodesk.tui.widgets.mode_bar import ModeBar
from radiodesk.tui.widgets.search_line import SearchLine
from tests.conftest import MEDIA
from tests.tui.driving import (
    PATIENCE,
    driven,
    fill,
    notices,
    press_at_once,
    seen,
    settled,
    type_in,
    until,
    until_back,
    until_keys_fit,
    until_over,
    until_seen,
)
from tests.tui.test_media import add_recording
from tests.tui.test_today import plan


def commands_of(pilot: Pilot[None]) -> list[Command]:
    """The commands that the palette lists now."""
    assert isinstance(pilot.app, RadiodeskApp)
    return pilot.app.commands()


async def test_every_mode_has_its_key_and_a_click(desk: Desk, config: Config) -> None:
    async with driven(config) as pilot:
        for mode in MODES:
            await pilot.press(mode.key)
            await until(pilot, lambda mode=mode: pilot.app.current_mode == mode.name)
            await until_seen(pilot, mode.title)
        await pilot.click(ModeBar, offset=(3, 0))
        await until(pilot, lambda: pilot.app.current_mode == "today")


async def test_a_home_of_another_database_is_told_when_the_desk_opens(tmp_path: Path) -> None:
    config = Config(home=tmp_path / "home", database=f"sqlite:///{tmp_path}/server.db", person="Thu Hà")
    Desk.create(config, name="Đài").close()
    async with driven(replace(config, home=tmp_path / "other")) as pilot:
        await until(pilot, lambda: "/other is not the home of sqlite:///" in "".join(notices(pilot)))
        assert "Recordings that are added here are missing for the other desks" in "".join(notices(pilot))
    assert not (tmp_path / "other").exists()
    async with driven(config) as pilot:
        assert notices(pilot) == []


async def test_a_key_can_be_clicked_and_is_lifted_under_the_pointer(desk: Desk, config: Config) -> None:
    async with driven(config) as pilot:
        await until_seen(pilot, "n New")
        before = pilot.app.screen.query_one(KeyBar).render().spans
        await pilot.hover(KeyBar, offset=(3, 0))
        await until(pilot, lambda: pilot.app.screen.query_one(KeyBar).render().spans != before)
        await pilot.click(KeyBar, offset=(3, 0))
        await until_seen(pilot, "Plan a programme")


async def test_keys_take_a_second_line_where_one_is_too_short(desk: Desk, config: Config) -> None:
    async with driven(config, size=(50, 24)) as pilot:
        await until_seen(pilot, "n New", "d Day", "1 Today", "? Help")


async def test_ctrl_c_says_in_the_language_of_the_screen_how_to_quit(desk: Desk, config: Config) -> None:
    async with driven(replace(config, language="vi")) as pilot:
        locale.use("vi")
        await settled(pilot)
        await pilot.press("ctrl+c")
        await until_seen(pilot, "Ctrl+Q để thoát radiodesk")


async def test_digits_are_digits_where_text_is_typed(desk: Desk, config: Config) -> None:
    async with driven(config) as pilot:
        await pilot.press("n")
        await until_seen(pilot, "Plan a programme")
        await pilot.press("2", "?", "/")
        await until(pilot, lambda: pilot.app.screen.query_one("#title", Input).value == "2?/")
        assert pilot.app.current_mode == "today"


async def test_help_names_the_keys_of_every_mode(desk: Desk, config: Config) -> None:
    async with driven(config, size=(80, 110)) as pilot:
        for mode in MODES:
            await pilot.press(mode.key, "question_mark")
            screen = await until_seen(pilot, "Help", "Quit", "Commands")
            assert "super" not in screen, mode.name
            await pilot.press("escape")
            await until(pilot, lambda: len(pilot.app.screen_stack) == 1)


async def test_the_palette_does_what_the_modes_keys_do(desk: Desk, config: Config) -> None:
    async with driven(config) as pilot:
        await pilot.press("5")
        await until_seen(pilot, "No recording yet")
        commands = {command.title: command.run for command in commands_of(pilot)}
        assert {"Add files", "Inbox", "Check the store", "Delete the file"} <= commands.keys()
        await commands["Inbox"]()
        await until_seen(pilot, "The inbox is empty")


async def test_the_language_changes_at_once_everywhere(desk: Desk, config: Config) -> None:
    plan(desk)
    async with driven(config) as pilot:
        await until_seen(pilot, "Today", "first run", "Edit")
        await pilot.press("ctrl+p")
        await pilot.pause()
        await pilot.press(*"tieng viet".replace(" ", ""))
        pilot.app.screen.query_one(Input).value = "Tiếng Việt"
        await until(pilot, lambda: "Dùng tiếng Việt" in seen(pilot))
        await pilot.press("enter")
        await until_seen(pilot, "Hôm nay", "phát mới", "Sửa", "Truyền hình", "Thứ Bảy")
        await pilot.press("4")
        await until_seen(pilot, "Chưa có clip nào")


async def test_the_homes_language_is_spoken_from_the_start(desk: Desk, config: Config) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        existing(session, Station, 1).language = "vi"
    async with driven(config) as pilot:
        await until_seen(pilot, "Hôm nay", "Ngày này chưa có gì")


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_the_lines_of_keys_fit_in_80_columns(desk: Desk, config: Config, language: str) -> None:
    locale.use(language)
    with desk.changing(Action.EARLIER, what="test") as session:
        existing(session, Station, 1).language = language
    plan(desk)
    async with driven(config) as pilot:
        for mode in MODES:
            await pilot.press(mode.key)
            await until(pilot, lambda mode=mode: pilot.app.current_mode == mode.name)
            await until_keys_fit(pilot, lines=2)


async def test_light_and_dark(desk: Desk, config: Config) -> None:
    async with driven(config) as pilot:
        dark = pilot.app.screen.styles.background
        commands = {command.title: command.run for command in commands_of(pilot)}
        commands["Light theme"]()
        await until(pilot, lambda: pilot.app.screen.styles.background != dark)
        assert "Dark theme" in {command.title for command in commands_of(pilot)}


async def test_an_impossible_width_does_not_end_it(desk: Desk, config: Config) -> None:
    plan(desk)
    async with driven(config) as pilot:
        assert isinstance(pilot.app, RadiodeskApp)
        pilot.app.access.confirm("05:30 Thời sự sáng: đã phát")
        for size in ((20, 6), (2, 5), (1, 1)):
            await pilot.resize_terminal(*size)
            for mode in MODES:
                await pilot.press(mode.key)
        for size in ((300, 80), (80, 24)):
            await pilot.resize_terminal(*size)
        await pilot.press("1")
        await until_seen(pilot, "Thời sự sáng")


async def test_a_desk_that_cannot_be_opened_ends_with_the_reason(config: Config) -> None:
    config.home.mkdir()
    (config.home / "radiodesk.db").write_bytes(b"no database" * 1000)
    app = RadiodeskApp(config)
    async with app.run_test() as pilot:
        await until_over(pilot)
    assert app.return_code == 1


async def test_leaving_the_start_form_leaves_no_home(config: Config) -> None:
    app = RadiodeskApp(config)
    async with app.run_test(size=(80, 24)) as pilot:
        await until_seen(pilot, "A new desk", str(config.home)[:20])
        await pilot.press("escape")
        await until_over(pilot)
    assert not config.home.exists()


async def test_the_start_form_asks_for_the_language_in_both_and_uses_it_at_once(config: Config) -> None:
    app = RadiodeskApp(config)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await until_seen(pilot, "A new desk", "Ngôn ngữ · Language")
        assert "radiodesk demo" not in screen
        await fill(pilot, "name", "Đài xã Lai Hạ")
        app.screen.query_one("#language", Select).value = "vi"
        await pilot.pause()
        app.screen.query_one("#name").focus()
        await pilot.press("enter")
        await until_seen(pilot, "Hôm nay", "Đài xã Lai Hạ")


async def test_enter_waits_for_what_is_still_looked_for(desk: Desk, config: Config) -> None:
    found = asyncio.Event()

    async def find(query: str) -> list[Candidate[int]]:
        if query:
            await found.wait()
        return [Candidate(number, title) for number, title in enumerate(("Một", "Hai")) if query in title]

    picked: list[int | None] = []
    async with driven(config) as pilot:
        pilot.app.push_screen(Picker("Which?", find, empty="None"), picked.append)
        await until_seen(pilot, "Một", "Hai")
        await type_in(pilot, "Hai")
        await pilot.press("enter")
        await until(pilot, lambda: any(worker.group == "pick" for worker in pilot.app.workers))
        assert picked == []
        found.set()
        await until(pilot, lambda: picked)
    assert picked == [1]


async def test_a_dialog_is_answered_once_and_only_itself_is_closed(desk: Desk, config: Config) -> None:
    async with driven(config) as pilot:
        await until_seen(pilot, "Nothing on this day yet")
        answers: list[bool | None] = []
        question = Confirm("Sure?", "Is it?", yes="Yes")
        pilot.app.push_screen(question, answers.append)
        await until_seen(pilot, "Is it?")
        press_at_once(pilot, "enter", "enter")
        await until_back(pilot)
        assert answers == [False]
        question.dismiss(True)
        await until_back(pilot, "Nothing on this day yet")
        assert answers == [False]


async def test_what_is_open_over_a_long_work_closes_with_it(desk: Desk, config: Config) -> None:
    over = threading.Event()
    async with driven(config) as pilot:
        assert isinstance(pilot.app, RadiodeskApp)
        working = asyncio.create_task(
            run_with_progress(pilot.app, "Work", "Going on", lambda _progress: over.wait(PATIENCE))
        )
        await until_seen(pilot, "Going on")
        pilot.app.action_help()  # as the palette calls it
        await until(pilot, lambda: isinstance(pilot.app.screen, Help))
        over.set()
        assert await working
        await until_back(pilot, "Nothing on this day yet")


async def test_the_palette_leads_nowhere_from_a_dialog(desk: Desk, config: Config) -> None:
    async with driven(config) as pilot:
        titles = {command.title for command in commands_of(pilot)}
        assert {"Media", "Import a workbook"} <= titles
        await pilot.press("n")
        await until_seen(pilot, "Plan a programme")
        titles = {command.title for command in commands_of(pilot)}
        assert "Save" in titles
        assert not {"Media", "Import a workbook"} & titles


async def test_the_palette_has_each_command_once_in_every_mode(desk: Desk, config: Config) -> None:
    async with driven(config) as pilot:
        for mode in MODES:
            await pilot.press(mode.key)
            await until(pilot, lambda mode=mode: getattr(pilot.app.screen, "MODE", "") == mode.name)
            titles = [command.title for command in commands_of(pilot)]
            assert sorted(titles) == sorted(set(titles))
            assert "Import a workbook" in titles


async def test_a_command_that_is_not_there_is_told_in_the_language_in_use(desk: Desk, config: Config) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        existing(session, Station, 1).language = "vi"
    async with driven(config) as pilot:
        await until_seen(pilot, "Hôm nay")
        await pilot.press("ctrl+p")
        await type_in(pilot, "xyzzy")
        await until_seen(pilot, "Không có lệnh nào tên như vậy")


async def test_over_a_question_the_palette_says_why_a_command_is_not_there(desk: Desk, config: Config) -> None:
    async with driven(config) as pilot:
        await until_seen(pilot, "Nothing on this day yet")
        await pilot.press("n")
        await until_seen(pilot, "Plan a programme")
        await pilot.press("ctrl+p")
        await type_in(pilot, "back up")
        await until_seen(pilot, "No such command while a question or form is open: close it first (Esc)")
        await pilot.press("escape", "escape", "ctrl+p")
        await type_in(pilot, "back up")
        await until_seen(pilot, "Back up the desk")


async def test_the_palette_is_grouped_and_ignores_accents(desk: Desk, config: Config) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        existing(session, Station, 1).language = "vi"
    async with driven(config, size=(80, 110)) as pilot:
        await until_seen(pilot, "Hôm nay")
        await pilot.press("ctrl+p")
        screen = await until_seen(pilot, "Xuất sổ theo dõi", "Phím 5")
        places = [screen.index(heading) for heading in ("Ở đây", "Chuyển đến", "Chung", "Ngôn ngữ và màu sắc")]
        assert places == sorted(places)
        await pilot.press(*"so xuat")
        await until(pilot, lambda: "Nhập sổ theo dõi" not in seen(pilot))
        await pilot.press("enter")
        await until_seen(pilot, "Xuất sổ theo dõi", "Kỳ")


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_help_groups_the_keys_and_merges_none(desk: Desk, config: Config, language: str) -> None:
    locale.use(language)
    with desk.changing(Action.EARLIER, what="test") as session:
        existing(session, Station, 1).language = language
    add_recording(desk, MEDIA / "Tin 01 - Gieo cấy vụ xuân.wav")
    async with driven(config, size=(80, 80)) as pilot:
        await pilot.press("5")
        await until_seen(pilot, "Tin 01")
        await pilot.press("e")
        await until(pilot, lambda: isinstance(pilot.app.screen, EditingScreen))
        await pilot.press("question_mark")
        await until(pilot, lambda: isinstance(pilot.app.screen, Help))
        screen = await until_seen(pilot, _("Cut and listen"), _("Find and go"), _("The desk"))
        lines = [line.strip(" │") for line in screen.splitlines()]
        assert f"Esc  {_('Close')}" in lines
        assert f"←  {_('Step back')}" in lines
        assert f"Ctrl+Z  {_('Undo')}" in lines
        headings = [lines.index(_(task)) for task in ("Cut and listen", "Find and go", "The desk")]
        assert headings == sorted(headings)
        assert not any(word in screen for word in ("Scroll", "Focus", "super"))


async def test_help_of_a_dialog_names_its_keys(desk: Desk, config: Config) -> None:
    async with driven(config, size=(80, 60)) as pilot:
        await pilot.press("5", "P")
        await until_seen(pilot, "on-air")
        await pilot.press("question_mark")
        await until_seen(pilot, "New preset", "Remove the preset", "Help")
        await pilot.press("escape")
        await until_seen(pilot, "on-air")
        await pilot.press("n")
        await until_seen(pilot, "New preset")
        await pilot.press("f1")
        await until(pilot, lambda: isinstance(pilot.app.screen, Help))
        await until_seen(pilot, "Ctrl+S  Save", "Tab  Next field")


async def test_the_language_is_not_changed_below_an_open_form(desk: Desk, config: Config) -> None:
    async with driven(config) as pilot:
        assert "Tiếng Việt" in [command.title for command in commands_of(pilot)]
        await pilot.press("n")
        await until_seen(pilot, "Plan a programme")
        assert "Tiếng Việt" not in [command.title for command in commands_of(pilot)]


async def test_a_long_title_of_a_dialog_and_a_long_confirmation_are_shown_whole(desk: Desk, config: Config) -> None:
    title = "Hội nghị tổng kết công tác thủy lợi và gieo cấy vụ xuân ở các xã phía nam huyện, kế hoạch vụ mùa"

    def whole(pilot: Pilot[None]) -> bool:
        return title in " ".join(seen(pilot).replace("│", " ").split())

    async with driven(config) as pilot:
        pilot.app.push_screen(Confirm(title, "?", yes="Remove"))
        await until(pilot, lambda: whole(pilot))
        await pilot.resize_terminal(160, 40)
        pilot.app.screen.query_one(Box).styles.width = 130
        await until_seen(pilot, f"─ {title} ─")
        await pilot.press("escape")
        await pilot.resize_terminal(80, 24)
        assert isinstance(pilot.app, RadiodeskApp)
        pilot.app.access.confirm(title)
        await until(pilot, lambda: whole(pilot))
        await until_seen(pilot, "1 Today", "n New")


async def test_a_terminal_that_is_too_small_says_so_and_keeps_what_is_open(desk: Desk, config: Config) -> None:
    async with driven(config) as pilot:
        await pilot.press("n")
        await until_seen(pilot, "Plan a programme")
        await fill(pilot, "title", "Thời sự")
        await pilot.resize_terminal(40, 10)
        await until_seen(pilot, "too small: 40×10", "50×14")
        assert "Plan a programme" not in seen(pilot)
        await pilot.press("escape", "2", "question_mark", "ctrl+p", "x")
        await until_seen(pilot, "too small: 40×10")
        await pilot.resize_terminal(60, 20)
        await until_seen(pilot, "Plan a programme", "Thời sự")


async def test_a_question_above_what_is_too_small_leaves_nothing_behind(desk: Desk, config: Config) -> None:
    async with driven(config) as pilot:
        await pilot.press("n")
        await until_seen(pilot, "Plan a programme")
        await fill(pilot, "title", "Thời sự")
        await pilot.resize_terminal(40, 10)
        await until_seen(pilot, "too small")
        await pilot.press("ctrl+q")
        await until(pilot, lambda: isinstance(pilot.app.screen, Confirm))
        await pilot.resize_terminal(100, 30)
        await pilot.press("escape")
        await until(pilot, lambda: "too small" not in seen(pilot))
        await until_seen(pilot, "Plan a programme", "Thời sự")


async def test_a_dialog_that_ends_below_what_is_too_small_closes_nothing_else(desk: Desk, config: Config) -> None:
    is_done = threading.Event()
    async with driven(config) as pilot:
        work = asyncio.create_task(
            run_with_progress(pilot.app, "Assemble", "a.mp3", lambda _progress: is_done.wait(PATIENCE))
        )
        await until_seen(pilot, "a.mp3")
        await pilot.resize_terminal(40, 10)
        await until_seen(pilot, "too small: 40×10")
        is_done.set()
        await work
        await until(pilot, lambda: len(pilot.app.screen_stack) == 2)
        await until_seen(pilot, "too small: 40×10")
        await pilot.resize_terminal(80, 24)
        await until_back(pilot, "Nothing on this day yet")

        await pilot.press("n")
        await fill(pilot, "title", "Thời sự")
        await pilot.resize_terminal(40, 10)
        await until_seen(pilot, "too small: 40×10")
        await pilot.press("ctrl+q")
        await until(pilot, lambda: isinstance(pilot.app.screen, Confirm))
        await pilot.resize_terminal(80, 24)
        await pilot.press("left", "enter")
        await until_back(pilot, "Nothing on this day yet")
        await pilot.press("2")
        await until(pilot, lambda: pilot.app.current_mode == "week")


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_forms_and_questions_name_their_keys_in_60_columns(desk: Desk, config: Config, language: str) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        existing(session, Station, 1).language = language
    plan(desk)
    async with driven(config, size=(60, 20)) as pilot:
        await until_seen(pilot, "05:30")
        await pilot.press("n")
        await until_seen(pilot, _("↓: list"), _("Enter: {button}").format(button=_("Save")), _("Esc: close"))
        await pilot.press("escape")
        await pilot.press("c")
        await until_seen(pilot, " · ".join((_("← →: choose"), _("Enter: answer"), _("Esc: close"))))


async def test_what_is_typed_with_the_slash_goes_into_the_search(desk: Desk, config: Config) -> None:
    plan(desk, "Phú Hòa")
    plan(desk, "Thời sự", "06:00")
    async with driven(config) as pilot:
        await until_seen(pilot, "06:00")
        press_at_once(pilot, "slash", *"phu/")
        await until_seen(pilot, "phu/", "Nothing matches")
        press_at_once(pilot, "backspace")
        await until(pilot, lambda: "Phú Hòa" in seen(pilot) and "06:00" not in seen(pilot))
        assert len(pilot.app.screen_stack) == 1


def test_a_byte_of_another_encoding_does_not_end_the_terminal() -> None:
    from textual.drivers import linux_driver

    tui._tolerate_other_encodings()
    decode = linux_driver.getincrementaldecoder("utf-8")().decode
    assert decode(b"a\xeab", final=True) == "a\N{REPLACEMENT CHARACTER}b"


@pytest.mark.parametrize("mode", ["today", "rundown", "television", "media", "reports", "station"])
async def test_all_that_is_typed_in_a_search_is_text(mode: str, desk: Desk, config: Config) -> None:
    typed = {each: each for each in "1xbq"} | {"slash": "/", "question_mark": "?", "less_than_sign": "<", "N": "N"}
    async with driven(config) as pilot:
        await pilot.press(next(each.key for each in MODES if each.name == mode))
        await until(pilot, lambda: pilot.app.current_mode == mode)
        if mode == "station":
            await pilot.press("right")
            await until_seen(pilot, "Programmes")
        await pilot.press("slash", *typed)
        assert pilot.app.screen.query_one(SearchLine).value == "".join(typed.values())
        await pilot.press("escape")
        await until(pilot, lambda: not pilot.app.screen.query_one(SearchLine).display)


async def test_the_clock_of_today_goes_on_while_the_language_changes(
    desk: Desk, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(today, "COUNT_SECONDS", 0.001)
    async with driven(config) as pilot:
        assert isinstance(pilot.app, RadiodeskApp)
        for language, heading in [("vi", "Hôm nay"), ("en", "Today")] * 5:
            pilot.app.use_language(language)
            await until_seen(pilot, heading)
        await settled(pilot)
        assert not notices(pilot)
