"""All slots as a list: what each broadcasts, by which rule, from when until when, and when it is next due."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from radiodesk.kinds import BroadcastKind
from radiodesk.model import zone
from radiodesk.model.moments import span
from radiodesk.model.text import sort_key
from radiodesk.schedule import recurrence
from radiodesk.schedule.slots import SlotView, readable

_DAYS = (8, 63, 366, 5 * 366)
"""How many days are searched for the next occurrence, one after the other: most are due within a week."""


@dataclass(frozen=True)
class ListedSlot:
    """One slot in a list."""

    slot: SlotView
    title: str
    """Of the programme, also of what a repeat repeats; what a relay carries."""
    last: dt.date | None
    """The last day, by the slot or its rule; None for no end."""
    upcoming: dt.datetime | None
    """The next local start by the rule that is still to come; None if there is none within five years."""

    @property
    def first(self) -> dt.date:
        """The first day."""
        return self.slot.first_day


def listed(session: Session, now: dt.datetime) -> list[ListedSlot]:
    """All slots that can be read, by time and title; those that are over come last. now: aware."""
    every, local_zone = readable(session), zone(session)
    titles = _titles(every)
    found = [
        ListedSlot(each, _title(each, titles), _last(each, local_zone), _upcoming(each, local_zone, now))
        for each in every
    ]
    return sorted(found, key=lambda each: (each.upcoming is None, each.slot.terms.recurrence.at, sort_key(each.title)))


def _titles(every: Iterable[SlotView]) -> dict[int, str]:
    """The title of each series of first runs; of several, the newest."""
    firsts = (each for each in every if each.terms.content.kind is BroadcastKind.FIRST_RUN)
    return {each.series_id: each.terms.content.title for each in firsts}


def _title(slot: SlotView, titles: dict[int, str]) -> str:
    return slot.terms.content.title or titles.get(slot.repeats_id or 0, slot.terms.content.repeats)


def _last(slot: SlotView, local_zone: ZoneInfo) -> dt.date | None:
    when = slot.terms.recurrence
    ends: Sequence[dt.date | None] = (when.last, when.until, _last_of_rule(slot, local_zone))
    return min(filter(None, ends), default=None)


def _last_of_rule(slot: SlotView, local_zone: ZoneInfo) -> dt.date | None:
    """The last day by UNTIL or COUNT."""
    rule = slot.terms.recurrence.rule
    has_end = rule.until is not None or rule.count is not None
    return recurrence.last_day(slot.terms.recurrence, local_zone) if has_end else None


def _upcoming(slot: SlotView, local_zone: ZoneInfo, now: dt.datetime) -> dt.datetime | None:
    first = max(now.astimezone(local_zone).date(), slot.first_day)
    for days in _DAYS:
        window = span(first, first + dt.timedelta(days=days), local_zone)
        found = recurrence.expand(slot.terms.recurrence, local_zone, *window)
        if due := [each.of for each in found if each.of.date() >= first and each.starts > now]:
            return min(due)
    return None
