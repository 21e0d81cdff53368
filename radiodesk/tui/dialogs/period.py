"""The field for a reporting period."""

import datetime as dt
from collections.abc import Sequence

from radiodesk.errors import UserError
from radiodesk.kinds import PeriodRule
from radiodesk.locale import _, formats
from radiodesk.model.typed import DaysBackwards, typed_days
from radiodesk.reports import issuing, periods
from radiodesk.reports.kinds import KindView
from radiodesk.reports.periods import Period
from radiodesk.reports.typed_periods import typed_period
from radiodesk.tui.dialogs.fields import Entry


def days_field(name: str, first: dt.date, last: dt.date, rule: PeriodRule, today: dt.date) -> Entry:
    """A field for a range of days, typed as days, weeks or a reporting period; its value is the first and last day.

    first, last: what it contains at first.
    """

    def read(typed: str) -> tuple[dt.date, dt.date]:
        try:
            return typed_days(typed, today)
        except DaysBackwards:
            raise
        except UserError as error:
            try:
                period = typed_period(typed, rule, today)
            except UserError:
                raise error from None
            return period.first, period.last

    return Entry(
        name,
        _("Days"),
        _range(first, last),
        read=read,
        placeholder=_("this week, 24/12-26/12, 12/2026; empty: everything"),
        shows=lambda days: _range(*days),
    )


def _range(first: dt.date, last: dt.date) -> str:
    return formats.day(first) if first == last else f"{formats.day(first)} – {formats.day(last)}"


def period_field(name: str, rule: PeriodRule, today: dt.date) -> Entry:
    """A field for a period, which is empty at first."""
    return Entry(
        name,
        _("Period"),
        read=lambda typed: typed_period(typed, rule, today),
        placeholder=_("9/2019, 9 months 2019, …"),
        shows=_days,
    )


def report_period_field(
    name: str, shown: Period, known: Sequence[KindView], station_rule: PeriodRule, today: dt.date
) -> Entry:
    """A field for the period of a report. Its value is the text: which days it means depends on the kind of report.

    shown: the period that it contains at first, in words. known: all kinds of report.
    """

    def read(typed: str) -> str:
        issuing.fitting_period(known, typed, station_rule, today)
        return typed

    return Entry(
        name,
        _("Period"),
        periods.title(shown),
        read=read,
        required=True,
        placeholder=_("9/2019, 9 months 2019, …"),
        shows=lambda typed: _days(issuing.fitting_period(known, typed, station_rule, today)[1]),
    )


def _days(period: Period) -> str:
    """The first and the last day of a period."""
    return f"{formats.day(period.first)} – {formats.day(period.last)}"
