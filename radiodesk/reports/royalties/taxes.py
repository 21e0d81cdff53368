"""Income tax: a percentage of what a person is paid for a month, from a threshold on. Pure.

A correction belongs to the month that it corrects: it bears what the tax of that month would be now, by the rules of
that month, less what was withheld. So tax that was withheld for nothing is given back, and in the end each month has
been taxed as if its list had been right at once.
"""

from collections.abc import Sequence
from dataclasses import replace

from radiodesk.reports.royalties import money
from radiodesk.reports.royalties.content import Line
from radiodesk.reports.royalties.rules import Rules


def tax_of(total: int, rules: Rules) -> int:
    """The tax of what a person is paid for a month, in whole đồng."""
    if not rules.taxed or total <= 0 or total < rules.tax_from:
        return 0
    return money.rounded(money.percent_of(total, rules.tax))


def taxed(lines: Sequence[Line], rules: Rules) -> list[Line]:
    """The lines of one person, with their tax. Corrections have theirs."""
    own = [each for each in lines if not each.corrects]
    tax = iter(divided(tax_of(sum(each.amount for each in own), rules), own))
    return [each if each.corrects else replace(each, tax=next(tax)) for each in lines]


def divided(tax: int, lines: Sequence[Line]) -> list[int]:
    """Divide a tax among lines that pay something: by their sums, and the parts add up to it.

    Corrections may have sums of both signs, and a tax above what they come to, since the month has crossed the
    threshold. It is then divided by the sizes of the sums, so that no line bears more than its part of them.
    """
    amounts = [each.amount for each in lines]
    if abs(tax) > abs(sum(amounts)):
        amounts = [abs(each) for each in amounts]
    return money.apportion(tax, amounts)
