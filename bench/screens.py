"""Opening each screen on ten years of a busy station, and again, against the same in an empty home.

The app runs without a terminal. A screen is open once its data is loaded and painted, and what counts is the processor
time of all threads, whatever else the machine does. The Reports screen is open once its frame is painted, while threads
count its figures: there, the processor time of the app's own thread counts. Each desk is opened in several processes of
its own, in turn with the other, because a screen opens for the first time once in each.

    python bench/screens.py [--years N] [--database URL | --postgres]
"""

import asyncio
import contextlib
import datetime as dt
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import decade
from decade_desk import decade_desk
from textual.pilot import Pilot

from radiodesk.config import Config
from radiodesk.model import Desk
from radiodesk.tui.app import RadiodeskApp
from radiodesk.tui.modes import MODES

PROCESSES = 5
RUNS = 3
RATIO = 1.3
MORE = 0.05
"""Seconds."""

SIZE = (120, 40)
Seconds = dict[str, list[float]]
"""By mode: the seconds of the first opening, then of the others."""


async def shown(pilot: Pilot[None], mode: str) -> float:
    """Switch to a mode. Returns the seconds until its data, or the frame of the reports, is painted."""
    app = pilot.app
    assert isinstance(app, RadiodeskApp)
    seconds = time.thread_time if mode == "reports" else time.process_time
    begin = seconds()
    app.go_to(mode)
    while app.screen.id == "_default" or app.current_mode != mode or not app.screen.is_current:
        await asyncio.sleep(0)
    await pilot.pause(0)  # until the screen knows that it is shown, and has painted its frame
    if mode != "reports":
        await finish(app, "load", "resume")
        await pilot.pause(0)
    return seconds() - begin


async def finish(app: RadiodeskApp, *groups: str) -> None:
    """Wait until the screen in view does nothing more in the background. groups: those of its workers; or all."""
    while any(
        each.node is app.screen and not each.is_finished and (not groups or each.group in groups)
        for each in app.workers
    ):
        await asyncio.sleep(0.005)
    await app.access.finish_running()


async def measure(config: Config) -> Seconds:
    """Open every screen RUNS times, one after the other."""
    found: Seconds = {mode.name: [] for mode in MODES}
    app = RadiodeskApp(config, clock=lambda: decade.NOW.astimezone(dt.UTC), day=decade.TODAY)
    async with app.run_test(size=SIZE) as pilot:
        while "watch" not in working(app) or {"finish", "plan"} & working(app):  # the watch begins after both have
            await pilot.pause(0.05)
        for _run in range(RUNS):
            for mode in (*MODES[1:], MODES[0]):
                found[mode.name].append(await shown(pilot, mode.name))
                await finish(app)  # it is not part of the next screen
                await pilot.pause()
    return found


def working(app: RadiodeskApp) -> set[str]:
    """The groups of the workers that run."""
    return {each.group for each in app.workers if not each.is_finished}


def in_process(config: Config) -> Seconds:
    """Measure in a process of its own."""
    home, database = str(config.home), config.database or ""
    answer = subprocess.run(
        [sys.executable, __file__, "--measure", home, database], check=True, capture_output=True, encoding="utf-8"
    )
    found: Seconds = {}
    for line in answer.stdout.splitlines():
        name, *values = line.split()
        found[name] = [float(each) for each in values]
    return found


def main() -> int:
    """Measure both in turn and say; 1 where a limit is missed."""
    missed = 0
    with decade_desk(__doc__) as config, tempfile.TemporaryDirectory() as folder:
        empty = Config(home=Path(folder, "home"), person="bench")
        Desk.create(empty, name="Đài truyền thanh").close()
        pairs = [(in_process(config), in_process(empty)) for _process in range(PROCESSES)]
    for mode in MODES:
        first = [statistics.median(each[mode.name][0] for each in desk) for desk in zip(*pairs, strict=True)]
        again = [
            statistics.median(seconds for each in desk for seconds in each[mode.name][1:])
            for desk in zip(*pairs, strict=True)
        ]
        for what, (own, other) in (("opens", first), ("opens again", again)):
            limit = max(RATIO * other, other + MORE)
            missed += own > limit
            print(
                f"{mode.name} {what}: {own * 1000:.0f} ms, in an empty home {other * 1000:.0f} ms "
                f"(at most {limit * 1000:.0f} ms){' MISSED' if own > limit else ''}"
            )
    return 1 if missed else 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        with contextlib.redirect_stdout(sys.stderr):
            seconds = asyncio.run(measure(Config(home=Path(sys.argv[2]), database=sys.argv[3] or None, person="bench")))
        for name, values in seconds.items():
            print(name, *values)
    else:
        sys.exit(main())
