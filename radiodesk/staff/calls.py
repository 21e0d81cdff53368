"""How people are called where there is little room."""

from collections import Counter
from collections.abc import Collection, Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from radiodesk.model import Person
from radiodesk.model.text import key


def of_people(session: Session, people: Collection[str]) -> dict[str, tuple[str, ...]]:
    """How each of these people can be called."""
    found = session.execute(select(Person.name, Person.short_name, Person.initials).order_by(Person.id))
    return shortened([(name, short, initials) for name, short, initials in found if name in people])


def shortened(people: Iterable[tuple[str, str, str]]) -> dict[str, tuple[str, ...]]:
    """How people can be called, by name: the short name, else the name; then shorter and shorter.

    Shorter are the last words of a name, by which Vietnamese are called, and initials. What could be somebody else of
    these people is left out. people: name, short name and initials of each; the latter two may be empty. Pure.
    """
    forms = {name: _forms(name, short, initials) for name, short, initials in people}
    known = Counter(form for of_one in forms.values() for form in {key(each) for each in of_one})
    found: dict[str, tuple[str, ...]] = {}
    for name, of_one in forms.items():
        for form in of_one:
            before = found.get(name, ())
            if known[key(form)] == 1 and (not before or len(form) < len(before[-1])):
                found[name] = (*before, form)
        found.setdefault(name, (name,))
    return found


def _forms(name: str, short: str, initials: str) -> list[str]:
    words = name.split()
    last_words = [" ".join(words[-count:]) for count in (2, 1)]
    return list(filter(None, (short, name, *last_words, initials)))
