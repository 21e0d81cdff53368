"""Copying a day from Today, driven."""

import datetime as dt

from radiodesk.config import Config
from radiodesk.model import Desk
from tests.tui.driving import choose, driven, fill, until, until_back, until_seen
from tests.tui.test_today import DAY, held, plan


async def test_a_day_is_copied_after_a_preview_and_undone(desk: Desk, config: Config) -> None:
    plan(desk, "Trưa", "11:30")
    async with driven(config) as pilot:
        await until_seen(pilot, "11:30 Trưa")
        await pilot.press("ctrl+d")
        await until_seen(pilot, "Copy to other days", "What is copied", "A week is copied to the week of that day")
        await fill(pilot, "to", "15/9/2019")
        await pilot.press("enter")
        await until_seen(pilot, "1 broadcast is planned", "press Enter again")
        await pilot.press("enter")
        await until_back(pilot, "Sunday 15/09/2019", "11:30 Trưa", "Copied the plan of 14/09/2019 to 15/09/2019")
        await pilot.press("ctrl+z")
        await until(pilot, lambda: held(desk, DAY + dt.timedelta(days=1)) == [])


async def test_a_week_is_copied_and_called_a_week(desk: Desk, config: Config) -> None:
    plan(desk, "Trưa", "11:30")
    async with driven(config) as pilot:
        await until_seen(pilot, "11:30 Trưa")
        await pilot.press("ctrl+d")
        await choose(pilot, "days", 7)
        await fill(pilot, "to", "25/9/2019")
        await pilot.press("enter")
        await until_seen(pilot, "1 broadcast is planned", "press Enter again")
        await pilot.press("enter")
        await until_back(pilot, "Copied the plan of the week from 09/09/2019 to the week from 23/09/2019")
        await pilot.press("ctrl+z")
        await until(pilot, lambda: held(desk, DAY + dt.timedelta(days=14)) == [])
