"""The stories and inserts that a recording is offered."""

import datetime as dt

import pytest

from radiodesk.kinds import BroadcastState, Genre, ProgrammeKind, Source
from radiodesk.model import Action, Broadcast, Desk
from radiodesk.newsroom import rundowns
from radiodesk.schedule import broadcasts
from radiodesk.schedule.link_targets import link_targets
from tests.media.stored import FIRST, add
from tests.versions import version

DAY = dt.date(2019, 3, 5)
NOW = dt.datetime(2019, 3, 5, 12, tzinfo=dt.UTC)


def offered(desk: Desk, recording_id: int) -> list[str]:
    """The titles of the day's lines that are offered."""
    with desk.reading() as session:
        return [each.title for each in link_targets(session, "", DAY, recording_id) if each.programme]


@pytest.mark.parametrize("state", [BroadcastState.CANCELLED, BroadcastState.MISSED])
def test_lines_of_a_broadcast_that_is_not_on_air_are_not_offered(desk: Desk, state: BroadcastState) -> None:
    (recording,) = add(desk, FIRST)
    with desk.changing(Action.EARLIER, what="test") as session:
        first = broadcasts.plan_first_run(
            session, title="Thời sự", kind=ProgrammeKind.NEWS, on=DAY, at=dt.time(5, 30), seconds=900
        )
        rundowns.add_story(session, 1, title="Bầu cử", genre=Genre.BRIEF, source=Source.OWN, authors="", seconds=60)
    assert offered(desk, recording.id) == ["Bầu cử", "Thời sự"]

    with desk.changing(Action.EARLIER, what="test") as session:
        broadcasts.set_state(session, first, version(session, Broadcast, first), state, now=NOW)

    assert offered(desk, recording.id) == []
