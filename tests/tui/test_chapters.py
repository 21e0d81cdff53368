"""Chapters of an air file, set on the bench."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from radiodesk import locale
from radiodesk.config import Config
from radiodesk.media import chapters
from radiodesk.media.chapters import Chapter, EditionChapters
from radiodesk.model import Action, Desk, Genre, Source
from radiodesk.newsroom import rundowns
from radiodesk.tui.app import RadiodeskApp
from radiodesk.tui.screens.editing import edit
from radiodesk.tui.widgets.wave_view import WaveView
from tests.conftest import seated
from tests.media.stored import DAY, FIRST, SECOND, add, edition_with
from tests.media.test_linking import linked_air_file
from tests.tui.driving import HOSTILE, driven, fill, seen, until, until_back, until_seen
from tests.tui.test_editing import HandPlayer


@pytest.fixture
def whole(desk: Desk) -> int:
    """A recording of 11 seconds, the air file of edition 1, whose stories are Tin, Bầu cử and Thời tiết."""
    recording, other = add(desk, FIRST, SECOND)
    with desk.changing(Action.EARLIER, what="test") as session:
        edition_id = edition_with(session, other.id)
        for title in ("Bầu cử", "Thời tiết"):
            rundowns.add_story(
                session, edition_id, title=title, genre=Genre.BRIEF, source=Source.OWN, authors="", seconds=None
            )
    linked_air_file(desk, edition_id, recording.id)
    return recording.id


def of_air_file(desk: Desk, edition_id: int = 1) -> EditionChapters:
    with desk.reading() as session:
        recording_id = session.get_one(chapters.Edition, edition_id).recording_id
        assert recording_id is not None
        return chapters.of_air_file(session, recording_id, edition_id)


def stored(desk: Desk, edition_id: int = 1) -> list[tuple[float, str]]:
    return [(each.begin, each.title) for each in of_air_file(desk, edition_id).chapters]


def put(desk: Desk, *pairs: tuple[float, str]) -> None:
    version = of_air_file(desk).version
    with desk.changing(Action.SET_CHAPTERS, title="x") as session:
        chapters.put(session, 1, version, [Chapter(*pair) for pair in pairs])


@asynccontextmanager
async def bench(desk: Desk, config: Config, recording_id: int) -> AsyncIterator[Pilot[None]]:
    async with driven(config) as pilot:
        app = pilot.app
        assert isinstance(app, RadiodeskApp)
        await edit(app, app.access, recording_id, HandPlayer())
        await until_seen(pilot, "LUFS")
        yield pilot


async def press_at(pilot: Pilot[None], seconds: float, key: str) -> None:
    pilot.app.screen.query_one(WaveView).cursor = seconds
    await pilot.pause()
    await pilot.press(key)


def value(pilot: Pilot[None], name: str) -> str:
    return pilot.app.screen.query_one(f"#{name}", Input).value


async def until_form(pilot: Pilot[None], moment: str, title: str) -> None:
    await until(pilot, lambda: pilot.app.screen.query("#moment"))
    assert (value(pilot, "moment"), value(pilot, "title")) == (moment, title)


async def save(pilot: Pilot[None]) -> None:
    """Press Enter, and wait until the form is closed."""
    await pilot.press("enter")
    await until(pilot, lambda: not pilot.app.screen.query("#moment"))


async def test_each_chapter_is_proposed_from_the_next_story(desk: Desk, config: Config, whole: int) -> None:
    async with bench(desk, config, whole) as pilot:
        await press_at(pilot, 1.25, "C")
        await until_form(pilot, "0:00:01.25", "Tin")
        await until(pilot, lambda: pilot.app.focused is pilot.app.screen.query_one("#title"))
        await save(pilot)
        await until_seen(pilot, "◆Tin", "◆ Tin", "C Chapter", "Esc Close")
        await press_at(pilot, 9.0, "C")
        await until_form(pilot, "0:00:09", "Bầu cử")
        await fill(pilot, "title", "Thời tiết")
        await save(pilot)
        await press_at(pilot, 5.0, "C")
        await until_form(pilot, "0:00:05", "Bầu cử")
        await fill(pilot, "moment", "0:04,5")
        await save(pilot)
        assert stored(desk) == [(1.25, "Tin"), (4.5, "Bầu cử"), (9.0, "Thời tiết")]
        await press_at(pilot, 11.0, "C")
        await until_form(pilot, "0:00:11", "")


async def test_the_moment_has_the_decimal_mark_of_the_language(desk: Desk, config: Config, whole: int) -> None:
    locale.use("vi")
    async with bench(desk, replace(config, language="vi"), whole) as pilot:
        await press_at(pilot, 1.25, "C")
        await until_form(pilot, "0:00:01,25", "Tin")
        await save(pilot)
        await until(pilot, lambda: stored(desk) == [(1.25, "Tin")])


async def test_the_chapter_at_the_cursor_is_changed_and_removed(desk: Desk, config: Config, whole: int) -> None:
    put(desk, (2.0, "Tin"), (8.0, HOSTILE))
    async with bench(desk, config, whole) as pilot:
        await press_at(pilot, 0.0, "full_stop")
        await until_seen(pilot, "◆Tin", "◆[red]x[/]")
        await press_at(pilot, 2.9, "C")
        await until_form(pilot, "0:00:02", "Tin")
        await fill(pilot, "moment", "0:08")
        await pilot.press("enter")
        await until_seen(pilot, "begins there")
        await fill(pilot, "moment", "2 giờ")
        await pilot.press("enter")
        await until_seen(pilot, "is not a time in the recording")
        await fill(pilot, "moment", "9:00")
        await pilot.press("enter")
        await until_seen(pilot, "the recording ends at")
        await fill(pilot, "moment", "0:03.5")
        await save(pilot)
        assert stored(desk) == [(3.5, "Tin"), (8.0, HOSTILE)]
        await press_at(pilot, 7.5, "C")
        await fill(pilot, "title", "")
        await save(pilot)
        assert stored(desk) == [(3.5, "Tin")]


async def test_a_chapter_far_from_the_cursor_is_not_changed_but_one_in_the_next_column_is(
    desk: Desk, config: Config, whole: int
) -> None:
    put(desk, (2.0, "Tin"))
    found = of_air_file(desk).chapters
    assert chapters.near(found, 3.1, 0.1) is None
    assert chapters.near(found, 3.1, 1.2) == Chapter(2.0, "Tin")


async def test_n_goes_to_chapters_and_their_name_is_in_the_line_of_the_cursor(
    desk: Desk, config: Config, whole: int
) -> None:
    put(desk, (4.0, "Bầu cử"), (6.0, "Thời tiết"))
    async with bench(desk, config, whole) as pilot:
        await press_at(pilot, 3.9, "full_stop")
        await until_seen(pilot, "00:04.00  ◆ Bầu cử")
        await pilot.press("full_stop")
        await until_seen(pilot, "00:06.00  ◆ Thời tiết")
        await press_at(pilot, 4.1, "comma")
        await until_seen(pilot, "00:04.00  ◆ Bầu cử")
        await press_at(pilot, 3.0, "v")
        await until(pilot, lambda: "◆ " not in seen(pilot))


async def test_what_somebody_else_changed_meanwhile_is_filled_in(desk: Desk, config: Config, whole: int) -> None:
    put(desk, (4.0, "Bầu cử"))
    async with bench(desk, config, whole) as pilot:
        await press_at(pilot, 4.0, "C")
        await fill(pilot, "moment", "0:05")
        put(seated(desk, "Minh"), (1.0, "Tin"), (4.0, "Bầu cử xã"))
        await pilot.press("enter")
        await until_seen(pilot, "Minh changed Title to Bầu cử xã")
        await save(pilot)
        assert stored(desk) == [(1.0, "Tin"), (5.0, "Bầu cử xã")]

        await press_at(pilot, 5.0, "C")
        await fill(pilot, "title", "Khác")
        put(seated(desk, "Minh"), (1.0, "Tin"))
        await pilot.press("enter", "enter")
        await until_seen(pilot, "Somebody else removed this meanwhile")
        assert stored(desk) == [(1.0, "Tin")]


async def test_another_air_file_takes_no_chapters_from_the_one_before(desk: Desk, config: Config, whole: int) -> None:
    async with bench(desk, config, whole) as pilot:
        await press_at(pilot, 4.0, "C")
        await until_form(pilot, "0:00:04", "Tin")
        linked_air_file(desk, 1, next(each for each in (1, 2) if each != whole))
        await pilot.press("enter", "enter")
        await until_seen(pilot, "Somebody else removed this meanwhile")
        assert stored(desk) == []


async def test_the_edition_is_asked_for_if_several_have_the_air_file(desk: Desk, config: Config, whole: int) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        second = edition_with(session, whole, on=DAY.replace(day=6))
    linked_air_file(desk, second, whole)
    async with bench(desk, config, whole) as pilot:
        await press_at(pilot, 4.0, "C")
        await until_seen(pilot, "The chapter of which edition?", "05/03/2019", "06/03/2019")
        await pilot.press("down", "enter")
        await until_form(pilot, "0:00:04", "Tin")
        await save(pilot)
    assert (stored(desk), stored(desk, second)) == ([], [(4.0, "Tin")])


async def test_other_recordings_have_no_key_for_chapters(desk: Desk, config: Config, whole: int) -> None:
    async with bench(desk, config, next(each for each in (1, 2) if each != whole)) as pilot:
        await press_at(pilot, 4.0, "C")
        assert "Chapter" not in seen(pilot)
        await pilot.press("escape")
        await until_back(pilot)
