"""What an exported ledger is about: a period or the whole desk, and what its rows cannot name."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, aliased

from radiodesk.kinds import OFF_AIR
from radiodesk.ledger.export.left_out import LeftOut
from radiodesk.model import (
    Broadcast,
    BroadcastKind,
    Clip,
    Credit,
    CreditRole,
    Edition,
    Person,
    Programme,
    Publication,
    zone,
)
from radiodesk.model.moments import span
from radiodesk.reports.periods import Period

Row: TypeAlias = sa.Row[*tuple[Any, ...]]

BATCH = 500
"""Broadcasts or clips whose parts are looked up together."""

FIRST = aliased(Broadcast)
"""The first run of an edition."""


def first_run_of(edition_id: ColumnElement[int] | Any) -> ColumnElement[bool]:
    """The condition of a join of `FIRST`."""
    return (FIRST.edition_id == edition_id) & (FIRST.kind == BroadcastKind.FIRST_RUN)


@dataclass
class Scope:
    """A period, or the whole desk, read in one unit of work."""

    session: Session
    period: Period | None = None
    left_out: LeftOut = field(default_factory=LeftOut)

    @cached_property
    def zone(self) -> ZoneInfo:
        """The station's time zone."""
        return zone(self.session)

    def local(self, moment: dt.datetime) -> dt.datetime:
        """A moment as the station's clocks show it, naive."""
        return moment.astimezone(self.zone).replace(tzinfo=None)

    @property
    def broadcasts(self) -> list[ColumnElement[bool]]:
        """The conditions of the broadcasts of the period."""
        if self.period is None:
            return []
        begin, end = span(self.period.first, self.period.last, self.zone)
        return [Broadcast.starts >= begin, Broadcast.starts < end]

    @property
    def clips(self) -> list[ColumnElement[bool]]:
        """The conditions of the clips of the period."""
        return [] if self.period is None else [Clip.sent.between(self.period.first, self.period.last)]

    @property
    def publications(self) -> list[ColumnElement[bool]]:
        """The conditions of the publications of the period."""
        return [] if self.period is None else [Publication.posted.between(self.period.first, self.period.last)]

    @cached_property
    def indistinct(self) -> set[int]:
        """Editions that their title and first run do not identify: a row that names both is of another edition."""
        other, programme, other_programme = aliased(Broadcast), aliased(Programme), aliased(Programme)
        edition, other_edition = aliased(Edition), aliased(Edition)
        statement = (
            select(FIRST.edition_id)
            .join(other, (other.starts == FIRST.starts) & (other.edition_id != FIRST.edition_id))
            .join(edition, edition.id == FIRST.edition_id)
            .join(programme, programme.id == edition.programme_id)
            .join(other_edition, other_edition.id == other.edition_id)
            .join(other_programme, other_programme.id == other_edition.programme_id)
            .where(
                FIRST.kind == BroadcastKind.FIRST_RUN,
                programme.key == other_programme.key,
                other.state.not_in(OFF_AIR) | FIRST.state.in_(OFF_AIR),
            )
        )
        return {edition_id for edition_id in self.session.scalars(statement) if edition_id is not None}

    def count(self, statement: Select[int]) -> int:
        """The number of rows of a query."""
        return self.session.scalar(select(func.count()).select_from(statement.subquery())) or 0

    def authors(self, column: Any, works: Any) -> dict[int, list[str]]:
        """The authors of stories or clips. column: of the credits. works: ids, or a query for them."""
        statement = (
            select(column, Person.name)
            .join(Person, Credit.person_id == Person.id)
            .where(column.in_(works), Credit.role == CreditRole.AUTHOR)
            .order_by(Credit.id)
        )
        authors: dict[int, list[str]] = defaultdict(list)
        for work, name in self.session.execute(statement):
            authors[work].append(name)
        return authors
