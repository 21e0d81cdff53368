"""List, add and merge the people who work at or for the station."""

from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from radiodesk.errors import UserError, visible
from radiodesk.locale import N_
from radiodesk.model import Action, AuditEntry, Credit, Duty, Person
from radiodesk.model.database import fetch
from radiodesk.model.names import find, one_name
from radiodesk.model.text import key, sort_key

Work = TypeVar("Work", Credit, Duty)


class UnknownPerson(UserError):
    """There is no person with this name."""

    message = N_("Nobody is called “{name}”: “radiodesk people list” shows the names")


class KnownPerson(UserError):
    """There is already a person with this name."""

    message = N_("There is already a person called “{name}”")


class SamePerson(UserError):
    """A person cannot be merged with themselves."""

    message = N_("“{name}” cannot be merged with itself: name another person to merge into")


@dataclass(frozen=True)
class PersonView:
    """A person, with the number of their credits and duties."""

    id: int
    version: int
    name: str
    credits: int
    """Number of credits for stories and clips."""
    duties: int
    """Number of duties at broadcasts."""


def people(session: Session) -> list[PersonView]:
    """All people, in the order of the Vietnamese alphabet."""
    credited = _count_by_person(session, Credit)
    on_duty = _count_by_person(session, Duty)
    found = session.execute(select(Person.id, Person.version, Person.name))
    views = [PersonView(*row, credits=credited.get(row.id, 0), duties=on_duty.get(row.id, 0)) for row in found]
    return sorted(views, key=lambda person: sort_key(person.name))


def person(session: Session, name: str) -> PersonView:
    """The person with a name, regardless of case. raises UnknownPerson."""
    row = find(session, Person, name)
    if row is None:
        raise UnknownPerson(name=visible(name[:80]))
    return next(each for each in people(session) if each.id == row.id)


def add(session: Session, name: str) -> int:
    """Add a person. Returns the id. raises KnownPerson, SeveralNames and text errors."""
    name = one_name(name)
    if find(session, Person, name):
        raise KnownPerson(name=name)
    row = Person(name=name)
    session.add(row)
    session.flush()
    return row.id


def merge(session: Session, person_id: int, version: int, into_id: int, into_version: int) -> None:
    """Move all credits and duties of one person to another, and remove the first. What both have is kept once.

    raises SamePerson, ChangedMeanwhile.
    """
    gone = fetch(session, Person, person_id, version)
    kept = fetch(session, Person, into_id, into_version)
    if gone is kept:
        raise SamePerson(name=kept.name)
    for row in session.scalars(select(Credit).where(Credit.person_id == gone.id)).all():
        same = Credit.story_id == row.story_id if row.story_id is not None else Credit.clip_id == row.clip_id
        _reassign(session, row, kept, select(Credit).where(Credit.person_id == kept.id, Credit.role == row.role, same))
    for duty in session.scalars(select(Duty).where(Duty.person_id == gone.id)).all():
        of_kept = select(Duty).where(Duty.person_id == kept.id, Duty.role == duty.role)
        _reassign(session, duty, kept, of_kept.where(Duty.broadcast_id == duty.broadcast_id))
    session.flush()
    session.delete(gone)


def merged_names(session: Session) -> dict[str, str]:
    """The names of people who were merged into others, with the names of these; both as `key` gives them."""
    statement = select(AuditEntry.values).where(AuditEntry.action == Action.MERGE_PEOPLE).order_by(AuditEntry.id)
    return {key(values["name"]): key(values["into"]) for values in session.scalars(statement)}


def _reassign(session: Session, work: Work, kept: Person, same: Select[Any]) -> None:
    """Move a credit or duty to the kept person, or remove it if that person already has the same one."""
    if session.scalars(same).first() is None:
        work.person_id = kept.id
    else:
        session.delete(work)
    session.flush()


def _count_by_person(session: Session, kind: type[Work]) -> dict[int, int]:
    return dict(session.execute(select(kind.person_id, func.count()).group_by(kind.person_id)).all())
