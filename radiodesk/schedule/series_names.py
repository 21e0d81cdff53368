"""Series by their names, which grid files call the keys of slots: "thoi-su-sang", from the title."""

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from radiodesk.errors import UserError
from radiodesk.locale import N_
from radiodesk.model import Series
from radiodesk.model.text import clean_title, fold


class KnownSeries(UserError):
    """A key that another slot has."""

    message = N_("There is already a slot “{slot}”: choose another key")


class UnknownSeries(UserError):
    """A key that no slot has."""

    message = N_("There is no slot “{slot}”: check the key")


def slug(text: str) -> str:
    """A text as a key: letters without accents, digits and hyphens, at most 60. "slot" if nothing is left."""
    return re.sub("[^a-z0-9]+", "-", fold(text)).strip("-")[:60].rstrip("-") or "slot"


def unused(session: Session, text: str) -> str:
    """The key of a text, with a number if another series has it."""
    wanted = slug(text)
    names = set(session.scalars(select(Series.name).where(Series.name.startswith(wanted, autoescape=True))))
    number, name = 1, wanted
    while name in names:
        number += 1
        name = f"{wanted}-{number}"
    return name


def find_series(session: Session, name: str) -> Series | None:
    """The series with a name."""
    return session.scalars(select(Series).where(Series.name == name)).one_or_none()


def add_series(session: Session, name: str) -> Series:
    """Add a series without slots. raises KnownSeries and text errors."""
    name = clean_title(name)
    if find_series(session, name) is not None:
        raise KnownSeries(slot=name)
    row = Series(name=name)
    session.add(row)
    session.flush()
    return row
