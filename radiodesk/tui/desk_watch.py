"""Watches what other desks change, and reloads the screen in view after it."""

import asyncio
from typing import TYPE_CHECKING

from radiodesk.tui.dialogs.undoing import Undoing

if TYPE_CHECKING:
    from textual.app import App

    from radiodesk.tui.access import DeskAccess
    from radiodesk.tui.background import PollingErrors

POLL_SECONDS = 2.5


async def watch(app: "App[None]", access: "DeskAccess", errors: "PollingErrors") -> None:
    """Poll the audit until the worker is cancelled. A screen under a dialog reloads itself when the dialog closes."""
    while True:
        await asyncio.sleep(POLL_SECONDS)
        try:
            if await access.changed_elsewhere() and isinstance(screen := app.screen, Undoing) and screen.FOLLOWS:
                screen.reload()
            errors.clear("other desks")
        except Exception as error:  # such as a stopped server: the next poll tries again
            await errors.show("other desks", error)
