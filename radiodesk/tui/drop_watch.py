"""Watches the drop folder while the desk is open, and adds the audio files in it to the inbox."""

import asyncio
import contextlib
from typing import TYPE_CHECKING

from radiodesk.errors import visible
from radiodesk.locale import _, ngettext
from radiodesk.tui.background import WARNING_SECONDS
from radiodesk.tui.progress import StoppableProgress

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from textual.app import App

    from radiodesk.media.batches import Outcome
    from radiodesk.media.drop_folder import DropFile
    from radiodesk.tui.access import DeskAccess
    from radiodesk.tui.background import PollingErrors


async def watch(app: "App[None]", access: "DeskAccess", errors: "PollingErrors") -> None:
    """Poll the drop folder until the worker is cancelled."""
    with contextlib.suppress(OSError):
        await asyncio.to_thread(access.station.drop_folder.mkdir, parents=True, exist_ok=True)
    from radiodesk.media.drop_folder import POLL_SECONDS, DropFolder

    access.drop = drop = DropFolder(access.station.drop_folder, access.config)
    while True:
        await asyncio.sleep(POLL_SECONDS)
        try:
            paths = await asyncio.to_thread(drop.ready_files)
            outcomes = await _add(access, paths) if paths else []
            unknown = await asyncio.to_thread(drop.new_unknown_files)
            files = await asyncio.to_thread(drop.files)
            changed, access.drop_files = bool(outcomes) or _shown(files) != _shown(access.drop_files), files
            if changed:
                _show_news(app, outcomes, unknown)
            errors.clear("drop folder")
        except Exception as error:  # such as a stopped server: the next poll tries again
            await errors.show("drop folder", error)


async def _add(access: "DeskAccess", paths: "Sequence[Path]") -> "Sequence[Outcome]":
    """Add files. What is being added when the desk is closed for a moment is added after it."""
    stoppable = StoppableProgress(lambda _share: None)

    def watch(name: str, share: float, whole: float) -> None:
        stoppable(round(whole * 1000), 1000)

    return await access.run(lambda: access.drop.add_files(access.desk, paths, watch=watch), stop=stoppable.stop)


def _show_news(app: "App[None]", outcomes: "Sequence[Outcome]", unknown: "Sequence[DropFile]") -> None:
    """Say how many files were added, refused or of an unknown kind, and reload the screen that shows them."""
    from radiodesk.tui.screens.media import MediaScreen

    recordings = [(outcome.path.name, outcome.recording) for outcome in outcomes if outcome.recording]
    for file, recording in recordings:
        if not recording.waiting:
            message = _("{file} is in the store already: {name}")
            app.notify(message.format(file=visible(file), name=recording.name), markup=False)
    if added := sum(1 for _file, recording in recordings if recording.waiting):
        text = ngettext("{count} recording came into the inbox", "{count} recordings came into the inbox", added)
        app.notify(_("{news}: Media (key 5), I").format(news=text.format(count=added)), markup=False)
    refused = [
        str(each.error).replace(visible(str(each.path)), visible(each.path.name)) for each in outcomes if each.error
    ]
    if refused:  # one notice for all of them: many would cover the screen
        title = ngettext("{count} file was refused", "{count} files were refused", len(refused))
        _warn(app, title.format(count=len(refused)), refused)
    if unknown:
        title = ngettext(
            "{count} file in the drop folder is no known recording",
            "{count} files in the drop folder are no known recordings",
            len(unknown),
        )
        _warn(app, title.format(count=len(unknown)), [visible(file.name) for file in unknown])
    if isinstance(app.screen, MediaScreen):
        app.screen.reload()


def _shown(files: "Sequence[DropFile]") -> list[tuple[str, str, str]]:
    """What a screen shows of files. It does not change while a file grows."""
    return [(file.name, file.state, file.reason) for file in files]


def _warn(app: "App[None]", title: str, lines: "Sequence[str]") -> None:
    news = _("{news}: Media (key 5), N").format(news=title)
    app.notify("\n".join([news, *lines[:2]]), severity="warning", timeout=WARNING_SECONDS, markup=False)
