"""A schedule as stations publish it: text to entries, and entries to a grid file."""

from radiodesk.schedule.published.reading import Entry, Published, read
from radiodesk.schedule.published.titles import KnownTitles, known

__all__ = ["Entry", "KnownTitles", "Published", "known", "read"]
