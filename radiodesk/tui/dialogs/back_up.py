"""Back up the desk: show the time of the last backup, ask for the file and the settings, and write the backup."""

import asyncio
import re
from pathlib import Path
from typing import Any

from textual.app import App

from radiodesk import outputs
from radiodesk.config import MAX_BACKUPS
from radiodesk.errors import UserError
from radiodesk.locale import N_, _, formats
from radiodesk.model import Action, backups
from radiodesk.model.backups import Manifest
from radiodesk.staff.settings import StationSettings, set_keep_backups, settings
from radiodesk.tui.access import DeskAccess, Snapshot
from radiodesk.tui.dialogs.exporting import check_overwrite
from radiodesk.tui.dialogs.fields import Entry, Field, Toggle, Values, fields_again
from radiodesk.tui.dialogs.form import Form
from radiodesk.tui.dialogs.paths import PathSuggester, output_path
from radiodesk.tui.dialogs.progress import run_with_progress
from radiodesk.tui.dialogs.review import Review
from radiodesk.tui.progress import StoppableProgress


class NotACount(UserError):
    """The number of backups to keep is out of range."""

    message = N_("“{typed}” is not a number from 1 to {most}")


async def back_up(app: App[Any], access: DeskAccess) -> None:
    """Write a backup. Call it in a worker. raises Stopped, and the errors of `backups.write`."""
    title = _("Back up the desk")
    if (values := await _ask(app, access, title)) is None:
        return
    file: Path = values["file"]
    recordings: bool = values["recordings"]

    def job(progress: StoppableProgress) -> tuple[Manifest, int]:
        with outputs.writing(access.config, file, endings=(backups.ENDING,)) as path:
            manifest = backups.write(access.desk, path, recordings=recordings, progress=progress)
            return manifest, path.stat().st_size

    manifest, size = await run_with_progress(app, title, file.name, job)
    await asyncio.to_thread(access.update_last_backup)
    what = _("the desk with its recordings") if recordings else _("the desk without its recordings")
    summary = _("{size} written to {file}: {what}").format(size=formats.size(size), file=file, what=what)
    if not manifest.missing:
        access.confirm(summary)
        return
    warning = _("Not in the backup, because its file is missing or damaged: {name}")
    await app.push_screen_wait(Review(title, summary, [warning.format(name=name) for name in manifest.missing], yes=""))


async def _ask(app: App[Any], access: DeskAccess, title: str) -> Values | None:
    """Show the form and save the number of backups to keep. Returns the values, or None if the user leaves the form."""
    snapshot = Snapshot(access, await access.read(settings), settings)
    chosen: Values = {}

    async def save(values: Values) -> None:
        folder = access.config.backups
        values["file"] = await asyncio.to_thread(output_path, access.config, values["file"], (backups.ENDING,), folder)
        await check_overwrite(app, title, values["file"])
        count, seen = values["keep"], snapshot.view
        if count != seen.keep_backups:
            await access.change(
                Action.KEEP_BACKUPS, lambda session: set_keep_backups(session, seen.version, count), count=count
            )
        chosen.update(values)

    file = access.config.backups / f"{access.now():%Y-%m-%d %H%M}{backups.ENDING}"

    def fields_of(view: StationSettings) -> list[Field]:
        return [
            Entry("file", _("File"), str(file), required=True, suggestions=PathSuggester()),
            Toggle("recordings", _("With the recordings")),
            Entry("keep", _("Automatic to keep"), str(view.keep_backups), read=_read_count, required=True),
        ]

    form = Form(
        title,
        fields_of(snapshot.view),
        save,
        button=_("Back up"),
        explanation=access.backup_summary(),
        reread=fields_again(fields_of, snapshot.reread),
    )
    return chosen if await app.push_screen_wait(form) else None


def _read_count(typed: str) -> int:
    """The number of backups to keep. raises NotACount."""
    if re.fullmatch(r"[0-9]{1,4}", typed.strip()) and 1 <= int(typed) <= MAX_BACKUPS:
        return int(typed)
    raise NotACount(typed=typed, most=MAX_BACKUPS)
