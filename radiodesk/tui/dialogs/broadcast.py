"""The forms of broadcasts: plan a first run, a repeat, a relay; change one; note where its edition was posted."""

import datetime as dt
from collections.abc import Awaitable, Callable, Sequence

from radiodesk.kinds import BroadcastKind, ProgrammeKind
from radiodesk.locale import _, formats
from radiodesk.model.parsing import read_day, read_duration, read_time
from radiodesk.model.text import NOTE_LIMIT, clean, clean_title
from radiodesk.schedule.views import BroadcastView, EditionChoice
from radiodesk.tui.dialogs.fields import Choice, Entry, Field, Tick, Values
from radiodesk.tui.dialogs.form import Form
from radiodesk.tui.words import PROGRAMME_KINDS

Save = Callable[[Values], Awaitable[object]]


def first_run_form(day: dt.date, programmes: Sequence[tuple[str, ProgrammeKind]], save: Save) -> Form:
    """Plan a first run: values title, kind, on, at, seconds, note."""
    titles = [title for title, _kind in programmes]
    fields: list[Field] = [
        Entry("title", _("Programme"), read=clean_title, required=True, suggestions=titles),
        Choice("kind", _("Kind"), [(_(word), kind) for kind, word in PROGRAMME_KINDS.items()]),
        *_when(day),
        _length("seconds", _("Planned length"), None),
        _note(),
    ]
    return Form(_("Plan a programme"), fields, save)


def repeat_form(day: dt.date, edition: EditionChoice, save: Save) -> Form:
    """Plan a repeat: values on, at, seconds, note."""
    first = f"{formats.clock(edition.starts)} {formats.day(edition.starts.date())}"
    explanation = _("{title}, first run {when}").format(title=edition.title, when=first)
    fields: list[Field] = [*_when(day), _length("seconds", _("Planned length"), None), _note()]
    return Form(_("Plan a repeat"), fields, save, explanation=explanation)


def relay_form(day: dt.date, upstreams: Sequence[str], save: Save) -> Form:
    """Plan a relay: values title, live, upstream, on, at, seconds, note."""
    fields: list[Field] = [
        Entry("title", _("What is relayed"), read=clean_title, required=True),
        Tick("live", _("A live event (counted on its own)"), value=True),
        Entry("upstream", _("From the station"), suggestions=upstreams, placeholder=_("VOV1, or empty for an event")),
        *_when(day),
        _length("seconds", _("Planned length"), None),
        _note(),
    ]
    return Form(_("Plan a relay"), fields, save)


def change_form(item: BroadcastView, suggestions: Sequence[str], save: Save) -> Form:
    """Change a broadcast: values title and upstream where it has its own, on, at, planned, actual, note."""
    fields: list[Field] = []
    if item.kind is not BroadcastKind.REPEAT:
        word = _("Programme") if item.programme_kind else _("What is relayed")
        fields.append(Entry("title", word, item.title, read=clean_title, required=True, suggestions=suggestions))
    if item.kind is BroadcastKind.RELAY:
        fields.append(Entry("upstream", _("From the station"), item.upstream))
    fields += [
        *_when(item.starts.date(), formats.clock(item.starts)),
        _length("planned", _("Planned length"), item.planned_seconds),
        _length("actual", _("Actual length"), item.actual_seconds),
        _note(item.note),
    ]
    return Form(_("Change a broadcast"), fields, save)


def post_form(title: str, day: dt.date, save: Save, address: str = "") -> Form:
    """Note where an edition was posted: values address, on."""
    fields: list[Field] = [
        Entry("address", _("Address"), address, required=True, placeholder="https://…"),
        Entry("on", _("Posted on"), formats.day(day), read=read_day, required=True),
    ]
    return Form(_("Posted on the website"), fields, save, explanation=title)


def day_form(day: dt.date, save: Save) -> Form:
    """Type a day: value day."""
    fields: list[Field] = [Entry("day", _("Day"), formats.day(day), read=read_day, required=True)]
    return Form(_("Go to a day"), fields, save, button=_("Go"))


def _when(day: dt.date, time: str = "") -> list[Field]:
    return [
        Entry("on", _("Day"), formats.day(day), read=read_day, required=True),
        Entry("at", _("Time"), time, read=read_time, required=True, placeholder=_("05:30 or 5h30")),
    ]


def _length(name: str, label: str, seconds: int | None) -> Entry:
    written = "" if seconds is None else formats.duration(seconds)
    return Entry(name, label, written, read=read_duration, placeholder=_("15:00 or 15 phút"))


def _note(value: str = "") -> Entry:
    return Entry("note", _("Note"), value, read=lambda text: clean(text, NOTE_LIMIT))
