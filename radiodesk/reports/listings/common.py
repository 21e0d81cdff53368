"""What all listings share: the days that they cover, their columns, and the reasons why something does not count.

Days are local days of the station; in SQL they are compared as the UTC datetimes of their start and end.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Date, Select, and_, bindparam, case, null

from radiodesk.kinds import BroadcastKind, BroadcastState
from radiodesk.locale import N_
from radiodesk.model import Broadcast, Programme
from radiodesk.model.base import Moment
from radiodesk.model.moments import span

Listing = Select[*tuple[Any, ...]]
"""A query with the columns id, dated (a UTC datetime or a local day), title, detail, seconds (None if unknown), and one
for each property that has a single value; "programme" is the id of the one that an item is named after. Of rows that do
not count it has also the key of a reason."""

REASONS = {
    "repeat": N_("repeat"),
    "planned": N_("not marked as aired"),
    "cancelled": N_("cancelled"),
    "missed": N_("missed"),
    "used_before": N_("used before"),
    "rejected": N_("rejected"),
    "not_sent": N_("not sent yet"),
    "withdrawn": N_("withdrawn"),
    "outside": N_("outside the days"),
    "not_aired": N_("no edition was aired"),
    "no_length": N_("length unknown"),
}
"""Why something was not counted, in words."""

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Days:
    """The local days that a count covers, and the station's time zone."""

    first: dt.date
    last: dt.date
    zone: ZoneInfo

    @property
    def span(self) -> tuple[dt.datetime, dt.datetime]:
        """The UTC datetimes of the start of the first day and of the end (exclusive) of the last."""
        return span(self.first, self.last, self.zone)

    @property
    def parameters(self) -> dict[str, Any]:
        """These days in the place of `ANY_DAYS`."""
        begin, end = self.span
        return {"first": self.first, "last": self.last, "begin": begin, "end": end}

    @property
    def wider(self) -> "Days":
        """The same with the day before and the day after, whose rows are shown as outside the days."""
        return Days(self.first - _DAY, self.last + _DAY, self.zone)


class Asked(Protocol):
    """The days that a query asks for: `Days`, or `ANY_DAYS`."""

    @property
    def first(self) -> Any:
        """The first local day."""

    @property
    def last(self) -> Any:
        """The last local day."""

    @property
    def span(self) -> tuple[Any, Any]:
        """The UTC datetimes of the start of the first day and of the end (exclusive) of the last."""


class _AnyDays:
    """Parameters in the place of days, for a query that is built once and run for many days."""

    first = bindparam("first", type_=Date())
    last = bindparam("last", type_=Date())
    span = bindparam("begin", type_=Moment()), bindparam("end", type_=Moment())


ANY_DAYS: Asked = _AnyDays()
"""The days that a query gets when it runs, by `Days.parameters`."""


def yes_or_no(condition: Any) -> ColumnElement[str]:
    """A condition as the value of a property. What is unknown does not hold."""
    return case((condition, "yes"), else_="no")


def within(moment: Any, days: Asked) -> ColumnElement[bool]:
    """Whether a moment lies in the days."""
    begin, end = days.span
    return and_(moment >= begin, moment < end)


def between(day: Any, days: Asked) -> ColumnElement[bool]:
    """Whether a local day is one of the days."""
    return and_(day >= days.first, day <= days.last)


def not_aired(state: Any) -> tuple[tuple[ColumnElement[bool], str], ...]:
    """The reasons why a broadcast in a state does not count."""
    states = (BroadcastState.CANCELLED, BroadcastState.MISSED, BroadcastState.PLANNED)
    return tuple((state == each, each.value) for each in states)


PROGRAMME_COLUMNS = (
    Programme.kind.label("kind"),
    Programme.id.label("programme"),
    Programme.language.label("language"),
    yes_or_no(Programme.special).label("special"),
)
IS_AIRED = Broadcast.state == BroadcastState.AIRED
IS_FIRST_RUN = Broadcast.kind == BroadcastKind.FIRST_RUN
NO_SECONDS = null().label("seconds")
