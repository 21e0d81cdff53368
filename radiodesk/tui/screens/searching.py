"""The base class of the modes' screens whose list is filtered by a search field."""

from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.widgets import Input

from radiodesk.locale import N_, _
from radiodesk.model.text import fold
from radiodesk.tui.screens.base import ModeScreen
from radiodesk.tui.widgets.row_table import RowTable
from radiodesk.tui.widgets.search_line import SearchLine

NOTHING_FOUND = N_("Nothing matches. Esc shows all again.")


class SearchScreen(ModeScreen):
    """A screen with a list, which / filters. Escape closes the search and shows all again.

    A subclass yields `search_line()` in its body, and loads what matches `searched`.
    """

    SEARCH: ClassVar[str] = N_("A part of the title; Esc shows all again")
    """What the empty search field says, untranslated."""
    BINDINGS: ClassVar[list[BindingType]] = [
        # Priority: else the letters that arrive with the slash would be keys of the list, which change data.
        Binding("slash", "search", N_("Search"), show=False, priority=True),
        Binding("escape", "leave", N_("Close")),
    ]

    _is_limited: bool | None = None
    """Whether only the first rows were loaded; None on a screen that always loads all."""

    def search_line(self) -> SearchLine:
        """The search field, hidden until it is opened."""
        return SearchLine(_(self.SEARCH))

    @property
    def searched(self) -> str:
        """The text in the search field."""
        return self.query_one(SearchLine).value

    def matches(self, *texts: str) -> bool:
        """Whether one of the texts contains what is searched, regardless of case and accents."""
        query = fold(self.searched)
        return any(query in fold(text) for text in texts)

    def limit(self, most: int) -> int | None:
        """The number of rows to load: all of them (None) where the user sorts them, else the first ones."""
        self._is_limited = not self.query_one(RowTable).is_sorted
        return most if self._is_limited else None

    @on(RowTable.Sorted)
    def _load_what_is_sorted(self) -> None:
        """Sort all rows, not only those that were loaded."""
        if self._is_limited is self.query_one(RowTable).is_sorted:
            self.reload()

    def show_row(self, row_id: int | None, table: str = "") -> None:
        """Load again with the cursor on a row. A search might hide it."""
        for line in self.query(SearchLine):
            line.close()
        super().show_row(row_id, table)

    def can_leave(self) -> bool:
        """Whether Escape closes something."""
        return any(line.display for line in self.query(SearchLine))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Escape is a key only while it closes something, and the slash while no text is typed."""
        if action == "search" and isinstance(self.focused, Input):
            return False
        return self.can_leave() if action == "leave" else super().check_action(action, parameters)

    def action_search(self) -> None:
        """Open the search field."""
        self.query_one(SearchLine).open()

    def search_for(self, text: str) -> None:
        """Search for a text, with the focus in the list."""
        line = self.query_one(SearchLine)
        line.open()
        line.value = text
        self.query_one(RowTable).focus()

    def action_leave(self) -> None:
        """Close the search."""
        if self.query_one(SearchLine).close():
            self._focus_list()

    def show_found(self) -> None:
        """Show what matches the search."""
        self.reload()

    @on(SearchLine.Searched)
    def _search_changed(self) -> None:
        self.show_found()

    @on(SearchLine.Done)
    def _focus_list(self) -> None:
        """Go back to the list, or leave an empty one."""
        lists = [widget for widget in self.query(self.AUTO_FOCUS) if widget.focusable]
        self.set_focus(lists[0] if lists else None)
