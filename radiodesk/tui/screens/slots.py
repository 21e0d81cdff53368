"""What Today and Week do with slots: change one, end one, move an occurrence, and ask to which others that applies."""

import datetime as dt
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Protocol

from sqlalchemy.orm import Session
from textual.app import App

from radiodesk.errors import UserError
from radiodesk.kinds import ProgrammeKind
from radiodesk.locale import N_, _, formats, ngettext
from radiodesk.model import Action, Slot
from radiodesk.schedule import choices, found_conflicts, generation, moving, pausing, slot_edits, slots, unusual
from radiodesk.schedule.conflicts import new_silences
from radiodesk.schedule.entry import Entry
from radiodesk.schedule.moving import Place
from radiodesk.schedule.recurrence import Recurrence
from radiodesk.schedule.refitting import Refitted
from radiodesk.schedule.slot_edits import Scope
from radiodesk.schedule.slots import Content, SlotView, Terms
from radiodesk.schedule.views import BroadcastView
from radiodesk.tui.access import DeskAccess
from radiodesk.tui.dialogs import slot as forms
from radiodesk.tui.dialogs.confirm import Confirm
from radiodesk.tui.dialogs.fields import Field, Values
from radiodesk.tui.dialogs.picker import Candidate, Picker
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


async def add_slots(
    access: DeskAccess,
    content: Content,
    recurrences: Sequence[Recurrence],
    kind: ProgrammeKind | None,
    repeats: Sequence[dt.time] = (),
    *,
    title: str,
    sure: bool,
) -> None:
    """Add a slot for each recurrence, and one for each time of repeats. title: as the log says it.

    raises the errors of `slot_edits.plan_new`.
    """
    today = access.today()
    action, values = Action.ADD_SLOT, _log_values(title, recurrences[0].at)
    if len(recurrences) > 1 or repeats:
        times = formats.exact_clocks(each.at for each in recurrences)
        if repeats:
            said = _("{times}, repeats {repeats}")
            times = said.format(times=times, repeats=formats.exact_clocks(repeats))
        action, values = Action.ADD_SLOTS, {"title": title, "times": times}
    when = recurrences[0]  # the times differ, the rule and the first day are those of all
    await access.change(
        action,
        lambda session: slot_edits.plan_new(session, content, recurrences, kind, today, repeats=repeats, sure=sure),
        **values,
        rule=when.rule.text,
        first=when.start.isoformat(),
        **({"last": when.until.isoformat()} if when.until else {}),
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

        def change(session: Session, scope: Scope) -> Refitted:
            return slot_edits.change(session, seen[-1], terms, scope, day, today, kind)

        effects = [
            await _effect(access, seen[-1], terms, scope, day, partial(change, scope=scope))
            for scope in (Scope.FOLLOWING, Scope.ALL)
        ]
        scope = await forms.ask_scope(app, _("Change which ones?"), effects)
        if scope is None:
            raise NoneChosen
        await _save(access, terms, partial(change, scope=scope))

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
    after = Place(starts.replace(tzinfo=None), seconds)
    others = await access.read(lambda session: moving.with_others(session, item, after))
    if others is None:
        return await _move_one(app, access, item, after)
    slot, day, now, today = others.slot, others.day, access.now(), access.today()

    def change(session: Session, scope: Scope) -> Refitted:
        return moving.move_with_others(session, item, after, others, scope, now=now, today=today)

    async with waiting(app, item.title, _("Looking at what that would change: one moment")):
        effects = [Effect(Scope.THIS, None, await _conflicts_of(access, item, after))]
        effects += [
            await _effect(access, slot, others.terms, scope, day, partial(change, scope=scope))
            for scope in (Scope.FOLLOWING, Scope.ALL)
        ]
    title = _("Move which ones?") if _is_moved(item, after) else _("Change the length of which ones?")
    scope = await forms.ask_scope(app, title, effects)
    if scope is Scope.THIS:
        return await _move_one(app, access, item, after)
    if scope is not None:
        async with waiting(app, item.title, _("Saving: one moment")):
            await _save(access, others.terms, partial(change, scope=scope))
    return scope is not None


def _is_moved(item: BroadcastView, after: Place) -> bool:
    """Whether a broadcast gets another start, not only another length."""
    return moving.place_of(item).local != after.local


async def _move_one(app: App[Any], access: DeskAccess, item: BroadcastView, after: Place) -> bool:
    """Move one broadcast, after a question if that is unusual. Returns whether it was moved."""
    from radiodesk.errors import Doubtful

    async def save(*, sure: bool) -> None:
        await access.change(
            Action.CHANGE_BROADCAST,
            lambda session: moving.move(session, item, item.version, after, now=access.now(), sure=sure),
            title=item.title,
            day=after.local.date().isoformat(),
            time=after.local.time().isoformat(),
        )

    try:
        await save(sure=False)
    except Doubtful as doubtful:
        question, yes = _("{doubts}. Change the length of “{title}” all the same?"), _("Change the length")
        if _is_moved(item, after):
            question, yes = _("{doubts}. Move “{title}” all the same?"), _("Move it")
        said = question.format(doubts=". ".join(doubtful.doubts), title=item.title)
        if not await app.push_screen_wait(Confirm(item.title, said, yes=yes)):
            return False
        await save(sure=True)
    return True


async def ask_end(app: App[Any], item: OfSlot) -> Scope | None:
    """Ask what of a slot is to go: one occurrence, which is cancelled, or all from it on. None: nothing."""
    candidates = [
        Candidate(Scope.THIS, _("Only this one: cancel it"), _("p brings it back")),
        Candidate(Scope.FOLLOWING, _("End the slot from here on"), _("asks again, and says how many go")),
    ]
    chosen: Scope | None = await app.push_screen_wait(
        Picker(_("Cancel once, or end the slot of “{title}”?").format(title=item.title), candidates)
    )
    return chosen


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


async def _save(access: DeskAccess, terms: Terms, change: Callable[[Session], object]) -> None:
    """Make a change of a slot. terms: what it becomes."""
    await access.change(
        Action.CHANGE_SLOT,
        change,
        **_log_values(terms.content.title or terms.content.repeats, terms.recurrence.at),
    )


async def _effect(
    access: DeskAccess,
    slot: SlotView,
    terms: Terms,
    scope: Scope,
    day: dt.date,
    change: Callable[[Session], Refitted],
) -> Effect:
    """What a change of a slot would do. terms: what it becomes."""
    today = access.today()
    before, after = slot.terms.recurrence.pauses, terms.recurrence.pauses

    def make(session: Session) -> Effect:
        reached = slot_edits.reached(session, slot, scope, day, today)
        silent = found_conflicts.silences(session, max(day, today))
        report = change(session)
        conflicts = len(slot_edits.found_of(session, {slot.series}, max(day, today)))
        conflicts += len(new_silences(found_conflicts.silences(session, max(day, today)), silent))
        days = pausing.change_in_words(session, reached, before, after)
        return Effect(scope, report, conflicts, tuple(days))

    return await access.try_out(Action.CHANGE_SLOT, make)


async def _conflicts_of(access: DeskAccess, item: BroadcastView, after: Place) -> int:
    """How many conflicts one broadcast would be in, or leave behind: a gap is of no broadcast."""
    days = {item.starts.date(), after.local.date()}

    def make(session: Session) -> int:
        silent = unusual.silent_around(session, *days)
        moving.move(session, item, item.version, after, now=access.now(), sure=True)
        found = found_conflicts.find(session, after.local.date(), after.local.date())
        own = sum(any(each.broadcast_id == item.id for each in one.broadcasts) for one in found if not one.is_gap)
        return own + len(unusual.of_silence(session, silent, *days))

    return await access.try_out(Action.CHANGE_BROADCAST, make)


def _log_values(title: str, at: dt.time) -> dict[str, str]:
    return {"title": title, "time": at.isoformat()}
