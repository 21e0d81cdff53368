"""Exporting the calendar of one week of ten years, beside the bare SQL of that week's data.

The reference are three statements: the broadcasts of the week with what they carry, their duties and their outlets. The
second line is reading the week without writing it, which is all that could grow with the years. Beside it stands the
same of a desk with a fiftieth of the history.

    python bench/calendar_week.py [--years N] [--database URL | --postgres]
"""

import datetime as dt
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import decade
from decade_desk import decade_desk
from sqlalchemy import text

from radiodesk.calendars.export import calendar
from radiodesk.model import Desk, zone
from radiodesk.model.moments import span

RUNS = 15
MONDAY = decade.TODAY - dt.timedelta(days=7)
SUNDAY = MONDAY + dt.timedelta(days=6)
SHORT_YEARS = decade.YEARS / 50
IN_WEEK = "b.starts >= :begin AND b.starts < :end"
BARE = (
    "SELECT b.id, b.version, b.kind, b.state, b.starts, b.planned_seconds, b.actual_seconds, b.note, p.title, p.kind,"
    " r.title, r.live, u.name FROM broadcast b LEFT JOIN edition e ON b.edition_id = e.id"
    " LEFT JOIN programme p ON e.programme_id = p.id LEFT JOIN relay r ON b.relay_id = r.id"
    f" LEFT JOIN upstream u ON r.upstream_id = u.id WHERE {IN_WEEK} ORDER BY b.starts",
    "SELECT d.broadcast_id, d.role, n.name FROM duty d JOIN person n ON d.person_id = n.id"
    f" JOIN broadcast b ON d.broadcast_id = b.id WHERE {IN_WEEK}",
    "SELECT x.broadcast_id, o.name FROM broadcast_outlet x JOIN outlet o ON x.outlet_id = o.id"
    f" JOIN broadcast b ON x.broadcast_id = b.id WHERE {IN_WEEK}",
)


def milliseconds(work: Callable[[], object]) -> float:
    """How long a call takes."""
    begin = time.perf_counter()
    work()
    return (time.perf_counter() - begin) * 1000


def bare(desk: Desk) -> None:
    """The reference."""
    with desk.reading() as session:
        begin, end = span(MONDAY, SUNDAY, zone(session))
        connection = session.connection()
        moments = {"begin": begin, "end": end}
        if connection.dialect.name == "sqlite":
            moments = {name: each.replace(tzinfo=None) for name, each in moments.items()}
        for statement in BARE:
            connection.execute(text(statement), moments).all()


def written(desk: Desk) -> bytes:
    """Ours."""
    with desk.reading() as session:
        content: bytes = calendar(session, MONDAY, SUNDAY).to_ical()
        return content


def read(desk: Desk) -> int:
    """The broadcasts of a programme that the week does not have: everything is read, and nothing is written."""
    with desk.reading() as session:
        return len(calendar(session, MONDAY, SUNDAY, upstream="Đài tỉnh", programme=decade.NEWS[0]).events)


def main() -> None:
    """Run all in turn."""
    with decade_desk(__doc__) as config, tempfile.TemporaryDirectory() as folder:
        desk = Desk.open(config)
        short = Desk.open(decade.copy(Path(folder, "home"), SHORT_YEARS))
        runs = [
            [
                milliseconds(work)
                for work in (lambda: written(desk), lambda: read(desk), lambda: bare(desk), lambda: read(short))
            ]
            for _ in range(RUNS + 1)
        ][1:]
        ours, reading, reference, shorter = (statistics.median(each) for each in zip(*runs, strict=True))
        count = written(desk).count(b"BEGIN:VEVENT")
        print(
            f"A week of {count} events: {ours:.0f} ms, its bare SQL: {reference:.1f} ms, ratio {ours / reference:.1f}"
        )
        print(
            f"Reading it: {reading:.0f} ms, ratio {reading / reference:.1f}; with a fiftieth of the history: "
            f"{shorter:.0f} ms, ratio {reading / shorter:.2f} (at most 2, or 10 ms more)"
        )
        desk.close()
        short.close()


if __name__ == "__main__":
    main()
