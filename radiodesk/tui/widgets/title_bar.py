"""The top line of a screen: its heading, and the station's name."""

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
        """Lay out the heading and the name."""
        yield Static(id="heading", markup=False)
        yield Static(self._station, id="station", markup=False)

    def show(self, heading: str, detail: str = "") -> None:
        """Show the heading, followed by a detail in muted colour."""
        text = Content.assemble((heading, "bold"), ("  " + detail if detail else "", "$text-muted"))
        self.query_one("#heading", Static).update(text)

    def show_station(self, name: str) -> None:
        """Show another name of the station."""
        self.query_one("#station", Static).update(name)
