"""The base class of all dialogs: translated keys, and Escape to close."""

from typing import Any, ClassVar, Generic, TypeVar

from textual.await_complete import AwaitComplete
from textual.binding import ActiveBinding, Binding, BindingType
from textual.screen import ModalScreen, Screen

from radiodesk.locale import N_
from radiodesk.tui.bindings import translated
from radiodesk.tui.too_small import cover

Answer = TypeVar("Answer")

HIGH = 24
"""From how many lines on a form has room for all its parts."""

ROOMY = 72
"""From how many columns on a form has room for what is beside its labels."""


class Dialog(ModalScreen[Answer | None], Generic[Answer]):
    """A dialog. Escape closes it with None."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (ROOMY, "-roomy")]  # noqa: RUF012 - as Textual declares it
    VERTICAL_BREAKPOINTS = [(0, "-short"), (HIGH, "-high")]  # noqa: RUF012 - as Textual declares it
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", N_("Close"), show=False),
        Binding("question_mark,f1", "app.help", N_("Help"), show=False),
    ]

    def action_leave(self) -> None:
        """Close without an answer."""
        if self.may_leave():
            self.dismiss(None)

    def may_leave(self) -> bool:
        """Whether closing now would lose nothing. A dialog that returns False also says why."""
        return True

    def may_quit(self) -> bool:
        """Whether the end of radiodesk would lose nothing. A dialog that returns False also says why."""
        return self.may_leave()

    def dismiss(self, result: Answer | None = None) -> AwaitComplete:
        """Close with an answer. A second call is ignored."""
        if not _bring_to_front(self):
            return AwaitComplete()
        closing = super().dismiss(result)
        self.app.call_later(cover, self.app, self.app.size)  # its cover, above this, is gone too
        return closing

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """The active key bindings, with descriptions in the current language."""
        return {key: translated(active) for key, active in super().active_bindings.items()}


def _bring_to_front(screen: Screen[Any]) -> bool:
    """Close every screen above this one. Returns False if this screen is closed already."""
    if screen not in screen.app.screen_stack:
        return False
    while screen.app.screen is not screen:
        screen.app.pop_screen()
    return True
