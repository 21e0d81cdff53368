"""The line above the keys that confirms the last change in words, and names the key that undoes it."""

from rich.cells import set_cell_size
from textual.content import Content
from textual.geometry import Size
from textual.style import Style
from textual.widget import Widget

from radiodesk.errors import visible
from radiodesk.locale import N_, _
from radiodesk.tui.access import DeskAccess

LINES, LINES_OF_PAST = 3, 1
"""The most lines that it takes, at first and after the mode was left in which the change was made."""

KEYS = {"undo": ("Ctrl+Z", N_("undoes it")), "redo": ("Ctrl+Y", N_("redoes it"))}
"""The key of each action, and what it does."""


class ChangeLine(Widget):
    """Shows the desk's confirmation: on up to three lines, and on one after another mode was chosen.

    A longer text is cut: the key stays in view.
    """

    ALLOW_SELECT = False

    def __init__(self, access: DeskAccess) -> None:
        super().__init__()
        self.auto_links = False
        self._access = access

    def render(self) -> Content:
        """The confirmation and the key; empty without a confirmation."""
        return self._shown(self.content_size.width)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """The lines that the text takes."""
        return max(1, len(self._shown(width).wrap(max(1, width))))

    def _shown(self, given: int) -> Content:
        width = max(1, given)  # a terminal of two columns leaves none
        confirmation = self._access.confirmation
        if confirmation is None:
            return Content("")
        hint = Content("")
        if action := confirmation.action:
            key, what = KEYS[action]
            hint = Content.assemble((key, "bold $accent"), f" {_(what)}")
            hint = Content(" · ") + hint.stylize(Style.from_meta({"@click": f"screen.{action}"}))
        text = visible(confirmation.text.replace("\n", " "))
        whole = _line(text, hint)
        most = LINES_OF_PAST if confirmation.is_past else LINES
        room = width * most
        while len(whole.wrap(width)) > most:  # lines are not filled where they break between words
            room -= 1 + width // 8
            whole = _line(set_cell_size(text, max(1, room - hint.cell_length)).rstrip() + "…", hint)
            if room < hint.cell_length:
                break
        return whole


def _line(text: str, hint: Content) -> Content:
    return Content.assemble(("✓ ", "$text-success"), text, hint)
