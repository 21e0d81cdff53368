"""The plan of a window: what is stored, and what the slots give."""

import datetime as dt

from radiodesk.cli.grid_show import entry_as_json
from radiodesk.kinds import BroadcastKind
from radiodesk.model import Desk, zone
from radiodesk.model.moments import span
from radiodesk.schedule import found_conflicts, plan
from tests.schedule.test_grid_files import AGAIN, NEWS, TODAY, VOV, apply


def entries(desk: Desk, day: dt.date) -> list[plan.Entry]:
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
