"""The screen that is shown while the desk is being opened."""

from textual.app import ComposeResult
from textual.containers import Center, Middle
from textual.screen import Screen
from textual.widgets import Static

from radiodesk.locale import _
from radiodesk.tui.widgets.mode_bar import ModeBar
from radiodesk.tui.widgets.title_bar import TitleBar


class OpeningScreen(Screen[None]):
    """The modes' frame without a body, and a message that the desk is being opened.

    speaks: whether the desk's language is known. Without it there are no words.
    """

    def __init__(self, *, speaks: bool) -> None:
        super().__init__(id="_default")
        self._speaks = speaks

    def compose(self) -> ComposeResult:
        """Lay out the frame."""
        yield TitleBar(has_commands=False)
        with Middle(), Center():
            yield Static(_("Opening the desk…") if self._speaks else "…", id="opening", markup=False)
        if self._speaks:
            yield ModeBar()

    def on_mount(self) -> None:
        """Show the program's name as the heading."""
        self.query_one(TitleBar).show("radiodesk")
