"""What every dialog has: a titled box over the screen, translated keys, Escape to go away."""

from typing import ClassVar, Generic, TypeVar

from textual.binding import ActiveBinding, Binding, BindingType
from textual.screen import ModalScreen

from radiodesk.locale import N_
from radiodesk.tui.screens.base import translated

Answer = TypeVar("Answer")


class Dialog(ModalScreen[Answer | None], Generic[Answer]):
    """A dialog. Escape closes it with None."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", N_("Leave"), show=False)]

    def action_leave(self) -> None:
        """Go away without an answer."""
        self.dismiss(None)

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """The keys that work now, with their words in the language in use."""
        return {key: translated(active) for key, active in super().active_bindings.items()}
