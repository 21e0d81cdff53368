"""A text field with a list of known names under it, which opens while somebody types."""

import re
from typing import ClassVar

from textual import events, on
from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from radiodesk.locale import N_, _
from radiodesk.model.name_search import SHOWN, NameSearch, other_names, part_at
from radiodesk.model.text import fold
from radiodesk.tui.widgets.form_input import FormInput


class NameInput(FormInput):
    """The text field of a `NamePicker`. Its keys act on the list while that is open."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "list('down')", N_("Open the list"), show=False),
        Binding("up", "list('up')", N_("Up"), show=False),
        Binding("escape", "list('close')", N_("Close the list"), show=False),
        Binding("ctrl+z", "list('typed_again')", N_("Bring back what was typed"), show=False),
    ]

    picker: "NamePicker"

    def replace(self, text: str, start: int, end: int) -> None:
        """Replace text as the user types, and show the names that match."""
        super().replace(text, start, end)
        self.picker.edited()  # called directly: the next key may be Enter

    async def action_submit(self) -> None:
        """Take the highlighted name. If none is highlighted, submit the text."""
        if not self.picker.take():
            await super().action_submit()

    def action_list(self, what: str) -> None:
        """Do something with the list. The key keeps its other meaning where that is not possible."""
        if not getattr(self.picker, what)():
            raise SkipAction

    def _on_blur(self, event: events.Blur) -> None:
        super()._on_blur(event)
        self.picker.left()


class NamePicker(Vertical):
    """A text field for a name, or for several, with a list of the known names that match.

    The list is drawn over what is below the field. It has the most used names first. Enter and a click take the
    highlighted name, Escape closes the list, and Ctrl+Z brings back what was typed. Tab keeps what is typed, unless the
    arrow keys chose a name, or a name is the same without case and accents.
    new: what the last row says of a name that is not known, with {name}; empty where any text may be typed.
    between: what separates several names.
    """

    DEFAULT_CSS = """
    NamePicker {
        height: 1; width: 1fr;
        & > Horizontal { height: 1; }
        .open { width: 2; }
        OptionList {
            display: none; overlay: screen; constrain: none inflect;
            width: 1fr; text-wrap: nowrap; text-overflow: ellipsis;
        }
    }
    """

    class Closed(Message):
        """The list was closed."""

        def __init__(self, picker: "NamePicker") -> None:
            super().__init__()
            self.picker = picker

    def __init__(
        self, field: NameInput, names: NameSearch, *, new: str = "", between: re.Pattern[str] | None = None
    ) -> None:
        super().__init__()
        self.field = field
        field.picker = self
        self.takes_on_blur = False
        """Whether leaving the field may take a name, as Tab does."""
        self._is_chosen = False
        """Whether the user moved into the list."""
        self._names = names
        self._new = new
        self._between = between
        self._rows: list[str | None] = []
        """The names in the list; None for the row of a new name."""
        self._typed: str | None = None
        """The text that a taken name replaced."""

    def compose(self) -> ComposeResult:
        """Lay out the field, the sign that opens the list, and the list."""
        with Horizontal():
            yield self.field
            yield Static(" ▾", classes="open", markup=False)
        options = OptionList(markup=False, compact=True)
        options.can_focus = False
        yield options

    @property
    def is_open(self) -> bool:
        """Whether the list is shown."""
        return bool(self._list.display)

    @property
    def note(self) -> str:
        """What the text means: a name that is new, or what was typed before a name was taken."""
        if self._typed is not None and self._typed.strip():
            return _("Ctrl+Z: {typed}").format(typed=self._typed)
        if self._new and not self.is_open and (new := self._new_names()):
            return _("new: {names}").format(names=", ".join(new))
        return ""

    def edited(self) -> None:
        """Show the names that match what is typed."""
        self._typed = None
        self._is_chosen = False
        if self._part().strip():
            self._show(self._part())
        else:
            self.close()

    def down(self) -> bool:
        """Open the list, or highlight the next name."""
        self._is_chosen = True
        if self.is_open:
            self._list.action_cursor_down()
            return True
        return self.open()

    def up(self) -> bool:
        """Highlight the name before. Returns False if the list is closed."""
        if self.is_open:
            self._is_chosen = True
            self._list.action_cursor_up()
        return self.is_open

    def open(self) -> bool:
        """Open the list of what matches; of all names where nothing is typed or a name is complete."""
        part = self._part()
        self._show("" if self._names.known(part) else part, all_names=True)
        return self.is_open

    def close(self) -> bool:
        """Close the list. Returns False if it was closed."""
        was_open = self.is_open
        self._is_chosen = False
        self._list.display = False
        if was_open:
            self.post_message(self.Closed(self))
        return was_open

    def typed_again(self) -> bool:
        """Bring back the text that a taken name replaced. Returns False if there is none."""
        if self._typed is None:
            return False
        self.field.value, self._typed = self._typed, None
        self.field.cursor_position = len(self.field.value)
        return True

    def take(self) -> bool:
        """Take the highlighted name. Returns False if none is highlighted."""
        highlighted = self._list.highlighted
        if not self.is_open or highlighted is None:
            self.close()
            return False
        name = self._rows[highlighted]
        if name is not None:
            text = self.field.value
            begin, end = part_at(text, self.field.cursor_position, self._between)
            if text[begin:end] != name:
                self._typed = text
                self.field.value = text[:begin] + name + text[end:]
                self.field.cursor_position = begin + len(name)
        self.close()
        return True

    def left(self) -> None:
        """Close the list when the field loses the focus. After Tab, take the name that the user means."""
        if self.takes_on_blur:
            if not self._is_chosen and self.is_open:
                self._list.highlighted = self._same_name()
            self.take()
        self.takes_on_blur = False
        self.close()

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._list.highlighted = event.option_index
        self.take()

    @on(OptionList.OptionHighlighted)
    def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()

    def on_click(self, event: events.Click) -> None:
        """Open or close the list at a click on its sign."""
        if event.widget is not None and event.widget.has_class("open"):
            self.field.focus()
            if not self.close():
                self.open()

    def _show(self, part: str, *, all_names: bool = False) -> None:
        """Fill and open the list. all_names: also where nothing is typed."""
        others = other_names(self.field.value, self.field.cursor_position, self._between)
        is_known = self._names.known(part) is not None
        is_new = bool(self._new and part and not is_known)
        found = self._names.find(part, SHOWN - is_new, others)
        if found and [each.name for each in found] == [part]:
            found = []  # it is typed in full, and there is no other
        self._rows = [*(each.name for each in found), *([None] if is_new else [])]
        options = [
            Option(Content.assemble(each.name, (f"  {each.detail}" if each.detail else "", "$text-muted")))
            for each in found
        ]
        if is_new:
            options.append(Option(Content(_(self._new).format(name=part))))
        if not options:
            self.close()
            return
        self._list.set_options(options)
        # The row of a new name is highlighted where it is the only one: Enter must not save a slip of the pen.
        self._list.highlighted = None if is_known or (all_names and not part) else 0
        self._list.display = True

    def _same_name(self) -> int | None:
        """The row of the only name that is typed in full, without case and accents. None if there is no such one.

        Another name that leads to it counts, too.
        """
        known = self._names.known(self._part())
        typed = fold(known.name if known else self._part())
        rows = [row for row, name in enumerate(self._rows) if name is not None and fold(name) == typed]
        return rows[0] if len(rows) == 1 else None

    def _part(self) -> str:
        """The name under the cursor."""
        text = self.field.value
        begin, end = part_at(text, self.field.cursor_position, self._between)
        return text[begin:end]

    def _new_names(self) -> list[str]:
        """The names in the text that are not known."""
        text = self.field.value
        parts = [text] if self._between is None else self._between.split(text)
        return [part.strip() for part in parts if part.strip() and not self._names.known(part)]

    @property
    def _list(self) -> OptionList:
        return self.query_one(OptionList)
