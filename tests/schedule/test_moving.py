"""Moving a broadcast, and others of its slot as much: what the user did not touch stays as it is."""

import datetime as dt
from contextlib import suppress
from dataclasses import replace

import pytest

from radiodesk.errors import Doubtful
from radiodesk.model import Action, Desk
from radiodesk.schedule import moving, queries
from radiodesk.schedule.moving import Place, SlotMove, place_of, shifted
from radiodesk.schedule.recurrence import Recurrence
from radiodesk.schedule.rrule import ONCE
from radiodesk.schedule.slot_edits import Scope
from radiodesk.schedule.views import BroadcastView
from tests.schedule.test_grid_files import NEWS, TODAY, apply, at, move_by_hand, row_of, shown

SLOT = Recurrence(dt.time(5, 30, 40), dt.date(2026, 3, 2), ONCE, 900)
BEFORE = Place(at(5, "05:40"), 1200)
"""A broadcast of the slot that somebody moved and stretched before."""
NOW = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (replace(BEFORE, seconds=1500), ("05:30:40", 1500)),
        (replace(BEFORE, local=at(5, "05:50")), ("05:40:40", 900)),
        (Place(at(5, "05:30"), None), ("05:20:40", None)),
        (replace(BEFORE, local=at(6, "05:40")), None),
        (replace(BEFORE, local=at(5, "00:05")), None),
    ],
)
def test_a_slot_gets_what_differs_in_one_of_its_broadcasts(after: Place, expected: tuple[str, int | None]) -> None:
    found = shifted(SLOT, BEFORE, after)
    assert (found and (found.at.isoformat(), found.seconds)) == expected


def item_of(desk: Desk, series: str, of: dt.datetime) -> BroadcastView:
    row = row_of(desk, series, of)
    with desk.reading() as session:
        return queries.broadcast(session, row.id)


def others_of(desk: Desk, item: BroadcastView, after: Place) -> SlotMove | None:
    with desk.reading() as session:
        return moving.with_others(session, item, after)


def lengths(desk: Desk, *days: int) -> list[int | None]:
    return [row_of(desk, "thoi-su", at(day)).planned_seconds for day in days]


def test_one_that_was_moved_by_hand_is_stretched_with_the_others_and_stays_at_its_time(desk: Desk) -> None:
    apply(desk, NEWS)
    move_by_hand(desk, "thoi-su", at(5), "05:40")
    move_by_hand(desk, "thoi-su", at(6), "05:50")
    item = item_of(desk, "thoi-su", at(5))
    after = replace(place_of(item), seconds=1200)
    others = others_of(desk, item, after)
    assert others is not None
    with desk.changing(Action.CHANGE_SLOT) as session:
        report = moving.move_with_others(session, item, after, others, Scope.FOLLOWING, now=NOW, today=TODAY)
    assert (item.id in report.fitted, len(report.kept)) == (True, 1)
    assert shown(desk, at(4).date(), 4) == [
        "04 05:30 Thời sự",
        "05 05:40 Thời sự",
        "06 05:50 Thời sự",
        "07 05:30 Thời sự",
    ]
    assert lengths(desk, 4, 5, 6, 7) == [900, 1200, 900, 1200]


@pytest.mark.parametrize("of", ["18:00", "05:30"])
def test_an_addition_takes_no_others_along(desk: Desk, of: str) -> None:
    apply(desk, NEWS | {"rule": "FREQ=WEEKLY;BYDAY=MO,TU", "add": [f"2026-03-06T{of}"]})
    item = item_of(desk, "thoi-su", at(6, of))
    assert others_of(desk, item, replace(place_of(item), seconds=1200)) is None
    item = item_of(desk, "thoi-su", at(9))
    assert others_of(desk, item, replace(place_of(item), seconds=1200)) is not None


def test_silence_beside_silence_and_silence_that_is_past_are_not_asked_about(desk: Desk) -> None:
    apply(desk, NEWS | {"length": 900}, hours=[["05:00", "22:00"]])
    item = item_of(desk, "thoi-su", at(5))
    later = replace(place_of(item), local=at(5, "05:35"))
    with desk.changing(Action.CHANGE_BROADCAST) as session:
        moving.move(session, item, item.version, later, now=NOW, sure=False)

    apply(desk, NEWS | {"length": 900}, NEWS | {"key": "sau", "programme": "Sau", "at": "05:45"})
    item = item_of(desk, "thoi-su", at(6))
    shorter = replace(place_of(item), seconds=600)
    for days, is_asked in ((0, True), (30, False)):
        with desk.trying(Action.CHANGE_BROADCAST) as session, suppress(Doubtful):
            moving.move(session, item, item.version, shorter, now=NOW + dt.timedelta(days=days), sure=False)
            assert not is_asked


def test_the_silence_that_a_move_or_a_shorter_length_leaves_is_asked_about(desk: Desk) -> None:
    apply(
        desk,
        NEWS | {"length": 900},
        NEWS | {"key": "sau", "programme": "Sau", "at": "05:45"},
        hours=[["05:30", "06:00"]],
    )
    item = item_of(desk, "thoi-su", at(5))
    for after, said in (
        (replace(place_of(item), local=at(5, "05:20")), "05:35 to 05:45 on 05/03/2026"),
        (replace(place_of(item), seconds=600), "05:40 to 05:45 on 05/03/2026"),
        (replace(place_of(item), local=at(6, "06:00")), "05:30 to 05:45 on 05/03/2026"),
    ):
        with pytest.raises(Doubtful) as caught, desk.changing(Action.CHANGE_BROADCAST) as session:
            moving.move(session, item, item.version, after, now=NOW, sure=False)
        assert caught.value.doubts == (f"Nothing would be on air from {said}",)
