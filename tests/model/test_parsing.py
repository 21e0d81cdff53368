"""Days, times and lengths as people type them, and what the screen says that they mean."""

import datetime as dt
import unicodedata
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from radiodesk import locale
from radiodesk.errors import UserError
from radiodesk.locale import formats
from radiodesk.model.moments import EARLIEST, LATEST, LONGEST
from radiodesk.model.parsing import (
    DayOutOfRange,
    UnreadableDay,
    UnreadableDuration,
    UnreadableNumber,
    UnreadableTime,
    parse_exact,
)
from radiodesk.model.typed import (
    DaysBackwards,
    EndBeforeStart,
    Midnight,
    SeveralTimes,
    UntypedTime,
    typed_day,
    typed_days,
    typed_length,
    typed_range,
    typed_start,
    typed_time,
    typed_times,
)

SUNDAY = dt.date(2026, 11, 29)
DAYS = st.dates(EARLIEST, LATEST)
LANGUAGES = st.sampled_from(locale.LANGUAGES)
TEXT = st.one_of(st.text(max_size=20), st.text("0123456789/.-:h'\" thứngaqyáfridsunêmkốiẽ", max_size=14))

DAY_CASES = {
    "30/11": "2026-11-30",
    "30.11": "2026-11-30",
    "1/1": "2027-01-01",
    "29/2": "2028-02-29",
    "30-11-2026": "2026-11-30",
    "30/11/26": "2026-11-30",
    "2026-11-30": "2026-11-30",
    "30 tháng 11": "2026-11-30",
    "ngày 3 tháng 5 năm 2027": "2027-05-03",
    "Nov 30, 2026": "2026-11-30",
    "30 november": "2026-11-30",
    "hôm nay": "2026-11-29",
    "Mai": "2026-11-30",
    "ngày kia": "2026-12-01",
    "hôm qua": "2026-11-28",
    "tomorrow": "2026-11-30",
    "thứ 6": "2026-12-04",
    "t6": "2026-12-04",
    "thứ sáu tuần sau": "2026-12-04",
    "t2 tuần này": "2026-11-23",
    "fri": "2026-12-04",
    "last friday": "2026-11-27",
    "cn": "2026-11-29",
    "next sunday": "2026-12-06",
    "thu sau": "2026-12-04",
    "thứ bảy này": "2026-11-28",
    "this saturday": "2026-11-28",
    "thứ bảy tới": "2026-12-05",
    "thứ sáu sau": "2026-12-04",
    "chủ nhật trước": "2026-11-22",
    "sáng mai": "2026-11-30",
    "tối nay": "2026-11-29",
    "buổi chiều ngày kia": "2026-12-01",
    "tối thứ bảy tuần này": "2026-11-28",
    "tomorrow morning": "2026-11-30",
    "friday evening": "2026-12-04",
    "tonight": "2026-11-29",
    "Thứ Sáu, 4/12/2026": "2026-12-04",
}


@pytest.mark.parametrize(("typed", "day"), DAY_CASES.items())
def test_a_day_is_read_as_people_type_it(typed: str, day: str) -> None:
    for form in (typed, typed.upper(), unicodedata.normalize("NFD", f"  {typed} ")):
        assert typed_day(form, SUNDAY) == dt.date.fromisoformat(day)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("this friday", "2026-12-04"),
        ("thứ ba này", "2026-12-01"),
        ("next friday", "2026-12-11"),
        ("thứ ba tới", "2026-12-08"),
        ("thứ ba tuần tới", "2026-12-08"),
        ("thứ bảy tối", "2026-12-05"),
        ("tối thứ bảy", "2026-12-05"),
        ("thứ bảy toi", "2026-12-12"),
        ("last friday", "2026-11-27"),
        ("thứ sáu trước", "2026-11-27"),
    ],
)
def test_this_weekday_is_of_the_present_week_and_the_next_one_of_the_week_after(typed: str, day: str) -> None:
    assert typed_day(typed, dt.date(2026, 12, 2)) == dt.date.fromisoformat(day)


def test_a_long_text_is_no_day() -> None:
    with pytest.raises(UnreadableDay):
        typed_day("sáng " * 600 + "mai", SUNDAY)


@pytest.mark.parametrize(
    ("typed", "day"), [("30/11", "2025-11-30"), ("29/11", "2026-11-29"), ("t6", "2026-11-27"), ("cn", "2026-11-29")]
)
def test_a_day_of_something_done_is_not_after_today(typed: str, day: str) -> None:
    assert typed_day(typed, SUNDAY, past=True) == dt.date.fromisoformat(day)


@pytest.mark.parametrize(
    "typed",
    ["abc", "31/2", "99/99", "0/0", "thứ 9", "thu 8", "30/11/2026/1", "t6 30", "/", "Thứ", "thứ tuần sau", "3 mấy"],
)
def test_what_is_no_day_is_refused_in_words(typed: str) -> None:
    with pytest.raises(UnreadableDay, match=f"“{typed}” is not a day: write it as 30/11"):
        typed_day(typed, SUNDAY)


@pytest.mark.parametrize(
    ("typed", "today", "days"),
    [
        *[("28/12-3/1", f"2026-{day}", "2026-12-28 2027-01-03") for day in ("06-30", "07-04", "07-06", "12-30")],
        ("28/12-3/1", "2026-06-28", "2025-12-28 2026-01-03"),
        ("26/12-24/12", "2026-06-25", None),
        ("26/12 - 24/12", "2026-12-01", None),
        ("1/1-31/12", "2026-06-29", "2026-01-01 2026-12-31"),
        ("24/12/2028 – 2/1", "2026-11-29", "2028-12-24 2029-01-02"),
        ("Thứ Hai, 28/12 đến Chủ nhật, 3/1", "2026-11-29", "2026-12-28 2027-01-03"),
        ("29/2-1/3", "2026-11-29", "2028-02-29 2028-03-01"),
        ("1/2/2027-29/2", "2026-11-29", None),
        ("1/1/9999-2/1", "2026-11-29", None),
        ("24/12 ĐẾN 26/12", "2026-11-29", "2026-12-24 2026-12-26"),
        ("24 thang 12 den 26 thang 12", "2026-11-29", "2026-12-24 2026-12-26"),
        ("t6 - t2", "2026-11-29", "2026-12-04 2026-12-07"),
        ("thứ 2 to thứ 6", "2026-12-02", "2026-12-07 2026-12-11"),
        ("thứ 2 tuần sau - thứ 6 tuần sau", "2026-12-02", "2026-12-07 2026-12-11"),
        ("mai-kia", "2026-11-29", "2026-11-30 2026-12-01"),
        ("hôm nay - ngày mai", "2026-11-29", "2026-11-29 2026-11-30"),
        ("tuần sau", "2026-11-29", "2026-11-30 2026-12-06"),
        ("14-20/2/2027", "2026-11-29", "2027-02-14 2027-02-20"),
        ("14–20 tháng 2", "2026-11-29", "2027-02-14 2027-02-20"),
        ("ngày 14 đến ngày 20/2/2027", "2026-11-29", "2027-02-14 2027-02-20"),
        ("14-20 Feb 2027", "2026-11-29", "2027-02-14 2027-02-20"),
        ("20-14/2", "2026-11-29", None),
        ("14/2-20/2/2027", "2026-11-29", "2027-02-14 2027-02-20"),
        ("14/2-20/2/2029", "2026-11-29", "2029-02-14 2029-02-20"),
        ("28/12-3/1/2030", "2026-11-29", "2029-12-28 2030-01-03"),
        ("14/2/2027 đến 20/2/2027", "2026-11-29", "2027-02-14 2027-02-20"),
        ("từ 14/2 đến 20/2/2027", "2026-11-29", "2027-02-14 2027-02-20"),
        ("14/2 → 20/2/2027", "2026-11-29", "2027-02-14 2027-02-20"),
    ],
)
def test_the_last_of_some_days_follows_the_first(typed: str, today: str, days: str | None) -> None:
    if days is None:
        with pytest.raises((DaysBackwards, DayOutOfRange)):
            typed_days(typed, dt.date.fromisoformat(today))
    else:
        assert " ".join(map(str, typed_days(typed, dt.date.fromisoformat(today)))) == days


@pytest.mark.parametrize("typed", ["31-28/2", "29/2-3/3/2027", "14-2/20"])
def test_a_first_day_that_the_month_of_the_last_one_lacks_is_refused(typed: str) -> None:
    with pytest.raises(UnreadableDay):
        typed_days(typed, SUNDAY)


def test_a_weekday_that_does_not_belong_to_its_day_is_refused() -> None:
    with pytest.raises(UnreadableDay, match="04/12/2026 is a Friday"):
        typed_day("thứ năm, 4/12/2026", SUNDAY)


@pytest.mark.parametrize(
    ("typed", "time"),
    [
        ("5h", "05:00"),
        ("5h30", "05:30"),
        ("17g30", "17:30"),
        ("0530", "05:30"),
        ("530", "05:30"),
        ("5.30", "05:30"),
        ("17", "17:00"),
        ("5 giờ rưỡi", "05:30"),
        ("5h chiều", "17:00"),
        ("12h trưa", "12:00"),
        ("11 giờ trưa", "11:00"),
        ("1h trưa", "13:00"),
        ("10h đêm", "22:00"),
        ("2h đêm", "02:00"),
        ("23h30 đêm", "23:30"),
        ("0h30 sáng", "00:30"),
        ("4 giờ rạng sáng", "04:00"),
        ("8 giờ buổi tối", "20:00"),
        ("5 rưỡi chiều", "17:30"),
        ("5h30' chiều", "17:30"),
        ("10 giờ kém 15", "09:45"),
        ("6h kém 10 phút tối", "17:50"),
        ("5:30 PM", "17:30"),
        ("14h chiều", "14:00"),
        ("19h30 tối", "19:30"),
        ("12 am", "00:00"),
    ],
)
def test_a_time_is_read_as_people_type_it(typed: str, time: str) -> None:
    assert typed_time(typed) == dt.time.fromisoformat(time)


@pytest.mark.parametrize(
    "typed", ["24", "2530", "25h99", "17h sáng", "22h chiều", "9h trưa", "1h tối", "0h kém 5", "am", "đêm", "53099"]
)
def test_what_is_no_time_is_refused_in_words(typed: str) -> None:
    with pytest.raises(UnreadableTime, match="is not a time of day"):
        typed_time(typed)


@pytest.mark.parametrize("typed", ["12 tối", "12h đêm", "12 giờ khuya"])
def test_a_midnight_asks_which_end_of_the_day_it_is(typed: str) -> None:
    with pytest.raises(UnreadableTime, match=f"“{typed}” may be the beginning or the end of the day: write 0h"):
        typed_time(typed)


@pytest.mark.parametrize(
    ("typed", "seconds"),
    [
        ("75", 75),
        ("1:15", 75),
        ("75s", 75),
        ("1'15\"", 75),
        ("1p15", 75),
        ("5 phút", 300),
        ("1h30", 5400),
        ("1 tiếng rưỡi", 5400),
        ("90 min", 5400),
        ("một tiếng", 3600),
        ("một tiếng rưỡi", 5400),
        ("nửa tiếng", 1800),
        ("nua gio", 1800),
        ("half an hour", 1800),
        ("một phút", 60),
        ("24h", 86_400),
        ("1h 30m 5s", 5405),
        ("2 hours and 5 seconds", 7205),
    ],
)
def test_a_length_is_read_as_people_type_it_and_a_number_alone_is_in_seconds(typed: str, seconds: int) -> None:
    assert typed_length(typed) == seconds


@pytest.mark.parametrize("typed", ["86401", "abc", "-5", "1 week"])
def test_what_is_no_length_is_refused_in_words(typed: str) -> None:
    with pytest.raises(UnreadableDuration, match="is not a length"):
        typed_length(typed)


@pytest.mark.parametrize("typed", ["0", "00:00", "0h", "0 phút"])
def test_a_length_of_nothing_is_refused(typed: str) -> None:
    with pytest.raises(UnreadableDuration, match="leave the field empty"):
        typed_length(typed)


@given(DAYS, DAYS, st.integers(1, LONGEST), st.times(), LANGUAGES)
def test_what_the_screen_says_is_read_as_the_same_value(
    day: dt.date, today: dt.date, seconds: int, time: dt.time, language: str
) -> None:
    locale.use(language)

    assert typed_day(formats.day_in_words(day), today) == day
    assert typed_length(formats.duration_in_words(seconds)) == seconds
    assert typed_time(formats.exact_clock(time)) == time.replace(microsecond=0)


@given(TEXT, DAYS)
@example("²/³", SUNDAY)
@example("mai", LATEST)
@example("last friday", EARLIEST)
def test_any_text_is_read_or_refused_in_words(text: str, today: dt.date) -> None:
    readers: list[Callable[[], object]] = [
        lambda: typed_day(text, today),
        lambda: typed_day(text, today, past=True),
        lambda: typed_days(text, today),
        lambda: typed_time(text),
        lambda: typed_length(text),
    ]
    for read in readers:
        with suppress(UserError):
            read()


@pytest.mark.parametrize(
    ("text", "number"), [("2,5", "2.5"), ("2.50", "2.50"), (" 60 % ", "60"), ("60%", "60"), ("−1", "-1"), ("+3", "3")]
)
def test_decimal_numbers_keep_their_digits(text: str, number: str) -> None:
    assert str(parse_exact(text)) == number


@pytest.mark.parametrize("text", ["", "a", "1,2,3", "1e5", "NaN", "1 000", "2,5 kg", "1234567"])
def test_other_text_is_no_decimal_number(text: str) -> None:
    with pytest.raises(UnreadableNumber, match=r"write it as 2\.5"):
        parse_exact(text)


@pytest.mark.parametrize(
    ("typed", "times"),
    [
        ("5h30, 11h30, 17h", "05:30 11:30 17:00"),
        ("17h;5 giờ rưỡi", "05:30 17:00"),
        ("5h30 sáng và 5h chiều", "05:30 17:00"),
        ("5h30 AND 0530,", "05:30"),
        ("5h30", "05:30"),
        ("17h 5h30  1130", "05:30 11:30 17:00"),
        ("5h 30", "05:30"),
        ("5 giờ 30 và 6:15 7:15", "05:30 06:15 07:15"),
    ],
)
def test_several_times_are_read_in_order(typed: str, times: str) -> None:
    assert [f"{each:%H:%M}" for each in typed_times(typed)] == times.split()


@pytest.mark.parametrize("typed", [",", "", "5h30, chiều", "5h30 25h", "5 30", "5h 30 17h"])
def test_several_times_of_which_one_is_none_are_refused(typed: str) -> None:
    with pytest.raises(UnreadableTime):
        typed_times(typed)


def test_several_times_are_not_one() -> None:
    with pytest.raises(SeveralTimes):
        typed_time("5h30, 17h")
    with pytest.raises(UntypedTime, match="is not a time of day"):
        typed_time("5h30, chiều")


def test_one_of_several_times_is_quoted_without_the_space_before_it() -> None:
    with pytest.raises(UntypedTime, match="“25h”"):
        typed_times("5h30, 25h")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("6h-7h", ("06:00", 60)),
        ("06:00 – 07:30", ("06:00", 90)),
        ("từ 17h đến 18h", ("17:00", 60)),
        ("17h to 18h", ("17:00", 60)),
        ("23h30 -> 0h15", ("23:30", 45)),
        ("5h-6h chiều", ("17:00", 60)),
        ("9h-2h chiều", ("09:00", 300)),
        ("5h sáng - 6h chiều", ("05:00", 780)),
        ("22h-24h", ("22:00", 120)),
        ("22h – 24:00", ("22:00", 120)),
        ("10h-24h đêm", ("22:00", 120)),
        ("0h-24h", ("00:00", 1440)),
        ("6h tới 7h", ("06:00", 60)),
        ("6h toi 7h", ("06:00", 60)),
        ("6h tối - 7h tối", ("18:00", 60)),
        ("6h toi den 7h toi", ("18:00", 60)),
        ("từ 6h đến hết 7h", ("06:00", 60)),
        ("22h30-10h30", ("22:30", 720)),
        ("6h", None),
        ("24h-6h", None),
        ("6h-7h-8h", None),
        ("6h-", None),
        ("7h tối", None),
        ("6h kém 15", None),
        ("5h30, 17h", None),
    ],
)
def test_a_range_of_times_is_a_start_and_a_length(text: str, found: tuple[str, int] | None) -> None:
    for form in (text, unicodedata.normalize("NFD", text)):
        read = typed_range(form)
        assert (read and (f"{read[0]:%H:%M}", read[1] // 60)) == found


@pytest.mark.parametrize("text", ["7h-6h30", "22h30-10h31", "6h-6h", "12h-1h đêm"])
def test_an_end_before_the_start_is_refused_unless_it_is_soon_after_midnight(text: str) -> None:
    with pytest.raises(EndBeforeStart, match=f"“{text}” does not end after its start"):
        typed_start(text)


@pytest.mark.parametrize("text", ["10h-12h đêm", "12h đêm - 1h", "10h đêm đến 12h đêm"])
def test_midnight_in_a_range_has_its_own_message(text: str) -> None:
    with pytest.raises(Midnight, match="“12h đêm”"):
        typed_start(text)
