"""Conflicts in words, for lists and questions. The same conflict on several days is said once."""

import datetime as dt
from collections.abc import Hashable, Iterable
from dataclasses import dataclass

from radiodesk.locale import N_, _, formats, ngettext
from radiodesk.schedule.conflicts import ConflictType
from radiodesk.schedule.entry import Entry
from radiodesk.schedule.found_conflicts import FoundConflict

NAMES = {
    ConflictType.OVERLAP: N_("Overlap"),
    ConflictType.OVERRUN: N_("Overrun"),
    ConflictType.GAP: N_("Nothing on air"),
    ConflictType.PERSON: N_("Twice on duty"),
    ConflictType.REPEAT_BEFORE_FIRST: N_("Repeat before its first run"),
    ConflictType.LENGTH: N_("Length"),
}
"""The user's word for each type."""


@dataclass(frozen=True)
class Group:
    """The same conflict on one or several days."""

    conflicts: tuple[FoundConflict, ...]
    """By begin; at least one."""

    @property
    def first(self) -> FoundConflict:
        """The earliest of them."""
        return self.conflicts[0]

    @property
    def accepted(self) -> str | None:
        """The reason with which somebody accepted all of them; None if nobody did."""
        return self.first.accepted

    @property
    def days(self) -> int:
        """The number of local days on which it begins."""
        return len({_local(each)[0].date() for each in self.conflicts})

    @property
    def broadcasts(self) -> tuple[Entry, ...]:
        """The broadcasts of the first day; none if other days have others, as the neighbours of a gap may be."""
        shown = {tuple((each.starts.time(), each.title) for each in _in_order(found)) for found in self.conflicts}
        return _in_order(self.first) if len(shown) == 1 else ()


def grouped(found: Iterable[FoundConflict]) -> list[Group]:
    """Conflicts that are the same on several days as one: same type, local times, broadcasts, person and reason.

    Gaps at the same times are the same, whatever is on air before and after them. By the first begin of each.
    """
    groups: dict[Hashable, list[FoundConflict]] = {}
    for each in sorted(found, key=lambda one: one.conflict.begins):
        groups.setdefault(_group_key(each), []).append(each)
    return [Group(tuple(of_group)) for of_group in groups.values()]


def sentence(group: Group) -> str:
    """The type, the time, the days, the broadcasts and the person; the reason if somebody accepted it."""
    said = _("{type}, {time}, {days}").format(type=name(group), time=time(group), days=days(group))
    if (seconds := group.first.conflict.seconds) is not None:
        said += f" ({formats.duration_in_words(round(seconds))})"
    said += f": {involved}" if (involved := broadcasts(group)) else ""
    reason = "" if group.accepted is None else _("accepted: {reason}").format(reason=group.accepted)
    return " · ".join(filter(None, (said, group.first.conflict.person, reason)))


def sentence_of(found: FoundConflict) -> str:
    """The same of one conflict."""
    return sentence(Group((found,)))


def name(group: Group) -> str:
    """The type."""
    return _(NAMES[group.first.conflict.type])


def time(group: Group) -> str:
    """The local begin and end: "06:30–17:00". The end is … where nothing ends it."""
    begins, ends = _local(group.first)
    return f"{formats.clock(begins)}–{formats.clock(ends) if ends else '…'}"


def days(group: Group, *, with_year: bool = True) -> str:
    """The day, or the number of days and the first one."""
    first = _local(group.first)[0].date()
    day = formats.day(first) if with_year else formats.short_day(first)
    if group.days == 1:
        return day
    return ngettext("{count} day from {day}", "{count} days from {day}", group.days).format(count=group.days, day=day)


def broadcasts(group: Group) -> str:
    """The broadcasts, by start; empty if they differ from day to day."""
    return "; ".join(f"{formats.clock(each.starts)} {each.title}" for each in group.broadcasts)


def reference(group: Group) -> str:
    """What the record of changes says of it, in no language."""
    day = formats.day(_local(group.first)[0].date())
    last = formats.day(_local(group.conflicts[-1])[0].date())
    when = f"{time(group)} {day}" + (f" – {last}" if last != day else "")
    return f"{when}: {involved}" if (involved := broadcasts(group)) else when


def _local(found: FoundConflict) -> tuple[dt.datetime, dt.datetime | None]:
    """Begin and end in the zone of the station."""
    ends = found.conflict.ends
    return found.conflict.begins.astimezone(found.zone), ends and ends.astimezone(found.zone)


def _in_order(found: FoundConflict) -> tuple[Entry, ...]:
    """The broadcasts by start; those that start together by title, in the same order on each day."""
    return tuple(sorted(found.broadcasts, key=lambda each: (each.starts, each.title)))


def _group_key(found: FoundConflict) -> Hashable:
    """What is the same in conflicts that are said once."""
    begins, ends = _local(found)
    is_gap = found.conflict.type is ConflictType.GAP
    return (
        found.conflict.type,
        begins.time(),
        ends and (ends.date() - begins.date(), ends.time()),
        ()
        if is_gap
        else tuple(
            (each.starts.date() - begins.date(), each.starts.time(), each.kind, each.title) for each in _in_order(found)
        ),
        found.conflict.person,
        found.accepted,
    )
