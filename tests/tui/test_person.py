"""Choosing who sits at the desk: every change that is made in the terminal is recorded under that name."""

import shutil
from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import select
from textual.pilot import Pilot

from radiodesk.config import Config
from radiodesk.media import drop_folder, store
from radiodesk.model import AuditEntry, Desk, Overview, Recording
from radiodesk.model.actions import Action
from radiodesk.model.names import SeveralNames
from radiodesk.tui.app import RadiodeskApp
from radiodesk.tui.screens.editing import edit
from tests.conftest import MEDIA
from tests.tui.driving import driven, seen, type_in, until, until_back, until_seen
from tests.tui.test_bring_in import GOOD, ask_for, write
from tests.tui.test_rundown import edition

CHOSEN = "Đức Anh"
SPEECH = MEDIA / "Tin 01 - Gieo cấy vụ xuân.wav"


async def choose(pilot: Pilot[None], name: str) -> None:
    app = pilot.app
    assert isinstance(app, RadiodeskApp)
    app.choose_person()  # as the palette calls it
    await until_seen(pilot, "Who is working here?")
    await type_in(pilot, name)
    await until_seen(pilot, "new name")
    await pilot.press("enter")
    await until_seen(pilot, f"Changes are recorded under {name} until radiodesk closes")


def entries(desk: Desk) -> list[tuple[str, str]]:
    """The action and the person of each entry, in their order."""
    with desk.reading() as session:
        return [(row.action, row.person) for row in session.scalars(select(AuditEntry).order_by(AuditEntry.id))]


async def save_a_form(pilot: Pilot[None], desk: Desk, config: Config) -> None:
    await pilot.press("3")
    await until_seen(pilot, "Thời sự sáng")
    await pilot.press("n")
    await until_seen(pilot, "A new story")
    await type_in(pilot, "Tin mới")
    await pilot.press("enter")


async def import_a_ledger(pilot: Pilot[None], desk: Desk, config: Config) -> None:
    await ask_for(pilot, write(config.home.parent / "chuong-trinh.csv", GOOD))
    await until_seen(pilot, "only at the desk")
    await pilot.press("enter")


async def add_recordings(pilot: Pilot[None], desk: Desk, config: Config) -> None:
    await pilot.press("5")
    await until_seen(pilot, "recording")
    await pilot.press("n")
    await until_seen(pilot, "Files or folders")
    await type_in(pilot, str(MEDIA / "Tin 02 - Tiếp xúc cử tri.mp3"))
    await pilot.press("enter")


async def open_a_recording_that_was_never_measured(pilot: Pilot[None], desk: Desk, config: Config) -> None:
    app = pilot.app
    assert isinstance(app, RadiodeskApp)
    await edit(app, app.access, 1)
    await until_seen(pilot, "LUFS")
    await pilot.press("escape")


async def put_a_file_into_the_drop_folder(pilot: Pilot[None], desk: Desk, config: Config) -> None:
    await until(pilot, config.inbox.is_dir)
    shutil.copy(MEDIA / "Tin 02 - Tiếp xúc cử tri.mp3", config.inbox)


async def check_and_mend(pilot: Pilot[None], desk: Desk, config: Config) -> None:
    await pilot.press("5")
    await until_seen(pilot, "recording")
    await pilot.press("V")
    await until_seen(pilot, "Unknown file", "stray.mp3")
    await pilot.press("enter")
    await until_seen(pilot, "Repaired: stray.mp3")
    await pilot.press("escape")


async def remove_a_file(pilot: Pilot[None], desk: Desk, config: Config) -> None:
    await pilot.press("5")
    await until_seen(pilot, SPEECH.name)
    await pilot.press("x")
    await until_seen(pilot, "Move the file of")
    await pilot.press("left", "enter")


CHANGES: dict[Action, Callable[[Pilot[None], Desk, Config], Awaitable[None]]] = {
    Action.ADD_STORY: save_a_form,
    Action.IMPORT_LEDGER: import_a_ledger,
    Action.ADD_RECORDING: add_recordings,
    Action.MEASURE_RECORDING: open_a_recording_that_was_never_measured,
    Action.REMOVE_RECORDING: remove_a_file,
}


@pytest.fixture
def filled(desk: Desk) -> Desk:
    """An edition, and a recording as older releases stored it: not measured."""
    edition(desk, "Một")
    store.add(desk, SPEECH)
    with desk.changing(Action.EARLIER, what="as it was before") as session:
        session.delete(session.get_one(Overview, 1))
        session.get_one(Recording, 1).measured = None
    return desk


async def recorded_after(
    make: Callable[[Pilot[None], Desk, Config], Awaitable[None]], desk: Desk, config: Config
) -> list[tuple[str, str]]:
    """The entries that a change in the terminal writes."""
    before = len(entries(desk))
    async with driven(config) as pilot:
        await choose(pilot, CHOSEN)
        await make(pilot, desk, config)
        await until(pilot, lambda: len(entries(desk)) > before)
        await until_back(pilot)
    return entries(desk)[before:]


@pytest.mark.parametrize("action", CHANGES)
async def test_a_change_is_recorded_under_the_person_chosen_in_the_terminal(
    action: Action, filled: Desk, config: Config
) -> None:
    assert await recorded_after(CHANGES[action], filled, config) == [(action.value, CHOSEN)]


async def test_files_in_the_drop_folder_are_recorded_under_the_person_chosen_in_the_terminal(
    filled: Desk, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drop_folder, "POLL_SECONDS", 0.1)
    added = await recorded_after(put_a_file_into_the_drop_folder, filled, config)
    assert added == [(Action.ADD_RECORDING.value, CHOSEN)]


async def test_mending_is_recorded_under_the_person_chosen_in_the_terminal(filled: Desk, config: Config) -> None:
    stray = config.media / "originals" / "00" / "stray.mp3"
    stray.parent.mkdir(exist_ok=True)
    shutil.copy(MEDIA / "Tin 02 - Tiếp xúc cử tri.mp3", stray)
    assert await recorded_after(check_and_mend, filled, config) == [(Action.ADD_RECORDING.value, CHOSEN)]


async def test_until_somebody_is_chosen_changes_are_recorded_under_the_name_of_the_command_line(
    filled: Desk, config: Config
) -> None:
    before = len(entries(filled))
    async with driven(config) as pilot:
        await save_a_form(pilot, filled, config)
        await until(pilot, lambda: len(entries(filled)) > before)
    assert entries(filled)[before:] == [(Action.ADD_STORY.value, config.person)]


async def test_several_names_are_not_one_person(desk: Desk, config: Config) -> None:
    async with driven(config) as pilot:
        app = pilot.app
        assert isinstance(app, RadiodeskApp)
        app.choose_person()
        await until_seen(pilot, "Who is working here?")
        await type_in(pilot, "Thu Hà")
        await until_seen(pilot, "new name")
        await type_in(pilot, "Thu Hà, Đức Anh")
        await until(pilot, lambda: "new name" not in seen(pilot))
    with pytest.raises(SeveralNames):
        desk.act_as("Thu Hà, Đức Anh")
