"""kill -9 in the middle of edits: the database opens, is sound, and holds all or none of each change."""

import signal
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from radiodesk.config import Config
from radiodesk.model import Desk
from tests.interrupting import interrupted
from tests.kills import EDITS

STEPS = (
    ("BEGIN IMMEDIATE", 3, 2),
    ("INSERT INTO edition", 3, 2),
    ("INSERT INTO broadcast", 3, 2),
    ("INSERT INTO story", 8, 2),  # the second of three
    ("INSERT INTO line", 8, 2),
    ("INSERT INTO credit", 9, 2),
    ("before commit", 3, 2),
    ("after commit", 3, 3),
)
"""Steps of the third edit: name, occurrence in the process, and the number of edits that are committed then."""


@pytest.mark.parametrize(("step", "occurrence", "committed"), STEPS)
def test_killed_at_any_step_each_edit_is_whole(
    step: str, occurrence: int, committed: int, desk: Desk, config: Config
) -> None:
    desk.close()

    ended = interrupted(signal.SIGKILL, step, config.home, occurrence=occurrence, script=EDITS)

    assert ended.code == -signal.SIGKILL, ended.messages
    assert edits_in(config.home / "radiodesk.db") == committed
    Desk.open(config).close()
    assert edits_in(config.home / "radiodesk.db") == committed


def edits_in(file: Path) -> int:
    """How many edits a database holds, once each is found whole."""
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []

        def count(table: str) -> int:
            found: int = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            return found

        broadcasts = count("broadcast")
        assert count("edition") == broadcasts
        assert count("story") == count("line") == count("credit") == 3 * broadcasts
        assert count("""audit_entry WHERE "values" LIKE '%"edit"%'""") == broadcasts
    return broadcasts
