"""People, recipients and upstreams are known by name: found whatever the case, made where they are new."""

import re
from collections.abc import Sequence
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from radiodesk.model.people import Person
from radiodesk.model.programmes import Upstream
from radiodesk.model.television import Recipient
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


def names_of(session: Session, kind: type[Named]) -> list[str]:
    """All names of a kind, in the order of the Vietnamese alphabet."""
    return sorted(session.scalars(select(kind.name)), key=sort_key)
