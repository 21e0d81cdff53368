"""Remove a name of the station that nothing uses: a programme, a person, an upstream, a recipient or a topic."""

from collections.abc import Iterator
from typing import Any

import orjson
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from radiodesk.errors import UserError
from radiodesk.locale import N_, formats
from radiodesk.model import (
    Base,
    ClosedRoyalties,
    EarlierName,
    Person,
    PersonRole,
    Programme,
    Recipient,
    StationIndicator,
    Topic,
    Upstream,
)
from radiodesk.model.base import references_among
from radiodesk.model.database import fetch
from radiodesk.model.earlier_names import column_of
from radiodesk.model.text import key

NamedKind = type[Programme] | type[Person] | type[Upstream] | type[Recipient] | type[Topic]

PARTS = (EarlierName.__table__, PersonRole.__table__)
"""The tables of what goes with a name."""

PROPERTY = {Programme: "programme", Person: "author", Upstream: "upstream", Recipient: "recipient", Topic: "topic"}
"""The property by which a rule of an indicator names rows of each class."""


class StillUsed(UserError):
    """A name that something refers to."""

    message = N_("“{name}” is still used (number of places: {count}): merge it into another one, or rename it")


class NamedInRule(UserError):
    """A name that a rule of the station's own indicators has."""

    message = N_("The rule of the indicator “{indicator}” names “{name}”: change the rule first")


def remove(session: Session, kind: NamedKind, row_id: int, version: int) -> None:
    """Remove a name that nothing uses, with its earlier names. raises ChangedMeanwhile, StillUsed, NamedInRule."""
    row: Any = fetch(session, kind, row_id, version)
    name = row.title if kind is Programme else row.name
    if count := uses(session, kind, row_id):
        raise StillUsed(name=name, count=formats.number(count))
    earlier = session.scalars(select(EarlierName).where(column_of(kind) == row_id)).all()
    keys = {key(name), *(each.key for each in earlier)}
    for indicator in session.scalars(select(StationIndicator)):
        if not keys.isdisjoint(map(key, _named_in(indicator.definition, PROPERTY[kind]))):
            raise NamedInRule(indicator=indicator.name, name=name)
    roles = session.scalars(select(PersonRole).where(PersonRole.person_id == row_id)) if kind is Person else ()
    for part in (*earlier, *roles):
        session.delete(part)
    session.flush()
    session.delete(row)
    session.flush()


def uses(session: Session, kind: NamedKind, row_id: int) -> int:
    """How many rows refer to a name, without its parts; of a person, how many closed months have paid them too."""
    tables = [table for table in Base.metadata.tables.values() if table not in PARTS]
    columns = [column for _table, column in references_among(Base.metadata.tables[kind.__tablename__], tables)]
    found = sum(session.scalar(select(func.count()).where(column == row_id)) or 0 for column in columns)
    months = session.scalars(select(ClosedRoyalties.content)) if kind is Person else ()
    return found + sum(_pays(orjson.loads(content), row_id) for content in months)


def _pays(content: Any, person_id: int) -> bool:
    """Whether a closed pay list names a person: what was closed stays true."""
    if isinstance(content, dict):
        is_person = content.get("id") == person_id and "name" in content
        return is_person or any(_pays(each, person_id) for each in content.values())
    return isinstance(content, list) and any(_pays(each, person_id) for each in content)


def _named_in(definition: dict[str, Any], prop: str) -> Iterator[str]:
    """The values of a property in the conditions of an indicator, also where the definition is damaged."""
    for part in ("where", "without"):
        conditions = definition.get(part)
        values = conditions.get(prop) if isinstance(conditions, dict) else None
        yield from (each for each in (values if isinstance(values, list) else [values]) if isinstance(each, str))
