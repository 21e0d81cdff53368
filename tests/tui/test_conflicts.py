"""The list of conflicts, driven."""

import datetime as dt

from radiodesk.config import Config
from radiodesk.model import Desk
from radiodesk.tui.dialogs.conflicts import Conflicts
from tests.schedule.test_grid_files import NEWS, VOV, apply
from tests.tui.driving import HOSTILE, driven, fill, notices, seen, until, until_back, until_seen

DAY = dt.date(2019, 9, 14)
EVERY = {"from": "2019-09-01"}


async def test_conflicts_are_solved_accepted_and_gone_to(desk: Desk, config: Config) -> None:
    apply(desk, {**NEWS, **EVERY, "length": "40:00"}, {**VOV, **EVERY, "relay": HOSTILE}, today=DAY)
    async with driven(config) as pilot:
        await pilot.press("number_sign")
        await until_seen(pilot, "▲ 28 conflicts · ○ 0 accepted", "06:00–06:10", "28 days from 14/09")
        await pilot.press("e")
        await until_seen(pilot, "Shorten 05:30 Thời sự to 30 minutes")
        await pilot.press("enter")
        await until_seen(pilot, "▲ 27 conflicts", "27 days from 15/09", "✓ Changed: Thời sự")
        await pilot.press("asterisk")
        await fill(pilot, "reason", "Cắt đầu VOV")
        await pilot.press("enter")
        await until_seen(pilot, "▲ 0 conflicts · ○ 27 accepted", "Cắt đầu VOV · Overlap", "✓ Accepted a conflict")
        await pilot.press("asterisk")
        await until(pilot, lambda: "This conflict is accepted already: Cắt đầu VOV" in notices(pilot))
        await pilot.press("f")
        await until(pilot, lambda: "Cắt đầu VOV · Overlap" not in seen(pilot))
        await pilot.press("f")
        await until_seen(pilot, "Cắt đầu VOV · Overlap")
        await pilot.press("ctrl+z")
        await until_seen(pilot, "▲ 27 conflicts · ○ 0 accepted")
        await pilot.press("enter")
        await until_back(pilot, "Sunday 15/09/2019", HOSTILE)


async def test_the_palette_lists_conflicts_from_every_mode(desk: Desk, config: Config) -> None:
    apply(desk, {**NEWS, **EVERY}, today=DAY, hours=[["05:30", "06:00"]])
    async with driven(config) as pilot:
        await pilot.press("5", "ctrl+p", *"conflicts")
        await until_seen(pilot, "Of the next four weeks")
        await pilot.press("enter")
        await until_seen(pilot, "Nothing on air: 05:30 Thời sự")
        await pilot.press("e")
        await until(pilot, lambda: any("Nothing obvious solves" in each for each in notices(pilot)))
        await pilot.press("enter")
        await until_back(pilot, "Week 37")


async def test_without_conflicts_there_is_no_list(desk: Desk, config: Config) -> None:
    apply(desk, {**NEWS, **EVERY}, today=DAY)
    async with driven(config) as pilot:
        await pilot.press("2", "number_sign")
        await until(pilot, lambda: "No conflicts in the next four weeks." in notices(pilot))
        assert not isinstance(pilot.app.screen, Conflicts)
