"""Applying a grid file and exporting the grid from the terminal."""

import datetime as dt
import threading
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Checkbox

from radiodesk.config import Config
from radiodesk.model import Action, Desk
from radiodesk.schedule import generation, grid_files
from radiodesk.schedule.slots import slots
from radiodesk.tui.app import RadiodeskApp
from tests.schedule.test_grid_files import NEWS, VOV, apply, text
from tests.tui.driving import HOSTILE, PATIENCE, driven, fill, notices, seen, until, until_back, until_seen

DAY = dt.date(2019, 9, 14)
FROM = {"from": "2019-09-14"}


def count(desk: Desk) -> int:
    with desk.reading() as session:
        return len(slots(session))


async def command(pilot: Pilot[None], words: str, *shown: str) -> None:
    await pilot.press("ctrl+p", *words)
    await until_seen(pilot, *shown)
    await pilot.press("enter")


async def test_a_file_is_corrected_previewed_applied_and_undone(desk: Desk, config: Config) -> None:
    file = config.schedules / "khung.toml"
    file.write_text(text({**NEWS, **FROM, "length": "40:00", "rule": "dayly"}, {**VOV, **FROM, "colour": 1}), "utf-8")
    async with driven(config, size=(120, 30)) as pilot:
        await pilot.press("2")
        await command(pilot, "apply a grid", "What recurs each day")
        await until_seen(pilot, "khung.toml", "A preview is shown")
        await pilot.press("enter")
        await until_seen(pilot, "2 mistakes in khung.toml", "colour", "rule")
        file.write_text(text({**NEWS, **FROM, "length": "40:00"}, {**VOV, **FROM, "relay": HOSTILE}), "utf-8")
        await pilot.press("escape")
        await until_seen(pilot, "A preview is shown")
        await pilot.press("enter")
        await until_seen(
            pilot, "2 new slots", "28 conflicts in the next four weeks", "New upstreams: VOV1", "thoi-su: new"
        )
        await until_seen(pilot, "Overlap, 06:00–06:10, 28 days from 14/09/2019")
        assert count(desk) == 0
        await pilot.press("enter")
        await until_back(pilot, "khung.toml: 2 new slots", "Ctrl+Z undoes it")
        assert count(desk) == 2
        await command(pilot, "apply a grid", "What recurs each day")
        await until_seen(pilot, "A preview is shown")
        await pilot.press("enter")
        await until_seen(pilot, "The grid is as the file says")
        await pilot.press("escape")
        await until_seen(pilot, "A preview is shown")
        await pilot.press("escape", "ctrl+z")
        await until(pilot, lambda: count(desk) == 0)


async def test_escape_stops_a_long_file_and_nothing_is_changed(
    desk: Desk, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    changes = [{"of": f"2019-09-0{day}T05:30", "state": "cancelled"} for day in range(2, 9)]
    slot = {**NEWS, "from": "2019-09-02", "change": changes}
    (config.schedules / "khung.toml").write_text(text(slot), "utf-8")
    go_on, store = threading.Event(), generation.store

    def slow(*args: Any, **kwargs: Any) -> int:
        go_on.wait(PATIENCE)
        return store(*args, **kwargs)

    async with driven(config) as pilot:
        for phase in ("Preview", "Applying"):
            go_on.clear()
            monkeypatch.setattr(generation, "store", store if phase == "Applying" else slow)
            await command(pilot, "apply a grid", "What recurs each day")
            await until_seen(pilot, "khung.toml", "A preview is shown")
            await pilot.press("enter")
            if phase == "Applying":
                await until_seen(pilot, "1 new slot", "7 occurrences will be changed")
                monkeypatch.setattr(generation, "store", slow)
                await pilot.press("enter")
            await until_seen(pilot, phase, "Esc: stop")
            await pilot.press("escape")
            go_on.set()
            await until(pilot, lambda: notices(pilot)[-1:] == ["Stopped. The interrupted work changed nothing."])
            await until_back(pilot)
            assert count(desk) == 0


async def test_the_grid_is_exported_to_a_file_whose_comments_stay(desk: Desk, config: Config, tmp_path: Path) -> None:
    apply(desk, {**NEWS, **FROM}, today=DAY)
    file = config.schedules / "khung-chuong-trinh.toml"
    async with driven(config) as pilot:
        await command(pilot, "export the grid", "As a file that can be changed")
        await until_seen(pilot, "A grid file (.toml)")
        await pilot.press("enter")
        await until_back(pilot, "1 slot written to")
        written = file.read_text("utf-8")
        assert [each.series for each in grid_files.read("x", written).slots] == ["thoi-su"]
        file.write_text("# chú ý\n" + written, "utf-8")
        await command(pilot, "export the grid", "As a file that can be changed")
        await until_seen(pilot, "A grid file (.toml)")
        await pilot.press("enter")
        await until_seen(pilot, "Overwrite")
        await pilot.press("left", "enter")
        await until_back(pilot, "1 slot written to")
        assert file.read_text("utf-8") == "# chú ý\n" + written
        file.write_text("[[slot]\n", "utf-8")
        app = pilot.app
        assert isinstance(app, RadiodeskApp)
        app.export_grid()
        await fill(pilot, "file", str(file))
        await pilot.press("enter")
        await until_seen(pilot, "Overwrite")
        await pilot.press("left", "enter")
        await until_seen(pilot, "1 mistake in khung", "this is not TOML")
        assert "Export the grid" not in seen(pilot)


async def test_enter_ends_no_slot_and_the_preview_says_what_goes_with_it(desk: Desk, config: Config) -> None:
    apply(desk, {**NEWS, **FROM}, {**VOV, **FROM}, today=DAY)
    with desk.changing(Action.GENERATE) as session:
        generation.generate(session, DAY)
    (config.schedules / "khung.toml").write_text(text({**NEWS, **FROM}), "utf-8")
    async with driven(config) as pilot:
        for answer in (["enter"], ["left", "enter"]):
            await command(pilot, "apply a grid", "What recurs each day")
            await until_seen(pilot, "khung.toml", "A preview is shown")
            pilot.app.screen.query_one("#end_missing", Checkbox).value = True
            await pilot.press("enter")
            await until_seen(pilot, "1 slot ends", "vov: ends; ", "planned broadcasts go")
            await pilot.press(*answer)
            if answer == ["enter"]:
                await until_seen(pilot, "A preview is shown")
                await pilot.press("escape")
        await until_back(pilot, "khung.toml: 1 slot ends", "planned broadcasts removed")
