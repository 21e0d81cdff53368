"""Writing a treated recording to a file from Media."""

from pathlib import Path

from radiodesk.config import Config
from radiodesk.locale import formats
from radiodesk.media import recordings, retention, store
from radiodesk.media.sound.measuring import measure
from radiodesk.model import Desk
from radiodesk.tui.dialogs.listen import Listen
from tests.conftest import MEDIA
from tests.tui.driving import driven, fill, fixed_clock, notices, seen, until, until_back, until_seen

TIN_1 = "Tin 01 - Gieo cấy vụ xuân.wav"


async def test_a_recording_is_written_at_the_level_of_its_preset(desk: Desk, config: Config, tmp_path: Path) -> None:
    store.add(desk, MEDIA / TIN_1)
    output = tmp_path / "ra.flac"
    async with driven(config) as pilot:
        await pilot.press("5")
        await until_seen(pilot, TIN_1)
        await pilot.press("g")
        await until_seen(pilot, "Write to a file", "as set on the bench")
        await fill(pilot, "file", str(output))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, Listen))
        written = measure(output).measurement.loudness.integrated_lufs or 0
        await until_seen(pilot, f"{formats.level(written)} LUFS", "00:11")
        await pilot.press("escape")
        await until_back(pilot)
    assert abs(written + 23) < 0.2
    assert store.file_of(config.media, *only(desk)).read_bytes() == (MEDIA / TIN_1).read_bytes()


def only(desk: Desk) -> tuple[str, str]:
    """The hash and the suffix of the only recording."""
    with desk.reading() as session:
        (found,) = recordings.search(session).recordings
    return found.sha256, found.suffix


async def test_a_file_that_is_there_stays_unless_the_user_overwrites_it(
    desk: Desk, config: Config, tmp_path: Path
) -> None:
    store.add(desk, MEDIA / TIN_1)
    output = tmp_path / "ra.mp3"
    output.write_bytes(b"what was there")
    async with driven(config) as pilot:
        await pilot.press("5")
        await until_seen(pilot, TIN_1)
        await pilot.press("g")
        await until_seen(pilot, "as set on the bench")
        await fill(pilot, "file", str(output))
        await pilot.press("enter")
        await until_seen(pilot, "Overwrite it?")
        await pilot.press("enter")
        await until_seen(pilot, "ra.mp3 is kept as it is: choose another name", "as set on the bench")
        assert output.read_bytes() == b"what was there"
        await fill(pilot, "file", str(tmp_path / "ra 2.mp3"))
        await pilot.press("enter")
        await until_seen(pilot, "Space: play")
    assert output.read_bytes() == b"what was there"


async def test_a_place_where_only_the_desk_writes_is_refused_in_the_form(desk: Desk, config: Config) -> None:
    store.add(desk, MEDIA / TIN_1)
    async with driven(config) as pilot:
        await pilot.press("5")
        await until_seen(pilot, TIN_1)
        await pilot.press("g")
        await until_seen(pilot, "as set on the bench")
        await fill(pilot, "file", str(config.home / "radiodesk.mp3"))
        await pilot.press("enter")
        await until(pilot, lambda: "only the desk itself writes" in " ".join(seen(pilot).replace("│", " ").split()))


async def test_a_recording_that_was_removed_meanwhile_is_not_written(
    desk: Desk, config: Config, tmp_path: Path
) -> None:
    recording = store.add(desk, MEDIA / TIN_1)
    output = tmp_path / "ra.mp3"
    async with driven(config) as pilot:
        await pilot.press("5")
        await until_seen(pilot, TIN_1)
        await pilot.press("g")
        await until_seen(pilot, "as set on the bench")
        retention.remove(desk, recording, fixed_clock().date())
        await fill(pilot, "file", str(output))
        await pilot.press("enter")
        await until(
            pilot, lambda: any("is missing from the store" in " ".join(each.split()) for each in notices(pilot))
        )
        assert not any("fault" in each for each in notices(pilot))
    assert not output.exists()
