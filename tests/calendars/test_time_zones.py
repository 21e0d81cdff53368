"""Time zones in calendars, read back with other libraries that know nothing but what the calendar says."""

import datetime as dt
import json
import shutil
import subprocess
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import recurring_ical_events
from icalendar import Calendar, Timezone

from radiodesk.calendars.export import calendar
from radiodesk.calendars.time_zones import time_zone
from radiodesk.model import Desk
from tests.calendars.moments import BEGIN, HALF_HOUR, STEPS, ZONES, clock_changes, plan_around_changes

ICAL_JS = "ical.js@2.2.1"
READER = Path(__file__).parent / "read_with_ical.mjs"

every_zone = pytest.mark.parametrize("zone", [ZoneInfo(name) for name in ZONES], ids=ZONES)


def exported(desk: Desk) -> str:
    with desk.reading() as session:
        return calendar(session).to_ical().decode()


def without_known_zone(content: str, zone: ZoneInfo) -> str:
    """The calendar with a zone that no program has data for, so that all must take the VTIMEZONE."""
    return content.replace(f"TZID:{zone.key}", f"TZID:Radiodesk/{zone.key}").replace(
        f"TZID={zone.key}", f"TZID=Radiodesk/{zone.key}"
    )


def utc(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def written(zone: str, begin: str, end: str) -> list[str]:
    return time_zone(ZoneInfo(zone), utc(begin), utc(end)).to_ical().decode().splitlines()


def test_onsets_are_local_times_before_the_change() -> None:
    assert written("Europe/Berlin", "2026-01-01", "2026-12-01") == [
        "BEGIN:VTIMEZONE",
        "TZID:Europe/Berlin",
        "BEGIN:STANDARD",
        "DTSTART:20251026T030000",
        "TZNAME:CET",
        "TZOFFSETFROM:+0200",
        "TZOFFSETTO:+0100",
        "END:STANDARD",
        "BEGIN:DAYLIGHT",
        "DTSTART:20260329T020000",
        "TZNAME:CEST",
        "TZOFFSETFROM:+0100",
        "TZOFFSETTO:+0200",
        "END:DAYLIGHT",
        "BEGIN:STANDARD",
        "DTSTART:20261025T030000",
        "TZNAME:CET",
        "TZOFFSETFROM:+0200",
        "TZOFFSETTO:+0100",
        "END:STANDARD",
        "END:VTIMEZONE",
    ]


def test_only_the_changes_of_the_span_and_the_one_before_it_are_written() -> None:
    lines = written("Europe/Berlin", "2026-06-01", "2026-06-02")

    assert [line for line in lines if line.startswith("DTSTART")] == ["DTSTART:20260329T020000"]


def test_a_zone_without_changes_has_one_standard_time_that_begins_before_the_span() -> None:
    assert written("Asia/Ho_Chi_Minh", "1990-06-01", "2090-06-02")[2:-1] == [
        "BEGIN:STANDARD",
        "DTSTART:19890101T000000",
        "TZNAME:+07",
        "TZOFFSETFROM:+0700",
        "TZOFFSETTO:+0700",
        "END:STANDARD",
    ]


@every_zone
def test_icalendar_finds_the_offset_of_every_half_hour(zone: ZoneInfo) -> None:
    end = BEGIN + STEPS * HALF_HOUR
    component = Timezone.from_ical(time_zone(zone, BEGIN, end).to_ical())

    read = component.to_tz(lookup_tzid=False)

    for number in range(STEPS):
        moment = BEGIN + number * HALF_HOUR
        assert moment.astimezone(read).utcoffset() == moment.astimezone(zone).utcoffset(), moment


@every_zone
def test_icalendar_reads_the_moments_of_events_around_clock_changes(desk: Desk, zone: ZoneInfo) -> None:
    planned = plan_around_changes(desk, zone)

    read = Calendar.from_ical(without_known_zone(exported(desk), zone))

    assert {str(event["SUMMARY"]): (in_utc(event.start), in_utc(event.end)) for event in read.events} == planned


@every_zone
def test_recurring_ical_events_reads_the_same_moments(desk: Desk, zone: ZoneInfo) -> None:
    planned = plan_around_changes(desk, zone)
    # It converts UTC to that zone, and back without telling apart the two hours of the same name.
    content = without_known_zone(exported(desk), zone).replace(f"X-WR-TIMEZONE:{zone.key}\r\n", "")

    read = recurring_ical_events.of(Calendar.from_ical(content)).between(BEGIN, BEGIN + STEPS * HALF_HOUR)

    assert {str(event["SUMMARY"]): (in_utc(event.start), in_utc(event.end)) for event in read} == planned


def in_utc(moment: object) -> dt.datetime:
    assert isinstance(moment, dt.datetime)
    return moment.astimezone(dt.UTC)


def test_an_event_in_an_hour_that_comes_twice_is_written_in_utc(desk: Desk) -> None:
    zone = ZoneInfo("Europe/Berlin")
    plan_around_changes(desk, zone)

    content = exported(desk)

    change = clock_changes(zone)[0]
    assert f"{change:%Y%m%dT%H%M%S}" == "20251026T010000"
    assert "DTSTART:20251026T003000Z\r\nDTEND:20251026T021000Z" in content  # 02:30, the first one
    assert "DTSTART:20251026T013000Z\r\nDTEND:20251026T031000Z" in content  # 02:30, the second one
    assert "DTSTART;TZID=Europe/Berlin:20251026T030000" in content


@pytest.fixture(scope="module")
def ical_js(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which node finds ical.js."""
    if not shutil.which("npm"):
        pytest.skip("needs node and npm")
    folder = tmp_path_factory.mktemp("node")
    install = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", folder, ICAL_JS]
    if subprocess.run(install, check=False).returncode:
        pytest.skip(f"npm could not install {ICAL_JS}")
    shutil.copy(READER, folder)
    return folder


@pytest.mark.deep
@every_zone
def test_ical_js_reads_the_same_moments(desk: Desk, zone: ZoneInfo, ical_js: Path, tmp_path: Path) -> None:
    planned = plan_around_changes(desk, zone)
    file = tmp_path / "x.ics"
    file.write_bytes(without_known_zone(exported(desk), zone).encode())

    answer = subprocess.run(["node", ical_js / READER.name, file], check=True, capture_output=True)

    assert {
        title: (dt.datetime.fromisoformat(begin), dt.datetime.fromisoformat(end))
        for title, begin, end in json.loads(answer.stdout)
    } == planned
