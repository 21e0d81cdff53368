"""What Today and Week do with slots: change one, end one, move an occurrence, and ask to which others that applies."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Protocol

from sqlalchemy.orm import Session
from textual.app import App

from radiodesk.errors import UserError
from radiodesk.kinds import ProgrammeKind
from radiodesk.locale import N_, _, formats, ngettext
from radiodesk.model import Action, Slot
from radiodesk.schedule import broadcasts, choices, found_conflicts, generation, pausing, slot_edits, slots
from radiodesk.schedule.entry import Entry
from radiodesk.schedule.recurrence import Recurrence
from radiodesk.schedule.refitting import Refitted
from radiodesk.schedule.slot_edits import Scope
from radiodesk.schedule.slots import Content, SlotView, Terms
from radiodesk.schedule.views import BroadcastView
from radiodesk.tui.access import DeskAccess
from radiodesk.tui.dialogs import slot as forms
from radiodesk.tui.dialogs.confirm import Confirm
from radiodesk.tui.dialogs.fields import Field, Values
from radiodesk.tui.dialogs.slot import Effect
from radiodesk.tui.dialogs.waiting import waiting


class NoneChosen(UserError):
    """The user left the question to which occurrences a change applies."""

    message = N_("Nothing is changed yet: Enter asks again which ones to change")


class OfSlot(Protocol):
    """An occurrence of a slot, as a broadcast or as the slot gives it."""

    @property
    def slot_id(self) -> int | None:
        """The slot; None for a single broadcast."""

    @property
    def occurrence(self) -> dt.datetime | None:
        """The local start by the rule."""

    @property
    def title(self) -> str:
        """The title."""


async def store(access: DeskAccess, entry: Entry) -> int:
    """Store an occurrence that only its slot gives. Returns the broadcast's id."""
    return await access.change(Action.GENERATE, lambda session: generation.stored(session, entry).id, count=1)


async def add_slot(
    access: DeskAccess, content: Content, when: Recurrence, kind: ProgrammeKind | None, *, title: str, sure: bool
) -> int:
    """Add a slot. Returns its id. title: as the log says it. raises the errors of `slot_edits.plan_new`."""
    today = access.today()
    return await access.change(
        Action.ADD_SLOT,
        lambda session: slot_edits.plan_new(session, Terms(content, when), kind, today, sure=sure),
        **_log_values(title, when.at),
    )


async def change_slot(app: App[Any], access: DeskAccess, item: OfSlot) -> bool:
    """Show the form of a broadcast's slot, and save it after the question to which occurrences it applies.

    Returns whether it was saved. Call it in a worker.
    """
    first_seen = await _slot_in_series(access, item)
    if first_seen is None or item.occurrence is None:
        app.notify(_("This broadcast belongs to no slot: e changes it alone"), markup=False)
        return False
    seen, day, today = [first_seen], item.occurrence.date(), access.today()
    names = await access.read(lambda session: forms.Names(choices.programmes(session, day), choices.upstreams(session)))

    async def save(values: Values) -> None:
        terms = forms.terms_of(seen[-1], values)
        kind = values.get("kind")
        effects = [await _effect(access, seen[-1], terms, scope, day, kind) for scope in (Scope.FOLLOWING, Scope.ALL)]
        scope = await forms.ask_scope(app, _("Change which ones?"), effects)
        if scope is None:
            raise NoneChosen
        await _save(access, seen[-1], terms, scope, day, kind)

    async def reread() -> Sequence[Field]:
        if slot := await _slot_in_series(access, item):
            seen.append(slot)
        return forms.slot_fields(seen[-1], today, names)

    saved = await app.push_screen_wait(forms.slot_form(first_seen, today, names, save, reread))
    return saved is True


async def move(
    app: App[Any], access: DeskAccess, item: BroadcastView, starts: dt.datetime, seconds: int | None
) -> bool:
    """Give a broadcast another time and length; asks to which others of its slot that applies.

    starts: local. Returns whether it was saved. Call it in a worker.
    """
    slot = await _slot_of(access, item)
    scope: Scope | None = Scope.THIS
    is_same_day = item.occurrence is not None and starts.date() == item.occurrence.date()
    if slot is not None and item.occurrence is not None and is_same_day:
        when = replace(slot.terms.recurrence, at=starts.time(), seconds=seconds)
        terms = replace(slot.terms, recurrence=when)
        day = item.occurrence.date()
        async with waiting(app, item.title, _("Looking at what a move would change: one moment")):
            effects = [Effect(Scope.THIS, None, await _conflicts_of(access, item, starts, seconds))]
            effects += [await _effect(access, slot, terms, each, day) for each in (Scope.FOLLOWING, Scope.ALL)]
        is_moved = starts.time() != item.starts.time()
        title = _("Move which ones?") if is_moved else _("Change which ones?")
        scope = await forms.ask_scope(app, title, effects)
        if scope in {Scope.FOLLOWING, Scope.ALL}:
            async with waiting(app, item.title, _("Saving: one moment")):
                await _save(access, slot, terms, scope, day)
            return True
    if scope is None:
        return False
    await _move_one(app, access, item, starts, seconds)
    return True


async def _move_one(
    app: App[Any], access: DeskAccess, item: BroadcastView, starts: dt.datetime, seconds: int | None
) -> None:
    """Move one broadcast, after a question if that is unusual."""
    from radiodesk.errors import Doubtful

    async def save(*, sure: bool) -> None:
        await access.change(
            Action.CHANGE_BROADCAST,
            lambda session: _change_time(session, item, starts, seconds, access.now(), sure=sure),
            title=item.title,
            day=starts.date().isoformat(),
            time=starts.time().isoformat(),
        )

    try:
        await save(sure=False)
    except Doubtful as doubtful:
        question = _("{doubts}. Move “{title}” all the same?").format(
            doubts=". ".join(doubtful.doubts), title=item.title
        )
        if await app.push_screen_wait(Confirm(item.title, question, yes=_("Move it"))):
            await save(sure=True)


def _change_time(
    session: Session, item: BroadcastView, starts: dt.datetime, seconds: int | None, now: dt.datetime, *, sure: bool
) -> None:
    broadcasts.change_broadcast(
        session,
        item.id,
        item.version,
        on=starts.date(),
        at=starts.time(),
        planned_seconds=seconds,
        actual_seconds=item.actual_seconds,
        note=item.note,
        now=now,
        sure=sure,
    )


async def end_slot(app: App[Any], access: DeskAccess, item: OfSlot) -> bool:
    """End the slot of a broadcast before it, after a question. Returns whether it was ended. Call it in a worker."""
    slot = await _slot_of(access, item)
    if slot is None or item.occurrence is None:
        app.notify(_("This broadcast belongs to no slot: c cancels it"), markup=False)
        return False
    last = item.occurrence.date() - dt.timedelta(days=1)
    repeats = await access.read(lambda session: slot_edits.repeating_series(session, slot.series_id, last))

    def end(session: Session) -> Refitted:
        return slot_edits.end(session, slot, slot.version, last, repeats=repeats)

    report = await access.try_out(Action.END_SLOT, end)
    question = _("“{title}” at {time} is no longer planned from {day} on: {effect}.")
    said = question.format(
        title=item.title,
        time=formats.exact_clock(slot.terms.recurrence.at),
        day=formats.day(item.occurrence.date()),
        effect=Effect(Scope.FOLLOWING, report, 0).words,
    )
    if repeats:
        named = ngettext("Its repeat ends with it: {names}.", "Its repeats end with it: {names}.", len(repeats))
        said += " " + named.format(names=", ".join(f"“{each}”" for each in repeats))
    if not await app.push_screen_wait(Confirm(_("End the slot"), said, yes=_("End it"))):
        return False
    async with waiting(app, item.title, _("Saving: one moment")):
        await access.change(Action.END_SLOT, end, **_log_values(item.title, slot.terms.recurrence.at))
    return True


async def _slot_of(access: DeskAccess, item: OfSlot) -> SlotView | None:
    def read(session: Session) -> SlotView | None:
        return next(iter(slots.slots(session, Slot.id == item.slot_id)), None)

    return await access.read(read) if item.slot_id is not None else None


async def _slot_in_series(access: DeskAccess, item: OfSlot) -> SlotView | None:
    """The slot with the pauses of those of its series after it."""
    slot = await _slot_of(access, item)
    return slot and await access.read(lambda session: slot_edits.view_in_series(session, slot.id))


async def _save(
    access: DeskAccess,
    slot: SlotView,
    terms: Terms,
    scope: Scope,
    day: dt.date,
    kind: ProgrammeKind | None = None,
) -> None:
    today = access.today()
    await access.change(
        Action.CHANGE_SLOT,
        lambda session: slot_edits.change(session, slot, terms, scope, day, today, kind),
        **_log_values(terms.content.title or terms.content.repeats, terms.recurrence.at),
    )


async def _effect(
    access: DeskAccess,
    slot: SlotView,
    terms: Terms,
    scope: Scope,
    day: dt.date,
    kind: ProgrammeKind | None = None,
) -> Effect:
    """What a change of a slot would do."""
    today = access.today()
    before, after = slot.terms.recurrence.pauses, terms.recurrence.pauses

    def make(session: Session) -> Effect:
        reached = slot_edits.reached(session, slot, scope, day, today)
        report = slot_edits.change(session, slot, terms, scope, day, today, kind)
        conflicts = len(slot_edits.found_of(session, {slot.series}, max(day, today)))
        days = pausing.change_in_words(session, reached, before, after)
        return Effect(scope, report, conflicts, tuple(days))

    return await access.try_out(Action.CHANGE_SLOT, make)


async def _conflicts_of(access: DeskAccess, item: BroadcastView, starts: dt.datetime, seconds: int | None) -> int:
    """How many conflicts one broadcast would be in."""

    def make(session: Session) -> int:
        _change_time(session, item, starts, seconds, access.now(), sure=True)
        found = found_conflicts.find(session, starts.date(), starts.date())
        return sum(any(each.broadcast_id == item.id for each in one.broadcasts) for one in found if not one.is_gap)

    return await access.try_out(Action.CHANGE_BROADCAST, make)


def _log_values(title: str, at: dt.time) -> dict[str, str]:
    return {"title": title, "time": at.isoformat()}
