"""Pause slots: a holiday for all or some of them at once."""

from typing import Any

from sqlalchemy.orm import Session
from textual.app import App

from radiodesk.errors import UserError
from radiodesk.locale import N_, _
from radiodesk.model import Action
from radiodesk.schedule import pauses, pausing, slots
from radiodesk.schedule.slots import SlotView
from radiodesk.tui.access import DeskAccess, Snapshot
from radiodesk.tui.dialogs.fields import Field, Toggle, Values, same_fields
from radiodesk.tui.dialogs.form import Form
from radiodesk.tui.dialogs.slot import pauses_field


class NoneMarked(UserError):
    """A pause for no slot."""

    message = N_("No slot is marked: mark those that pause")


async def pause_slots(app: App[Any], access: DeskAccess) -> bool:
    """Ask for days and slots, and pause them. Returns whether that was saved. Call it in a worker."""
    today = access.today()

    def read(session: Session) -> list[SlotView]:
        return pausing.pausable(session, today)

    snapshot = Snapshot(access, await access.read(read), read)
    if not snapshot.view:
        app.notify(_("There is no slot that could pause."), markup=False)
        return False
    every = await access.read(slots.readable)

    of_series = {each.series_id: each for each in reversed(snapshot.view)}  # the first part of each series
    marks = [
        Toggle(_name(each.series_id), pausing.title(each, every), True, is_mark=True)
        for each in snapshot.view
        if of_series[each.series_id] is each
    ]
    fields: list[Field] = [pauses_field((), today, required=True), *marks]

    async def save(values: Values) -> None:
        marked = [each for each in snapshot.view if values.get(_name(each.series_id))]
        if not marked:
            raise NoneMarked
        days = values["pauses"]
        await access.change(
            Action.PAUSE_SLOTS,
            lambda session: pausing.pause(session, marked, days, today, sure="sure" in values),
            days=pauses.words(days),
        )

    form = Form(
        _("Pause slots"),
        fields,
        save,
        button=_("Pause"),
        explanation=_("The marked slots broadcast nothing on these days, such as a holiday."),
        reread=same_fields(fields, snapshot.reread),
    )
    return await app.push_screen_wait(form) is True


def _name(series_id: int) -> str:
    return f"series-{series_id}"
