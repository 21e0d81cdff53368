"""Rules of recurrence as people type them, and as they are said."""

import contextlib
import datetime as dt
from collections.abc import Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from radiodesk import locale
from radiodesk.model.moments import LATEST
from radiodesk.model.text import fold
from radiodesk.schedule import rrule
from radiodesk.schedule.rrule import BadRule, parse
from radiodesk.schedule.rule_words import rule_words, words_with_days
from radiodesk.schedule.typed_rules import EXAMPLES, UntypedRule, typed_rule

THURSDAY, FRIDAY = dt.date(2026, 12, 3), dt.date(2026, 12, 4)


@contextlib.contextmanager
def using(language: str) -> Iterator[None]:
    """Use a language for a while."""
    before = locale.language()
    locale.use(language)
    try:
        yield
    finally:
        locale.use(before)


WORKING = "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"
FIRST_FRIDAY = "FREQ=MONTHLY;BYDAY=1FR"
ODD = "FREQ=YEARLY;BYWEEKNO=" + ",".join(map(str, range(1, 54, 2)))
EVEN = "FREQ=YEARLY;BYWEEKNO=" + ",".join(map(str, range(2, 53, 2)))

TYPED = {
    "": "",
    "một lần": "",
    "hằng ngày": "FREQ=DAILY",
    "Hàng ngày.": "FREQ=DAILY",
    "daily": "FREQ=DAILY",
    "cách ngày": "FREQ=DAILY;INTERVAL=2",
    "3 ngày một lần": "FREQ=DAILY;INTERVAL=3",
    "every other day": "FREQ=DAILY;INTERVAL=2",
    "every third day": "FREQ=DAILY;INTERVAL=3",
    "hằng tuần": "FREQ=WEEKLY;BYDAY=FR",
    "weekly": "FREQ=WEEKLY;BYDAY=FR",
    "tuần một lần": "FREQ=WEEKLY;BYDAY=FR",
    "thứ tư hằng tuần": "FREQ=WEEKLY;BYDAY=WE",
    "hằng tuần vào thứ tư": "FREQ=WEEKLY;BYDAY=WE",
    "weekly on Wednesday": "FREQ=WEEKLY;BYDAY=WE",
    "Mondays": "FREQ=WEEKLY;BYDAY=MO",
    "every Monday and Thursday": "FREQ=WEEKLY;BYDAY=MO,TH",
    "thứ Hai và thứ Năm": "FREQ=WEEKLY;BYDAY=MO,TH",
    "T2, T4 và CN": "FREQ=WEEKLY;BYDAY=MO,WE,SU",
    "t2 t4 t6": "FREQ=WEEKLY;BYDAY=MO,WE,FR",
    "T246": "FREQ=WEEKLY;BYDAY=MO,WE,FR",
    "thứ 2-4-6": "FREQ=WEEKLY;BYDAY=MO,WE,FR",
    "T2-T6": WORKING,
    "thứ 2 đến thứ 6": WORKING,
    "từ thứ hai đến thứ sáu": WORKING,
    "Monday to Friday": WORKING,
    "mon-fri": WORKING,
    "T2-T4, T6": "FREQ=WEEKLY;BYDAY=MO,TU,WE,FR",
    "weekdays": WORKING,
    "ngày thường": WORKING,
    "T6-T2": "FREQ=WEEKLY;BYDAY=MO,FR,SA,SU",
    "T2 đến CN": "FREQ=DAILY",
    "cuối tuần": "FREQ=WEEKLY;BYDAY=SA,SU",
    "weekends": "FREQ=WEEKLY;BYDAY=SA,SU",
    "hằng ngày trừ chủ nhật": "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA",
    "hằng ngày, trừ T7 và CN": WORKING,
    "T2-T6 trừ thứ tư": "FREQ=WEEKLY;BYDAY=MO,TU,TH,FR",
    "daily except Sunday": "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA",
    "every day but Sundays": "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA",
    "cách tuần": "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR",
    "cách 1 tuần": "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR",
    "T4 cách tuần": "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE",
    "cách tuần, thứ tư và thứ sáu": "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE,FR",
    "2 tuần 1 lần": "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR",
    "hai tuần một lần": "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR",
    "2 tuần một lần T4": "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE",
    "thứ hai hai tuần một lần": "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO",
    "hai tuần một lần vào thứ tư": "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE",
    "mỗi 3 tuần": "FREQ=WEEKLY;INTERVAL=3;BYDAY=FR",
    "thứ hai tuần 1 lần": "FREQ=WEEKLY;BYDAY=MO",
    "every second Wednesday": "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE",
    "every other Wednesday": "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE",
    "every other week": "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR",
    "every two weeks": "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR",
    "every 3 weeks on Monday": "FREQ=WEEKLY;INTERVAL=3;BYDAY=MO",
    "fortnightly": "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR",
    "Wednesday, fortnightly": "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE",
    "T6 đầu tháng": FIRST_FRIDAY,
    "thứ sáu đầu tiên của tháng": FIRST_FRIDAY,
    "thứ 6 tuần đầu tháng": FIRST_FRIDAY,
    "tuần đầu tháng, thứ 6": FIRST_FRIDAY,
    "thứ sáu tuần 1 hằng tháng": FIRST_FRIDAY,
    "hằng tháng T6": FIRST_FRIDAY,
    "first Friday of the month": FIRST_FRIDAY,
    "the 1st Friday of each month": FIRST_FRIDAY,
    "monthly on the first Friday": FIRST_FRIDAY,
    "every first Friday": FIRST_FRIDAY,
    "thứ 6 cuối tháng": "FREQ=MONTHLY;BYDAY=-1FR",
    "thứ sáu tuần cuối cùng của tháng": "FREQ=MONTHLY;BYDAY=-1FR",
    "last Friday": "FREQ=MONTHLY;BYDAY=-1FR",
    "thứ hai tuần thứ ba của tháng": "FREQ=MONTHLY;BYDAY=3MO",
    "thứ sáu thứ hai của tháng": "FREQ=MONTHLY;BYDAY=2FR",
    "thứ 6 tuần 1 và tuần 3 hằng tháng": "FREQ=MONTHLY;BYDAY=1FR,3FR",
    "first and third Friday of the month": "FREQ=MONTHLY;BYDAY=1FR,3FR",
    "thứ 2 và thứ 4 đầu tháng": "FREQ=MONTHLY;BYDAY=1MO,1WE",
    "second Tuesday": "FREQ=MONTHLY;BYDAY=2TU",
    "hằng tháng": "FREQ=MONTHLY;BYMONTHDAY=4",
    "monthly": "FREQ=MONTHLY;BYMONTHDAY=4",
    "ngày 15 hằng tháng": "FREQ=MONTHLY;BYMONTHDAY=15",
    "hằng tháng, ngày 15": "FREQ=MONTHLY;BYMONTHDAY=15",
    "ngày 15": "FREQ=MONTHLY;BYMONTHDAY=15",
    "mùng 1 và 15 hằng tháng": "FREQ=MONTHLY;BYMONTHDAY=1,15",
    "the 15th of each month": "FREQ=MONTHLY;BYMONTHDAY=15",
    "on the 15th": "FREQ=MONTHLY;BYMONTHDAY=15",
    "ngày cuối tháng": "FREQ=MONTHLY;BYMONTHDAY=-1",
    "ngày đầu tháng": "FREQ=MONTHLY;BYMONTHDAY=1",
    "last day of the month": "FREQ=MONTHLY;BYMONTHDAY=-1",
    "2 tháng một lần": "FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=4",
    "every 2 months on the 15th": "FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=15",
    "hằng quý": "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=4",
    "hằng năm": "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=4",
    "ngày 30/4 hằng năm": "FREQ=YEARLY;BYMONTH=4;BYMONTHDAY=30",
    "freq=monthly;byday=-1fr": "FREQ=MONTHLY;BYDAY=-1FR",
    "T5 tuần lẻ": f"{ODD};BYDAY=TH",
    "thứ 5 tuần chẵn": f"{EVEN};BYDAY=TH",
    "thứ năm các tuần chẵn": f"{EVEN};BYDAY=TH",
    "thứ 2, 4 tuần lẻ": f"{ODD};BYDAY=MO,WE",
    "T246 tuần lẻ": f"{ODD};BYDAY=MO,WE,FR",
    "T5 lẻ": f"{ODD};BYDAY=TH",
    "thứ hai, thứ tư chẵn": f"{EVEN};BYDAY=MO,WE",
    "tuần chẵn, T5": f"{EVEN};BYDAY=TH",
    "vào các tuần lẻ: thứ 2 đến thứ 6": f"{ODD};BYDAY=MO,TU,WE,TH,FR",
    "tuần lẻ": f"{ODD};BYDAY=FR",
    "hằng tuần chẵn": f"{EVEN};BYDAY=FR",
    "phát tuần lẻ, chủ nhật": f"{ODD};BYDAY=SU",
    "cuối tuần, tuần lẻ": f"{ODD};BYDAY=SA,SU",
    "hằng ngày tuần chẵn trừ chủ nhật": f"{EVEN};BYDAY=MO,TU,WE,TH,FR,SA",
    "odd weeks": f"{ODD};BYDAY=FR",
    "every day of odd weeks": f"{ODD};BYDAY=MO,TU,WE,TH,FR,SA,SU",
    "daily in even weeks": f"{EVEN};BYDAY=MO,TU,WE,TH,FR,SA,SU",
    "even weeks Thursday": f"{EVEN};BYDAY=TH",
    "Thursday of even weeks": f"{EVEN};BYDAY=TH",
    "Mondays and Thursdays in odd-numbered weeks": f"{ODD};BYDAY=MO,TH",
    "every odd week on Thursday": f"{ODD};BYDAY=TH",
}


@pytest.mark.parametrize(("text", "rule"), TYPED.items(), ids=TYPED)
def test_what_people_type_is_understood_whatever_its_case_and_accents(text: str, rule: str) -> None:
    assert typed_rule(text, FRIDAY) == parse(rule)
    assert typed_rule(text.upper(), FRIDAY) == parse(rule)
    assert typed_rule(fold(text), FRIDAY) == parse(rule)


@pytest.mark.parametrize(
    "text",
    [
        "thỉnh thoảng",
        "hai lần một tuần",
        "T8",
        "thứ 9 hằng tuần",
        "ngày 32 hằng tháng",
        "ngày 0 hằng tháng",
        "0 tuần một lần",
        "thứ 6 hai tuần đầu tháng",
        "T2-T6 trừ",
        "chủ nhật trừ chủ nhật",
        "15",
        "hằng năm vào T6",
        "first",
        "every",
        "x" * 10_000,
        "thu " * 3_000 + "x",
        "thứ",
        "mỗi thứ, thứ 2",
        "T5 tuần lễ",
        "ngày lẻ",
        "các ngày chẵn",
        "tháng lẻ",
        "T2 tuần lẻ, T5 tuần chẵn",
        "T2 tuần lẻ, T5",
        "T2-T6 trừ T4 tuần lẻ",
        "tuần chẵn lẻ",
        "odd and even weeks",
        "every 0 days",
        "cứ 0 ngày một lần",
        "thứ 5 đầu tháng tuần lẻ",
        "the " * 3_000 + "odd",
    ],
)
def test_what_is_no_rule_is_refused(text: str) -> None:
    with pytest.raises(UntypedRule):
        typed_rule(text, FRIDAY)


def test_a_wrong_rrule_is_refused_by_its_part() -> None:
    with pytest.raises(BadRule, match="FREQ"):
        typed_rule("FREQ=OFTEN", FRIDAY)


def test_what_a_text_leaves_open_is_as_on_the_day() -> None:
    assert typed_rule("hằng tuần", THURSDAY).text == "FREQ=WEEKLY;BYDAY=TH"
    assert typed_rule("hằng tháng", THURSDAY).text == "FREQ=MONTHLY;BYMONTHDAY=3"
    assert typed_rule("hằng tháng T6", dt.date(2026, 12, 14)).text == "FREQ=MONTHLY;BYDAY=3FR"
    assert typed_rule("hằng tháng T5", dt.date(2026, 12, 31)).text == "FREQ=MONTHLY;BYDAY=-1TH"


SAID = {
    "": ("một lần", "once"),
    "FREQ=DAILY": ("hằng ngày", "every day"),
    "FREQ=DAILY;INTERVAL=2": ("hai ngày một lần", "every two days"),
    "FREQ=WEEKLY;BYDAY=MO,TH": ("thứ Hai và thứ Năm", "Monday and Thursday"),
    "FREQ=WEEKLY;BYDAY=TH,MO": ("thứ Hai và thứ Năm", "Monday and Thursday"),
    WORKING: ("thứ Hai đến thứ Sáu", "Monday to Friday"),
    "FREQ=WEEKLY;BYDAY=MO,WE,FR": ("thứ Hai, thứ Tư và thứ Sáu", "Monday, Wednesday and Friday"),
    "FREQ=WEEKLY;BYDAY=MO,TU,TH,FR,SA,SU": ("hằng ngày trừ thứ Tư", "every day except Wednesday"),
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE": ("hai tuần một lần, thứ Tư", "every two weeks, Wednesday"),
    "FREQ=WEEKLY;INTERVAL=3;BYDAY=WE": ("3 tuần một lần, thứ Tư", "every 3 weeks, Wednesday"),
    FIRST_FRIDAY: ("thứ Sáu đầu tiên của tháng", "first Friday of the month"),
    "FREQ=MONTHLY;BYDAY=FR;BYSETPOS=1": ("thứ Sáu đầu tiên của tháng", "first Friday of the month"),
    "FREQ=MONTHLY;BYDAY=-1FR": ("thứ Sáu cuối cùng của tháng", "last Friday of the month"),
    "FREQ=MONTHLY;BYDAY=2MO": ("thứ Hai lần thứ hai của tháng", "second Monday of the month"),
    "FREQ=MONTHLY;BYMONTHDAY=16": ("ngày 16 hằng tháng", "day 16 of each month"),
    "FREQ=MONTHLY;BYMONTHDAY=-1": ("ngày cuối tháng", "last day of the month"),
    "FREQ=YEARLY;BYMONTH=4;BYMONTHDAY=30": ("hằng năm vào ngày 30/4", "every year on 30/4"),
    "FREQ=WEEKLY": ("hằng tuần", "every week"),
    f"{ODD};BYDAY=TH": ("thứ Năm các tuần lẻ", "Thursday of odd weeks"),
    f"{ODD};BYDAY=MO,TU,WE,TH,FR,SA,SU": ("hằng ngày các tuần lẻ", "every day of odd weeks"),
    f"{EVEN};BYDAY=MO,WE": ("thứ Hai và thứ Tư các tuần chẵn", "Monday and Wednesday of even weeks"),
    ODD: ("tuần lẻ", "odd weeks"),
    EVEN: ("tuần chẵn", "even weeks"),
    f"{ODD};WKST=SU;BYDAY=TH": (f"{ODD};WKST=SU;BYDAY=TH",) * 2,
    f"{ODD};INTERVAL=2;BYDAY=TH": (f"{ODD};INTERVAL=2;BYDAY=TH",) * 2,
    "FREQ=YEARLY;BYWEEKNO=1,3;BYDAY=TH": ("FREQ=YEARLY;BYWEEKNO=1,3;BYDAY=TH",) * 2,
    "FREQ=DAILY;COUNT=3": ("FREQ=DAILY;COUNT=3", "FREQ=DAILY;COUNT=3"),
    "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1": ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",) * 2,
}


@pytest.mark.parametrize(("rule", "words"), SAID.items(), ids=SAID)
def test_a_rule_is_said_in_the_language_of_the_screen(rule: str, words: tuple[str, str]) -> None:
    said = []
    for language in ("vi", "en"):
        with using(language):
            said.append(rule_words(parse(rule)))
    assert tuple(said) == words


def weekdays(*, least: int = 1, most: int = 7) -> st.SearchStrategy[str]:
    some = st.sets(st.integers(0, 6), min_size=least, max_size=most)
    return some.map(lambda days: ",".join(rrule.WEEKDAYS[each] for each in sorted(days)))


def last_at_end(number: int) -> int:
    return number if number > 0 else 100


def places() -> st.SearchStrategy[str]:
    pairs = st.sets(st.tuples(st.sampled_from([1, 2, 3, 4, 5, -1]), st.integers(0, 6)), min_size=1, max_size=4)
    return pairs.map(
        lambda found: ",".join(
            f"{number}{rrule.WEEKDAYS[day]}"
            for number, day in sorted(found, key=lambda pair: (last_at_end(pair[0]), pair[1]))
        )
    )


def month_days() -> st.SearchStrategy[str]:
    some = st.sets(st.one_of(st.integers(1, 31), st.just(-1)), min_size=1, max_size=4)
    return some.map(lambda days: ",".join(map(str, sorted(days, key=last_at_end))))


some_days = st.dates(dt.date(2000, 1, 1), dt.date(2090, 1, 1))
intervals = st.integers(1, 99).map(lambda number: f";INTERVAL={number}" if number > 1 else "")
said_rules = st.one_of(
    st.just(""),
    st.builds("FREQ=DAILY{}".format, intervals),
    st.builds("FREQ=WEEKLY;BYDAY={}".format, weekdays(most=6)),
    st.builds("FREQ=WEEKLY;INTERVAL={};BYDAY={}".format, st.integers(2, 99), weekdays()),
    st.builds("FREQ=MONTHLY{};BYDAY={}".format, intervals, places()),
    st.builds("FREQ=MONTHLY{};BYMONTHDAY={}".format, intervals, month_days()),
    st.builds("{};BYDAY={}".format, st.sampled_from([ODD, EVEN]), weekdays()),
    st.dates(dt.date(2024, 1, 1), dt.date(2024, 12, 31)).map(
        lambda day: f"FREQ=YEARLY;BYMONTH={day.month};BYMONTHDAY={day.day}"
    ),
)


@given(
    rule=said_rules.map(parse),
    language=st.sampled_from(["vi", "en"]),
    day=st.dates(dt.date(2000, 1, 1), dt.date(2090, 1, 1)),
)
def test_what_is_said_of_a_rule_can_be_typed(rule: rrule.Rule, language: str, day: dt.date) -> None:
    with using(language):
        words = rule_words(rule)
    assert "FREQ" not in words
    assert typed_rule(words, day) == rule


@given(
    weeks=st.sampled_from(["lẻ", "chẵn"]),
    weekdays=st.sets(st.integers(0, 6), min_size=1),
    start=st.dates(dt.date(2018, 1, 1), dt.date(2059, 12, 31)),
    length=st.integers(0, 800),
)
@example(weeks="lẻ", weekdays={3, 4, 6}, start=dt.date(2026, 12, 20), length=30)  # weeks 53 and 1
@example(weeks="chẵn", weekdays={0, 1, 2}, start=dt.date(2024, 12, 20), length=30)  # week 1 begins in December
@example(weeks="chẵn", weekdays={5, 6}, start=dt.date(2021, 12, 25), length=30)  # week 52 ends in January
@example(weeks="lẻ", weekdays={5, 6}, start=dt.date(2021, 12, 25), length=30)
def test_odd_and_even_weeks_are_those_of_the_calendar(
    weeks: str, weekdays: set[int], start: dt.date, length: int
) -> None:
    names = ["T2", "T3", "T4", "T5", "T6", "T7", "CN"]
    rule = typed_rule(f"{', '.join(names[each] for each in weekdays)} tuần {weeks}", start)
    begin = dt.datetime.combine(dt.date(2018, 1, 1), dt.time(5, 30))
    days = [start + dt.timedelta(days=number) for number in range(length + 1)]
    first, last = dt.datetime.combine(days[0], dt.time.min), dt.datetime.combine(days[-1], dt.time.max)
    parity = 1 if weeks == "lẻ" else 0
    assert [each.date() for each in rrule.local_starts(rule, begin, first, last)] == [
        day for day in days if day.weekday() in weekdays and day.isocalendar().week % 2 == parity
    ]


@given(text=st.text(), day=some_days)
def test_any_text_is_a_rule_or_refused(text: str, day: dt.date) -> None:
    with contextlib.suppress(UntypedRule, BadRule):
        typed_rule(text, day)


def test_the_examples_of_the_form_are_rules() -> None:
    for language in ("vi", "en"):
        with using(language):
            for each in locale._(EXAMPLES).split(" · "):
                typed_rule(each, FRIDAY)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("FREQ=DAILY", "every day · 03/12, 04/12, 05/12 …"),
        ("FREQ=WEEKLY;BYDAY=MO", "Monday · 07/12, 14/12, 21/12 …"),
        ("FREQ=DAILY;COUNT=2", "FREQ=DAILY;COUNT=2 · 03/12, 04/12"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "every year on 30/2"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "every year on 29/2 · 29/02/2028 …"),
        ("FREQ=MONTHLY;BYMONTHDAY=31", "day 31 of each month · 31/12, 31/01/2027, 31/03/2027 …"),
        ("FREQ=DAILY;UNTIL=20261204", "FREQ=DAILY;UNTIL=20261204"),
        ("", "once"),
    ],
)
def test_a_rule_stands_with_its_first_days(rule: str, words: str) -> None:
    assert words_with_days(parse(rule), THURSDAY) == words


def test_the_first_days_end_with_the_calendar() -> None:
    assert rrule.first_days(parse("FREQ=WEEKLY"), LATEST, 3) == [LATEST]
