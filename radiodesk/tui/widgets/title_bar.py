"""The top line: what is looked at, and whose desk it is."""

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static


class TitleBar(Horizontal):
    """A heading at the left, the station's name at the right."""

    def __init__(self, station: str = "") -> None:
        super().__init__()
        self._station = station

    def compose(self) -> ComposeResult:
        """Lay out the two."""
        yield Static(id="heading", markup=False)
        yield Static(self._station, id="station", markup=False)

    def show(self, heading: str, detail: str = "") -> None:
        """Write the heading, and beside it a calmer detail."""
        text = Content.assemble((heading, "bold"), ("  " + detail if detail else "", "$text-muted"))
        self.query_one("#heading", Static).update(text)
