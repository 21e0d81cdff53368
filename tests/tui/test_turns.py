"""Keys that are pressed at once act one after the other, each on what the one before has left."""

import pytest

from radiodesk.config import Config
from radiodesk.history import log
from radiodesk.model import Action, BroadcastState, Desk, Person
from radiodesk.staff import people
from radiodesk.tui.app import RadiodeskApp
from radiodesk.tui.dialogs.confirm import Confirm
from tests.tui.driving import driven, notices, press_at_once, settled, until, until_back, until_seen
from tests.tui.test_today import held, plan


def names(desk: Desk) -> set[str]:
    with desk.reading() as session:
        return {person.name for person in session.query(Person)}


def marks(desk: Desk) -> int:
    """How often a broadcast was marked."""
    with desk.reading() as session:
        return sum(entry.action == Action.MARK_BROADCAST for entry in log.entries(session, limit=99))


async def test_undo_twice_at_once_undoes_only_what_the_question_named(desk: Desk, config: Config) -> None:
    for name in ("Bình", "Cúc"):
        with desk.changing(Action.ADD_PERSON, name=name) as session:
            people.add(session, name=name)
    async with driven(config) as pilot:
        await settled(pilot)
        press_at_once(pilot, "ctrl+z", "ctrl+z")
        await until_seen(pilot, "New person: Cúc")
        press_at_once(pilot, "enter", "enter")
        await until(pilot, lambda: "Cúc" not in names(desk))
        await settled(pilot)
        assert "Bình" in names(desk)


async def test_undo_refuses_another_change_than_the_question_named(desk: Desk, config: Config) -> None:
    for name in ("Bình", "Cúc"):
        with desk.changing(Action.ADD_PERSON, name=name) as session:
            people.add(session, name=name)
    async with driven(config) as pilot:
        await settled(pilot)
        await pilot.press("ctrl+z")
        await until_seen(pilot, "New person: Cúc")
        assert isinstance(pilot.app, RadiodeskApp)
        await pilot.app.access.change(Action.ADD_PERSON, lambda session: people.add(session, name="Dung"), name="Dung")
        await pilot.press("enter")
        await until(pilot, lambda: "Another change is the last one by now: nothing was done" in notices(pilot))
        assert {"Bình", "Cúc", "Dung"} <= names(desk)


async def test_a_key_twice_at_once_asks_once(desk: Desk, config: Config) -> None:
    plan(desk)
    async with driven(config) as pilot:
        await until_seen(pilot, "05:30")
        press_at_once(pilot, "a", "a")
        await until_seen(pilot, "Its rundown has no story")
        await pilot.press("left", "enter")
        await until_back(pilot, "1 aired")
        await settled(pilot)
        assert not isinstance(pilot.app.screen, Confirm)
        assert held(desk)[0].state is BroadcastState.AIRED
        assert notices(pilot) == []


@pytest.mark.parametrize(
    ("keys", "written", "state"),
    [("mm", 1, BroadcastState.MISSED), ("mp", 2, BroadcastState.PLANNED), ("mpm", 3, BroadcastState.MISSED)],
)
async def test_keys_at_once_never_conflict_with_each_other(
    desk: Desk, config: Config, keys: str, written: int, state: BroadcastState
) -> None:
    plan(desk)
    async with driven(config) as pilot:
        await until_seen(pilot, "05:30")
        press_at_once(pilot, *keys)
        await until(pilot, lambda: marks(desk) == written)
        await settled(pilot)
        assert held(desk)[0].state is state
        assert notices(pilot) == []
