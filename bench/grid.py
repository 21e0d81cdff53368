"""The grid on ten years of a busy station: generating four weeks of 60 slots, and a week with its conflicts.

The slots began ten years ago. A week is compared with the bare SQL of its broadcasts plus what dateutil takes for the
same rules begun in that week; generating has limits in seconds.

    python bench/grid.py [--years N] [--database URL | --postgres]
"""

import contextlib
import datetime as dt
import statistics
import time
from collections.abc import Callable

import decade
from decade_desk import decade_desk
from recurrence import RULES, by_dateutil
from sqlalchemy import text

from radiodesk.kinds import BroadcastKind, ProgrammeKind
from radiodesk.model import Action, Desk, zone
from radiodesk.model.moments import span
from radiodesk.schedule import generation, plan, weeks
from radiodesk.schedule.grid_files import GridFile, apply
from radiodesk.schedule.grid_files.positions import Lines
from radiodesk.schedule.grid_files.reading import FileSlot
from radiodesk.schedule.recurrence import Recurrence
from radiodesk.schedule.rrule import parse
from radiodesk.schedule.slots import Content, Terms

RUNS = 9
MONDAY = decade.TODAY
BEGUN = dt.date(2016, 1, 4)
WEEK_SQL = """
SELECT b.*, p.title, p.kind, r.title, u.name, d.person_id FROM broadcast b
LEFT JOIN edition e ON e.id = b.edition_id LEFT JOIN programme p ON p.id = e.programme_id
LEFT JOIN relay r ON r.id = b.relay_id LEFT JOIN upstream u ON u.id = r.upstream_id
LEFT JOIN duty d ON d.broadcast_id = b.id
WHERE b.starts >= :begin AND b.starts < :end ORDER BY b.starts
"""


class Undone(Exception):
    """Takes a unit of work back."""


def grid() -> GridFile:
    """Sixty slots: every fourth repeats the one before it, every sixth is a relay."""
    found = []
    for number, rule in enumerate(RULES):
        when = Recurrence(dt.time(5 + number // 4, number % 4 * 15), BEGUN, parse(rule), 840)
        content = Content(BroadcastKind.FIRST_RUN, f"Khung {number}")
        if number % 4 == 3:
            content = Content(BroadcastKind.REPEAT, repeats=f"khung-{number - 1}")
        elif number % 6 == 5:
            content = Content(BroadcastKind.RELAY, f"Tiếp âm {number}", upstream="VOV1")
        kind = ProgrammeKind.COLUMN if content.kind is BroadcastKind.FIRST_RUN else None
        found.append(FileSlot(f"khung-{number}", None, Terms(content, when), kind, (), Lines(1)))
    return GridFile(tuple(each for each in found if _fits(each, found)), None, Lines(1))


def _fits(slot: FileSlot, slots: list[FileSlot]) -> bool:
    """Whether a slot is no repeat of a relay."""
    repeated = {each.series for each in slots if each.terms.content.kind is BroadcastKind.FIRST_RUN}
    return not slot.terms.content.repeats or slot.terms.content.repeats in repeated


def seconds(work: Callable[[], object]) -> float:
    """How long a call takes."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def generate(desk: Desk) -> float:
    """Generate in a unit of work that is taken back. Returns the seconds without that."""
    taken = 0.0
    with contextlib.suppress(Undone), desk.changing(Action.GENERATE) as session:
        taken = seconds(lambda: generation.generate(session, MONDAY))
        raise Undone
    return taken


def look(desk: Desk) -> bool:
    """Whether anything is to be generated."""
    with desk.reading() as session:
        return generation.is_due(session, MONDAY)


def week(desk: Desk) -> weeks.WeekPlan:
    """The week as the screen loads it."""
    with desk.reading() as session:
        return weeks.week(session, MONDAY)


def bare(desk: Desk) -> int:
    """The rows of the week."""
    with desk.reading() as session:
        begin, end = span(MONDAY, MONDAY + dt.timedelta(days=6), zone(session))
        return len(session.execute(text(WEEK_SQL), {"begin": begin.isoformat(" "), "end": end.isoformat(" ")}).all())


def main() -> None:
    """Measure all."""
    file = grid()
    rules = [each.terms.recurrence for each in file.slots]
    with decade_desk(__doc__) as config, contextlib.closing(Desk.open(config)) as desk:
        with contextlib.suppress(Undone), desk.changing(Action.APPLY_GRID, file="grid.toml") as session:
            apply(session, file, name="grid.toml", today=BEGUN)
        with desk.changing(Action.GENERATE) as session:
            first = seconds(lambda: generation.generate(session, MONDAY))
        print(f"Generating four weeks of {len(rules)} slots: {first:.2f} s (under 1 s)")
        again = statistics.median(seconds(lambda: look(desk)) for _ in range(RUNS))
        print(f"Looking whether anything is missing: {again * 1000:.0f} ms (under 50 ms)")
        ours, sql, reference = [], [], []
        for _ in range(RUNS):
            ours.append(seconds(lambda: week(desk)))
            sql.append(seconds(lambda: bare(desk)))
            reference.append(seconds(lambda: by_dateutil(rules, MONDAY, MONDAY + dt.timedelta(days=6))))
        own, other = statistics.median(ours), statistics.median(sql) + statistics.median(reference)
        found = week(desk)
        print(
            f"A week with {len(found.entries)} broadcasts and {len(found.conflicts)} conflicts: {own * 1000:.0f} ms; "
            f"SQL {statistics.median(sql) * 1000:.0f} ms and dateutil {statistics.median(reference) * 1000:.0f} ms; "
            f"ratio {own / other:.1f} (at most 3)"
        )
        with desk.reading() as session:
            begin, end = span(MONDAY, MONDAY + dt.timedelta(days=6), zone(session))
            around = statistics.median(seconds(lambda: plan.surrounded(session, begin, end)) for _ in range(RUNS))
        print(f"Of that, the plan: {around * 1000:.0f} ms")


if __name__ == "__main__":
    main()
