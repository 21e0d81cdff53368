"""Export the calendar: ask for the file and the period, and write the broadcasts as iCalendar."""

import datetime as dt
from pathlib import Path
from typing import Any

from textual.app import App

from radiodesk import outputs
from radiodesk.calendars import export
from radiodesk.locale import _, formats, ngettext
from radiodesk.model.moments import monday_of
from radiodesk.tui.access import DeskAccess
from radiodesk.tui.dialogs.exporting import ask_export
from radiodesk.tui.dialogs.fields import Values
from radiodesk.tui.dialogs.period import days_field
from radiodesk.tui.dialogs.progress import run_with_progress
from radiodesk.tui.progress import StoppableProgress


async def export_calendar(app: App[Any], access: DeskAccess) -> None:
    """Write the calendar. Call it in a worker."""
    title = _("Export the calendar")

    async def write(values: Values) -> None:
        file: Path = values["file"]
        first, last = values["days"] or (None, None)

        def job(progress: StoppableProgress) -> int:
            with access.desk.reading() as session:
                calendar = export.calendar(session, first, last)
            content = calendar.to_ical()
            progress(1, 1)  # the last chance to stop
            outputs.write(access.config, file, content, endings=export.ENDINGS)
            return len(calendar.events)

        count = await run_with_progress(app, title, _("Writing {file}").format(file=file.name), job)
        message = ngettext("{count} broadcast written to {file}", "{count} broadcasts written to {file}", count)
        access.confirm(message.format(count=formats.number(count), file=file))

    explanation = _("A calendar (.ics) that phones and other programs read. Without days: everything.")
    await ask_export(
        app,
        access,
        title,
        proposed=access.config.schedules / f"lich-phat-{access.now():%Y-%m-%d}{export.ENDINGS[0]}",
        endings=export.ENDINGS,
        explanation=explanation,
        fields=[days_field("days", *_week(access.day), access.station.period_rule, access.today())],
        write=write,
    )


def _week(day: dt.date) -> tuple[dt.date, dt.date]:
    """The Monday and the Sunday of the week that the screens show."""
    monday = monday_of(day)
    return monday, monday + dt.timedelta(days=6)
