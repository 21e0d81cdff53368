"""Export the ledger: ask for the file and the period, write the workbook, and name what is not in it."""

from pathlib import Path
from typing import Any

from textual.app import App

from radiodesk.ledger.exporting import ENDINGS, Exported, write_ledger
from radiodesk.locale import _
from radiodesk.tui.access import DeskAccess
from radiodesk.tui.dialogs.exporting import ask_export
from radiodesk.tui.dialogs.period import period_field
from radiodesk.tui.dialogs.progress import run_with_progress
from radiodesk.tui.dialogs.review import Review
from radiodesk.tui.progress import StoppableProgress


async def export_ledger(app: App[Any], access: DeskAccess) -> None:
    """Write the ledger as a workbook. Call it in a worker. raises Stopped, and the errors of `write_ledger`."""
    title = _("Export the ledger")
    explanation = _("A workbook (.xlsx) with the columns that “Import a workbook” reads. Without a period: everything.")
    values = await ask_export(
        app,
        access,
        title,
        proposed=access.config.schedules / f"so-theo-doi-{access.now():%Y-%m-%d}{ENDINGS[0]}",
        endings=ENDINGS,
        explanation=explanation,
        fields=[period_field("period", access.station.period_rule, access.today())],
    )
    if values is None:
        return
    file: Path = values["file"]

    def job(progress: StoppableProgress) -> Exported:
        with access.desk.reading() as session:
            return write_ledger(session, access.config, file, values["period"], progress=progress)

    exported = await run_with_progress(app, title, file.name, job)
    written = _("The ledger is written to {file}").format(file=file)
    access.confirm(written)
    await app.push_screen_wait(Review(title, f"{written}\n\n{exported.summary}", exported.remarks, yes=""))
