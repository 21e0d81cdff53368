"""Assembling an edition from its rundown, and hearing it."""

from pathlib import Path

import pytest
from textual.widgets import Select

from radiodesk.config import Config
from radiodesk.model import Desk, JoinKind
from radiodesk.model.actions import Action
from radiodesk.newsroom import rundowns
from radiodesk.tui.dialogs.listen import Listen
from tests import recordings
from tests.conftest import MEDIA
from tests.media.meters import decoded, heard
from tests.tui.driving import driven, seen, type_in, until, until_back, until_seen
from tests.tui.test_rundown import edition, held


def recorded(desk: Desk, edition_id: int, *names: str) -> None:
    """The first lines of the edition get recordings."""
    with desk.changing(Action.EARLIER, what="recordings") as session:
        lines = rundowns.rundown(session, edition_id).lines
        for line, name in zip(lines, names, strict=False):
            recording = recordings.add(session, desk, MEDIA / name)
            recordings.link(session, edition_id, line.id, recording.id)


async def test_an_edition_is_assembled_and_its_facts_are_told(desk: Desk, config: Config, tmp_path: Path) -> None:
    edition_id = edition(desk, "Một", "Hai")
    recorded(desk, edition_id, "nhac cat.mp3", "Tin 02 - Tiếp xúc cử tri.mp3")
    output = tmp_path / "ra" / "Thời sự.mp3"
    output.parent.mkdir()
    async with driven(config) as pilot:
        await pilot.press("3")
        await until_seen(pilot, "Một", "2 with a recording")
        await pilot.press("home", "J")
        await until_seen(pilot, "✓ Moved the line: Một · Ctrl+Z undoes it")
        await pilot.press("g")
        await until_seen(pilot, "Assemble Thời sự sáng", "editions")
        await type_in(pilot, str(output))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, Listen))
        await until_seen(pilot, "shorter than planned", "−23.1 LUFS", "dBTP", "2 lines, 2 newly treated", "Space: play")
        await pilot.press("escape")
        screen = await until_back(pilot, "Một", "Thời sự.mp3 is written")
        assert "Ctrl+Z" not in screen  # what it would undo is not the assembly
        await pilot.press("ctrl+z")
        await until_seen(pilot, "Your last change at this desk is: Moved the line: Một")
        await pilot.press("escape")
        assert "is written" in await until_back(pilot, "Một")
        await pilot.press("ctrl+z")
        await until_seen(pilot, "Your last change")
        await pilot.press("enter")
        await until_back(pilot, "✓ Undone: Moved the line: Một · Ctrl+Y redoes it")
    assert abs(heard(decoded(output)).lufs + 23) <= 0.2
    assert list(output.parent.iterdir()) == [output]


async def test_a_file_that_is_older_than_the_rundown_is_marked_until_it_is_made_again(
    desk: Desk, config: Config
) -> None:
    edition_id = edition(desk, "Một", "Hai")
    recorded(desk, edition_id, "nhac cat.mp3", "nhac cat.mp3")
    mark = "assembled file out of date"
    async with driven(config, size=(100, 30)) as pilot:
        await pilot.press("3")
        await until_seen(pilot, "Một", "2 with a recording")
        await pilot.press("g")
        await until_seen(pilot, "Assemble Thời sự sáng")
        await type_in(pilot, "sáng.wav")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, Listen))
        await pilot.press("escape")
        assert mark not in await until_back(pilot, "Một", "sáng.wav is written")
        await pilot.press("end", "n")
        await until_seen(pilot, "A new story")
        await type_in(pilot, "Tin sau cùng")
        await pilot.press("enter")
        await until_back(pilot, "Tin sau cùng", f"{mark}: g makes it again")
        await pilot.press("1")
        await until_seen(pilot, f"lacking: 05:30 Thời sự sáng: not all recorded, {mark}")
        await pilot.press("3")
        await until_seen(pilot, mark)
        await pilot.press("g")
        await until_seen(pilot, "Assemble Thời sự sáng", "sáng.wav")
        await pilot.press("enter")
        await until_seen(pilot, "There is already a file")


async def test_what_is_missing_is_told_before_and_can_be_left_out(desk: Desk, config: Config, tmp_path: Path) -> None:
    recorded(desk, edition(desk, "Một", "[red]Hai[/]"), "nhac cat.mp3")
    output = tmp_path / "ra.wav"
    async with driven(config) as pilot:
        await pilot.press("3")
        await until_seen(pilot, "1 with a recording")
        for answer in ("escape", "enter"):
            await pilot.press("g")
            await until_seen(pilot, "Assemble Thời sự sáng")
            await type_in(pilot, str(output))
            await pilot.press("enter")
            await until_seen(pilot, "Something is missing", "[red]Hai[/]", "Assemble anyway")
            assert not output.exists()
            await pilot.press(answer)
        await until(pilot, lambda: isinstance(pilot.app.screen, Listen))
        await until_seen(pilot, "1 line,")
    assert output.is_file()


async def test_a_name_of_no_form_is_told_in_the_form(desk: Desk, config: Config) -> None:
    recorded(desk, edition(desk, "Một"), "nhac cat.mp3")
    async with driven(config) as pilot:
        await pilot.press("3")
        await until_seen(pilot, "1 with a recording")
        await pilot.press("g")
        await until_seen(pilot, "Assemble Thời sự sáng")
        await type_in(pilot, "/tmp/ra.xyz")
        await pilot.press("enter")
        await until_seen(pilot, "the name must end in one of")


@pytest.mark.parametrize("typed", ["/nowhere/ra.mp3", "~nobody-of-that-name/ra.mp3"])
async def test_a_place_that_is_none_is_told_in_the_form(desk: Desk, config: Config, typed: str) -> None:
    recorded(desk, edition(desk, "Một"), "nhac cat.mp3")
    async with driven(config) as pilot:
        await pilot.press("3")
        await until_seen(pilot, "1 with a recording")
        await pilot.press("g")
        await until_seen(pilot, "Assemble Thời sự sáng")
        await type_in(pilot, typed)
        await pilot.press("enter")
        await until_seen(pilot, "cannot be written", "Assemble Thời sự sáng")


async def test_a_join_is_set_and_counts_in_the_times(desk: Desk, config: Config) -> None:
    edition_id = edition(desk, "Một", "Hai")
    async with driven(config) as pilot:
        await pilot.press("3")
        await until_seen(pilot, "Một")
        await pilot.press("end", "j")
        await until_seen(pilot, "How “Hai” follows")
        join = pilot.app.screen.query_one(Select)
        await pilot.press("space")
        await until(pilot, lambda: join.expanded and "crossfade" in seen(pilot))
        await pilot.press("down", "enter")
        await until(pilot, lambda: not join.expanded and join.value == JoinKind.GAP)
        await pilot.press("tab")
        await type_in(pilot, "1.5")
        await pilot.press("enter")
        await until_back(pilot, "after a gap 1.5 s")
    line = held(desk, edition_id).lines[1]
    assert (line.join, line.join_seconds) == (JoinKind.GAP, 1.5)


async def test_an_overlap_longer_than_can_be_says_how_long_it_is(desk: Desk, config: Config) -> None:
    edition_id = edition(desk, "Một", "Hai", seconds=10)
    with desk.changing(Action.EARLIER, what="test") as session:
        view = rundowns.rundown(session, edition_id)
        rundowns.join_line(session, view.lines[1].id, view.version, JoinKind.CROSSFADE, 30)
    async with driven(config) as pilot:
        await pilot.press("3")
        await until_seen(pilot, "crossfade 5 s, not 30")


async def test_an_edition_without_a_recording_is_refused_before_anything_is_asked(desk: Desk, config: Config) -> None:
    edition(desk, "Một")
    async with driven(config) as pilot:
        await pilot.press("3")
        await until_seen(pilot, "0 with a recording")
        await pilot.press("g")
        await until_seen(pilot, "No line of “Thời sự sáng” has a")
        assert len(pilot.app.screen_stack) == 1


async def test_a_name_without_a_folder_is_one_in_the_folder_of_editions(desk: Desk, config: Config) -> None:
    recorded(desk, edition(desk, "Một"), "nhac cat.mp3")
    async with driven(config) as pilot:
        await pilot.press("3")
        await until_seen(pilot, "1 with a recording")
        await pilot.press("g")
        await until_seen(pilot, "2019-09-14 0530 Thời sự sáng.mp3", "media/editions")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, Listen))
        file = config.media / "editions" / "2019-09-14 0530 Thời sự sáng.mp3"
        first = file.stat().st_ino
        await pilot.press("escape")
        await until_back(pilot, "is written")
        await pilot.press("g")
        await until_seen(pilot, "Assemble Thời sự sáng")
        await pilot.press("enter")
        await until_seen(pilot, "There is already a file")
        await pilot.press("enter")
        await until_seen(pilot, "Thời sự sáng.mp3 is kept as it is", "Assemble Thời sự sáng")
    assert file.stat().st_ino == first
