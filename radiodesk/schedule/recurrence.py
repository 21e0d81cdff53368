"""When a slot is due: its rule, pauses, exclusions and additions, expanded to occurrences. Pure: no clock.

Local starts and days are naive, in the station's zone; moments are aware, in UTC; lengths are elapsed seconds.
"""

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple
from zoneinfo import ZoneInfo

from radiodesk.errors import UserError
from radiodesk.locale import N_, formats
from radiodesk.model.moments import LATEST, after
from radiodesk.schedule import rrule
from radiodesk.schedule.rrule import ONCE, Rule

_DAY = dt.timedelta(days=1)


class TwoEnds(UserError):
    """A slot that ends in two ways."""

    message = N_("The slot ends on {until}, and {part} of its rule ends it as well: leave one of them out")


class EndBeforeStart(UserError):
    """A slot that ends before it begins."""

    message = N_("The last day, {last}, is before the first day, {first}: correct one of them")


class RuleEndsBeforeStart(EndBeforeStart):
    """A slot whose rule ends before it begins."""


class PauseEndsBeforeStart(EndBeforeStart):
    """A pause that ends before it begins."""

    message = N_("The last day of the pause, {last}, is before its first day, {first}: correct one of them")


class NeverOccurs(UserError):
    """A rule without any occurrence."""

    message = N_("The rule “{rule}” never occurs from {first} on: correct it, or the first day")


@dataclass(frozen=True)
class Recurrence:
    """When a slot is due, in the local time of the station."""

    at: dt.time
    start: dt.date
    """The first day on which the rule may apply (`from`)."""
    rule: Rule = ONCE
    seconds: int | None = None
    """The length; None lasts until the next start on its outlet."""
    until: dt.date | None = None
    """The last day, included."""
    pauses: tuple[tuple[dt.date, dt.date], ...] = ()
    """First and last days, both included. Additions are not paused."""
    exclusions: tuple[dt.date, ...] = ()
    """Local starts that are left out (datetime), or days whose occurrences are all left out (date)."""
    additions: tuple[dt.datetime, ...] = ()
    """Local starts beside those of the rule. An exclusion beats an addition."""
    since: dt.date | None = None
    """The first day of occurrences, which are counted from `start` on all the same; None for `start`."""
    last: dt.date | None = None
    """The last day of occurrences; None for no limit."""


class Occurrence(NamedTuple):
    """One instance of a slot. A tuple, because a year of a grid has ten thousands of them."""

    starts: dt.datetime
    """Aware, UTC."""
    of: dt.datetime
    """Its identity, kept when it is moved: the local start that the rule gives, even where clocks skip that time."""
    seconds: int | None

    @property
    def ends(self) -> dt.datetime | None:
        """Aware, UTC; None if the length is not known."""
        return None if self.seconds is None else after(self.starts, self.seconds)


def check(recurrence: Recurrence, zone: ZoneInfo) -> None:
    """raises TwoEnds, EndBeforeStart, NeverOccurs for a slot that cannot be planned."""
    rule = recurrence.rule
    if recurrence.until is not None and not rule.is_once and (rule.until or rule.count is not None):
        raise TwoEnds(until=formats.day(recurrence.until), part="UNTIL" if rule.until else "COUNT")
    if (end := _until_day(recurrence, zone)) < recurrence.start:
        error = RuleEndsBeforeStart if rule.until else EndBeforeStart
        raise error(first=formats.day(recurrence.start), last=formats.day(end))
    for first, last in recurrence.pauses:
        check_pause(first, last)
    if next(local_starts(recurrence, zone), None) is None:
        raise NeverOccurs(rule=rule.text, first=formats.day(recurrence.start))


def check_pause(first: dt.date, last: dt.date) -> None:
    """raises PauseEndsBeforeStart."""
    if last < first:
        raise PauseEndsBeforeStart(first=formats.day(first), last=formats.day(last))


def local_starts(
    recurrence: Recurrence, zone: ZoneInfo, earliest: dt.datetime | None = None, latest: dt.datetime | None = None
) -> Iterator[dt.datetime]:
    """The local starts from `earliest` to `latest`, both included, that the rule gives, whatever is left out.

    Without them: from the first, to the last.
    """
    start = dt.datetime.combine(recurrence.start, recurrence.at)
    last = dt.datetime.combine(last_day(recurrence, zone), recurrence.at)
    return rrule.local_starts(recurrence.rule, start, earliest or start, min(latest or last, last))


def last_day(recurrence: Recurrence, zone: ZoneInfo) -> dt.date:
    """The last day that the rule may give: that of `until`, UNTIL or COUNT, else `moments.LATEST`."""
    until = _until_day(recurrence, zone)
    if recurrence.rule.count is None:
        return until
    return min(until, rrule.last_counted(recurrence.rule, recurrence.start) or dt.date.min)


def expand(recurrence: Recurrence, zone: ZoneInfo, begin: dt.datetime, end: dt.datetime) -> list[Occurrence]:
    """The occurrences that are on air at any moment from `begin` to `end` (excluded), by start.

    One without a length is listed if it starts inside.
    begin, end: aware.
    """
    begin, end = begin.astimezone(dt.UTC), end.astimezone(dt.UTC)
    length = dt.timedelta(seconds=recurrence.seconds or 0)
    earliest, latest = min(_local_times(begin - length, zone)), max(_local_times(end, zone))
    return sorted(
        Occurrence(starts, of, recurrence.seconds)
        for of in _identities(recurrence, zone, earliest, latest)
        if (starts := _starts(of, zone)) < end and (starts >= begin or starts + length > begin)
    )


def unmatched_exclusions(recurrence: Recurrence, zone: ZoneInfo) -> tuple[dt.date, ...]:
    """The exclusions that name no occurrence. They have no effect."""
    exclusions = recurrence.exclusions
    if not exclusions:
        return ()
    found: set[dt.date] = set()
    first, last = (dt.date(each.year, each.month, each.day) for each in _outermost(exclusions))
    whole_days = (dt.datetime.combine(first, dt.time.min), dt.datetime.combine(last, dt.time.max))
    for of in _identities(replace(recurrence, pauses=(), exclusions=()), zone, *whole_days):
        found |= {of, of.date()}
    return tuple(each for each in exclusions if each not in found)


def _outermost(days: Collection[dt.date]) -> tuple[dt.date, dt.date]:
    """The first and the last of some days and local starts, which do not compare."""
    in_order = sorted(days, key=dt.date.isoformat)
    return in_order[0], in_order[-1]


def _identities(
    recurrence: Recurrence, zone: ZoneInfo, earliest: dt.datetime, latest: dt.datetime
) -> Collection[dt.datetime]:
    """The local starts from `earliest` to `latest`, both included, without what is left out, each once."""
    if recurrence.since is not None:
        earliest = max(earliest, dt.datetime.combine(recurrence.since, dt.time.min))
    if recurrence.last is not None:
        latest = min(latest, dt.datetime.combine(recurrence.last, dt.time.max))
    found: Collection[dt.datetime] = list(local_starts(recurrence, zone, earliest, latest))
    for begin, end in recurrence.pauses:
        found = [of for of in found if not begin <= of.date() <= end]
    if additions := recurrence.additions:
        found = {*found, *(of for of in additions if earliest <= of <= latest)}
    if left_out := set(recurrence.exclusions):
        found = [of for of in found if of not in left_out and of.date() not in left_out]
    return found


def _starts(local: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """The moment of a local start: later by the gap where clocks skip it, the first of two where it comes twice."""
    return local.replace(tzinfo=zone).astimezone(dt.UTC)


def _local_times(moment: dt.datetime, zone: ZoneInfo) -> list[dt.datetime]:
    """What clocks show at a UTC moment, and what they would show without a change of clocks in the day before it.

    A start that clocks skip, or the first of two, can be on either side of the former.
    """
    return [(moment - back).astimezone(zone).replace(tzinfo=None) + back for back in (dt.timedelta(), _DAY)]


def _until_day(recurrence: Recurrence, zone: ZoneInfo) -> dt.date:
    """The last day by `until` or UNTIL; `moments.LATEST` without them."""
    until = recurrence.rule.until or recurrence.until
    if until is None or until.year > LATEST.year:  # 31 December 9999 often means: for ever
        return LATEST
    if not isinstance(until, dt.datetime):
        return until
    if until.tzinfo is None:
        return until.date() - dt.timedelta(days=recurrence.at > until.time())
    day = until.astimezone(zone).date()
    # Twice where a zone skipped a whole day.
    while _starts(dt.datetime.combine(day, recurrence.at), zone) > until:
        day -= _DAY
    return day
