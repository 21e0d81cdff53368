"""Pause slots: a holiday for all or some of them at once."""

import datetime as dt
from typing import Any

from sqlalchemy.orm import Session
from textual.app import App

from radiodesk.errors import UserError
from radiodesk.locale import N_, _, ngettext
from radiodesk.model import Action
from radiodesk.schedule import pauses, pausing, slots
from radiodesk.schedule.pausing import Paused
from radiodesk.schedule.slots import SlotView
from radiodesk.tui.access import DeskAccess, Snapshot
from radiodesk.tui.dialogs.confirm import Confirm
from radiodesk.tui.dialogs.fields import Field, Toggle, Values, same_fields
from radiodesk.tui.dialogs.form import Form
from radiodesk.tui.dialogs.picker import Candidate, Picker
from radiodesk.tui.dialogs.slot import pauses_field


class NoneMarked(UserError):
    """A pause for no slot."""

    message = N_("No slot is marked: mark those that pause")


async def pause_slots(app: App[Any], access: DeskAccess) -> bool:
    """List the pauses that there are, if any, to end one; or pause slots. Returns whether something was saved.

    Call it in a worker.
    """
    today = access.today()
    known = await access.read(lambda session: pausing.paused(session, today))
    if not known:
        return await _pause(app, access, today)
    candidates = [Candidate(-1, _("Pause slots for other days"))]
    for number, each in enumerate(known):
        count = ngettext("{count} slot", "{count} slots", len(each.slots)).format(count=len(each.slots))
        candidates.append(
            Candidate(number, pauses.words([each.days]), _("{slots} · Enter ends it").format(slots=count))
        )
    chosen = await app.push_screen_wait(Picker(_("Pauses"), candidates))
    if chosen is None:
        return False
    return await (_pause(app, access, today) if chosen < 0 else _end(app, access, known[chosen], today))


async def _end(app: App[Any], access: DeskAccess, paused: Paused, today: dt.date) -> bool:
    """End a pause of all its slots, after a question. Returns whether it was ended."""
    every = await access.read(slots.readable)
    days, named = pauses.words([paused.days]), "; ".join(pausing.title(each, every) for each in paused.slots)
    conflicts = await access.try_out(Action.END_PAUSE, lambda session: pausing.conflicts_after(session, paused, today))
    question = _("End the pause {days}? These broadcast again: {slots}.").format(days=days, slots=named)
    asked = "\n".join([question, *conflicts])
    if not await app.push_screen_wait(Confirm(_("End the pause"), asked, yes=_("End it"))):
        return False
    await access.change(Action.END_PAUSE, lambda session: pausing.end_pause(session, paused, today), days=days)
    return True


async def _pause(app: App[Any], access: DeskAccess, today: dt.date) -> bool:
    """Ask for days and slots, and pause them. Returns whether that was saved."""

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
