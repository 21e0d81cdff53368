"""Reporting periods as people type them, and what the screen says that they mean."""

import datetime as dt
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radiodesk import locale
from radiodesk.errors import UserError
from radiodesk.kinds import PeriodKind, PeriodRule
from radiodesk.model.moments import EARLIEST, LATEST
from radiodesk.reports import periods
from radiodesk.reports.periods import BackwardPeriod, BadPeriod, PeriodOutOfRange
from radiodesk.reports.typed_periods import typed_period

TODAY = dt.date(2026, 11, 29)
KINDS = [kind for kind in PeriodKind if kind is not PeriodKind.INTERVAL]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("2019-Q3", "2019-Q3"),
        ("9/2019", "2019-09"),
        ("tháng 11", "2026-11"),
        ("tháng 9 năm 2019", "2019-09"),
        ("quý 3", "2026-Q3"),
        ("Quý III/2019", "2019-Q3"),
        ("q3 2019", "2019-Q3"),
        ("november", "2026-11"),
        ("6 tháng đầu năm", "2026-H1"),
        ("6 thang cuoi nam 2019", "2019-H2"),
        ("9 tháng 2019", "2019-9m"),
        ("năm 2019", "2019"),
        ("năm ngoái", "2025"),
        ("quý 3 năm ngoái", "2025-Q3"),
        ("last quarter", "2026-Q3"),
        ("1/1/2019 - 30/9/2019", "2019-01-01/2019-09-30"),
        ("từ 1/1/2019 đến 30/9/2019", "2019-01-01/2019-09-30"),
        ("1/12 – 15/1/2020", "2019-12-01/2020-01-15"),
    ],
)
def test_a_period_is_read_as_people_type_it(typed: str, code: str) -> None:
    assert typed_period(typed, PeriodRule.OFFICIAL, TODAY).code == code


def test_this_month_and_a_month_without_a_year_follow_the_rule() -> None:
    assert typed_period("tháng này", PeriodRule.OFFICIAL, TODAY).code == "2026-12"
    assert typed_period("tháng này", PeriodRule.CALENDAR, TODAY).code == "2026-11"
    assert typed_period("tháng 12", PeriodRule.OFFICIAL, TODAY).code == "2026-12"
    assert typed_period("tháng 12", PeriodRule.CALENDAR, TODAY).code == "2025-12"


@pytest.mark.parametrize("typed", ["", "tháng 13", "quý 5", "1/1 - 2/2 - 3/3", "spring", "2019-13", "31/2 – 1/3"])
def test_what_is_no_period_is_refused_in_words(typed: str) -> None:
    with pytest.raises(BadPeriod, match="is not a period: write it as"):
        typed_period(typed, PeriodRule.OFFICIAL, TODAY)


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(BackwardPeriod):
        typed_period("30/9/2019 - 1/1/2019", PeriodRule.OFFICIAL, TODAY)
    with pytest.raises(BackwardPeriod):
        typed_period("2019-03-02/2019-03-01", PeriodRule.OFFICIAL, TODAY)


@pytest.mark.parametrize("typed", ["1901", "9/1900", "quý 1 2199"])
def test_a_period_of_years_out_of_range_is_refused_with_the_range(typed: str) -> None:
    with pytest.raises(PeriodOutOfRange, match="in the years 1951 to 2099"):
        typed_period(typed, PeriodRule.OFFICIAL, TODAY)


@given(
    st.dates(dt.date(1952, 1, 1), dt.date(2099, 1, 1)),
    st.sampled_from(KINDS),
    st.sampled_from(PeriodRule),
    st.sampled_from(locale.LANGUAGES),
)
def test_what_the_screen_says_is_read_as_the_same_period(
    day: dt.date, kind: PeriodKind, rule: PeriodRule, language: str
) -> None:
    locale.use(language)
    period = periods.containing(day, kind, rule)
    days = periods.parse(f"{period.first}/{period.last}")

    found = typed_period(periods.title_with_days(period), rule, TODAY)

    assert (found.first, found.last, found.kind) == (period.first, period.last, period.kind)
    assert typed_period(periods.title_with_days(days), rule, TODAY) == days


@given(st.text(max_size=20), st.dates(EARLIEST, LATEST), st.sampled_from(PeriodRule))
def test_any_text_is_read_or_refused_in_words(text: str, today: dt.date, rule: PeriodRule) -> None:
    with suppress(UserError):
        typed_period(text, rule, today)
