"""What there is to know of one thing."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Label, Static

from radiodesk.locale import _
from radiodesk.tui.dialogs.base import Dialog


class Details(Dialog[None]):
    """Facts under a title, each a word and its value; long values go over several lines."""

    def __init__(self, title: str, facts: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._title = title
        self._facts = facts

    def compose(self) -> ComposeResult:
        """Lay out a row a fact."""
        with Vertical(classes="box") as box:
            box.border_title = Content(self._title)
            with VerticalScroll(classes="facts"):
                for word, value in self._facts:
                    with Horizontal(classes="fact"):
                        yield Label(word, classes="muted", markup=False)
                        yield Static(value, markup=False)
            yield Static(_("Esc leaves"), classes="hint", markup=False)
