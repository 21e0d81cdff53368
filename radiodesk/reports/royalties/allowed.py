"""Whether the coefficients and shares of a piece's credits are allowed, and what they come to.

Forms ask by `frame_check` before they store credits. The pay list asks again, because a frame may have changed since.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from radiodesk.kinds import CreditRole, WorkGenre
from radiodesk.reports import rounding
from radiodesk.reports.royalties.rules import Rate, Rules

WHOLE = Fraction(100)
"""All of a piece, in percent."""


@dataclass(frozen=True)
class Terms:
    """What a credit says of its payment."""

    role: CreditRole
    coefficient: Decimal | None = None
    """None for the usual one."""
    share: Decimal | None = None
    """In percent; None for an equal part of what others leave."""


@dataclass(frozen=True)
class Refusal:
    """What is wrong with the credits of a piece. kind: a remark of the pay list."""

    kind: str
    role: CreditRole
    values: Mapping[str, str]
    """The numbers of its sentence."""
    place: int | None = None
    """The index of the credit; None where those of a role are wrong together."""


def refusals(rules: Rules, genre: WorkGenre, works: Sequence[Terms]) -> Iterator[Refusal]:
    """What is wrong with the credits of one piece (works). Nothing if they are allowed.

    A coefficient for work that the frame does not pay is none of it: that work is unpaid anyway.
    """
    piece = piece_coefficient(rules, genre, works)
    for place, each in enumerate(works):
        rate, own = rules.rate(genre, each.role), each.coefficient
        if rate is None or own is None:
            continue
        least, most = bounds(rate, piece)
        if not least <= own <= most:
            values = {"coefficient": f"{own:f}", "least": f"{least:f}", "most": f"{most:f}"}
            yield Refusal("outside_frame", each.role, values, place)
    sums: dict[CreditRole, Decimal] = defaultdict(Decimal)
    for each in works:
        sums[each.role] += each.share or 0
    for role, percent in sums.items():
        if percent > WHOLE:
            yield Refusal("shares_over_whole", role, {"percent": f"{percent:f}"})


def bounds(rate: Rate, piece: Decimal) -> tuple[Decimal, Decimal]:
    """The smallest and the greatest coefficient that a rate allows. piece: the coefficient of the piece."""
    return (rate.least * piece / 100, rate.most * piece / 100) if rate.of_piece else (rate.least, rate.most)


def piece_coefficient(rules: Rules, genre: WorkGenre, works: Sequence[Terms]) -> Decimal:
    """The coefficient of a piece: the greatest of its authors; without one, the usual one of its genre."""
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

    return rounding.digits(value).replace(".", formats.decimal_mark())
