"""What the Week says of the broadcast under the cursor: in lines below the grid, or in a pane beside it."""

from collections.abc import Iterator, Sequence

from rich.text import Text

from radiodesk.kinds import OFF_AIR, Priority
from radiodesk.locale import N_, _, formats
from radiodesk.schedule import conflict_words
from radiodesk.schedule.conflicts import OWN
from radiodesk.schedule.entry import Entry
from radiodesk.schedule.found_conflicts import FoundConflict
from radiodesk.schedule.rule_words import rule_words
from radiodesk.schedule.views import BroadcastView
from radiodesk.tui.labels import DUTIES, KINDS, PRIORITIES, PROGRAMME_KINDS, STATES
from radiodesk.tui.screens.today import lack_label, line_on

NOT_STORED = N_("from the grid, not planned in detail yet: Enter does that")

MOST_CONFLICTS = 2
"""Conflicts that the lines below the grid name; the pane names all."""


def lines(entry: Entry, item: BroadcastView | None, found: Sequence[FoundConflict], room: int) -> Iterator[str]:
    """The lines below the grid. item: the broadcast, if it is stored. found: its conflicts. room: for the first."""
    day = f"{formats.short_weekday(entry.starts.date())} {formats.short_day(entry.starts.date())}"
    clock = formats.clock(entry.starts)
    yield line_on(item, room, day=day) if item else f"{day} {clock} {entry.title} · {_(NOT_STORED)}"
    yield from (conflict_words.sentence_of(each) for each in found[:MOST_CONFLICTS])


def pane(entry: Entry, item: BroadcastView | None, found: Sequence[FoundConflict]) -> Text:
    """The pane beside the grid: everything that is known of a broadcast."""
    text = Text.assemble((entry.title, "bold"))
    text.append(f"\n{_when(entry, item)}\n", "")
    for label, value in _facts(entry, item):
        if value:
            text.append(f"\n{label}  ", "dim").append(value)
    if item and item.lacks:
        text.append("\n" + "".join(f"\n! {lack_label(item, lack)}" for lack in item.lacks), "yellow")
    for each in found:
        text.append(f"\n\n! {conflict_words.sentence_of(each)}", "" if each.accepted else "red")
    if item is None:
        text.append(f"\n\n{_(NOT_STORED)}", "dim")
    return text


def _when(entry: Entry, item: BroadcastView | None) -> str:
    """The day, the start and the end, and the length."""
    ends = item.ends if item and item.ends else entry.ends
    clock = f"{formats.clock(entry.starts)}–{formats.clock(ends)}" if ends else formats.clock(entry.starts)
    seconds = item.seconds if item else entry.seconds
    day = f"{formats.weekday(entry.starts.date())} {formats.day(entry.starts.date())}"
    return "\n".join(filter(None, (day, f"{clock} · {formats.duration(seconds)}" if seconds else clock)))


def _facts(entry: Entry, item: BroadcastView | None) -> Iterator[tuple[str, str]]:
    """Labels and values, of which some are empty."""
    kind = _(PROGRAMME_KINDS[entry.programme_kind]) if entry.programme_kind else ""
    live = _("live event") if entry.live_event else _("own live") if entry.own_live else ""
    yield _("Kind"), " · ".join(filter(None, (_(KINDS[entry.kind]), kind, live)))
    yield _("State"), _(STATES[entry.state][1])
    yield _("From the station"), entry.upstream
    if entry.outlets != (OWN,):
        yield _("Outlets"), ", ".join(_("own air") if each == OWN else each for each in entry.outlets)
    if entry.slot and entry.state not in OFF_AIR:
        yield _("Slot"), rule_words(entry.slot.terms.recurrence.rule)
    for role, word in DUTIES.items():
        yield _(word), ", ".join(name for each, name in entry.duties if each is role)
    if item:
        yield _("Place"), item.place
        yield _("Circuit"), item.circuit
        yield _("Priority"), "" if item.priority is Priority.NORMAL else _(PRIORITIES[item.priority])
    yield _("Note"), entry.note
