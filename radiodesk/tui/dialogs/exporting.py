"""What the dialogs that write a file share: the question before a file is overwritten, and the form of an export."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from textual.app import App

from radiodesk.locale import _
from radiodesk.tui.access import DeskAccess
from radiodesk.tui.dialogs.confirm import Confirm
from radiodesk.tui.dialogs.fields import Entry, Field, Values
from radiodesk.tui.dialogs.form import Form
from radiodesk.tui.dialogs.paths import PathSuggester, output_path


async def may_write(app: App[Any], title: str, file: Path) -> bool:
    """Whether a file may be written: there is none of that name, or the user overwrites it. Call it in a worker."""
    if not await asyncio.to_thread(file.exists):
        return True
    question = _("There is already a file “{file}”. Overwrite it?").format(file=file)
    answer: bool | None = await app.push_screen_wait(Confirm(title, question, yes=_("Overwrite")))
    return answer is True


async def ask_export(
    app: App[Any],
    access: DeskAccess,
    title: str,
    *,
    proposed: Path,
    endings: Sequence[str],
    explanation: str,
    fields: Sequence[Field] = (),
    button: str = "",
) -> Values | None:
    """Ask for the file of an export, and for the values of more fields. Call it in a worker.

    Returns the values with `file`, a Path that may be written; None if the user closes the form or keeps the old file.
    """
    chosen: Values = {}

    async def check(values: Values) -> None:
        values["file"] = await asyncio.to_thread(output_path, access.config, values["file"], endings)
        chosen.update(values)

    file = Entry("file", _("File"), str(proposed), required=True, suggestions=PathSuggester())
    form = Form(title, [file, *fields], check, button=button or _("Export"), explanation=explanation)
    if not await app.push_screen_wait(form) or not await may_write(app, title, chosen["file"]):
        return None
    return chosen
