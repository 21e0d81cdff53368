"""What applying a grid file does, in words: one line for each slot that changes, and for what else changes."""

from collections.abc import Iterator

from radiodesk.locale import N_, _, formats, ngettext
from radiodesk.schedule.grid_files.applied import Applied, Fate, Step

KINDS = {
    Fate.NEW: N_("New"),
    Fate.CHANGED: N_("Changes"),
    Fate.UNCHANGED: N_("As it is"),
    Fate.ENDED: N_("Ends"),
    Fate.MISSING: N_("Stays"),
}
"""What becomes of a slot, in a word."""

_NEW_NAMES = {
    "outlet": N_("New outlets: {names}"),
    "upstream": N_("New upstreams: {names}"),
    "person": N_("New people: {names}"),
}


def lines(applied: Applied) -> Iterator[str]:
    """All that changes, one line each; one line if nothing does. The slots that the file does not name are among it."""
    for each in applied.steps:
        if each.fate is not Fate.UNCHANGED:
            yield step(each)
    yield from names(applied)
    yield from counts(applied)
    if applied.is_empty:
        yield _("The grid is as the file says")


def step(of: Step) -> str:
    """What becomes of a slot."""
    if of.said:
        return of.said
    sentences = {
        Fate.NEW: _("{slot}: new, from {day} on"),
        Fate.CHANGED: _("{slot}: changes from {day} on: {details}"),
        Fate.ENDED: _("{slot}: ends"),
        Fate.MISSING: _("{slot}: not in the file, and stays"),
        Fate.UNCHANGED: _("{slot}: stays as it is"),
    }
    day = formats.day(of.first) if of.first else ""
    words = sentences[of.fate].format(slot=of.series, day=day, details=", ".join(of.details))
    kept, single, removed = len(of.report.kept), len(of.report.single), len(of.report.removed)
    if kept:
        said = ngettext("{count} changed by hand or aired stays", "{count} changed by hand or aired stay", kept)
        words += "; " + said.format(count=kept)
    if single:
        said = ngettext("{count} becomes a single broadcast", "{count} become single broadcasts", single)
        words += "; " + said.format(count=single)
    if removed:
        said = ngettext("{count} planned broadcast goes", "{count} planned broadcasts go", removed)
        words += "; " + said.format(count=formats.number(removed))
    return words


def names(applied: Applied) -> Iterator[str]:
    """The new names, by what they are."""
    for kind, new in applied.added.items():
        yield _(_NEW_NAMES[kind]).format(names=", ".join(new))


def counts(applied: Applied, *, is_preview: bool = False) -> Iterator[str]:
    """What changes besides the slots: the hours, single occurrences, and what is planned, or will be."""
    if applied.hours_removed:
        yield _("The file has no hours on air: those of the station are removed")
    elif applied.hours_changed:
        yield _("The hours on air change")
    planned = (
        ngettext("{count} broadcast will be planned", "{count} broadcasts will be planned", applied.stored)
        if is_preview
        else ngettext("{count} broadcast planned", "{count} broadcasts planned", applied.stored)
    )
    removed = (
        ngettext("{count} planned broadcast goes", "{count} planned broadcasts go", applied.removed)
        if is_preview
        else ngettext("{count} planned broadcast removed", "{count} planned broadcasts removed", applied.removed)
    )
    changes = (
        ngettext("{count} occurrence will be changed", "{count} occurrences will be changed", applied.changes)
        if is_preview
        else ngettext("{count} occurrence changed", "{count} occurrences changed", applied.changes)
    )
    undone = (
        ngettext("{count} change will be undone", "{count} changes will be undone", applied.undone)
        if is_preview
        else ngettext("{count} change undone", "{count} changes undone", applied.undone)
    )
    each = (
        (applied.changes, changes),
        (applied.undone, undone),
        (applied.removed, removed),
        (applied.stored, planned),
    )
    for count, words in each:
        if count:
            yield words.format(count=formats.number(count))
