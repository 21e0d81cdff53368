"""kill -9 in the middle of edits: the database opens, is sound, and holds all or none of each change."""

import signal
from contextlib import closing

import pytest
from sqlalchemy import func, select

from radiodesk.config import Config
from radiodesk.history import verify
from radiodesk.model import AuditEntry, Base, Broadcast, Credit, Desk, Edition, Line, Story, checking
from tests.interrupting import BEGIN, interrupted
from tests.kills import EDITS

STEPS = (
    (BEGIN, 3, 2),
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
    assert edits_in(config) == committed


def edits_in(config: Config) -> int:
    """How many edits a desk holds, once each is found whole."""
    with closing(Desk.open(config)) as desk:
        assert checking.check(desk) == []
        with desk.reading() as session:
            assert list(verify.problems(session)) == []

            def count(kind: type[Base]) -> int:
                return session.scalar(select(func.count()).select_from(kind)) or 0

            broadcasts = count(Broadcast)
            assert count(Edition) == broadcasts
            assert count(Story) == count(Line) == count(Credit) == 3 * broadcasts
            values = session.scalars(select(AuditEntry.values)).all()
            assert sum(each.get("what") == "edit" for each in values) == broadcasts
            return broadcasts
