"""When slots are due: rules, what ends them, pauses, exclusions, additions, and clocks that change."""

import datetime as dt
import json
from itertools import takewhile
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from hypothesis import assume, given
from hypothesis import strategies as st

from radiodesk.errors import UserError
from radiodesk.model.moments import span
from radiodesk.schedule.recurrence import (
    EndBeforeStart,
    NeverOccurs,
    Occurrence,
    Recurrence,
    TwoEnds,
    check,
    expand,
    last_day,
    local_starts,
    unmatched_exclusions,
)
from radiodesk.schedule.rrule import (
    BadRule,
    BadValue,
    DuplicatePart,
    NoFrequency,
    NotTogether,
    OncePerDay,
    PositionWithoutSet,
    UnknownPart,
    parse,
)

CASES = json.loads((Path(__file__).parent.parent / "data/recurrence.json").read_text("utf-8"))["cases"]
HO_CHI_MINH, BERLIN, NEW_YORK = ZoneInfo("Asia/Ho_Chi_Minh"), ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
SAMOA = ZoneInfo("Pacific/Apia")
"""It skipped the whole of 30 December 2011."""

MONDAY = dt.date(2026, 1, 5)


def slot(rule: str = "", at: str = "05:30", start: dt.date = MONDAY, **values: object) -> Recurrence:
    """A slot of 15 minutes, unless given."""
    return Recurrence(dt.time.fromisoformat(at), start, parse(rule), **{"seconds": 900} | values)


def local(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def days_of(rule: str, first: str, last: str, **values: object) -> list[str]:
    """The days on which occurrences of a slot start, "01-05"."""
    window = span(dt.date.fromisoformat(first), dt.date.fromisoformat(last), HO_CHI_MINH)
    return [f"{each.of:%m-%d}" for each in expand(slot(rule, **values), HO_CHI_MINH, *window)]


def shown(occurrences: list[Occurrence], zone: ZoneInfo) -> list[tuple[str, str]]:
    """Starts and ends by the local clock."""
    return [
        (f"{each.starts.astimezone(zone):%m-%d %H:%M}", f"{each.ends.astimezone(zone):%m-%d %H:%M}")
        for each in occurrences
        if each.ends
    ]


# The cases of the contract


UNCHANGED = [case for case in CASES if not case["overrides"]]
"""Those with changed occurrences are applied as grid files: a changed occurrence is stored."""


@pytest.mark.parametrize("case", UNCHANGED, ids=[case["id"] for case in UNCHANGED])
def test_a_case_of_the_contract(case: dict) -> None:
    zone, first = ZoneInfo(case["zone"]), local(case["start"])
    recurrence = Recurrence(
        at=first.time(),
        start=first.date(),
        rule=parse(case["rule"]),
        seconds=case["seconds"],
        exclusions=tuple(map(local, case["exdates"])),
        additions=tuple(map(local, case["rdates"])),
    )
    begin, end = (local(case["window"][each]).replace(tzinfo=zone) for each in ("from", "to"))

    found = expand(recurrence, zone, begin, end)

    assert [
        {
            "start": f"{each.starts.astimezone(zone):%FT%T}",
            "end": f"{each.ends.astimezone(zone):%FT%T}",
            "start_utc": f"{each.starts:%FT%TZ}",
            "end_utc": f"{each.ends:%FT%TZ}",
        }
        for each in found
        if each.ends
    ] == [{name: each[name] for name in ("start", "end", "start_utc", "end_utc")} for each in case["expected"]]
    assert [f"{each.of:%FT%T}" for each in found] == [
        each.get("planned_local") or each["start"] for each in case["expected"]
    ]


# Clocks that change


@pytest.mark.parametrize(
    ("zone", "first", "shown_starts", "utc_hours"),
    [
        (BERLIN, "2026-03-28", ["02:30", "03:30", "02:30"], [1, 1, 0]),
        (BERLIN, "2026-10-24", ["02:30", "02:30", "02:30"], [0, 0, 1]),
        (NEW_YORK, "2026-03-07", ["02:30", "03:30", "02:30"], [7, 7, 6]),
        (NEW_YORK, "2026-10-31", ["02:30", "02:30", "02:30"], [6, 7, 7]),
    ],
)
def test_daily_0230_over_both_clock_changes_in_berlin_and_new_york(
    zone: ZoneInfo, first: str, shown_starts: list[str], utc_hours: list[int]
) -> None:
    day = dt.date.fromisoformat(first)

    found = expand(slot("daily", "02:30"), zone, *span(day, day + dt.timedelta(days=2), zone))

    assert [f"{each.starts.astimezone(zone):%H:%M}" for each in found] == shown_starts
    assert [each.starts.hour for each in found] == utc_hours
    assert {f"{each.of:%H:%M}" for each in found} == {"02:30"}, "the identity is the rule's time, on the day of the gap"


def test_a_window_may_begin_in_an_occurrence_that_clocks_moved_away_from_its_time() -> None:
    day = dt.date(2026, 3, 29)
    begin = dt.datetime(2026, 3, 29, 3, 35, tzinfo=BERLIN)

    [found] = expand(slot("daily", "02:30", seconds=600), BERLIN, begin, span(day, day, BERLIN)[1])

    assert found.of == local("2026-03-29T02:30")


def test_of_a_time_that_comes_twice_the_first_is_meant() -> None:
    day = dt.date(2026, 11, 1)

    [found] = expand(slot("daily", "01:30", seconds=3600), NEW_YORK, *span(day, day, NEW_YORK))

    assert found.starts == dt.datetime(2026, 11, 1, 5, 30, tzinfo=dt.UTC)
    assert found.ends == dt.datetime(2026, 11, 1, 6, 30, tzinfo=dt.UTC)


def test_a_day_that_a_zone_skipped_is_aired_on_the_next() -> None:
    december = slot("daily", "10:00", dt.date(2011, 12, 29))

    found = expand(december, SAMOA, *span(dt.date(2011, 12, 31), dt.date(2011, 12, 31), SAMOA))

    assert [f"{each.of:%d}" for each in found] == ["30", "31"]
    assert {f"{each.starts.astimezone(SAMOA):%d %H:%M}" for each in found} == {"31 10:00"}


def test_windows_end_between_a_time_and_its_second_coming() -> None:
    """Clocks in São Paulo went from midnight back to 23:00 on 17 February 2018."""
    sao_paulo, day = ZoneInfo("America/Sao_Paulo"), dt.date(2018, 2, 17)
    night = slot("daily", "23:45", dt.date(2018, 2, 17), seconds=600)
    second = local("2018-02-17T23:30").replace(tzinfo=sao_paulo, fold=1)

    [found] = expand(night, sao_paulo, span(day, day, sao_paulo)[0], second)

    assert found.ends == local("2018-02-18T01:55").replace(tzinfo=dt.UTC)
    assert expand(night, sao_paulo, second, second + dt.timedelta(minutes=30)) == []


# Midnight, lengths and windows


def test_2300_for_three_hours_is_on_air_on_both_days() -> None:
    night = slot("daily", "23:00", seconds=3 * 3600)
    tuesday = dt.date(2026, 1, 6)

    found = expand(night, HO_CHI_MINH, *span(tuesday, tuesday, HO_CHI_MINH))

    assert shown(found, HO_CHI_MINH) == [("01-05 23:00", "01-06 02:00"), ("01-06 23:00", "01-07 02:00")]


def test_sunday_to_monday_is_one_occurrence_of_sunday() -> None:
    night = slot("FREQ=WEEKLY;BYDAY=SU", "22:00", seconds=4 * 3600)
    monday = dt.date(2026, 1, 12)

    found = expand(night, HO_CHI_MINH, *span(monday, monday, HO_CHI_MINH))

    assert shown(found, HO_CHI_MINH) == [("01-11 22:00", "01-12 02:00")]


def test_an_occurrence_may_last_longer_than_a_day() -> None:
    festival = slot("", "20:00", seconds=50 * 3600)
    wednesday = dt.date(2026, 1, 7)

    [found] = expand(festival, HO_CHI_MINH, *span(wednesday, wednesday, HO_CHI_MINH))

    assert found.of == local("2026-01-05T20:00")


@pytest.mark.parametrize(
    ("begin", "end", "is_inside"),
    [
        ("05:00", "05:30", False),
        ("05:00", "05:31", True),
        ("05:44", "05:45", True),
        ("05:45", "06:00", False),
    ],
)
def test_a_window_has_what_is_on_air_at_any_moment_inside(begin: str, end: str, is_inside: bool) -> None:
    moments = (local(f"2026-01-05T{each}").replace(tzinfo=HO_CHI_MINH) for each in (begin, end))

    assert bool(expand(slot("daily"), HO_CHI_MINH, *moments)) is is_inside


def test_an_occurrence_without_a_length_is_in_the_window_in_which_it_starts() -> None:
    assert days_of("daily", "2026-01-06", "2026-01-07", seconds=None) == ["01-06", "01-07"]


# Rules


def test_no_rule_means_once_on_the_first_day() -> None:
    assert days_of("", "2026-01-01", "2026-12-31") == ["01-05"]
    assert parse(None) == parse("") == parse("  ")


def test_the_words_daily_and_weekdays() -> None:
    assert days_of("daily", "2026-01-09", "2026-01-12") == ["01-09", "01-10", "01-11", "01-12"]
    assert days_of("Weekdays", "2026-01-09", "2026-01-12") == ["01-09", "01-12"]


def test_the_first_day_is_an_occurrence_only_if_the_rule_matches_it() -> None:
    assert days_of("FREQ=WEEKLY;BYDAY=TU", "2026-01-01", "2026-01-20") == ["01-06", "01-13", "01-20"]


def test_every_second_week() -> None:
    rule = "FREQ=WEEKLY;INTERVAL=2"

    assert days_of(rule, "2026-01-01", "2026-02-15") == ["01-05", "01-19", "02-02"]
    assert days_of(rule, "2026-01-12", "2026-01-18") == []


def test_the_week_of_every_second_week_begins_on_its_wkst() -> None:
    rule = "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST={}"

    assert days_of(rule.format("MO"), "2026-01-05", "2026-01-31") == ["01-06", "01-11", "01-20", "01-25"]
    assert days_of(rule.format("SU"), "2026-01-05", "2026-01-31") == ["01-06", "01-18", "01-20"]


def test_the_first_and_third_friday() -> None:
    assert days_of("FREQ=MONTHLY;BYDAY=1FR,3FR", "2026-01-01", "2026-03-10") == ["01-16", "02-06", "02-20", "03-06"]


def test_two_programmes_share_a_slot_in_odd_and_even_weeks() -> None:
    rule = "FREQ=WEEKLY;INTERVAL=2;BYDAY=SA"
    odd = days_of(rule, "2035-12-01", "2036-01-31", start=MONDAY)
    even = days_of(rule, "2035-12-01", "2036-01-31", start=MONDAY + dt.timedelta(weeks=1))

    assert odd == ["12-01", "12-15", "12-29", "01-12", "01-26"]
    assert even == ["12-08", "12-22", "01-05", "01-19"]


def test_what_a_month_or_year_does_not_have_is_left_out_and_nothing_slides() -> None:
    first = dt.date(2024, 1, 31)
    assert days_of("FREQ=MONTHLY", "2024-01-01", "2024-06-30", start=first) == ["01-31", "03-31", "05-31"]
    leap = slot("FREQ=YEARLY", start=dt.date(2024, 2, 29))
    check(leap, HO_CHI_MINH)
    found = expand(leap, HO_CHI_MINH, *span(dt.date(2024, 1, 1), dt.date(2033, 1, 1), HO_CHI_MINH))
    assert [f"{each.of:%F}" for each in found] == ["2024-02-29", "2028-02-29", "2032-02-29"]


def test_a_week_of_a_year_has_the_weekday_of_the_first_day() -> None:
    assert days_of("FREQ=YEARLY;BYWEEKNO=20", "2026-01-01", "2027-12-31") == ["05-11", "05-17"]


def test_numbered_and_plain_weekdays_stand_beside_each_other() -> None:
    assert days_of("FREQ=MONTHLY;BYDAY=MO,1TU", "2026-02-01", "2026-02-28") == [
        "02-02",
        "02-03",
        "02-09",
        "02-16",
        "02-23",
    ]


def test_positions_are_counted_from_the_first_day() -> None:
    wednesday = dt.date(2026, 1, 7)

    assert days_of("FREQ=WEEKLY;BYDAY=MO,WE,FR;BYSETPOS=1", "2026-01-01", "2026-01-20", start=wednesday) == [
        "01-07",
        "01-12",
        "01-19",
    ]


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY;INTERVAL=3",
        "FREQ=DAILY;BYMONTH=2,3;BYDAY=MO,FR",
        "FREQ=DAILY;BYDAY=MO,FR;BYSETPOS=1",
        "FREQ=WEEKLY;INTERVAL=3",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=SU",
        "FREQ=WEEKLY;INTERVAL=3;BYDAY=MO,FR;WKST=TH",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE,FR;BYSETPOS=1,-1",
        "FREQ=MONTHLY;INTERVAL=5",
        "FREQ=MONTHLY;INTERVAL=7;BYMONTHDAY=-1,15",
        "FREQ=MONTHLY;INTERVAL=2;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
        "FREQ=YEARLY",
        "FREQ=YEARLY;BYMONTH=3,6",
        "FREQ=YEARLY;INTERVAL=3;BYMONTH=2,9;BYDAY=1FR",
        "FREQ=YEARLY;INTERVAL=2;BYYEARDAY=100,-100",
        "FREQ=YEARLY;INTERVAL=3;BYWEEKNO=20;BYDAY=MO",
        "FREQ=YEARLY;BYDAY=20MO",
    ],
)
@pytest.mark.parametrize("start", ["2016-01-31", "2016-02-03", "2016-12-29"])
def test_a_window_years_later_has_the_days_that_dateutil_gives_from_the_first(rule: str, start: str) -> None:
    first = local(f"{start}T05:30")
    expected = list(
        takewhile(lambda each: each.year < 2030, rrulestr(rule + ";WKST=MO" * ("WKST" not in rule), dtstart=first))
    )
    recurrence = slot(rule, start=first.date())

    for year in range(2016, 2030):
        for month in range(1, 13):
            day = dt.date(year, month, 1)
            window = span(day, day + dt.timedelta(days=6), HO_CHI_MINH)
            found = [each.of for each in expand(recurrence, HO_CHI_MINH, *window)]
            assert found == [each for each in expected if day <= each.date() < day + dt.timedelta(days=7)]


def test_no_rule_gives_days_beyond_those_of_the_desk() -> None:
    assert days_of("FREQ=YEARLY", "2099-01-01", "2105-01-01", start=dt.date(2000, 12, 31)) == ["12-31", "12-31"]


# What ends a rule


@pytest.mark.parametrize(
    ("rule", "last"),
    [
        ("FREQ=DAILY;COUNT=3", "01-07"),
        ("FREQ=DAILY;UNTIL=20260107", "01-07"),
        ("FREQ=DAILY;UNTIL=20260107T053000", "01-07"),
        ("FREQ=DAILY;UNTIL=20260107T052959", "01-06"),
        ("FREQ=DAILY;UNTIL=20260106T223000Z", "01-07"),
        ("FREQ=DAILY;UNTIL=20260106T222959Z", "01-06"),
        ("FREQ=DAILY;UNTIL=99991231T235959Z", "01-31"),
    ],
)
def test_count_and_until_are_included(rule: str, last: str) -> None:
    assert days_of(rule, "2026-01-01", "2026-01-31")[-1] == last


def test_until_of_a_slot_is_a_day_and_included() -> None:
    assert days_of("daily", "2026-01-01", "2026-01-31", until=dt.date(2026, 1, 7)) == ["01-05", "01-06", "01-07"]


def test_until_as_a_moment_in_a_day_that_a_zone_skipped() -> None:
    december = slot("FREQ=DAILY;UNTIL=20111230T103000Z", "10:00", dt.date(2011, 12, 20))

    assert last_day(december, SAMOA) == dt.date(2011, 12, 29)


def test_count_counts_what_is_left_out() -> None:
    values = {
        "exclusions": (local("2026-01-06T05:30"),),
        "pauses": ((dt.date(2026, 1, 8), dt.date(2026, 1, 8)),),
        "additions": (local("2026-01-20T05:30"),),
    }

    assert days_of("FREQ=DAILY;COUNT=5", "2026-01-01", "2026-01-31", **values) == ["01-05", "01-07", "01-09", "01-20"]


def test_the_starts_of_a_rule_before_and_after_a_day() -> None:
    counted = slot("FREQ=WEEKLY;COUNT=5", exclusions=(dt.date(2026, 1, 12),))
    before = list(local_starts(counted, HO_CHI_MINH, latest=local("2026-01-19T05:30")))
    after = list(local_starts(counted, HO_CHI_MINH, earliest=local("2026-01-19T05:31")))

    assert [f"{each:%m-%d}" for each in before + after] == ["01-05", "01-12", "01-19", "01-26", "02-02"]


# Pauses, exclusions and additions


def test_both_days_of_a_pause_are_paused() -> None:
    pauses = ((dt.date(2026, 1, 7), dt.date(2026, 1, 8)),)

    assert days_of("daily", "2026-01-06", "2026-01-09", pauses=pauses) == ["01-06", "01-09"]


def test_an_exclusion_names_a_start_or_a_day_and_beats_an_addition() -> None:
    values = {"additions": (local("2026-01-06T18:00"), local("2026-01-07T18:00"), local("2026-01-07T18:00"))}

    def starts(*exclusions: dt.date) -> list[str]:
        recurrence = slot("daily", exclusions=exclusions, **values)
        window = span(dt.date(2026, 1, 6), dt.date(2026, 1, 7), HO_CHI_MINH)
        return [f"{each.of:%d %H}" for each in expand(recurrence, HO_CHI_MINH, *window)]

    assert starts() == ["06 05", "06 18", "07 05", "07 18"]
    assert starts(local("2026-01-06T05:30")) == ["06 18", "07 05", "07 18"]
    assert starts(local("2026-01-06T18:00")) == ["06 05", "07 05", "07 18"]
    assert starts(dt.date(2026, 1, 6)) == ["07 05", "07 18"]


def test_an_addition_is_outside_the_rule_its_days_and_its_pauses() -> None:
    values = {
        "until": dt.date(2026, 1, 6),
        "pauses": ((dt.date(2026, 1, 6), dt.date(2026, 1, 9)),),
        "additions": (local("2026-01-02T05:30"), local("2026-01-08T05:30"), local("2026-01-05T05:30")),
    }

    assert days_of("daily", "2026-01-01", "2026-01-31", **values) == ["01-02", "01-05", "01-08"]


def test_an_exclusion_that_names_no_occurrence_is_returned_and_has_no_effect() -> None:
    wrong_time, wrong_day, right = local("2026-01-07T05:00"), dt.date(2026, 1, 4), local("2026-01-07T05:30")
    recurrence = slot(
        "daily",
        pauses=((dt.date(2026, 1, 8), dt.date(2026, 1, 8)),),
        exclusions=(wrong_time, wrong_day, right, dt.date(2026, 1, 8)),
        additions=(local("2026-01-09T18:00"),),
    )

    assert unmatched_exclusions(recurrence, HO_CHI_MINH) == (wrong_time, wrong_day)
    window = span(dt.date(2026, 1, 4), dt.date(2026, 1, 9), HO_CHI_MINH)
    assert [f"{each.starts.astimezone(HO_CHI_MINH):%d %H}" for each in expand(recurrence, HO_CHI_MINH, *window)] == [
        "05 05",
        "06 05",
        "09 05",
        "09 18",
    ]


# What is refused


@pytest.mark.parametrize(
    ("rule", "error", "named"),
    [
        ("hằng ngày", BadRule, "HẰNG NGÀY"),
        ("FREQ", BadRule, "FREQ"),
        ("FREQ=DAILY;", BadRule, "“”"),
        ("RRULE:FREQ=DAILY", UnknownPart, "RRULE:FREQ"),
        ("FREQ=DAILY;BYEASTER=1", UnknownPart, "BYEASTER"),
        ("INTERVAL=2", NoFrequency, "INTERVAL=2"),
        ("FREQ=DAILY;FREQ=DAILY", DuplicatePart, "FREQ"),
        ("FREQ=OFTEN", BadValue, "OFTEN"),
        ("FREQ=HOURLY", OncePerDay, "FREQ=HOURLY"),
        ("FREQ=DAILY;BYHOUR=5,17", OncePerDay, "BYHOUR"),
        ("FREQ=DAILY;BYMINUTE=5", OncePerDay, "BYMINUTE"),
        ("FREQ=DAILY;BYSECOND=5", OncePerDay, "BYSECOND"),
        ("FREQ=DAILY;INTERVAL=0", BadValue, "INTERVAL"),
        ("FREQ=DAILY;INTERVAL=-1", BadValue, "-1"),
        ("FREQ=DAILY;INTERVAL=9999999999", BadValue, "9999999999"),
        ("FREQ=DAILY;COUNT=ba", BadValue, "BA"),
        ("FREQ=DAILY;COUNT=٣", BadValue, "COUNT"),
        ("FREQ=DAILY;UNTIL=20260230", BadValue, "20260230"),
        ("FREQ=DAILY;UNTIL=2026-01-07", BadValue, "2026-01-07"),
        ("FREQ=DAILY;UNTIL=00010101T000000Z", BadValue, "00010101"),
        ("FREQ=DAILY;COUNT=3;UNTIL=20260107", NotTogether, "COUNT"),
        ("FREQ=WEEKLY;BYDAY=MO,XX", BadValue, "MO,XX"),
        ("FREQ=WEEKLY;BYDAY=", BadValue, "BYDAY"),
        ("FREQ=WEEKLY;BYDAY=1MO", NotTogether, "BYDAY=1MO"),
        ("FREQ=YEARLY;BYWEEKNO=3;BYDAY=1MO", NotTogether, "BYWEEKNO"),
        ("FREQ=MONTHLY;BYDAY=0MO", BadValue, "0MO"),
        ("FREQ=MONTHLY;BYDAY=6MO", BadValue, "6MO"),
        ("FREQ=YEARLY;BYMONTH=12;BYDAY=53MO", BadValue, "53MO"),
        ("FREQ=MONTHLY;WKST=1", BadValue, "WKST"),
        ("FREQ=YEARLY;BYMONTH=13", BadValue, "13"),
        ("FREQ=YEARLY;BYMONTH=-1", BadValue, "-1"),
        ("FREQ=MONTHLY;BYMONTHDAY=0", BadValue, "BYMONTHDAY"),
        ("FREQ=MONTHLY;BYMONTHDAY=32", BadValue, "32"),
        ("FREQ=WEEKLY;BYMONTHDAY=3", NotTogether, "BYMONTHDAY"),
        ("FREQ=MONTHLY;BYYEARDAY=3", NotTogether, "BYYEARDAY"),
        ("FREQ=DAILY;BYWEEKNO=3", NotTogether, "BYWEEKNO"),
        ("FREQ=MONTHLY;BYSETPOS=1", PositionWithoutSet, "BYSETPOS"),
    ],
)
def test_a_malformed_rule_is_refused_by_name(rule: str, error: type[UserError], named: str) -> None:
    with pytest.raises(BadRule) as refused:
        parse(rule)

    assert type(refused.value) is error
    assert named in str(refused.value)


@pytest.mark.parametrize(
    ("rule", "start"),
    [
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", MONDAY),
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", MONDAY),
        ("FREQ=DAILY;COUNT=0", MONDAY),
        ("FREQ=DAILY;INTERVAL=7;BYDAY=TU", MONDAY),
        ("FREQ=DAILY;BYDAY=MO;BYSETPOS=2", MONDAY),
        ("FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=31", dt.date(2026, 6, 1)),
        ("FREQ=YEARLY;INTERVAL=4;BYMONTH=2;BYMONTHDAY=29", dt.date(2026, 1, 1)),
        ("FREQ=WEEKLY;BYDAY=MO;BYSETPOS=2", MONDAY),
        ("FREQ=WEEKLY;BYDAY=TU;UNTIL=20260105", MONDAY),
        ("FREQ=WEEKLY;BYDAY=TU;COUNT=2;BYMONTH=3;INTERVAL=1000000", MONDAY),
    ],
)
def test_a_rule_that_never_occurs_is_refused(rule: str, start: dt.date) -> None:
    with pytest.raises(NeverOccurs, match=rule):
        check(slot(rule, start=start), HO_CHI_MINH)


@pytest.mark.parametrize("rule", ["FREQ=MONTHLY;BYMONTHDAY=31", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "", "daily"])
def test_a_rule_that_occurs_is_valid_whatever_is_left_out(rule: str) -> None:
    check(slot(rule, pauses=((MONDAY, dt.date(2099, 1, 1)),), until=dt.date(2050, 1, 1)), HO_CHI_MINH)


def test_a_last_day_before_the_first_is_refused() -> None:
    sunday = MONDAY - dt.timedelta(days=1)
    for recurrence in (
        slot("daily", until=sunday),
        slot("", until=sunday),
        slot("FREQ=DAILY;UNTIL=20260104"),
        slot("FREQ=DAILY;UNTIL=20260104T222959Z"),
        slot("daily", pauses=((MONDAY, sunday),)),
        slot("daily", start=dt.date(2101, 1, 1)),
    ):
        with pytest.raises(EndBeforeStart):
            check(recurrence, HO_CHI_MINH)
    check(slot("daily", until=MONDAY), HO_CHI_MINH)


@pytest.mark.parametrize(("rule", "named"), [("FREQ=DAILY;COUNT=3", "COUNT"), ("FREQ=DAILY;UNTIL=20260107", "UNTIL")])
def test_a_slot_ends_in_one_way(rule: str, named: str) -> None:
    with pytest.raises(TwoEnds, match=named):
        check(slot(rule, until=dt.date(2026, 1, 7)), HO_CHI_MINH)


# Any slot


WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
SMALL = st.integers(1, 5)


def listed(items: st.SearchStrategy[object]) -> st.SearchStrategy[str]:
    return st.lists(items, min_size=1, max_size=4, unique=True).map(lambda chosen: ",".join(map(str, chosen)))


WEEKDAY_LISTS = listed(st.sampled_from(WEEKDAYS))
NUMBERED = listed(
    st.tuples(st.sampled_from([-2, -1, 1, 2, 3, 5]), st.sampled_from(WEEKDAYS)).map("{0[0]}{0[1]}".format)
)
MONTH_DAYS = listed(st.sampled_from([-31, -2, -1, 1, 2, 15, 28, 29, 30, 31]))
MONTHS = listed(st.integers(1, 12))
PARTS = {
    "DAILY": {"BYDAY": WEEKDAY_LISTS, "BYMONTH": MONTHS, "BYMONTHDAY": MONTH_DAYS},
    "WEEKLY": {"BYDAY": WEEKDAY_LISTS, "BYMONTH": MONTHS, "WKST": st.sampled_from(WEEKDAYS)},
    "MONTHLY": {"BYDAY": NUMBERED | WEEKDAY_LISTS, "BYMONTH": MONTHS, "BYMONTHDAY": MONTH_DAYS},
    "YEARLY": {
        "BYDAY": WEEKDAY_LISTS,
        "BYMONTH": MONTHS,
        "BYMONTHDAY": MONTH_DAYS,
        "BYYEARDAY": listed(st.sampled_from([1, 60, 100, 200, 366, -1, -100])),
    },
}
ENDS = st.sampled_from(["", "COUNT=1", "COUNT=7", "COUNT=400", "UNTIL=20200229", "UNTIL=20191027T023000"]) | st.just(
    "UNTIL=20191027T013000Z"
)


@st.composite
def rules(draw: st.DrawFn) -> tuple[str, str]:
    """A rule, and what ends it."""
    frequency = draw(st.sampled_from(sorted(PARTS)))
    parts = [f"FREQ={frequency}", f"INTERVAL={draw(SMALL)}"]
    parts += [f"{name}={draw(values)}" for name, values in PARTS[frequency].items() if draw(st.integers(0, 2)) == 0]
    if any(part.startswith(("BYDAY", "BYMONTH")) for part in parts) and draw(st.integers(0, 4)) == 0:
        parts.append(f"BYSETPOS={draw(listed(st.sampled_from([1, 2, -1])))}")
    return ";".join(parts), draw(ENDS)


DAYS = st.dates(dt.date(2018, 1, 1), dt.date(2020, 12, 31))
TIMES = st.sampled_from([dt.time(0), dt.time(2, 30), dt.time(5, 30), dt.time(23, 0)])
STARTS = st.builds(dt.datetime.combine, DAYS, TIMES)


def modelled(
    recurrence: Recurrence, rule: str, end: str, zone: ZoneInfo, begin: dt.datetime, close: dt.datetime
) -> list[tuple[dt.datetime, dt.datetime]]:
    """Starts and identities by dateutil from the first day, one by one."""

    def moment(start: dt.datetime) -> dt.datetime:
        return start.replace(tzinfo=zone).astimezone(dt.UTC)

    first = dt.datetime.combine(recurrence.start, recurrence.at)
    given_starts = list(takewhile(lambda start: start.year < 2027, rrulestr(rule, dtstart=first)))
    name, _equals, value = end.partition("=")
    if name == "COUNT":
        given_starts = given_starts[: int(value)]
    elif value.endswith("Z"):
        given_starts = [each for each in given_starts if moment(each) <= dt.datetime.fromisoformat(value)]
    elif "T" in value:
        given_starts = [each for each in given_starts if each <= dt.datetime.fromisoformat(value)]
    elif value:
        given_starts = [each for each in given_starts if each.date() <= dt.date.fromisoformat(value)]
    left = {
        start
        for start in given_starts
        if not any(first_day <= start.date() <= last_day for first_day, last_day in recurrence.pauses)
    }
    left |= set(recurrence.additions)
    left -= set(recurrence.exclusions)
    left = {start for start in left if start.date() not in recurrence.exclusions}
    found = []
    for of in left:
        starts = moment(of)
        ends = starts + dt.timedelta(seconds=recurrence.seconds or 0)
        if starts < close and (ends > begin or starts >= begin):
            found.append((starts, of))
    return sorted(found)


@given(
    rules(),
    DAYS,
    TIMES,
    st.sampled_from([HO_CHI_MINH, BERLIN, NEW_YORK]),
    st.sampled_from([None, 900, 3 * 3600, 100 * 3600]),
    st.data(),
)
def test_any_slot_gives_what_a_simple_model_gives(
    rule: tuple[str, str], start: dt.date, at: dt.time, zone: ZoneInfo, seconds: int | None, data: st.DataObject
) -> None:
    text = ";".join(filter(None, rule))
    bare = Recurrence(at, start, parse(text), seconds)
    try:
        check(bare, zone)
    except (NeverOccurs, EndBeforeStart):
        assume(False)
    due = [each for each, _number in zip(local_starts(bare, zone, latest=local("2026-01-01")), range(80), strict=False)]
    some = st.sampled_from(due) | STARTS if due else STARTS
    recurrence = Recurrence(
        at,
        start,
        parse(text),
        seconds,
        pauses=tuple((day, day + dt.timedelta(days=10)) for day in data.draw(st.lists(DAYS, max_size=2))),
        exclusions=tuple(data.draw(st.lists(some | some.map(dt.datetime.date), max_size=3))),
        additions=tuple(data.draw(st.lists(some, max_size=3))),
    )
    near = st.sampled_from(due).map(dt.datetime.date) if due else DAYS
    first = data.draw(near | st.dates(dt.date(2018, 1, 1), dt.date(2025, 1, 1)))
    window = span(first, first + dt.timedelta(days=data.draw(st.sampled_from([0, 6, 40, 400]))), zone)

    found = [(each.starts, each.of) for each in expand(recurrence, zone, *window)]

    assert found == modelled(recurrence, *rule, zone, *window)
