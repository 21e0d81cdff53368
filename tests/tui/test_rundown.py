"""Rundown, driven."""

import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy import select
from textual.widgets import Input, Select

from radiodesk.config import Config
from radiodesk.kinds import DutyRole
from radiodesk.locale import formats, use
from radiodesk.media import store
from radiodesk.model import BroadcastState, Channel, CreditRole, Desk, Genre, Source, Story
from radiodesk.model.actions import Action
from radiodesk.model.database import remove_rows
from radiodesk.model.programmes import Broadcast, Edition, Line, Programme
from radiodesk.newsroom import publications, rundowns
from radiodesk.newsroom.views import RundownView
from radiodesk.schedule import broadcasts, duties, queries
from radiodesk.staff import credits as crediting
from radiodesk.tui.widgets.row_table import RowTable
from radiodesk.tui.widgets.rundown_lines import totals_line
from tests.conftest import MEDIA, seated
from tests.tui.driving import (
    HOSTILE,
    choose,
    driven,
    fill,
    fixed_clock,
    notices,
    press_at_once,
    seen,
    settled,
    type_in,
    until,
    until_back,
    until_seen,
)
from tests.tui.test_today import DAY, plan
from tests.versions import version


def edition(desk: Desk, *titles: str, on: dt.date = DAY, seconds: int = 60) -> int:
    """An edition with these stories; its id."""
    planned = plan(desk, on=on)
    with desk.changing(Action.EARLIER, what="test") as session:
        edition_id = queries.broadcast(session, planned).edition_id or 0
        for title in titles:
            rundowns.add_story(
                session,
                edition_id,
                title=title,
                genre=Genre.BRIEF,
                source=Source.OWN,
                authors="Thu Hà",
                seconds=seconds,
            )
    return edition_id


def held(desk: Desk, edition_id: int) -> RundownView:
    with desk.reading() as session:
        return rundowns.rundown(session, edition_id)


def titles(desk: Desk, edition_id: int) -> list[str]:
    return [line.title for line in held(desk, edition_id).lines]


async def test_without_an_edition_it_says_what_to_do_first(desk: Desk, config: Config) -> None:
    async with driven(config) as pilot:
        await pilot.press("3")
        await until_seen(pilot, "Plan a programme on Today")


async def test_stories_and_inserts_are_written_into_it(desk: Desk, config: Config) -> None:
    edition_id = edition(desk, "Một", "Hai")
    async with driven(config) as pilot:
        await pilot.press("3")
        await until_seen(pilot, "Một", "Hai", "under by 13:00")
        await pilot.press("n")
        await until_seen(pilot, "A new story")
        form = pilot.app.screen
        form.query_one("#title", Input).value = HOSTILE
        form.query_one("#seconds", Input).value = "1 phút 15 giây"
        await pilot.press("enter")
        await until_back(pilot, "[red]x[/]", "01:15")
        await pilot.press("i")
        await until_seen(pilot, "A new insert")
        form = pilot.app.screen
        form.query_one("#label", Input).value = "Nhạc cắt"
        form.query_one("#seconds", Input).value = "0:05"
        await pilot.press("enter")
        await until_back(pilot, "Nhạc cắt", "under by 11:40")
        await pilot.press("x")
        assert "kept" not in await until_seen(pilot, "Remove “Nhạc cắt” from this rundown?")
        await pilot.press("escape")
    assert titles(desk, edition_id) == ["Một", HOSTILE, "Nhạc cắt", "Hai"]


async def test_topics_are_typed_completed_and_shown_in_wide_terminals(desk: Desk, config: Config) -> None:
    edition_id = edition(desk, "Một")
    campaign = "Phòng, chống ma túy"

    def topics() -> list[tuple[str, ...]]:
        return [line.topics for line in held(desk, edition_id).lines]

    async with driven(config) as pilot:
        await pilot.press("3")
        await until_seen(pilot, "Một")
        await pilot.press("n")
        await until_seen(pilot, "A new story", "Topics")
        pilot.app.screen.query_one("#title", Input).value = "Hai"
        pilot.app.screen.query_one("#topics", Input).value = f"[red]x[/]; {campaign}"
        await pilot.press("enter")
        await until_back(pilot, "Hai")
        await settled(pilot)
        assert topics() == [(), ("[red]x[/]", campaign)]

        await pilot.press("up", "e")
        await until_seen(pilot, "Change a story")
        typed = pilot.app.screen.query_one("#topics", Input)
        typed.focus()
        await pilot.press(*"Bầu cử; phòng, ch")
        await until_seen(pilot, "Bầu cử; phòng, ch ", campaign)
        await pilot.press("enter")
        assert typed.value == f"Bầu cử; {campaign}"
        await pilot.press("enter")
        await until_back(pilot)
        await settled(pilot)
        assert topics()[0] == ("Bầu cử", campaign)
        assert "Topics" not in seen(pilot)  # the column: the line on the story has them

        await pilot.resize_terminal(200, 24)
        await until_seen(pilot, "Topics", "Bầu cử; Phòng", "[red]x[/]; Phòng")


async def test_a_topic_with_a_hidden_character_is_refused_and_can_be_typed_again(desk: Desk, config: Config) -> None:
    edition_id = edition(desk, "Một")
    async with driven(config) as pilot:
        await pilot.press("3")
        await until_seen(pilot, "Một")
        await pilot.press("e")
        await until_seen(pilot, "Change a story")
        typed = pilot.app.screen.query_one("#topics", Input)
        typed.value = "Bầu\u202ecử"
        await pilot.press("ctrl+s")
        await until_seen(pilot, "holds the hidden character U+202E")
        typed.value = "Bầu cử"
        await pilot.press("ctrl+s")
        await until_back(pilot)
        await settled(pilot)
    assert held(desk, edition_id).lines[0].topics == ("Bầu cử",)


async def test_a_line_moves_as_often_as_a_key_that_is_held_down_repeats(desk: Desk, config: Config) -> None:
    edition_id = edition(desk, *"ABCDE")
    async with driven(config) as pilot:
        await pilot.press("3")
        await until_seen(pilot, "05:34:00")
        press_at_once(pilot, "J", "J", "J")
        await until(pilot, lambda: titles(desk, edition_id) == list("BCDAE"))
        press_at_once(pilot, "K", "J", "J")
        await until(pilot, lambda: titles(desk, edition_id) == list("BCDEA"))
        await settled(pilot)
        assert pilot.app.screen.query_one(RowTable).cursor == 4
        assert "changed this" not in seen(pilot)


async def test_what_is_unusual_to_air_is_asked_and_enter_means_no(desk: Desk, config: Config) -> None:
    edition_id = edition(desk)
    async with driven(config) as pilot:
        await pilot.press("3")
        await until_seen(pilot, "planned · 0 stories")
        for keys, state in ((("enter",), BroadcastState.PLANNED), (("left", "enter"), BroadcastState.AIRED)):
            await pilot.press("a")
            await until_seen(pilot, "Its rundown has no story", "Mark “Thời sự sáng” as aired")
            await pilot.press(*keys)
            await until_back(pilot)
            await settled(pilot)
            assert held(desk, edition_id).first_run.state is state


async def test_an_edition_that_is_gone_gives_way_to_the_last_one(desk: Desk, config: Config) -> None:
    edition(desk, "Hôm trước", on=DAY - dt.timedelta(days=1))
    gone = edition(desk, "Hôm nay")
    async with driven(config) as pilot:
        await pilot.press("3")
        await until_seen(pilot, "Hôm nay")
        with seated(desk, "Đức Anh").changing(Action.EARLIER, what="test") as session:
            for kind in (Line, Broadcast):
                remove_rows(session, kind, session.scalars(select(kind.id).where(kind.edition_id == gone)).all())
            remove_rows(session, Edition, [gone])
        await pilot.press("1", "3")
        await until_seen(pilot, "Somebody else removed this", "Hôm trước")


async def test_a_story_is_changed_and_a_line_is_taken_out(desk: Desk, config: Config) -> None:
    edition_id = edition(desk, "Một", "Hai")
    async with driven(config) as pilot:
        await pilot.press("3")
        await until_seen(pilot, "Hai")
        await pilot.press("enter")
        await until_seen(pilot, "Change a story")
        await type_in(pilot, "Một, sửa lại")
        await pilot.press("enter")
        await until_back(pilot, "Một, sửa lại", "05:31:00")
        await pilot.press("x")
        await until_seen(pilot, "Remove “Một, sửa lại” from", "The story is kept")
        await pilot.press("left", "enter")
        await until(pilot, lambda: titles(desk, edition_id) == ["Hai"])


async def test_a_story_of_another_edition_is_used_again(desk: Desk, config: Config) -> None:
    edition(desk, "Gieo cấy vụ xuân", on=DAY - dt.timedelta(days=1))
    today = edition(desk, "Một")
    async with driven(config) as pilot:
        await pilot.press("3")
        await until_seen(pilot, "Một")
        await pilot.press("u")
        await until_seen(pilot, "Use which story again?")
        await type_in(pilot, "gieo cay")
        await until(pilot, lambda: "Gieo cấy" in seen(pilot))
        await pilot.press("enter")
        await until_seen(pilot, "Gieo cấy vụ xuân ×2")
    assert titles(desk, today) == ["Một", "Gieo cấy vụ xuân"]


async def test_a_recording_is_linked_and_gives_its_length(desk: Desk, config: Config) -> None:
    edition_id = edition(desk, "Một")
    store.add(desk, MEDIA / "Tin 01 - Gieo cấy vụ xuân.wav")
    async with driven(config) as pilot:
        await pilot.press("3")
        await until_seen(pilot, "Một")
        await pilot.press("k")
        await until_seen(pilot, "Which recording", "Tin 01")
        await pilot.press("enter")
        await until_seen(pilot, "00:11", "1 with a recording")
        assert round(held(desk, edition_id).actual_total) == 11
        await pilot.press("k")
        await until_seen(pilot, "None: unlink “Tin 01")
        await pilot.press("up", "enter")
        said = "Tin 01 - Gieo cấy vụ xuân.wav has no link now: it is in the inbox (key 5, I)"
        await until_seen(pilot, "0 with a recording", said, "Ctrl+Z")
        await pilot.press("5")
        await until_seen(pilot, "Tin 01 - Gieo cấy vụ xuân.wav", "Size")
        await pilot.press("3")
        await until_seen(pilot, "0 with a recording")
        await pilot.press("ctrl+z")
        await until_seen(pilot, "1 with a recording")


async def test_it_is_aired_posted_and_the_post_withdrawn(desk: Desk, config: Config) -> None:
    edition_id = edition(desk, "Một")
    async with driven(config) as pilot:
        await pilot.press("3")
        await until_seen(pilot, "planned · 1 story")
        await pilot.press("a")
        await until_seen(pilot, "aired · 1 story")
        await pilot.press("w")
        await until_seen(pilot, "Address")
        await type_in(pilot, "https://dai.example/1")
        await pilot.press("enter")
        await until_back(pilot, "↗ 14/09/2019 https://dai.example/1")
        await pilot.press("w")
        await until_seen(pilot, "Post it at another address", "Correct https://dai.example/1")
        await pilot.press("down", "enter")
        await until_seen(pilot, "Posted on")
        await fill(pilot, "address", "https://dai.example/2")
        await fill(pilot, "on", "13/9/2019")
        await pilot.press("enter")
        await until_back(pilot, "↗ 13/09/2019 https://dai.example/2")
        await pilot.press("x")  # refused without a question
        await until(pilot, lambda: any("can be corrected, not removed" in each for each in notices(pilot)))
        assert len(pilot.app.screen_stack) == 1
        await pilot.press("W")
        await until_seen(pilot, "No longer count")
        await pilot.press("left", "enter")
        await until(pilot, lambda: held(desk, edition_id).publications == ())
    assert held(desk, edition_id).first_run.state is BroadcastState.AIRED


async def test_the_arrows_go_from_edition_to_edition_and_slash_finds_one(desk: Desk, config: Config) -> None:
    edition(desk, "Hôm trước", on=DAY - dt.timedelta(days=1))
    edition(desk, "Hôm nay")
    async with driven(config) as pilot:
        await pilot.press("3")
        await until_seen(pilot, "Hôm nay")
        await pilot.press("left")
        await until_seen(pilot, "Hôm trước")
        await pilot.press("o")
        await until_seen(pilot, "Open which edition?", "14/09/2019")
        await pilot.press(*"14/9")
        await until_seen(pilot, "14/9 ", "05:30 14/09/2019")
        await until(pilot, lambda: "05:30 13/09/2019" not in seen(pilot))
        await pilot.press("enter")
        await until_seen(pilot, "Hôm nay")


async def test_every_press_of_an_arrow_is_a_step(desk: Desk, config: Config) -> None:
    for days, title in enumerate(("Hôm nay", "Hôm trước", "Hôm kia")):
        edition(desk, title, on=DAY - dt.timedelta(days=days))
    async with driven(config) as pilot:
        await pilot.press("3")
        await until_seen(pilot, "Hôm nay")
        press_at_once(pilot, "left", "left")
        await until_seen(pilot, "Hôm kia")


async def test_over_is_said_in_words(desk: Desk, config: Config) -> None:
    edition_id = edition(desk, "Một", seconds=1000)
    with desk.changing(Action.EARLIER, what="test") as session:
        first = rundowns.rundown(session, edition_id).first_run
        broadcasts.set_state(session, first.id, first.version, BroadcastState.AIRED, now=fixed_clock())
        publications.post(session, edition_id, address="https://dai.example/x", on=DAY, today=DAY)
    async with driven(config) as pilot:
        await pilot.press("3")
        await until_seen(pilot, "over by 01:40", "to fill 15:00", "dai.example/x")


async def test_an_address_chooses_channel_and_page_unless_somebody_typed_another(desk: Desk, config: Config) -> None:
    edition_id = edition(desk, "Một")
    with desk.changing(Action.EARLIER, what="test") as session:
        first = rundowns.rundown(session, edition_id).first_run
        broadcasts.set_state(session, first.id, first.version, BroadcastState.AIRED, now=fixed_clock())
        address = "https://www.facebook.com/dailuongtai/1"
        page = {"channel": Channel.SOCIAL, "page": "Fanpage Đài"}
        publications.post(session, edition_id, address=address, on=DAY, today=DAY, **page)  # type: ignore[arg-type]
    async with driven(config) as pilot:
        await pilot.press("3")
        await until_seen(pilot, "dailuongtai/1 · Fanpage Đài")
        await pilot.press("w", "enter")
        await until_seen(pilot, "Posted on a website")
        form = pilot.app.screen
        for typed, channel, page_name in (
            ("https://facebook.com/dailuongtai/2", Channel.SOCIAL, "Fanpage Đài"),
            ("luongtai.vn/2", Channel.WEBSITE, ""),
            ("facebook.com/dailuongtai/4", Channel.SOCIAL, "Fanpage Đài"),
            ("https://luongtai.vn/2", Channel.WEBSITE, ""),
        ):
            await fill(pilot, "address", typed)
            assert form.query_one("#channel", Select).value is channel
            assert form.query_one("#page", Input).value == page_name
        await fill(pilot, "page", "Cổng thông tin")
        await fill(pilot, "address", "https://facebook.com/dailuongtai/3")
        assert form.query_one("#page", Input).value == "Cổng thông tin"
        await fill(pilot, "address", "https://luongtai.vn/3")
        await pilot.press("enter")
        await until_back(pilot, "luongtai.vn/3 · Cổng thông tin")
    found = held(desk, edition_id).publications[-1]
    assert (found.channel, found.page) == (Channel.WEBSITE, "Cổng thông tin")


async def test_of_two_who_correct_a_post_the_second_is_told(desk: Desk, config: Config) -> None:
    edition_id = edition(desk, "Một")
    with desk.changing(Action.EARLIER, what="test") as session:
        first = rundowns.rundown(session, edition_id).first_run
        broadcasts.set_state(session, first.id, first.version, BroadcastState.AIRED, now=fixed_clock())
        posted = publications.post(session, edition_id, address="https://luongtai.vn/1", on=DAY, today=DAY)

    def correct(address: str, on: dt.date) -> None:
        (seen,) = held(desk, edition_id).publications
        with desk.changing(Action.EARLIER, what="meanwhile") as session:
            publications.correct(session, posted, seen.version, address=address, on=on, today=DAY)

    day_before = DAY - dt.timedelta(days=1)
    async with driven(config) as pilot:
        await pilot.press("3")
        await until_seen(pilot, "luongtai.vn/1")
        await pilot.press("w")
        await until_seen(pilot, "Correct https://luongtai.vn")
        await pilot.press("down", "enter")
        await fill(pilot, "page", "Cổng thông tin")
        correct("https://luongtai.vn/2", day_before)
        await pilot.press("ctrl+s")
        await until_seen(pilot, "https://luongtai.vn/2", "Press Enter again to save")
        await pilot.press("ctrl+s")
        await until_back(pilot, "luongtai.vn/2 · Cổng thông tin")
        (found,) = held(desk, edition_id).publications
        assert (found.address, found.posted, found.page) == ("https://luongtai.vn/2", day_before, "Cổng thông tin")
        await pilot.press("w")
        await until_seen(pilot, "Correct https://luongtai.vn")
        await pilot.press("down", "enter")
        await fill(pilot, "page", "Trang")
        with desk.changing(Action.EARLIER, what="meanwhile") as session:
            publications.withdraw(session, posted, found.version)
        await pilot.press("ctrl+s")
        await until_seen(pilot, "Somebody else removed this meanwhile")


async def test_what_was_sent_to_others_is_listed_and_its_fate_noted(desk: Desk, config: Config) -> None:
    edition_id = edition(desk, "Gieo cấy", "Bầu cử")
    async with driven(config) as pilot:
        await pilot.press("3")
        await until_seen(pilot, "Gieo cấy")
        await pilot.press("down", "s")
        await until_seen(pilot, "Send to others", "Bầu cử  ")
        await fill(pilot, "recipient", HOSTILE)
        await pilot.press("enter")
        await until_back(pilot, "Sent to others: [red]x[/]")
        await pilot.press("s")
        await until_seen(pilot, "╭─ Sent to others", "●")
        await pilot.press("n")
        await choose(pilot, "content", 0)
        await fill(pilot, "recipient", "Đài tỉnh")
        await pilot.press("ctrl+s")
        await until_seen(pilot, "╭─ Sent to others", "Đài tỉnh")
        await pilot.press("a")
        await until_seen(pilot, "◉")
        await pilot.press("x")
        await until(pilot, lambda: any("has used this, so it stays" in each for each in notices(pilot)))
        await pilot.press("s", "x")
        await until_seen(pilot, "It is no longer counted")
        await pilot.press("left", "enter")
        await until(pilot, lambda: len(held(desk, edition_id).deliveries) == 1)
    (left,) = held(desk, edition_id).deliveries
    assert (left.story_id, left.title, left.recipient) == (None, "Thời sự sáng", "Đài tỉnh")


async def test_a_colleagues_credit_is_told_and_the_own_one_is_saved_after_it(desk: Desk, config: Config) -> None:
    edition(desk, "Gieo cấy")
    async with driven(config) as pilot:
        await pilot.press("3")
        await until_seen(pilot, "Gieo cấy")
        await pilot.press("at")
        await until_seen(pilot, "╭─ Credits", "author", "Thu Hà")
        await pilot.press("n")
        await fill(pilot, "people", "Thanh Thủy; Minh")
        await fill(pilot, "share", "50")
        await pilot.press("ctrl+s")
        await until_seen(pilot, "Only authors share a royalty")
        await fill(pilot, "share", "")
        with seated(desk, "Đức Anh").changing(Action.SET_CREDITS, title="Gieo cấy") as session:
            crediting.add_credits(session, Story, 1, version(session, Story, 1), people="Lan", role=CreditRole.EDITOR)
        await pilot.press("ctrl+s")
        await until_seen(pilot, "Đức Anh changed something else here")
        await pilot.press("ctrl+s")
        await until_seen(pilot, "╭─ Credits", "Minh", "Lan", "✓ Changed the credits: Gieo cấy")
        await pilot.press("ctrl+z")
        await until(pilot, lambda: "Minh" not in seen(pilot))
        await pilot.press("escape")
        await until_back(pilot, "editor: Lan")
        await pilot.press("i")
        await fill(pilot, "label", "Nhạc cắt")
        await pilot.press("enter")
        await until_back(pilot, "Nhạc cắt")
        await pilot.press("at")
        await until(pilot, lambda: any("Only stories have credits" in each for each in notices(pilot)))


def test_without_any_actual_length_the_totals_name_only_the_planned_one(desk: Desk) -> None:
    edition_id = edition(desk, "Gieo cấy", "Thu hoạch")
    with desk.reading() as session:
        view = rundowns.rundown(session, edition_id)
    assert totals_line(view).plain.startswith("Planned 02:00 · to fill 15:00")
    line = view.lines[0]
    with desk.changing(Action.EARLIER, what="test") as session:
        session.get_one(Story, line.story_id).actual_seconds = 75
        session.flush()
        view = rundowns.rundown(session, edition_id)
        session.get_one(Story, view.lines[1].story_id).actual_seconds = 50
        session.flush()
        known = rundowns.rundown(session, edition_id)
    assert totals_line(view).plain.startswith("Planned 02:00 · actual ≈02:15 · to fill 15:00")
    assert totals_line(known).plain.startswith("Planned 02:00 · actual 02:05 · to fill 15:00")


LONG_TITLE = "Chương trình thời sự tổng hợp buổi sáng của đài phát thanh huyện Lương Tài và các xã"


@pytest.mark.parametrize("width", [80, 100])
async def test_a_long_title_leaves_the_day_the_time_and_the_people_their_room(
    desk: Desk, config: Config, width: int
) -> None:
    edition_id = edition(desk, "Một")
    first_run = held(desk, edition_id).first_run
    people = [(DutyRole.EDITOR, "Nguyễn Thị Thu Hà"), (DutyRole.PRESENTER, "Trần Đức Anh")]
    with desk.changing(Action.EARLIER, what="test") as session:
        session.get_one(Programme, session.get_one(Edition, edition_id).programme_id).title = LONG_TITLE
        duties.set_duties(session, first_run.id, version(session, Broadcast, first_run.id), people)
    use("vi")
    async with driven(replace(config, language="vi"), size=(width, 24)) as pilot:
        await pilot.press("3")
        await until_seen(pilot, "Một")
        first = seen(pilot).splitlines()[0]
        start = first_run.starts
        assert f"… · {formats.clock(start)}  {formats.weekday(start)} {formats.day(start.date())}" in first
        assert first.strip().startswith("Chương trình thời sự")
        assert first.rstrip().endswith("Ctrl+P")
        edition_text = " ".join(line.strip() for line in seen(pilot).splitlines()[1:3])
        assert "Nguyễn Thị Thu Hà" in edition_text
        assert "Trần Đức Anh" in edition_text
