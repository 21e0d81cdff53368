"""The forecast of a year's figure from what was counted so far. Pure: no session, no clock."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from radiodesk.locale import N_
from radiodesk.reports import rounding
from radiodesk.reports.content import Value

LIKE_BEFORE = N_("so far × the whole year before ÷ the year before up to the same day")
EVENLY = N_("so far ÷ days gone × days of the year")


@dataclass(frozen=True)
class Forecast:
    """A forecast figure, and its method in the catalogue's words."""

    value: Value
    method: str


def forecast(
    so_far: Value, first: dt.date, today: dt.date, last: dt.date, before: tuple[Value, Value] | None
) -> Forecast:
    """The figure that a year will have.

    so_far: from the first day to today, both included. last: the last day of the year. before: the figures of the year
    before up to the same day, and as a whole; None without data. The year before gives the seasons, where it has any.
    """
    if before and before[0]:
        return Forecast(_rounded(Decimal(so_far) * Decimal(before[1]) / Decimal(before[0]), so_far), LIKE_BEFORE)
    gone, days = (today - first).days + 1, (last - first).days + 1
    return Forecast(_rounded(Decimal(so_far) * days / gone, so_far), EVENLY)


def _rounded(value: Decimal, like: Value) -> Value:
    """Whole where whole things are counted, else with two decimals."""
    if isinstance(like, int):
        return rounding.whole(value)
    return rounding.two_decimals(value)
