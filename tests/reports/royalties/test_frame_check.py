"""A coefficient outside the station's own frame is refused before it is stored."""

from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from radiodesk.kinds import CreditRole, WorkGenre
from radiodesk.model import Action, Clip, Credit, Desk, Person, Story
from radiodesk.model.royalties import RoyaltyRate
from radiodesk.reports.royalties import frame_check
from radiodesk.reports.royalties.frame_check import OutsideFrame


def store(session: Session, coefficient: str) -> None:
    """A brief and a clip, each by an author with this coefficient."""
    session.add_all([Person(id=1, name="Thu Hà"), Story(id=1, title="Tin"), Clip(id=1, title="Clip")])
    session.flush()
    session.add_all(
        Credit(person_id=1, coefficient=Decimal(coefficient), **work) for work in ({"story_id": 1}, {"clip_id": 1})
    )
    session.flush()


def set_frame(session: Session) -> None:
    for genre in (WorkGenre.BRIEF, WorkGenre.TV_OTHER):
        session.add(
            RoyaltyRate(
                genre=genre, role=CreditRole.AUTHOR, usual=Decimal(1), least=Decimal(0), most=Decimal(5), of_piece=False
            )
        )
    session.flush()


@pytest.mark.parametrize("kind", [Story, Clip])
def test_only_coefficients_within_the_stations_own_frame_are_kept(desk: Desk, kind: type[Story] | type[Clip]) -> None:
    for coefficient, has_frame, is_refused in (("5", True, False), ("5.5", True, True), ("5.5", False, False)):
        with desk.trying(Action.SET_CREDITS) as session:
            store(session, coefficient)
            if has_frame:
                set_frame(session)
            if not is_refused:
                frame_check.check(session, kind, 1)
                continue
            with pytest.raises(
                OutsideFrame, match=r"the coefficient 5\.5 is outside the station's frame: give one from 0 to 5"
            ):
                frame_check.check(session, kind, 1)
