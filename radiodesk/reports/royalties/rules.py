"""The station's rules for royalties and fees, as values: base salaries, the frame of coefficients, norms and caps."""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from radiodesk.errors import UserError
from radiodesk.kinds import ClipGenre, CreditRole, NormMeasure, PeriodRule, WorkGenre
from radiodesk.locale import N_
from radiodesk.reports.royalties import money

OF_CLIPS = {
    ClipGenre.NEWS: WorkGenre.TV_NEWS,
    ClipGenre.FEATURE: WorkGenre.TV_FEATURE,
    ClipGenre.OTHER: WorkGenre.TV_OTHER,
    None: WorkGenre.TV_OTHER,
}
"""What a television piece is paid as, by its genre."""


class NoBaseSalary(UserError):
    """A day before the first base salary of the table."""

    message = N_("The base salary of {day} is not known: add it to the rules for royalties")
    command = N_("“radiodesk royalties-settings export FILE.toml” writes the rules, “apply” reads them")


@dataclass(frozen=True)
class Salary:
    """The base salary from a day on, in đồng per month."""

    since: dt.date
    amount: int
    row_id: int = field(default=0, compare=False)
    """The row that holds it; 0 for an example, and where it is in no table."""


@dataclass(frozen=True)
class Rate:
    """What one role is paid for a piece of one genre: a frame, and the usual coefficient in it."""

    genre: WorkGenre
    role: CreditRole
    usual: Decimal
    most: Decimal
    least: Decimal = Decimal(0)
    of_piece: bool = False
    """Whether the numbers are percents of the piece's coefficient."""
    row_id: int = field(default=0, compare=False)
    """As of a `Salary`."""

    @property
    def is_royalty(self) -> bool:
        """Whether it pays a royalty: to authors, and to those who get a percentage of the piece. Others get a fee."""
        return self.role is CreditRole.AUTHOR or self.of_piece


@dataclass(frozen=True)
class Norm:
    """The unpaid quota of a person for one month."""

    person_id: int
    person: str
    amount: Decimal
    role: CreditRole = CreditRole.AUTHOR
    genre: WorkGenre | None = None
    """None for pieces of any genre."""
    measure: NormMeasure = NormMeasure.PIECES
    row_id: int = field(default=0, compare=False)
    """As of a `Salary`."""


@dataclass(frozen=True)
class Rules:
    """All rules of a station."""

    salaries: tuple[Salary, ...]
    """By their first day."""
    rates: tuple[Rate, ...]
    norms: tuple[Norm, ...] = ()
    is_own_frame: bool = False
    """Whether the station set the rates itself."""
    period_rule: PeriodRule = PeriodRule.CALENDAR
    second_use: Decimal = Decimal(0)
    """What an author gets for each further use of a story, in percent of the royalty."""
    most_increases: Decimal = Decimal(30)
    """How far royalties may exceed those by the usual coefficients, in percent of these."""
    most_fees: Decimal = Decimal(70)
    """The greatest sum of the fees, in percent of the royalties."""
    counts_norms: bool = False
    """Whether the royalties that limit the fees include the unpaid ones under norms."""
    taxed: bool = False
    tax: Decimal = Decimal(10)
    """In percent of what a person is paid in a month."""
    tax_from: int = 2_000_000
    """The smallest payment of a month that is taxed, in đồng."""
    maker: str = ""
    accountant: str = ""

    def rate(self, genre: WorkGenre, role: CreditRole) -> Rate | None:
        """The rate of a role, or None if the frame has none: the work is not paid."""
        return self._by_work.get((genre, role))

    def unit(self, day: dt.date) -> int:
        """The value of the coefficient 1 on a day, in đồng. raises NoBaseSalary."""
        found = [amount for since, amount in self._units if since <= day]
        if not found:
            from radiodesk.locale import formats  # imported here: it loads babel

            raise NoBaseSalary(day=formats.day(day))
        return found[-1]

    @cached_property
    def _units(self) -> list[tuple[dt.date, int]]:
        return sorted((each.since, money.unit_of(each.amount)) for each in self.salaries)

    @cached_property
    def _by_work(self) -> dict[tuple[WorkGenre, CreditRole], Rate]:
        return {(each.genre, each.role): each for each in self.rates}
