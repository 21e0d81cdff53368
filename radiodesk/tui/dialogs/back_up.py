"""Back up the desk: say when that was done last, ask where to and how, and do it."""

import asyncio
import re
from pathlib import Path
from typing import Any

from textual.app import App

from radiodesk import outputs
from radiodesk.config import MAX_BACKUPS, Config
from radiodesk.errors import UserError
from radiodesk.locale import N_, _, formats
from radiodesk.model import Action, Station, backups, station
from radiodesk.model.backups import Manifest
from radiodesk.tui.access import DeskAccess
from radiodesk.tui.dialogs.confirm import Confirm
from radiodesk.tui.dialogs.fields import Entry, Field, Tick, Values
from radiodesk.tui.dialogs.form import Form
from radiodesk.tui.dialogs.paths import PathSuggester, named
from radiodesk.tui.dialogs.review import Review
from radiodesk.tui.dialogs.working import work
from radiodesk.tui.long_work import Stoppable


class NotACount(UserError):
    """A number of backups that nobody keeps."""

    message = N_("“{typed}” is not a number from 1 to {most}")


async def back_up(app: App[Any], access: DeskAccess) -> None:
    """Write a backup. Call it in a worker. raises Stopped, and the errors of a backup."""
    title = _("Back up the desk")
    if (values := await _ask(app, access, title)) is None:
        return
    keep: int = values["keep"]
    if keep != values["kept"]:
        await access.change(Action.KEEP_BACKUPS, lambda session: _keep(station(session), keep), count=keep)
    file: Path = values["file"]
    if await asyncio.to_thread(file.exists):
        question = _("There is already a file “{file}”. Overwrite it?").format(file=file)
        if not await app.push_screen_wait(Confirm(title, question, yes=_("Write over it"))):
            return
    recordings: bool = values["recordings"]

    def job(progress: Stoppable) -> tuple[Manifest, int]:
        with outputs.writing(access.config, file, endings=(backups.ENDING,)) as path:
            made = backups.write(access.desk, path, recordings=recordings, progress=progress)
            return made, path.stat().st_size

    made, size = await work(app, title, file.name, job)
    await asyncio.to_thread(access.look_for_backups)
    what = _("the desk with its recordings") if recordings else _("the desk without its recordings")
    done = _("{size} written to {file}: {what}").format(size=formats.size(size), file=file, what=what)
    if not made.missing:
        app.notify(done, timeout=10, markup=False)
        return
    left_out = _("Not in the backup, because its file is missing or damaged: {name}")
    await app.push_screen_wait(Review(title, done, [left_out.format(name=name) for name in made.missing], yes=""))


async def _ask(app: App[Any], access: DeskAccess, title: str) -> Values | None:
    kept = await access.look(lambda session: station(session).keep_backups)
    chosen: Values = {"kept": kept}

    async def read(values: Values) -> None:
        values["file"] = await asyncio.to_thread(_output, access.config, named(values["file"]))
        chosen.update(values)

    file = access.config.backups / f"{access.now():%Y-%m-%d %H%M}{backups.ENDING}"
    fields: list[Field] = [
        Entry("file", _("File"), str(file), required=True, suggestions=PathSuggester()),
        Tick("recordings", _("With the recordings")),
        Entry("keep", _("Automatic to keep"), str(kept), read=_read_count, required=True),
    ]
    form = Form(title, fields, read, button=_("Back up"), explanation=access.about_backups())
    return chosen if await app.push_screen_wait(form) else None


def _output(config: Config, name: str) -> Path:
    """The file of that name, if a backup may be written there. raises those of `outputs.check`."""
    outputs.check(config, name, endings=(backups.ENDING,))
    return Path(name).expanduser().absolute()


def _keep(row: Station, count: int) -> None:
    row.keep_backups = count


def _read_count(typed: str) -> int:
    """raises NotACount."""
    if re.fullmatch(r"[0-9]{1,4}", typed.strip()) and 1 <= int(typed) <= MAX_BACKUPS:
        return int(typed)
    raise NotACount(typed=typed, most=MAX_BACKUPS)
