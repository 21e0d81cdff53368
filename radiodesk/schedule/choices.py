"""What forms propose: programmes with what is usual for each, and upstreams."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from radiodesk.kinds import BroadcastKind, ProgrammeKind
from radiodesk.locale import _
from radiodesk.model import Broadcast, Edition, Programme, Relay, Upstream, zone
from radiodesk.model.moments import span
from radiodesk.model.name_search import NameSearch, UsedName
from radiodesk.model.text import key

RECENT = dt.timedelta(days=92)
"""The time before a day whose first runs say what is usual then."""


@dataclass(frozen=True)
class Usual:
    """What is usual for a programme. seconds: the planned length of its first runs; None if that is not known."""

    kind: ProgrammeKind
    seconds: int | None


@dataclass(frozen=True)
class ProgrammeChoices:
    """The programmes that a form proposes."""

    names: NameSearch
    by_title: Mapping[str, Usual]
    """What is usual, by the title as `key` gives it."""

    def usual(self, title: str) -> Usual | None:
        """What is usual for the programme of that title, whatever its case. None if there is none."""
        return self.by_title.get(key(title))


def programmes(session: Session, day: dt.date) -> ProgrammeChoices:
    """All programmes with their kinds, by their editions. Of several with one title, the one that counts.

    day: a local day. What was usual before it is proposed.
    """
    statement = (
        select(Programme.id, Programme.title, Programme.kind, func.count(Edition.id))
        .outerjoin(Edition, Edition.programme_id == Programme.id)
        .where(Programme.double_of.is_(None))
        .group_by(Programme.id)
    )
    found = session.execute(statement).all()
    lengths = _usual_lengths(session, day)
    return ProgrammeChoices(
        NameSearch(UsedName(title, uses, _(kind)) for _id, title, kind, uses in found),
        {key(title): Usual(kind, lengths.get(row_id)) for row_id, title, kind, _uses in found},
    )


def upstreams(session: Session) -> NameSearch:
    """All upstreams, by their relays."""
    statement = (
        select(Upstream.name, func.count(Relay.id))
        .outerjoin(Relay, Relay.upstream_id == Upstream.id)
        .group_by(Upstream.id)
    )
    return NameSearch(UsedName(name, uses) for name, uses in session.execute(statement))


def _usual_lengths(session: Session, day: dt.date) -> dict[int, int]:
    """The most frequent planned length of each programme's recent first runs, by its id. Of equals, the newest."""
    begin, end = span(day - RECENT, day, zone(session))
    statement = (
        select(Edition.programme_id, Broadcast.planned_seconds)
        .join(Edition, Broadcast.edition_id == Edition.id)
        .where(
            Broadcast.kind == BroadcastKind.FIRST_RUN,
            Broadcast.planned_seconds.is_not(None),
            Broadcast.starts >= begin,
            Broadcast.starts < end,
        )
        .group_by(Edition.programme_id, Broadcast.planned_seconds)
        .order_by(func.count(), func.max(Broadcast.starts))
    )
    return {programme_id: seconds for programme_id, seconds in session.execute(statement) if seconds is not None}
