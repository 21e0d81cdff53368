"""Targets: the planned value of an indicator for a year, spread over its months evenly or by hand."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from radiodesk.errors import UserError
from radiodesk.kinds import PeriodKind
from radiodesk.locale import N_
from radiodesk.model import Target
from radiodesk.model.changes import describe
from radiodesk.reports.entered import checked
from radiodesk.reports.indicators import Indicator
from radiodesk.reports.periods import Period, months_of

_CENT = Decimal("0.01")
MONTHS = range(1, 13)
WHOLE_YEAR = 0
"""The month of a target for the whole year."""


class MonthsExceedYear(UserError):
    """Targets of all months, or of some that are more, which do not make up that of the year."""

    message = N_(
        "The months of {year} are planned with {months} together, and the year with {total}: make them fit, or change "
        "the year's target first"
    )


class NoTarget(UserError):
    """A target for a figure that cannot be planned."""

    message = N_("“{key}” is a share, and cannot be spread over months: plan its parts")


class NotAYearOrMonth(UserError):
    """A target for a period that is neither a year nor a month."""

    message = N_("A target is set for a year or a month, such as 2019 or 2019-03, not for {code}")


@dataclass(frozen=True)
class Planned:
    """The target of a period, and that of its year. None where some of its months have no target."""

    period: Decimal | None
    year: Decimal | None


def set_target(session: Session, indicator: Indicator, period: Period, value: Decimal) -> None:
    """Set the target of a year or of one of its months.

    raises BadFigure, MonthsExceedYear, NotAYearOrMonth, NoTarget.
    """
    if indicator.share:
        raise NoTarget(key=indicator.key)
    year, month = _place(period)
    value = checked(value)
    known = _known(session, [indicator.key], year)[indicator.key] | {month: value}
    by_hand = sum((each for number, each in known.items() if number != WHOLE_YEAR), Decimal())
    if WHOLE_YEAR in known and (by_hand > known[WHOLE_YEAR] or (len(known) > 12 and by_hand < known[WHOLE_YEAR])):
        raise MonthsExceedYear(year=year, months=f"{by_hand:f}", total=f"{known[WHOLE_YEAR]:f}")
    row = session.scalars(
        select(Target).where(Target.indicator == indicator.key, Target.year == year, Target.month == month)
    ).one_or_none()
    if row is None:
        session.add(Target(indicator=indicator.key, year=year, month=month, value=value))
    else:
        row.value = value
    describe(session, figure=indicator.label, period=period.code, value=f"{value:f}")


def plan(session: Session, indicator: Indicator, values: Mapping[Period, Decimal | None]) -> None:
    """Set the targets of a year and its months together; None removes one.

    raises the errors of `set_target`.
    """
    in_order = sorted(values.items(), key=lambda each: len(each[0].code))  # the year first: months must fit into it
    for period, _value in in_order:
        remove_target(session, indicator.key, period)
    session.flush()
    for period, value in in_order:
        if value is None:
            describe(session, figure=indicator.label, period=period.code, value="–")
    for period, value in in_order:
        if value is not None:
            set_target(session, indicator, period, value)


def remove_target(session: Session, indicator: str, period: Period) -> None:
    """Remove the target of a year or of a month; without one nothing happens. raises NotAYearOrMonth."""
    year, month = _place(period)
    of_it = (Target.indicator == indicator, Target.year == year, Target.month == month)
    for row in session.scalars(select(Target).where(*of_it)):
        session.delete(row)


def planned(session: Session, indicators: Sequence[str], period: Period) -> dict[str, Planned]:
    """The targets of a period by indicator. An interval of days has none."""
    if period.kind is PeriodKind.INTERVAL:
        return {}
    year, months = int(period.code[:4]), months_of(period)
    found = _known(session, indicators, year)
    return {key: _part(found[key], months) for key in indicators if found[key]}


def of_year(session: Session, indicator: str, year: int) -> dict[int, Decimal]:
    """The targets that were set for an indicator in a year, by month; that of the whole year by WHOLE_YEAR."""
    return dict(_known(session, [indicator], year)[indicator])


def spread(known: Mapping[int, Decimal]) -> dict[int, Decimal]:
    """The target of each month. Months that were not set share evenly what is left of the year.

    known: the targets that were set, by month; that of the whole year by 0. Without it, months that were not set have
    none.
    """
    by_hand = {month: value for month, value in known.items() if month != WHOLE_YEAR}
    if WHOLE_YEAR not in known:
        return by_hand
    rest = known[WHOLE_YEAR] - sum(by_hand.values(), Decimal())
    open_months = [month for month in MONTHS if month not in by_hand]
    return by_hand | {month: rest / len(open_months) for month in open_months}


def _place(period: Period) -> tuple[int, int]:
    """The year and the month of a target. raises NotAYearOrMonth."""
    if period.kind not in (PeriodKind.YEAR, PeriodKind.MONTH):
        raise NotAYearOrMonth(code=period.code)
    return int(period.code[:4]), int(period.code[5:] or WHOLE_YEAR)


def _part(known: Mapping[int, Decimal], months: Sequence[int]) -> Planned:
    each = spread(known)
    return Planned(_sum(each, months), known[WHOLE_YEAR] if WHOLE_YEAR in known else _sum(each, MONTHS))


def _sum(each: Mapping[int, Decimal], months: Iterable[int]) -> Decimal | None:
    """What months are planned with together; None if one of them is not planned."""
    if any(month not in each for month in months):
        return None
    return sum((each[month] for month in months), Decimal()).quantize(_CENT, ROUND_HALF_UP)


def _known(session: Session, indicators: Sequence[str], year: int) -> dict[str, dict[int, Decimal]]:
    """The targets that were set for a year, by indicator and month."""
    found: dict[str, dict[int, Decimal]] = defaultdict(dict)
    rows = select(Target.indicator, Target.month, Target.value)
    for indicator, month, value in session.execute(rows.where(Target.indicator.in_(indicators), Target.year == year)):
        found[indicator][month] = value
    return found
