"""Find lost files of recordings in a folder that the user names."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from textual.app import App

from radiodesk.errors import UserError
from radiodesk.locale import N_, _, formats, ngettext
from radiodesk.media import mending
from radiodesk.media.recordings import RecordingView
from radiodesk.tui.access import DeskAccess
from radiodesk.tui.dialogs.fields import Entry, Values
from radiodesk.tui.dialogs.form import Form
from radiodesk.tui.dialogs.paths import PathSuggester, read_paths
from radiodesk.tui.dialogs.progress import run_with_progress
from radiodesk.tui.dialogs.review import Review
from radiodesk.tui.progress import StoppableProgress


class NotAFolder(UserError):
    """The path is not that of one folder."""

    message = N_("{path} is not a folder: type the folder to search")


async def find_lost_files(app: App[Any], access: DeskAccess) -> Sequence[RecordingView] | None:
    """Ask for a folder and copy lost files from it into the store. Call it in a worker. raises Stopped.

    Returns the recordings whose file is still missing, or None if the user leaves the form.
    """
    title = _("Find lost files in a folder")
    folders: list[Path] = []

    async def resolve(values: Values) -> None:
        folders[:] = await asyncio.to_thread(_folders, values["folder"])

    suggester = PathSuggester(lambda path: path.is_dir())
    form = Form(
        title,
        [Entry("folder", _("Folder"), required=True, suggestions=suggester, placeholder="~/…")],
        resolve,
        button=_("Find"),
        explanation=_("Files are known by their content, whatever their names are now. Folders inside are searched."),
    )
    if not await app.push_screen_wait(form):
        return None

    def find(progress: StoppableProgress) -> tuple[list[str], list[RecordingView]]:
        return mending.relink(access.desk, folders[0], progress=progress)

    found, missing = await run_with_progress(app, title, _("Searching"), find)
    summary = ngettext("{count} file found", "{count} files found", len(found))
    lines = [
        *(_("Found: {name}").format(name=name) for name in found),
        *(_("Still missing: {name} ({hash})").format(name=each.name, hash=each.sha256[:12]) for each in missing),
    ]
    if found:
        access.confirm(summary.format(count=formats.number(len(found))))
    if not lines:
        lines = [_("No recording has lost its file")]
    await app.push_screen_wait(Review(title, summary.format(count=formats.number(len(found))), lines))
    return missing


def _folders(typed: str) -> list[Path]:
    """The folder of that path, as a list. raises NotAFolder, NoSuchFile."""
    paths = read_paths(typed)
    if len(paths) != 1 or not paths[0].is_dir():
        raise NotAFolder(path=typed)
    return paths
