"""Export the calendar: ask for the file and the period, and write the broadcasts as iCalendar."""

import asyncio
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session
from textual.app import App

from radiodesk import outputs
from radiodesk.calendars import export
from radiodesk.locale import _, formats, ngettext
from radiodesk.tui.access import DeskAccess
from radiodesk.tui.dialogs.confirm import Confirm
from radiodesk.tui.dialogs.fields import Entry, Values
from radiodesk.tui.dialogs.form import Form
from radiodesk.tui.dialogs.paths import PathSuggester, output_path
from radiodesk.tui.dialogs.period import period_field


async def export_calendar(app: App[Any], access: DeskAccess) -> None:
    """Write the calendar. Call it in a worker. raises the errors of `outputs.write`."""
    title = _("Export the calendar")
    if (values := await _ask(app, access, title)) is None:
        return
    file: Path = values["file"]
    if await asyncio.to_thread(file.exists):
        question = _("There is already a file “{file}”. Overwrite it?").format(file=file)
        if not await app.push_screen_wait(Confirm(title, question, yes=_("Overwrite"))):
            return
    period = values["period"]

    def events(session: Session) -> tuple[int, bytes]:
        calendar = export.calendar(session, period and period.first, period and period.last)
        return len(calendar.events), calendar.to_ical()

    count, content = await access.read(events)
    await asyncio.to_thread(outputs.write, access.config, file, content, endings=export.ENDINGS)
    message = ngettext("{count} broadcast written to {file}", "{count} broadcasts written to {file}", count)
    access.confirm(message.format(count=formats.number(count), file=file))


async def _ask(app: App[Any], access: DeskAccess, title: str) -> Values | None:
    """Show the form. Returns its values, or None if the user leaves it."""
    chosen: Values = {}

    async def check(values: Values) -> None:
        values["file"] = await asyncio.to_thread(output_path, access.config, values["file"], export.ENDINGS)
        chosen.update(values)

    file = access.config.schedules / f"lich-phat-{access.now():%Y-%m-%d}{export.ENDINGS[0]}"
    fields = [
        Entry("file", _("File"), str(file), required=True, suggestions=PathSuggester()),
        period_field("period", "", access.station.period_rule, access.today()),
    ]
    explanation = _("A calendar (.ics) that phones and other programs read. Without a period: everything.")
    form = Form(title, fields, check, button=_("Export"), explanation=explanation)
    return chosen if await app.push_screen_wait(form) else None
