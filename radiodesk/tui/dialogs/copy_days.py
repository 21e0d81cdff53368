"""Copy the plan of a day or a week to another one."""

import datetime as dt
from collections.abc import Hashable
from typing import Any

from textual.app import App

from radiodesk.locale import _, formats
from radiodesk.model import Action
from radiodesk.model.moments import monday_of
from radiodesk.schedule import copying
from radiodesk.tui.access import DeskAccess
from radiodesk.tui.dialogs.fields import Choice, Field, Values, day_field
from radiodesk.tui.dialogs.form import Form


async def copy_days(app: App[Any], access: DeskAccess, day: dt.date) -> dt.date | None:
    """Ask what is copied, and where to. Returns the first day with the copy, or None. Call it in a worker."""
    copied: list[dt.date] = []

    async def save(values: Values) -> None:
        days: int = values["days"]
        first, to = _begin(day, days), _begin(values["to"], days)
        await access.change(
            Action.COPY_DAYS if days == 1 else Action.COPY_WEEK,
            lambda session: copying.copy_days(session, first, to, days=days, sure="sure" in values),
        )
        copied.append(to)

    fields = _fields(day, access.today())
    explanation = _("A week is copied to the week of that day.")
    await app.push_screen_wait(Form(_("Copy to other days"), fields, save, button=_("Copy"), explanation=explanation))
    return copied[0] if copied else None


def _begin(day: dt.date, days: int) -> dt.date:
    """The first day of what is copied: the day, or the Monday of its week."""
    return day if days == 1 else monday_of(day)


def _fields(day: dt.date, today: dt.date) -> list[Field]:
    monday = _begin(day, copying.WEEK)
    sunday = monday + dt.timedelta(days=copying.WEEK - 1)
    options: list[tuple[str, Hashable]] = [
        (f"{formats.weekday(day)} {formats.day(day)}", 1),
        (_("the week {first} – {last}").format(first=formats.day(monday), last=formats.day(sunday)), copying.WEEK),
    ]
    return [
        Choice("days", _("What is copied"), options, 1),
        day_field("to", _("To the day"), day + dt.timedelta(days=1), today, required=True),
    ]
