"""The people who work at or for the station: listed, added, merged."""

from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from radiodesk.errors import UserError, visible
from radiodesk.locale import N_
from radiodesk.model import Credit, Duty, Person
from radiodesk.model.database import fetch
from radiodesk.model.names import find
from radiodesk.model.text import clean_title, sort_key

Work = TypeVar("Work", Credit, Duty)


class UnknownPerson(UserError):
    """A name that nobody has."""

    message = N_("Nobody is called “{name}”: “radiodesk people list” shows the names")


class KnownPerson(UserError):
    """A name that somebody has already."""

    message = N_("Somebody is called “{name}” already")


class SamePerson(UserError):
    """Two names of one person who cannot be merged with themselves."""

    message = N_("“{name}” is one person: name another one to merge into")


@dataclass(frozen=True)
class PersonView:
    """A person, and how much of the station's work names them."""

    id: int
    version: int
    name: str
    credits: int
    """Stories and clips."""
    duties: int
    """Broadcasts."""


def people(session: Session) -> list[PersonView]:
    """Everybody, in the order of the Vietnamese alphabet."""
    credited = _count_by_person(session, Credit)
    on_duty = _count_by_person(session, Duty)
    found = session.execute(select(Person.id, Person.version, Person.name))
    views = [PersonView(*row, credits=credited.get(row.id, 0), duties=on_duty.get(row.id, 0)) for row in found]
    return sorted(views, key=lambda person: sort_key(person.name))


def person(session: Session, name: str) -> PersonView:
    """The person of that name, whatever its case. raises UnknownPerson."""
    row = find(session, Person, name)
    if row is None:
        raise UnknownPerson(name=visible(name[:80]))
    return next(each for each in people(session) if each.id == row.id)


def add(session: Session, name: str) -> int:
    """Add a person. Returns the id. raises KnownPerson and text errors."""
    name = clean_title(name)
    if find(session, Person, name):
        raise KnownPerson(name=name)
    row = Person(name=name)
    session.add(row)
    session.flush()
    return row.id


def merge(session: Session, person_id: int, version: int, into_id: int, into_version: int) -> None:
    """Give all work of one person to another, and remove the first. Work that both have stays once.

    raises SamePerson, ChangedMeanwhile.
    """
    gone = fetch(session, Person, person_id, version)
    kept = fetch(session, Person, into_id, into_version)
    if gone is kept:
        raise SamePerson(name=kept.name)
    for row in session.scalars(select(Credit).where(Credit.person_id == gone.id)).all():
        same = Credit.story_id == row.story_id if row.story_id is not None else Credit.clip_id == row.clip_id
        _give(session, row, kept, select(Credit).where(Credit.person_id == kept.id, Credit.role == row.role, same))
    for duty in session.scalars(select(Duty).where(Duty.person_id == gone.id)).all():
        of_kept = select(Duty).where(Duty.person_id == kept.id, Duty.role == duty.role)
        _give(session, duty, kept, of_kept.where(Duty.broadcast_id == duty.broadcast_id))
    session.flush()
    session.delete(gone)


def _give(session: Session, work: Work, kept: Person, same: Select[Any]) -> None:
    """Give a credit or duty to the person who is kept, unless they have the same already."""
    if session.scalars(same).first() is None:
        work.person_id = kept.id
    else:
        session.delete(work)
    session.flush()


def _count_by_person(session: Session, kind: type[Work]) -> dict[int, int]:
    return dict(session.execute(select(kind.person_id, func.count()).group_by(kind.person_id)).all())
