"""What is shown in place of everything while the terminal is too small for it."""

from typing import Any

from textual import events
from textual.app import App, ComposeResult
from textual.geometry import Size
from textual.screen import ModalScreen
from textual.widgets import Static

from radiodesk.locale import _

SMALLEST = Size(50, 14)
"""The smallest terminal that the screens and dialogs fit into."""


def cover(app: App[Any], size: Size) -> None:
    """Cover what is open in a terminal of a size that is too small for it, and uncover it in a larger one."""
    is_covered = isinstance(app.screen, TooSmall)
    if is_too_small(size) and not is_covered:
        app.push_screen(TooSmall())
    elif is_covered and not is_too_small(size):
        app.pop_screen()


def is_too_small(size: Size) -> bool:
    """Whether a terminal of this size is too small."""
    return size.width < SMALLEST.width or size.height < SMALLEST.height


class TooSmall(ModalScreen[None]):
    """Says how large the terminal must be. What was open, and what was typed there, stays as it is below."""

    def compose(self) -> ComposeResult:
        """Lay out the message."""
        yield Static(markup=False)

    def on_screen_resume(self) -> None:
        """Close if the terminal grew while a question was shown above this."""
        cover(self.app, self.app.size)

    def on_resize(self, event: events.Resize) -> None:
        """Name the size that the terminal has now."""
        text = _("The window is too small: {width}×{height}. radiodesk needs {least_width}×{least_height}.")
        width, height = event.size
        least_width, least_height = SMALLEST
        self.query_one(Static).update(
            text.format(width=width, height=height, least_width=least_width, least_height=least_height)
        )
