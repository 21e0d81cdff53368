"""Which edition a repeat carries if its row does not name the first run."""

import datetime as dt
from typing import NamedTuple

import pytest

from radiodesk.kinds import BroadcastState
from radiodesk.ledger.repeats import usual_run

AIRED, PLANNED, CANCELLED, MISSED = (
    BroadcastState.AIRED,
    BroadcastState.PLANNED,
    BroadcastState.CANCELLED,
    BroadcastState.MISSED,
)


class FirstRun(NamedTuple):
    state: BroadcastState
    starts: dt.datetime


def at(hour: int) -> dt.datetime:
    return dt.datetime(2019, 3, 5, hour, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("first_runs", "hour"),
    [
        ([(AIRED, 5)], 5),
        ([(AIRED, 5), (AIRED, 11)], 11),
        ([(AIRED, 11), (AIRED, 5)], 11),
        ([(AIRED, 5), (PLANNED, 11)], 11),
        # What was not on air has nothing to repeat, unless there is nothing else.
        ([(AIRED, 5), (CANCELLED, 11)], 5),
        ([(PLANNED, 5), (MISSED, 11)], 5),
        ([(CANCELLED, 5), (MISSED, 11)], 11),
        # The first run comes before its repeat.
        ([(AIRED, 5), (AIRED, 17)], 5),
        ([(AIRED, 5), (AIRED, 18)], 5),
        ([(CANCELLED, 5), (AIRED, 18)], 5),
        ([(AIRED, 17)], None),
        ([], None),
    ],
)
def test_a_repeat_carries_the_last_edition_before_it_that_was_on_air(
    first_runs: list[tuple[BroadcastState, int]], hour: int | None
) -> None:
    found = usual_run([FirstRun(state, at(hour)) for state, hour in first_runs], at(17))
    assert (found and found.starts) == (hour and at(hour))
