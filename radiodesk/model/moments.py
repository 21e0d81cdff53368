"""Station-local days, times and lengths, and the aware UTC moments that are stored for them. No clock is read here."""

import datetime as dt
from zoneinfo import ZoneInfo

from radiodesk.errors import UserError
from radiodesk.locale import N_

EARLIEST = dt.date(1950, 1, 1)
LATEST = dt.date(2100, 12, 31)
"""What a desk can be about: a date outside is a slip of the keyboard, such as the year 20119."""


def moment(day: dt.date, time: dt.time, zone: ZoneInfo) -> dt.datetime:
    """The UTC moment of a local day and time; of an hour that a change of clocks repeats, the first."""
    return dt.datetime.combine(day, time, zone).astimezone(dt.UTC)


def span(first: dt.date, last: dt.date, zone: ZoneInfo) -> tuple[dt.datetime, dt.datetime]:
    """The UTC moments from the start of the local day `first` up to, not with, the end of the local day `last`."""
    return moment(first, dt.time.min, zone), moment(last + dt.timedelta(days=1), dt.time.min, zone)


LONGEST = 24 * 60 * 60
"""Seconds: nothing on air or on a screen is longer."""


class BadDuration(UserError):
    """A length that nothing on air has."""

    message = N_("A length is from 1 second to 24 hours: give one such as 15:00")


def check_length(seconds: int | None) -> int | None:
    """The length itself, in seconds; None where it is not known. raises BadDuration."""
    if seconds is not None and not 1 <= seconds <= LONGEST:
        raise BadDuration
    return seconds
