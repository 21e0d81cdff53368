"""Pauses of slots: they add up, count from their days on, and say what they leave out and what stays."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from radiodesk.errors import Doubtful
from radiodesk.history import differences, log, undo
from radiodesk.kinds import BroadcastState
from radiodesk.model import Action, Desk, Slot, zone
from radiodesk.model.typed import DaysBackwards
from radiodesk.schedule import pauses, pausing, slot_edits
from radiodesk.schedule.pauses import Pause
from radiodesk.schedule.recurrence import PauseEndsBeforeStart
from radiodesk.schedule.slot_edits import Scope, view_in_series
from radiodesk.schedule.slots import readable
from radiodesk.tui.dialogs.slot import pauses_field
from tests.schedule.test_grid_files import AGAIN, NEWS, TODAY, VOV, apply, at, mark, shown
from tests.schedule.test_split_series import change, clocks, of_series

DAY = dt.timedelta(days=1)
FESTIVAL = (at(24).date(), at(26).date())
TET = (dt.date(2027, 2, 5), dt.date(2027, 2, 10))


def pauses_of(desk: Desk) -> list[tuple[Pause, ...]]:
    return [each.terms.recurrence.pauses for each in of_series(desk)]


@pytest.mark.parametrize("scope", [Scope.FOLLOWING, Scope.ALL])
def test_a_pause_beside_another_one_keeps_it_and_the_slot_stays_one(desk: Desk, scope: Scope) -> None:
    apply(desk, NEWS)
    change(desk, of_series(desk)[0], Scope.FOLLOWING, at(8).date(), pauses=(TET,))
    change(desk, of_series(desk)[0], scope, at(5).date(), pauses=(FESTIVAL, TET))
    assert pauses_of(desk) == [(FESTIVAL, TET)]
    assert clocks(desk, 23, 24, 26, 27) == ["05:30 Thời sự"] * 2


def test_a_pause_from_an_earlier_part_of_a_series_keeps_those_of_its_later_parts(desk: Desk) -> None:
    apply(desk, NEWS)
    change(desk, of_series(desk)[0], Scope.FOLLOWING, at(10).date(), at=dt.time(5), pauses=(TET,))
    first, later = of_series(desk)
    with desk.reading() as session:
        assert view_in_series(session, first.id).terms.recurrence.pauses == (TET,)
    change(desk, first, Scope.FOLLOWING, at(5).date(), pauses=(FESTIVAL,))
    assert [each.id for each in of_series(desk)] == [first.id, later.id]
    assert pauses_of(desk)[-1] == (FESTIVAL, TET)


days = st.integers(0, 40).map(lambda number: TODAY + number * DAY)
some_pauses = st.lists(st.tuples(days, days).map(lambda pair: (min(pair), max(pair))), max_size=4)


@given(before=some_pauses, after=some_pauses, day=days)
def test_a_change_of_pauses_counts_from_its_day_on(before: list[Pause], after: list[Pause], day: dt.date) -> None:
    def paused(found: Sequence[Pause], one: dt.date) -> bool:
        return any(first <= one <= last for first, last in found)

    found = pauses.changed_from(day, before, after)
    assert all(first <= last for first, last in found)
    for one in (TODAY + number * DAY for number in range(41)):
        assert paused(found, one) is paused(before if one < day else after, one)


def ask(desk: Desk, *days: Pause) -> list[str]:
    """What is asked before all slots pause."""
    with desk.trying(Action.PAUSE_SLOTS) as session, pytest.raises(Doubtful) as doubtful:
        pausing.pause(session, pausing.pausable(session, TODAY), days, TODAY)
    return list(doubtful.value.doubts)


def pause(desk: Desk, *days: Pause, series: Sequence[str]) -> None:
    with desk.changing(Action.PAUSE_SLOTS, days=pauses.words(days)) as session:
        seen = [each for each in pausing.pausable(session, TODAY) if each.series in series]
        pausing.pause(session, seen, days, TODAY, sure=True)


def test_a_holiday_for_all_slots_is_one_change_which_one_undo_takes_back(desk: Desk) -> None:
    apply(desk, NEWS, AGAIN, VOV)
    before = shown(desk, at(2).date(), 28)
    assert ask(desk, FESTIVAL) == [
        "3 slots pause: 24/03/2026–26/03/2026",
        "05:30 Thời sự: 24/03/2026–26/03/2026",
        "06:00 Thời sự VOV1: 24/03/2026–26/03/2026",
        "17:00 Thời sự (repeat): 24/03/2026–26/03/2026",
    ]
    pause(desk, FESTIVAL, TET, series=["thoi-su", "lai", "vov"])
    assert clocks(desk, 24, 25, 26) == []
    assert len(shown(desk, at(2).date(), 28)) == len(before) - 9
    with desk.reading() as session:
        (entry,) = log.entries(session, limit=1)
        (fields,) = {each for each in differences.of_entries(session, [entry])[entry.id] if "Pauses" in each}
        assert "– → 24/03/2026–26/03/2026; 05/02/2027–10/02/2027" in fields
    with desk.changing(Action.UNDO) as session:
        undo.undo(session, desk, undo.last_of(session, desk.person))
    assert shown(desk, at(2).date(), 28) == before


def test_repeats_that_stay_are_named_on_any_day(desk: Desk) -> None:
    apply(desk, NEWS, AGAIN | {"days_after": 1})
    with desk.trying(Action.PAUSE_SLOTS) as session:
        news = [each for each in pausing.pausable(session, TODAY) if each.series == "thoi-su"]
        with pytest.raises(Doubtful) as doubtful:
            pausing.pause(session, news, [TET], TODAY)
    assert "“17:00 Thời sự (repeat)” stays, with nothing to repeat, on 06/02/2027–11/02/2027" in doubtful.value.doubts


def test_pauses_are_typed_as_days_and_weeks_of_a_calendar_are() -> None:
    read = pauses_field((), TODAY).read
    assert read("24/3 đến 26/3; tuần sau; 28/12/2026-3/1; 30/4") == (
        (dt.date(2026, 3, 9), dt.date(2026, 3, 15)),
        FESTIVAL,
        (dt.date(2026, 4, 30), dt.date(2026, 4, 30)),
        (dt.date(2026, 12, 28), dt.date(2027, 1, 3)),
    )
    with pytest.raises(DaysBackwards):
        read("26/3-24/3")


@pytest.mark.parametrize("scope", [Scope.FOLLOWING, Scope.ALL])
def test_repeats_of_the_later_parts_of_a_series_are_named_too(desk: Desk, scope: Scope) -> None:
    apply(desk, NEWS, AGAIN)
    change(desk, of_series(desk)[0], Scope.FOLLOWING, at(10).date(), at=dt.time(5))
    with desk.trying(Action.CHANGE_SLOT) as session:
        slot, day = view_in_series(session, of_series(desk)[0].id), at(5).date()
        terms = replace(slot.terms, recurrence=replace(slot.terms.recurrence, pauses=(FESTIVAL,)))
        reached = slot_edits.reached(session, slot, scope, day, TODAY)
        slot_edits.change(session, slot, terms, scope, day, TODAY)
        assert pausing.change_in_words(session, reached, (), (FESTIVAL,)) == [
            "pauses 24/03/2026–26/03/2026",
            "“17:00 Thời sự (repeat)” stays, with nothing to repeat, on 24/03/2026–26/03/2026",
        ]


def test_a_damaged_slot_does_not_keep_the_others_from_pausing(desk: Desk) -> None:
    apply(desk, NEWS, AGAIN, VOV)
    with desk.changing(Action.EARLIER, what="damage") as session:
        session.scalars(select(Slot).where(Slot.title == "Thời sự VOV1")).one().rule = "FREQ=NEVER"
    pause(desk, FESTIVAL, series=["thoi-su"])
    with desk.reading() as session:
        assert [each.series for each in readable(session) if each.terms.recurrence.pauses] == ["thoi-su"]


def test_what_was_aired_stays_and_a_pause_on_no_day_of_a_slot_is_refused(desk: Desk) -> None:
    apply(desk, NEWS | {"rule": "FREQ=WEEKLY;BYDAY=MO"})
    mark(desk, "thoi-su", at(2), BroadcastState.AIRED)
    pause(desk, (at(2).date(), at(9).date()), series=["thoi-su"])
    assert shown(desk, at(2).date(), 8) == ["02 05:30 Thời sự aired"]
    with desk.trying(Action.PAUSE_SLOTS) as session:
        found = pausing.pausable(session, TODAY)
        with pytest.raises(pausing.NoSlotToPause, match="17/03/2026"):
            pausing.pause(session, found, [(at(17).date(), at(18).date())], TODAY)
        with pytest.raises(pausing.PauseTooLong):
            pausing.pause(session, found, [(at(18).date() - dt.timedelta(days=732), at(18).date())], TODAY)
        with pytest.raises(PauseEndsBeforeStart):
            pausing.pause(session, found, [(at(18).date(), at(17).date())], TODAY)


def test_a_pause_that_has_begun_is_ended_from_today_on_and_is_listed_until_it_is_over(desk: Desk) -> None:
    apply(desk, NEWS, VOV)
    begun, over = (TODAY - DAY, TODAY + 3 * DAY), (TODAY - 9 * DAY, TODAY - 2 * DAY)
    with desk.changing(Action.PAUSE_SLOTS, days="x") as session:
        pausing.pause(session, pausing.pausable(session, TODAY), [begun, over], TODAY, sure=True)
    with desk.reading() as session:
        (found,) = pausing.paused(session, TODAY)
    assert (found.days, len(found.slots)) == (begun, 2)
    with desk.changing(Action.END_PAUSE, days="x") as session:
        pausing.end_pause(session, found, TODAY)
        assert pausing.paused(session, TODAY) == []
        assert {each.terms.recurrence.pauses for each in readable(session)} == {(over, (TODAY - DAY, TODAY - DAY))}
    assert len(shown(desk, TODAY, 1)) == 2


def test_a_day_names_only_what_would_be_on_it(desk: Desk) -> None:
    apply(desk, NEWS, VOV | {"rule": "FREQ=WEEKLY;BYDAY=SU"})
    with desk.changing(Action.PAUSE_SLOTS, days="x") as session:
        pausing.pause(session, pausing.pausable(session, TODAY), [(TODAY, TODAY + 7 * DAY)], TODAY, sure=True)
        found = pausing.left_out(readable(session), zone(session), [TODAY + number * DAY for number in range(9)])
    assert {day.weekday() for day, titles in found.items() if len(titles) == 2} == {6}
    assert (TODAY + 8 * DAY) not in found
    assert [pausing.left_out_in_words(["05:30 A"] * count) for count in range(3)] == [
        "",
        "pausing: 05:30 A",
        "pausing: 05:30 A and 1 other slot",
    ]
