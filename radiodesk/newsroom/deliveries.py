"""Deliveries: note which stories and editions were handed to other organisations, and what became of them.

A recipient uses a delivery in its own programme, so it need not have been on the station's own air.
"""

import datetime as dt
from collections.abc import Iterable

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from radiodesk.errors import Doubtful, UserError
from radiodesk.kinds import DeliveryState
from radiodesk.locale import N_, _, formats
from radiodesk.model import Delivery, Edition, Line, Programme, Recipient, Story
from radiodesk.model.changes import describe
from radiodesk.model.database import Removed, existing, fetch
from radiodesk.model.names import find_or_create
from radiodesk.model.text import NOTE_LIMIT, clean
from radiodesk.newsroom import rules
from radiodesk.newsroom.views import DeliveryView


class WasUsed(UserError):
    """A delivery that was used, and so is evidence."""

    message = N_("{recipient} has used this, so it stays: mark it as sent first if that is wrong")


def deliver(
    session: Session,
    *,
    recipient: str,
    on: dt.date,
    today: dt.date,
    story_id: int | None = None,
    edition_id: int | None = None,
    note: str = "",
    sure: bool = False,
) -> int:
    """Note that a story or an edition, one of the two, was handed to a recipient. Returns the delivery's id.

    recipient: a name, created if it is new. on: the local day. raises Removed, BadDay for a day after `today`, text
    errors, and Doubtful if that recipient has it already, unless `sure`.
    """
    if edition_id is not None and story_id is None:
        existing(session, Edition, edition_id)
    elif story_id is not None and edition_id is None:
        existing(session, Story, story_id)
    else:
        raise ValueError("a delivery is of a story or of an edition")
    row = Delivery(
        recipient_id=find_or_create(session, Recipient, recipient).id,
        story_id=story_id,
        edition_id=edition_id,
        sent=rules.check_done(on, today),
        note=clean(note, NOTE_LIMIT),
    )
    if not sure:
        _check_new(session, row)
    session.add(row)
    session.flush()
    _describe(session, row)
    return row.id


def change_delivery(
    session: Session,
    delivery_id: int,
    version: int,
    *,
    recipient: str,
    on: dt.date,
    state: DeliveryState,
    note: str,
    today: dt.date,
    sure: bool = False,
) -> None:
    """Change a delivery. raises ChangedMeanwhile, and those of `deliver`."""
    row = fetch(session, Delivery, delivery_id, version)
    before = row.recipient_id, row.state is DeliveryState.REJECTED
    row.recipient_id = find_or_create(session, Recipient, recipient).id
    row.sent, row.state, row.note = rules.check_done(on, today), state, clean(note, NOTE_LIMIT)
    counts_anew = row.state is not DeliveryState.REJECTED and before != (row.recipient_id, False)
    if counts_anew and not sure:
        _check_new(session, row)
    _describe(session, row)


def mark_delivery(
    session: Session, delivery_id: int, version: int, state: DeliveryState, *, sure: bool = False
) -> None:
    """Note what became of a delivery.

    raises ChangedMeanwhile, and Doubtful if one that was rejected would count beside another, unless `sure`.
    """
    row = fetch(session, Delivery, delivery_id, version)
    was_rejected, row.state = row.state is DeliveryState.REJECTED, state
    if was_rejected and state is not DeliveryState.REJECTED and not sure:
        _check_new(session, row)
    _describe(session, row)


def check_removable(session: Session, delivery_id: int, version: int) -> None:
    """Check that a delivery can be removed. raises ChangedMeanwhile, WasUsed."""
    row = fetch(session, Delivery, delivery_id, version)
    if row.state is DeliveryState.USED:
        raise WasUsed(recipient=existing(session, Recipient, row.recipient_id).name)


def remove_delivery(session: Session, delivery_id: int, version: int) -> None:
    """Remove a delivery that was noted by mistake; the log keeps it. raises ChangedMeanwhile, WasUsed."""
    check_removable(session, delivery_id, version)
    row = existing(session, Delivery, delivery_id)
    _describe(session, row)
    session.delete(row)


def delivery(session: Session, delivery_id: int) -> DeliveryView:
    """One delivery. raises Removed."""
    found = _views(session, Delivery.id == delivery_id)
    if not found:
        raise Removed
    return found[0]


def of_edition(session: Session, edition_id: int) -> tuple[DeliveryView, ...]:
    """The deliveries of an edition as a whole and of the stories in its rundown, the first sent first."""
    stories = select(Line.story_id).where(Line.edition_id == edition_id, Line.story_id.is_not(None))
    return _views(session, or_(Delivery.edition_id == edition_id, Delivery.story_id.in_(stories)))


def _views(session: Session, condition: ColumnElement[bool]) -> tuple[DeliveryView, ...]:
    statement = (
        select(
            Delivery.id,
            Delivery.version,
            Recipient.name,
            Delivery.story_id,
            Story.title,
            Programme.title,
            Delivery.state,
            Delivery.sent,
            Delivery.note,
        )
        .join(Recipient, Recipient.id == Delivery.recipient_id)
        .outerjoin(Story, Story.id == Delivery.story_id)
        .outerjoin(Edition, Edition.id == Delivery.edition_id)
        .outerjoin(Programme, Programme.id == Edition.programme_id)
        .where(condition)
        .order_by(Delivery.sent, Delivery.id)
    )
    return tuple(
        DeliveryView(row_id, version, recipient, story_id, story or programme or "", state, sent, note)
        for row_id, version, recipient, story_id, story, programme, state, sent, note in session.execute(statement)
    )


def _check_new(session: Session, row: Delivery) -> None:
    """Check that a recipient does not have this already. raises Doubtful."""
    content = Delivery.story_id == row.story_id if row.edition_id is None else Delivery.edition_id == row.edition_id
    with session.no_autoflush:
        same = select(Delivery.id, Delivery.sent).where(
            content, Delivery.recipient_id == row.recipient_id, Delivery.state != DeliveryState.REJECTED
        )
        earlier: Iterable[dt.date] = [sent for row_id, sent in session.execute(same) if row_id != row.id]
    if earlier:
        said = _("This was sent there on {day} already, and would be counted twice")
        raise Doubtful([said.format(day=formats.day(max(earlier)))])


def _describe(session: Session, row: Delivery) -> None:
    """Give the entry of the log its values: what was delivered, to whom, and its state."""
    session.flush()
    view = delivery(session, row.id)
    describe(session, title=view.title, recipient=view.recipient, state=view.state.value)
