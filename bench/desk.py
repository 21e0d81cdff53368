"""Opening a desk with ten years of a busy station, looking at it and saving, against hand-written SQL on the same rows.

The reference goes through the plain driver, on a connection that is open and set up as the desk's. Both run in turn in
one warm process. A limit is a ratio, or 10 ms more than the reference where that is larger.

    python bench/desk.py [--database URL | --postgres]
"""

import datetime as dt
import random
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import decade
from decade_desk import decade_desk
from driver import Driver
from sqlalchemy import func, select

from radiodesk.config import Config
from radiodesk.model import Broadcast, BroadcastKind, Desk, Line, Story, station, zone
from radiodesk.model.actions import Action
from radiodesk.model.moments import span
from radiodesk.newsroom import rundowns
from radiodesk.schedule import broadcasts, queries

RUNS = 31
LIMIT = 3.0
MORE = 0.01
"""Seconds."""

ATTEMPTS = 3
"""A limit is missed if it is missed each time: a busy machine delays what takes some milliseconds, at times."""

AUTHORS = ("Thu Hà, Văn Đoàn", "Minh Anh", "Ngọc Lan, Thu Hà, Quốc Bảo")

BROADCAST = """
    SELECT broadcast.id, broadcast.version, broadcast.kind, broadcast.state, starts, planned_seconds, actual_seconds,
        note, broadcast.changed, edition_id, programme.id, programme.version, programme.title, programme.kind,
        relay.title, relay.live, upstream.name
    FROM broadcast LEFT JOIN edition ON edition.id = edition_id LEFT JOIN programme ON programme.id = programme_id
        LEFT JOIN relay ON relay.id = relay_id LEFT JOIN upstream ON upstream.id = upstream_id
"""
DUTIES = "SELECT broadcast_id, name FROM duty JOIN person ON person.id = person_id"
BETWEEN = "WHERE starts >= ? AND starts < ?"


class Bench:
    """A desk, the driver beside it, and rows of one kind for both to take in turn."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.desk = Desk.open(config)
        self.driver = Driver(config)
        self.random = random.Random(1)
        with self.desk.reading() as session:
            self.zone = zone(session)
            first, last = session.execute(select(func.min(Broadcast.starts), func.max(Broadcast.starts))).one()
            self.first = first.astimezone(self.zone).date() + dt.timedelta(days=7)
            self.days = (last - first).days - 14
            long = select(Line.edition_id).group_by(Line.edition_id).having(func.count() == 24)
            self.editions = list(session.scalars(long))

    def some_day(self) -> dt.date:
        """A day of the ten years."""
        return self.first + dt.timedelta(days=self.random.randrange(self.days))

    def open(self) -> None:
        """Open the desk and read the station's row."""
        desk = Desk.open(self.config)
        with desk.reading() as session:
            station(session)
        desk.close()

    def open_plain(self) -> None:
        """The same by the driver."""
        driver = Driver(self.config)
        driver.read("SELECT * FROM station WHERE id = 1")
        driver.close()

    def week(self, of: dt.date) -> None:
        """The broadcasts of a week."""
        with self.desk.reading() as session:
            monday = of - dt.timedelta(days=of.weekday())
            begin, end = span(monday, monday + dt.timedelta(days=6), self.zone)
            assert queries.between(session, begin, end)

    def day(self, of: dt.date) -> None:
        """The broadcasts of a day."""
        with self.desk.reading() as session:
            assert queries.day(session, of).broadcasts

    def days_plain(self, first: dt.date, last: dt.date) -> None:
        """The broadcasts of some days by the driver."""
        moments = [self.driver.moment(each) for each in span(first, last, self.zone)]
        self.driver.begin()
        assert self.driver.read(f"{BROADCAST} {BETWEEN} ORDER BY starts, broadcast.id", *moments)
        self.driver.read(f"{DUTIES} WHERE broadcast_id IN (SELECT id FROM broadcast {BETWEEN})", *moments)
        editions = f"edition_id IN (SELECT edition_id FROM broadcast {BETWEEN})"
        counts = "SELECT edition_id, count(*), count(story.recording_id) FROM line JOIN story ON story.id = story_id"
        self.driver.read(f"{counts} WHERE {editions} GROUP BY edition_id", *moments)
        self.driver.read(f"SELECT edition_id FROM publication WHERE {editions} AND NOT withdrawn", *moments)
        self.driver.end()

    def rundown(self, edition_id: int) -> None:
        """An edition with its 24 lines."""
        with self.desk.reading() as session:
            assert len(rundowns.rundown(session, edition_id).lines) == 24

    def rundown_plain(self, edition_id: int) -> None:
        """The same by the driver."""
        of_edition = "(SELECT story_id FROM line WHERE edition_id = ?)"
        self.driver.begin()
        first_run = self.driver.read(f"{BROADCAST} WHERE edition_id = ? AND broadcast.kind = 'first_run'", edition_id)
        self.driver.read("SELECT version FROM edition WHERE id = ?", edition_id)
        self.driver.read(f"{DUTIES} WHERE broadcast_id = ?", first_run[0][0])
        lines = self.driver.read(
            "SELECT line.*, story.*, recording.id, recording.name FROM line LEFT JOIN story ON story.id = story_id "
            "LEFT JOIN recording ON recording.id = coalesce(story.recording_id, line.recording_id) "
            "WHERE edition_id = ? ORDER BY position",
            edition_id,
        )
        assert len(lines) == 24
        credited = "SELECT story_id, role, name FROM credit JOIN person ON person.id = person_id"
        self.driver.read(f"{credited} WHERE story_id IN {of_edition} ORDER BY credit.id", edition_id)
        uses = "SELECT story_id, count(DISTINCT edition_id) FROM line"
        self.driver.read(f"{uses} WHERE story_id IN {of_edition} GROUP BY story_id", edition_id)
        self.driver.read("SELECT * FROM publication WHERE edition_id = ? AND NOT withdrawn", edition_id)
        self.driver.end()

    def save_note(self, broadcast: Broadcast, note: str) -> None:
        """Save a broadcast as it was read, with another note."""
        starts = broadcast.starts.astimezone(self.zone)
        with self.desk.changing(Action.CHANGE_BROADCAST, title="Bench", day="2019-03-05", time="05:30") as session:
            broadcasts.change_broadcast(
                session,
                broadcast.id,
                broadcast.version,
                on=starts.date(),
                at=starts.time(),
                planned_seconds=broadcast.planned_seconds,
                actual_seconds=broadcast.actual_seconds,
                note=note,
                now=decade.NOW,
            )

    def save_note_plain(self, broadcast_id: int, note: str) -> None:
        """The same by the driver."""
        self.driver.begin(writes=True)
        row = self.driver.read(f"{BROADCAST} WHERE broadcast.id = ?", broadcast_id)[0]
        self.driver.read("SELECT zone FROM station WHERE id = 1")
        self.driver.write(
            "UPDATE broadcast SET note = ?, version = ?, changed = ? WHERE id = ? AND version = ?",
            note,
            row[1] + 1,
            self.driver.moment(dt.datetime.now(dt.UTC)),
            broadcast_id,
            row[1],
        )
        versions = ({"version": row[1], "note": row[7]}, {"version": row[1] + 1, "note": note})
        self.driver.audit("change_broadcast", [("broadcast", broadcast_id, *versions)])
        self.driver.end()

    def save_authors(self, line_id: int, version: int, title: str, authors: str) -> None:
        """Save a story with other authors."""
        with self.desk.changing(Action.CHANGE_STORY, title=title) as session:
            rundowns.change_line(session, line_id, version, title=title, seconds=45, authors=authors)

    def save_authors_plain(self, line_id: int, names: str) -> None:
        """The same by the driver."""
        read, write = self.driver.read, self.driver.write
        moment = self.driver.moment(dt.datetime.now(dt.UTC))
        self.driver.begin(writes=True)
        (story,) = read("SELECT story.* FROM line JOIN story ON story.id = story_id WHERE line.id = ?", line_id)
        story_id = story[0]
        version = read("SELECT version FROM story WHERE id = ?", story_id)[0][0]
        rows: list[tuple[Any, ...]] = [("story", story_id, {"version": version}, {"version": version + 1})]
        credits_of = "SELECT id, person_id, role, version FROM credit WHERE story_id = ?"
        for row_id, person, role, of_credit in read(credits_of, story_id):
            write("DELETE FROM credit WHERE id = ?", row_id)
            before = {"person_id": person, "story_id": story_id, "role": role, "version": of_credit}
            rows.append(("credit", row_id, before, None))
        for name in names.split(", "):
            person = read("SELECT id FROM person WHERE key = ?", name.casefold())[0][0]
            columns = "(person_id, story_id, role, version, created, changed)"
            add = f"INSERT INTO credit {columns} VALUES (?, ?, 'author', 1, ?, ?) RETURNING id"
            row_id = read(add, person, story_id, moment, moment)[0][0]
            after = {"person_id": person, "story_id": story_id, "role": "author", "version": 1}
            rows.append(("credit", row_id, None, after))
        values = (version + 1, moment, story_id, version)
        write("UPDATE story SET version = ?, changed = ? WHERE id = ? AND version = ?", *values)
        self.driver.audit("change_story", rows)
        self.driver.end()


Pair = tuple[Callable[[], object], Callable[[], object]]


def opening(bench: Bench, _run: int) -> Pair:
    """Both sides of opening a desk."""
    return bench.open, bench.open_plain


def one_day(bench: Bench, _run: int) -> Pair:
    """Both sides of a day."""
    of = bench.some_day()
    return lambda: bench.day(of), lambda: bench.days_plain(of, of)


def one_week(bench: Bench, _run: int) -> Pair:
    """Both sides of a week."""
    of = bench.some_day()
    monday = of - dt.timedelta(days=of.weekday())
    return lambda: bench.week(of), lambda: bench.days_plain(monday, monday + dt.timedelta(days=6))


def one_rundown(bench: Bench, _run: int) -> Pair:
    """Both sides of a rundown."""
    edition_id = bench.random.choice(bench.editions)
    return lambda: bench.rundown(edition_id), lambda: bench.rundown_plain(edition_id)


def a_note(bench: Bench, run: int) -> Pair:
    """Both sides of a save: two first runs, each by one side."""
    one, other = bench.random.sample(bench.editions, 2)
    note = f"{run}: {time.time()}"
    with bench.desk.reading() as session:
        firsts = Broadcast.kind == BroadcastKind.FIRST_RUN
        row = session.scalars(select(Broadcast).where(Broadcast.edition_id == one, firsts)).one()
        other_id = session.scalars(select(Broadcast.id).where(Broadcast.edition_id == other, firsts)).one()
    return lambda: bench.save_note(row, note), lambda: bench.save_note_plain(other_id, note)


def authors(bench: Bench, run: int) -> Pair:
    """Both sides of a save with parts: two stories, each by one side."""
    one, other = bench.random.sample(bench.editions, 2)
    names = AUTHORS[run % len(AUTHORS)]
    with bench.desk.reading() as session:
        lines = select(Line.id, Story.version, Story.title).join(Story, Line.story_id == Story.id)
        line_id, version, title = session.execute(lines.where(Line.edition_id == one).limit(1)).one()
        other_id = session.execute(lines.where(Line.edition_id == other).limit(1)).one()[0]
    return (
        lambda: bench.save_authors(line_id, version, title, names),
        lambda: bench.save_authors_plain(other_id, names),
    )


FIGURES: dict[str, Callable[[Bench, int], Pair]] = {
    "open the desk": opening,
    "the day": one_day,
    "the week": one_week,
    "a rundown of 24 lines": one_rundown,
    "save a note": a_note,
    "save the authors of a story": authors,
}


def seconds(work: Callable[[], object]) -> float:
    """The seconds that it takes once."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def measured(bench: Bench, figure: Callable[[Bench, int], Pair]) -> tuple[float, float]:
    """The median seconds of both sides, run in turn; whoever goes first reads from the disk for both."""
    found: list[tuple[float, float]] = []
    for run in range(RUNS + 1):
        ours, reference = figure(bench, run)
        if run % 2:
            found.append((seconds(ours), seconds(reference)))
        else:
            found.append((seconds(reference), seconds(ours))[::-1])
    return statistics.median(pair[0] for pair in found[1:]), statistics.median(pair[1] for pair in found[1:])


def main() -> int:
    """Measure and say; 1 where a limit is missed."""
    missed = 0
    with decade_desk(__doc__) as config:
        bench = Bench(config)
        for name, figure in FIGURES.items():
            for _attempt in range(ATTEMPTS):
                ours, reference = measured(bench, figure)
                limit = max(LIMIT * reference, reference + MORE)
                if ours <= limit:
                    break
            missed += ours > limit
            print(
                f"{name}: {ours * 1000:.1f} ms, by hand {reference * 1000:.1f} ms, ratio {ours / reference:.1f}, "
                f"{(ours - reference) * 1000:.1f} ms more (at most {limit * 1000:.1f} ms)"
                f"{' MISSED' if ours > limit else ''}"
            )
        bench.driver.close()
        bench.desk.close()
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
