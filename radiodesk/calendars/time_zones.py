"""Describe a time zone to programs that read calendars: its clock changes in a span of time, as a VTIMEZONE (RFC 5545).

Each change is a part of its own. ical.js, in Thunderbird and Nextcloud, reads only the first value of an RDATE in a
VTIMEZONE, and not the DTSTART of a part that has one.
"""

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

STEP = dt.timedelta(days=1)
"""No zone changes its clocks twice within this time."""

LOOK_BACK = dt.timedelta(days=400)
"""Within this time before a span, the clock change is searched that still applies when the span begins."""

SECOND = dt.timedelta(seconds=1)


class _Clock(NamedTuple):
    """What clocks show in a part of the year."""

    offset: dt.timedelta
    """Local time minus UTC."""
    name: str
    saving: dt.timedelta
    """How far it is ahead of standard time."""


class _Observance(NamedTuple):
    """A clock from a moment on."""

    onset: dt.datetime
    """UTC."""
    before: _Clock
    clock: _Clock

    @property
    def is_daylight(self) -> bool:
        """Whether it is called daylight saving time, which some programs take to be ahead of what was before.

        Morocco calls it standard time, and what it has in Ramadan a negative saving.
        """
        return bool(self.before.saving or self.clock.saving) and self.clock.offset > self.before.offset

    @property
    def local_onset(self) -> dt.datetime:
        """The onset as the clock showed it that applied before, as RFC 5545, 3.6.5 wants it. Naive."""
        return (self.onset + self.before.offset).replace(tzinfo=None)


def time_zone(zone: ZoneInfo, begin: dt.datetime, end: dt.datetime) -> Timezone:
    """The VTIMEZONE for the moments from `begin` to `end`, both included. begin, end: aware."""
    result = Timezone()
    result.add("tzid", zone.key)
    for each in _observances(zone, begin.astimezone(dt.UTC), end.astimezone(dt.UTC)):
        part = TimezoneDaylight() if each.is_daylight else TimezoneStandard()
        part.add("dtstart", each.local_onset)
        part.add("tzoffsetfrom", each.before.offset)
        part.add("tzoffsetto", each.clock.offset)
        part.add("tzname", each.clock.name)
        result.add_component(part)
    return result


def is_ambiguous(moment: dt.datetime) -> bool:
    """Whether clocks show the local time of an aware moment twice. Programs differ on which of the two they take."""
    return moment.replace(fold=0).utcoffset() != moment.replace(fold=1).utcoffset()


def _observances(zone: ZoneInfo, begin: dt.datetime, end: dt.datetime) -> Iterator[_Observance]:
    """The clock that applies at `begin`, and those that follow until `end`."""
    earlier = list(_changes(zone, begin - LOOK_BACK, begin))
    if earlier:
        yield earlier[-1]
    else:
        clock = _clock(zone, begin)
        new_year = dt.datetime(begin.year - 1, 1, 1, tzinfo=dt.UTC)
        yield _Observance(new_year - clock.offset, clock, clock)
    yield from _changes(zone, begin, end)


def _changes(zone: ZoneInfo, begin: dt.datetime, end: dt.datetime) -> Iterator[_Observance]:
    """The clock changes after `begin`, until `end` (included)."""
    moment, before = begin, _clock(zone, begin)
    while moment < end:
        following = min(moment + STEP, end)
        clock = _clock(zone, following)
        if clock != before:
            yield _Observance(_first_moment(zone, moment, following, clock), before, clock)
        moment, before = following, clock


def _first_moment(zone: ZoneInfo, early: dt.datetime, late: dt.datetime, clock: _Clock) -> dt.datetime:
    """The first second after `early`, at the latest `late`, at which a clock applies."""
    late = late.replace(microsecond=0) + SECOND if late.microsecond else late
    early = early.replace(microsecond=0)
    while late - early > SECOND:
        middle = early + (late - early) // 2 // SECOND * SECOND
        early, late = (early, middle) if _clock(zone, middle) == clock else (middle, late)
    return late


def _clock(zone: ZoneInfo, moment: dt.datetime) -> _Clock:
    local = moment.astimezone(zone)
    return _Clock(local.utcoffset() or dt.timedelta(), local.tzname() or "", local.dst() or dt.timedelta())
