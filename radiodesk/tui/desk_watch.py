"""Watches what other desks change, and reloads the screen in view after it."""

import asyncio
from typing import TYPE_CHECKING

from radiodesk.tui.background import error_notice
from radiodesk.tui.screens.base import ModeScreen

if TYPE_CHECKING:
    from textual.app import App

    from radiodesk.tui.access import DeskAccess

POLL_SECONDS = 2.5


async def watch(app: "App[None]", access: "DeskAccess") -> None:
    """Poll the audit until the worker is cancelled. A screen under a dialog reloads itself when the dialog closes."""
    last_error = ""
    while True:
        await asyncio.sleep(POLL_SECONDS)
        try:
            if await access.changed_elsewhere() and isinstance(app.screen, ModeScreen):
                app.screen.reload()
            last_error = ""
        except Exception as error:  # such as a stopped server: the next poll tries again
            previous, last_error = last_error, type(error).__name__
            if last_error != previous:  # shown once, and again if it returns after a successful poll
                app.notify(await error_notice(error, access), severity="warning", timeout=20, markup=False)
