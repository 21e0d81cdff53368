"""The check of the database and the store, on the screen."""

import sqlite3
from contextlib import closing

import pytest
from textual.pilot import Pilot

from radiodesk import locale
from radiodesk.config import Config
from radiodesk.model import Desk
from radiodesk.tui.app import RadiodeskApp
from tests.tui.driving import driven, seen, until, until_seen
from tests.tui.test_check_store import put_unknown

TITLE = "Check the database and the store"


async def check(pilot: Pilot[None], *texts: str) -> str:
    app = pilot.app
    assert isinstance(app, RadiodeskApp)
    app.check_desk()  # as the palette calls it
    return await until_seen(pilot, *texts)


async def test_a_sound_desk_is_said_to_be_sound(desk: Desk, config: Config) -> None:
    async with driven(config) as pilot:
        await pilot.press("ctrl+p")
        await until_seen(pilot, "Search for commands")
        await pilot.press(*"check the", "enter")
        await until_seen(pilot, TITLE, "Everything is sound")
        await pilot.press("escape")
        await until(pilot, lambda: "Everything is sound" not in seen(pilot))


async def test_a_problem_is_listed_with_its_place_and_advice(desk: Desk, config: Config) -> None:
    put_unknown(config, "stray.mp3")
    async with driven(config, size=(120, 30)) as pilot:
        await until(pilot, lambda: any(config.backups.glob("auto-*.zip")))  # it is made after the first screen
        text = await check(pilot, "1 problem", "The newest backup: auto-")
    row = next(line for line in text.splitlines() if "Unknown file" in line)
    assert "stray.mp3" in row
    assert "Add it to the inbox" in row
    assert "radiodesk media" not in text


@pytest.mark.sqlite
async def test_a_damaged_value_is_listed_and_a_backup_advised(desk: Desk, config: Config) -> None:
    async with driven(config, size=(120, 30)) as pilot:
        with closing(sqlite3.connect(config.home / "radiodesk.db")) as connection, connection:
            connection.execute("UPDATE station SET keep_days = 'many'")
        text = await check(pilot, "station 1, keep_days")
    assert "Restore the last good backup" in text
    assert "radiodesk restore" not in text


async def test_in_vietnamese_nothing_is_left_in_english(desk: Desk, config: Config) -> None:
    locale.use("vi")
    put_unknown(config, "stray.mp3")
    async with driven(Config(home=config.home, person="Thu Hà", language="vi"), size=(120, 30)) as pilot:
        text = await check(pilot, "stray.mp3", "Kiểm tra cơ sở dữ liệu")
    assert not any(word in text for word in ("Unknown", "problem", "Where", "Esc: close"))
