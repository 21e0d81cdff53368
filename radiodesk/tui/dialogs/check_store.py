"""Check the store: say what is wrong, mend it where that is wished, and name what was kept long enough."""

from typing import Any

from textual.app import App

from radiodesk.locale import _, formats
from radiodesk.media import mending, store_check
from radiodesk.media.store_check import Findings
from radiodesk.tui.access import DeskAccess
from radiodesk.tui.dialogs.review import Review
from radiodesk.tui.dialogs.working import work
from radiodesk.tui.long_work import Stoppable


async def check_store(app: App[Any], access: DeskAccess) -> None:
    """Look at every file of the store. Call it in a worker. raises Stopped."""
    title = _("Check the store")

    today = access.today()

    def check(progress: Stoppable) -> Findings:
        return store_check.check(access.desk, today=today, progress=progress)

    def mend(progress: Stoppable) -> Findings:
        found = check(progress)
        mending.mend(access.desk, found)
        return found

    findings = await work(app, title, _("Checking"), check)
    if await app.push_screen_wait(_review(title, findings)):
        mended = await work(app, title, _("Mending"), mend)
        await app.push_screen_wait(_review(title, mended))


def _review(title: str, findings: Findings) -> Review:
    faults = [problem.sentence for problem in findings.problems()]
    summary = _("The store is sound")
    if faults:
        summary = _("Things that are wrong: {count}").format(count=formats.number(len(faults)))
    return Review(
        title, summary, [*findings.done(), *faults, *findings.remarks()], yes=_("Mend") if findings.mendable else ""
    )
