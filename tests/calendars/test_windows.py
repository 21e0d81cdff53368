"""Calendars of a window of days: all that is on air there, stored or only given by the grid."""

import datetime as dt
from typing import Any

import pytest
from icalendar import Calendar, Event
from sqlalchemy import event

from radiodesk.calendars.export import calendar
from radiodesk.kinds import BroadcastKind, ProgrammeKind
from radiodesk.model import Action, Desk
from radiodesk.schedule import broadcasts, grid_files
from radiodesk.schedule.grid_files import Applied

DAY = dt.date(2026, 3, 2)
NEXT_DAY = DAY + dt.timedelta(days=1)
FAR = dt.date(2031, 6, 3)
GRID = """
[[slot]]
key = "sang"
programme = "Thời sự"
kind = "news"
at = "05:30"
from = 2026-03-01
rule = "daily"
outlets = ["own", "Đài xã Lai Hạ"]
own_live = true
duties = [{ role = "editor", person = "Thu Hà" }]

[[slot]]
key = "lai"
repeats = "sang"
at = "17:00"
from = 2026-03-01
rule = "daily"

[[slot]]
key = "vov"
relay = "Thời sự VOV1"
upstream = "VOV1"
at = "06:00"
length = "30:00"
from = 2026-03-01
rule = "daily"

[[slot]]
key = "dem"
programme = "Đêm"
kind = "music"
at = "23:00"
length = "3:00:00"
from = 2026-03-01
rule = "daily"
"""
FAR_GRID = GRID.replace("2026-03-01", "2031-06-01")
"""A grid of which nothing is stored yet."""


def apply_grid(desk: Desk, text: str = GRID) -> Applied:
    file = grid_files.read("grid.toml", text)
    with desk.changing(Action.APPLY_GRID, file="grid.toml") as session:
        return grid_files.apply(session, file, name="grid.toml", today=DAY)


def plan(desk: Desk, title: str, day: dt.date, at: str, seconds: int | None = 900) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        broadcasts.plan_first_run(
            session,
            title=title,
            kind=ProgrammeKind.NEWS,
            on=day,
            at=dt.time.fromisoformat(at),
            seconds=seconds,
            sure=True,
        )


def exported(desk: Desk, *days: dt.date | None, **choice: object) -> list[Event]:
    with desk.reading() as session:
        content = calendar(session, *days, **choice).to_ical()  # type: ignore[arg-type]
    return Calendar.from_ical(content).events


def shown(events: list[Event]) -> list[str]:
    return [f"{each.start:%d %H:%M}–{each.end:%d %H:%M} {each['SUMMARY']}" for each in events]


def test_a_window_has_what_the_slots_give_on_any_day_and_what_began_before_it(desk: Desk) -> None:
    apply_grid(desk)

    assert shown(exported(desk, FAR, FAR)) == [
        "02 23:00–03 02:00 Đêm",
        "03 05:30–03 06:00 Thời sự",
        "03 06:00–03 06:30 Thời sự VOV1",
        "03 17:00–03 17:30 Thời sự",
        "03 23:00–04 02:00 Đêm",
    ]


def test_a_stored_broadcast_that_began_before_the_window_is_in_it(desk: Desk) -> None:
    plan(desk, "Giao thừa", DAY, "23:30", 3600)
    plan(desk, "Sáng", DAY, "05:30")

    assert shown(exported(desk, NEXT_DAY, NEXT_DAY)) == ["02 23:30–03 00:30 Giao thừa"]


def test_without_a_window_what_is_stored_is_written(desk: Desk) -> None:
    apply_grid(desk, FAR_GRID)
    plan(desk, "Đặc biệt", FAR, "09:00")

    assert shown(exported(desk)) == ["03 09:00–03 09:15 Đặc biệt"]


def test_without_a_window_too_an_occurrence_ends_a_broadcast_without_a_length(desk: Desk) -> None:
    apply_grid(desk, FAR_GRID)
    plan(desk, "Đặc biệt", FAR, "21:00", None)

    assert shown(exported(desk)) == ["03 21:00–03 23:00 Đặc biệt"]


def test_a_window_with_one_end_reaches_to_the_first_or_last_stored_broadcast(desk: Desk) -> None:
    plan(desk, "Một", DAY, "05:30")
    plan(desk, "Hai", NEXT_DAY, "05:30")
    plan(desk, "Ba", NEXT_DAY + dt.timedelta(days=1), "05:30")

    assert [str(each["SUMMARY"]) for each in exported(desk, NEXT_DAY)] == ["Hai", "Ba"]
    assert [str(each["SUMMARY"]) for each in exported(desk, None, NEXT_DAY)] == ["Một", "Hai"]
    assert exported(desk, FAR) == []


def test_a_broadcast_without_a_length_ends_when_the_next_one_begins(desk: Desk) -> None:
    plan(desk, "Thời sự", DAY, "05:30", None)
    plan(desk, "Ca nhạc", DAY, "06:10")

    assert shown(exported(desk, DAY, DAY))[0] == "02 05:30–02 06:10 Thời sự"
    assert shown(exported(desk))[0] == "02 05:30–02 06:10 Thời sự"


def test_events_have_an_end_and_no_duration(desk: Desk) -> None:
    apply_grid(desk)

    for each in exported(desk, DAY, DAY):
        assert "DTEND" in each
        assert "DURATION" not in each


def test_categories_say_the_kind_and_what_is_live_or_repeated(desk: Desk) -> None:
    apply_grid(desk)

    _late, first_run, relay, repeat, music = exported(desk, DAY, DAY)

    assert first_run.categories == ["news", "own live"]
    assert relay.categories == ["relay"]
    assert repeat.categories == ["repeat", "news"]
    assert repeat["SUMMARY"] == "Thời sự"
    assert music.categories == ["music"]


def test_the_location_names_outlets_beside_the_own_air(desk: Desk) -> None:
    apply_grid(desk)

    events = exported(desk, DAY, DAY)

    assert {str(each["SUMMARY"]): each.get("LOCATION") for each in events[:3]} == {
        "Đêm": None,
        "Thời sự": "own air, Đài xã Lai Hạ",
        "Thời sự VOV1": None,
    }


def test_the_location_begins_with_the_place_of_a_live_event(desk: Desk) -> None:
    with desk.changing(Action.PLAN_RELAY) as session:
        broadcasts.plan_relay(
            session,
            title="Khai mạc",
            live=True,
            upstream="",
            on=DAY,
            at=dt.time(19),
            seconds=1800,
            place="Sân vận động huyện",
        )

    (event,) = exported(desk, DAY, DAY)

    assert event["LOCATION"] == "Sân vận động huyện"


def test_kind_programme_upstream_and_person_choose_occurrences_too(desk: Desk) -> None:
    apply_grid(desk)

    def starts(**choice: object) -> list[str]:
        return [f"{each.start:%H:%M}" for each in exported(desk, FAR, FAR, **choice)]

    assert starts(kind=BroadcastKind.REPEAT) == ["17:00"]
    assert starts(kind=ProgrammeKind.NEWS) == ["05:30", "17:00"]
    assert starts(programme="thời sự") == ["05:30", "17:00"]
    assert starts(programme="1") == ["05:30", "17:00"]
    assert starts(upstream="vov1") == ["06:00"]
    assert starts(person="thu ha") == ["05:30"]
    assert starts(programme="Thời sự", kind=BroadcastKind.REPEAT) == ["17:00"]


@pytest.mark.sqlite
def test_a_window_scans_no_table_that_grows_with_history(desk: Desk) -> None:
    apply_grid(desk)
    statements: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, values: Any, *_others: object) -> None:
        statements.append((statement, values))

    event.listen(desk.engine, "before_cursor_execute", note)
    exported(desk, DAY, NEXT_DAY)
    event.remove(desk.engine, "before_cursor_execute", note)
    with desk.engine.connect() as connection:
        steps = [
            str(row[3])
            for statement, values in statements
            if statement.startswith(("SELECT", "WITH"))
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        ]

    # The newest row of the audit about broadcasts is found from the end: that step is called a scan too.
    grows = ("broadcast", "edition", "line", "story", "relay", "duty", "audit_entry", "recording")
    assert steps
    assert [step for step in steps if step.startswith("SCAN") and step.split()[1] in grows] == []
