"""The people of the station: merging two names of one person."""

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from radiodesk.model import Credit, CreditRole, Desk, Duty, DutyRole, Person, ProgrammeKind, Story
from radiodesk.model.actions import Action
from radiodesk.schedule import broadcasts
from radiodesk.staff import people


def merge(session: Session, name: str, into: str) -> None:
    gone, kept = people.person(session, name), people.person(session, into)
    people.merge(session, gone.id, gone.version, kept.id, kept.version)


def test_merging_keeps_each_role_once(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        ha, thu_ha = people.add(session, "Hà"), people.add(session, "Thu Hà")
        story = Story(title="Tin")
        session.add(story)
        session.flush()
        broadcast_id = broadcasts.plan_first_run(
            session, title="Thời sự", kind=ProgrammeKind.NEWS, on=dt.date(2019, 3, 5), at=dt.time(5, 30), seconds=900
        )
        for person_id, credit, duty in (
            (ha, CreditRole.CAMERA, DutyRole.TECHNICIAN),
            (ha, CreditRole.AUTHOR, DutyRole.EDITOR),
            (thu_ha, CreditRole.AUTHOR, DutyRole.EDITOR),
        ):
            session.add(Credit(person_id=person_id, story_id=story.id, role=credit))
            session.add(Duty(person_id=person_id, broadcast_id=broadcast_id, role=duty))

    with desk.changing(Action.EARLIER, what="test") as session:
        merge(session, "Hà", "Thu Hà")

    with desk.reading() as session:
        credited = session.execute(select(Credit.person_id, Credit.role)).all()
        on_duty = session.execute(select(Duty.person_id, Duty.role)).all()
        assert session.scalars(select(Person.name)).all() == ["Thu Hà"]
    assert sorted(map(tuple, credited)) == [(thu_ha, CreditRole.AUTHOR), (thu_ha, CreditRole.CAMERA)]
    assert sorted(map(tuple, on_duty)) == [(thu_ha, DutyRole.EDITOR), (thu_ha, DutyRole.TECHNICIAN)]
