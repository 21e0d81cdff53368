"""Pause slots for a holiday, and what the questions about pauses name."""

import datetime as dt
from dataclasses import replace

import pytest
from textual.pilot import Pilot
from textual.widgets import Checkbox, Input

from radiodesk.config import Config
from radiodesk.kinds import ProgrammeKind
from radiodesk.model import Action, Desk
from radiodesk.schedule import broadcasts, slot_edits
from radiodesk.schedule.slots import slots
from tests.tui.driving import driven, fill, seen, until, until_back, until_seen
from tests.tui.test_recurring_forms import SATURDAY, grid, recurring

DAYS = "17/09/2019–18/09/2019"


def paused(desk: Desk) -> list[bool]:
    return [bool(each.terms.recurrence.pauses) for each in grid(desk)]


def plan_three(desk: Desk) -> None:
    for hour, title in ((5, "Thời sự"), (6, "Hộp thư"), (7, "Ca nhạc")):
        recurring(desk, "FREQ=DAILY", title=title, at=dt.time(hour))


async def type_a_pause(pilot: Pilot[None]) -> None:
    """Open the form that pauses slots, and type the days."""
    await until_seen(pilot, "Ca nhạc")
    await pilot.press("ctrl+p", *"pause")
    await until_seen(pilot, "A holiday for all slots, or for some of them")
    await pilot.press("enter")
    await fill(pilot, "pauses", "17/9-18/9")
    await until_seen(pilot, "05:00 Thời sự", "06:00 Hộp thư", "07:00 Ca nhạc")


async def test_a_holiday_of_several_slots_is_asked_about_once_and_undone_once(desk: Desk, config: Config) -> None:
    plan_three(desk)
    async with driven(config) as pilot:
        await type_a_pause(pilot)
        pilot.app.screen.query(Checkbox)[1].value = False
        await pilot.press("enter")
        await until_seen(pilot, f"2 slots pause: {DAYS}", f"05:00 Thời sự: {DAYS}", "press Enter again")
        assert not any(paused(desk))
        await pilot.press("enter")
        await until_back(pilot, f"Slots pause: {DAYS}, slots: 2")
        assert paused(desk) == [True, False, True]
        await pilot.press("ctrl+z")
        await until(pilot, lambda: not any(paused(desk)))


async def test_the_pauses_are_listed_marked_in_the_week_and_ended_at_once(desk: Desk, config: Config) -> None:
    plan_three(desk)
    async with driven(config) as pilot:
        await type_a_pause(pilot)
        pilot.app.screen.query(Checkbox)[1].value = False
        await pilot.press("enter")
        await until_seen(pilot, "press Enter again")
        await pilot.press("enter")
        await until_back(pilot, f"Slots pause: {DAYS}, slots: 2")
        await pilot.press("2", "shift+right", "left", "left", "left", "left", "home", "up")
        await until_seen(pilot, "Tue 17/09", "nothing is planned", "pausing: 05:00 Thời sự and 1 other slot")
        await pilot.press("left", "up")
        await until(pilot, lambda: "Mon 16/09 05:00" in seen(pilot) and "pausing" not in seen(pilot))
        with desk.changing(Action.PLAN_FIRST_RUN) as session:
            when = {"on": SATURDAY + dt.timedelta(days=3), "at": dt.time(5), "seconds": 900}
            broadcasts.plan_first_run(session, title="Tết", kind=ProgrammeKind.OTHER, sure=True, **when)
        await pilot.press("ctrl+p", *"pause")
        await until_seen(pilot, "A holiday for all slots, or for some of them")
        await pilot.press("enter")
        await until_seen(pilot, "Pause slots for other days", DAYS, "2 slots · Enter ends it")
        await pilot.press("down", "enter")
        await until_seen(pilot, f"End the pause {DAYS}?", "05:00 Thời sự; 07:00 Ca nhạc", "Tết", "05:00–05:15")
        await pilot.press("left", "enter")
        await until_back(pilot, f"Pause ended: {DAYS}, slots: 2")
        assert not any(paused(desk))
        await pilot.press("ctrl+z")
        await until(pilot, lambda: paused(desk) == [True, False, True])


async def test_a_key_marks_all_slots_or_none_so_that_one_of_many_is_soon_paused(desk: Desk, config: Config) -> None:
    plan_three(desk)
    async with driven(config) as pilot:
        await type_a_pause(pilot)
        boxes = pilot.app.screen.query(Checkbox)
        await pilot.press("down")
        await until_seen(pilot, "A: all or none")
        await pilot.press("A")
        assert [each.value for each in boxes] == [False, False, False]
        await pilot.press("A")
        assert [each.value for each in boxes] == [True, True, True]
        await pilot.press("down", "space", "A")  # one was not marked
        assert [each.value for each in boxes] == [True, True, True]
        await pilot.press("A", "space", "enter")
        await until_seen(pilot, f"06:00 Hộp thư: {DAYS}", "press Enter again")
        await pilot.press("enter")
        await until(pilot, lambda: paused(desk) == [False, True, False])


async def test_another_desk_moves_and_adds_slots_meanwhile_and_the_marked_ones_pause(
    desk: Desk, config: Config
) -> None:
    plan_three(desk)
    async with driven(config) as pilot:
        await type_a_pause(pilot)
        pilot.app.screen.query(Checkbox)[0].value = False
        recurring(desk, "FREQ=DAILY", title="Rao vặt", at=dt.time(4))
        with desk.changing(Action.CHANGE_SLOT) as session:
            news = slots(session)[0]
            terms = replace(news.terms, recurrence=replace(news.terms.recurrence, at=dt.time(9)))
            slot_edits.change_all(session, news, news.version, terms, SATURDAY)
            music = slots(session)[2]
            terms = replace(music.terms, recurrence=replace(music.terms.recurrence, at=dt.time(5)))
            slot_edits.change_all(session, music, music.version, terms, SATURDAY)
        await pilot.press("enter")
        await until_seen(pilot, "changed something else here", "Press Enter again to save")
        await pilot.press("enter")
        await until_seen(pilot, f"2 slots pause: {DAYS}", f"05:00 Ca nhạc: {DAYS}", "press Enter again")
        await pilot.press("enter")
        await until_back(pilot, f"Slots pause: {DAYS}, slots: 2")
    assert paused(desk) == [False, True, True, False]


async def test_the_question_about_a_slot_names_the_days_that_pause_and_those_that_are_removed(
    desk: Desk, config: Config
) -> None:
    recurring(desk, "FREQ=DAILY")
    async with driven(config) as pilot:
        await until_seen(pilot, "Thời sự")
        await pilot.press("O")
        await fill(pilot, "pauses", "17/9-18/9; 25/1/2020-30/1/2020")
        await pilot.press("enter")
        screen = " ".join((await until_seen(pilot, "Change which ones?", "25/01/2020–30/01/2020")).split())
        assert f"2 are removed: {DAYS} · pauses {DAYS}; 25/01/2020–30/01/2020" in screen.replace(" │ │ ", " ")


@pytest.mark.parametrize("size", [(80, 24), (60, 20)])
async def test_the_buttons_stay_in_view_below_a_long_question(
    desk: Desk, config: Config, size: tuple[int, int]
) -> None:
    for hour in range(5, 15):
        recurring(desk, "FREQ=DAILY", title=f"Mục {hour}", at=dt.time(hour))
    async with driven(config, size=size) as pilot:
        await until_seen(pilot, "Mục 5")
        await pilot.press("ctrl+p", *"pause")
        await until_seen(pilot, "A holiday for all slots")
        await pilot.press("enter")
        await fill(pilot, "pauses", "; ".join(f"{day}/9" for day in range(15, 30, 2)))
        await pilot.press("enter")
        await until_seen(pilot, "10 slots pause", "press Enter again", "Back")
        assert await pilot.click("#cancel")


async def test_a_range_may_name_its_month_and_year_once_and_is_said_in_full(desk: Desk, config: Config) -> None:
    plan_three(desk)
    async with driven(config) as pilot:
        await type_a_pause(pilot)
        assert pilot.app.screen.query_one("#pauses", Input).placeholder == "30/4-3/5"
        for typed in ("14-20/2/2020", "14/2-20/2/2020", "14/2/2020 đến 20/2/2020"):
            await fill(pilot, "pauses", "")
            await fill(pilot, "pauses", typed)
            await until_seen(pilot, "14/02/2020–20/02/2020")
