"""A dialog that shows the effects of a change before it is made."""

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button, Static

from radiodesk.locale import _
from radiodesk.tui.dialogs.base import Dialog
from radiodesk.tui.widgets.long_table import LongTable
from radiodesk.tui.widgets.row_table import Column


class Review(Dialog[bool]):
    """Shows a summary and warnings, and asks whether to continue.

    summary: lines of text, already aligned. yes: the verb on the confirm button; if empty, there is only Close.
    """

    def __init__(self, title: str, summary: str, warnings: Sequence[str], *, yes: str = "") -> None:
        super().__init__()
        self._title = title
        self._summary = summary
        self._warnings = warnings
        self._yes = yes

    def compose(self) -> ComposeResult:
        """Lay out the summary, the warnings and the two buttons."""
        with Vertical(classes="box tall" if self._warnings else "box") as box:
            box.border_title = Content(self._title)
            yield Static(self._summary, classes="summary", markup=False)
            if self._warnings:
                yield LongTable([Column(_("Warnings"), share=1)], [(warning,) for warning in self._warnings])
                yield Static(classes="in-full", markup=False)
            with Horizontal(classes="buttons"):
                if self._yes:
                    yield Button(Content(self._yes), id="yes", compact=True)
                yield Button(Content(_("Back") if self._yes else _("Close")), id="no", compact=True)
                yield Static(_("Enter picks · Esc leaves"), classes="hint", markup=False)

    def on_mount(self) -> None:
        """Focus the first button."""
        self.query(Button).first().focus()

    @on(LongTable.Highlighted)
    def _show_full_warning(self, event: LongTable.Highlighted) -> None:
        if event.row is not None:
            self.query_one(".in-full", Static).update(self._warnings[event.row])

    @on(Button.Pressed)
    def _answered(self, event: Button.Pressed) -> None:
        self.dismiss(event.button.id == "yes")
