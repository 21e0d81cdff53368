"""Remove a name of the station that nothing uses: a programme, a person, an upstream, a recipient or a topic."""

from collections.abc import Iterator
from typing import Any

import orjson
from sqlalchemy import Column, func, select
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
from radiodesk.model.database import fetch
from radiodesk.model.text import key

Named = type[Programme] | type[Person] | type[Upstream] | type[Recipient] | type[Topic]

PARTS = (EarlierName, PersonRole)
"""What goes with a name."""


PROPERTY = {Programme: "programme", Person: "author", Upstream: "upstream", Recipient: "recipient", Topic: "topic"}
"""The property by which a rule of an indicator names rows of each class."""


class StillUsed(UserError):
    """A name that something refers to."""

    message = N_("“{name}” is still used (in {count} places): merge it into another one, or rename it")


class NamedInRule(UserError):
    """A name that a rule of the station's own indicators has."""

    message = N_("The rule of the indicator “{indicator}” names “{name}”: change the rule first")


def remove(session: Session, kind: Named, row_id: int, version: int) -> None:
    """Remove a name that nothing uses, with its earlier names. raises ChangedMeanwhile, StillUsed, NamedInRule."""
    row: Any = fetch(session, kind, row_id, version)
    name = row.title if kind is Programme else row.name
    if count := uses(session, kind, row_id):
        raise StillUsed(name=name, count=formats.number(count))
    keys = {key(name), *session.scalars(select(EarlierName.key).where(_holder(kind) == row_id))}
    for indicator in session.scalars(select(StationIndicator)):
        conditions = [(indicator.definition.get(part) or {}).get(PROPERTY[kind]) for part in ("where", "without")]
        if not keys.isdisjoint(map(key, _texts(conditions))):
            raise NamedInRule(indicator=indicator.name, name=name)
    for part in PARTS:
        for column in _references(kind):
            if column.table is part.__table__:
                for each in session.scalars(select(part).where(column == row_id)):
                    session.delete(each)
    session.flush()
    session.delete(row)
    session.flush()


def uses(session: Session, kind: Named, row_id: int) -> int:
    """How many rows refer to a name, without its parts; of a person, how many closed months have paid them too."""
    parts = {part.__table__ for part in PARTS}
    columns = [column for column in _references(kind) if column.table not in parts]
    found = sum(session.scalar(select(func.count()).where(column == row_id)) or 0 for column in columns)
    months = session.scalars(select(ClosedRoyalties.content)) if kind is Person else ()
    return found + sum(_pays(orjson.loads(content), row_id) for content in months)


def _pays(content: Any, person_id: int) -> bool:
    """Whether a closed pay list names a person: what was closed stays true."""
    if isinstance(content, dict):
        return (content.get("id") == person_id and "name" in content) or any(
            _pays(each, person_id) for each in content.values()
        )
    return isinstance(content, list) and any(_pays(each, person_id) for each in content)


def _holder(kind: Named) -> Any:
    return getattr(EarlierName, f"{kind.__tablename__}_id")


def _references(kind: Named) -> Iterator[Column[Any]]:
    """The columns of all tables that refer to rows of a class."""
    for table in Base.metadata.tables.values():
        for column in table.columns:
            if any(reference.column.table is kind.__table__ for reference in column.foreign_keys):
                yield column


def _texts(value: Any) -> Iterator[str]:
    """Every text in a value of JSON."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
