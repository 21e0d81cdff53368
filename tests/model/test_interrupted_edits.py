"""kill -9 in the middle of edits: the database opens, is sound, and holds all or none of each change."""

import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

from radiodesk.config import Config
from radiodesk.model import Desk

EDITS = """
import datetime as dt, sys
from pathlib import Path
from radiodesk.config import Config
from radiodesk.model import Desk, Genre, ProgrammeKind, Source
from radiodesk.newsroom import rundowns
from radiodesk.schedule import broadcasts, queries

desk = Desk.open(Config(home=Path(sys.argv[1]), person="test"))
with desk.reading() as session:
    last = queries.last_day(session) or dt.date(2019, 1, 1)
print("ready", flush=True)
for number in range(1, 1000):
    with desk.changing(what="edit") as session:
        planned = broadcasts.plan_first_run(
            session, title="Thời sự", kind=ProgrammeKind.NEWS, on=last + dt.timedelta(days=number),
            at=dt.time(5, 30), seconds=900,
        )
        edition_id = queries.broadcast(session, planned).edition_id
        for title in ("Một", "Hai", "Ba"):
            rundowns.add_story(
                session, edition_id, title=title, genre=Genre.BRIEF, source=Source.OWN, authors="Thu Hà", seconds=40
            )
"""


def test_killed_at_any_moment_each_edit_is_whole(desk: Desk, config: Config) -> None:
    desk.close()
    chance = random.Random(2019)
    for _attempt in range(8):
        process = subprocess.Popen([sys.executable, "-c", EDITS, str(config.home)], stdout=subprocess.PIPE)
        assert process.stdout
        assert process.stdout.readline() == b"ready\n"
        time.sleep(chance.uniform(0.02, 0.25))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        assert_whole(config.home / "radiodesk.db")

    reopened = Desk.open(config)
    reopened.close()


def assert_whole(file: Path) -> None:
    connection = sqlite3.connect(file)
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []

    def count(table: str) -> int:
        found: int = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        return found

    broadcasts = count("broadcast")
    assert count("edition") == broadcasts
    assert count("story") == count("line") == count("credit") == 3 * broadcasts
    assert count("audit_entry WHERE what = 'edit'") == broadcasts
    connection.close()
