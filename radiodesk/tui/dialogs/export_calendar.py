"""Export the calendar: ask for the file and the period, and write the broadcasts as iCalendar."""

import asyncio
import datetime as dt
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session
from textual.app import App

from radiodesk import outputs
from radiodesk.calendars import export
from radiodesk.locale import _, formats, ngettext
from radiodesk.tui.access import DeskAccess
from radiodesk.tui.dialogs.exporting import ask_export
from radiodesk.tui.dialogs.period import days_field


async def export_calendar(app: App[Any], access: DeskAccess) -> None:
    """Write the calendar. Call it in a worker. raises the errors of `outputs.write`."""
    explanation = _("A calendar (.ics) that phones and other programs read. Without days: everything.")
    values = await ask_export(
        app,
        access,
        _("Export the calendar"),
        proposed=access.config.schedules / f"lich-phat-{access.now():%Y-%m-%d}{export.ENDINGS[0]}",
        endings=export.ENDINGS,
        explanation=explanation,
        fields=[days_field("days", *_week(access.day), access.station.period_rule, access.today())],
    )
    if values is None:
        return
    file: Path = values["file"]
    first, last = values["days"] or (None, None)

    def events(session: Session) -> tuple[int, bytes]:
        calendar = export.calendar(session, first, last)
        return len(calendar.events), calendar.to_ical()

    count, content = await access.read(events)
    await asyncio.to_thread(outputs.write, access.config, file, content, endings=export.ENDINGS)
    message = ngettext("{count} broadcast written to {file}", "{count} broadcasts written to {file}", count)
    access.confirm(message.format(count=formats.number(count), file=file))


def _week(day: dt.date) -> tuple[dt.date, dt.date]:
    """The Monday and the Sunday of the week that the screens show."""
    monday = day - dt.timedelta(days=day.weekday())
    return monday, monday + dt.timedelta(days=6)
