"""Station-local days and times, and the aware UTC moments that are stored for them. No clock is read here."""

import datetime as dt
from zoneinfo import ZoneInfo

EARLIEST = dt.date(1950, 1, 1)
LATEST = dt.date(2100, 12, 31)
"""What a desk can be about: a date outside is a slip of the keyboard, such as the year 20119."""


def moment(day: dt.date, time: dt.time, zone: ZoneInfo) -> dt.datetime:
    """The UTC moment of a local day and time; of an hour that a change of clocks repeats, the first."""
    return dt.datetime.combine(day, time, zone).astimezone(dt.UTC)


def span(first: dt.date, last: dt.date, zone: ZoneInfo) -> tuple[dt.datetime, dt.datetime]:
    """The UTC moments from the start of the local day `first` up to, not with, the end of the local day `last`."""
    return moment(first, dt.time.min, zone), moment(last + dt.timedelta(days=1), dt.time.min, zone)
