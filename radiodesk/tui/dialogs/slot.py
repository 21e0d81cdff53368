"""The forms of slots: when something recurs, and to which occurrences a change applies."""

import datetime as dt
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from textual.app import App

from radiodesk.errors import UserError
from radiodesk.kinds import BroadcastKind
from radiodesk.locale import N_, _, formats, ngettext
from radiodesk.model.name_search import NameSearch
from radiodesk.model.text import clean_title
from radiodesk.model.typed import typed_days, typed_slot_length
from radiodesk.schedule import pauses
from radiodesk.schedule.choices import ProgrammeChoices
from radiodesk.schedule.conflicts import OWN
from radiodesk.schedule.outlets import clean_outlets
from radiodesk.schedule.pauses import Pause
from radiodesk.schedule.recurrence import Recurrence
from radiodesk.schedule.refitting import Refitted
from radiodesk.schedule.rrule import ONCE, Rule
from radiodesk.schedule.rule_words import rule_words, words_with_days
from radiodesk.schedule.slot_edits import Scope
from radiodesk.schedule.slots import SlotView, Terms
from radiodesk.tui.dialogs.content_fields import kind_field, programme_field, upstream_field
from radiodesk.tui.dialogs.fields import Entry, Field, Save, Toggle, Values, day_field, programme_length, time_field
from radiodesk.tui.dialogs.form import Form
from radiodesk.tui.dialogs.picker import Candidate, Picker

SCOPES = {
    Scope.THIS: N_("Only this one"),
    Scope.FOLLOWING: N_("This one and all after it"),
    Scope.ALL: N_("All that are still planned"),
}


class SlotsOfTimes(UserError):
    """Several times of what does not recur."""

    message = N_("Several times make a slot of each: say below how often they recur, or write one time")


@dataclass(frozen=True)
class Effect:
    """What a change would do with a scope. conflicts: how many there would be in the next four weeks.

    days: what it says of pauses and of repeats that stay.
    """

    scope: Scope
    report: Refitted | None
    """None for a single occurrence."""
    conflicts: int
    days: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """The effect in words."""
        parts = []
        if self.report is not None:
            fitted, kept = len(self.report.fitted), len(self.report.kept)
            if fitted or not (self.report.removed or self.days):
                said = ngettext("{count} broadcast changes", "{count} broadcasts change", fitted)
                parts.append(said.format(count=fitted))
            if kept:
                said = ngettext("{count} changed by hand or aired stays", "{count} changed by hand or aired stay", kept)
                parts.append(said.format(count=kept))
            if single := len(self.report.single):
                said = ngettext("{count} becomes a single broadcast", "{count} become single broadcasts", single)
                parts.append(said.format(count=single))
            if removed := self.report.removed:
                said = ngettext("{count} is removed: {days}", "{count} are removed: {days}", len(removed))
                parts.append(said.format(count=len(removed), days=pauses.days_in_words(removed)))
        if self.conflicts:
            said = ngettext("{count} conflict", "{count} conflicts", self.conflicts)
            parts.append(said.format(count=self.conflicts))
        parts += [*self.days, *(self.report.remarks if self.report else ())]
        return " · ".join(parts)


async def ask_scope(app: App[Any], title: str, effects: Sequence[Effect]) -> Scope | None:
    """Ask to which occurrences a change applies; each answer says what it would do. None: to none."""
    candidates = [Candidate(each.scope, _(SCOPES[each.scope]), each.words) for each in effects]
    chosen: Scope | None = await app.push_screen_wait(Picker(title, candidates))
    return chosen


def recurring_fields(on: Entry, day: dt.date, today: dt.date) -> tuple[Entry, Entry]:
    """The fields that make a plan a slot. Values: rule, until.

    on: the field for the day, on which the rule begins. day: what it contains at first.
    """

    def shows(rule: Rule, first: dt.date | None) -> str:
        return words_with_days(rule, first or day)

    return replace(_rule(on, day), shows_beside=shows), day_field("until", _("Until"), None, today)


@dataclass(frozen=True)
class Names:
    """The names that the form of a slot proposes."""

    programmes: ProgrammeChoices
    upstreams: NameSearch


def slot_form(
    slot: SlotView, today: dt.date, names: Names, save: Save, reread: Callable[[], Awaitable[Sequence[Field]]]
) -> Form:
    """Change a slot. Values: those of `terms_of`, and the kind of a programme."""
    return Form(_("Change a slot"), slot_fields(slot, today, names), save, button=_("Go on"), reread=reread)


def slot_fields(slot: SlotView, today: dt.date, names: Names) -> list[Field]:
    """What can be changed of a slot."""
    terms, when = slot.terms, slot.terms.recurrence
    first_day = day_field("start", _("First day"), when.start, today, required=True)
    length = programme_length("seconds", _("Planned length"), when.seconds, read=typed_slot_length)
    others = ", ".join(name for name in terms.outlets if name != OWN)
    own_live = [Toggle("own_live", _("Own live programme"), terms.content.own_live)]
    return [
        *_content_fields(slot, names),
        time_field(_("Time"), formats.exact_clock(when.at), length),
        length,
        _rule(first_day, when.start, when.rule),
        first_day,
        day_field("until", _("Until"), when.until, today),
        pauses_field(when.pauses, today),
        Toggle("own_air", _("On the own air"), OWN in terms.outlets),
        Entry("outlets", _("Other outlets"), others, read=lambda text: clean_outlets(text.split(","))),
        *(own_live if terms.content.kind is BroadcastKind.FIRST_RUN else []),
    ]


def _content_fields(slot: SlotView, names: Names) -> list[Field]:
    """What a slot broadcasts. What a repeat repeats is named by its series."""
    content = slot.terms.content
    if content.kind is BroadcastKind.FIRST_RUN:
        return [programme_field(names.programmes, content.title), kind_field(slot.programme_kind)]
    if content.kind is BroadcastKind.RELAY:
        return [
            Entry("title", _("What is relayed"), content.title, read=clean_title, required=True),
            upstream_field(names.upstreams, content.upstream),
            Toggle("live", _("A live event (counted on its own)"), content.live_event),
        ]
    return [Entry("repeats", _("Repeat of"), content.repeats, read=clean_title, required=True)]


def terms_of(slot: SlotView, values: Values) -> Terms:
    """The terms of a slot with the values of its form."""
    content = slot.terms.content
    if content.kind is BroadcastKind.RELAY:
        content = replace(content, title=values["title"], upstream=values["upstream"] or "", live_event=values["live"])
    elif content.kind is BroadcastKind.FIRST_RUN:
        content = replace(content, title=values["title"], own_live=values["own_live"])
    else:
        content = replace(content, repeats=values["repeats"], own_live=False)
    when = replace(
        slot.terms.recurrence,
        at=values["at"],
        seconds=values["seconds"],
        rule=values["rule"] or ONCE,
        start=values["start"],
        until=values["until"],
        pauses=values["pauses"] or (),
    )
    outlets = [*([OWN] if values["own_air"] else []), *(values["outlets"] or ())]
    return replace(slot.terms, content=content, recurrence=when, outlets=clean_outlets(list(outlets)))


def first_day_words(day: dt.date) -> str:
    """The day of a broadcast in words, where it becomes the first day of what recurs."""
    return _("from {day}").format(day=formats.day_in_words(day))


def recurrences_of(values: Values) -> list[Recurrence]:
    """When new slots are due, one for each time, from the values of a form that plans; empty if it does not recur."""
    rule = values["rule"]
    if rule is None or rule.is_once:
        return []
    when = {"start": values["on"], "rule": rule, "seconds": values["seconds"], "until": values["until"]}
    return [Recurrence(at=at, **when) for at in values["at"]]


def one_time(times: Sequence[dt.time]) -> dt.time:
    """The time of one broadcast. raises SlotsOfTimes for several."""
    if len(times) > 1:
        raise SlotsOfTimes
    return times[0]


def _rule(on: Entry, day: dt.date, rule: Rule | None = None) -> Entry:
    """The field for a rule. on, day: as `recurring_fields` takes them. rule: the present one, kept while it stands."""
    from radiodesk.schedule.typed_rules import EXAMPLES, typed_rule  # its patterns take longest of Today's code

    words = rule_words(rule) if rule and not rule.is_once else ""

    def read(text: str, first: dt.date | None) -> Rule:
        return rule if rule and text == words else typed_rule(text, first or day)

    return Entry(
        "rule",
        _("Recurs"),
        words,
        read=read,
        placeholder=_("daily, weekdays, mon wed; empty: once"),
        shows=rule_words,
        examples=_(EXAMPLES),
        beside=on,
    )


def pauses_field(found: Sequence[Pause], today: dt.date, *, required: bool = False) -> Entry:
    """A field for pauses. found: what it contains at first."""
    return Entry(
        "pauses",
        _("Pauses"),
        pauses.words(found),
        read=partial(_pauses, today=today),
        required=required,
        placeholder="30/4-3/5",
        shows=pauses.words,
    )


def _pauses(text: str, today: dt.date) -> tuple[Pause, ...]:
    """Pairs of days: "14/02/2026-20/02/2026; 30/04/2026; tuần sau". raises the errors of `typed_days`."""
    parts = filter(None, (each.strip() for each in text.split(";")))
    return tuple(sorted(typed_days(each, today) for each in parts))
