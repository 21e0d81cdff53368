"""What a station reports: indicators of its own, entered figures, targets, kinds of report, and closed reports."""

import datetime as dt
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from radiodesk.kinds import PeriodKind, PeriodRule
from radiodesk.model.base import Base, Exact, Named, Title, choices


class StationIndicator(Base):
    """An indicator that the station defined: a rule, a share of two others, or a figure that people enter."""

    __tablename__ = "station_indicator"
    __table_args__ = (Index("uq_station_indicator", "name", unique=True),)

    name: Mapped[Title]
    """Its key, such as "portal_articles". Figures and targets refer to it."""
    definition: Mapped[dict[str, Any]] = mapped_column(JSON, info={"holds": dict})
    """What a file says of it, as `radiodesk.reports.definitions` reads it."""
    position: Mapped[int] = mapped_column(default=0)
    """Its place among the station's own indicators."""


class EnteredFigure(Base):
    """The value of a manual indicator in one period, and where it comes from."""

    __tablename__ = "entered_figure"
    __table_args__ = (Index("uq_entered_figure", "indicator", "first", "last", unique=True),)

    indicator: Mapped[Title]
    """The indicator's key."""
    first: Mapped[dt.date]
    """The first local day of the period."""
    last: Mapped[dt.date]
    """The last local day, included."""
    value: Mapped[Decimal] = mapped_column(Exact())
    source: Mapped[Title]
    """Who or what says so, such as "Bưu điện huyện"."""


class Target(Base):
    """The planned value of an indicator for a year, or for one month of it."""

    __tablename__ = "target"
    __table_args__ = (Index("uq_target", "indicator", "year", "month", unique=True),)

    indicator: Mapped[Title]
    """The indicator's key."""
    year: Mapped[int]
    month: Mapped[int] = mapped_column(default=0)
    """From 1 to 12; 0 for the whole year."""
    value: Mapped[Decimal] = mapped_column(Exact())


class ReportKind(Named, Base):
    """A report that the station owes again and again: to whom, on which figures, and when."""

    __tablename__ = "report_kind"

    period_kind: Mapped[PeriodKind] = mapped_column(choices(PeriodKind))
    rule: Mapped[PeriodRule] = mapped_column(choices(PeriodRule))
    recipient: Mapped[Title] = mapped_column(default="")
    """The authority that receives it; empty if nobody said."""
    due_days: Mapped[int] = mapped_column(default=1)
    """How many working days after the end of a period it is due; 0 for a report that is due on no certain day."""
    indicators: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True), info={"holds": list})
    """The keys of its indicators, in order; None for the main ones and those that the station defined."""
    template: Mapped[Title] = mapped_column(default="")
    """The Word file in papers/ that its document is made from; empty for the one that comes with radiodesk."""


class ClosedReport(Base):
    """The figures, evidence and texts of a report as they were closed. It never changes."""

    __tablename__ = "closed_report"
    __table_args__ = (
        Index("uq_closed_report", "kind", "first", "last", "number", unique=True),
        Index("ix_closed_report_digest", "digest"),
    )

    kind: Mapped[Title] = mapped_column(default="")
    """The name of its kind of report; empty for one that is of none."""
    first: Mapped[dt.date]
    last: Mapped[dt.date]
    number: Mapped[int]
    """1 for the first closed version of this report."""
    person: Mapped[Title]
    """Who closed it. `created` is when."""
    content: Mapped[str]
    """Its figures and texts as canonical JSON, which the digest is made of."""
    digest: Mapped[str]
    """SHA-256 of the content, in hexadecimal."""
    evidence: Mapped[bytes] = mapped_column(LargeBinary)
    """What was counted and what was not, as compressed JSON; its own digest stands in the content."""
