"""Pick one of many by typing a part of it."""

import contextlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Generic, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option
from textual.worker import Worker, WorkerError

from radiodesk.locale import N_, _
from radiodesk.tui.background import in_background
from radiodesk.tui.dialogs.base import Dialog

Id = TypeVar("Id")


@dataclass(frozen=True)
class Candidate(Generic[Id]):
    """One to pick: its id, its title, and a calmer detail."""

    id: Id
    title: str
    detail: str = ""


class Choose(Dialog[Id]):
    """A list that follows what is typed; closes with the id that was picked.

    find: the candidates for what was typed, "" for all; asked again at every change.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move(1)", N_("Down"), show=False),
        Binding("up", "move(-1)", N_("Up"), show=False),
    ]

    def __init__(
        self,
        title: str,
        find: Callable[[str], Awaitable[Sequence[Candidate[Id]]]],
        *,
        empty: str,
        placeholder: str = "",
    ) -> None:
        super().__init__()
        self._title = title
        self._find = find
        self._empty = empty
        self._placeholder = placeholder or _("Type a part of the title")
        self._candidates: Sequence[Candidate[Id]] = ()
        self._looking: Worker[None] | None = None

    def compose(self) -> ComposeResult:
        """Lay out the line to type in and the list."""
        with Vertical(classes="box tall") as box:
            box.border_title = Content(self._title)
            yield Input(placeholder=self._placeholder, compact=True)
            yield Static(self._empty, id="empty", markup=False)
            yield OptionList(markup=False, compact=True)
            yield Static(_("Enter picks · Esc leaves"), classes="hint", markup=False)

    def on_mount(self) -> None:
        """Begin with everything."""
        self.query_one("#empty").display = False
        self.query_one(OptionList).can_focus = False
        self._looking = self.look_for("")

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._looking = self.look_for(event.value)

    @in_background("find")
    async def look_for(self, query: str) -> None:
        """Show what fits."""
        self._candidates = await self._find(query)
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options(
            Option(Content.assemble(candidate.title, ("  " + candidate.detail, "$text-muted")))
            for candidate in self._candidates
        )
        self.query_one("#empty").display = not self._candidates
        if self._candidates:
            options.highlighted = 0

    def action_move(self, by: int) -> None:
        """Move the highlight."""
        options = self.query_one(OptionList)
        if by > 0:
            options.action_cursor_down()
        else:
            options.action_cursor_up()

    @on(Input.Submitted)
    def _entered(self) -> None:
        self._pick()

    @in_background("pick")
    async def _pick(self) -> None:
        """Take the highlighted one, once what was typed is found: a quick Enter must not take what was there before."""
        while self._looking and not self._looking.is_finished:
            with contextlib.suppress(WorkerError):
                await self._looking.wait()
        highlighted = self.query_one(OptionList).highlighted
        if highlighted is not None and highlighted < len(self._candidates):
            self.dismiss(self._candidates[highlighted].id)

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._candidates[event.option_index].id)
