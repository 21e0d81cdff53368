"""The forms of broadcasts: plan a first run, a repeat or a relay; change a broadcast; record a publication."""

import datetime as dt
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any

from radiodesk.errors import UserError
from radiodesk.kinds import BroadcastKind, BroadcastState
from radiodesk.locale import N_, _, formats, ngettext
from radiodesk.model.name_search import NameSearch
from radiodesk.model.text import NOTE_LIMIT, clean, clean_title
from radiodesk.model.typed import typed_programme_length, typed_slot_length, typed_starts, typed_time, typed_times
from radiodesk.schedule.choices import ProgrammeChoices
from radiodesk.schedule.rules import MOVES
from radiodesk.schedule.slots import Content
from radiodesk.schedule.views import BroadcastView, EditionChoice
from radiodesk.tui.dialogs.content_fields import kind_field, programme_field, upstream_field
from radiodesk.tui.dialogs.fields import (
    Choice,
    Entry,
    Field,
    Save,
    Toggle,
    Values,
    day_field,
    fields_again,
    programme_length,
    time_field,
)
from radiodesk.tui.dialogs.form import Form
from radiodesk.tui.dialogs.slot import first_day_words, recurrences_of, recurring_fields
from radiodesk.tui.labels import STATES

OF_ONE = ("note", "place", "circuit")
"""The values that belong to one broadcast, not to a slot."""

TEXTS = ("upstream", *OF_ONE)
"""The values that are empty text, not None, where nothing was typed."""


class NothingToRepeat(UserError):
    """A rule for repeats of an edition whose first run belongs to no slot."""

    message = N_(
        "This first run belongs to no slot, so its repeats cannot recur: leave this empty for one repeat, or plan the "
        "programme with “Recurs”"
    )


class BeforeFirstRun(UserError):
    """A slot of repeats that begins before the first run."""

    message = N_("Repeats that recur begin on the day of the first run, {day}, or later: change the day")


def first_run_form(
    day: dt.date, today: dt.date, programmes: ProgrammeChoices, save: Save, *, at: dt.time | None = None
) -> Form:
    """Plan a first run, or a slot of first runs. Values: title, kind, on, at, seconds, rule, until, repeats, note.

    A known programme sets its kind and length; the kind of a new one must be chosen. at: the proposed time.
    repeats: the times of slots of repeats, which only what recurs has.
    """
    length = programme_length("seconds", _("Planned length"))
    on, times = _when_recurring(day, today, length, at)
    repeats = Entry(
        "repeats",
        _("Repeats at"),
        read=typed_times,
        shows=formats.exact_clocks,
        placeholder=_("11h, 17h: of what recurs"),
    )
    fields: list[Field] = [
        programme_field(programmes),
        kind_field(),
        on,
        replace(times, shows=_first_runs_words),
        length,
        *recurring_fields(on, day, today),
        repeats,
    ]
    return Form(_("Plan a programme"), [*fields, *_unless_recurring([_note()])], save)


def _first_runs_words(times: Sequence[dt.time]) -> str:
    """Times of first runs in words. Several are several editions a day: who means repeats has a field for them."""
    if len(times) == 1:
        return formats.exact_clocks(times)
    said = ngettext(
        "{times}: {count} first run a day; times of repeats stand below",
        "{times}: {count} first runs a day; times of repeats stand below",
        len(times),
    )
    return said.format(times=formats.exact_clocks(times), count=len(times))


def repeat_form(day: dt.date, today: dt.date, edition: EditionChoice, save: Save) -> Form:
    """Plan a repeat, or a slot of repeats. Values: on, at, seconds, rule, until, note.

    Only repeats of a programme of the grid recur.
    """
    first = f"{formats.clock(edition.starts)} {formats.day(edition.starts.date())}"
    explanation = _("{title}, first run {when}").format(title=edition.title, when=first)
    length = programme_length("seconds", _("Planned length"), edition.seconds)
    on, times = _when_recurring(day, today, length)
    rule, until = recurring_fields(on, day, today)
    if not edition.series:
        rule = replace(rule, read=_refuse_rule, placeholder=_("only for programmes of the grid"), examples="")
    return Form(
        _("Plan a repeat"),
        [on, times, length, rule, until, *_unless_recurring([_note()])],
        save,
        explanation=explanation,
    )


def _refuse_rule(_text: str, _day: dt.date | None) -> None:
    raise NothingToRepeat


def repeat_content(edition: EditionChoice, values: Values) -> Content:
    """What a slot of repeats broadcasts, with the values of `repeat_form`. raises BeforeFirstRun."""
    days_after = (values["on"] - edition.starts.date()).days
    if days_after < 0 and recurrences_of(values):
        raise BeforeFirstRun(day=formats.day(edition.starts.date()))
    return Content(BroadcastKind.REPEAT, repeats=edition.series, days_after=days_after)


def relay_form(day: dt.date, today: dt.date, upstreams: NameSearch, save: Save, *, at: dt.time | None = None) -> Form:
    """Plan a relay, or a slot of relays. Values: title, live, upstream, on, at, seconds, rule, until, place, circuit,
    note.

    at: the proposed time.
    """
    length = programme_length("seconds", _("Planned length"))
    on, times = _when_recurring(day, today, length, at)
    fields: list[Field] = [
        Entry("title", _("What is relayed"), read=clean_title, required=True),
        Toggle("live", _("A live event (counted on its own)")),
        upstream_field(upstreams),
        on,
        times,
        length,
        *recurring_fields(on, day, today),
        *_unless_recurring([*_live_event(), _note()]),
    ]
    return Form(_("Plan a relay"), fields, save)


def change_form(
    item: BroadcastView,
    today: dt.date,
    programmes: ProgrammeChoices,
    upstreams: NameSearch,
    save: Save,
    reread: Callable[[], Awaitable[BroadcastView]],
) -> Form:
    """Change a broadcast. Values: on, at, planned, actual_at, actual, state, place, circuit, note.

    A first run also has title and kind. A relay also has title, upstream and live.
    """

    def fields_of(view: BroadcastView) -> list[Field]:
        return [*_content_fields(view, programmes, upstreams), *_broadcast_fields(view, today)]

    return Form(_("Change a broadcast"), fields_of(item), save, reread=fields_again(fields_of, reread))


def _content_fields(item: BroadcastView, programmes: ProgrammeChoices, upstreams: NameSearch) -> list[Field]:
    """What a first run or a relay carries."""
    if item.kind is BroadcastKind.FIRST_RUN:
        return [programme_field(programmes, item.title), kind_field(item.programme_kind)]
    if item.kind is BroadcastKind.RELAY:
        return [
            Entry("title", _("What is relayed"), item.title, read=clean_title, required=True),
            upstream_field(upstreams, item.upstream),
            Toggle("live", _("A live event (counted on its own)"), item.live),
        ]
    return []


def _broadcast_fields(item: BroadcastView, today: dt.date) -> list[Field]:
    """The time, the lengths, the state and the note."""
    states = [state for state in BroadcastState if state is item.state or state in MOVES[item.state]]
    read = typed_programme_length if item.slot_id is None else typed_slot_length
    planned = programme_length("planned", _("Planned length"), item.planned_seconds, read=read)
    return [
        *_when(item.starts.date(), today, planned, formats.exact_clock(item.starts.time())),
        planned,
        Entry(
            "actual_at",
            _("Began at"),
            formats.exact_clock(item.actual_starts.time()) if item.actual_starts else "",
            read=typed_time,
            placeholder=_("05:30 or 5h30"),
            shows=formats.exact_clock,
        ),
        programme_length("actual", _("Actual length"), item.actual_seconds, read=read),
        Choice("state", _("State"), [(_(STATES[state][1]), state) for state in states], item.state),
        *_live_event(item.place, item.circuit),
        _note(item.note),
    ]


def changed_values(values: Values) -> dict[str, Any]:
    """Convert the values of `change_form` to the arguments of `broadcasts.change_broadcast`."""
    argument_names = {"planned": "planned_seconds", "actual": "actual_seconds"}
    return {argument_names.get(name, name): value for name, value in with_texts(values).items()}


def with_texts(values: Values) -> dict[str, Any]:
    """The values with empty text for the texts that nobody typed."""
    texts: dict[str, Any] = {name: values[name] or "" for name in TEXTS if name in values}
    return {**values, **texts}


def day_form(day: dt.date, today: dt.date, save: Save) -> Form:
    """Ask for a day. Value: day."""
    explanation = _("30/11, today, tomorrow, friday, 30/11/2026")
    fields: list[Field] = [day_field("day", _("Day"), day, today, required=True)]
    return Form(_("Go to a day"), fields, save, button=_("Go"), explanation=explanation)


def _when(day: dt.date, today: dt.date, length: Entry, time: str = "") -> tuple[Entry, Entry]:
    """The fields for the day and for the time. length: the field that the length of "6h-7h" is in."""
    return (
        day_field("on", _("Day"), day, today, required=True),
        time_field(_("Time"), time, length, placeholder=_("05:30 or 5h30")),
    )


def _when_recurring(day: dt.date, today: dt.date, length: Entry, at: dt.time | None = None) -> tuple[Entry, Entry]:
    """The fields for the day and for the times: what recurs may have several. at: the proposed one."""
    on, time = _when(day, today, length, formats.exact_clock(at) if at else "")
    on = replace(on, shows_with=("rule", first_day_words))
    placeholder = _("5h30, or 5h30, 11h30, 17h")
    return on, replace(time, read=typed_starts, shows=formats.exact_clocks, placeholder=placeholder)


def _unless_recurring(fields: Sequence[Entry]) -> list[Entry]:
    """The fields for what belongs to one broadcast: a slot has none of it."""
    return [replace(each, unless="rule") for each in fields]


def _live_event(place: str = "", circuit: str = "") -> list[Entry]:
    return [
        Entry("place", _("Place"), place, read=clean, placeholder=_("of a live event")),
        Entry("circuit", _("Circuit"), circuit, read=clean, placeholder=_("telephone, fibre, 4G")),
    ]


def _note(value: str = "") -> Entry:
    return Entry("note", _("Note"), value, read=lambda text: clean(text, NOTE_LIMIT))
