"""The rules of credits, as pure functions: coefficients, and the shares of several authors."""

from collections.abc import Iterable
from decimal import ROUND_DOWN, Decimal

from radiodesk.errors import UserError
from radiodesk.kinds import CreditRole
from radiodesk.locale import N_, formats

LARGEST = Decimal(1000)
"""The largest coefficient. Frames of authorities end far below it: a larger one is a typing error."""

WHOLE = Decimal(100)
"""All shares of a royalty together, in percent."""

_STEP = Decimal("0.01")


class BadCoefficient(UserError):
    """A coefficient that is not positive, too large or too exact."""

    message = N_("A coefficient is above 0, at most {largest}, with two decimals at most: type one such as 2.5")


class BadShare(UserError):
    """A share that is not positive, above the whole or too exact."""

    message = N_("A share is above 0 and at most 100 percent, with two decimals at most: type one such as 60")


class SharesTooLarge(UserError):
    """Authors whose shares are more than the whole royalty."""

    message = N_("The shares of all authors make {total} percent, and at most 100 is possible: lower one of them")


class ShareOfHelper(UserError):
    """A share of somebody who is no author."""

    message = N_("Only authors share a royalty: leave the share empty for other work")


def check_coefficient(value: Decimal | None) -> Decimal | None:
    """The coefficient as it is kept; None for the usual one. raises BadCoefficient."""
    if value is not None and not (0 < value <= LARGEST and _is_plain(value)):
        raise BadCoefficient(largest=formats.exact(LARGEST))
    return _short(value)


def check_share(value: Decimal | None, role: CreditRole) -> Decimal | None:
    """The share in percent as it is kept; None for equal parts. raises BadShare, ShareOfHelper."""
    if value is not None and role is not CreditRole.AUTHOR:
        raise ShareOfHelper
    if value is not None and not (0 < value <= WHOLE and _is_plain(value)):
        raise BadShare
    return _short(value)


def check_shares(shares: Iterable[Decimal | None]) -> None:
    """Check the shares of all authors of one work, in percent. raises SharesTooLarge."""
    total = sum((share for share in shares if share is not None), Decimal(0))
    if total > WHOLE:
        raise SharesTooLarge(total=formats.exact(total))


def check_credit(role: CreditRole, coefficient: Decimal | None, share: Decimal | None) -> None:
    """Check one stored credit. raises BadCoefficient, BadShare, ShareOfHelper."""
    check_coefficient(coefficient)
    check_share(share, role)


def _is_plain(value: Decimal) -> bool:
    """Whether a number has two decimals at most."""
    return value == value.quantize(_STEP, ROUND_DOWN)


def _short(value: Decimal | None) -> Decimal | None:
    """The number without zeros at its end, so that 2,50 and 2,5 are stored alike."""
    return None if value is None else Decimal(f"{value.quantize(_STEP):f}".rstrip("0").rstrip("."))
