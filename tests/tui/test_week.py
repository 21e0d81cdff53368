"""Week, driven."""

import datetime as dt

from textual.widgets import Input

from radiodesk.config import Config
from radiodesk.model import Desk
from tests.tui.driving import HOSTILE, driven, seen, until, until_back, until_seen
from tests.tui.test_today import held, plan

SATURDAY = dt.date(2019, 9, 14)


async def test_a_week_shows_its_days_and_the_arrows_go_through_them(desk: Desk, config: Config) -> None:
    plan(desk, "Thời sự sáng")
    plan(desk, HOSTILE, "17:00")
    plan(desk, "Thứ Hai", on=dt.date(2019, 9, 9))
    plan(desk, "Tuần sau", on=dt.date(2019, 9, 16))
    async with driven(config) as pilot:
        await pilot.press("2")
        await until_seen(pilot, "Week 37 · 09/09 – 15/09/2019  ", "Mon 09/09", "Sat 14/09", "05:30 ○", "17:00 ○")
        await pilot.press("down")
        await until_seen(pilot, f"17:00 {HOSTILE}")
        await pilot.press("right")
        await until_seen(pilot, "Nothing on this day yet")
        await pilot.press("right")
        await until_seen(pilot, "Week 38 · 16/09 – 22/09/2019", "05:30 Tuần sau")
        await pilot.press("shift+left")
        await until_seen(pilot, "Week 37 · 09/09 – 15/09/2019", "05:30 Thứ Hai")


async def test_what_is_planned_in_the_week_is_on_the_chosen_day(desk: Desk, config: Config) -> None:
    async with driven(config) as pilot:
        await pilot.press("2")
        await until_seen(pilot, "Sat 14/09")
        await pilot.press("right")
        await until(pilot, lambda: pilot.app.access.day == SATURDAY + dt.timedelta(days=1))  # type: ignore[attr-defined]
        await pilot.press("n")
        await until_seen(pilot, "Plan a programme")
        form = pilot.app.screen
        assert form.query_one("#on", Input).value == "15/09/2019"
        form.query_one("#title", Input).value = "Chủ nhật"
        form.query_one("#at", Input).value = "8h"
        await pilot.press("enter")
        await until_back(pilot, "08:00 Chủ nhật")
        await pilot.press("c")
        await until_seen(pilot, "Cancel “Chủ nhật” at 08:00")
        await pilot.press("left", "enter")
        await until_seen(pilot, "✕")
        assert [item.title for item in held(desk, SATURDAY + dt.timedelta(days=1))] == ["Chủ nhật"]


async def test_enter_opens_the_rundown(desk: Desk, config: Config) -> None:
    plan(desk)
    async with driven(config) as pilot:
        await pilot.press("2")
        await until_seen(pilot, "05:30 ○")
        await pilot.press("enter")
        await until_seen(pilot, "Thời sự sáng · 05:30", "No line yet")


async def test_a_click_chooses_a_broadcast(desk: Desk, config: Config) -> None:
    plan(desk, "Thứ Hai", on=dt.date(2019, 9, 9))
    async with driven(config) as pilot:
        await pilot.press("2")
        await until_seen(pilot, "Mon 09/09")
        await pilot.click("DayList", offset=(2, 0))
        await until_seen(pilot, "Thứ Hai · 05:30")


async def test_a_day_says_how_many_broadcasts_it_does_not_show(desk: Desk, config: Config) -> None:
    for hour in range(6, 18):
        plan(desk, f"Bản tin {hour}", f"{hour:02}:00")
    async with driven(config) as pilot:
        await pilot.press("2")
        await until_seen(pilot, "06:00", "more")
        assert "17:00" not in seen(pilot)
        await pilot.press("end")
        await until_seen(pilot, "17:00", "more")
        await pilot.resize_terminal(80, 60)
        await until(pilot, lambda: " more" not in seen(pilot))
        await until_seen(pilot, "06:00", "17:00")


async def test_a_narrow_week_names_its_days_without_the_month(desk: Desk, config: Config) -> None:
    async with driven(config, size=(60, 20)) as pilot:
        await pilot.press("2")
        await until_seen(pilot, "Mon 9", "Sat 14", "Sun 15")
        await pilot.resize_terminal(80, 24)
        await until_seen(pilot, "Mon 09/09", "Sat 14/09")
