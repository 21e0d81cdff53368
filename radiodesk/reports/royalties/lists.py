"""Compute the lines of a month, and put lines together as slips. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from radiodesk.model.text import sort_key
from radiodesk.reports.royalties import earning, fund, norms, taxes
from radiodesk.reports.royalties.content import Line, Remark, Slip
from radiodesk.reports.royalties.earning import Piece
from radiodesk.reports.royalties.rules import Rules


class Computed(NamedTuple):
    """What the pieces of a month pay, before tax."""

    lines: list[Line]
    remarks: list[Remark]
    """What has to be said of it."""
    usual: int
    """The royalties by the usual coefficients."""


def computed(pieces: Iterable[Piece], rules: Rules) -> Computed:
    """What the pieces of a month pay. raises NoBaseSalary."""
    earned, remarks = earning.earnings(pieces, rules)
    lines, cut = fund.limit_fees(norms.under_norms(earned, rules.norms), rules)
    remarks += [*fund.increases_over_cap(earned, rules), *cut]
    return Computed(lines, remarks, fund.usual_royalties(earned))


def slips_of(lines: Sequence[Line], rules: Rules, initials: Mapping[int, str]) -> tuple[Slip, ...]:
    """The slips of all persons, with their tax. initials: by the person's id."""
    by_person: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        by_person[line.person_id].append(line)
    slips = [
        Slip(
            person_id,
            found[0].person,
            initials.get(person_id, ""),
            tuple(taxes.taxed(sorted(found, key=_order), rules)),
        )
        for person_id, found in by_person.items()
    ]
    return tuple(sorted(slips, key=lambda slip: (sort_key(slip.person), slip.person_id)))


def _order(line: Line) -> tuple[object, ...]:
    return line.corrects, line.day, line.table, line.work_id, line.again, line.role.value
