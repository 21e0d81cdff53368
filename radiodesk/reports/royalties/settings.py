"""Read and store the station's rules for royalties. Tables without rows stand for the defaults."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from radiodesk.kinds import WorkGenre
from radiodesk.model import Base, BaseSalary, Person, RoyaltyNorm, RoyaltyRate, RoyaltyRules
from radiodesk.model.text import sort_key
from radiodesk.reports.royalties import defaults
from radiodesk.reports.royalties.rules import Norm, Rate, Rules, Salary

Row = TypeVar("Row", bound=Base)

OPTIONS = (
    "period_rule",
    "second_use",
    "most_increases",
    "most_fees",
    "counts_norms",
    "taxed",
    "tax",
    "tax_from",
    "maker",
    "accountant",
)
"""The rules that are single values."""


def rules(session: Session) -> Rules:
    """The rules that apply now."""
    salaries = [Salary(each.since, each.amount, each.id) for each in session.scalars(select(BaseSalary))]
    rates = [
        Rate(each.genre, each.role, each.usual, each.most, each.least, each.of_piece, each.id)
        for each in session.scalars(select(RoyaltyRate).order_by(RoyaltyRate.id))
    ]
    options = session.get(RoyaltyRules, 1)
    return Rules(
        salaries=tuple(sorted(salaries, key=lambda each: each.since)) or defaults.SALARIES,
        rates=tuple(rates) or defaults.RATES,
        norms=_norms(session),
        is_own_frame=bool(rates),
        **({name: getattr(options, name) for name in OPTIONS} if options else {}),
    )


def _norms(session: Session) -> tuple[Norm, ...]:
    found = session.execute(select(RoyaltyNorm, Person.name).join(Person)).all()
    norms = [
        Norm(
            row.person_id, name, row.amount, row.role, WorkGenre(row.genre) if row.genre else None, row.measure, row.id
        )
        for row, name in found
    ]
    return tuple(sorted(norms, key=lambda each: (sort_key(each.person), each.role.value, each.genre or "")))


def set_salaries(session: Session, salaries: Sequence[Salary]) -> None:
    """Replace the table of base salaries."""
    wanted = [(each.row_id, {"since": each.since, "amount": each.amount}) for each in salaries]
    _replace(session, BaseSalary, ("since",), wanted)


def set_rates(session: Session, rates: Sequence[Rate]) -> None:
    """Replace the frame of coefficients."""
    names = ("genre", "role", "of_piece", "least", "usual", "most")
    wanted = [(each.row_id, {name: getattr(each, name) for name in names}) for each in rates]
    _replace(session, RoyaltyRate, ("genre", "role"), wanted)


def set_norms(session: Session, norms: Sequence[Norm]) -> None:
    """Replace the norms of all people."""
    wanted = [
        (
            each.row_id,
            {
                "person_id": each.person_id,
                "role": each.role,
                "genre": each.genre.value if each.genre else "",
                "measure": each.measure,
                "amount": each.amount,
            },
        )
        for each in norms
    ]
    _replace(session, RoyaltyNorm, ("person_id", "role", "genre"), wanted)


def set_options(session: Session, values: Mapping[str, Any]) -> None:
    """Set some of the OPTIONS."""
    row = session.get(RoyaltyRules, 1)
    if row is None:
        row = RoyaltyRules(id=1)
        session.add(row)
    for name, value in values.items():
        if getattr(row, name) != value:
            setattr(row, name, value)


def _replace(
    session: Session, kind: type[Row], key: tuple[str, ...], wanted: Iterable[tuple[int, Mapping[str, Any]]]
) -> None:
    """Make the rows of a table those that are wanted. A row that stays the same is not touched.

    wanted: the id of each row, and its columns. A row without an id, or whose id is gone, is the one with its key.
    """

    def key_of(columns: Mapping[str, Any]) -> tuple[Any, ...]:
        return tuple(columns[name] for name in key)

    rows = {key_of(columns): (row_id, columns) for row_id, columns in wanted}
    known = {row.id: row for row in session.scalars(select(kind))}
    named = {row_id for row_id, _columns in rows.values()}
    by_key = {tuple(getattr(row, name) for name in key): row for row in known.values() if row.id not in named}
    kept = [(known.get(row_id) or by_key.get(values), columns) for values, (row_id, columns) in rows.items()]
    stay = {row.id for row, _columns in kept if row}
    for row_id, row in known.items():
        if row_id not in stay:
            session.delete(row)
    session.flush()
    for present, columns in kept:
        if present is None:
            session.add(kind(**columns))
            continue
        for name, value in columns.items():
            if getattr(present, name) != value:
                setattr(present, name, value)
    session.flush()
