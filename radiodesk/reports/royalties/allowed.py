"""Whether the coefficients and shares of a piece's credits are allowed, and what they come to.

Forms ask `refusals` before they store credits. The pay list asks the same, because a frame may have changed since.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from radiodesk.errors import UserError
from radiodesk.kinds import CreditRole, WorkGenre
from radiodesk.locale import N_, _
from radiodesk.reports.royalties.labels import ROLES
from radiodesk.reports.royalties.rules import Rate, Rules

WHOLE = Fraction(100)
"""All of a piece, in percent."""


class OutsideFrame(UserError):
    """A coefficient that the station's frame does not allow."""

    message = N_(
        "{role}: the coefficient {coefficient} is outside the station's frame: give one from {least} to {most}"
    )


class SharesOverWhole(UserError):
    """Shares that come to more than the piece."""

    message = N_("{role}: the shares add up to {percent} %: together they may be 100 % at most")


class BadShare(UserError):
    """A share below 0 or above 100 %."""

    message = N_("{role}: a share of {percent} % is not possible: give one from 0 to 100")


class NotInFrame(UserError):
    """A coefficient for work that the frame does not pay."""

    message = N_("{role}: the station's frame has no coefficient for this work, so none can be set")


@dataclass(frozen=True)
class Terms:
    """What a credit says of its payment."""

    role: CreditRole
    coefficient: Decimal | None = None
    """None for the usual one."""
    share: Decimal | None = None
    """In percent; None for an equal part of what others leave."""


def refusals(rules: Rules, genre: WorkGenre, works: Sequence[Terms]) -> list[UserError]:
    """What is wrong with the credits of one piece (works). Empty if they are allowed."""
    piece = piece_coefficient(rules, genre, works)
    found: list[UserError] = []
    for each in works:
        if each.coefficient is not None:
            found += _refused_coefficient(rules.rate(genre, each.role), piece, each.role, each.coefficient)
        if each.share is not None and not 0 <= each.share <= WHOLE:
            found.append(BadShare(role=_(ROLES[each.role]), percent=shown(each.share)))
    sums: dict[CreditRole, Decimal] = defaultdict(Decimal)
    for each in works:
        sums[each.role] += each.share or 0
    found += [
        SharesOverWhole(role=_(ROLES[role]), percent=shown(percent))
        for role, percent in sums.items()
        if percent > WHOLE
    ]
    return found


def _refused_coefficient(rate: Rate | None, piece: Decimal, role: CreditRole, coefficient: Decimal) -> list[UserError]:
    if rate is None:
        return [NotInFrame(role=_(ROLES[role]))]
    least, most = bounds(rate, piece)
    if least <= coefficient <= most:
        return []
    return [
        OutsideFrame(role=_(ROLES[role]), coefficient=shown(coefficient), least=shown(least), most=shown(most)),
    ]


def bounds(rate: Rate, piece: Decimal) -> tuple[Decimal, Decimal]:
    """The smallest and the greatest coefficient that a rate allows. piece: the coefficient of the piece."""
    return (rate.least * piece / 100, rate.most * piece / 100) if rate.of_piece else (rate.least, rate.most)


def piece_coefficient(rules: Rules, genre: WorkGenre, works: Sequence[Terms]) -> Decimal:
    """The coefficient of a piece: the greatest of its authors, or the usual one of its genre."""
    rate = rules.rate(genre, CreditRole.AUTHOR)
    if rate is None:
        return Decimal(0)
    authors = [each for each in works if each.role is CreditRole.AUTHOR]
    return max((coefficient(rate, Decimal(0), each.coefficient) for each in authors), default=rate.usual)


def coefficient(rate: Rate, piece: Decimal, own: Decimal | None) -> Decimal:
    """The coefficient of a credit: its own one, as far as the frame allows it, or the usual one."""
    if own is None:
        return usual(rate, piece)
    least, most = bounds(rate, piece)
    return min(max(own, least), most)


def usual(rate: Rate, piece: Decimal) -> Decimal:
    """The usual coefficient by a rate."""
    return rate.usual * piece / 100 if rate.of_piece else rate.usual


def shares(given: Sequence[Decimal | None]) -> list[Fraction]:
    """The parts of those who share one role, in percent. They never add up to more than 100.

    Those without a share divide equally what the others leave. Shares of more than 100 % together are cut in
    proportion.
    """
    known = [Fraction(max(each, Decimal(0))) if each is not None else None for each in given]
    taken = sum((each for each in known if each is not None), Fraction(0))
    if taken > WHOLE:
        known = [None if each is None else each * WHOLE / taken for each in known]
        taken = WHOLE
    equal = (WHOLE - taken) / max(1, known.count(None))
    return [equal if each is None else each for each in known]


def shown(value: Decimal) -> str:
    """A number without the zeros behind it, with the decimal sign of the language."""
    from radiodesk.locale import formats  # imported here: it loads babel

    digits = f"{value:f}"
    digits = digits.rstrip("0").rstrip(".") if "." in digits else digits
    return digits.replace(".", formats.decimal_mark())
