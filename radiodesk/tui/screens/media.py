"""The media screen."""

from collections.abc import Iterable

from textual.widget import Widget
from textual.widgets import Static

from radiodesk.tui.screens.base import ModeScreen


class MediaScreen(ModeScreen):
    """To be written."""

    MODE = "media"

    def body(self) -> Iterable[Widget]:
        """Nothing yet."""
        yield Static("", markup=False)

    def reload(self) -> None:
        """Nothing yet."""
