"""A choice among a few options: typed letters select one, whether its list is open or closed."""

from collections.abc import Hashable, Iterable, Sequence
from typing import ClassVar

from rich.console import RenderableType
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.timer import Timer
from textual.widgets import Select
from textual.widgets._select import SelectCurrent, SelectOverlay

from radiodesk.locale import N_
from radiodesk.model.text import fold

PAUSE = 1.0
"""Seconds without a letter after which the next one begins a new word."""


class ChoiceSelect(Select[Hashable]):
    """A choice whose list opens with Space. Enter saves the form. Letters select an option, as in the open list."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "screen.save", N_("Save"), show=False)]

    _typed = ""
    _forgetting: Timer | None = None

    def _setup_variables_for_options(self, options: Iterable[tuple[RenderableType, Hashable]]) -> None:
        """Leave out the row for no choice: what was chosen is not taken back."""
        super()._setup_variables_for_options(options)
        self._options = [option for option in self._options if option[1] is not self.NULL]

    def compose(self) -> ComposeResult:
        """The chosen option, and the list."""
        yield SelectCurrent(self.prompt)
        yield _FoldedOverlay().data_bind(compact=Select.compact)

    def check_consume_key(self, key: str, character: str | None = None) -> bool:
        """Letters and digits are typed here; they are no keys of the screen."""
        return not self.expanded and _is_typed(character)

    def on_key(self, event: events.Key) -> None:
        """Select the option that begins with what was typed just now."""
        if self.expanded:
            return
        if event.key == "backspace":
            self._typed = self._typed[:-1]  # input methods replace the letter before: "d", "đ"
        elif _is_typed(event.character) or (event.character == " " and self._typed):
            self._typed += event.character or ""
            index = first_match([str(label) for label, _value in self._options], self._typed)
            if index is not None:
                self.value = self._options[index][1]
        else:
            return
        event.stop()
        event.prevent_default()
        if self._forgetting:
            self._forgetting.stop()
        self._forgetting = self.set_timer(PAUSE, self._forget)

    def _forget(self) -> None:
        self._typed = ""


class _FoldedOverlay(SelectOverlay):
    """The open list, searched as the closed choice is."""

    def _find_search_match(self, query: str) -> int | None:
        return first_match([str(option.prompt) for option in self._options], query)


def first_match(labels: Sequence[str], typed: str) -> int | None:
    """The first label that begins with the typed text, else the first with a word that does. Accents do not count."""
    folded = fold(typed)
    if not folded:
        return None
    found = [f" {fold(label)}" for label in labels]
    starts = (index for index, label in enumerate(found) if label.startswith(f" {folded}"))
    words = (index for index, label in enumerate(found) if f" {folded}" in label)
    return next(starts, next(words, None))


def _is_typed(character: str | None) -> bool:
    return character is not None and character.isprintable() and character != " "
