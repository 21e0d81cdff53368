"""The plan of a window: what is stored, and what the slots give."""

import contextlib
import datetime as dt
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from radiodesk.cli.grid_show import entry_as_json
from radiodesk.kinds import BroadcastKind, BroadcastState, ProgrammeKind
from radiodesk.model import Action, Broadcast, BroadcastOutlet, Desk, Line, LineKind, zone
from radiodesk.model.moments import span
from radiodesk.schedule import broadcasts, found_conflicts, generation, outlets, plan, rules, slot_edits
from radiodesk.schedule.conflicts import ConflictType
from radiodesk.schedule.entry import Entry
from radiodesk.schedule.slots import slots
from radiodesk.tui.widgets.week_rows import Block, layout
from tests.schedule.test_grid_files import AGAIN, NEWS, TODAY, VOV, apply


def entries(desk: Desk, day: dt.date) -> list[Entry]:
    with desk.reading() as session:
        return plan.entries(session, *span(day, day, zone(session)))


def test_a_repeat_of_days_before_lasts_as_long_as_its_first_run_which_the_next_start_ends(desk: Desk) -> None:
    first_run = {**NEWS, "from": "2026-01-05"}
    del first_run["length"]
    repeat = {"key": "lai", "repeats": "thoi-su", "days_after": 3, "at": "17:00", "from": "2026-01-05", "rule": "daily"}
    evening = {**VOV, "key": "toi", "relay": "Chuyên đề", "at": "20:00", "from": "2026-01-05"}
    apply(desk, first_run, {**VOV, "from": "2026-01-05"}, repeat, evening)
    day = dt.date(2026, 2, 10)  # before today: nothing of it is stored

    lengths = {f"{each.starts:%H:%M}": each.ends and f"{each.ends:%H:%M}" for each in entries(desk, day)}

    assert lengths == {"05:30": "06:00", "06:00": "06:30", "17:00": "17:30", "20:00": "20:30"}
    with desk.reading() as session:
        assert [each for each in found_conflicts.find(session, day, day) if not each.is_gap] == []


def test_what_starts_when_a_window_ends_lies_in_the_next_one_and_what_lasts_into_it_in_both(desk: Desk) -> None:
    day = dt.date(2026, 3, 9)
    with desk.changing(Action.EARLIER, what="fill") as session:
        for on, at in ((day - dt.timedelta(days=1), dt.time(23, 30)), (day, dt.time()), (day, dt.time(23, 45))):
            title = f"{on:%d} {at:%H:%M}"
            broadcasts.plan_first_run(
                session, title=title, kind=ProgrammeKind.NEWS, on=on, at=at, seconds=3600, sure=True
            )

    found = {number: [each.title for each in entries(desk, day + dt.timedelta(days=number))] for number in (-1, 0, 1)}
    assert found == {-1: ["08 23:30"], 0: ["08 23:30", "09 00:00", "09 23:45"], 1: ["09 23:45"]}


def test_a_repeat_of_long_ago_does_not_load_the_other_slots_of_all_days_since(desk: Desk) -> None:
    repeat = {
        "key": "lai",
        "repeats": "thoi-su",
        "days_after": 60,
        "at": "17:00",
        "from": "2026-02-23",
        "rule": "daily",
    }
    news, vov = {**NEWS, "from": "2025-12-01"}, {**VOV, "from": "2025-12-01"}
    apply(desk, news, vov, today=TODAY - dt.timedelta(days=60))
    apply(desk, news, vov, repeat)

    with desk.reading() as session:
        begin, end = span(TODAY, TODAY, zone(session))
        found = plan.surrounded(session, begin, end).entries

    assert min(each.starts for each in found if each.kind is BroadcastKind.RELAY).date() >= TODAY - dt.timedelta(days=9)
    carried = [each for each in found if each.kind is BroadcastKind.REPEAT and each.starts.date() == TODAY]
    assert [each.title for each in carried] == ["Thời sự"]


class Start(NamedTuple):
    """A broadcast to plan. length: in minutes; None for one that the next start on an outlet of it ends."""

    day: int
    hour: int
    length: int | None = None
    outlets: str = "own"


WITHOUT_LENGTH = st.builds(Start, st.integers(0, 7), st.integers(0, 23), st.none(), st.sampled_from(("own", "own,xa")))
WITH_LENGTH = st.builds(
    Start,
    st.integers(0, 7),
    st.integers(0, 23),
    st.sampled_from((20, 90, 300, 1440)),
    st.sampled_from(("own", "xa", "own,xa")),
)
STARTS = st.lists(
    st.one_of(WITHOUT_LENGTH, WITH_LENGTH), min_size=2, max_size=6, unique_by=lambda each: (each.day, each.hour)
)


FIRST = dt.date(2026, 3, 2)


def plan_start(session: Session, title: str, start: Start) -> None:
    row_id = broadcasts.plan_first_run(
        session,
        title=title,
        kind=ProgrammeKind.NEWS,
        on=FIRST + dt.timedelta(days=start.day),
        at=dt.time(start.hour),
        seconds=start.length and start.length * 60,
        sure=True,
    )
    session.get_one(Broadcast, row_id).own_air = "own" in start.outlets
    if "xa" in start.outlets:
        session.add(BroadcastOutlet(broadcast_id=row_id, outlet=outlets.outlet(session, "Đài xã")))
    session.flush()


class TakenBack(Exception):
    """Ends a unit of work that is not to be stored."""


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STARTS)
@example([Start(0, 17), Start(0, 18, 30), Start(3, 17, 30)])
@example([Start(0, 17, None, "own,xa"), Start(0, 18, 20, "xa"), Start(2, 5, 20), Start(7, 5, 20, "xa")])
@example([Start(0, 17), Start(7, 5)])
@example([Start(0, 0, None, "own,xa"), Start(0, 1, 20, "xa"), Start(3, 1)])
def test_a_broadcast_without_a_length_ends_at_the_next_start_whatever_window_is_asked_for(
    desk: Desk, starts: list[Start]
) -> None:
    with contextlib.suppress(TakenBack), desk.changing(Action.EARLIER, what="fill") as session:
        for number, each in enumerate(starts):
            plan_start(session, f"Mục {number}", each)
        whole = plan.stored(session)
        for day in range(-1, 9):
            window = span(*[FIRST + dt.timedelta(days=day)] * 2, zone(session))
            shown = {each.title: each.ends for each in plan.entries(session, *window)}
            assert shown == {each.title: each.ends for each in plan.within(whole, *window)}
        raise TakenBack


def test_a_cancelled_broadcast_ends_where_it_was_planned_to_end(desk: Desk) -> None:
    cancelled = [{"of": "2026-03-02T05:30", "state": "cancelled"}]
    again = [{"of": "2026-03-02T17:00", "state": "cancelled"}]
    apply(desk, {**NEWS, "change": cancelled}, {**AGAIN, "change": again}, VOV)

    shown = {each["start"]: (each["end"], each["seconds"]) for each in map(entry_as_json, entries(desk, TODAY))}

    assert shown == {
        "2026-03-02T05:30:00+07:00": ("2026-03-02T05:45:00+07:00", 900),
        "2026-03-02T06:00:00+07:00": ("2026-03-02T06:30:00+07:00", 1800),
        "2026-03-02T17:00:00+07:00": ("2026-03-02T17:15:00+07:00", 900),
    }


def test_the_end_of_a_cancelled_broadcast_without_a_length_is_not_known(desk: Desk) -> None:
    open_ended = {**NEWS, "change": [{"of": "2026-03-02T05:30", "state": "cancelled"}]}
    del open_ended["length"]
    apply(desk, open_ended, VOV)

    shown = entry_as_json(entries(desk, TODAY)[0])

    assert (shown["end"], shown["seconds"]) == (None, None)


def test_of_several_first_runs_of_a_day_a_repeat_carries_the_last_one_before_it() -> None:
    class Run(NamedTuple):
        starts: dt.datetime

    runs = [Run(dt.datetime(2026, 3, 2, hour, tzinfo=dt.UTC)) for hour in (11, 5, 8, 14)]

    assert rules.carried_by(dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC), runs) == runs[0]
    assert rules.carried_by(dt.datetime(2026, 3, 2, 11, tzinfo=dt.UTC), runs) == runs[2]
    assert rules.carried_by(dt.datetime(2026, 3, 2, 4, tzinfo=dt.UTC), runs) == runs[1]


def test_a_repeat_long_before_its_first_run_is_in_conflict_with_it(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        late = broadcasts.plan_first_run(
            session, title="Thời sự", kind=ProgrammeKind.NEWS, on=TODAY, at=dt.time(5, 30), seconds=900
        )
        edition_id = session.get_one(Broadcast, late).edition_id
        assert edition_id is not None
        early = TODAY - dt.timedelta(days=40)
        broadcasts.plan_repeat(session, edition_id=edition_id, on=early, at=dt.time(17), seconds=900, sure=True)

    with desk.reading() as session:
        found = found_conflicts.find(session, early, early)
    assert [each.conflict.type for each in found] == [ConflictType.REPEAT_BEFORE_FIRST]


def test_only_the_days_asked_for_are_stored_though_one_before_them_lasts_into_them(desk: Desk) -> None:
    apply(desk, {**NEWS, "at": "23:50"})

    with desk.reading() as session:
        days = [each.occurrence.date() for each in plan.stored(session) if each.occurrence]
    assert days == [TODAY + dt.timedelta(days=number) for number in range(28)]


def test_a_repeat_that_was_aired_keeps_what_it_carried(desk: Desk) -> None:
    apply(desk, NEWS, AGAIN)
    with desk.changing(Action.EARLIER, what="test") as session:
        stored = plan.stored(session)
        tomorrows = next(
            each for each in stored if each.kind is BroadcastKind.FIRST_RUN and each.starts.date() != TODAY
        )
        repeats = [each for each in stored if each.kind is BroadcastKind.REPEAT]
        for each, state in zip(repeats[:2], (BroadcastState.AIRED, BroadcastState.PLANNED), strict=True):
            row = session.get_one(Broadcast, each.broadcast_id)
            row.state = state
        session.get_one(Broadcast, repeats[0].broadcast_id).edition_id = tomorrows.edition
        generation.generate(session, TODAY)
        assert session.get_one(Broadcast, repeats[0].broadcast_id).edition_id == tomorrows.edition


def test_a_first_run_that_a_single_broadcast_repeats_is_kept_when_its_slot_ends(desk: Desk) -> None:
    apply(desk, NEWS, AGAIN)
    with desk.changing(Action.EARLIER, what="test") as session:
        firsts = [each for each in plan.stored(session) if each.kind is BroadcastKind.FIRST_RUN]
        assert isinstance(firsts[3].edition, int)
        broadcasts.plan_repeat(
            session, edition_id=firsts[3].edition, on=firsts[3].starts.date(), at=dt.time(20), seconds=900
        )
    with desk.changing(Action.EARLIER, what="test") as session:
        for slot in sorted(slots(session), key=lambda each: each.repeats_id is None):
            slot_edits.end(session, slot, slot.version, TODAY)
    with desk.reading() as session:
        left = [(each.starts.day, each.kind) for each in plan.stored(session) if each.starts.date() > TODAY]
    assert left == [(5, BroadcastKind.FIRST_RUN), (5, BroadcastKind.REPEAT)]


def test_a_repeat_is_removed_with_its_slot_though_its_edition_has_lines(desk: Desk) -> None:
    apply(desk, NEWS, AGAIN)
    with desk.changing(Action.EARLIER, what="test") as session:
        edition_id = plan.stored(session)[2].edition
        session.add(Line(edition_id=edition_id, position=1, kind=LineKind.INSERT, label="Nhạc hiệu"))
    with desk.changing(Action.EARLIER, what="test") as session:
        slot = next(each for each in slots(session) if each.repeats_id is not None)
        slot_edits.end(session, slot, slot.version, TODAY)
    with desk.reading() as session:
        kinds = {each.kind for each in plan.stored(session) if each.starts.date() > TODAY}
    assert kinds == {BroadcastKind.FIRST_RUN}


@pytest.mark.parametrize(("minutes", "folded"), [(59, False), (60, True)])
def test_an_hour_without_a_broadcast_is_folded(minutes: int, folded: bool) -> None:
    begin = 6 * 60
    blocks = [Block("a", 0, 0, begin), Block("b", 0, begin + minutes, 24 * 60)]

    assert any(each.is_fold for each in layout(blocks).rows) is folded
