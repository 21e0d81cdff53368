"""The check of the store, on the screen."""

import shutil
from pathlib import Path

from radiodesk.config import Config
from radiodesk.media import recordings, store
from radiodesk.model import Desk, Overview, Recording
from radiodesk.model.actions import Action
from tests.conftest import MEDIA
from tests.tui.driving import driven, fill, notices, seen, until, until_seen
from tests.tui.test_media import TIN_1, TIN_2, add_recording, open_media, write_linked


def file_of(desk: Desk, recording_id: int) -> Path:
    with desk.reading() as session:
        found = recordings.find(session, str(recording_id))
    return store.file_of(desk.config.media, found.sha256, found.suffix)


def put_unknown(config: Config, name: str) -> Path:
    path = config.media / "originals" / "00" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copy(MEDIA / "nhac cat.mp3", path))


async def test_everything_that_a_check_finds_is_listed_with_its_key(desk: Desk, config: Config) -> None:
    missing, damaged = (add_recording(desk, MEDIA / name) for name in (TIN_1, TIN_2))
    file_of(desk, missing).unlink()
    file_of(desk, damaged).write_bytes(b"hurt")
    put_unknown(config, "stray.mp3")
    (config.media / "originals" / ".making-0123456789ab").write_bytes(b"half")
    async with driven(config, size=(160, 45)) as pilot:
        await open_media(pilot, TIN_1)
        await pilot.press("V")
        text = await until_seen(pilot, "3 problems")
    for what, name, key in (
        ("Missing", TIN_1, "F finds its file"),
        ("Damaged", TIN_2, "Enter moves its file aside"),
        ("Unknown file", "stray.mp3", "Enter adds it to the inbox"),
        ("Left over", ".making-0123456789ab", "Enter removes it"),
        ("Never on air", TIN_1, "remove its file with x"),
    ):
        assert any(what in line and name in line and key in line for line in text.splitlines()), (what, text)


async def test_one_finding_is_mended_and_the_others_stay(desk: Desk, config: Config) -> None:
    first, second = put_unknown(config, "a.mp3"), config.media / "originals" / "00" / "b.wav"
    second.write_bytes(b"not audio")
    async with driven(config) as pilot:
        await open_media(pilot, "Press n to add")
        await pilot.press("V")
        await until_seen(pilot, "2 problems")
        await pilot.press("enter")
        await until_seen(pilot, "1 problem", "Repaired: a.mp3")
        assert not first.exists()
        assert second.exists()
        await pilot.press("A")
        await until_seen(pilot, "The store is sound", "Moved to “damaged”: b.wav")
        await pilot.press("escape")
        await until_seen(pilot, "1 recording")
    assert not second.exists()


async def test_a_lost_file_is_found_from_the_list_and_by_a_key_of_media(
    desk: Desk, config: Config, tmp_path: Path
) -> None:
    recording = add_recording(desk, MEDIA / TIN_1)
    backup = tmp_path / "backup" / "deep"
    backup.mkdir(parents=True)
    shutil.copy(MEDIA / TIN_1, backup / "x.bin")
    for keys in (("V", "F"), ("F",)):
        file_of(desk, recording).unlink()
        async with driven(config) as pilot:
            await open_media(pilot, TIN_1)
            await pilot.press(keys[0])
            await until_seen(pilot, "1 problem" if len(keys) == 2 else "Find lost files in a folder")
            await pilot.press(*keys[1:])
            await fill(pilot, "folder", str(tmp_path / "nowhere"))
            await pilot.press("enter")
            await until_seen(pilot, "There is no ")
            await fill(pilot, "folder", str(backup / "x.bin"))
            await pilot.press("enter")
            await until_seen(pilot, "is not a folder")
            await fill(pilot, "folder", str(MEDIA.parent / "schedules"))
            await pilot.press("enter")
            await until_seen(pilot, "0 files found", f"Still missing: {TIN_1}")
            await pilot.press("enter", *keys[1:] or ("F",))
            await fill(pilot, "folder", str(tmp_path / "backup"))
            await pilot.press("enter")
            await until_seen(pilot, "1 file found", f"Found: {TIN_1}")
            await pilot.press("enter")
            await until(pilot, lambda: f"Found: {TIN_1}" not in seen(pilot))
            await until_seen(pilot, "✓ 1 file found")
            if len(keys) == 2:
                await until_seen(pilot, "The store is sound")
        assert file_of(desk, recording).is_file()


async def test_a_recording_that_is_not_needed_is_removed_after_a_question(desk: Desk, config: Config) -> None:
    write_linked(desk, "Đại biểu tiếp xúc cử tri", TIN_2)
    unneeded = add_recording(desk, MEDIA / TIN_1)
    file = file_of(desk, unneeded)
    async with driven(config) as pilot:
        await open_media(pilot, TIN_1)
        await pilot.press("V")
        await until_seen(pilot, "Never on air", TIN_1)
        await pilot.press("end", "x")
        await until_seen(pilot, f"Move the file of “{TIN_1}” to the trash?")
        await pilot.press("enter")  # Back
        await until(pilot, lambda: "to the trash?" not in seen(pilot))
        assert file.is_file()
        await pilot.press("x")
        await until_seen(pilot, "to the trash?")
        await pilot.press("left", "enter")
        await until(pilot, lambda: not file.exists())
        await until_seen(pilot, f"Removed the file of {TIN_1} · Ctrl+Z undoes")
        assert f"1 {TIN_1}" not in seen(pilot)
        await pilot.press("ctrl+z")
        await until_seen(pilot, "Never on air", "Undone: Removed the file", "Ctrl+Y")
        assert file.is_file()


async def test_a_recording_that_was_never_measured_is_measured(desk: Desk, config: Config) -> None:
    recording = add_recording(desk, MEDIA / TIN_1)
    with desk.changing(Action.EARLIER, what="as of an older version") as session:
        session.delete(session.query(Overview).one())
        session.get_one(Recording, recording).measured = None
    async with driven(config) as pilot:
        await open_media(pilot, TIN_1)
        await pilot.press("V")
        await until_seen(pilot, "Not measured by", "Enter measures it")
        await pilot.press("enter")
        await until(pilot, lambda: "Not measured by" not in seen(pilot))
        assert notices(pilot) == []
    with desk.reading() as session:
        assert recordings.find(session, str(recording)).measurement is not None
