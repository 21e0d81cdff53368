"""Conflicts in words, for lists and questions."""

from radiodesk.locale import N_, _, formats
from radiodesk.schedule.conflicts import ConflictType
from radiodesk.schedule.found_conflicts import FoundConflict
from radiodesk.schedule.plan import Entry

NAMES = {
    ConflictType.OVERLAP: N_("Overlap"),
    ConflictType.OVERRUN: N_("Overrun"),
    ConflictType.GAP: N_("Nothing on air"),
    ConflictType.PERSON: N_("Twice on duty"),
    ConflictType.REPEAT_BEFORE_FIRST: N_("Repeat before its first run"),
    ConflictType.LENGTH: N_("Length"),
}
"""The user's word for each type."""


def sentence(found: FoundConflict) -> str:
    """The type, the time, the broadcasts and the person; the reason if somebody accepted it."""
    conflict = found.conflict
    begins = conflict.begins.astimezone(found.zone)
    ends = formats.clock(conflict.ends.astimezone(found.zone)) if conflict.ends else "…"
    parts = [
        _("{type}, {begin}–{end} on {day}").format(
            type=_(NAMES[conflict.type]), begin=formats.clock(begins), end=ends, day=formats.day(begins.date())
        )
    ]
    if conflict.seconds is not None:
        parts.append(f" ({formats.duration(round(conflict.seconds))})")
    if broadcasts := "; ".join(map(_broadcast, found.broadcasts)):
        parts.append(f": {broadcasts}")
    if conflict.person:
        parts.append(f" · {conflict.person}")
    if found.accepted is not None:
        parts.append(" · " + _("accepted: {reason}").format(reason=found.accepted))
    return "".join(parts)


def _broadcast(entry: Entry) -> str:
    return f"{formats.clock(entry.starts)} {entry.title}"
