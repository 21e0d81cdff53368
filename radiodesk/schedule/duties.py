"""Who is on duty at broadcasts: set it, swap two people, and list one person's own week."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from radiodesk.errors import UserError
from radiodesk.kinds import OFF_AIR, DutyRole
from radiodesk.locale import N_
from radiodesk.model import Broadcast, Duty, Edition, Person, names, zone
from radiodesk.model.changes import chunks, describe
from radiodesk.model.database import fetch
from radiodesk.model.moments import monday_of, span
from radiodesk.model.names import find_or_create, one_name
from radiodesk.model.text import key
from radiodesk.schedule import plan, queries, unusual
from radiodesk.schedule.entry import Entry

Duties = tuple[tuple[DutyRole, str], ...]
"""Roles and names, in order."""

_WEEK = dt.timedelta(days=7)


class OnDutyAlready(UserError):
    """A swap that would put somebody on duty twice at one broadcast."""

    message = N_("{person} is on duty at “{title}” already: choose another one to swap with")


@dataclass(frozen=True)
class Place:
    """The duty of one person at one broadcast."""

    broadcast_id: int
    version: int
    """That of the broadcast."""
    title: str
    starts: dt.datetime
    """In the station's zone."""
    role: DutyRole
    person: str


def give(session: Session, row: Broadcast, duties: Iterable[tuple[DutyRole, str]]) -> None:
    """Put exactly these people on duty at a broadcast whose duties are loaded. New people are added."""
    put(row, [(role, find_or_create(session, Person, name)) for role, name in duties])


def put(row: Broadcast, duties: Iterable[tuple[DutyRole, Person]]) -> None:
    """Put exactly these people on duty at a broadcast whose duties are loaded."""
    wanted = {(role, person.id): person for role, person in duties}
    row.duties[:] = [each for each in row.duties if (each.role, each.person_id) in wanted]
    known = {(each.role, each.person_id) for each in row.duties}
    for (role, person_id), person in wanted.items():
        if (role, person_id) not in known:
            row.duties.append(Duty(person=person, role=role))


def set_duties(session: Session, broadcast_id: int, version: int, duties: Duties, *, sure: bool = False) -> None:
    """Put exactly these people on duty at a broadcast. New people are added.

    raises Doubtful for somebody who is on duty elsewhere at the same time, ChangedMeanwhile, SeveralNames, text errors.
    """
    fetch(session, Broadcast, broadcast_id, version)
    row = loaded(session, [broadcast_id])[broadcast_id]
    give(session, row, [(role, one_name(name)) for role, name in duties])
    session.flush()
    unusual.ask(unusual.of_people(session, row), sure=sure)


def swap(session: Session, one: Place, other: Place, *, sure: bool = False) -> None:
    """Let two people change places. Sets the values of the unit of work's sentence.

    raises OnDutyAlready, Doubtful for somebody who would be on duty twice at the same time, ChangedMeanwhile.
    """
    for each in (one, other):
        fetch(session, Broadcast, each.broadcast_id, each.version)
    rows = loaded(session, {one.broadcast_id, other.broadcast_id})
    for place, comes in ((one, other), (other, one)):
        _replace(session, rows[place.broadcast_id], place, comes)
    session.flush()
    doubts = [doubt for row in rows.values() for doubt in unusual.of_people(session, row)]
    unusual.ask(doubts, sure=sure)
    describe(session, name=one.person, other=other.person)


def places(session: Session, first: dt.date, last: dt.date) -> list[Place]:
    """The duties at the stored broadcasts of the local days from `first` to `last`, by start. Not those off the air."""
    begin, end = span(first, last, zone(session))
    found = queries.views(session, Broadcast.starts >= begin, Broadcast.starts < end, Broadcast.state.not_in(OFF_AIR))
    return [
        Place(each.id, each.version, each.title, each.starts, role, name)
        for each in found
        for role, name in each.duties
    ]


def week_of(session: Session, person: str, day: dt.date) -> list[Entry]:
    """The broadcasts of a day's week, Monday to Sunday, at which a person is on duty, by start."""
    monday = monday_of(day)
    begin, end = span(monday, monday + _WEEK - dt.timedelta(days=1), zone(session))
    known = names.known(session, Person, person)
    wanted = key(known.name if known else person)
    return [
        each
        for each in plan.entries(session, begin, end)
        if begin <= each.starts < end and any(key(name) == wanted for _role, name in each.duties)
    ]


def _replace(session: Session, row: Broadcast, place: Place, comes: Place) -> None:
    """Replace the person of one duty. raises OnDutyAlready."""
    goes, takes = (find_or_create(session, Person, each.person).id for each in (place, comes))
    if any(each.person_id == takes and each.role is place.role for each in row.duties):
        raise OnDutyAlready(person=comes.person, title=place.title)
    for each in row.duties:
        if each.person_id == goes and each.role is place.role:
            each.person = session.get_one(Person, takes)
            return


def loaded(session: Session, broadcast_ids: Collection[int]) -> dict[int, Broadcast]:
    """Broadcasts with their duties and their content, by id."""
    statement = select(Broadcast).options(
        selectinload(Broadcast.duties).joinedload(Duty.person),
        joinedload(Broadcast.edition).joinedload(Edition.programme),
        joinedload(Broadcast.relay),
    )
    statement = statement.execution_options(populate_existing=True)
    return {
        row.id: row
        for ids in chunks(sorted(broadcast_ids))
        for row in session.scalars(statement.where(Broadcast.id.in_(ids)))
    }
