"""One line that says how far a long work is, and that Escape stops it."""

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import ProgressBar, Static


class ProgressLine(Horizontal):
    """What is being done, and a thin bar."""

    def compose(self) -> ComposeResult:
        """Lay out the two."""
        yield Static(classes="what", markup=False)
        yield ProgressBar(show_eta=False, show_percentage=False)

    def show(self, what: str, share: float | None) -> None:
        """Say what is being done. share: 0 to 1, or None where nobody knows how long it takes."""
        self.query_one(".what", Static).update(what)
        self.query_one(ProgressBar).update(total=None if share is None else 1, progress=share or 0)
