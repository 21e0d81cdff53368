"""A dialog to pick one item from a list, which is filtered by typing unless it is short."""

import contextlib
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, Generic, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option
from textual.worker import Worker, WorkerError

from radiodesk.locale import N_, _
from radiodesk.tui.background import in_background
from radiodesk.tui.dialogs.base import Dialog
from radiodesk.tui.widgets.box import Box
from radiodesk.tui.widgets.form_input import FormInput
from radiodesk.tui.widgets.hint import Hint

Id = TypeVar("Id")


@dataclass(frozen=True)
class Candidate(Generic[Id]):
    """An item to pick. detail: shown in muted colour after the title. group: the heading that it stands under."""

    id: Id
    title: str
    detail: str = ""
    group: str = ""


class Picker(Dialog[Id]):
    """A search field and a list of matches. Closes with the id of the item that was picked.

    find: returns the candidates for the text in the search field, or all for "". Called at every change of the text.
    A few candidates themselves are listed without a search field.
    empty: says that there are no candidates, and unmatched that none matches what is typed, by default with `empty`.
    chosen: the id of the item that is highlighted while nothing is typed; by default that of the first one.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move(1)", N_("Down"), show=False),
        Binding("up", "move(-1)", N_("Up"), show=False),
        Binding("pagedown", "page(1)", N_("Page down"), show=False),
        Binding("pageup", "page(-1)", N_("Page up"), show=False),
    ]

    def __init__(
        self,
        title: str,
        find: Callable[[str], Awaitable[Sequence[Candidate[Id]]]] | Sequence[Candidate[Id]],
        *,
        empty: str = "",
        unmatched: str = "",
        placeholder: str = "",
        chosen: Id | None = None,
    ) -> None:
        super().__init__()
        self._title = title
        self._find = find
        self._empty = empty
        self._unmatched = unmatched or empty
        self._placeholder = placeholder or _("Type a part of the title")
        self._chosen = chosen
        self._candidates: Sequence[Candidate[Id]] = ()
        self._search: Worker[None] | None = None

    def compose(self) -> ComposeResult:
        """Lay out the search field and the list."""
        with Box(self._title, classes="tall" if callable(self._find) else "few"):
            if callable(self._find):
                yield FormInput(placeholder=self._placeholder)
            yield Static(self._empty, id="empty", markup=False)
            yield OptionList(markup=False, compact=True)
            yield Hint(_("Enter: choose · Esc: close"))

    def on_mount(self) -> None:
        """Start with all candidates."""
        self.query_one("#empty").display = False
        self.query_one(OptionList).can_focus = not callable(self._find)
        self._search = self.search("")

    @on(Input.Changed)
    def _query_changed(self, event: Input.Changed) -> None:
        self._search = self.search(event.value)

    @in_background("find")
    async def search(self, query: str) -> None:
        """Show the candidates that match."""
        self._candidates = await self._find(query) if callable(self._find) else self._find
        empty = self.query_one("#empty", Static)
        empty.update(self._unmatched if query else self._empty)
        empty.display = not self._candidates
        ids = [candidate.id for candidate in self._candidates]
        self._show_options(str(ids.index(self._chosen) if not query and self._chosen in ids else 0))

    def on_resize(self) -> None:
        """Break the candidates for the new width."""
        self.call_after_refresh(self._break_again)

    def _break_again(self) -> None:
        option = self.query_one(OptionList).highlighted_option  # of now: a key may have moved it since the resize
        if option is not None and option.id is not None:
            self._show_options(option.id)

    def _show_options(self, highlighted: str) -> None:
        options = self.query_one(OptionList)
        options.set_options(self._options(options.size.width - options.styles.scrollbar_size_vertical))
        if self._candidates:
            options.highlighted = options.get_option_index(highlighted)

    def _options(self, width: int) -> Iterator[Option]:
        """The candidates under the headings of their groups. An option's id is the index of its candidate."""
        group = ""
        for index, candidate in enumerate(self._candidates):
            if candidate.group != group:
                group = candidate.group
                yield Option(Content.styled(group, "bold $primary"), disabled=True)
            indent = "  " if group else ""
            text = Content.assemble(indent, candidate.title, ("  " + candidate.detail, "$text-muted"))
            yield Option(hanging(text, width, indent + "  "), id=str(index))

    def action_move(self, by: int) -> None:
        """Move the highlight down (1) or up (-1)."""
        options = self.query_one(OptionList)
        if by > 0:
            options.action_cursor_down()
        else:
            options.action_cursor_up()

    def action_page(self, by: int) -> None:
        """Move the highlight down (1) or up (-1) by a page."""
        options = self.query_one(OptionList)
        if by > 0:
            options.action_page_down()  # type: ignore[no-untyped-call] # of Textual
        else:
            options.action_page_up()  # type: ignore[no-untyped-call]

    @on(Input.Submitted)
    def _enter_pressed(self) -> None:
        self._pick()

    @in_background("pick")
    async def _pick(self) -> None:
        """Close with the highlighted item. Waits for the search first, so that a quick Enter picks no older match."""
        while self._search and not self._search.is_finished:
            with contextlib.suppress(WorkerError):
                await self._search.wait()
        if (option := self.query_one(OptionList).highlighted_option) is not None and option.id is not None:
            self.dismiss(self._candidates[int(option.id)].id)

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        if event.option_id is not None:
            self.dismiss(self._candidates[int(event.option_id)].id)


def hanging(text: Content, width: int, indent: str) -> Content:
    """The text on lines of at most `width` cells, with an indent before each line but the first. 0: on one line."""
    if text.cell_length <= width or width <= 2 * len(indent):
        return text
    return Content(f"\n{indent}").join(line.rstrip() for line in text.wrap(width - len(indent)))
