"""The list of files in the drop folder that were not added, on the screen."""

import os
import shutil
from pathlib import Path

import pytest
from textual.pilot import Pilot

from radiodesk.config import Config
from radiodesk.media import drop_folder, recordings
from radiodesk.model import Desk
from tests.conftest import MEDIA
from tests.tui.driving import driven, notices, seen, until, until_seen
from tests.tui.test_media import BAD, TIN_1, open_media


@pytest.fixture(autouse=True)
def _quick_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drop_folder, "POLL_SECONDS", 0.1)


def put(config: Config, source: Path, name: str) -> Path:
    """Put a file into the drop folder that was written long ago."""
    path = config.inbox / name
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(source, path)
    os.utime(path, (0, 0))
    return path


def confirmed(pilot: Pilot[None]) -> str:
    """What the line above the keys confirms."""
    confirmation = pilot.app.access.confirmation  # type: ignore[attr-defined]
    return confirmation.text if confirmation else ""


async def test_files_that_were_not_added_are_tried_ignored_and_deleted(desk: Desk, config: Config) -> None:
    bad = put(config, BAD / "not audio.mp3", "a.mp3")
    ignored = put(config, BAD / "not audio.mp3", "b.txt")
    put(config, MEDIA / TIN_1, "CARD/c.dat")
    async with driven(config) as pilot:
        await open_media(pilot, "1 file was refused", "2 files in the drop folder are no known recordings")
        await pilot.press("N")
        await until_seen(pilot, "Files that were not added", "a.mp3", "refused", "CARD/c.dat", "unknown kind")

        await pilot.press("x")
        await until_seen(pilot, "Move “a.mp3” to the trash?")
        await pilot.press("enter")  # Back
        await until(pilot, lambda: "to the trash?" not in seen(pilot))
        assert bad.is_file()
        await pilot.press("delete")
        await until_seen(pilot, "Move “a.mp3” to the trash?")
        await pilot.press("left", "enter")
        await until(pilot, lambda: not bad.exists() and "is not audio" not in seen(pilot))
        assert (config.trash / "a.mp3").is_file()
        assert confirmed(pilot) == f"a.mp3 is deleted: it is now {config.trash / 'a.mp3'}"

        await pilot.press("q")
        await until_seen(pilot, "ignored")
        await until(pilot, lambda: confirmed(pilot) == "b.txt is ignored until it changes")
        await pilot.press("down", "enter")
        await until(pilot, lambda: confirmed(pilot) == "CARD/c.dat is in the inbox")
        await until(pilot, lambda: "unknown kind" not in seen(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: any("b.txt was refused again" in notice for notice in notices(pilot)))
        await until_seen(pilot, "b.txt is not audio")
    assert ignored.is_file()
    with desk.reading() as session:
        assert [each.name for each in recordings.search(session, waiting=True).recordings] == ["c.dat"]


async def test_the_list_closes_when_nothing_is_left_to_decide(desk: Desk, config: Config) -> None:
    put(config, MEDIA / TIN_1, "a.dat")
    async with driven(config) as pilot:
        await open_media(pilot, "1 file in the drop folder is no known recording")
        await pilot.press("N")
        await until_seen(pilot, "Files that were not added")
        await pilot.press("enter")
        await until(pilot, lambda: len(pilot.app.screen_stack) == 1)
        await until_seen(pilot, "a.dat", "1 in the inbox")
        await pilot.press("N")
        await until_seen(pilot, "All files in the drop folder were added.")


async def test_a_refused_file_is_announced_once_over_restarts(desk: Desk, config: Config) -> None:
    put(config, BAD / "not audio.mp3", "a.mp3")
    async with driven(config) as pilot:
        await open_media(pilot, "1 file was refused")
    async with driven(config) as pilot:
        await open_media(pilot, "Press n to add")
        await pilot.press("I")
        await until_seen(pilot, "1 not added: N")
        assert notices(pilot) == []


async def test_a_name_with_markup_and_bytes_that_are_no_text_is_shown(desk: Desk, config: Config) -> None:
    bad = put(config, BAD / "not audio.mp3", os.fsdecode(b"[b]t\xecn\n[/].mp3").replace("/", "|"))
    async with driven(config) as pilot:
        await open_media(pilot, "1 file was refused")
        await pilot.press("N")
        await until_seen(pilot, "[b]t�n�[|].mp3 is not audio")
        await pilot.press("x")
        await until_seen(pilot, "Move “[b]t�n�[|].mp3” to the trash?")
        await pilot.press("left", "enter")
        await until(pilot, lambda: not bad.exists())
        await until(pilot, lambda: len(pilot.app.screen_stack) == 1)


async def test_a_file_that_was_replaced_meanwhile_is_not_deleted(desk: Desk, config: Config) -> None:
    bad = put(config, BAD / "not audio.mp3", "a.mp3")
    async with driven(config) as pilot:
        await open_media(pilot, "1 file was refused")
        await pilot.press("N")
        await until_seen(pilot, "Files that were not added")
        await pilot.press("x")
        await until_seen(pilot, "to the trash?")
        bad.write_bytes(b"another one, still being written")
        await pilot.press("left", "enter")
        await until(pilot, lambda: any("list the files again" in notice for notice in notices(pilot)))
    assert bad.is_file()
