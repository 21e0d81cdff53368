"""Search everything by the words of its title: broadcasts, stories, clips, recordings, and the station's names.

It is here because schedule is the highest layer that knows all of them. Names are found by what leads to them too.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from radiodesk.kinds import BroadcastKind
from radiodesk.model import (
    Broadcast,
    Clip,
    Line,
    Person,
    Programme,
    Recipient,
    Recording,
    Relay,
    Story,
    Topic,
    Upstream,
    zone,
)
from radiodesk.model.names import leading
from radiodesk.model.text import fold, searched
from radiodesk.schedule.content import joined

MOST = 8
"""What is found of each kind at most."""

CHUNK = 5_000
"""Values in a condition at most."""

NAMES = (Programme, Person, Upstream, Recipient, Topic)
"""The classes of the station's names."""


@dataclass(frozen=True)
class Found:
    """Something whose title holds every word that was searched. table, id: its row."""

    table: str
    id: int
    title: str
    day: dt.date | None = None
    """The local day of a broadcast, of the first run of a story's last edition, on which a clip was sent; None without
    one."""
    time: dt.time | None = None
    """The local start of a broadcast."""


def find(session: Session, query: str, now: dt.datetime) -> list[Found]:
    """What holds all words of a query, without case and accents, kind by kind; nothing for an empty query.

    Of each kind `MOST` are found: the broadcasts nearest to `now`, of all else the newest. now: aware.
    """
    words = searched(query).split()
    if not words:
        return []
    return [
        *_broadcasts(session, words, now),
        *_stories(session, words),
        *_clips(session, words),
        *_recordings(session, words),
        *(found for kind in NAMES for found in _names(session, kind, words)),
    ]


def _holds(folded: InstrumentedAttribute[str], words: Sequence[str]) -> ColumnElement[bool]:
    return and_(*(folded.contains(word, autoescape=True) for word in words))


def _broadcasts(session: Session, words: Sequence[str], now: dt.datetime) -> Iterator[Found]:
    titles = session.scalars(select(Relay.title).distinct())
    relayed = [each for each in titles if all(word in fold(each) for word in words)]
    matching = joined(select(Broadcast.id, Broadcast.starts, func.coalesce(Programme.title, Relay.title))).where(
        or_(_holds(Programme.folded, words), Relay.title.in_(relayed[:CHUNK]))
    )
    ahead = matching.where(Broadcast.starts >= now).order_by(Broadcast.starts, Broadcast.id).limit(MOST)
    found = list(session.execute(ahead))
    before = matching.where(Broadcast.starts < now).order_by(Broadcast.starts.desc(), Broadcast.id.desc())
    found += session.execute(before.limit(MOST))
    for row_id, starts, title in sorted(found, key=lambda row: abs(row[1] - now))[:MOST]:
        local = starts.astimezone(zone(session))
        yield Found("broadcast", row_id, title, local.date(), local.time())


def _stories(session: Session, words: Sequence[str]) -> Iterator[Found]:
    found = session.execute(
        select(Story.id, Story.title).where(_holds(Story.folded, words)).order_by(Story.id.desc()).limit(MOST)
    ).all()
    uses = (
        select(Line.story_id, func.max(Broadcast.starts))
        .join(Broadcast, Broadcast.edition_id == Line.edition_id)
        .where(Line.story_id.in_([row_id for row_id, _title in found]), Broadcast.kind == BroadcastKind.FIRST_RUN)
        .group_by(Line.story_id)
    )
    last_used: dict[Any, dt.datetime] = dict(session.execute(uses).all())
    for row_id, title in found:
        used = last_used.get(row_id)
        yield Found("story", row_id, title, used and used.astimezone(zone(session)).date())


def _clips(session: Session, words: Sequence[str]) -> Iterator[Found]:
    matching = select(Clip.id, Clip.title, Clip.sent).where(_holds(Clip.folded, words))
    for row_id, title, sent in session.execute(matching.order_by(Clip.id.desc()).limit(MOST)):
        yield Found("clip", row_id, title, sent)


def _recordings(session: Session, words: Sequence[str]) -> Iterator[Found]:
    matching = select(Recording.id, Recording.name).where(_holds(Recording.folded, words), Recording.removed.is_(None))
    for row_id, name in session.execute(matching.order_by(Recording.id.desc()).limit(MOST)):
        yield Found("recording", row_id, name)


def _names(session: Session, kind: Any, words: Sequence[str]) -> Iterator[Found]:
    name = kind.title if kind is Programme else kind.name
    led = {row_id for other, row_id in leading(session, kind).items() if all(word in fold(other) for word in words)}
    matching = select(kind.id, name).where(or_(_holds(kind.folded, words), kind.id.in_(sorted(led)[:CHUNK])))
    for row_id, title in session.execute(matching.order_by(kind.id.desc()).limit(MOST)):
        yield Found(kind.__tablename__, row_id, title)
