"""Bring in a workbook: ask for the file, show a preview or the list of problems, then import it."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

from textual.app import App

from radiodesk import ledger
from radiodesk.ledger import LedgerRefused, Outcome
from radiodesk.locale import _, formats, ngettext
from radiodesk.schedule import queries
from radiodesk.tui.access import DeskAccess
from radiodesk.tui.dialogs.fields import Entry, Values
from radiodesk.tui.dialogs.form import Form
from radiodesk.tui.dialogs.listing import Listing
from radiodesk.tui.dialogs.paths import PathSuggester, read_paths
from radiodesk.tui.dialogs.progress import run_with_progress
from radiodesk.tui.dialogs.review import Review
from radiodesk.tui.progress import StoppableProgress
from radiodesk.tui.widgets.row_table import Column


async def bring_in(app: App[Any], access: DeskAccess) -> bool:
    """Ask for a workbook and import it. Returns whether it was imported. Call it in a worker.

    raises Stopped, and the errors of `ledger.bring_in` for files that are not a ledger.
    """
    title = _("Bring in a workbook")
    paths = await _ask(app, title)
    if not paths:
        return False

    def job(*, dry_run: bool) -> Callable[[StoppableProgress], Outcome]:
        today = access.today()
        return lambda progress: ledger.bring_in(access.desk, paths, dry_run=dry_run, today=today, progress=progress)

    try:
        plan = await run_with_progress(app, title, _("Reading"), job(dry_run=True))
        if not await app.push_screen_wait(_review(title, plan)):
            return False
        outcome = await run_with_progress(app, title, _("Bringing in"), job(dry_run=False))
    except LedgerRefused as refused:
        await app.push_screen_wait(_problems(refused))
        return False
    app.notify(_summary(outcome), timeout=10, markup=False)
    # If all broadcasts are older than the current day, show the day of the newest one.
    newest = await access.read(queries.last_day)
    access.day = min(access.day, newest or access.day)
    return True


async def _ask(app: App[Any], title: str) -> list[Path]:
    """Show the form. Returns the paths, or none if the user leaves it."""
    paths: list[Path] = []

    async def resolve(values: Values) -> None:
        paths[:] = await asyncio.to_thread(read_paths, values["paths"])

    form = Form(
        title,
        [Entry("paths", _("Workbook"), required=True, suggestions=PathSuggester(), placeholder="~/….xlsx")],
        resolve,
        button=_("Preview"),
        explanation=_(
            "An Excel workbook (.xlsx, .xls), an .ods file, or several CSV files separated by “;”. "
            "A preview is shown before anything is changed. → accepts the suggested name."
        ),
    )
    await app.push_screen_wait(form)
    return paths


def _review(title: str, plan: Outcome) -> Review:
    if not plan.changes_something:
        return Review(title, _("The desk has everything in it already: there is nothing to bring in."), plan.remarks)
    summary = plan.summary
    if plan.recordings:
        summary += "\n" + _("Recordings to link: {count}").format(count=formats.number(plan.recordings))
    return Review(title, summary, plan.remarks, yes=_("Bring in"))


def _problems(refused: LedgerRefused) -> Listing:
    """The list of the problems in the workbook."""
    count = len(refused.problems)
    title = ngettext("{count} problem in the workbook", "{count} problems in the workbook", count)
    return Listing(
        title.format(count=formats.number(count)),
        [
            Column(_("Sheet"), share=2),
            Column(_("Row"), 5, right=True),
            Column(_("Column"), share=2),
            Column(_("Value"), share=2),
            Column(_("Expected"), share=3),
        ],
        [
            (
                problem.place.sheet or problem.place.file,
                str(problem.place.row),
                problem.column,
                problem.value or _("empty"),
                problem.expected,
            )
            for problem in refused.problems
        ],
        explanation=_("Nothing was changed. Correct these in the workbook, save it, and bring it in again."),
    )


def _summary(outcome: Outcome) -> str:
    added = sum(count.added for count in outcome.counts.values())
    changed = sum(count.changed for count in outcome.counts.values())
    return _("The workbook was brought in. Rows added: {added}, changed: {changed}").format(
        added=formats.number(added), changed=formats.number(changed)
    )
