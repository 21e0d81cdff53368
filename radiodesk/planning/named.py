"""People, recipients and upstreams are known by name: found whatever the case, made where they are new."""

import re
from collections.abc import Sequence
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from radiodesk.model import Clip, Credit, CreditRole, Person, Recipient, Story, Upstream
from radiodesk.model.text import clean, fold, key, sort_key

Named = TypeVar("Named", Person, Recipient, Upstream)

_BETWEEN = re.compile(r"\s*[,;]\s*")


def named(session: Session, kind: type[Named], name: str) -> Named:
    """The one of that name, made where there is none."""
    name = clean(name)
    for row in session.scalars(select(kind).where(kind.folded == fold(name))):
        if key(row.name) == key(name):
            return row
    row = kind(name=name)
    session.add(row)
    session.flush()
    return row


def split_names(names: str) -> list[str]:
    """ "Thu Hà, Đức Anh" -> the two names, each once."""
    parts = (clean(part) for part in _BETWEEN.split(names))
    return list({key(part): part for part in parts if part}.values())


def join_names(names: Sequence[str]) -> str:
    """The names as one text."""
    return ", ".join(names)


def set_authors(session: Session, work: Story | Clip, authors: str) -> None:
    """Credit the authors named with the work, and nobody else; what is the same already stays as it is."""
    wanted = [named(session, Person, name) for name in split_names(authors)]
    kept = [credit for credit in work.credits if credit.role is CreditRole.AUTHOR]
    if [credit.person_id for credit in kept] == [person.id for person in wanted]:
        return
    others = [credit for credit in work.credits if credit.role is not CreditRole.AUTHOR]
    work.credits = [*others, *(Credit(person_id=person.id, role=CreditRole.AUTHOR) for person in wanted)]


def names_of(session: Session, kind: type[Named]) -> list[str]:
    """All names of a kind, in the order of the Vietnamese alphabet."""
    return sorted(session.scalars(select(kind.name)), key=sort_key)
