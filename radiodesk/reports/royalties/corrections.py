"""Corrections: what closed months would pay now, less what was paid for them. Pure.

What was paid for a month is what its own list paid, and what later lists corrected. So a correction that was closed is
not made again, and a piece whose airing moves to another month is taken back once and paid once. The same holds for
the tax of a person's month.
"""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import replace

from radiodesk.kinds import CreditRole
from radiodesk.reports.royalties import taxes
from radiodesk.reports.royalties.content import Line, PayList
from radiodesk.reports.royalties.rules import Rules
from radiodesk.reports.royalties.settled import Work

Key = tuple[int, str, int, CreditRole, bool]
"""The person, the work by table and id, the role, and whether a further use is paid."""


def corrections(closed: Sequence[PayList], due: Iterable[Sequence[Line]], settled: Collection[Work] = ()) -> list[Line]:
    """The lines that make up the differences, by month, with their tax.

    due: what each closed month would pay now, in their order.

    The lines of closed lists name the persons as they are known now. settled: works that months before these have paid;
    a month that has not paid for them does not pay for them now.
    """
    paid: dict[Hashable, Line] = {}
    for each in closed:
        for line in each.all_lines:
            _add(paid, (line.corrects or each.month, key_of(line)), line)
    listed = {(line.corrects or each.month, line.table, line.work_id) for each in closed for line in each.all_lines}
    found: list[Line] = []
    for pay_list, lines in zip(closed, due, strict=True):
        month = pay_list.month
        now: dict[Hashable, Line] = {}
        for line in lines:
            work = (line.table, line.work_id)
            if work in settled and not line.again and (month, *work) not in listed:
                continue
            _add(now, (month, key_of(line)), line)
        known = [key for key in paid if isinstance(key, tuple) and key[0] == month]
        differences = [
            line for key in dict.fromkeys([*now, *known]) for line in _difference(month, now.get(key), paid.get(key))
        ]
        withheld = {key: paid[key] for key in known}
        found += _taxed(differences, now.values(), withheld.values(), pay_list.rules)
    return found


def _taxed(differences: Sequence[Line], now: Iterable[Line], paid: Iterable[Line], rules: Rules) -> list[Line]:
    """The corrections of a month, with the difference of the tax of each person whom they concern.

    now: what the month would pay. paid: what was paid for it. rules: those of the month.
    """
    due: dict[int, int] = defaultdict(int)
    withheld: dict[int, int] = defaultdict(int)
    for line in now:
        due[line.person_id] += line.amount
    for line in paid:
        withheld[line.person_id] += line.tax
    by_person: dict[int, list[Line]] = defaultdict(list)
    for line in differences:
        by_person[line.person_id].append(line)
    return [
        replace(line, tax=part)
        for person, lines in by_person.items()
        for tax in [taxes.tax_of(due[person], rules) - withheld[person]]
        for line, part in zip(lines, taxes.divided(tax, lines), strict=True)
    ]


def key_of(line: Line) -> Key:
    """What a line is compared by."""
    return line.person_id, line.table, line.work_id, line.role, line.again


def _difference(month: str, now: Line | None, paid: Line | None) -> list[Line]:
    """The correction of one person and piece, if there is one."""
    due, before = (now.amount if now else 0), (paid.amount if paid else 0)
    if due == before:
        return []
    if now is not None:
        return [replace(now, paid=before, corrects=month)]
    assert paid is not None  # noqa: S101 - one of the two is there
    return [replace(paid, earned=0, increase=0, norm=0, reduced=0, paid=before, corrects=month, tax=0)]


def _add(found: dict[Hashable, Line], key: Hashable, line: Line) -> None:
    """Add up lines of one key. The texts are those of the latest."""
    known = found.get(key)
    if known is not None:
        line = replace(
            line,
            earned=known.earned + line.earned,
            increase=known.increase + line.increase,
            norm=known.norm + line.norm,
            reduced=known.reduced + line.reduced,
            paid=known.paid + line.paid,
            tax=known.tax + line.tax,
        )
    found[key] = line
