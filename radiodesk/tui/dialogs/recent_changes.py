"""The recent changes of everybody, each of which can be undone after a question."""

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from rich.text import Text
from sqlalchemy.orm import Session
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input, Static
from textual.worker import Worker

from radiodesk.errors import UserError, visible
from radiodesk.history import differences, log, recent, sentences, undo
from radiodesk.history.recent import PAGE, Change
from radiodesk.locale import N_, _, formats
from radiodesk.media.errors import CannotRemove
from radiodesk.model.text import key
from radiodesk.tui.access import DeskAccess
from radiodesk.tui.background import acts, in_background
from radiodesk.tui.dialogs.confirm import Confirm
from radiodesk.tui.dialogs.searchable import SearchableDialog
from radiodesk.tui.widgets.box import Box
from radiodesk.tui.widgets.clipped import Clipped
from radiodesk.tui.widgets.hint import Hint
from radiodesk.tui.widgets.long_table import LongTable
from radiodesk.tui.widgets.row_table import Column, cell

NEAR_END = 30
"""More changes are loaded when the cursor is this close to the last one, in rows."""


class RecentChanges(SearchableDialog[None]):
    """The changes, newest first. Enter undoes one, or redoes it if it is an undo."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("z", "reverse", N_("Undo here"), show=False),
        Binding("down", "app.focus_next", N_("Down"), show=False),
    ]

    def __init__(self, access: DeskAccess) -> None:
        super().__init__()
        self._access = access
        self._changes: list[Change] = []
        self._before: int | None = None
        """The id that the next page begins before."""
        self._is_whole = False
        """Whether the last page was loaded."""
        self._reloading: Worker[None] | None = None
        """What loads again from the newest, or did so last."""

    def compose(self) -> ComposeResult:
        """Lay out the legend, the search field, the list, and what the highlighted change did."""
        with Box(_("Recent changes"), classes="tall broad"):
            yield Static(_("● yours at this desk · ↶ undone"), classes="explanation", markup=False)
            yield self.search_field()
            columns = [Column("", 2), Column(_("When"), 11), Column(_("Who"), 12), Column(_("Change"), share=1)]
            yield LongTable(columns, own_order=N_("The newest change is at the top. / finds a change."))
            yield Clipped(classes="in-full")
            yield Hint()

    def on_mount(self) -> None:
        """Load the newest changes."""
        self.query_one(LongTable).focus()
        self._reload()

    @property
    def highlighted(self) -> Change | None:
        """The change under the cursor."""
        return self._changes[self.query_one(LongTable).row] if self._changes else None

    def _reload(self, wanted: int = PAGE, cursor_on: int | None = None) -> None:
        """Load again from the newest. wanted: the number of changes. cursor_on: the entry that the cursor moves to."""
        self._reloading = self._load(wanted, cursor_on, afresh=True)

    @in_background("load")
    async def _load(self, wanted: int, cursor_on: int | None = None, *, afresh: bool = False) -> None:
        """Load pages until there are as many changes as wanted, or no more. afresh: from the newest.

        What was loaded before stays, as the table shows it, until it is replaced in both at once.
        """
        query = self.query_one(Input).value
        changes, before, is_whole = ([], None, False) if afresh else ([*self._changes], self._before, self._is_whole)
        while len(changes) < wanted and not is_whole:
            page = await self._access.read(partial(recent.page, before=before, query=query))
            changes = [*changes, *page.changes]
            before, is_whole = page.before, page.before is None
            if cursor_on is None or is_whole or len(changes) >= wanted:
                self._changes, self._before, self._is_whole = changes, before, is_whole
                self._show(cursor_on)

    def _show(self, cursor_on: int | None = None) -> None:
        table = self.query_one(LongTable)
        ids = [change.entry.id for change in self._changes]
        cursor = ids.index(cursor_on) if cursor_on in ids else max(table.row, 0)
        table.show_rows([self._cells(change) for change in self._changes], cursor)
        self._show_detail()

    def _cells(self, change: Change) -> Sequence[Text]:
        entry = change.entry
        is_own = key(entry.person) == key(self._access.desk.person) and self._access.is_own(entry.id)
        style = "dim" if change.is_undone or change.why_never else ""
        is_this_year = entry.when.year == self._access.now().year
        day = formats.short_day(entry.when.date()) if is_this_year else formats.day(entry.when.date())
        return (
            cell(("●" if is_own else " ") + ("↶" if change.is_undone else ""), "green" if is_own else "dim"),
            cell(f"{day} {formats.clock(entry.when)}" if is_this_year else day, style),
            cell(entry.person, style),
            cell(change.sentence, style),
        )

    @on(Input.Changed)
    def _query_changed(self) -> None:
        self._reload()

    @on(LongTable.Highlighted)
    def _highlighted_changed(self, event: LongTable.Highlighted) -> None:
        is_reloading = self._reloading is not None and not self._reloading.is_finished
        is_near = event.row is not None and event.row >= len(self._changes) - NEAR_END
        if is_near and not self._is_whole and not is_reloading:
            self._load(len(self._changes) + PAGE)
        self._show_detail()

    def _show_hint(self) -> None:
        """Say how many changes are shown, and what Enter does to the highlighted one."""
        hint = [formats.number(len(self._changes)) + ("" if self._is_whole else "+")]
        if change := self.highlighted:
            hint.append(_("Enter: redo") if change.can_be_redone else _("Enter: undo"))
        self.query_one(".hint", Hint).update(" · ".join([*hint, _("Esc: close")]))

    @in_background("detail")
    async def _show_detail(self) -> None:
        """Show what the highlighted change did, and whether it can be undone."""
        self._show_hint()
        if (change := self.highlighted) is None:
            self._say(_("No change matches.") if self._is_whole else "")
            return
        entry = change.entry
        lines = await self._access.read(lambda session: differences.of_entries(session, [entry])[entry.id])
        what = " · ".join([change.sentence, *lines])
        if change.why_never:
            what = _("{what}. It cannot be undone: {reason}").format(what=what, reason=change.why_never)
        self._say(f"{_source(change)} · {what}")

    def _say(self, text: str, *, is_error: bool = False) -> None:
        self.query_one(".in-full", Static).update(Content.styled(visible(text), "$error" if is_error else ""))

    @on(LongTable.Opened)
    def _opened(self) -> None:
        self.action_reverse()

    @acts
    async def action_reverse(self) -> None:
        """Undo or redo the highlighted change, after a question that says what will change."""
        if (change := self.highlighted) is None:
            return
        entry_id = change.entry.id
        try:
            lines = await self._access.read(lambda session: _checked(session, entry_id))
            if await self.app.push_screen_wait(_question(change, lines)):
                try:
                    await self._access.reverse(lambda session: log.entry(session, entry_id))
                except CannotRemove as error:  # it is reversed, but a file stays in the store
                    self.notify(str(error), severity="error", markup=False)
                self._reload(len(self._changes), entry_id)
        except UserError as error:
            self._say(str(error), is_error=True)


def _checked(session: Session, entry_id: int) -> list[str]:
    """What undoing an entry changes. raises the errors of `undo.check`."""
    entry = log.entry(session, entry_id)
    undo.check(session, entry)
    return differences.of_undo(session, entry)


def _question(change: Change, lines: Sequence[str]) -> Confirm:
    action, values, _depth = sentences.origin(change.entry.action, change.entry.values)
    template, title, yes = _("Undo “{sentence}”?"), _("Undo a change"), _("Undo it")
    if change.can_be_redone:
        template, title, yes = _("Redo “{sentence}”?"), _("Redo a change"), _("Redo it")
    question = template.format(sentence=sentences.sentence(action, values))
    text = [question, _source(change), *(f"  {line}" for line in lines)]
    return Confirm(title, "\n".join(map(visible, text)), yes=yes)


def _source(change: Change) -> str:
    """Which entry it is, of whom and when."""
    entry = change.entry
    return _("Entry {entry} by {person} at {time} on {day}").format(
        entry=entry.id, person=entry.person, time=formats.clock(entry.when), day=formats.day(entry.when.date())
    )
