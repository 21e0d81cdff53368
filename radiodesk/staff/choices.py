"""The people that forms propose."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from radiodesk.model import Credit, Duty, Person, names
from radiodesk.model.name_search import NameSearch, UsedName


def people(session: Session) -> NameSearch:
    """All people, by their credits and duties."""
    uses: dict[int, int] = {}
    for kind in (Credit, Duty):
        for person_id, count in session.execute(select(kind.person_id, func.count()).group_by(kind.person_id)):
            uses[person_id] = uses.get(person_id, 0) + count
    found = session.execute(select(Person.id, Person.name))
    return names.search(session, Person, {row_id: UsedName(name, uses.get(row_id, 0)) for row_id, name in found})
