"""Check the coefficients of a story or a clip against the station's frame, before they are stored."""

from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from radiodesk.errors import UserError
from radiodesk.kinds import WorkGenre
from radiodesk.locale import N_, _
from radiodesk.model import Clip, Credit, Story
from radiodesk.reports.royalties import allowed, settings
from radiodesk.reports.royalties.allowed import Terms, shown
from radiodesk.reports.royalties.labels import ROLES
from radiodesk.reports.royalties.rules import OF_CLIPS


class OutsideFrame(UserError):
    """A coefficient that the station's frame does not allow."""

    message = N_(
        "{role}: the coefficient {coefficient} is outside the station's frame: give one from {least} to {most}"
    )


def check(session: Session, kind: type[Story] | type[Clip], work_id: int) -> None:
    """Check the credits of a story or a clip as they are now, once the station has set a frame. raises OutsideFrame."""
    rules = settings.rules(session)
    if not rules.is_own_frame:
        return  # the usual coefficients are examples
    column = Credit.story_id if kind is Story else Credit.clip_id
    stored = select(Credit.role, Credit.coefficient, Credit.share).where(column == work_id).order_by(Credit.id)
    works = [Terms(*row) for row in session.execute(stored)]
    for each in allowed.refusals(rules, _genre(session, kind, work_id), works):
        if each.kind == "outside_frame":
            numbers = {name: shown(Decimal(value)) for name, value in each.values.items()}
            raise OutsideFrame(role=_(ROLES[each.role]), **numbers)


def _genre(session: Session, kind: type[Story] | type[Clip], work_id: int) -> WorkGenre:
    if kind is Story:
        return WorkGenre(session.get_one(Story, work_id).genre.value)
    return OF_CLIPS[session.get_one(Clip, work_id).genre]
