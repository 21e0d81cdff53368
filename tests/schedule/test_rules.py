"""The rules of the schedule, as pure functions."""

import datetime as dt

import pytest

from radiodesk.kinds import BroadcastKind, BroadcastState
from radiodesk.schedule.rules import (
    Airtime,
    NoUpstream,
    PlannedTwice,
    actual_length,
    check_relay,
    check_same_twice,
    is_doubtful_length,
    over_planned,
    shown_end,
)

AIRED, PLANNED, MISSED = BroadcastState.AIRED, BroadcastState.PLANNED, BroadcastState.MISSED


def airtime(
    second: float, *, state: BroadcastState = PLANNED, kind: BroadcastKind = BroadcastKind.FIRST_RUN
) -> Airtime:
    """Thời sự, that many seconds after 05:30."""
    starts = dt.datetime(2019, 3, 5, 5, 30, tzinfo=dt.UTC) + dt.timedelta(seconds=second)
    return Airtime(kind, state, starts, None, "Thời sự")


@pytest.mark.parametrize("second", [0, 1, 59.999])
def test_a_programme_is_on_twice_in_one_minute_whatever_the_seconds(second: float) -> None:
    with pytest.raises(PlannedTwice):
        check_same_twice(airtime(0.5), airtime(second))


def test_a_programme_may_be_on_again_in_the_next_minute_or_if_the_other_is_off_air() -> None:
    check_same_twice(airtime(59.999), airtime(60))
    check_same_twice(airtime(0), airtime(0, state=MISSED))
    check_same_twice(airtime(0), airtime(0, kind=BroadcastKind.RELAY))


def test_a_relay_has_a_source() -> None:
    check_relay(live=True, has_upstream=False)
    check_relay(live=False, has_upstream=True)
    with pytest.raises(NoUpstream):
        check_relay(live=False, has_upstream=False)


@pytest.mark.parametrize(
    ("present", "wanted", "seconds"),
    [(PLANNED, AIRED, 9), (AIRED, AIRED, 9), (PLANNED, PLANNED, 9), (AIRED, PLANNED, None), (PLANNED, MISSED, None)],
)
def test_only_what_was_aired_gets_an_actual_length_with_its_state(
    present: BroadcastState, wanted: BroadcastState, seconds: int | None
) -> None:
    assert actual_length(present, wanted, 9) == seconds


@pytest.mark.parametrize(
    ("seconds", "planned", "doubtful"),
    [
        (3600, 900, False),
        (3601, 900, True),
        (3601, 1201, False),
        (3 * 1800, 1800, False),
        (3 * 1800 + 1, 1800, True),
        (3600, None, False),
        (3601, None, True),
        (86400, 36000, False),
    ],
)
def test_a_length_over_an_hour_and_over_three_times_the_planned_one_is_doubtful(
    seconds: int, planned: int | None, doubtful: bool
) -> None:
    assert is_doubtful_length(seconds, planned) is doubtful


@pytest.mark.parametrize(
    ("actual", "planned", "over"),
    [(3900, 2700, 1200), (2700, 3900, -1200), (961, 900, 61), (960, 900, None), (3900, None, None), (None, 900, None)],
)
def test_a_length_that_differs_by_more_than_a_minute_is_longer_or_shorter_than_planned(
    actual: int | None, planned: int | None, over: int | None
) -> None:
    assert over_planned(actual, planned) == over


@pytest.mark.parametrize(
    ("hours", "has_length", "is_shown"),
    [(3, False, True), (3.01, False, False), (12, True, True), (None, False, False)],
)
def test_an_end_that_only_a_start_hours_later_gives_is_not_shown(
    hours: float | None, has_length: bool, is_shown: bool
) -> None:
    starts = dt.datetime(2019, 3, 5, 22, 0, tzinfo=dt.UTC)
    ends = None if hours is None else starts + dt.timedelta(hours=hours)
    assert shown_end(starts, ends, has_length=has_length) == (ends if is_shown else None)
