"""The grid on ten years of a busy station: generating four weeks of 60 slots, a week with its conflicts, and edits.

The slots began ten years ago. A week is compared with the bare SQL of all that it shows, through the plain driver, plus
what dateutil takes for the same rules begun in that week; generating has limits in seconds. Applying and changing are
compared with what dateutil takes for four weeks of the same rules, an export with parsing what it wrote.
Times are processor time.

    python bench/grid.py [--years N] [--database URL | --postgres]
"""

import contextlib
import datetime as dt
import gc
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import decade
import tomlkit
from decade_desk import decade_desk
from driver import Driver
from recurrence import RULES, by_dateutil

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

RUNS = 31
GARBAGE = 100_000
"""As the command line sets it, which opens the desk."""
MONDAY = decade.TODAY
BEGUN = dt.date(2016, 1, 4)
DAY = dt.timedelta(days=1)
AROUND = "SELECT id FROM broadcast WHERE starts >= ? AND starts < ?"
EDITIONS = "SELECT edition_id FROM broadcast WHERE starts >= ? AND starts < ?"
WEEK_SQL = (
    """
    SELECT b.*, e.own_live, e.recording_id, c.air_seconds, c.seconds, p.id, p.version, p.title, p.kind, p.own_live,
        p.least_seconds, p.most_seconds, r.title, r.live, u.name
    FROM broadcast b LEFT JOIN edition e ON e.id = b.edition_id LEFT JOIN programme p ON p.id = e.programme_id
        LEFT JOIN recording c ON c.id = e.recording_id LEFT JOIN relay r ON r.id = b.relay_id
        LEFT JOIN upstream u ON u.id = r.upstream_id
    WHERE b.starts >= ? AND b.starts < ? ORDER BY b.starts
    """,
    "SELECT d.broadcast_id, d.role, n.name FROM duty d JOIN person n ON n.id = d.person_id"
    f" WHERE d.broadcast_id IN ({AROUND}) ORDER BY d.id",
    "SELECT x.broadcast_id, o.name FROM broadcast_outlet x JOIN outlet o ON o.id = x.outlet_id"
    f" WHERE x.broadcast_id IN ({AROUND}) ORDER BY x.id",
    "SELECT l.edition_id, count(*), count(s.id), count(s.recording_id), count(coalesce(l.actual_seconds,"
    " s.actual_seconds)), sum(coalesce(l.actual_seconds, s.actual_seconds)) FROM line l LEFT JOIN story s"
    f" ON s.id = l.story_id WHERE l.edition_id IN ({EDITIONS}) GROUP BY l.edition_id",
    f"SELECT edition_id, made_of FROM assembled_file WHERE edition_id IN ({EDITIONS})",
    f"SELECT edition_id FROM publication WHERE edition_id IN ({EDITIONS}) AND NOT withdrawn",
    f"SELECT edition_id, state FROM broadcast WHERE kind = 'first_run' AND edition_id IN ({EDITIONS})",
    "SELECT * FROM accepted_conflict WHERE begins >= ? AND begins < ?",
    "SELECT DISTINCT e.programme_id FROM edition e JOIN broadcast b ON b.edition_id = e.id WHERE b.kind = 'first_run'"
    " AND EXISTS (SELECT 1 FROM duty d WHERE d.broadcast_id = b.id) AND b.starts >= ? AND b.starts < ?",
)
"""What the week's plan consists of: its broadcasts and those of the day before and after it, with all that they carry,
the conflicts that were accepted, and the programmes that had people on duty, which those without any may lack."""
GRID_SQL = (
    "SELECT * FROM station",
    "SELECT s.*, a.name, r.name, p.title, p.kind, p.least_seconds, p.most_seconds, p.own_live, u.name FROM slot s"
    " JOIN series a ON a.id = s.series_id LEFT JOIN series r ON r.id = s.repeats_id"
    " LEFT JOIN programme p ON p.id = s.programme_id LEFT JOIN upstream u ON u.id = s.upstream_id",
    "SELECT x.slot_id, o.name FROM slot_outlet x JOIN outlet o ON o.id = x.outlet_id ORDER BY x.id",
    "SELECT d.slot_id, d.role, n.name FROM slot_duty d JOIN person n ON n.id = d.person_id ORDER BY d.id",
    "SELECT DISTINCT slot_id FROM slot_duty",
)
"""The slots, which give the occurrences that nobody stored."""


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
    """The processor time of a call: what else the machine does is not counted, nor is a server's work."""
    begin = time.process_time()
    work()
    return time.process_time() - begin


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


def bare(driver: Driver, moments: Sequence[object]) -> None:
    """The same rows by the plain driver."""
    driver.begin()
    for statement in GRID_SQL:
        driver.read(statement)
    for statement in WEEK_SQL:
        driver.read(statement, *moments)
    driver.end()


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
    rules = [each.terms.recurrence for each in file.slots]
    last = MONDAY + dt.timedelta(days=27)
    expanding, parsing = median(lambda: by_dateutil(rules, MONDAY, last)), median(partial(tomlkit.parse, export(desk)))
    other = replace(file.slots[0].terms, recurrence=replace(file.slots[0].terms.recurrence, seconds=900))
    changed = replace(file, slots=(replace(file.slots[0], terms=other), *file.slots[1:]))
    measured = (
        ("Applying an unchanged file", median(lambda: apply_again(desk, file)), expanding, 12),
        ("Applying a file that changes one slot", median(lambda: apply_again(desk, changed)), expanding, 25),
        ("Changing all of one slot", median(lambda: change_all(desk)), expanding, 25),
        ("Exporting", median(lambda: export(desk)), parsing, 3),
    )
    for name, own, reference, limit in measured:
        print(f"{name}: {own * 1000:.0f} ms; ratio {own / reference:.1f} (at most {limit})")


def main() -> None:
    """Measure all."""
    file = grid()
    rules = [each.terms.recurrence for each in file.slots]
    gc.set_threshold(GARBAGE)
    with decade_desk(__doc__) as config, contextlib.closing(Desk.open(config)) as desk:
        with contextlib.suppress(Undone), desk.changing(Action.APPLY_GRID, file="grid.toml") as session:
            apply(session, file, name="grid.toml", today=BEGUN)
        with desk.changing(Action.GENERATE) as session:
            first = seconds(lambda: generation.generate(session, MONDAY))
        print(f"Generating four weeks of {len(rules)} slots: {first:.2f} s (under 1 s)")
        again = statistics.median(seconds(lambda: look(desk)) for _ in range(RUNS))
        print(f"Looking whether anything is missing: {again * 1000:.0f} ms (under 50 ms)")
        ours, sql, reference = [], [], []
        with desk.reading() as session:
            begin, end = span(MONDAY - DAY, MONDAY + 7 * DAY, zone(session))
        driver = Driver(config)
        moments = [driver.moment(each) for each in (begin, end)]
        week(desk)  # a desk that is open has its statements
        bare(driver, moments)
        for _ in range(RUNS):
            ours.append(seconds(lambda: week(desk)))
            sql.append(seconds(lambda: bare(driver, moments)))
            reference.append(seconds(lambda: by_dateutil(rules, MONDAY, MONDAY + dt.timedelta(days=6))))
        driver.close()
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
