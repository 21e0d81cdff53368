"""A section of the Station screen: what it lists, and how its rows are added, changed, merged and removed."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from rich.text import Text
from sqlalchemy.orm import Session
from textual.app import App

from radiodesk.locale import _, formats
from radiodesk.model.actions import Action
from radiodesk.model.earlier_names import Earlier
from radiodesk.staff import removing
from radiodesk.staff.removing import NamedKind
from radiodesk.tui.access import DeskAccess
from radiodesk.tui.dialogs.confirm import Confirm
from radiodesk.tui.dialogs.form import Form
from radiodesk.tui.widgets.row_table import Column


class Row(Protocol):
    """What a section lists."""

    @property
    def id(self) -> int:
        """Identifies the row in its table."""


class NamedRow(Row, Protocol):
    """A row with a name that other rows refer to."""

    @property
    def version(self) -> int:
        """That the user has seen."""


View = TypeVar("View", bound=Row)
NamedView = TypeVar("NamedView", bound=NamedRow)

Done = Callable[[int | None], None]
"""Called after a change, with the id of the row that the cursor moves to."""


class Section(ABC, Generic[View]):
    """One section. `name`: its id. `title`: untranslated. `empty`: for an empty list."""

    name: ClassVar[str]
    title: ClassVar[str]
    empty: ClassVar[str] = ""
    lists: ClassVar[str] = ""
    """The table of the database whose rows it lists."""
    actions: ClassVar[frozenset[str]] = frozenset({"add", "merge", "search"})
    """What can be done here, apart from changing rows: "add", "merge", "remove", "search"."""

    def __init__(self, access: DeskAccess, done: Done) -> None:
        self.access = access
        self.done = done

    used: ClassVar[str] = ""
    """What `uses` counts, untranslated: the heading of a column."""

    @abstractmethod
    def columns(self) -> list[Column]:
        """The columns of the table."""

    @abstractmethod
    def read(self, session: Session) -> Sequence[View]:
        """The rows, in their order."""

    @abstractmethod
    def cells(self, view: View) -> Sequence[Text]:
        """One cell for each column."""

    @abstractmethod
    def label(self, view: View) -> str:
        """The name or title of a row."""

    def earlier(self, view: View) -> Sequence[Earlier]:
        """The earlier names of a row, the last one first."""
        del view
        return ()

    def searched(self, view: View) -> str:
        """The text that a search looks through."""
        return " ".join([self.label(view), *(each.name for each in self.earlier(view))])

    def detail(self, view: View) -> str:
        """The line on a row: its full name, and its earlier names with their days."""
        said = _("until {day}: {name}")
        before = [said.format(day=formats.day(each.until), name=each.name) for each in self.earlier(view)]
        return " · ".join([self.label(view), *self.traits(view), *before])

    def traits(self, view: View) -> Sequence[str]:
        """What the table does not show of a row."""
        del view
        return ()

    @abstractmethod
    def form(self, view: View | None) -> Form:
        """The form that changes a row, or adds one. It saves, and calls `done`."""

    async def new_form(self, app: App[Any]) -> Form | None:
        """The form that adds a row, after further questions; None if the user leaves them. Call it in a worker."""
        del app
        return self.form(None)

    def uses(self, view: View) -> int:
        """How many things a merge moves."""
        raise NotImplementedError

    async def merge_question(self, gone: View, kept: View) -> str:
        """The question before a merge: what it moves."""
        said = _("{used}: {count}. They move to “{kept}”.")
        return said.format(used=_(self.used), count=formats.number(self.uses(gone)), kept=self.label(kept))

    async def merge(self, gone: View, kept: View) -> None:
        """Merge one row into another."""
        raise NotImplementedError

    async def removal_question(self, view: View) -> Confirm | None:
        """The question before a row is removed. None if it needs none, because `remove` says why it cannot be."""
        raise NotImplementedError

    async def remove(self, view: View) -> None:
        """Remove a row."""
        raise NotImplementedError


class NamedSection(Section[NamedView]):
    """A section of names of one class. One that nothing uses can be removed."""

    kind: ClassVar[NamedKind]
    actions = frozenset({"add", "merge", "remove", "search"})

    async def removal_question(self, view: NamedView) -> Confirm | None:
        """One that is used needs none: it stays."""
        if await self.access.read(of(removing.uses, self.kind, view.id)):
            return None
        question = _("Delete “{name}”? Nothing uses it.").format(name=self.label(view))
        return Confirm(_("Delete a name"), question, yes=_("Delete"))

    async def remove(self, view: NamedView) -> None:
        """Remove a name."""
        remove = of(removing.remove, self.kind, view.id, view.version)
        await self.access.change(Action.REMOVE_NAME, remove, name=self.label(view))


def of(function: Callable[..., Any], *arguments: Any, **named: Any) -> Callable[[Session], Any]:
    """A function of the session alone."""
    return lambda session: function(session, *arguments, **named)


async def never() -> Any:
    """What is new is not read again."""
    raise AssertionError
