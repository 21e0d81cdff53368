"""Norms (định mức): the pieces that a member of the staff makes unpaid each month. Pure.

The cheapest pieces fall under the norm first, and of equal ones the earliest: what is paid is the best of the month's
surplus, and it does not depend on the order in which pieces were aired. A piece at the border is paid in part. A piece
that several made counts for each by their share. Norms of one genre apply before norms of any genre. Further uses of a
story neither fill a norm nor fall under it.
"""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from radiodesk.kinds import NormMeasure
from radiodesk.reports.royalties import money
from radiodesk.reports.royalties.content import Line
from radiodesk.reports.royalties.earning import Earned
from radiodesk.reports.royalties.rules import Norm


def under_norms(earned: Sequence[Earned], norms: Sequence[Norm]) -> list[Line]:
    """The lines, with what falls under norms."""
    open_parts = [Fraction(1)] * len(earned)
    """What no norm has covered yet of each line."""
    for norm in sorted(norms, key=lambda each: each.genre is None):
        rest = Fraction(norm.amount)
        for index in sorted(_of(norm, earned), key=lambda index: _cheapest_first(earned[index].line)):
            weight = _weight(norm, earned[index]) * open_parts[index]
            if weight > 0 and rest > 0:
                covered = min(weight, rest)
                rest -= covered
                open_parts[index] *= 1 - covered / weight
    return [
        replace(each.line, norm=money.rounded((each.line.earned - each.line.reduced) * (1 - part)))
        if part < 1
        else each.line
        for each, part in zip(earned, open_parts, strict=True)
    ]


def _of(norm: Norm, earned: Sequence[Earned]) -> list[int]:
    """The lines that count for a norm."""
    return [
        index
        for index, each in enumerate(earned)
        if each.line.person_id == norm.person_id
        and each.line.role is norm.role
        and (norm.genre is None or each.line.genre is norm.genre)
        and not each.line.again
    ]


def _cheapest_first(line: Line) -> tuple[object, ...]:
    return line.earned - line.reduced, line.day, line.table, line.work_id


def _weight(norm: Norm, each: Earned) -> Fraction:
    """What a whole line adds to a norm: its part of a piece, or its points."""
    return each.part if norm.measure is NormMeasure.PIECES else each.part * Fraction(each.line.coefficient)
