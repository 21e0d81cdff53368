"""The list of slots: when each is next due."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from radiodesk.model import Desk
from radiodesk.schedule.slot_list import listed
from tests.schedule.test_grid_files import NEWS, VOV, apply, at

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.mark.parametrize(
    ("clock", "news", "vov"), [("05:29", 3, 3), ("05:30", 4, 3), ("06:10", 4, None), ("23:59", 4, None)]
)
def test_a_start_that_has_passed_is_not_the_next_one(desk: Desk, clock: str, news: int, vov: int | None) -> None:
    apply(desk, NEWS, VOV | {"until": "2026-03-03"})
    now = at(3, clock).replace(tzinfo=VIETNAM).astimezone(dt.UTC)
    with desk.reading() as session:
        found = {each.slot.series: each.upcoming for each in listed(session, now)}
    assert found == {"thoi-su": at(news), "vov": vov and at(vov, "06:00")}
