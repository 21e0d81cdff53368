"""The settings of the station."""

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from radiodesk.errors import Doubtful, UserError
from radiodesk.history import log, undo
from radiodesk.kinds import BroadcastState, PeriodRule
from radiodesk.model import Action, Desk, Station
from radiodesk.model.faults import UnknownZone
from radiodesk.model.text import TextTooLong
from radiodesk.schedule import generation
from radiodesk.staff import settings
from radiodesk.staff.hours import BadHours, hours_text, parse_hours
from tests.conftest import STATION
from tests.schedule.test_grid_files import NEWS, VOV, apply, at, mark, shown
from tests.versions import version

DAY = dt.date(2019, 3, 5)
UNCHANGED: dict[str, Any] = {
    "name": STATION,
    "zone": "Asia/Ho_Chi_Minh",
    "language": None,
    "period_rule": PeriodRule.OFFICIAL,
    "hours": [],
    "keep_days": 365,
    "keep_backups": 7,
    "trash_days": 30,
    "weeks_ahead": 4,
    "drop_folder": None,
}


def change(desk: Desk, *, sure: bool = False, **values: object) -> settings.StationSettings:
    with desk.changing(Action.CHANGE_STATION) as session:
        settings.change(
            session,
            version(session, Station, 1),
            **UNCHANGED | values,
            home=desk.config.home,
            today=DAY,
            sure=sure,
        )
    with desk.reading() as session:
        return settings.settings(session)


def test_every_setting_is_stored_and_the_earlier_name_is_kept(desk: Desk) -> None:
    values: dict[str, Any] = {
        "name": "Trung tâm Văn hóa và Truyền thông xã Lương Tài",
        "language": "vi",
        "period_rule": PeriodRule.CALENDAR,
        "hours": (("05:00", "07:00"), ("16:30", "24:00")),
        "keep_days": 90,
        "keep_backups": 3,
        "trash_days": 14,
        "weeks_ahead": 6,
        "drop_folder": Path("/srv/thả vào"),
        "on_time_seconds": 0,
        "rounds_figures": False,
        "papers": settings.Papers("UBND xã", "BC-TTVH", "Lương Tài", "KT. GIÁM ĐỐC", "Nguyễn Thị Hà"),
    }
    found = change(desk, **values)

    assert {name: getattr(found, name) for name in values} == values | {"drop_folder": "/srv/thả vào"}
    assert [(each.name, each.until) for each in found.earlier] == [(STATION, DAY)]


def test_what_reports_need_stays_where_a_change_does_not_name_it(desk: Desk) -> None:
    papers = settings.Papers(signer_office="TRƯỞNG ĐÀI")
    change(desk, on_time_seconds=90, rounds_figures=False, papers=papers)
    found = change(desk, keep_days=90)
    assert (found.on_time_seconds, found.rounds_figures, found.papers) == (90, False, papers)


@pytest.mark.parametrize(
    "mark",
    [
        "01/BC-ĐPT",
        "Số: 15 / BC-ĐPT",
        " 7/BC-ĐPT",
        "/BC-ĐPT",
        "Số /BC-ĐPT",
        "số …/BC-ĐPT",
        "Số: ...../BC-ĐPT",
        "Số15/BC-ĐPT",
        "SỐ BC-ĐPT",
        "Số:",
    ],
)
def test_a_mark_of_reports_has_no_number(desk: Desk, mark: str) -> None:
    with pytest.raises(settings.NumberInMark, match=r"type only what follows them, as BC-ĐPT$"):
        change(desk, papers=settings.Papers(paper_mark=mark))
    assert change(desk, papers=settings.Papers(paper_mark="BC-ĐPT/2026")).papers.paper_mark == "BC-ĐPT/2026"


def test_a_change_of_the_settings_is_undone_with_the_earlier_name(desk: Desk) -> None:
    with desk.reading() as session:
        before = settings.settings(session)
    change(desk, name="Đài xã Lai Hạ", hours=(("05:00", "07:00"),), keep_days=90, drop_folder=Path("/srv/in"))

    with desk.changing(Action.UNDO) as session:
        undo.undo(session, desk, log.entry(session, log.newest_id(session)))

    with desk.reading() as session:
        found = settings.settings(session)
    assert replace(found, version=before.version) == before


def test_another_zone_is_asked_about(desk: Desk) -> None:
    with pytest.raises(Doubtful, match="past ones too, will be shown in the time zone Asia/Tokyo"):
        change(desk, zone="Asia/Tokyo")
    assert change(desk, zone="Asia/Tokyo", sure=True).zone == "Asia/Tokyo"


def test_in_another_zone_what_is_planned_keeps_its_local_time_and_what_was_aired_its_moment(desk: Desk) -> None:
    today = dt.date(2026, 3, 2)
    apply(desk, NEWS, VOV, today=today)
    mark(desk, "thoi-su", at(2), BroadcastState.AIRED)
    change(desk, zone="Asia/Tokyo", sure=True)
    assert shown(desk, today, 2) == [
        "02 06:00 Thời sự VOV1",
        "02 07:30 Thời sự aired",
        "03 05:30 Thời sự",
        "03 06:00 Thời sự VOV1",
    ]
    with desk.reading() as session:
        assert not generation.is_due(session, today)


def test_in_another_zone_what_was_cancelled_or_missed_keeps_its_local_time_and_is_still_the_files(desk: Desk) -> None:
    today = dt.date(2026, 3, 2)
    cancelled = {"of": "2026-03-05T06:00", "state": "cancelled"}
    apply(desk, NEWS, VOV | {"change": [cancelled]}, today=today)
    mark(desk, "thoi-su", at(5), BroadcastState.CANCELLED)
    mark(desk, "thoi-su", at(6), BroadcastState.MISSED)
    change(desk, zone="Europe/Berlin", sure=True)
    assert shown(desk, at(5).date(), 2) == [
        "05 05:30 Thời sự cancelled",
        "05 06:00 Thời sự VOV1 cancelled",
        "06 05:30 Thời sự missed",
        "06 06:00 Thời sự VOV1",
    ]
    assert not apply(desk, NEWS, VOV, today=today).remarks
    assert shown(desk, at(5).date())[1] == "06:00 Thời sự VOV1"


def test_in_another_zone_a_time_that_clocks_skipped_is_the_slots_own_again(desk: Desk) -> None:
    today = dt.date(2026, 3, 27)
    change(desk, zone="Europe/Berlin", sure=True)
    apply(desk, NEWS | {"at": "02:30"}, today=today)
    assert shown(desk, dt.date(2026, 3, 29)) == ["03:30 Thời sự"]
    change(desk, zone="Asia/Tokyo", sure=True)
    assert shown(desk, dt.date(2026, 3, 29)) == ["02:30 Thời sự"]


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"weeks_ahead": 105}, settings.BadNumber),
        ({"zone": "Hà Nội"}, UnknownZone),
        ({"zone": "../etc/passwd"}, UnknownZone),
        ({"keep_days": 0}, settings.BadNumber),
        ({"keep_backups": 1_001}, settings.BadNumber),
        ({"trash_days": 0}, settings.BadNumber),
        ({"on_time_seconds": -1}, settings.BadNumber),
        ({"on_time_seconds": 3601}, settings.BadNumber),
        ({"papers": settings.Papers(signer_name="x" * 501)}, TextTooLong),
    ],
)
def test_what_is_not_possible_is_refused(values: dict[str, object], error: type[UserError], desk: Desk) -> None:
    with pytest.raises(error):
        change(desk, sure=True, **values)


def test_a_drop_folder_that_holds_the_desk_is_refused(desk: Desk) -> None:
    with pytest.raises(settings.HomeWatched):
        change(desk, drop_folder=desk.config.home.parent)


@pytest.mark.parametrize(
    ("typed", "hours"),
    [
        ("", ()),
        ("05:00-22:00", (("05:00", "22:00"),)),
        ("5h - 7h30; 16h30–24h", (("05:00", "07:30"), ("16:30", "24:00"))),
        ("22:00-02:00", (("22:00", "02:00"),)),
        ("5g-7g,", (("05:00", "07:00"),)),
        ("5h đến 21h30", (("05:00", "21:30"),)),
        ("Từ 5 giờ 30 tới 7 giờ", (("05:30", "07:00"),)),
    ],
)
def test_hours_are_read_as_people_type_them(typed: str, hours: tuple[tuple[str, str], ...]) -> None:
    assert parse_hours(typed) == hours
    assert parse_hours(hours_text(hours)) == hours


@pytest.mark.parametrize("typed", ["05:00", "5-7", "25:00-26:00", "24:00-05:00", "05:60-06:00", "05:00-05:00", "x"])
def test_other_hours_are_refused(typed: str) -> None:
    with pytest.raises(BadHours, match="write hours as in 05:00-22:00"):
        parse_hours(typed)
