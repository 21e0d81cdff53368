"""The top line of a screen: its heading, the station's name, and the key of the commands."""

from rich.cells import cell_len, set_cell_size
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

    @property
    def least(self) -> int:
        """The cells that the key needs without its word."""
        return self._entry(Key("Ctrl+P", "", "app.command_palette"), " ").cell_length

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
        self._title = ""

    def compose(self) -> ComposeResult:
        """Lay out the heading, the name and the key."""
        yield Static(id="heading", markup=False)
        yield Static(self._station, id="station", markup=False)
        if self._has_commands:
            yield CommandsKey()

    def show(self, heading: str, detail: str = "", *, title: str = "") -> None:
        """Show the heading, followed by a detail in muted colour.

        title: what stands in front of it. It is cut where both have no room, so that the heading stays whole.
        """
        self._title = title
        self._heading = Content.assemble((heading, "bold"), ("  " + detail if detail else "", "$text-muted"))
        self.on_resize()

    def on_resize(self) -> None:
        """Leave the heading the place that it needs, and show no name of which little more than "…" is left."""
        heading = self._entitled(self.content_size.width)
        self.query_one("#heading", Static).update(heading)
        room = self.content_size.width - heading.cell_length
        for key in self.query(CommandsKey):
            key.fit(room)
            room -= key.get_content_width(self.size, self.size)
        self.query_one("#station").visible = room >= LEAST_NAME

    def _entitled(self, width: int) -> Content:
        """The heading behind its title, which is cut where there is not enough room beside the key of the commands."""
        if not self._title:
            return self._heading
        begin, between = self._title, " · "
        room = width - self._heading.cell_length - len(between) - sum(key.least for key in self.query(CommandsKey))
        if cell_len(begin) > room:
            begin = set_cell_size(begin, max(0, room - 1)).rstrip() + "…"
        return Content.assemble((begin + between, "bold"), self._heading)

    def show_station(self, name: str) -> None:
        """Show another name of the station."""
        self.query_one("#station", Static).update(name)
