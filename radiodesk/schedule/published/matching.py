"""Which of a text's titles are programmes of the station."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from radiodesk.kinds import ProgrammeKind
from radiodesk.schedule.published.reading import RELAY, Entry
from radiodesk.schedule.published.titles import KnownTitles

Programmes = Mapping[str, tuple[str, ProgrammeKind]]
"""Each title that a programme has or had, with its present title and its kind."""


def as_programmes(entries: Iterable[Entry], programmes: Programmes) -> list[Entry]:
    """The entries with the titles and kinds of the station's programmes. A relay is no programme."""
    titles = KnownTitles(programmes)
    return [_as_programme(entry, titles, programmes) for entry in entries]


def _as_programme(entry: Entry, titles: KnownTitles, programmes: Programmes) -> Entry:
    if entry.title is None or entry.kind == RELAY:
        return entry
    whole = titles.find(f"{entry.title} – {entry.episode}") if entry.episode else None
    found = whole or titles.find(entry.title)
    if found is None:
        return entry
    title, kind = programmes[found]
    return replace(entry, title=title, kind=kind.value, episode="" if whole else entry.episode)
