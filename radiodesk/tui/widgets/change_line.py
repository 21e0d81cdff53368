"""The line above the keys that confirms the last change in words, and names the key that undoes it."""

from rich.cells import cell_len, set_cell_size
from textual.content import Content
from textual.style import Style
from textual.widget import Widget

from radiodesk.errors import visible
from radiodesk.locale import N_, _
from radiodesk.tui.access import DeskAccess

KEYS = {"undo": ("Ctrl+Z", N_("undoes it")), "redo": ("Ctrl+Y", N_("redoes it"))}
"""The key of each action, and what it does."""


class ChangeLine(Widget):
    """Shows the desk's confirmation on one line. A long text is cut, so that the key stays in view."""

    ALLOW_SELECT = False

    def __init__(self, access: DeskAccess) -> None:
        super().__init__()
        self.auto_links = False
        self._access = access

    def render(self) -> Content:
        """The confirmation and the key; empty without a confirmation."""
        confirmation = self._access.confirmation
        if confirmation is None:
            return Content("")
        hint = Content("")
        if action := confirmation.action:
            key, what = KEYS[action]
            hint = Content.assemble((key, "bold $accent"), f" {_(what)}")
            hint = Content(" · ") + hint.stylize(Style.from_meta({"@click": f"screen.{action}"}))
        text = visible(confirmation.text.replace("\n", " "))
        room = max(1, self.content_size.width - 2 - hint.cell_length)
        if cell_len(text) > room:
            text = set_cell_size(text, room - 1).rstrip() + "…"
        return Content.assemble(("✓ ", "$text-success"), text, hint)
