"""A dialog that shows a text which was copied: not every terminal passes it on to the clipboard."""

from textual.app import ComposeResult
from textual.widgets import Static, TextArea

from radiodesk.errors import visible
from radiodesk.locale import _
from radiodesk.tui.dialogs.base import Dialog
from radiodesk.tui.widgets.box import Box
from radiodesk.tui.widgets.hint import Hint


class CopiedText(Dialog[None]):
    """Shows a copied text, selected, to copy it by hand where the clipboard did not get it."""

    def __init__(self, title: str, text: str) -> None:
        super().__init__()
        self._title = title
        self._text = text

    def compose(self) -> ComposeResult:
        """Lay out the text and what to do with it."""
        with Box(self._title):
            yield TextArea(visible(self._text), read_only=True, id="copied", highlight_cursor_line=False)
            said = _(
                "Copied: paste it into a letter or a message. If nothing is pasted, your terminal does not pass it on: "
                "select the text with the mouse (in most terminals while Shift is held) and copy it there."
            )
            yield Static(said, markup=False)
            yield Hint(_("Esc: close"))

    def on_mount(self) -> None:
        """Select the text."""
        area = self.query_one(TextArea)
        area.focus()
        area.select_all()
