"""A search field above a list, hidden until it is opened."""

from textual import on
from textual.message import Message
from textual.widgets import Input

from radiodesk.tui.widgets.form_input import FormInput


class SearchLine(FormInput):
    """Posts `Searched` at every change of its text, and `Done` when Enter is pressed."""

    class Searched(Message):
        """The search text changed."""

    class Done(Message):
        """Enter was pressed: the focus goes back to the list."""

    def __init__(self, placeholder: str) -> None:
        super().__init__(placeholder=placeholder)
        self.display = False

    def open(self) -> None:
        """Show and focus the field."""
        self.display = True
        self.screen.refresh_bindings()
        self.screen.set_focus(self)  # at once: what is typed next may be waiting already

    def close(self) -> bool:
        """Clear and hide the field. Returns whether it was open."""
        was_open = self.display
        self.display = False
        self.value = ""
        self.screen.refresh_bindings()
        return was_open

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Searched())

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Done())
