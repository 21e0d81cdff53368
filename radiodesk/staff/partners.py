"""Upstreams, recipients and topics: list, add, rename and merge them. Each has only a name."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from radiodesk.errors import UserError
from radiodesk.locale import N_
from radiodesk.model import (
    Clip,
    Delivery,
    EditionTopic,
    Recipient,
    Relay,
    Slot,
    StoryTopic,
    Topic,
    Upstream,
    earlier_names,
)
from radiodesk.model.database import Removed, fetch
from radiodesk.model.earlier_names import Earlier
from radiodesk.model.text import clean_title, key, sort_key

Partner = type[Upstream] | type[Recipient] | type[Topic]

USES: dict[Partner, tuple[InstrumentedAttribute[Any], ...]] = {
    Upstream: (Relay.upstream_id,),
    Recipient: (Clip.recipient_id, Delivery.recipient_id),
    Topic: (StoryTopic.topic_id, EditionTopic.topic_id),
}
"""For each class, the columns that refer to its rows: of relays; of clips and deliveries; of stories and editions."""

ONCE: dict[InstrumentedAttribute[Any], InstrumentedAttribute[Any]] = {
    StoryTopic.topic_id: StoryTopic.story_id,
    EditionTopic.topic_id: EditionTopic.edition_id,
}
"""For some of these columns, that of a story or an edition, which has each topic only once."""


class KnownName(UserError):
    """A name that another upstream, recipient or topic has."""

    message = N_("“{name}” is there already: choose another name, or merge the two")


class SameName(UserError):
    """An upstream, recipient or topic merged into itself."""

    message = N_("“{name}” cannot be merged with itself: choose another one")


@dataclass(frozen=True)
class PartnerView:
    """An upstream, a recipient or a topic."""

    id: int
    version: int
    name: str
    uses: int
    """The number of its relays; clips and deliveries; stories and editions."""
    earlier: tuple[Earlier, ...]
    """Earlier names, and those that were merged into it; the last one first."""


def partners(session: Session, kind: Partner) -> list[PartnerView]:
    """All upstreams, recipients or topics, in the order of the Vietnamese alphabet."""
    earlier = earlier_names.earlier(session, kind)
    uses: Counter[int] = Counter()
    for column in USES[kind]:
        counted = select(column, func.count()).where(column.is_not(None)).group_by(column)
        uses.update(dict(session.execute(counted).all()))
    found = session.execute(select(kind.id, kind.version, kind.name))
    views = [PartnerView(*row, uses=uses[row.id], earlier=earlier.get(row.id, ())) for row in found]
    return sorted(views, key=lambda each: sort_key(each.name))


def view(session: Session, kind: Partner, row_id: int) -> PartnerView:
    """One of them. raises Removed."""
    found = next((each for each in partners(session, kind) if each.id == row_id), None)
    if found is None:
        raise Removed
    return found


def add(session: Session, kind: Partner, name: str) -> int:
    """Add one. Returns its id. raises KnownName and text errors."""
    row = kind(name=_free_name(session, kind, name))
    session.add(row)
    session.flush()
    return row.id


def rename(
    session: Session, kind: Partner, row_id: int, version: int, name: str, *, today: dt.date, corrects: bool = False
) -> None:
    """Give it another name. The present one is kept as an earlier name. today: the local day.

    corrects: whether the present name was wrong, so that reports of past periods do not show it.

    raises ChangedMeanwhile, KnownName and text errors.
    """
    row = fetch(session, kind, row_id, version)
    name = _free_name(session, kind, name, but=row.id)
    if key(name) != row.key:
        earlier_names.keep(session, row, row.name, today, shown=not corrects)
    row.name = name


def merge(
    session: Session, kind: Partner, row_id: int, version: int, into_id: int, into_version: int, *, today: dt.date
) -> None:
    """Move everything of one to another, and remove the first. Its name leads to the other from now on.

    today: the local day. raises ChangedMeanwhile, SameName.
    """
    gone, kept = fetch(session, kind, row_id, version), fetch(session, kind, into_id, into_version)
    if gone is kept:
        raise SameName(name=kept.name)
    for column in USES[kind]:
        whole = ONCE.get(column)
        have_kept = set() if whole is None else set(session.scalars(select(whole).where(column == kept.id)))
        for row in session.scalars(select(column.class_).where(column == gone.id)):
            if whole is not None and getattr(row, whole.key) in have_kept:
                session.delete(row)  # it belongs to both
            else:
                setattr(row, column.key, kept.id)
    if kind is Upstream:
        for slot in session.scalars(select(Slot).where(Slot.upstream_id == gone.id)):
            slot.upstream_id = kept.id
    earlier_names.hand_over(session, gone, gone.name, kept, today)
    session.flush()
    session.delete(gone)
    session.flush()


def _free_name(session: Session, kind: Partner, name: str, but: int | None = None) -> str:
    """The cleaned name, which no other one has. raises KnownName and text errors."""
    name = clean_title(name)
    known = session.execute(select(kind.id, kind.name).where(kind.key == key(name))).one_or_none()
    if known and known.id != but:
        raise KnownName(name=known.name)
    return name
