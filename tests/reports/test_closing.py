"""Closed reports: they never change, they say later what differs, and only periods that are over can be closed."""

import contextlib
import datetime as dt
import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from docx import Document
from sqlalchemy.orm import Session

from radiodesk.history import undo
from radiodesk.kinds import BroadcastState, CreditRole, Genre, LineKind, PeriodKind, PeriodRule
from radiodesk.locale import in_language
from radiodesk.model import (
    Action,
    Broadcast,
    Clip,
    ClosedReport,
    Credit,
    Desk,
    Line,
    Person,
    StationIndicator,
    Story,
    earlier_names,
)
from radiodesk.model.faults import ChangedMeanwhile
from radiodesk.reports import (
    closed_reports,
    closing,
    definitions,
    differences,
    digests,
    entered,
    gaps,
    indicator_files,
    issuing,
    kinds,
    own_indicators,
    papers,
    tally,
    targets,
)
from radiodesk.reports.closed_reports import ClosedOtherwise, NoSuchVersion, NotClosed
from radiodesk.reports.closing import ClosedBefore, NewerVersion, NothingToClose, NotOver
from radiodesk.reports.content import Closed
from radiodesk.reports.digests import ChangedAfterClosing
from radiodesk.reports.documents import number_names, numbers
from radiodesk.reports.documents.plain_files import as_json
from radiodesk.reports.kinds import KindTerms, UnknownKind
from radiodesk.reports.periods import Period, parse
from radiodesk.reports.seen import NOTHING
from tests.conftest import run_here
from tests.reports.test_figures import COLUMN, NEWS, Aired, at, store

MARCH = parse("2019-03", PeriodRule.CALENDAR)
TODAY = dt.date(2019, 4, 1)
WORK = [
    Aired(at(dt.date(2019, 3, 1)), NEWS, BroadcastState.AIRED, frozenset({1, 2, 3}), 900),
    Aired(at(dt.date(2019, 3, 2)), NEWS, BroadcastState.AIRED, frozenset({3, 4}), 900),
    Aired(at(dt.date(2019, 3, 3)), COLUMN, BroadcastState.PLANNED, frozenset(), None),
    Aired(at(dt.date(2019, 4, 5)), NEWS, BroadcastState.PLANNED, frozenset({5}), None),
]


@pytest.fixture
def worked(desk: Desk) -> Desk:
    with desk.changing(Action.EARLIER, what="work") as session:
        store(session, WORK, [])
    return desk


def close(desk: Desk, *, today: dt.date = TODAY, seen: int | None = None) -> Closed:
    """Close March. seen: the last version that the user saw; by default, the last one there is."""
    with desk.reading() as session:
        seen = closed_reports.last_number(session, MARCH, "Tháng") if seen is None else seen
        prepared = closing.prepare(session, MARCH, kind="Tháng", recipient="Phòng Văn hóa")
    with desk.changing(Action.CLOSE_REPORT) as session:
        return closing.close(session, prepared, seen=seen, person="Thu Hà", today=today)


def counts(session: Session, number: int | None = None) -> list[object]:
    return [each.count for each in closed_reports.closed(session, MARCH, "Tháng", number).figures]


def test_a_closed_report_is_what_was_counted_and_its_digest_fits(worked: Desk) -> None:
    made = close(worked)

    with worked.reading() as session:
        live = tally.report(session, MARCH)
        found = closed_reports.closed(session, MARCH, "Tháng")
        record = closed_reports.record(session, MARCH, "Tháng")
        assert (found.figures, found.breakdowns) == (live.figures, live.breakdowns)
        assert (found.kind, found.recipient, found.closed) == ("Tháng", "Phòng Văn hóa", made)
        assert closed_reports.record_with_digest(session, made.digest) == record
        assert [*differences.since_closing(session, found)] == []
    assert digests.digest(json.loads(json.dumps(record, indent=3))) == made.digest
    record["station"] = "Đài khác"
    assert digests.digest(record) != made.digest


def test_a_correction_moves_the_live_figure_and_the_difference_names_the_item(worked: Desk) -> None:
    close(worked)
    with worked.reading() as session:
        before = counts(session)

    with worked.changing(Action.EARLIER, what="correction") as session:
        second = session.query(Broadcast).filter_by(edition_id=2, kind="first_run").one()
        second.state = BroadcastState.CANCELLED
        session.add(Line(edition_id=1, position=9, kind=LineKind.STORY, story_id=5))

    with worked.reading() as session:
        assert counts(session) == before
        found = {
            each.key: each
            for each in differences.since_closing(session, closed_reports.closed(session, MARCH, "Tháng"))
        }
    assert (found["news_programmes"].closed, found["news_programmes"].now) == (2, 1)
    (gone,) = found["news_programmes"].gone
    assert (gone.table, gone.id, gone.title, gone.reason) == ("edition", 2, "Thời sự", "cancelled")
    assert [each.title for each in found["stories"].added] == ["Tin 5"]
    assert [(each.title, each.reason) for each in found["stories"].gone] == [("Tin 4", "cancelled")]
    assert (found["stories"].closed, found["stories"].now) == (4, 4)  # the same number, and other stories
    assert "tv_clips" not in found


@pytest.mark.parametrize("language", ["en", "vi"])
def test_the_difference_names_what_changed_in_an_item_that_still_counts(worked: Desk, language: str) -> None:
    with in_language("vi"):
        close(worked)
    with worked.changing(Action.EARLIER, what="renamed") as session:
        person = session.get_one(Person, 2)
        earlier_names.keep(session, person, person.name, TODAY)
        person.name = "Đức Anh (báo chí)"
    with worked.reading() as session, in_language(language):
        report = closed_reports.closed(session, MARCH, "Tháng")
        assert [*differences.since_closing(session, report)] == []  # words of the other language, and an earlier name

    with worked.changing(Action.EARLIER, what="correction") as session:
        session.get_one(Story, 1).genre = Genre.INTERVIEW
        session.get_one(Story, 2).title = "Tin hai"
        session.delete(session.query(Credit).filter_by(story_id=2).one())

    with worked.reading() as session, in_language(language):
        found = {each.key: each for each in differences.since_closing(session, report)}
        words = {item.id: what for item, what in found["stories"].changed}
    assert (found["stories"].added, found["stories"].gone, found["stories"].closed) == ((), (), found["stories"].now)
    if language == "en":
        assert words == {
            1: "Genre: report → interview",
            2: "Title: Tin 2 → Tin hai; Author: Đức Anh → no author",
        }
    assert set(words) == {1, 2}
    assert set(found) == {"stories", "articles", "story_uses", "topic_items"}


def test_a_period_without_any_data_is_not_closed(worked: Desk) -> None:
    with worked.reading() as session:
        prepared = closing.prepare(session, parse("2017", PeriodRule.CALENDAR))
    with pytest.raises(NothingToClose, match="no data from 01/01/2017 to 31/12/2017"):
        issuing.close(worked, prepared, seen=0, today=TODAY)


def test_a_new_version_is_closed_and_the_old_one_stays(worked: Desk) -> None:
    first = close(worked)
    with worked.changing(Action.EARLIER, what="correction") as session:
        session.query(Broadcast).filter_by(edition_id=2, kind="first_run").one().state = BroadcastState.MISSED
    second = close(worked)

    with worked.reading() as session:
        assert [each.number for each in closed_reports.versions(session, MARCH, "Tháng")] == [1, 2]
        assert counts(session) == counts(session, 2) != counts(session, 1)
        assert first.digest != second.digest
        with pytest.raises(NoSuchVersion, match=r"no version 3 of the report .*The latest is version 2"):
            closed_reports.closed(session, MARCH, "Tháng", 3)
        with pytest.raises(NotClosed):
            closed_reports.closed(session, MARCH)


def test_files_of_a_closed_report_are_as_it_was_closed_and_are_verified(worked: Desk, tmp_path: Path) -> None:
    home = worked.config.home
    worked.close()

    def run(*arguments: object) -> str:
        answer = run_here(*map(str, arguments), home=home)
        return answer.stdout + answer.stderr

    month = ("report", "2019-03", "--rule", "calendar")
    assert "Closed as version 1" in run(*month, "--close", "--format", "paragraph")
    desk = Desk.open(worked.config)
    with desk.changing(Action.EARLIER, what="correction") as session:
        session.query(Broadcast).filter_by(edition_id=2, kind="first_run").one().state = BroadcastState.MISSED
    desk.close()

    assert "phát sóng 2 chương trình" in run(*month, "--closed", "--format", "paragraph")
    assert "phát sóng 1 chương trình" in run(*month, "--format", "paragraph")
    for ending in ("json", "docx", "xlsx"):
        file = tmp_path / f"march.{ending}"
        run(*month, "--closed", "--output", file)
        told = run("report", "verify", file)
        assert "(version 1)" in told
        assert "newer" not in told
    content = json.loads((tmp_path / "march.json").read_text("utf-8"))
    assert digests.digest(content) == content["closed"]["digest"]
    content["indicators"][0]["count"] = 3
    (tmp_path / "march.json").write_text(json.dumps(content), encoding="utf-8")
    assert "“News programmes” is 3, and was closed as 2" in run("report", "verify", tmp_path / "march.json")
    assert "march.json: có 1 số liệu khác" in run("report", "verify", tmp_path / "march.json", "--lang", "vi")
    content["indicators"][0]["count"] = "2"
    content["indicators"].append(content["indicators"][1] | {"key": "x"})
    (tmp_path / "march.json").write_text(json.dumps(content), encoding="utf-8")
    told = run("report", "verify", tmp_path / "march.json")
    assert "“News programmes” is the text 2, and was closed as a number" in told
    assert "“x” is 4, and was not closed so" in told
    assert "is –" not in told
    paper = Document(str(tmp_path / "march.docx"))
    for each in [*paper.element.iter()]:
        if each.tag.endswith(("}bookmarkStart", "}bookmarkEnd")):
            each.getparent().remove(each)
    paper.save(str(tmp_path / "bare.docx"))
    answer = run_here("report", "verify", tmp_path / "bare.docx", home=home)
    assert (answer.returncode, answer.stdout) == (1, "")
    assert "bare.docx is not confirmed: 0 numbers in it are those that were closed" in answer.stderr
    run(*month, "--output", tmp_path / "draft.docx")
    assert "does not come from a report that was closed" in run("report", "verify", tmp_path / "draft.docx")
    assert "has not been closed yet" in run("report", "2019-02", "--closed")

    assert "Closed as version 2" in run(*month, "--close", "--format", "paragraph")
    told = run("report", "verify", tmp_path / "march.docx")
    assert "(version 1)" in told
    assert "There is a newer one" in told
    run(*month, "--closed", "--output", tmp_path / "march.csv")
    told = run("report", "verify", tmp_path / "march.csv")
    assert "a .csv file keeps no digest of the report. Those that can be are .json" in told


def test_every_number_of_a_file_has_a_name_in_words(worked: Desk) -> None:
    with worked.reading() as session:
        prepared = issuing.prepare(session, MARCH)
    with in_language("en"):
        names = number_names.names_of(prepared.report, prepared.months)

    assert numbers.numbers_of(prepared.report, prepared.months).keys() <= names.keys()
    assert names["news_programmes"] == "News programmes"
    assert names["stories.previous"] == "Stories used (Year before)"
    assert names["stories/genre/brief"] == "Stories used, Genre: brief"
    assert names["stories/author/"] == "Stories used, Author: no author"
    assert names["stories@2019-03"] == "Stories used, March 2019"


def test_a_period_that_is_not_over_can_be_looked_at_only(worked: Desk) -> None:
    with pytest.raises(NotOver, match="ends on 31/03/2019"):
        close(worked, today=dt.date(2019, 3, 31))

    close(worked, today=dt.date(2019, 4, 1))


def test_closing_is_not_undone(worked: Desk) -> None:
    close(worked)
    with worked.reading() as session, pytest.raises(undo.CannotUndo, match="never changes"):
        undo.last_of(session, "Thu Hà")


def test_what_is_missing_is_listed_before_a_report_is_closed(worked: Desk) -> None:
    with worked.changing(Action.EARLIER, what="gaps") as session:
        session.add(Credit(story_id=3, person_id=1, role=CreditRole.EDITOR))
        session.get_one(Story, 4).genre = Genre.OTHER
        session.add(Clip(title="Clip", state="sent"))

    with worked.reading() as session:
        found = gaps.gaps(session, MARCH)

    assert [(each.kind, each.table, each.id) for each in found] == [
        ("no_state", "broadcast", 5),
        ("no_author", "story", 3),
        ("no_author", "story", 4),
        ("no_genre", "story", 4),
        ("no_day", "clip", 1),
        ("no_paper", "station", 1),
    ]
    assert found[-1].title == "Place of papers, Mark of reports, Office of the signer, Name of the signer"


def test_figures_that_nobody_entered_and_the_paper_prints_are_missing(worked: Desk) -> None:
    with worked.changing(Action.APPLY_INDICATORS, file="own.toml") as session:
        text = "".join(
            f'[[indicator]]\nkey = "{key}"\nlabel = "{label}"\n{rest}\n'
            for key, label, rest in (
                ("plan", "Kế hoạch", 'unit = "%"\nmanual = true'),
                ("files", "Hồ sơ", 'unit = "hồ sơ"\nmanual = true'),
                ("kept_time", "Đúng hạn", 'unit = "hồ sơ"\nmanual = true'),
                ("prizes", "Giải", 'unit = "giải"\nmanual = true'),
                ("rate", "Tỷ lệ", 'share = ["kept_time", "files"]'),
            )
        )
        found = indicator_files.read("own.toml", text, definitions.every(session))
        own_indicators.apply(session, "own.toml", text, found, MARCH)
    with worked.changing(Action.SET_FIGURE) as session:
        every = definitions.every(session)
        entered.set_figure(session, every["files"], MARCH, NOTHING, Decimal(2), "Văn thư")

    with worked.reading() as session:
        found = gaps.gaps(session, MARCH, ("stories", "plan", "rate"))

    assert [(each.title, each.figure) for each in found if each.kind == "no_figure"] == [
        ("Kế hoạch", "plan"),
        ("Đúng hạn", "kept_time"),
    ]


def test_a_closed_report_of_entered_figures_alone_keeps_that_nothing_was_counted(desk: Desk) -> None:
    with desk.changing(Action.SET_FIGURE) as session:
        text = '[[indicator]]\nkey = "files"\nlabel = "Hồ sơ"\nunit = "hồ sơ"\nmanual = true\n'
        found = indicator_files.read("own.toml", text, definitions.every(session))
        own_indicators.apply(session, "own.toml", text, found, MARCH)
        entered.set_figure(session, definitions.every(session)["files"], MARCH, NOTHING, Decimal(2), "Văn thư")
    close(desk)

    with desk.reading() as session:
        report = closed_reports.closed(session, MARCH, "Tháng")
        shown = json.loads(as_json(tally.report(session, MARCH)))["indicators"]
    assert {each.key: each.count for each in report.figures if each.count is not None} == {"files": 2}
    assert {each["count"] for each in shown if each["measure"] == "count"} == {0}  # for scripts, which add it up


def test_what_was_changed_in_the_database_after_closing_is_noticed(worked: Desk) -> None:
    close(worked)
    with worked.changing(Action.EARLIER, what="fraud") as session:
        row = session.query(ClosedReport).one()
        row.content = row.content.replace('"count":2', '"count":3', 1)

    with worked.reading() as session:
        with pytest.raises(ChangedAfterClosing, match="version 1, was changed in the database"):
            closed_reports.closed(session, MARCH, "Tháng")
        assert [each.kind for each in closed_reports.problems(session)] == ["closed_report"]


@pytest.mark.parametrize(
    "key", ["station", "period", "indicators", "breakdowns", "kind", "texts", "months", "evidence"]
)
def test_the_digest_is_of_everything_that_is_closed(worked: Desk, key: str) -> None:
    made = close(worked)
    with worked.reading() as session:
        record = closed_reports.record(session, MARCH, "Tháng")

    assert digests.digest(record) == made.digest
    assert digests.digest(record | {key: "x"}) != made.digest
    assert digests.digest(record | {"closed": record["closed"] | {"person": "x"}}) != made.digest


def with_letters(worked: Desk) -> None:
    """A figure that nobody enters, a kind of report that names it, and one that names no figures."""
    with worked.changing(Action.APPLY_INDICATORS, file="own.toml") as session:
        letters = {"label": "Thư bạn nghe đài", "unit": "thư", "measure": "entered"}
        session.add(StationIndicator(name="letters", definition=letters))
        session.flush()
        terms = KindTerms(PeriodKind.MONTH, PeriodRule.CALENDAR)
        kinds.add(session, "Bạn nghe đài", replace(terms, indicators=("stories", "letters")))
        kinds.add(session, "Tháng", terms)


def test_nothing_is_closed_if_its_paper_cannot_be_written(worked: Desk, tmp_path: Path) -> None:
    with_letters(worked)
    worked.close()

    answer = run_here(
        *("report", "2019-03", "--kind", "Bạn nghe đài", "--close", "--output", str(tmp_path / "a.docx")),
        home=worked.config.home,
    )

    assert "The paper of this version could not be written: “Thư bạn nghe đài” has no value." in answer.stderr
    assert "“Thư bạn nghe đài” has no value in March 2019" in answer.stderr
    with contextlib.closing(Desk.open(worked.config)) as desk, desk.reading() as session:
        assert closed_reports.versions(session, MARCH, "Bạn nghe đài") == ()


def test_a_paper_leaves_out_an_own_figure_without_a_value_that_its_kind_does_not_name(
    worked: Desk, tmp_path: Path
) -> None:
    with_letters(worked)
    with worked.reading() as session:
        missing = issuing.missing(session, MARCH, "Tháng", tmp_path)
        prepared = issuing.prepare(session, MARCH, "Tháng")
        live = issuing.gather(session, MARCH, "Tháng", form="docx")
        of_program = issuing.gather(session, MARCH, "Tháng", form="json")
    assert [(each.what, each.figure) for each in missing if each.figure] == [
        ("no value entered: the paper leaves it out", "letters")
    ]
    assert gaps.why_no_paper(missing) == ""
    assert [each.key for each in live.report.figures] == list(tally.MAIN_KEYS)
    assert [each.key for each in of_program.report.figures] == [*tally.MAIN_KEYS, "letters"]

    issuing.close(worked, prepared, seen=0, today=TODAY)
    # As older releases closed it:
    issuing.close(worked, replace(prepared, of_paper=(*prepared.of_paper, "letters")), seen=1, today=TODAY)

    with worked.reading() as session:
        for number in (1, 2):
            closed = issuing.gather(session, MARCH, "Tháng", form="docx", closed=True, number=number)
            assert [each.key for each in closed.report.figures] == list(tally.MAIN_KEYS)
            assert issuing.write(closed, "docx", tmp_path).startswith(b"PK")


def test_a_kind_of_report_is_closed_under_its_name_however_it_is_typed(worked: Desk) -> None:
    with worked.changing(Action.ADD_REPORT_KIND, name="Báo cáo tháng") as session:
        terms = KindTerms(PeriodKind.MONTH, PeriodRule.CALENDAR, "Phòng Văn hóa", indicators=("stories",))
        kinds.add(session, "Báo cáo tháng", terms)
    worked.close()

    answer = run_here("report", "2019-03", "--kind", "BÁO CÁO THÁNG", "--close", home=worked.config.home)

    assert answer.returncode == 0, answer.stderr
    with contextlib.closing(Desk.open(worked.config)) as desk, desk.reading() as session:
        closed = closed_reports.closed(session, MARCH, "Báo cáo tháng")
    assert [each.key for each in closed.figures] == ["stories"]
    assert closed.recipient == "Phòng Văn hóa"


@pytest.mark.parametrize(
    ("change", "error"), [("removed", UnknownKind), ("renamed", UnknownKind), ("another rule", ChangedMeanwhile)]
)
def test_a_kind_that_another_desk_changes_meanwhile_is_not_closed(
    worked: Desk, change: str, error: type[Exception]
) -> None:
    terms = KindTerms(PeriodKind.MONTH, PeriodRule.CALENDAR, indicators=("stories",))
    with worked.changing(Action.ADD_REPORT_KIND, name="Tháng") as session:
        kind_id = kinds.add(session, "Tháng", terms)
    with worked.reading() as session:
        prepared = issuing.prepare(session, MARCH, "Tháng")
    with worked.changing(Action.EARLIER, what=change) as session:
        if change == "removed":
            kinds.remove(session, kind_id, 1)
        else:
            rule = PeriodRule.OFFICIAL if change == "another rule" else PeriodRule.CALENDAR
            name = "Tháng huyện" if change == "renamed" else "Tháng"
            kinds.change(session, kind_id, 1, name, replace(terms, rule=rule))

    with pytest.raises(error):
        issuing.close(worked, prepared, seen=0, today=TODAY)
    with worked.reading() as session:
        assert closed_reports.versions(session, MARCH, "Tháng") == ()


def test_a_paper_keeps_the_main_figures_without_a_value(desk: Desk) -> None:
    with desk.reading() as session:
        report = tally.report(session, MARCH)
        keys = papers.keys_of_paper(session)
        assert papers.printed(report, keys, None) == tuple(tally.MAIN_KEYS)


def test_of_desks_that_close_one_report_only_the_first_makes_a_version(worked: Desk) -> None:
    close(worked)
    for seen in (0, 1):
        with pytest.raises(
            ClosedBefore, match=r"Thu Hà closed just this at .*, as version 1: nothing has changed since"
        ):
            close(worked, seen=seen)

    with worked.changing(Action.EARLIER, what="correction") as session:
        session.query(Broadcast).filter_by(edition_id=2, kind="first_run").one().state = BroadcastState.MISSED
    with pytest.raises(NewerVersion, match=r"Thu Hà closed version 1 at .*, with other figures"):
        close(worked, seen=0)
    assert close(worked, seen=1).number == 2


DAYS = parse("2019-03-01/2019-03-31", PeriodRule.CALENDAR)


def close_any(desk: Desk, period: Period, seen: int) -> int:
    """Close a period as no kind. Returns the version, or 0 less the one that said the same before."""
    with desk.reading() as session:
        prepared = issuing.prepare(session, period)
    try:
        return issuing.close(desk, prepared, seen=seen, today=TODAY).number
    except ClosedBefore as before:
        return -int(str(before.values["number"]))


def miss(desk: Desk, state: BroadcastState = BroadcastState.MISSED) -> None:
    """Correct the second edition of March."""
    with desk.changing(Action.EARLIER, what="correction") as session:
        session.query(Broadcast).filter_by(edition_id=2, kind="first_run").one().state = state


def enter(desk: Desk, value: int, source: str = "Văn thư", code: str = "2019-03", key: str = "prizes") -> None:
    """Enter how many prizes there were in a month. key: of the figure."""
    with desk.changing(Action.SET_FIGURE) as session:
        prizes, month = definitions.every(session)[key], parse(code, PeriodRule.CALENDAR)
        seen = entered.view(session, key, month).seen
        entered.set_figure(session, prizes, month, seen, Decimal(value), source)


def test_closing_the_same_days_as_an_interval_between_adds_no_versions(worked: Desk) -> None:
    with worked.changing(Action.SET_TARGET) as session:
        stories = definitions.every(session)["stories"]
        targets.set_target(session, stories, parse("2019", PeriodRule.CALENDAR), NOTHING, Decimal(120))
    others = [MARCH, DAYS, replace(DAYS, rule=PeriodRule.OFFICIAL)]

    assert [close_any(worked, each, seen) for seen, each in enumerate(others)] == [1, 2, 3]
    assert [close_any(worked, each, 3) for each in others] == [-1, -2, -3]
    miss(worked)
    others.pop()
    assert [close_any(worked, each, seen) for seen, each in enumerate(others, 3)] == [4, 5]
    miss(worked, BroadcastState.AIRED)
    assert [close_any(worked, each, seen) for seen, each in enumerate(others, 5)] == [6, 7]


CORRECTIONS = (BroadcastState.AIRED, BroadcastState.MISSED)


@pytest.mark.parametrize(
    "values",
    [
        [(2, "Văn thư", "2019-03"), (3, "Văn thư", "2019-03")],
        [(2, "Văn thư", "2019-03"), (2, "Bưu điện", "2019-03")],
        [(2, "Văn thư", "2018-03"), (3, "Văn thư", "2018-03")],
        [(2, "Văn thư", "2019-01"), (3, "Văn thư", "2019-01")],
        [],
    ],
    ids=["figure", "source", "year before", "earlier month", "items"],
)
def test_a_month_is_closed_again_as_it_was_where_its_days_were_closed_otherwise_since(
    worked: Desk, values: list[tuple[int, str, str]]
) -> None:
    with worked.changing(Action.EARLIER, what="own") as session:
        definition = {"label": "Giải", "unit": "giải", "measure": "entered"}
        session.add(StationIndicator(name="prizes", definition=definition))

    def change(number: int) -> None:
        enter(worked, *values[number]) if values else miss(worked, CORRECTIONS[number])

    change(0)
    assert close_any(worked, MARCH, 0) == 1
    change(1)
    assert close_any(worked, DAYS, 1) == 2
    change(0)

    assert close_any(worked, MARCH, 2) == 3


@pytest.mark.parametrize("key", ["before", "target", "closed", "prizes"])
def test_the_months_of_a_figure_are_compared_whatever_its_key_is(worked: Desk, key: str) -> None:
    with worked.changing(Action.EARLIER, what="own") as session:
        definition = {"label": "Giải", "unit": "giải", "measure": "entered"}
        session.add(StationIndicator(name=key, definition=definition))

    def change(value: int) -> None:
        enter(worked, value, code="2019-01", key=key)

    change(2)
    assert close_any(worked, MARCH, 0) == 1
    change(3)
    assert close_any(worked, DAYS, 1) == 2
    change(2)

    assert close_any(worked, MARCH, 2) == 3


def test_a_month_whose_days_were_closed_otherwise_is_not_closed_unseen(worked: Desk) -> None:
    assert close_any(worked, MARCH, 0) == 1
    miss(worked)
    assert close_any(worked, DAYS, 1) == 2
    miss(worked, BroadcastState.AIRED)

    with pytest.raises(NewerVersion):
        close_any(worked, MARCH, 1)


def test_the_months_of_a_closed_report_stay_as_they_were(worked: Desk) -> None:
    with worked.reading() as session:
        prepared = issuing.prepare(session, MARCH)
        live = {key: tally.monthly(session, key, MARCH) for key in ("stories", "radio_columns", "own_hours")}
    issuing.close(worked, prepared, seen=0, today=TODAY)
    with worked.changing(Action.EARLIER, what="correction") as session:
        session.query(Broadcast).filter_by(edition_id=2, kind="first_run").one().state = BroadcastState.MISSED

    with worked.reading() as session:
        kept = closed_reports.closed_months(session, MARCH)
        assert {key: kept[key] for key in live} == live
        assert tally.monthly(session, "stories", MARCH) != live["stories"]


def test_a_report_that_was_closed_as_a_kind_only_says_so(worked: Desk) -> None:
    close(worked)
    with worked.reading() as session, pytest.raises(ClosedOtherwise) as refused:
        closed_reports.record(session, MARCH)
    assert str(refused.value).endswith("as all figures, of no kind. It was closed as “Tháng” (version 1)")
    assert "--kind" in refused.value.at_command_line


def test_a_report_that_was_closed_by_another_rule_only_says_so(worked: Desk) -> None:
    close(worked)
    with worked.reading() as session:
        official = parse("2019-03")
        for kind, wanted in (("", "all figures, of no kind"), ("Tháng", "“Tháng”")):
            with pytest.raises(ClosedOtherwise) as refused:
                closed_reports.record(session, official, kind)
            assert f"as {wanted}. It was closed as “Tháng” (version 1, 01/03/2019 – 31/03/2019)" in str(refused.value)
        assert closed_reports.closed_kinds(session, parse("2019-03-01/2019-03-30")) == ()


@pytest.mark.parametrize("template", ["", "mine.docx"])
def test_what_keeps_the_paper_from_being_written_is_missing_too(worked: Desk, template: str) -> None:
    papers = worked.config.home / "papers"
    papers.mkdir(exist_ok=True)
    (papers / "mine.docx").write_text("no Word file")
    with worked.changing(Action.ADD_REPORT_KIND, name="Tháng") as session:
        printed = ("stories",) if template else ("on_time_share",)
        terms = KindTerms(PeriodKind.MONTH, PeriodRule.CALENDAR, indicators=printed, template=template)
        kinds.add(session, "Tháng", terms)

    with worked.reading() as session:
        (found,) = [each for each in issuing.missing(session, MARCH, "Tháng", papers) if each.kind == "no_paper_yet"]
    assert ("mine.docx" if template else "“Tỷ lệ phát đúng giờ” has no value") in found.title


def test_a_closed_report_has_no_forecast_and_old_ones_with_an_empty_one_are_the_same(worked: Desk) -> None:
    close(worked)
    with worked.changing(Action.EARLIER, what="an older release") as session:
        row = session.query(ClosedReport).one()
        assert "forecast" not in row.content
        content = json.loads(row.content)
        for each in content["indicators"]:
            each["forecast"] = None
        content["closed"]["digest"] = ""
        row.digest = digests.digest(content)
        content["closed"]["digest"] = row.digest
        row.content = digests.canonical(content).decode()

    with worked.reading() as session:
        assert closed_reports.closed(session, MARCH, "Tháng").figure("stories").forecast is None
    with pytest.raises(ClosedBefore):
        close(worked, seen=1)


@pytest.mark.parametrize(("person", "is_told"), [([], True), (["--person", "Thu Hà"], False)])
def test_the_command_line_says_that_only_the_account_is_known(
    worked: Desk, monkeypatch: pytest.MonkeyPatch, person: list[str], is_told: bool
) -> None:
    monkeypatch.delenv("RADIODESK_PERSON", raising=False)
    answer = run_here(*person, "report", "2019-03", "--rule", "calendar", "--close", home=worked.config.home)
    assert "Closed as version 1" in answer.stderr
    assert ("this computer's account" in answer.stderr) == is_told
