"""What the pieces of a month earn, before norms and the cap of the fund. Pure.

Those who share a role share what the role is paid: coefficient × unit, rounded once, divided by the largest remainder.
"""

import datetime as dt
import functools
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from radiodesk.kinds import CreditRole, WorkGenre
from radiodesk.reports.royalties import allowed, money
from radiodesk.reports.royalties.allowed import Terms
from radiodesk.reports.royalties.content import Line, Remark
from radiodesk.reports.royalties.rules import Rate, Rules


@dataclass(frozen=True)
class Credited:
    """A person's work on a piece."""

    person_id: int
    person: str
    terms: Terms


@dataclass(frozen=True)
class Piece:
    """A story or a clip that is paid for in a month."""

    table: str
    id: int
    title: str
    genre: WorkGenre
    day: dt.date
    """The local day of its first use, or of this further use."""
    credits: tuple[Credited, ...]
    again: bool = False
    """Whether this is a further use."""


@dataclass(frozen=True)
class Earned:
    """A line, with the exact part of the piece that it stands for."""

    line: Line
    part: Fraction
    """From 0 to 1."""
    at_usual: Fraction = Fraction(0)
    """What it would earn if the piece and its credits had the usual coefficients."""


def earnings(pieces: Iterable[Piece], rules: Rules) -> tuple[list[Earned], list[Remark]]:
    """What each credit earns, and what has to be said of it. raises NoBaseSalary."""
    found: list[Earned] = []
    remarks: list[Remark] = []
    unpaid: Counter[tuple[str, str]] = Counter()
    anonymous = limited = 0
    for piece in pieces:
        roles = {each.terms.role for each in piece.credits}
        anonymous += CreditRole.AUTHOR not in roles and not piece.again
        remarks += _refusals(piece, rules)
        lines = []
        for rate, holders in _paid_roles(piece, rules, unpaid):
            lines += _of_role(piece, rate, holders, rules)
        cut = _limited_by_authors(lines)
        limited += sum(each.line.reduced > 0 for each in cut)
        found += cut
    remarks += [
        Remark("not_in_frame", {"genre": genre, "role": role, "count": count})
        for (genre, role), count in sorted(unpaid.items())
    ]
    if anonymous:
        remarks.append(Remark("no_author", {"count": anonymous}))
    if limited:
        remarks.append(Remark("fee_over_royalty", {"count": limited}))
    return found, remarks


def _refusals(piece: Piece, rules: Rules) -> Iterator[Remark]:
    """What keeps the month from being closed."""
    if piece.again:
        return
    for each in allowed.refusals(rules, piece.genre, [credit.terms for credit in piece.credits]):
        person = {} if each.place is None else {"person": piece.credits[each.place].person}
        yield Remark(each.kind, {"title": piece.title, "role": each.role.value, **person, **each.values})


def _paid_roles(piece: Piece, rules: Rules, unpaid: Counter[tuple[str, str]]) -> Iterator[tuple[Rate, list[Credited]]]:
    """The rate and the credits of each role that is paid. A further use pays authors alone."""
    by_role: dict[CreditRole, list[Credited]] = defaultdict(list)
    for credit in piece.credits:
        by_role[credit.terms.role].append(credit)
    for role in CreditRole:
        holders = by_role.get(role)
        if not holders or (piece.again and role is not CreditRole.AUTHOR):
            continue
        if rate := rules.rate(piece.genre, role):
            yield rate, holders
        elif not piece.again:
            unpaid[piece.genre.value, role.value] += len(holders)


def _of_role(piece: Piece, rate: Rate, holders: Sequence[Credited], rules: Rules) -> list[Earned]:
    """What those who share a role earn. The sum is rounded once, and their parts add up to it."""
    whole = allowed.piece_coefficient(rules, piece.genre, [each.terms for each in piece.credits])
    usual = allowed.usual(rate, allowed.piece_coefficient(rules, piece.genre, ()))
    use = Fraction(rules.second_use) / 100 if piece.again else Fraction(1)
    pay = _divided(rate, whole, usual, tuple(credit.terms for credit in holders), rules.unit(piece.day), use)
    return [
        Earned(
            Line(
                person_id=credit.person_id,
                person=credit.person,
                table=piece.table,
                work_id=piece.id,
                title=piece.title,
                genre=piece.genre,
                day=piece.day,
                role=rate.role,
                is_royalty=rate.is_royalty,
                coefficient=each.coefficient,
                share=each.share,
                unit=rules.unit(piece.day),
                earned=each.amount,
                increase=each.increase,
                again=piece.again,
            ),
            each.part,
            each.at_usual,
        )
        for credit, each in zip(holders, pay, strict=True)
    ]


class _Pay(NamedTuple):
    """What one of those who share a role is paid."""

    coefficient: Decimal
    part: Fraction
    share: Decimal
    amount: int
    increase: int
    at_usual: Fraction


@functools.lru_cache(maxsize=4096)
def _divided(
    rate: Rate, whole: Decimal, usual: Decimal, terms: tuple[Terms, ...], unit: int, use: Fraction
) -> tuple[_Pay, ...]:
    """What the credits of one role are paid. Most pieces of a station are paid alike, so it is computed once for them.

    whole: the coefficient of the piece. usual: that of the role at a piece of the usual coefficient: what the greater
    coefficient of a piece adds to a percentage of it is an increase too. use: the part of the royalty that this use
    pays.
    """
    parts = [each / 100 for each in allowed.shares([each.share for each in terms])]
    coefficients = [allowed.coefficient(rate, whole, each.coefficient) for each in terms]
    exact = [Fraction(each) * part * unit * use for each, part in zip(coefficients, parts, strict=True)]
    amounts = money.apportion(money.rounded(sum(exact, Fraction(0))), exact)
    return tuple(
        _Pay(
            coefficient,
            part,
            share=_two_decimals(part * 100),
            amount=amount,
            increase=max(0, money.rounded(Fraction(coefficient - usual) * part * unit * use)),
            at_usual=Fraction(usual) * part * unit * use,
        )
        for coefficient, part, amount in zip(coefficients, parts, amounts, strict=True)
    )


def _limited_by_authors(lines: Sequence[Earned]) -> list[Earned]:
    """No fee is above the royalty of an author of the same piece. An author with no share does not count."""
    royalties = [each.line.earned for each in lines if each.line.role is CreditRole.AUTHOR and each.part]
    if not royalties:
        return list(lines)
    most = min(royalties)
    return [
        replace(each, line=replace(each.line, reduced=each.line.earned - most))
        if not each.line.is_royalty and each.line.earned > most
        else each
        for each in lines
    ]


def _two_decimals(value: Fraction) -> Decimal:
    return Decimal(money.rounded(value * 100)) / 100
