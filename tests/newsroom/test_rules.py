"""The rules of the newsroom as pure functions."""

import datetime as dt

import pytest

from radiodesk.errors import UserError
from radiodesk.model import ClipState
from radiodesk.newsroom.rules import AiredBeforeSent, BadDay, SentDayNeeded, clip_faults, clip_state

YESTERDAY, TODAY, TOMORROW = (dt.date(2019, 3, day) for day in (4, 5, 6))


@pytest.mark.parametrize("state", [ClipState.SENT, ClipState.AIRED])
@pytest.mark.parametrize(
    ("sent", "aired", "faults"),
    [
        (YESTERDAY, TODAY, []),
        (TODAY, None, []),
        (None, None, [("sent", SentDayNeeded)]),
        (None, TOMORROW, [("sent", SentDayNeeded), ("aired", BadDay)]),
        (TOMORROW, None, [("sent", BadDay)]),
        (TODAY, YESTERDAY, [("aired", AiredBeforeSent)]),
        (TOMORROW, TODAY, [("aired", AiredBeforeSent), ("sent", BadDay)]),
        (TODAY, TOMORROW, [("aired", BadDay)]),
    ],
)
def test_a_clip_that_was_sent_was_so_on_a_day_up_to_today_and_aired_on_that_day_or_later(
    state: ClipState, sent: dt.date | None, aired: dt.date | None, faults: list[tuple[str, type[UserError]]]
) -> None:
    found = list(clip_faults(state, sent, aired, TODAY))
    assert [(day, type(fault)) for day, fault in found] == faults
    if faults:
        with pytest.raises(faults[0][1]):
            clip_state(state, sent, aired, TODAY)
    else:
        assert clip_state(state, sent, aired, TODAY) is state


@pytest.mark.parametrize("state", [ClipState.PLANNED, ClipState.SHOT, ClipState.EDITED])
def test_a_clip_with_a_day_sent_in_the_past_was_sent_and_one_with_a_later_day_was_not(state: ClipState) -> None:
    assert clip_state(state, TODAY, None, TODAY) is ClipState.SENT
    assert clip_state(state, TOMORROW, TOMORROW, TODAY) is state
    assert clip_state(state, None, TOMORROW, TODAY) is state


def test_a_clip_that_was_rejected_stays_so_whatever_its_day() -> None:
    assert clip_state(ClipState.REJECTED, TODAY, None, TODAY) is ClipState.REJECTED
