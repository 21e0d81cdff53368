"""Outlets: where a broadcast goes out, beside the station's own air."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from radiodesk.errors import UserError
from radiodesk.locale import N_
from radiodesk.model import Outlet
from radiodesk.model.text import clean_title, key
from radiodesk.schedule.conflicts import OWN


class NoOutlet(UserError):
    """A broadcast that goes nowhere."""

    message = N_("A broadcast needs an outlet: name one, or leave the outlets out for the station's own air")


def outlet(session: Session, name: str) -> Outlet:
    """The outlet with a name, regardless of case, created if there is none. raises text errors."""
    name = clean_title(name)
    row = session.scalars(select(Outlet).where(Outlet.key == key(name))).one_or_none()
    if row is None:
        row = Outlet(name=name)
        session.add(row)
        session.flush()
    return row


def clean_outlets(names: list[str]) -> tuple[str, ...]:
    """Names of outlets, each once, the station's own air first. raises NoOutlet and text errors."""
    cleaned = {key(each): each for each in map(clean_title, names)}
    own = [OWN] if cleaned.pop(OWN, None) else []
    if not (own or cleaned):
        raise NoOutlet
    return (*own, *cleaned.values())
