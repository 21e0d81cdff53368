"""A dialog with a yes-or-no question."""

from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Button, Static

from radiodesk.locale import N_, _
from radiodesk.tui.dialogs.base import Dialog
from radiodesk.tui.widgets.box import Box
from radiodesk.tui.widgets.button_row import ButtonRow
from radiodesk.tui.widgets.hint import SEPARATOR


class Confirm(Dialog[bool]):
    """Asks before an action that is hard to undo.

    yes: the verb on the confirm button, such as "Remove". is_safe: nothing is lost by a yes, so Enter means yes; by
    default it means no.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "app.focus_previous", N_("Previous"), show=False),
        Binding("right", "app.focus_next", N_("Next"), show=False),
        Binding("up", "move(-1)", N_("Up"), show=False),
        Binding("down", "move(1)", N_("Down"), show=False),
        Binding("pageup", "page(-1)", N_("Page up"), show=False),
        Binding("pagedown", "page(1)", N_("Page down"), show=False),
    ]

    def __init__(self, title: str, question: str, *, yes: str, is_safe: bool = False) -> None:
        super().__init__()
        self._is_safe = is_safe
        self._title = title
        self._question = question
        self._yes = yes

    def compose(self) -> ComposeResult:
        """Lay out the question and its two buttons."""
        with Box(self._title):
            with VerticalScroll(classes="question", can_focus=False):
                yield Static(self._question, markup=False)
            buttons = [
                Button(Content(self._yes), id="yes", compact=True),
                Button(Content(_("Back")), id="no", compact=True),
            ]
            yield ButtonRow(buttons, self._hint(scrolls=False))

    @staticmethod
    def _hint(*, scrolls: bool) -> str:
        scroll = [_("↑ ↓: scroll")] if scrolls else []
        return SEPARATOR.join([_("← →: choose"), _("Enter: answer"), *scroll, _("Esc: close")])

    def on_mount(self) -> None:
        """Focus the default button."""
        self.query_one("#yes" if self._is_safe else "#no").focus()
        self.screen_layout_refresh_signal.subscribe(self, self._make_room)

    def _make_room(self, _screen: Screen[Any]) -> None:
        """Let a long question scroll, and say so: the buttons stay in view."""
        question, row = self.query_one(".question"), self.query_one(ButtonRow)
        self.query_one(Box).make_room(question, row)
        row.say(self._hint(scrolls=question.max_scroll_y > 0))

    def action_move(self, by: int) -> None:
        """Scroll the question by a line, down (1) or up (-1)."""
        self.query_one(".question").scroll_relative(y=by, animate=False)

    def action_page(self, by: int) -> None:
        """Scroll the question by its height."""
        question = self.query_one(".question")
        question.scroll_relative(y=by * question.size.height, animate=False)

    @on(Button.Pressed)
    def _answered(self, event: Button.Pressed) -> None:
        self.dismiss(event.button.id == "yes")
