"""What every dialog has: a titled box over the screen, translated keys, Escape to go away."""

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
        """Go away without an answer."""
        if self.may_leave():
            self.dismiss(None)

    def may_leave(self) -> bool:
        """Whether nothing is lost if it goes away now; where something is, it says so."""
        return True

    def dismiss(self, result: Answer | None = None) -> AwaitComplete:
        """Close with an answer; only the first one counts."""
        return super().dismiss(result) if _to_the_front(self) else AwaitComplete()

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """The keys that work now, with their words in the language in use."""
        return {key: translated(active) for key, active in super().active_bindings.items()}


class Palette(CommandPalette):
    """Textual's list of commands. A second Enter, given before the first was heard, would have it close once more.

    Textual's own words for an empty list are English, and stand in the middle of a method.
    """

    def dismiss(self, result: None = None) -> AwaitComplete:
        """Close; once."""
        return super().dismiss(result) if _to_the_front(self) else AwaitComplete()

    def _start_no_matches_countdown(self, search_value: str) -> None:
        self._stop_no_matches_countdown()

        def say_so() -> None:
            if search_value:
                option = Option(Content(_("No command is called that")), disabled=True, id=self._NO_MATCHES)
                self.query_one(CommandList).add_option(option)
            self._list_visible = bool(search_value)

        self._no_matches_timer = self.set_timer(self._NO_MATCHES_COUNTDOWN, say_so)


def _to_the_front(screen: Screen[Any]) -> bool:
    """Close what was opened over a dialog that has its answer; whether the dialog itself is still there."""
    if screen not in screen.app.screen_stack:
        return False
    while screen.app.screen is not screen:
        screen.app.pop_screen()
    return True
