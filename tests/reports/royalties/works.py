"""Pieces and rules for tests of royalties."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from hypothesis import strategies as st

from radiodesk.kinds import CreditRole, WorkGenre
from radiodesk.reports.royalties.allowed import Terms
from radiodesk.reports.royalties.earning import Credited, Piece
from radiodesk.reports.royalties.rules import Norm, Rate, Rules, Salary

BRIEF, TV = WorkGenre.BRIEF, WorkGenre.TV_NEWS
AUTHOR, READER, CAMERA = CreditRole.AUTHOR, CreditRole.READER, CreditRole.CAMERA
DAY = dt.date(2019, 3, 5)
UNIT = 139_000

RULES = Rules(
    salaries=(Salary(dt.date(2018, 7, 1), 1_390_000), Salary(dt.date(2019, 7, 1), 1_490_000)),
    rates=(
        Rate(BRIEF, AUTHOR, usual=Decimal(1), most=Decimal(10)),
        Rate(BRIEF, READER, usual=Decimal("0.3"), most=Decimal(3)),
        Rate(TV, AUTHOR, usual=Decimal(2), most=Decimal(10)),
        Rate(TV, CAMERA, usual=Decimal(70), least=Decimal(50), most=Decimal(100), of_piece=True),
    ),
    most_fees=Decimal(70),
    is_own_frame=True,
)


def credit(
    person: int, role: CreditRole = AUTHOR, coefficient: str | None = None, share: str | None = None
) -> Credited:
    own = None if coefficient is None else Decimal(coefficient)
    return Credited(person, f"Người {person}", Terms(role, own, None if share is None else Decimal(share)))


def piece(number: int, *credited: Credited, genre: WorkGenre = BRIEF, day: dt.date = DAY, again: bool = False) -> Piece:
    table = "clip" if genre is TV else "story"
    return Piece(table, number, f"Tin {number}", genre, day, credited, again)


COEFFICIENTS = st.none() | st.decimals("0", "12", places=2)
SHARES = st.none() | st.decimals("0", "100", places=1)
CREDITS = st.builds(
    lambda person, role, coefficient, share: Credited(person, f"Người {person}", Terms(role, coefficient, share)),
    st.integers(1, 4),
    st.sampled_from([AUTHOR, AUTHOR, READER, CAMERA]),
    COEFFICIENTS,
    SHARES,
)
CREDITED = st.lists(CREDITS, max_size=4, unique_by=lambda each: (each.person_id, each.terms.role)).map(tuple)
PIECES = st.lists(
    st.builds(
        lambda number, genre, day, credited: piece(number, *credited, genre=genre, day=day),
        st.integers(1, 9),
        st.sampled_from([BRIEF, TV]),
        st.dates(dt.date(2019, 3, 1), dt.date(2019, 3, 31)),
        CREDITED,
    ),
    max_size=6,
    unique_by=lambda each: (each.table, each.id),
)
NORMS = st.lists(
    st.builds(
        lambda person, amount: Norm(person, f"Người {person}", amount), st.integers(1, 4), st.decimals(0, 5, places=1)
    ),
    max_size=2,
    unique_by=lambda each: each.person_id,
).map(tuple)
RULES_OF_STATIONS = st.builds(
    lambda norms, counts, taxed: replace(RULES, norms=norms, counts_norms=counts, taxed=taxed, tax_from=100_000),
    NORMS,
    st.booleans(),
    st.booleans(),
)
