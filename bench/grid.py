"""The grid on ten years of a busy station: generating four weeks of 60 slots, a week with its conflicts, and edits.

The slots began ten years ago. A week is compared with the bare SQL of its broadcasts plus what dateutil takes for the
same rules begun in that week; generating has limits in seconds. Applying and changing are compared with looking
whether anything is missing, which expands all slots too, and an export with parsing what it wrote.

    python bench/grid.py [--years N] [--database URL | --postgres]
"""

import contextlib
import datetime as dt
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import decade
import tomlkit
from decade_desk import decade_desk
from recurrence import RULES, by_dateutil
from sqlalchemy import text

from radiodesk.kinds import BroadcastKind, ProgrammeKind
from radiodesk.model import Action, Desk, zone
from radiodesk.model.moments import span
from radiodesk.model.toml_files import Lines
from radiodesk.schedule import generation, plan, slot_edits, weeks
from radiodesk.schedule.grid_files import GridFile, apply, write
from radiodesk.schedule.grid_files.reading import FileSlot
from radiodesk.schedule.recurrence import Recurrence
from radiodesk.schedule.rrule import parse
from radiodesk.schedule.slot_edits import Scope
from radiodesk.schedule.slots import Content, Terms, slots

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


def apply_again(desk: Desk, file: GridFile) -> None:
    """Apply a file in a unit of work that is taken back."""
    with desk.trying(Action.APPLY_GRID) as session:
        apply(session, file, name="grid.toml", today=MONDAY)


def change_all(desk: Desk) -> None:
    """Give all broadcasts of a slot another length, in a unit of work that is taken back."""
    with desk.trying(Action.CHANGE_SLOT) as session:
        slot = next(each for each in slots(session) if each.series == "khung-0")
        longer = replace(slot.terms, recurrence=replace(slot.terms.recurrence, seconds=900))
        slot_edits.change(session, slot, longer, Scope.ALL, MONDAY, MONDAY)


def export(desk: Desk) -> str:
    """The grid as a file."""
    with desk.reading() as session:
        return write(session, "grid.toml")


def median(work: Callable[[], object]) -> float:
    """How long a call takes in the middle of several."""
    return statistics.median(seconds(work) for _ in range(RUNS))


def edits(desk: Desk, file: GridFile) -> None:
    """Measure what changes the grid, and its export."""
    looking, parsing = median(lambda: look(desk)), median(partial(tomlkit.parse, export(desk)))
    other = replace(file.slots[0].terms, recurrence=replace(file.slots[0].terms.recurrence, seconds=900))
    changed = replace(file, slots=(replace(file.slots[0], terms=other), *file.slots[1:]))
    measured = (
        ("Applying an unchanged file", median(lambda: apply_again(desk, file)), looking, 4),
        ("Applying a file that changes one slot", median(lambda: apply_again(desk, changed)), looking, 6),
        ("Changing all of one slot", median(lambda: change_all(desk)), looking, 4),
        ("Exporting", median(lambda: export(desk)), parsing, 3),
    )
    for name, own, reference, limit in measured:
        print(f"{name}: {own * 1000:.0f} ms; ratio {own / reference:.1f} (at most {limit})")


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
        edits(desk, file)


if __name__ == "__main__":
    main()
