"""Broadcasts in SQL: joined with what they carry, and with their outlets and who is on duty."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
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


def outlets(among: Select[int]) -> Select[int, str]:
    """A query of the outlets of broadcasts beside the station's own air. among: a query of their ids."""
    statement = select(BroadcastOutlet.broadcast_id, Outlet.name).join(Outlet, BroadcastOutlet.outlet_id == Outlet.id)
    return statement.where(BroadcastOutlet.broadcast_id.in_(among)).order_by(BroadcastOutlet.id)


def duties(among: Select[int]) -> Select[int, DutyRole, str]:
    """A query of the roles and names of those on duty at broadcasts. among: a query of their ids."""
    statement = select(Duty.broadcast_id, Duty.role, Person.name).join(Person, Duty.person_id == Person.id)
    return statement.where(Duty.broadcast_id.in_(among)).order_by(Duty.id)


def outlets_of(session: Session, among: Select[int]) -> dict[int, list[str]]:
    """The outlets of broadcasts beside the station's own air, in the order they came. among: a query of their ids."""
    return by_first(session.execute(outlets(among)))


def by_first(rows: Iterable[Sequence[Any]]) -> dict[int, list[Any]]:
    """The rest of each row by its first column: one value, or a tuple of several."""
    found: dict[int, list[Any]] = defaultdict(list)
    for first, *rest in rows:
        found[first].append(rest[0] if len(rest) == 1 else tuple(rest))
    return found
