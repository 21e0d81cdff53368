"""Income tax: a percentage of what a person is paid in a month, from a threshold on. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from radiodesk.reports.royalties import money
from radiodesk.reports.royalties.content import Line
from radiodesk.reports.royalties.rules import Rules


def taxed(lines: Sequence[Line], rules: Rules) -> list[Line]:
    """The lines of one person, with their tax. The tax of the month is rounded once; the lines add up to it."""
    total = sum(each.amount for each in lines)
    if not rules.taxed or total <= 0 or total < rules.tax_from:
        return list(lines)
    tax = money.rounded(money.percent_of(total, rules.tax))
    parts = money.apportion(tax, [each.amount for each in lines])
    return [replace(line, tax=part) for line, part in zip(lines, parts, strict=True)]
