"""The reports screen."""

from collections.abc import Iterable

from textual.widget import Widget
from textual.widgets import Static

from radiodesk.tui.screens.base import ModeScreen


class ReportsScreen(ModeScreen):
    """To be written."""

    MODE = "reports"

    def body(self) -> Iterable[Widget]:
        """Nothing yet."""
        yield Static("", markup=False)

    def reload(self) -> None:
        """Nothing yet."""
