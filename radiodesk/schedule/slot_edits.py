"""Change the grid: add a slot, change it from a day on or as a whole, end it.

What was stored of it follows, but for aired broadcasts and those that somebody changed.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from types import EllipsisType
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from radiodesk.errors import UserError
from radiodesk.kinds import BroadcastKind, ProgrammeKind
from radiodesk.locale import N_, formats
from radiodesk.model import Broadcast, Series, Slot, zone
from radiodesk.model.changes import chunks, describe_change
from radiodesk.model.database import fetch
from radiodesk.schedule import (
    adoption,
    conflict_words,
    found_conflicts,
    generation,
    pauses,
    recurrence,
    refitting,
    series_names,
    unusual,
)
from radiodesk.schedule.found_conflicts import FoundConflict
from radiodesk.schedule.recurrence import EndBeforeStart, Recurrence
from radiodesk.schedule.refitting import Fit, Refitted
from radiodesk.schedule.slot_terms import columns_of, set_terms, whole
from radiodesk.schedule.slots import Content, SlotView, Terms, in_force, slots

_DAY = dt.timedelta(days=1)
_MOST_SAID = 4
"""The most conflicts that a question lists."""


class StillRepeated(UserError):
    """A series that would have no first runs any more, while slots repeat it."""

    message = N_("“{slot}” is repeated by {repeats}: end those slots first, or let them repeat something else")


class RepeatBeforeFirstRun(UserError):
    """A time of a new repeat that is not after that of any new first run."""

    message = N_("The repeat at {time} would not be after the first run: give it a later time, or plan it with r")


class Scope(StrEnum):
    """To which occurrences of a slot a change applies."""

    THIS = "this"
    FOLLOWING = "following"
    """That one and all after it."""
    ALL = "all"
    """All that were neither aired nor changed by hand."""


def view(session: Session, slot_id: int) -> SlotView:
    """One slot."""
    return slots(session, Slot.id == slot_id)[0]


def view_in_series(session: Session, slot_id: int) -> SlotView:
    """One slot, with the pauses of those of its series after it: a form shows them together, and they are kept."""
    found = view(session, slot_id)
    later = [each for each in in_force(_of_series(session, found), found.first_day) if each.first_day > found.first_day]
    every = {one for each in (found, *later) for one in each.terms.recurrence.pauses}
    when = replace(found.terms.recurrence, pauses=tuple(sorted(every)))
    return replace(found, terms=replace(found.terms, recurrence=when))


def of_version(session: Session, slot: SlotView) -> Slot:
    """The row of a slot, to be changed. raises ChangedMeanwhile."""
    return fetch(session, Slot, slot.id, slot.version)


def add(session: Session, series: Series, terms: Terms, kind: ProgrammeKind | None = None) -> int:
    """Add a slot to a series. Returns its id. kind: of a programme that may be new.

    raises TwoEnds, EndBeforeStart, NeverOccurs, KindNeeded, OtherKind, UnknownSeries, RepeatsItself, NoUpstream.
    """
    columns = columns_of(session, series.id, terms, kind)
    row = Slot(series_id=series.id, outlets=[], duties=[])
    set_terms(row, terms, columns)
    session.add(row)
    session.flush()
    return row.id


def add_new(session: Session, terms: Terms, kind: ProgrammeKind | None, today: dt.date) -> int:
    """Add a slot with a series of its own, named after its title, and generate its broadcasts. Returns its id.

    today: the local day. raises those of `add`.
    """
    title = terms.content.title or terms.content.repeats
    slot_id = add(session, series_names.add_series(session, series_names.unused(session, title)), terms, kind)
    adoption.adopt_for(session, {slot_id})
    generation.generate(session, today)
    return slot_id


def plan_new(
    session: Session,
    content: Content,
    recurrences: Sequence[Recurrence],
    kind: ProgrammeKind | None,
    today: dt.date,
    *,
    repeats: Sequence[dt.time] = (),
    sure: bool = False,
) -> None:
    """Add a slot for each recurrence, as `add_new` does, after one question about what is unusual.

    That is a title, a source, conflicts in the next four weeks. repeats: the times of slots that repeat the same day's
    latest of these first runs. raises Doubtful, RepeatBeforeFirstRun and those of `add_new`.
    """
    doubts = _of_content(session, content)
    ids = [add_new(session, Terms(content, each), kind, today) for each in recurrences]
    firsts = [view(session, each) for each in ids]
    ids += [add_new(session, _repeat_of_day(firsts, at), None, today) for at in repeats]
    first = max(today, min(each.start for each in recurrences))
    doubts += conflicts_of(session, {view(session, each).series for each in ids}, first)
    unusual.ask(doubts, sure=sure)


def _repeat_of_day(firsts: Sequence[SlotView], at: dt.time) -> Terms:
    """The terms of a slot at a time that repeats the same day's latest first run. raises RepeatBeforeFirstRun."""
    earlier = [each for each in firsts if each.terms.recurrence.at < at]
    if not earlier:
        raise RepeatBeforeFirstRun(time=formats.exact_clock(at))
    first = max(earlier, key=lambda each: each.terms.recurrence.at)
    when = replace(first.terms.recurrence, at=at, seconds=None)  # it is as long as its first run
    return Terms(Content(BroadcastKind.REPEAT, repeats=first.series), when)


def _of_content(session: Session, content: Content) -> list[str]:
    """What is unusual about what a new slot broadcasts."""
    if content.kind is BroadcastKind.FIRST_RUN:
        return unusual.of_title(session, content.title)
    is_doubtful = content.kind is BroadcastKind.RELAY and content.live_event and content.upstream
    return [unusual.live_relay(content.title, content.upstream)] if is_doubtful else []


def conflicts_of(session: Session, series: Collection[str], first: dt.date) -> list[str]:
    """The conflicts of some series in the next four weeks, as sentences. The same one on several days is said once.

    first: the first local day.
    """
    groups = conflict_words.grouped(found_of(session, series, first))
    return unusual.shortened(map(conflict_words.sentence, groups), _MOST_SAID)


def found_of(session: Session, series: Collection[str], first: dt.date) -> list[FoundConflict]:
    """The conflicts themselves."""
    found = found_conflicts.ahead(session, first)
    return [one for one in found if not one.is_gap and any(each.series in series for each in one.broadcasts)]


def change(
    session: Session,
    slot: SlotView,
    terms: Terms,
    scope: Scope,
    day: dt.date,
    today: dt.date,
    kind: ProgrammeKind | None = None,
) -> Refitted:
    """Change a slot from the occurrence of a day on, or as a whole, and generate. slot: as the user saw it.

    A rule that differs counts from that day on, unless its first day differs too.
    kind: of a programme that may be new. raises those of `change_all`.
    """
    if scope is Scope.ALL:
        report = change_all(session, slot, slot.version, terms, today, kind)
    else:
        when, before = terms.recurrence, slot.terms.recurrence
        if when.rule != before.rule and when.start == before.start:
            terms = replace(terms, recurrence=replace(when, start=day))
        report = change_following(session, slot, slot.version, day, terms, kind)
    _forget_succession(session, slot.series_id)
    report.remarks += adoption.adopt_for(session, {each.id for each in _of_series(session, slot)})
    for remark in generation.generate(session, today).remarks:
        if slot.series_id in {remark.slot.series_id, remark.slot.repeats_id}:
            report.remarks.append(remark.said)
    describe(session, slot, terms)
    return report


def describe(session: Session, slot: SlotView, terms: Terms) -> None:
    """Let the sentence of the unit of work say what the time and the length of a slot were. slot: as it was."""
    before, after = slot.terms.recurrence, terms.recurrence
    times = (before.at.isoformat(), after.at.isoformat())
    describe_change(session, time=times, length=(before.seconds, after.seconds))


def reached(session: Session, slot: SlotView, scope: Scope, day: dt.date, today: dt.date) -> list[SlotView]:
    """The slots of a series that a change of one of them reaches from a day on, or as a whole: that one and others."""
    every = _of_series(session, slot)
    if scope is Scope.ALL:
        return in_force(every, min(slot.first_day, today))
    return [each for each in in_force(every, day) if each.first_day >= slot.first_day]


def change_all(
    session: Session,
    slot: SlotView,
    version: int,
    terms: Terms,
    today: dt.date,
    kind: ProgrammeKind | None = None,
) -> Refitted:
    """Change a slot, and the same in the slots of its series from today on. Their days in the series stay.

    Those that a later first day leaves without any day are removed.
    slot: as the user saw it. raises ChangedMeanwhile, StillRepeated and the errors of `add`.
    """
    _check_stays_repeatable(session, slot, terms, today)
    others = reached(session, slot, Scope.ALL, today, today)
    _check_begins(others, slot, terms)
    report = _change_in_place(session, slot, version, terms, kind)
    report.add(_change_alike(session, others, slot, terms))
    return report


def change_following(
    session: Session,
    slot: SlotView,
    version: int,
    day: dt.date,
    terms: Terms,
    kind: ProgrammeKind | None = None,
) -> Refitted:
    """Change a slot from a day on, and the same in all slots of its series after it. raises those of `change_all`.

    A change of pauses alone leaves it one slot: they are days themselves.
    """
    _check_stays_repeatable(session, slot, terms, day)
    later = reached(session, slot, Scope.FOLLOWING, day, day)
    _check_begins(later, slot, terms)
    when = slot.terms.recurrence
    if terms == replace(slot.terms, recurrence=replace(when, pauses=terms.recurrence.pauses)):
        recurrence.check(whole(terms.recurrence), zone(session))
        kept = pauses.changed_from(day, when.pauses, terms.recurrence.pauses)
        terms = replace(terms, recurrence=replace(terms.recurrence, pauses=kept))
        report = _change_in_place(session, slot, version, terms, kind)
    else:
        report = _fit_one(session, _cut(session, slot, version, day, terms, kind))
    report.add(_change_alike(session, later, slot, terms))
    return report


@dataclass(frozen=True)
class Replaced:
    """A slot that another one takes the place of, or the same with other terms: what is stored is to be fitted."""

    old: SlotView
    """As it was."""
    slot_id: int
    """The one that has its place."""
    first: dt.date | None = None
    """The first day; None for all."""


def fit(session: Session, replaced: Sequence[Replaced]) -> list[Refitted]:
    """Fit what is stored of slots that were replaced, all of them at once. Returns a report for each.

    Slots that apply on no day any more are removed then, unless they have broadcasts.
    """
    session.flush()
    ids = sorted({each.slot_id for each in replaced})
    now = {each.id: each for some in chunks(ids) for each in slots(session, Slot.id.in_(some))}
    reports = refitting.refit(session, [Fit(each.old, now[each.slot_id], each.first) for each in replaced])
    for part in ({each.old.id: each.old for each in replaced} | now).values():
        _remove_if_unused(session, part)
    return reports


def _fit_one(session: Session, replaced: Replaced) -> Refitted:
    return fit(session, [replaced])[0]


def replace_from(
    session: Session, every: Sequence[SlotView], day: dt.date, terms: Terms, kind: ProgrammeKind | None
) -> list[Replaced]:
    """Let one slot without a last day take the place of all slots of a series from a day on. `fit` is still to follow.

    every: those in force then, in order. raises those of `change_all`.
    """
    *earlier, newest = every
    if not newest.is_newest:  # it has an end that is still to come
        fetch(session, Slot, newest.id, newest.version).last = None
        session.flush()
        newest = view(session, newest.id)
    if newest.first_day < day:
        return [_cut(session, newest, newest.version, day, terms, kind)]
    for each in earlier:
        fetch(session, Slot, each.id, each.version).last = max(day, each.first_day) - _DAY
    session.flush()
    since = _first_day_after_others(session, newest, day)  # a later first day of the rule may move back to it
    replaced = _set_in_place(session, newest, newest.version, terms, kind, since=since)
    return [replaced, *(Replaced(each, newest.id, day) for each in earlier)]


def _first_day_after_others(session: Session, newest: SlotView, day: dt.date) -> dt.date | None:
    """The first day, from a day on, that no other slot of a series has; None if the others have none at all."""
    others = [each for each in in_force(_of_series(session, newest), dt.date.min) if each.id != newest.id]
    lasts = [each.terms.recurrence.last for each in others]
    return max([day, *(last + _DAY for last in lasts if last)]) if lasts else None


def _of_series(session: Session, slot: SlotView) -> list[SlotView]:
    return slots(session, Slot.series_id == slot.series_id)


def _change_in_place(
    session: Session, slot: SlotView, version: int, terms: Terms, kind: ProgrammeKind | None = None
) -> Refitted:
    """Change a slot as a whole, and what is stored of it. raises those of `change_all`."""
    return _fit_one(session, _set_in_place(session, slot, version, terms, kind))


def _set_in_place(
    session: Session,
    slot: SlotView,
    version: int,
    terms: Terms,
    kind: ProgrammeKind | None = None,
    *,
    since: dt.date | EllipsisType | None = ...,
) -> Replaced:
    """Change a slot as a whole. Its last day in the series stays, and so does its first one unless `since` is given."""
    fetch(session, Slot, slot.id, version)
    when = slot.terms.recurrence
    terms = _placed(terms, when.since if since is ... else since, when.last)
    columns = columns_of(session, slot.series_id, terms, kind)
    set_terms(_loaded(session, slot.id), terms, columns)
    return Replaced(slot, slot.id)


def _cut(
    session: Session, slot: SlotView, version: int, day: dt.date, terms: Terms, kind: ProgrammeKind | None = None
) -> Replaced:
    """End a slot the day before, and begin another one of its series. The rule counts from its own first day.

    A slot that does not apply before that day is changed as a whole. raises those of `change_all`.
    """
    if slot.first_day >= day:
        return _set_in_place(session, slot, version, terms, kind)
    row = fetch(session, Slot, slot.id, version)
    last, row.last = row.last, day - _DAY
    terms = _placed(terms, day, last)
    with session.no_autoflush:  # `add` stores both at once
        new = add(session, session.get_one(Series, slot.series_id), terms, kind)
    return Replaced(slot, new, day)


def _placed(terms: Terms, since: dt.date | None, last: dt.date | None) -> Terms:
    """Terms with a place in a series. Where their first day leaves no day of it, they apply on none, to be removed."""
    when = replace(terms.recurrence, since=since, last=last)
    first = max(when.start, since or when.start)
    if last is not None and last < first:
        when = replace(when, last=first - _DAY, additions=())
    return replace(terms, recurrence=when)


def _forget_succession(session: Session, series_id: int) -> None:
    """Let the first slot of a series begin on its own first day, also where that moves: it succeeds none any more."""
    first = slots(session, Slot.series_id == series_id)[0]
    when = first.terms.recurrence
    if when.since is not None and when.since <= when.start:
        session.get_one(Slot, first.id).since = None


def _check_begins(changed: Sequence[SlotView], slot: SlotView, terms: Terms) -> None:
    """Check that a change of the first day of some slots of a series leaves days of it. raises EndBeforeStart."""
    first, last = terms.recurrence.start, (changed or [slot])[-1].terms.recurrence.last
    if first != slot.terms.recurrence.start and last is not None and last < first:
        raise EndBeforeStart(first=formats.day(first), last=formats.day(last))


def _change_alike(session: Session, others: Iterable[SlotView], slot: SlotView, terms: Terms) -> Refitted:
    """Change in other slots of a series what the terms of one of them change. slot: as it was."""
    report = Refitted()
    for each in others:
        wanted = _with_differences(each.terms, slot.terms, terms)
        if each.id != slot.id and wanted != each.terms:
            report.add(_change_in_place(session, each, each.version, wanted))
    return report


def _with_differences(terms: Terms, before: Terms, after: Terms) -> Terms:
    """Terms with what differs between two others. What a slot broadcasts stays if it is of another kind.

    Pauses add up: those that the change does not name stay.
    """
    content = terms.content
    if content.kind is before.content.kind:
        content = replace(content, **_differing(before.content, after.content))
    when = replace(terms.recurrence, **_differing(before.recurrence, after.recurrence))
    kept = pauses.with_changes(terms.recurrence.pauses, before.recurrence.pauses, after.recurrence.pauses)
    when = replace(when, pauses=kept)
    outlets = terms.outlets if before.outlets == after.outlets else after.outlets
    duties = terms.duties if before.duties == after.duties else after.duties
    return Terms(content, when, outlets, duties)


def _differing(before: Content | Recurrence, after: Content | Recurrence) -> dict[str, Any]:
    """The fields whose values differ, with the later ones."""
    values = {each.name: getattr(after, each.name) for each in fields(after)}
    return {name: value for name, value in values.items() if getattr(before, name) != value}


def end(session: Session, slot: SlotView, version: int, last: dt.date, *, repeats: Collection[str] = ()) -> Refitted:
    """End the series of a slot after a day. Slots that would never apply are removed, unless they have broadcasts.

    repeats: the series of repeats that end with it, after their repeat of the last first run.
    raises ChangedMeanwhile, and StillRepeated for repeats that do not end.
    """
    fetch(session, Slot, slot.id, version)
    ending = in_force(_of_series(session, slot), last + _DAY)
    report = Refitted()
    for each in repeats_after(session, slot.series_id, last) if repeats else ():
        if each.series in repeats:
            report.add(_end_one(session, each, last + each.terms.content.days_after * _DAY))
    check_repeats(session, ending, last)
    for each in ending:
        report.add(_end_one(session, each, last))
    return report


def _end_one(session: Session, slot: SlotView, last: dt.date) -> Refitted:
    row = fetch(session, Slot, slot.id, slot.version)
    row.last = max(last, slot.first_day - _DAY)
    session.flush()
    return _fit_one(session, Replaced(slot, slot.id, row.last + _DAY))


def check_repeats(session: Session, ending: Sequence[SlotView], last: dt.date) -> None:
    """Check that no slot repeats the first runs of slots of a series after their last day. raises StillRepeated."""
    if any(each.terms.content.kind is BroadcastKind.FIRST_RUN for each in ending):
        series = ending[0]
        if lasting := repeating_series(session, series.series_id, last):
            raise StillRepeated(slot=series.series, repeats=", ".join(f"“{each}”" for each in lasting))


def _check_stays_repeatable(session: Session, slot: SlotView, terms: Terms, day: dt.date) -> None:
    """Check that a slot that something repeats from a day on keeps its first runs. raises StillRepeated."""
    if terms.content.kind is not BroadcastKind.FIRST_RUN:
        check_repeats(session, [slot], day - _DAY)


def repeating_series(session: Session, series_id: int, last: dt.date) -> tuple[str, ...]:
    """The series of the slots that repeat a series after the last day of its first runs."""
    return tuple(dict.fromkeys(each.series for each in repeats_after(session, series_id, last)))


def repeats_after(session: Session, series_id: int, last: dt.date) -> list[SlotView]:
    """The slots that repeat a series after the last day of its first runs. One that ends before is none of them."""
    local_zone = zone(session)
    return [
        each
        for each in slots(session, Slot.repeats_id == series_id)
        if in_force([each], (day := last + each.terms.content.days_after * _DAY) + _DAY)
        and recurrence.last_day(each.terms.recurrence, local_zone) > day
    ]


def _remove_if_unused(session: Session, slot: SlotView) -> None:
    """Remove a slot that applies on no day, unless it has broadcasts."""
    last = session.get_one(Slot, slot.id).last
    if last is None or last >= slot.first_day:
        return
    if session.scalar(select(Broadcast.id).where(Broadcast.slot_id == slot.id).limit(1)) is None:
        _remove(session, slot)


def _remove(session: Session, slot: SlotView) -> None:
    """Remove a slot without broadcasts, and its series unless something else refers to it.

    Without any first run of the series, what is left of slots that repeated it is removed as well.
    """
    refitting.remove_slot(session, slot.id)
    firsts = select(Slot.id).where(Slot.series_id == slot.series_id, Slot.kind == BroadcastKind.FIRST_RUN)
    if session.scalar(firsts.limit(1)) is None:
        for each in slots(session, Slot.repeats_id == slot.series_id):
            _end_one(session, each, each.first_day - _DAY)
    others = select(Slot.id).where((Slot.series_id == slot.series_id) | (Slot.repeats_id == slot.series_id))
    if session.scalar(others.limit(1)) is None:
        session.delete(session.get_one(Series, slot.series_id))
        session.flush()


def _loaded(session: Session, slot_id: int) -> Slot:
    statement = select(Slot).where(Slot.id == slot_id).options(selectinload(Slot.outlets), selectinload(Slot.duties))
    return session.scalars(statement.execution_options(populate_existing=True)).one()
