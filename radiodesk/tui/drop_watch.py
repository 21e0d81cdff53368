"""Watches the drop folder while the desk is open: what lands there comes into the inbox by itself."""

import asyncio
import contextlib
from typing import TYPE_CHECKING

from radiodesk.locale import _, ngettext
from radiodesk.tui.background import notice_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from textual.app import App

    from radiodesk.media.batches import Outcome
    from radiodesk.tui.access import DeskAccess


async def watch(app: "App[None]", access: "DeskAccess") -> None:
    """Look again and again; never returns."""
    with contextlib.suppress(OSError):
        await asyncio.to_thread(access.drop_folder.mkdir, parents=True, exist_ok=True)
    from radiodesk.media.inbox import POLL_SECONDS, DropFolder

    drop = DropFolder(access.drop_folder)
    told: set[str] = set()
    trouble = ""
    while True:
        await asyncio.sleep(POLL_SECONDS)
        try:
            paths = await asyncio.to_thread(drop.ready_files)
            outcomes = await asyncio.shield(asyncio.to_thread(drop.add_files, access.desk, paths)) if paths else []
            refused = [_reason(error, path) for path, error in drop.refused.items()]
            changed, access.refused = bool(outcomes) or refused != access.refused, refused
            if changed:
                _tell(app, outcomes, told)
            trouble = ""
        except Exception as error:  # such as a server that was stopped: the next look tries again
            last, trouble = trouble, f"{type(error).__name__}: {error}"
            if trouble != last:  # told once, and again where it comes back after a look that went well
                app.notify(await notice_of(error, access), severity="warning", timeout=20, markup=False)


def _tell(app: "App[None]", outcomes: "Sequence[Outcome]", told: set[str]) -> None:
    from radiodesk.tui.screens.media import MediaScreen

    if came := sum(1 for outcome in outcomes if outcome.recording):
        text = ngettext("{count} recording came into the inbox", "{count} recordings came into the inbox", came)
        app.notify(_("{news}: Media (key 5), i").format(news=text.format(count=came)), markup=False)
    refused = [_reason(each.error, each.path) for each in outcomes if each.error]
    if refused:  # one notice, however many: it must not cover the desk
        title = ngettext("{count} file was refused", "{count} files were refused", len(refused))
        news = _("{news}: Media (key 5), r").format(news=title.format(count=len(refused)))
        _warn(app, "\n".join([news, *refused[:2]]), told)
    if isinstance(app.screen, MediaScreen):
        app.screen.reload()


def _reason(error: Exception, path: "Path") -> str:
    return str(error).replace(str(path), path.name)


def _warn(app: "App[None]", what: str, told: set[str]) -> None:
    """Say what is wrong; what goes on is said once."""
    if what not in told:
        told.add(what)
        app.notify(what, severity="warning", timeout=20, markup=False)
