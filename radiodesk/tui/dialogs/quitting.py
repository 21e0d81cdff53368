"""The question before radiodesk quits while a dialog holds answers or corrections that nothing else keeps."""

from typing import Any

from radiodesk.locale import _
from radiodesk.tui.background import in_background
from radiodesk.tui.dialogs.base import Dialog
from radiodesk.tui.dialogs.confirm import Confirm


class AsksToQuit(Dialog[Any]):
    """A dialog whose answers or corrections outlive its closing, but not the end of radiodesk."""

    _title: str
    """Its title, translated."""

    def holds_answers(self) -> bool:
        """Whether the user gave answers or corrections that are not used yet."""
        raise NotImplementedError

    def may_quit(self) -> bool:
        """Whether quitting would lose nothing. Asks otherwise, also while another dialog is open above this one."""
        if not self.holds_answers():
            return self.may_leave()
        if not isinstance(self.app.screen, Confirm):
            self._ask_to_quit()
        return False

    @in_background("leave")
    async def _ask_to_quit(self) -> None:
        question = _("What you typed in “{form}” is not saved yet.").format(form=self._title)
        if await self.app.push_screen_wait(Confirm(_("Quit without saving?"), question, yes=_("Quit"))):
            self.app.exit()
