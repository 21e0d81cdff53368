"""A dialog that shows the progress of a long-running job. Escape stops the job."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from textual.app import App, ComposeResult

from radiodesk.locale import _
from radiodesk.tui.dialogs.base import Dialog
from radiodesk.tui.progress import StoppableProgress
from radiodesk.tui.widgets.box import Box
from radiodesk.tui.widgets.hint import Hint
from radiodesk.tui.widgets.progress_line import ProgressLine

Answer = TypeVar("Answer")


class ProgressDialog(Dialog[None]):
    """Stays open until the job ends. Escape asks the job to stop."""

    def __init__(self, title: str, what: str) -> None:
        super().__init__()
        self._title = title
        self._what = what
        self.progress = StoppableProgress(lambda share: self.call_later(self.show, share))

    def compose(self) -> ComposeResult:
        """Lay out the progress line."""
        with Box(self._title):
            yield ProgressLine()
            yield Hint(_("Esc: stop"))

    def on_mount(self) -> None:
        """Show what is being done."""
        self.query_one(ProgressLine).show(self._what, None)

    def show(self, share: float) -> None:
        """Show the share done, 0 to 1."""
        self.query_one(ProgressLine).show(self._what, share)

    def action_leave(self) -> None:
        """Ask the job to stop. The dialog closes when the job has ended."""
        self.progress.stop()


async def run_with_progress(
    app: App[object], title: str, what: str, job: Callable[[StoppableProgress], Answer]
) -> Answer:
    """Run a job in a thread while the dialog is open, and return its result. raises Stopped, and the job's errors."""
    dialog = ProgressDialog(title, what)
    await app.push_screen(dialog)
    try:
        return await asyncio.to_thread(job, dialog.progress)
    finally:
        dialog.progress.stop()
        dialog.dismiss()
