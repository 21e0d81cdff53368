"""An entry of a pasted schedule: its row in the table, the forms that correct it, and the days of the schedule."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import Any

from rich.text import Text

from radiodesk.errors import UserError
from radiodesk.kinds import ProgrammeKind
from radiodesk.locale import N_, _, formats, ngettext
from radiodesk.model.text import clean_title
from radiodesk.schedule import published
from radiodesk.schedule.published import RELAY, Entry
from radiodesk.schedule.published.days import CODES, Day
from radiodesk.tui.dialogs.fields import Choice, Field, Toggle, Values, day_field, programme_length, time_field
from radiodesk.tui.dialogs.fields import Entry as TextField
from radiodesk.tui.dialogs.form import Form
from radiodesk.tui.labels import PROGRAMME_KINDS
from radiodesk.tui.widgets.row_table import cell, valued

DAY_MINUTES = 24 * 60
MONDAY = dt.date(2024, 1, 1)
"""A Monday, from which the names of the weekdays are counted."""


class Past(StrEnum):
    """What becomes of entries on days that have passed."""

    MOVES = "moves"
    DAILY = "daily"
    STAYS = "stays"


class OnDays(StrEnum):
    """On which days all entries are."""

    AS_READ = "as read"
    DAILY = "daily"
    WEEKDAYS = "weekdays"


ON_DAYS = {
    OnDays.AS_READ: N_("as read"),
    OnDays.DAILY: N_("every day"),
    OnDays.WEEKDAYS: N_("on the days below"),
}


class NoDays(UserError):
    """No weekdays for all entries."""

    message = N_("On which days? Type weekdays, such as “Thứ 2-4-6”, or choose “every day”")


PAST = {
    Past.MOVES: N_("moved on, the first to the first day"),
    Past.DAILY: N_("every day from the first day on"),
    Past.STAYS: N_("stay as they are"),
}


def row(entry: Entry, lack: str, doubt: str, *, is_past: bool) -> tuple[Text, ...]:
    """The cells of an entry. lack: what it lacks to become a slot. doubt: of its length. Empty if there is none."""
    sign = cell("▲", "yellow") if lack or doubt else cell("!", "yellow") if is_past else cell("●", "green")
    start = start_words(entry)
    length = "" if entry.start is None or entry.end is None else formats.duration((entry.end - entry.start) * 60)
    style = "dim" if lack else ""
    texts = (start, length, published.title_of(entry) or "–", _kind_words(entry))
    days = valued(_days_words(entry), _place_of_days(entry.day), style)
    return (sign, *(cell(text, style) for text in texts), days, cell(lack or doubt or remarks(entry), style))


def start_words(entry: Entry) -> str:
    """The start of an entry; “…” if the text does not say it."""
    return "…" if entry.start is None else _clock(entry.start)


def _kind_words(entry: Entry) -> str:
    if entry.kind == RELAY:
        return _("relay")
    return _("repeat") if entry.repeat else _(PROGRAMME_KINDS[ProgrammeKind(entry.kind)])


def _place_of_days(day: Day) -> tuple[float, ...]:
    """Every day comes first, then weekdays from Monday on, then dates."""
    if isinstance(day, dt.date):
        return (2, day.toordinal())
    return (1, *map(CODES.index, day)) if day else (0,)


def _days_words(entry: Entry) -> str:
    """The day, shortened for a column."""
    if isinstance(entry.day, dt.date):
        return formats.day(entry.day)
    days = (MONDAY + dt.timedelta(days=CODES.index(code)) for code in entry.day or ())
    return ", ".join(map(formats.shortest_weekday, days)) or published.day_words(entry.day)


def remarks(entry: Entry) -> str:
    """What else is known of an entry: where it comes from, what it repeats, that it is live."""
    parts = (entry.upstream or "", published.repeat_words(entry), _("own live") if entry.own_live else "")
    return " · ".join(filter(None, parts))


def _clock(minutes: int) -> str:
    return f"{minutes // 60 % 24:02}:{minutes % 60:02}"


def days_form(
    first: dt.date,
    last: dt.date | None,
    on_days: tuple[OnDays, Day],
    today: dt.date,
    past: int,
    save: Callable[[Values], Any],
) -> Form:
    """The days of a schedule. on_days: the present choice for all entries, with its days.

    Values: on_days, weekdays (in a tuple, or None), first, last, and past if there are entries on days that passed.
    """
    fields: list[Field] = [
        Choice("on_days", _("All lines"), [(_(said), each) for each, said in ON_DAYS.items()], on_days[0]),
        TextField(
            "weekdays",
            _("Days"),
            published.day_words(on_days[1]) if on_days[0] is OnDays.WEEKDAYS else "",
            read=lambda text: _weekdays(text, today),
            placeholder="Thứ 2-4-6",
            shows=lambda days: published.day_words(days[0]),
        ),
        day_field("first", _("First day"), first, today, required=True),
        day_field("last", _("Last day"), last, today),
    ]
    if past:
        fields.append(Choice("past", _("Days that passed"), [(_(said), each) for each, said in PAST.items()]))
    explanation = _(
        "“All lines” makes lines with a date recur too, from that date on; repeats of a date stay. First and last day: "
        "of all that recur. Without a last day they go on."
    )
    if past:
        said = ngettext(
            "{count} entry is on a day that has passed.", "{count} entries are on days that have passed.", past
        )
        explanation += " " + said.format(count=past)
    return Form(_("Days of the schedule"), fields, save, explanation=explanation)


def days_for_all(values: Values) -> Day:
    """The days that all entries get with the values of `days_form`: other ones than were read. raises NoDays."""
    if values["on_days"] is OnDays.DAILY:
        return None
    if values["weekdays"] is None:
        raise NoDays
    day: Day = values["weekdays"][0]
    return day


def _weekdays(text: str, today: dt.date) -> tuple[Day]:
    """Weekdays, or None for every day, in a tuple. raises NoDays for a date, and the errors of `typed_day`."""
    day = published.typed_day(text, today)
    if isinstance(day, dt.date):
        raise NoDays
    return (day,)


def entry_form(entry: Entry, today: dt.date, save: Callable[[Values], Any]) -> Form:
    """Correct an entry. Values: title, kind, repeat, upstream, at, seconds, day."""
    kinds: Sequence[tuple[str, str]] = [
        *((_(label), kind.value) for kind, label in PROGRAMME_KINDS.items()),
        (_("relay"), RELAY),
    ]
    seconds = None if entry.start is None or entry.end is None else (entry.end - entry.start) * 60
    length = programme_length("seconds", _("Length"), seconds)
    fields: list[Field] = [
        TextField("title", _("Title"), published.title_of(entry), read=clean_title, required=entry.kind != RELAY),
        Choice("kind", _("Kind"), kinds, entry.kind),
        Toggle("repeat", _("A repeat"), entry.repeat),
        TextField("upstream", _("Upstream"), entry.upstream or ""),
        time_field(_("Time"), "" if entry.start is None else _clock(entry.start), length),
        length,
        TextField(
            "day",
            _("Day"),
            formats.day(entry.day) if isinstance(entry.day, dt.date) else published.day_words(entry.day),
            read=lambda text: (published.typed_day(text, today),),
            required=True,
            shows=lambda days: published.day_words(days[0]),
        ),
    ]
    explanation = _("Line {line} of the text. Day: every day, weekdays such as “Thứ 2-4-6”, or a date.")
    return Form(_("Correct the entry"), fields, save, explanation=explanation.format(line=entry.line))


def corrected(entry: Entry, values: Values) -> Entry:
    """An entry with the values of `entry_form`."""
    start = values["at"].hour * 60 + values["at"].minute
    if entry.start is not None and entry.start >= DAY_MINUTES:  # past the midnight that ends its day
        start += DAY_MINUTES
    seconds = values["seconds"]
    is_after_upstream = entry.title is None and values["title"] == published.title_of(entry)
    return replace(
        entry,
        title=None if is_after_upstream else values["title"],
        kind=values["kind"],
        repeat=values["repeat"] and values["kind"] != RELAY,
        upstream=values["upstream"] or None,
        start=start,
        end=None if seconds is None else start + max(1, round(seconds / 60)),
        day=values["day"][0],
        day_doubt="",
    )
