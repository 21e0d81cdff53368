"""Commands about the desk as a whole, which the palette offers in every mode."""

from textual.actions import SkipAction
from textual.app import App

from radiodesk.tui.access import DeskAccess
from radiodesk.tui.background import in_background
from radiodesk.tui.screens.base import ModeScreen


class DeskCommands(App[None]):
    """An app with the commands about the desk as a whole. Each loads its dialog when it is used."""

    access: DeskAccess

    def go_to(self, name: str) -> None:
        """Switch to a mode."""
        raise NotImplementedError

    def reload_mode(self) -> None:
        """Load the mode in view again, unless a dialog is open over it."""
        if isinstance(self.screen, ModeScreen):
            self.screen.reload()

    @in_background("bring_in")
    async def bring_in(self) -> None:
        """Import a workbook, and reload the screen if anything changed."""
        from radiodesk.tui.dialogs.bring_in import bring_in

        if await bring_in(self, self.access):
            self.reload_mode()

    def action_find_everything(self) -> None:
        """Search everything, unless a dialog is open, which would be left open."""
        if not isinstance(self.screen, ModeScreen):
            raise SkipAction
        self.find_everything()

    @in_background("find_everything")
    async def find_everything(self) -> None:
        """Search everything, and show the place of what is picked."""
        from radiodesk.tui.screens.finding import find_everything

        await find_everything(self, self.access)

    @in_background("conflicts")
    async def show_conflicts(self) -> None:
        """List the conflicts, and show the day of the one that is opened."""
        from radiodesk.tui.dialogs.conflicts import show_conflicts

        if chosen := await show_conflicts(self, self.access):
            self.access.day = chosen[0]
            self.go_to("week")
        else:
            self.reload_mode()

    def action_show_slots(self) -> None:
        """List the slots."""
        self.show_slots()

    @in_background("slots")
    async def show_slots(self) -> None:
        """List the slots, and show the day of the one that the user goes to."""
        from radiodesk.tui.screens.slot_list import show_slots

        if day := await show_slots(self, self.access):
            self.access.day = day
            self.go_to("week")
        else:
            self.reload_mode()

    def action_show_week_roster(self) -> None:
        """Show the roster of the week."""
        self.show_week_roster()

    @in_background("week_roster")
    async def show_week_roster(self) -> None:
        """Show the roster of the week of the current day, and reload the screen once it is closed."""
        from radiodesk.tui.dialogs.week_roster import show_week_roster

        await show_week_roster(self, self.access)
        self.reload_mode()

    def show_royalties(self) -> None:
        """Show the royalties on the Reports screen, which leads back from the place of an item."""
        self.go_to("reports")
        self.call_after_refresh(self._open_royalties)

    def _open_royalties(self) -> None:
        if isinstance(screen := self.screen, ModeScreen) and screen.MODE == "reports":
            screen.call_later(screen.run_action, "royalties")

    @in_background("verify_report")
    async def verify_report(self) -> None:
        """Compare a file of a report with what was closed."""
        from radiodesk.tui.dialogs.verify_report import verify_report

        await verify_report(self, self.access)

    @in_background("apply_grid")
    async def apply_grid_file(self) -> None:
        """Apply a grid file, and reload the screen if anything changed."""
        from radiodesk.tui.dialogs.grid_files import apply_grid_file

        if await apply_grid_file(self, self.access):
            self.reload_mode()

    @in_background("paste_schedule")
    async def paste_schedule(self) -> None:
        """Make slots of a published schedule, and reload the screen."""
        from radiodesk.tui.dialogs.paste_schedule import paste_schedule

        if await paste_schedule(self, self.access):
            self.reload_mode()

    @in_background("pause_slots")
    async def pause_slots(self) -> None:
        """Pause slots for some days."""
        from radiodesk.tui.dialogs.pause_slots import pause_slots

        if await pause_slots(self, self.access):
            self.reload_mode()

    @in_background("export_grid")
    async def export_grid(self) -> None:
        """Write the grid to a file."""
        from radiodesk.tui.dialogs.grid_files import export_grid

        await export_grid(self, self.access)

    @in_background("export_ledger")
    async def export_ledger(self) -> None:
        """Write the ledger as a workbook."""
        from radiodesk.tui.dialogs.export_ledger import export_ledger

        await export_ledger(self, self.access)

    @in_background("export_calendar")
    async def export_calendar(self) -> None:
        """Write the broadcasts as a calendar."""
        from radiodesk.tui.dialogs.export_calendar import export_calendar

        await export_calendar(self, self.access)

    @in_background("back_up")
    async def back_up(self) -> None:
        """Write a backup of the desk."""
        from radiodesk.tui.dialogs.back_up import back_up

        await back_up(self, self.access)
        self.reload_mode()  # Station names the last backup

    @in_background("check_desk")
    async def check_desk(self) -> None:
        """Check the database and the store, and list the problems."""
        from radiodesk.tui.dialogs.check_desk import check_desk

        await check_desk(self, self.access)

    @in_background("person")
    async def choose_person(self) -> None:
        """Choose the name that changes are recorded under."""
        from radiodesk.tui.dialogs.person import choose_person

        await choose_person(self, self.access)
