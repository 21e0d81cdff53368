"""All that a screen shows of a month's royalties: the pay list, the fund, what is missing, and corrections."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from radiodesk.reports.royalties import fund, gaps, months
from radiodesk.reports.royalties.content import Line, PayList
from radiodesk.reports.royalties.fund import Fund
from radiodesk.reports.royalties.gaps import Gap


@dataclass(frozen=True)
class Overview:
    """A month's royalties."""

    found: PayList
    fund: Fund
    gaps: tuple[Gap, ...]
    """Nothing for a closed month: it never changes."""
    corrections: tuple[Line, ...]
    """The lines that correct closed months, by person."""


def overview(session: Session, month: str) -> Overview:
    """The royalties of a month, by its code. raises NoBaseSalary, ChangedAfterClosing."""
    found = months.pay_list(session, month)
    lacking = () if found.closed else tuple(gaps.gaps(session, found.period))
    corrections = tuple(line for line in found.all_lines if line.corrects)
    return Overview(found, fund.fund_of(found), lacking, corrections)
