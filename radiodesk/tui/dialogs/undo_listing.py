"""The base class of the lists in which things are changed."""

from radiodesk.tui.dialogs.listing import Listing
from radiodesk.tui.dialogs.undoing import Undoing
from radiodesk.tui.widgets.change_line import ChangeLine


class UndoListing(Listing, Undoing):
    """A list in which things are changed. It shows the confirmation of the last change below its rows."""

    def on_mount(self) -> None:
        """Add the line of the confirmation."""
        self.query_one(".box").mount(ChangeLine(self.access), before=".hint")

    def action_recent_changes(self) -> None:
        """List the recent changes, then show the list as it is after them."""
        from radiodesk.tui.dialogs.recent_changes import RecentChanges

        def closed(_answer: None) -> None:
            self.reload()

        self.app.push_screen(RecentChanges(self.access), closed)
