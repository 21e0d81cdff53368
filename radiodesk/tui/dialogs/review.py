"""A dialog that shows the effects of a change before it is made."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Button, Input, Static

from radiodesk.locale import N_, _
from radiodesk.tui.dialogs.searchable import Filter, SearchableDialog
from radiodesk.tui.widgets.box import Box
from radiodesk.tui.widgets.button_row import ButtonRow
from radiodesk.tui.widgets.clipped import Clipped
from radiodesk.tui.widgets.long_table import LongTable
from radiodesk.tui.widgets.row_table import Column


class Review(SearchableDialog[bool]):
    """Shows a summary and warnings, and asks whether to continue.

    summary: lines of text, already aligned. kinds: what each of the warnings is, if they are not all warnings.
    yes: the verb on the confirm button; if empty, there is only Close. is_safe: nothing ends or is removed by a yes, so
    Enter means yes; otherwise it means no.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", N_("Up"), show=False),
        Binding("down", "move(1)", N_("Down"), show=False),
        Binding("left", "button(0)", N_("Previous"), show=False),
        Binding("right", "button(-1)", N_("Next"), show=False),
        Binding("pageup", "page(-1)", N_("Page up"), show=False),
        Binding("pagedown", "page(1)", N_("Page down"), show=False),
    ]

    def __init__(
        self,
        title: str,
        summary: str,
        warnings: Sequence[str],
        *,
        kinds: Sequence[str] = (),
        yes: str = "",
        is_safe: bool = True,
    ) -> None:
        super().__init__()
        self._title = title
        self._summary = summary
        self._warnings = warnings
        self._kinds = kinds
        self._yes = yes
        self._is_safe = is_safe
        self._rows = [*(zip(kinds, warnings, strict=True) if kinds else zip(warnings, strict=True))]
        self._filter = Filter(self._rows)
        self._found = list(range(len(self._rows)))
        """The indexes of the warnings that the search finds."""

    def compose(self) -> ComposeResult:
        """Lay out the summary, the warnings and the two buttons."""
        with Box(self._title, classes="tall broad" if self._kinds else "tall" if self._warnings else ""):
            yield Static(self._summary, classes="summary", markup=False)
            if self._warnings:
                field = self.search_field()
                field.display = False  # the summary needs the line
                yield field
                yield self._table()
                yield Clipped(classes="in-full")
            buttons = [Button(Content(self._yes), id="yes", compact=True)] if self._yes else []
            buttons.append(Button(Content(_("Back") if self._yes else _("Close")), id="no", compact=True))
            yield ButtonRow(buttons, self.hint)

    @property
    def hint(self) -> str:
        """What the keys do."""
        choose = [_("← →: choose")] if self._yes else []
        scroll = [_("↑ ↓: scroll"), _("/: search")] if self._warnings else []
        return " · ".join([*choose, _("Enter: answer") if self._yes else _("Enter: close"), *scroll, _("Esc: close")])

    def on_mount(self) -> None:
        """Focus the default button."""
        self.focus_list()

    def action_search(self) -> None:
        """Show the search field and focus it."""
        self.query(Input).set(display=True)
        super().action_search()

    def focus_list(self) -> None:
        """Focus the default button: the arrow keys move in the list all the same."""
        buttons = self.query(Button)
        (buttons.first() if self._is_safe else buttons.last()).focus()
        for field in self.query(Input):
            field.display = bool(field.value)

    def _table(self) -> LongTable:
        if not self._kinds:
            return LongTable([Column(_("Warnings"), share=1)], self._rows)
        return LongTable([Column(_("What"), 9), Column(_("Changes and warnings"), share=1)], self._rows)

    @on(Input.Changed)
    def _query_changed(self, event: Input.Changed) -> None:
        self._found = self._filter.find(event.value)
        self.query_one(LongTable).show_rows([self._rows[index] for index in self._found])

    def action_button(self, index: int) -> None:
        """Focus the first button (0) or the last (-1)."""
        self.query(Button)[index].focus()

    def action_move(self, by: int) -> None:
        """Move the cursor of the table, whatever has the focus."""
        for table in self.query(LongTable):
            table.action_move(by)

    def action_page(self, by: int) -> None:
        """Move the cursor of the table by pages."""
        for table in self.query(LongTable):
            table.action_page(by)

    @on(LongTable.Highlighted)
    def _show_full_warning(self, event: LongTable.Highlighted) -> None:
        text = self._warnings[self._found[event.row]] if event.row is not None else ""
        self.query_one(".in-full", Static).update(text)

    @on(Button.Pressed)
    def _answered(self, event: Button.Pressed) -> None:
        self.dismiss(event.button.id == "yes")
