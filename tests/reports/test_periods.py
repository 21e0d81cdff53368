"""What a period's code covers, by both rules."""

import datetime as dt
import itertools
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radiodesk import locale
from radiodesk.model import Desk, PeriodKind, PeriodRule
from radiodesk.reports import tally
from radiodesk.reports.periods import (
    BackwardPeriod,
    BadPeriod,
    Period,
    PeriodOutOfRange,
    containing,
    in_words,
    months_until,
    of_length,
    parse,
    step,
    title,
    year_before,
)
from tests.conftest import SCHEDULES

EXPECTED = json.loads((SCHEDULES / "expected-2019.json").read_text(encoding="utf-8"))
KINDS = st.sampled_from([kind for kind in PeriodKind if kind is not PeriodKind.INTERVAL])
RULES = st.sampled_from(PeriodRule)
YEARS = st.integers(1951, 2099)
DAYS = st.dates(dt.date(1952, 1, 1), dt.date(2098, 12, 31))
ONE_DAY = dt.timedelta(days=1)


@pytest.mark.parametrize("code", EXPECTED)
def test_the_sample_periods_cover_the_days_they_should(code: str) -> None:
    period = parse(code)

    assert (str(period.first), str(period.last)) == (EXPECTED[code]["first"], EXPECTED[code]["last"])
    assert period.code == code


@pytest.mark.parametrize(
    ("code", "first", "last"),
    [
        ("2019-03", "2019-02-15", "2019-03-14"),
        ("2019-01", "2018-12-15", "2019-01-14"),
        ("2019-Q1", "2018-12-15", "2019-03-14"),
        ("2019-Q4", "2019-09-15", "2019-12-14"),
        ("2019-H1", "2018-12-15", "2019-06-14"),
        ("2019-6m", "2018-12-15", "2019-06-14"),
        ("2019-H2", "2019-06-15", "2019-12-14"),
        ("2019-9m", "2018-12-15", "2019-09-14"),
        ("2019", "2018-12-15", "2019-12-14"),
    ],
)
def test_the_official_rule_runs_from_the_15th_to_the_14th(code: str, first: str, last: str) -> None:
    period = parse(code, PeriodRule.OFFICIAL)

    assert (str(period.first), str(period.last), period.rule) == (first, last, PeriodRule.OFFICIAL)


@pytest.mark.parametrize(
    ("code", "first", "last"),
    [
        ("2019-02", "2019-02-01", "2019-02-28"),
        ("2020-02", "2020-02-01", "2020-02-29"),
        ("2019-12", "2019-12-01", "2019-12-31"),
        ("2019-Q2", "2019-04-01", "2019-06-30"),
        ("2019-H2", "2019-07-01", "2019-12-31"),
        ("2019-9m", "2019-01-01", "2019-09-30"),
        ("2019", "2019-01-01", "2019-12-31"),
    ],
)
def test_the_calendar_rule_runs_from_first_to_last_day(code: str, first: str, last: str) -> None:
    period = parse(code, PeriodRule.CALENDAR)

    assert (str(period.first), str(period.last), period.rule) == (first, last, PeriodRule.CALENDAR)


def test_an_interval_goes_by_the_calendar_whatever_the_rule() -> None:
    assert parse("2019-01-01/2019-09-30", PeriodRule.OFFICIAL).rule is PeriodRule.CALENDAR


@pytest.mark.parametrize(
    "code",
    [
        "",
        "2019-13",
        "2019-00",
        "2019-Q5",
        "2019-H3",
        "2019-5m",
        "19-03",
        "20119-03",
        "2019-3",
        "2019/03",
        "2019-02-30/2019-03-01",
        "2019-01-01/",
        "2019-03 2019-04",
        "٢٠١٩",
        "x" * 10_000,
    ],
)
def test_a_wrong_code_is_refused_with_the_forms_that_are_valid(code: str) -> None:
    with pytest.raises(BadPeriod) as refused:
        parse(code)

    assert "2019-Q1" in str(refused.value)
    assert len(str(refused.value)) < 400


@pytest.mark.parametrize(
    ("code", "first", "last"),
    [
        ("1901", 1951, 2099),
        ("2199", 1951, 2099),
        ("1950-Q1", 1951, 2099),
        ("0000-01", 1951, 2099),
        ("1901-01-01/1901-02-01", 1950, 2100),
    ],
)
def test_a_period_of_years_out_of_range_is_refused_with_the_range(code: str, first: int, last: int) -> None:
    with pytest.raises(PeriodOutOfRange, match=f"“{code}” is too far away: .* in the years {first} to {last}"):
        parse(code)


def test_days_in_the_wrong_order_are_refused_as_such() -> None:
    with pytest.raises(BackwardPeriod, match="“2019-03-02/2019-03-01” ends before it begins"):
        parse("2019-03-02/2019-03-01")


def test_case_and_spaces_do_not_matter() -> None:
    assert parse(" 2019-q1 ") == parse("2019-Q1")
    assert parse("2019-9M") == parse("2019-9m")


@given(YEARS, RULES)
def test_the_months_tile_the_year(year: int, rule: PeriodRule) -> None:
    months = [parse(f"{year}-{month:02}", rule) for month in range(1, 13)]
    whole = parse(str(year), rule)

    assert (months[0].first, months[-1].last) == (whole.first, whole.last)
    assert all(before.last + ONE_DAY == after.first for before, after in itertools.pairwise(months))


@given(YEARS, RULES)
def test_quarters_halves_and_nine_months_are_made_of_months(year: int, rule: PeriodRule) -> None:
    def of(code: str) -> Period:
        return parse(f"{year}-{code}", rule)

    for quarter in range(1, 5):
        assert of(f"Q{quarter}").first == of(f"{3 * quarter - 2:02}").first
        assert of(f"Q{quarter}").last == of(f"{3 * quarter:02}").last
    assert (of("H1").first, of("H1").last) == (of("Q1").first, of("Q2").last)
    assert (of("H2").first, of("H2").last) == (of("Q3").first, of("Q4").last)
    assert (of("9m").first, of("9m").last) == (of("Q1").first, of("Q3").last)


@given(DAYS, KINDS, RULES)
def test_a_day_is_in_the_period_that_contains_it(day: dt.date, kind: PeriodKind, rule: PeriodRule) -> None:
    period = containing(day, kind, rule)

    assert period.kind is kind
    assert parse(period.code, rule) == period
    if kind is not PeriodKind.NINE_MONTHS:
        assert period.first <= day <= period.last


@given(DAYS, KINDS, RULES)
def test_a_step_forth_and_back_leads_to_the_same_period(day: dt.date, kind: PeriodKind, rule: PeriodRule) -> None:
    period = containing(day, kind, rule)

    assert step(step(period, 1), -1) == period
    if kind is not PeriodKind.NINE_MONTHS:
        assert step(period, 1).first == period.last + ONE_DAY


@given(DAYS, KINDS, RULES)
def test_the_year_before_is_the_same_code_a_year_earlier(day: dt.date, kind: PeriodKind, rule: PeriodRule) -> None:
    period = containing(day, kind, rule)
    before = year_before(period)

    assert int(before.code[:4]) == int(period.code[:4]) - 1
    assert before.code[4:] == period.code[4:]


def test_the_year_before_an_interval_minds_the_leap_day() -> None:
    before = year_before(parse("2020-02-29/2020-03-31"))

    assert before.code == "2019-02-28/2019-03-31"


@pytest.mark.parametrize(
    ("code", "first", "last"),
    [
        ("1951", "1949-12-15", "1950-12-14"),
        ("1951-01", "1949-12-15", "1950-01-14"),
        ("1951-H1", "1949-12-15", "1950-06-14"),
        ("1950-01-01/1950-03-01", "1949-01-01", "1949-03-01"),
    ],
)
def test_the_first_year_of_a_desk_has_a_year_before(code: str, first: str, last: str) -> None:
    before = year_before(parse(code))

    assert (str(before.first), str(before.last)) == (first, last)


def test_a_report_of_the_first_year_has_nothing_to_compare_with(desk: Desk) -> None:
    with desk.reading() as session:
        report = tally.report(session, parse("1951"))

    assert {figure.previous for figure in report.figures} == {None}


@pytest.mark.parametrize("code", ["1950-02-01/1950-03-01", "2100-12-01/2100-12-31"])
def test_the_chart_of_days_at_the_ends_of_time_has_months(code: str) -> None:
    months = months_until(parse(code))

    assert months[0].code == f"{code[:4]}-01"
    assert months[-1].last >= parse(code).last


@pytest.mark.parametrize(("day", "code"), [(dt.date(2100, 12, 20), "2101-01"), (dt.date(1950, 1, 5), "1950-01")])
def test_every_day_of_a_desk_is_in_a_period(day: dt.date, code: str) -> None:
    assert containing(day, PeriodKind.MONTH, PeriodRule.OFFICIAL).code == code


def test_the_ends_of_time_are_refused_not_crossed() -> None:
    for code in ("2099", "2099-12", "2100-12-01/2100-12-31"):
        with pytest.raises(BadPeriod):
            step(parse(code), 1)


def test_the_months_of_a_chart_go_to_the_periods_end() -> None:
    assert [month.code for month in months_until(parse("2019-9m"))][-1] == "2019-09"
    assert [month.code for month in months_until(parse("2019-Q1"))] == ["2019-01", "2019-02", "2019-03"]


def test_titles_are_words() -> None:
    codes = ["2019-03", "2019-Q1", "2019-6m", "2019-H2", "2019-9m", "2019", "2019-01-01/2019-09-30"]
    locale.use("vi")

    assert [title(parse(code)) for code in codes] == [
        "Tháng 3 năm 2019",
        "Quý I năm 2019",
        "6 tháng đầu năm 2019",
        "6 tháng cuối năm 2019",
        "9 tháng năm 2019",
        "Năm 2019",
        "Từ 01/01/2019 đến 30/09/2019",
    ]


@pytest.mark.parametrize(
    ("code", "in_title", "in_sentence", "in_vietnamese"),
    [
        ("2019-03", "March 2019", "March 2019", "tháng 3 năm 2019"),
        ("2019-Q2", "Quarter II of 2019", "quarter II of 2019", "quý II năm 2019"),
        ("2019-6m", "First half of 2019", "the first half of 2019", "6 tháng đầu năm 2019"),
        ("2019-H2", "Second half of 2019", "the second half of 2019", "6 tháng cuối năm 2019"),
        ("2019-9m", "Nine months of 2019", "the first nine months of 2019", "9 tháng năm 2019"),
        ("2019", "Year 2019", "the year 2019", "năm 2019"),
    ],
)
def test_a_period_has_words_for_headings_and_for_sentences(
    code: str, in_title: str, in_sentence: str, in_vietnamese: str
) -> None:
    period = parse(code, PeriodRule.OFFICIAL)  # March begins on 15 February
    locale.use("en")
    assert (title(period), in_words(period)) == (in_title, in_sentence)
    locale.use("vi")
    assert (title(period), in_words(period)) == (in_vietnamese[:1].upper() + in_vietnamese[1:], in_vietnamese)


@pytest.mark.parametrize(
    ("shown", "by", "length", "rule", "day", "code"),
    [
        ("2019-Q1", PeriodRule.CALENDAR, PeriodKind.MONTH, PeriodRule.OFFICIAL, "2019-02-20", "2019-03"),
        ("2019-Q1", PeriodRule.CALENDAR, PeriodKind.MONTH, PeriodRule.OFFICIAL, "2020-02-20", "2019-03"),
        ("2019-Q1", PeriodRule.OFFICIAL, PeriodKind.MONTH, PeriodRule.CALENDAR, "2020-02-20", "2019-03"),
        ("2019-03-01/2019-03-20", PeriodRule.OFFICIAL, PeriodKind.MONTH, PeriodRule.OFFICIAL, "2020-02-20", "2019-04"),
        ("2019", PeriodRule.OFFICIAL, PeriodKind.NINE_MONTHS, PeriodRule.CALENDAR, "2020-02-20", "2019-9m"),
    ],
)
def test_another_length_leads_to_the_day_or_to_the_end_of_the_period(
    shown: str, by: PeriodRule, length: PeriodKind, rule: PeriodRule, day: str, code: str
) -> None:
    found = of_length(parse(shown, by), length, rule, dt.date.fromisoformat(day))
    assert found == parse(code, rule)
