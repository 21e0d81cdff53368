"""List, add, change and merge the people who work at or for the station."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from radiodesk.errors import Doubtful, UserError, visible
from radiodesk.kinds import Role
from radiodesk.locale import N_, _
from radiodesk.model import Credit, Desk, Duty, Person, PersonRole, Programme, RoyaltyNorm, SlotDuty, earlier_names
from radiodesk.model.database import Removed, fetch
from radiodesk.model.earlier_names import Earlier
from radiodesk.model.names import find, known, led_to, one_name, others_called
from radiodesk.model.text import clean, fold, key, sort_key

Work = TypeVar("Work", Credit, Duty, SlotDuty, RoyaltyNorm)


def is_account_only(session: Session, desk: Desk) -> bool:
    """Whether the person at the desk is known by the name of a computer account that nobody at the station has."""
    return desk.is_account and known(session, Person, desk.person) is None


class UnknownPerson(UserError):
    """There is no person with this name."""

    message = N_("Nobody is called “{name}”: check the name")
    command = N_("“radiodesk people list” shows the names")


class KnownPerson(UserError):
    """There is already a person with this name."""

    message = N_("There is already a person called “{name}”: choose another name, or merge the two")


class SamePerson(UserError):
    """A person cannot be merged with themselves."""

    message = N_("“{name}” cannot be merged with itself: name another person to merge into")


@dataclass(frozen=True)
class PersonView:
    """A person, with the number of their credits and duties."""

    id: int
    version: int
    name: str
    short_name: str
    initials: str
    roles: tuple[Role, ...]
    """In the order of `Role`."""
    earlier: tuple[Earlier, ...]
    """Earlier names, and those of people who were merged into this one; the last one first."""
    credits: int
    """Number of credits for stories and clips."""
    duties: int
    """Number of duties at broadcasts."""


def people(session: Session) -> list[PersonView]:
    """All people, in the order of the Vietnamese alphabet."""
    credited = _count_by_person(session, Credit)
    on_duty = _count_by_person(session, Duty)
    earlier = earlier_names.earlier(session, Person)
    roles: dict[int, set[Role]] = defaultdict(set)
    for person_id, role in session.execute(select(PersonRole.person_id, PersonRole.role)):
        roles[person_id].add(role)
    found = session.execute(select(Person.id, Person.version, Person.name, Person.short_name, Person.initials))
    views = [
        PersonView(
            *row,
            roles=tuple(role for role in Role if role in roles[row.id]),
            earlier=earlier.get(row.id, ()),
            credits=credited.get(row.id, 0),
            duties=on_duty.get(row.id, 0),
        )
        for row in found
    ]
    return sorted(views, key=lambda person: sort_key(person.name))


def person(session: Session, name: str, *, by_name: bool = False) -> PersonView:
    """The person with a name, or that it leads to, regardless of case. raises UnknownPerson and text errors.

    by_name: only the present name counts. A merge must not reach somebody through a name that they had.
    """
    row = (find if by_name else known)(session, Person, clean(name))
    if row is None:
        raise UnknownPerson(name=visible(name[:80]))
    return view(session, row.id)


def view(session: Session, person_id: int) -> PersonView:
    """The person with an id. raises Removed."""
    found = next((each for each in people(session) if each.id == person_id), None)
    if found is None:
        raise Removed
    return found


def add(
    session: Session,
    name: str,
    *,
    short_name: str = "",
    initials: str = "",
    roles: Collection[Role] = (),
    sure: bool = False,
) -> int:
    """Add a person. Returns the id. raises KnownPerson, SeveralNames, text errors, and Doubtful as `check_names`."""
    name, short_name, initials = _free_name(session, name), _call(short_name), _call(initials)
    if not sure:
        check_names(session, name, (short_name, initials))
    row = Person(name=name, short_name=short_name, initials=initials, roles=[])
    session.add(row)
    _set_roles(row, roles)
    session.flush()
    return row.id


def change(
    session: Session,
    person_id: int,
    version: int,
    *,
    name: str,
    short_name: str,
    initials: str,
    roles: Collection[Role],
    today: dt.date,
    corrects: bool = False,
    sure: bool = False,
) -> None:
    """Change a person. An earlier name is kept, with the day. today: the local day.

    corrects: whether the present name was wrong, so that reports of past periods do not show it.

    raises ChangedMeanwhile, KnownPerson, SeveralNames, text errors, and the Doubtful of `check_names`.
    """
    row = _with_roles(session, fetch(session, Person, person_id, version))
    short_name, initials = _call(short_name, row.short_name), _call(initials, row.initials)
    if name != row.name:  # older releases stored names that would be refused today
        name = _free_name(session, name, but=row.id)
    if not sure:
        present = {row.key, key(row.short_name), key(row.initials)}
        calls = [each for each in (short_name, initials) if key(each) not in present]
        check_names(session, "" if key(name) == row.key else name, calls, but=row.id)
    if name != row.name:
        if key(name) != row.key:
            earlier_names.keep(session, row, row.name, today, shown=not corrects)
        row.name = name
    row.short_name, row.initials = short_name, initials
    _set_roles(row, roles)


def check_lookalikes(session: Session, names: Iterable[str], but: int | None = None) -> None:
    """raises Doubtful for new names that differ only in accents or spaces from that of a person. but: not this one."""
    if doubts := _lookalikes(session, names, but):
        raise Doubtful(doubts)


def check_names(session: Session, name: str, calls: Iterable[str] = (), but: int | None = None) -> None:
    """Check what a person is to be called. but: the person, if there is one already.

    name: a new name, or empty. calls: a new short name and new initials, or empty texts.
    raises Doubtful for a lookalike of a person's name, and for a name that already means another person.
    """
    doubts = _lookalikes(session, [name] if name else [], but)
    for call in {key(each): each for each in calls if each}.values():
        person = find(session, Person, call) or earlier_names.formerly(session, Person, call)
        if person and person.id != but:
            said = _("“{name}” is the name of {known}, now or formerly, and keeps that meaning")
            doubts.append(said.format(name=call, known=person.name))
    for each in {key(each): each for each in (name, *calls) if each}.values():
        others = others_called(session, each, but)
        if len(others) == 1:
            said = _("“{name}” is already the short name or the initials of {known}, whom it would no longer mean")
            doubts.append(said.format(name=each, known=others[0]))
        elif others:
            said = _("“{name}” is the short name or the initials of several people already, and means none of them")
            doubts.append(said.format(name=each))
    former = earlier_names.formerly(session, Person, name) if name else None
    if former and former.id != but and not find(session, Person, name):
        said = _("“{name}” is an earlier name of {known}, whom it would no longer mean")
        doubts.append(said.format(name=name, known=former.name))
    if doubts:
        raise Doubtful(doubts)


def _lookalikes(session: Session, names: Iterable[str], but: int | None = None) -> list[str]:
    doubts = []
    for name in names:
        if known(session, Person, name):
            continue
        is_alike = func.replace(Person.folded, " ", "") == fold(name).replace(" ", "")
        if alike := session.scalar(select(Person.name).where(is_alike, Person.id != (but or 0)).limit(1)):
            said = _("There is a person “{known}”: “{name}” would be a second one")
            doubts.append(said.format(known=alike, name=name))
    return doubts


def set_roles(session: Session, person_id: int, version: int, roles: Collection[Role]) -> None:
    """Give a person exactly these roles. raises ChangedMeanwhile."""
    _set_roles(_with_roles(session, fetch(session, Person, person_id, version)), roles)


def merge(session: Session, person_id: int, version: int, into_id: int, into_version: int, *, today: dt.date) -> None:
    """Move everything of one person to another, and remove the first. What both have is kept once.

    The first one's name leads to the second from now on. today: the local day. raises SamePerson, ChangedMeanwhile.
    """
    gone = _with_roles(session, fetch(session, Person, person_id, version))
    kept = _with_roles(session, fetch(session, Person, into_id, into_version))
    if gone is kept:
        raise SamePerson(name=kept.name)
    _move(session, Credit, gone, kept)
    _move(session, Duty, gone, kept)
    _move(session, SlotDuty, gone, kept)
    _move(session, RoyaltyNorm, gone, kept)
    for programme in session.scalars(select(Programme).where(Programme.owner_id == gone.id)):
        programme.owner_id = kept.id
    for call, own in ((gone.short_name, kept.short_name), (gone.initials, kept.initials)):
        if call and own and led_to(session, Person, call) is gone:  # it goes on meaning the same person
            earlier_names.keep(session, kept, call, today, shown=False)
    kept.short_name = kept.short_name or gone.short_name
    kept.initials = kept.initials or gone.initials
    _set_roles(kept, {each.role for each in (*kept.roles, *gone.roles)})
    earlier_names.hand_over(session, gone, gone.name, kept, today)
    session.flush()
    session.delete(gone)
    session.flush()


def _free_name(session: Session, name: str, but: int | None = None) -> str:
    """The cleaned name, which nobody but one person has. raises KnownPerson, SeveralNames and text errors."""
    name = one_name(name)
    if (known := find(session, Person, name)) and known.id != but:
        raise KnownPerson(name=known.name)
    return name


def _call(typed: str, present: str = "") -> str:
    """A short name or initials, which have to be readable as one name. raises SeveralNames, NotANameAlone, text errors.

    present: what is there already; older releases took any text.
    """
    call = clean(typed)
    return call if not call or call == present else one_name(call)


def _with_roles(session: Session, row: Person) -> Person:
    statement = select(Person).where(Person.id == row.id).options(selectinload(Person.roles))
    return session.scalars(statement.execution_options(populate_existing=True)).one()


def _set_roles(row: Person, roles: Collection[Role]) -> None:
    present = {each.role for each in row.roles}
    if present != set(roles):
        added = [PersonRole(role=role) for role in Role if role in roles and role not in present]
        row.roles = [*(each for each in row.roles if each.role in roles), *added]


def _move(session: Session, kind: type[Work], gone: Person, kept: Person) -> None:
    """Move the credits, duties or norms of a person to another. Those that this one has too are removed."""
    held = {_work(row): row for row in session.scalars(select(kind).where(kind.person_id == kept.id))}
    for row in session.scalars(select(kind).where(kind.person_id == gone.id)):
        if (same := held.get(_work(row))) is not None:
            if isinstance(row, Credit) and isinstance(same, Credit):
                _unite(same, row)
            session.delete(row)
        else:
            row.person_id = kept.id


def _unite(kept: Credit, gone: Credit) -> None:
    """Keep what two credits of one person for one work say. Two shares become one, so their sum stays the same."""
    if kept.coefficient is None:
        kept.coefficient = gone.coefficient
    if kept.share is not None and gone.share is not None:
        kept.share += gone.share


def _work(row: Credit | Duty | SlotDuty | RoyaltyNorm) -> Hashable:
    """What somebody did or has to do: two rows of one person never state the same."""
    if isinstance(row, Duty):
        return row.role, row.broadcast_id
    if isinstance(row, RoyaltyNorm):
        return row.role, row.genre
    return (row.role, row.slot_id) if isinstance(row, SlotDuty) else (row.role, row.story_id, row.clip_id)


def _count_by_person(session: Session, kind: type[Work]) -> dict[int, int]:
    return dict(session.execute(select(kind.person_id, func.count()).group_by(kind.person_id)).all())
