"""Names of series, which grid files call the keys of slots: "thoi-su-sang", from the title."""

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from radiodesk.model import Series
from radiodesk.model.text import fold


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
