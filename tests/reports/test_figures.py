"""Figures against a simple model: for any work and any partition of the days, sums add up and evidence agrees."""

import datetime as dt
import itertools
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from radiodesk.kinds import (
    BroadcastKind,
    BroadcastState,
    ClipKind,
    ClipState,
    DeliveryState,
    Genre,
    LineKind,
    PeriodRule,
    ProgrammeKind,
)
from radiodesk.model import (
    Action,
    Broadcast,
    Clip,
    Credit,
    Delivery,
    Desk,
    Edition,
    EditionTopic,
    Line,
    Person,
    Programme,
    Publication,
    Recipient,
    Story,
    StoryTopic,
    Topic,
)
from radiodesk.reports import coverage, evidence, forecasts, tally, targets, values
from radiodesk.reports.content import Figure, Measure, Report
from radiodesk.reports.entered import made_up
from radiodesk.reports.periods import Period, months_until, parse
from radiodesk.reports.values import parts_of_hours

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
FIRST, LAST = dt.date(2018, 11, 15), dt.date(2020, 2, 14)
DAYS = st.dates(FIRST, LAST)
NEWS, COLUMN = ProgrammeKind.NEWS, ProgrammeKind.COLUMN
STORIES = range(1, 6)


@dataclass(frozen=True)
class Aired:
    """A first run with the stories of its edition, and its repeat on the same day."""

    start: dt.datetime
    kind: ProgrammeKind
    state: BroadcastState
    stories: frozenset[int]
    seconds: int | None

    @property
    def day(self) -> dt.date:
        return self.start.date()

    @property
    def counts(self) -> bool:
        return self.state is BroadcastState.AIRED


def at(day: dt.date, time: dt.time = dt.time(5, 30)) -> dt.datetime:
    """A local start at the station."""
    return dt.datetime.combine(day, time)


def at_repeat(each: Aired) -> dt.datetime:
    """When the repeat of a first run begins."""
    return each.start + dt.timedelta(seconds=600)


WORK = st.lists(
    st.builds(
        Aired,
        # Seconds before and after midnight are days apart for the station, and hours for the database.
        st.builds(dt.datetime.combine, DAYS, st.sampled_from([dt.time.min, dt.time(5, 30), dt.time(23, 59, 59)])),
        st.sampled_from([NEWS, NEWS, COLUMN]),
        st.sampled_from([BroadcastState.AIRED, BroadcastState.AIRED, BroadcastState.CANCELLED, BroadcastState.PLANNED]),
        st.frozensets(st.sampled_from(STORIES), max_size=3),
        st.none() | st.integers(1, 4000),
    ),
    max_size=12,
    unique_by=lambda each: each.start,
)
CLIPS = st.lists(st.tuples(DAYS, st.sampled_from([ClipState.SENT, ClipState.REJECTED])), max_size=5)
COUNTED = (
    "news_programmes",
    "radio_programmes",
    "stories",
    "story_uses",
    "columns_kept",
    "tv_clips",
    "deliveries",
    "web_uploads",
)
IN_MARCH_AND_MAY = [
    Aired(at(dt.date(2019, month, 5)), NEWS, BroadcastState.AIRED, frozenset({2}), None) for month in (3, 5)
]
"""A story with a topic, used twice."""
CUTS = st.sets(st.dates(FIRST + dt.timedelta(days=1), LAST), max_size=5)
each_time = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def store(session: Session, work: Sequence[Aired], clips: Sequence[tuple[dt.date, ClipState]]) -> None:
    """The same work in the database, with two authors and a topic for some stories."""
    session.add_all([Programme(id=1, title="Thời sự", kind=NEWS), Programme(id=2, title="Nông thôn", kind=COLUMN)])
    session.add_all([Person(id=1, name="Thu Hà"), Person(id=2, name="Đức Anh"), Topic(id=1, name="Bầu cử")])
    session.add(Recipient(id=1, name="Đài tỉnh"))
    session.flush()
    genres = list(Genre)
    session.add_all(Story(id=each, title=f"Tin {each}", genre=genres[each % 3], place="Lai Hạ") for each in STORIES)
    session.flush()
    session.add_all(Credit(story_id=1, person_id=each) for each in (1, 2))
    session.add_all([Credit(story_id=2, person_id=2), StoryTopic(story_id=2, topic_id=1)])
    for number, each in enumerate(work, start=1):
        session.add(Edition(id=number, programme_id=1 if each.kind is NEWS else 2))
        session.flush()
        if number % 2:
            session.add(EditionTopic(edition_id=number, topic_id=1))
        for kind, later in ((BroadcastKind.FIRST_RUN, 0), (BroadcastKind.REPEAT, 600)):
            starts = each.start.replace(tzinfo=ZONE) + dt.timedelta(seconds=later)
            state = each.state if later == 0 else BroadcastState.AIRED
            seconds = {"planned_seconds": 60, "actual_seconds": each.seconds} if each.seconds else {}
            session.add(Broadcast(kind=kind, state=state, starts=starts, edition_id=number, **seconds))
        session.add_all(
            Line(edition_id=number, position=place, kind=LineKind.STORY, story_id=story)
            for place, story in enumerate(sorted(each.stories), start=1)
        )
        session.add(Publication(edition_id=number, address=f"https://dai.example/{number}", posted=each.day))
    for day, state in clips:
        session.add(Clip(title="Clip", kind=ClipKind.CLIP, state=state, sent=day, recipient_id=1))
        session.add(Delivery(recipient_id=1, story_id=1, sent=day, state=DeliveryState(state.value)))
    session.flush()


def expected(
    work: Sequence[Aired], clips: Sequence[tuple[dt.date, ClipState]], period: Period
) -> dict[str, int] | dict[str, None]:
    """The figures by the rules as DESIGN.md states them, counted one by one. None without any data of the period."""

    def inside(day: dt.date) -> bool:
        return period.first <= day <= period.last

    days = {*(day for each in work for day in (each.day, at_repeat(each).date())), *(day for day, _state in clips)}
    if not any(map(inside, days)):
        return dict.fromkeys(COUNTED)
    aired = sorted((each for each in work if each.counts), key=lambda each: each.start)
    first_use: dict[int, dt.date] = {}
    for each in aired:
        for story in each.stories if each.kind is NEWS else ():
            first_use.setdefault(story, each.day)
    inner = [each for each in aired if inside(each.day)]
    sent = sum(state is ClipState.SENT for day, state in clips if inside(day))
    return {
        "news_programmes": sum(each.kind is NEWS for each in inner),
        "radio_programmes": len(inner),
        "stories": sum(inside(day) for day in first_use.values()),
        "story_uses": sum(len(each.stories) for each in inner if each.kind is NEWS),
        "columns_kept": int(any(each.kind is COLUMN for each in inner)),
        "tv_clips": sent,
        "deliveries": sent,
        "web_uploads": sum(inside(each.day) for each in work if each.kind is NEWS),
    }


def parts(cuts: set[dt.date]) -> list[Period]:
    """The days from the first to the last, cut before each of these days."""
    begins = [FIRST, *sorted(cuts)]
    ends = [day - dt.timedelta(days=1) for day in begins[1:]] + [LAST]
    return [parse(f"{begin}/{end}") for begin, end in zip(begins, ends, strict=True)]


def check_sums(report: Report) -> None:
    for each in report.breakdowns:
        assert sum(row.count for row in each.rows) == each.total == report.figure(each.key).count, (each.key, each.by)
        assert len({row.key for row in each.rows}) == len(each.rows)


@each_time
@given(WORK, CLIPS, CUTS)
@example(IN_MARCH_AND_MAY, [], {dt.date(2019, 4, 1)})
def test_figures_are_those_of_the_rules_and_add_up(
    desk: Desk, work: list[Aired], clips: list[tuple[dt.date, ClipState]], cuts: set[dt.date]
) -> None:
    with desk.trying(Action.EARLIER) as session:
        store(session, work, clips)
        totals: Counter[str] = Counter()
        for period in parts(cuts):
            report = tally.report(session, period)
            check_sums(report)
            found = {key: report.figure(key).count for key in COUNTED}
            assert found == expected(work, clips, period)
            assert [(each.key, each.count) for each in tally.main(session, period)] == [
                (each.key, each.count) for each in report.figures[:6]
            ]
            for figure in report.figures:
                if figure.measure is Measure.COUNT:
                    totals[figure.key] += int(figure.count or 0)
        whole = tally.report(session, parse(f"{FIRST}/{LAST}"))
        for figure in whole.figures:
            if figure.measure is Measure.COUNT and figure.key != "columns_kept":
                assert totals[figure.key] == (figure.count or 0), figure.key


@each_time
@given(WORK, CLIPS, st.sampled_from(["2019", "2019-H1", "2019-02"]), st.sampled_from(PeriodRule))
def test_evidence_says_of_everything_near_whether_it_counts(
    desk: Desk, work: list[Aired], clips: list[tuple[dt.date, ClipState]], code: str, rule: PeriodRule
) -> None:
    with desk.trying(Action.EARLIER) as session:
        store(session, work, clips)
        period = parse(code, rule)
        for figure in tally.report(session, period).figures:
            if figure.measure is Measure.PERCENT:
                continue
            found = evidence.evidence(session, figure.key, period)
            if figure.measure is Measure.COUNT:
                assert len(found.counted) == (figure.count or 0)
            assert {each.reason for each in found.counted} <= {""}
            assert all(each.reason for each in found.left_out)
            assert all(period.first <= each.day <= period.last for each in found.counted)
            outside = [each for each in found.left_out if not period.first <= each.day <= period.last]
            assert {each.reason for each in outside} <= {"outside the days"}
        uses = evidence.evidence(session, "stories", period)
        inside = [each for each in work if each.kind is NEWS and period.first <= each.day <= period.last]
        of_uses = [each for each in (*uses.counted, *uses.left_out) if period.first <= each.day <= period.last]
        assert len(of_uses) == sum(len(each.stories) for each in inside)  # each use counts, or says why not


@each_time
@given(WORK, st.sampled_from(PeriodRule))
def test_months_make_up_the_year(desk: Desk, work: list[Aired], rule: PeriodRule) -> None:
    with desk.trying(Action.EARLIER) as session:
        store(session, work, [])
        for key in ("stories", "news_programmes", "broadcasts"):
            months = tally.monthly(session, key, parse("2019", rule))
            assert [each.count for each in months] == [
                tally.report(session, each.period, [key]).figure(key).count for each in months
            ]
            for each in months:  # a month without anything at all is no data, not 0
                days = range((each.period.last - each.period.first).days + 1)
                inside = {each.period.first + dt.timedelta(days=day) for day in days}
                has_work = any(one.day in inside or at_repeat(one).date() in inside for one in work)
                assert (each.count is not None) is has_work
            assert sum(each.count or 0 for each in months) == (
                tally.report(session, parse("2019", rule), [key]).figure(key).count or 0
            )


@each_time
@given(WORK, CLIPS, st.sampled_from(PeriodRule))
@example(IN_MARCH_AND_MAY, [], PeriodRule.CALENDAR)
def test_every_counted_item_is_in_exactly_one_month(
    desk: Desk, work: list[Aired], clips: list[tuple[dt.date, ClipState]], rule: PeriodRule
) -> None:
    with desk.trying(Action.EARLIER) as session:
        store(session, work, clips)
        year = parse("2019", rule)
        for key in ("stories", "broadcasts", "tv_clips", "web_uploads", "topic_items"):

            def items(period: Period, key: str = key) -> Counter[tuple[str, int]]:
                return Counter((each.table, each.id) for each in evidence.evidence(session, key, period).counted)

            of_months: Counter[tuple[str, int]] = Counter()
            for month in months_until(year):
                of_months += items(month)
            assert of_months == items(year), key


@each_time
@given(WORK, st.integers(2, 12), st.sampled_from(PeriodRule))
def test_a_date_that_moves_across_a_cut_off_moves_exactly_one_count(
    desk: Desk, work: list[Aired], month: int, rule: PeriodRule
) -> None:
    year, begins = parse("2019", rule), parse(f"2019-{month:02}", rule).first

    moments = at(begins - dt.timedelta(days=1), dt.time(23, 59, 59)), at(begins, dt.time.min)
    others = [each for each in work if each.start not in moments]

    def counts(start: dt.datetime) -> dict[str, list[int]]:
        moved = Aired(start, NEWS, BroadcastState.AIRED, frozenset(), None)
        with desk.trying(Action.EARLIER) as session:
            store(session, [*others, moved], [(moved.day, ClipState.SENT)])
            return {
                key: [int(each.count or 0) for each in tally.monthly(session, key, year)]
                for key in ("news_programmes", "tv_clips", "web_uploads", "deliveries")
            }

    before, after = map(counts, moments)

    for key, earlier in before.items():
        changes = {number: new - old for number, (old, new) in enumerate(zip(earlier, after[key], strict=True), 1)}
        assert {number: by for number, by in changes.items() if by} == {month - 1: -1, month: 1}, key


def test_a_story_of_two_years_counts_in_the_first_and_its_date_moves_it(desk: Desk) -> None:
    def figures(session: Session) -> list[object]:
        return [tally.report(session, parse(code)).figure("stories").count or 0 for code in ("2018-12", "2019-01")]

    story = frozenset({3})
    for day, counts in ((dt.date(2018, 12, 14), [1, 0]), (dt.date(2018, 12, 15), [0, 1])):
        first = Aired(at(day, dt.time(23, 59, 59)), NEWS, BroadcastState.AIRED, story, None)
        again = Aired(at(dt.date(2019, 1, 10)), NEWS, BroadcastState.AIRED, story, None)
        with desk.trying(Action.EARLIER) as session:
            store(session, [first, again], [])
            assert figures(session) == counts


def test_pieces_of_several_people_are_a_row_of_their_own(desk: Desk) -> None:
    one = Aired(at(dt.date(2019, 3, 5)), NEWS, BroadcastState.AIRED, frozenset({1, 2, 3}), None)
    with desk.trying(Action.EARLIER) as session:
        store(session, [one], [])
        report = tally.report(session, parse("2019-03"))

    (authors,) = (each for each in report.breakdowns_of("stories") if each.by == "author")
    assert [(row.key, row.label, row.count) for row in authors.rows] == [
        ("2", "Đức Anh", 1),
        ("1+2", "Thu Hà; Đức Anh", 1),
        ("", "no author", 1),
    ]


def test_hours_and_shares_are_exact(desk: Desk) -> None:
    work = [
        Aired(at(dt.date(2019, 3, day)), NEWS if day % 2 else COLUMN, BroadcastState.AIRED, frozenset(), 1201)
        for day in range(1, 4)
    ]
    with desk.trying(Action.EARLIER) as session:
        store(session, work, [])
        on_time, late, *_others = session.query(Broadcast).order_by(Broadcast.starts)
        on_time.actual_starts = on_time.starts - dt.timedelta(seconds=60)
        late.actual_starts = late.starts + dt.timedelta(seconds=61)
        report = tally.report(session, parse("2019-03"))
        check_sums(report)

    assert report.figure("own_hours").count == Decimal("1.00")  # 3603 seconds
    assert report.figure("air_hours").count == Decimal("2.00")
    assert report.figure("on_time_share").count == Decimal("50.00")
    assert values.percent(10_494, 10_847) == Decimal("96.75")


@given(st.lists(st.integers(0, 10**7), max_size=20))
def test_rounded_hours_add_up_to_the_rounded_sum(seconds: list[int]) -> None:
    found = parts_of_hours(seconds)

    assert sum(found) == values.hours(sum(seconds))
    assert all(abs(part - Decimal(each) / 3600) < Decimal("0.01") for part, each in zip(found, seconds, strict=True))


@given(
    st.dictionaries(st.integers(1, 12), st.decimals(0, 1000, places=2), max_size=12),
    st.none() | st.decimals(12_000, 10**6, places=2),
)
def test_the_months_of_a_plan_make_up_the_year(by_hand: dict[int, Decimal], year: Decimal | None) -> None:
    known = by_hand | ({} if year is None else {targets.WHOLE_YEAR: year})
    found = targets.spread(known)

    assert {month: found[month] for month in by_hand} == by_hand
    if year is not None and len(by_hand) < 12:
        assert abs(sum(found.values()) - year) < Decimal("1e-20")
        assert len({found[month] for month in found if month not in by_hand}) == 1


@given(st.sets(st.integers(1, 27), max_size=6), st.data())
def test_parts_make_up_a_period_only_without_gaps(cuts: set[int], data: st.DataObject) -> None:
    def day(number: int) -> dt.date:
        return dt.date(2019, 3, 1) + dt.timedelta(days=number)

    borders = [0, *sorted(cuts), 28]
    wanted = [(day(a), day(b - 1), (a, b)) for a, b in itertools.pairwise(borders)]
    overlapping = data.draw(st.lists(st.tuples(st.integers(0, 27), st.integers(0, 27)), max_size=3))
    others = [(day(a), day(b), None) for a, b in overlapping if a <= b]

    found = made_up([*wanted, *others], day(0), day(27))
    assert found
    assert len(found) <= len(wanted)
    assert made_up(wanted[1:], day(0), day(27)) == []


def test_a_forecast_follows_the_seasons_of_the_year_before() -> None:
    first, today, last = dt.date(2019, 1, 1), dt.date(2019, 6, 30), dt.date(2019, 12, 31)

    assert forecasts.forecast(60, first, today, last, (50, 150)).value == 180
    assert forecasts.forecast(181, first, today, last, None).value == 365
    assert forecasts.forecast(181, first, today, last, (0, 150)).method == forecasts.EVENLY


@pytest.mark.parametrize(
    ("begun", "forecast"), [(dt.date(2018, 1, 7), 9), (dt.date(2018, 5, 2), 12), (dt.date(2019, 1, 1), 12)]
)
def test_a_year_before_in_whose_middle_the_desk_was_begun_gives_no_seasons_to_a_forecast(
    desk: Desk, begun: dt.date, forecast: int
) -> None:
    """With it, half a year of six programmes forecasts 6 × 3 ÷ 2; without it, twice the six."""
    later = [dt.date(2018, 6, 1), dt.date(2018, 9, 1), *(dt.date(2019, month, 1) for month in range(1, 7))]
    days = sorted({begun, *(day for day in later if day > begun)})
    with desk.trying(Action.EARLIER) as session:
        store(session, [Aired(at(day), NEWS, BroadcastState.AIRED, frozenset(), None) for day in days], [])
        year = parse("2019", PeriodRule.CALENDAR)
        report = tally.report(session, year, ["news_programmes"], today=dt.date(2019, 6, 30))
    assert report.figure("news_programmes").forecast == forecast


@pytest.mark.parametrize("key", ["stories", "own_hours"])
def test_days_without_data_have_no_figure_and_days_that_are_not_covered_are_compared_with_nothing(
    desk: Desk, key: str
) -> None:
    def figure(code: str) -> Figure:
        return tally.report(session, parse(code, PeriodRule.CALENDAR), today=dt.date(2020, 2, 1)).figure(key)

    with desk.trying(Action.EARLIER) as session:
        days = [dt.date(2018, 12, 15), dt.date(2018, 12, 31), dt.date(2019, 1, 2), dt.date(2019, 12, 2)]
        store(session, [Aired(at(day), NEWS, BroadcastState.AIRED, frozenset({1}), 900) for day in days], [])
        nothing = tally.report(session, parse("2017", PeriodRule.CALENDAR))
        assert ({each.count for each in nothing.figures}, nothing.breakdowns) == ({None}, ())
        assert {each.count for each in tally.main(session, parse("2017"))} == {None}
        assert {each.uses for each in nothing.figures} == {None}
        assert figure("2018").count == figure("2018-12").count != 0  # what there is, of a part of the days
        for code in ("2019-12", "2019", "2019-01"):
            found = figure(code)
            assert (found.difference, found.change_percent, found.before) == (None, None, None), code
        assert figure("2019-01").previous is None
        assert figure("2019").previous == figure("2018").count  # to be seen, and compared with nothing
        assert figure("2020-01").previous == figure("2019-01").count
        assert figure("2020-01").before == figure("2019-12").count
        assert figure("2020-01").count is None
        assert figure("2020").forecast is None


@pytest.mark.parametrize(("code", "days"), [("2019", 36), ("2019-Q1", 9), ("2019-02", 7), ("2019-02-01/2019-02-03", 3)])
def test_a_desk_covers_days_of_whose_beginning_it_was_there(desk: Desk, code: str, days: int) -> None:
    period = parse(code, PeriodRule.CALENDAR)
    for later, is_covered in ((0, True), (days - 1, True), (days, False)):
        with desk.trying(Action.EARLIER) as session:
            store(session, [], [(period.first + dt.timedelta(days=later), ClipState.SENT)])
            assert coverage.covers(session, tally.days_of(session, period)) is is_covered


def test_a_pause_at_the_beginning_of_a_period_is_no_lack_of_data(desk: Desk) -> None:
    with desk.trying(Action.EARLIER) as session:
        store(session, [], [(dt.date(2019, 1, 20), ClipState.SENT), (dt.date(2019, 2, 26), ClipState.SENT)])
        assert coverage.covers(session, tally.days_of(session, parse("2019-02", PeriodRule.CALENDAR)))
