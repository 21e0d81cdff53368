"""Convert local days and times of the station to aware UTC datetimes; elapsed time; check durations. Pure: no clock."""

import datetime as dt
from zoneinfo import ZoneInfo

from radiodesk.errors import UserError
from radiodesk.locale import N_

EARLIEST = dt.date(1950, 1, 1)
LATEST = dt.date(2100, 12, 31)
"""The range of valid dates. A date outside it is a typing error, such as the year 20119."""

_MARGIN = dt.timedelta(days=1)
"""How far a UTC moment, or the day before the first one, can lie outside the range of local days."""


def can_be_stored(value: dt.date) -> bool:
    """Whether a stored day or moment can come from a valid local day: moments are in UTC, and may be a day apart."""
    return EARLIEST - _MARGIN <= dt.date(value.year, value.month, value.day) <= LATEST + _MARGIN


def moment(day: dt.date, time: dt.time, zone: ZoneInfo) -> dt.datetime:
    """The UTC datetime of a local day and time; the first one, if a change of clocks repeats that hour."""
    return dt.datetime.combine(day, time, zone).astimezone(dt.UTC)


def monday_of(day: dt.date) -> dt.date:
    """The Monday of the week of a day."""
    return day - dt.timedelta(days=day.weekday())


def span(first: dt.date, last: dt.date, zone: ZoneInfo) -> tuple[dt.datetime, dt.datetime]:
    """The UTC datetimes of the start of the local day `first` and of the end (exclusive) of the local day `last`."""
    return moment(first, dt.time.min, zone), moment(last + dt.timedelta(days=1), dt.time.min, zone)


def elapsed(begin: dt.datetime, end: dt.datetime) -> float:
    """The seconds from one moment to another: negative if the second is earlier. begin, end: aware.

    Subtracting two datetimes of one zone ignores changes of its clocks between them.
    """
    return (end.astimezone(dt.UTC) - begin.astimezone(dt.UTC)).total_seconds()


def after(begin: dt.datetime, seconds: float) -> dt.datetime:
    """The moment so many elapsed seconds after another one, in the zone of that one. begin: aware."""
    if begin.tzinfo is dt.UTC:  # most are: a week has hundreds
        return begin + dt.timedelta(seconds=seconds)
    return (begin.astimezone(dt.UTC) + dt.timedelta(seconds=seconds)).astimezone(begin.tzinfo)


LONGEST = 24 * 60 * 60
"""The longest duration of anything on air or on a screen, in seconds."""


LONGEST_SLOT = 7 * LONGEST
"""The longest slot of the grid, and so the longest broadcast of one, in seconds."""


class BadDuration(UserError):
    """A duration out of range."""

    message = N_("A length must be from 1 second to 24 hours: give one such as 15:00")


class BadSlotLength(BadDuration):
    """The length of a slot, or of a broadcast of one, out of range."""

    message = N_("The length of a slot must be from 1 second to 7 days: give one such as 15:00")


def check_length(seconds: int | None, *, of_slot: bool = False) -> int | None:
    """Return a length in seconds, or None if it is unknown. raises BadDuration if it is out of range.

    of_slot: whether it is that of a slot or of a broadcast of one, which may be longer.
    """
    if seconds is not None and not 1 <= seconds <= (LONGEST_SLOT if of_slot else LONGEST):
        raise BadSlotLength if of_slot else BadDuration
    return seconds
