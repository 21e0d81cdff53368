"""Publications: note where editions were posted, and withdraw them."""

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from radiodesk.errors import UserError
from radiodesk.kinds import Channel
from radiodesk.locale import N_
from radiodesk.model import Edition, Publication
from radiodesk.model.changes import describe
from radiodesk.model.database import existing, fetch
from radiodesk.model.text import clean
from radiodesk.newsroom import rules
from radiodesk.newsroom.rundowns import first_run_aired


class NotAired(UserError):
    """A publication of an edition that was not aired."""

    message = N_("This edition was not aired yet: mark its first run as aired, then as posted")
    action = "mark('aired')"


class AlreadyPosted(UserError):
    """An address that is noted for the edition already."""

    message = N_("This edition is noted at {address} already")


def post(
    session: Session,
    edition_id: int,
    *,
    address: str,
    on: dt.date,
    today: dt.date,
    channel: Channel = Channel.WEBSITE,
    page: str = "",
) -> int:
    """Note that an aired edition was put on a website or a social page. Returns the publication's id.

    page: the name of the website or the page; empty if nobody says.
    raises NotAired, BadAddress, AlreadyPosted, text errors, and BadDay for a day after `today`.
    """
    existing(session, Edition, edition_id)
    check_aired(session, edition_id)
    publication = Publication(
        edition_id=edition_id,
        address=rules.check_address(address),
        posted=rules.check_done(on, today),
        channel=channel,
        page=clean(page),
    )
    _check_new(session, edition_id, publication.address)
    session.add(publication)
    session.flush()
    describe(session, address=publication.address)
    return publication.id


def correct(
    session: Session,
    publication_id: int,
    version: int,
    *,
    address: str,
    on: dt.date,
    today: dt.date,
    channel: Channel | None = None,
    page: str | None = None,
) -> None:
    """Correct a publication. channel, page: None keeps what it has.

    raises BadAddress, AlreadyPosted, ChangedMeanwhile, text errors, and BadDay for a day after `today`.
    """
    row = fetch(session, Publication, publication_id, version)
    wanted, posted = rules.check_address(address), rules.check_done(on, today)
    if wanted != row.address:
        _check_new(session, row.edition_id, wanted)
    row.address, row.posted = wanted, posted
    row.channel = row.channel if channel is None else channel
    row.page = row.page if page is None else clean(page)


def check_aired(session: Session, edition_id: int) -> None:
    """Check that an edition can be posted. raises NotAired."""
    if not first_run_aired(session, edition_id):
        raise NotAired


def withdraw(session: Session, publication_id: int, version: int) -> None:
    """Withdraw a publication: it is kept, but no longer counted. raises ChangedMeanwhile."""
    fetch(session, Publication, publication_id, version).withdrawn = True


def check_none(session: Session, edition_id: int) -> None:
    """Check that an edition may lose its state as aired. raises StillPosted if it has a publication that counts."""
    posted = select(Publication.address).where(Publication.edition_id == edition_id, Publication.withdrawn.is_(False))
    if (address := session.scalar(posted.limit(1))) is not None:
        rules.check_posted(address, aired=False)


def _check_new(session: Session, edition_id: int, address: str) -> None:
    """Check that an edition is not noted at an address already. raises AlreadyPosted."""
    same = select(Publication.id).where(
        Publication.edition_id == edition_id, Publication.address == address, Publication.withdrawn.is_(False)
    )
    if session.scalar(same.limit(1)) is not None:
        raise AlreadyPosted(address=address)
