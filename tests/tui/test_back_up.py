"""Backing up from the terminal: the palette, the form, and the day's automatic backup."""

import datetime as dt
import os
import zipfile
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from radiodesk import locale
from radiodesk.config import Config
from radiodesk.model import Desk, backups, station
from radiodesk.model.actions import Action
from radiodesk.staff.settings import set_keep_backups, settings
from radiodesk.tui.app import RadiodeskApp
from tests.conftest import seated
from tests.tui.driving import SnapCompare, driven, fill, fixed_clock, opened, until, until_back, until_seen


@pytest.fixture
def saved_today(desk: Desk, config: Config) -> None:
    """The day has its backup, of ten to seven in the morning of the station's 14 September 2019."""
    made = backups.daily(desk)
    assert made
    moment = dt.datetime(2019, 9, 13, 23, 50, tzinfo=dt.UTC).timestamp()
    os.utime(made, (moment, moment))


async def open_form(pilot: Pilot[None], *texts: str) -> str:
    app = pilot.app
    assert isinstance(app, RadiodeskApp)
    app.back_up()  # as the palette calls it
    return await until_seen(pilot, *texts)


async def test_the_first_opening_of_a_day_makes_a_backup_and_the_second_none(desk: Desk, config: Config) -> None:
    async with driven(config) as pilot:
        await until(pilot, lambda: backups.automatic(config.backups))
    (made,) = config.backups.iterdir()
    assert made.name.startswith("auto-")
    before = made.stat().st_mtime_ns
    async with driven(config) as pilot:
        assert isinstance(pilot.app, RadiodeskApp)
        await pilot.app.access.back_up_daily()
    assert [path.stat().st_mtime_ns for path in config.backups.iterdir()] == [before]


async def test_a_backup_that_cannot_be_made_is_told_and_the_desk_opens(desk: Desk, config: Config) -> None:
    config.backups.rmdir()
    config.backups.write_text("in the way")
    async with driven(config, size=(120, 30)) as pilot:
        await until_seen(pilot, "No automatic backup was made")


async def test_the_palette_says_when_the_last_one_was_made(desk: Desk, config: Config, saved_today: None) -> None:
    async with driven(config, size=(120, 40)) as pilot:
        await pilot.press("ctrl+p", *"back up")
        await until_seen(pilot, "Back up the desk", "The last backup was made at 06:50")


async def test_the_form_writes_the_file(desk: Desk, config: Config, tmp_path: Path, saved_today: None) -> None:
    async with driven(config) as pilot:
        await open_form(pilot, "Back up the desk", "The last backup was made at 06:50", "Automatic to keep")
        await fill(pilot, "file", str(tmp_path / "a.zip"))
        await fill(pilot, "keep", "12")
        await pilot.press("enter")
        await until_back(pilot, "written to")
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert archive.testzip() is None
    with desk.reading() as session:
        assert station(session).keep_backups == 12


async def test_a_number_that_somebody_else_set_meanwhile_is_told_and_what_was_typed_stays(
    desk: Desk, config: Config, tmp_path: Path, saved_today: None
) -> None:
    async with driven(config, size=(120, 30)) as pilot:
        await open_form(pilot, "Automatic to keep")
        await fill(pilot, "file", str(tmp_path / "a.zip"))
        await fill(pilot, "keep", "12")
        with seated(desk, "Đức Anh").changing(Action.KEEP_BACKUPS, count=30) as session:
            set_keep_backups(session, settings(session).version, 30)
        await pilot.press("enter")
        await until_seen(pilot, "Đức Anh changed Automatic to keep to 30", "you typed 12")
        assert not (tmp_path / "a.zip").exists()
        await pilot.press("enter")
        await until_back(pilot, "written to")
    with desk.reading() as session:
        assert settings(session).keep_backups == 12


async def test_the_file_that_is_offered_lies_with_the_backups(desk: Desk, config: Config) -> None:
    async with driven(config) as pilot:
        await open_form(pilot, "Back up the desk")
        await pilot.press("enter")
        await until_back(pilot, "written to")
    assert (config.backups / "2019-09-14 1000.zip").is_file()


@pytest.mark.parametrize("typed", ["0", "-1", "1001", "many", "1.5", "٣", "9" * 5000], ids=lambda typed: typed[:5])
async def test_a_wrong_number_is_refused_in_the_form(desk: Desk, config: Config, tmp_path: Path, typed: str) -> None:
    async with driven(config, size=(120, 30)) as pilot:
        await open_form(pilot, "Automatic to keep")
        await fill(pilot, "file", str(tmp_path / "a.zip"))
        await fill(pilot, "keep", typed)
        await pilot.press("enter")
        await until_seen(pilot, "is not a number from 1 to 1000" if len(typed) < 9 else "99999")
        assert len(pilot.app.screen_stack) == 2
    assert not (tmp_path / "a.zip").exists()


async def test_in_vietnamese_nothing_is_left_in_english(config: Config, desk: Desk, saved_today: None) -> None:
    vietnamese = Config(home=config.home, person="Thu Hà", language="vi")
    locale.use("vi")
    async with driven(vietnamese, size=(120, 30)) as pilot:
        screen = await open_form(pilot, "06:50")
        assert not any(word in screen for word in ("Back up", "backup was made", "recordings", "Cancel", "File "))


def test_the_picture_of_the_form(desk: Desk, tmp_path: Path, snap_compare: SnapCompare, saved_today: None) -> None:
    async def look(pilot: Pilot[None]) -> None:
        await opened(pilot)
        await open_form(pilot, "Automatic to keep")
        await fill(pilot, "file", "/media/usb/desk.zip")  # the one that is offered lies in the test's own folder
        await settled_form(pilot)

    app = RadiodeskApp(desk.config, clock=fixed_clock)
    assert snap_compare(app, terminal_size=(80, 24), run_before=look)


async def settled_form(pilot: Pilot[None]) -> None:
    """The cursor stands in the number, where nothing is suggested and nothing blinks."""
    field = pilot.app.screen.query_one("#keep", Input)
    field.cursor_blink = False
    field.focus()
    await pilot.pause()
