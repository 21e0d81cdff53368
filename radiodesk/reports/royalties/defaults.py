"""The rules that apply until a station sets its own: base salaries and the frame of Decree 18/2014/NĐ-CP."""

import datetime as dt
from decimal import Decimal

from radiodesk.kinds import CreditRole, WorkGenre
from radiodesk.reports.royalties.rules import Rate, Rules, Salary

SALARIES = (
    Salary(dt.date(2013, 7, 1), 1_150_000),
    Salary(dt.date(2016, 5, 1), 1_210_000),
    Salary(dt.date(2017, 7, 1), 1_300_000),
    Salary(dt.date(2018, 7, 1), 1_390_000),
    Salary(dt.date(2019, 7, 1), 1_490_000),
    Salary(dt.date(2023, 7, 1), 1_800_000),
    Salary(dt.date(2024, 7, 1), 2_340_000),
    Salary(dt.date(2026, 7, 1), 2_530_000),
)
"""The base salaries since Decree 66/2013/NĐ-CP, up to Decree 161/2026/NĐ-CP."""

GREATEST = {
    WorkGenre.BRIEF: 10,
    WorkGenre.REPORT: 30,
    WorkGenre.FEATURE: 30,
    WorkGenre.INTERVIEW: 30,
    WorkGenre.PROFILE: 30,
    WorkGenre.COMMENTARY: 30,
    WorkGenre.OTHER: 50,
    WorkGenre.TV_NEWS: 10,
    WorkGenre.TV_FEATURE: 30,
    WorkGenre.TV_OTHER: 50,
}
"""The greatest coefficients that the decree allows. A station's frame may only be narrower."""

PERCENTS = (50, 100)
"""What the decree allows camera, director and editor of television, in percent of the piece."""

MOST_INCREASES = Decimal(30)
MOST_FEES = Decimal(70)
"""The decree's caps of the fund, in percent of the royalties."""

_USUAL = {
    WorkGenre.BRIEF: "0.3",
    WorkGenre.REPORT: "1",
    WorkGenre.FEATURE: "2",
    WorkGenre.INTERVIEW: "1.5",
    WorkGenre.PROFILE: "1",
    WorkGenre.COMMENTARY: "2",
    WorkGenre.OTHER: "0.3",
    WorkGenre.TV_NEWS: "0.5",
    WorkGenre.TV_FEATURE: "2",
    WorkGenre.TV_OTHER: "1",
}
"""Usual coefficients of authors. They are examples: each station sets its own."""

_FEES = {
    CreditRole.READER: Decimal("0.3"),
    CreditRole.EDITOR: Decimal("0.2"),
    CreditRole.DIRECTOR: Decimal("0.1"),
    CreditRole.TECHNICIAN: Decimal("0.1"),
}
"""Fees as parts of the author's coefficient. All four together reach the cap of the fund and do not exceed it."""

_TELEVISION = {CreditRole.CAMERA: 70, CreditRole.EDITOR: 50, CreditRole.DIRECTOR: 50}
"""The usual percents of the piece in television."""


def _rates() -> tuple[Rate, ...]:
    rates = []
    for genre, greatest in GREATEST.items():
        usual, most = Decimal(_USUAL[genre]), Decimal(greatest)
        rates.append(Rate(genre, CreditRole.AUTHOR, usual, most))
        percents = _TELEVISION if genre.value.startswith("tv_") else {}
        least, whole = map(Decimal, PERCENTS)
        rates += [
            Rate(genre, role, Decimal(each), whole, least=least, of_piece=True) for role, each in percents.items()
        ]
        rates += [Rate(genre, role, usual * part, most * part) for role, part in _FEES.items() if role not in percents]
    return tuple(rates)


RATES = _rates()
"""The frame."""

RULES = Rules(salaries=SALARIES, rates=RATES)
"""All of them."""
