"""A dialog with a yes-or-no question."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Button, Static

from radiodesk.locale import N_, _
from radiodesk.tui.dialogs.base import Dialog
from radiodesk.tui.widgets.box import Box
from radiodesk.tui.widgets.button_row import ButtonRow


class Confirm(Dialog[bool]):
    """Asks before an action that is hard to undo.

    yes: the verb on the confirm button, such as "Remove". is_safe: nothing is lost by a yes, so Enter means yes; by
    default it means no.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "app.focus_previous", N_("Previous"), show=False),
        Binding("right", "app.focus_next", N_("Next"), show=False),
    ]

    def __init__(self, title: str, question: str, *, yes: str, is_safe: bool = False) -> None:
        super().__init__()
        self._is_safe = is_safe
        self._title = title
        self._question = question
        self._yes = yes

    def compose(self) -> ComposeResult:
        """Lay out the question and its two buttons."""
        with Box(self._title):
            yield Static(self._question, markup=False)
            buttons = [
                Button(Content(self._yes), id="yes", compact=True),
                Button(Content(_("Back")), id="no", compact=True),
            ]
            yield ButtonRow(buttons, _("← →: choose · Enter: answer · Esc: close"))

    def on_mount(self) -> None:
        """Focus the default button."""
        self.query_one("#yes" if self._is_safe else "#no").focus()

    @on(Button.Pressed)
    def _answered(self, event: Button.Pressed) -> None:
        self.dismiss(event.button.id == "yes")
