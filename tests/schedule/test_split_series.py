"""A series of several slots: what ends or changes it reaches all slots that are in force from a day on."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from radiodesk.kinds import BroadcastState
from radiodesk.model import Action, Desk
from radiodesk.schedule import grid_check, roster, rrule, slot_edits
from radiodesk.schedule.grid_files import Fate
from radiodesk.schedule.recurrence import EndBeforeStart
from radiodesk.schedule.slot_edits import Scope
from radiodesk.schedule.slots import SlotView, slots
from tests.schedule.test_grid_files import AGAIN, NEWS, TODAY, VOV, apply, at, mark, move_by_hand, shown

SPLIT = dt.date(2026, 3, 10)
BEGUN = dt.date(2026, 2, 23)


def of_series(desk: Desk, series: str = "thoi-su") -> list[SlotView]:
    with desk.reading() as session:
        return [each for each in slots(session) if each.series == series]


def change(desk: Desk, slot: SlotView, scope: Scope, day: dt.date, **when: Any) -> None:
    terms = replace(slot.terms, recurrence=replace(slot.terms.recurrence, **when))
    with desk.changing(Action.CHANGE_SLOT) as session:
        slot_edits.change(session, slot, terms, scope, day, TODAY)


@pytest.fixture
def split(desk: Desk) -> Desk:
    """A desk whose news are at 05:30, and at 05:00 from 10 March on, which somebody decided by hand."""
    apply(desk, NEWS, today=BEGUN)
    change(desk, of_series(desk)[0], Scope.FOLLOWING, SPLIT, at=dt.time(5))
    return desk


def clocks(desk: Desk, *days: int) -> list[str]:
    """The starts on days of March."""
    return [each for day in days for each in shown(desk, at(day).date())]


def test_the_missing_end_with_all_their_slots(split: Desk) -> None:
    applied = apply(split, VOV, end_missing=True)

    assert [(each.series, each.fate) for each in applied.steps] == [("vov", Fate.NEW), ("thoi-su", Fate.ENDED)]
    assert clocks(split, 1, 2, 9, 10, 11) == ["05:30 Thời sự", "06:00 Thời sự VOV1"] + ["06:00 Thời sự VOV1"] * 4
    assert apply(split, VOV).is_empty


def test_a_missing_series_that_ends_later_ends_today(desk: Desk) -> None:
    apply(desk, NEWS, today=BEGUN)
    (news,) = of_series(desk)
    with desk.changing(Action.END_SLOT) as session:
        slot_edits.end(session, news, news.version, SPLIT)
    assert [each.fate for each in apply(desk, VOV).steps] == [Fate.NEW, Fate.MISSING]
    apply(desk, VOV, end_missing=True)
    assert clocks(desk, 1, 2, 9) == ["05:30 Thời sự", "06:00 Thời sự VOV1", "06:00 Thời sự VOV1", "06:00 Thời sự VOV1"]


def test_an_earlier_slot_ends_with_those_after_it(split: Desk) -> None:
    first, _second = of_series(split)
    with split.changing(Action.END_SLOT) as session:
        slot_edits.end(session, first, first.version, at(4).date())
    assert clocks(split, 4, 5, 9, 10, 20) == ["05:30 Thời sự"]
    assert [each.terms.recurrence.last for each in of_series(split)] == [at(4).date()]


@pytest.mark.parametrize("days_after", [0, 1])
def test_a_repeat_of_the_later_slot_is_named_when_an_earlier_one_ends(split: Desk, days_after: int) -> None:
    apply(split, NEWS | {"at": "05:00"}, AGAIN | {"days_after": days_after})
    first, *_others = of_series(split)
    with pytest.raises(slot_edits.StillRepeated, match="“lai”"), split.changing(Action.END_SLOT) as session:
        slot_edits.end(session, first, first.version, at(4).date())


def test_a_change_of_this_and_all_after_it_reaches_the_later_slots(split: Desk) -> None:
    first, second = of_series(split)
    change(split, second, Scope.FOLLOWING, at(20).date(), seconds=600)

    change(split, first, Scope.FOLLOWING, at(5).date(), at=dt.time(5, 10))

    assert clocks(split, 4, 5, 10, 20) == ["05:30 Thời sự", *["05:10 Thời sự"] * 3]
    assert [each.terms.recurrence.seconds for each in of_series(split)] == [900, 900, 900, 600]


def test_a_change_of_all_reaches_all_slots_from_today_on(split: Desk) -> None:
    first, second = of_series(split)
    mark(split, "thoi-su", at(2), BroadcastState.AIRED)

    change(split, second, Scope.ALL, at(12).date(), at=dt.time(5, 10))

    assert clocks(split, 2, 3, 9, 10, 11) == ["05:30 Thời sự aired", *["05:10 Thời sự"] * 4]
    assert [each.id for each in of_series(split)] == [first.id, second.id]


def test_a_change_of_all_leaves_what_a_later_slot_says_otherwise(split: Desk) -> None:
    first, _second = of_series(split)
    change(split, first, Scope.ALL, at(3).date(), seconds=600)
    assert [(each.terms.recurrence.at, each.terms.recurrence.seconds) for each in of_series(split)] == [
        (dt.time(5, 30), 600),
        (dt.time(5), 600),
    ]


def test_an_addition_stays_itself_where_the_rule_leaves_its_day(desk: Desk) -> None:
    apply(desk, NEWS | {"add": ["2026-03-07T18:00"]})
    mark(desk, "thoi-su", at(7), BroadcastState.CANCELLED)
    change(desk, of_series(desk)[0], Scope.FOLLOWING, SPLIT - dt.timedelta(days=5), rule=rrule.parse("weekdays"))
    assert clocks(desk, 6, 7, 8) == ["05:30 Thời sự", "05:30 Thời sự cancelled", "18:00 Thời sự"]


@pytest.mark.parametrize("scope", [Scope.FOLLOWING, Scope.ALL])
def test_duties_of_a_series_reach_its_later_slots(split: Desk, scope: Scope) -> None:
    from radiodesk.kinds import DutyRole

    first, _second = of_series(split)
    duties = ((DutyRole.EDITOR, "Thu Hà"),)
    with split.changing(Action.SET_ROSTER) as session:
        from_day = at(5).date() if scope is Scope.FOLLOWING else None
        roster.set_roster(session, first, duties, first=from_day, today=TODAY)
    assert [each.terms.duties for each in of_series(split)][-2:] == [duties, duties]
    assert clocks(split, 9, 10) == ["05:30 Thời sự", "05:00 Thời sự"]


def test_a_changed_file_applies_from_today_on_over_a_later_slot(split: Desk) -> None:
    move_by_hand(split, "thoi-su", at(12, "05:00"), "07:00")
    changed = NEWS | {"at": "05:15"}

    applied = apply(split, changed)

    assert [(each.fate, each.first) for each in applied.steps] == [(Fate.CHANGED, TODAY)]
    assert clocks(split, 1, 2, 9, 10, 12) == ["05:30 Thời sự", *["05:15 Thời sự"] * 3, "07:00 Thời sự"]
    assert len(of_series(split)) == 2
    assert apply(split, changed).is_empty


def test_a_changed_file_applies_from_today_on_where_the_series_begins_today(desk: Desk) -> None:
    apply(desk, NEWS | {"from": "2026-03-02"})
    change(desk, of_series(desk)[0], Scope.FOLLOWING, SPLIT, at=dt.time(5))
    apply(desk, NEWS | {"from": "2026-03-02", "at": "05:15"})
    assert clocks(desk, 2, 9, 10) == ["05:15 Thời sự"] * 3
    assert len(of_series(desk)) == 1


def test_a_file_with_the_earlier_slot_changes_what_follows_it(split: Desk) -> None:
    earlier = NEWS | {"key": "thoi-su@2026-03-09"}
    for clock in ("05:15", "05:20"):
        applied = apply(split, earlier, NEWS | {"at": clock})
        assert [(each.fate, each.first) for each in applied.steps] == [(Fate.CHANGED, SPLIT)]
    assert clocks(split, 9, 10) == ["05:30 Thời sự", "05:20 Thời sự"]
    assert apply(split, earlier, NEWS | {"at": "05:20"}).is_empty


def test_a_file_takes_back_an_end_that_is_still_to_come(desk: Desk) -> None:
    apply(desk, NEWS, today=BEGUN)
    (news,) = of_series(desk)
    with desk.changing(Action.END_SLOT) as session:
        slot_edits.end(session, news, news.version, SPLIT)

    applied = apply(desk, NEWS | {"at": "05:15"})

    assert [(each.fate, each.first) for each in applied.steps] == [(Fate.CHANGED, TODAY)]
    assert clocks(desk, 1, 2, 10, 11, 25) == ["05:30 Thời sự", *["05:15 Thời sự"] * 4]
    assert apply(desk, NEWS | {"at": "05:15"}).is_empty


def test_repeats_end_with_their_first_runs_and_others_are_named(desk: Desk) -> None:
    later = AGAIN | {"key": "hom-sau", "at": "04:00", "days_after": 1}
    apply(desk, NEWS, AGAIN, later)
    (news,) = of_series(desk)

    def end(repeats: tuple[str, ...]) -> None:
        with desk.changing(Action.END_SLOT) as session:
            slot_edits.end(session, news, news.version, at(4).date(), repeats=repeats)

    with pytest.raises(slot_edits.StillRepeated, match="“thoi-su” is repeated by “hom-sau”:"):
        end(("lai",))
    with desk.reading() as session:
        assert slot_edits.repeating_series(session, news.series_id, at(4).date()) == ("lai", "hom-sau")
    end(("lai", "hom-sau"))

    assert shown(desk, at(4).date(), 3) == [
        "04 04:00 Thời sự",
        "04 05:30 Thời sự",
        "04 17:00 Thời sự",
        "05 04:00 Thời sự",
    ]


def first_days(desk: Desk) -> list[tuple[dt.date, dt.date | None]]:
    return [(each.first_day, each.terms.recurrence.last) for each in of_series(desk)]


@pytest.mark.parametrize("place", [0, 1])
def test_a_first_day_after_an_earlier_slot_removes_that_and_returns(desk: Desk, place: int) -> None:
    apply(desk, NEWS | {"from": "2026-03-02"})
    change(desk, of_series(desk)[0], Scope.FOLLOWING, SPLIT, at=dt.time(5))

    change(desk, of_series(desk)[place], Scope.ALL, at(9).date(), start=at(20).date())
    assert first_days(desk) == [(at(20).date(), None)]
    assert clocks(desk, 2, 9, 10, 19, 20) == ["05:00 Thời sự"]
    with desk.reading() as session:
        assert grid_check.problems(session) == []

    change(desk, of_series(desk)[0], Scope.ALL, at(20).date(), start=at(5).date())
    assert clocks(desk, 4, 5, 9, 20) == ["05:00 Thời sự"] * 3


def test_a_first_day_from_an_occurrence_on_removes_what_it_leaves_without_a_day(desk: Desk) -> None:
    apply(desk, NEWS | {"from": "2026-03-02"})
    change(desk, of_series(desk)[0], Scope.FOLLOWING, SPLIT, at=dt.time(5))
    change(desk, of_series(desk)[0], Scope.FOLLOWING, at(4).date(), start=at(20).date())
    assert first_days(desk) == [(at(2).date(), at(3).date()), (at(20).date(), None)]
    assert clocks(desk, 3, 4, 9, 10, 19, 20) == ["05:30 Thời sự", "05:00 Thời sự"]


@pytest.mark.parametrize("scope", [Scope.FOLLOWING, Scope.ALL])
def test_a_first_day_after_the_end_of_the_series_is_refused(split: Desk, scope: Scope) -> None:
    news = of_series(split)[0]
    with split.changing(Action.END_SLOT) as session:
        slot_edits.end(session, news, news.version, at(20).date())
    with pytest.raises(EndBeforeStart, match="The last day, 20/03/2026, is before the first day, 21/03/2026"):
        change(split, of_series(split)[0], scope, at(4).date(), start=at(21).date())
