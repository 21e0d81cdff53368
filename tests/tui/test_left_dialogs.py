"""What a dialog still does while it is left is no fault, and what it does while it is open is one."""

import asyncio

from textual.app import ComposeResult
from textual.widgets import Static

from radiodesk.config import Config
from radiodesk.model import Desk
from radiodesk.tui.background import in_background
from radiodesk.tui.dialogs.base import Dialog
from tests.tui.driving import driven, notices, settled, until


class Slow(Dialog[None]):
    """Shows something later, in a widget that may be gone by then."""

    def __init__(self, going: asyncio.Event) -> None:
        super().__init__()
        self._going = going
        self.ended = False

    def compose(self) -> ComposeResult:
        yield Static(id="place")

    @in_background("slow")
    async def show(self) -> None:
        try:
            await asyncio.shield(self._going.wait())
        except asyncio.CancelledError:  # what has begun in a thread goes on too
            await self._going.wait()
        finally:
            self.ended = True
            self.query_one("#place", Static).update("shown")


async def test_a_dialog_that_was_left_has_no_fault(desk: Desk, config: Config) -> None:
    going = asyncio.Event()
    async with driven(config) as pilot:
        await settled(pilot)
        dialog = Slow(going)
        await pilot.app.push_screen(dialog)
        dialog.show()
        await pilot.press("escape")
        await until(pilot, lambda: len(pilot.app.screen_stack) == 1)
        await dialog.query("#place").remove()
        going.set()
        await until(pilot, lambda: dialog.ended)
        await settled(pilot)
        assert notices(pilot) == []


async def test_a_dialog_that_is_open_has_one(desk: Desk, config: Config) -> None:
    going = asyncio.Event()
    async with driven(config) as pilot:
        await settled(pilot)
        dialog = Slow(going)
        await pilot.app.push_screen(dialog)
        dialog.show()
        await dialog.query("#place").remove()
        going.set()
        await until(
            pilot, lambda: any("This is a fault of radiodesk itself (NoMatches)" in each for each in notices(pilot))
        )
