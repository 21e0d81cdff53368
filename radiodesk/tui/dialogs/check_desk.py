"""Check the database and the store, and list the problems with what to do about each."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from textual.app import App

from radiodesk.errors import visible
from radiodesk.history import whole_check
from radiodesk.locale import _, formats, ngettext
from radiodesk.model import backups
from radiodesk.model.checking import Problem
from radiodesk.tui.access import DeskAccess
from radiodesk.tui.dialogs.listing import Listing
from radiodesk.tui.dialogs.progress import run_with_progress
from radiodesk.tui.progress import StoppableProgress
from radiodesk.tui.widgets.row_table import Column


async def check_desk(app: App[Any], access: DeskAccess) -> None:
    """Check everything and show what was found. Call it in a worker. raises Stopped."""
    title = _("Check the database and the store")

    def check(progress: StoppableProgress) -> list[Problem]:
        return whole_check.check(access.desk, progress)

    problems = await run_with_progress(app, title, _("Checking"), check)
    newest = await asyncio.to_thread(backups.newest, access.config.backups)
    await app.push_screen_wait(
        Listing(
            title,
            [Column(_("What"), share=2), Column(_("Where"), share=2), Column(_("What to do"), share=2)],
            [(each.what, each.where, each.advice) for each in problems],
            explanation=_summary(problems, newest),
        )
    )


def _summary(problems: Sequence[Problem], newest: Path | None) -> str:
    """How many problems there are, and the newest backup if it is needed."""
    if not problems:
        return _("Everything is sound: the database, the record of changes, and each file of the store")
    count = ngettext("{count} problem", "{count} problems", len(problems)).format(count=formats.number(len(problems)))
    backup = _("The newest backup: {file}").format(file=visible(newest.name)) if newest else ""
    return "\n".join(filter(None, [count, backup]))
