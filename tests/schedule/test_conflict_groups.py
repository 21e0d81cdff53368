"""Conflicts as a planner deals with them: the same one on many days is one, accepted or solved as it was shown."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select

from radiodesk.errors import Doubtful
from radiodesk.history import undo
from radiodesk.kinds import BroadcastState
from radiodesk.model import AcceptedConflict, Action, BroadcastOutlet, Desk, Programme, zone
from radiodesk.model.faults import ChangedMeanwhile
from radiodesk.model.moments import span
from radiodesk.schedule import broadcasts, conflict_words, found_conflicts, generation, plan, solutions
from radiodesk.schedule.conflict_words import Group
from radiodesk.schedule.found_conflicts import OtherConflict
from radiodesk.schedule.solutions import Way
from tests.schedule.test_grid_files import NEWS, TODAY, VOV, apply
from tests.statements import statements_of

NOW = dt.datetime(2026, 3, 2, 1, tzinfo=dt.UTC)
LONG = {**NEWS, "length": "40:00"}
HOURS = [["05:00", "06:30"]]


def groups(desk: Desk) -> list[Group]:
    with desk.reading() as session:
        return conflict_words.grouped(found_conflicts.ahead(session, TODAY))


def said(desk: Desk) -> list[str]:
    return [conflict_words.sentence(each) for each in groups(desk)]


def accept(desk: Desk, group: Group, reason: str = "Không có người trực") -> None:
    with desk.changing(Action.ACCEPT_CONFLICT, conflict=conflict_words.reference(group)) as session:
        found_conflicts.accept_all(session, TODAY, group.conflicts, reason)


def shown(desk: Desk) -> list[str]:
    """Today's broadcasts with their ends."""
    with desk.reading() as session:
        found = plan.entries(session, *span(TODAY, TODAY, zone(session)))
    return [f"{each.starts:%H:%M}–{each.ends:%H:%M} {each.title}" for each in found if each.ends]


def solve(desk: Desk, way: Way, *, sure: bool = False) -> None:
    (proposed,) = [each for each in solutions.solutions(groups(desk)[0].first) if each.way is way]
    with desk.changing(Action.CHANGE_BROADCAST) as session:
        solutions.solve(session, proposed, NOW, sure=sure)


def test_a_gap_is_the_same_conflict_whatever_days_are_asked(desk: Desk) -> None:
    apply(desk, NEWS | {"rule": "FREQ=WEEKLY;BYDAY=MO,TH", "from": "2026-03-02"}, hours=[["00:00", "24:00"]])

    def gaps(first: dt.date, days: int) -> list[tuple[Any, ...]]:
        with desk.reading() as session:
            found = found_conflicts.find(session, first, first + dt.timedelta(days=days - 1))
        return [(each.conflict.begins, each.conflict.ends, each.conflict.broadcasts) for each in found]

    every = set(gaps(TODAY, 14))
    asked = [gaps(TODAY + dt.timedelta(days=first), days) for days in (1, 2, 7) for first in range(15 - days)]
    assert all(set(each) <= every for each in asked)
    assert set().union(*asked) == every

    for group in groups(desk):
        accept(desk, group)
    with desk.reading() as session:
        assert [each.accepted for each in found_conflicts.find(session, *[TODAY + dt.timedelta(days=2)] * 2)] == [
            "Không có người trực"
        ]


def test_a_gap_of_many_days_is_one_line(desk: Desk) -> None:
    weekly: dict[str, Any] = {**NEWS, "key": "t", "programme": "Trồng trọt", "at": "06:00", "length": "30:00"}
    apply(desk, NEWS, {**weekly, "rule": "FREQ=WEEKLY;BYDAY=MO", "kind": "column"}, hours=HOURS)

    assert said(desk) == [
        "Nothing on air, 05:00–05:30, 28 days from 02/03/2026 (30 minutes): 05:30 Thời sự",
        "Nothing on air, 05:45–06:00, 4 days from 02/03/2026 (15 minutes): 05:30 Thời sự; 06:00 Trồng trọt",
        "Nothing on air, 05:45–06:30, 24 days from 03/03/2026 (45 minutes): 05:30 Thời sự",
    ]


def test_another_programme_or_time_is_another_line(desk: Desk) -> None:
    apply(desk, LONG, VOV, {**VOV, "key": "vov2", "relay": "Bản tin", "at": "06:05", "length": "5:00"})

    assert said(desk) == [
        "Overlap, 06:00–06:10, 28 days from 02/03/2026 (10 minutes): 05:30 Thời sự; 06:00 Thời sự VOV1",
        "Overlap, 06:05–06:10, 28 days from 02/03/2026 (5 minutes): 05:30 Thời sự; 06:05 Bản tin",
        "Overlap, 06:05–06:10, 28 days from 02/03/2026 (5 minutes): 06:00 Thời sự VOV1; 06:05 Bản tin",
    ]


def test_a_group_is_accepted_at_once_and_undone_at_once_though_nothing_of_it_is_stored(desk: Desk) -> None:
    apply(desk, LONG, VOV)
    with desk.changing(Action.EARLIER, what="x") as session:
        for each in plan.entries(session, *span(TODAY, TODAY + dt.timedelta(days=40), zone(session))):
            assert (each.broadcast_id is None) == (each.starts.date() > TODAY + dt.timedelta(days=27))
    later = TODAY + dt.timedelta(days=20)
    with desk.reading() as session:
        group = conflict_words.grouped(found_conflicts.ahead(session, later))[0]
    assert sum(each.broadcasts[0].broadcast_id is None for each in group.conflicts) == 20
    with desk.changing(Action.ACCEPT_CONFLICT, conflict=conflict_words.reference(group)) as session:
        assert found_conflicts.accept_all(session, later, group.conflicts, "Không có người trực") == 28

    with desk.reading() as session:
        (found,) = conflict_words.grouped(found_conflicts.ahead(session, later))
        last = undo.last_of(session, desk.person, lambda _id: True)
    assert (found.accepted, found.days) == ("Không có người trực", 28)
    with desk.changing(Action.UNDO) as session:
        undo.undo(session, desk, last)
    with desk.reading() as session:
        assert [each.accepted for each in found_conflicts.ahead(session, later)] == [None] * 28


def test_many_conflicts_of_what_nobody_stored_are_accepted_in_as_many_statements_as_few(desk: Desk) -> None:
    apply(desk, LONG, VOV)

    def count(first: int, days: int) -> int:
        """The statements. INSERTs into a table are one."""
        begin = TODAY + dt.timedelta(days=first)
        with desk.reading() as session:
            found = found_conflicts.find(session, begin, begin + dt.timedelta(days=days - 1))
        assert [each.broadcast_id for one in found for each in one.broadcasts] == [None] * 2 * days

        def accept_them() -> None:
            with desk.changing(Action.IMPORT_LEDGER) as session:
                found_conflicts.accept_each(session, found, "Không có người trực")

        sent = statements_of(desk, accept_them)
        with desk.reading() as session:
            again = found_conflicts.find(session, begin, begin + dt.timedelta(days=days - 1))
        assert [each.accepted for each in again] == ["Không có người trực"] * days
        insertions = {each.split("(")[0] for each in sent if each.startswith("INSERT")}
        return len(insertions) + sum(not each.startswith("INSERT") for each in sent)

    count(40, 1)
    assert count(50, 2) == count(60, 25)


def test_accepted_days_are_a_line_of_their_own(desk: Desk) -> None:
    apply(desk, LONG, VOV)
    accept(desk, Group(groups(desk)[0].conflicts[:2]))

    assert [(each.accepted, each.days) for each in groups(desk)] == [("Không có người trực", 2), (None, 26)]
    assert said(desk)[0].endswith("06:00 Thời sự VOV1 · accepted: Không có người trực")


def test_a_conflict_that_changed_since_it_was_shown_is_not_accepted(desk: Desk) -> None:
    apply(desk, LONG, VOV)
    (group,) = groups(desk)
    entry = group.first.broadcasts[0]
    assert entry.broadcast_id is not None
    assert entry.version is not None
    with desk.changing(Action.CHANGE_BROADCAST) as session:
        broadcasts.change_broadcast(
            session,
            entry.broadcast_id,
            entry.version,
            on=TODAY,
            at=dt.time(5, 20),
            planned_seconds=2700,
            actual_seconds=None,
            note="",
            now=NOW,
            sure=True,
        )

    with pytest.raises(OtherConflict):
        accept(desk, group)


def test_shortening_the_earlier_broadcast_solves_an_overlap_on_that_day_alone(desk: Desk) -> None:
    apply(desk, LONG, VOV)
    solve(desk, Way.SHORTEN)

    assert shown(desk) == ["05:30–06:00 Thời sự", "06:00–06:30 Thời sự VOV1"]
    assert said(desk) == [
        "Overlap, 06:00–06:10, 27 days from 03/03/2026 (10 minutes): 05:30 Thời sự; 06:00 Thời sự VOV1"
    ]


def test_moving_the_later_broadcast_asks_where_it_meets_the_next_one(desk: Desk) -> None:
    column = {**NEWS, "key": "c", "programme": "Chuyên mục", "kind": "column", "at": "06:00"}
    apply(desk, LONG, column, {**VOV, "at": "06:15"})

    with pytest.raises(Doubtful):
        solve(desk, Way.MOVE)
    solve(desk, Way.MOVE, sure=True)
    assert shown(desk)[:2] == ["05:30–06:10 Thời sự", "06:10–06:25 Chuyên mục"]


def test_relays_are_not_moved_and_nothing_is_cut_to_nothing_or_below_its_bounds(desk: Desk) -> None:
    apply(desk, LONG, VOV, {**NEWS, "key": "c", "programme": "Chuyên mục", "kind": "column", "length": "5:00"})

    assert [[each.way for each in solutions.solutions(group.first)] for group in groups(desk)] == [
        [Way.MOVE, Way.MOVE],  # both start at 05:30: the one or the other
        [Way.SHORTEN],  # the relay stays
    ]


def test_other_conflicts_have_no_solution(desk: Desk) -> None:
    apply(desk, NEWS, hours=HOURS)

    assert [solutions.solutions(each.first) for each in groups(desk)] == [(), ()]


def accepted_days(desk: Desk) -> int:
    """The days of the overlap of the morning that are accepted."""
    return sum(each.days for each in groups(desk) if each.accepted is not None)


@pytest.mark.parametrize("values", [{"title": "Dân ca"}, {"upstream": "Đài tỉnh"}, {"length": 1000}])
def test_an_accepted_conflict_is_shown_again_when_a_side_is_something_else(desk: Desk, values: dict[str, Any]) -> None:
    apply(desk, LONG, VOV)
    accept(desk, groups(desk)[0])
    assert accepted_days(desk) == 28
    with desk.changing(Action.EARLIER, what="test") as session:
        relayed = next(each for each in plan.stored(session) if each.title == "Thời sự VOV1")
        assert relayed.broadcast_id is not None
        broadcasts.change_broadcast(
            session,
            relayed.broadcast_id,
            relayed.version or 0,
            on=relayed.starts.date(),
            at=relayed.starts.time(),
            planned_seconds=values.get("length", relayed.seconds),
            actual_seconds=None,
            note="",
            title=values.get("title"),
            upstream=values.get("upstream"),
            now=NOW,
            sure=True,
        )

    assert accepted_days(desk) == 27


def test_an_accepted_conflict_is_shown_again_on_other_outlets_or_with_other_bounds(desk: Desk) -> None:
    both = {**LONG, "outlets": ["own", "Xã A"]}
    apply(desk, both, VOV)
    accept(desk, groups(desk)[0])
    with desk.changing(Action.EARLIER, what="test") as session:
        first = next(each for each in plan.stored(session) if each.title == "Thời sự")
        on = BroadcastOutlet.broadcast_id == first.broadcast_id
        session.delete(session.scalars(select(BroadcastOutlet).where(on)).one())
    assert accepted_days(desk) == 27

    with desk.changing(Action.EARLIER, what="test") as session:
        session.scalars(select(Programme)).one().most_seconds = 900
    assert accepted_days(desk) == 0


def test_a_conflict_that_an_older_release_accepted_stays_accepted(desk: Desk) -> None:
    apply(desk, LONG, VOV)
    accept(desk, groups(desk)[0])
    with desk.changing(Action.EARLIER, what="test") as session:
        for row in session.scalars(select(AcceptedConflict)):
            row.sides = [row.sides[0], *(side[:3] for side in row.sides[1:])]

    assert accepted_days(desk) == 28


def test_a_solution_is_refused_if_another_desk_changed_the_state_meanwhile(desk: Desk) -> None:
    apply(desk, LONG, VOV, today=TODAY - dt.timedelta(days=60))  # what is shown is not stored
    with desk.reading() as session:
        shown_conflict = found_conflicts.find(session, TODAY, TODAY)[0]
    shorten = solutions.solutions(shown_conflict)[0]
    assert shorten.of.broadcast_id is None
    with desk.changing(Action.EARLIER, what="test") as session:
        assert shorten.of.slot is not None
        assert shorten.of.occurrence is not None
        row = generation.store_one(session, shorten.of.slot, shorten.of.occurrence)
        broadcasts.set_state(session, row.id, row.version, BroadcastState.CANCELLED, now=NOW)

    with pytest.raises(ChangedMeanwhile), desk.changing(Action.EARLIER, what="test") as session:
        solutions.solve(session, shorten, NOW, sure=True)
