"""Television, driven."""

import datetime as dt

from textual.widgets import Input

from radiodesk.config import Config
from radiodesk.model import ClipKind, ClipState, Desk
from radiodesk.model.actions import Action
from radiodesk.newsroom import television
from radiodesk.newsroom.views import ClipView
from tests.tui.driving import HOSTILE, driven, seen, settled, type_in, until, until_back, until_seen

DAY = dt.date(2019, 9, 14)


def clip(desk: Desk, title: str, *, sent: dt.date | None = None, kind: ClipKind = ClipKind.CLIP) -> int:
    with desk.changing(Action.EARLIER, what="test") as session:
        clip_id = television.add_clip(
            session, title=title, kind=kind, authors="Đức Anh", recipient="Đài PT-TH tỉnh", seconds=75
        )
        if sent:
            version = television.clip(session, clip_id).version
            television.set_clip_state(session, clip_id, version, ClipState.SENT, on=sent, today=DAY)
    return clip_id


def held(desk: Desk) -> list[ClipView]:
    with desk.reading() as session:
        return list(television.clips(session).clips)


async def test_an_empty_list_says_what_to_do_first(desk: Desk, config: Config) -> None:
    async with driven(config) as pilot:
        await pilot.press("4")
        await until_seen(pilot, "Press n to plan one")


async def test_a_clip_goes_from_the_plan_to_the_air(desk: Desk, config: Config) -> None:
    clip(desk, "Trước", sent=DAY)
    async with driven(config) as pilot:
        await pilot.press("4", "n")
        await until_seen(pilot, "A new clip", "Đài PT-TH tỉnh")
        form = pilot.app.screen
        form.query_one("#title", Input).value = HOSTILE
        form.query_one("#seconds", Input).value = "1'15"
        await pilot.press("enter")
        await until_back(pilot, "[red]x[/]", "2 clips and columns")
        for key, sign in (("S", "◔"), ("E", "◑")):
            await pilot.press(key)
            await until_seen(pilot, sign)
        await pilot.press("s")
        await until_seen(pilot, "Sent on")
        await type_in(pilot, "15/9/2019")
        await pilot.press("enter")
        await until_seen(pilot, "lies in the future")
        await type_in(pilot, "13/9/2019")
        await pilot.press("enter")
        await until_back(pilot, "13/09/2019")
        await pilot.press("a")
        await until_seen(pilot, "Aired on")
        await pilot.press("enter")
        await until_back(pilot, "◉", "· aired on")
    last = next(found for found in held(desk) if found.title == HOSTILE)
    assert (last.state, last.sent, last.seconds) == (ClipState.AIRED, DAY - dt.timedelta(days=1), 75)


async def test_a_clip_is_changed_and_rejected(desk: Desk, config: Config) -> None:
    clip(desk, "Cũ", sent=DAY)
    async with driven(config) as pilot:
        await pilot.press("4")
        await until_seen(pilot, "Cũ")
        await pilot.press("e")
        await until_seen(pilot, "Change a clip")
        await type_in(pilot, "Mới")
        await pilot.press("enter")
        await until_back(pilot, "Mới")
        await pilot.press("X")
        await until_seen(pilot, "✕", "rejected")
    assert (held(desk)[0].title, held(desk)[0].state) == ("Mới", ClipState.REJECTED)


async def test_a_clip_that_is_no_longer_aired_keeps_the_day_on_which_it_was_sent(desk: Desk, config: Config) -> None:
    sent = clip(desk, "Tiếp xúc cử tri", sent=dt.date(2019, 9, 3))
    with desk.changing(Action.EARLIER, what="test") as session:
        version = television.clip(session, sent).version
        television.set_clip_state(session, sent, version, ClipState.AIRED, on=DAY, today=DAY)
    async with driven(config) as pilot:
        await pilot.press("4")
        await until_seen(pilot, "Tiếp xúc", "aired on")
        await pilot.press("s")
        await until_seen(pilot, "Sent on", "03/09/2019")
        await pilot.press("enter")
        await until_back(pilot, "Tiếp xúc")
        await until(pilot, lambda: "aired on" not in seen(pilot))
    assert (held(desk)[0].state, held(desk)[0].sent) == (ClipState.SENT, dt.date(2019, 9, 3))


async def test_a_search_and_a_filter_narrow_the_list(desk: Desk, config: Config) -> None:
    clip(desk, "Tiếp xúc cử tri", sent=DAY)
    clip(desk, "Đời sống", kind=ClipKind.COLUMN)
    async with driven(config) as pilot:
        await pilot.press("4")
        await until_seen(pilot, "Tiếp xúc", "Đời sống")
        await pilot.press("slash", *"doi 1")
        await until_seen(pilot, "Nothing matches")
        await pilot.press("backspace", "backspace", "enter")
        await until(pilot, lambda: "Tiếp xúc" not in seen(pilot) and "Đời sống" in seen(pilot))
        await pilot.press("escape")
        await until_seen(pilot, "Tiếp xúc")
        await pilot.press("f")
        await until(pilot, lambda: "only: planned" in seen(pilot) and "Tiếp xúc" not in seen(pilot))


async def test_more_than_a_page_is_told(desk: Desk, config: Config) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        for number in range(203):
            television.add_clip(
                session, title=f"Clip {number}", kind=ClipKind.CLIP, authors="", recipient="", seconds=None
            )
    async with driven(config) as pilot:
        await pilot.press("4")
        await until_seen(pilot, "203 clips and columns", "3 older entries are not shown: search with /")
        while "Title↑" not in seen(pilot):
            await pilot.press("greater_than_sign")
        await until(pilot, lambda: "not shown" not in seen(pilot))
        await pilot.press("home")
        await until_seen(pilot, "Clip 0 ", "Clip 1 ")  # the oldest are sorted too


async def test_a_state_that_cannot_follow_is_refused_without_asking_for_the_day(desk: Desk, config: Config) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        television.add_clip(session, title="Clip", kind=ClipKind.CLIP, authors="", recipient="", seconds=None)
    async with driven(config) as pilot:
        await pilot.press("4")
        await until_seen(pilot, "Clip")
        await settled(pilot)
        await pilot.press("a")
        await until_seen(pilot, "What is planned cannot become aired")
        assert len(pilot.app.screen_stack) == 1
