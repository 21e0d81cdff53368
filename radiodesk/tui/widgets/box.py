"""The frame of a dialog, with its title."""

from rich.cells import cell_len
from textual.containers import Vertical
from textual.content import Content
from textual.css.scalar import Scalar
from textual.geometry import Size
from textual.widget import Widget
from textual.widgets import Static

from radiodesk.errors import visible

CORNERS = 6
"""Cells of the frame's upper line that a title cannot use."""

LEAST = 3
"""The least lines of a part that has not enough room."""


class Box(Vertical):
    """A frame with its title in its upper line. A title that is too long for it is shown inside, in several lines."""

    def __init__(self, title: str, *, classes: str = "") -> None:
        self._title = visible(title)
        self._inside = Static(self._title, classes="title", markup=False)
        self._inside.display = False
        super().__init__(self._inside, classes=f"box {classes}")
        self.border_title = Content(self._title)

    def rename(self, title: str) -> None:
        """Show another title."""
        self._title = visible(title)
        self._inside.update(self._title)
        self.on_resize()

    def on_resize(self) -> None:
        """Show the title where it fits."""
        fits = cell_len(self._title) <= self.outer_size.width - CORNERS
        self._inside.display = not fits
        self.border_title = Content(self._title if fits else "")

    def make_room(self, part: Widget, last: Widget, *, table: Widget | None = None, most: int = 0) -> bool:
        """Limit the height of one part to the lines that the others leave, so that the last one stays in view.

        Call it after each layout: `max-height` in the styles would leave lines empty, or push the last part out.
        table: takes the lines that are left over, and can give them. most: the limit in any case; 0: there is none.
        Returns whether the part has another limit now.
        """
        highest = self.styles.max_height
        if highest is None or not self.size:
            return False
        room = part.outer_size.height + self.content_region.bottom - last.region.bottom - last.styles.margin.bottom
        if self.styles.is_auto_height:
            notices = sum(rack.region.height for rack in self.screen.query("ToastRack"))
            around = Size(self.screen.size.width, self.screen.size.height - notices)
            room += int(highest.resolve(around, self.screen.size)) - self.outer_size.height
        if table is not None:
            room += table.outer_size.height - LEAST
        least = LEAST if table is None else 1
        room = max(least, min(room, most) if most else room)
        if part.styles.max_height == Scalar.from_number(room):
            return False
        part.styles.max_height = room
        return True
