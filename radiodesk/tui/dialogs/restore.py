"""Restore a backup: choose it, see what it holds, and put it in the place of the present data, which is kept."""

import asyncio
import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from textual.app import App

from radiodesk.errors import UserError, visible
from radiodesk.locale import _, formats, ngettext
from radiodesk.model import backups, restoring, unpacking
from radiodesk.model.backups import BackupFile, Manifest
from radiodesk.tui.access import DeskAccess
from radiodesk.tui.dialogs.confirm import Confirm
from radiodesk.tui.dialogs.fields import Entry, Values
from radiodesk.tui.dialogs.form import Form
from radiodesk.tui.dialogs.listing import Listing
from radiodesk.tui.dialogs.paths import PathSuggester
from radiodesk.tui.dialogs.progress import run_with_progress
from radiodesk.tui.dialogs.review import Review
from radiodesk.tui.progress import StoppableProgress
from radiodesk.tui.widgets.row_table import Column


class CannotOpen(Exception):
    """The desk cannot be opened after a restore. Its cause is the reason."""


async def restore_backup(app: App[Any], access: DeskAccess, *, reason: str = "") -> bool:
    """Restore a backup that the user chooses. Call it in a worker. Returns False if the user leaves.

    reason: why it is offered. raises Stopped and the errors of `restoring.restore`, with the old desk open again, and
    CannotOpen.
    """
    title = _("Restore a backup")
    if (file := await _choose(app, access, title, reason)) is None:
        return False
    manifest = await asyncio.to_thread(unpacking.read_manifest, file)
    confirm = Confirm(title, _question(access, file, manifest), yes=_("Restore"))
    if not await app.push_screen_wait(confirm):
        return False

    def job(progress: StoppableProgress) -> tuple[Manifest, Path | None]:
        return restoring.restore(access.config, file, now=_now(access), progress=progress)

    failure: Exception | None = None
    try:
        async with access.closed():
            try:
                manifest, kept = await run_with_progress(app, title, file.name, job)
            except Exception as error:
                failure = error
    except UserError as error:
        raise CannotOpen from failure or error
    if failure:
        raise failure
    lines = [_restored(access, manifest)]
    access.confirm(_("{file} is restored").format(file=file.name))
    if kept:
        lines.append(_("The desk that was there is kept in {folder}").format(folder=visible(str(kept))))
    await app.push_screen_wait(Review(title, "\n\n".join(lines), [], yes=""))
    return True


async def _choose(app: App[Any], access: DeskAccess, title: str, reason: str) -> Path | None:
    """The backup that the user chooses from the home's folder, or names; None if the user leaves."""
    found = await asyncio.to_thread(backups.files, access.config.backups)
    while True:
        explanation = reason or _("The present data is kept in a folder beside it.")
        columns = [Column(_("File"), share=1), Column(_("Day"), 16), Column(_("Size"), 10, right=True)]
        listing = Listing(
            title, columns, _rows(access, found), explanation=explanation, opens=_("Enter: see what it holds")
        )
        if (index := await app.push_screen_wait(listing)) is None:
            return None
        if index < len(found):
            return found[index].path
        if file := await _other_file(app, title):
            return file


def _rows(access: DeskAccess, found: Sequence[BackupFile]) -> list[tuple[str, str, str]]:
    rows = [(visible(each.path.name), _moment(access, each.time), formats.size(each.size)) for each in found]
    return [*rows, (_("Another file…"), "", "")]


async def _other_file(app: App[Any], title: str) -> Path | None:
    """The file that the user names; None if the user leaves the form."""
    chosen: list[Path] = []

    async def check(values: Values) -> None:
        file = Path(values["file"]).expanduser()
        await asyncio.to_thread(unpacking.read_manifest, file)
        chosen.append(file)

    suggester = PathSuggester(lambda path: path.suffix == backups.ENDING)
    field = Entry("file", _("File"), required=True, suggestions=suggester, placeholder="~/…")
    return chosen[-1] if await app.push_screen_wait(Form(title, [field], check, button=_("Continue"))) else None


def _question(access: DeskAccess, file: Path, manifest: Manifest) -> str:
    """What a backup holds, and what will happen."""
    if manifest.recordings:
        count = len(manifest.files) - 1
        held = ngettext("With {count} recording", "With {count} recordings", count).format(count=formats.number(count))
    else:
        held = _("Without recordings: those in the store stay")
    lines = [
        visible(file.name),
        _("{station}, as it was on {moment}").format(
            station=manifest.station, moment=_moment(access, manifest.created)
        ),
        held,
        "",
        _("Put it in the place of the present data? What is there now is kept in a folder beside it."),
    ]
    return "\n".join(lines)


def _restored(access: DeskAccess, manifest: Manifest) -> str:
    created = manifest.created.astimezone(access.station.zone)
    return _("The desk of {station}, as it was at {time} on {day}, is in {home}").format(
        station=manifest.station,
        time=formats.clock(created),
        day=formats.day(created.date()),
        home=visible(restoring.place_of(access.config)),
    )


def _moment(access: DeskAccess, time: dt.datetime) -> str:
    """The day and time of a moment. The zone is that of the machine while no desk is open."""
    station = getattr(access, "station", None)
    local = time.astimezone(station.zone if station else None)
    return f"{formats.day(local.date())} {formats.clock(local)}"


def _now(access: DeskAccess) -> dt.datetime:
    return access.clock().astimezone()
