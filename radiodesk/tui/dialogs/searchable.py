"""The base class of dialogs with a list and a search field above it: `/` goes there, Escape closes the search first."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any, ClassVar, TypeVar

from textual import on
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import Input

from radiodesk.locale import N_, _
from radiodesk.model.text import fold
from radiodesk.tui.dialogs.base import Dialog
from radiodesk.tui.widgets.box import Box
from radiodesk.tui.widgets.form_input import FormInput
from radiodesk.tui.widgets.long_table import LongTable

Answer = TypeVar("Answer")


class Filter:
    """Rows of texts to search. Each is folded once, at the first search: there may be thousands."""

    def __init__(self, rows: Sequence[Sequence[object]]) -> None:
        self._rows = rows

    @cached_property
    def _folded(self) -> list[str]:
        return [fold(" ".join(map(str, row))) for row in self._rows]

    def find(self, typed: str) -> list[int]:
        """The indexes of the rows that contain what is typed, without case and accents."""
        query = fold(typed)
        return [index for index, folded in enumerate(self._folded) if query in folded]


class SearchableDialog(Dialog[Answer]):
    """A dialog whose only `Input` searches its only `LongTable`. A subclass shows the rows when the text changes."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "search", N_("Search"), show=False, priority=True)  # what is typed next goes into the field
    ]

    def on_mount(self) -> None:
        """Watch the layout."""
        self.screen_layout_refresh_signal.subscribe(self, self._make_room)

    def _make_room(self, _screen: Screen[Any]) -> None:
        """Show as much of the row under the cursor as the list and the keys leave, up to two fifths of the dialog."""
        box = self.query_one(Box)
        for in_full in self.query(".in-full"):
            last, table = box.displayed_children[-1], self.query_one(LongTable)
            box.make_room(in_full, last, table=table, most=box.size.height * 2 // 5)

    def search_field(self) -> Input:
        """The search field, to be composed above the list."""
        return FormInput(placeholder=_("/ searches"))

    def focus_list(self) -> None:
        """Leave the search field, and keep the filter."""
        self.query_one(LongTable).focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """In a field, the slash is a letter."""
        if action == "search" and isinstance(self.focused, Input):
            return False
        return super().check_action(action, parameters)

    def action_search(self) -> None:
        """Focus the search field."""
        for field in self.query(Input):
            self.set_focus(field)  # at once: what is typed next may be waiting already

    def action_leave(self) -> None:
        """Close the search if it is in use, else the dialog."""
        for field in self.query(Input):
            if field.has_focus or field.value:
                field.value = ""
                self.focus_list()
                return
        super().action_leave()

    @on(Input.Submitted)
    def _search_submitted(self) -> None:
        self.focus_list()
