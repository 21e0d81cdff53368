"""Export a report: ask for the file, and write the figures of a period in the format of its ending."""

import asyncio
from pathlib import Path
from typing import Any

from textual.app import App

from radiodesk import outputs
from radiodesk.locale import _
from radiodesk.reports import periods, tally, written
from radiodesk.reports.endings import ENDINGS
from radiodesk.reports.periods import Period
from radiodesk.tui.access import DeskAccess
from radiodesk.tui.dialogs.exporting import ask_export


async def export_report(app: App[Any], access: DeskAccess, period: Period) -> None:
    """Write the report of a period. Call it in a worker. raises the errors of `outputs.write`."""
    name = period.code.replace("/", "_")
    heading = _("Write to a file")
    values = await ask_export(
        app,
        access,
        f"{heading}: {periods.title(period)}",
        proposed=access.config.home / "papers" / f"bao-cao-{name}.txt",
        endings=tuple(ENDINGS),
        explanation=_("The file extension sets the format: .txt to read or print, .csv for Excel, .json for programs."),
        button=_("Write"),
    )
    if values is None:
        return
    file: Path = values["file"]
    form = ENDINGS.get(file.suffix.lower(), "text")
    content = await access.read(lambda session: written.as_file(tally.report(session, period), form))
    await asyncio.to_thread(outputs.write, access.config, file, content, endings=tuple(ENDINGS))
    access.confirm(_("The report is written to {file}").format(file=file))
