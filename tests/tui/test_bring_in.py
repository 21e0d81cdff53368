"""Importing a workbook from the terminal."""

import asyncio
import sys
import time
import unicodedata
from pathlib import Path

import pytest
from textual.pilot import Pilot

from radiodesk.config import Config
from radiodesk.ledger import LedgerRefused, bring_in, sheets
from radiodesk.model import Desk
from radiodesk.schedule import queries
from radiodesk.tui.app import RadiodeskApp
from radiodesk.tui.dialogs.ledger_problems import LedgerProblems
from radiodesk.tui.dialogs.paths import NoSuchFile, completion, read_paths
from radiodesk.tui.dialogs.progress import ProgressDialog, run_with_progress
from radiodesk.tui.progress import StoppableProgress, Stopped
from tests.tui.driving import (
    HOSTILE,
    PATIENCE,
    driven,
    fixed_clock,
    notices,
    press_at_once,
    seen,
    type_in,
    until,
    until_seen,
)

HEADER = "Ngày phát,Giờ phát,Tên chương trình,Thể loại,Thời lượng,Trạng thái\n"
GOOD = HEADER + "14/09/2019,05:30,Thời sự buổi sáng,Thời sự phát thanh,15:24,Đã phát\n"


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def aired(desk: Desk) -> list[str]:
    """The programmes of the looked-at day, as the desk holds them."""
    with desk.reading() as session:
        return [item.title for item in queries.day(session, fixed_clock().date()).broadcasts]


async def ask_for(pilot: Pilot[None], path: Path) -> None:
    """Open the dialog as Reports does, and name a file."""
    await pilot.press("6", "b")
    await until_seen(pilot, "Workbook")
    await type_in(pilot, str(path))
    await pilot.press("enter")


async def test_it_shows_what_would_be_done_then_does_it_and_the_second_time_finds_it_done(
    desk: Desk, config: Config, tmp_path: Path
) -> None:
    ledger = write(tmp_path / "chuong-trinh.csv", GOOD)
    async with driven(config) as pilot:
        await ask_for(pilot, ledger)
        screen = await until_seen(pilot, "Import", "only at the desk")
        assert next(line for line in screen.splitlines() if "Broadcasts" in line).split()[2:6] == ["1", "0", "0", "0"]
        assert aired(desk) == []
        await pilot.press("enter")
        await until_seen(pilot, "Rows added: 1, changed: 0")
        assert aired(desk) == ["Thời sự buổi sáng"]
        await ask_for(pilot, ledger)
        await until_seen(pilot, "nothing to import")


async def test_leaving_the_review_changes_nothing(desk: Desk, config: Config, tmp_path: Path) -> None:
    async with driven(config) as pilot:
        await ask_for(pilot, write(tmp_path / "chuong-trinh.csv", GOOD))
        await until_seen(pilot, "only at the desk")
        await pilot.press("escape")
        await until(pilot, lambda: len(pilot.app.screen_stack) == 1)
        assert aired(desk) == []


async def test_every_problem_is_listed_and_nothing_is_changed(desk: Desk, config: Config, tmp_path: Path) -> None:
    no_such_day = "31/02/2019,05:30,Thời sự,Thời sự phát thanh,15:24,Đã phát\n"
    no_such_time_and_no_title = "14/09/2019,25:99,,Thời sự phát thanh,15:24,Đã phát\n"
    ledger = write(tmp_path / "chuong-trinh.csv", GOOD + no_such_day + no_such_time_and_no_title)
    with pytest.raises(LedgerRefused) as refused:
        bring_in(desk, [ledger], today=fixed_clock().date())
    async with driven(config, size=(160, 45)) as pilot:
        await ask_for(pilot, ledger)
        count = len(refused.value.problems)
        assert count == 3
        await until_seen(pilot, f"{count} problems in the workbook", "31/02/2019", "25:99", "Nothing was changed")
        assert isinstance(pilot.app.screen, LedgerProblems)
        assert aired(desk) == []


async def test_a_file_that_is_no_ledger_is_told(desk: Desk, config: Config, tmp_path: Path) -> None:
    async with driven(config) as pilot:
        await ask_for(pilot, write(tmp_path / "x.csv", "a,b\n1,2\n"))
        await until(pilot, lambda: "workbook of another kind" in "".join(notices(pilot)))
        await until(pilot, lambda: len(pilot.app.screen_stack) == 1)


async def test_a_path_that_is_not_there_is_told_in_the_form(desk: Desk, config: Config) -> None:
    async with driven(config) as pilot:
        await ask_for(pilot, Path("/nowhere/so.xlsx"))
        await until_seen(pilot, "There is no /nowhere/so.xlsx", "Preview")


async def test_warnings_and_hostile_values_are_shown_as_they_are(desk: Desk, config: Config, tmp_path: Path) -> None:
    another_column = GOOD.replace("Trạng thái", f"Trạng thái,{HOSTILE}").replace("Đã phát", "Đã phát,x")
    ledger = write(tmp_path / "chuong-trinh.csv", another_column)
    async with driven(config) as pilot:
        await ask_for(pilot, ledger)
        await until_seen(pilot, "Unknown words", "[red]x[/]")
        await pilot.press("enter")
        await until_seen(pilot, "What does the column “[red]x[/]")
        await pilot.press("escape", "escape", "escape")
        write(ledger, GOOD + f"{HOSTILE},05:30,x,y,z,w\n")
        await ask_for(pilot, ledger)
        await until_seen(pilot, "Unknown words")
        await pilot.press("ctrl+s")
        await until_seen(pilot, "problems in the workbook", "[red]x[/]")


async def test_the_preview_lists_changes_what_was_left_out_and_warnings_and_scrolls(
    desk: Desk, config: Config, tmp_path: Path
) -> None:
    hours = [f"14/09/2019,{hour:02}:30,Tin {hour},Thời sự phát thanh,15:00,Đã phát\n" for hour in range(20)]
    ledger = write(tmp_path / "chuong-trinh.csv", HEADER + "".join(hours))
    bring_in(desk, [ledger], today=fixed_clock().date())
    total = ",,Tổng cộng,,,\n"
    write(ledger, HEADER + "".join(hours).replace("15:00", "16:00") + total)
    async with driven(config) as pilot:
        await ask_for(pilot, ledger)
        screen = await until_seen(pilot, "Changes and warnings")
        assert "Tin 0 on 14/09/2019, 00:30: Actual length: 15:00 → 16:00" in screen
        assert "Left out" not in screen
        await pilot.press("pagedown", "pagedown", "pagedown", "pagedown", "pagedown")
        await until_seen(pilot, "Left out", "1 row holds no data")
        await pilot.press("enter")
        await until_seen(pilot, "Rows added: 0, changed: 20")


async def test_the_preview_can_be_searched(desk: Desk, config: Config, tmp_path: Path) -> None:
    hours = [f"14/09/2019,{hour:02}:30,Tin {hour},Thời sự phát thanh,15:00,Đã phát\n" for hour in range(20)]
    ledger = write(tmp_path / "chuong-trinh.csv", HEADER + "".join(hours))
    bring_in(desk, [ledger], today=fixed_clock().date())
    write(ledger, HEADER + "".join(hours).replace("15:00", "16:00"))
    async with driven(config) as pilot:
        await ask_for(pilot, ledger)
        assert "Tin 17 " not in await until_seen(pilot, "Changes and warnings", "Tin 0 ")
        await pilot.press("slash", *"tin 17")
        await until(pilot, lambda: "Tin 17 on" in seen(pilot) and "Tin 0 " not in seen(pilot))
        await pilot.press("escape")
        await until_seen(pilot, "Tin 0 ")
        await pilot.press("slash", "end")
        press_at_once(pilot, *"xyz")
        await until(pilot, lambda: "Tin " not in seen(pilot))
        await pilot.press("escape")
        await until_seen(pilot, "Tin 0 ")
        await pilot.press("slash", *"17", "enter", "enter")
        await until_seen(pilot, "Rows added: 0, changed: 20")


async def test_escape_while_a_workbook_is_read_ends_the_reading(
    desk: Desk, config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    endless = [sys.executable, "-c", "import time; time.sleep(1000)"]
    monkeypatch.setattr(sheets, "_READER", endless)
    monkeypatch.setattr(sheets, "SECONDS", 2 * PATIENCE)
    async with driven(config) as pilot:
        await ask_for(pilot, write(tmp_path / "chuong-trinh.csv", GOOD))
        await until_seen(pilot, "Reading", "Esc: stop")
        await pilot.press("escape")
        await until_seen(pilot, "Stopped")
        assert len(pilot.app.screen_stack) == 1


async def test_the_palette_brings_in_a_workbook_too(desk: Desk, config: Config) -> None:
    async with driven(config) as pilot:
        await pilot.press("ctrl+p")
        await pilot.press(*"import")
        await until_seen(pilot, "Import a workbook")
        press_at_once(pilot, "enter", "enter")
        await until_seen(pilot, "An Excel workbook")


async def test_escape_stops_a_long_work(desk: Desk, config: Config) -> None:
    def endless(progress: StoppableProgress) -> None:
        for _ in range(PATIENCE * 100):
            progress(1, 2)
            time.sleep(0.01)

    async with driven(config) as pilot:
        app = pilot.app
        assert isinstance(app, RadiodeskApp)
        working = asyncio.create_task(run_with_progress(app, "Work", "Going on", endless))
        await until(pilot, lambda: isinstance(app.screen, ProgressDialog))
        await pilot.press("escape")
        with pytest.raises(Stopped):
            await working
        await until(pilot, lambda: not isinstance(app.screen, ProgressDialog))


def test_paths_may_be_several_patterns_quoted_and_in_another_unicode_form(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    names = ["a.csv", "b.csv", unicodedata.normalize("NFD", "Sổ tay.xlsx")]
    a, b, book = (write(tmp_path / name, "") for name in names)
    assert read_paths("~/*.csv") == [a, b]
    assert read_paths(f"'{b}'; ~/a.csv ;") == [b, a]
    assert read_paths("~/Sổ tay.xlsx") == [book]
    with pytest.raises(NoSuchFile, match="Sổ khác"):
        read_paths("~/Sổ khác.xlsx")


def test_the_last_path_is_completed_as_far_as_it_is_typed(tmp_path: Path) -> None:
    write(tmp_path / "so-theo-doi.xlsx", "")
    (tmp_path / "thu").mkdir()
    assert completion(f"{tmp_path}/so") == f"{tmp_path}/so-theo-doi.xlsx"
    assert completion(f"x.csv; {tmp_path}/th") == f"x.csv; {tmp_path}/thu/"
    assert completion(f"{tmp_path}/khong") is None
    assert completion(f"{tmp_path}/") is None
    assert completion(f"{tmp_path}/so", lambda path: path.suffix == ".mp3") is None
    assert completion(f"{tmp_path}/th", lambda path: path.suffix == ".mp3") == f"{tmp_path}/thu/"


async def test_the_preview_says_how_many_conflicts_will_be_accepted(desk: Desk, config: Config, tmp_path: Path) -> None:
    beside = "14/09/2019,05:40,Ca nhạc,Chuyên mục phát thanh,15:00,Đã phát\n"
    async with driven(config, size=(160, 45)) as pilot:
        await ask_for(pilot, write(tmp_path / "chuong-trinh.csv", GOOD + beside))
        await until_seen(pilot, "1 conflict would be accepted", "Conflict")
        await pilot.press("enter")
        await until_seen(pilot, "Rows added: 2, changed: 0. 1 conflict was accepted")
