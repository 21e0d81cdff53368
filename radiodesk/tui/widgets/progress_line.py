"""A line that shows the progress of a long-running job."""

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import ProgressBar, Static


class ProgressLine(Horizontal):
    """A text that says what is being done, and a progress bar."""

    def compose(self) -> ComposeResult:
        """Lay out the text and the bar."""
        yield Static(classes="what", markup=False)
        yield ProgressBar(show_eta=False, show_percentage=False)

    def show(self, what: str, share: float | None) -> None:
        """Show the progress. what: what is being done. share: 0 to 1, or None if the total is unknown."""
        self.query_one(".what", Static).update(what)
        self.query_one(ProgressBar).update(total=None if share is None else 1, progress=share or 0)
