"""Nothing touches the disk or starts a process in the thread of the event loop: the screens stay responsive."""

import builtins
import functools
import io
import os
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event
from textual.pilot import Pilot
from textual.widgets import Input

from radiodesk.config import Config
from radiodesk.media.sound.playing import Player
from radiodesk.model import Desk
from radiodesk.model.actions import Action
from radiodesk.tui.app import RadiodeskApp
from radiodesk.tui.dialogs import listen
from radiodesk.tui.dialogs.listen import Listen
from radiodesk.tui.screens import editing
from radiodesk.tui.screens.editing import EditingScreen
from radiodesk.tui.widgets.wave_view import WaveView
from tests import recordings
from tests.conftest import MEDIA
from tests.tui.driving import driven, settled, type_in, until, until_back, until_seen
from tests.tui.test_rundown import edition, held

pytestmark = pytest.mark.deep

WATCHED = ("stat", "lstat", "scandir", "listdir", "mkdir", "open", "rename", "replace", "unlink", "utime")
"""Functions of `os`, as which `pathlib` looks at files and changes them."""


@pytest.fixture
def blocking(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What was done in the thread of the test, which is that of the event loop, with files below the test's folder."""
    done: list[str] = []
    loop = threading.get_ident()

    def watch(owner: Any, name: str) -> None:
        original: Callable[..., Any] = getattr(owner, name)

        @functools.wraps(original)
        def watched(path: Any = ".", *arguments: Any, **options: Any) -> Any:
            if threading.get_ident() == loop and str(path).startswith(str(tmp_path)):
                done.append(f"{name} {path}")
            return original(path, *arguments, **options)

        monkeypatch.setattr(owner, name, watched)

    for name in WATCHED:
        watch(os, name)
    watch(io, "open")
    watch(builtins, "open")

    class Popen(subprocess.Popen[bytes]):
        def __init__(self, *arguments: Any, **options: Any) -> None:
            if threading.get_ident() == loop:
                done.append(f"Popen {arguments}")
            super().__init__(*arguments, **options)

    def query(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if threading.get_ident() == loop:
            done.append(statement)

    monkeypatch.setattr(subprocess, "Popen", Popen)
    event.listen(Engine, "before_cursor_execute", query)
    yield done
    event.remove(Engine, "before_cursor_execute", query)


@pytest.fixture
def unheard(monkeypatch: pytest.MonkeyPatch) -> None:
    """Players play on a sound card that nobody hears."""
    for module in (listen, editing):
        monkeypatch.setattr(module, "Player", functools.partial(Player, silent=True))


async def test_recordings_are_added_heard_and_treated_beside_the_loop(
    desk: Desk, config: Config, tmp_path: Path, blocking: list[str], unheard: None
) -> None:
    file = tmp_path / "Tin.wav"
    shutil.copy(MEDIA / "Tin 01 - Gieo cấy vụ xuân.wav", file)
    blocking.clear()
    async with driven(config) as pilot:
        await pilot.press("5")
        await until_seen(pilot, "Press n to add")
        await pilot.press("n")
        await until_seen(pilot, "Files or folders")
        await type_in(pilot, str(file))
        await pilot.press("enter")
        await until_back(pilot, "Tin.wav", "1 file is in the store")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, Listen))
        await pilot.press("space")
        await until_seen(pilot, "▶")
        await pilot.press("right", "escape")
        await until_back(pilot)
        await pilot.press("e")
        await until(pilot, lambda: isinstance(pilot.app.screen, EditingScreen))
        await until_seen(pilot, "LUFS", "on air")
        wave = pilot.app.screen.query_one(WaveView)
        await pilot.press("space")
        await until(pilot, lambda: wave.playing is not None)
        await pilot.press("B")
        await until_seen(pilot, "▶ treated")
        await pilot.press("space")
        await until(pilot, lambda: wave.playing is None)
        await pilot.press("space")  # from what is kept of it
        await until_seen(pilot, "▶ treated")
        await pilot.press("space", *["plus"] * 12)
        await settled(pilot)
        await pilot.press("escape", "V")
        await until_seen(pilot, "The store is sound")
    assert blocking == []


async def test_an_edition_is_assembled_and_the_desk_backed_up_beside_the_loop(
    desk: Desk, config: Config, tmp_path: Path, blocking: list[str], unheard: None
) -> None:
    edition_id = edition(desk, "Một")
    line = held(desk, edition_id).lines[0]
    with desk.changing(Action.EARLIER, what="test") as session:
        recording = recordings.add(session, desk, MEDIA / "nhac cat.mp3")
        recordings.link(session, edition_id, line.id, recording.id)
    output = tmp_path / "ra.wav"
    output.write_bytes(b"what was there")
    blocking.clear()
    async with driven(config) as pilot:
        await pilot.press("3")
        await until_seen(pilot, "1 with a recording")
        await pilot.press("g")
        await until_seen(pilot, "Assemble Thời sự sáng")
        await type_in(pilot, str(output))
        await pilot.press("enter")
        await until_seen(pilot, "Overwrite")
        await pilot.press("left", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, Listen))
        await pilot.press("escape", "1")
        await until_seen(pilot, "05:30")
        await back_up(pilot, tmp_path / "desk.zip")
    assert blocking == []


async def back_up(pilot: Pilot[None], file: Path) -> None:
    assert isinstance(pilot.app, RadiodeskApp)
    pilot.app.back_up()
    await until_seen(pilot, "Automatic to keep")
    pilot.app.screen.query_one("#file", Input).value = str(file)
    await pilot.press("enter")
    await until_back(pilot, "written to")
