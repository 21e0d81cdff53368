"""The drop folder and the inbox on the screen."""

import shutil
from pathlib import Path

import pytest

from radiodesk.config import Config
from radiodesk.media import drop_folder, recordings, store
from radiodesk.model import Desk
from tests.conftest import MEDIA
from tests.tui.driving import driven, notices, press_at_once, seen, until, until_seen
from tests.tui.test_media import BAD, TIN_1, TIN_2, add_recording, length, open_media, write_linked, write_story


@pytest.fixture(autouse=True)
def _quick_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drop_folder, "POLL_SECONDS", 0.1)


async def test_what_lands_comes_in_and_is_linked_by_the_suggestion(desk: Desk, config: Config) -> None:
    story_id = write_story(desk, "Đại biểu tiếp xúc cử tri")
    async with driven(config) as pilot:
        await open_media(pilot, "Press n to add")
        await until(pilot, (config.home / "inbox").is_dir)
        for source, name in ((MEDIA / TIN_2, "14.9.2019 tiep xuc cu tri.mp3"), (BAD / "not audio.mp3", "hong.mp3")):
            shutil.copy(source, config.home / "inbox" / name)
        await until_seen(pilot, "is not audio")
        pilot.app.clear_notifications()  # they cover the heading
        await until_seen(pilot, "14.9.2019 tiep", "1 in the inbox", "→ Đại biểu")
        await pilot.press("I")
        await until_seen(pilot, "Inbox  1 recording · 1 not added: N")
        await pilot.press("N")
        await until_seen(pilot, "Files that were not added", "A file that is changed is tried again", "hong.mp3")
        await pilot.press("escape")
        await pilot.press("k")
        await until_seen(pilot, "Link “14.9.2019", "◆ 17:30")
        await pilot.press("enter")
        await until(pilot, lambda: length(desk, story_id) is not None)
        await until_seen(pilot, "The inbox is empty", "are added automatically")
    assert (config.home / "inbox" / "taken" / "14.9.2019 tiep xuc cu tri.mp3").is_file()
    assert (config.home / "inbox" / "hong.mp3").is_file()


async def test_what_is_of_no_story_is_laid_aside(desk: Desk, config: Config) -> None:
    async with driven(config) as pilot:
        await open_media(pilot, "Press n to add")
        await until(pilot, (config.home / "inbox").is_dir)
        shutil.copy(MEDIA / TIN_1, config.home / "inbox")
        await until_seen(pilot, "1 in the inbox")
        press_at_once(pilot, "q", "q")
        await until(pilot, lambda: "in the inbox" not in seen(pilot).splitlines()[0])
        await until(pilot, lambda: f"{TIN_1} does not wait in the inbox" in notices(pilot))
        assert not [said for said in notices(pilot) if "nothing was saved" in said]
    with desk.reading() as session:
        assert recordings.search(session).total == 1
        assert recordings.search(session, waiting=True).total == 0


async def test_a_recording_of_nothing_is_given_up_and_one_that_is_needed_is_not(desk: Desk, config: Config) -> None:
    story_id = write_linked(desk, "Đại biểu tiếp xúc cử tri", TIN_1)
    async with driven(config) as pilot:
        await open_media(pilot, TIN_1)
        await pilot.press("x")
        await until_seen(pilot, "unlink it first")
        await pilot.press("U")
        await until(pilot, lambda: length(desk, story_id) is None)
        await pilot.press("x")
        await until_seen(pilot, "Move the file of")
        await pilot.press("left", "enter")
        await until_seen(pilot, "No recording yet")
    assert not [path for path in config.media.rglob("*") if path.is_file()]


async def test_a_lost_file_is_told_when_it_is_played(desk: Desk, config: Config) -> None:
    recording = add_recording(desk, MEDIA / TIN_1)
    with desk.reading() as session:
        found = recordings.find(session, str(recording))
    Path(store.file_of(config.media, found.sha256, found.suffix)).unlink()
    async with driven(config) as pilot:
        await open_media(pilot, TIN_1)
        await pilot.press("enter")
        await until_seen(pilot, "Space: play", "Hash")
        await pilot.press("space")
        await until_seen(pilot, "cannot be read")
