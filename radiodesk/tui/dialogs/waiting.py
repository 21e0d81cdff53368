"""A dialog shown while the desk works on something that cannot be stopped. It takes all keys, and drops them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from textual.app import App, ComposeResult
from textual.widgets import Static

from radiodesk.tui.dialogs.base import Dialog
from radiodesk.tui.widgets.box import Box


class Waiting(Dialog[None], inherit_bindings=False):
    """Stays open until the work ends."""

    def __init__(self, title: str, what: str) -> None:
        super().__init__()
        self._title = title
        self._what = what

    def compose(self) -> ComposeResult:
        """Lay out what is being done."""
        with Box(self._title):
            yield Static(self._what, classes="summary", markup=False)


@asynccontextmanager
async def waiting(app: App[Any], title: str, what: str) -> AsyncIterator[None]:
    """Show what is being done while the block runs. What is typed meanwhile has no effect. Call it in a worker."""
    dialog = Waiting(title, what)
    await app.push_screen(dialog)
    try:
        yield
    finally:
        dialog.dismiss()
