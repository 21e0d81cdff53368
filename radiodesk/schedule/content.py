"""Broadcasts in SQL: joined with what they carry, and with their outlets and who is on duty."""

from collections import defaultdict
from typing import Any, TypeVar

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from radiodesk.kinds import DutyRole
from radiodesk.model import (
    Broadcast,
    BroadcastOutlet,
    Duty,
    Edition,
    Outlet,
    Person,
    Programme,
    Recording,
    Relay,
    Upstream,
)

Statement = TypeVar("Statement", bound=Select[*tuple[Any, ...]])


def joined(statement: Statement) -> Statement:
    """A query of broadcasts, joined with edition, programme and air file, or with relay and upstream."""
    return (
        statement.outerjoin_from(Broadcast, Edition, Broadcast.edition_id == Edition.id)
        .outerjoin(Programme, Edition.programme_id == Programme.id)
        .outerjoin(Recording, Edition.recording_id == Recording.id)
        .outerjoin(Relay, Broadcast.relay_id == Relay.id)
        .outerjoin(Upstream, Relay.upstream_id == Upstream.id)
    )


def outlets_of(session: Session, among: Select[int]) -> dict[int, list[str]]:
    """The outlets of broadcasts beside the station's own air, in the order they came. among: a query of their ids."""
    statement = select(BroadcastOutlet.broadcast_id, Outlet.name).join(Outlet, BroadcastOutlet.outlet_id == Outlet.id)
    found: dict[int, list[str]] = defaultdict(list)
    for broadcast_id, name in session.execute(
        statement.where(BroadcastOutlet.broadcast_id.in_(among)).order_by(BroadcastOutlet.id)
    ):
        found[broadcast_id].append(name)
    return found


def duties_of(session: Session, among: Select[int]) -> dict[int, list[tuple[DutyRole, str]]]:
    """The roles and names of those on duty at broadcasts, in the order they came. among: a query of their ids."""
    statement = select(Duty.broadcast_id, Duty.role, Person.name).join(Person, Duty.person_id == Person.id)
    found: dict[int, list[tuple[DutyRole, str]]] = defaultdict(list)
    for broadcast_id, role, name in session.execute(statement.where(Duty.broadcast_id.in_(among)).order_by(Duty.id)):
        found[broadcast_id].append((role, name))
    return found
