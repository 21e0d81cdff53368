"""Interruptions from Today, driven."""

import datetime as dt

from radiodesk.config import Config
from radiodesk.model import Action, Broadcast, Desk
from tests.tui.driving import driven, fill, notices, seen, until, until_back, until_seen
from tests.tui.test_today import held, plan


def starts(desk: Desk) -> list[tuple[str, str]]:
    return [(f"{each.starts:%H:%M}", each.title) for each in held(desk)]


async def test_an_emergency_bulletin_is_inserted_in_three_keys_and_undone_in_one(desk: Desk, config: Config) -> None:
    plan(desk, "Trưa", "09:46", stories=["Một"])
    plan(desk, "Ca nhạc", "10:02")
    before = starts(desk)
    async with driven(config) as pilot:
        await until_seen(pilot, "▶ Trưa, 1 minute left")
        for _ in range(2):  # the title of the last one is proposed
            await pilot.press("exclamation_mark")
            screen = await until_seen(pilot, "Interrupt now", "emergency", "begins later", "goes on afterwards")
            assert "10:00" in screen
            await pilot.press("enter")
            await until_seen(pilot, "09:46 Trưa ends at 10:00", "10:02 Ca nhạc begins at 10:05", "press Enter again")
            await pilot.press("enter")
            await until_back(pilot, "Interrupted for Emergency bulletin, 10:00 on 14/09/2019", "emergency")
            assert starts(desk)[1:] == [("10:00", "Emergency bulletin"), ("10:05", "Ca nhạc")]
            assert held(desk)[0].planned_seconds == 14 * 60
            await pilot.press("ctrl+z")
            await until(pilot, lambda: starts(desk) == before)


async def test_a_bulletin_with_an_end_is_as_long_as_it_says(desk: Desk, config: Config) -> None:
    async with driven(config) as pilot:
        await pilot.press("exclamation_mark")
        await fill(pilot, "at", "10h30-10h50")
        await until_seen(pilot, "20:00")
        await pilot.press("enter")
        await until_back(pilot, "10:30")
    assert [(each.title, each.planned_seconds) for each in held(desk)] == [("Emergency bulletin", 1200)]


async def test_a_relay_on_air_runs_longer_and_what_is_not_on_air_cannot(desk: Desk, config: Config) -> None:
    plan(desk, "Tiếp âm", "09:50", stories=["Một"])
    plan(desk, "Ca nhạc", "10:05", stories=["Hai"])
    async with driven(config) as pilot:
        await until_seen(pilot, "▶ Tiếp âm, 5 minutes left")
        await pilot.press("plus")
        await until_seen(pilot, "Runs longer", "Longer by", "09:50 Tiếp âm")
        await fill(pilot, "seconds", "10")
        await pilot.press("enter")
        await until_seen(pilot, "10:05 Ca nhạc begins at 10:15", "press Enter again")
        await pilot.press("enter")
        await until_back(pilot, "▶ Tiếp âm, 15 minutes left", "10:15 Ca nhạc")
        assert held(desk)[0].seconds == dt.timedelta(minutes=25).total_seconds()
        await pilot.press("down", "plus")
        await until_seen(pilot, "Longer by")
        await pilot.press("enter")
        await until_seen(pilot, "“Ca nhạc” is not on air at 10:00")
        assert not notices(pilot)
        assert "10:15" in seen(pilot)


async def test_a_broadcast_that_somebody_else_changed_meanwhile_runs_longer(desk: Desk, config: Config) -> None:
    plan(desk, "Tiếp âm", "09:50", stories=["Một"])
    async with driven(config) as pilot:
        await until_seen(pilot, "▶ Tiếp âm, 5 minutes left")
        await pilot.press("plus")
        await fill(pilot, "seconds", "10:00")
        with desk.changing(Action.EARLIER, what="meanwhile") as session:
            session.get_one(Broadcast, held(desk)[0].id).note = "Nối sóng"
        await pilot.press("enter")
        await until_seen(pilot, "changed something else here", "Press Enter again to save")
        await pilot.press("enter")
        await until_back(pilot, "▶ Tiếp âm, 15 minutes left")
