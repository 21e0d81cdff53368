"""What broadcasts lack, what is on air, and when they began in fact."""

import datetime as dt

import pytest

from radiodesk.kinds import BroadcastKind, ProgrammeKind
from radiodesk.model import Action, Desk
from radiodesk.schedule import conflicts, lacking, on_air, queries, rules
from radiodesk.schedule.conflicts import BroadcastSpan, ConflictType
from radiodesk.schedule.lacking import Facts, Lack
from tests.schedule.test_broadcasts import AIRED, CANCELLED, DAY, MISSED, PLANNED, at_noon, change, mark, plan, relay

NEWS = Facts(BroadcastKind.FIRST_RUN, PLANNED, ProgrammeKind.NEWS, PLANNED, 2, 2, False, False, False, True, True)


@pytest.mark.parametrize(
    ("changes", "lacks"),
    [
        ({}, ()),
        ({"stories": 0, "recorded": 0}, (Lack.STORIES,)),
        ({"programme_kind": ProgrammeKind.MUSIC, "stories": 0, "recorded": 0}, ()),
        ({"recorded": 1}, (Lack.RECORDING,)),
        ({"recorded": 1, "has_air_file": True}, ()),
        ({"is_off_level": True, "has_duties": False}, (Lack.LEVEL, Lack.DUTY)),
        ({"has_duties": False, "expects_duties": False}, ()),
        ({"state": AIRED, "stories": 0, "has_duties": False}, ()),
        ({"kind": BroadcastKind.REPEAT, "stories": 0}, ()),
        ({"kind": BroadcastKind.REPEAT, "first_run": CANCELLED}, (Lack.EDITION,)),
        ({"kind": BroadcastKind.REPEAT, "first_run": MISSED}, (Lack.EDITION,)),
        ({"kind": BroadcastKind.REPEAT, "first_run": None}, (Lack.EDITION,)),
        ({"kind": BroadcastKind.REPEAT, "first_run": AIRED}, ()),
        ({"kind": BroadcastKind.RELAY, "stories": 0, "first_run": None}, ()),
    ],
)
def test_a_planned_broadcast_lacks(changes: dict[str, object], lacks: tuple[Lack, ...]) -> None:
    assert lacking.lacking(NEWS._replace(**changes)) == lacks  # type: ignore[arg-type]


def test_what_begins_soonest_is_most_urgent_and_what_has_begun_comes_last(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        for hour in (5, 18, 15):
            plan(session, title=f"Tin {hour}", at=dt.time(hour))
        found = lacking.most_urgent(queries.day(session, DAY).broadcasts, at_noon(DAY))
        assert [each.title for each in found] == ["Tin 15", "Tin 18", "Tin 5"]


def test_what_is_on_air_lasts_until_the_next_start_where_it_has_no_length(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        relay(session, upstream="VOV1", live=False, at=dt.time(11, 30))
        plan(session, title="Thời sự trưa", at=dt.time(12, 15))
        late = plan(session, title="Tin đêm", at=dt.time(23, 50), seconds=1800)
        mark(session, plan(session, title="Đã hủy", at=dt.time(11, 45), sure=True), CANCELLED)
        airings = on_air.around(session, at_noon(DAY))
        now = on_air.at(airings, at_noon(DAY))
        assert [each.title for each in now.on_air] == ["Lễ giao nhận quân"]
        assert (now.remaining_seconds, now.until_seconds) == (900, 900)
        midnight = at_noon(DAY) + dt.timedelta(hours=12, minutes=5)
        now = on_air.at(on_air.around(session, midnight), midnight)
        assert [each.broadcast_id for each in now.on_air] == [late]
        assert (now.remaining_seconds, now.upcoming, now.until_seconds) == (900, None, None)


def test_an_actual_start_is_the_nearest_moment_and_goes_with_the_air(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        late = plan(session, title="Tin đêm", at=dt.time(23, 58))
        mark(session, late, AIRED, on=DAY + dt.timedelta(days=1))
        change(session, late, today=DAY + dt.timedelta(days=1), actual_at=dt.time(0, 0, 10))
        item = queries.broadcast(session, late)
        assert (item.late_seconds, item.actual_starts and item.actual_starts.date()) == (130, DAY + dt.timedelta(1))
        change(session, late, today=DAY + dt.timedelta(days=1))
        assert queries.broadcast(session, late).late_seconds == 130
        mark(session, late, PLANNED)
        assert queries.broadcast(session, late).late_seconds is None


def test_an_actual_start_moves_the_actual_end() -> None:
    start = at_noon(DAY)
    spans = [
        BroadcastSpan(1, start, 900, actual_seconds=900, state=AIRED, actual_starts=start + dt.timedelta(minutes=2)),
        BroadcastSpan(2, start + dt.timedelta(minutes=15), 900),
    ]
    found = conflicts.conflicts(spans)
    assert [(each.type, each.seconds) for each in found] == [(ConflictType.OVERRUN, 120)]
    assert not conflicts.conflicts([spans[0]._replace(actual_starts=None), spans[1]])


@pytest.mark.parametrize(("at", "minutes"), [(dt.time(23, 59), -1), (dt.time(0, 1), 1), (dt.time(12), 12 * 60)])
def test_the_nearest_start_may_be_on_the_neighbouring_day(at: dt.time, minutes: int) -> None:
    midnight = at_noon(DAY) + dt.timedelta(hours=12)
    found = rules.nearest_start(midnight, at)
    assert abs((found - midnight).total_seconds()) == abs(minutes * 60)
