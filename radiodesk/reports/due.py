"""When reports are due: n working days after the end of their period, and which of them the station still owes."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import false, func, or_, select
from sqlalchemy.orm import Session

from radiodesk.locale import N_, _
from radiodesk.model import ClosedReport, zone
from radiodesk.reports import kinds, periods
from radiodesk.reports.coverage import covers
from radiodesk.reports.kinds import KindView
from radiodesk.reports.listings.common import Days
from radiodesk.reports.periods import BadPeriod, Period, containing, step

FORTNIGHT = dt.timedelta(days=14)
"""For how long before its due day a report of a period that has not ended is announced."""

LOOKING_BACK = dt.timedelta(days=366)
"""For how long after its period a report that was never closed is owed, beside the newest one."""


class DueState(StrEnum):
    """How urgent a report is."""

    UPCOMING = "upcoming"
    """Its period has not ended."""
    DUE = "due"
    """Its period has ended."""
    OVERDUE = "overdue"
    """Its due day has passed."""


STATES = {
    DueState.UPCOMING: N_("upcoming"),
    DueState.DUE: N_("due"),
    DueState.OVERDUE: N_("overdue"),
}
"""Each state in a word, untranslated."""


@dataclass(frozen=True)
class DueReport:
    """A report that the station owes and has not closed. day: the working day on which it is due."""

    kind: KindView
    period: Period
    day: dt.date
    state: DueState


def due_day(period: Period, working_days: int) -> dt.date:
    """The working day on which a report is due, by the holidays and swapped days of Viet Nam.

    working_days: the number of working days after the last day of the period, at least 1; the due day is the last of
    them.
    """
    from holidays import country_holidays  # takes a quarter of a second

    # The library computes a year when it is first asked about a weekday of it. A Saturday may come before that.
    calendar = country_holidays("VN", years=period.last.year)
    return calendar.get_nth_working_day(period.last, working_days)


def due(session: Session, today: dt.date) -> list[DueReport]:
    """The reports that are due, and those that will be within a fortnight, in the order of their due days.

    Of each kind: the newest period that has ended, and the one after it. Once the station has closed a report of the
    kind, also those that it left out since, for a year: before that they were handed in without the desk. A period with
    a closed report is left out, and one that the desk does not cover. today: the local day.
    """
    begun = _begun(session)
    owed = [
        DueReport(kind, period, day, _state(period, day, today))
        for kind in kinds.kinds(session)
        if kind.terms.due_days
        for period in _periods(kind, begun, today)
        if (day := due_day(period, kind.terms.due_days)) - today <= FORTNIGHT or period.last < today
    ]
    closed = _closed(session, owed)
    here = zone(session)
    found = [
        each
        for each in owed
        if _key(each) not in closed and covers(session, Days(each.period.first, each.period.last, here))
    ]
    return sorted(found, key=lambda each: each.day)


def in_words(reports: Sequence[DueReport]) -> list[str]:
    """What is due when, a phrase each, such as "báo cáo 9 tháng năm 2019 đến hạn 16/09/2019".

    Reports of equal periods are told apart by their kinds.
    """
    from radiodesk.locale import formats  # imported here: reports for programs do not need it

    titles = [periods.title(each.period) for each in reports]
    phrases = []
    for each, title in zip(reports, titles, strict=True):
        late = each.state is DueState.OVERDUE
        phrase = _("report for {period} overdue since {day}") if late else _("report for {period} due on {day}")
        period = periods.in_words(each.period)
        if titles.count(title) > 1:
            period += f" ({each.kind.name})"
        phrases.append(phrase.format(period=period, day=formats.day(each.day)))
    return phrases


def _periods(kind: KindView, begun: Mapping[str, dt.date], today: dt.date) -> Iterator[Period]:
    """The periods of a kind that may be owed. begun: by kind, the first day of the earliest closed report."""
    period = containing(today, kind.terms.period_kind, kind.terms.rule)
    try:
        newest = period if period.last < today else step(period, -1)  # nine months end before the last quarter
        following, earlier = step(newest, 1), step(newest, -1)
    except BadPeriod:  # at the ends of the range of valid dates
        yield period
        return
    yield from (following, newest)
    while begun.get(kind.name, today) < earlier.first and today - earlier.last < LOOKING_BACK:
        yield earlier
        earlier = step(earlier, -1)


def _begun(session: Session) -> dict[str, dt.date]:
    """The first day of the earliest closed report, by kind."""
    query = select(ClosedReport.kind, func.min(ClosedReport.first).label("first")).group_by(ClosedReport.kind)
    return {row.kind: row.first for row in session.execute(query)}


def _state(period: Period, day: dt.date, today: dt.date) -> DueState:
    if today <= period.last:
        return DueState.UPCOMING
    return DueState.DUE if today <= day else DueState.OVERDUE


def _key(report: DueReport) -> tuple[str, dt.date, dt.date]:
    return report.kind.name, report.period.first, report.period.last


def _closed(session: Session, reports: Iterable[DueReport]) -> set[tuple[str, dt.date, dt.date]]:
    """The name and the days of those that were closed."""
    columns = (ClosedReport.kind, ClosedReport.first, ClosedReport.last)
    among = [
        (ClosedReport.kind == name) & (ClosedReport.first == first) & (ClosedReport.last == last)
        for name, first, last in map(_key, reports)
    ]
    return {(name, first, last) for name, first, last in session.execute(select(*columns).where(or_(false(), *among)))}
