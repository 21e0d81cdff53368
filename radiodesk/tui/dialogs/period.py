"""The field for a reporting period."""

import datetime as dt

from radiodesk.kinds import PeriodRule
from radiodesk.locale import _
from radiodesk.reports import periods
from radiodesk.reports.typed_periods import typed_period
from radiodesk.tui.dialogs.fields import Entry


def period_field(name: str, code: str, rule: PeriodRule, today: dt.date, *, required: bool = False) -> Entry:
    """A field for a period. code: of the period that it contains at first, or empty."""
    return Entry(
        name,
        _("Period"),
        code,
        read=lambda typed: typed_period(typed, rule, today),
        required=required,
        placeholder=_("9/2019, 9 months 2019, …"),
        shows=periods.title_with_days,
    )
