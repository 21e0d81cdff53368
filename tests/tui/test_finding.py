"""Ctrl+F searches everything from every mode, and goes to what is picked."""

import datetime as dt

from sqlalchemy import select
from textual.widgets import Input

from radiodesk.config import Config
from radiodesk.kinds import ClipKind, Genre, ProgrammeKind, Source
from radiodesk.model import Action, Desk, Story, Topic
from radiodesk.newsroom import rundowns, television
from radiodesk.schedule import broadcasts
from radiodesk.tui.dialogs.picker import Picker
from radiodesk.tui.modes import MODES
from tests.conftest import MEDIA
from tests.tui.driving import driven, notices, seen, settled, type_in, until, until_back, until_seen
from tests.tui.test_media import add_recording

SOUND = "Tin 01 - Gieo cấy vụ xuân.wav"


def fill(desk: Desk) -> None:
    """A programme in March with a story, a clip and a recording, of which all but the programme are about spring."""
    add_recording(desk, MEDIA / SOUND)
    with desk.changing(Action.EARLIER, what="fill") as session:
        broadcasts.plan_first_run(
            session,
            title="Thời sự sáng",
            kind=ProgrammeKind.NEWS,
            on=dt.date(2019, 3, 5),
            at=dt.time(5, 30),
            seconds=900,
        )
        for title in ("Họp hội đồng", "Mùa xuân [red]"):
            rundowns.add_story(
                session, 1, title=title, genre=Genre.BRIEF, source=Source.OWN, authors="Thu Hà", seconds=60, topics=[]
            )
        television.add_clip(
            session, title="Hội xuân", kind=ClipKind.CLIP, authors="", recipient="Đài tỉnh", seconds=None
        )


async def test_what_is_found_is_shown_in_its_place(desk: Desk, config: Config) -> None:
    fill(desk)
    async with driven(config, size=(100, 30)) as pilot:
        await settled(pilot)
        for query, listed, mode, place in (
            ("mua xuan", "Mùa xuân [red]", "rundown", "2. Mùa xuân [red]"),
            ("hoi xuan", "Hội xuân", "television", "Hội xuân"),
            ("cay xuan", SOUND, "media", SOUND),
            ("thoi su", "05/03/2019 05:30", "today", "Tuesday 05/03/2019"),
            ("thu ha", "Thu Hà", "station", "People"),
            ("dai tinh", "Đài tỉnh", "station", "Recipients"),
        ):
            await pilot.press("ctrl+f")
            await until_seen(pilot, "Search everything")
            await type_in(pilot, query)
            await until_seen(pilot, listed)
            await pilot.press("enter")
            await until(pilot, lambda mode=mode: pilot.app.current_mode == mode)
            await until_back(pilot, place)
        await pilot.press("ctrl+f")
        await type_in(pilot, "mua xuan")
        await until_seen(pilot, "Mùa xuân [red]")
        await pilot.press("enter")
        await until_back(pilot, "Mùa xuân [red]")
        await settled(pilot)
        await pilot.press("e")  # the line that was found is under the cursor
        await until(pilot, lambda: pilot.app.screen.query("#title"))
        assert pilot.app.screen.query_one("#title", Input).value == "Mùa xuân [red]"


async def test_what_is_gone_and_what_stands_nowhere_is_told(desk: Desk, config: Config) -> None:
    fill(desk)
    with desk.changing(Action.EARLIER, what="a topic and a story") as session:
        session.add(Topic(name="Bầu cử"))
        session.add(Story(title="Tin bỏ ra"))
    async with driven(config, size=(100, 30)) as pilot:
        await settled(pilot)
        await pilot.press("ctrl+f")
        await type_in(pilot, "bau cu")
        await until_seen(pilot, "Bầu cử")
        with desk.changing(Action.EARLIER, what="gone") as session:
            session.delete(session.scalars(select(Topic)).one())
        await pilot.press("enter")
        await until(pilot, lambda: any("removed this meanwhile" in each for each in notices(pilot)))
        assert pilot.app.current_mode == "today"
        await pilot.press("ctrl+f")
        await type_in(pilot, "tin bo")
        await until_seen(pilot, "Tin bỏ ra")
        await pilot.press("enter")
        await until(pilot, lambda: any("stands in no rundown" in each for each in notices(pilot)))


async def test_it_works_in_every_mode_and_not_in_a_dialog(desk: Desk, config: Config) -> None:
    async with driven(config) as pilot:
        for mode in MODES:
            await pilot.press(mode.key)
            await until(pilot, lambda mode=mode: pilot.app.current_mode == mode.name)
            await settled(pilot)
            await pilot.press("ctrl+f")
            await until(pilot, lambda: isinstance(pilot.app.screen, Picker))
            await until_seen(pilot, "Type words of a title or a name.")
            await pilot.press("escape")
            await until(pilot, lambda: len(pilot.app.screen_stack) == 1)
        await pilot.press("1", "n")
        await until_seen(pilot, "Plan a programme")
        form = pilot.app.screen
        await pilot.press("ctrl+f")
        await pilot.pause()
        assert pilot.app.screen is form, seen(pilot)
