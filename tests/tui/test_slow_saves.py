"""What is typed while the desk saves reaches neither the form nor what is below it."""

import asyncio
import datetime as dt
from typing import Any

import pytest
from textual.widgets import Input

from radiodesk.config import Config
from radiodesk.history import recent
from radiodesk.kinds import ProgrammeKind
from radiodesk.model import Action, Desk
from radiodesk.staff import people
from radiodesk.tui.access import DeskAccess
from radiodesk.tui.dialogs.form import Form
from radiodesk.tui.dialogs.recent_changes import RecentChanges
from tests.tui.driving import (
    choose,
    driven,
    fill,
    notices,
    press_at_once,
    seen,
    settled,
    until,
    until_back,
    until_seen,
)
from tests.tui.test_recurring_forms import SATURDAY, grid, recurring
from tests.tui.test_today import held


def held_back(monkeypatch: pytest.MonkeyPatch, *methods: str) -> asyncio.Event:
    """Let methods of the desk wait until the event is set."""
    goes_on = asyncio.Event()
    for name in methods:
        original = getattr(DeskAccess, name)

        async def later(*args: Any, original: Any = original, **values: Any) -> Any:
            await goes_on.wait()
            return await original(*args, **values)

        monkeypatch.setattr(DeskAccess, name, later)
    return goes_on


async def test_a_form_that_saves_says_so_and_takes_no_keys(
    desk: Desk, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with driven(config) as pilot:
        await pilot.press("n")
        await fill(pilot, "at", "5h30")
        await fill(pilot, "title", "Thời sự")
        await choose(pilot, "kind", ProgrammeKind.NEWS)
        pilot.app.screen.query_one("#note", Input).focus()
        goes_on = held_back(monkeypatch, "change")
        await pilot.press("enter")
        await until_seen(pilot, "Saving: one moment")
        await pilot.press(*"nx7", "enter", "tab", "escape", "ctrl+s")
        assert isinstance(pilot.app.screen, Form)
        assert pilot.app.screen.query_one("#note", Input).value == ""
        goes_on.set()
        await until_back(pilot, "Thời sự")
        assert [(item.title, item.note) for item in held(desk, SATURDAY)] == [("Thời sự", "")]
        assert "Plan a programme" not in seen(pilot)


async def test_a_form_that_was_not_saved_takes_keys_where_they_went_before(desk: Desk, config: Config) -> None:
    recurring(desk, "FREQ=DAILY")
    async with driven(config) as pilot:
        await until_seen(pilot, "Thời sự")
        await pilot.press("n")
        await fill(pilot, "title", "Thời sự")
        await fill(pilot, "at", "5h30")
        await pilot.press("enter")
        await until_seen(pilot, "already")
        assert "Saving" not in seen(pilot)
        focused = pilot.app.screen.focused
        assert isinstance(focused, Input)
        await pilot.press("end", "x")
        assert focused.value.endswith("x")


async def test_enter_twice_after_a_move_asks_once_and_opens_nothing(
    desk: Desk, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    recurring(desk, "FREQ=DAILY")
    async with driven(config) as pilot:
        await pilot.press("2")
        await until_seen(pilot, "N Thời sự")
        await pilot.press("home", "J", "up")
        goes_on = held_back(monkeypatch, "try_out")
        press_at_once(pilot, "enter", "enter")
        await until_seen(pilot, "Looking at what that would change: one moment")
        await pilot.press("enter", "7", "escape")
        goes_on.set()
        await until_seen(pilot, "Move which ones?", "This one and all after it")
        goes_on.clear()
        monkeypatch.undo()
        goes_on = held_back(monkeypatch, "change")
        await pilot.press("down", "enter")
        await until_seen(pilot, "Saving: one moment")
        await pilot.press("enter", "7")
        goes_on.set()
        await until_back(pilot, "Week 37", "Changed the slot")
    (slot,) = grid(desk)
    assert slot.terms.recurrence.at == dt.time(5, 40)


async def test_the_list_of_changes_takes_keys_while_it_is_read_again(
    desk: Desk, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(recent.PAGE + 10):
        with desk.changing(Action.ADD_PERSON, name=f"Người {number}") as session:
            people.add(session, name=f"Người {number}")
    async with driven(config) as pilot:
        await pilot.press("ctrl+l")
        await until_seen(pilot, f"Người {recent.PAGE + 9}")
        await settled(pilot)
        await pilot.press("end")
        await until_seen(pilot, f"{recent.PAGE + 10} · Enter: undo")
        await settled(pilot)
        await pilot.press("end")
        await until_seen(pilot, "Người 0")
        await settled(pilot)
        await pilot.press("enter")
        await until_seen(pilot, "Undo it")
        goes_on = held_back(monkeypatch, "read")
        await pilot.press("left", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, RecentChanges))
        await pilot.press("up", "up")
        goes_on.set()
        await until_seen(pilot, "●↶")
        await settled(pilot)
        assert not notices(pilot)
