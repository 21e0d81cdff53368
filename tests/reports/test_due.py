"""When reports are due, and which of them the station still owes."""

import datetime as dt

import pytest
from holidays import country_holidays
from hypothesis import given
from hypothesis import strategies as st

from radiodesk.kinds import PeriodKind, PeriodRule, ProgrammeKind
from radiodesk.model import Action, Desk
from radiodesk.reports import due, kinds, periods
from radiodesk.reports.kinds import KindTerms
from radiodesk.schedule import broadcasts
from tests.reports.closing import close

OFFICIAL, CALENDAR = PeriodRule.OFFICIAL, PeriodRule.CALENDAR


@pytest.mark.parametrize(
    ("code", "rule", "working_days", "day"),
    [
        ("2019-9m", OFFICIAL, 1, "2019-09-16"),  # it ends on a Saturday
        ("2014-11", CALENDAR, 20, "2014-12-26"),
        ("2014-11", CALENDAR, 21, "2014-12-27"),  # a Saturday worked in place of 2 January
        ("2018", CALENDAR, 1, "2019-01-02"),
        ("2018", CALENDAR, 4, "2019-01-05"),  # a Saturday worked in place of 31 December
        ("2019-04", CALENDAR, 2, "2019-05-03"),
        ("2019-04", CALENDAR, 3, "2019-05-04"),  # a Saturday worked in place of 29 April
        ("2019-05-01/2019-05-03", CALENDAR, 1, "2019-05-04"),
        ("2019-01", CALENDAR, 2, "2019-02-11"),  # Tết
        ("2026-10", CALENDAR, 16, "2026-11-23"),
        ("2026-10", CALENDAR, 17, "2026-11-25"),  # 24 November is a holiday since 2026
    ],
)
def test_holidays_and_swapped_days_are_known(code: str, rule: PeriodRule, working_days: int, day: str) -> None:
    assert due.due_day(periods.parse(code, rule), working_days) == dt.date.fromisoformat(day)


@given(st.dates(dt.date(1990, 1, 1), dt.date(2090, 1, 1)), st.integers(1, 250))
def test_a_due_day_is_a_working_day_with_as_many_before_it(last: dt.date, working_days: int) -> None:
    period = periods.Period("x", last, last, CALENDAR, PeriodKind.INTERVAL)

    day = due.due_day(period, working_days)

    calendar = country_holidays("VN", years=range(last.year - 1, last.year + 4))
    after = [last + dt.timedelta(days=number) for number in range(1, (day - last).days + 1)]
    assert calendar.is_working_day(day)
    assert sum(map(calendar.is_working_day, after)) == working_days


def plan(desk: Desk, *days: str) -> None:
    with desk.changing(Action.EARLIER, what="x") as session:
        for day in days:
            broadcasts.plan_first_run(
                session,
                title="Thời sự",
                kind=ProgrammeKind.NEWS,
                on=dt.date.fromisoformat(day),
                at=dt.time(5, 30),
                seconds=900,
            )


def add(desk: Desk, name: str, kind: PeriodKind, rule: PeriodRule = OFFICIAL, due_days: int = 1) -> None:
    with desk.changing(Action.ADD_REPORT_KIND, name=name) as session:
        kinds.add(session, name, KindTerms(kind, rule, due_days=due_days))


def owed(desk: Desk, today: str) -> list[tuple[str, str, str]]:
    with desk.reading() as session:
        found = due.due(session, dt.date.fromisoformat(today))
    return [(each.period.code, each.day.isoformat(), each.state.value) for each in found]


def test_a_report_is_announced_then_due_then_overdue_until_it_is_closed(desk: Desk) -> None:
    plan(desk, "2018-12-20")
    add(desk, "9 tháng", PeriodKind.NINE_MONTHS)

    assert owed(desk, "2019-09-01") == []  # it is due on the 16th
    assert owed(desk, "2019-09-02") == [("2019-9m", "2019-09-16", "upcoming")]
    assert owed(desk, "2019-09-14") == [("2019-9m", "2019-09-16", "upcoming")]
    assert owed(desk, "2019-09-15") == [("2019-9m", "2019-09-16", "due")]
    assert owed(desk, "2019-09-16") == [("2019-9m", "2019-09-16", "due")]
    assert owed(desk, "2020-08-31") == [("2019-9m", "2019-09-16", "overdue")]
    close(desk, "9 tháng", "2019-9m")
    assert owed(desk, "2019-09-17") == []


def test_what_was_left_out_since_the_first_closed_report_is_owed_for_a_year(desk: Desk) -> None:
    plan(desk, *(f"{year}-{month:02}-20" for year in (2018, 2019) for month in range(1, 13)))
    add(desk, "Tháng", PeriodKind.MONTH)
    assert [code for code, _day, _state in owed(desk, "2019-04-20")] == ["2019-04"]  # the others: without the desk

    close(desk, "Tháng", "2019-01")

    assert [code for code, _day, _state in owed(desk, "2019-04-20")] == ["2019-02", "2019-03", "2019-04"]
    close(desk, "Tháng", "2019-03")
    assert [code for code, _day, _state in owed(desk, "2019-04-20")] == ["2019-02", "2019-04"]
    assert "2019-02" in [code for code, _day, _state in owed(desk, "2020-02-14")]
    assert "2019-02" not in [code for code, _day, _state in owed(desk, "2020-02-15")]


def test_each_kind_has_its_own_periods_and_its_own_closed_reports(desk: Desk) -> None:
    plan(desk, "2018-12-20", "2019-09-02")
    add(desk, "9 tháng", PeriodKind.NINE_MONTHS)
    add(desk, "Tháng", PeriodKind.MONTH, CALENDAR, 3)
    add(desk, "Khi được hỏi", PeriodKind.MONTH, CALENDAR, 0)
    close(desk, "9 tháng", "2019-9m", CALENDAR)  # other days
    close(desk, "Tháng", "2019-9m")  # another kind

    assert owed(desk, "2019-09-20") == [("2019-9m", "2019-09-16", "overdue"), ("2019-09", "2019-10-03", "upcoming")]


def test_a_desk_owes_no_report_of_a_period_that_it_does_not_cover(desk: Desk) -> None:
    plan(desk, "2018-02-06", "2018-11-24")  # after the first tenth of the year
    add(desk, "Năm", PeriodKind.YEAR, CALENDAR)

    assert owed(desk, "2019-01-02") == []
    plan(desk, "2018-02-05")
    assert owed(desk, "2019-01-02") == [("2018", "2019-01-02", "due")]
    assert owed(desk, "2019-12-31") == [("2018", "2019-01-02", "overdue")]


@pytest.mark.parametrize("today", ["1950-01-01", "2100-12-31"])
@pytest.mark.parametrize("kind", kinds.PERIOD_KINDS)
def test_the_ends_of_the_calendar_are_no_fault(desk: Desk, kind: PeriodKind, today: str) -> None:
    add(desk, "Báo cáo", kind)

    assert owed(desk, today) == []
