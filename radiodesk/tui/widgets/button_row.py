"""The buttons of a dialog, with what the keys do beside them, or below them where the row is too short for both."""

from collections.abc import Iterable

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Button

from radiodesk.tui.widgets.hint import Hint, broken


class ButtonRow(Horizontal):
    """Buttons, and a hint. The hint is never cut: it has lines of its own where it does not fit beside the buttons."""

    def __init__(self, buttons: Iterable[Button], hint: str = "") -> None:
        super().__init__(classes="buttons")
        self._buttons = tuple(buttons)
        self._hint = hint

    def compose(self) -> ComposeResult:
        """Lay out the buttons and the hint."""
        yield from self._buttons
        yield Hint(self._hint)

    def say(self, hint: str) -> None:
        """Show another hint."""
        if hint == self._hint:
            return
        self._hint = hint
        self.query_one(".hint", Hint).update(hint)
        self._place()

    def on_mount(self) -> None:
        """Place the hint once the buttons have their widths."""
        self.call_after_refresh(self._place)

    def on_resize(self) -> None:
        """Place the hint where it fits."""
        self._place()

    def _place(self) -> None:
        width = self.size.width
        taken = sum(button.outer_size.width + button.styles.margin.width for button in self._buttons)
        is_stacked = bool(width) and taken + cell_len(self._hint) > width
        lines = len(broken(self._hint, width)) if is_stacked else 1
        self.set_class(is_stacked, "-stacked")
        self.styles.height = 1 + lines if is_stacked else 1
        self.query_one(".hint", Hint).styles.height = lines
