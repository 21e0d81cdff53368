"""What hangs on an edition, so that it is not removed by the way."""

from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from radiodesk.model import Delivery, Edition, EditionTopic, Line, Publication


class Held(NamedTuple):
    """How many of each an edition has, also of what was withdrawn or rejected."""

    lines: int
    air_files: int
    publications: int
    deliveries: int
    topics: int
    """Those of the edition itself, not of its stories."""


def held(session: Session, edition_id: int) -> Held:
    """What hangs on an edition. Nothing hangs on one that is not there."""
    lines, publications, deliveries, topics = (
        select(func.count()).where(kind.edition_id == edition_id).scalar_subquery()
        for kind in (Line, Publication, Delivery, EditionTopic)
    )
    air_files = select(func.count(Edition.recording_id)).where(Edition.id == edition_id).scalar_subquery()
    return Held(*session.execute(select(lines, air_files, publications, deliveries, topics)).one())
