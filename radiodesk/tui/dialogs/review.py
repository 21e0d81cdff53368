"""What a change would do, in a list, before it is done."""

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
    """Shows what would be done and asks to go on. `yes` is the verb on its button."""

    def __init__(
        self, title: str, explanation: str, columns: Sequence[Column], rows: Sequence[Sequence[str]], *, yes: str
    ) -> None:
        super().__init__()
        self._title = title
        self._explanation = explanation
        self._columns = columns
        self._rows = rows
        self._yes = yes

    def compose(self) -> ComposeResult:
        """Lay out the list and the two buttons."""
        with Vertical(classes="box tall") as box:
            box.border_title = Content(self._title)
            yield Static(self._explanation, classes="explanation", markup=False)
            yield LongTable(self._columns, self._rows)
            yield Static(classes="in-full", markup=False)
            with Horizontal(classes="buttons"):
                yield Button(Content(self._yes), id="yes", variant="primary", compact=True)
                yield Button(Content(_("Cancel")), id="no", compact=True)
                yield Static(_("Enter picks · Esc leaves"), classes="hint", markup=False)

    def on_mount(self) -> None:
        """Begin on the button that goes on."""
        self.query_one("#yes").focus()

    @on(LongTable.Highlighted)
    def _at(self, event: LongTable.Highlighted) -> None:
        row = self._rows[event.row] if event.row is not None else ()
        self.query_one(".in-full", Static).update(" · ".join(filter(None, row)))

    @on(Button.Pressed)
    def _answered(self, event: Button.Pressed) -> None:
        self.dismiss(event.button.id == "yes")
