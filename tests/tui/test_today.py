"""Today, driven."""

import datetime as dt
from collections.abc import Sequence

import pytest
from sqlalchemy import select
from textual._context import active_message_pump
from textual.message import Message
from textual.widgets import Button, Checkbox, Input, Select

from radiodesk import locale
from radiodesk.config import Config
from radiodesk.kinds import PeriodKind, PeriodRule
from radiodesk.media import store
from radiodesk.media.sound.recipes import Recipe
from radiodesk.model import BroadcastKind, BroadcastState, Desk, DutyRole, Genre, ProgrammeKind, Source, Treatment
from radiodesk.model.actions import Action
from radiodesk.model.database import add_rows
from radiodesk.model.programmes import Broadcast, Edition, Programme
from radiodesk.newsroom import publications, rundowns
from radiodesk.reports import kinds
from radiodesk.schedule import broadcasts, duties, on_air, queries
from radiodesk.schedule.views import BroadcastView
from radiodesk.tui import app
from radiodesk.tui.dialogs.form import Form
from radiodesk.tui.screens import today
from radiodesk.tui.screens.editing import EditingScreen
from radiodesk.tui.screens.today import TodayScreen
from tests.conftest import MEDIA, seated
from tests.reports.closing import close
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

DAY = dt.date(2019, 9, 14)


def plan(
    desk: Desk,
    title: str = "Thời sự sáng",
    at: str = "05:30",
    *,
    on: dt.date = DAY,
    seconds: int | None = 900,
    stories: Sequence[str] = (),
) -> int:
    """A news programme of a quarter of an hour, with these stories of a minute each."""
    with desk.changing(Action.EARLIER, what="test") as session:
        planned = broadcasts.plan_first_run(
            session, title=title, kind=ProgrammeKind.NEWS, on=on, at=dt.time.fromisoformat(at), seconds=seconds
        )
        edition_id = queries.broadcast(session, planned).edition_id
        assert edition_id is not None
        for story in stories:
            rundowns.add_story(
                session, edition_id, title=story, genre=Genre.BRIEF, source=Source.OWN, authors="", seconds=60
            )
    return planned


def held(desk: Desk, on: dt.date = DAY) -> list[BroadcastView]:
    """What the desk holds for the day."""
    with desk.reading() as session:
        return list(queries.day(session, on).broadcasts)


HA = ((DutyRole.EDITOR, "Thu Hà"),)


async def test_an_empty_day_says_what_to_do_first(desk: Desk, config: Config) -> None:
    async with driven(config) as pilot:
        await until_seen(pilot, "Today · Saturday 14/09/2019", "Press n to plan a programme")


async def test_a_programme_is_planned_and_what_is_wrong_is_said_beside_it(desk: Desk, config: Config) -> None:
    plan(desk, "Đã có", "07:30")
    async with driven(config) as pilot:
        await until_seen(pilot, "Đã có")
        await pilot.press("n")
        await until_seen(pilot, "Plan a programme")
        await pilot.press("enter")
        await until_seen(pilot, "Required")
        form = pilot.app.screen
        form.query_one("#title", Input).value = HOSTILE
        form.query_one("#at", Input).value = "25h99"
        await pilot.press("enter")
        await until_seen(pilot, "25h99” is not a time of day")
        form.query_one("#at", Input).value = "7h30"
        await choose(pilot, "kind", ProgrammeKind.NEWS)
        await pilot.press("enter")
        await until_seen(pilot, "“Đã có” is planned for 07:30 on 14/09/2019 as well")
        assert isinstance(pilot.app.screen, Form)
        form.query_one("#at", Input).value = "17h"
        await pilot.press("enter")
        await until_back(pilot, "17:00", HOSTILE[:20])
        assert [item.title for item in held(desk)] == ["Đã có", HOSTILE]
        assert "▍" not in seen(pilot)


async def test_what_is_typed_right_after_tab_goes_where_tab_leads(desk: Desk, config: Config) -> None:
    async with driven(config) as pilot:
        await until_seen(pilot, "Nothing on this day yet")
        await pilot.press("n")
        await until_seen(pilot, "Plan a programme")
        press_at_once(pilot, "tab", "tab", "tab", "7", "h", "tab", "2", "0")
        form = pilot.app.screen
        await until(pilot, lambda: form.query_one("#seconds", Input).value == "20")
        assert form.query_one("#at", Input).value == "7h"


async def test_what_is_wrong_stays_said_until_it_is_changed(desk: Desk, config: Config) -> None:
    changes: list[str] = []

    def note_change(message: Message) -> None:
        if isinstance(message, Input.Changed) and isinstance(active_message_pump.get(), Form):
            changes.append(message.value)

    async with driven(config, heard=note_change) as pilot:
        await until_seen(pilot, "Nothing on this day yet")
        await pilot.press("n")
        await until_seen(pilot, "Plan a programme")
        form = pilot.app.screen
        assert isinstance(form, Form)
        form.query_one("#at", Input).value = "25h99"
        form.action_save()
        assert "25h99" not in changes  # the form did not hear yet that the field was changed
        await until_seen(pilot, "25h99” is not a time of day")
        await until(pilot, lambda: "25h99" in changes)
        assert "25h99” is not a time of day" in seen(pilot)
        form.query_one("#at", Input).value = "25h9"
        await until(pilot, lambda: "is not a time of day" not in seen(pilot))


async def test_ctrl_s_saves_what_was_typed_right_before_it(desk: Desk, config: Config) -> None:
    async with driven(config) as pilot:
        await until_seen(pilot, "Nothing on this day yet")
        await pilot.press("n")
        await until_seen(pilot, "Plan a programme")
        await choose(pilot, "kind", ProgrammeKind.NEWS)
        pilot.app.screen.query_one("#at", Input).value = "5h"
        press_at_once(pilot, "M", "o", "t", "ctrl+s")
        await until_back(pilot, "05:00")
        assert [item.title for item in held(desk)] == ["Mot"]


async def test_it_is_marked_aired_and_brought_back_and_cancelled(desk: Desk, config: Config) -> None:
    plan(desk, stories=["Một"])
    async with driven(config) as pilot:
        await until_seen(pilot, "05:30")
        for key, sign, state in (("a", "●", "aired"), ("m", "▲", "missed"), ("p", "!", "planned")):
            await pilot.press(key)
            await until_seen(pilot, sign, f"1 {state}")
        await pilot.press("c")
        await until_seen(pilot, "Cancel “Thời sự sáng” at 05:30")
        await pilot.press("escape")
        await until_back(pilot)
        await settled(pilot)
        assert held(desk)[0].state is BroadcastState.PLANNED
        await pilot.press("c")
        await until_seen(pilot, "Cancel “Thời sự sáng” at 05:30")
        await pilot.press("left", "enter")
        await until_seen(pilot, "✕")
        await pilot.press("a")
        await until_seen(pilot, "What is cancelled cannot become aired")
        assert held(desk)[0].state is BroadcastState.CANCELLED


async def test_before_a_first_run_is_cancelled_its_planned_repeats_are_named(desk: Desk, config: Config) -> None:
    first = plan(desk)
    with desk.changing(Action.EARLIER, what="test") as session:
        edition_id = queries.broadcast(session, first).edition_id
        assert edition_id is not None
        for on, at in ((DAY, dt.time(17)), (DAY + dt.timedelta(days=1), dt.time(5, 45))):
            broadcasts.plan_repeat(session, edition_id=edition_id, on=on, at=at, seconds=None)
    async with driven(config) as pilot:
        await until_seen(pilot, "05:30", "17:00")
        await pilot.press("home", "c")
        await until_seen(pilot, "The repeats at 17:00; 05:45 on", "15/09/2019 stay planned without an edition")
        await pilot.press("escape")
        await until_back(pilot)
        await pilot.press("end", "c")
        await until_seen(pilot, "Cancel “Thời sự sáng” at 17:00")
        assert "planned without an edition" not in seen(pilot)


async def test_a_key_acts_on_the_row_that_had_the_cursor_when_it_was_pressed(desk: Desk, config: Config) -> None:
    plan(desk, stories=["Một"])
    plan(desk, "Chuyên mục", "06:00")
    async with driven(config) as pilot:
        await until_seen(pilot, "05:30", "06:00")
        press_at_once(pilot, "a", "down", "m")
        await until_seen(pilot, "1 aired · 1 missed")
        assert [item.state for item in held(desk)] == [BroadcastState.AIRED, BroadcastState.MISSED]


@pytest.mark.parametrize(
    ("at", "stories", "doubt"),
    [
        ("05:30", (), "Its rundown has no story"),
        ("17:00", ("Một",), "It is planned for 17:00, and it is 10:00 now"),
    ],
)
async def test_what_is_unusual_to_air_is_asked_and_enter_means_no(
    desk: Desk, config: Config, at: str, stories: Sequence[str], doubt: str
) -> None:
    plan(desk, at=at, stories=stories)
    async with driven(config) as pilot:
        await until_seen(pilot, at)
        for keys, state in ((("enter",), BroadcastState.PLANNED), (("left", "enter"), BroadcastState.AIRED)):
            await pilot.press("a")
            await until_seen(pilot, doubt, "Mark “Thời sự sáng” as")
            await pilot.press(*keys)
            await until_back(pilot)
            await settled(pilot)
            assert held(desk)[0].state is state
        await until_seen(pilot, "1 aired")


async def test_a_click_marks_what_was_asked_about(desk: Desk, config: Config) -> None:
    plan(desk)
    async with driven(config) as pilot:
        await until_seen(pilot, "05:30")
        await pilot.press("a")
        await until_seen(pilot, "Its rundown has no story")
        await pilot.click("#yes")
        await until_back(pilot, "●", "1 aired")


async def test_missed_and_planned_are_not_asked_about(desk: Desk, config: Config) -> None:
    plan(desk, at="05:30")
    async with driven(config) as pilot:
        await until_seen(pilot, "05:30")
        for key, state in (("m", BroadcastState.MISSED), ("p", BroadcastState.PLANNED)):
            await pilot.press(key)
            await until(pilot, lambda state=state: held(desk)[0].state is state)
            await until_back(pilot, f"1 {state}")


async def test_what_was_refused_shows_what_there_is_now(desk: Desk, config: Config) -> None:
    planned = plan(desk, stories=["Một"])
    async with driven(config) as pilot:
        await until_seen(pilot, "1 planned")
        with seated(desk, "Đức Anh").changing(Action.EARLIER, what="test") as session:
            version = queries.broadcast(session, planned).version
            broadcasts.set_state(session, planned, version, BroadcastState.MISSED, now=fixed_clock())
        await pilot.press("a")
        await until_seen(pilot, "Đức Anh changed this at", "first run · missed")
        await pilot.press("a")
        await until_seen(pilot, "first run · aired")


async def test_what_lies_ahead_cannot_be_aired(desk: Desk, config: Config) -> None:
    plan(desk, on=DAY + dt.timedelta(days=1))
    async with driven(config) as pilot:
        await pilot.press("right")
        await until_seen(pilot, "Day · Sunday 15/09/2019", "05:30")
        await pilot.press("a")
        await until_seen(pilot, "planned for 15/09/2019")


async def test_what_lies_ahead_is_missed_only_after_a_question(desk: Desk, config: Config) -> None:
    plan(desk, at="17:00")
    async with driven(config) as pilot:
        await until_seen(pilot, "17:00")
        await pilot.press("m")
        await until_seen(pilot, "It is planned for 17:00, and it is 10:00 now", "missed all the same?")
        await pilot.press("enter")
        await until_back(pilot)
        await settled(pilot)
        assert held(desk)[0].state is BroadcastState.PLANNED


async def test_a_refusal_goes_with_the_next_key_after_it_was_read(
    desk: Desk, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "READING_SECONDS", -1)
    plan(desk, on=DAY + dt.timedelta(days=1))
    async with driven(config) as pilot:
        await pilot.press("right")
        await until_seen(pilot, "Day · Sunday 15/09/2019", "05:30")
        await pilot.press("a")
        await until_seen(pilot, "planned for 15/09/2019")
        await pilot.press("D")
        await until(pilot, lambda: not list(pilot.app._notifications))
        await until_seen(pilot, "Today · Saturday 14/09/2019")


async def test_a_repeat_is_planned_of_an_edition_that_is_picked(desk: Desk, config: Config) -> None:
    plan(desk, "Thời sự sáng")
    plan(desk, "Chuyên mục", "06:00")
    async with driven(config) as pilot:
        await until_seen(pilot, "06:00")
        await pilot.press("r")
        await until_seen(pilot, "Repeat which edition?", "Chuyên mục")
        await type_in(pilot, "thoi su")
        await until(pilot, lambda: "Thời sự" in seen(pilot))
        await pilot.press("enter")
        await until_seen(pilot, "Plan a repeat")
        pilot.app.screen.query_one("#at", Input).value = "17:00"
        await pilot.press("enter")
        await until_back(pilot, "repeat", "17:00")
        item = held(desk)[-1]
        assert (item.title, item.kind) == ("Thời sự sáng", BroadcastKind.REPEAT)


async def test_a_repeat_is_planned_of_the_oldest_of_many_editions(desk: Desk, config: Config) -> None:
    plan(desk, "Chuyện đời xưa", on=DAY - dt.timedelta(days=1001))
    plan(desk, on=DAY - dt.timedelta(days=1000))
    with desk.changing(Action.EARLIER, what="test") as session:
        programme_id = session.scalars(select(Programme.id).where(Programme.title == "Thời sự sáng")).one()
        editions = add_rows(session, Edition, [{"programme_id": programme_id}] * 1000)
        runs = [
            {
                "kind": BroadcastKind.FIRST_RUN,
                "state": BroadcastState.PLANNED,
                "edition_id": edition_id,
                "starts": fixed_clock() - dt.timedelta(days=days),
            }
            for days, edition_id in enumerate(editions)
        ]
        add_rows(session, Broadcast, runs)
    async with driven(config) as pilot:
        await until_seen(pilot, "10:00")
        await pilot.press("r")
        await until_seen(pilot, "Repeat which edition?", "Thời sự sáng")
        await type_in(pilot, "chuyen doi xua")
        await until_seen(pilot, "Chuyện đời xưa")
        await pilot.press("enter")
        await until_seen(pilot, "Plan a repeat", "Chuyện đời xưa, first run 05:30 17/12/2016")
        pilot.app.screen.query_one("#at", Input).value = "17:00"
        await pilot.press("enter")
        await until_back(pilot, "repeat", "17:00")
    assert [item.title for item in held(desk) if item.kind is BroadcastKind.REPEAT] == ["Chuyện đời xưa"]


async def test_a_relay_of_a_station_and_of_an_event(desk: Desk, config: Config) -> None:
    async with driven(config) as pilot:
        for at, upstream, live in (("07:30", "", True), ("18:00", "VOV1", False)):
            await pilot.press("l")
            await until_seen(pilot, "Plan a relay")
            form = pilot.app.screen
            form.query_one("#title", Input).value = f"Tiếp âm {upstream}"
            form.query_one("#upstream", Input).value = upstream
            form.query_one("#at", Input).value = at
            assert form.query_one("#live", Checkbox).value is False
            if live:
                await pilot.click("#live")
                await fill(pilot, "place", "Sân vận động huyện")
                await fill(pilot, "rule", "daily")
                assert form.query_one("#note").disabled
                assert not form.query_one("#place").disabled
                await pilot.press("ctrl+s")
                await until_seen(pilot, "A note, a place and a circuit belong to one broadcast")
                await fill(pilot, "rule", "")
                assert not form.query_one("#note").disabled
            await pilot.press("ctrl+s")
            await until_back(pilot, at)
        assert [(item.live, item.upstream, item.place) for item in held(desk)] == [
            (True, "", "Sân vận động huyện"),
            (False, "VOV1", ""),
        ]


async def test_the_title_of_a_known_programme_sets_its_kind(desk: Desk, config: Config) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        broadcasts.plan_first_run(
            session, title="Đời sống", kind=ProgrammeKind.COLUMN, on=DAY, at=dt.time(5), seconds=900
        )
    async with driven(config) as pilot:
        await until_seen(pilot, "Đời sống")
        await pilot.press("n")
        await until_seen(pilot, "Plan a programme")
        kind = pilot.app.screen.query_one("#kind", Select)
        assert kind.is_blank()
        await type_in(pilot, "ĐỜI SỐNG")
        await until(pilot, lambda: kind.value is ProgrammeKind.COLUMN)
        await type_in(pilot, "Đời sống mới")
        await pilot.press("ctrl+s")
        await until_seen(pilot, "Required")
        assert kind.is_blank()  # the other programme's kind is not the new one's


async def test_a_relay_is_corrected_to_a_live_one_and_the_list_says_so(desk: Desk, config: Config) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        broadcasts.plan_relay(
            session, title="Khai mạc", live=False, upstream="VOV1", on=DAY, at=dt.time(7), seconds=1800
        )
    async with driven(config) as pilot:
        await until_seen(pilot, "Khai mạc", "VOV1")
        assert "live" not in seen(pilot)
        await pilot.press("e")
        await until_seen(pilot, "Change a broadcast", "A live event")
        await pilot.click("#live")
        await pilot.press("ctrl+s")
        await until_seen(pilot, "“Khai mạc” comes from VOV1 and is marked as a live event", "press Enter again")
        await pilot.press("ctrl+s")
        await until_back(pilot, "live relay · VOV1")
        assert held(desk)[0].live


async def test_the_kind_and_the_state_of_a_broadcast_are_corrected(desk: Desk, config: Config) -> None:
    plan(desk, stories=["Một"])
    async with driven(config) as pilot:
        await until_seen(pilot, "planned · news")
        await pilot.press("e")
        await until_seen(pilot, "Change a broadcast")
        form = pilot.app.screen
        form.query_one("#kind", Select).value = ProgrammeKind.COLUMN
        form.query_one("#state", Select).value = BroadcastState.MISSED
        await pilot.press("ctrl+s")
        await until_seen(pilot, "“Thời sự sáng” becomes a programme of the kind “column”")
        await pilot.press("ctrl+s")
        await until_back(pilot, "▲", "missed · column")


async def test_a_broadcast_is_changed(desk: Desk, config: Config) -> None:
    plan(desk)
    async with driven(config) as pilot:
        await until_seen(pilot, "05:30")
        await pilot.press("e")
        await until_seen(pilot, "Change a broadcast")
        form = pilot.app.screen
        form.query_one("#at", Input).value = "6h15"
        form.query_one("#actual", Input).value = "14'30\""
        form.query_one("#note", Input).value = "Phát muộn"
        await pilot.press("enter")
        await until_back(pilot, "06:15", "14:30", "Phát muộn")


async def test_a_very_long_actual_length_is_asked_about_once(desk: Desk, config: Config) -> None:
    plan(desk, stories=["Một"])
    async with driven(config) as pilot:
        await until_seen(pilot, "05:30")
        await pilot.press("a")
        await until_seen(pilot, "1 aired")
        await pilot.press("e")
        await until_seen(pilot, "Change a broadcast")
        pilot.app.screen.query_one("#actual", Input).value = "23:00:00"
        await pilot.press("enter")
        await until_seen(pilot, "Its actual length would be 23 hours", "press Enter again")
        await pilot.press("enter")
        await until_back(pilot, "23:00:00")


async def test_what_is_on_and_what_is_next_is_said(desk: Desk, config: Config) -> None:
    assert fixed_clock().hour == 3  # ten in the morning at the station
    plan(desk, "Đang phát", "09:50")
    plan(desk, "Sắp phát", "17:00")
    async with driven(config) as pilot:
        await until_seen(pilot, "▶", "▶ Đang phát, 5 minutes left · in 7 hours: 17:00 Sắp phát", "! ")


async def test_what_only_a_start_hours_later_ends_is_on_without_a_countdown(desk: Desk, config: Config) -> None:
    plan(desk, "Ca nhạc", "09:30", seconds=None)
    plan(desk, "Sắp phát", "17:00")
    async with driven(config) as pilot:
        await until_seen(pilot, "▶", "▶ Ca nhạc · in 7 hours: 17:00 Sắp phát")


async def test_the_countdown_runs_and_reads_nothing_for_it(
    desk: Desk, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(today, "REFRESH_SECONDS", 10_000)
    plan(desk, "Đang phát", "09:50")
    moment = fixed_clock()
    async with driven(config, clock=lambda: moment) as pilot:
        await until_seen(pilot, "5 minutes left")
        await settled(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, TodayScreen)
        monkeypatch.setattr(screen, "load", None)  # to load would be a fault
        moment += dt.timedelta(seconds=63)
        await until_seen(pilot, "3 minutes 57 seconds left")
        moment += dt.timedelta(minutes=4)
        await until(pilot, lambda: "left" not in seen(pilot))


async def test_what_lacks_something_is_listed_and_enter_opens_the_place_of_the_first_thing(
    desk: Desk, config: Config
) -> None:
    plan(desk, "Thời sự chiều", "17:00")
    morning = plan(desk, stories=["Một"])
    yesterday = plan(desk, "Chuyên mục", "18:00", on=DAY - dt.timedelta(days=1), stories=["Hai"])
    evening = plan(desk, "Chuyên mục", "18:00", stories=["Ba"])
    recording = store.add(desk, MEDIA / "Tin 01 - Gieo cấy vụ xuân.wav").id
    with desk.changing(Action.EARLIER, what="test") as session:
        duties.set_duties(session, yesterday, queries.broadcast(session, yesterday).version, HA)
        edition_id = queries.broadcast(session, morning).edition_id
        assert edition_id is not None
        broadcasts.plan_repeat(session, edition_id=edition_id, on=DAY, at=dt.time(19), seconds=900)
        version = queries.broadcast(session, morning).version
        broadcasts.set_state(session, morning, version, BroadcastState.MISSED, now=fixed_clock())
        session.get_one(Edition, queries.broadcast(session, evening).edition_id).recording_id = recording
    async with driven(config, size=(160, 45)) as pilot:
        said = "lacking: 17:00 Thời sự chiều: no story yet · 18:00 Chuyên mục: level of the air file, nobody on duty"
        await until_seen(pilot, f"{said} · 19:00 Thời sự sáng: nothing to repeat")
        await pilot.press("full_stop")
        await until_seen(pilot, "17:00 Thời sự chiều · first run")
        await pilot.press("full_stop")
        await until_seen(pilot, "18:00 Chuyên mục · first run")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, EditingScreen))
        with desk.changing(Action.EARLIER, what="test") as session:
            session.add(Treatment(recording_id=recording, recipe=Recipe().as_json()))
        await pilot.press("escape")
        await until_seen(pilot, "18:00 Chuyên mục: nobody on duty")
        await pilot.press("enter")
        await until_seen(pilot, "Technician")
        await fill(pilot, "editor", "Thu Hà")
        await pilot.press("ctrl+s")
        await until_back(pilot, "lacking: 17:00 Thời sự chiều: no story yet · 19:00 Thời sự sáng: nothing to repeat")
        await pilot.press("comma")
        await until_seen(pilot, "17:00 Thời sự chiều · first run")
        await pilot.press("comma")
        await until_seen(pilot, "19:00 Thời sự sáng · repeat")
        await pilot.press("enter")
        await until_seen(pilot, "Thời sự sáng · 05:30", "Một")


async def test_an_actual_length_is_said_to_be_longer_or_shorter_than_planned(desk: Desk, config: Config) -> None:
    plan(desk, stories=["Một"], seconds=2700)
    async with driven(config, size=(160, 45)) as pilot:
        await until_seen(pilot, "05:30")
        await pilot.press("a")
        assert "than planned" not in await until_seen(pilot, "1 aired")
        for typed, said in (("1:05:00", "20 minutes longer than planned"), ("40:00", "5 minutes shorter than planned")):
            await pilot.press("e")
            await until_seen(pilot, "Change a broadcast")
            await fill(pilot, "actual", typed)
            await pilot.press("ctrl+s")
            await until_back(pilot, said)


async def test_an_actual_start_is_noted_in_the_form_and_shown_as_late_or_early(desk: Desk, config: Config) -> None:
    plan(desk, stories=["Một"])
    async with driven(config, size=(160, 45)) as pilot:
        await until_seen(pilot, "05:30")
        await pilot.press("a")
        await until_seen(pilot, "1 aired")
        for typed, said in (
            ("5:32:10", "aired · 2 minutes 10 seconds late"),
            ("5:29", "aired · 1 minute early"),
            ("5:30", "on time"),
        ):
            await pilot.press("e")
            await until_seen(pilot, "Change a broadcast", "Began at")
            await fill(pilot, "actual_at", typed)
            await pilot.press("ctrl+s")
            await until_back(pilot, said)
        await pilot.press("e")
        await until_seen(pilot, "Change a broadcast")
        await fill(pilot, "actual_at", "8:00")
        await pilot.press("ctrl+s")
        await until_seen(pilot, "It would have begun at 08:00, and 05:30 was planned")
        await pilot.press("escape")
        await until_seen(pilot, "Discard it")
        await pilot.press("left", "enter")
        await until_back(pilot)
        await pilot.press("p")
        await until_seen(pilot, "05:30 noted as actual would be lost")
        await pilot.press("enter")  # back
        await until_back(pilot, "1 aired")
        await pilot.press("p")
        await until_seen(pilot, "would be lost")
        await pilot.press("left", "enter")
        await until_back(pilot, "1 planned")
    assert held(desk)[0].actual_starts is None


async def test_an_aired_edition_is_posted(desk: Desk, config: Config) -> None:
    plan(desk, stories=["Một"])
    async with driven(config) as pilot:
        await until_seen(pilot, "05:30")
        await pilot.press("w")  # refused without asking for the address
        await until_seen(pilot, "not aired yet")
        assert len(pilot.app.screen_stack) == 1
        await pilot.press("a")
        await until_seen(pilot, "●")
        await pilot.press("w")
        await until_seen(pilot, "Address")
        await type_in(pilot, "dai.example")
        await pilot.press("enter")
        await until_seen(pilot, "is not a web address")
        await type_in(pilot, "https://dai.example/1")
        await pilot.press("enter")
        await until_seen(pilot, "↗")


async def test_a_day_can_be_typed(desk: Desk, config: Config) -> None:
    async with driven(config) as pilot:
        await until_seen(pilot, "14/09/2019")
        await pilot.press("d")
        await until_seen(pilot, "Go to a day")
        await type_in(pilot, "1/1/20119")
        await pilot.press("enter")
        await until_seen(pilot, "too far away")
        await type_in(pilot, "5-3-2019")
        await pilot.press("enter")
        await until_seen(pilot, "Tuesday 05/03/2019")


async def test_wide_terminals_show_more(desk: Desk, config: Config) -> None:
    plan(desk)
    async with driven(config, size=(160, 45)) as pilot:
        await until_seen(pilot, "On duty", "State", "planned")
        await pilot.resize_terminal(80, 24)
        await until(pilot, lambda: "On duty" not in seen(pilot))
        await until_seen(pilot, "05:30", "Thời sự sáng")


async def test_three_opens_the_rundown_under_the_cursor_and_otherwise_the_last_one(desk: Desk, config: Config) -> None:
    plan(desk, "Thời sự sáng", "05:30")
    plan(desk, "Thời sự chiều", "17:30")
    with desk.changing(Action.EARLIER, what="test") as session:
        broadcasts.plan_relay(session, title="Khai mạc", live=True, upstream="", on=DAY, at=dt.time(19), seconds=1800)
    async with driven(config) as pilot:
        await until_seen(pilot, "Khai mạc")
        await pilot.press("3")
        await until_seen(pilot, "Thời sự sáng · 05:30")
        await pilot.press("2")
        await until_seen(pilot, "17:30 Thời sự chiều")  # the next one
        await pilot.press("3")
        await until_seen(pilot, "Thời sự chiều · 17:30")
        await pilot.press("1")
        await until_seen(pilot, "3 broadcasts")
        await settled(pilot)
        await pilot.press("end", "3")  # a relay has no rundown
        await until_seen(pilot, "Thời sự chiều · 17:30")


async def test_a_notice_that_is_repeated_is_shown_once(desk: Desk, config: Config) -> None:
    plan(desk, on=DAY + dt.timedelta(days=1))
    async with driven(config) as pilot:
        await pilot.press("right")
        await until_seen(pilot, "05:30")
        for _ in range(3):
            await pilot.press("a")
            await settled(pilot)
        await until_seen(pilot, "it can be marked as aired")
        assert seen(pilot).count("it can be marked as aired") == 1


async def test_what_cannot_be_cancelled_is_refused_without_a_question(desk: Desk, config: Config) -> None:
    plan(desk, stories=["Một"])
    async with driven(config) as pilot:
        await until_seen(pilot, "05:30")
        await pilot.press("a")
        await until_seen(pilot, "1 aired")
        await pilot.press("c")
        await until(
            pilot,
            lambda: any(
                "What is aired cannot become cancelled" in each and "p: Back to planned" in each
                for each in notices(pilot)
            ),
        )
        assert len(pilot.app.screen_stack) == 1


async def test_what_is_posted_is_withdrawn_by_the_key_that_the_refusal_names(desk: Desk, config: Config) -> None:
    edition_id = plan(desk, stories=["Một"])
    with desk.changing(Action.EARLIER, what="test") as session:
        item = queries.day(session, DAY).broadcasts[0]
        broadcasts.set_state(session, item.id, item.version, BroadcastState.AIRED, now=fixed_clock())
        publications.post(session, edition_id, address="https://a.vn/1", on=DAY, today=DAY)
    async with driven(config) as pilot:
        await until_seen(pilot, "05:30")
        await pilot.press("p")
        await until(
            pilot,
            lambda: any(
                "withdraw that first" in each and "W: Withdraw the last post" in each for each in notices(pilot)
            ),
        )
        await pilot.press("W")
        await until_seen(pilot, "No longer count https://a.vn/1")
        await pilot.press("left", "enter")
        await until(pilot, lambda: len(pilot.app.screen_stack) == 1)
        await pilot.press("p")
        await until(pilot, lambda: "1 aired" not in seen(pilot))


@pytest.mark.parametrize("key", ["w", "W"])
async def test_a_relay_is_neither_posted_nor_withdrawn_and_that_is_said(desk: Desk, config: Config, key: str) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        broadcasts.plan_relay(session, title="Khai mạc", live=True, upstream="", on=DAY, at=dt.time(19), seconds=1800)
    async with driven(config) as pilot:
        await until_seen(pilot, "Khai mạc")
        await pilot.press(key)
        await until_seen(pilot, "A relay is not posted")


async def test_the_button_with_the_cursor_is_the_one_that_looks_chosen(desk: Desk, config: Config) -> None:
    plan(desk)
    async with driven(config) as pilot:
        await until_seen(pilot, "05:30")
        await pilot.press("c")
        await until_seen(pilot, "Cancel “Thời sự sáng”", "Cancel the broadcast", "Back")
        yes, no = (pilot.app.screen.query_one(name, Button) for name in ("#yes", "#no"))
        assert no.has_focus  # Enter loses nothing
        chosen, plain = no.styles.background, yes.styles.background
        assert chosen != plain
        await pilot.press("left")
        await until(pilot, lambda: yes.has_focus)
        assert (yes.styles.background, no.styles.background) == (chosen, plain)
        assert (yes.styles.text_style.underline, no.styles.text_style.underline) == (True, None)  # not by colour alone


async def test_a_report_is_announced_until_it_is_closed_and_its_key_opens_it(desk: Desk, config: Config) -> None:
    plan(desk, on=dt.date(2018, 12, 20))
    plan(desk, on=dt.date(2019, 1, 2))
    for name, kind, rule in (
        ("Báo cáo 9 tháng", PeriodKind.NINE_MONTHS, PeriodRule.OFFICIAL),
        (HOSTILE, PeriodKind.YEAR, PeriodRule.CALENDAR),
    ):
        with desk.changing(Action.ADD_REPORT_KIND, name=name) as session:
            kinds.add(session, name, kinds.KindTerms(kind, rule, due_days=1))
    locale.use("vi")
    async with driven(Config(home=config.home, person="x", language="vi")) as pilot:
        await until_seen(pilot, "báo cáo 9 tháng năm 2019 đến hạn 16/09/2019 · phím 6 để mở")
        assert isinstance(pilot.app, app.RadiodeskApp)
        await pilot.press("6")
        await until_seen(pilot, "Báo cáo 9 tháng", "15/12/2018 – 14/09/2019")
        await pilot.press("1", *["right"] * 3)
        await until_seen(pilot, "báo cáo 9 tháng năm 2019 quá hạn từ 16/09/2019 · phím 6 để mở")
        await settled(pilot)
        await pilot.click("#due")
        await until_seen(pilot, "Báo cáo 9 tháng", "15/12/2018 – 14/09/2019")
        close(desk, "Báo cáo 9 tháng", "2019-9m")
        await pilot.press("1")
        await until(pilot, lambda: "báo cáo 9 tháng" not in seen(pilot))


async def test_an_announced_report_is_opened_each_time_and_left_for_another_period(desk: Desk, config: Config) -> None:
    plan(desk, on=dt.date(2019, 1, 2))
    with desk.changing(Action.ADD_REPORT_KIND, name="Nine months") as session:
        kinds.add(session, "Nine months", kinds.KindTerms(PeriodKind.NINE_MONTHS, PeriodRule.OFFICIAL, due_days=1))
    async with driven(config) as pilot:
        await until_seen(pilot, "6 opens it")
        for _visit in range(2):
            for _again in range(2):
                await pilot.press("6")
                await until_seen(pilot, "15/12/2018 – 14/09/2019")
                await settled(pilot)
                await pilot.press("1")
                await until_seen(pilot, "6 opens it")
            await pilot.press("6", "left")
            await until_seen(pilot, "15/12/2017 – 14/09/2018")
            await settled(pilot)
            await pilot.press("1")
            await until_seen(pilot, "6 opens it")


async def test_the_key_of_today_leads_back_to_today(desk: Desk, config: Config) -> None:
    async with driven(config) as pilot:
        await until_seen(pilot, "Today · Saturday 14/09/2019")
        await pilot.press("left", "left")
        await until_seen(pilot, "Day · Thursday 12/09/2019")
        await pilot.press("1")
        await until_seen(pilot, "Today · Saturday 14/09/2019")


async def test_a_repeat_is_as_long_as_its_first_run_and_names_the_edition_of_another_day(
    desk: Desk, config: Config
) -> None:
    plan(desk, "Thời sự chiều", on=DAY - dt.timedelta(days=1), seconds=1200)
    edition_id = held(desk, DAY - dt.timedelta(days=1))[0].edition_id
    with desk.changing(Action.EARLIER, what="test") as session:
        broadcasts.plan_repeat(session, edition_id=edition_id, on=DAY, at=dt.time(5, 15), seconds=None)
    async with driven(config, size=(110, 24)) as pilot:
        line = await until_seen(pilot, "of the edition of 05:30 on 13/09", "ends 05:35")
        assert "20:00" in next(each for each in line.splitlines() if "05:15" in each)


async def test_beside_a_long_title_the_end_and_the_people_stay_in_view(desk: Desk, config: Config) -> None:
    title = "Tuyên truyền về phòng, chống dịch bệnh " * 7
    plan(desk, title.strip())
    with desk.changing(Action.EARLIER, what="test") as session:
        (item,) = queries.day(session, DAY).broadcasts
        duties.set_duties(session, item.id, item.version, HA)
    async with driven(config, size=(60, 20)) as pilot:
        await until_seen(pilot, "truyền về phòng, chống…", "ends 05:45", "Thu Hà")
        await pilot.press("2")
        await until_seen(pilot, "Sat 14/09 05:30 Tuyên truyền", "…", "ends 05:45", "Thu Hà")


@pytest.mark.parametrize(
    ("state", "shows_end", "hours", "is_on"),
    [
        (BroadcastState.PLANNED, False, 3, True),
        (BroadcastState.PLANNED, False, 3.01, False),
        (BroadcastState.AIRED, False, 0.5, False),
        (BroadcastState.AIRED, True, 3.01, True),
    ],
)
def test_what_has_no_end_to_show_is_not_on_air_all_night(
    state: BroadcastState, shows_end: bool, hours: float, is_on: bool
) -> None:
    starts = dt.datetime(2019, 9, 14, 22, tzinfo=dt.UTC)
    airing = on_air.Airing(1, "Chào cuối ngày", starts, starts + dt.timedelta(hours=7), state, shows_end)
    assert bool(on_air.at([airing], starts + dt.timedelta(hours=hours)).on_air) is is_on


@pytest.mark.parametrize(
    ("starts", "language", "said"),
    [
        (dt.datetime(2019, 9, 14, 20, 30, 41, tzinfo=dt.UTC), "vi", "còn 10 giờ 30 phút nữa: 20:30 Thời sự"),
        (dt.datetime(2019, 9, 15, 5, 15, tzinfo=dt.UTC), "vi", "còn 19 giờ 15 phút nữa: 05:15 ngày mai: Thời sự"),
        (dt.datetime(2019, 9, 15, 5, 15, tzinfo=dt.UTC), "en", "in 19 hours 15 minutes: 05:15 tomorrow: Thời sự"),
        (dt.datetime(2019, 9, 14, 10, 4, 10, tzinfo=dt.UTC), "vi", "còn 4 phút 10 giây nữa: 10:04 Thời sự"),
    ],
)
def test_how_soon_the_next_broadcast_is_no_time_of_day(starts: dt.datetime, language: str, said: str) -> None:
    now = dt.datetime(2019, 9, 14, 10, tzinfo=dt.UTC)
    airing = on_air.Airing(1, "Thời sự", starts, None, BroadcastState.PLANNED)
    with locale.in_language(language):
        assert today.on_air_line(on_air.at([airing], now), now.date(), 78) == said


@pytest.mark.parametrize(
    ("titles", "begins", "said"),
    [
        (("Thời sự", "Ca nhạc"), 30, "▶ Thời sự, còn 28 phút · 05:30 Ca nhạc"),
        (("Thời sự", "Ca nhạc"), 40, "▶ Thời sự, còn 28 phút · còn 38 phút nữa: 05:40 Ca nhạc"),
        (
            ("Chuyên mục Phổ biến, giáo dục pháp luật cho nông dân", "Chuyên mục An toàn giao thông"),
            30,
            "▶ Chuyên mục Phổ biến, giá…, còn 28 phút · 05:30 Chuyên mục An toàn giao thông",
        ),
    ],
)
def test_what_is_on_air_and_what_is_next_fit_one_line(titles: tuple[str, str], begins: int, said: str) -> None:
    hour = dt.datetime(2019, 9, 14, 5, tzinfo=dt.UTC)
    now, ends, following = hour.replace(minute=1, second=34), hour.replace(minute=30), hour.replace(minute=begins)
    airings = [
        on_air.Airing(1, titles[0], hour, ends, BroadcastState.PLANNED),
        on_air.Airing(2, titles[1], following, None, BroadcastState.PLANNED),
    ]
    with locale.in_language("vi"):
        line = today.on_air_line(on_air.at(airings, now), now.date(), 78)
    assert line == said
    assert len(line) <= 78
