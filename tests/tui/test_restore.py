"""Restoring a backup from the palette, and where the desk cannot be opened."""

import asyncio
import threading
import time
from pathlib import Path

import pytest
from textual.pilot import Pilot

from radiodesk.config import Config
from radiodesk.media import batches
from radiodesk.media.batches import Outcome, Watch
from radiodesk.model import Action, Desk, Person, backups
from radiodesk.tui import drop_watch
from radiodesk.tui.app import RadiodeskApp
from radiodesk.tui.progress import Stopped
from radiodesk.tui.screens.media import MediaScreen
from tests.conftest import MEDIA
from tests.tui.driving import driven, fill, fixed_clock, notices, opened, seen, settled, until, until_back, until_seen


@pytest.fixture
def backup(desk: Desk, config: Config) -> Path:
    """A backup with one person fewer than the desk."""
    add_person(desk, "Thu Hà")
    file = config.backups / "good.zip"
    backups.write(desk, file)
    add_person(desk, "Đức Anh")
    desk.close()
    return file


def add_person(desk: Desk, name: str) -> None:
    with desk.changing(Action.ADD_PERSON, name=name) as session:
        session.add(Person(name=name))


def people(config: Config) -> list[str]:
    desk = Desk.open(config)
    try:
        with desk.reading() as session:
            return sorted(person.name for person in session.query(Person))
    finally:
        desk.close()


async def open_list(pilot: Pilot[None]) -> None:
    app = pilot.app
    assert isinstance(app, RadiodeskApp)
    app.restore_backup()  # as the palette calls it
    await until_seen(pilot, "Restore a backup", "Another file…", "kB")


async def choose(pilot: Pilot[None], name: str) -> None:
    await pilot.press("slash", *name, "enter", "enter")


async def name_file(pilot: Pilot[None], file: Path) -> None:
    await pilot.press("end", "enter")
    await fill(pilot, "file", str(file))
    await pilot.press("enter")


async def test_a_backup_of_the_home_is_restored_and_the_present_data_kept(backup: Path, config: Config) -> None:
    async with driven(config, size=(120, 30)) as pilot:
        await open_list(pilot)
        await choose(pilot, "good")
        await until_seen(pilot, "good.zip", "Without recordings", "Put it in the place of the present data?")
        await pilot.press("left", "enter")
        await until_seen(pilot, "The desk that was there is kept in")
        await pilot.press("enter")
        await until_back(pilot, "✓ good.zip is restored")
        await pilot.press("ctrl+z")  # the last change of that desk may be years old
        await until_seen(pilot, "Your last change at this desk is")
        await pilot.press("escape")
        await until_back(pilot)
        await pilot.press("7")
        await until_seen(pilot, "Automatic backups")
        await pilot.press("right", "right")
        await until_seen(pilot, "Thu Hà")
        assert notices(pilot) == []
    assert people(config) == ["Thu Hà"]
    (kept,) = config.home.parent.glob(f"{config.home.name}.before-restore-*")
    assert people(Config(home=kept, person="Thu Hà")) == ["Thu Hà", "Đức Anh"]


async def test_the_desk_is_closed_only_after_files_that_are_being_added_were_stopped(
    desk: Desk, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, ends = threading.Event(), []

    def slow(_desk: Desk, _paths: object, *, watch: Watch, **_more: object) -> list[Outcome]:
        try:
            while True:
                begun.set()
                time.sleep(0.01)
                watch("a.wav", 0.5, 0.5)
        finally:
            ends.append("added")

    monkeypatch.setattr(batches, "add", slow)
    async with driven(config) as pilot:
        await pilot.press("5")
        await until(pilot, lambda: isinstance(pilot.app.screen, MediaScreen))
        await settled(pilot)
        access = pilot.app.screen.access
        await until(pilot, lambda: hasattr(access, "drop"))
        for add in (
            lambda: pilot.app.screen.add_files([Path("a.wav")]),
            lambda: asyncio.create_task(drop_watch._add(access, [MEDIA / "nhac cat.mp3"])),
        ):
            begun.clear()
            task = add()
            await until(pilot, begun.is_set)
            await access.finish_running()  # undo does not wait
            async with access.closed():
                ends.append("closed")
            assert ends == ["added", "closed"]
            ends.clear()
            if isinstance(task, asyncio.Task):
                with pytest.raises(Stopped):
                    await task


@pytest.mark.sqlite
@pytest.mark.parametrize("is_damaged", [False, True], ids=["restored", "refused"])
async def test_the_person_who_was_chosen_still_works_at_the_desk(
    backup: Path, config: Config, *, is_damaged: bool
) -> None:
    if is_damaged:
        content = bytearray(backup.read_bytes())
        content[1000:1100] = bytes(100)
        backup.write_bytes(content)
    async with driven(config, size=(120, 30)) as pilot:
        app = pilot.app
        assert isinstance(app, RadiodeskApp)
        app.access.desk.act_as("Đức Anh")
        await open_list(pilot)
        await choose(pilot, "good")
        await until_seen(pilot, "Put it in the place")
        await pilot.press("left", "enter")
        if is_damaged:
            await until(pilot, lambda: any("is not an intact backup" in notice for notice in notices(pilot)))
        else:
            await until_seen(pilot, "as it was at")
        assert app.access.desk.person == "Đức Anh"


async def test_enter_restores_nothing(backup: Path, config: Config) -> None:
    async with driven(config, size=(120, 30)) as pilot:
        await open_list(pilot)
        await choose(pilot, "good")
        await until_seen(pilot, "Put it in the place")
        await pilot.press("enter")
        await until(pilot, lambda: len(pilot.app.screen_stack) == 1)
    assert len(people(config)) == 2


async def test_a_file_that_is_no_backup_is_refused_in_the_form(backup: Path, config: Config, tmp_path: Path) -> None:
    other = tmp_path / "other.zip"
    other.write_text("no zip")
    async with driven(config, size=(120, 30)) as pilot:
        await open_list(pilot)
        await name_file(pilot, other)
        await until_seen(pilot, "is not an intact backup")
        await fill(pilot, "file", str(backup))
        await pilot.press("enter")
        await until_seen(pilot, "Put it in the place")


@pytest.mark.sqlite
async def test_a_damaged_backup_changes_nothing_and_the_desk_goes_on(
    backup: Path, config: Config, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.zip"
    content = bytearray(backup.read_bytes())
    content[1000:1100] = bytes(100)
    broken.write_bytes(content)
    async with driven(config, size=(120, 30)) as pilot:
        await open_list(pilot)
        await name_file(pilot, broken)
        await until_seen(pilot, "Put it in the place")
        await pilot.press("left", "enter")
        await until(pilot, lambda: any("is not an intact backup" in notice for notice in notices(pilot)))
        await pilot.press("7")
        await until_seen(pilot, "Automatic backups")
        await pilot.press("right", "right")
        await until_seen(pilot, "Đức Anh")
    assert len(people(config)) == 2


@pytest.mark.sqlite
@pytest.mark.parametrize("content", [None, b"no database" * 1000], ids=["missing", "damaged"])
async def test_a_desk_that_cannot_be_opened_offers_its_backups(
    backup: Path, config: Config, content: bytes | None
) -> None:
    database = config.home / "radiodesk.db"
    database.unlink()
    if content:
        database.write_bytes(content)
    app = RadiodeskApp(config, clock=fixed_clock)
    async with app.run_test(size=(120, 30), notifications=True) as pilot:
        await until_seen(pilot, "Restore a backup", "good.zip", "There is no database in" if not content else "damaged")
        assert "radiodesk restore" not in seen(pilot)
        await pilot.press("enter")
        await until_seen(pilot, "Put it in the place")
        await pilot.press("left", "enter")
        await until_seen(pilot, "as it was at")
        await pilot.press("enter")
        await opened(pilot)
    assert people(config) == ["Thu Hà"]


@pytest.mark.sqlite
async def test_who_restores_nothing_is_told_the_command(backup: Path, config: Config) -> None:
    (config.home / "radiodesk.db").unlink()
    app = RadiodeskApp(config, clock=fixed_clock)
    async with app.run_test(size=(120, 30)) as pilot:
        await until_seen(pilot, "good.zip")
        await pilot.press("escape")
        await until(pilot, lambda: app.return_code == 1)
