"""A schedule as stations publish it: text to entries, and entries to a grid file.

`read` goes through the text line by line (`reading`). A line is a `Words`: its text and its folded form, of equal
lengths. `segments` finds the times in it (`times`) and the words of each; `marks`, `relays` and `titles` take those
words apart; `days` reads headings. `matching` finds the station's own programmes, `first_runs` what a repeat repeats;
`grid_file` writes slots.
"""

from radiodesk.schedule.published.day_words import typed as typed_day
from radiodesk.schedule.published.day_words import words as day_words
from radiodesk.schedule.published.days import Day
from radiodesk.schedule.published.first_runs import FirstRun
from radiodesk.schedule.published.grid_file import (
    GridFile,
    Tables,
    doubt_words,
    grid_file,
    minutes,
    repeat_words,
    tables,
    title_of,
)
from radiodesk.schedule.published.matching import Programmes, as_programmes
from radiodesk.schedule.published.reading import RELAY, Closing, Entry, Published, heading_words, read
from radiodesk.schedule.published.titles import KnownTitles, known

__all__ = [
    "RELAY",
    "Closing",
    "Day",
    "Entry",
    "FirstRun",
    "GridFile",
    "KnownTitles",
    "Programmes",
    "Published",
    "Tables",
    "as_programmes",
    "day_words",
    "doubt_words",
    "grid_file",
    "heading_words",
    "known",
    "minutes",
    "read",
    "repeat_words",
    "tables",
    "title_of",
    "typed_day",
]
