"""Interrupt the plan: insert a bulletin now, or let the broadcast on air run longer."""

from collections.abc import Hashable
from typing import Any

from textual.app import App

from radiodesk.kinds import Priority
from radiodesk.locale import N_, _, formats
from radiodesk.model import Action
from radiodesk.model.moments import moment
from radiodesk.model.text import clean_title
from radiodesk.schedule import choices, interruptions, queries
from radiodesk.schedule.choices import ProgrammeChoices
from radiodesk.schedule.interruptions import Choice as Met
from radiodesk.schedule.views import BroadcastView
from radiodesk.tui.access import DeskAccess, Snapshot
from radiodesk.tui.dialogs import fields
from radiodesk.tui.dialogs.fields import Field, Pick, Toggle, Values, fields_again, programme_length, time_field
from radiodesk.tui.dialogs.form import Form
from radiodesk.tui.labels import PRIORITIES

USUAL_SECONDS = 5 * 60
"""The length of a bulletin whose programme has no usual one."""


async def interrupt(app: App[Any], access: DeskAccess) -> int | None:
    """Ask for a bulletin and insert it. Returns the id of its broadcast. Call it in a worker."""
    now = access.now()
    known, last = await access.read(
        lambda session: (choices.programmes(session, now.date()), interruptions.last_title(session))
    )
    inserted: list[int] = []

    async def save(values: Values) -> None:
        start = moment(now.date(), values["at"], access.station.zone)
        inserted.append(
            await access.change(
                Action.INTERRUPT,
                lambda session: interruptions.interrupt(
                    session,
                    title=values["title"],
                    priority=values["priority"],
                    start=start,
                    seconds=values["seconds"],
                    choice=values["met"],
                    goes_on=values["goes_on"],
                    sure="sure" in values,
                ),
            )
        )

    title = last or _("Emergency bulletin")
    usual = known.usual(title)
    seconds = (usual and usual.seconds) or USUAL_SECONDS
    clock = formats.exact_clock(now.time())
    form = Form(_("Interrupt now"), _fields(title, known, clock, seconds), save, button=_("Interrupt"))
    await app.push_screen_wait(form)
    return inserted[0] if inserted else None


def _fields(title: str, known: ProgrammeChoices, clock: str, seconds: int) -> list[Field]:
    length = programme_length("seconds", _("Length"), seconds)
    priorities: list[tuple[str, Hashable]] = [(_(word), each) for each, word in PRIORITIES.items()]
    return [
        Pick(
            "title",
            _("Programme"),
            title,
            read=clean_title,
            required=True,
            names=known.names,
            new=N_("new programme: {name}"),
        ),
        length,
        fields.Choice("priority", _("Priority"), priorities, Priority.EMERGENCY),
        _met(),
        Toggle("goes_on", _("What is on air goes on afterwards")),
        time_field(_("Time"), clock, length),
    ]


def _met() -> fields.Choice:
    options: list[tuple[str, Hashable]] = [
        (_("begins later"), Met.PUSH),
        (_("is shortened"), Met.CUT),
        (_("is cancelled"), Met.CANCEL),
    ]
    return fields.Choice("met", _("Affected broadcasts"), options, Met.PUSH)


async def run_longer(app: App[Any], access: DeskAccess, item: BroadcastView) -> bool:
    """Ask how much longer the broadcast on air runs. Returns whether it was saved. Call it in a worker."""
    now = access.now()
    snapshot = Snapshot(access, item, lambda session: queries.broadcast(session, item.id))

    async def save(values: Values) -> None:
        seen = snapshot.view
        await access.change(
            Action.CHANGE_BROADCAST,
            lambda session: interruptions.prolong(
                session,
                seen.id,
                seen.version,
                seconds=values["seconds"],
                choice=values["met"],
                now=now,
                sure="sure" in values,
            ),
        )

    def fields_of(_view: BroadcastView) -> list[Field]:
        return [programme_length("seconds", _("Longer by"), USUAL_SECONDS), _met()]

    explanation = f"{formats.clock(item.starts)} {item.title}"
    again = fields_again(fields_of, snapshot.reread)
    form = Form(_("Runs longer"), fields_of(item), save, explanation=explanation, reread=again)
    saved = await app.push_screen_wait(form)
    return bool(saved)
