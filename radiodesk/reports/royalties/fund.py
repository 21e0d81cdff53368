"""The caps of a station's fund: increases at most 30 %, fees at most 70 % of the royalties. Pure.

Fees over the cap are cut in proportion, so that everybody bears the same. An increase is what an own coefficient
adds to the usual one; an author's adds to the percentages of the piece too. Increases over the cap are said, and the
month is not closed: only the head of station can say whose coefficient is lowered. Where the usual coefficients are
radiodesk's examples, it is only said.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from radiodesk.reports.royalties import money
from radiodesk.reports.royalties.content import Line, PayList, Remark
from radiodesk.reports.royalties.earning import Earned
from radiodesk.reports.royalties.rules import Rules


@dataclass(frozen=True)
class Fund:
    """How a month stands against the caps, in đồng. Corrections of other months are no part of it."""

    royalties: int
    """Those that limit the fees."""
    fees: int
    most_fees: int
    increases: int
    """What coefficients above the usual ones add."""
    most_increases: int | None
    """None where it is not known: in months closed by older releases."""


def fund_of(found: PayList) -> Fund:
    """The fund of a month, open or closed."""
    own = [each for each in found.all_lines if not each.corrects]
    royalties = _limiting(own, found.rules)
    most = None if found.usual is None else int(money.percent_of(found.usual, found.rules.most_increases))
    return Fund(
        royalties,
        found.fees,
        _cap(royalties, found.rules),
        sum(each.increase for each in own if each.is_royalty),
        most,
    )


def usual_royalties(earned: Iterable[Earned]) -> int:
    """The royalties by the usual coefficients."""
    return money.rounded(sum((each.at_usual for each in earned if each.line.is_royalty), Fraction(0)))


def _limiting(lines: Iterable[Line], rules: Rules) -> int:
    """The royalties that limit the fees."""
    return sum(each.amount + (each.norm if rules.counts_norms else 0) for each in lines if each.is_royalty)


def _cap(royalties: int, rules: Rules) -> int:
    return int(money.percent_of(royalties, rules.most_fees))


def limit_fees(lines: Sequence[Line], rules: Rules) -> tuple[list[Line], list[Remark]]:
    """The lines with fees within the cap, and the remark that says what was cut."""
    royalties = _limiting(lines, rules)
    fees = [each for each in lines if not each.is_royalty]
    total = sum(each.amount for each in fees)
    cap = _cap(royalties, rules)
    if total <= cap:
        return list(lines), []
    kept = dict(zip(map(id, fees), money.apportion(cap, [each.amount for each in fees]), strict=True))
    values: dict[str, str | int] = {"fees": total, "royalties": royalties, "cap": cap}
    return (
        [
            replace(each, reduced=each.reduced + each.amount - kept[id(each)]) if id(each) in kept else each
            for each in lines
        ],
        [Remark("fees_over_cap", values | {"percent": f"{rules.most_fees:f}"})],
    )


def increases_over_cap(earned: Sequence[Earned], rules: Rules) -> list[Remark]:
    """The remark that coefficients above the usual ones exceed the cap, if they do."""
    usual = usual_royalties(earned)
    increases = sum(each.line.increase for each in earned if each.line.is_royalty)
    if increases <= money.percent_of(usual, rules.most_increases):
        return []
    values: dict[str, str | int] = {"increases": increases, "royalties": usual}
    kind = "increases_over_cap" if rules.is_own_frame else "increases_over_examples"
    return [Remark(kind, values | {"percent": f"{rules.most_increases:f}"})]
