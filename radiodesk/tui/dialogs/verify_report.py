"""Verify a report: ask for its file, and show whether its figures are those that this desk closed."""

import asyncio
from typing import Any

from textual.app import App

from radiodesk.errors import UserError, visible
from radiodesk.locale import N_, _
from radiodesk.reports import verification
from radiodesk.reports.documents import reading
from radiodesk.reports.verification import Verdict
from radiodesk.tui.access import DeskAccess
from radiodesk.tui.dialogs.fields import Entry, Values
from radiodesk.tui.dialogs.form import Form
from radiodesk.tui.dialogs.paths import PathSuggester, read_paths
from radiodesk.tui.dialogs.progress import run_with_progress
from radiodesk.tui.dialogs.review import Review
from radiodesk.tui.progress import StoppableProgress

TITLE = N_("Verify a report")
ENDINGS = (".docx", ".pdf", ".xlsx", ".json")
"""The files that keep a digest."""


class NotOneFile(UserError):
    """Several files, or none: what is said would be of one of them."""

    message = N_("Name one file: the others would not be compared")


async def verify_report(app: App[Any], access: DeskAccess) -> None:
    """Verify the file that the user names. The form shows the errors of reading it. Call it in a worker."""
    found: list[tuple[str, Verdict]] = []

    async def verify(values: Values) -> None:
        files = await asyncio.to_thread(read_paths, values["file"])
        if len(files) != 1:
            raise NotOneFile
        file = files[0]

        def job(progress: StoppableProgress) -> Verdict:
            said = reading.read(file)
            progress(1, 2)
            with access.desk.reading() as session:
                verdict = verification.verify(session, file.name, said)
            progress(2, 2)
            return verdict

        name = visible(file.name)
        found[:] = [(name, await run_with_progress(app, _(TITLE), name, job))]

    field = Entry(
        "file",
        _("File"),
        required=True,
        suggestions=PathSuggester(lambda path: path.suffix.lower() in ENDINGS),
        placeholder="~/….docx",
    )
    explanation = _("A .docx, .pdf, .xlsx or .json that this desk wrote of a closed report. Nothing is changed.")
    form = Form(_(TITLE), [field], verify, button=_("Compare"), explanation=explanation)
    if await app.push_screen_wait(form):
        await app.push_screen_wait(_result(*found[0]))


def _result(name: str, verdict: Verdict) -> Review:
    said = str(verdict.refusal) if verdict.refusal else f"● {name}: {verdict.confirmed}"
    summary = "\n".join(filter(None, [f"▲ {said}" if verdict.refusal else said, verdict.newer]))
    return Review(_(TITLE), summary, verdict.remarks)
