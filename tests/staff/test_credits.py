"""The credits of stories and clips."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from radiodesk.model import Clip, ClipKind, ClipState, Credit, CreditRole, Desk, Person, Story
from radiodesk.model.actions import Action
from radiodesk.staff import people
from radiodesk.staff.credits import authors_of, set_authors


@pytest.mark.parametrize("kind", [Story, Clip])
def test_other_credits_survive_a_change_of_the_authors(kind: type[Story] | type[Clip], desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        work = Story(title="Tin") if kind is Story else Clip(title="Clip", kind=ClipKind.CLIP, state=ClipState.PLANNED)
        camera = people.add(session, "Đức Anh")
        work.credits = [Credit(person_id=camera, role=CreditRole.CAMERA)]
        session.add(work)
        session.flush()

    for authors in ("Thu Hà, Đức Anh", "Đức Anh", ""):
        with desk.changing(Action.EARLIER, what="test") as session:
            set_authors(session, session.scalars(select(kind).options(selectinload(kind.credits))).one(), authors)

        with desk.reading() as session:
            others = select(Person.name).join(Credit).where(Credit.role == CreditRole.CAMERA)
            loaded = select(kind).options(selectinload(kind.credits).joinedload(Credit.person))
            assert session.scalars(others).all() == ["Đức Anh"]
            assert authors_of(session.scalars(loaded).one()) == authors


def test_an_author_with_a_post_of_an_older_release_stays_and_may_still_act(desk: Desk) -> None:
    desk.act_as("PV Thu Hà")
    with desk.changing(Action.EARLIER, what="test") as session:
        older = Person(name="PV Thu Hà")
        session.add(older)
        session.flush()
        session.add(Story(title="Tin", credits=[Credit(person_id=older.id, role=CreditRole.AUTHOR)]))

    for authors, stored in (("PV Thu Hà", "PV Thu Hà"), ("PV Thu Hà, Đức Anh", "Thu Hà, Đức Anh")):
        with desk.changing(Action.EARLIER, what="test") as session:
            set_authors(session, session.scalars(select(Story).options(selectinload(Story.credits))).one(), authors)
        with desk.reading() as session:
            loaded = select(Story).options(selectinload(Story.credits).joinedload(Credit.person))
            assert authors_of(session.scalars(loaded).one()) == stored
