"""Select broadcasts for a calendar: by kind, programme, upstream, or who is on duty."""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from radiodesk.errors import UserError, visible
from radiodesk.kinds import BroadcastKind, ProgrammeKind
from radiodesk.locale import N_
from radiodesk.model import Person, Upstream, names
from radiodesk.model.text import fold, sort_key
from radiodesk.schedule import programmes
from radiodesk.schedule.entry import Entry
from radiodesk.staff.people import UnknownPerson

Named = TypeVar("Named", Person, Upstream)

Condition = Callable[[Entry], bool]


class UnknownUpstream(UserError):
    """A name that no upstream has. known: the names of all."""

    message = N_("There is no upstream “{wanted}”: give one of these: {known}")


class NoUpstreams(UserError):
    """A name of an upstream, at a station that has none."""

    message = N_("There is no upstream “{wanted}”: the station has none yet")


def conditions(
    session: Session,
    *,
    kind: ProgrammeKind | BroadcastKind | None = None,
    programme: str | None = None,
    upstream: str | None = None,
    person: str | None = None,
) -> list[Condition]:
    """What must hold of a selected broadcast; None does not matter.

    raises UnknownProgramme, SeveralProgrammes, UnknownUpstream, NoUpstreams, UnknownPerson.
    """
    wanted: list[Condition] = []
    if kind is not None:
        wanted.append(lambda entry: kind in (entry.kind, entry.programme_kind))
    if programme is not None:
        title = _title(session, programme)
        wanted.append(lambda entry: entry.kind is not BroadcastKind.RELAY and entry.title == title)
    if upstream is not None:
        sources = _sources(session, upstream)
        wanted.append(lambda entry: entry.upstream in sources)
    if person is not None:
        people = _names(session, Person, person)
        if not people:
            raise UnknownPerson(name=visible(person[:80]))
        wanted.append(lambda entry: any(name in people for _role, name in entry.duties))
    return wanted


def _title(session: Session, wanted: str) -> str:
    """The title of the programme with a title, an earlier one, or an id. raises UnknownProgramme, SeveralProgrammes."""
    known = programmes.find(session, wanted)
    return known.title if known else programmes.view(session, wanted).title


def _sources(session: Session, wanted: str) -> set[str]:
    """raises UnknownUpstream, NoUpstreams."""
    if sources := _names(session, Upstream, wanted):
        return sources
    known = sorted(session.scalars(select(Upstream.name)), key=sort_key)
    if not known:
        raise NoUpstreams(wanted=visible(wanted[:80]))
    raise UnknownUpstream(wanted=visible(wanted[:80]), known=", ".join(known))


def _names(session: Session, kind: type[Named], wanted: str) -> set[str]:
    """The names that are meant: that one in any case, else those with other accents, else the one that replaced it."""
    if row := names.find(session, kind, wanted):
        return {row.name}
    if alike := set(session.scalars(select(kind.name).where(kind.folded == fold(wanted)))):
        return alike
    row = names.known(session, kind, wanted)
    return {row.name} if row else set()
