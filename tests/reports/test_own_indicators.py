"""A station's own indicators: rules in a file, refused with a reason, counted like all others; figures and targets."""

import contextlib
import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from radiodesk import locale
from radiodesk.history.reversing import BreaksRule
from radiodesk.kinds import BroadcastKind, BroadcastState, ClipKind, ClipState, PeriodKind, PeriodRule
from radiodesk.model import (
    Action,
    Broadcast,
    Clip,
    Credit,
    Desk,
    Edition,
    Person,
    Programme,
    Recipient,
    StationIndicator,
    Topic,
    Upstream,
)
from radiodesk.model.faults import ChangedMeanwhile
from radiodesk.model.toml_files import BadFile
from radiodesk.reports import (
    definitions,
    entered,
    gaps,
    indicator_files,
    kinds,
    own_indicators,
    papers,
    rule_words,
    tally,
    targets,
)
from radiodesk.reports.content import Measure, Report
from radiodesk.reports.counting import UnknownInRule
from radiodesk.reports.definitions import DamagedIndicator, every
from radiodesk.reports.documents.marks import plain
from radiodesk.reports.documents.sentences import sentence
from radiodesk.reports.entered import BadFigure, NotEntered
from radiodesk.reports.indicators import Indicator
from radiodesk.reports.own_indicators import NestedShare, StillNeeded
from radiodesk.reports.periods import parse
from radiodesk.reports.seen import NOTHING, Seen
from radiodesk.reports.targets import MonthsExceedYear, NotAYearOrMonth
from tests.conftest import run_here
from tests.history.test_undo import data, newest, undo_entry
from tests.reports.test_figures import COLUMN, NEWS, Aired, at, store

TWO = Decimal(2)
FIRST = Seen(1, 1)
"""The first row of a table, as it was added."""
YEAR = parse("2019", PeriodRule.CALENDAR)
FILE = """
[[indicator]]
key = "portal_articles"
label = "Bài trên cổng [1]"
unit = "bài"
manual = true

[[indicator]]
key = "articles_share"
label = "Tỷ lệ bài"
share = ["portal_articles", "stories"]

[[indicator]]
key = "ha_and_anh"
label = "=Tin của Hà"
unit = "tin"
counts = "stories"
where = { author = "thu hà", place = ["LAI HẠ", "Trừng Xá"] }
without = { topic = "Bầu cử" }
by = ["genre", "author"]

[[indicator]]
key = "column_hours"
label = "Giờ chuyên mục"
unit = "giờ"
counts = "broadcasts"
measure = "hours"
where = { kind = "column", special = false, outlet = "own" }
"""


def day(month: int) -> Aired:
    kind = NEWS if month % 2 else COLUMN
    return Aired(at(YEAR.first.replace(month=month)), kind, BroadcastState.AIRED, frozenset({1, 2, 3}), 5400)


def apply(desk: Desk, text: str) -> tuple[int, int]:
    with desk.changing(Action.APPLY_INDICATORS, file="own.toml") as session:
        found = indicator_files.read("own.toml", text, definitions.every(session))
        return own_indicators.apply(session, "own.toml", text, found, YEAR)


def remove(session: Session, key: str) -> None:
    seen = own_indicators.named(session, key)
    own_indicators.remove(session, seen.id, seen.version)


def indicator(desk: Desk, key: str) -> Indicator:
    with desk.reading() as session:
        return definitions.every(session)[key]


@pytest.fixture
def worked(desk: Desk) -> Desk:
    with desk.changing(Action.EARLIER, what="work") as session:
        store(session, [day(1), day(2), day(3)], [])
    return desk


def test_own_indicators_are_counted_by_their_rules(worked: Desk) -> None:
    assert apply(worked, FILE) == (4, 0)
    assert apply(worked, FILE) == (0, 0)
    assert apply(worked, FILE.replace("Giờ chuyên mục", "Giờ CM")) == (0, 1)

    with worked.changing(Action.SET_FIGURE) as session:
        entered.set_figure(session, indicator(worked, "portal_articles"), YEAR, NOTHING, Decimal(2), "Văn phòng")
    with worked.reading() as session:
        report = tally.report(session, YEAR)
        every = definitions.every(session)
        rule = rule_words.words(every["ha_and_anh"], every)
    found = {each.key: each.count for each in report.figures}
    assert [*found][-4:] == ["portal_articles", "articles_share", "ha_and_anh", "column_hours"]
    assert (found["portal_articles"], found["stories"]) == (2, 3)
    assert found["articles_share"] == Decimal("66.67")
    assert found["ha_and_anh"] == 1  # story 1: story 2 is another's and of the topic, story 3 is nobody's
    assert found["column_hours"] == Decimal("3.00")
    assert "Author: thu hà; Place: LAI HẠ, Trừng Xá; Topic: not Bầu cử; by the date of: the first use" in rule


@pytest.mark.parametrize(
    ("today", "codes", "figures"),
    [
        (dt.date(2026, 11, 30), ["2019-03", "2019"], [1, 2]),
        (dt.date(2019, 2, 10), ["2019-02", "2019"], [0, 2]),
        (dt.date(2018, 11, 30), ["2018-12", "2018"], [None, None]),
    ],
)
def test_an_indicator_is_previewed_in_the_last_month_and_year_with_data(
    desk: Desk, today: dt.date, codes: list[str], figures: list[int | None]
) -> None:
    with desk.changing(Action.EARLIER, what="work") as session:
        store(session, [day(1), day(2), day(3)], [])
        session.add(Edition(id=9, programme_id=1))
        session.flush()
        starts, first_run = dt.datetime(2026, 11, 29, 5, 30, tzinfo=dt.UTC), BroadcastKind.FIRST_RUN
        session.add(Broadcast(kind=first_run, state=BroadcastState.PLANNED, starts=starts, edition_id=9))

    with desk.reading() as session:
        news = definitions.every(session)["news_programmes"]
        shown = own_indicators.preview(session, news, today).figures

    assert [period.code for period, _value in shown] == codes
    assert [value for _period, value in shown] == figures


def test_an_indicator_of_clips_is_previewed_where_they_were_sent_last(worked: Desk) -> None:
    with worked.changing(Action.EARLIER, what="send") as session:
        kind, state = ClipKind.CLIP, ClipState.SENT
        session.add(Clip(title="Clip", kind=kind, recipient_id=1, state=state, sent=dt.date(2020, 5, 2)))

    with worked.reading() as session:
        clips = definitions.every(session)["tv_clips"]
        shown = own_indicators.preview(session, clips, dt.date(2026, 11, 30)).figures

    assert [(period.code, value) for period, value in shown] == [("2020-05", 1), ("2020", 1)]


def test_a_file_that_was_written_is_the_same_file(worked: Desk) -> None:
    apply(worked, FILE)
    with worked.reading() as session:
        own = [each for each in definitions.every(session).values() if each.is_own]
        text = indicator_files.write(own)
        assert indicator_files.read("again.toml", text, definitions.every(session)) == own
    assert apply(worked, text) == (0, 0)


@pytest.mark.parametrize(
    ("change", "line", "key", "reason"),
    [
        (("[[indicator]]", "[[indikator]]"), 2, "indikator", "only [[indicator]] tables"),
        (('key = "column_hours"', 'key = "Column"'), 23, "key", "“Column” is not a key"),
        (('key = "column_hours"', 'key = "stories"'), 23, "key", "indicator of radiodesk itself"),
        (('key = "column_hours"', 'key = "ha_and_anh"'), 23, "key", "this key twice"),
        (('unit = "giờ"', "unit = 3"), 25, "unit", "a text is needed"),
        (('counts = "broadcasts"', 'counts = "SELECT 1"'), 26, "counts", "one of: editions, programmes, stories"),
        (('counts = "broadcasts"', 'counts = "stories"'), 27, "measure", "one of: count"),
        (('kind = "column"', 'kind = "chuyên mục"'), 28, "where", "kind: one of: news, column"),
        (('kind = "column"', 'genre = "brief"'), 28, "where", "one of: broadcast, kind, programme"),
        (('kind = "column"', "kind = []"), 28, "where", "“kind” has no value"),
        (('measure = "hours"', 'dated = "sent"'), 27, "dated", "one of: starts"),
        (('measure = "hours"', "sql = 'DROP'"), 27, "sql", "has no key “sql”"),
        (
            ('"portal_articles", "stories"', '"portal_articles", "nothing"'),
            11,
            "share",
            "“nothing” is not an indicator",
        ),
        (('"portal_articles", "stories"', '"portal_articles", "on_time_share"'), 11, "share", "is a share itself"),
        (("manual = true", 'counts = "stories"\nmanual = true'), 6, "counts", "say one of"),
        (("manual = true", 'manual = true\nadds = "no"'), 7, "adds", "one of: true, false"),
        (('unit = "bài"\nmanual = true', 'unit = "%"\nmanual = true\nadds = true'), 7, "adds", "do not add up"),
        (('counts = "broadcasts"', 'counts = "broadcasts"\nadds = false'), 27, "adds", "with manual = true"),
        (('[[indicator]]\nkey = "portal', '[[indicator\nkey = "portal'), 2, "", "given twice: “[[indicator”"),
    ],
)
def test_what_makes_no_sense_is_refused_with_its_line(
    desk: Desk, change: tuple[str, str], line: int, key: str, reason: str
) -> None:
    old, new = change
    assert old in FILE
    with pytest.raises(BadFile) as refused:
        apply(desk, FILE.replace(old, new, 1) if key != "indikator" else FILE.replace(old, new))

    problem = refused.value.problems[0]
    assert (problem.line, problem.key) == (line, key)
    assert reason in problem.message
    with desk.reading() as session:
        assert not any(each.is_own for each in definitions.every(session).values())


def test_a_rule_that_names_nobody_known_is_refused(desk: Desk) -> None:
    with pytest.raises(BadFile) as refused:
        apply(desk, FILE)

    [problem] = refused.value.problems
    assert "“thu hà” in the rule of “=Tin của Hà” is not known" in problem.message
    assert FILE.splitlines()[problem.line - 1].startswith("where = { author = ")
    assert problem.key == "where"


def test_every_rule_that_names_something_unknown_is_blamed_at_its_line(desk: Desk) -> None:
    text = """
[[indicator]]
key = "a"
label = "A"
unit = "tin"
counts = "stories"

[[indicator]]
key = "b"
label = "B"
unit = "tin"
counts = "stories"
where = { genre = "brief" }
without = { topic = "Bầu cử" }

[[indicator]]
key = "c"
label = "C"
unit = "tin"
counts = "stories"
[indicator.where]
author = "Không Ai"
"""
    with pytest.raises(BadFile) as refused:
        apply(desk, text)

    assert [(each.line, each.key) for each in refused.value.problems] == [(14, "without"), (21, "where")]


def test_what_others_need_is_not_removed(worked: Desk) -> None:
    apply(worked, FILE)
    with worked.changing(Action.SET_TARGET) as session:
        targets.set_target(session, definitions.every(session)["column_hours"], YEAR, NOTHING, Decimal("10.5"))
    for key, needed in (("portal_articles", "“Tỷ lệ bài”"), ("column_hours", "figures or targets")):
        with pytest.raises(StillNeeded, match=needed), worked.changing(Action.REMOVE_INDICATOR) as session:
            remove(session, key)

    with worked.changing(Action.REMOVE_INDICATOR, figure="articles_share") as session:
        remove(session, "articles_share")
    with worked.changing(Action.REMOVE_INDICATOR, figure="portal_articles") as session:
        remove(session, "portal_articles")


def test_figures_and_targets_that_make_no_sense_are_refused(worked: Desk) -> None:
    apply(worked, FILE)
    stories, articles = indicator(worked, "stories"), indicator(worked, "portal_articles")
    with worked.trying(Action.SET_FIGURE) as session:
        for value in ("-1", "1e12", "1.005", "1.000", "1_000", "NaN", "năm", ""):
            with pytest.raises(BadFigure):
                entered.set_figure(session, articles, YEAR, NOTHING, value, "Văn phòng")  # type: ignore[arg-type]
        with pytest.raises(NotEntered):
            entered.set_figure(session, stories, YEAR, NOTHING, Decimal(1), "Văn phòng")
        with pytest.raises(NotAYearOrMonth):
            targets.set_target(session, stories, parse("2019-Q1"), NOTHING, Decimal(1))
        targets.set_target(session, stories, YEAR, NOTHING, Decimal(100))
        with pytest.raises(MonthsExceedYear):
            targets.set_target(session, stories, parse("2019-02"), NOTHING, Decimal(101))


@pytest.mark.parametrize(("december", "fits"), [("44.9", False), ("45", True), ("45.1", False)])
def test_twelve_months_set_by_hand_are_exactly_the_target_of_the_year(worked: Desk, december: str, fits: bool) -> None:
    with worked.trying(Action.SET_TARGET) as session:
        stories = definitions.every(session)["stories"]
        targets.set_target(session, stories, YEAR, NOTHING, Decimal(100))
        for month in range(1, 12):
            targets.set_target(session, stories, parse(f"2019-{month:02}"), NOTHING, Decimal(5))
        with contextlib.nullcontext() if fits else pytest.raises(MonthsExceedYear):
            targets.set_target(session, stories, parse("2019-12"), NOTHING, Decimal(december))


def test_targets_that_do_not_fit_are_told_with_the_marks_of_the_language(worked: Desk) -> None:
    locale.use("vi")
    with worked.trying(Action.SET_TARGET) as session:
        stories = definitions.every(session)["stories"]
        targets.set_target(session, stories, YEAR, NOTHING, Decimal("4500.5"))
        with pytest.raises(MonthsExceedYear, match=r"10\.847.*4\.500,5"):
            targets.set_target(session, stories, parse("2019-12"), NOTHING, Decimal(10847))


def test_a_target_is_spread_and_the_figure_is_seen_against_it(worked: Desk) -> None:
    with worked.changing(Action.SET_TARGET) as session:
        stories = definitions.every(session)["stories"]
        targets.set_target(session, stories, YEAR, NOTHING, Decimal(120))
        targets.set_target(session, stories, parse("2019-01", PeriodRule.CALENDAR), NOTHING, Decimal(10))
    with worked.reading() as session:
        figure = tally.report(session, parse("2019-Q1", PeriodRule.CALENDAR)).figure("stories")

    assert (figure.count, figure.target, figure.year_target) == (3, 30, 120)
    assert (figure.target_percent, figure.year_percent) == (Decimal("10.00"), Decimal("2.50"))


@pytest.mark.parametrize("key", ["columns_kept", "network"])
def test_a_target_of_what_does_not_add_up_holds_for_every_period_of_its_year(worked: Desk, key: str) -> None:
    text = FILE + '[[indicator]]\nkey = "network"\nlabel = "Kế hoạch bưu điện"\nunit = "%"\nmanual = true\n'
    apply(worked, text)
    with worked.changing(Action.SET_TARGET) as session:
        march = parse("2019-03", PeriodRule.CALENDAR)
        targets.set_target(session, every(session)[key], YEAR, NOTHING, Decimal(80))
        targets.set_target(
            session, every(session)[key], march, NOTHING, Decimal(90)
        )  # more than the year: no part of it

    with worked.changing(Action.SET_FIGURE) as session:
        period = parse("2019-9m", PeriodRule.CALENDAR)
        entered.set_figure(session, every(session)["network"], period, NOTHING, Decimal(61), "VNPT")
    with worked.reading() as session:
        found = {
            code: tally.report(session, parse(code, PeriodRule.CALENDAR), [key], today=YEAR.first).figure(key)
            for code in ("2019-9m", "2019", "2019-02", "2019-03", "2019-Q1")
        }
    assert {code: each.target for code, each in found.items()} == dict.fromkeys(found, 80) | {"2019-03": 90}
    assert {each.year_target for each in found.values()} == {80}
    assert {each.forecast for each in found.values()} == {None}
    if key == "network":
        report = Report("Đài", period, (found["2019-9m"],))
        assert ": 61%, kế hoạch năm 80% (nguồn: VNPT)." in plain(sentence(report, found["2019-9m"]))


def test_files_figures_targets_and_removals_are_undone_and_redone(worked: Desk) -> None:
    articles = "portal_articles"
    apply(worked, FILE)

    def enter(session: Session, value: Decimal) -> None:
        seen = entered.view(session, articles, YEAR).seen
        entered.set_figure(session, every(session)[articles], YEAR, seen, value, "Văn phòng")

    def plan(session: Session, value: Decimal | None) -> None:
        targets.plan(session, every(session)["stories"], {YEAR: (targets.view(session, "stories", YEAR).seen, value)})

    changes: list[tuple[Action, Callable[[Session], object]]] = [
        (Action.SET_FIGURE, lambda session: enter(session, TWO)),
        (Action.SET_FIGURE, lambda session: enter(session, TWO + 1)),
        (Action.SET_TARGET, lambda session: plan(session, TWO)),
        (Action.SET_TARGET, lambda session: plan(session, None)),
        (Action.REMOVE_INDICATOR, lambda session: remove(session, "column_hours")),
    ]
    for action, change in changes:
        before = data(worked)
        with worked.changing(action, figure="x", period="2019", value="2") as session:
            change(session)
        after = data(worked)
        assert before != after
        undo_entry(worked, newest(worked))
        assert data(worked) == before
        undo_entry(worked, newest(worked))
        assert data(worked) == after


def test_months_without_a_plan_are_not_planned_with_nothing(worked: Desk) -> None:
    with worked.changing(Action.SET_TARGET) as session:
        targets.set_target(session, every(session)["stories"], parse("2019-03", PeriodRule.CALENDAR), NOTHING, TWO)
    with worked.reading() as session:
        found = {
            code: tally.report(session, parse(code, PeriodRule.CALENDAR), ["stories"]).figure("stories")
            for code in ("2019-03", "2019-04", "2019-Q1", "2019")
        }

    assert {code: each.target for code, each in found.items()} == {"2019-03": 2} | dict.fromkeys(
        ("2019-04", "2019-Q1", "2019")
    )
    assert {each.year_target for each in found.values()} == {None}


def test_percentages_that_were_entered_are_not_added_up(worked: Desk) -> None:
    percent = Indicator("network", "Tỷ lệ phủ sóng", "%", Measure.ENTERED, is_own=True)
    with worked.trying(Action.SET_FIGURE) as session:
        for code in ("2019-H1", "2019-H2"):
            entered.set_figure(session, percent, parse(code, PeriodRule.CALENDAR), NOTHING, Decimal(61), "VNPT")
        assert entered.figures(session, [percent], YEAR.first, YEAR.last) == {}
        assert entered.figures(session, [replace(percent, unit="thư")], YEAR.first, YEAR.last)["network"].value == 122


def test_the_figure_of_a_level_is_the_last_one_of_its_period(worked: Desk) -> None:
    text = FILE.replace("manual = true", "manual = true\nadds = false")
    apply(worked, text)
    periods = {code: parse(code, PeriodRule.CALENDAR) for code in ("2019-01", "2019-02", "2019-03", "2019-04")}
    periods |= {code: parse(code, PeriodRule.CALENDAR) for code in ("2019-Q1", "2019-H1", "2019", "2019-H2")}
    with worked.changing(Action.SET_FIGURE) as session:
        clusters = every(session)["portal_articles"]
        for code, value in {"2019-01": 110, "2019-02": 112, "2019-03": 111, "2019-H1": 120}.items():
            entered.set_figure(session, clusters, periods[code], NOTHING, Decimal(value), code)
    with worked.changing(Action.SET_TARGET) as session:
        targets.set_target(session, every(session)["portal_articles"], YEAR, NOTHING, Decimal(115))
    with worked.reading() as session:
        found = {
            code: tally.report(session, each, ["portal_articles"]).figure("portal_articles")
            for code, each in periods.items()
        }
        assert indicator_files.read("again.toml", indicator_files.write([clusters]), {}) == [clusters]

    assert {code: each.count for code, each in found.items()} == {
        "2019-01": 110,
        "2019-02": 112,
        "2019-03": 111,
        "2019-04": None,
        "2019-Q1": 111,
        "2019-H1": 120,
        "2019": 120,
        "2019-H2": None,
    }
    assert {code: each.source for code, each in found.items()}["2019-Q1"] == "2019-03"
    assert {each.target for each in found.values()} == {115}


@pytest.mark.parametrize(
    ("kind", "counts", "condition"),
    [
        (Recipient, "clips", "recipient"),
        (Upstream, "broadcasts", "upstream"),
        (Topic, "stories", "topic"),
        (Person, "stories", "author"),
        (Programme, "editions", "programme"),
    ],
)
def test_what_an_own_indicator_names_is_not_undone(
    worked: Desk, kind: type[Recipient], counts: str, condition: str
) -> None:
    named = {"id": 99} | ({"title": "Mới", "kind": "other"} if kind is Programme else {"name": "Mới"})
    with worked.changing(Action.ADD_PERSON, name="Mới") as session:
        session.add(kind(**named))
    added = newest(worked)
    text = f'[[indicator]]\nkey = "x"\nlabel = "X"\nunit = "tin"\ncounts = "{counts}"\nwithout.{condition} = "mới"\n'
    apply(worked, text)
    ruled = newest(worked)

    with pytest.raises(BreaksRule, match="The own indicator “X” names “mới”: change its rule first"):
        undo_entry(worked, added)

    undo_entry(worked, ruled)
    without = newest(worked)
    undo_entry(worked, added)
    with pytest.raises(BreaksRule, match="The own indicator “X” names “mới”"):
        undo_entry(worked, without)


def test_undo_brings_back_no_share_of_a_share(worked: Desk) -> None:
    share = '[[indicator]]\nkey = "s"\nlabel = "S"\nshare = ["x", "stories"]\n'
    counted = '[[indicator]]\nkey = "x"\nlabel = "X"\nunit = "tin"\ncounts = "stories"\n'
    apply(worked, counted)
    apply(worked, share)
    undo_entry(worked, newest(worked))
    without = newest(worked)
    apply(worked, '[[indicator]]\nkey = "x"\nlabel = "X"\nshare = ["briefs", "articles"]\n')

    with pytest.raises(BreaksRule, match="“S” is a share of it"):
        undo_entry(worked, without)


def test_undo_removes_no_indicator_that_has_figures_since(worked: Desk) -> None:
    apply(worked, FILE)
    applied = newest(worked)
    with worked.changing(Action.SET_FIGURE, figure="x", period="2019", value="2") as session:
        entered.set_figure(session, every(session)["portal_articles"], YEAR, NOTHING, TWO, "Văn phòng")

    with pytest.raises(BreaksRule, match="“portal_articles” is still needed by figures or targets"):
        undo_entry(worked, applied)


def test_a_damaged_indicator_keeps_no_other_from_being_counted(worked: Desk) -> None:
    with worked.changing(Action.ADD_PERSON, name="Mới") as session:
        session.add(Topic(id=99, name="Mới"))
    text = '[[indicator]]\nkey = "{key}"\nlabel = "{key}"\nunit = "tin"\ncounts = "stories"\nwhere.topic = "mới"\n'
    share = '[[indicator]]\nkey = "rate"\nlabel = "Rate"\nshare = ["named", "stories"]\n'
    apply(worked, FILE + text.format(key="named") + text.format(key="broken") + share)
    with worked.changing(Action.EARLIER, what="damage") as session:
        session.delete(session.scalars(select(Topic).where(Topic.name == "Mới")).one())
        broken = session.scalars(select(StationIndicator).where(StationIndicator.name == "broken")).one()
        broken.definition = {"label": "?"}

    with worked.reading() as session:
        found = [each.key for each in tally.report(session, YEAR).figures]
        assert [*found][-4:] == ["portal_articles", "articles_share", "ha_and_anh", "column_hours"]
        assert {key: type(error) for key, error in definitions.faults(session).items()} == {
            "named": UnknownInRule,
            "broken": DamagedIndicator,
            "rate": UnknownInRule,
        }
        for key, error in definitions.faults(session).items():
            with pytest.raises(type(error)):
                tally.report(session, YEAR, [key])
        assert papers.keys_of_paper(session)[-4:] == tuple(found[-4:])
        assert [each.indicator.key for each in own_indicators.own(session)][-2:] == ["named", "rate"]
        missing = [each.title for each in gaps.gaps(session, YEAR, found) if each.kind == "damaged"]
        assert missing == list(map(str, dict.fromkeys(map(str, definitions.faults(session).values()))))
    said = run_here("report", "2019", home=worked.config.home)
    assert said.returncode == 0
    assert "Left out: “mới” in the rule of “named” is not known" in said.stderr
    with worked.changing(Action.ADD_PERSON, name="Y") as session:
        session.add(Topic(id=100, name="Y"))
    undo_entry(worked, newest(worked))  # it has nothing to do with the damage
    assert apply(worked, text.format(key="broken").replace('where.topic = "mới"', "")) == (0, 1)


def test_a_condition_that_leaves_out_an_author_of_clips_too(worked: Desk) -> None:
    with worked.changing(Action.EARLIER, what="clip") as session:
        session.add(Clip(id=1, title="Clip", state="planned"))
        session.flush()
        session.add(Credit(clip_id=1, person_id=1))
    apply(
        worked,
        FILE.replace('where = { author = "thu hà", place = ["LAI HẠ", "Trừng Xá"] }\nwithout', "without", 1).replace(
            'without = { topic = "Bầu cử" }', 'without = { author = "Thu Hà" }'
        ),
    )

    with worked.reading() as session:
        assert tally.report(session, YEAR, ["ha_and_anh"]).figure("ha_and_anh").count == 2


def test_the_command_line_defines_enters_plans_and_lists(worked: Desk, tmp_path: Path) -> None:
    home = worked.config.home
    file = tmp_path / "own.toml"
    file.write_text(FILE, encoding="utf-8")
    worked.close()

    def run(*arguments: str) -> str:
        answer = run_here(*arguments, home=home)
        return answer.stdout + answer.stderr

    assert run("indicator", "apply", str(file)) == "Indicators added: 4, changed: 0\n"
    assert "96.75" in run("indicator", "set", "portal_articles", "2019", "96,75", "--source", "Văn phòng")
    replaced = run("indicator", "set", "portal_articles", "2019", "97", "--source", "Văn phòng")
    assert replaced.endswith("It replaces 96.75\n")
    assert "Stories used, 2019: 4,800" in run("target", "set", "stories", "2019", "4800")
    assert run("target", "set", "stories", "2019", "4900").endswith("It replaces 4,800\n")
    assert "replaces" not in run("target", "set", "stories", "2019", "4900")
    assert "Removed: stories 2019" in run("target", "remove", "stories", "2019")
    assert "only manual indicators" in run("indicator", "set", "stories", "2019", "1", "--source", "x")
    official, calendar = "2019 (15/12/2018 – 14/12/2019)", "2019 (01/01/2019 – 31/12/2019)"
    assert f"Removed: portal_articles {official}" in run("indicator", "unset", "portal_articles", "2019")
    unset = run("indicator", "unset", "portal_articles", "2019")
    assert f"Nothing was entered for “Bài trên cổng [1]” in the year {official}" in unset
    values = ("indicator", "set", "portal_articles", "2019", "97", "--source", "Văn phòng", "--rule", "calendar")
    assert f"Bài trên cổng [1], {calendar}: 97" in run(*values)
    assert "leave out --rule" in run(*values, "--kind", "Năm")
    assert f"Removed: portal_articles {calendar}" in run(
        "indicator", "unset", "portal_articles", "2019", "--rule", "calendar"
    )
    assert "only manual indicators" in run("indicator", "unset", "stories", "2019")
    assert "Nothing was planned for “Stories used” in the year 2018" in run("target", "remove", "stories", "2018")
    listed = run("indicator", "list", "--lang", "vi")
    assert "portal_articles: Bài trên cổng [1] (bài)\n    Nhập tay cho từng kỳ, có ghi nguồn" in listed
    assert "Removed: articles_share" in run("indicator", "remove", "articles_share")
    assert run("indicator", "export", str(tmp_path / "out.toml")).startswith("3 indicators are written to")
    file.write_text('[[indicator]]\nkey = "x"\n', encoding="utf-8")
    assert f"{file}, line 1: counts: say one of" in run("indicator", "apply", str(file))


def test_of_two_who_change_one_value_the_second_is_told(worked: Desk) -> None:
    apply(worked, FILE)
    with worked.reading() as session:
        stories, articles = every(session)["stories"], every(session)["portal_articles"]
        figure, target = entered.view(session, articles.key, YEAR).seen, targets.view(session, stories.key, YEAR).seen
        rule = own_indicators.named(session, "ha_and_anh")
    renamed = replace(rule.indicator, label="Tin của chị Hà")
    changes: list[Callable[[Session], object]] = [
        lambda session: entered.set_figure(session, articles, YEAR, figure, TWO, "Văn phòng"),
        lambda session: targets.set_target(session, stories, YEAR, target, TWO),
        lambda session: own_indicators.change(session, rule.id, rule.version, renamed, YEAR),
    ]
    for change in changes:
        with worked.changing(Action.SET_FIGURE) as session:
            change(session)
        with pytest.raises(ChangedMeanwhile), worked.changing(Action.SET_FIGURE) as session:
            change(session)

    with worked.changing(Action.SET_FIGURE) as session:  # what was removed and entered again is another figure
        entered.remove_figure(session, articles, YEAR, FIRST)
    for _again in range(2):
        with pytest.raises(ChangedMeanwhile), worked.changing(Action.SET_FIGURE) as session:
            entered.set_figure(session, articles, YEAR, FIRST, TWO, "Văn phòng")
        with worked.changing(Action.SET_FIGURE) as session:
            seen = entered.view(session, articles.key, YEAR).seen
            entered.set_figure(session, articles, YEAR, seen, TWO, "Văn phòng")


@pytest.mark.parametrize("prop", ["author", "place", "topic", "genre"])
def test_what_has_no_value_can_be_counted_and_left_out(worked: Desk, prop: str) -> None:
    rules = (f'where = {{ {prop} = "" }}', f'without = {{ {prop} = "" }}', f'where = {{ {prop} = ["", "{{}}"] }}')
    known = {"author": "Thu Hà", "place": "Lai Hạ", "topic": "Bầu cử", "genre": "brief"}[prop]
    old = 'where = { author = "thu hà", place = ["LAI HẠ", "Trừng Xá"] }\nwithout = { topic = "Bầu cử" }'
    found = []
    for rule in rules:
        apply(worked, FILE.replace(old, rule.replace("{}", known)))
        with worked.reading() as session:
            report = tally.report(session, YEAR, ["stories", "ha_and_anh"])
        rows = {row.key: row.count for each in report.breakdowns_of("stories") if each.by == prop for row in each.rows}
        found.append(report.figure("ha_and_anh"))
    none, some, either = (each.count for each in found)
    assert none == rows.get("", 0)
    assert none is not None
    assert some == 3 - none
    assert none <= (either or 0) <= 3
    assert none > 0 or prop in ("genre", "place")  # every story has those
    assert ": any;" in found[1].rule


def test_a_share_of_a_share_is_refused_on_the_screen_and_in_a_file(worked: Desk) -> None:
    apply(worked, FILE)
    share = replace(
        indicator(worked, "portal_articles"), unit="%", measure=Measure.PERCENT, share=("briefs", "articles")
    )
    with worked.reading() as session:
        seen = own_indicators.named(session, "portal_articles")
    with (
        pytest.raises(NestedShare, match="“Tỷ lệ bài” is a share of it"),
        worked.changing(Action.EARLIER) as session,
    ):
        own_indicators.change(session, seen.id, seen.version, share, YEAR)
    alone = '[[indicator]]\nkey = "portal_articles"\nlabel = "Bài"\nshare = ["briefs", "articles"]\n'
    with pytest.raises(BadFile) as refused:
        apply(worked, alone)
    assert "“Tỷ lệ bài” is a share of it" in refused.value.problems[0].message

    both = alone + '[[indicator]]\nkey = "articles_share"\nlabel = "Bài"\nunit = "bài"\nmanual = true\n'
    with worked.changing(Action.SET_TARGET) as session:
        targets.set_target(session, every(session)["portal_articles"], YEAR, NOTHING, TWO)
    with pytest.raises(BadFile) as refused:
        apply(worked, both)
    assert "it has targets: remove those of 2019 first" in refused.value.problems[0].message
    with worked.changing(Action.SET_TARGET) as session:
        targets.remove_target(
            session, every(session)["portal_articles"], YEAR, targets.view(session, "portal_articles", YEAR).seen
        )
    assert apply(worked, both) == (0, 2)


def test_a_figure_is_entered_for_the_days_of_the_kind_of_report_that_prints_it(worked: Desk, tmp_path: Path) -> None:
    apply(worked, FILE)
    with worked.changing(Action.ADD_REPORT_KIND) as session:
        terms = kinds.KindTerms(PeriodKind.YEAR, PeriodRule.CALENDAR, indicators=("stories", "portal_articles"))
        kinds.add(session, "Báo cáo năm", terms)
    home, file = worked.config.home, tmp_path / "y.docx"
    worked.close()
    report = ("report", "2019", "--kind", "báo cáo năm", "--output", str(file))
    enter = ("indicator", "set", "portal_articles", "2019", "70", "--source", "VNPT")
    run_here(*enter, home=home)

    refused = run_here(*report, home=home)

    assert "“Bài trên cổng [1]” has no value in the year 2019 (01/01/2019 – 31/12/2019)" in refused.stderr
    assert run_here(*enter, "--kind", "báo cáo năm", home=home).returncode == 0
    assert run_here(*report, home=home).returncode == 0
    assert file.exists()
