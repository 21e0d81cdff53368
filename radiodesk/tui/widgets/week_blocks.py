"""What stands in the week: the signs and lines of its blocks, the names of its days, a block that is moved. Pure."""

import datetime as dt
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from radiodesk.errors import visible
from radiodesk.kinds import BroadcastKind, BroadcastState, ProgrammeKind
from radiodesk.locale import N_, _, formats
from radiodesk.model.moments import after
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


@dataclass(frozen=True)
class Moved:
    """Where a block is while it is moved. starts: local, without a zone. seconds: None as long as it is not known."""

    entry: Entry
    starts: dt.datetime
    seconds: int | None

    @property
    def is_changed(self) -> bool:
        """Whether it differs from what is planned."""
        return (self.starts, self.seconds) != (self.entry.starts.replace(tzinfo=None), self.entry.seconds)

    @property
    def ends(self) -> dt.datetime | None:
        """Its end, local; None while the length is not known."""
        if self.seconds is None:
            return None
        return after(self.starts.replace(tzinfo=self.entry.starts.tzinfo), self.seconds).replace(tzinfo=None)


def sign_of(entry: Entry) -> str:
    """The letter of a programme's kind, or the sign of a repeat or relay: colour is never the only sign."""
    if entry.kind is BroadcastKind.REPEAT:
        return REPEAT_SIGN
    if entry.kind is BroadcastKind.RELAY or entry.programme_kind is None:
        return RELAY_SIGN
    return _(SIGNS[entry.programme_kind])[0]


def block_lines(entry: Entry, cell: Cell, row_begin: int, width: int, *, is_clashing: bool) -> Sequence[str]:
    """The lines of a block: signs and as much of the title as fits.

    row_begin: where its first row begins, in minutes since midnight. width: in columns.
    """
    signs = CONFLICT_SIGN if is_clashing else ""
    if entry.state is not BroadcastState.PLANNED:
        signs += STATES[entry.state][0]
    clock = "" if cell.block.begin == row_begin else f"{cell.block.begin // 60:02}:{cell.block.begin % 60:02} "
    text = visible(f"{sign_of(entry)}{signs} {clock}{entry.title}")
    if cell.end - cell.first == 1:
        return [text if len(text) <= width else text[: width - 1] + "…"]
    return textwrap.wrap(text, max(2, width), max_lines=cell.end - cell.first, placeholder="…")


def day_names(days: Sequence[dt.date], widths: Sequence[int]) -> Sequence[str]:
    """The headings of days, with their months where all fit. widths: in columns, each with a free one."""
    names = [f"{formats.short_weekday(day)} {formats.short_day(day)}" for day in days]
    if any(len(name) >= width for name, width in zip(names, widths, strict=True)):
        names = [f"{formats.short_weekday(day)} {day.day}" for day in days]
    return names
