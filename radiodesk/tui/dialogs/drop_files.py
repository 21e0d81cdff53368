"""The list of files in the drop folder that were not added, with keys to try, ignore or delete them."""

import asyncio
from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from radiodesk.errors import visible
from radiodesk.locale import N_, _
from radiodesk.media.drop_folder import STATES, DropFile
from radiodesk.tui.access import DeskAccess
from radiodesk.tui.background import acts
from radiodesk.tui.dialogs.confirm import Confirm
from radiodesk.tui.dialogs.listing import Listing
from radiodesk.tui.dialogs.progress import run_with_progress
from radiodesk.tui.progress import StoppableProgress
from radiodesk.tui.widgets.row_table import Column


class DropFiles(Listing):
    """The files that were not added, and why."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q", "ignore", N_("Ignore the file"), show=False),
        Binding("x,delete", "delete", N_("Delete the file"), show=False),
    ]

    def __init__(self, access: DeskAccess) -> None:
        self._access = access
        self._files = access.drop_files
        explanation = _("They are in {folder}. A file that is changed is tried again.")
        super().__init__(
            _("Files that were not added"),
            [Column(_("File"), share=2), Column(_("State"), 16), Column(_("Why"), share=3)],
            _rows(self._files),
            explanation=explanation.format(folder=visible(str(access.station.drop_folder))),
            opens=_("Enter: try again · q: ignore · x: delete"),
        )

    def full_text(self, index: int) -> str:
        """What a file is, and what to do about it."""
        file = self._files[index]
        return visible(file.reason if file.name in file.reason else f"{file.name}: {file.reason}")

    def open_row(self, index: int) -> None:
        """Try the file again, whatever its ending is."""
        self._retry(self._files[index])

    @acts
    async def _retry(self, file: DropFile) -> None:
        drop, desk = self._access.drop, self._access.desk

        def retry(progress: StoppableProgress) -> bool:
            def watch(name: str, share: float, whole: float) -> None:
                progress(round(whole * 1000), 1000)

            return any(outcome.recording for outcome in drop.retry(desk, [file], watch=watch))

        try:
            added = await run_with_progress(self.app, self._title, visible(file.name), retry)
        finally:
            await self._refresh_files()
        if added:
            self._access.confirm(_("{file} is in the inbox").format(file=visible(file.name)))
        else:
            self.app.notify(_("{file} was refused again").format(file=visible(file.name)), markup=False)

    @acts
    async def action_ignore(self) -> None:
        """Leave the file where it is, and do not try it again until it changes."""
        if file := self._highlighted():
            try:
                await asyncio.to_thread(self._access.drop.ignore, file)
                self._access.confirm(_("{file} is ignored until it changes").format(file=visible(file.name)))
            finally:
                await self._refresh_files()

    @acts
    async def action_delete(self) -> None:
        """Move the file to the trash, after a question."""
        if (file := self._highlighted()) is None:
            return
        question = _("Move “{file}” to the trash?").format(file=visible(file.name))
        confirm = Confirm(_("Delete the file"), question, yes=_("Delete"))
        if await self.app.push_screen_wait(confirm):
            try:
                target = await asyncio.to_thread(self._access.drop.delete, file)
                said = _("{file} is deleted: it is now {target}")
                self._access.confirm(said.format(file=visible(file.name), target=visible(str(target))))
            finally:
                await self._refresh_files()

    def _highlighted(self) -> DropFile | None:
        index = self.highlighted_index
        return None if index is None else self._files[index]

    async def _refresh_files(self) -> None:
        """Show what is in the folder now; close if there is nothing more to decide."""
        self._files = self._access.drop_files = await asyncio.to_thread(self._access.drop.files)
        if self._files:
            self.replace_rows(_rows(self._files))
        else:
            self.dismiss(None)


def _rows(files: Sequence[DropFile]) -> list[tuple[str, str, str]]:
    return [(file.name, _(STATES[file.state]), file.reason) for file in files]
