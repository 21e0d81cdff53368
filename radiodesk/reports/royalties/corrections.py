"""Corrections: what closed months would pay now, less what was paid for them. Pure.

What was paid for a month is what its own list paid, and what later lists corrected. So a correction that was closed is
not made again, and a piece whose airing moves to another month is taken back once and paid once.
"""

from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import replace

from radiodesk.kinds import CreditRole
from radiodesk.reports.royalties.content import Line, PayList
from radiodesk.reports.royalties.settled import Work

Key = tuple[int, str, int, CreditRole, bool]
"""The person, the work by table and id, the role, and whether a further use is paid."""


def corrections(closed: Sequence[PayList], due: Iterable[Sequence[Line]], settled: Collection[Work] = ()) -> list[Line]:
    """The lines that make up the differences, by month. due: what each closed month would pay now, in their order.

    The lines of closed lists name the persons as they are known now. settled: works that months before these have paid;
    a month that has not paid for them does not pay for them now.
    """
    paid: dict[Hashable, Line] = {}
    for each in closed:
        for line in each.all_lines:
            _add(paid, (line.corrects or each.month, key_of(line)), line)
    listed = {(line.corrects or each.month, line.table, line.work_id) for each in closed for line in each.all_lines}
    found: list[Line] = []
    for month, lines in zip((each.month for each in closed), due, strict=True):
        now: dict[Hashable, Line] = {}
        for line in lines:
            work = (line.table, line.work_id)
            if work in settled and not line.again and (month, *work) not in listed:
                continue
            _add(now, (month, key_of(line)), line)
        known = [key for key in paid if isinstance(key, tuple) and key[0] == month]
        for key in dict.fromkeys([*now, *known]):
            found += _difference(month, now.get(key), paid.get(key))
    return found


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
        )
    found[key] = line
