"""What the dialogs that write a file share: the question before a file is overwritten, and the form of an export."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

from textual.app import App

from radiodesk.errors import UserError
from radiodesk.locale import N_, _
from radiodesk.tui.access import DeskAccess
from radiodesk.tui.dialogs.confirm import Confirm
from radiodesk.tui.dialogs.fields import Entry, Field, Values
from radiodesk.tui.dialogs.form import Form
from radiodesk.tui.dialogs.paths import PathSuggester, output_path


class FileKept(UserError):
    """The user keeps the file that is there."""

    message = N_("{file} is kept as it is: choose another name")


async def check_overwrite(app: App[Any], title: str, file: Path) -> None:
    """Ask before a file is overwritten, if there is one of that name. Call it in a worker. raises FileKept."""
    if await asyncio.to_thread(file.exists):
        question = _("There is already a file “{file}”. Overwrite it?").format(file=file)
        if not await app.push_screen_wait(Confirm(title, question, yes=_("Overwrite"))):
            raise FileKept(file=file.name)


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
    write: Callable[[Values], Awaitable[None]] | None = None,
) -> Values | None:
    """Ask for the file of an export, and for the values of more fields. Call it in a worker.

    write: writes the file while the form is open, which shows its errors: what takes long cannot be left unfinished by
    the next key. Returns the values with `file`, a Path that may be written, or was; None if the user closes the form.
    """
    chosen: Values = {}

    async def check(values: Values) -> None:
        values["file"] = await asyncio.to_thread(output_path, access.config, values["file"], endings, proposed.parent)
        await check_overwrite(app, title, values["file"])
        if write:
            await write(values)
        chosen.update(values)

    file = Entry("file", _("File"), str(proposed), required=True, suggestions=PathSuggester())
    form = Form(title, [file, *fields], check, button=button or _("Export"), explanation=explanation)
    return chosen if await app.push_screen_wait(form) else None
