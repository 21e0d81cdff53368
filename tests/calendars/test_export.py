"""Broadcasts as a calendar, read back with other libraries."""

import datetime as dt
from pathlib import Path

import recurring_ical_events
from icalendar import Calendar, Event

from radiodesk.calendars.export import calendar
from radiodesk.model import BroadcastKind, BroadcastState, Desk, Duty, DutyRole, Person, ProgrammeKind, station
from radiodesk.model.actions import Action
from radiodesk.schedule import broadcasts, programmes, queries
from tests.conftest import Cli, run_here

DAY = dt.date(2019, 3, 5)
EVENING = dt.datetime(2019, 3, 5, 16, tzinfo=dt.UTC)
LONG = "Đại hội đại biểu các dân tộc thiểu số huyện Lương Tài lần thứ " + "nhất " * 40
HOSTILE = "[/] BEGIN:VEVENT; \\n, “tin”"


def plan(
    desk: Desk,
    title: str,
    at: str,
    *,
    day: dt.date = DAY,
    seconds: int | None = 900,
    note: str = "",
    kind: ProgrammeKind = ProgrammeKind.NEWS,
) -> int:
    with desk.changing(Action.EARLIER, what="test") as session:
        return broadcasts.plan_first_run(
            session,
            title=title,
            kind=kind,
            on=day,
            at=dt.time.fromisoformat(at),
            seconds=seconds,
            note=note,
        )


def exported(desk: Desk) -> bytes:
    with desk.reading() as session:
        return calendar(session).to_ical()


def events(content: bytes) -> dict[str, Event]:
    return {str(event["SUMMARY"]): event for event in Calendar.from_ical(content).events}


def test_a_broadcast_is_an_event_in_the_stations_zone(desk: Desk) -> None:
    plan(desk, "Thời sự sáng", "05:30", note="Mất điện; phát muộn")

    content = exported(desk)
    event = events(content)["Thời sự sáng"]

    assert b"BEGIN:VTIMEZONE\r\nTZID:Asia/Ho_Chi_Minh\r\n" in content
    assert b"DTSTART;TZID=Asia/Ho_Chi_Minh:20190305T053000" in content
    assert event.start == dt.datetime(2019, 3, 4, 22, 30, tzinfo=dt.UTC)
    assert event.duration == dt.timedelta(minutes=15)
    assert event["STATUS"] == "TENTATIVE"
    assert event.categories == ["news"]
    assert event["DESCRIPTION"] == "Mất điện; phát muộn"


def test_every_kind_of_programme_has_a_category(desk: Desk) -> None:
    for hour, kind in enumerate(ProgrammeKind):
        plan(desk, kind.value, f"{hour:02}:00", kind=kind)

    assert {title: event.categories for title, event in events(exported(desk)).items()} == {
        "news": ["news"],
        "column": ["radio column"],
        "announcement": ["announcement"],
        "music": ["music"],
        "other": ["other"],
    }


def test_states_become_the_calendars_own(desk: Desk) -> None:
    for hour, state in enumerate(BroadcastState):
        broadcast_id = plan(desk, state.value, f"{hour:02}:00")
        with desk.changing(Action.EARLIER, what="test") as session:
            version = queries.broadcast(session, broadcast_id).version
            broadcasts.set_state(session, broadcast_id, version, state, now=EVENING, sure=True)  # without a story

    assert {title: str(event["STATUS"]) for title, event in events(exported(desk)).items()} == {
        "planned": "TENTATIVE",
        "aired": "CONFIRMED",
        "cancelled": "CANCELLED",
        "missed": "CANCELLED",
    }


def test_only_what_goes_on_air_takes_time(desk: Desk) -> None:
    plan(desk, "Phát", "05:30")
    broadcast_id = plan(desk, "Hủy", "06:30")
    with desk.changing(Action.EARLIER, what="test") as session:
        version = queries.broadcast(session, broadcast_id).version
        broadcasts.set_state(session, broadcast_id, version, BroadcastState.CANCELLED, now=EVENING)

    found = events(exported(desk))

    assert {title: str(event["TRANSP"]) for title, event in found.items()} == {"Phát": "OPAQUE", "Hủy": "TRANSPARENT"}
    assert found["Hủy"].end == found["Hủy"].start + dt.timedelta(minutes=15)


def test_the_same_desk_gives_the_same_bytes_and_a_change_keeps_the_uid(desk: Desk) -> None:
    broadcast_id = plan(desk, "Thời sự sáng", "05:30")
    before = exported(desk)
    assert exported(desk) == before

    with desk.changing(Action.EARLIER, what="test") as session:
        version = queries.broadcast(session, broadcast_id).version
        broadcasts.set_state(session, broadcast_id, version, BroadcastState.AIRED, now=EVENING, sure=True)
    old, new = events(before)["Thời sự sáng"], events(exported(desk))["Thời sự sáng"]

    assert old["UID"] == new["UID"]
    assert new["SEQUENCE"] == old["SEQUENCE"] + 1


def test_lines_are_folded_and_hostile_text_stays_text(desk: Desk) -> None:
    plan(desk, LONG.strip(), "05:30")
    plan(desk, HOSTILE, "06:30")

    content = exported(desk)

    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert set(events(content)) == {LONG.strip(), HOSTILE}


def test_a_broadcast_over_midnight_ends_on_the_next_day(desk: Desk) -> None:
    plan(desk, "Giao thừa", "23:30", seconds=3600)

    midnight = dt.datetime(2019, 3, 5, 17, tzinfo=dt.UTC)
    read = recurring_ical_events.of(Calendar.from_ical(exported(desk)))
    found = read.between(midnight, midnight + dt.timedelta(minutes=30))

    assert [str(event["SUMMARY"]) for event in found] == ["Giao thừa"]


def test_without_a_length_and_a_next_start_it_has_a_beginning_only(desk: Desk) -> None:
    plan(desk, "Thời sự", "05:30", seconds=None)

    event = events(exported(desk))["Thời sự"]

    assert "DURATION" not in event
    assert "DTEND" not in event


def test_an_aired_broadcast_ends_after_its_actual_length(desk: Desk) -> None:
    broadcast_id = plan(desk, "Thời sự", "05:30")
    with desk.changing(Action.EARLIER, what="test") as session:
        version = queries.broadcast(session, broadcast_id).version
        aired = BroadcastState.AIRED
        broadcasts.set_state(session, broadcast_id, version, aired, now=EVENING, actual_seconds=1000, sure=True)

    event = events(exported(desk))["Thời sự"]

    assert event.end == event.start + dt.timedelta(seconds=1000)


def test_the_calendar_has_the_name_of_the_station_with_its_signs_escaped(desk: Desk) -> None:
    name = "Đài xã Lai Hạ, Lương Tài; Bắc Ninh"
    with desk.changing(Action.EARLIER, what="test") as session:
        station(session).name = name

    content = exported(desk)

    escaped = "Đài xã Lai Hạ\\, Lương Tài\\; Bắc Ninh\r\n".encode()
    assert b"\r\nNAME:" + escaped in content
    assert b"\r\nX-WR-CALNAME:" + escaped in content


def test_days_kind_and_person_choose(desk: Desk) -> None:
    first = plan(desk, "Hôm nay", "05:30")
    plan(desk, "Ngày mai", "05:30", day=DAY + dt.timedelta(days=1))
    with desk.changing(Action.EARLIER, what="test") as session:
        broadcasts.plan_relay(session, title="Lễ", live=True, upstream="", on=DAY, at=dt.time(7), seconds=None)
        person = Person(name="Thu Hà")
        session.add(person)
        session.flush()
        session.add(Duty(person_id=person.id, broadcast_id=first, role=DutyRole.EDITOR))

    def titles(**choice: object) -> set[str]:
        with desk.reading() as session:
            return set(events(calendar(session, **choice).to_ical()))  # type: ignore[arg-type]

    assert titles(first=DAY, last=DAY) == {"Hôm nay", "Lễ"}
    assert titles(kind=BroadcastKind.RELAY) == {"Lễ"}
    assert titles(person="thu ha") == {"Hôm nay"}


def test_the_command_writes_the_file_and_says_how_much(desk: Desk, cli: Cli, tmp_path: Path) -> None:
    plan(desk, "Thời sự sáng", "05:30")
    file = tmp_path / "lịch.ics"

    answer = cli("calendar", "export", file, "--from", "5/3/2019", "--to", "2019-03-05")

    assert answer.returncode == 0, answer.stderr
    assert "1 broadcast" in answer.stdout
    assert list(events(file.read_bytes())) == ["Thời sự sáng"]


def test_the_command_chooses_by_programme_upstream_and_person(desk: Desk, tmp_path: Path) -> None:
    plan(desk, "Thời sự sáng", "05:30")
    with desk.changing(Action.EARLIER, what="test") as session:
        broadcasts.plan_relay(session, title="VOV", live=False, upstream="VOV1", on=DAY, at=dt.time(7), seconds=None)
        session.add(Person(name="Thu Hà"))
    file = tmp_path / "x.ics"
    for options, titles in (
        (["--programme", "thời sự sáng"], ["Thời sự sáng"]),
        (["--upstream", "VOV1", "--flat"], ["VOV"]),
        (["--person", "Thu Hà"], []),
        (["--flat"], ["Thời sự sáng", "VOV"]),
    ):
        answer = run_here("calendar", "export", file, *options, home=desk.config.home)

        assert (answer.returncode, answer.stderr) == (0, ""), options
        assert list(events(file.read_bytes())) == titles


def test_unknown_programmes_upstreams_and_people_are_refused(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "x.ics"

    def refusal(*options: str) -> str:
        answer = run_here("calendar", "export", file, *options, home=desk.config.home)
        assert answer.returncode == 1
        assert not file.exists()
        return answer.stderr

    assert "no upstream “VOV9”: the station has none" in refusal("--upstream", "VOV9")
    with desk.changing(Action.EARLIER, what="test") as session:
        broadcasts.plan_relay(session, title="VOV", live=False, upstream="VOV1", on=DAY, at=dt.time(7), seconds=None)
    assert "no upstream “VOV9”: give one of these: VOV1" in refusal("--upstream", "VOV9")
    assert "no programme “Thời sự”: check the title" in refusal("--programme", "Thời sự")
    assert "Nobody is called “Thu Hà”" in refusal("--person", "Thu Hà")
    assert "Nobody is called “”" in refusal("--person", "")


def test_earlier_names_choose_what_is_called_otherwise_now(desk: Desk) -> None:
    plan(desk, "Thời sự sáng", "05:30")
    with desk.changing(Action.EARLIER, what="test") as session:
        known = programmes.view(session, "Thời sự sáng")
        programmes.change(
            session,
            known.id,
            known.version,
            title="Chào ngày mới",
            kind=known.kind,
            traits=known.traits,
            today=DAY,
            sure=True,
        )

    with desk.reading() as session:
        found = calendar(session, programme="thời sự sáng")

    assert [str(event["SUMMARY"]) for event in found.events] == ["Chào ngày mới"]


def test_wrong_days_and_places_are_refused(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "x.ics"
    wrong = (
        ([file, "--from", "2019-03-06", "--to", "2019-03-05"], "06/03/2019"),
        ([file, "--from", "31/02/2019"], "31/02/2019"),
        ([file, "--from", "05/03/20119"], "20119"),
        ([tmp_path / "none" / "x.ics"], "none"),
    )
    for arguments, named in wrong:
        answer = run_here("calendar", "export", *arguments, home=desk.config.home)

        assert answer.returncode == 1, arguments
        assert named in answer.stderr
        assert "Traceback" not in answer.stderr
    assert not file.exists()
