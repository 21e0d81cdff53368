"""The people of the station: their names and roles, and merging two names of one person."""

import datetime as dt
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from radiodesk.errors import Doubtful
from radiodesk.kinds import ClipKind, Genre, Role, Source
from radiodesk.model import Broadcast, Credit, CreditRole, Desk, Duty, DutyRole, Person, ProgrammeKind, Story
from radiodesk.model.actions import Action
from radiodesk.model.names import NotANameAlone, SeveralNames, find_or_create, known
from radiodesk.newsroom import stories, television
from radiodesk.schedule import broadcasts, duties
from radiodesk.staff import choices, people
from radiodesk.staff import credits as crediting
from tests.conftest import run_here

DAY = dt.date(2019, 3, 5)


def merge(session: Session, name: str, into: str) -> None:
    gone, kept = people.person(session, name), people.person(session, into)
    people.merge(session, gone.id, gone.version, kept.id, kept.version, today=dt.date(2019, 3, 6))


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


@pytest.mark.parametrize("name", ["Thu Ha", "ThuHà", "Thú Hạ"])
def test_a_new_name_that_differs_only_in_accents_or_spaces_is_doubted_wherever_it_is_typed(
    desk: Desk, name: str
) -> None:
    story = {"title": "Tin", "genre": Genre.BRIEF, "source": Source.OWN, "seconds": None}
    clip = {"title": "Clip", "kind": ClipKind.CLIP, "recipient": "", "seconds": None}
    with desk.changing(Action.EARLIER, what="test") as session:
        people.add(session, "Thu Hà")
        other = people.view(session, people.add(session, "Đức Anh"))
        values = {"short_name": "", "initials": "", "roles": (), "today": DAY}
        for change in (
            lambda **sure: people.add(session, name, **sure),
            lambda **sure: people.change(session, other.id, other.version, name=name, **values, **sure),
            lambda **sure: stories.write(session, authors=f"Minh, {name}", **story, **sure),
            lambda **sure: television.add_clip(session, authors=name, **clip, **sure),
        ):
            with pytest.raises(Doubtful, match=f"There is a person “Thu Hà”: “{name}” would be a second one"):
                change()
        stories.write(session, authors=f"thu hà, {name}", **story, sure=True)
        stories.write(session, authors=name, **story)  # known by now
        assert sorted(session.scalars(select(Person.name))) == sorted(["Thu Hà", "Đức Anh", name])


def test_a_merged_person_keeps_roles_and_names_and_the_old_name_leads_to_the_other(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        people.add(session, "Hà", short_name="Hà", initials="TH", roles=[Role.REPORTER, Role.EDITOR])
        people.add(session, "Thu Hà", roles=[Role.EDITOR, Role.CHIEF])

    with desk.changing(Action.MERGE_PEOPLE, name="Hà", into="Thu Hà") as session:
        merge(session, "Hà", "Thu Hà")

    with desk.reading() as session:
        kept = people.person(session, "Thu Hà")
        assert (kept.short_name, kept.initials) == ("Hà", "TH")
        assert kept.roles == (Role.REPORTER, Role.EDITOR, Role.CHIEF)
        assert [(each.name, each.until) for each in kept.earlier] == [("Hà", dt.date(2019, 3, 6))]
    with desk.changing(Action.EARLIER, what="test") as session:
        assert find_or_create(session, Person, "HÀ").id == kept.id
        assert people.add(session, "Hà", sure=True) != kept.id  # another person of that name


def test_a_person_is_renamed_and_given_roles(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        person_id = people.add(session, "Thu Hà", roles=[Role.REPORTER])
        people.add(session, "Đức Anh")

    def change(name: str, *roles: Role) -> None:
        with desk.changing(Action.CHANGE_PERSON, name=name) as session:
            seen = people.view(session, person_id).version
            people.change(session, person_id, seen, name=name, short_name="", initials="", roles=roles, today=DAY)

    with pytest.raises(people.KnownPerson, match="Đức Anh"):
        change("đức anh")
    with pytest.raises(SeveralNames):
        change("Thu Hà, Lan")
    change("Nguyễn Thu Hà", Role.EDITOR)

    with desk.reading() as session:
        found = people.view(session, person_id)
    assert (found.name, found.roles) == ("Nguyễn Thu Hà", (Role.EDITOR,))
    assert [(each.name, each.until) for each in found.earlier] == [("Thu Hà", DAY)]


def test_two_credits_of_one_person_become_one_with_the_shares_of_both(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        for name in ("Hà", "Thu Hà"):
            people.add(session, name, sure=True)
        story = Story(title="Tin")
        author, reader = CreditRole.AUTHOR, CreditRole.READER
        story.credits = [
            Credit(person_id=1, role=author, share=Decimal(30), coefficient=Decimal("2.5")),
            Credit(person_id=1, role=reader, coefficient=Decimal("0.2")),
            Credit(person_id=2, role=author, share=Decimal("45.5")),
        ]
        session.add(story)

    with desk.changing(Action.MERGE_PEOPLE, name="Hà", into="Thu Hà") as session:
        merge(session, "Hà", "Thu Hà")

    with desk.reading() as session:
        found = crediting.credits_of(session, Story, 1).credits
        assert [(each.person, each.role, each.coefficient, each.share) for each in found] == [
            ("Thu Hà", author, Decimal("2.5"), Decimal("75.5")),
            ("Thu Hà", reader, Decimal("0.2"), None),
        ]


def test_a_short_name_or_initials_of_one_person_mean_that_person(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        duc = people.add(session, "Lê Minh Đức", short_name="Đức", initials="LMĐ")
        hoa = people.add(session, "Trần Thị Hòa", short_name="Hòa", initials="TH")
        people.add(session, "Thu Hà", initials="th", sure=True)
        people.add(session, "Nguyễn Đức", initials="NĐ")
        people.add(session, "NĐ", sure=True)

    def meant(name: str) -> str | None:
        with desk.reading() as session:
            person, shown = known(session, Person, name), choices.people(session).known(name)
            assert (person and person.name) == (shown and shown.name)  # what the forms show is what saving does
            return person and person.name

    assert meant("đức") == meant("lmđ") == meant("LMĐ") == "Lê Minh Đức"
    assert meant("HÒA") == "Trần Thị Hòa"
    assert meant("NĐ") == "NĐ"  # a name comes first
    assert meant("TH") is None  # two people sign so
    assert meant("Hoa") is None
    with desk.changing(Action.CHANGE_PERSON, name="Hòa") as session:
        values = {"short_name": "", "initials": "", "roles": (), "today": DAY}
        people.change(session, hoa, people.view(session, hoa).version, name="Đức Hòa", **values)
        people.change(session, hoa, people.view(session, hoa).version, name="Hòa", **values)
        people.change(
            session,
            duc,
            people.view(session, duc).version,
            name="Lê Đức",
            **values | {"short_name": "Đức Hòa", "sure": True},
        )
    assert meant("đức hòa") == "Hòa"  # so does an earlier name
    assert meant("th") == "Thu Hà"


def test_a_short_name_adds_nobody_wherever_it_is_typed(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        duc = people.add(session, "Lê Minh Đức", short_name="Đức")
        story = Story(title="Tin")
        session.add(story)
        session.flush()
        crediting.add_credits(session, Story, story.id, story.version, people="đức", role=CreditRole.READER)
        stories.write(session, title="Bài", genre=Genre.REPORT, source=Source.OWN, seconds=None, authors="Đức")
        broadcast_id = broadcasts.plan_first_run(
            session, title="Thời sự", kind=ProgrammeKind.NEWS, on=DAY, at=dt.time(5, 30), seconds=900
        )
        version = session.get_one(Broadcast, broadcast_id).version
        duties.set_duties(session, broadcast_id, version, ((DutyRole.EDITOR, "Đức"),))

    with desk.reading() as session:
        assert [(each.name, each.credits, each.duties) for each in people.people(session)] == [("Lê Minh Đức", 2, 1)]
        assert people.person(session, "đức").id == duc
        assert [each.title for each in duties.week_of(session, "đức", DAY)] == ["Thời sự"]


def test_what_leads_to_a_person_leads_to_the_one_who_was_merged_with_them(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        hung = people.add(session, "Trần Hùng", short_name="Hùng", initials="TH")
        hoa = people.add(session, "Lê Hoa", short_name="Hoa", initials="LH")
        people.merge(session, hung, 1, hoa, 1, today=DAY)

    with desk.reading() as session:
        for name in ("Trần Hùng", "hùng", "TH", "Hoa", "lh"):
            row = known(session, Person, name)
            assert row is not None, name
            assert row.id == hoa


def test_what_is_done_to_a_person_needs_the_present_name(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        hung = people.add(session, "Trần Hùng", short_name="Hùng")
        people.merge(session, people.add(session, "Hà"), 1, hung, 1, today=DAY)
        people.add(session, "Lan")

    home = desk.config.home
    for name in ("Hùng", "Hà"):
        for command in (["merge", name, "Lan"], ["role", name, "editor"]):
            done = run_here("people", *command, home=home)
            assert (done.returncode, "called" in done.stderr) == (1, True), done.stderr
    assert run_here("people", "role", "trần hùng", "editor", "chief", home=home).returncode == 0
    assert '"editor"' in run_here("people", "list", "--json", home=home).stdout
    assert run_here("people", "merge", "Lan", "Hùng", home=home).returncode == 0


@pytest.mark.parametrize("typed", ["A, B", "Hà (CTV)"])
def test_a_short_name_is_one_that_can_be_typed(desk: Desk, typed: str) -> None:
    with pytest.raises((SeveralNames, NotANameAlone)), desk.changing(Action.ADD_PERSON, name="x") as session:
        people.add(session, "Lê Minh Đức", short_name=typed)


def test_what_another_person_is_called_is_asked_about(desk: Desk) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        people.add(session, "Lê Minh Đức", short_name="Đức", initials="LMĐ")
        lan = people.view(session, people.add(session, "Lan", short_name="Lan", initials="L"))
    already = "“{}” is already the short name or the initials of Lê Minh Đức"

    def asked(short_name: str, initials: str, name: str = "Lan") -> str:
        values = {"short_name": short_name, "initials": initials, "roles": (), "today": DAY}
        with desk.changing(Action.CHANGE_PERSON, name="Lan") as session:
            try:
                people.change(session, lan.id, people.view(session, lan.id).version, name=name, **values)
            except Doubtful as doubt:
                session.rollback()
                return str(doubt)
        return ""

    assert already.format("đức") in asked("đức", "L")
    assert already.format("LMĐ") in asked("Lan", "LMĐ")
    assert already.format("Đức") in asked("Lan", "L", name="Đức")
    assert "“lê minh đức” is the name of Lê Minh Đức" in asked("lê minh đức", "L")
    assert asked("Lan", "L") == asked("L", "Lan") == ""
    with desk.changing(Action.ADD_PERSON, name="Đức") as session:
        with pytest.raises(Doubtful, match=already.format("Đức")):
            people.add(session, "Đức")
        people.add(session, "Đức Anh", short_name="Đức", sure=True)
        assert known(session, Person, "Đức") is None
        with pytest.raises(Doubtful, match="of several people already, and means none of them"):
            people.add(session, "Anh Đức", short_name="đức")
        before = people.view(session, people.add(session, "Mai Hoa"))
        values = {"short_name": "", "initials": "", "roles": (), "today": DAY}
        people.change(session, before.id, before.version, name="Mai Hoa Anh", **values)
        with pytest.raises(Doubtful, match="“Mai Hoa” is an earlier name of Mai Hoa Anh"):
            people.add(session, "Mai Hoa")
        with pytest.raises(Doubtful, match="“Mai Hoa” is the name of Mai Hoa Anh, now or formerly"):
            people.add(session, "Bình Minh", short_name="Mai Hoa")
