"""A line above a list, to type a part of a title in; away until it is asked for."""

from textual import on
from textual.message import Message
from textual.widgets import Input


class SearchLine(Input):
    """Says `Searched` at every change, and at Enter that the list is wanted again."""

    class Searched(Message):
        """Another text to search for."""

    class Done(Message):
        """Enter: go on in the list."""

    def __init__(self, placeholder: str) -> None:
        super().__init__(placeholder=placeholder, compact=True)
        self.display = False

    def open(self) -> None:
        """Show the line and go to it."""
        self.display = True
        self.focus()

    def close(self) -> bool:
        """Forget the search; whether there was one."""
        searching = self.display
        self.display = False
        self.value = ""
        return searching

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Searched())

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Done())
