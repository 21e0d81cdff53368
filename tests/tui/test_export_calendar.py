"""Exporting the calendar from the terminal."""

from pathlib import Path

import pytest
from icalendar import Calendar
from textual.pilot import Pilot

from radiodesk import locale
from radiodesk.config import Config
from radiodesk.model import Desk
from radiodesk.tui.app import RadiodeskApp
from tests.ledger.books import bring, ledger, write_xlsx
from tests.tui.driving import driven, fill, until_back, until_seen


async def open_form(desk: Desk, tmp_path: Path, pilot: Pilot[None], *texts: str) -> str:
    bring(desk, write_xlsx(tmp_path / "in.xlsx", ledger()))  # all of it on 4 to 6 March 2019
    app = pilot.app
    assert isinstance(app, RadiodeskApp)
    app.export_calendar()  # as the palette calls it
    return await until_seen(pilot, *texts)


def events(file: Path) -> int:
    return len(Calendar.from_ical(file.read_bytes()).events)


async def test_the_palette_writes_the_week_in_view_to_the_file_that_is_offered(
    desk: Desk, config: Config, tmp_path: Path
) -> None:
    bring(desk, write_xlsx(tmp_path / "in.xlsx", ledger()))
    async with driven(config) as pilot:
        await pilot.press("d")
        await fill(pilot, "day", "6/3/2019")
        await pilot.press("enter")
        await until_back(pilot, "06/03/2019")
        await pilot.press("ctrl+p", *"export cal")
        await until_seen(pilot, "Export the calendar")
        await pilot.press("enter")
        await until_seen(pilot, "A calendar (.ics)", "04/03/2019 – 10/03/2019")
        await pilot.press("enter")
        await until_back(pilot)
        await until_seen(pilot, "broadcasts written to")
    assert events(config.schedules / "lich-phat-2019-09-14.ics") == 3


@pytest.mark.parametrize(
    ("typed", "count"),
    [
        ("", 3),
        ("tuần này", 0),
        ("5/3/2019", 3),
        ("6/3/2019-8/3/2019", 0),
        ("2019-03-06/2019-03-31", 0),
        ("tháng 3/2019", 3),
    ],
)
async def test_days_are_typed_as_weeks_days_or_periods(
    desk: Desk, config: Config, tmp_path: Path, typed: str, count: int
) -> None:
    async with driven(config) as pilot:
        await open_form(desk, tmp_path, pilot, "Export the calendar")
        await fill(pilot, "file", str(tmp_path / "a.ics"))
        await fill(pilot, "days", typed)
        await pilot.press("enter")
        await until_back(pilot)
    assert events(tmp_path / "a.ics") == count


async def test_a_wrong_ending_is_refused_in_the_form(desk: Desk, config: Config, tmp_path: Path) -> None:
    async with driven(config, size=(120, 30)) as pilot:
        await open_form(desk, tmp_path, pilot, "Export the calendar")
        await fill(pilot, "file", str(tmp_path / "a.xlsx"))
        await pilot.press("enter")
        await until_seen(pilot, "has the wrong ending for this format")


async def test_in_vietnamese_nothing_is_left_in_english(desk: Desk, config: Config, tmp_path: Path) -> None:
    locale.use("vi")
    async with driven(Config(home=config.home, person="Thu Hà", language="vi"), size=(120, 30)) as pilot:
        text = await open_form(desk, tmp_path, pilot, "Xuất lịch phát", ".ics")
    assert not any(word in text for word in ("Export", "calendar", "Without", "File "))
