"""Round as the papers of a station do: halves away from zero."""

from decimal import ROUND_HALF_UP, Decimal

_CENT = Decimal("0.01")


def whole(value: Decimal) -> int:
    """The nearest whole number."""
    return int(value.to_integral_value(ROUND_HALF_UP))


def two_decimals(value: Decimal) -> Decimal:
    """The nearest number with two decimals."""
    return value.quantize(_CENT, ROUND_HALF_UP)
