"""The top line of a screen: its heading, the station's name, and the key of the commands."""

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.geometry import Size
from textual.widgets import Static

from radiodesk.locale import _
from radiodesk.tui.widgets.key_bar import Key, KeyLines

LEAST_NAME = 12
"""The cells that a shortened name of a station needs, with its padding, to be known by."""


class CommandsKey(KeyLines):
    """The key of the commands. At a click it lists them: whoever has only the mouse reaches every command there."""

    def __init__(self) -> None:
        super().__init__()
        self.fit(None)

    def fit(self, width: int | None) -> None:
        """Show the key with its word, or alone where that is wider. width: None for any."""
        keys = [Key("Ctrl+P", word, "app.command_palette") for word in (_("Commands"), "")]
        is_short = width is not None and self._entry(keys[0], " ").cell_length > width
        self.show((keys[is_short],))

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """The cells of the key and its word."""
        del container, viewport
        return sum(line.cell_length for line in self.lines(0))


class TitleBar(Horizontal):
    """A heading at the left, the station's name and the key of the commands at the right.

    has_commands: whether there are commands. There are none before the desk is open.
    """

    def __init__(self, station: str = "", *, has_commands: bool = True) -> None:
        super().__init__()
        self._station = station
        self._has_commands = has_commands
        self._heading = Content("")

    def compose(self) -> ComposeResult:
        """Lay out the heading, the name and the key."""
        yield Static(id="heading", markup=False)
        yield Static(self._station, id="station", markup=False)
        if self._has_commands:
            yield CommandsKey()

    def show(self, heading: str, detail: str = "") -> None:
        """Show the heading, followed by a detail in muted colour."""
        self._heading = Content.assemble((heading, "bold"), ("  " + detail if detail else "", "$text-muted"))
        self.query_one("#heading", Static).update(self._heading)
        self.on_resize()

    def on_resize(self) -> None:
        """Leave the heading the place that it needs, and show no name of which little more than "…" is left."""
        room = self.content_size.width - self._heading.cell_length
        for key in self.query(CommandsKey):
            key.fit(room)
            room -= key.get_content_width(self.size, self.size)
        self.query_one("#station").visible = room >= LEAST_NAME

    def show_station(self, name: str) -> None:
        """Show another name of the station."""
        self.query_one("#station", Static).update(name)
