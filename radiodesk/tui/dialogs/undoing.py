"""The keys that undo and redo changes, on each screen and in each list that changes the desk."""

from collections.abc import Awaitable
from typing import Any, ClassVar

from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import Input

from radiodesk.errors import UserError
from radiodesk.locale import N_, _
from radiodesk.tui.access import AskedChange, Changed, DeskAccess
from radiodesk.tui.background import acts
from radiodesk.tui.dialogs.confirm import Confirm


class Undoing(Screen[Any]):
    """A screen on which Ctrl+Z and Ctrl+Y undo and redo the last change of the person at this desk."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+z", "undo", N_("Undo"), show=False),
        Binding("ctrl+y", "redo", N_("Redo"), show=False),
        Binding("ctrl+l", "recent_changes", N_("Recent changes"), show=False),
    ]
    FOLLOWS: ClassVar[bool] = False
    """Whether it loads again while it is in view, after another desk has changed something."""
    access: DeskAccess

    def reload(self) -> object:
        """Show the data again in the background."""
        raise NotImplementedError

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While text is typed, the keys that undo a change of the desk do nothing."""
        if action in ("undo", "redo") and isinstance(self.focused, Input):
            return False
        return super().check_action(action, parameters)

    def action_recent_changes(self) -> None:
        """List the recent changes, to undo one of them."""
        from radiodesk.tui.dialogs.recent_changes import RecentChanges

        self.app.push_screen(RecentChanges(self.access))

    @acts
    async def action_undo(self) -> None:
        """Undo the last change of the person at this desk. Ask first if the line above the keys does not name it."""
        await self._show_reversed(self.undo_if_meant())

    @acts
    async def action_redo(self) -> None:
        """Redo what this person undid last. Ask first if the line above the keys does not name it."""
        await self._show_reversed(self.redo_if_meant())

    async def _show_reversed(self, reversing: Awaitable[Changed]) -> None:
        """Show what undo or redo has changed, also where a file could not be moved."""
        try:
            changed = await reversing
        except UserError:
            self.reload()
            raise
        self.show_changed(changed)

    def show_changed(self, changed: Changed) -> None:
        """Show the data again after these rows were changed."""
        del changed
        self.reload()

    async def undo_if_meant(self) -> Changed:
        """Undo the last change, unless the user is asked and says no. Returns the changed rows."""
        async with self.access.asking:
            asked = await self.access.unnamed_undo()
            return await self.access.undo_last(asked) if await self._is_meant(_("Undo"), asked) else ()

    async def redo_if_meant(self) -> Changed:
        """Redo what was undone last, as `undo_if_meant`."""
        async with self.access.asking:
            asked = await self.access.unnamed_redo()
            return await self.access.redo_last(asked) if await self._is_meant(_("Redo"), asked) else ()

    async def _is_meant(self, key: str, asked: AskedChange | None) -> bool:
        if asked is None:
            return True
        question = _("Your last change at this desk is: {change}").format(change=asked.sentence)
        answer: bool | None = await self.app.push_screen_wait(Confirm(key, question, yes=key, is_safe=True))
        return answer is True
