"""Days, times and durations as people write them."""

import datetime as dt
import unicodedata
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radiodesk import locale
from radiodesk.errors import UserError
from radiodesk.locale import formats
from radiodesk.model.moments import EARLIEST, LATEST
from radiodesk.model.parsing import (
    LONGEST,
    DayOutOfRange,
    UnreadableDay,
    UnreadableDuration,
    UnreadableTime,
    parse_day,
    parse_duration,
    parse_time,
)

days = st.dates(EARLIEST, LATEST)
durations = st.integers(0, LONGEST)
spaces = st.sampled_from(["", " ", "  ", "\u00a0", "\n"])


@given(days, spaces, st.sampled_from(["{0.day:02}/{0.month:02}/{0.year}", "{0.day}/{0.month}/{0.year}"]))
def test_a_day_written_with_strokes_is_read_back(day: dt.date, space: str, form: str) -> None:
    written = form.format(day)

    for separator in ("/", "-", "."):
        assert parse_day(space + written.replace("/", separator) + space) == day


@given(days)
def test_a_day_as_screens_and_programs_write_it_is_read_back(day: dt.date) -> None:
    assert parse_day(formats.day(day)) == day
    assert parse_day(day.isoformat()) == day


@given(st.times())
def test_a_time_in_any_form_is_read_back(time: dt.time) -> None:
    minute = time.replace(second=0, microsecond=0)
    hour = minute.replace(minute=0)

    assert parse_time(formats.clock(time)) == minute
    assert parse_time(f"{time:%H:%M:%S}") == time.replace(microsecond=0)
    for form in ("{0.hour}h{0.minute:02}", "{0:%H}h{0:%M}", "{0.hour}g{0.minute}", "{0.hour} giờ {0.minute} phút"):
        assert parse_time(form.format(time)) == minute
        assert parse_time(unicodedata.normalize("NFD", form.format(time).upper())) == minute
    for form in ("{0.hour}h", "{0.hour}g", "{0.hour} giờ"):
        assert parse_time(form.format(time)) == hour


@given(durations, spaces)
def test_a_duration_in_any_form_is_read_back(seconds: int, space: str) -> None:
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    written = [
        formats.duration(seconds),
        f"{minutes}:{second:02}",
        f"{hours}:{minute:02}:{second:02}",
        f"{minutes}'{second:02}\"",
        f"{minutes}'{second:02}''",
        f"{minutes}’{second}”",
        f"{minutes}′{second}″",
        f"{minutes}'{second}",
        f"{minutes} phút {second} giây",
        f"{minutes}p{second}s",
        f"{hours} giờ {minute} phút {second} giây",
        f"{hours}h{minute}p{second}",
        f"{seconds} giây",
        f'{seconds}"',
    ]

    for form in written:
        assert parse_duration(space + form + space) == seconds
        assert parse_duration(unicodedata.normalize("NFD", form).upper()) == seconds


@given(st.integers(0, 23), st.integers(0, 59))
def test_a_duration_of_whole_minutes_needs_no_seconds(hours: int, minutes: int) -> None:
    for form in (f"{minutes}'", f"{minutes} phút", f"{minutes} ph"):
        assert parse_duration(form) == minutes * 60
    for form in (f"{hours} giờ {minutes} phút", f"{hours}h{minutes:02}", f"{hours}g{minutes}"):
        assert parse_duration(form) == hours * 3600 + minutes * 60
    assert parse_duration(f"{hours} giờ") == hours * 3600


@pytest.mark.parametrize(
    "text", ["", "hôm nay", "31/02/2019", "5/3/19", "5/3", "05/03-2019", "٥/٣/2019", "0/1/2019", "1/13/2019", "[/]"]
)
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(UnreadableDay, match="05/03/2019"):
        parse_day(text)


@pytest.mark.parametrize("text", ["05/03/20119", "5-3-0019", "20119-03-05", "1949-12-31", "01/01/2101"])
def test_a_day_in_a_year_that_nobody_means_is_refused(text: str) -> None:
    with pytest.raises(DayOutOfRange, match="1950"):
        parse_day(text)


@pytest.mark.parametrize("text", ["", "24:00", "5:60", "5", "530", "h30", "sáng", "5h30m10", "-5:30", "05:30:61"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(UnreadableTime, match="05:30"):
        parse_time(text)


@pytest.mark.parametrize(
    "text",
    ["", " ", "15", "15:60", "15:4", "1:60:00", "15'61", '2h305"', "-15:24", "giây", "25 giờ", "24:00:01", "9999:00"],
)
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(UnreadableDuration, match="15:24"):
        parse_duration(text)


def test_the_examples_of_a_length_are_in_the_language_of_the_message() -> None:
    with pytest.raises(UnreadableDuration) as caught:
        parse_duration("dài")
    assert str(caught.value).endswith("write it as 15:24, 1:15:24 or 15'24\"")
    locale.use("vi")
    assert str(caught.value).endswith("hoặc 15 phút 24 giây")


@given(st.text())
def test_whatever_is_typed_is_read_or_refused_in_words(text: str) -> None:
    for read in (parse_day, parse_time, parse_duration):
        with suppress(UserError):
            read(text)
