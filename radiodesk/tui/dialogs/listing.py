"""A dialog with a list of any length, a search field, and the full text of the row under the cursor."""

from collections.abc import Sequence
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input, Static

from radiodesk.locale import N_, _, formats
from radiodesk.tui.dialogs.searchable import Filter, SearchableDialog
from radiodesk.tui.widgets.box import Box
from radiodesk.tui.widgets.clipped import Clipped
from radiodesk.tui.widgets.hint import Hint, with_arrows
from radiodesk.tui.widgets.long_table import Cell, LongTable
from radiodesk.tui.widgets.row_table import Column


class Listing(SearchableDialog[int]):
    """A searchable list. Closes with the index of the row that the user opens.

    explanation: text above the list. opens: text that says what Enter does; if empty, rows cannot be opened.
    A letter begins a search, unless letters are keys of the dialog.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "app.focus_next", N_("Down"), show=False),
    ]

    def __init__(
        self,
        title: str,
        columns: Sequence[Column],
        rows: Sequence[Sequence[Cell]],
        *,
        explanation: str = "",
        opens: str = "",
    ) -> None:
        super().__init__()
        self._title = title
        self._columns = columns
        self._rows = rows
        self._filter = Filter(rows)
        self._found = list(range(len(rows)))
        self._explanation = explanation
        self._opens = opens

    def compose(self) -> ComposeResult:
        """Lay out the search field, the list, the full row and the number of rows."""
        with Box(self._title, classes="tall broad"):
            if self._explanation:
                yield Static(self._explanation, classes="explanation", markup=False)
            yield self.search_field()
            yield LongTable(self._columns, self._rows)
            yield Clipped(classes="in-full")
            yield Hint()

    def on_mount(self) -> None:
        """Start in the list."""
        self.query_one(LongTable).focus()
        self._show_count()

    def on_key(self, event: events.Key) -> None:
        """Begin a search with a letter that is typed in the list."""
        letter = event.character or ""
        letters_are_keys = any(key.isalpha() and len(key) == 1 for key in self._bindings.key_to_bindings)
        if letter.isalpha() and not letters_are_keys and self.focused is self.query_one(LongTable):
            event.stop()
            self.action_search()
            self.query_one(Input).insert_text_at_cursor(letter)

    @property
    def highlighted_index(self) -> int | None:
        """The index of the row under the cursor among all rows, or None if the list is empty."""
        return self._found[self.query_one(LongTable).row] if self._found else None

    def replace_rows(self, rows: Sequence[Sequence[Cell]]) -> None:
        """Show other rows, with the same search and the cursor at the same place."""
        self._rows, self._filter = rows, Filter(rows)
        self._show_found(self.query_one(Input).value, self.query_one(LongTable).row)

    def explain(self, explanation: str) -> None:
        """Show another text above the list, in place of the one that was given at first."""
        self.query_one(".explanation", Static).update(with_arrows(explanation))

    @on(Input.Changed)
    def _query_changed(self, event: Input.Changed) -> None:
        self._show_found(event.value)

    def _show_found(self, typed: str, cursor: int = 0) -> None:
        self._found = self._filter.find(typed)
        self.query_one(LongTable).show_rows([self._rows[number] for number in self._found], cursor)
        self._show_count()

    @on(LongTable.Highlighted)
    def _show_full_row(self, event: LongTable.Highlighted) -> None:
        text = self.full_text(self._found[event.row]) if event.row is not None else ""
        self.query_one(".in-full", Static).update(text)

    def full_text(self, index: int) -> str:
        """The full text of a row, by its index among all rows."""
        return " · ".join(filter(None, map(str, self._rows[index])))

    @on(LongTable.Opened)
    def _opened(self, event: LongTable.Opened) -> None:
        if self._opens and event.row is not None:
            self.open_row(self._found[event.row])

    def open_row(self, index: int) -> None:
        """Open a row, by its index among all rows: close with it."""
        self.dismiss(index)

    def _show_count(self) -> None:
        total = formats.number(len(self._rows))
        found = formats.number(len(self._found))
        count = total if found == total else _("{found} of {all}").format(found=found, all=total)
        parts = [count, self._opens, _("Esc: close")]
        self.query_one(".hint", Hint).update(" · ".join(filter(None, parts)))
