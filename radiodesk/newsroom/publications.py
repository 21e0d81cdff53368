"""Where editions were posted: noted and withdrawn."""

import datetime as dt
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from radiodesk.locale import formats
from radiodesk.model import Edition, Publication
from radiodesk.model.database import fetch
from radiodesk.model.text import clean, quoted
from radiodesk.newsroom.errors import AlreadyPosted, BadAddress, BadDay, NotAired
from radiodesk.newsroom.rundowns import first_run_aired

ADDRESS_LIMIT = 2000
"""Characters: what browsers and servers still take."""


def post(session: Session, edition_id: int, *, address: str, on: dt.date, today: dt.date) -> int:
    """Note that an aired edition was put on a website. Returns the publication's id.

    raises NotAired, BadAddress, AlreadyPosted, and BadDay for a day after `today`.
    """
    fetch(session, Edition, edition_id)
    if not first_run_aired(session, edition_id):
        raise NotAired
    publication = Publication(edition_id=edition_id, address=check_address(address), posted=_check_day(on, today))
    _check_new(session, publication)
    session.add(publication)
    session.flush()
    return publication.id


def withdraw(session: Session, publication_id: int, version: int | None) -> None:
    """Take a publication back: it is kept and no longer counted."""
    fetch(session, Publication, publication_id, version).withdrawn = True


def check_address(address: str) -> str:
    """The address as it is kept. raises BadAddress where it is no http or https one, and text errors."""
    address = clean(address, ADDRESS_LIMIT)
    try:
        parts = urlsplit(address)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and " " not in address
    except ValueError:
        good = False
    if not good:
        raise BadAddress(address=quoted(address))
    return address


def _check_day(on: dt.date, today: dt.date) -> dt.date:
    if on > today:
        raise BadDay(day=formats.day(on))
    return on


def _check_new(session: Session, publication: Publication) -> None:
    same = select(Publication.id).where(
        Publication.edition_id == publication.edition_id,
        Publication.address == publication.address,
        Publication.withdrawn.is_(False),
    )
    if session.scalar(same.limit(1)) is not None:
        raise AlreadyPosted(address=publication.address)
