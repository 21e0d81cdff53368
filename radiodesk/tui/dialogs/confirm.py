"""A question with two answers."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button, Static

from radiodesk.locale import N_, _
from radiodesk.tui.dialogs.base import Dialog


class Confirm(Dialog[bool]):
    """Asks before something that is not easily taken back. `yes` is the verb on its button, such as "Remove".

    careful: whether Enter alone means no.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "app.focus_previous", N_("Previous"), show=False),
        Binding("right", "app.focus_next", N_("Next"), show=False),
    ]

    def __init__(self, title: str, question: str, *, yes: str, careful: bool = False) -> None:
        super().__init__()
        self._careful = careful
        self._title = title
        self._question = question
        self._yes = yes

    def compose(self) -> ComposeResult:
        """Lay out the question and its two buttons."""
        with Vertical(classes="box") as box:
            box.border_title = Content(self._title)
            yield Static(self._question, markup=False)
            with Horizontal(classes="buttons"):
                yield Button(Content(self._yes), id="yes", variant="primary", compact=True)
                yield Button(Content(_("Cancel")), id="no", compact=True)

    def on_mount(self) -> None:
        """Point to the answer that Enter gives."""
        self.query_one("#no" if self._careful else "#yes").focus()

    @on(Button.Pressed)
    def _answered(self, event: Button.Pressed) -> None:
        self.dismiss(event.button.id == "yes")
