"""The frame of a dialog, with its title."""

from rich.cells import cell_len
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from radiodesk.errors import visible

CORNERS = 6
"""Cells of the frame's upper line that a title cannot use."""


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
