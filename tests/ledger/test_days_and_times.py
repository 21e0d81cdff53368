"""Days and times as stations write them, and those that nothing near them completes."""

import datetime as dt

import pytest

from radiodesk.ledger.reading.contexts import Context, context_of
from radiodesk.ledger.reading.days import (
    EXCHANGED_EXPECTED,
    MONTH_EXPECTED,
    NO_SUCH_DAY,
    TURN_EXPECTED,
    YEAR_EXPECTED,
    expected_day,
    read_days,
)
from radiodesk.ledger.reading.times import ClockTime, read_time
from radiodesk.ledger.reading.written_days import DayOrder
from radiodesk.ledger.sheets import Cell


def _days_of(year: int) -> list[dt.date]:
    return [dt.date(year, 1, 1) + dt.timedelta(days=more) for more in range(365)]


MARCH_1 = dt.date(2019, 3, 1)
NOWHERE = Context()


@pytest.mark.parametrize(
    "cell",
    [
        dt.date(2019, 3, 1),
        dt.datetime(2019, 3, 1, 5, 30),  # noqa: DTZ001
        "01/03/2019",
        "1/3/2019",
        "01-03-2019",
        "1.3.2019",
        "01/03/19",
        "1-3-19",
        "01.03.19",
        " 01 / 03 / 2019 ",
        "2019-03-01",
        "2019/03/01",
        "2019-03-01 00:00:00",
        "Thứ 6, 01/03/2019",
        "Thứ sáu 01/03/2019",
        "Thứ Sáu, ngày 01/03/2019",
        "T6 - 1/3/2019",
        "T6, 01.03.2019",
        "THỨ 6 (01/03/2019)",
        "Thứ 6 ngày 1 tháng 3 năm 2019",
        "Ngày 01 tháng 03 năm 2019",
        "ngày 01/03/2019",
        "01 tháng 3, 2019",
        "1 tháng 3 2019",
        "Ngày 01/3/2019",
        43525,
        43525.0,
        "43525",
    ],
)
def test_a_day_in_any_form_is_that_day(cell: Cell) -> None:
    assert read_days([cell], [NOWHERE]).values == [MARCH_1]


@pytest.mark.parametrize("cell", ["1/3", "01/03", "1-3", "1.3", "Ngày 1/3", "Thứ 6, 01/3", "1 tháng 3", "T6 1/3"])
def test_a_day_without_its_year_takes_that_of_the_sheet_or_of_its_neighbours_or_is_asked_for(cell: Cell) -> None:
    assert read_days([cell], [Context(None, 2019)]).values == [MARCH_1]
    assert read_days([cell], [Context(3, 2019)]).values == [MARCH_1]
    assert read_days(["28/02/2019", cell], [NOWHERE] * 2).values[1] == MARCH_1
    assert read_days([cell, "", "02/03/2019"], [NOWHERE] * 3).values[0] == MARCH_1
    assert read_days([cell], [NOWHERE], book_year=lambda _month: 2019).values == [MARCH_1]
    assert read_days([cell], [NOWHERE]).problems == {0: YEAR_EXPECTED}


@pytest.mark.parametrize("cell", [1, 1.0, "1", "01", "Ngày 1", "Ngày 01"])
def test_the_number_of_a_day_takes_the_month_of_its_sheet_or_is_asked_for(cell: Cell) -> None:
    assert read_days([cell], [Context(3, 2019)]).values == [MARCH_1]
    assert read_days([cell], [NOWHERE]).problems == {0: MONTH_EXPECTED}
    assert read_days([cell], [Context(3, None)]).problems == {0: YEAR_EXPECTED}


@pytest.mark.parametrize(
    ("name", "month", "year"),
    [
        ("Tháng 3", 3, None),
        ("T3", 3, None),
        ("T.3", 3, None),
        ("Thg 3", 3, None),
        ("THÁNG 03", 3, None),
        ("Tháng 3/2019", 3, 2019),
        ("Tháng 3 năm 2019", 3, 2019),
        ("T3-2019", 3, 2019),
        ("T3.2019", 3, 2019),
        ("Tin bài T3 2019", 3, 2019),
        ("Tin bài tháng 03-2019", 3, 2019),
        ("03-2019", 3, 2019),
        ("3.2019", 3, 2019),
        ("SỔ THEO DÕI TIN BÀI THÁNG 3 NĂM 2019", 3, 2019),
        ("Năm 2019", None, 2019),
        ("2019", None, 2019),
        ("Tin bài", None, None),
        ("Sheet1", None, None),
        ("Tháng 13", None, None),
        ("Theo Quyết định số 15/QĐ-UBND", None, None),
        ("Năm 2018 - 2019", None, None),
    ],
)
def test_a_name_or_heading_states_a_month_and_a_year(name: str, month: int | None, year: int | None) -> None:
    assert context_of(name) == Context(month, year)


TURN = [dt.date(2018, 12, 29) + dt.timedelta(days=more) for more in range(5)]


@pytest.mark.parametrize(
    "cells",
    [
        ["29/12/2018", "30/12", "31/12", "01/01", "02/01/2019"],
        ["29/12/2018", "30/12", "31/12", "01/01", "02/01"],
        ["29/12", "30/12", "31/12", "01/01", "02/01/2019"],
        ["29/12", "30/12", dt.date(2018, 12, 31), "01/01", "02/01"],
    ],
)
def test_days_without_a_year_go_over_its_turn_with_their_neighbours(cells: list[Cell]) -> None:
    assert read_days(cells, [NOWHERE] * 5).values == TURN
    assert read_days(list(reversed(cells)), [NOWHERE] * 5).values == list(reversed(TURN))


def test_the_month_of_a_report_may_begin_in_the_one_before() -> None:
    """An official month runs from the 15th to the 14th: January 2019 begins in December 2018."""
    days = read_days(["29/12", "30/12", "31/12", "01/01", "02/01"], [Context(1, 2019)] * 5)
    assert days.values == TURN


@pytest.mark.parametrize(
    ("cells", "context"),
    [
        ([29, 30, 31, 1, 2], Context(1, 2019)),
        (["29/12", "30/12", "31/12", "01/01", "02/01"], Context(None, 2019)),
        (["29/12", "30/12", "31/12", "01/01", "02/01"], NOWHERE),
    ],
)
def test_days_that_run_into_another_month_or_year_than_the_stated_one_are_asked_for(
    cells: list[Cell], context: Context
) -> None:
    days = read_days(cells, [context] * 5, book_year=lambda _month: 2019)
    assert days.values == [None] * 5
    assert set(days.problems.values()) == {TURN_EXPECTED}


def test_rows_in_the_order_of_their_programmes_are_days_of_one_month() -> None:
    days = read_days([1, 15, 31, 1, 15, 31], [Context(3, 2019)] * 6)
    assert days.values == [dt.date(2019, 3, day) for day in (1, 15, 31, 1, 15, 31)]


def test_a_whole_year_takes_the_year_that_its_first_row_states() -> None:
    days = [dt.date(2019, month, 30 - month) for month in range(1, 13)]
    cells: list[Cell] = ["29/01/2019", *(f"{day:%d/%m}" for day in days[1:])]
    assert read_days(cells, [NOWHERE] * 12).values == days
    assert read_days(cells[::-1], [NOWHERE] * 12).values == days[::-1]


def test_a_day_far_from_the_stated_month_is_asked_for() -> None:
    assert read_days(["01/10"], [Context(3, 2019)]).problems == {0: YEAR_EXPECTED}
    assert read_days(["01/03/2019", "01/10"], [NOWHERE] * 2).problems == {1: YEAR_EXPECTED}


def test_a_day_between_rows_of_different_years_is_asked_for_where_it_is_near_to_both() -> None:
    days = read_days(["01/12/2018", "15/01", "01/02/2020"], [NOWHERE] * 3)
    assert days.problems == {1: YEAR_EXPECTED}


@pytest.mark.parametrize(
    ("cells", "unclear"),
    [
        (["03/01/2019", "03/02/2019", "03/13/2019"], True),  # 13 is no month
        (["03/01/2019", "03/02/2019", "03/03/2019"], True),  # the third of each month, or each day of March
        (["01/03/2019", "02/03/2019", "03/03/2019"], False),
        (["03/01/2019", "13/02/2019"], False),
        (["03/13/2019", "13/03/2019"], False),  # neither order fits both: one of them is wrong
        (["03/01/2019"], False),
        (["05/03/2019", "05/04/2019"], False),
    ],
)
def test_a_column_that_fits_month_day_year_only_is_reported_and_not_guessed(cells: list[Cell], unclear: bool) -> None:
    days = read_days(cells, [NOWHERE] * len(cells))
    assert (days.column_problem is not None) is unclear
    if unclear:
        assert days.values == [None] * len(cells)


EXCHANGED = [dt.date(2019, day, 3) for day in range(1, 13)]
"""What a computer with American settings makes of the texts 01/03/2019 to 12/03/2019. It leaves 13/03/2019 a text."""


@pytest.mark.parametrize(
    "cells",
    [
        [*EXCHANGED, "13/03/2019", "14/03/2019"],
        ["28/02/2019", *EXCHANGED],
        [dt.datetime(2019, 1, 3), "13/03/2019"],  # noqa: DTZ001
        ["2019-01-03", "2019-02-03", "13/03/2019"],
        [43468, 43499, "13/03/2019"],
        [*EXCHANGED, "Thứ 4, 13/03/2019", "14/03"],
        [dt.date(2019, day.day, day.month) if day.day <= 12 else f"{day:%d/%m/%Y}" for day in _days_of(2019)],
    ],
)
def test_dates_whose_day_and_month_a_computer_has_exchanged_are_refused_as_a_column(cells: list[Cell]) -> None:
    days = read_days(cells, [NOWHERE] * len(cells))
    assert days.column_problem is not None
    assert days.column_problem[1] == EXCHANGED_EXPECTED
    assert days.values == [None] * len(cells)
    assert days.problems == {}


def test_exchanged_dates_beside_texts_in_the_order_of_month_and_day_are_refused() -> None:
    cells: list[Cell] = [*EXCHANGED, "03/13/2019", "03/14/2019"]
    days = read_days(cells, [NOWHERE] * len(cells), DayOrder.MONTH_FIRST)
    assert days.column_problem == (0, EXCHANGED_EXPECTED)


def test_dates_that_are_all_in_the_stated_month_when_they_are_exchanged_are_refused() -> None:
    assert read_days(EXCHANGED, [Context(3)] * 12).column_problem == (0, EXCHANGED_EXPECTED)
    assert read_days(EXCHANGED, [Context(3)] * 12, DayOrder.DAY_FIRST).values == EXCHANGED
    assert read_days(EXCHANGED, [NOWHERE] * 12).values == EXCHANGED


@pytest.mark.parametrize(
    "cells",
    [
        [dt.date(2019, 3, 1), dt.date(2019, 3, 2), "13/03/2019"],
        [dt.date(2019, 3, 1), "02/03/2019", "13/03/2019"],
        [dt.date(2019, 2, 28), dt.date(2019, 3, 1), "13/03/2019"],
        [dt.date(2019, 3, 3), "13/03/2019"],
        [dt.date(2019, 3, 14), dt.date(2019, 4, 1), dt.date(2019, 3, 2)],
    ],
)
def test_dates_and_texts_that_follow_one_another_are_taken_as_they_are(cells: list[Cell]) -> None:
    days = read_days(cells, [Context(3, 2019)] * len(cells))
    assert days.column_problem is None
    assert None not in days.values


def test_a_column_is_read_in_the_order_that_the_station_states() -> None:
    days = read_days(["03/01/2019", dt.date(2019, 3, 2), "2019-03-03"], [NOWHERE] * 3, DayOrder.MONTH_FIRST)
    assert days.values == [dt.date(2019, 3, 1), dt.date(2019, 3, 2), dt.date(2019, 3, 3)]


@pytest.mark.parametrize(
    "cell",
    [
        *("31/02/2019", "32/01/2019", "01/13/2019x", "hôm qua", 0, -1, 3.5, 45.25, "00/00/2019", "1/1/0019", True),
        *("15/00/2019", "15/0", "0/15", "0/03", "15/33", "33/15", "15/03/0000", "15/03/1949", "15/03/2101"),
        *(
            "Ngày 5 tháng 13",
            "Ngày 5 tháng 0",
            "Ngày 0 tháng 3",
            "Ngày 32 tháng 3 năm 2019",
            "2019-00-15",
            "2019-13-15",
        ),
    ],
)
def test_what_is_no_day_is_refused(cell: Cell) -> None:
    days = read_days([cell], [Context(3, 2019)])
    assert days.values == [None]
    assert days.problems == {0: NO_SUCH_DAY if cell == "31/02/2019" else expected_day()}


@pytest.mark.parametrize("cell", ["15/13", "15/33", "Ngày 5 tháng 13", "29/02", "30/02"])
@pytest.mark.parametrize("known", ["13/03/2019", dt.date(2019, 2, 28)])
def test_what_is_no_day_of_the_year_of_its_neighbours_is_refused(cell: Cell, known: Cell) -> None:
    days = read_days([known, cell, "14/03"], [NOWHERE] * 3)
    assert days.problems == {1: NO_SUCH_DAY if str(cell).endswith("/02") else expected_day()}
    assert days.values[2] == dt.date(2019, 3, 14)


def test_a_month_over_12_in_the_order_that_the_station_states_is_refused() -> None:
    days = read_days(["03/13/2019", "15/03"], [NOWHERE] * 2, DayOrder.MONTH_FIRST)
    assert days.problems == {1: expected_day()}


@pytest.mark.parametrize(
    "cell",
    ["Thứ hai, 01/03/2019", "T2 1/3/2019", "CN 01/03/2019", "01/03/2019 (thứ bảy)", "Thứ 5, 1/3", "Thứ 3, 2019-03-01"],
)
def test_a_weekday_that_contradicts_its_date_is_refused(cell: Cell) -> None:
    days = read_days([cell], [Context(None, 2019)])
    assert days.values == [None]
    assert days.problems == {0: "a day and a weekday that agree: 01/03/2019 is a Friday"}


def test_a_day_among_days_of_its_weekday_is_refused_if_it_is_of_another_one() -> None:
    days = read_days(["Thứ 6, 01/03/2019", "Thứ 6, 09/03/2019", "Thứ 6, 15/03/2019"], [NOWHERE] * 3)
    assert list(days.problems) == [1]


def test_a_weekday_that_half_of_the_days_contradict_is_refused_with_these() -> None:
    cells = [f"Thứ 6, {day:02}/03/2019" for day in (1, 2, 8, 9)]
    assert list(read_days(cells, [NOWHERE] * 4).problems) == [1, 3]


def test_a_weekday_that_was_copied_down_with_the_days_says_nothing() -> None:
    days = read_days(["Thứ 6, 01/03/2019", "Thứ 6, 02/03/2019", "Thứ 6, 03/03/2019"], [NOWHERE] * 3)
    assert days.values == [dt.date(2019, 3, day) for day in (1, 2, 3)]


HALF_PAST_FIVE = ClockTime(dt.time(5, 30))


@pytest.mark.parametrize(
    "cell",
    [
        dt.time(5, 30),
        dt.timedelta(hours=5, minutes=30),
        5.5 / 24,
        "05:30",
        "5:30",
        "05:30:00",
        "5h30",
        "05h30",
        "5h30'",
        "5h30p",
        "5 h 30",
        "5g30",
        "5 giờ 30",
        "5 giờ 30 phút",
        "5giờ30",
        "5.30",
        "5,30",
        "0530",
        "530",
        530,
        530.0,
        "5:30 AM",
        "5:30am",
        "05:30 A.M.",
        "5:30 SA",
        "5h30 sáng",
        "5 giờ 30 sáng",
        "lúc 5h30",
    ],
)
def test_a_time_in_any_form_is_that_time(cell: Cell) -> None:
    assert read_time(cell) == HALF_PAST_FIVE


@pytest.mark.parametrize(
    ("cell", "time"),
    [
        ("5:30 PM", dt.time(17, 30)),
        ("5:30 CH", dt.time(17, 30)),
        ("5h30 chiều", dt.time(17, 30)),
        ("7h tối", dt.time(19)),
        ("17:30 CH", dt.time(17, 30)),
        ("12:00 PM", dt.time(12)),
        ("12:00 AM", dt.time(0)),
        ("12h trưa", dt.time(12)),
        ("12h chiều", dt.time(12)),
        ("0h30 sáng", dt.time(0, 30)),
        ("12:30 SA", dt.time(0, 30)),
        ("5h tối", dt.time(17)),
        ("21h tối", dt.time(21)),
        ("11h30 trưa", dt.time(11, 30)),
        ("1h trưa", dt.time(13)),
        ("11 giờ trưa", dt.time(11)),
        ("5h", dt.time(5)),
        ("5 giờ", dt.time(5)),
        (5, dt.time(5)),
        (17, dt.time(17)),
        (5.25, dt.time(5, 25)),
        ("0h00", dt.time(0)),
        ("00:00", dt.time(0)),
    ],
)
def test_a_time_of_either_half_of_the_day_is_read(cell: Cell, time: dt.time) -> None:
    assert read_time(cell) == ClockTime(time)


@pytest.mark.parametrize(
    "cell", ["12h tối", "12h sáng", "1h tối", "9h trưa", "9h chiều", "13h sáng", "13:00 AM", "13:00 SA", "24h tối"]
)
def test_a_time_that_its_part_of_the_day_does_not_have_is_refused(cell: Cell) -> None:
    assert read_time(cell) is None


@pytest.mark.parametrize(
    "cell", ["24h00", "24:00", "24h", "24.00", "2400", 24, dt.timedelta(days=1), dt.date(1900, 1, 1)]
)
def test_24_hours_is_midnight_at_the_end_of_the_day(cell: Cell) -> None:
    assert read_time(cell) == ClockTime(dt.time(0), next_day=True)


@pytest.mark.parametrize(
    ("cell", "seconds"),
    [
        ("05h30 - 05h45", 900),
        ("05:30-05:45", 900),
        ("5h30 – 5h45", 900),
        ("5h30 đến 5h45", 900),
        ("từ 5h30 đến 5h45", 900),
        ("5.30 - 5.45", 900),
        ("0530-0545", 900),
        ("5:30 → 5:45", 900),
        ("05h30 - 06h00", 1800),
        ("5h30-5h30", None),
    ],
)
def test_a_range_states_the_start_and_the_length(cell: Cell, seconds: int | None) -> None:
    assert read_time(cell) == ClockTime(dt.time(5, 30), seconds=seconds)


def test_a_range_may_end_at_or_after_midnight() -> None:
    assert read_time("23h45 - 24h00") == ClockTime(dt.time(23, 45), seconds=900)
    assert read_time("23h45 - 0h15") == ClockTime(dt.time(23, 45), seconds=1800)


@pytest.mark.parametrize(
    "cell", ["23h60", "25:00", "24h15", "5h75", "sáng", "", 5.3, 5.5, 5.999, 2460, 5301, -5, "5-45", True, "5:3:2:1"]
)
def test_what_is_no_time_or_may_be_two_is_refused(cell: Cell) -> None:
    assert read_time(cell) is None
