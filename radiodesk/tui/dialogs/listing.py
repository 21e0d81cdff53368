"""A list over the screen that can be of any length: searched, and read in full a row at a time."""

from collections.abc import Sequence
from functools import cached_property
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from radiodesk.locale import N_, _, formats
from radiodesk.model.text import fold
from radiodesk.tui.dialogs.base import Dialog
from radiodesk.tui.widgets.long_table import LongTable
from radiodesk.tui.widgets.row_table import Column


class Listing(Dialog[int]):
    """Rows to read; closes with the number of the row that was opened, where they lead on to something.

    explanation: what the rows are. opens: what Enter does, in words; without it the rows are only read.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "search", N_("Search"), show=False, key_display="/"),
        Binding("down", "app.focus_next", N_("Down"), show=False),
    ]

    def __init__(
        self,
        title: str,
        columns: Sequence[Column],
        rows: Sequence[Sequence[str]],
        *,
        explanation: str = "",
        opens: str = "",
    ) -> None:
        super().__init__()
        self._title = title
        self._columns = columns
        self._rows = rows
        self._found = list(range(len(rows)))
        self._explanation = explanation
        self._opens = opens

    def compose(self) -> ComposeResult:
        """Lay out the search, the list, the row in full and how many there are."""
        with Vertical(classes="box tall broad") as box:
            box.border_title = Content(self._title)
            if self._explanation:
                yield Static(self._explanation, classes="explanation", markup=False)
            yield Input(placeholder=_("/ searches"), compact=True)
            yield LongTable(self._columns, self._rows)
            yield Static(classes="in-full", markup=False)
            yield Static(classes="hint", markup=False)

    def on_mount(self) -> None:
        """Begin in the list."""
        self.query_one(LongTable).focus()
        self._say_how_many()

    @cached_property
    def _folded(self) -> Sequence[str]:
        return [fold(" ".join(row)) for row in self._rows]

    def action_search(self) -> None:
        """Go to the line to type in."""
        self.query_one(Input).focus()

    def action_leave(self) -> None:
        """Leave the search first, then the list."""
        search = self.query_one(Input)
        if search.has_focus or search.value:
            search.value = ""
            self.query_one(LongTable).focus()
        else:
            super().action_leave()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        query = fold(event.value)
        self._found = [number for number, folded in enumerate(self._folded) if query in folded]
        self.query_one(LongTable).fill([self._rows[number] for number in self._found])
        self._say_how_many()

    @on(Input.Submitted)
    def _entered(self) -> None:
        self.query_one(LongTable).focus()

    @on(LongTable.Highlighted)
    def _at(self, event: LongTable.Highlighted) -> None:
        row = self._rows[self._found[event.row]] if event.row is not None else ()
        self.query_one(".in-full", Static).update(" · ".join(filter(None, row)))

    @on(LongTable.Opened)
    def _opened(self, event: LongTable.Opened) -> None:
        if self._opens:
            self.dismiss(self._found[event.row])

    def _say_how_many(self) -> None:
        all_of_them = formats.number(len(self._rows))
        found = formats.number(len(self._found))
        count = all_of_them if found == all_of_them else _("{found} of {all}").format(found=found, all=all_of_them)
        keys = [count, self._opens, _("Esc leaves")]
        self.query_one(".hint", Static).update(" · ".join(filter(None, keys)))
