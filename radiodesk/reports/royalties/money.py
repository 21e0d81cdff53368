"""Whole đồng: units, rounding, and dividing a sum into parts that add up to it."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from radiodesk.reports import rounding

UNIT_PERCENT = 10
"""The unit of a coefficient, in percent of the base salary (Decree 18/2014/NĐ-CP)."""

Exact = Decimal | Fraction | int


def unit_of(base_salary: int) -> int:
    """The value of the coefficient 1, in đồng."""
    return rounded(Fraction(base_salary * UNIT_PERCENT, 100))


def rounded(value: Exact) -> int:
    """Whole đồng; halves are rounded away from zero."""
    if isinstance(value, Fraction):
        whole, rest = divmod(abs(value), 1)
        size = whole + (1 if rest >= Fraction(1, 2) else 0)
        return int(-size if value < 0 else size)
    return rounding.whole(Decimal(value))


def percent_of(value: int, percent: Exact) -> Fraction:
    """A percentage of a sum, exactly."""
    return Fraction(value) * Fraction(percent) / 100


def apportion(total: int, weights: Sequence[Exact]) -> list[int]:
    """Divide a sum by weights into whole đồng that add up to it: the parts with the largest remainders get one more.

    Of equal remainders the first one comes first. Weights may be negative, as corrections are; their sum may not be 0
    unless the total is 0.
    """
    whole = sum((Fraction(each) for each in weights), Fraction(0))
    if not total:
        return [0] * len(weights)
    exact = [total * Fraction(weight) / whole for weight in weights]
    parts = [each.__floor__() for each in exact]
    by_remainder = sorted(range(len(parts)), key=lambda index: (parts[index] - exact[index], index))
    for index in by_remainder[: total - sum(parts)]:
        parts[index] += 1
    return parts
