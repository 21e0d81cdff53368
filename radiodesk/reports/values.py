"""The values of indicators: totals as figures, shares of two of them, and what people entered."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from sqlalchemy.orm import Session

from radiodesk.reports import entered, rounding
from radiodesk.reports.content import Measure, Value, percent
from radiodesk.reports.indicators import Indicator
from radiodesk.reports.listings.common import Days

Every = Mapping[str, Indicator]
"""All indicators of a station by key."""


def needed(chosen: Sequence[Indicator], every: Every) -> list[Indicator]:
    """The indicators whose totals give the values of the chosen ones: their own, and the parts of shares."""
    found = {each.key: each for each in chosen if each.counts}
    for each in chosen:
        found |= {key: every[key] for key in each.share or () if every[key].counts}
    return list(found.values())


def values(
    session: Session, chosen: Sequence[Indicator], every: Every, days: Days, totals: Mapping[str, int]
) -> dict[str, Value | None]:
    """The value of each indicator by key. totals: those of the `needed` ones; nothing without data.

    A value is None without data: where nobody entered one, or a share has nothing to divide by.
    """
    parts = {key for each in chosen for key in each.share or (each.key,)}
    by_hand = [every[key] for key in parts if every[key].is_entered]
    typed = entered.figures(session, by_hand, days.first, days.last) if by_hand else {}

    def value(indicator: Indicator) -> Value | None:
        if indicator.share:
            part, whole = (value(every[key]) for key in indicator.share)
            return percent(part, whole)
        if indicator.is_entered:
            return whole_or_decimal(typed[indicator.key].value) if indicator.key in typed else None
        return of_total(indicator, totals[indicator.key]) if indicator.key in totals else None

    return {each.key: value(each) for each in chosen}


def of_total(indicator: Indicator, total: int) -> Value:
    """A total as a figure: a number of things, or hours with two decimals."""
    return hours(total) if indicator.measure is Measure.HOURS else total


def hours(seconds: int) -> Decimal:
    """Seconds as hours, with two decimals, halves rounded up."""
    return rounding.two_decimals(Decimal(seconds) / 3600)


def parts_of_hours(seconds: Sequence[int]) -> list[Decimal]:
    """Seconds as hours that add up to the hours of their sum. Those that lose most by rounding down are rounded up."""
    hundredths = [divmod(each, 36) for each in seconds]
    missing = int(hours(sum(seconds)) * 100) - sum(whole for whole, _rest in hundredths)
    raised = sorted(range(len(seconds)), key=lambda number: -hundredths[number][1])[:missing]
    return [Decimal(whole + (number in raised)).scaleb(-2) for number, (whole, _rest) in enumerate(hundredths)]


def planned_value(indicator: Indicator, value: Decimal | None) -> Value | None:
    """A target: a whole number where things are counted, for it may be a part of a year."""
    if value is None:
        return None
    if indicator.measure is Measure.COUNT:
        return rounding.whole(value)
    return whole_or_decimal(rounding.two_decimals(value))


def whole_or_decimal(value: Decimal) -> Value:
    """An entered number: an int, if it is whole."""
    return int(value) if value == value.to_integral_value() else value
