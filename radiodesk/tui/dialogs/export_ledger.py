"""Export the ledger: ask for the file and the period, write the workbook, and name what is not in it."""

import asyncio
from pathlib import Path
from typing import Any

from textual.app import App

from radiodesk.ledger.exporting import ENDINGS, Exported, write_ledger
from radiodesk.locale import _
from radiodesk.tui.access import DeskAccess
from radiodesk.tui.dialogs.confirm import Confirm
from radiodesk.tui.dialogs.fields import Entry, Values
from radiodesk.tui.dialogs.form import Form
from radiodesk.tui.dialogs.paths import PathSuggester, output_path
from radiodesk.tui.dialogs.period import period_field
from radiodesk.tui.dialogs.progress import run_with_progress
from radiodesk.tui.dialogs.review import Review
from radiodesk.tui.progress import StoppableProgress


async def export_ledger(app: App[Any], access: DeskAccess) -> None:
    """Write the ledger as a workbook. Call it in a worker. raises Stopped, and the errors of `write_ledger`."""
    title = _("Export the ledger")
    if (values := await _ask(app, access, title)) is None:
        return
    file: Path = values["file"]
    if await asyncio.to_thread(file.exists):
        question = _("There is already a file “{file}”. Overwrite it?").format(file=file)
        if not await app.push_screen_wait(Confirm(title, question, yes=_("Overwrite"))):
            return

    def job(progress: StoppableProgress) -> Exported:
        with access.desk.reading() as session:
            return write_ledger(session, access.config, file, values["period"], progress=progress)

    exported = await run_with_progress(app, title, file.name, job)
    written = _("The ledger is written to {file}").format(file=file)
    await app.push_screen_wait(Review(title, f"{written}\n\n{exported.summary}", exported.remarks, yes=""))


async def _ask(app: App[Any], access: DeskAccess, title: str) -> Values | None:
    """Show the form. Returns its values, or None if the user leaves it."""
    chosen: Values = {}

    async def check(values: Values) -> None:
        values["file"] = await asyncio.to_thread(output_path, access.config, values["file"], ENDINGS)
        chosen.update(values)

    file = access.config.schedules / f"so-theo-doi-{access.now():%Y-%m-%d}{ENDINGS[0]}"
    fields = [
        Entry("file", _("File"), str(file), required=True, suggestions=PathSuggester()),
        period_field("period", "", access.station.period_rule, access.today()),
    ]
    explanation = _("A workbook (.xlsx) with the columns that “Import a workbook” reads. Without a period: everything.")
    form = Form(title, fields, check, button=_("Export"), explanation=explanation)
    return chosen if await app.push_screen_wait(form) else None
