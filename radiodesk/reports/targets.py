"""Targets: the planned value of an indicator for a year, spread over its months evenly or by hand.

The target of a figure that does not add up, such as a percentage or a level, is not spread: it holds for every period
of its year, and that of a month for this month alone.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from radiodesk.errors import UserError
from radiodesk.kinds import PeriodKind
from radiodesk.locale import N_, formats
from radiodesk.model import Target
from radiodesk.model.changes import describe
from radiodesk.reports import rounding, rule_words
from radiodesk.reports.entered import checked
from radiodesk.reports.indicators import Indicator
from radiodesk.reports.periods import Period, in_words, months_of
from radiodesk.reports.seen import NOTHING, Seen, check_seen, seen_of

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

    message = N_("“{figure}” is a share of two other figures: plan these")


class NothingPlanned(UserError):
    """A target to remove that nobody set."""

    message = N_("Nothing was planned for “{figure}” in {period}")


class NotAYearOrMonth(UserError):
    """A target for a period that is neither a year nor a month."""

    message = N_("A target is set for a year or a month, such as 2019 or 2019-03, not for {code}")


@dataclass(frozen=True)
class Planned:
    """The target of a period, and that of its year. None where some of its months have no target."""

    period: Decimal | None
    year: Decimal | None


@dataclass(frozen=True)
class TargetView:
    """The target that was set for a year or for a month. value: None if none was."""

    value: Decimal | None = None
    seen: Seen = NOTHING


def view(session: Session, indicator: str, period: Period) -> TargetView:
    """The target of a year or a month itself, for a form or a command that changes it. raises NotAYearOrMonth."""
    year, month = _place(period)
    row = _rows(session, indicator, year).get(month)
    return TargetView(row.value, seen_of(row)) if row else TargetView()


def set_target(session: Session, indicator: Indicator, period: Period, seen: Seen, value: Decimal) -> None:
    """Set the target of a year or of one of its months, in place of the one that the user saw.

    raises BadFigure, MonthsExceedYear, NotAYearOrMonth, NoTarget, ChangedMeanwhile.
    """
    plan(session, indicator, {period: (seen, value)})


def remove_target(session: Session, indicator: Indicator, period: Period, seen: Seen) -> None:
    """Remove the target of a year or of a month that the user saw.

    raises NothingPlanned, NotAYearOrMonth, ChangedMeanwhile.
    """
    nothing = view(session, indicator.key, period).value is None
    plan(session, indicator, {period: (seen, None)})
    if nothing:
        raise NothingPlanned(figure=rule_words.label(indicator), period=in_words(period))


def plan(session: Session, indicator: Indicator, values: Mapping[Period, tuple[Seen, Decimal | None]]) -> None:
    """Set the targets of a year and its months together; None removes one. Each with what the user saw of it.

    raises the errors of `set_target`.
    """
    in_order = sorted(values.items(), key=lambda each: len(each[0].code))  # the year first: it names the change
    for period, (seen, value) in in_order:
        year, month = _place(period)
        rows = _rows(session, indicator.key, year)
        check_seen(session, Target, rows.get(month), seen)
        if value is None and month in rows:
            session.delete(rows[month])
        elif value is not None:
            _set(session, indicator, rows, year, month, checked(value))
        if value is not None or month in rows:
            describe(session, figure=indicator.label, period=period.code, value="–" if value is None else f"{value:f}")
    session.flush()
    if not indicator.adds:
        return
    for year in {_place(period)[0] for period, (_seen, value) in in_order if value is not None}:
        _check_months(year, {month: row.value for month, row in _rows(session, indicator.key, year).items()})


def _set(
    session: Session, indicator: Indicator, rows: Mapping[int, Target], year: int, month: int, value: Decimal
) -> None:
    if indicator.share:
        raise NoTarget(figure=rule_words.label(indicator))
    if month in rows:
        rows[month].value = value
    else:
        session.add(Target(indicator=indicator.key, year=year, month=month, value=value))


def _check_months(year: int, known: Mapping[int, Decimal]) -> None:
    """Check that the months of a year fit into it. raises MonthsExceedYear."""
    if WHOLE_YEAR not in known:
        return
    by_hand = sum((each for month, each in known.items() if month != WHOLE_YEAR), Decimal())
    if by_hand > known[WHOLE_YEAR] or (len(known) > 12 and by_hand < known[WHOLE_YEAR]):
        raise MonthsExceedYear(year=year, months=formats.exact(by_hand), total=formats.exact(known[WHOLE_YEAR]))


def planned(session: Session, indicators: Sequence[Indicator], period: Period) -> dict[str, Planned]:
    """The targets of a period by the keys of indicators. An interval of days has none."""
    if period.kind is PeriodKind.INTERVAL:
        return {}
    year, months = int(period.code[:4]), months_of(period)
    found = _known(session, [each.key for each in indicators], year)
    return {
        each.key: _part(known, months) if each.adds else _throughout(known, months)
        for each in indicators
        if (known := found[each.key])
    }


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
        raise NotAYearOrMonth(code=in_words(period))
    return int(period.code[:4]), int(period.code[5:] or WHOLE_YEAR)


def _part(known: Mapping[int, Decimal], months: Sequence[int]) -> Planned:
    each = spread(known)
    return Planned(_sum(each, months), known[WHOLE_YEAR] if WHOLE_YEAR in known else _sum(each, MONTHS))


def _throughout(known: Mapping[int, Decimal], months: Sequence[int]) -> Planned:
    """The target of a figure that does not add up: that of the year, or that of a single month itself."""
    year = known.get(WHOLE_YEAR)
    return Planned(known.get(months[0], year) if len(months) == 1 else year, year)


def _sum(each: Mapping[int, Decimal], months: Iterable[int]) -> Decimal | None:
    """What months are planned with together; None if one of them is not planned."""
    if any(month not in each for month in months):
        return None
    return rounding.two_decimals(sum((each[month] for month in months), Decimal()))


def _known(session: Session, indicators: Sequence[str], year: int) -> dict[str, dict[int, Decimal]]:
    """The targets that were set for a year, by indicator and month."""
    found: dict[str, dict[int, Decimal]] = defaultdict(dict)
    rows = select(Target.indicator, Target.month, Target.value)
    for indicator, month, value in session.execute(rows.where(Target.indicator.in_(indicators), Target.year == year)):
        found[indicator][month] = value
    return found


def _rows(session: Session, indicator: str, year: int) -> dict[int, Target]:
    """The rows of an indicator's targets in a year, by month."""
    found = session.scalars(select(Target).where(Target.indicator == indicator, Target.year == year))
    return {row.month: row for row in found}
