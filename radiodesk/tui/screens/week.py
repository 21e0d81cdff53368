"""The week screen."""

from collections.abc import Iterable

from textual.widget import Widget
from textual.widgets import Static

from radiodesk.tui.screens.base import ModeScreen


class WeekScreen(ModeScreen):
    """To be written."""

    MODE = "week"

    def body(self) -> Iterable[Widget]:
        """Nothing yet."""
        yield Static("", markup=False)

    def reload(self) -> None:
        """Nothing yet."""
