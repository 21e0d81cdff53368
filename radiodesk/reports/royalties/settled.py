"""Pieces that settled months have paid: those closed before the months that are corrected. Pure.

Such a piece is not paid again where it moves to a later month, because nothing takes back what was paid for it.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from radiodesk.reports.royalties.content import Line, PayList

Work = tuple[str, int]
"""A story or a clip: its table and id."""


@dataclass(frozen=True)
class ClosedAt:
    """A closed list, and when its row was stored."""

    moment: dt.datetime
    pay_list: PayList


def paid_works(closed: Iterable[ClosedAt], months: Collection[str], created: Mapping[Work, dt.datetime]) -> set[Work]:
    """The works that settled months have paid, corrections included. Further uses are paid each, and do not count.

    months: the codes of the settled months. created: when each work in question was created. A list that was closed
    before paid another work, whose id was given to this one after it was removed.
    """
    found: dict[Work, list[Line]] = defaultdict(list)
    for each in closed:
        for line in each.pay_list.all_lines:
            work = (line.table, line.work_id)
            is_settled = (line.corrects or each.pay_list.month) in months
            if is_settled and not line.again and work in created and created[work] < each.moment:
                found[work].append(line)
    return {work for work, lines in found.items() if _is_paid(lines)}


def _is_paid(lines: Iterable[Line]) -> bool:
    """Whether something was paid for a work and not taken back, or a norm counted it."""
    lines = list(lines)
    if any(each.corrects for each in lines):
        return sum(each.amount for each in lines) > 0
    return any(each.amount or each.norm for each in lines)
