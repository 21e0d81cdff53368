"""A cursor key on the week of a busy station: 514 broadcasts, half of them in conflict.

A key is our own work: moving the cursor, and painting every line of the grid again.

    python bench/week_keys.py [--years N] [--database URL | --postgres]
"""

import asyncio
import contextlib
import statistics
import time

import decade
import grid
from decade_desk import decade_desk
from textual.app import App, ComposeResult

from radiodesk.model import Action, Desk
from radiodesk.schedule import generation, weeks
from radiodesk.schedule.grid_files import apply
from radiodesk.tui.widgets.week_grid import WeekGrid

RUNS = 5
SIZE = (160, 48)
LIMIT = 0.016
"""Seconds."""
KEYS = (*[("row", 1)] * 20, *[("step", 1)] * 4, *[("row", -1)] * 10, *[("step", -1)] * 4, ("page", 1), ("page", -1))
"""Actions of the arrows and of the page keys."""


class OneWeek(App[None]):
    """An app with nothing but the grid."""

    def compose(self) -> ComposeResult:
        """The grid."""
        yield WeekGrid()


def paint(week: WeekGrid) -> None:
    """Every line that is visible."""
    for line in range(week.size.height):
        week.render_line(line)


async def measure(plan: weeks.WeekPlan) -> list[float]:
    """The seconds of each key."""
    found = []
    app = OneWeek()
    async with app.run_test(size=SIZE) as pilot:
        week = app.query_one(WeekGrid)
        week.focus()
        week.show(plan, plan.entries, now=decade.NOW, day=plan.monday)
        await pilot.pause()
        paint(week)
        for _run in range(RUNS):
            for name, by in KEYS:
                begin = time.perf_counter()
                getattr(week, f"action_{name}")(by)
                paint(week)
                found.append(time.perf_counter() - begin)
                await pilot.pause()
    return found


def main() -> None:
    """Measure and print. Exits with 1 over the limit."""
    with decade_desk(__doc__) as config, contextlib.closing(Desk.open(config)) as desk:
        with desk.changing(Action.APPLY_GRID, file="grid.toml") as session:
            apply(session, grid.grid(), name="grid.toml", today=grid.BEGUN)
        with desk.changing(Action.GENERATE) as session:
            generation.generate(session, grid.MONDAY)
        plan = grid.week(desk)
    found = asyncio.run(measure(plan))
    median, high = statistics.median(found), statistics.quantiles(found, n=20)[-1]
    print(
        f"A key on a week with {len(plan.entries)} broadcasts: {median * 1000:.1f} ms, of 20 the slowest "
        f"{high * 1000:.1f} ms (at most {LIMIT * 1000:.0f} ms)"
    )
    if median > LIMIT:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
