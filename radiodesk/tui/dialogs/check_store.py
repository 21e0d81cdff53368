"""Check the media store: show what is wrong, repair it if the user agrees, and name expired recordings."""

from typing import Any

from textual.app import App

from radiodesk.locale import _, formats
from radiodesk.media import mending, store_check
from radiodesk.media.store_check import Findings
from radiodesk.tui.access import DeskAccess
from radiodesk.tui.dialogs.progress import run_with_progress
from radiodesk.tui.dialogs.review import Review
from radiodesk.tui.progress import StoppableProgress


async def check_store(app: App[Any], access: DeskAccess) -> None:
    """Check every file of the store. Call it in a worker. raises Stopped."""
    title = _("Check the store")
    today = access.today()

    def check(progress: StoppableProgress) -> Findings:
        return store_check.check(access.desk, today=today, progress=progress)

    def repair(progress: StoppableProgress) -> Findings:
        findings = check(progress)
        mending.mend(access.desk, findings)
        return findings

    findings = await run_with_progress(app, title, _("Checking"), check)
    if await app.push_screen_wait(_review(title, findings)):
        repaired = await run_with_progress(app, title, _("Mending"), repair)
        await app.push_screen_wait(_review(title, repaired))


def _review(title: str, findings: Findings) -> Review:
    faults = [problem.sentence for problem in findings.problems()]
    summary = _("The store is sound")
    if faults:
        summary = _("Problems found: {count}").format(count=formats.number(len(faults)))
    return Review(
        title, summary, [*findings.done(), *faults, *findings.remarks()], yes=_("Mend") if findings.mendable else ""
    )
