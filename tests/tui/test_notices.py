"""A notice takes lines of its own: it covers nothing, and what gets shorter below it is as before when it is gone."""

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets import Input, OptionList
from textual.widgets._toast import Toast, ToastHolder, ToastRack

from radiodesk.config import Config
from radiodesk.model import Desk
from radiodesk.tui.dialogs.confirm import Confirm
from radiodesk.tui.dialogs.fields import Entry, Values
from radiodesk.tui.dialogs.form import Form
from radiodesk.tui.dialogs.help import Help
from radiodesk.tui.dialogs.listing import Listing
from radiodesk.tui.dialogs.picker import Candidate, Picker
from radiodesk.tui.widgets.button_row import ButtonRow
from radiodesk.tui.widgets.long_table import LongTable
from radiodesk.tui.widgets.row_table import Column
from tests.tui.driving import driven, ready, seen, settled, until, until_seen
from tests.tui.test_words import LEFT_ALONE, acted, close_dialogs, stock

SIZES = [(60, 20), (80, 24)]
SIX_LINES = "\n".join(f"line {number} of a notice" for number in range(1, 7))


async def _save(values: Values) -> None:
    raise AssertionError(values)


def a_form() -> Form:
    return Form("Settings", [Entry(f"field{number}", f"Field {number}", "") for number in range(12)], _save)


def a_listing(rows: int = 40) -> Listing:
    return Listing("List", [Column("Title", share=1)], [(f"row {number}",) for number in range(rows)], opens="Enter: x")


def a_question() -> Confirm:
    return Confirm("A question", "\n".join(f"Really {number}?" for number in range(30)), yes="Delete")


def a_picker() -> Picker[int]:
    return Picker("Which?", [Candidate(number, f"entry {number}") for number in range(40)])


def a_help(pilot: Pilot[None]) -> Help:
    return Help(pilot.app.screen.active_bindings.values(), "")


def covered(pilot: Pilot[None]) -> list[Widget]:
    """The widgets in view that share a cell with a notice."""
    screen = pilot.app.screen
    areas = screen._compositor.visible_widgets
    shown = [region.intersection(clip) for widget, (region, clip) in areas.items() if isinstance(widget, Toast)]
    parts = [each for each in areas if not isinstance(each, Toast | ToastHolder | ToastRack) and each is not screen]
    return [each for each in parts if any(areas[each][0].intersection(areas[each][1]).overlaps(area) for area in shown)]


def cut(pilot: Pilot[None]) -> list[Widget]:
    """The buttons and their keys that are not whole in view."""
    areas = pilot.app.screen._compositor.visible_widgets
    rows = [each for each in pilot.app.screen.query(ButtonRow) if each.display]
    return [each for each in rows if each not in areas or not areas[each][1].contains_region(areas[each][0])]


async def notified(pilot: Pilot[None], *texts: str) -> None:
    for text in texts:
        pilot.app.notify(text, timeout=60, markup=False)
    await until(pilot, lambda: len(pilot.app.screen.query(Toast)) == len(texts))
    await until_seen(pilot, texts[-1].splitlines()[-1])


async def at_rest(pilot: Pilot[None]) -> str:
    """What is on the screen once its layout changes no more."""
    await settled(pilot)
    earlier = ""
    while seen(pilot) != earlier:
        earlier = seen(pilot)
        await pilot.pause(0.2)
    return earlier


async def none_left(pilot: Pilot[None]) -> None:
    pilot.app.clear_notifications()
    await until(pilot, lambda: not pilot.app.screen.query(Toast))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("texts", [("Saved",), ("Saved", "Sent"), (SIX_LINES,)])
async def test_a_notice_covers_no_part_of_a_dialog_and_gives_its_lines_back(
    desk: Desk, config: Config, size: tuple[int, int], texts: tuple[str, ...]
) -> None:
    async with driven(config, size=size) as pilot:
        await ready(pilot)
        for dialog in (a_form(), a_listing(), a_question(), a_picker(), a_help(pilot)):
            await pilot.app.push_screen(dialog)
            before = await at_rest(pilot)
            await notified(pilot, *texts)
            assert not covered(pilot)
            assert not cut(pilot)
            await none_left(pilot)
            assert await at_rest(pilot) == before
            await pilot.press("escape")


@pytest.mark.deep
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("mode", [*"1234567"])
async def test_a_notice_covers_no_part_of_any_screen_or_dialog(
    desk: Desk, config: Config, tmp_path: Path, size: tuple[int, int], mode: str
) -> None:
    stock(desk, tmp_path)
    faults: dict[str, list[Widget]] = {}
    async with driven(config, size=size) as pilot:
        await ready(pilot)
        await pilot.press(mode)
        await acted(pilot)
        keys = [key for key in pilot.app.screen.active_bindings if key not in LEFT_ALONE and not key.isdigit()]
        assert len(keys) > 5
        for key in ["", *sorted(keys)]:
            if key:
                await pilot.press(key)
                await acted(pilot)
            pilot.app.clear_notifications()
            pilot.app.notify("Sent\nto all", timeout=60, markup=False)
            await until_seen(pilot, "to all")
            if wrong := [*covered(pilot), *cut(pilot)]:
                faults[key] = wrong
            await none_left(pilot)
            await close_dialogs(pilot)
            await pilot.press(mode)
    assert faults == {}


async def test_the_highlighted_row_stays_in_view_and_the_list_returns(desk: Desk, config: Config) -> None:
    async with driven(config, size=(60, 20)) as pilot:
        await ready(pilot)
        await pilot.app.push_screen(a_listing())
        table = pilot.app.screen.query_one(LongTable)
        await pilot.press("pagedown", "pagedown")
        top = table.scroll_y
        row = table.row
        await notified(pilot, SIX_LINES)
        await until(pilot, lambda: table.scroll_y > top)
        assert (table.row, table.has_focus) == (row, True)
        assert f"row {row}" in seen(pilot)
        await none_left(pilot)
        await until(pilot, lambda: table.scroll_y == top)
        assert (table.row, table.has_focus) == (row, True)


@pytest.mark.parametrize("taken", ["scrolled", "moved"])
async def test_a_list_stays_where_it_was_taken_while_a_notice_was_shown(desk: Desk, config: Config, taken: str) -> None:
    async with driven(config, size=(60, 20)) as pilot:
        await ready(pilot)
        await pilot.app.push_screen(a_listing())
        table = pilot.app.screen.query_one(LongTable)
        await pilot.press("pagedown", "pagedown")
        top = table.scroll_y
        await notified(pilot, SIX_LINES)
        await until(pilot, lambda: table.scroll_y > top)
        if taken == "scrolled":
            table.scroll_to(y=top - 3, animate=False, force=True)
        else:
            await pilot.press(*["down"] * 4)
        await settled(pilot)
        there = table.scroll_y
        height = table.size.height
        await none_left(pilot)
        await until(pilot, lambda: table.size.height > height)
        await settled(pilot)
        assert table.scroll_y == there


async def test_the_field_in_use_and_the_highlighted_entry_stay_in_view(desk: Desk, config: Config) -> None:
    async with driven(config, size=(60, 20)) as pilot:
        await ready(pilot)
        await pilot.app.push_screen(a_form())
        await pilot.press("shift+tab", "shift+tab", "shift+tab")
        assert isinstance(pilot.app.focused, Input)
        await notified(pilot, SIX_LINES)
        assert "Field 11" in seen(pilot)
        assert pilot.app.focused.id == "field11"
        await none_left(pilot)
        await pilot.press("escape")
        await pilot.app.push_screen(a_picker())
        await until_seen(pilot, "entry 5")
        entries = pilot.app.screen.query_one(OptionList)
        await pilot.press(*["down"] * 8)
        highlighted = entries.highlighted
        await notified(pilot, SIX_LINES)
        assert entries.highlighted == highlighted
        assert f"entry {highlighted}" in seen(pilot)


async def test_a_click_dismisses_a_notice(desk: Desk, config: Config) -> None:
    async with driven(config, size=(60, 20)) as pilot:
        await ready(pilot)
        await notified(pilot, "Saved", "Sent")
        await pilot.click(pilot.app.screen.query(Toast).first())
        await until(pilot, lambda: "Saved" not in seen(pilot))
        await until(pilot, lambda: "Sent" in seen(pilot).splitlines()[0])
