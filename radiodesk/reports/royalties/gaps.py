"""What the pay list of a month lacks: authors, and coefficients that nobody set or that the frame does not allow.

It is found in the desk as it is now, by the rules of today, to be corrected before the month is closed.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from sqlalchemy.orm import Session

from radiodesk.kinds import CreditRole, WorkGenre
from radiodesk.locale import N_
from radiodesk.reports.periods import Period
from radiodesk.reports.royalties import allowed, settings
from radiodesk.reports.royalties.earning import Piece
from radiodesk.reports.royalties.pieces import pieces
from radiodesk.reports.royalties.rules import Rules


class Lack(StrEnum):
    """What is missing or wrong, the gravest first."""

    OUTSIDE_FRAME = "outside_frame"
    SHARES_OVER_WHOLE = "shares_over_whole"
    NO_AUTHOR = "no_author"
    NOT_IN_FRAME = "not_in_frame"
    NO_COEFFICIENT = "no_coefficient"


WORDS = {
    Lack.OUTSIDE_FRAME: N_("coefficient outside the frame"),
    Lack.SHARES_OVER_WHOLE: N_("shares over 100 %"),
    Lack.NO_AUTHOR: N_("no author"),
    Lack.NOT_IN_FRAME: N_("not in the frame: unpaid"),
    Lack.NO_COEFFICIENT: N_("no coefficient"),
}
"""Each in words, untranslated."""


@dataclass(frozen=True)
class Gap:
    """Something missing or wrong at one piece."""

    lack: Lack
    table: str
    """story or clip."""
    work_id: int
    title: str
    genre: WorkGenre
    day: dt.date
    """The local day that dates the piece."""
    role: CreditRole | None = None
    person: str = ""
    coefficient: Decimal | None = None
    """What is counted instead of a coefficient that is missing; the one that is outside the frame."""


def gaps(session: Session, period: Period) -> list[Gap]:
    """What is missing in the days of a pay list, the gravest first, then by day."""
    rules = settings.rules(session)
    found = [each for piece in pieces(session, period.first, period.last, further=False) for each in _of(piece, rules)]
    order = [*Lack]
    return sorted(found, key=lambda each: (order.index(each.lack), each.day))


def counted(gaps: Iterable[Gap]) -> list[tuple[Lack, int]]:
    """The number of gaps of each kind that there is, the gravest first."""
    numbers = Counter(gap.lack for gap in gaps)
    return [(lack, numbers[lack]) for lack in Lack if numbers[lack]]


def _of(piece: Piece, rules: Rules) -> Iterator[Gap]:
    works = [each.terms for each in piece.credits]
    about = (piece.table, piece.id, piece.title, piece.genre, piece.day)
    for refusal in allowed.refusals(rules, piece.genre, works):
        credit = None if refusal.place is None else piece.credits[refusal.place]
        person, own = (credit.person, credit.terms.coefficient) if credit else ("", None)
        yield Gap(Lack(refusal.kind), *about, refusal.role, person, own)
    if all(each.role is not CreditRole.AUTHOR for each in works):
        yield Gap(Lack.NO_AUTHOR, *about)
    whole = allowed.piece_coefficient(rules, piece.genre, works)
    for credit in piece.credits:
        rate = rules.rate(piece.genre, credit.terms.role)
        if rate is None:
            yield Gap(Lack.NOT_IN_FRAME, *about, credit.terms.role, credit.person)
        elif credit.terms.coefficient is None:
            usual = allowed.usual(rate, whole)
            yield Gap(Lack.NO_COEFFICIENT, *about, credit.terms.role, credit.person, usual)
