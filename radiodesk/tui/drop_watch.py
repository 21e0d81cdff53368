"""Watches the drop folder while the desk is open, and adds the audio files in it to the inbox."""

import asyncio
import contextlib
from typing import TYPE_CHECKING

from radiodesk.locale import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from textual.app import App

    from radiodesk.media.batches import Outcome
    from radiodesk.tui.access import DeskAccess
    from radiodesk.tui.background import PollingErrors


async def watch(app: "App[None]", access: "DeskAccess", errors: "PollingErrors") -> None:
    """Poll the drop folder until the worker is cancelled."""
    with contextlib.suppress(OSError):
        await asyncio.to_thread(access.drop_folder.mkdir, parents=True, exist_ok=True)
    from radiodesk.media.drop_folder import POLL_SECONDS, DropFolder

    drop = DropFolder(access.drop_folder)
    warned: set[str] = set()
    while True:
        await asyncio.sleep(POLL_SECONDS)
        try:
            paths = await asyncio.to_thread(drop.ready_files)
            outcomes = await asyncio.shield(asyncio.to_thread(drop.add_files, access.desk, paths)) if paths else []
            refused = [_reason(error, path) for path, error in drop.refused.items()]
            changed, access.drop_refusals = bool(outcomes) or refused != access.drop_refusals, refused
            if changed:
                _show_outcomes(app, outcomes, warned)
            errors.clear("drop folder")
        except Exception as error:  # such as a stopped server: the next poll tries again
            await errors.show("drop folder", error)


def _show_outcomes(app: "App[None]", outcomes: "Sequence[Outcome]", warned: set[str]) -> None:
    """Say how many files were added and refused. warned: the warnings that were shown before."""
    from radiodesk.tui.screens.media import MediaScreen

    if added := sum(1 for outcome in outcomes if outcome.recording):
        text = ngettext("{count} recording came into the inbox", "{count} recordings came into the inbox", added)
        app.notify(_("{news}: Media (key 5), i").format(news=text.format(count=added)), markup=False)
    refused = [_reason(each.error, each.path) for each in outcomes if each.error]
    if refused:  # one notice for all of them: many would cover the screen
        title = ngettext("{count} file was refused", "{count} files were refused", len(refused))
        news = _("{news}: Media (key 5), r").format(news=title.format(count=len(refused)))
        _warn_once(app, "\n".join([news, *refused[:2]]), warned)
    if isinstance(app.screen, MediaScreen):
        app.screen.reload()


def _reason(error: Exception, path: "Path") -> str:
    """The message of an error, with the file's name in place of its full path."""
    return str(error).replace(str(path), path.name)


def _warn_once(app: "App[None]", warning: str, warned: set[str]) -> None:
    """Show a warning unless it was shown before."""
    if warning not in warned:
        warned.add(warning)
        app.notify(warning, severity="warning", timeout=20, markup=False)
