"""From the key that saves to the painted confirmation in the terminal, in a desk with ten years of a busy station.

The reference is the save itself: the unit of work in its thread, from its begin to its commit. What the terminal takes
beside it may be 50 ms: both ways between loop and thread, the form that closes, the day that is read and drawn again.

    python bench/confirming.py [--database URL | --postgres]
"""

import asyncio
import contextlib
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import decade
from decade_desk import decade_desk
from sqlalchemy.orm import Session
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input

import radiodesk.tui.app
from radiodesk.config import Config
from radiodesk.kinds import BroadcastState
from radiodesk.schedule.views import BroadcastView
from radiodesk.tui.app import RadiodeskApp
from radiodesk.tui.dialogs.form import Form
from radiodesk.tui.screens.today import TodayScreen
from radiodesk.tui.widgets.row_table import RowTable

RUNS = 30
SIZE = (80, 24)
LIMIT = 0.05
"""Seconds beside the save."""


class Timed(RadiodeskApp):
    """The app, which notes when something is painted, and how long each save takes."""

    CSS_PATH = str(Path(radiodesk.tui.app.__file__).with_name("styles.tcss"))

    def __init__(self, config: Config) -> None:
        super().__init__(config, clock=lambda: decade.NOW)
        self.expected: Callable[[BroadcastView], bool] = lambda _item: False
        self.confirmed = asyncio.Event()
        self.moment = 0.0
        """When what is expected was painted."""
        self.saves: list[float] = []

    def _display(self, screen: Screen[Any], renderable: Any) -> None:
        super()._display(screen, renderable)
        moment = time.perf_counter()
        if isinstance(self.screen, TodayScreen) and (item := self.screen.highlighted()) and self.expected(item):
            self.moment = self.moment or moment
            self.confirmed.set()

    def time_saves(self) -> None:
        """Note the seconds of each unit of work that changes something."""
        changing = self.access.desk.changing

        @contextlib.contextmanager
        def timed(*action: Any, **values: Any) -> Iterator[Session]:
            begin = time.perf_counter()
            with changing(*action, **values) as session:
                yield session
            self.saves.append(time.perf_counter() - begin)

        self.access.desk.changing = timed  # type: ignore[method-assign]

    async def seconds(self, key: str, expected: Callable[[BroadcastView], bool]) -> float:
        """Press a key; the seconds until the highlighted broadcast is painted as expected."""
        self.confirmed.clear()
        self.expected, self.moment = expected, 0.0
        begin = time.perf_counter()
        self.simulate_key(key)
        await asyncio.wait_for(self.confirmed.wait(), 60)
        return self.moment - begin


async def mark(app: Timed, _pilot: Pilot[None], run: int) -> float:
    """Mark the highlighted broadcast as missed, or as aired again; the seconds."""
    key, state = (("m", BroadcastState.MISSED), ("a", BroadcastState.AIRED))[run % 2]
    return await app.seconds(key, lambda item: item.state is state)


async def fill_in(app: Timed, pilot: Pilot[None], run: int) -> float:
    """Change the note in the form, and press Enter; the seconds from there."""
    await pilot.press("e")
    while not (isinstance(app.screen, Form) and app.screen.query("#note")):
        await pilot.pause(0.02)
    field = app.screen.query_one("#note", Input)
    note = f"Bench {run}"
    field.value = note
    field.focus()
    await pilot.pause(0.1)
    return await app.seconds("enter", lambda item: item.note == note)


async def measure(config: Config) -> dict[str, tuple[list[float], list[float]]]:
    """The seconds in all and of the saves alone, of each way to save."""
    app = Timed(config)
    found = {}
    async with app.run_test(size=SIZE) as pilot:
        while not (isinstance(app.screen, TodayScreen) and app.screen.query(RowTable) and app.screen.highlighted()):
            await pilot.pause(0.05)
        app.time_saves()
        for name, save in {"mark with a key": mark, "save a form": fill_in}.items():
            app.saves.clear()
            whole = []
            for run in range(RUNS + 2):
                whole.append(await save(app, pilot, run))
                await pilot.pause(0.1)
            found[name] = (whole[2:], app.saves[2:])  # the first of each sort loads and draws for the first time
    return found


def main() -> int:
    """Measure and say; 1 where a limit is missed."""
    missed = False
    with decade_desk(__doc__) as config:
        found = asyncio.run(measure(config))
    for name, (whole, saves) in found.items():
        assert len(whole) == len(saves)
        beside = statistics.median(all_of_it - save for all_of_it, save in zip(whole, saves, strict=True))
        ours, reference = statistics.median(whole), statistics.median(saves)
        missed |= beside > LIMIT
        print(
            f"{name}: {ours * 1000:.1f} ms to its confirmation, the save itself {reference * 1000:.1f} ms, "
            f"ratio {ours / reference:.1f}, {beside * 1000:.1f} ms beside it (at most {LIMIT * 1000:.0f} ms)"
            f"{' MISSED' if beside > LIMIT else ''}"
        )
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
