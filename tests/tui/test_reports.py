"""The reports screen."""

import asyncio
import datetime as dt
import importlib.util
import json
import os
import re
import shutil
import sys
import threading
from dataclasses import replace
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest
from sqlalchemy import select
from textual.pilot import Pilot

from radiodesk import locale
from radiodesk.config import Config
from radiodesk.kinds import Genre, PeriodKind, PeriodRule
from radiodesk.ledger import sample
from radiodesk.model import BroadcastKind, BroadcastState, Clip, ClipKind, ClipState, Desk, Story
from radiodesk.model.actions import Action
from radiodesk.model.programmes import Broadcast, Edition, Programme
from radiodesk.reports import evidence, issuing, kinds, periods
from radiodesk.reports.kinds import KindTerms
from radiodesk.tui.app import RadiodeskApp
from radiodesk.tui.dialogs.export_report import file_name
from radiodesk.tui.dialogs.listing import Listing
from radiodesk.tui.screens import report_rows
from radiodesk.tui.widgets.bars import Bar, fitting, sparkline
from tests.conftest import MEDIA, SCHEDULES, run_here
from tests.reports.closing import close as close_report
from tests.reports.documents.reports import figure
from tests.tui.driving import (
    HOSTILE,
    SnapCompare,
    choose,
    driven,
    fill,
    fixed_clock,
    notices,
    opened,
    press_at_once,
    seen,
    settled,
    type_in,
    until,
    until_back,
    until_seen,
)


@pytest.fixture(scope="module")
def station(tmp_path_factory: pytest.TempPathFactory) -> Config:
    """The sample station; these tests only look at it."""
    home = tmp_path_factory.mktemp("sample") / "home"
    sample.make(home, schedules=SCHEDULES, recordings=MEDIA)
    return Config(home=home, person="Thu Hà")


async def pick(pilot: Pilot[None], code: str) -> None:
    await pilot.press("o")
    await until_seen(pilot, "Which period?")
    await type_in(pilot, code)
    await pilot.press("enter")


async def test_the_nine_months_show_what_the_station_published(station: Config) -> None:
    async with driven(station) as pilot:
        await pilot.press("6", "9")
        await until_seen(pilot, "Nine months of 2019", "15/12/2018 – 14/09/2019", "3,412")
        await settled(pilot)
        expected = json.loads((SCHEDULES / "expected-2019.json").read_text())["2019-9m"]
        names = ("news", "stories", "relays", "clips", "columns", "uploads")
        # The plan, the year before and the difference are unknown.
        rows = [re.search(r"  ([0-9,]+) +– +– +–", line) for line in seen(pilot).splitlines()[4:10]]
        assert [row and row[1].replace(",", "") for row in rows] == [str(expected[name]) for name in names]


async def test_the_full_text_of_the_highlighted_figure_is_shown(station: Config) -> None:
    async with driven(station) as pilot:
        await pilot.press("6", "9", "home")
        await until_seen(pilot, "Nine months of 2019")
        figure = pilot.app.screen.highlighted()
        await until(pilot, lambda: str(pilot.app.screen.query_one("#detail").render()).startswith(f"{figure.label}: "))


async def test_numbers_are_written_as_in_the_language_in_use(station: Config) -> None:
    locale.use("vi")
    async with driven(Config(home=station.home, language="vi")) as pilot:
        await pilot.press("6", "9")
        await until_seen(pilot, "3.412")


async def test_the_month_is_that_of_the_day_that_is_looked_at(station: Config) -> None:
    async with driven(station) as pilot:
        await pilot.press("6", "M")
        # The months before are in the chart, but not marked.
        screen = await until_seen(pilot, "15/08/2019 – 14/09/2019", "341", "•09", " 08 ")
        assert "•08" not in screen


async def test_arrows_go_to_the_periods_around_and_the_rule_can_be_changed(station: Config) -> None:
    async with driven(station) as pilot:
        await pilot.press("6", "Q")
        await until_seen(pilot, "Quarter III of 2019", "15/06/2019 – 14/09/2019")
        await pilot.press("left")
        await until_seen(pilot, "Quarter II of 2019", "15/03/2019 – 14/06/2019", "1,136")
        await pilot.press("R")
        await until_seen(pilot, "01/04/2019 – 30/06/2019", "by the calendar")
        await pilot.press("right", "right")
        await until_seen(pilot, "Quarter IV of 2019")


async def test_the_rule_of_the_station_is_followed(station: Config) -> None:
    async with driven(station) as pilot:
        await pilot.press("6", "Q")
        await until_seen(pilot, "Quarter III of 2019", "15/06/2019 – 14/09/2019")
        await settled(pilot)
        await pilot.press("7")
        await until_seen(pilot, "Time zone")
        await settled(pilot)
        await pilot.press("e")
        await choose(pilot, "period_rule", PeriodRule.CALENDAR)
        await pilot.press("ctrl+s")
        await until_back(pilot, "Time zone")
        await settled(pilot)
        await pilot.press("6")
        await until_seen(pilot, "Quarter III of 2019", "01/07/2019 – 30/09/2019", "by the calendar")
        await settled(pilot)
        await pilot.press("ctrl+z")
        await until_seen(pilot, "15/06/2019 – 14/09/2019")


async def test_every_press_of_an_arrow_is_a_step(station: Config) -> None:
    async with driven(station) as pilot:
        await pilot.press("6", "M")
        await until_seen(pilot, "September 2019")
        press_at_once(pilot, *["left"] * 5)
        await until_seen(pilot, "April 2019")


@pytest.mark.parametrize("typed", ["2019-01-01/2019-09-30", "1/1/2019 – 30/09/2019", "01/01/2019-30/9/2019"])
async def test_any_days_can_be_typed(station: Config, typed: str) -> None:
    async with driven(station) as pilot:
        await pilot.press("6")
        await pick(pilot, typed)
        await until_seen(pilot, "01/01/2019 – 30/09/2019", "294", "3,362", "285", "253")


async def test_what_is_no_period_is_told_in_the_form_and_stays_there(station: Config) -> None:
    async with driven(station) as pilot:
        await pilot.press("6")
        await pick(pilot, "2019-13")
        await until_seen(pilot, "“2019-13” is not a period", "Which period?")


async def test_days_in_the_wrong_order_are_told_as_they_were_typed(station: Config) -> None:
    async with driven(station) as pilot:
        await pilot.press("6")
        await pick(pilot, "30/09/2019 - 01/01/2019")
        await until_seen(pilot, "“30/09/2019 - 01/01/2019” ends before it begins", "Which period?")


async def test_it_opens_on_the_last_days_of_a_desk_too(desk: Desk, config: Config) -> None:
    async with driven(config) as pilot:
        await until_seen(pilot, "Nothing on this day yet")
        await pilot.press("d")
        await until_seen(pilot, "Go to a day")
        await type_in(pilot, "20/12/2100")
        await pilot.press("enter")
        await until_seen(pilot, "Monday 20/12/2100")
        await pilot.press("6")
        await until_seen(pilot, "January 2101", "Nothing was counted here")


async def test_enter_lists_all_that_was_counted_and_a_search_finds_any(station: Config) -> None:
    async with driven(station) as pilot:
        await pilot.press("6", "9")
        await until_seen(pilot, "3,412")
        await pilot.press("down", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, Listing))
        await until_seen(pilot, "15/12/2018", "○ current data", "3,412 items counted · 41 left out, with the reasons")
        await pilot.press("end")
        await until_seen(pilot, "15/09/2019", "outside the days")
        await pilot.press("slash")
        await type_in(pilot, "tiep xuc cu tri o trung kenh")
        await until_seen(pilot, "Kinh nghiệm tiếp xúc cử tri ở Trung Kênh", "of 3,453")


async def test_an_item_leads_to_its_place_and_the_key_of_the_reports_back_to_it(station: Config) -> None:
    async with driven(station) as pilot:
        await pilot.press("6", "9", "down")
        await until_seen(pilot, "Nine months of 2019", "3,412")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, Listing))
        await pilot.press("down", "down", "down")
        title = story_under_cursor(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.current_mode == "rundown")
        await until(pilot, lambda: (line := pilot.app.screen.highlighted()) and line.title == title)
        assert pilot.app.access.day.isoformat() == "2018-12-15"  # type: ignore[attr-defined]
        await pilot.press("6")
        await until(pilot, lambda: isinstance(pilot.app.screen, Listing))
        await until(pilot, lambda: story_under_cursor(pilot) == title)
        await pilot.press("escape")
        await until_back(pilot, "Nine months of 2019")


def story_under_cursor(pilot: Pilot[None]) -> str:
    """The title of the highlighted item of the evidence."""
    listing = pilot.app.screen
    assert isinstance(listing, Listing)
    assert listing.highlighted_index is not None
    return listing.full_text(listing.highlighted_index).split(" · ")[1]


async def test_an_empty_desk_says_what_to_do_first(desk: Desk, config: Config) -> None:
    async with driven(config) as pilot:
        await pilot.press("6")
        await until_seen(pilot, "Nothing was counted here", "imports a workbook")


async def test_a_hostile_title_is_shown_as_it_is(desk: Desk, config: Config) -> None:
    with desk.changing(Action.EARLIER, what="a programme") as session:
        programme = Programme(title=HOSTILE)
        edition = Edition(programme=programme)
        aired = Broadcast(
            kind=BroadcastKind.FIRST_RUN, state=BroadcastState.AIRED, starts=fixed_clock(), edition=edition
        )
        session.add_all([programme, edition, aired])
    async with driven(config) as pilot:
        await pilot.press("6")
        await until_seen(pilot, "•09")
        await pilot.press("enter")
        await until_seen(pilot, HOSTILE)


@pytest.mark.parametrize("size", [(80, 24), (160, 45)])
def test_the_picture_of_the_nine_months(station: Config, snap_compare: SnapCompare, size: tuple[int, int]) -> None:
    async def look(pilot: Pilot[None]) -> None:
        await opened(pilot)
        await pilot.press("6", "M")  # Today may have announced a report that is due
        await until_seen(pilot, "Reports  September 2019")
        await pilot.press("9")
        await until_seen(pilot, "Nine months of 2019", "•09")
        await settled(pilot)

    app = RadiodeskApp(station, clock=fixed_clock)
    assert snap_compare(app, terminal_size=size, run_before=look)


def test_a_sparkline_tells_nothing_counted_from_no_data() -> None:
    assert sparkline([0, 4, None, 8]) == "▁▄·█"
    assert sparkline([0, 0]) == "▁▁"
    assert sparkline([None]) == "·"


def test_what_has_no_bar_of_its_own_is_in_the_last_one() -> None:
    bars = [Bar("tin", 5), Bar("bài", 20), Bar("phóng sự", None), Bar("gương", 7)]
    assert fitting(bars, 4) == [bars[1], bars[3], bars[0], bars[2]]
    assert fitting(bars, 2) == [bars[1], Bar("… (3)", 12)]


@pytest.fixture
def own(station: Config, tmp_path: Path) -> Config:
    """A copy of the sample station, to change it."""
    shutil.copytree(station.home, tmp_path / "home")
    return replace(station, home=tmp_path / "home")


def after_the_period() -> dt.datetime:
    """A day after the nine months of 2019."""
    return dt.datetime(2019, 9, 16, 7, 5, tzinfo=dt.UTC)


async def test_the_chart_shows_each_breakdown_and_then_the_months_again(station: Config) -> None:
    async with driven(station) as pilot:
        await pilot.press("6", "9")
        await until_seen(pilot, "Nine months of 2019", "3,412")
        await settled(pilot)
        await pilot.press("down")
        await until_seen(pilot, "Stories used, month by month", "•09")
        await pilot.press("percent_sign")
        await until_seen(pilot, "Stories used by: Genre", "brief      1,955 ━━━")
        await pilot.press("down")
        await until_seen(pilot, "month by month")
        await pilot.press("up", *["percent_sign"] * 5)
        await until_seen(pilot, "Stories used, month by month", "•09")


async def test_a_target_shows_the_share_of_the_plan_until_it_is_undone(own: Config) -> None:
    async with driven(own) as pilot:
        await pilot.press("6", "9")
        await until_seen(pilot, "Nine months of 2019", "3,412")
        await settled(pilot)
        await pilot.press("down", "e")
        await until_seen(pilot, "Plan: Stories used", "Year 2019")
        await fill(pilot, "year", "5,000")
        await pilot.press("enter")
        await until_back(
            pilot,
            "Target of Stories used for the year 2019: 5,000",
            "3,412       91 ",
            "plan 3,750 (91%)",
            "plan of the year",
        )
        await pilot.press("ctrl+z")
        await until(pilot, lambda: "3,750" not in seen(pilot))


async def test_a_manual_figure_is_entered_with_its_source(own: Config) -> None:
    (own.home / "own.toml").write_text(MANUAL, encoding="utf-8")
    run_here("indicator", "apply", str(own.home / "own.toml"), home=own.home)
    async with driven(own) as pilot:
        await pilot.press("6", "9")
        await until_seen(pilot, "Nine months of 2019", "3,412")
        await settled(pilot)
        await pilot.press("end", "enter")
        await until_seen(pilot, "Articles on the portal", "The figure", "Source")
        await fill(pilot, "value", "65")
        await pilot.press("enter")
        await until_seen(pilot, "Required: type something here")
        await fill(pilot, "source", "Văn phòng")
        await pilot.press("enter")
        await until_back(pilot, "Articles on the portal: 65 articles", "source: Văn phòng")
        await pilot.press("ctrl+z")
        await until_seen(pilot, "Articles on the portal: –")


async def test_a_percentage_is_typed_with_its_sign_and_the_last_source_is_proposed(own: Config) -> None:
    share = MANUAL.replace("portal_articles", "post").replace("Articles on the portal", "Plan of the post office")
    (own.home / "own.toml").write_text(MANUAL + share.replace('"articles"', '"%"'), encoding="utf-8")
    run_here("indicator", "apply", str(own.home / "own.toml"), home=own.home)
    run_here("indicator", "set", "portal_articles", "2019-9m", "65", "--source", "Văn phòng", home=own.home)
    async with driven(own, clock=after_the_period) as pilot:
        await pilot.press("6", "9")
        await until_seen(pilot, "Nine months of 2019", "3,412")
        await settled(pilot)
        await pilot.press("end", "enter")
        await until_seen(pilot, "Plan of the post office", "Văn phòng")
        await fill(pilot, "value", "-5")
        await pilot.press("enter")
        await until_seen(pilot, "-5 is less than 0")
        await fill(pilot, "value", "96.75 %")
        await pilot.press("enter")
        await until_back(pilot, "Plan of the post office: 96.75", "source: Văn phòng")


async def test_a_figure_that_nobody_entered_is_entered_from_the_list_of_what_is_missing(own: Config) -> None:
    (own.home / "own.toml").write_text(MANUAL, encoding="utf-8")
    run_here("indicator", "apply", str(own.home / "own.toml"), home=own.home)
    async with driven(own, clock=after_the_period) as pilot:
        await pilot.press("6", "9")
        await until_seen(pilot, "Nine months of 2019", "3,412")
        await settled(pilot)
        await pilot.press("ctrl+k")
        await until_seen(pilot, "3 items lack something", "no value entered", "Articles on the portal")
        await pilot.press("down", "enter")
        await until_seen(pilot, "Articles on the portal · Nine months of 2019", "Where the figure comes from")
        await fill(pilot, "value", "65")
        await fill(pilot, "source", "Văn phòng")
        await pilot.press("enter")
        await until_seen(pilot, "2 items lack something")


async def test_closing_without_a_paper_is_an_answer_of_its_own(own: Config) -> None:
    (own.home / "own.toml").write_text(MANUAL, encoding="utf-8")
    run_here("indicator", "apply", str(own.home / "own.toml"), home=own.home)
    with Desk.open(own).changing(Action.EARLIER, what="a kind") as session:
        terms = KindTerms(PeriodKind.NINE_MONTHS, PeriodRule.OFFICIAL, indicators=("stories", "portal_articles"))
        kinds.add(session, "Báo cáo cổng", terms)
    said = "The paper of this version could not be written"
    async with driven(own, clock=after_the_period) as pilot:
        await pilot.press("6", "M", "9")
        await until_seen(pilot, "Báo cáo 9 tháng · Nine months of 2019")
        await pilot.press("ctrl+k")
        await until_seen(pilot, "no value entered: the pa", "Articles on the portal")
        assert "The paper of this version" not in seen(pilot)
        await pilot.press("escape")
        await choose_kind(pilot, "Báo cáo cổng")
        await until_back(pilot, "Báo cáo cổng · Nine months of 2019", "Articles on the portal")
        await settled(pilot)
        await pilot.press("ctrl+k")
        await until_seen(pilot, said, "“Articles on the", "3 items lack something")
        await pilot.press("ctrl+s")
        await until_seen(pilot, said, "Close without a paper", "kept as version 1")
        await pilot.press("enter")  # the answer that closes nothing
        await until_back(pilot, "○ current figures, not closed")


MANUAL = """
[[indicator]]
key = "portal_articles"
label = "Articles on the portal"
unit = "articles"
manual = true
"""


async def test_a_period_that_has_not_ended_is_not_closed(station: Config) -> None:
    async with driven(station) as pilot:
        await pilot.press("6", "9")
        await until_seen(pilot, "Nine months of 2019", "○ current figures, not closed")
        await pilot.press("ctrl+k")
        await until_seen(pilot, "ends on 14/09/2019")


async def test_a_closed_report_stays_and_says_what_has_changed_since(own: Config) -> None:
    async with driven(own, clock=after_the_period) as pilot:
        await pilot.press("6", "9")
        await until_seen(pilot, "Nine months of 2019", "3,412")
        await settled(pilot)
        await pilot.press("ctrl+k")
        await until_seen(pilot, "not marked as aired", "Thời sự buổi tối", "2 items lack something")
        await pilot.press("ctrl+s")
        await until_seen(pilot, "kept as version 1, under the name Thu Hà")
        await pilot.press("enter")  # the answer that closes nothing
        await until_back(pilot, "○ current figures, not closed")
        await pilot.press("ctrl+k")
        await until_seen(pilot, "2 items lack something")
        await pilot.press("ctrl+s", "left", "enter")
        await until_back(pilot, "● closed ", ", Thu Hà (version 1)")
        await until_seen(pilot, "month by month, as closed")
        await settled(pilot)

        with Desk.open(own).changing(Action.EARLIER, what="a clip") as session:
            clip = session.scalars(
                select(Clip).where(
                    Clip.sent.between(dt.date(2019, 9, 1), dt.date(2019, 9, 14)), Clip.kind == ClipKind.CLIP
                )
            ).first()
            assert clip is not None
            clip.state = ClipState.REJECTED
            title = clip.title
        pilot.app.screen.reload()
        await until_seen(pilot, "▲ 1 figure differs from what was closed", "304")
        await pilot.press("tilde")
        await until_seen(pilot, "304, now 303", "− no longer counts", title[:10])
        await pilot.press("down")
        await until_seen(pilot, "rejected")
        await pilot.press("escape", "e")
        await until_seen(pilot, "Plan: ")
        await fill(pilot, "year", "400")
        await pilot.press("enter")
        await until_back(pilot)
        await until(pilot, lambda: "It is not in the closed figures" in "".join(notices(pilot)))
        await pilot.press("ampersand")
        await until_back(pilot, "○ current figures · closed ", "303")


async def test_an_earlier_version_is_shown_and_written_as_it_was_closed(own: Config) -> None:
    desk, kind, today = Desk.open(own), "Báo cáo 9 tháng", after_the_period().date()
    for number, count in enumerate((297, 298)):
        with desk.reading() as session:
            prepared = issuing.prepare(session, periods.parse("2019-9m"), kind)
        first, *rest = prepared.report.figures
        report = replace(prepared.report, figures=(replace(first, count=count), *rest))
        issuing.close(desk, replace(prepared, report=report), seen=number, today=today)
    file = own.home / "papers" / "cu.json"
    async with driven(own, clock=after_the_period) as pilot:
        await pilot.press("6", "M", "9")
        await until_seen(pilot, "● closed", "(version 2)", "  298  ")
        await settled(pilot)
        await pilot.press("ampersand")
        await until_seen(pilot, "Which figures?", "○  current figures", "version 2")
        await pilot.press("end", "enter")
        await until_back(pilot, "(version 1) · the last one is version 2", "  297  ")
        await settled(pilot)
        await pilot.press("g")
        await until_seen(pilot, "/bao-cao-9-thang-2019.docx")
        await fill(pilot, "file", str(file))
        await pilot.press("enter")
        await until_back(pilot, "The report is written to")
        await pilot.press("ampersand")
        await until_seen(pilot, "Which figures?")
        await pilot.press("home", "enter")
        await until_back(pilot, "○ current figures")
        await pilot.press("M", "9")
        await until_seen(pilot, "Nine months of 2019", "(version 2)")
    assert json.loads(file.read_text(encoding="utf-8"))["closed"]["number"] == 1

    by_number = run_here(
        *("report", "2019-9m", "--kind", kind, "--closed", "--number", "1", "--format", "json"), home=own.home
    )
    assert by_number.stdout == file.read_text(encoding="utf-8")
    missing = run_here("report", "2019-9m", "--kind", kind, "--closed", "--number", "3", home=own.home)
    assert "There is no version 3 of the report" in missing.stderr
    alone = run_here("report", "2019-9m", "--kind", kind, "--number", "1", home=own.home)
    assert (alone.returncode, "give it with --closed" in alone.stderr) == (2, True)


async def test_an_item_that_is_divided_otherwise_since_the_closing_is_readable_in_full(own: Config) -> None:
    closed_paper(own)
    with Desk.open(own).changing(Action.EARLIER, what="a genre") as session:
        counted = evidence.evidence(session, "stories", periods.parse("2019-9m")).counted
        story = session.get_one(Story, next(each.id for each in counted if each.values["genre"] == "brief"))
        story.genre, title = Genre.PROFILE, story.title
    async with driven(own, clock=after_the_period) as pilot:
        await pilot.press("6", "9")
        await until_seen(pilot, "▲ 1 figure differs from what was closed")
        await pilot.press("tilde")
        await until_seen(pilot, "Tin, bài sử dụng · 3,412 as then, 1 item differs")
        await pilot.press("down")
        await until_seen(pilot, "Tin, bài sử dụng · Genre: brief → profile · ", f"· {title}")
        await pilot.press("escape")
        await until_back(pilot)
        await pilot.press("down", "enter")
        await until_seen(pilot, "● data as closed (version 1)", "3,412 items counted")
        await pilot.press("escape", "ampersand")
        await until_back(pilot, "○ current figures")
        await settled(pilot)
        await pilot.press("enter")
        await until_seen(pilot, "○ current data", "3,412 items counted")


def closed_paper(config: Config) -> Path:
    """The JSON of the nine months of 2019, which are closed for it."""
    desk, period, kind = Desk.open(config), periods.parse("2019-9m"), "Báo cáo 9 tháng"
    with desk.reading() as session:
        prepared = issuing.prepare(session, period, kind)
    issuing.close(desk, prepared, seen=0, today=after_the_period().date())
    with desk.reading() as session:
        material = issuing.gather(session, period, kind, form="json", closed=True)
    file = config.home / "papers" / "da-chot.json"
    file.write_bytes(issuing.write(material, "json", file.parent))
    return file


async def test_a_file_of_a_report_is_verified_in_the_words_of_the_command(own: Config) -> None:
    file = closed_paper(own)
    altered = file.with_name("da-sua.json")
    content = json.loads(file.read_text(encoding="utf-8"))
    content["indicators"][0]["count"] = 310
    altered.write_text(json.dumps(content), encoding="utf-8")
    nothing, foreign = file.with_name("thu.docx"), file.with_name("noi-khac.json")
    nothing.write_text("Kính gửi", encoding="utf-8")
    content["closed"]["digest"] = "0" * 64
    foreign.write_text(json.dumps(content), encoding="utf-8")
    told = {each: run_here("report", "verify", str(each), home=own.home) for each in (file, altered, foreign)}
    said = {each: (answer.stdout + answer.stderr).replace(f"{each.parent}/", "") for each, answer in told.items()}
    async with driven(own, clock=after_the_period) as pilot:
        await pilot.press("6", "9")
        await until_seen(pilot, "Nine months of 2019", "(version 1)")
        await settled(pilot)
        await pilot.press("V")
        await type_in(pilot, str(nothing))
        await pilot.press("enter")
        await until_seen(pilot, "is not a report that radiodesk wrote")
        await fill(pilot, "file", str(foreign))
        await pilot.press("enter")
        await until_seen(pilot, "▲ noi-khac.json does not come from a report that was closed", "Enter: close")
        assert "noi-khac.json does not come from a report that was closed at this desk" in said[foreign]
        await pilot.press("enter")
        await until_back(pilot)
        await pilot.press("V")
        await type_in(pilot, str(altered))
        await pilot.press("enter")
        difference = "“News programmes” is 310, and was closed as 298"
        await until_seen(pilot, "▲ da-sua.json is not confirmed. Figures that differ", ": 1", difference)
        assert difference in said[altered]
        await pilot.press("enter")
        await until_back(pilot)
        await pilot.press("ctrl+p")
        await type_in(pilot, "verify a report")
        await until_seen(pilot, "Verify a report")
        await pilot.press("enter")
        await type_in(pilot, str(file))
        await pilot.press("enter")
        confirmed = said[file].strip()
        assert "that Thu Hà closed on" in confirmed
        await until_seen(pilot, f"● {file.name}: {confirmed}")


async def test_the_palette_verifies_a_report_on_every_screen(own: Config) -> None:
    file = closed_paper(own)
    async with driven(own, clock=after_the_period) as pilot:
        await pilot.press("ctrl+p")
        await type_in(pilot, "verify a report")
        await until_seen(pilot, "Whether the figures in a file")
        await pilot.press("enter")
        await type_in(pilot, str(file))
        await pilot.press("enter")
        await until_seen(pilot, f"● {file.name}: The figures are those of the first nine months of 2019")


async def test_whoever_closes_after_somebody_else_is_told(own: Config) -> None:
    async with driven(own, clock=after_the_period) as pilot:
        await pilot.press("6", "9")
        await until_seen(pilot, "Nine months of 2019", "3,412")
        await settled(pilot)
        period, kind, today = pilot.app.screen._period, pilot.app.screen._kind, after_the_period().date()
        await pilot.press("ctrl+k")
        await until_seen(pilot, "2 items lack something")
        await pilot.press("ctrl+s")
        await until_seen(pilot, "kept as version 1")
        other = Desk.open(replace(own, person="Minh"))
        with other.reading() as session:
            prepared = issuing.prepare(session, period, kind)
        issuing.close(other, replace(prepared, paragraph="…"), seen=0, today=today)
        await pilot.press("left", "enter")
        await until_seen(pilot, "Minh closed version 1 at", "kept as version 2")
        await pilot.press("escape")
        await until_back(pilot, "● closed ", "Minh (version 1)")
        issuing.close(other, prepared, seen=1, today=today)
        await pilot.press("ctrl+k")
        await until_seen(pilot, "2 items lack something")
        await pilot.press("ctrl+s")
        await until_seen(pilot, "kept as version 3")
        await pilot.press("left", "enter")
        await until_back(pilot, "Minh closed just this at", "Minh (version 2)")


@pytest.mark.parametrize(
    ("code", "rule", "kind", "name"),
    [
        ("2019", PeriodRule.OFFICIAL, "", "bao-cao-nam-2019"),
        ("2019", PeriodRule.CALENDAR, "", "bao-cao-nam-2019-theo-lich"),
        ("2019", PeriodRule.CALENDAR, "Báo cáo năm", "bao-cao-nam-2019-theo-lich-loai-nam"),
        ("2019-9m", PeriodRule.CALENDAR, "Tháng 9", "bao-cao-9-thang-2019-theo-lich-loai-thang-9"),
        ("2019-9m", PeriodRule.OFFICIAL, "Gửi Đảng ủy / ../x", "bao-cao-9-thang-2019-loai-gui-dang-uy-x"),
        ("2019-01-01/2019-02-03", PeriodRule.OFFICIAL, "", "bao-cao-01-01-2019-den-03-02-2019"),
    ],
)
def test_reports_of_other_kinds_and_rules_have_other_file_names(
    code: str, rule: PeriodRule, kind: str, name: str
) -> None:
    assert file_name(periods.parse(code, rule), kind) == name


def test_a_file_name_says_once_what_the_kind_and_the_period_are_called() -> None:
    nine, month = (periods.parse(code, PeriodRule.OFFICIAL) for code in ("2019-9m", "2019-09"))
    known = ["9 tháng", "Báo cáo 9 tháng", "Báo cáo tháng", "Gửi huyện"]
    names = [file_name(nine, kind, known) for kind in (*known, "")]
    assert names == [
        "bao-cao-9-thang-2019",
        "bao-cao-9-thang-2019-loai-9-thang",
        "bao-cao-9-thang-2019-loai-thang",
        "bao-cao-9-thang-2019-loai-gui-huyen",
        "bao-cao-9-thang-2019-tat-ca-chi-tieu",
    ]
    assert file_name(month, "Báo cáo tháng", known) == "bao-cao-thang-09-2019"
    assert file_name(month, "", ["Gửi huyện"]) == "bao-cao-thang-09-2019"


async def test_the_figures_are_written_to_a_file(station: Config) -> None:
    async with driven(station) as pilot:
        await pilot.press("6", "M")
        await until_seen(pilot, "Reports", "September 2019")
        await pilot.press("g")
        await until_seen(pilot, "Write to a file: September 2019", "bao-cao-thang-09-2019.docx")
        await fill(pilot, "file", str(station.home / "papers" / "bao-cao-thang-09-2019.txt"))
        await pilot.press("enter")
        await until_back(pilot, "The report is written to")
    [file] = (station.home / "papers").iterdir()
    printed = run_here("report", "2019-09", home=station.home).stdout
    assert file.read_text(encoding="utf-8") == printed


@pytest.mark.parametrize("is_installed", [True, False])
async def test_a_pdf_is_offered_only_where_its_library_is_installed(
    station: Config, monkeypatch: pytest.MonkeyPatch, *, is_installed: bool
) -> None:
    if not is_installed:
        monkeypatch.setitem(sys.modules, "typst", None)
    async with driven(station) as pilot:
        await pilot.press("6", "M")
        await until_seen(pilot, "Reports", "September 2019")
        await pilot.press("g")
        dialog = await until_seen(pilot, ".docx to sign", ".txt to read")
        assert (".pdf to send" in dialog) == is_installed
        if not is_installed:
            await fill(pilot, "file", "bao-cao.pdf")
            await pilot.press("enter")
            await until_seen(pilot, "use .txt, .json, .csv, .xlsx, .docx")
            assert not list((station.home / "papers").glob("*.pdf"))


async def test_libraries_are_looked_for_beside_the_event_loop(station: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    threads: list[int] = []
    find = importlib.util.find_spec

    def watched(name: str, package: str | None = None) -> ModuleSpec | None:
        if name == "typst":
            threads.append(threading.get_ident())
        return find(name, package)

    monkeypatch.setattr(importlib.util, "find_spec", watched)
    async with driven(station) as pilot:
        await pilot.press("6", "M")
        await until_seen(pilot, "Reports", "September 2019")
        await pilot.press("g")
        await until_seen(pilot, ".docx to sign")

    assert threads
    assert threading.get_ident() not in threads


async def test_the_paragraph_is_shown_too_with_its_period_and_station(station: Config) -> None:
    async with driven(station) as pilot:
        await pilot.press("6", "M", "9")
        await until_seen(pilot, "Nine months of 2019", "3,412")
        await pilot.press("quotation_mark")
        await until_seen(pilot, "Trong 9 tháng năm 2019, Đài phát thanh huyện Lương Tài đã", "your terminal does not")
        assert pilot.app.clipboard.startswith("Trong 9 tháng năm 2019, Đài phát thanh huyện Lương Tài đã")


async def test_a_file_is_written_whatever_is_pressed_meanwhile(own: Config) -> None:
    pipe = own.home / "papers" / "bao-cao.xlsx"
    pipe.parent.mkdir(exist_ok=True)
    os.mkfifo(pipe)  # writing lasts until somebody reads it
    async with driven(own) as pilot:
        await pilot.press("6", "M", "9")
        await until_seen(pilot, "Nine months of 2019", "3,412")
        await pilot.press("g")
        await fill(pilot, "file", str(pipe))
        await pilot.press("enter")
        await until_seen(pilot, "Overwrite it?")
        await pilot.press("left", "enter")
        await until_seen(pilot, "Writing bao-cao.xlsx", "Esc: stop")
        await pilot.press("g")
        content = await asyncio.to_thread(pipe.read_bytes)
        await until_back(pilot, "The report is written to")
    assert content.startswith(b"PK")


async def test_the_key_of_a_length_leads_to_the_kind_of_report_on_such_periods(station: Config) -> None:
    async with driven(station) as pilot:
        await pilot.press("6", "M")
        await until_seen(pilot, "Reports  September 2019")
        await pilot.press("9")
        await until_seen(pilot, "Báo cáo 9 tháng · Nine months of 2019")
        await choose_kind(pilot, "")
        await until_back(pilot, "All figures · Nine months of 2019")
        await pilot.press("left", "right")  # the user has left the kind
        await until_seen(pilot, "All figures · Nine months of 2019")
        await pilot.press("M", "9")
        await until_seen(pilot, "Báo cáo 9 tháng · Nine months of 2019")


async def test_a_period_is_shown_as_the_first_kind_on_such_periods_whatever_was_shown_before(own: Config) -> None:
    with Desk.open(own).changing(Action.EARLIER, what="a kind") as session:
        kinds.add(session, "Báo cáo theo lịch", KindTerms(PeriodKind.NINE_MONTHS, PeriodRule.CALENDAR))
        kinds.add(session, "Gửi tỉnh", KindTerms(PeriodKind.QUARTER, PeriodRule.CALENDAR))
    official, of_half = "15/12/2018 – 14/09/2019", "15/06/2019 – 14/12/2019"
    async with driven(own) as pilot:
        await pilot.press("6", "M", "9")
        await until_seen(pilot, "Báo cáo 9 tháng · Nine months of 2019", official)
        await choose_kind(pilot, "Báo cáo theo lịch")
        await until_back(pilot, "Báo cáo theo lịch · Nine months of 2019", "01/01/2019 – 30/09/2019")
        await pilot.press("9")
        await until_seen(pilot, "Báo cáo 9 tháng · Nine months of 2019", official)
        await choose_kind(pilot, "Báo cáo theo lịch")
        await until_back(pilot, "Báo cáo theo lịch · Nine months of 2019")
        await pick(pilot, "9 tháng 2019")
        await until_back(pilot, "Báo cáo 9 tháng · Nine months of 2019", official)
        await pilot.press("Q")
        await until_seen(pilot, "Gửi tỉnh · Quarter III of 2019", "01/07/2019 – 30/09/2019")
        await pilot.press("H")
        await until_seen(pilot, "Reports  Second half of 2019", of_half)
        await pilot.press("R")
        await until_seen(pilot, "01/07/2019 – 31/12/2019")
        await pick(pilot, "2019-H2")
        await until_back(pilot, "Reports  Second half of 2019", of_half)
        await choose_kind(pilot, "Gửi tỉnh")
        await until_seen(pilot, "“Gửi tỉnh” is a report on other periods than the second half of 2019")


async def choose_kind(pilot: Pilot[None], kind: str) -> None:
    await pilot.press("o")
    await until_seen(pilot, "Which period?")
    await choose(pilot, "kind", kind)
    await pilot.press("enter")


async def test_a_report_of_no_kind_says_as_which_kinds_it_was_closed(own: Config) -> None:
    close_report(Desk.open(own), "Báo cáo 9 tháng", "2019-9m")
    async with driven(own, clock=after_the_period) as pilot:
        await pilot.press("6", "M", "9")
        await until_seen(pilot, "Báo cáo 9 tháng · Nine months of 2019")
        await choose_kind(pilot, "")
        await until_back(pilot, "not closed · closed as “Báo cáo 9 tháng” (version 1)")
        await settled(pilot)
        await pilot.press("tilde")
        await until(
            pilot, lambda: "has not been closed as all figures, of no kind. It was closed as" in notices(pilot)[-1]
        )
        await pilot.press("ctrl+k")
        await until_seen(pilot, "2 items lack something")
        await pilot.press("ctrl+s")
        await until_seen(pilot, "It is not a report of the", "“Báo cáo 9 tháng”: to close that one, go back")


async def test_who_is_known_by_the_computer_account_alone_is_asked_before_a_report_is_closed(own: Config) -> None:
    at_account = replace(own, person="root", is_account=True)
    async with driven(at_account, clock=after_the_period) as pilot:
        await pilot.press("6", "9")
        await until_seen(pilot, "Nine months of 2019", "3,412")
        await settled(pilot)
        await pilot.press("ctrl+k")
        await until_seen(pilot, "2 items lack something")
        await pilot.press("ctrl+s")
        await until_seen(pilot, "Who closes this? “root” is only the name of the computer account", "Đức Anh")
        await until_seen(pilot, "holds until radiodesk closes")
        await pilot.press("escape")
        await until_back(pilot, "○ current figures, not closed")
        await pilot.press("ctrl+k")
        await until_seen(pilot, "2 items lack something")
        await pilot.press("ctrl+s")
        await until_seen(pilot, "Who closes this?")
        await type_in(pilot, "duc anh")
        await pilot.press("enter")
        await until_seen(pilot, "kept as version 1, under the name Đức Anh")


async def test_what_the_paper_lacks_is_named_before_closing_and_one_key_leads_there(own: Config) -> None:
    async with driven(own, clock=after_the_period) as pilot:
        await pilot.press("6", "9")
        await until_seen(pilot, "Nine months of 2019", "3,412")
        await pilot.press("ctrl+k")
        await until_seen(pilot, "empty on the paper")
        await pilot.press("end")
        await until_seen(pilot, "Place of papers,", "Mark of reports, Office of the signer, Name of the signer")
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.current_mode == "station")
        await until_seen(pilot, "Mark of reports: –")
        await settled(pilot)
        await pilot.press("e")
        await fill(pilot, "paper_mark", "01/BC-ĐPT")
        await pilot.press("ctrl+s")
        await until_seen(pilot, "type only what follows them, as BC-ĐPT")
        await fill(pilot, "paper_mark", "BC-ĐPT")
        await pilot.press("ctrl+s")
        await until_back(pilot, "Mark of reports: BC-ĐPT")


def test_a_figure_without_data_has_no_unit_and_no_forecast() -> None:
    with locale.in_language("vi"):
        unknown = figure("x", None, label="Chương trình", unit="chương trình", forecast=0, forecast_method="…")
        known = figure("x", 2, label="Chương trình", unit="chương trình", forecast=8, forecast_method="đều")

        assert report_rows.detail(unknown) == "Chương trình: –"
        assert report_rows.detail(known) == "Chương trình: 2 chương trình · dự báo cả năm 8 (đều)"
