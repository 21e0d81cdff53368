"""Pause slots for some days: a holiday for all or some of them at once, and what else a person should know of it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from radiodesk.errors import UserError
from radiodesk.locale import N_, _, formats, ngettext
from radiodesk.model import zone
from radiodesk.model.changes import describe
from radiodesk.schedule import conflict_words, generation, occurrences, pauses, recurrence, slot_edits, unusual
from radiodesk.schedule.pauses import Pause
from radiodesk.schedule.refitting import Refitted
from radiodesk.schedule.slot_edits import Replaced
from radiodesk.schedule.slots import SlotView, in_force, readable, set_recurrence

LONGEST = dt.timedelta(days=731)
"""How long a pause of many slots may be: what it leaves out is looked at day by day."""
_FEW = 4
"""So many slots are named one by one in the question."""


class NoSlotToPause(UserError):
    """Slots that have no occurrence on any of the days, or none at all."""

    message = N_("None of these slots broadcasts on {days}: check the days, and which slots are marked")


class PauseTooLong(UserError):
    """A pause of more than two years."""

    message = N_("A pause lasts at most two years: end the slots instead")


def pausable(session: Session, today: dt.date) -> list[SlotView]:
    """The slots that a pause may be for: those that recur today or later, in the order of their times.

    Damaged ones are left out: one of them must not keep the others from pausing.
    """
    found = [
        each
        for each in in_force(readable(session), today)
        if not each.terms.recurrence.rule.is_once and recurrence.last_day(each.terms.recurrence, zone(session)) >= today
    ]
    return sorted(found, key=lambda each: (each.terms.recurrence.at, each.first_day, each.id))


def title(slot: SlotView, every: Sequence[SlotView]) -> str:
    """A slot as people know it: "05:00 Thời sự". every: slots, among them those that repeats are of."""
    content = slot.terms.content
    named = next((each.terms.content.title for each in every if each.series_id == slot.repeats_id), content.repeats)
    said = content.title or _("{title} (repeat)").format(title=named)
    return f"{formats.exact_clock(slot.terms.recurrence.at)} {said}"


def pause(
    session: Session, seen: Sequence[SlotView], days: Sequence[Pause], today: dt.date, *, sure: bool = False
) -> None:
    """Pause slots on some days, beside the pauses that they have. seen: the slots, as the user saw them.

    Asks first, with what is left out and what stays. raises Doubtful, NoSlotToPause, PauseTooLong,
    ChangedMeanwhile and PauseEndsBeforeStart.
    """
    for first, last in days:
        recurrence.check_pause(first, last)
        if last - first > LONGEST:
            raise PauseTooLong
    found = _occurring(session, seen, days)
    if not found:
        raise NoSlotToPause(days=pauses.words(days))
    every, report = readable(session), Refitted()
    for fitted in slot_edits.fit(session, [_pause(session, each, days) for each in seen if each.id in found]):
        report.add(fitted)
    generation.generate(session, today)
    describe(session, count=len(found))
    unusual.ask(_said(session, found, [each for each in seen if each.id in found], every, report, days), sure=sure)


def _pause(session: Session, slot: SlotView, days: Sequence[Pause]) -> Replaced:
    when = slot.terms.recurrence
    wanted = replace(when, pauses=pauses.with_changes(when.pauses, (), days))
    set_recurrence(slot_edits.of_version(session, slot), wanted)
    return Replaced(slot, slot.id)


def _said(
    session: Session,
    found: dict[int, set[dt.date]],
    paused: Sequence[SlotView],
    every: Sequence[SlotView],
    report: Refitted,
    days: Sequence[Pause],
) -> list[str]:
    """What is asked before slots pause."""
    count = ngettext("{count} slot pauses", "{count} slots pause", len(found)).format(count=len(found))
    said = [f"{count}: {pauses.words(days)}"]
    if len(found) <= _FEW:
        said += [f"{title(each, every)}: {pauses.days_in_words(found[each.id])}" for each in paused]
    if kept := len(report.single):
        words = ngettext(
            "{count} broadcast that somebody worked on stays, as a single one: cancel it with c",
            "{count} broadcasts that somebody worked on stay, as single ones: cancel them with c",
            kept,
        )
        said.append(words.format(count=kept))
    return [*said, *repeats_left(session, paused, days)]


@dataclass(frozen=True)
class Paused:
    """A pause that several slots have."""

    days: Pause
    slots: tuple[SlotView, ...]
    """By time."""


def paused(session: Session, today: dt.date) -> list[Paused]:
    """The pauses that last until today or longer, by their days. Damaged slots are left out."""
    by_days: dict[Pause, list[SlotView]] = defaultdict(list)
    for each in pausable(session, today):
        for days in each.terms.recurrence.pauses:
            if days[1] >= today:
                by_days[days].append(each)
    return [Paused(days, tuple(by_days[days])) for days in sorted(by_days)]


def end_pause(session: Session, seen: Paused, today: dt.date) -> None:
    """Let the slots of a pause broadcast again, from today on. seen: as the user saw it. raises ChangedMeanwhile."""
    replaced = []
    for each in seen.slots:
        when = each.terms.recurrence
        left = pauses.with_changes(when.pauses, [seen.days], ())
        wanted = replace(when, pauses=pauses.changed_from(today, when.pauses, left))
        set_recurrence(slot_edits.of_version(session, each), wanted)
        replaced.append(Replaced(each, each.id))
    slot_edits.fit(session, replaced)
    generation.generate(session, today)
    describe(session, count=len(seen.slots))


def conflicts_after(session: Session, seen: Paused, today: dt.date) -> list[str]:
    """End a pause, and say the conflicts of its slots on its days, within four weeks from its first day or today."""
    end_pause(session, seen, today)
    first, last = max(seen.days[0], today), seen.days[1]
    found = slot_edits.found_of(session, {each.series for each in seen.slots}, first)
    local_zone = zone(session)
    within = [each for each in found if each.conflict.begins.astimezone(local_zone).date() <= last]
    return unusual.shortened(map(conflict_words.sentence, conflict_words.grouped(within)), _FEW)


def left_out(every: Sequence[SlotView], local_zone: ZoneInfo, days: Collection[dt.date]) -> dict[dt.date, list[str]]:
    """What pauses leave out on local days, as `title` names the slots, by time. every: all slots."""
    found: dict[dt.date, list[str]] = defaultdict(list)
    for each in sorted(every, key=lambda one: (one.terms.recurrence.at, one.id)):
        when = each.terms.recurrence
        within = [day for day in days if any(first <= day <= last for first, last in when.pauses)]
        if not within:
            continue
        without = replace(each, terms=replace(each.terms, recurrence=replace(when, pauses=())))
        due = occurrences.by_day(without, local_zone, within)
        for day in within:
            if due.get(day):
                found[day].append(title(each, every))
    return found


def left_out_in_words(titles: Sequence[str]) -> str:
    """What pauses on a day, in words: "pausing: 05:30 Thời sự and 3 other slots"; empty for nothing."""
    if len(titles) < 2:
        return "".join(_("pausing: {title}").format(title=each) for each in titles)
    more = len(titles) - 1
    said = ngettext("pausing: {title} and {count} other slot", "pausing: {title} and {count} other slots", more)
    return said.format(title=titles[0], count=more)


def change_in_words(
    session: Session, reached: Sequence[SlotView], before: Collection[Pause], after: Collection[Pause]
) -> list[str]:
    """What a change of pauses does, by days. reached: all slots of a series that it reaches, before it did."""
    begun, ended = set(after) - set(before), set(before) - set(after)
    said = [_("pauses {days}").format(days=pauses.words(begun))] if begun else []
    said += [_("no longer pauses {days}").format(days=pauses.words(ended))] if ended else []
    return [*said, *repeats_left(session, reached, begun)]


def repeats_left(session: Session, paused: Sequence[SlotView], days: Collection[Pause]) -> list[str]:
    """The repeats that stay planned although their first runs pause, as sentences. paused: slots, before they did."""
    first_days: dict[int, set[dt.date]] = defaultdict(set)
    for slot_id, found in _occurring(session, paused, days).items():
        first_days[next(each.series_id for each in paused if each.id == slot_id)] |= found
    if not first_days:
        return []
    local_zone, every, said = zone(session), readable(session), []
    for each in (one for one in every if one.repeats_id in first_days):
        later = each.terms.content.days_after * dt.timedelta(days=1)
        wanted = {day + later for day in first_days[each.repeats_id or 0]}
        left = set(occurrences.by_day(each, local_zone, wanted)) & wanted
        if left:
            sentence = _("“{repeat}” stays, with nothing to repeat, on {days}")
            said.append(sentence.format(repeat=title(each, every), days=pauses.days_in_words(left)))
    return said


def _occurring(session: Session, found: Sequence[SlotView], days: Collection[Pause]) -> dict[int, set[dt.date]]:
    """The days among some pauses on which slots have occurrences, by the ids of the slots that have any."""
    local_zone = zone(session)
    by_slot: dict[int, set[dt.date]] = {}
    for each in found:
        wanted = {day for first, last in days for day in _each_day(first, last)}
        if of_slot := set(occurrences.by_day(each, local_zone, wanted)) & wanted:
            by_slot[each.id] = of_slot
    return by_slot


def _each_day(first: dt.date, last: dt.date) -> list[dt.date]:
    """The days of a pause; of one slot's that is longer than `LONGEST`, those until then."""
    return [first + dt.timedelta(days=number) for number in range(min(last - first, LONGEST).days + 1)]
