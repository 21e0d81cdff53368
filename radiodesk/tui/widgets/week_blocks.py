"""What stands in the week: the signs and lines of its blocks, and the names of its days. Pure."""

import datetime as dt
import textwrap
from collections.abc import Iterable, Sequence
from itertools import pairwise, takewhile

from radiodesk.errors import visible
from radiodesk.kinds import BroadcastKind, BroadcastState, ProgrammeKind
from radiodesk.locale import N_, _, formats
from radiodesk.schedule.entry import Entry
from radiodesk.tui.labels import STATES
from radiodesk.tui.widgets.week_rows import Cell

SIGNS = {
    ProgrammeKind.NEWS: N_("N (news)"),
    ProgrammeKind.COLUMN: N_("C (column)"),
    ProgrammeKind.ANNOUNCEMENT: N_("A (announcement)"),
    ProgrammeKind.MUSIC: N_("M (music)"),
    ProgrammeKind.OTHER: N_("O (other)"),
}
"""The letter of each kind, with the word that it stands for."""
REPEAT_SIGN, RELAY_SIGN, CONFLICT_SIGN = "↻", "⇄", "!"


def sign_of(entry: Entry) -> str:
    """The letter of a programme's kind, or the sign of a repeat or relay: colour is never the only sign."""
    if entry.kind is BroadcastKind.REPEAT:
        return REPEAT_SIGN
    if entry.kind is BroadcastKind.RELAY or entry.programme_kind is None:
        return RELAY_SIGN
    return _(SIGNS[entry.programme_kind])[0]


def block_lines(
    entry: Entry, cell: Cell, row_begin: int, width: int, *, is_clashing: bool, short: str = ""
) -> Sequence[str]:
    """The lines of a block: signs and as much of the title as fits.

    row_begin: where its first row begins, in minutes since midnight. width: in columns. short: stands for a title that
    does not fit; empty if there is none.
    """
    signs = CONFLICT_SIGN if is_clashing else ""
    if entry.state is not BroadcastState.PLANNED:
        signs += STATES[entry.state][0]
    clock = "" if cell.block.begin == row_begin else f"{cell.block.begin // 60:02}:{cell.block.begin % 60:02} "
    begin, most = f"{sign_of(entry)}{signs} {clock}", cell.end - cell.first
    lines: Sequence[str] = ()
    # One that is cut at both ends would be all dots: it begins with its first own word.
    for title in (entry.title, short, short.removeprefix("…")) if short else (entry.title,):
        lines = _wrapped(visible(begin + title), width, most)
        if not lines[-1].endswith("…"):
            break
    return lines


def _wrapped(text: str, width: int, most: int) -> list[str]:
    """A text on so many lines."""
    if most == 1:
        return [text if len(text) <= width else text[: width - 1] + "…"]
    return textwrap.wrap(text, max(2, width), max_lines=most, placeholder="…")


def day_names(days: Sequence[dt.date], widths: Sequence[int]) -> Sequence[str]:
    """The headings of days, as long as all fit: a day is never cut. widths: in columns, each with a free one."""
    forms = (
        [f"{formats.short_weekday(day)} {formats.short_day(day)}" for day in days],
        [f"{formats.short_weekday(day)} {day.day}" for day in days],
        [f"{formats.shortest_weekday(day)} {day.day}" for day in days],
    )
    fitting = (names for names in forms if all(len(name) < width for name, width in zip(names, widths, strict=True)))
    return next(fitting, [f"{day.day}" for day in days])


def distinct_titles(titles: Iterable[str]) -> dict[str, str]:
    """Titles without the first words that they share with another one: "Thời sự buổi sáng" as "…sáng".

    Only those that share any, and are more than these.
    """
    split = sorted({title: title.split() for title in titles}.values())
    shared = [_shared(one, other) for one, other in pairwise(split)]
    found = {}
    for place, words in enumerate(split):
        count = max(shared[max(0, place - 1) : place + 1], default=0)
        if 0 < count < len(words):
            found[" ".join(words)] = "…" + " ".join(words[count:])
    return found


def _shared(one: Sequence[str], other: Sequence[str]) -> int:
    """The number of words that two titles begin with."""
    return len(list(takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))))
