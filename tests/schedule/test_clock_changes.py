"""Lengths are elapsed seconds, also on a day on which the clocks change."""

import ast
import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

import radiodesk
from radiodesk.cli.grid_show import entry_as_json
from radiodesk.errors import Doubtful
from radiodesk.kinds import Priority, ProgrammeKind
from radiodesk.model import Action, Broadcast, Desk, Station
from radiodesk.model.moments import after, elapsed
from radiodesk.schedule import (
    broadcasts,
    found_conflicts,
    interruptions,
    on_air,
    plan,
    queries,
    solutions,
)
from radiodesk.schedule.entry import Entry
from radiodesk.schedule.interruptions import Choice, Planned, new_times
from radiodesk.schedule.solutions import Way
from radiodesk.tui.widgets.week_moves import Moved
from tests.versions import version

ZONE = ZoneInfo("America/New_York")
SPRING, AUTUMN = dt.date(2026, 3, 8), dt.date(2026, 11, 1)
"""The days on which 02:00 to 03:00 is skipped, and 01:00 to 02:00 comes twice."""


def local(day: dt.date, clock: str, *, fold: int = 0) -> dt.datetime:
    return dt.datetime.combine(day, dt.time.fromisoformat(clock), ZONE).replace(fold=fold)


@pytest.fixture
def american(desk: Desk) -> Desk:
    """A desk in New York."""
    with desk.changing(Action.CHANGE_STATION) as session:
        session.scalars(select(Station)).one().zone = ZONE.key
    return desk


def plan_at(desk: Desk, title: str, day: dt.date, clock: str, seconds: int | None, *, sure: bool = True) -> int:
    with desk.changing(Action.EARLIER, what="test") as session:
        return broadcasts.plan_first_run(
            session,
            title=title,
            kind=ProgrammeKind.MUSIC,
            on=day,
            at=dt.time.fromisoformat(clock),
            seconds=seconds,
            sure=sure,
        )


def entry_of(desk: Desk, title: str, day: dt.date) -> Entry:
    with desk.reading() as session:
        found = plan.entries(session, local(day, "00:00"), local(day + dt.timedelta(days=1), "00:00"))
    return next(each for each in found if each.title == title)


def test_moments_of_one_zone_are_as_far_apart_as_time_elapses() -> None:
    assert elapsed(local(SPRING, "01:30"), local(SPRING, "03:30")) == 3600
    assert elapsed(local(AUTUMN, "00:30"), local(AUTUMN, "02:30")) == 3 * 3600
    assert after(local(SPRING, "01:30"), 3600).isoformat() == "2026-03-08T03:30:00-04:00"
    assert after(local(AUTUMN, "01:30"), 3600).isoformat() == "2026-11-01T01:30:00-05:00"
    assert after(local(AUTUMN, "02:30"), -3600.5).isoformat() == "2026-11-01T01:29:59.500000-05:00"


def test_a_broadcast_over_the_change_is_as_long_as_it_was_planned(american: Desk) -> None:
    number = plan_at(american, "Đêm", SPRING, "01:30", 3600)
    entry = entry_of(american, "Đêm", SPRING)

    assert (entry.airtime.seconds, entry.ends and entry.ends.isoformat()) == (3600, "2026-03-08T03:30:00-04:00")
    assert entry_as_json(entry)["seconds"] == 3600
    with american.reading() as session:
        ends = queries.broadcast(session, number).ends
    assert ends is not None
    assert ends.isoformat() == "2026-03-08T03:30:00-04:00"


def test_a_form_asks_about_the_overlaps_that_the_conflicts_list(american: Desk) -> None:
    plan_at(american, "Đêm", SPRING, "01:30", 3600)

    plan_at(american, "Sáng", SPRING, "03:30", 600, sure=False)  # raises Doubtful if it is asked

    with american.reading() as session:
        assert found_conflicts.find(session, SPRING, SPRING) == []


def test_a_solution_proposes_elapsed_lengths_and_moments_that_exist(american: Desk) -> None:
    plan_at(american, "Đêm", SPRING, "01:30", 7200)
    plan_at(american, "Sáng", SPRING, "03:00", 3600)

    with american.reading() as session:
        (found,) = found_conflicts.find(session, SPRING, SPRING)
    shorten, move = solutions.solutions(found)

    assert (shorten.way, shorten.seconds) == (Way.SHORTEN, 1800)
    assert (move.way, move.starts.isoformat()) == (Way.MOVE, "2026-03-08T04:30:00-04:00")


def test_overlaps_are_said_with_moments_that_exist(american: Desk) -> None:
    plan_at(american, "Đêm", SPRING, "01:30", 3600)

    with pytest.raises(Doubtful) as caught:
        plan_at(american, "Sáng", SPRING, "03:15", 600, sure=False)

    assert caught.value.doubts == (
        "“Đêm” is planned from 01:30 on 08/03/2026 to 03:30: it overlaps with “Sáng” at 03:15",
    )


def test_what_is_on_air_ends_after_its_length(american: Desk) -> None:
    plan_at(american, "Đêm", AUTUMN, "00:30", 3600)
    first_hour, second_hour = local(AUTUMN, "01:15"), local(AUTUMN, "01:15", fold=1)

    with american.reading() as session:
        airings = on_air.around(session, local(AUTUMN, "00:30"))
    assert [each.title for each in on_air.at(airings, first_hour).on_air] == ["Đêm"]
    assert on_air.at(airings, first_hour).remaining_seconds == 900
    assert on_air.at(airings, second_hour).on_air == ()


def test_an_interruption_over_the_change_lasts_as_long_as_it_lasts(american: Desk) -> None:
    plan_at(american, "Đêm", SPRING, "01:45", 1800)
    with american.changing(Action.INTERRUPT) as session:
        interruptions.interrupt(
            session,
            title="Khẩn",
            priority=Priority.EMERGENCY,
            start=local(SPRING, "01:30"),
            seconds=2700,
            choice=Choice.PUSH,
            sure=True,
        )
    entry = entry_of(american, "Đêm", SPRING)

    assert (entry.starts.isoformat(), entry.seconds) == ("2026-03-08T03:15:00-04:00", 1800)


def test_a_push_of_local_moments_counts_elapsed_time() -> None:
    day = [Planned(1, local(SPRING, "01:45"), local(SPRING, "03:15")), Planned(2, local(SPRING, "03:20"), None)]

    pushed = new_times(day, local(SPRING, "01:30"), 2700, Choice.PUSH)

    assert [(each.id, each.starts.astimezone(ZONE).isoformat()) for each in pushed] == [
        (1, "2026-03-08T03:15:00-04:00"),
        (2, "2026-03-08T03:45:00-04:00"),
    ]


def test_one_that_runs_longer_over_the_change_gets_its_elapsed_length(american: Desk) -> None:
    number = plan_at(american, "Đêm", SPRING, "01:30", 2700)
    with american.changing(Action.INTERRUPT) as session:
        now = local(SPRING, "01:40")
        seen = version(session, Broadcast, number)
        interruptions.prolong(session, number, seen, seconds=900, choice=Choice.CUT, now=now, sure=True)
    assert entry_of(american, "Đêm", SPRING).seconds == 3600


def test_a_moved_block_ends_where_it_will(american: Desk) -> None:
    plan_at(american, "Đêm", SPRING, "01:30", 3600)
    entry = entry_of(american, "Đêm", SPRING)

    moved = Moved(entry, dt.datetime.fromisoformat("2026-03-08T01:45"), 3600)

    assert moved.ends is not None
    assert moved.ends.isoformat() == "2026-03-08T03:45:00"


MOMENTS = {"starts", "ends", "begins", "actual_starts", "actual_ends"}
"""Names that moments of the plan have."""


def wall_clock(tree: ast.AST) -> Iterator[int]:
    """The lines that subtract two moments, or move a moment by seconds, without regard to a change of clocks."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Add | ast.Sub):
            continue
        is_difference = isinstance(node.op, ast.Sub) and {named(node.left), named(node.right)} <= MOMENTS
        if is_difference or is_seconds(node.left) or is_seconds(node.right):
            yield node.lineno


def named(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def is_seconds(node: ast.expr) -> bool:
    return (
        isinstance(node, ast.Call)
        and named(node.func) == "timedelta"
        and any(each.arg == "seconds" for each in node.keywords)
    )


@pytest.mark.parametrize("package", ["schedule", "cli", "tui", "calendars"])
def test_lengths_and_ends_are_computed_by_elapsed_and_after(package: str) -> None:
    root = Path(radiodesk.__file__).parent
    found = [
        f"{file.relative_to(root)}:{line}"
        for file in sorted((root / package).rglob("*.py"))
        for line in wall_clock(ast.parse(file.read_text("utf-8")))
    ]

    assert found == []


def test_the_search_for_wall_clock_lengths_finds_them() -> None:
    source = (
        "a = one.ends - two.starts\nb = starts + dt.timedelta(seconds=5)\nc = day + dt.timedelta(days=1)\nd = 1 - 2"
    )

    assert list(wall_clock(ast.parse(source))) == [1, 2]
