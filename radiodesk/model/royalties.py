"""Royalties (nhuận bút) and fees (thù lao): the station's rules, and the months that were closed.

A table without rows stands for the values of `radiodesk.reports.royalties.defaults`.
"""

import datetime as dt
from decimal import Decimal

from sqlalchemy import BigInteger, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from radiodesk.kinds import CreditRole, NormMeasure, PeriodRule, WorkGenre
from radiodesk.model.base import Base, Exact, Title, choices
from radiodesk.model.people import Person


class BaseSalary(Base):
    """The state's base salary (lương cơ sở) from one day on."""

    __tablename__ = "base_salary"
    __table_args__ = (Index("uq_base_salary", "since", unique=True),)

    since: Mapped[dt.date]
    """The first local day on which it applies."""
    amount: Mapped[int] = mapped_column(BigInteger)
    """In đồng per month."""


class RoyaltyRate(Base):
    """The station's frame: what one role is paid for a piece of one genre."""

    __tablename__ = "royalty_rate"
    __table_args__ = (Index("uq_royalty_rate", "genre", "role", unique=True),)

    genre: Mapped[WorkGenre] = mapped_column(choices(WorkGenre))
    role: Mapped[CreditRole] = mapped_column(choices(CreditRole))
    of_piece: Mapped[bool] = mapped_column(default=False)
    """Whether the numbers are percents of the piece's coefficient, as for camera and editor, and not coefficients."""
    least: Mapped[Decimal] = mapped_column(Exact())
    usual: Mapped[Decimal] = mapped_column(Exact())
    """What is paid where nobody set a coefficient."""
    most: Mapped[Decimal] = mapped_column(Exact())


class RoyaltyNorm(Base):
    """The unpaid quota (định mức) of a member of the staff for one month. Only the surplus is paid."""

    __tablename__ = "royalty_norm"
    __table_args__ = (Index("uq_royalty_norm", "person_id", "role", "genre", unique=True),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[CreditRole] = mapped_column(choices(CreditRole), default=CreditRole.AUTHOR)
    genre: Mapped[Title] = mapped_column(default="")
    """A value of `WorkGenre`; empty for pieces of any genre."""
    measure: Mapped[NormMeasure] = mapped_column(choices(NormMeasure), default=NormMeasure.PIECES)
    amount: Mapped[Decimal] = mapped_column(Exact())

    person: Mapped[Person] = relationship(lazy="raise")


class RoyaltyRules(Base):
    """The station's other rules for royalties and fees: at most one row, with the id 1."""

    __tablename__ = "royalty_rules"

    period_rule: Mapped[PeriodRule] = mapped_column(choices(PeriodRule), default=PeriodRule.CALENDAR)
    """Which days a month has."""
    second_use: Mapped[Decimal] = mapped_column(Exact(), default=Decimal(0))
    """What an author gets for each further use of a story, in percent of the royalty."""
    most_increases: Mapped[Decimal] = mapped_column(Exact(), default=Decimal(30))
    """How far royalties may exceed those by the usual coefficients, in percent of these."""
    most_fees: Mapped[Decimal] = mapped_column(Exact(), default=Decimal(70))
    """The greatest sum of the fees, in percent of the royalties."""
    counts_norms: Mapped[bool] = mapped_column(default=False)
    """Whether the royalties that limit the fees include the unpaid ones under norms."""
    taxed: Mapped[bool] = mapped_column(default=False)
    """Whether income tax is taken off."""
    tax: Mapped[Decimal] = mapped_column(Exact(), default=Decimal(10))
    """In percent of what a person is paid in a month."""
    tax_from: Mapped[int] = mapped_column(BigInteger, default=2_000_000)
    """The smallest payment of a month that is taxed, in đồng."""
    maker: Mapped[Title] = mapped_column(default="")
    """Who makes the pay list; may be empty."""
    accountant: Mapped[Title] = mapped_column(default="")


class ClosedRoyalties(Base):
    """The pay list of a month as it was closed. It never changes."""

    __tablename__ = "closed_royalties"
    __table_args__ = (Index("uq_closed_royalties", "month", unique=True),)

    month: Mapped[dt.date]
    """The first day of the calendar month that names it."""
    first: Mapped[dt.date]
    last: Mapped[dt.date]
    """The last local day that it covers, included."""
    person: Mapped[Title]
    """Who closed it. `created` is when."""
    total: Mapped[int] = mapped_column(BigInteger)
    """What it pays, in đồng, before tax."""
    content: Mapped[str]
    """The pay list as canonical JSON, which the digest is made of."""
    digest: Mapped[str]
    """SHA-256 of the content, in hexadecimal."""
