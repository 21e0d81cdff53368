"""A long work over the screen: how far it is, and Escape to stop it."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from textual.app import App, ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from radiodesk.locale import _
from radiodesk.tui.dialogs.base import Dialog
from radiodesk.tui.long_work import Stoppable
from radiodesk.tui.widgets.progress_line import ProgressLine

Answer = TypeVar("Answer")


class Working(Dialog[None]):
    """Stays until the work is over; Escape asks the work to stop."""

    def __init__(self, title: str, what: str) -> None:
        super().__init__()
        self._title = title
        self._what = what
        self.progress = Stoppable(lambda share: self.call_later(self.show, share))

    def compose(self) -> ComposeResult:
        """Lay out the line of progress."""
        with Vertical(classes="box") as box:
            box.border_title = Content(self._title)
            yield ProgressLine()
            yield Static(_("Esc stops"), classes="hint", markup=False)

    def on_mount(self) -> None:
        """Say what is being done."""
        self.query_one(ProgressLine).show(self._what, None)

    def show(self, share: float) -> None:
        """Say how far it is."""
        self.query_one(ProgressLine).show(self._what, share)

    def action_leave(self) -> None:
        """Have the work stop; it says itself when it has."""
        self.progress.stop()


async def work(app: App[object], title: str, what: str, job: Callable[[Stoppable], Answer]) -> Answer:
    """Do a job in a thread behind the dialog and give back its answer. raises Stopped, and whatever the job raises."""
    dialog = Working(title, what)
    await app.push_screen(dialog)
    try:
        return await asyncio.to_thread(job, dialog.progress)
    finally:
        dialog.progress.stop()
        dialog.dismiss()
