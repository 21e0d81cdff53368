"""A block of the week that is moved or stretched: what is shown, what the others of its slot get, and other desks."""

import datetime as dt

import pytest

from radiodesk.config import Config
from radiodesk.kinds import BroadcastState
from radiodesk.model import Action, Broadcast, Desk, zone
from radiodesk.model.moments import span
from radiodesk.schedule import plan as plans
from radiodesk.tui.screens.week import WeekScreen
from tests.tui.driving import driven, fill, notices, seen, until, until_back, until_seen
from tests.tui.test_today import held, plan
from tests.tui.test_week import NEWS, SATURDAY, VOV, apply, times

SUNDAY = SATURDAY + dt.timedelta(days=1)
MOVED = "J K move it"


def starts(desk: Desk, first: dt.date, days: int = 1) -> list[str]:
    with desk.reading() as session:
        found = plans.entries(session, *span(first, first + dt.timedelta(days=days - 1), zone(session)))
    return [f"{each.starts:%d %H:%M:%S} {each.note}".strip() for each in found]


async def test_others_get_only_what_was_changed_of_one_that_was_moved_before(desk: Desk, config: Config) -> None:
    apply(desk, NEWS)
    async with driven(config) as pilot:
        await pilot.press("2")
        await until_seen(pilot, "N Thời sự")
        await pilot.press("home", "J", "up", "enter")
        await until_seen(pilot, "Move which ones?")
        await pilot.press("enter")
        await until_back(pilot, "Changed: Thời sự, 05:30 → 05:40")
        await pilot.press("plus", "enter")
        await until_seen(pilot, "Change the length of which ones?")
        await pilot.press("down", "enter")
        await until_back(pilot, "Changed the slot: Thời sự, 05:30, length 15:00 → 20:00")
        assert times(desk, SATURDAY - dt.timedelta(days=1), 3) == ["13 05:30 15'", "14 05:40 20'", "15 05:30 20'"]
        await pilot.press("ctrl+z")
        await until_seen(pilot, "Undone")
        assert times(desk, SATURDAY, 2) == ["14 05:40 15'", "15 05:30 15'"]


async def test_an_addition_is_stretched_alone(desk: Desk, config: Config) -> None:
    apply(desk, NEWS | {"add": ["2019-09-14T18:00"]})
    async with driven(config) as pilot:
        await pilot.press("2")
        await until_seen(pilot, "N Thời sự")
        await pilot.press("end")
        await until_seen(pilot, "18:00 Thời sự")
        await pilot.press("plus", "enter")
        await until_back(pilot, "Changed: Thời sự, 18:00", "length 15:00 → 20:00")
        assert times(desk, SATURDAY, 2) == ["14 05:30 15'", "14 18:00 20'", "15 05:30 15'"]


async def test_a_block_without_a_length_is_stretched_from_where_it_is_seen_to_end(desk: Desk, config: Config) -> None:
    repeat = {"key": "lai", "repeats": "ts", "at": "17:00", "rule": "daily", "from": dt.date(2019, 9, 1)}
    apply(desk, {name: value for name, value in NEWS.items() if name != "length"}, VOV, repeat)
    async with driven(config) as pilot:
        await pilot.press("2")
        await until_seen(pilot, "N Thời sự")
        await pilot.press("home", "plus")
        await until_seen(pilot, "Thời sự: Sat 14/09 05:30–06:05 (35 minutes)")
        await pilot.press("escape", "end", "minus")
        await until_seen(pilot, "Thời sự: Sat 14/09 17:00–17:25 (25 minutes)")


async def test_a_moved_repeat_is_as_long_as_its_first_run_and_what_only_the_next_start_ends_has_no_length(
    desk: Desk, config: Config
) -> None:
    repeat = {"key": "lai", "repeats": "ts", "at": "17:00", "rule": "daily", "from": dt.date(2019, 9, 1)}
    without = {name: value for name, value in VOV.items() if name != "length"}
    apply(desk, NEWS, without, repeat)
    async with driven(config) as pilot:
        await pilot.press("2")
        await until_seen(pilot, "N Thời sự")
        await pilot.press("end", "J")
        await until_seen(pilot, "Thời sự: Sat 14/09 17:15–17:30 (15 minutes) · J K")
        await pilot.press("escape", "home", "down", "down")
        await until_seen(pilot, "VOV1")
        await pilot.press("J")
        await until_seen(pilot, "Thời sự VOV1: Sat 14/09 06:15 · J K")


async def test_a_block_is_stretched_from_its_second_and_rounded_only_when_it_is_moved(
    desk: Desk, config: Config
) -> None:
    apply(desk, NEWS | {"at": "05:30:40"})
    async with driven(config) as pilot:
        await pilot.press("2")
        await until_seen(pilot, "N Thời sự")
        await pilot.press("home", "plus", "enter")
        await until_seen(pilot, "Change the length of which ones?")
        await pilot.press("down", "enter")
        await until_back(pilot, "Changed the slot: Thời sự, 05:30")
        assert starts(desk, SATURDAY, 2) == ["14 05:30:40", "15 05:30:40"]
        await pilot.press("J")
        await until_seen(pilot, "Thời sự: Sat 14/09 05:45–06:05 (20 minutes)")


async def test_a_note_does_not_move_a_broadcast(desk: Desk, config: Config) -> None:
    apply(desk, NEWS | {"at": "05:30:40"})
    async with driven(config) as pilot:
        await until_seen(pilot, "Thời sự")
        await pilot.press("e")
        await until_seen(pilot, "Change a broadcast")
        await fill(pilot, "note", "ghi chú")
        await pilot.press("enter")
        await until(pilot, lambda: "Change a broadcast" not in seen(pilot))
        assert starts(desk, SATURDAY, 2) == ["14 05:30:40 ghi chú", "15 05:30:40"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"note": "ghi chú"}, None),
        ({"planned_seconds": 600}, "“Sáng” was changed while you moved it"),
        ({"state": BroadcastState.CANCELLED}, "“Sáng” was changed while you moved it"),
        ({"starts": dt.datetime(2019, 10, 1, tzinfo=dt.UTC)}, "“Sáng” is not shown here any more"),
    ],
)
async def test_a_move_goes_on_while_other_desks_work_until_its_block_is_changed(
    desk: Desk, config: Config, change: dict, said: str | None
) -> None:
    plan(desk, "Sáng")
    async with driven(config) as pilot:
        await pilot.press("2")
        await until_seen(pilot, "05:30 Sáng")
        await pilot.press("J", "plus")
        await until_seen(pilot, "Sáng: Sat 14/09 05:45–06:05 (20 minutes)")
        plan(desk, "Trưa", "11:30")
        with desk.changing(Action.CHANGE_BROADCAST, title="", day="2019-09-14", time="05:30") as session:
            row = session.get_one(Broadcast, held(desk)[0].id)
            for name, value in change.items():
                setattr(row, name, value)
        screen = pilot.app.screen
        assert isinstance(screen, WeekScreen)
        screen.reload()
        await until_seen(pilot, "N Trưa")
        assert (MOVED in seen(pilot)) is (said is None)
        assert [each for each in notices(pilot) if "you moved it" in each or "any more" in each] == [
            each for each in notices(pilot) if said and said in each
        ]
        if said is None:
            await pilot.press("enter")
            await until_back(pilot, "Changed: Sáng, 05:30 → 05:45")
            assert times(desk, SATURDAY) == ["14 05:45 20'", "14 11:30 15'"]
        else:
            assert any(said in each for each in notices(pilot))


async def test_the_keys_of_the_week_come_first_and_say_why_they_move_nothing(desk: Desk, config: Config) -> None:
    plan(desk, "Sáng", "05:30")
    async with driven(config) as pilot:
        await pilot.press("2")
        screen = await until_seen(pilot, "05:30 Sáng", "J Later")
        assert [line for line in screen.splitlines() if line.lstrip().startswith("K Earlier")]
        assert "Roster of the week" in screen
        await pilot.press("up", "J")
        await until(pilot, lambda: notices(pilot) == ["Nothing is planned here: go to a block first"])
