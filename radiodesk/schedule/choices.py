"""What forms propose: programmes with what is usual for each, and upstreams."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from radiodesk.kinds import BroadcastKind, ProgrammeKind
from radiodesk.locale import _
from radiodesk.model import Broadcast, Edition, Programme, Relay, Upstream, names, zone
from radiodesk.model.moments import span
from radiodesk.model.name_search import NameSearch, UsedName
from radiodesk.model.text import key

RECENT = dt.timedelta(days=92)
"""The time before a day whose first runs say what is usual then."""


@dataclass(frozen=True)
class Usual:
    """What is usual for a programme. seconds: the planned length; None if that is not known."""

    kind: ProgrammeKind
    seconds: int | None


@dataclass(frozen=True)
class ProgrammeChoices:
    """The programmes that a form proposes."""

    names: NameSearch
    by_title: Mapping[str, Usual]
    """What is usual, by the title as `key` gives it."""

    def usual(self, title: str) -> Usual | None:
        """What is usual for the programme of that title, or that had it, whatever its case. None if there is none."""
        known = self.names.known(title)
        return self.by_title.get(key(known.name if known else title))


def programmes(session: Session, day: dt.date) -> ProgrammeChoices:
    """All programmes with their kinds, by their editions, inactive ones last. Of one title, the one that counts.

    day: a local day. A programme without a usual length of its own has that of its first runs before the day.
    """
    statement = (
        select(
            Programme.id,
            Programme.title,
            Programme.kind,
            Programme.usual_seconds,
            Programme.active,
            func.count(Edition.id).label("editions"),
        )
        .outerjoin(Edition, Edition.programme_id == Programme.id)
        .where(Programme.double_of.is_(None))
        .group_by(Programme.id)
    )
    found = session.execute(statement).all()
    lengths = _usual_lengths(session, day)
    titles = {row.id: UsedName(row.title, row.editions if row.active else -1, _(row.kind)) for row in found}
    return ProgrammeChoices(
        names.search(session, Programme, titles),
        {key(row.title): Usual(row.kind, row.usual_seconds or lengths.get(row.id)) for row in found},
    )


def upstreams(session: Session) -> NameSearch:
    """All upstreams, by their relays."""
    statement = (
        select(Upstream.id, Upstream.name, func.count(Relay.id))
        .outerjoin(Relay, Relay.upstream_id == Upstream.id)
        .group_by(Upstream.id)
    )
    found = {row_id: UsedName(name, uses) for row_id, name, uses in session.execute(statement)}
    return names.search(session, Upstream, found)


def _usual_lengths(session: Session, day: dt.date) -> dict[int, int]:
    """The most frequent planned length of each programme's recent first runs, by its id. Of equals, the newest.

    A programme whose lengths all differ has no usual one.
    """
    begin, end = span(day - RECENT, day, zone(session))
    statement = (
        select(Edition.programme_id, Broadcast.planned_seconds, func.count())
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
    lengths: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for programme_id, seconds, count in session.execute(statement):
        lengths[programme_id].append((seconds or 0, count))
    return {
        programme_id: found[-1][0] for programme_id, found in lengths.items() if len(found) == 1 or found[-1][1] > 1
    }
