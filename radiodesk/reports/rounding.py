"""Round as the papers of a station do, halves away from zero, and write without needless zeros."""

from decimal import ROUND_HALF_UP, Decimal

_TENTH = Decimal("0.1")
_CENT = Decimal("0.01")


def whole(value: Decimal) -> int:
    """The nearest whole number."""
    return int(value.to_integral_value(ROUND_HALF_UP))


def one_decimal(value: Decimal) -> Decimal:
    """The nearest number with one decimal."""
    return value.quantize(_TENTH, ROUND_HALF_UP)


def two_decimals(value: Decimal) -> Decimal:
    """The nearest number with two decimals."""
    return value.quantize(_CENT, ROUND_HALF_UP)


def digits(value: Decimal) -> str:
    """A number with a point and without zeros at its end: 2.50 -> "2.5"."""
    found = f"{value:f}"
    return found.rstrip("0").rstrip(".") if "." in found else found
