"""The base class of all dialogs: translated keys, and Escape to close."""

from typing import Any, ClassVar, Generic, TypeVar

from textual.await_complete import AwaitComplete
from textual.binding import ActiveBinding, Binding, BindingType
from textual.command import CommandList, CommandPalette
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.widgets.option_list import Option

from radiodesk.locale import N_, _
from radiodesk.tui.bindings import translated

Answer = TypeVar("Answer")


class Dialog(ModalScreen[Answer | None], Generic[Answer]):
    """A dialog. Escape closes it with None."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", N_("Leave"), show=False)]

    def action_leave(self) -> None:
        """Close without an answer."""
        if self.may_leave():
            self.dismiss(None)

    def may_leave(self) -> bool:
        """Whether closing now would lose nothing. A dialog that returns False also says why."""
        return True

    def dismiss(self, result: Answer | None = None) -> AwaitComplete:
        """Close with an answer. A second call is ignored."""
        return super().dismiss(result) if _bring_to_front(self) else AwaitComplete()

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """The active key bindings, with descriptions in the current language."""
        return {key: translated(active) for key, active in super().active_bindings.items()}


class Palette(CommandPalette):
    """Textual's command palette with two corrections.

    It ignores a second Enter that arrives before the first one is handled. Its text for an empty list is translated,
    which needs a copy of a whole method because Textual has the text inside it.
    """

    def dismiss(self, result: None = None) -> AwaitComplete:
        """Close. A second call is ignored."""
        return super().dismiss(result) if _bring_to_front(self) else AwaitComplete()

    def _start_no_matches_countdown(self, search_value: str) -> None:
        self._stop_no_matches_countdown()

        def show_no_matches() -> None:
            if search_value:
                option = Option(Content(_("No command matches")), disabled=True, id=self._NO_MATCHES)
                self.query_one(CommandList).add_option(option)
            self._list_visible = bool(search_value)

        self._no_matches_timer = self.set_timer(self._NO_MATCHES_COUNTDOWN, show_no_matches)


def _bring_to_front(screen: Screen[Any]) -> bool:
    """Close every screen above this one. Returns False if this screen is closed already."""
    if screen not in screen.app.screen_stack:
        return False
    while screen.app.screen is not screen:
        screen.app.pop_screen()
    return True
