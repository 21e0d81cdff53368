"""The media screen."""

import datetime as dt
import itertools
import shutil
import time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from textual.pilot import Pilot

from radiodesk.config import Config
from radiodesk.kinds import Genre, ProgrammeKind, Source
from radiodesk.media import linking, places, recordings, store
from radiodesk.media.sound.measuring import Measured, Progress
from radiodesk.model import Desk, Recording, Story
from radiodesk.model.actions import Action
from radiodesk.newsroom import rundowns
from radiodesk.schedule import broadcasts, queries
from radiodesk.tui.app import RadiodeskApp
from radiodesk.tui.dialogs.listen import Listen
from radiodesk.tui.widgets.row_table import RowTable
from tests.conftest import MEDIA, seated
from tests.tui.driving import (
    HOSTILE,
    SnapCompare,
    driven,
    fixed_clock,
    notices,
    opened,
    press_at_once,
    seen,
    settled,
    type_in,
    until,
    until_seen,
)

BAD = Path(__file__).parent.parent / "media" / "bad"
ODD = Path(__file__).parent.parent / "media" / "odd"
TIN_1 = "Tin 01 - Gieo cấy vụ xuân.wav"
TIN_2 = "Tin 02 - Tiếp xúc cử tri.mp3"


def write_story(desk: Desk, title: str, *, at: str = "17:30") -> int:
    """A story in a programme of the looked-at day."""
    with desk.changing(Action.EARLIER, what="a story") as session:
        today = fixed_clock().date()
        time = dt.time.fromisoformat(at)
        broadcast = broadcasts.plan_first_run(
            session, title="Thời sự", kind=ProgrammeKind.NEWS, on=today, at=time, seconds=900
        )
        edition = queries.broadcast(session, broadcast).edition_id
        assert edition is not None
        rundowns.add_story(session, edition, title=title, genre=Genre.BRIEF, source=Source.OWN, authors="", seconds=60)
        return session.scalars(select(Story.id).where(Story.title == title)).one()


def add_recording(desk: Desk, path: Path) -> int:
    return store.add(desk, path).id


async def open_media(pilot: Pilot[None], *texts: str) -> str:
    await pilot.press("5")
    return await until_seen(pilot, *texts)


async def test_good_files_come_in_and_refused_ones_are_named(desk: Desk, config: Config, tmp_path: Path) -> None:
    for path in (MEDIA / TIN_1, MEDIA / TIN_2, BAD / "empty.wav", BAD / "not audio.mp3"):
        shutil.copy(path, tmp_path)
    (tmp_path / "notes.txt").write_text("no recording, and not named itself")
    async with driven(config) as pilot:
        await open_media(pilot, "Press n to add")
        await pilot.press("n")
        await until_seen(pilot, "Files or folders")
        await type_in(pilot, str(tmp_path))
        await pilot.press("enter")
        await until_seen(pilot, "2 files were refused", "empty.wav is empty", "not audio.mp3 is not audio")
        await pilot.press("escape")
        await until_seen(pilot, TIN_1, TIN_2, "2 recordings")
    with desk.reading() as session:
        assert recordings.search(session).total == 2


@pytest.mark.parametrize("path", ["/nowhere/x.wav", "~nobody-of-that-name/x.wav"])
async def test_a_path_that_is_not_there_is_told_in_the_form(desk: Desk, config: Config, path: str) -> None:
    async with driven(config) as pilot:
        await open_media(pilot, "Press n to add")
        await pilot.press("n")
        await until_seen(pilot, "Files or folders")
        await type_in(pilot, path)
        await pilot.press("enter")
        await until_seen(pilot, f"There is no {path}", "Files or folders")


async def test_stopping_keeps_what_is_whole_and_nothing_else(
    desk: Desk, config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Five are in the store, and more are being measured, which ends by the stop alone."""
    measure, begun = store.measure, itertools.count(1)

    def measure_five(path: Path, progress: Progress, name: str, **options: Any) -> Measured:
        while next(begun) > 5:
            progress(0, 1)
            time.sleep(0.001)
        return measure(path, progress, name, **options)

    monkeypatch.setattr(store, "measure", measure_five)
    for number in range(30):
        (tmp_path / f"{number:02}.wav").write_bytes((MEDIA / TIN_1).read_bytes() + bytes([number]))
    async with driven(config) as pilot:
        await open_media(pilot, "Press n to add")
        await pilot.press("n")
        await until_seen(pilot, "Files or folders")
        await type_in(pilot, str(tmp_path))
        await pilot.press("enter")
        await until(pilot, lambda: ".wav  " in seen(pilot).splitlines()[-4] and len(stored(desk)) == 5)
        await pilot.press("escape")
        await until_seen(pilot, "in the store")
    files = [path for path in (config.media / "originals").rglob("*") if path.is_file()]
    assert {path.stem for path in files} == stored(desk)
    assert len(files) == 5


def stored(desk: Desk) -> set[str]:
    """The hashes of the recordings that the desk knows."""
    with desk.reading() as session:
        return set(session.scalars(select(Recording.sha256)))


async def test_a_recording_gives_its_length_to_the_story_it_is_linked_to(desk: Desk, config: Config) -> None:
    story_id = write_story(desk, "Tiếp xúc cử tri")
    add_recording(desk, MEDIA / TIN_2)
    async with driven(config) as pilot:
        await open_media(pilot, TIN_2)
        await pilot.press("k")
        await until_seen(pilot, "17:30 Thời sự")
        await pilot.press("enter")
        await until(pilot, lambda: length(desk, story_id) is not None)
        assert round(length(desk, story_id) or 0, 1) == 6.2  # without the silence at both ends
        await until_seen(pilot, "119 kB  Tiếp xúc cử tri")
        await pilot.press("U")
        await until(pilot, lambda: length(desk, story_id) is None)


def link(desk: Desk, story_id: int, recording_id: int) -> None:
    with desk.changing(Action.LINK_RECORDING, name="test", title="test") as session:
        version = session.get_one(Story, story_id).version
        linking.link(session, (places.Kind.STORY, story_id), version, recording_id)


def write_linked(desk: Desk, title: str, name: str, **when: str) -> int:
    """A story with that recording."""
    story_id, recording = write_story(desk, title, **when), add_recording(desk, MEDIA / name)
    link(desk, story_id, recording)
    return story_id


async def test_the_days_stories_without_a_recording_come_first_then_the_newest(desk: Desk, config: Config) -> None:
    write_story(desk, "Chưa có bản thu")
    write_linked(desk, "Đã có bản thu", TIN_2, at="18:30")
    async with driven(config) as pilot:
        await open_media(pilot, TIN_2)
        await pilot.press("k")
        screen = await until_seen(pilot, "Chưa có bản thu  17:30 Thời sự", "Đã có bản thu  brief")
        assert screen.index("Chưa có bản thu") < screen.index("Đã có bản thu  brief")
        await type_in(pilot, "da co")
        await until(pilot, lambda: "Chưa có bản thu" not in seen(pilot))


async def test_of_several_stories_the_one_to_unlink_is_asked_for(desk: Desk, config: Config) -> None:
    first, second = write_story(desk, "Tin thứ nhất"), write_story(desk, "Tin thứ hai", at="18:30")
    recording = add_recording(desk, MEDIA / TIN_2)
    link(desk, first, recording)
    link(desk, second, recording)
    async with driven(config) as pilot:
        await open_media(pilot, TIN_2)
        await pilot.press("U")
        await until_seen(pilot, f"Unlink “{TIN_2}” from…")
        await type_in(pilot, "thu hai")
        await until(pilot, lambda: "Tin thứ nhất" not in seen(pilot).split("╭")[1].split("╰")[0])
        await pilot.press("enter")
        await until(pilot, lambda: length(desk, second) is None)
        assert length(desk, first) is not None


async def test_a_link_is_refused_where_somebody_changed_the_story_and_the_list_shows_what_there_is(
    desk: Desk, config: Config
) -> None:
    story_id, recording = write_story(desk, "Tin thứ nhất"), add_recording(desk, MEDIA / TIN_2)
    other_id = write_story(desk, "Của người khác", at="18:30")
    async with driven(config) as pilot:
        await open_media(pilot, TIN_2)
        await pilot.press("k")
        await until_seen(pilot, "17:30 Thời sự", "Tin thứ nhất")
        await type_in(pilot, "thu nhat")
        await until(pilot, lambda: "Của người khác" not in seen(pilot))
        with seated(desk, "Đức Anh").changing(Action.EARLIER, what="test") as session:
            story = session.get_one(Story, story_id)
            story.title = "Tin đã sửa"
        link(desk, other_id, recording)
        await pilot.press("enter")
        await until_seen(pilot, "Đức Anh changed this at", "119 kB  Của người khác")
    assert length(desk, story_id) is None


async def test_several_keys_in_a_row_each_unlink_their_recording(desk: Desk, config: Config) -> None:
    first, second = write_linked(desk, "Một", TIN_1), write_linked(desk, "Hai", TIN_2, at="18:30")
    async with driven(config) as pilot:
        await open_media(pilot, TIN_1, TIN_2)
        press_at_once(pilot, "U", "down", "U")
        await until(pilot, lambda: length(desk, first) is None and length(desk, second) is None)


async def test_the_search_minds_neither_case_nor_accents(desk: Desk, config: Config) -> None:
    add_recording(desk, MEDIA / TIN_1)
    add_recording(desk, MEDIA / TIN_2)
    async with driven(config) as pilot:
        await open_media(pilot, TIN_1, TIN_2)
        await pilot.press("slash")
        await type_in(pilot, "GIEO cay")
        await until(pilot, lambda: TIN_1 in seen(pilot) and TIN_2 not in seen(pilot))
        await type_in(pilot, "khong co")
        await until_seen(pilot, "No recording has that name")
        await pilot.press("escape")
        await until_seen(pilot, TIN_1, TIN_2)


async def test_what_is_wrong_with_a_recording_is_said_at_the_bottom_and_in_its_details(
    desk: Desk, config: Config
) -> None:
    add_recording(desk, BAD / "all silence.wav")
    async with driven(config) as pilot:
        await open_media(pilot, "▲   all silence.wav", "▲ contains only silence")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, Listen))
        await until_seen(pilot, "uncompressed", "contains only silence", "Hash")


async def test_hostile_names_are_shown_as_they_are(desk: Desk, config: Config, tmp_path: Path) -> None:
    story_id = write_story(desk, HOSTILE)
    path = tmp_path / "[red]x[Live] [@click=app.quit]y.wav"
    shutil.copy(MEDIA / TIN_1, path)
    recording = add_recording(desk, path)
    link(desk, story_id, recording)
    async with driven(config, size=(160, 45)) as pilot:
        await open_media(pilot, path.name, HOSTILE)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, Listen))
        await until_seen(pilot, path.name, HOSTILE)
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(pilot.app.screen, Listen))
        await pilot.press("k")
        await until_seen(pilot, "Link “" + path.name)


def length(desk: Desk, story_id: int) -> float | None:
    """The story's actual length, as the desk holds it."""
    with desk.reading() as session:
        return session.get_one(Story, story_id).actual_seconds


def test_the_picture_of_the_recordings(desk: Desk, config: Config, snap_compare: SnapCompare) -> None:
    story_id = write_story(desk, "Hội nghị tiếp xúc cử tri ở Lâm Thao")
    add_recording(desk, BAD / "cut short.mp3")
    add_recording(desk, MEDIA / TIN_1)
    recording = add_recording(desk, MEDIA / TIN_2)
    link(desk, story_id, recording)

    async def look(pilot: Pilot[None]) -> None:
        await opened(pilot)
        await open_media(pilot, TIN_1, TIN_2)
        await settled(pilot)

    app = RadiodeskApp(config, clock=fixed_clock)
    assert snap_compare(app, terminal_size=(80, 24), run_before=look)


async def test_another_audio_track_is_chosen(desk: Desk, config: Config) -> None:
    """A film whose first track is silent: the second one is used, until a person chooses."""
    add_recording(desk, ODD / "several_audio_streams" / "first_silent.mov")
    async with driven(config) as pilot:
        await pilot.press("5")
        await until_seen(pilot, "has 2 audio tracks; track 2 is used")
        await pilot.press("T")
        await until_seen(pilot, "Audio track of first_silent.mov")
        await pilot.press("space", "home", "enter", "enter")
        await until_seen(pilot, "track 1 is used")
        await until_seen(pilot, "▲ contains only")


async def test_a_file_with_one_audio_track_gives_no_choice(desk: Desk, config: Config) -> None:
    add_recording(desk, MEDIA / TIN_1)
    async with driven(config) as pilot:
        await pilot.press("5")
        await until_seen(pilot, TIN_1)
        await pilot.press("T")
        await until_seen(pilot, "has one audio track")


async def test_a_heading_sorts_all_recordings_and_not_only_those_that_were_shown(desk: Desk, config: Config) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        session.add_all(
            Recording(
                sha256=f"{number:064}",
                name=f"Bản thu {number:03}",
                suffix=".mp3",
                size=1000,
                seconds=10 + number,
                sample_rate=48_000,
                channels=1,
                codec="mp3",
            )
            for number in range(503)
        )
    async with driven(config) as pilot:
        await open_media(pilot, "Bản thu 502", "3 older recordings are not shown")
        assert "Bản thu 000" not in seen(pilot)
        await pilot.click(RowTable, offset=(6, 0))  # the heading of the names
        await until(pilot, lambda: "Name↑" in seen(pilot) and "not shown" not in seen(pilot))
        await pilot.press("home")
        await until_seen(pilot, "Bản thu 000", "Bản thu 001")  # the oldest ones
        await pilot.press("end")
        await until_seen(pilot, "Bản thu 502")


async def test_a_link_that_is_in_the_way_is_named_with_the_key_that_removes_it(desk: Desk, config: Config) -> None:
    write_linked(desk, "Đã có bản thu", TIN_1)
    add_recording(desk, MEDIA / TIN_2)
    async with driven(config) as pilot:
        await open_media(pilot, TIN_2)
        await pilot.press("k")
        await until_seen(pilot, "Đã có bản thu")
        await type_in(pilot, "da co")
        await pilot.press("enter")
        await until(
            pilot, lambda: any("remove the link of that one first · U: Unlink" in said for said in notices(pilot))
        )
