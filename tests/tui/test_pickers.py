"""Names are picked from a list that opens while somebody types."""

import datetime as dt
import re

import pytest
from sqlalchemy import select
from textual import events
from textual.pilot import Pilot
from textual.widgets import Input, OptionList, Select

from radiodesk.config import Config
from radiodesk.errors import Doubtful
from radiodesk.kinds import ProgrammeKind
from radiodesk.media import recordings
from radiodesk.model import Desk, Person, Programme, Upstream
from radiodesk.model.actions import Action
from radiodesk.newsroom import stories, television
from radiodesk.schedule import broadcasts, queries
from radiodesk.staff import people
from radiodesk.tui.dialogs.fields import Entry
from radiodesk.tui.dialogs.form import Form
from radiodesk.tui.dialogs.paths import NoSuchFile, read_paths
from tests.tui.driving import (
    HOSTILE,
    choose,
    driven,
    fill,
    notices,
    press_at_once,
    seen,
    type_in,
    until,
    until_back,
    until_seen,
)

DAY = dt.date(2019, 9, 14)


def plan(desk: Desk, title: str, *days: int, kind: ProgrammeKind = ProgrammeKind.NEWS, seconds: int = 900) -> None:
    """Plan first runs of a programme at 05:30, so many days before the day that is shown."""
    with desk.changing(Action.EARLIER, what="test") as session:
        for before in days:
            broadcasts.plan_first_run(
                session,
                title=title,
                kind=kind,
                on=DAY - dt.timedelta(days=before),
                at=dt.time(5, 30),
                seconds=seconds,
                sure=True,
            )


async def new_broadcast(pilot: Pilot[None]) -> Input:
    """Open the form that plans a programme. Returns its first field."""
    await until_seen(pilot, "Nothing on this day yet")
    await pilot.press("n")
    await until_seen(pilot, "Plan a programme")
    return pilot.app.screen.query_one("#title", Input)


def rows(pilot: Pilot[None], field: str = "title") -> list[str]:
    """The open list of a field; empty if it is closed."""
    picker = pilot.app.screen.query_one(f"#{field}", Input).parent.parent  # type: ignore[union-attr]
    options = picker.query_one(OptionList)  # type: ignore[union-attr]
    return [str(option.prompt) for option in options.options] if options.display else []


async def test_what_is_typed_without_accents_finds_the_most_used_programme_and_enter_takes_it(
    desk: Desk, config: Config
) -> None:
    plan(desk, "Thời tiết", 9, kind=ProgrammeKind.COLUMN, seconds=300)
    plan(desk, "Thời sự", 3, 2)
    async with driven(config) as pilot:
        title = await new_broadcast(pilot)
        await pilot.press(*"thoi")
        assert rows(pilot) == ["Thời sự  news", "Thời tiết  column", "new programme: thoi"]
        await pilot.press("down", "enter")
        assert title.value == "Thời tiết"
        assert rows(pilot) == []
        assert pilot.app.screen.query_one("#kind", Select).value is ProgrammeKind.COLUMN
        assert pilot.app.screen.query_one("#seconds", Input).value == "05:00"
        await until_seen(pilot, "Ctrl+Z: thoi")
        await fill(pilot, "at", "7h")
        await pilot.press("enter")
        await until_back(pilot, "07:00", "Thời tiết")


async def test_the_usual_length_does_not_replace_one_that_was_typed(desk: Desk, config: Config) -> None:
    plan(desk, "Thời sự", 3, 2, 1)
    plan(desk, "Thời sự", 4, seconds=600)
    plan(desk, "Nhà nông", 3, kind=ProgrammeKind.COLUMN, seconds=480)
    async with driven(config) as pilot:
        await new_broadcast(pilot)
        seconds = pilot.app.screen.query_one("#seconds", Input)
        await fill(pilot, "title", "thời sự")
        await until(pilot, lambda: seconds.value == "15:00")
        await fill(pilot, "title", "Nhà nông")
        await until(pilot, lambda: seconds.value == "08:00")
        seconds.value = "7:30"
        await fill(pilot, "title", "Thời sự")
        assert seconds.value == "7:30"


async def test_typed_text_is_never_lost(desk: Desk, config: Config) -> None:
    plan(desk, "Thời sự sáng", 3)
    async with driven(config) as pilot:
        title = await new_broadcast(pilot)
        await pilot.press(*"thoi", "escape")
        assert rows(pilot) == []
        assert title.value == "thoi"
        assert isinstance(pilot.app.screen, Form)
        await pilot.press("down", "tab")
        await until(pilot, lambda: title.value == "Thời sự sáng")
        await pilot.press("shift+tab", "ctrl+z")
        assert title.value == "thoi"
        await pilot.press("down", "up", "enter")  # the last row keeps it as a new programme
        assert title.value == "thoi"
        await until_seen(pilot, "new: thoi")


async def test_keys_typed_at_once_take_what_they_would_take_one_by_one(desk: Desk, config: Config) -> None:
    plan(desk, "Thời sự sáng", 3)
    async with driven(config) as pilot:
        title = await new_broadcast(pilot)
        press_at_once(pilot, *"thoi su sang", "tab")
        await until(pilot, lambda: title.value == "Thời sự sáng")
        assert isinstance(pilot.app.screen.focused, Select)


async def test_tab_keeps_a_new_name_that_is_the_begin_of_a_known_one(desk: Desk, config: Config) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        session.add_all([Upstream(name="VOV1"), Upstream(name="Đài tỉnh"), Upstream(name="VOV Giao thông")])
    async with driven(config) as pilot:
        await pilot.press("l")
        await until_seen(pilot, "Plan a relay")
        upstream = pilot.app.screen.query_one("#upstream", Input)
        for typed, keys, kept in (
            ("VOV", ["tab"], "VOV"),
            ("vov1", ["tab"], "VOV1"),
            ("dai tinh", ["tab"], "Đài tỉnh"),
            ("VOV", ["down", "tab"], "VOV1"),
            ("dai", ["down", "up", "tab"], "Đài tỉnh"),
        ):
            upstream.focus()
            upstream.value = ""
            await pilot.press(*typed, *keys)
            await until(pilot, lambda kept=kept: upstream.value == kept and not upstream.has_focus)
            assert rows(pilot, "upstream") == []


async def test_a_name_typed_in_full_is_saved_with_one_enter(desk: Desk, config: Config) -> None:
    plan(desk, "Thời sự", 3)
    plan(desk, "Thời sự sáng", 3, 2)
    async with driven(config) as pilot:
        await new_broadcast(pilot)
        await fill(pilot, "at", "7h")
        pilot.app.screen.query_one("#title").focus()
        await pilot.press(*"thời sự")
        assert rows(pilot) == ["Thời sự  news", "Thời sự sáng  news"]
        await pilot.press("enter")
        await until_back(pilot, "07:00")
    with desk.reading() as session:
        assert [item.title for item in queries.day(session, DAY).broadcasts] == ["Thời sự"]


async def test_a_name_that_is_new_is_saved_only_by_the_second_enter(desk: Desk, config: Config) -> None:
    plan(desk, "Thời sự sáng")
    async with driven(config) as pilot:
        await new_broadcast(pilot)
        await fill(pilot, "at", "7h")
        await choose(pilot, "kind", ProgrammeKind.NEWS)
        pilot.app.screen.query_one("#title").focus()
        await pilot.press(*"Nong")
        await until_seen(pilot, "new programme: Nong")
        await pilot.press("enter")
        await until_seen(pilot, "Plan a programme", "new: Nong")
        await pilot.press("enter")
        await until_back(pilot, "07:00", "Nong")


async def test_ctrl_a_selects_the_whole_text_of_a_field(desk: Desk, config: Config) -> None:
    async with driven(config) as pilot:
        await new_broadcast(pilot)
        pilot.app.screen.query_one("#at").focus()
        await pilot.press(*"05:30", "ctrl+a", *"7h")
        assert pilot.app.screen.query_one("#at", Input).value == "7h"


async def test_the_list_is_drawn_over_the_form_and_does_not_move_it(desk: Desk, config: Config) -> None:
    for number in range(12):
        plan(desk, f"Chương trình {number} " + "rất dài " * 12, 3)
    async with driven(config) as pilot:
        await new_broadcast(pilot)
        before = pilot.app.screen.query_one("#note").region
        await pilot.press(*"ch")
        assert len(rows(pilot)) == 8
        assert pilot.app.screen.query_one("#note").region == before
        assert "rất dài…" in seen(pilot)


async def test_a_list_below_the_last_field_lies_within_the_screen(desk: Desk, config: Config) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        session.add_all(Person(name=f"Nguyễn Văn {letter}") for letter in "ABCDEFGHIJ")
    async with driven(config, size=(80, 14)) as pilot:
        await pilot.press("4", "n")
        await until_seen(pilot, "A new clip")
        pilot.app.screen.query_one("#authors").focus()
        await pilot.press(*"nguyen")
        options = pilot.app.screen.query_one("#authors", Input).parent.parent.query_one(OptionList)  # type: ignore[union-attr]
        await until_seen(pilot, "Nguyễn Văn A")
        assert pilot.app.screen.region.contains_region(options.region)


async def test_a_click_opens_the_list_and_takes_a_name(desk: Desk, config: Config) -> None:
    plan(desk, HOSTILE, 3)
    async with driven(config) as pilot:
        title = await new_broadcast(pilot)
        await pilot.click(".open")
        assert rows(pilot) == [f"{HOSTILE}  news"]
        await pilot.click("NamePicker OptionList")
        assert title.value == HOSTILE


async def test_the_author_under_the_cursor_is_completed_and_those_named_already_are_left_out(
    desk: Desk, config: Config
) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        session.add_all([Person(name="Thu Hà"), Person(name="Thu Hằng")])
    async with driven(config) as pilot:
        await pilot.press("4", "n")
        await until_seen(pilot, "A new clip")
        await fill(pilot, "title", "Clip")
        authors = pilot.app.screen.query_one("#authors", Input)
        authors.focus()
        await pilot.press(*"thu hà, thu")
        assert rows(pilot, "authors") == ["Thu Hằng", "new person: thu"]
        await pilot.press("enter", *", Lan")
        assert authors.value == "thu hà, Thu Hằng, Lan"
        await pilot.press("enter", "enter")
        await until_back(pilot, "1 clip")
    with desk.reading() as session:
        assert sorted(session.scalars(select(Person.name))) == ["Lan", "Thu Hà", "Thu Hằng"]


async def test_a_short_name_and_an_earlier_name_show_whom_they_mean_and_nobody_new(desk: Desk, config: Config) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        people.add(session, "Lê Minh Đức", short_name="Đức", initials="LMĐ")
        hoa = people.view(session, people.add(session, "Hòa"))
        values = {"short_name": "", "initials": "", "roles": (), "today": DAY}
        people.change(session, hoa.id, hoa.version, name="Trần Thị Hoa", **values)
    async with driven(config) as pilot:
        await pilot.press("4", "n")
        await until_seen(pilot, "A new clip")
        await fill(pilot, "title", "Clip")
        authors = pilot.app.screen.query_one("#authors", Input)
        authors.focus()
        await pilot.press(*"hòa")
        assert rows(pilot, "authors") == ["Trần Thị Hoa  formerly Hòa"]
        await pilot.press(*", đức")
        assert rows(pilot, "authors") == ["Lê Minh Đức  short name Đức"]
        await pilot.press("escape")
        assert "new:" not in seen(pilot)
        await pilot.press("tab", "shift+tab", "end", "backspace", *"c")
        await pilot.press("tab")
        assert authors.value == "hòa, Lê Minh Đức"
        authors.value = "hòa, lmđ"
        authors.focus()
        await pilot.press("enter")
        await until_back(pilot, "1 clip")
    with desk.reading() as session:
        assert sorted(session.scalars(select(Person.name))) == ["Lê Minh Đức", "Trần Thị Hoa"]


@pytest.mark.deep
async def test_five_thousand_names_are_searched_while_typing(desk: Desk, config: Config) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        session.add_all(Programme(title=f"Chuyên mục {number}") for number in range(5000))
    async with driven(config) as pilot:
        await new_broadcast(pilot)
        await pilot.press(*"muc 4999")
        assert rows(pilot) == ["Chuyên mục 4999  news", "new programme: muc 4999"]


@pytest.mark.parametrize(
    ("pasted", "kept", "said"),
    [
        ("Một\nHai\n\nBa", "Một", "2 more lines are left out, from “Hai” on."),
        ("\r\n  Tin\u00a0của\u00adđài \u200b\r\n", "Tin củađài", ""),
        ("x" * 100_000, "x" * 500, "the last 99,500 characters are left out."),
        ("a\x1b[31mb\u202ec", "a[31mbc", ""),
    ],
)
async def test_a_paste_says_what_it_left_out(desk: Desk, config: Config, pasted: str, kept: str, said: str) -> None:
    async with driven(config) as pilot:
        title = await new_broadcast(pilot)
        title.post_message(events.Paste(pasted))
        await until(pilot, lambda: title.value == kept)
        message = str(pilot.app.screen.query_one("#title-error").render())
        assert said in message if said else not message.strip()
        if "lines" in said:
            assert said in " ".join((await until_seen(pilot, "more lines")).replace("│", "").split())
            assert not rows(pilot)  # the list of names would cover it
        await pilot.press("backspace")
        assert not pilot.app.screen.query_one("#title-error").display


async def test_a_search_field_takes_any_paste_and_says_what_it_left_out(desk: Desk, config: Config) -> None:
    plan(desk, "Thời sự", 0)
    async with driven(config) as pilot:
        await pilot.press("3", "o")
        await until_seen(pilot, "Open which edition?")
        field = pilot.app.screen.query_one(Input)
        field.post_message(events.Paste("thoi " * 20_000))
        await until_seen(pilot, "No edition matches. A time is looked for up to a year away: with a day")
        await type_in(pilot, "s" * 100_000)
        await until(pilot, lambda: all(worker.is_finished for worker in pilot.app.workers if worker.group == "find"))
        await type_in(pilot, "thoi")
        await until_seen(pilot, "05:30 14/09/2019")
        (notice,) = notices(pilot)
        assert "the last 99,499 characters are left out" in notice


@pytest.mark.parametrize("typed", ["a" * 100_000, "%" * 100_000, "đ\0\x1b"], ids=["long", "pattern", "control"])
def test_what_is_searched_may_be_of_any_length_and_hold_any_character(desk: Desk, typed: str) -> None:
    plan(desk, "Thời sự", 0)
    with desk.reading() as session:
        assert queries.editions(session, query=typed) == []
        assert stories.find(session, typed) == []
        assert television.clips(session, query=typed).total == 0
        assert recordings.search(session, query=typed).total == 0


def test_a_path_may_be_of_any_length() -> None:
    with pytest.raises(NoSuchFile) as refused:
        read_paths("/tmp/" + "a" * 100_000)
    assert len(str(refused.value)) < 3_000


async def test_enter_saves_from_a_choice_and_space_opens_its_list(desk: Desk, config: Config) -> None:
    async with driven(config) as pilot:
        await new_broadcast(pilot)
        await fill(pilot, "title", "Nhà nông")
        await fill(pilot, "at", "7h")
        kind = pilot.app.screen.query_one("#kind", Select)
        kind.focus()
        await until_seen(pilot, "Space: list · Enter: Save")
        await pilot.press("space", "down", "enter")
        await until(pilot, lambda: kind.value is ProgrammeKind.COLUMN and pilot.app.screen.focused is kind)
        await pilot.press("enter")
        await until_back(pilot, "Nhà nông")


async def test_what_a_typed_day_time_and_length_mean_stands_beside_them(desk: Desk, config: Config) -> None:
    async with driven(config) as pilot:
        await new_broadcast(pilot)
        for name, text, meaning in (
            ("on", "mai", "Sunday, 15/9/2019"),
            ("on", "thứ 6", "Friday, 20/9/2019"),
            ("at", "17g30", "17:30"),
            ("seconds", "15", "15 minutes"),  # of a programme: nobody plans one of seconds
            ("seconds", "75s", "1 minute 15 seconds"),
        ):
            await fill(pilot, name, text)
            await until_seen(pilot, meaning)
        await fill(pilot, "on", "thứ 9")
        await until(pilot, lambda: "Friday" not in seen(pilot))
        await fill(pilot, "on", "15/9")
        await fill(pilot, "title", "Thời sự")
        await choose(pilot, "kind", ProgrammeKind.NEWS)
        await pilot.press("enter")
        await until_back(pilot, "17:30")
    with desk.reading() as session:
        item = queries.day(session, DAY + dt.timedelta(days=1)).broadcasts[0]
    assert (item.starts.time(), item.planned_seconds) == (dt.time(17, 30), 75)


@pytest.mark.parametrize("size", [(60, 20), (72, 24), (80, 24)])
async def test_what_is_typed_is_explained_in_full_at_any_width(
    size: tuple[int, int], desk: Desk, config: Config
) -> None:
    async with driven(config, size=size) as pilot:
        await pilot.press("n")
        await fill(pilot, "on", "14/9")
        await until_seen(pilot, "Saturday, 14/9/2019")
        await fill(pilot, "rule", "mon wed fri every 2 weeks")
        pilot.app.screen.query_one("#rule").focus()
        meaning = "every two weeks, Monday, Wednesday and Friday"
        await until(pilot, lambda: meaning in re.sub(r"[│▁-█\s]+", " ", seen(pilot)))
        await pilot.press("escape")
        await until_seen(pilot, "Close without saving?")


async def test_whether_a_box_is_checked_is_seen_without_colour(desk: Desk, config: Config) -> None:
    async with driven(config) as pilot:
        await pilot.press("l")
        await until_seen(pilot, "[ ] A live event")
        pilot.app.screen.query_one("#live").focus()
        await pilot.press("space")
        await until_seen(pilot, "[✓] A live event")


async def test_the_list_of_an_empty_field_proposes_no_name_until_one_is_chosen(desk: Desk, config: Config) -> None:
    plan(desk, "Thời sự", 3)
    async with driven(config) as pilot:
        title = await new_broadcast(pilot)
        await pilot.press("down")
        assert rows(pilot) == ["Thời sự  news"]
        await pilot.press("enter")
        assert title.value == ""


async def test_a_doubt_that_was_not_shown_is_not_confirmed_with_those_that_were(desk: Desk, config: Config) -> None:
    doubts, saved = [["It is early"], ["It is early", "It is long"], ["It is early"]], []

    async def save(values: dict[str, object]) -> None:
        if "sure" not in values:
            raise Doubtful(doubts.pop(0))
        saved.append(values)

    async with driven(config) as pilot:
        pilot.app.push_screen(Form("Doubts", [Entry("name", "Name", "x")], save))
        await until_seen(pilot, "Doubts")
        await pilot.press("enter")
        await until_seen(pilot, "It is early.", "press Enter again")
        await pilot.press("enter")
        await until_seen(pilot, "It is long.")
        assert saved == []
        await pilot.press("enter")
        await until_back(pilot)
        assert [values["sure"] for values in saved] == [True]


async def test_a_question_about_values_that_were_changed_since_is_gone(desk: Desk, config: Config) -> None:
    async def save(_values: dict[str, object]) -> None:
        raise Doubtful(["It is early"])

    async with driven(config) as pilot:
        pilot.app.push_screen(Form("Doubts", [Entry("name", "Name", "x")], save))
        await until_seen(pilot, "Doubts")
        await pilot.press("enter")
        await until_seen(pilot, "It is early.", "press Enter again")
        await pilot.press("y")
        await until(pilot, lambda: "It is early." not in seen(pilot))
        await pilot.press("enter")
        await until_seen(pilot, "It is early.", "press Enter again")
