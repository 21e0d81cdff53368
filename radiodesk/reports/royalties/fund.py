"""The caps of a station's fund: increases at most 30 %, fees at most 70 % of the royalties. Pure.

Fees over the cap are cut in proportion, so that everybody bears the same. An increase is what an own coefficient
adds to the usual one. Increases over the cap are said, and the month is not closed: only the head of station can say
whose coefficient is lowered. Where the usual coefficients are radiodesk's examples, it is only said.
"""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from radiodesk.reports.royalties import money
from radiodesk.reports.royalties.content import Line, Remark
from radiodesk.reports.royalties.earning import Earned
from radiodesk.reports.royalties.rules import Rules


def limit_fees(lines: Sequence[Line], rules: Rules) -> tuple[list[Line], list[Remark]]:
    """The lines with fees within the cap, and the remark that says what was cut."""
    royalties = sum(each.amount + (each.norm if rules.counts_norms else 0) for each in lines if each.is_royalty)
    fees = [each for each in lines if not each.is_royalty]
    total = sum(each.amount for each in fees)
    cap = int(money.percent_of(royalties, rules.most_fees))
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
    authors = [each for each in earned if each.line.is_royalty]
    usual = money.rounded(sum((each.at_usual for each in authors), Fraction(0)))
    increases = sum(each.line.increase for each in authors)
    if increases <= money.percent_of(usual, rules.most_increases):
        return []
    values: dict[str, str | int] = {"increases": increases, "royalties": usual}
    kind = "increases_over_cap" if rules.is_own_frame else "increases_over_examples"
    return [Remark(kind, values | {"percent": f"{rules.most_increases:f}"})]
