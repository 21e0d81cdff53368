"""A block of the week while it is moved or stretched. Pure."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from radiodesk.kinds import BroadcastKind
from radiodesk.model.moments import LONGEST, LONGEST_SLOT, after, elapsed
from radiodesk.schedule.entry import Entry

STEP, LONG_STEP = 5, 15
"""Minutes by which a block is moved or stretched."""

SHORTEST = 60
"""Seconds below which a block is not stretched."""


@dataclass(frozen=True)
class Moved:
    """Where a block is while it is moved. starts: local, without a zone. seconds: None as long as it is not known."""

    entry: Entry
    starts: dt.datetime
    seconds: int | None

    @classmethod
    def begun(cls, entry: Entry) -> "Moved":
        """A block where it is planned."""
        return cls(entry, entry.starts.replace(tzinfo=None), entry.seconds)

    @property
    def is_changed(self) -> bool:
        """Whether it differs from what is planned."""
        return self != self.begun(self.entry)

    @property
    def length(self) -> int | None:
        """Its length in seconds: its own, else that of its recording, or of the first run that it repeats.

        None where only the next start ends it.
        """
        entry = self.entry
        if self.seconds is not None:
            return self.seconds
        if entry.actual_seconds is not None:
            return round(entry.actual_seconds)
        if entry.kind is BroadcastKind.REPEAT and entry.shown_ends is not None:
            return round(elapsed(entry.starts, entry.shown_ends))
        return None

    @property
    def ends(self) -> dt.datetime | None:
        """Its end, local; None where only the next start ends it."""
        if (length := self.length) is None:
            return None
        return after(self.starts.replace(tzinfo=self.entry.starts.tzinfo), length).replace(tzinfo=None)

    def shifted(self, *, minutes: int = 0, days: int = 0) -> "Moved":
        """The same, earlier or later. One that is moved by minutes begins at a full minute."""
        starts = self.starts.replace(second=0, microsecond=0) if minutes else self.starts
        return replace(self, starts=starts + dt.timedelta(days=days, minutes=minutes))

    def stretched(self, minutes: int) -> "Moved":
        """The same, longer or shorter. One without a length of its own is at first as long as it was shown."""
        present = self.length
        if present is None and (ends := self.entry.shown_ends) is not None:
            present = round(elapsed(self.entry.starts, ends))
        if present is None and minutes < 0:
            return self
        seconds = max(SHORTEST, (present or 0) + minutes * 60)
        return replace(self, seconds=min(seconds, LONGEST_SLOT if self.entry.slot else LONGEST))

    def dragged(self, day: dt.date, minute: int) -> "Moved":
        """The same on a day, at a minute of it that a step leads to."""
        starts = dt.datetime.combine(day, dt.time()) + dt.timedelta(minutes=max(0, minute // STEP * STEP))
        return Moved(self.entry, starts, self.entry.seconds)

    def among(self, entries: Iterable[Entry]) -> Entry | None:
        """Its broadcast among others that were loaded again. Somebody may have stored it meanwhile."""
        own = self.entry
        for each in entries:
            if each.identity == own.identity:
                return each
            if each.slot and own.slot and (each.slot.id, each.occurrence) == (own.slot.id, own.occurrence):
                return each
        return None

    def goes_on(self, now: Entry | None) -> bool:
        """Whether it can still be moved: its broadcast is planned as it was. now: the broadcast as it is now."""
        if now is None:
            return False
        before = self.entry
        return (now.state, now.starts, now.seconds) == (before.state, before.starts, before.seconds)
