"""Export a report: ask for the file, and write the figures of a period in the format of its ending."""

import asyncio
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session
from textual.app import App

from radiodesk import outputs
from radiodesk.locale import _, in_language, language
from radiodesk.reports import periods, tally
from radiodesk.reports.content import Paper, Report
from radiodesk.reports.endings import ENDINGS, PAPERS
from radiodesk.reports.papers import keys_of_paper, paper_of
from radiodesk.reports.periods import Period
from radiodesk.reports.written import written
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
        explanation=_(
            "The file extension sets the format: .docx to sign, .pdf to send, .xlsx and .csv for Excel, .txt to read, "
            ".json for programs."
        ),
        button=_("Write"),
    )
    if values is None:
        return
    file: Path = values["file"]
    form = ENDINGS.get(file.suffix.lower(), "text")

    def found(session: Session) -> tuple[Report, Paper]:
        with in_language("vi" if form in PAPERS else language()):
            chosen = keys_of_paper(session) if form in PAPERS else None
            return tally.report(session, period, chosen), paper_of(session)

    report, paper = await access.read(found)
    content = await asyncio.to_thread(written, report, form, paper=paper)
    await asyncio.to_thread(outputs.write, access.config, file, content, endings=tuple(ENDINGS))
    access.confirm(_("The report is written to {file}").format(file=file))
